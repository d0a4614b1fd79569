import { vietnamDay } from '../../report/vietnam-time.ts'
import type { BackupSettings } from '../env.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000

/** The file of a day; `damaged`: of data of which something is damaged already. */
export function fileName(day: string, damaged = false): string {
  return `cung-soan-${day}${damaged ? '.hong' : ''}.sqlite`
}

const FILE = /^cung-soan-(?<day>\d{4}-\d{2}-\d{2})(?<damaged>\.hong)?\.sqlite$/

/** The days of which there are files, the newest first. Other people's files are not looked at. */
export function daysOf(names: readonly string[]): { readonly good: string[]; readonly damaged: string[] } {
  const found = names.map((name) => FILE.exec(name)?.groups).filter((groups) => groups !== undefined)
  const days = (damaged: boolean) =>
    found
      .filter((groups) => (groups['damaged'] !== undefined) === damaged)
      .map((groups) => groups['day'] ?? '')
      .toSorted()
      .toReversed()
  return { good: days(false), damaged: days(true) }
}

/** The day of which there should be a backup by now: today, or before its hour yesterday. */
export function dayDue(now: number, minute: number): string {
  return vietnamDay(now - minute * MINUTE_MS)
}

const DAMAGED_KEPT = 3

/**
 * Which files may go: those that are neither of the last `daily` good days, nor the newest of one of the last `weekly` weeks.
 * Counted are files, not days on the calendar: however long nothing could be backed up, the last good ones stay.
 */
export function filesToRemove(names: readonly string[], keep: BackupSettings['keep']): string[] {
  const { good, damaged } = daysOf(names)
  const newestOfWeek = good.filter(
    (day, index) => index === 0 || weekOf(day) !== weekOf(good[index - 1] ?? ''),
  )
  const kept = new Set([...good.slice(0, Math.max(1, keep.daily)), ...newestOfWeek.slice(0, keep.weekly)])
  return [
    ...good.filter((day) => !kept.has(day)).map((day) => fileName(day)),
    ...damaged.slice(DAMAGED_KEPT).map((day) => fileName(day, true)),
  ]
}

/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
function weekOf(day: string): number {
  return Math.floor((Date.parse(day) / DAY_MS + 3) / 7)
}
