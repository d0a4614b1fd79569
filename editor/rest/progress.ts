import { z } from 'zod'

import { progressSchema } from '../../report/wire/progress.ts'
import type {
  Progress,
  Reminder,
  SectionsChange,
  SettingsChange,
  StageChange,
} from '../../report/wire/progress.ts'
import { request, requestNothing } from './request.ts'

/** A scan of many pages over a slow line. */
const PATIENCE_MS = 5 * 60_000

/** The board: how far every section is, what is due, what stands in the way of the next stage. */
export function fetchProgress(reportId: string, signal?: AbortSignal): Promise<Progress> {
  return request(progressSchema, `${reportPath(reportId)}/progress`, { signal })
}

/** One step on or back. Throws ApiError `stage-blocked`, `stage-not-next`, `reason-missing`. */
export function moveStage(reportId: string, change: StageChange): Promise<void> {
  return requestNothing(reportPath(reportId), { method: 'PATCH', body: change })
}

export function changeSettings(reportId: string, settings: SettingsChange): Promise<void> {
  return requestNothing(reportPath(reportId), { method: 'PATCH', body: { settings } })
}

/** The same to many sections: to all of them or to none. */
export function changeSections(reportId: string, change: SectionsChange): Promise<void> {
  return requestNothing(`${reportPath(reportId)}/sections`, { method: 'PATCH', body: change })
}

/** Answers how many people were reminded. */
export async function remind(reportId: string, reminder: Reminder): Promise<number> {
  const answer = z.object({ people: z.number() })
  const path = `${reportPath(reportId)}/reminders`
  return (await request(answer, path, { method: 'POST', body: reminder })).people
}

export type Signing = {
  readonly file: File
  /** What was signed; absent: what the file itself names, or what the report says now. */
  readonly versionId: string | undefined
  /** Why it is signed in spite of what is open. */
  readonly reason: string | undefined
}

/** Attaches the signed file, which closes the report. Throws ApiError `wrong-signed-file`, `stage-blocked`. */
export function signReport(reportId: string, { file, versionId, reason }: Signing): Promise<void> {
  const body = new FormData()
  // The words first: a server that reads the parts as they come has them before the file.
  if (versionId !== undefined) body.append('version', versionId)
  if (reason !== undefined) {
    body.append('confirm', '1')
    body.append('reason', reason)
  }
  body.append('document', file)
  return requestNothing(signaturePath(reportId), { method: 'POST', body, timeoutMs: PATIENCE_MS })
}

/** The signed file. */
export function signaturePath(reportId: string): string {
  return `${reportPath(reportId)}/signature`
}

function reportPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}`
}
