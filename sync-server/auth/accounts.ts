import { z } from 'zod'
import { newId } from '../../report/id.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { NewUser, Person, SignIn } from '../../report/wire/rest.ts'
import type { AccountRecord, Records } from '../store/records.ts'
import { Attempts } from './attempts.ts'
import { SESSION_COOKIE, type Auth } from './auth.ts'
import { Recent } from './recent.ts'

/** Who sits behind a request, as the session cookie says. */
export type Session = { readonly person: Person; readonly sessionId: string }

/** What a sign-in or sign-out says to the browser: `Set-Cookie` values, without `Secure`. */
export type Cookies = readonly string[]

export interface Accounts {
  /** Throws ReportError `wrong-credentials` or `too-many-requests`. */
  signIn(credentials: SignIn, from: string): Promise<{ readonly person: Person; readonly cookies: Cookies }>
  signOut(cookie: string | undefined): Promise<Cookies>
  session(cookie: string | undefined): Promise<Session | undefined>
  /** As `session`, and lengthens a session that is more than a day old. */
  renew(cookie: string | undefined): Promise<(Session & { readonly cookies: Cookies }) | undefined>
  /** Throws ReportError `name-taken`. */
  create(user: NewUser): Promise<Person>
  setPassword(userId: string, password: string): Promise<void>
  /** A deactivated account cannot sign in, and its sessions end at once. */
  setActive(userId: string, active: boolean): Promise<void>
  /** Something about people changed: sessions are looked up anew. */
  forget(): void
}

export type AccountsOptions = { readonly auth: Auth; readonly records: Records; readonly now: () => number }

const SESSION_REMEMBERED_MS = 3_000

export function createAccounts({ auth, records, now }: AccountsOptions): Accounts {
  const attempts = new Attempts(now)
  const recent = new Recent<Session | undefined>(SESSION_REMEMBERED_MS, now)

  const personOf = async (userId: string): Promise<Person | undefined> => {
    const account = await records.account(userId)
    return account?.active ? toPerson(account) : undefined
  }

  const look = async (cookie: string): Promise<Session | undefined> => {
    const found = await auth.api.getSession({
      headers: new Headers({ cookie }),
      query: { disableRefresh: true },
    })
    const person = found && (await personOf(found.user.id))
    return person ? { person, sessionId: found.session.id } : undefined
  }

  return {
    async signIn({ username, password }, from) {
      const name = username.trim().toLowerCase()
      const { headers, response } = await attempts.run(`${from} ${name}`, async () => {
        try {
          return await auth.api.signInUsername({ body: { username: name, password }, returnHeaders: true })
        } catch (error) {
          throw isRefusal(error) ? new ReportError('wrong-credentials') : error
        }
      })
      const person = await personOf(response.user.id)
      if (!person) throw new ReportError('wrong-credentials')
      return { person, cookies: headers.getSetCookie() }
    },

    async signOut(cookie) {
      const { headers } = await auth.api.signOut({
        headers: new Headers(cookie === undefined ? {} : { cookie }),
        returnHeaders: true,
      })
      recent.clear()
      return headers.getSetCookie()
    },

    session(header) {
      const cookie = sessionCookie(header)
      return cookie === undefined ? Promise.resolve(undefined) : recent.get(cookie, () => look(cookie))
    },

    async renew(cookie) {
      if (cookie === undefined) return undefined
      const { headers, response } = await auth.api.getSession({
        headers: new Headers({ cookie }),
        returnHeaders: true,
      })
      if (!response) return undefined
      const person = await personOf(response.user.id)
      return person && { person, sessionId: response.session.id, cookies: headers.getSetCookie() }
    },

    async create(user) {
      const created = await createUser(auth, user)
      const account = await records.account(created)
      if (!account) throw new Error(`account ${created} vanished after it was created`)
      return toPerson(account)
    },

    async setPassword(userId, password) {
      const { internalAdapter, password: passwords } = await auth.$context
      await internalAdapter.updatePassword(userId, await passwords.hash(password))
      await internalAdapter.deleteUserSessions(userId)
      recent.clear()
    },

    async setActive(userId, active) {
      const { internalAdapter } = await auth.$context
      await internalAdapter.updateUser(userId, { banned: !active })
      if (!active) await internalAdapter.deleteUserSessions(userId)
      recent.clear()
    },

    forget: () => recent.clear(),
  }
}

async function createUser(auth: Auth, user: NewUser): Promise<string> {
  const username = user.username.toLowerCase()
  try {
    const created = await auth.api.createUser({
      body: {
        // better-auth identifies accounts by e-mail; these people have none that we know. `.invalid` never resolves.
        email: `${newId()}@cung-soan.invalid`,
        password: user.password,
        name: user.name.normalize('NFC'),
        role: user.admin ? 'admin' : 'user',
        data: { username, displayUsername: username, officeId: user.officeId ?? null },
      },
    })
    return created.user.id
  } catch (error) {
    throw isNameTaken(error) ? new ReportError('name-taken', username) : error
  }
}

const bodySchema = z.object({ code: z.literal('USERNAME_IS_ALREADY_TAKEN') })

function toPerson({ id, username, name, admin, office }: AccountRecord): Person {
  return { id, username, name, admin, office }
}

/** The session's cookie alone: what else comes along is not remembered with the answer. */
function sessionCookie(header: string | undefined): string | undefined {
  const cookies = header?.split(';').map((cookie) => cookie.trim()) ?? []
  return cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`) && cookie.length < 300)
}

/** better-auth's way of saying that name, password or account will not do: an APIError with a 4xx status. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('statusCode' in error)) return false
  return typeof error.statusCode === 'number' && error.statusCode < 500
}

function isNameTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.message.includes('UNIQUE constraint failed: user.username')) return true
  return 'body' in error && bodySchema.safeParse(error.body).success
}
