import type { Role } from '../../report/wire/rest.ts'
import { requestNothing } from './request.ts'

/** Makes everybody of an office a member; who has a role of their own keeps it. */
export function putOfficeMember(reportId: string, officeId: string, role: Role): Promise<void> {
  return requestNothing(officePath(reportId, officeId), { method: 'PUT', body: { role } })
}

/** Those who are members only by their office leave with it. */
export function removeOfficeMember(reportId: string, officeId: string): Promise<void> {
  return requestNothing(officePath(reportId, officeId), { method: 'DELETE' })
}

function officePath(reportId: string, officeId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}/offices/${encodeURIComponent(officeId)}`
}
