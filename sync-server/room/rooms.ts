import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import * as Y from 'yjs'
import { createReportDoc } from '../../report/report-doc.ts'
import { CLOSE, type CloseCode } from '../../report/wire/close-codes.ts'
import type { WireEvent } from '../../report/wire/messages.ts'
import type { Anchor, AnchorDraft } from '../../report/wire/review.ts'
import type { LoadedReport, UpdateLog } from '../store/ports.ts'
import { REPORT_ROOT } from '../store/verify-checkpoint.ts'
import { Committer } from './committer.ts'
import { createRoomMetrics, type RoomMetrics } from './metrics.ts'
import type { AnchorStore, Bus, Limits, Peer, RightsSource } from './ports.ts'
import { type EditAuthor, type MakeEdit, Room } from './room.ts'
import type { OccupiedSeat } from './seat.ts'
import { openAnchorBook, type OpenBook, ThreadAnchors } from './thread-anchors.ts'

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
  readonly rights: RightsSource
  readonly anchors: AnchorStore
  readonly limits: Limits
  readonly logger: Logger
  readonly metrics: Registry
  readonly now: () => number
  /** Mends the document about a second after a structural edit; answers whether it changed anything. */
  readonly repair?: (doc: Y.Doc) => boolean
  /** Looks at a document before an edit brings elements into it, so that the repair knows what was there before. */
  readonly beforeElements?: (doc: Y.Doc) => void
  /** Tests bring books that fail. */
  readonly openBook?: OpenBook
  /** Tests play the clock themselves and call `tick` and `pulse`. */
  readonly timers?: boolean
}

/** All reports that are open in this process. */
export interface Rooms {
  join(reportId: string, peer: Peer): Promise<Seating>
  /**
   * What `read` finds in the report's document, once everything applied before the call is on disk. Opens the report if
   * needed. `undefined` when there is no such report; rejects when it cannot be loaded. The document must not be kept.
   */
  read<T>(reportId: string, read: (doc: Y.Doc) => T): Promise<T | undefined>
  /**
   * Runs `work` while nobody's edit is taken in this report, and all that was taken is on disk. What comes meanwhile waits, and
   * is judged by the rights that hold when `work` has ended. `undefined` when there is no such report.
   */
  still<T>(reportId: string, work: () => Promise<T>): Promise<T | undefined>
  /**
   * Makes an edit on the server in somebody's name: judged as if it came from a page of theirs, logged, and relayed to
   * everybody. It is made elsewhere than in this thread, while everybody goes on writing. If somebody did, it is made once more,
   * and meanwhile the report stands still: what is written is made of exactly what the report says. Resolves when it is on
   * disk; `undefined` when there is no such report. Throws ReportError with the reason why they may not, `storage-failed` when
   * it did not get there (then the room has been given up), and what `make` throws.
   */
  writeMade<T>(
    reportId: string,
    author: EditAuthor,
    make: MakeEdit<T>,
  ): Promise<{ readonly value: T; readonly changed: boolean } | undefined>
  /**
   * Where the words of a comment are now, once everything applied before the call is on disk. Words that are not found make
   * an anchor that is lost. `undefined` when there is no such report. Throws ReportError `text-not-here-yet` when the
   * positions name characters that have not arrived.
   */
  place(reportId: string, draft: AnchorDraft): Promise<Anchor | undefined>
  /** A thread was stored, or attached elsewhere: from now on its anchor follows the words. */
  follow(reportId: string, threadId: string, anchor: Anchor): void
  /** Sends `122` to everybody in the report who speaks our wire. */
  tell(reportId: string, event: WireEvent): void
  /**
   * Sections, their status or the report's stage changed, and that is committed. When it resolves, no edit is judged by
   * what was so before. Never rejects: a room that cannot learn the new rights is given up, and its peers come back (4503).
   */
  rightsChanged(reportId: string): Promise<void>
  /** Roles or sessions may have changed: asks again for the open sockets of this report, this user, or all. */
  recheck(which: { readonly reportId?: string; readonly userId?: string }): Promise<void>
  /** How often `recheck` was called: who was let in meanwhile asks again. */
  readonly rechecks: number
  /** Takes nobody in any more, commits what was accepted, and closes everybody with 1012 in slices. */
  drain(): Promise<void>
  /** What happens once a second: repairs, checkpoints, slow peers, and closing rooms nobody is in. */
  tick(): Promise<void>
  /** What happens some 15 times a second: presence. */
  pulse(): void
  /** Everything accepted so far is on disk, or has failed. */
  committed(): Promise<void>
  /** Reports held in memory. */
  readonly open: number
}

