import { CLOSE, type CloseCode } from '../../../report/wire/close-codes.ts'
import type { ErrorCode } from '../../../report/wire/errors.ts'

/**
 * What the person is told about their text. `saved` is a promise: everything typed here is on the server's disk.
 * `pending` counts changes as a person would, not keystrokes.
 */
export type SaveState =
  | { readonly state: 'saved' }
  | { readonly state: 'saving'; readonly pending: number }
  | { readonly state: 'offline'; readonly pending: number }
  | { readonly state: 'failed'; readonly reason: ErrorCode | CloseCode; readonly pending: number }

export type SaveFacts = {
  /** No socket has closed yet since the report was opened: still on the first attempt. */
  readonly opening: boolean
  readonly synced: boolean
  /** Sync frames sent on this socket, and how many of them the server has answered with 121. */
  readonly sent: number
  readonly settled: number
  readonly pending: number
  /** What earlier visits left in the journal has not been read yet: it may be pending too. */
  readonly unread: boolean
  /** Why the last socket closed, while no later one has synced. */
  readonly closed: number | undefined
  /** The server refused the edit itself, or closed for good: what is pending will not be accepted. */
  readonly refused: ErrorCode | CloseCode | undefined
}

/** The one place that decides what is claimed. Whatever is not known to be on disk is never called saved. */
export function decideSaveState(facts: SaveFacts): SaveState {
  const { pending, refused } = facts
  if (refused !== undefined && pending > 0) return { state: 'failed', reason: refused, pending }
  if (refused !== undefined) return { state: 'offline', pending }
  if (facts.synced) {
    const settled = pending === 0 && !facts.unread && facts.settled >= facts.sent
    return settled ? { state: 'saved' } : { state: 'saving', pending }
  }
  if (facts.closed === CLOSE.storage) return { state: 'failed', reason: CLOSE.storage, pending }
  return facts.opening ? { state: 'saving', pending } : { state: 'offline', pending }
}

export function sameSaveState(a: SaveState, b: SaveState): boolean {
  return (
    a.state === b.state &&
    ('pending' in a ? a.pending : 0) === ('pending' in b ? b.pending : 0) &&
    ('reason' in a ? a.reason : '') === ('reason' in b ? b.reason : '')
  )
}
