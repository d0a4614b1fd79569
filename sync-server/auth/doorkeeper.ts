import type { Admission, Doorkeeper } from '../socket/ports.ts'
import type { Records } from '../store/records.ts'
import type { Accounts } from './accounts.ts'
import { allowsOrigin } from './origin.ts'
import { Recent } from './recent.ts'

export type DoorkeeperOptions = {
  readonly accounts: Accounts
  readonly records: Records
  readonly allowedOrigins: readonly string[]
  readonly now: () => number
}

const ADMISSION_REMEMBERED_MS = 1_000

/** The door of the sync socket, on our sessions and memberships. `forget` before asking the rooms to check again. */
export function createDoorkeeper(options: DoorkeeperOptions): Doorkeeper & { forget(): void } {
  const { accounts, records, allowedOrigins, now } = options
  const recent = new Recent<Admission>(ADMISSION_REMEMBERED_MS, now)
  return {
    allowsOrigin: (request) => allowsOrigin(request, allowedOrigins),
    async identify(request) {
      const session = await accounts.session(request.headers.cookie)
      // With a one-time code one may set a password, and nothing else.
      if (!session || session.mustChangePassword) return undefined
      return { userId: session.person.id, sessionId: session.sessionId }
    },
    admit: (userId, reportId) => recent.get(`${userId} ${reportId}`, () => admit(records, userId, reportId)),
    forget: () => {
      accounts.forget()
      recent.clear()
    },
  }
}

async function admit(records: Records, userId: string, reportId: string): Promise<Admission> {
  const report = await records.report(reportId)
  if (!report) return { type: 'no-such-report' }
  const account = await records.account(userId)
  const role = await records.roleIn(reportId, userId)
  if (!account?.active) return { type: 'no-access' }
  // An administrator sees every report; without a role in it, as somebody who follows it.
  if (!role && !account.admin) return { type: 'no-access' }
  if (report.stage === 'signed') return { type: 'closed' }
  const { name, office } = account
  return { type: 'admitted', identity: { userId, name, office, role: role ?? 'viewer' }, epoch: report.epoch }
}