const TICK_MS = 1_000
/** Presence is told this often; more is not seen, and each costs a frame for every seat. */
const PRESENCE_MS = 66
/** An empty room is kept a while: reloading the page leaves it and comes back. */
const KEEP_EMPTY_MS = 30_000
const DRAIN_SLICE = 50
const DRAIN_PAUSE_MS = 100

type Entry =
  | { readonly state: 'loading'; readonly room: Promise<Room | undefined> }
  | { readonly state: 'live'; readonly room: Room }

export function createRooms(options: RoomsOptions): Rooms {
  return new OpenRooms(options)
}

/**
 * A report is absent, loading or live; one map holds which, and every change of it is synchronous. So two who come at
 * once share one load, a room is let go only in the same turn in which it was seen to be empty, and a failed one is out
 * of the map before anybody is told.
 */
class OpenRooms implements Rooms {
  readonly #options: RoomsOptions
  readonly #metrics: RoomMetrics
  readonly #committer: Committer
  readonly #entries = new Map<string, Entry>()
  readonly #socketsOf = new Map<string, number>()
  readonly #withPresence = new Set<Room>()
  readonly #ticker: NodeJS.Timeout | undefined
  #presenceTimer: NodeJS.Timeout | undefined
  #draining = false
  #drained: Promise<void> | undefined
  #ticking = false
  rechecks = 0

