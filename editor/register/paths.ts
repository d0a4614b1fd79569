import type { RegisterQuery } from '../../report/wire/review.ts'

/** In the address of a report: the thread that is to be looked at. */
export const THREAD_PARAM = 'gop-y'

/** A report with one of its threads open. */
export function threadPath(reportId: string, threadId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}?${new URLSearchParams({ [THREAD_PARAM]: threadId }).toString()}`
}

/** *Bảng tổng hợp, tiếp thu, giải trình ý kiến* of a report. */
export function registerPath(reportId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/gop-y`
}

/** The register as a file. */
export function appraisalPath(reportId: string, query: RegisterQuery): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return `/api/reports/${encodeURIComponent(reportId)}/appraisal.docx?${new URLSearchParams(asked).toString()}`
}
