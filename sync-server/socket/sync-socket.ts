import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { newId } from '../../report/id.ts'
import { CLOSE, type CloseCode } from '../../report/wire/close-codes.ts'
import type { Identity, Limits } from '../room/ports.ts'
import type { Rooms } from '../room/rooms.ts'
import { askEntrance, type Entrance } from './door.ts'
import { Outbound } from './outbound.ts'
import type { Doorkeeper } from './ports.ts'
import { SocketPeer } from './socket-peer.ts'

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
  /** Takes nobody in any more, drains the rooms (everybody gets 1012), and ends what does not hang up. Idempotent. */
  drain(): Promise<void>
}

/** Who is still at the door. More than this is not a rush but an attack. */
const MAX_AT_DOOR = 2_000
const ENTRANCE_TIMEOUT_MS = 10_000
const TEND_MS = 2_000
/** Sessions end and rights change without anybody calling `recheck`: a restored database, another process. */
const RECHECK_AFTER_MS = 60_000
const HANG_UP_MS = 2_000

export function createSyncSocket(options: SyncSocketOptions): SyncSocket {
  return new SyncSockets(options)
}

/**
 * The door between ws and the rooms. A socket is always accepted first and then, if need be, closed with a code: a
 * refused upgrade tells the browser nothing. Until it has proved who it is, it is paused: what it sends stays in the
 * network's buffers, not in ours.
 */
class SyncSockets implements SyncSocket {
  readonly #options: SyncSocketOptions
  readonly #server: WebSocketServer
  readonly #outbound = new Outbound()
  readonly #atDoor = new Set<WebSocket>()
  readonly #peers = new Map<
    SocketPeer,
    { readonly webSocket: WebSocket; readonly request: IncomingMessage; checkedAt: number }
  >()
  readonly #sockets: Gauge
  readonly #tending: NodeJS.Timeout
  #draining = false

