import { z } from 'zod'

import {
  accountSchema,
  auditPageSchema,
  createdUserSchema,
  importResultSchema,
  officeSchema,
  oneTimeCodeSchema,
} from '../../report/wire/rest.ts'
import type {
  Account,
  AuditPage,
  AuditQuery,
  CreatedUser,
  ImportResult,
  NewOffice,
  NewUser,
  Office,
  OfficeChange,
  OneTimeCode,
  UserChange,
} from '../../report/wire/rest.ts'
import { request, requestNothing } from './request.ts'

export function fetchOffices(signal?: AbortSignal): Promise<Office[]> {
  return request(z.array(officeSchema), '/api/offices', { signal })
}

export function createOffice(office: NewOffice): Promise<Office> {
  return request(officeSchema, '/api/offices', { method: 'POST', body: office })
}

export function changeOffice(officeId: string, change: OfficeChange): Promise<Office> {
  return request(officeSchema, officePath(officeId), { method: 'PATCH', body: change })
}

/** Throws ApiError `conflict` while somebody or something refers to it. */
export function removeOffice(officeId: string): Promise<void> {
  return requestNothing(officePath(officeId), { method: 'DELETE' })
}

export function fetchAccounts(signal?: AbortSignal): Promise<Account[]> {
  return request(z.array(accountSchema), '/api/users', { signal })
}

/** Without a password in it the answer carries a one-time code. */
export function createUser(user: NewUser): Promise<CreatedUser> {
  return request(createdUserSchema, '/api/users', { method: 'POST', body: user })
}

export function changeUser(userId: string, change: UserChange): Promise<Account> {
  return request(accountSchema, userPath(userId), { method: 'PATCH', body: change })
}

/** In place of the person's password. Ends their sessions. */
export function issueCode(userId: string): Promise<OneTimeCode> {
  return request(oneTimeCodeSchema, `${userPath(userId)}/code`, { method: 'POST', body: {} })
}

/** Two thousand codes are two thousand slow hashes: the server needs minutes for them. */
const IMPORT_TIMEOUT_MS = 15 * 60_000

/** People from a CSV file; as a preview nothing is made. */
export function importUsers(
  file: File,
  mode: 'preview' | 'import',
  signal?: AbortSignal,
): Promise<ImportResult> {
  const body = new FormData()
  body.append('file', file)
  const path = `/api/users/import?preview=${mode === 'preview' ? 1 : 0}`
  return request(importResultSchema, path, { method: 'POST', body, signal, timeoutMs: IMPORT_TIMEOUT_MS })
}

/** Who did what: in one report, or without one everywhere. */
export function fetchAudit(
  reportId: string | undefined,
  query: AuditQuery,
  signal?: AbortSignal,
): Promise<AuditPage> {
  return request(auditPageSchema, auditPath(reportId, query), { signal })
}

/** The address of the audit; with `format: 'csv'` that of the file. */
export function auditPath(reportId: string | undefined, query: AuditQuery): string {
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  const path = reportId === undefined ? '/api/audit' : `/api/reports/${encodeURIComponent(reportId)}/audit`
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked).toString()}`
}

function officePath(officeId: string): string {
  return `/api/offices/${encodeURIComponent(officeId)}`
}

function userPath(userId: string): string {
  return `/api/users/${encodeURIComponent(userId)}`
}
