import { holdingMilestones } from '../../report/progress/milestones.ts'
import { vietnamDate } from '../../report/vietnam-time.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { ReportSettings, SettingsChange } from '../../report/wire/progress.ts'
import type { ReportMilestone } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'

/** A milestone's words as far as the audit tells which it is. */
const TOLD_CHARACTERS = 80

/**
 * Changes what day it is in a report, how dates count, and dates of its milestones, those named alone. Answers what is
 * different now in words, or undefined when nothing is. Throws ReportError `report-signed`, and `bad-request` for a milestone
 * that the plan does not have.
 */
export async function changeSettings(
  records: Records,
  reportId: string,
  change: SettingsChange,
): Promise<Record<string, string> | undefined> {
  const report = await records.report(reportId)
  if (!report) throw new ReportError('no-such-report')
  if (report.stage === 'signed') throw new ReportError('report-signed')
  const { milestones, settings: before } = report
  if (Object.keys(change.dates ?? {}).some((index) => !milestones[Number(index)]))
    throw new ReportError('bad-request', 'Kế hoạch không có mốc này.')
  const after: ReportSettings = {
    today: change.today === undefined ? before.today : change.today,
    inclusive: change.inclusive ?? before.inclusive,
    dates: deviations(milestones, { ...before.dates, ...change.dates }),
  }
  const details = differences(milestones, before, after)
  if (Object.keys(details).length === 0) return undefined
  await records.changeReport(reportId, { settings: after })
  return details
}

/** Those that are not as the plan has them. */
function deviations(
  milestones: readonly ReportMilestone[],
  dates: ReportSettings['dates'],
): ReportSettings['dates'] {
  const kept = Object.entries(dates).map(([index, date]) => [String(Number(index)), date] as const)
  return Object.fromEntries(kept.filter(([index, date]) => milestones[Number(index)]?.date !== date))
}

function differences(
  milestones: readonly ReportMilestone[],
  before: ReportSettings,
  after: ReportSettings,
): Record<string, string> {
  const details: Record<string, string> = {}
  if (before.today !== after.today) {
    details.today = `${dayInWords(before.today, REAL_DAY)} → ${dayInWords(after.today, REAL_DAY)}`
  }
  if (before.inclusive !== after.inclusive) details.inclusive = after.inclusive ? 'có' : 'không'
  const held = holdingMilestones(milestones, before)
  holdingMilestones(milestones, after).forEach(({ date, what }, index) => {
    const was = held[index]?.date ?? null
    if (was === date) return
    details[`Mốc ${index + 1} (${clipped(what)})`] =
      `${dayInWords(was, UNDATED)} → ${dayInWords(date, UNDATED)}`
  })
  return details
}

function clipped(what: string): string {
  return what.length <= TOLD_CHARACTERS ? what : `${what.slice(0, TOLD_CHARACTERS).toWellFormed().trimEnd()}…`
}

const REAL_DAY = 'ngày thực'
const UNDATED = 'chưa có ngày'

function dayInWords(date: string | null, without: string): string {
  return date === null ? without : vietnamDate(Date.parse(date))
}
