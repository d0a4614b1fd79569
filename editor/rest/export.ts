import { exportCheckSchema, type ExportCheck } from '../../report/wire/paper.ts'
import { paperQuery, type PaperChoice } from '../report-paths.ts'
import { request, requestFile, type ReceivedFile } from './request.ts'

/** A paper as the server is asked for it. */
export type PaperRequest = PaperChoice & {
  readonly format: 'docx' | 'pdf'
  /** The review copy: with the threads as Word's comments. */
  readonly comments?: boolean
  /** With `comments`: what changed since this moment as Word's tracked changes. */
  readonly since?: string
  /** Only to be looked at: it is not noted as an export, and no version is kept. */
  readonly preview?: boolean
}

/** A thousand pages as PDF, behind others in the queue; the server gives up before. */
const PATIENCE_MS = 5 * 60_000

/** What is to be said before the report is exported. */
export function fetchExportCheck(reportId: string, signal?: AbortSignal): Promise<ExportCheck> {
  return request(exportCheckSchema, `${reportPath(reportId)}/export`, { signal })
}

/** Makes the paper and fetches it. Throws ApiError, `export-blocked` where it cannot be signed yet. */
export function fetchPaper(
  reportId: string,
  asked: PaperRequest,
  signal?: AbortSignal,
): Promise<ReceivedFile> {
  return requestFile(paperPath(reportId, asked), { signal, timeoutMs: PATIENCE_MS })
}

export function paperPath(
  reportId: string,
  { format, comments = false, since, preview = false, ...choice }: PaperRequest,
): string {
  const query = new URLSearchParams(paperQuery(choice))
  if (comments) query.set('comments', '1')
  if (since !== undefined) query.set('since', since)
  if (preview) query.set('preview', '1')
  return `${reportPath(reportId)}/export.${format}${query.size > 0 ? `?${query.toString()}` : ''}`
}

function reportPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}`
}
