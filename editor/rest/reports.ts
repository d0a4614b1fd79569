import { z } from 'zod'

import {
  candidateSchema,
  imageSchema,
  planPreviewSchema,
  reportDetailSchema,
  reportSummarySchema,
} from '../../report/wire/rest.ts'
import type {
  PlanPreview,
  ReportDetail,
  ReportHead,
  ReportImage,
  ReportSummary,
  Role,
} from '../../report/wire/rest.ts'
import { request, requestNothing } from './request.ts'

/** Where the outline of a new report comes from. */
export type PlanSource =
  | { readonly type: 'shipped' }
  | { readonly type: 'blank' }
  | { readonly type: 'text'; readonly text: string; readonly blankIfMissing: boolean }
  | { readonly type: 'file'; readonly file: File; readonly blankIfMissing: boolean }

export type Candidate = z.infer<typeof candidateSchema>

const createdSchema = z.object({ id: z.string() })

export function fetchReports(signal?: AbortSignal): Promise<ReportSummary[]> {
  return request(z.array(reportSummarySchema), '/api/reports', { signal })
}

export function fetchReport(reportId: string, signal?: AbortSignal): Promise<ReportDetail> {
  return request(reportDetailSchema, reportPath(reportId), { signal })
}

/** What the server would make of a plan, before anything is made. */
export function previewPlan(source: PlanSource, title: string, signal?: AbortSignal): Promise<PlanPreview> {
  return request(planPreviewSchema, '/api/plans/preview', {
    method: 'POST',
    body: planBody(source, title),
    signal,
  })
}

/** Makes the report. Answers its id. */
export async function createReport(source: PlanSource, title: string): Promise<string> {
  const body = planBody(source, title)
  return (await request(createdSchema, '/api/reports', { method: 'POST', body })).id
}

/** Changes parts of the official head (coordinator); the others stay as they are. */
export function changeHead(reportId: string, head: Partial<ReportHead>): Promise<void> {
  return requestNothing(reportPath(reportId), { method: 'PATCH', body: { head } })
}

export function fetchCandidates(reportId: string, signal?: AbortSignal): Promise<Candidate[]> {
  return request(z.array(candidateSchema), `${reportPath(reportId)}/candidates`, { signal })
}

export function putMember(reportId: string, userId: string, role: Role): Promise<void> {
  return requestNothing(memberPath(reportId, userId), { method: 'PUT', body: { role } })
}

export function removeMember(reportId: string, userId: string): Promise<void> {
  return requestNothing(memberPath(reportId, userId), { method: 'DELETE' })
}

/** Stores a picture with the report. Answers where it can be had. */
export function uploadImage(reportId: string, file: File): Promise<ReportImage> {
  const body = new FormData()
  body.append('image', file)
  return request(imageSchema, `${reportPath(reportId)}/images`, { method: 'POST', body })
}

function planBody(source: PlanSource, title: string): unknown {
  const named = title.trim() ? { title: title.trim().normalize('NFC') } : {}
  switch (source.type) {
    case 'shipped':
      return { plan: 'nq20', ...named }
    case 'blank':
      return { plan: 'blank', ...named }
    case 'text':
      return { plan: source.text, blankIfMissing: source.blankIfMissing, ...named }
    case 'file':
      return fileBody(source.file, source.blankIfMissing, named.title)
  }
}

function fileBody(file: File, blankIfMissing: boolean, title: string | undefined): FormData {
  const body = new FormData()
  // The words first: a server that reads the parts as they come has them before the file.
  if (title) body.append('title', title)
  if (blankIfMissing) body.append('blankIfMissing', 'true')
  body.append('plan', file)
  return body
}

function reportPath(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}`
}

function memberPath(reportId: string, userId: string): string {
  return `${reportPath(reportId)}/members/${encodeURIComponent(userId)}`
}
