import { uint32 } from 'lib0/random'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import { CLOSE, type CloseCode } from '../../report/wire/close-codes.ts'
import type { ReportRights } from '../../report/permission/rights.ts'
import { encodeEvent, type WireEvent } from '../../report/wire/messages.ts'
import type { Anchor, AnchorDraft } from '../../report/wire/review.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { placeDraft } from '../../report/review/anchors/anchor-book.ts'
import { must } from '../../report/must.ts'
import { type Edit, type LoadedReport, SERVER_USER, type Seq, type UpdateLog } from '../store/ports.ts'
import { Checkpoints, type Snapshot } from './checkpoints.ts'
import type { Committer, Committing } from './committer.ts'
import { type EditFrame, EditJudge, type EditRefusal, type Judgement } from './edit-judge.ts'
import { encodeSync, type Frame, isStep2, readFrame } from './frame.ts'
import type { ClientSpan } from './inspect-update.ts'
import { JoinState } from './join-state.ts'
import { KnownRights } from './known-rights.ts'
import type { RoomMetrics } from './metrics.ts'
import type { Bus, Identity, Limits, Peer, RightsSource } from './ports.ts'
import { Presence } from './presence.ts'
import { OccupiedSeat } from './seat.ts'
import type { ThreadAnchors } from './thread-anchors.ts'

/** How often a socket may build on what nobody has before it is taken for broken. */
const MAX_ASKED = 10
const MAX_UNRESOLVED = 2_000
/** Presence goes with a relay when the last one is this old; the pulse brings it when there is none. */
const PRESENCE_WITH_TEXT_MS = 60
/** How long the pulse leaves presence to a relay that is due. */
const WAIT_FOR_TEXT_MS = 200
/** What the log tells of one seat's refusals; the metrics count them all. */
const LOGGED_REFUSALS = 100
const LOGGED_SECTIONS = 10
const LOGGED_ID = 40
const REPAIR_AFTER_MS = 1_000
const MIB = 1024 * 1024
const STOP_RELAYING_AT = 4 * MIB
const RESUME_RELAYING_AT = MIB
const GIVE_UP_AT = 16 * MIB
const GIVE_UP_AFTER_MS = 10_000

export type RoomOptions = {
  readonly log: UpdateLog
  readonly bus: Bus
  readonly rights: RightsSource
  readonly limits: Limits
  readonly logger: Logger
  readonly metrics: RoomMetrics
  readonly now: () => number
  readonly committer: Committer
  readonly repair: ((doc: Y.Doc) => boolean) | undefined
  /** Called before an edit that brings elements is applied. */
  readonly beforeElements: ((doc: Y.Doc) => void) | undefined
  /** Called once when the room can no longer be trusted: whoever comes next needs a fresh one. */
  readonly onFailure: () => void
  /** Presence changed: call `flushPresence` soon. */
  readonly onPresence: () => void
}

/** In whose name the server writes; `connection` says in the log how that came to be. */
export type EditAuthor = {
  readonly identity: Pick<Identity, 'userId' | 'role' | 'office'>
  readonly connection: string
}

/**
 * Makes an update of what the report says after the edit `seq`, all of which is in the log, under the client id given. None
 * where nothing is to be changed.
 */
export type MakeEdit<T> = (base: {
  readonly seq: Seq
  readonly client: number
}) => Promise<{ readonly value: T; readonly update: Uint8Array | undefined }>

type Entry = {
  readonly edit: Edit
  readonly author: OccupiedSeat | undefined
  readonly frames: readonly number[]
}
type Accepted = Extract<Judgement, { type: 'accepted' }>
type Waiter = { readonly run: () => void; readonly fail: (error: Error) => void }
type Batch = { readonly number: number; readonly entries: Entry[]; readonly after: Waiter[] }

