import type { AuditAction, AuditQuery } from '../../report/wire/rest.ts'

/** The filters as they stand in the form and in the address: dates as days, everything else as an id. */
export type AuditChoice = {
  readonly from: string
  readonly to: string
  readonly userId: string
  readonly officeId: string
  readonly sectionId: string
  readonly action: AuditAction | ''
}

/** The question to the server. Days are the person's own, and the last day counts whole. */
export function queryOf({ from, to, userId, officeId, sectionId, action }: AuditChoice): AuditQuery {
  const start = startOfDay(from)
  const end = startOfDay(to, 1)
  return {
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end - 1 }),
    ...(userId ? { userId } : {}),
    ...(officeId ? { officeId } : {}),
    ...(sectionId ? { sectionId } : {}),
    ...(action ? { action } : {}),
  }
}

function startOfDay(date: string, later = 0): number | undefined {
  const [year, month, day] = date.split('-').map(Number)
  if (!year || !month || !day) return undefined
  return new Date(year, month - 1, day + later).getTime()
}
