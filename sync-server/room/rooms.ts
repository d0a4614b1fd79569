import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type * as Y from 'yjs'
import type { CloseCode } from '../../report/wire/close-codes.ts'
import type { WireEvent } from '../../report/wire/messages.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Bus, EditPolicy, Limits, Peer } from './ports.ts'

/** A peer's place in an open report. */
export interface Seat {
  /** Hands over one frame the peer sent. Never throws: what is wrong closes the peer. */
  receive(frame: Uint8Array): void
  /** The peer is gone. Idempotent. */
  leave(): void
}

export type Seating =
  | { readonly type: 'seated'; readonly seat: Seat }
  | { readonly type: 'refused'; readonly code: CloseCode; readonly reason: string }

export type RoomsOptions = {
  readonly log: UpdateLog
  readonly bus: Bus
  readonly policy: EditPolicy
  readonly limits: Limits
  readonly logger: Logger
  readonly metrics: Registry
  readonly now: () => number
  /** Mends the document about a second after a structural edit; answers whether it changed anything. */
  readonly repair?: (doc: Y.Doc) => boolean
}

/** All reports that are open in this process. */
export interface Rooms {
  join(reportId: string, peer: Peer): Promise<Seating>
  /**
   * What `read` finds in the report's document, once everything applied before the call is on disk. Opens the report if
   * needed. `undefined` when there is no such report; rejects when it cannot be loaded. The document must not be kept.
   */
  read<T>(reportId: string, read: (doc: Y.Doc) => T): Promise<T | undefined>
  /** Sends `122` to everybody in the report who speaks our wire. */
  tell(reportId: string, event: WireEvent): void
  /** Rights or sessions may have changed: asks again for the open sockets of this report, this user, or all. */
  recheck(which: { readonly reportId?: string; readonly userId?: string }): Promise<void>
  /** Takes nobody in any more, commits what was accepted, and closes everybody with 1012 in slices. */
  drain(): Promise<void>
}

export function createRooms(options: RoomsOptions): Rooms {
  throw new Error(`not yet: ${options.limits.frameBytes}`)
}
