import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { admin, username } from 'better-auth/plugins'
import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import { setupSchema } from '../../report/wire/rest.ts'
import { createRecords } from '../store/records-sql.ts'
import type { Records } from '../store/records.ts'
import type { Tables } from '../store/tables.ts'
import { vouchedSession } from './vouched-session.ts'

const SESSION_DAYS = 30
const DAY = 24 * 60 * 60
const COOKIE_PREFIX = 'cung-soan'

/** The cookie that a session is known by. */
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`

/**
 * better-auth on our database: accounts, passwords (scrypt), sessions. Its own HTTP routes are not mounted; ours call
 * `auth.api`, so that nothing it can do is reachable which this product does not mean to offer.
 */
function createAuth({ db, secret, logger }: AuthOptions) {
  return betterAuth({
    appName: 'Cùng Soạn',
    // Offices open the server at whatever address it has on their network. Nothing here makes links from this one.
    baseURL: 'http://localhost',
    secret,
    database: { db, type: 'sqlite', transaction: true },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 200 },
    session: {
      expiresIn: SESSION_DAYS * DAY,
      updateAge: DAY,
      // Who came by single sign-on needs no password here, and is not asked to set one.
      additionalFields: { singleSignOn: { type: 'boolean', required: false, input: false } },
    },
    user: {
      additionalFields: {
        officeId: { type: 'string', required: false, input: true },
        mustChangePassword: { type: 'boolean', required: false, input: true },
        codeExpiresAt: { type: 'number', bigint: true, required: false, input: true },
        lastSignInAt: { type: 'number', bigint: true, required: false, input: true },
      },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      // Plain http is the rule on an office network; session.ts adds Secure where the request came by https.
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
    },
    plugins: [
      username({
        minUsernameLength: 3,
        maxUsernameLength: 40,
        usernameValidator: (name) => setupSchema.shape.username.safeParse(name).success,
      }),
      admin(),
      vouchedSession(),
    ],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      // Its messages name what failed ("Invalid password"); its further arguments may hold whole requests.
      log: (level, message) =>
        logger[level === 'error' ? 'error' : 'debug']({ from: 'better-auth' }, message),
    },
  })
}

export type AuthOptions = { readonly db: Kysely<Tables>; readonly secret: string; readonly logger: Logger }
export type Auth = ReturnType<typeof createAuth>

/** better-auth's tables and ours, within one transaction. */
export type Together = {
  readonly rows: ReturnType<ReturnType<typeof kyselyAdapter>>
  readonly records: Records
}

/** Runs `work` in one transaction: what becomes of an account, and the audit entry that says so. */
export function together<T>(auth: Auth, work: (together: Together) => Promise<T>): Promise<T> {
  const { db } = auth.options.database
  return db.transaction().execute((transaction) => {
    const rows = kyselyAdapter(transaction, { type: 'sqlite' })(auth.options)
    return work({ rows, records: createRecords(transaction) })
  })
}

/** Opens better-auth on the database, making its tables if they are not there or not complete. */
export async function openAuth(options: AuthOptions): Promise<Auth> {
  const auth = createAuth(options)
  const { runMigrations } = await getMigrations(auth.options)
  await runMigrations()
  await forgetEndedSessions(auth)
  return auth
}

/** Nobody else removes the sessions of browsers that never came back. */
async function forgetEndedSessions(auth: Auth): Promise<void> {
  const { adapter } = await auth.$context
  await adapter.deleteMany({
    model: 'session',
    where: [{ field: 'expiresAt', operator: 'lt', value: new Date() }],
  })
}
