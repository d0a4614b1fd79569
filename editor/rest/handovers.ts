import { z } from 'zod'

import { handoverSchema } from '../../report/wire/rest.ts'
import type { Handover, NewHandover } from '../../report/wire/rest.ts'
import { request, requestNothing } from './request.ts'

export function fetchHandovers(reportId: string, signal?: AbortSignal): Promise<Handover[]> {
  return request(z.array(handoverSchema), path(reportId), { signal })
}

/** Hands words over to who may write in their section. Sent twice, they are there once. */
export function postHandover(reportId: string, handover: NewHandover): Promise<void> {
  return requestNothing(path(reportId), { method: 'POST', body: handover })
}

/** It was taken over, or is not wanted. */
export function removeHandover(reportId: string, id: string): Promise<void> {
  return requestNothing(`${path(reportId)}/${encodeURIComponent(id)}`, { method: 'DELETE' })
}

function path(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}/handovers`
}
