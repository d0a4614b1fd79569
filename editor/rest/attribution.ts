import { attributionSchema, type Attribution } from '../../report/wire/history.ts'
import { request } from './request.ts'

/** The first question after a long time reads the report's whole log. */
const PATIENCE_MS = 120_000

/** Who wrote what in a report. */
export function fetchAttribution(reportId: string, signal?: AbortSignal): Promise<Attribution> {
  return request(attributionSchema, attributionPath(reportId), { signal, timeoutMs: PATIENCE_MS })
}

export function attributionTablePath(reportId: string): string {
  return `${attributionPath(reportId)}?format=csv`
}

function attributionPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}/attribution`
}