/**
 * One open report. It knows peers, a log and who may write where; neither sockets nor SQL.
 *
 *   frame -> judge (shape, whose client id, whose section) -> apply -> [window] -> log -> relay + 121
 *
 * The document runs ahead of the log by what waits in `#open` and `#inFlight`. Nobody may see that part: what is sent
 * (relay, 121, step 2, reads) goes out when the batch it belongs to is on disk. If a batch fails, the document cannot
 * be turned back; so the room fails as a whole, and the next one loads from the log.
 */
export class Room implements Committing {
  readonly reportId: string
  readonly epoch: string
  readonly #options: RoomOptions
  readonly #doc: Y.Doc
  readonly #rights: KnownRights
  readonly #judge: EditJudge
  readonly #checkpoints: Checkpoints
  readonly #seats = new Set<OccupiedSeat>()
  readonly #presence: Presence
  readonly #joinState: JoinState
  readonly #anchors: ThreadAnchors
  #seq: Seq
  #lastBatch = 0
  #committedBatch = 0
  #open: Batch | undefined
  #inFlight: Batch | undefined
  /** What the batch just committed was relayed as. */
  #lastRelay: Uint8Array | undefined
  #repairAt: number | undefined
  #presenceAt = 0
  #emptySince: number
  /** Frames that came while the report is held still, in their order. */
  #held: { readonly seat: OccupiedSeat; readonly bytes: Uint8Array }[] | undefined
  #stillness: Promise<unknown> = Promise.resolve()
  #failed = false

