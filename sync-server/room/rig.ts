import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as syncProtocol from 'y-protocols/sync'
import * as Y from 'yjs'
import type { ReportRights } from '../../report/permission/rights.ts'
import type { Anchor } from '../../report/wire/review.ts'
import type { CloseCode } from '../../report/wire/close-codes.ts'
import {
  MESSAGE,
  readEvent,
  readRefusal,
  readSaved,
  type Refusal,
  type WireEvent,
} from '../../report/wire/messages.ts'
import { createLocalBus } from '../bus/local.ts'
import type { Edit, Seq, UpdateLog } from '../store/ports.ts'
import { openSqliteLog } from '../store/sqlite/log.ts'
import { migrate } from '../store/sqlite/migrate.ts'
import {
  type AnchorStore,
  DEFAULT_LIMITS,
  type Identity,
  type Limits,
  type Peer,
  type RightsSource,
} from './ports.ts'
import { createRooms, type Rooms, type RoomsOptions, type Seat } from './rooms.ts'

/**
 * Rooms without sockets: clients that speak the wire through two queues, over the real log in a real SQLite file. The
 * client side uses y-protocols, so that both ends of the wire are not the same code. For tests.
 */
export class TestRights implements RightsSource {
  /** What the next question is answered with. */
  rights: ReportRights | undefined = { stage: 'drafting', records: new Map() }
  failing: Error | undefined
  questions = 0
  #held: (() => void)[] | undefined

  /** From now on answers wait, each to be let go by its number, counted from 0. */
  hold(): void {
    this.#held = []
  }

  release(number: number): void {
    this.#held?.[number]?.()
  }

  /** What is so when the question is asked is what is answered, however late. */
  async rightsOf(): Promise<ReportRights | undefined> {
    this.questions += 1
    const { rights, failing } = this
    if (this.#held) await new Promise<void>((go) => this.#held?.push(go))
    if (failing) throw failing
    return rights
  }
}

/** Where whoever comes waits while it is held. */
class Gate {
  #held: (() => void)[] | undefined

  hold(): void {
    this.#held ??= []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const go of held) go()
  }

  get waiting(): number {
    return this.#held?.length ?? 0
  }

  protected async pass(): Promise<void> {
    if (this.#held) await new Promise<void>((go) => this.#held?.push(go))
  }
}

/** What SQL has of the threads' anchors, of all reports alike; it may fail, or take its time. */
export class TestAnchors extends Gate implements AnchorStore {
  readonly stored = new Map<string, Anchor>()
  /** What each save was asked to store. */
  readonly saves: ReadonlyMap<string, Anchor>[] = []
  failing: Error | undefined

  async #turn(): Promise<void> {
    await this.pass()
    if (this.failing) throw this.failing
  }

  async anchors(): Promise<ReadonlyMap<string, Anchor>> {
    // What was there when it was asked, however late the answer.
    const stored = new Map(this.stored)
    await this.#turn()
    return stored
  }

