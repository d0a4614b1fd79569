import { Router } from 'express'
import { z } from 'zod'
import { ReportError } from '../../report/wire/errors.ts'
import { newUserSchema } from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Records } from '../store/records.ts'
import type { Who } from './who.ts'

const changeSchema = z
  .object({
    password: newUserSchema.shape.password,
    officeId: z.string().nullable(),
    active: z.boolean(),
  })
  .partial()

export type UserDeps = {
  readonly accounts: Accounts
  readonly records: Records
  readonly who: Who
  /** Office, rights or sessions of an account changed. */
  readonly onChange: (userId: string) => Promise<void>
}

/** Accounts, for administrators. */
export function userRoutes({ accounts, records, who, onChange }: UserDeps): Router {
  const router = Router()

  const knownOffice = async (officeId: string | null | undefined) => {
    if (!officeId) return
    const offices = await records.offices()
    if (!offices.some((office) => office.id === officeId)) throw new ReportError('bad-request', 'officeId')
  }

  router.get('/users', async (request, response) => {
    await who.admin(request)
    response.json(await records.accounts())
  })

  router.post('/users', async (request, response) => {
    await who.admin(request)
    const user = newUserSchema.parse(request.body)
    await knownOffice(user.officeId)
    response.status(201).json(await accounts.create(user))
  })

  router.patch('/users/:id', async (request, response) => {
    const admin = await who.admin(request)
    const { id } = request.params
    const change = changeSchema.parse(request.body)
    if (!(await records.account(id))) throw new ReportError('not-found')
    if (change.active === false && id === admin.id) {
      throw new ReportError('conflict', 'Không thể tự khoá tài khoản của mình.')
    }
    await knownOffice(change.officeId)
    if (change.officeId !== undefined) await records.setOffice(id, change.officeId)
    if (change.password !== undefined) await accounts.setPassword(id, change.password)
    if (change.active !== undefined) await accounts.setActive(id, change.active)
    await onChange(id)
    response.json(await records.account(id))
  })

  return router
}
