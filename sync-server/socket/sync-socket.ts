import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Limits } from '../room/ports.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Doorkeeper } from './ports.ts'

export type SyncSocketOptions = {
  readonly rooms: Rooms
  readonly doorkeeper: Doorkeeper
  readonly limits: Limits
  readonly logger: Logger
  readonly metrics: Registry
}

export interface SyncSocket {
  /** For `server.on('upgrade', …)`. Any path: what is not `/sync/<id>` is closed with 4404. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Takes nobody in any more (1012) and waits until `rooms.drain()` has let everybody go. */
  drain(): Promise<void>
}

export function createSyncSocket(options: SyncSocketOptions): SyncSocket {
  throw new Error(`not yet: ${options.limits.frameBytes}`)
}
