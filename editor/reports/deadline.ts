import type { ReportMilestone, ReportSummary } from '../../report/wire/rest.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'
import { daysUntil, sayDate } from '../i18n/dates.ts'

export type Deadline = {
  readonly date: string
  /** How far away it is; nothing while the plan sets no date. */
  readonly distance: string | undefined
  readonly tone: 'plain' | 'warning' | 'danger'
}

export type NextMilestone = NonNullable<ReportSummary['nextMilestone']>

/** A week: what is nearer wants to be seen. */
const NEAR = 7

/**
 * A milestone in the words of the list, by the report's own day where the server counted the days. *Trước ngày 08/4* is overdue
 * from the 8th on, *ngày 08/4* from the 9th.
 */
export function sayDeadline(
  { date, before, daysLeft }: ReportMilestone & Pick<NextMilestone, 'daysLeft'>,
  now: Date,
  text: Catalogue['reports'],
  language: Language,
): Deadline {
  if (!date) return { date: text.undated, distance: undefined, tone: 'plain' }
  const said = before ? text.dueBefore(sayDate(date, language)) : text.due(sayDate(date, language))
  const left = daysLeft ?? daysUntil(date, now) - (before ? 1 : 0)
  if (left < 0) return { date: said, distance: text.overdue(-left), tone: 'danger' }
  if (left === 0) return { date: said, distance: text.dueToday, tone: 'warning' }
  return { date: said, distance: text.daysLeft(left), tone: left <= NEAR ? 'warning' : 'plain' }
}
