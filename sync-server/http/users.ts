import { Router } from 'express'
import { ReportError } from '../../report/wire/errors.ts'
import {
  newUserSchema,
  userChangeSchema,
  type Account,
  type AuditAction,
  type UserChange,
} from '../../report/wire/rest.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Records } from '../store/records.ts'
import type { Who } from './who.ts'

export type UserDeps = {
  readonly accounts: Accounts
  readonly records: Records
  readonly who: Who
  readonly now: () => number
  /** Name, office, rights or sessions of an account changed. */
  readonly onChange: (userId: string) => Promise<void>
}

/** Accounts, for administrators. */
export function userRoutes({ accounts, records, who, now, onChange }: UserDeps): Router {
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
  const audit = async (
    userId: string,
    entries: readonly AuditAction[],
    details: Readonly<Record<string, string>>,
  ) => {
    for (const action of entries) await records.audit({ at: now(), action, userId, details })
  }

  router.get('/users', async (request, response) => {
    await who.admin(request)
    response.json((await records.accounts()) satisfies readonly Account[])
  })

  router.post('/users', async (request, response) => {
    const admin = await who.admin(request)
    const user = newUserSchema.parse(request.body)
    await knownOffice(user.officeId)
    const created = await accounts.create(user)
    await audit(admin.id, ['user-created'], { username: created.username, name: created.name })
    response.status(201).json(created)
  })

  router.post('/users/:id/code', async (request, response) => {
    const admin = await who.admin(request)
    const { username, id, name } = await known(request.params.id)
    if (id === admin.id) throw new ReportError('conflict', 'Mật khẩu của mình thì đổi ở mục tài khoản.')
    const code = await accounts.issueCode(id)
    await onChange(id)
    await audit(admin.id, ['code-issued'], { username, name })
    response.json(code)
  })

  router.patch('/users/:id', async (request, response) => {
    const admin = await who.admin(request)
    const change = userChangeSchema.parse(request.body)
    const { id, username, name, active } = await known(request.params.id)
    if (change.active === false && id === admin.id) {
      throw new ReportError('conflict', 'Không thể tự khoá tài khoản của mình.')
    }
    await knownOffice(change.officeId)
    await accounts.change(id, change)
    await onChange(id)
    await audit(admin.id, actionsOf(change, active), { username, name, ...detailsOf(change) })
    response.json(await known(id))
  })

  return router
}

function actionsOf({ active, ...rest }: UserChange, wasActive: boolean): AuditAction[] {
  const actions: AuditAction[] = Object.values(rest).some((value) => value !== undefined)
    ? ['user-changed']
    : []
  if (active !== undefined && active !== wasActive)
    actions.push(active ? 'user-activated' : 'user-deactivated')
  return actions
}

/** What became of the account; of a password only that it was set. */
function detailsOf({ name, officeId, admin, password }: UserChange): Record<string, string> {
  return {
    ...(name === undefined ? {} : { newName: name }),
    ...(officeId === undefined ? {} : { officeId: officeId ?? '' }),
    ...(admin === undefined ? {} : { admin: String(admin) }),
    ...(password === undefined ? {} : { password: 'set' }),
  }
}
