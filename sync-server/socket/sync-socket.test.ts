import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { SCHEMA_VERSION } from '../../report/wire/version.ts'
import { createLocalBus } from '../bus/local.ts'
import { DEFAULT_LIMITS, type Identity } from '../room/ports.ts'
import { person, temporaryDatabase, TestAnchors, TestRights } from '../room/rig.ts'
import { createRooms, type Rooms } from '../room/rooms.ts'
import type { UpdateLog } from '../store/ports.ts'
import { openSqliteLog } from '../store/sqlite/log.ts'
import { encodeMessage } from './outbound.ts'
import type { Admission, Doorkeeper } from './ports.ts'
import { createSyncSocket, type SyncSocket } from './sync-socket.ts'

/** A door whose answers the test sets. The cookie is the user's id. */
class TestDoor implements Doorkeeper {
  readonly admissions = new Map<string, Admission>()
  wait: Promise<void> = Promise.resolve()
  failing = false

  allowsOrigin({ headers }: http.IncomingMessage): boolean {
    return headers.origin !== 'http://evil.example'
  }
  async identify({ headers }: http.IncomingMessage) {
    await this.wait
    if (this.failing) throw new Error('the database is away')
    const userId = headers.cookie
    return userId ? { userId, sessionId: `s-${userId}` } : undefined
  }
  admit(userId: string, reportId: string): Promise<Admission> {
    const identity: Identity = person(userId)
    const admission = this.admissions.get(userId) ?? { type: 'admitted', identity, epoch: 'e1' }
    return Promise.resolve(reportId === 'r1' ? admission : { type: 'no-such-report' })
  }
}

let door: TestDoor
let rooms: Rooms
let sync: SyncSocket
let server: http.Server
let log: UpdateLog
let url: string
let cleanUp: (() => unknown)[]

beforeEach(async () => {
  const { path, remove } = temporaryDatabase(['r1'])
  const logger = pino({ level: 'silent' })
  const metrics = new Registry()
  door = new TestDoor()
  log = await openSqliteLog({ path, logger })
  const limits = { ...DEFAULT_LIMITS, frameBytes: 50_000, firstSyncBytes: 100_000 }
  rooms = createRooms({
    log,
    bus: createLocalBus(),
    rights: new TestRights(),
    anchors: new TestAnchors(),
    limits,
    logger,
    metrics,
    now: Date.now,
  })
  sync = createSyncSocket({ rooms, doorkeeper: door, limits, logger, metrics })
  server = http.createServer()
  server.on('upgrade', (request, socket, head) => sync.handleUpgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
  cleanUp = [remove]
})
afterEach(async () => {
  for (const clean of cleanUp.splice(1)) clean()
  await sync.drain()
  server.close()
  await log.stop()
  cleanUp[0]?.()
})

function provider(userId: string, params: Record<string, string> = {}): WebsocketProvider {
  class WithCookie extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers: { cookie: userId } })
    }
  }
  const made = new WebsocketProvider(url, 'r1', new Y.Doc(), {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params,
  })
  cleanUp.push(() => made.destroy())
  return made
}

const synced = (made: WebsocketProvider) =>
  made.synced || new Promise((resolve) => made.once('sync', resolve))
const textOf = (made: WebsocketProvider) => made.doc.getXmlFragment('report').toJSON()

/** Waits until the document says so; each update asks again. */
function says(made: WebsocketProvider, text: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!textOf(made).includes(text)) return
      made.doc.off('update', look)
      resolve()
    }
    made.doc.on('update', look)
    look()
  })
}

function insert(made: WebsocketProvider, text: string): void {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(text)])
  made.doc.getXmlFragment('report').insert(0, [paragraph])
}

type Raw = { readonly socket: WebSocket; readonly closed: Promise<number>; readonly frames: Uint8Array[] }

function raw(path: string, headers: Record<string, string> = { cookie: 'a' }): Raw {
  const socket = new WebSocket(url.replace('/sync', path), { headers })
  const frames: Uint8Array[] = []
  socket.on('message', (data: Buffer) => frames.push(new Uint8Array(data)))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  socket.on('error', () => {})
  cleanUp.push(() => socket.terminate())
  return { socket, closed, frames }
}

const opened = ({ socket }: Raw) => new Promise((resolve) => socket.once('open', resolve))
const firstFrame = ({ socket }: Raw) => new Promise((resolve) => socket.once('message', resolve))

