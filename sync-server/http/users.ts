import { Router } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import { newUserSchema, userChangeSchema, type Account } from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Records } from '../store/records.ts'
import type { Who } from './who.ts'

export type UserDeps = {
  readonly accounts: Accounts
  readonly records: Records
  readonly who: Who
  /** Name, office, rights or sessions of an account changed. */
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
  const known = async (id: string): Promise<Account> => {
    const account = await records.account(id)
    if (!account) throw new ReportError('not-found')
    return account
  }
  router.get('/users', async (request, response) => {
    await who.admin(request)
    response.json((await records.accounts()) satisfies readonly Account[])
  })

  router.post('/users', async (request, response) => {
    const admin = await who.admin(request)
    const user = newUserSchema.parse(request.body)
    await knownOffice(user.officeId)
    response.status(201).json(await accounts.create(user, admin.id))
  })

  router.post('/users/:id/code', async (request, response) => {
    const admin = await who.admin(request)
    const { id } = request.params
    if (id === admin.id) throw new ReportError('conflict', 'Mật khẩu của mình thì đổi ở mục tài khoản.')
    const code = await accounts.issueCode(id, admin.id)
    await onChange(id)
    response.json(code)
  })

  router.patch('/users/:id', async (request, response) => {
    const admin = await who.admin(request)
    const change = userChangeSchema.parse(request.body)
    const { id } = request.params
    if (change.active === false && id === admin.id) {
      throw new ReportError('conflict', 'Không thể tự khoá tài khoản của mình.')
    }
    await knownOffice(change.officeId)
    await accounts.change(id, change, admin.id)
    await onChange(id)
    response.json(await known(id))
  })

  return router
}