  constructor(
    loaded: LoadedReport & {
      readonly reportId: string
      readonly doc: Y.Doc
      readonly rights: ReportRights
      readonly anchors: ThreadAnchors
    },
    options: RoomOptions,
  ) {
    const { reportId, doc } = loaded
    this.reportId = reportId
    this.epoch = loaded.epoch
    this.#options = options
    this.#doc = doc
    this.#presence = new Presence(options.limits.presenceBytes)
    this.#joinState = new JoinState(doc)
    this.#anchors = loaded.anchors
    this.#seq = loaded.headSeq
    this.#rights = new KnownRights(reportId, options.rights, loaded.rights)
    this.#judge = new EditJudge({
      doc,
      limits: options.limits,
      clientOwners: loaded.clientOwners,
      damaged: loaded.quarantined.some((row) => row.reason.startsWith('edit')),
      presentAs: (client) => this.#presence.userOf(client),
      rights: () => this.#rights.current,
    })
    this.#checkpoints = new Checkpoints(loaded, { ...options, reportId })
    this.#emptySince = options.now()
  }

  // ---- coming and going

  get seats(): number {
    return this.#seats.size
  }

  get failed(): boolean {
    return this.#failed
  }

  /** Since when nobody sits here and nothing waits for the log; undefined while it is in use. */
  get emptySince(): number | undefined {
    const isUsed = this.#seats.size > 0 || this.#open || this.#inFlight || this.#held
    return isUsed ? undefined : this.#emptySince
  }

  enter(peer: Peer): OccupiedSeat {
    const seat = new OccupiedSeat(peer, this.#options.limits, this.#options.now())
    this.#seats.add(seat)
    this.#options.metrics.seats.inc()
    this.#ask(seat)
    const present = this.#presence.everybodyBut(seat)
    if (present) seat.send(present)
    return seat
  }

  leave(seat: OccupiedSeat): void {
    seat.closed = true
    if (!this.#seats.delete(seat)) return
    this.#options.metrics.seats.dec()
    this.#presence.leave(seat, this.#options.now())
    if (this.#presence.hasChanges) this.#options.onPresence()
    this.#emptySince = this.#options.now()
  }

  /** Closes some of the seats; answers how many are left. */
  closeSome(count: number, code: CloseCode, reason: string): number {
    for (const seat of [...this.#seats].slice(0, count)) this.#close(seat, code, reason)
    return this.#seats.size
  }

  peers(): Peer[] {
    return [...this.#seats].map((seat) => seat.peer)
  }

  #close(seat: OccupiedSeat, code: CloseCode, reason: string): void {
    if (seat.closed) return
    this.#options.metrics.refused.inc({ code })
    this.#options.logger.info(
      { connection: seat.peer.id, userId: seat.identity.userId, code, reason },
      'closing',
    )
    seat.close(code, reason)
    this.leave(seat)
  }

  /** Gives the room up: the next to come loads the log. Nothing that was not on disk has been seen by anybody. */
  #fail(error: Error, code: CloseCode, reason = 'storage'): void {
    if (this.#failed) return
    this.#failed = true
    this.#options.logger.error(
      { err: error, reportId: this.reportId },
      'the room failed and will be loaded again',
    )
    const waiters = [...(this.#inFlight?.after ?? []), ...(this.#open?.after ?? [])]
    this.#open = undefined
    this.#inFlight = undefined
    this.#options.onFailure()
    for (const seat of this.#seats) this.#close(seat, code, reason)
    for (const waiter of waiters) waiter.fail(error)
    this.#anchors.stop()
    this.#doc.destroy()
  }

  /**
   * Learns anew who may write where: when it resolves, no edit is judged by what was known before the call. A room that
   * cannot learn it is given up, since a right that was withdrawn might go on being used.
   */
  async learnRights(): Promise<void> {
    try {
      await this.#rights.ask()
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      this.#fail(cause, CLOSE.unavailable, 'the rights cannot be read')
    }
  }

  /** The room is not needed any more: empty, committed, and out of everybody's reach. */
  destroy(): void {
    this.#failed = true
    this.#anchors.stop()
    this.#doc.destroy()
  }

  // ---- frames

  receive(seat: OccupiedSeat, bytes: Uint8Array): void {
    if (seat.closed || this.#failed) return
    this.#options.metrics.receivedBytes.inc(bytes.length)
    if (!this.#mayBeThisLarge(seat, bytes)) return
    // A copy: what the network read it into is used again.
    if (this.#held) return void this.#held.push({ seat, bytes: bytes.slice() })
    this.#takeBytes(seat, bytes)
  }

  #takeBytes(seat: OccupiedSeat, bytes: Uint8Array): void {
    if (seat.closed || this.#failed) return
    const frame = readFrame(bytes)
    if (!frame) return this.#close(seat, CLOSE.badData, 'a frame that cannot be read')
    this.#take(seat, frame)
  }

  /**
   * Runs `work` while the text stands still, and all of it is on disk: what comes meanwhile waits, and is judged by what holds
   * afterwards. One after the other.
   */
  still<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#stillness.then(() => this.#holdStill(work))
    this.#stillness = turn.catch(() => undefined)
    return turn
  }

  async #holdStill<T>(work: () => Promise<T>): Promise<T> {
    this.#held = []
    try {
      // What is due to be mended would be mended after it.
      if (this.#repairAt !== undefined) this.#repair()
      await this.#onDisk()
      return await work()
    } finally {
      const waiting = this.#held
      this.#held = undefined
      for (const { seat, bytes } of waiting) this.#takeHeld(seat, bytes)
    }
  }

  #takeHeld(seat: OccupiedSeat, bytes: Uint8Array): void {
    try {
      this.#takeBytes(seat, bytes)
    } catch (error) {
      this.#options.logger.error({ err: error, connection: seat.peer.id }, 'a frame could not be handled')
      this.#close(seat, CLOSE.unavailable, 'the server failed')
    }
  }

  #mayBeThisLarge(seat: OccupiedSeat, bytes: Uint8Array): boolean {
    const { limits, now } = this.#options
    if (bytes.length > limits.frameBytes) {
      // What a browser gathered offline comes as one step 2, once, and outside the flow that is allowed later.
      const firstSync = isStep2(bytes) && !seat.hadFirstSync && bytes.length <= limits.firstSyncBytes
      if (!firstSync) this.#close(seat, CLOSE.badData, 'a frame too large')
      seat.hadFirstSync = true
      return firstSync
    }
    if (seat.takeRate(bytes.length, now())) return true
    this.#close(seat, CLOSE.rate, 'too many frames or bytes in a second')
    return false
  }

  #take(seat: OccupiedSeat, frame: Frame): void {
    switch (frame.type) {
      case 'step1':
        if (!this.#mayAsk(seat)) return
        return this.#answerStep1(seat, frame.stateVector)
      case 'step2':
      case 'update':
        return this.#takeEdit(seat, frame)
      case 'awareness':
        return this.#takePresence(seat, frame.update)
      case 'query-awareness': {
        if (!this.#mayAsk(seat)) return
        const present = this.#presence.everybodyBut(seat)
        if (present) seat.send(present)
        return
      }
    }
  }

  /** An answer can be a thousand times as long as its question, and costs as much to encode. */
  #mayAsk(seat: OccupiedSeat): boolean {
    if (!seat.takeQuestion(this.#options.now())) {
      this.#close(seat, CLOSE.rate, 'too many questions')
      return false
    }
    if (seat.syncedAt === undefined || seat.peer.backlog <= STOP_RELAYING_AT) return true
    this.#close(seat, CLOSE.backpressure, 'it asks again before it has taken the answer')
    return false
  }

  /** Asks a peer for what it has and the server lacks. */
  #ask(seat: OccupiedSeat): void {
    seat.awaitsStep2 = true
    seat.send(encodeSync('step1', Y.encodeStateVector(this.#doc)))
  }

  #answerStep1(seat: OccupiedSeat, stateVector: Uint8Array): void {
    if (stateVector.length === 1) return this.#sendWholeState(seat)
    // Encoded now and sent later: by then the document has moved on to what is not on disk yet.
    const frame = encodeSync('step2', Y.encodeStateAsUpdate(this.#doc, stateVector))
    const batch = this.#lastBatch
    const mayGrow = this.#open !== undefined
    this.#afterCommit(() => {
      seat.send(frame)
      // Edits that joined the open batch after the state was encoded were relayed before this seat was synced.
      if (mayGrow && this.#lastRelay) seat.send(this.#lastRelay)
      seat.syncedAt ??= batch
    })
  }

  #sendWholeState(seat: OccupiedSeat): void {
    const batch = this.#joinState.prepare(this.#lastBatch)
    const send = () => {
      if (seat.closed) return
      const { frames } = this.#joinState
      if (frames.length === 0) return this.#sendWholeState(seat)
      for (const frame of frames) seat.send(frame)
      seat.syncedAt ??= this.#committedBatch
    }
    if (batch <= this.#committedBatch) send()
    else this.#afterCommit(send)
  }

  #takePresence(seat: OccupiedSeat, update: Uint8Array): void {
    const ownerOf = (client: number) => this.#judge.ownerOf(client)
    const verdict = this.#presence.receive(seat, update, ownerOf, this.#options.now())
    if (verdict.type === 'bad') return this.#close(seat, CLOSE.badData, verdict.reason)
    if (this.#presence.hasChanges) this.#options.onPresence()
  }

  // ---- one edit's way

  #takeEdit(seat: OccupiedSeat, edit: EditFrame): void {
    const frame = seat.settlement.receive()
    const judgement = this.#judge.judge(edit, seat.identity, this.#checkpoints.reportBytes)
    if (judgement.type === 'bad') return this.#close(seat, CLOSE.badData, judgement.reason)
    if (edit.type === 'step2') seat.awaitsStep2 = false
    if (judgement.type === 'missing') return this.#miss(seat, frame, judgement)
    // A step 2 holds all that its sender has: with it, what was missing before is here as well.
    const frames = edit.type === 'step2' ? [...seat.unresolved.splice(0), frame] : [frame]
    if (edit.type === 'step2') seat.asked = 0
    switch (judgement.type) {
      case 'nothing-new':
        return this.#settleAfterCommit(seat, frames)
      case 'refused':
        return this.#refuse(seat, frames, judgement.refusal, judgement.clients)
      case 'accepted':
        return this.#apply(seat, { update: edit.update, frames, judgement })
    }
  }

  /** It builds on what is not here: perhaps lost on the way, perhaps refused. Never half applied, never logged. */
  #miss(seat: OccupiedSeat, frame: number, { dependency }: Extract<Judgement, { type: 'missing' }>): void {
    const refusal = seat.refusedBefore(dependency)
    if (refusal) return this.#refuse(seat, [...seat.unresolved.splice(0), frame], refusal, [])
    seat.unresolved.push(frame)
    if (seat.unresolved.length > MAX_UNRESOLVED || seat.asked >= MAX_ASKED) {
      return this.#close(seat, CLOSE.badData, 'edits that build on what nobody has')
    }
    // Somebody who types quickly sends many such frames before the question has even reached them.
    if (seat.awaitsStep2) return
    seat.asked += 1
    this.#ask(seat)
  }

  #refuse(
    seat: OccupiedSeat,
    frames: readonly number[],
    refusal: EditRefusal,
    clients: readonly ClientSpan[],
  ): void {
    const { code, sections } = refusal
    const { userId } = seat.identity
    this.#options.metrics.refused.inc({ code })
    // A forger's sections are as many and as long as they like, and the disk is everybody's.
    if (seat.refusals < LOGGED_REFUSALS) {
      const named = sections.slice(0, LOGGED_SECTIONS).map((id) => id.slice(0, LOGGED_ID))
      this.#options.logger.warn(
        { reportId: this.reportId, userId, connection: seat.peer.id, code, sections: named },
        'an edit was refused',
      )
    }
    for (const frame of frames) seat.refuse(frame, refusal, clients)
    seat.acknowledge()
    if (seat.closed) this.leave(seat)
  }

  #apply(
    seat: OccupiedSeat,
    edit: {
      readonly update: Uint8Array
      readonly frames: readonly number[]
      readonly judgement: Accepted
    },
  ): void {
    const { update, frames, judgement } = edit
    const { userId } = seat.identity
    // A copy: the update is a view of what the network read, and that memory is used again.
    const by = { userId, connection: seat.peer.id, bytes: update.slice() }
    const problem = this.#takeIn(by, judgement, { author: seat, frames })
    if (!problem) return
    // The inspection should have found it. The document is not what the log says any more: start again from there.
    this.#close(seat, CLOSE.badData, 'an update that cannot be applied')
    this.#fail(problem, CLOSE.storage)
  }

  /** Applies what was accepted, and hands it to the log. Answers what keeps it from being applied. */
  #takeIn(
    by: Pick<Edit, 'userId' | 'connection' | 'bytes'>,
    { newClients, sections, structural }: Accepted,
    from: Pick<Entry, 'author' | 'frames'>,
  ): Error | undefined {
    if (structural) this.#options.beforeElements?.(this.#doc)
    const problem = applyWhole(this.#doc, by.bytes)
    if (problem) return problem
    this.#judge.accept(newClients, by.userId)
    this.#queue({ edit: this.#edit({ ...by, newClients, sections }), ...from })
    if (structural) this.#repairAt ??= this.#options.now() + REPAIR_AFTER_MS
    return undefined
  }

  /** As `Rooms.writeMade`. */
  async writeMade<T>(
    author: EditAuthor,
    make: MakeEdit<T>,
  ): Promise<{ readonly value: T; readonly changed: boolean }> {
    const written = await this.#tryMade(author, make, () => this.#stood())
    // Somebody wrote while it was made. The second time they wait.
    return (
      written ?? this.still(async () => must(await this.#tryMade(author, make), 'a room that stands still'))
    )
  }

  /** Undefined where somebody wrote meanwhile. `stood` waits until nobody holds the room. */
  async #tryMade<T>(
    { identity, connection }: EditAuthor,
    make: MakeEdit<T>,
    stood: () => Promise<void> = () => Promise.resolve(),
  ): Promise<{ readonly value: T; readonly changed: boolean } | undefined> {
    await stood()
    await this.#stored()
    const seq = this.#seq
    const { value, update } = await make({ seq, client: this.#freshClient() })
    await stood()
    if (this.#failed) throw new ReportError('storage-failed')
    if (this.#seq !== seq || this.#open || this.#inFlight) return undefined
    if (update) this.#takeOwn(update, { identity, connection })
    await this.#stored()
    return { value, changed: update !== undefined }
  }

  async #stood(): Promise<void> {
    while (this.#held) await this.#stillness
  }

  /** Throws `storage-failed`. */
  async #stored(): Promise<void> {
    if (this.#failed) throw new ReportError('storage-failed')
    try {
      await this.#onDisk()
    } catch (error) {
      throw Object.assign(new ReportError('storage-failed'), { cause: error })
    }
  }

  #freshClient(): number {
    let client = uint32()
    while (this.#judge.ownerOf(client) !== undefined) client = uint32()
    return client
  }

  #takeOwn(update: Uint8Array, { identity, connection }: EditAuthor): void {
    const { userId } = identity
    // As large as what somebody brings who was away: a whole report, perhaps.
    const frame = { type: 'step2', update } as const
    const judgement = this.#judge.judge(frame, identity, this.#checkpoints.reportBytes)
    switch (judgement.type) {
      case 'nothing-new':
        return
      case 'refused':
        this.#options.metrics.refused.inc({ code: judgement.refusal.code })
        throw new ReportError(judgement.refusal.code)
      case 'missing':
        throw new Error('an edit of the server builds on what is not here')
      case 'bad':
        throw new Error(`an edit of the server is no edit: ${judgement.reason}`)
      case 'accepted': {
        const by = { userId, connection, bytes: update }
        const problem = this.#takeIn(by, judgement, { author: undefined, frames: [] })
        if (!problem) return
        this.#fail(problem, CLOSE.storage)
        throw Object.assign(new ReportError('storage-failed'), { cause: problem })
      }
    }
  }

  #edit(edit: Pick<Edit, 'userId' | 'connection' | 'bytes' | 'newClients' | 'sections'>): Edit {
    return { ...edit, reportId: this.reportId, at: this.#options.now() }
  }

  #queue(entry: Entry): void {
    this.#open ??= { number: ++this.#lastBatch, entries: [], after: [] }
    this.#open.entries.push(entry)
    this.#checkpoints.grew(entry.edit.bytes.length, entry.edit.at)
    this.#options.committer.add(this)
  }

  /** Runs when everything applied so far is on disk: now, if it is. */
  #afterCommit(run: () => void, fail: (error: Error) => void = () => {}): void {
    const batch = this.#open ?? this.#inFlight
    if (batch) batch.after.push({ run, fail })
    else run()
  }

  /** Resolves when everything applied so far is on disk. */
  #onDisk(): Promise<void> {
    return new Promise((resolve, reject) => this.#afterCommit(resolve, reject))
  }

  #settleAfterCommit(seat: OccupiedSeat, frames: readonly number[]): void {
    this.#afterCommit(() => {
      for (const frame of frames) seat.settlement.settle(frame)
      seat.acknowledge()
    })
  }

  // ---- the log's answer

  seal(): readonly Edit[] {
    this.#inFlight = this.#open
    this.#open = undefined
    return this.#inFlight?.entries.map((entry) => entry.edit) ?? []
  }

  committed(head: Seq): number {
    if (this.#failed) return 0
    const batch = must(this.#inFlight, 'a batch in flight')
    const before = this.#seq
    this.#inFlight = undefined
    this.#committedBatch = batch.number
    this.#seq = head
    this.#options.metrics.edits.inc(batch.entries.length)
    const whole = mergeUpdates(batch.entries.map((entry) => entry.edit.bytes))
    const told = this.#relay(batch, whole, before)
    this.#acknowledge(batch)
    for (const waiter of batch.after) waiter.run()
    this.#options.bus.publish({ reportId: this.reportId, seq: head, bytes: whole })
    // Carets move with the typing: what is due leaves in the same write as the text.
    if (this.#options.now() - this.#presenceAt >= PRESENCE_WITH_TEXT_MS) this.flushPresence()
    return told
  }

  commitFailed(error: Error): void {
    this.#fail(error, CLOSE.storage)
  }

  /**
   * The same frame for everybody, also for authors: Yjs skips what it has, in microseconds, and a frame for each author
   * without their own edits costs a merge of the whole batch each. Who wrote all of it needs nothing.
   */
  #relay(batch: Batch, whole: Uint8Array, before: Seq): number {
    const frame = encodeSync('update', whole)
    this.#lastRelay = frame
    this.#joinState.follow(batch.number, frame)
    const [first] = batch.entries
    const onlyAuthor = batch.entries.every(({ author }) => author === first?.author)
      ? first?.author
      : undefined
    let relayed = 0
    for (const seat of this.#seats) {
      if (seat.syncedAt === undefined || seat.syncedAt >= batch.number || this.#isLagging(seat, before))
        continue
      if (seat === onlyAuthor) continue
      seat.send(frame)
      relayed += 1
    }
    this.#options.metrics.relayed.inc(relayed)
    return relayed
  }

  #acknowledge(batch: Batch): void {
    const authors = new Set<OccupiedSeat>()
    for (const { author, frames } of batch.entries) {
      if (!author) continue
      for (const frame of frames) author.settlement.settle(frame)
      authors.add(author)
    }
    for (const author of authors) author.acknowledge()
  }

  // ---- presence, events, reading

  /** Tells everybody who moved, appeared or went since the last time. */
  flushPresence(): void {
    if (!this.#presence.hasChanges || this.#failed) return
    this.#presenceAt = this.#options.now()
    const changes = this.#presence.takeChanges()
    for (const seat of this.#seats) {
      if (seat.lag || seat.peer.backlog > STOP_RELAYING_AT) continue
      const frame = changes.frameFor(seat)
      if (frame) seat.send(frame)
    }
  }

  /** A relay is due that will take presence along: sent alone it would cost a second write to every socket. */
  get bringsPresence(): boolean {
    const isTyping = this.#open !== undefined || this.#inFlight !== undefined
    return isTyping && this.#options.now() - this.#presenceAt < WAIT_FOR_TEXT_MS
  }

  tell(event: WireEvent): void {
    const frame = encodeEvent(event)
    for (const seat of this.#seats) if (seat.peer.speaksOurWire) seat.send(frame)
  }

  read<T>(read: (doc: Y.Doc) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#afterCommit(() => {
        try {
          resolve(read(this.#doc))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }, reject)
    })
  }

  // ---- threads

  /** As `Rooms.place`. Placed in what is here now, and told when that is on disk: it must not name characters that may be lost. */
  async place(draft: AnchorDraft): Promise<Anchor> {
    const anchor = placeDraft(this.#doc, draft)
    if (anchor === 'missing') throw new ReportError('text-not-here-yet')
    void this.saveAnchors()
    await this.#onDisk()
    // Its context is cut from the words of the whole report, and V8 keeps the whole as long as any part of it.
    return structuredClone(anchor)
  }

  follow(threadId: string, anchor: Anchor): void {
    this.#anchors.follow(threadId, anchor)
  }

  /** As `ThreadAnchors.save`. */
  saveAnchors(): Promise<boolean> {
    return this.#anchors.save(() => this.#onDisk())
  }

  // ---- slow peers

  /** A peer that does not drain is not relayed to; `before` is the last seq it has. */
  #isLagging(seat: OccupiedSeat, before: Seq): boolean {
    if (seat.lag) return true
    const { backlog } = seat.peer
    if (backlog <= STOP_RELAYING_AT) return false
    seat.lag = { seq: before, lowest: backlog, since: this.#options.now(), catchingUp: false }
    return true
  }

  #tendSlow(seat: OccupiedSeat, now: number): void {
    const { lag } = seat
    if (!lag || lag.catchingUp) return
    const { backlog } = seat.peer
    if (backlog < RESUME_RELAYING_AT) {
      lag.catchingUp = true
      this.#catchUp(seat, lag).catch((error: unknown) => {
        this.#options.logger.warn({ err: error, connection: seat.peer.id }, 'a slow peer cannot be caught up')
        this.#close(seat, CLOSE.backpressure, 'too slow')
      })
      return
    }
    if (backlog < lag.lowest) {
      lag.lowest = backlog
      lag.since = now
    }
    if (backlog > GIVE_UP_AT + this.#checkpoints.reportBytes || now - lag.since > GIVE_UP_AFTER_MS) {
      this.#close(seat, CLOSE.backpressure, 'too slow')
    }
  }

  /** Sends what was held back, from the log: it may have been much, and nothing of it was kept for this peer. */
  async #catchUp(seat: OccupiedSeat, lag: NonNullable<OccupiedSeat['lag']>): Promise<void> {
    while (lag.seq < this.#seq) {
      const edits = await this.#options.log.readSince(this.reportId, lag.seq)
      if (seat.closed || this.#failed) return
      for (const edit of edits) seat.send(encodeSync('update', edit.bytes))
      lag.seq = edits.at(-1)?.seq ?? this.#seq
    }
    seat.lag = undefined
  }

  // ---- from time to time

  /** Repairs, checkpoints, anchors, slow peers. Called about once a second. */
  tick(now: number): void {
    if (this.#failed) return
    for (const seat of this.#seats) this.#tendSlow(seat, now)
    if (this.#repairAt !== undefined && now >= this.#repairAt && !this.#held) this.#repair()
    if (this.#checkpoints.isDue(now)) void this.checkpoint()
    if (!this.#anchors.isStoring) void this.saveAnchors()
  }

  #repair(): void {
    this.#repairAt = undefined
    const { repair, logger } = this.#options
    if (!repair) return
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => void updates.push(update)
    this.#doc.on('update', collect)
    try {
      repair(this.#doc)
    } catch (error) {
      logger.error({ err: error, reportId: this.reportId }, 'the report could not be repaired')
    } finally {
      this.#doc.off('update', collect)
    }
    for (const bytes of updates) this.#queueOwn(bytes)
  }

  #queueOwn(bytes: Uint8Array): void {
    const client = this.#doc.clientID
    const edit = this.#edit({
      userId: SERVER_USER,
      connection: 'server',
      bytes,
      newClients: [client],
      sections: [],
    })
    this.#queue({ edit, author: undefined, frames: [] })
  }

  /** As `Checkpoints.store`. */
  checkpoint(): Promise<void> {
    return this.#checkpoints.store(() => (this.#failed ? undefined : this.#snapshot()))
  }

  #snapshot(): Snapshot {
    return {
      state: Y.encodeStateAsUpdate(this.#doc),
      // What waits now is part of the state; what joins the open batch while we wait for it is not.
      seq: this.#seq + (this.#inFlight?.entries.length ?? 0) + (this.#open?.entries.length ?? 0),
      // Anchors first: edits before the checkpoint are not followed again.
      onDisk: this.#onDisk().then(async () => {
        await this.saveAnchors()
      }),
    }
  }
}

/** Applies an update as a whole: a part that waits for something else counts as a problem, like an exception. */
function applyWhole(doc: Y.Doc, update: Uint8Array): Error | undefined {
  try {
    Y.applyUpdate(doc, update)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
  const { pendingStructs, pendingDs } = doc.store
  return pendingStructs || pendingDs ? new Error('a part of the update waits for another') : undefined
}

function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  return updates.length === 1 ? must(updates[0], 'one update') : Y.mergeUpdates([...updates])
}
