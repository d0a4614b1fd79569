import type { ProfileId } from '../report/wire/profile.ts'
import type { Stage } from '../report/wire/rest.ts'

/** In the address of a report: the thread that is to be looked at. */
export const THREAD_PARAM = 'gop-y'

/** A report with one of its threads open. */
export function threadPath(reportId: string, threadId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}?${new URLSearchParams({ [THREAD_PARAM]: threadId }).toString()}`
}

/** The text of a report: where it is written, or once it is signed and closed, the pages that were signed. */
export function textPath(reportId: string, stage: Stage): string {
  return stage === 'signed' ? previewPath(reportId) : `/bao-cao/${encodeURIComponent(reportId)}`
}

/** The progress board of a report. */
export function progressPath(reportId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/tien-do`
}

/** What the offices sent in for a report. */
export function contributionsPath(reportId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/bao-cao-co-quan`
}

/** *Bảng tổng hợp, tiếp thu, giải trình ý kiến* of a report. */
export function registerPath(reportId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/gop-y`
}

/** In the address of a report: the section that is to be looked at. */
export const SECTION_PARAM = 'muc'

/** A report at one of its sections; the opening paragraphs are the section `preamble`. */
export function sectionPath(reportId: string, sectionId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}?${new URLSearchParams({ [SECTION_PARAM]: sectionId }).toString()}`
}

/** Which paper is looked at; all absent: the whole report as it is now, as it would be signed, in its own form. */
export type PaperChoice = {
  /** The N-th draft, marked so. */
  readonly draft?: number | undefined
  readonly profile?: ProfileId | undefined
  readonly toc?: boolean | undefined
  /** One section with all below it, or `preamble`. */
  readonly section?: string | undefined
  readonly version?: string | undefined
}

/** *Xem trước*: a report as the pages that would be printed. */
export function previewPath(reportId: string, choice: PaperChoice = {}): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/xem-truoc${paperQuery(choice)}`
}

/** *Phiên bản và lịch sử*: what a report said before, and what changed since. */
export function historyPath(reportId: string): string {
  return `/bao-cao/${encodeURIComponent(reportId)}/phien-ban`
}

/** A version of a report, as it was. */
export function pastPath(reportId: string, versionId: string): string {
  return `${historyPath(reportId)}?${new URLSearchParams({ xem: versionId }).toString()}`
}

/** The choice as it stands in an address, ours and the server's: `''` or `?draft=2&toc=1`. */
export function paperQuery({ draft, profile, toc, section, version }: PaperChoice): string {
  const query = new URLSearchParams()
  if (draft !== undefined) query.set('draft', String(draft))
  if (profile !== undefined) query.set('profile', profile)
  if (toc) query.set('toc', '1')
  if (section !== undefined) query.set('section', section)
  if (version !== undefined) query.set('version', version)
  return query.size > 0 ? `?${query.toString()}` : ''
}
