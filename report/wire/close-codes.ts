/**
 * Why the server closes a socket. y-websocket 3.1 treats 4400-4499 as permanent and retries after every other code, so
 * the hundred says who must act: 44xx the person (or the page), 45xx nobody, it passes.
 */
export const CLOSE = {
  /** A frame that no honest client sends. */
  badData: 4400,
  /** No session, or the session ended. */
  notSignedIn: 4401,
  /** Signed in, but not a member of this report (any more), or a foreign origin. */
  noAccess: 4403,
  noSuchReport: 4404,
  /** The report's history was replaced; what the client holds belongs to an older one. */
  epochChanged: 4409,
  /** Signed: read-only for everybody. */
  reportClosed: 4410,
  /** The client's schema is not the server's: reload the page. */
  clientTooOld: 4426,
  /** Still loading, failed to load, or too many sockets. */
  unavailable: 4503,
  /** The role changed: connect again under the new one. */
  roleChanged: 4505,
  /** The commit failed: nothing since the last 121 is on disk. */
  storage: 4507,
  /** Too many frames or bytes in a second. */
  rate: 4508,
  restart: 1012,
  /** The socket does not drain what it is sent. */
  backpressure: 1013,
} as const

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** A code after which reconnecting is pointless until somebody acts. */
export function isPermanent(code: number): boolean {
  return code >= 4400 && code < 4500
}