  async saveAnchors(_reportId: string, changes: ReadonlyMap<string, Anchor>): Promise<void> {
    this.saves.push(changes)
    await this.#turn()
    for (const [threadId, anchor] of changes) this.stored.set(threadId, anchor)
  }
}

/** May write everything, so that tests of other things need no rights. */
export function person(userId: string, change: Partial<Identity> = {}): Identity {
  const office = { id: 'o1', name: 'Ban Tuyên giáo Tỉnh uỷ', shortName: 'BTG', color: '#8e24aa' }
  return { userId, name: `Người soạn ${userId}`, office, role: 'coordinator', ...change }
}

/** A temporary database with the reports named; `remove` deletes it. */
export function temporaryDatabase(reportIds: readonly string[]): {
  readonly path: string
  readonly db: DatabaseSync
  readonly remove: () => void
} {
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-'))
  const path = join(folder, 'test.db')
  const db = new DatabaseSync(path)
  db.exec('pragma busy_timeout = 10000; pragma journal_mode = wal')
  migrate(db)
  const insert = db.prepare(
    `insert into report (id, title, type, stage, epoch, head, milestones, plan_text, created_by, created_at, edited_at, head_seq)
      values (?, 'Báo cáo', 'báo cáo', 'drafting', 'e1', '{}', '[]', '', 'u', 0, 0, 0)`,
  )
  for (const id of reportIds) insert.run(id)
  return {
    path,
    db,
    remove: () => {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The real log with a switch to hold its appends back or let them fail. */
export class Tap extends Gate implements UpdateLog {
  failing: Error | undefined
  failingLoad: Error | undefined
  readonly appended: Edit[] = []
  /** How many edits each transaction had. */
  readonly batches: number[] = []
  loads = 0
  readonly #log: UpdateLog

  constructor(log: UpdateLog) {
    super()
    this.#log = log
  }

  async append(edits: readonly Edit[]): Promise<ReadonlyMap<string, Seq>> {
    await this.pass()
    if (this.failing) throw this.failing
    const heads = await this.#log.append(edits)
    this.appended.push(...edits)
    this.batches.push(edits.length)
    return heads
  }

  load(reportId: string): ReturnType<UpdateLog['load']> {
    this.loads += 1
    return this.failingLoad ? Promise.reject(this.failingLoad) : this.#log.load(reportId)
  }

  loadAt(...at: Parameters<UpdateLog['loadAt']>): ReturnType<UpdateLog['loadAt']> {
    return this.#log.loadAt(...at)
  }

  readSome(reportId: string, seq: Seq, count: number): ReturnType<UpdateLog['readSome']> {
    return this.#log.readSome(reportId, seq, count)
  }

  readSince(reportId: string, seq: Seq): ReturnType<UpdateLog['readSince']> {
    return this.#log.readSince(reportId, seq)
  }

  saveCheckpoint(...checkpoint: Parameters<UpdateLog['saveCheckpoint']>): Promise<void> {
    return this.#log.saveCheckpoint(...checkpoint)
  }

  stop(): Promise<void> {
    return this.#log.stop()
  }
}

export type Rig = {
  readonly rooms: Rooms
  readonly log: Tap
  readonly rights: TestRights
  readonly anchors: TestAnchors
  readonly db: DatabaseSync
  readonly path: string
  readonly clock: { now: number }
  readonly metrics: Registry
  client(userId: string, options?: ClientOptions): Promise<Client>
  /** Everybody's queues are empty and all edits are on disk. */
  settle(...clients: readonly Client[]): Promise<void>
  stop(): Promise<void>
}

export async function createRig(
  options: Partial<Omit<RoomsOptions, 'log' | 'limits' | 'rights' | 'anchors'>> & {
    readonly limits?: Partial<Limits>
  } = {},
): Promise<Rig> {
  const { path, db, remove } = temporaryDatabase(['r1', 'r2'])
  const logger = pino({ level: process.env['RIG_LOG'] ?? 'silent' })
  const log = new Tap(await openSqliteLog({ path, logger }))
  const clock = { now: Date.now() }
  const metrics = new Registry()
  const rights = new TestRights()
  const anchors = new TestAnchors()
  const rooms = createRooms({
    bus: createLocalBus(),
    rights,
    anchors,
    logger,
    metrics,
    now: () => clock.now,
    timers: false,
    ...options,
    log,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  })
  const settle = async (...clients: readonly Client[]) => {
    for (let quiet = 0; quiet < 3;) {
      const moved = clients.map((client) => client.flush()).some(Boolean)
      rooms.pulse()
      // A window passes: what waits for it may go.
      clock.now += 16
      await rooms.committed()
      await turn()
      quiet = moved ? 0 : quiet + 1
    }
  }
  return {
    rooms,
    log,
    rights,
    anchors,
    db,
    path,
    clock,
    metrics,
    settle,
    client: async (userId, clientOptions) => {
      const client = new Client(userId, clientOptions)
      await client.connect(rooms)
      return client
    },
    stop: async () => {
      log.release()
      log.failing = undefined
      anchors.release()
      anchors.failing = undefined
      await rooms.drain()
      await log.stop()
      remove()
    },
  }
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Waits for something to become true, turn by turn. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  const end = Date.now() + 5_000
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await turn()
  }
}

export type ClientOptions = {
  readonly doc?: Y.Doc
  readonly reportId?: string
  /** Speaks 121-123. Default true. */
  readonly ours?: boolean
  readonly identity?: Identity
}

/** A client as y-websocket 3.1 is one, but its frames wait in `inbox` until `flush`. */
export class Client implements Peer {
  static #lastId = 0
  readonly id = `c${++Client.#lastId}`
  readonly identity: Identity
  readonly speaksOurWire: boolean
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly reportId: string
  readonly inbox: Uint8Array[] = []
  readonly events: WireEvent[] = []
  readonly refusals: Refusal[] = []
  readonly denied: string[] = []
  /** Sync frames sent, and how many of them the server called settled. */
  sent = 0
  saved = 0
  synced = false
  received = 0
  backlog = 0
  rechecked = 0
  onRecheck: (client: Client) => void = () => {}
  closed: { readonly code: CloseCode; readonly reason: string } | undefined
  #seat: Seat | undefined
  #refused: { readonly code: CloseCode; readonly reason: string } | undefined

  constructor(userId: string, options: ClientOptions = {}) {
    this.identity = options.identity ?? person(userId)
    this.speaksOurWire = options.ours ?? true
    this.doc = options.doc ?? new Y.Doc()
    this.reportId = options.reportId ?? 'r1'
    this.awareness = new Awareness(this.doc)
    // Tests play the time: no client times another out behind their back.
    clearInterval(Reflect.get(this.awareness, '_checkInterval') as NodeJS.Timeout)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.sendUpdate(update)
    })
    this.awareness.on(
      'update',
      ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
        // Like the stock client: whatever changed is sent on, whoever it is about.
        this.#sendAwareness([...added, ...updated, ...removed])
      },
    )
  }

