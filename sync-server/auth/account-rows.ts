import { ReportError } from '../../report/wire/errors.ts'
import type { OneTimeCode, UserChange } from '../../report/wire/rest.ts'
import type { Together } from './auth.ts'

/** What better-auth's user row holds that is looked at here. */
export type StoredUser = {
  readonly id: string
  readonly banned?: boolean | null
  readonly mustChangePassword?: boolean | null
  readonly codeExpiresAt?: number | null
}

/** better-auth's tables. */
export type Rows = Pick<
  Together['rows'],
  'create' | 'update' | 'updateMany' | 'deleteMany' | 'findOne' | 'findMany'
>

/** A new account's row. */
export type UserRow = Readonly<Record<string, string | number | boolean | Date | null>> & {
  readonly username: string
  readonly name: string
}

export type NewSecret = {
  readonly hash: string
  /** Until when the password is a one-time code, if it is one. */
  readonly code: OneTimeCode | false
  /** The session that goes on. */
  readonly but?: string
}

export async function insertAccount(rows: Rows, row: UserRow, hash: string | undefined): Promise<string> {
  const { username } = row
  const where = [{ field: 'username', value: username }]
  if (await rows.findOne({ model: 'user', where })) throw new ReportError('name-taken', username)
  const { id } = await rows.create<UserRow, { id: string }>({ model: 'user', data: { ...row } })
  const account = { userId: id, accountId: id, providerId: 'credential', password: hash }
  const { createdAt, updatedAt } = row
  await rows.create({ model: 'account', data: { ...account, createdAt, updatedAt } })
  return id
}

export async function putPassword(rows: Rows, userId: string, { hash, code, but }: NewSecret): Promise<void> {
  await rows.updateMany({
    model: 'account',
    where: [
      { field: 'userId', value: userId },
      { field: 'providerId', value: 'credential' },
    ],
    update: { password: hash },
  })
  await updateUser(rows, userId, {
    mustChangePassword: code !== false,
    codeExpiresAt: code === false ? null : code.expiresAt,
  })
  await endSessions(rows, userId, but)
}

export async function updateUser(
  rows: Rows,
  userId: string,
  update: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (Object.keys(update).length === 0) return
  await rows.update({
    model: 'user',
    where: [{ field: 'id', value: userId }],
    update: { ...update, updatedAt: new Date() },
  })
}

export function columnsOf({ name, admin, active, officeId }: UserChange): Record<string, unknown> {
  return {
    ...(name === undefined ? {} : { name: name.normalize('NFC') }),
    ...(admin === undefined ? {} : { role: admin ? 'admin' : 'user' }),
    ...(active === undefined ? {} : { banned: !active }),
    ...(officeId === undefined ? {} : { officeId }),
  }
}

export async function endSessions(
  rows: Pick<Rows, 'deleteMany'>,
  userId: string,
  but?: string,
): Promise<void> {
  await rows.deleteMany({
    model: 'session',
    where: [
      { field: 'userId', value: userId },
      ...(but === undefined ? [] : [{ field: 'id', operator: 'ne' as const, value: but }]),
    ],
  })
}

export async function keepAnAdmin(rows: Rows): Promise<void> {
  const admins = await rows.findMany<StoredUser>({
    model: 'user',
    where: [{ field: 'role', value: 'admin' }],
  })
  if (admins.some(({ banned }) => !banned)) return
  throw new ReportError('conflict', 'Phải còn ít nhất một quản trị đang hoạt động.')
}
