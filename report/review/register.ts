import type { ReportDetail } from '../wire/rest.ts'
import type { RegisterQuery, Thread } from '../wire/review.ts'

/**
 * *Bảng tổng hợp, tiếp thu, giải trình ý kiến*: which threads it holds (those that reviewers opened, and every *yêu cầu
 * sửa*), in which order, and what stands in each cell. One for the screen and for the file.
 */
export type RegisterRow = {
  readonly thread: Omit<Thread, 'readAt'>
  /** Number and title of the section; the report's name for threads about all of it. */
  readonly section: string
  readonly quote: string
  /** Plain text of the first message. */
  readonly opinion: string
  readonly author: string
  /** Who answers for the section: short names of the offices. */
  readonly responsible: string
  /** `Tiếp thu`, `Giải trình: …`; empty while there is none. */
  readonly answer: string
  readonly state: 'open' | 'unanswered' | 'resolved'
}

export function registerRows(
  _report: Pick<ReportDetail, 'title' | 'sections' | 'preamble'>,
  _offices: ReadonlyMap<string, string>,
  _threads: readonly Omit<Thread, 'readAt'>[],
  _query: RegisterQuery,
): readonly RegisterRow[] {
  throw new Error('not yet')
}