  constructor(options: SyncSocketOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // The largest honest frame and its head. The room holds all others to LIMIT_FRAME_BYTES.
      maxPayload: options.limits.firstSyncBytes + 64,
    })
    this.#tending = setInterval(() => this.#tend(), TEND_MS)
    this.#tending.unref()
    this.#sockets = new Gauge({
      name: 'cs_sockets',
      help: 'Open WebSockets that have proved who they are',
      registers: [options.metrics],
    })
    const backlog = () => [...this.#peers.keys()].reduce((sum, peer) => sum + peer.backlog, 0)
    options.metrics.registerMetric(
      new Gauge({
        name: 'cs_backlog_bytes',
        help: 'Bytes that were sent to WebSockets and that the network has not taken yet',
        registers: [],
        collect() {
          this.set(backlog())
        },
      }),
    )
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener a reset connection ends the process.
    socket.on('error', (error) => this.#options.logger.debug({ err: error }, 'a socket failed'))
    if (this.#atDoor.size >= MAX_AT_DOOR) {
      socket.destroy()
      return
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', (error) => this.#options.logger.debug({ err: error }, 'a web socket failed'))
      this.#receive(webSocket, socket, request).catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'a socket could not be let in')
        hangUp(webSocket, CLOSE.unavailable, 'the server failed')
      })
    })
  }

  async #receive(webSocket: WebSocket, socket: Duplex, request: IncomingMessage): Promise<void> {
    if (this.#draining) return hangUp(webSocket, CLOSE.restart, 'the server is restarting')
    webSocket.pause()
    this.#atDoor.add(webSocket)
    const patience = setTimeout(
      () => hangUp(webSocket, CLOSE.unavailable, 'the door took too long'),
      ENTRANCE_TIMEOUT_MS,
    )
    try {
      const rechecks = this.#options.rooms.rechecks
      const entrance = await askEntrance(this.#options.doorkeeper, request)
      if (webSocket.readyState !== webSocket.OPEN) return
      if (entrance.type === 'shut') return this.#turnAway(webSocket, request, entrance)
      await this.#enter({ webSocket, socket, request, entrance, rechecks })
    } finally {
      clearTimeout(patience)
      this.#atDoor.delete(webSocket)
    }
  }

  #turnAway(
    webSocket: WebSocket,
    request: IncomingMessage,
    { code, reason }: { readonly code: CloseCode; readonly reason: string },
  ): void {
    const { remoteAddress } = request.socket
    this.#options.logger.info({ code, reason, remoteAddress }, 'turned away')
    hangUp(webSocket, code, reason)
  }

  async #enter(guest: {
    readonly webSocket: WebSocket
    readonly socket: Duplex
    readonly request: IncomingMessage
    readonly entrance: Extract<Entrance, { type: 'open' }>
    readonly rechecks: number
  }): Promise<void> {
    const { webSocket, socket, request, entrance, rechecks } = guest
    const { rooms } = this.#options
    const peer = new SocketPeer(
      { id: newId(), identity: entrance.identity, speaksOurWire: entrance.speaksOurWire },
      {
        webSocket,
        line: this.#outbound.line(socket),
        recheck: (peer) => this.#recheck(peer, request),
      },
      Date.now(),
    )
    const seating = await rooms.join(entrance.reportId, peer)
    if (seating.type === 'refused') return this.#turnAway(webSocket, request, seating)
    const { seat } = seating
    // It may have gone while the report was loading; its close event is over, and nobody else would free the seat.
    if (webSocket.readyState !== webSocket.OPEN) return seat.leave()
    this.#peers.set(peer, { webSocket, request, checkedAt: Date.now() })
    this.#sockets.inc()
    peer.whenClosed = () => seat.leave()
    webSocket.on('close', () => {
      this.#peers.delete(peer)
      this.#sockets.dec()
      seat.leave()
    })
    webSocket.on('pong', () => peer.heard(Date.now()))
    webSocket.on('message', (data: RawData, isBinary: boolean) => {
      peer.heard(Date.now())
      if (peer.closed) return
      if (isBinary && data instanceof Uint8Array) seat.receive(data)
      else peer.close(CLOSE.badData, 'a text frame')
    })
    webSocket.resume()
    // Somebody's rights changed between the door and the seat: ask once more.
    if (rooms.rechecks !== rechecks) await peer.recheck()
  }

  /**
   * May this peer still be here, as the person it came as? Asked because something is said to have changed: so who cannot
   * be asked about does not go on under what was so before, but comes back when it can be answered.
   */
  async #recheck(peer: SocketPeer, request: IncomingMessage): Promise<void> {
    try {
      await this.#compare(peer, request)
    } catch (error) {
      this.#options.logger.error({ err: error, connection: peer.id }, 'a socket could not be checked again')
      peer.close(CLOSE.unavailable, 'the server failed')
    }
  }

  /** As `#recheck`, from time to time, when nothing is said to have changed: who cannot be asked about stays. */
  async #look(peer: SocketPeer, request: IncomingMessage): Promise<void> {
    try {
      await this.#compare(peer, request)
    } catch (error) {
      this.#options.logger.error({ err: error, connection: peer.id }, 'a socket could not be looked at again')
    }
  }

  async #compare(peer: SocketPeer, request: IncomingMessage): Promise<void> {
    const entrance = await askEntrance(this.#options.doorkeeper, request)
    if (entrance.type === 'shut') peer.close(entrance.code, entrance.reason)
    else if (!sameIdentity(entrance.identity, peer.identity))
      peer.close(CLOSE.roleChanged, 'the role changed')
  }

  #tend(): void {
    const now = Date.now()
    for (const [peer, kept] of this.#peers) {
      peer.tend(now)
      if (now - kept.checkedAt < RECHECK_AFTER_MS) continue
      kept.checkedAt = now
      void this.#look(peer, kept.request)
    }
  }

  async drain(): Promise<void> {
    this.#draining = true
    for (const webSocket of this.#atDoor) hangUp(webSocket, CLOSE.restart, 'the server is restarting')
    await this.#options.rooms.drain()
    clearInterval(this.#tending)
    const end = Date.now() + HANG_UP_MS
    while (this.#peers.size > 0 && Date.now() < end) await pause(20)
    for (const { webSocket } of this.#peers.values()) webSocket.terminate()
  }
}

/** Closes with a code. A paused socket would never read the answer. */
function hangUp(webSocket: WebSocket, code: CloseCode, reason: string): void {
  webSocket.resume()
  webSocket.close(code, reason)
}

function sameIdentity(a: Identity, b: Identity): boolean {
  return a.userId === b.userId && a.role === b.role && a.name === b.name && a.office?.id === b.office?.id
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
