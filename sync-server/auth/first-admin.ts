import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ReportError } from '../../report/wire/errors.ts'
import type { Person, Setup } from '../../report/wire/rest.ts'
import type { Env } from '../env.ts'
import type { Records } from '../store/records.ts'
import type { Accounts } from './accounts.ts'

/** How the first administrator comes to be. */
export interface FirstAdmin {
  /** The token of the one-time link, while there is no administrator. */
  readonly token: string | undefined
  /** Makes the administrator. Throws `setup-done` for a token that is wrong or used. */
  setUp(setup: Setup): Promise<Person>
}

export type FirstAdminOptions = {
  readonly accounts: Accounts
  readonly records: Records
  readonly configured: Env['firstAdmin']
}

/**
 * With no administrator: makes the configured one, or a one-time token for whoever can read what the server prints.
 * Configured credentials are for the first start only; later ones change no password.
 */
export async function openFirstAdmin({
  accounts,
  records,
  configured,
}: FirstAdminOptions): Promise<FirstAdmin> {
  if (!(await records.hasAdmin()) && configured) {
    await accounts.create({ ...configured, name: 'Quản trị', admin: true })
  }
  let token = (await records.hasAdmin()) ? undefined : randomBytes(24).toString('base64url')
  return {
    get token() {
      return token
    },
    async setUp({ token: shown, ...user }) {
      if (token === undefined || !sameToken(token, shown)) throw new ReportError('setup-done')
      // Taken before the account is made: of two people with the link, one makes an administrator.
      const taken = token
      token = undefined
      try {
        return await accounts.create({ ...user, admin: true })
      } catch (error) {
        token = taken
        throw error
      }
    },
  }
}

function sameToken(token: string, shown: string): boolean {
  const [a, b] = [Buffer.from(token), Buffer.from(shown)]
  return a.length === b.length && timingSafeEqual(a, b)
}
