import { newId } from '../../report/id.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type {
  AuditAction,
  CreatedUser,
  Me,
  NewUser,
  OneTimeCode,
  PasswordChange,
  Person,
  SignIn,
  UserChange,
} from '../../report/wire/rest.ts'
import type { AccountRecord, NewAuditEntry, Records } from '../store/records.ts'
import {
  columnsOf,
  endSessions,
  insertAccount,
  keepAnAdmin,
  putPassword,
  updateUser,
  type NewSecret,
  type StoredUser,
  type UserRow,
} from './account-rows.ts'
import { Attempts } from './attempts.ts'
import { SESSION_COOKIE, together, type Auth } from './auth.ts'
import { bareCode, CODE_LIVES_MS, newOneTimeCode } from './one-time-code.ts'
import { Recent } from './recent.ts'
import { SignInGuard } from './sign-in-guard.ts'
import { isWeak } from './weak-password.ts'

/** Who sits behind a request, as the session cookie says. */
export type Session = {
  readonly person: Person
  readonly sessionId: string
  /** Came with a one-time code: may set a password, see who they are and sign out, and nothing else. */
  readonly mustChangePassword: boolean
}

/** What a sign-in or sign-out says to the browser: `Set-Cookie` values, without `Secure`. */
export type Cookies = readonly string[]

export type SignedIn = { readonly me: Me; readonly cookies: Cookies }

export interface Accounts {
  /** Throws ReportError `wrong-credentials` or `too-many-requests`. */
  signIn(credentials: SignIn, from: string): Promise<SignedIn>
  /** For whom another authority vouched. Undefined when no active account has that user name. */
  signInVouched(username: string, from: string): Promise<SignedIn | undefined>
  signOut(cookie: string | undefined): Promise<Cookies>
  session(cookie: string | undefined): Promise<Session | undefined>
  /** As `session`, and lengthens a session that is more than a day old. */
  renew(cookie: string | undefined): Promise<(Session & { readonly cookies: Cookies }) | undefined>
  /** Ends the person's sessions, all or all but one. */
  endSessions(userId: string, but?: string): Promise<void>
  /**
   * One's own password. Ends the person's other sessions. Throws `wrong-credentials` when `current` is not the password
   * or the valid code, `weak-password`, and `too-many-requests`.
   */
  changePassword(session: Session, change: PasswordChange, from: string): Promise<void>

  /**
   * Without a password the account gets a one-time code. Throws ReportError `name-taken`. What the administrator `by`
   * does is in the audit; the server's keeper, who has the disk, leaves no entry.
   */
  create(user: NewUser, by?: string): Promise<CreatedUser>
  /** All of them or none. Throws ReportError `name-taken` with the name in its detail. */
  createAll(users: readonly NewUser[], by?: string): Promise<readonly CreatedUser[]>
  /** In place of the password. Ends the person's sessions. Throws `not-found`. */
  issueCode(userId: string, by: string): Promise<OneTimeCode>
  /**
   * What an administrator changes, all of it or nothing. A password or `active: false` ends the person's sessions.
   * Throws `not-found`, and `conflict` rather than leave nobody who can administer.
   */
  change(userId: string, change: UserChange, by: string): Promise<void>
  /** Something about people changed: sessions are looked up anew. */
  forget(): void
}

export type AccountsOptions = { readonly auth: Auth; readonly records: Records; readonly now: () => number }

const SESSION_REMEMBERED_MS = 3_000
/** Hashing takes the processor whole; what is left of it serves those who write. */
const HASHING_AT_ONCE = 2

export function createAccounts(options: AccountsOptions): Accounts {
  return new AuthAccounts(options)
}

class AuthAccounts implements Accounts {
  readonly #auth: Auth
  readonly #records: Records
  readonly #now: () => number
  readonly #guard: SignInGuard
  readonly #changes: Attempts
  readonly #recent: Recent<Session | undefined>

  constructor({ auth, records, now }: AccountsOptions) {
    this.#auth = auth
    this.#records = records
    this.#now = now
    this.#guard = new SignInGuard(now)
    this.#changes = new Attempts(now)
    this.#recent = new Recent(SESSION_REMEMBERED_MS, now)
  }

