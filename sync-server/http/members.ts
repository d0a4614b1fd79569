import { Router } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import { memberRoleSchema } from '../../report/wire/rest.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Records } from '../store/records.ts'
import type { Who } from './who.ts'

export type MemberDeps = {
  readonly records: Records
  readonly rooms: Pick<Rooms, 'tell'>
  readonly who: Who
  /** Rights in a report changed: open sockets are asked again. */
  readonly onChange: (reportId: string, userId: string) => Promise<void>
}

/** Who is in a report and as what; for its coordinators. */
export function memberRoutes({ records, rooms, who, onChange }: MemberDeps): Router {
  const router = Router()

  const changed = async (reportId: string, userId: string) => {
    await onChange(reportId, userId)
    rooms.tell(reportId, { type: 'members', reportId })
  }

  router.get('/reports/:id/candidates', async (request, response) => {
    const { report } = await who.coordinator(request, request.params.id)
    const members = new Set((await records.members(report.id)).map(({ userId }) => userId))
    const accounts = await records.accounts()
    const candidates = accounts.filter(({ id, active }) => active && !members.has(id))
    response.json(candidates.map(({ id, name, office }) => ({ id, name, office })))
  })

  router.put('/reports/:id/members/:userId', async (request, response) => {
    const { report } = await who.coordinator(request, request.params.id)
    const { role } = memberRoleSchema.parse(request.body)
    const account = await records.account(request.params.userId)
    if (!account?.active) throw new ReportError('not-found')
    await records.setMember(report.id, account.id, role)
    await changed(report.id, account.id)
    response.status(204).end()
  })

  router.delete('/reports/:id/members/:userId', async (request, response) => {
    const { report } = await who.coordinator(request, request.params.id)
    const { userId } = request.params
    await records.removeMember(report.id, userId)
    await changed(report.id, userId)
    response.status(204).end()
  })

  return router
}
