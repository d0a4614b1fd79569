import type { Progress, ReportSettings } from '../../report/wire/progress.ts'

/** The dates that differ from those that hold now, by their place in the plan; an empty one takes the date away. */
export function changedDates(
  milestones: readonly Pick<Progress['milestones'][number], 'date'>[],
  wanted: readonly string[],
): ReportSettings['dates'] {
  const changed = milestones.flatMap(({ date }, index) => {
    const now = wanted[index] ?? ''
    return now === (date ?? '') ? [] : [[String(index), now === '' ? null : now] as const]
  })
  return Object.fromEntries(changed)
}