  constructor(options: RoomsOptions) {
    this.#options = options
    this.#metrics = createRoomMetrics(options.metrics)
    this.#committer = new Committer({
      log: options.log,
      now: options.now,
      observe: (seconds, edits) => {
        this.#metrics.commitSeconds.observe(seconds)
        this.#metrics.commitEdits.observe(edits)
      },
    })
    if (options.timers !== false) {
      this.#ticker = setInterval(() => {
        this.tick().catch((error: unknown) => options.logger.error({ err: error }, 'a tick failed'))
      }, TICK_MS)
      this.#ticker.unref()
    }
  }

  get open(): number {
    return this.#entries.size
  }

  async join(reportId: string, peer: Peer): Promise<Seating> {
    if (this.#draining) return refused(CLOSE.restart, 'the server is restarting')
    const { userId } = peer.identity
    if ((this.#socketsOf.get(userId) ?? 0) >= this.#options.limits.socketsPerUser) {
      return this.#turnAway(CLOSE.unavailable, 'too many open pages')
    }
    // Counted before the wait, so that many at once cannot all pass.
    this.#count(userId, 1)
    const seating = await this.#seat(reportId, peer)
    if (seating.type === 'refused') this.#count(userId, -1)
    return seating
  }

  async #seat(reportId: string, peer: Peer): Promise<Seating> {
    let room: Room | undefined
    try {
      room = await this.#room(reportId)
    } catch (error) {
      this.#options.logger.error({ err: error, reportId }, 'a report cannot be loaded')
      return this.#turnAway(CLOSE.unavailable, 'the report cannot be loaded now')
    }
    if (!room) return this.#turnAway(CLOSE.noSuchReport, 'no such report')
    // All of it may have changed while the report was loading.
    if (this.#draining) return refused(CLOSE.restart, 'the server is restarting')
    if (room.failed) return this.#turnAway(CLOSE.unavailable, 'the report is being loaded')
    if (room.seats >= this.#options.limits.socketsPerReport) {
      return this.#turnAway(CLOSE.unavailable, 'too many people in the report')
    }
    return { type: 'seated', seat: this.#hand(room, room.enter(peer)) }
  }

  #hand(room: Room, seat: OccupiedSeat): Seat {
    let left = false
    return {
      receive: (frame) => {
        try {
          room.receive(seat, frame)
        } catch (error) {
          this.#options.logger.error({ err: error, connection: seat.peer.id }, 'a frame could not be handled')
          seat.close(CLOSE.unavailable, 'the server failed')
          room.leave(seat)
        }
      },
      leave: () => {
        if (left) return
        left = true
        this.#count(seat.identity.userId, -1)
        room.leave(seat)
      },
    }
  }

  #turnAway(code: CloseCode, reason: string): Seating {
    this.#metrics.refused.inc({ code })
    return refused(code, reason)
  }

  #count(userId: string, change: 1 | -1): void {
    const count = (this.#socketsOf.get(userId) ?? 0) + change
    if (count > 0) this.#socketsOf.set(userId, count)
    else this.#socketsOf.delete(userId)
  }

  // ---- loading and letting go

  /** The live room, loaded if need be; undefined when there is no such report. */
  async #room(reportId: string): Promise<Room | undefined> {
    const entry = this.#entries.get(reportId)
    if (entry) return entry.room
    const room = this.#load(reportId)
    const loading: Entry = { state: 'loading', room }
    this.#entries.set(reportId, loading)
    try {
      const loaded = await room
      if (this.#entries.get(reportId) !== loading) return loaded
      if (loaded && !loaded.failed) this.#entries.set(reportId, { state: 'live', room: loaded })
      else this.#entries.delete(reportId)
      this.#metrics.rooms.set(this.#entries.size)
      return loaded
    } catch (error) {
      if (this.#entries.get(reportId) === loading) this.#entries.delete(reportId)
      throw error
    }
  }

  async #load(reportId: string): Promise<Room | undefined> {
    // A room of this report that failed a moment ago may still have a batch on its way to the disk.
    await this.#committer.settled()
    const loaded = await this.#options.log.load(reportId)
    const rights = await this.#options.rights.rightsOf(reportId)
    if (!loaded || !rights) return undefined
    if (loaded.quarantined.length > 0) {
      this.#metrics.quarantined.inc(loaded.quarantined.length)
      this.#options.logger.error({ reportId, rows: loaded.quarantined }, 'damaged rows were set aside')
    }
    const doc = documentOf(loaded, (seq, error) =>
      this.#options.logger.error({ err: error, reportId, seq }, 'an edit of the log cannot be applied'),
    )
    // Every report has a preamble from its seed on. Served blank, it would be taken for empty and written over.
    if (loaded.headSeq > 0 && doc.getXmlFragment(REPORT_ROOT).length === 0) {
      doc.destroy()
      throw new Error('no sound row holds the report')
    }
    const anchors = await ThreadAnchors.open(doc, {
      reportId,
      replay: { checkpoint: loaded.checkpoint?.state, edits: loaded.tail.map(({ bytes }) => bytes) },
      store: this.#options.anchors,
      openBook: this.#options.openBook ?? openAnchorBook,
      logger: this.#options.logger,
      metrics: this.#metrics,
    })
    const room: Room = new Room(
      { ...loaded, reportId, doc, rights, anchors },
      {
        ...this.#options,
        metrics: this.#metrics,
        committer: this.#committer,
        repair: this.#options.repair,
        beforeElements: this.#options.beforeElements,
        onFailure: () => this.#forget(room),
        onPresence: () => this.#presenceChanged(room),
      },
    )
    return room
  }

  #forget(room: Room): void {
    this.#withPresence.delete(room)
    if (this.#entries.get(room.reportId)?.room === room) this.#entries.delete(room.reportId)
    this.#metrics.rooms.set(this.#entries.size)
  }

  *#live(): Iterable<Room> {
    for (const entry of this.#entries.values()) if (entry.state === 'live') yield entry.room
  }

  async tick(): Promise<void> {
    if (this.#ticking) return
    this.#ticking = true
    try {
      const now = this.#options.now()
      for (const room of this.#live()) {
        room.tick(now)
        if (isLongEmpty(room, now)) await this.#unload(room, now)
      }
    } finally {
      this.#ticking = false
    }
  }

  /**
   * Lets a room go, unless somebody comes while its checkpoint is written: they find it as it is. Anchors that cannot be stored
   * keep it, too: only this room knows where their words went.
   */
  async #unload(room: Room, now: number): Promise<void> {
    await room.checkpoint()
    if (!(await room.saveAnchors())) return
    if (!isLongEmpty(room, now) || room.failed) return
    this.#forget(room)
    room.destroy()
  }

  // ---- presence, reading, events

  #presenceChanged(room: Room): void {
    this.#withPresence.add(room)
    if (this.#options.timers === false) return
    this.#presenceTimer ??= setTimeout(() => this.pulse(), PRESENCE_MS)
  }

  pulse(): void {
    this.#presenceTimer = undefined
    const rooms = [...this.#withPresence]
    this.#withPresence.clear()
    for (const room of rooms) {
      if (room.bringsPresence) this.#presenceChanged(room)
      else room.flushPresence()
    }
  }

  committed(): Promise<void> {
    return this.#committer.flush()
  }

  async read<T>(reportId: string, read: (doc: Y.Doc) => T): Promise<T | undefined> {
    const room = await this.#room(reportId)
    return room?.read(read)
  }

  async still<T>(reportId: string, work: () => Promise<T>): Promise<T | undefined> {
    const room = await this.#room(reportId)
    return room?.still(work)
  }

  async writeMade<T>(
    reportId: string,
    author: EditAuthor,
    make: MakeEdit<T>,
  ): Promise<{ readonly value: T; readonly changed: boolean } | undefined> {
    const room = await this.#room(reportId)
    return room?.writeMade(author, make)
  }

  async place(reportId: string, draft: AnchorDraft): Promise<Anchor | undefined> {
    const room = await this.#room(reportId)
    return room?.place(draft)
  }

  follow(reportId: string, threadId: string, anchor: Anchor): void {
    const entry = this.#entries.get(reportId)
    if (!entry) return
    if (entry.state === 'live') return entry.room.follow(threadId, anchor)
    // It may have asked for the stored anchors before this one was among them.
    entry.room.then(
      (room) => room?.follow(threadId, anchor),
      () => undefined,
    )
  }

  tell(reportId: string, event: WireEvent): void {
    const entry = this.#entries.get(reportId)
    if (entry?.state === 'live') entry.room.tell(event)
  }

  async rightsChanged(reportId: string): Promise<void> {
    // One that is loading may have asked before the change; one that fails to load judges nothing.
    const entry = this.#entries.get(reportId)
    const room = entry?.state === 'loading' ? await entry.room.catch(() => undefined) : entry?.room
    if (room && !room.failed) await room.learnRights()
  }

  async recheck(which: { readonly reportId?: string; readonly userId?: string }): Promise<void> {
    this.rechecks += 1
    const peers = [...this.#live()]
      .filter((room) => which.reportId === undefined || room.reportId === which.reportId)
      .flatMap((room) => room.peers())
      .filter((peer) => which.userId === undefined || peer.identity.userId === which.userId)
    await Promise.all(peers.map((peer) => peer.recheck()))
  }

  drain(): Promise<void> {
    this.#drained ??= this.#drain()
    return this.#drained
  }

  async #drain(): Promise<void> {
    this.#draining = true
    clearInterval(this.#ticker)
    await this.#committer.flush()
    for (let left = 1; left > 0;) {
      left = 0
      for (const room of this.#live())
        left += room.closeSome(DRAIN_SLICE, CLOSE.restart, 'the server is restarting')
      await this.#committer.flush()
      if (left > 0) await pause(DRAIN_PAUSE_MS)
    }
    clearTimeout(this.#presenceTimer)
    for (const room of this.#live()) {
      await room.checkpoint()
      await room.saveAnchors()
      this.#forget(room)
      room.destroy()
    }
  }
}

function isLongEmpty(room: Room, now: number): boolean {
  return room.emptySince !== undefined && now - room.emptySince >= KEEP_EMPTY_MS
}

function refused(code: CloseCode, reason: string): Seating {
  return { type: 'refused', code, reason }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * Checkpoint and tail in one transaction. An edit that cannot be applied is left out (it stays in the log); what waits
 * for a row that is damaged is not kept waiting: served to clients, it would come back from each of them for ever.
 */
function documentOf(loaded: LoadedReport, onUnusable: (seq: number, error: unknown) => void): Y.Doc {
  const unusable = new Set<number>()
  for (;;) {
    const doc = createReportDoc()
    doc.getXmlFragment(REPORT_ROOT)
    const failure = Y.transact(doc, () => applyAll(doc, loaded, unusable))
    if (!failure) {
      doc.store.pendingStructs = null
      doc.store.pendingDs = null
      return doc
    }
    onUnusable(failure.seq, failure.error)
    unusable.add(failure.seq)
    doc.destroy()
  }
}

function applyAll(
  doc: Y.Doc,
  { checkpoint, tail }: LoadedReport,
  without: ReadonlySet<number>,
): { readonly seq: number; readonly error: unknown } | undefined {
  if (checkpoint) Y.applyUpdate(doc, checkpoint.state)
  for (const { seq, bytes } of tail) {
    if (without.has(seq)) continue
    try {
      Y.applyUpdate(doc, bytes)
    } catch (error) {
      return { seq, error }
    }
  }
  return undefined
}
