import type { ErrorCode } from '../wire/errors.ts'
import type { Role, SectionStatus, Stage } from '../wire/rest.ts'

/** What SQL says about one section. A section without a record was given to nobody and is being drafted. */
export type SectionRecord = {
  readonly officeIds: readonly string[]
  readonly status: SectionStatus
  /** Closed by the coordinator, whatever its status. */
  readonly locked: boolean
}

/** Who may write where, apart from the text: the stage, and a record for each section that has one. */
export type ReportRights = {
  readonly stage: Stage
  /** By section id; the opening paragraphs are under `PREAMBLE_ID`. */
  readonly records: ReadonlyMap<string, SectionRecord>
}

/** Who wants to write. */
export type Writer = { readonly role: Role; readonly officeId: string | null }

/** A section as far as responsibility goes, in the order of the text. */
export type Heading = { readonly id: string; readonly level: number }

/** Who answers for a section, whether that was said of it or of a section above it. */
export type Responsibility = {
  /** Empty: nobody yet, so every drafter. */
  readonly officeIds: readonly string[]
  /** Why only the coordinator may write here. */
  readonly closed: 'approved' | 'locked' | undefined
  /** Given back for correction, itself or with a section above it: open also while the stage closes the text. */
  readonly returned: boolean
}

/** What the opening paragraphs, which are no section, are called where sections are named by id. */
export const PREAMBLE_ID = 'preamble'

export const UNASSIGNED: Responsibility = { officeIds: [], closed: undefined, returned: false }

/** What is judged stays as it was judged: nobody writes, coordinators neither, but where the reviewers gave something back. */
const CLOSED_STAGES: ReadonlySet<Stage> = new Set<Stage>(['appraisal', 'committee', 'conference'])

/**
 * Who answers for each section. A section that was given to nobody belongs to whom the section above it belongs, so a
 * theme added under an office's section is that office's; what is approved, locked or returned is so with everything below
 * it. Only what was returned inside an approved section is open again: somebody found a mistake in it since.
 */
export function responsibilities(
  headings: readonly Heading[],
  rights: Pick<ReportRights, 'records'>,
): Responsibility[] {
  const above: { readonly level: number; readonly answer: Responsibility }[] = []
  return headings.map(({ id, level }) => {
    // A forged level may be anything, also below every other.
    while (above.length > 0 && (above.at(-1)?.level ?? 0) >= level) above.pop()
    const answer = responsibility(rights.records.get(id), above.at(-1)?.answer ?? UNASSIGNED)
    above.push({ level, answer })
    return answer
  })
}

/** Who answers for the opening paragraphs. */
export function preambleResponsibility({ records }: Pick<ReportRights, 'records'>): Responsibility {
  return responsibility(records.get(PREAMBLE_ID), UNASSIGNED)
}

function responsibility(own: SectionRecord | undefined, above: Responsibility): Responsibility {
  if (!own) return above
  return {
    officeIds: own.officeIds.length > 0 ? own.officeIds : above.officeIds,
    closed: closedAbove(own, above) ?? closedBy(own),
    returned: above.returned || own.status === 'returned',
  }
}

function closedAbove({ status }: SectionRecord, { closed }: Responsibility): Responsibility['closed'] {
  return status === 'returned' && closed === 'approved' ? undefined : closed
}

function closedBy({ status, locked }: SectionRecord): Responsibility['closed'] {
  if (locked) return 'locked'
  return status === 'approved' ? 'approved' : undefined
}

/** Why somebody may write nowhere in this report; undefined when it depends on the section. */
export function whyNowhere({ role }: Writer, stage: Stage): ErrorCode | undefined {
  if (stage === 'signed') return 'report-signed'
  return role === 'coordinator' || role === 'drafter' ? undefined : 'reads-only'
}

/** Whether the text is closed at a stage, but for what was returned. */
export function isClosed(stage: Stage): boolean {
  return CLOSED_STAGES.has(stage)
}

/** Whether somebody may change everything in the text, its outline included: coordinators, unless the stage closes it. */
export function mayEverything({ role }: Writer, stage: Stage): boolean {
  return role === 'coordinator' && stage !== 'signed' && !isClosed(stage)
}

/** Why somebody may not write in a section; undefined when they may. */
export function whyNotIn(writer: Writer, stage: Stage, section: Responsibility): ErrorCode | undefined {
  const nowhere = whyNowhere(writer, stage)
  if (nowhere !== undefined) return nowhere
  if (isClosed(stage) && !section.returned) return 'stage-closed'
  return whyNoSay(writer, stage, section)
}

/** Why a section is not somebody's to write and to hand in, whether or not the stage lets anybody write now. */
export function whyNoSay(writer: Writer, stage: Stage, section: Responsibility): ErrorCode | undefined {
  const nowhere = whyNowhere(writer, stage)
  if (nowhere !== undefined || writer.role === 'coordinator') return nowhere
  if (section.closed !== undefined)
    return section.closed === 'approved' ? 'section-approved' : 'section-locked'
  if (section.officeIds.length === 0) return undefined
  return writer.officeId !== null && section.officeIds.includes(writer.officeId)
    ? undefined
    : 'section-of-others'
}
