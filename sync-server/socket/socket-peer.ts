import type { WebSocket } from 'ws'
import type { CloseCode } from '../../report/wire/close-codes.ts'
import { KEEP_ALIVE_FRAME } from '../room/frame.ts'
import type { Identity, Peer } from '../room/ports.ts'
import type { OutboundLine } from './outbound.ts'

/** y-websocket hangs up after 30 s without a message; this leaves a slow network ten. */
const KEEP_ALIVE_AFTER_MS = 18_000
const PING_AFTER_MS = 20_000
const DEAD_AFTER_MS = 60_000
/** How long the other side may take to agree to a close. */
const HANG_UP_AFTER_MS = 5_000

/** A WebSocket as the room's peer. */
export class SocketPeer implements Peer {
  readonly id: string
  readonly identity: Identity
  readonly speaksOurWire: boolean
  readonly #webSocket: WebSocket
  readonly #line: OutboundLine
  readonly #recheck: (peer: SocketPeer) => Promise<void>
  /** Told at once when this side closes: the other may take its time to agree, and must not be counted meanwhile. */
  whenClosed: () => void = () => {}
  #closed = false
  #sentAt: number
  #heardAt: number
  #pingedAt: number

  constructor(
    who: { readonly id: string; readonly identity: Identity; readonly speaksOurWire: boolean },
    way: {
      readonly webSocket: WebSocket
      readonly line: OutboundLine
      readonly recheck: (peer: SocketPeer) => Promise<void>
    },
    now: number,
  ) {
    this.id = who.id
    this.identity = who.identity
    this.speaksOurWire = who.speaksOurWire
    this.#webSocket = way.webSocket
    this.#line = way.line
    this.#recheck = way.recheck
    this.#sentAt = now
    this.#heardAt = now
    this.#pingedAt = now
  }

  get backlog(): number {
    return this.#line.backlog
  }

  get closed(): boolean {
    return this.#closed
  }

  send(frame: Uint8Array): void {
    if (this.#closed || this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.#line.send(frame)
    this.#sentAt = 0
  }

  close(code: CloseCode, reason: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#line.flush()
    this.#webSocket.close(code, reason)
    setTimeout(() => this.#webSocket.terminate(), HANG_UP_AFTER_MS).unref()
    this.whenClosed()
  }

  recheck(): Promise<void> {
    return this.#closed ? Promise.resolve() : this.#recheck(this)
  }

  /** Something came from the other side. */
  heard(now: number): void {
    this.#heardAt = now
  }

  /** Keeps the line warm, and notices when nobody is on it. Called every few seconds. */
  tend(now: number): void {
    if (this.#closed) return
    // `send` has no clock: a 0 says that something went out since the last look.
    if (this.#sentAt === 0) this.#sentAt = now
    if (now - this.#sentAt >= KEEP_ALIVE_AFTER_MS) this.send(KEEP_ALIVE_FRAME)
    if (now - this.#heardAt >= DEAD_AFTER_MS) return this.#webSocket.terminate()
    if (now - Math.max(this.#heardAt, this.#pingedAt) < PING_AFTER_MS) return
    this.#pingedAt = now
    this.#webSocket.ping()
  }
}
