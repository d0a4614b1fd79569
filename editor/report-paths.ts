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
