import { importResultSchema, type DocumentImport } from '../../report/wire/paper.ts'
import { request } from './request.ts'

/** Behind others' files in the queue, each of which the server gives a minute. */
const PATIENCE_MS = 10 * 60_000

/** What an office's Word file says, ready to be inserted; the text of the report is not touched. Throws ApiError. */
export function readDocument(reportId: string, file: File, signal: AbortSignal): Promise<DocumentImport> {
  const body = new FormData()
  body.append('document', file)
  const path = `/api/reports/${encodeURIComponent(reportId)}/import`
  return request(importResultSchema, path, { method: 'POST', body, signal, timeoutMs: PATIENCE_MS })
}
