import { z } from 'zod'
import { headChangeSchema } from '../../report/form/head-change.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { settingsChangeSchema } from '../../report/wire/progress.ts'
import { newReportSchema, reportHeadSchema, type ReportHead } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'

/** `PATCH /api/reports/:id`: the title, the official head and the settings, field by field. */
export const reportChangeSchema = z
  .object({
    title: newReportSchema.shape.title.unwrap(),
    head: headChangeSchema,
    settings: settingsChangeSchema,
  })
  .partial()
export type ReportChange = z.infer<typeof reportChangeSchema>

/** Longer values are told by their beginning: the audit says that something was changed, it keeps no copies. */
const TOLD_CHARACTERS = 200

/**
 * Changes what is asked. Answers what is different now, field by field, or undefined when nothing is. Throws ReportError
 * `report-signed`: title and head are signed with the text.
 */
export async function changeReport(
  records: Records,
  reportId: string,
  { title, head }: Omit<ReportChange, 'settings'>,
): Promise<Record<string, string> | undefined> {
  const report = await records.report(reportId)
  if (!report) throw new ReportError('no-such-report')
  if (report.stage === 'signed') throw new ReportError('report-signed')
  const after = {
    title: (title ?? report.title).normalize('NFC'),
    head: composed(reportHeadSchema.parse({ ...report.head, ...head })),
  }
  const details = differences({ title: report.title, ...report.head }, { title: after.title, ...after.head })
  if (Object.keys(details).length === 0) return undefined
  await records.changeReport(reportId, after)
  return details
}

function composed(head: ReportHead): ReportHead {
  const nfc = (value: Value) =>
    typeof value === 'string'
      ? value.normalize('NFC')
      : Array.isArray(value)
        ? value.map((line: string) => line.normalize('NFC'))
        : value
  const fields = Object.entries(head).map(([name, value]) => [name, nfc(value)])
  return reportHeadSchema.parse(Object.fromEntries(fields))
}

/** Absent: a field that the report was made without. */
type Value = string | boolean | readonly string[] | undefined
type Fields = Readonly<Record<string, Value>>

function differences(before: Fields, after: Fields): Record<string, string> {
  const details: Record<string, string> = {}
  for (const [name, value] of Object.entries(after)) {
    const [was, is] = [told(before[name]), told(value)]
    if (JSON.stringify(before[name]) !== JSON.stringify(value)) details[name] = `${was} → ${is}`
  }
  return details
}

function told(value: Value): string {
  if (typeof value === 'boolean') return value ? 'có' : 'không'
  const text = typeof value === 'object' ? value.join('; ') : (value ?? '')
  return text.length <= TOLD_CHARACTERS ? text : `${text.slice(0, TOLD_CHARACTERS)}…`
}
