import {
  PREAMBLE_ID,
  preambleResponsibility,
  responsibilities,
  type Heading,
  type ReportRights,
} from '../../report/permission/rights.ts'
import { contributionMilestone, holdingMilestones } from '../../report/progress/milestones.ts'
import { daysLeft, reportToday } from '../../report/progress/days.ts'
import type { Contribution, Contributions } from '../../report/wire/contributions.ts'
import type { Office, ReportMilestone } from '../../report/wire/rest.ts'
import { isSteering, type Access } from '../http/who.ts'
import type { ContributionRecord, PartRecord, ReportRecord } from '../store/records.ts'
import { PDF_TYPE } from './file-kind.ts'

/** Somebody who looks at what was sent in, and the report as it is at this moment. */
export type Reading = {
  readonly access: Access
  /** The sections that there are. */
  readonly known: ReadonlySet<string>
  /** Those that this person's office answers for. For one that was given to nobody, no office does. */
  readonly answered: ReadonlySet<string>
}

export function readingOf(access: Access, headings: readonly Heading[], rights: ReportRights): Reading {
  const officeId = access.person.office?.id ?? ''
  const answers = [
    [PREAMBLE_ID, preambleResponsibility(rights)] as const,
    ...responsibilities(headings, rights).map(
      (answer, index) => [headings[index]?.id ?? '', answer] as const,
    ),
  ]
  return {
    access,
    known: new Set(answers.map(([id]) => id)),
    answered: new Set(answers.flatMap(([id, { officeIds }]) => (officeIds.includes(officeId) ? [id] : []))),
  }
}

export type NumberedPart = PartRecord & { readonly part: number }

/** Whether it is the contribution of this person's own office, and they write for it. */
export function isOwn({ person, role }: Access, { officeId }: Pick<ContributionRecord, 'officeId'>): boolean {
  return role === 'drafter' && person.office?.id === officeId
}

/** Drafters read their own office's whole; who coordinates, appraises or follows reads all. */
export function readsWhole(access: Access, contribution: Pick<ContributionRecord, 'officeId'>): boolean {
  return isSteering(access) || access.role !== 'drafter' || isOwn(access, contribution)
}

/** The parts that this person may read, with where they are now: one whose section is gone is *chưa xếp* again. */
export function partsFor(reading: Reading, contribution: ContributionRecord): NumberedPart[] {
  const whole = readsWhole(reading.access, contribution)
  return contribution.parts.flatMap((part, index) => {
    const sectionId = part.sectionId !== null && reading.known.has(part.sectionId) ? part.sectionId : null
    const isTheirs = sectionId !== null && reading.answered.has(sectionId)
    return whole || isTheirs ? [{ ...part, sectionId, part: index }] : []
  })
}

export type Beside = {
  readonly offices: ReadonlyMap<string, Office>
  readonly inserted: ReadonlyMap<string, number>
}

/** A contribution as this person sees it; undefined when they see nothing of it. */
export function contributionFor(
  reading: Reading,
  contribution: ContributionRecord,
  { offices, inserted }: Beside,
): Contribution | undefined {
  const whole = readsWhole(reading.access, contribution)
  const parts = partsFor(reading, contribution)
  if (!whole && parts.length === 0) return undefined
  const { id, officeId, title, sourceReportId, file, at, day, by, warnings } = contribution
  const due = contributionsDue(reading.access.report)
  return {
    id,
    office: officeOf(offices, officeId),
    title,
    kind: sourceReportId !== null ? 'report' : file?.type === PDF_TYPE ? 'pdf' : 'docx',
    fileName: whole ? (file?.name ?? null) : null,
    bytes: whole ? (file?.bytes ?? null) : null,
    sha256: whole ? (file?.sha256 ?? null) : null,
    sourceReportId: whole ? sourceReportId : null,
    open: day === null,
    at,
    by,
    late: day !== null && due !== undefined && isOver(reading.access.report, due, day),
    whole,
    words: parts.reduce((sum, part) => sum + part.words, 0),
    parts: parts.flatMap(({ key: _key, gone, ...part }) => {
      const count = inserted.get(`${id} ${part.part}`) ?? 0
      return gone && count === 0 ? [] : [{ ...part, inserted: count }]
    }),
    warnings: whole ? [...warnings] : [],
  }
}

export function officeOf(offices: ReadonlyMap<string, Office>, id: string): Office {
  return offices.get(id) ?? { id, name: '', shortName: '', color: '' }
}

type Dated = Pick<ReportRecord, 'milestones' | 'settings'>
type Due = Pick<ReportMilestone, 'before'> & { readonly date: string }

/** The plan's date for the offices' own reports, as it holds now. */
export function contributionsDue({ milestones, settings }: Dated): Due | undefined {
  const index = contributionMilestone(milestones)
  const milestone = index === undefined ? undefined : holdingMilestones(milestones, settings)[index]
  return milestone && milestone.date !== null ? { date: milestone.date, before: milestone.before } : undefined
}

function isOver({ settings }: Dated, due: Due, today: string): boolean {
  return (daysLeft(due, { today, inclusive: settings.inclusive }) ?? 0) < 0
}

/** What is due, and how far each office is that is asked, or sent something in unasked. */
export function standingOf(
  report: Dated,
  asked: readonly Office[],
  contributions: readonly ContributionRecord[],
  now: number,
): Pick<Contributions, 'due' | 'offices'> {
  const due = contributionsDue(report)
  const today = reportToday(report.settings, now)
  const isOverdue = due !== undefined && isOver(report, due, today)
  const left = due && daysLeft(due, { today, inclusive: report.settings.inclusive })
  return {
    due: due && typeof left === 'number' ? { ...due, daysLeft: left } : null,
    offices: asked.map((office) => {
      const own = contributions.filter(({ officeId }) => officeId === office.id)
      const days = own.flatMap(({ day }) => (day === null ? [] : [day]))
      const inTime = days.some((day) => !due || !isOver(report, due, day))
      if (inTime) return { office, state: 'received' }
      if (days.length > 0) return { office, state: 'late' }
      if (isOverdue) return { office, state: 'overdue' }
      return { office, state: own.length > 0 ? 'writing' : 'missing' }
    }),
  }
}
