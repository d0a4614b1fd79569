import type { Logger } from 'pino'
import * as Y from 'yjs'
import { createReportDoc } from '../../report/report-doc.ts'
import { AnchorBook } from '../../report/review/anchors/anchor-book.ts'
import type { Anchor } from '../../report/wire/review.ts'
import type { RoomMetrics } from './metrics.ts'
import type { AnchorStore } from './ports.ts'

/** Thousands of threads are taken in, and stored, in parts: in between, everybody else's edits go on. */
const TAKE_IN_MS = 8
const STORED_AT_ONCE = 200
/** Beyond so many edits since the last checkpoint, anchors are only looked for. */
const MOST_REPLAYED = 5_000

/** What a room needs of an AnchorBook. */
export type Book = Pick<AnchorBook, 'set' | 'get' | 'takeChanges' | 'destroy'>
/** Opens the book of a document. It calls `onFailure` instead of failing an edit that it followed. */
export type OpenBook = (doc: Y.Doc, onFailure: (error: unknown) => void) => Book

export const openAnchorBook: OpenBook = (doc, onFailure) => new AnchorBook(doc, { onFailure })

/** A report as its last checkpoint has it, and the edits since then. */
export type Replay = { readonly checkpoint: Uint8Array | undefined; readonly edits: readonly Uint8Array[] }

export type ThreadAnchorsOptions = {
  readonly reportId: string
  readonly replay: Replay
  readonly store: AnchorStore
  readonly openBook: OpenBook
  readonly logger: Logger
  readonly metrics: RoomMetrics
}

/**
 * The anchors of an open report's threads: read when it is opened, moved by its edits, stored now and then. Comments come
 * after the text: whatever goes wrong here is logged, and no edit waits or fails for it. What was not stored is looked for
 * again by the next room that opens the report.
 */
export class ThreadAnchors {
  readonly #options: ThreadAnchorsOptions
  #book: Book | undefined
  /** Then there is no book any more, and the threads keep the places that are stored. */
  #failed = false
  /** Taken from the book and not stored yet. */
  readonly #unsaved = new Map<string, Anchor>()
  #running: Promise<void> | undefined
  #troubled = false
  #stopped = false

  private constructor(options: ThreadAnchorsOptions) {
    this.#options = options
  }

  /** Takes in the anchors that are stored. `doc` is all that the log has, and nobody edits it before this resolves. */
  static async open(doc: Y.Doc, options: ThreadAnchorsOptions): Promise<ThreadAnchors> {
    const anchors = new ThreadAnchors(options)
    try {
      const stored = await options.store.anchors(options.reportId)
      const followed = await anchors.#replay(stored)
      const book = options.openBook(doc, (error) => anchors.#drop(error))
      anchors.#book = book
      await inTurns(followed, ([threadId, anchor]) => anchors.#set(threadId, anchor))
    } catch (error) {
      anchors.#drop(error)
    }
    return anchors
  }

  /**
   * Follows the last edits once more, on a document beside the room's: of what moved in the second before a crash nothing
   * was stored. That is exact; looking for the words afterwards is a guess. Anchors that are further than an edit wait for it.
   */
  async #replay(stored: ReadonlyMap<string, Anchor>): Promise<ReadonlyMap<string, Anchor>> {
    const { reportId, replay, openBook, logger } = this.#options
    const { checkpoint, edits } = replay
    if (stored.size === 0 || edits.length === 0 || edits.length > MOST_REPLAYED) return stored
    const doc = createReportDoc()
    try {
      if (checkpoint) Y.applyUpdate(doc, checkpoint)
      const failures: unknown[] = []
      const book = openBook(doc, (error) => void failures.push(error))
      await inTurns(stored, ([threadId, anchor]) => book.set(threadId, anchor))
      await inTurns(edits, (bytes) => Y.applyUpdate(doc, bytes))
      const followed = new Map(stored)
      for (const [threadId, anchor] of book.takeChanges()) {
        if (JSON.stringify(anchor) === JSON.stringify(stored.get(threadId))) continue
        followed.set(threadId, anchor)
        this.#unsaved.set(threadId, anchor)
      }
      book.destroy()
      if (failures.length > 0) throw new Error('the book failed', { cause: failures[0] })
      return followed
    } catch (error) {
      logger.error({ err: error, reportId }, 'the last edits cannot be followed again')
      this.#unsaved.clear()
      return stored
    } finally {
      doc.destroy()
    }
  }

  /** From now on this thread's anchor follows its words. */
  follow(threadId: string, anchor: Anchor): void {
    const isKnown = this.#known(threadId)
    this.#set(threadId, anchor)
    // A save of where it was before may be under way, and land after whoever attached it elsewhere has stored that.
    if (isKnown) this.#unsaved.set(threadId, this.#book?.get(threadId) ?? anchor)
  }

  #known(threadId: string): boolean {
    return this.#unsaved.has(threadId) || this.#book?.get(threadId) !== undefined
  }

