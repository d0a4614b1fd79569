import { vietnamDay } from '../vietnam-time.ts'
import type { ReportSettings } from '../wire/progress.ts'
import type { ReportMilestone } from '../wire/rest.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The settings of a report that nobody has set anything in. */
export const PLAIN_SETTINGS: ReportSettings = { today: null, inclusive: false, dates: {} }

/** What day it is in a report: the one set for an exercise, or else the day in Vietnam. */
export function reportToday({ today }: Pick<ReportSettings, 'today'>, now: number): string {
  return today ?? vietnamDay(now)
}

/** Whole days of the calendar from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

/**
 * Days left until a milestone: 0 when today is the last day on which it is in time, negative once it is overdue, null without
 * a date. *Trước ngày 08/4* ends as 08/4 begins in Vietnam, so its last day is 07/4 unless the report counts the day itself.
 */
export function daysLeft(
  { date, before }: Pick<ReportMilestone, 'date' | 'before'>,
  { today, inclusive }: { readonly today: string; readonly inclusive: boolean },
): number | null {
  if (date === null) return null
  return daysBetween(today, date) - (before && !inclusive ? 1 : 0)
}