  get fragment(): Y.XmlFragment {
    return this.doc.getXmlFragment('report')
  }

  get text(): string {
    return this.fragment.toJSON()
  }

  get open(): boolean {
    return this.#seat !== undefined && !this.closed
  }

  get refused(): { readonly code: CloseCode; readonly reason: string } | undefined {
    return this.#refused
  }

  async connect(rooms: Rooms): Promise<void> {
    this.closed = undefined
    this.synced = false
    this.sent = 0
    this.saved = 0
    this.inbox.length = 0
    const seating = await rooms.join(this.reportId, this)
    if (seating.type === 'refused') {
      this.#refused = seating
      return
    }
    this.#refused = undefined
    this.#seat = seating.seat
    this.sendStep1()
    if (this.awareness.getLocalState() !== null) this.#sendAwareness([this.doc.clientID])
  }

  leave(): void {
    const seat = this.#seat
    this.#seat = undefined
    seat?.leave()
  }

  // ---- the peer's side

  send(frame: Uint8Array): void {
    this.received += 1
    this.inbox.push(frame)
  }

  close(code: CloseCode, reason: string): void {
    this.closed ??= { code, reason }
    this.#seat = undefined
  }

  recheck(): Promise<void> {
    this.rechecked += 1
    this.onRecheck(this)
    return Promise.resolve()
  }

  // ---- the client's side

  /** Any bytes at all. */
  sendRaw(frame: Uint8Array): void {
    this.#seat?.receive(frame)
  }

  sendStep1(): void {
    this.sendRaw(frameOf((encoder) => syncProtocol.writeSyncStep1(encoder, this.doc), MESSAGE.sync))
  }

  sendUpdate(update: Uint8Array): void {
    if (!this.#seat) return
    this.sent += 1
    this.sendRaw(frameOf((encoder) => syncProtocol.writeUpdate(encoder, update), MESSAGE.sync))
  }

  sendStep2(update: Uint8Array): void {
    this.sent += 1
    this.sendRaw(
      frameOf((encoder) => {
        encoding.writeVarUint(encoder, syncProtocol.messageYjsSyncStep2)
        encoding.writeVarUint8Array(encoder, update)
      }, MESSAGE.sync),
    )
  }

  sendAwarenessBytes(update: Uint8Array): void {
    this.sendRaw(frameOf((encoder) => encoding.writeVarUint8Array(encoder, update), MESSAGE.awareness))
  }

  #sendAwareness(clients: number[]): void {
    this.sendAwarenessBytes(encodeAwarenessUpdate(this.awareness, clients))
  }

  /** Reads what came. Answers whether anything had. */
  flush(): boolean {
    const frames = this.inbox.splice(0)
    for (const frame of frames) this.#read(frame)
    return frames.length > 0
  }

  #read(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync:
        return this.#readSync(decoder)
      case MESSAGE.awareness:
        return applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(decoder), this)
      case MESSAGE.auth:
        decoding.readVarUint(decoder)
        this.denied.push(decoding.readVarString(decoder))
        return
      case MESSAGE.saved:
        this.saved = readSaved(decoder)
        return
      case MESSAGE.event: {
        const event = readEvent(decoder)
        if (event) this.events.push(event)
        return
      }
      case MESSAGE.refused:
        this.refusals.push(readRefusal(decoder))
        return
      default:
        throw new Error(`an unknown frame: ${frame.join()}`)
    }
  }

  #readSync(decoder: decoding.Decoder): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.sync)
    const type = syncProtocol.readSyncMessage(decoder, encoder, this.doc, this, (error) => {
      throw error
    })
    if (type === syncProtocol.messageYjsSyncStep2) this.synced = true
    if (encoding.length(encoder) > 1) {
      this.sent += 1
      this.sendRaw(encoding.toUint8Array(encoder))
    }
  }
}

function frameOf(write: (encoder: encoding.Encoder) => void, type: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** Adds a paragraph with this text at the end. */
export function write(client: Client, text: string): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph')
  client.doc.transact(() => {
    client.fragment.insert(client.fragment.length, [paragraph])
    paragraph.insert(0, [new Y.XmlText(text)])
  })
  return paragraph
}
