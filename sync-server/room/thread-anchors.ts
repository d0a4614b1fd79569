import type { Logger } from 'pino'
import type * as Y from 'yjs'
import { AnchorBook } from '../../report/review/anchor-book.ts'
import type { Anchor } from '../../report/wire/review.ts'
import type { RoomMetrics } from './metrics.ts'
import type { AnchorStore } from './ports.ts'

/** Thousands of threads are taken in, and stored, in parts: in between, everybody else's edits go on. */
const TAKE_IN_MS = 8
const STORED_AT_ONCE = 200

/** What a room needs of an AnchorBook. */
export type Book = Pick<AnchorBook, 'set' | 'get' | 'takeChanges' | 'destroy'>
/** Opens the book of a document. It calls `onFailure` instead of failing an edit that it followed. */
export type OpenBook = (doc: Y.Doc, onFailure: (error: unknown) => void) => Book

export const openAnchorBook: OpenBook = (doc, onFailure) => new AnchorBook(doc, { onFailure })

export type ThreadAnchorsOptions = {
  readonly reportId: string
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
      anchors.#book = options.openBook(doc, (error) => anchors.#drop(error))
      await anchors.#takeIn(stored)
    } catch (error) {
      anchors.#drop(error)
    }
    return anchors
  }

  async #takeIn(stored: ReadonlyMap<string, Anchor>): Promise<void> {
    let begun = performance.now()
    for (const [threadId, anchor] of stored) {
      this.#set(threadId, anchor)
      if (performance.now() - begun < TAKE_IN_MS) continue
      await new Promise((resolve) => setImmediate(resolve))
      begun = performance.now()
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

function* inParts(changes: ReadonlyMap<string, Anchor>): Generator<ReadonlyMap<string, Anchor>> {
  const all = [...changes]
  for (let from = 0; from < all.length; from += STORED_AT_ONCE) {
    yield new Map(all.slice(from, from + STORED_AT_ONCE))
  }
}
