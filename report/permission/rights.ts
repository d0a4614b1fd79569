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
}

/** What the opening paragraphs, which are no section, are called where sections are named by id. */
export const PREAMBLE_ID = 'preamble'

const UNASSIGNED: Responsibility = { officeIds: [], closed: undefined }

/**
 * Who answers for each section. A section that was given to nobody belongs to whom the section above it belongs, so a
 * theme added under an office's section is that office's; what is approved or locked is so with everything below it.
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
    closed: above.closed ?? closedBy(own),
  }
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

/** Why somebody may not write in a section; undefined when they may. */
export function whyNotIn(writer: Writer, stage: Stage, section: Responsibility): ErrorCode | undefined {
  const nowhere = whyNowhere(writer, stage)
  if (nowhere !== undefined || writer.role === 'coordinator') return nowhere
  if (section.closed !== undefined)
    return section.closed === 'approved' ? 'section-approved' : 'section-locked'
  if (section.officeIds.length === 0) return undefined
  return writer.officeId !== null && section.officeIds.includes(writer.officeId)
    ? undefined
    : 'section-of-others'
}