  /** An anchor that the book cannot take stays where it is stored; the others are followed. */
  #set(threadId: string, anchor: Anchor): void {
    try {
      this.#book?.set(threadId, anchor)
    } catch (error) {
      const { reportId, logger } = this.#options
      logger.error({ err: error, reportId, threadId }, 'the anchor of a thread cannot be followed')
    }
  }

  get isStoring(): boolean {
    return this.#running !== undefined
  }

  /**
   * Stores the anchors that changed, once the edits that moved them are on disk: an anchor must not name characters that
   * the log may never have. Resolves also when that failed, and then answers false: they are kept, to be stored the next time.
   */
  async save(onDisk: () => Promise<void>): Promise<boolean> {
    // One at a time; who comes second waits for the first and then stores what it left.
    while (this.#running) await this.#running
    this.#takeChanges()
    if (this.#stopped || this.#unsaved.size === 0) return true
    this.#running = this.#store(new Map(this.#unsaved), onDisk()).finally(() => {
      this.#running = undefined
    })
    await this.#running
    return this.#unsaved.size === 0
  }

  #takeChanges(): void {
    try {
      for (const [threadId, anchor] of this.#book?.takeChanges() ?? []) this.#unsaved.set(threadId, anchor)
    } catch (error) {
      this.#drop(error)
    }
  }

  async #store(changes: ReadonlyMap<string, Anchor>, onDisk: Promise<void>): Promise<void> {
    const { reportId, store, logger, metrics } = this.#options
    try {
      await onDisk
      for (const part of inParts(changes)) {
        // The report's next room may have stored newer ones.
        if (this.#stopped) return
        await store.saveAnchors(reportId, part)
        for (const [threadId, anchor] of part) {
          if (this.#unsaved.get(threadId) === anchor) this.#unsaved.delete(threadId)
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
      metrics.anchorSaves.inc({ outcome: 'stored' })
      this.#troubled = false
    } catch (error) {
      metrics.anchorSaves.inc({ outcome: 'failed' })
      // Tried every second: once is enough to know it.
      if (!this.#troubled) logger.error({ err: error, reportId }, 'the anchors of threads were not stored')
      this.#troubled = true
    }
  }

  #drop(error: unknown): void {
    if (this.#failed) return
    this.#failed = true
    const { reportId, logger } = this.#options
    logger.error({ err: error, reportId }, 'threads of this report no longer follow its text')
    this.#closeBook()
  }

  #closeBook(): void {
    const book = this.#book
    this.#book = undefined
    try {
      book?.destroy()
    } catch (error) {
      this.#options.logger.error(
        { err: error, reportId: this.#options.reportId },
        'a book of anchors stays open',
      )
    }
  }

  /** The room is gone, and nothing of it is to be stored any more. */
  stop(): void {
    this.#stopped = true
    this.#closeBook()
  }
}

/** One after the other, with a turn of the event loop for everybody else now and then. */
async function inTurns<T>(all: Iterable<T>, work: (one: T) => void): Promise<void> {
  let begun = performance.now()
  for (const one of all) {
    work(one)
    if (performance.now() - begun < TAKE_IN_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    begun = performance.now()
  }
}

function* inParts(changes: ReadonlyMap<string, Anchor>): Generator<ReadonlyMap<string, Anchor>> {
  const all = [...changes]
  for (let from = 0; from < all.length; from += STORED_AT_ONCE) {
    yield new Map(all.slice(from, from + STORED_AT_ONCE))
  }
}
