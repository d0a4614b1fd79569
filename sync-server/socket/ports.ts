import type { IncomingMessage } from 'node:http'
import type { Identity } from '../room/ports.ts'

/** Decides at the door, before anything is held for a socket. Implemented by auth/ on sessions and memberships. */
export interface Doorkeeper {
  /** May pages of this origin talk to us? An absent origin is a program, not a page: it has no cookie to steal. */
  allowsOrigin(request: IncomingMessage): boolean
  /** The account behind the session cookie, or undefined. */
  identify(
    request: IncomingMessage,
  ): Promise<{ readonly userId: string; readonly sessionId: string } | undefined>
  /** What this account is in this report. Asked at connect, and again whenever something is said to have changed. */
  admit(userId: string, reportId: string): Promise<Admission>
}

export type Admission =
  | { readonly type: 'admitted'; readonly identity: Identity; readonly epoch: string }
  | { readonly type: 'no-such-report' }
  | { readonly type: 'no-access' }
  | { readonly type: 'closed' }
