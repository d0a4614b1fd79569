import type { Progress } from '../../report/wire/progress.ts'
import type { Catalogue, Language } from '../i18n/catalogue.ts'
import { sayDate } from '../i18n/dates.ts'

export type Tone = 'danger' | 'warning' | undefined

/** A week: what is nearer wants to be seen. */
const NEAR = 7

/** *còn 3 ngày*, *hạn hôm nay*, *quá hạn 2 ngày*; nothing without a date. */
export function sayDaysLeft(daysLeft: number | null, text: Catalogue['progress']): string {
  if (daysLeft === null) return ''
  if (daysLeft < 0) return text.overdueBy(-daysLeft)
  return daysLeft === 0 ? text.dueToday : text.daysLeft(daysLeft)
}

export function toneOf(daysLeft: number | null): Tone {
  if (daysLeft === null || daysLeft > NEAR) return undefined
  return daysLeft < 0 ? 'danger' : 'warning'
}

/** *trước ngày 08/4/2022*. */
export function sayMilestoneDate(
  { date, before }: Pick<Progress['milestones'][number], 'date' | 'before'>,
  text: Catalogue['progress'],
  language: Language,
): string {
  if (date === null) return text.undated
  return before ? text.dueBefore(sayDate(date, language)) : text.dueOn(sayDate(date, language))
}