  async signIn({ username, password }: SignIn, from: string): Promise<SignedIn> {
    const name = username.trim().toLowerCase()
    return this.#guard.run({ address: from, name }, async () => {
      const user = await this.#userCalled(name)
      try {
        return await this.#enter(name, await this.#whatCounts(user, password), from)
      } catch (error) {
        if (error instanceof ReportError) await this.#auditFailure(user && name, from)
        throw error
      }
    })
  }

  /** What is typed in place of a code counts as one; of an expired code nothing does. */
  async #whatCounts(user: StoredUser | undefined, typed: string): Promise<string> {
    if (!user?.mustChangePassword) return typed
    if (!this.#isExpired(user)) return bareCode(typed)
    // Takes as long as any wrong password.
    const { password: passwords } = await this.#auth.$context
    await passwords.hash(typed)
    throw new ReportError('wrong-credentials')
  }

  #isExpired({ codeExpiresAt }: StoredUser): boolean {
    return (codeExpiresAt ?? 0) <= this.#now()
  }

  async #enter(username: string, password: string, from: string): Promise<SignedIn> {
    try {
      const { headers, response } = await this.#auth.api.signInUsername({
        body: { username, password },
        returnHeaders: true,
      })
      return await this.#entered(response.user.id, headers, from)
    } catch (error) {
      throw isRefusal(error) ? new ReportError('wrong-credentials') : error
    }
  }

  async #entered(
    userId: string,
    headers: Headers,
    from: string,
    singleSignOn?: 'single-sign-on',
  ): Promise<SignedIn> {
    const account = await this.#records.account(userId)
    if (!account?.active) throw new ReportError('wrong-credentials')
    const details = { address: from, ...(singleSignOn ? { by: singleSignOn } : {}) }
    await together(this.#auth, async ({ rows, records }) => {
      await updateUser(rows, userId, { lastSignInAt: this.#now() })
      await records.audit({ at: this.#now(), action: 'sign-in', userId, details })
    })
    const mustChangePassword = account.mustChangePassword && singleSignOn === undefined
    return { me: { ...toPerson(account), mustChangePassword }, cookies: headers.getSetCookie() }
  }

  // What was typed is named only where it is an account's: people type passwords into the wrong field.
  async #auditFailure(username: string | undefined, address: string): Promise<void> {
    await this.#records.audit({
      at: this.#now(),
      action: 'sign-in-failed',
      userId: null,
      details: { address, ...(username === undefined ? {} : { username }) },
    })
  }

  async signInVouched(username: string, from: string): Promise<SignedIn | undefined> {
    const name = username.trim().toLowerCase()
    const user = await this.#userCalled(name)
    if (!user || user.banned) {
      await this.#auditFailure(user && name, from)
      return undefined
    }
    const { headers } = await this.#auth.api.openVouchedSession({
      body: { userId: user.id },
      returnHeaders: true,
    })
    return this.#entered(user.id, headers, from, 'single-sign-on')
  }

  async signOut(cookie: string | undefined): Promise<Cookies> {
    const { headers } = await this.#auth.api.signOut({
      headers: new Headers(cookie === undefined ? {} : { cookie }),
      returnHeaders: true,
    })
    this.#recent.clear()
    return headers.getSetCookie()
  }

  session(header: string | undefined): Promise<Session | undefined> {
    const cookie = sessionCookie(header)
    return cookie === undefined
      ? Promise.resolve(undefined)
      : this.#recent.get(cookie, () => this.#look(cookie))
  }

  async #look(cookie: string): Promise<Session | undefined> {
    const found = await this.#auth.api.getSession({
      headers: new Headers({ cookie }),
      query: { disableRefresh: true },
    })
    return found ? this.#toSession(found.session) : undefined
  }

  async renew(cookie: string | undefined): Promise<(Session & { readonly cookies: Cookies }) | undefined> {
    if (cookie === undefined) return undefined
    const { headers, response } = await this.#auth.api.getSession({
      headers: new Headers({ cookie }),
      returnHeaders: true,
    })
    const session = response ? await this.#toSession(response.session) : undefined
    return session && { ...session, cookies: headers.getSetCookie() }
  }

  async #toSession(found: StoredSession): Promise<Session | undefined> {
    const account = await this.#records.account(found.userId)
    if (!account?.active) return undefined
    return {
      person: toPerson(account),
      sessionId: found.id,
      mustChangePassword: account.mustChangePassword && !found.singleSignOn,
    }
  }

  async endSessions(userId: string, but?: string): Promise<void> {
    const { adapter } = await this.#auth.$context
    await endSessions(adapter, userId, but)
    this.#recent.clear()
  }

  async changePassword(
    { person, sessionId }: Session,
    { current, next }: PasswordChange,
    from: string,
  ): Promise<void> {
    await this.#changes.run(person.id, () => this.#checkCurrent(person, current))
    if (sameSecret(current, next) || sameSecret(bareCode(current), bareCode(next))) {
      throw new ReportError('weak-password', 'Mật khẩu mới phải khác mật khẩu đang dùng.')
    }
    if (isWeak(next, person.username)) throw new ReportError('weak-password')
    const entry = this.#entry('password-changed', person.id, { address: from })
    await this.#put(person.id, { password: next, code: false, but: sessionId }, entry)
  }

  #entry(action: AuditAction, userId: string, details: Readonly<Record<string, string>>): NewAuditEntry {
    return { at: this.#now(), action, userId, details }
  }

  async #checkCurrent(person: Person, current: string): Promise<void> {
    const { internalAdapter, password: passwords } = await this.#auth.$context
    const user = await this.#userCalled(person.username)
    const typed = await this.#whatCounts(user, current)
    const hash = (await internalAdapter.findCredentialAccount(person.id))?.password
    if (!hash || !(await passwords.verify({ hash, password: typed }))) {
      throw new ReportError('wrong-credentials')
    }
  }

  async create(user: NewUser, by?: string): Promise<CreatedUser> {
    const [created] = await this.createAll([user], by)
    if (!created) throw new Error(`account ${user.username} was not created`)
    return created
  }

  async createAll(users: readonly NewUser[], by?: string): Promise<readonly CreatedUser[]> {
    const { password: passwords } = await this.#auth.$context
    const drafts = users.map((user) => this.#draft(user))
    // Before the transaction: nobody else could write meanwhile.
    const hashes = await mapFew(HASHING_AT_ONCE, drafts, ({ secret }) => passwords.hash(secret))
    const ids = await together(this.#auth, ({ rows, records }) =>
      inOrder(drafts, async ({ row }, index) => {
        const { username, name } = row
        if (by !== undefined) await records.audit(this.#entry('user-created', by, { username, name }))
        return insertAccount(rows, row, hashes[index])
      }),
    )
    return this.#created(ids, drafts)
  }

  async #created(ids: readonly string[], drafts: readonly AccountDraft[]): Promise<readonly CreatedUser[]> {
    const known = new Map((await this.#records.accounts()).map((account) => [account.id, account]))
    return ids.map((id, index) => {
      const account = known.get(id)
      if (!account) throw new Error(`account ${id} vanished after it was created`)
      const oneTime = drafts[index]?.oneTime
      return { ...toPerson(account), ...(oneTime ? { oneTime } : {}) }
    })
  }

  #draft(user: NewUser): AccountDraft {
    const username = user.username.toLowerCase()
    const oneTime = user.password === undefined ? this.#newCode() : undefined
    const at = new Date(this.#now())
    return {
      secret: user.password ?? bareCode(oneTime?.code ?? ''),
      oneTime,
      row: {
        // better-auth identifies accounts by e-mail; these people have none that we know. `.invalid` never resolves.
        email: `${newId()}@cung-soan.invalid`.toLowerCase(),
        emailVerified: false,
        name: user.name.normalize('NFC'),
        username,
        displayUsername: username,
        role: user.admin ? 'admin' : 'user',
        banned: false,
        officeId: user.officeId ?? null,
        mustChangePassword: oneTime !== undefined,
        codeExpiresAt: oneTime?.expiresAt ?? null,
        createdAt: at,
        updatedAt: at,
      },
    }
  }

  #newCode(): OneTimeCode {
    return { code: newOneTimeCode(), expiresAt: this.#now() + CODE_LIVES_MS }
  }

  async issueCode(userId: string, by: string): Promise<OneTimeCode> {
    const { username, name } = await known(this.#records, userId)
    const oneTime = this.#newCode()
    const entry = this.#entry('code-issued', by, { username, name })
    await this.#put(userId, { password: bareCode(oneTime.code), code: oneTime }, entry)
    return oneTime
  }

  async #put(
    userId: string,
    { password, ...secret }: Omit<NewSecret, 'hash'> & { readonly password: string },
    entry: NewAuditEntry,
  ): Promise<void> {
    const { password: passwords } = await this.#auth.$context
    const hash = await passwords.hash(password)
    await together(this.#auth, async ({ rows, records }) => {
      await putPassword(rows, userId, { ...secret, hash })
      await records.audit(entry)
    })
    this.#recent.clear()
  }

  async change(userId: string, change: UserChange, by: string): Promise<void> {
    const { password: passwords } = await this.#auth.$context
    const hash = change.password === undefined ? undefined : await passwords.hash(change.password)
    await together(this.#auth, async ({ rows, records }) => {
      const { username, name, active } = await known(records, userId)
      await updateUser(rows, userId, columnsOf(change))
      if (change.admin === false || change.active === false) await keepAnAdmin(rows)
      if (hash !== undefined) await putPassword(rows, userId, { hash, code: false })
      if (change.active === false) await endSessions(rows, userId)
      for (const action of actionsOf(change, active)) {
        await records.audit(this.#entry(action, by, { username, name, ...detailsOf(change) }))
      }
    })
    this.#recent.clear()
  }

  forget(): void {
    this.#recent.clear()
  }

  async #userCalled(username: string): Promise<StoredUser | undefined> {
    const { adapter } = await this.#auth.$context
    const found = await adapter.findOne<StoredUser>({
      model: 'user',
      where: [{ field: 'username', value: username }],
    })
    return found ?? undefined
  }
}

