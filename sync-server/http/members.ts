import { Router } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import { memberRoleSchema, type Role } from '../../report/wire/rest.ts'
import type { NewAuditEntry, Records } from '../store/records.ts'
import type { ReportRooms } from './report-rooms.ts'
import { stillHolds, type Access, type Who } from './who.ts'

export type MemberDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'tell'>
  readonly who: Who
  readonly now: () => number
  /** Roles in a report changed, of one person or of many: open sockets are asked again. */
  readonly onChange: (which: { readonly reportId: string; readonly userId?: string }) => Promise<void>
}

/** Who is in a report and as what, person by person or by whole office; for its coordinators. */
export function memberRoutes(deps: MemberDeps): Router {
  const { records, who } = deps
  const router = Router()

  router.get('/reports/:id/candidates', async (request, response) => {
    const { report } = await who.coordinator(request, request.params.id)
    const members = new Set((await records.members(report.id)).map(({ userId }) => userId))
    const accounts = await records.accounts()
    const candidates = accounts.filter(({ id, active }) => active && !members.has(id))
    response.json(candidates.map(({ id, name, office }) => ({ id, name, office })))
  })

  router.put('/reports/:id/members/:userId', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { role } = memberRoleSchema.parse(request.body)
    await change(deps, access, request.params.userId, async (inside, reportId) => {
      const account = await inside.account(request.params.userId)
      if (!account?.active) throw new ReportError('not-found', 'Không có người dùng này.')
      const { username, name } = account
      const before = await inside.setMember(reportId, account.id, role)
      return set({ username, name }, before, role)
    })
    response.status(204).end()
  })

  router.delete('/reports/:id/members/:userId', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    await change(deps, access, request.params.userId, async (inside, reportId) => {
      const { userId } = request.params
      const { username = '', name = userId } = (await inside.account(userId)) ?? {}
      return removed({ username, name }, await inside.removeMember(reportId, userId))
    })
    response.status(204).end()
  })

  router.put('/reports/:id/offices/:officeId', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { role } = memberRoleSchema.parse(request.body)
    await change(deps, access, undefined, async (inside, reportId) => {
      const { id, name } = await officeIn(inside, request.params.officeId)
      return set({ office: name }, await inside.setOfficeMember(reportId, id, role), role)
    })
    response.status(204).end()
  })

  router.delete('/reports/:id/offices/:officeId', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    await change(deps, access, undefined, async (inside, reportId) => {
      const { id, name } = await officeIn(inside, request.params.officeId)
      return removed({ office: name }, await inside.removeOfficeMember(reportId, id))
    })
    response.status(204).end()
  })

  return router
}

type Entry = Pick<NewAuditEntry, 'action' | 'details'>
type Whom = Readonly<Record<string, string>>

/** Undefined: nothing is different now, and nobody need know. */
type Work = (records: Records, reportId: string) => Promise<Entry | undefined>

async function change(
  { records, rooms, now, onChange }: MemberDeps,
  access: Access,
  userId: string | undefined,
  work: Work,
): Promise<void> {
  const { report, person } = access
  const reportId = report.id
  const entry = await records.atomically(async (inside) => {
    await stillHolds(inside, access)
    const entry = await work(inside, reportId)
    if (entry) await inside.audit({ ...entry, at: now(), userId: person.id, reportId })
    return entry
  })
  if (!entry) return
  await onChange(userId === undefined ? { reportId } : { reportId, userId })
  rooms.tell(reportId, { type: 'members', reportId })
}

function set(whom: Whom, before: Role | undefined, role: Role): Entry | undefined {
  if (before === role) return undefined
  return { action: 'member-set', details: { ...whom, role, ...(before ? { from: before } : {}) } }
}

function removed(whom: Whom, before: Role | undefined): Entry | undefined {
  return before && { action: 'member-removed', details: { ...whom, role: before } }
}

async function officeIn(records: Records, id: string) {
  const office = (await records.offices()).find((office) => office.id === id)
  if (!office) throw new ReportError('not-found', 'Không có cơ quan này.')
  return office
}
