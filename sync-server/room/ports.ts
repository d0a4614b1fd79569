import type { ReportRights } from '../../report/permission/rights.ts'
import type { CloseCode } from '../../report/wire/close-codes.ts'
import type { Office, Role } from '../../report/wire/rest.ts'
import type { Anchor } from '../../report/wire/review.ts'

/** Who sits at a socket, as the session says; never as the client says. */
export type Identity = {
  readonly userId: string
  readonly name: string
  readonly office: Office | null
  readonly role: Role
}

/** One open socket as the room sees it: somebody with a line to send on. The room knows neither ws nor HTTP. */
export interface Peer {
  /** Unique in this process; the `connection` of the log. */
  readonly id: string
  readonly identity: Identity
  /** The client asked for 121, 122 and 123. */
  readonly speaksOurWire: boolean
  /** Never throws. The frame must not be changed afterwards; the same one may go to many peers. */
  send(frame: Uint8Array): void
  /** Bytes taken by `send` that the network has not taken yet. */
  readonly backlog: number
  /** Asks again whether this peer may be here under this identity, and closes it if not. */
  recheck(): Promise<void>
  /** Idempotent. Whoever holds the seat leaves it. */
  close(code: CloseCode, reason: string): void
}

/** Where a room learns who may write where. Asked when it opens, and again whenever that is said to have changed. */
export interface RightsSource {
  /** Undefined when there is no such report. */
  rightsOf(reportId: string): Promise<ReportRights | undefined>
}

/** Where a room keeps the anchors of its report's threads. */
export interface AnchorStore {
  /** By thread. */
  anchors(reportId: string): Promise<ReadonlyMap<string, Anchor>>
  saveAnchors(reportId: string, changes: ReadonlyMap<string, Anchor>): Promise<void>
}

/** Tells other nodes that a report has grown. One node needs none; Redis comes behind the same port. */
export interface Bus {
  publish(growth: { readonly reportId: string; readonly seq: number; readonly bytes: Uint8Array }): void
  subscribe(onGrowth: (growth: { reportId: string; seq: number; bytes: Uint8Array }) => void): () => void
  stop(): Promise<void>
}

/** Named limits of DESIGN.md, read from the environment once. */
export type Limits = {
  readonly frameBytes: number
  readonly firstSyncBytes: number
  readonly framesPerSecond: number
  readonly bytesPerSecond: number
  readonly reportBytes: number
  readonly depth: number
  readonly presenceBytes: number
  readonly socketsPerUser: number
  readonly socketsPerReport: number
}

export const DEFAULT_LIMITS: Limits = {
  frameBytes: 1024 * 1024,
  firstSyncBytes: 8 * 1024 * 1024,
  framesPerSecond: 50,
  bytesPerSecond: 256 * 1024,
  reportBytes: 64 * 1024 * 1024,
  depth: 64,
  presenceBytes: 4096,
  socketsPerUser: 20,
  socketsPerReport: 500,
}
