import { z } from 'zod'

import { versionSchema, type Version } from '../../report/wire/paper.ts'
import { request } from './request.ts'

/** The versions of a report, newest first. */
export function fetchVersions(reportId: string, signal?: AbortSignal): Promise<Version[]> {
  return request(z.array(versionSchema), versionsPath(reportId), { signal })
}

/** Keeps what the report says now under this name (coordinator). */
export function saveVersion(reportId: string, name: string, signal?: AbortSignal): Promise<Version> {
  return request(versionSchema, versionsPath(reportId), { method: 'POST', body: { name }, signal })
}

/** Gives an automatic version a name, with which it is kept for ever (coordinator). */
export function nameVersion(reportId: string, versionId: string, name: string): Promise<Version> {
  const path = `${versionsPath(reportId)}/${encodeURIComponent(versionId)}`
  return request(versionSchema, path, { method: 'PATCH', body: { name } })
}

function versionsPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}/versions`
}