describe('stock y-websocket clients', () => {
  it('sync, see each other’s text and presence, and go', async () => {
    const [a, b] = [provider('a'), provider('b')]
    await Promise.all([synced(a), synced(b)])
    insert(a, 'Kính gửi')
    await says(b, 'Kính gửi')
    insert(b, 'Báo cáo ')
    await says(a, 'Báo cáo ')
    const seen = new Promise<void>((resolve) => {
      b.awareness.on('change', () => {
        const state = b.awareness.getStates().get(a.doc.clientID)
        if (state?.['cursor'] === 5) resolve()
      })
    })
    a.awareness.setLocalStateField('cursor', 5)
    await seen
    expect(b.awareness.getStates().get(a.doc.clientID)?.['user']).toMatchObject({ id: 'a', office: 'BTG' })
    const gone = new Promise<void>((resolve) => {
      b.awareness.on('change', ({ removed }: { removed: number[] }) => removed.length > 0 && resolve())
    })
    a.destroy()
    await gone
  })

  it('lose nothing they sent while they were still at the door', async () => {
    let open = () => {}
    door.wait = new Promise((resolve) => (open = resolve))
    const a = provider('a')
    await new Promise<void>((resolve) => {
      a.on('status', ({ status }) => status === 'connected' && resolve())
    })
    insert(a, 'gõ ngay')
    open()
    await synced(a)
    const b = provider('b')
    await says(b, 'gõ ngay')
  })

  it('come back by themselves after 4503 and sync', async () => {
    door.failing = true
    const a = provider('a')
    const code = await new Promise((resolve) => a.once('connection-close', (event) => resolve(event?.code)))
    expect(code).toBe(CLOSE.unavailable)
    door.failing = false
    await synced(a)
  })

  it('stay away after a permanent code', async () => {
    door.admissions.set('a', { type: 'no-access' })
    const a = provider('a')
    const closed = await new Promise((resolve) => a.once('closed', resolve))
    expect(closed).toMatchObject({ code: CLOSE.noAccess })
    expect(a.shouldConnect).toBe(false)
  })
})

describe('at the door', () => {
  const admitted: Admission = { type: 'admitted', identity: person('a'), epoch: 'e1' }

  it.each([
    ['no session', '/sync/r1', {}, CLOSE.notSignedIn],
    ['a foreign origin', '/sync/r1', { cookie: 'a', origin: 'http://evil.example' }, CLOSE.noAccess],
    ['no such report', '/sync/r9', { cookie: 'a' }, CLOSE.noSuchReport],
    ['another path', '/api/me', { cookie: 'a' }, CLOSE.noSuchReport],
    ['a path with more to it', '/sync/r1/x', { cookie: 'a' }, CLOSE.noSuchReport],
    ['a report id that is none', '/sync/%2e%2e', { cookie: 'a' }, CLOSE.noSuchReport],
    ['an older schema', `/sync/r1?s=${SCHEMA_VERSION - 1}`, { cookie: 'a' }, CLOSE.clientTooOld],
    ['a schema that is no number', '/sync/r1?s=x', { cookie: 'a' }, CLOSE.clientTooOld],
    ['another epoch', `/sync/r1?s=${SCHEMA_VERSION}&e=e0`, { cookie: 'a' }, CLOSE.epochChanged],
  ])('%s is accepted and closed with its code', async (_, path, headers, code) => {
    expect(await raw(path, headers as Record<string, string>).closed).toBe(code)
  })

  it.each([
    ['no-access', CLOSE.noAccess],
    ['closed', CLOSE.reportClosed],
    ['no-such-report', CLOSE.noSuchReport],
  ] as const)('%s is closed with its code', async (type, code) => {
    door.admissions.set('a', { type })
    expect(await raw('/sync/r1').closed).toBe(code)
  })

  it('who gives up while it is asked about leaves nothing behind', async () => {
    let open = () => {}
    door.wait = new Promise((resolve) => (open = resolve))
    const guest = raw('/sync/r1')
    await opened(guest)
    guest.socket.terminate()
    open()
    await guest.closed
    const a = provider('a')
    await synced(a)
    expect(a.awareness.getStates().size).toBe(1)
  })

  it('whose rights change between door and seat is asked again', async () => {
    let open = () => {}
    door.wait = new Promise((resolve) => (open = resolve))
    const guest = raw('/sync/r1')
    await opened(guest)
    // The door has let it pass when this is called, and the seat is not taken yet.
    const join = rooms.join.bind(rooms)
    rooms.join = async (reportId, peer) => {
      door.admissions.set('a', { type: 'no-access' })
      await rooms.recheck({ userId: 'a' })
      return join(reportId, peer)
    }
    open()
    expect(await guest.closed).toBe(CLOSE.noAccess)
  })

  it('right parameters pass', async () => {
    door.admissions.set('a', admitted)
    const guest = raw(`/sync/r1?v=1&s=${SCHEMA_VERSION}&e=e1`)
    await firstFrame(guest)
    expect(guest.frames[0]?.slice(0, 2)).toEqual(new Uint8Array([0, 0]))
  })
})