type AccountDraft = {
  readonly secret: string
  readonly oneTime: OneTimeCode | undefined
  readonly row: UserRow
}

type StoredSession = {
  readonly id: string
  readonly userId: string
  readonly singleSignOn?: boolean | null | undefined
}

async function known(records: Records, userId: string): Promise<AccountRecord> {
  const account = await records.account(userId)
  if (!account) throw new ReportError('not-found')
  return account
}

function actionsOf({ active, ...rest }: UserChange, wasActive: boolean): AuditAction[] {
  const changed = Object.values(rest).some((value) => value !== undefined)
  const turned = active !== undefined && active !== wasActive
  return [
    ...(changed ? (['user-changed'] as const) : []),
    ...(turned ? ([active ? 'user-activated' : 'user-deactivated'] as const) : []),
  ]
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

function toPerson({ id, username, name, admin, office }: AccountRecord): Person {
  return { id, username, name, admin, office }
}

/** The session's cookie alone: what else comes along is not remembered with the answer. */
function sessionCookie(header: string | undefined): string | undefined {
  const cookies = header?.split(';').map((cookie) => cookie.trim()) ?? []
  return cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`) && cookie.length < 300)
}

function sameSecret(a: string, b: string): boolean {
  return a.normalize('NFKC') === b.normalize('NFKC')
}

/** better-auth's way of saying that name, password or account will not do: an APIError with a 4xx status. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode < 500
}

/** As `Promise.all` over a map, with at most `atOnce` under way. */
async function mapFew<A, B>(
  atOnce: number,
  items: readonly A[],
  work: (item: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

async function inOrder<A, B>(
  items: readonly A[],
  work: (item: A, index: number) => Promise<B>,
): Promise<B[]> {
  const results: B[] = []
  for (const [index, item] of items.entries()) results.push(await work(item, index))
  return results
}
