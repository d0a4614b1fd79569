import { must } from '../../report/must.ts'
import type { Edit, Seq, UpdateLog } from '../store/ports.ts'

/** The frame window: after an edit has gone to the log, the next ones wait for each other this long. */
export const WINDOW_MS = 16
/** Telling one socket takes about this much of the processor, mostly the kernel's, whatever the frame holds. */
const TELLING_ONE_MS = 0.015
/**
 * So in a large report edits wait a little longer for each other. Up to COMFORTABLE_WINDOW_MS, which nobody sees, telling
 * may take a sixteenth of the time; where even that is too little (a thousand people in one report) a quarter: the server
 * keeps up instead of falling behind. Counted and not measured: another program that takes the core for a moment must not
 * make everybody wait longer still.
 */
const COMFORTABLE_SHARE = 1 / 16
const COMFORTABLE_WINDOW_MS = 33
const LARGEST_SHARE = 1 / 4
const LONGEST_WINDOW_MS = 100

/** How long edits wait for each other when so many sockets are told about them. */
function windowFor(told: number): number {
  const telling = told * TELLING_ONE_MS
  const comfortable = Math.min(COMFORTABLE_WINDOW_MS, telling / COMFORTABLE_SHARE)
  return Math.min(LONGEST_WINDOW_MS, Math.max(WINDOW_MS, comfortable, telling / LARGEST_SHARE))
}

/** Something that has edits to commit: an open report. */
export interface Committing {
  readonly reportId: string
  /** Hands over what waits. From now on it is in flight, until one of the two below is called. */
  seal(): readonly Edit[]
  /** Answers how many were told. */
  committed(head: Seq): number
  commitFailed(error: Error): void
}

/**
 * One window for the whole process: all rooms' edits go to the log in one transaction, which costs one fsync. The first
 * edit after a quiet moment goes at once; while edits keep coming there is a transaction at most every WINDOW_MS, and
 * never two at a time.
 *
 *   edit   edit edit edit      edit
 *    |       |    |    |         |
 *    [=fsync=]         [=fsync=] :
 *    |<----- 16 ms --->|<- 16 ms ->[=fsync=]
 */
export class Committer {
  readonly #log: UpdateLog
  readonly #now: () => number
  readonly #observe: (seconds: number, edits: number) => void
  readonly #waiting = new Set<Committing>()
  /** Cancels what is scheduled. */
  #timer: (() => void) | undefined
  #inFlight: Promise<void> | undefined
  #lastStart = Number.NEGATIVE_INFINITY
  #window = WINDOW_MS

  constructor(options: {
    readonly log: UpdateLog
    readonly now: () => number
    readonly observe: (seconds: number, edits: number) => void
  }) {
    this.#log = options.log
    this.#now = options.now
    this.#observe = options.observe
  }

  /** This room has something to commit. */
  add(room: Committing): void {
    this.#waiting.add(room)
    this.#schedule()
  }

  /** Resolves when what was in flight has been decided. */
  async settled(): Promise<void> {
    await this.#inFlight
  }

  /** Commits everything that waits, without regard for the window. */
  async flush(): Promise<void> {
    while (this.#inFlight || this.#waiting.size > 0) {
      if (!this.#inFlight) this.#start()
      await this.#inFlight
    }
  }

  #schedule(): void {
    if (this.#timer || this.#inFlight || this.#waiting.size === 0) return
    // No longer than a window, whatever happens to the clock meanwhile.
    const wait = Math.min(this.#window, this.#lastStart + this.#window - this.#now())
    // "At once" still lets the frames that arrived in the same turn of the event loop come along.
    this.#timer = wait > 0 ? later(() => this.#start(), wait) : soon(() => this.#start())
  }

  #start(): void {
    this.#timer?.()
    this.#timer = undefined
    const rooms = [...this.#waiting]
    this.#waiting.clear()
    this.#lastStart = this.#now()
    const sealed = rooms.map((room) => ({ room, edits: room.seal() }))
    this.#inFlight = this.#append(sealed.filter(({ edits }) => edits.length > 0)).finally(() => {
      this.#inFlight = undefined
      this.#schedule()
    })
  }

  async #append(sealed: readonly Sealed[]): Promise<void> {
    if (sealed.length === 0) return
    const edits = sealed.flatMap((one) => one.edits)
    const begun = performance.now()
    const heads = await this.#log.append(edits).catch(asError)
    if (heads instanceof Error) return this.#appendApart(sealed, heads)
    this.#observe((performance.now() - begun) / 1000, edits.length)
    const told = sealed.map(({ room }) => announce(room, heads))
    this.#window = windowFor(told.reduce((sum, one) => sum + one, 0))
  }

  /** One report that cannot be written (it was deleted) must not take the others with it. */
  async #appendApart(sealed: readonly Sealed[], error: Error): Promise<void> {
    const [only] = sealed
    if (sealed.length === 1) return only?.room.commitFailed(error)
    for (const { room, edits } of sealed) {
      const heads = await this.#log.append(edits).catch(asError)
      if (heads instanceof Error) room.commitFailed(heads)
      else announce(room, heads)
    }
  }
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

function soon(run: () => void): () => void {
  const immediate = setImmediate(run)
  return () => clearImmediate(immediate)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

type Sealed = { readonly room: Committing; readonly edits: readonly Edit[] }

/** Answers how many were told. */
function announce(room: Committing, heads: ReadonlyMap<string, Seq>): number {
  try {
    const head = must(heads.get(room.reportId), `the log's answer for ${room.reportId}`)
    return room.committed(head)
  } catch (error) {
    // A bug in one room: it starts again from the log, and the others do not notice.
    room.commitFailed(asError(error))
    return 0
  }
}