describe('inside', () => {
  it.each([
    ['access was taken', { type: 'no-access' }, CLOSE.noAccess],
    ['the report was signed', { type: 'closed' }, CLOSE.reportClosed],
    [
      'the role changed',
      { type: 'admitted', epoch: 'e1', identity: { ...person('a'), role: 'viewer' } },
      CLOSE.roleChanged,
    ],
  ] as const)('a recheck closes who is not what it was: %s', async (_, admission: Admission, code) => {
    const guest = raw('/sync/r1')
    const other = raw('/sync/r1', { cookie: 'b' })
    await Promise.all([firstFrame(guest), firstFrame(other)])
    door.admissions.set('a', admission)
    await rooms.recheck({ reportId: 'r1' })
    expect(await guest.closed).toBe(code)
    expect(other.socket.readyState).toBe(other.socket.OPEN)
  })

  it('a recheck sends away under 4505 who came to another office', async () => {
    const guest = raw('/sync/r1')
    await firstFrame(guest)
    const office = { id: 'o2', name: 'Ban cán sự đảng UBND tỉnh', shortName: 'UBND', color: '#00897b' }
    door.admissions.set('a', { type: 'admitted', epoch: 'e1', identity: person('a', { office }) })
    await rooms.recheck({ userId: 'a' })
    expect(await guest.closed).toBe(CLOSE.roleChanged)
  })

  it('a recheck that cannot be answered lets nobody go on under rights that may be gone', async () => {
    const guest = raw('/sync/r1')
    await firstFrame(guest)
    door.failing = true
    await rooms.recheck({})
    expect(await guest.closed).toBe(CLOSE.unavailable)
  })

  it('text frames and garbage are closed with 4400, frames beyond all limits with 1009', async () => {
    const [text, garbage, huge] = [raw('/sync/r1'), raw('/sync/r1'), raw('/sync/r1')]
    await Promise.all([text, garbage, huge].map(firstFrame))
    text.socket.send('xin chào')
    garbage.socket.send(new Uint8Array([0, 2, 3, 1, 2, 3]))
    huge.socket.send(new Uint8Array(200_000))
    expect(await Promise.all([text.closed, garbage.closed, huge.closed])).toEqual([
      CLOSE.badData,
      CLOSE.badData,
      1009,
    ])
  })

  it('a reset connection frees the seat and disturbs nobody', async () => {
    const [a, b] = [provider('a'), provider('b')]
    await Promise.all([synced(a), synced(b)])
    const gone = new Promise<void>((resolve) => {
      b.awareness.on('change', ({ removed }: { removed: number[] }) => removed.length > 0 && resolve())
    })
    a.awareness.setLocalStateField('cursor', 1)
    await new Promise<void>((resolve) => {
      b.awareness.on('change', () => b.awareness.getStates().has(a.doc.clientID) && resolve())
    })
    a.shouldConnect = false
    // No close handshake: the network was pulled out.
    ;(a.ws as unknown as WebSocket).terminate()
    await gone
    insert(b, 'vẫn gõ')
  })

  it('drain says 1012 to all and lets nobody in', async () => {
    const guest = raw('/sync/r1')
    await firstFrame(guest)
    await sync.drain()
    expect(await guest.closed).toBe(CLOSE.restart)
    expect(await raw('/sync/r1').closed).toBe(CLOSE.restart)
  })
})

describe('a message on the line', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('of %i bytes is what ws reads', async (length) => {
    const payload = new Uint8Array(length).fill(7)
    const plain = http.createServer()
    plain.on('upgrade', (request, socket) => {
      const key = String(request.headers['sec-websocket-key'])
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\n\r\n`,
      )
      socket.write(encodeMessage(payload))
    })
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const socket = new WebSocket(`ws://127.0.0.1:${(plain.address() as AddressInfo).port}`)
    const data = await new Promise<Buffer>((resolve) => socket.once('message', resolve))
    expect(data.equals(payload)).toBe(true)
    socket.terminate()
    plain.close()
  })
})

function acceptKey(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}
