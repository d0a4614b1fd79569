import type * as Y from 'yjs'
import type { Anchor } from '../../wire/review.ts'
import { type AnchorPlace, type Entry, isRange, type RangeEntry, type WholeEntry } from './anchor-entry.ts'
import { RangeAnchors } from './range-anchors.ts'
import { Reading, structureChangedBy } from './reading.ts'
import { WholeAnchors } from './whole-anchors.ts'

export type { AnchorPlace } from './anchor-entry.ts'
export type { TextPoint } from './hull.ts'
export { placeDraft } from './place-draft.ts'

/**
 * The anchors of a report's threads, kept with their words while the document is edited by whomever. See docs/anchors.md
 * for what is promised. It lives as long as its document, on the server and on every page alike, and writes nothing
 * into it.
 */
export class AnchorBook {
  readonly #doc: Y.Doc
  readonly #reading: Reading
  readonly #ranges: RangeAnchors
  readonly #wholes: WholeAnchors
  readonly #entries = new Map<string, RangeEntry | WholeEntry>()
  readonly #changed = new Set<string>()
  /** Whether anything changed since somebody was told. */
  #isNews = false
  readonly #listeners = new Set<() => void>()
  readonly #onFailure: ((error: unknown) => void) | undefined

  /**
   * `onFailure`: a bug of the book itself, met while it followed an edit. It destroys itself first, and the edit goes on:
   * without this, whoever applied it would take the edit for broken.
   */
  constructor(doc: Y.Doc, { onFailure }: { readonly onFailure?: (error: unknown) => void } = {}) {
    const note = (entry: Entry) => this.#noteChange(entry)
    this.#doc = doc
    this.#reading = new Reading(doc)
    this.#ranges = new RangeAnchors(this.#reading, note)
    this.#wholes = new WholeAnchors(this.#reading, note)
    this.#onFailure = onFailure
    doc.on('afterTransaction', this.#onTransaction)
  }

  /** Takes an anchor in, or another state of one. Looks for its words at once where they are not where it says. */
  set(threadId: string, anchor: Anchor): void {
    const given = JSON.stringify(anchor)
    const before = this.#entries.get(threadId)
    if (before?.given === given) return
    if (before) this.#remove(before)
    const entry =
      anchor.kind === 'range'
        ? this.#ranges.add(threadId, anchor, given)
        : this.#wholes.add(threadId, anchor, given)
    this.#entries.set(threadId, entry)
    this.#tell()
  }

  delete(threadId: string): void {
    const entry = this.#entries.get(threadId)
    if (!entry) return
    this.#remove(entry)
    this.#changed.delete(threadId)
  }

  get(threadId: string): Anchor | undefined {
    return this.#entries.get(threadId)?.anchor
  }

  /** Where the thread's words are now; undefined for a thread it does not know. */
  place(threadId: string): AnchorPlace | undefined {
    const entry = this.#entries.get(threadId)
    return entry && this.#placeOf(entry)
  }

  /** Where all threads are. */
  places(): ReadonlyMap<string, AnchorPlace> {
    const places = new Map<string, AnchorPlace>()
    for (const [threadId, entry] of this.#entries) places.set(threadId, this.#placeOf(entry))
    return places
  }

  /** The anchors that changed since the last call: what is to be stored. */
  takeChanges(): ReadonlyMap<string, Anchor> {
    const changes = new Map<string, Anchor>()
    for (const threadId of this.#changed) {
      const anchor = this.get(threadId)
      if (anchor) changes.set(threadId, anchor)
    }
    this.#changed.clear()
    return changes
  }

  /** Calls back after an edit (or `set`) that changed anchors; answers how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  destroy(): void {
    this.#doc.off('afterTransaction', this.#onTransaction)
    this.#listeners.clear()
  }

  readonly #onTransaction = (transaction: Y.Transaction) => {
    try {
      this.#follow(transaction)
    } catch (error) {
      if (!this.#onFailure) throw error
      this.destroy()
      this.#onFailure(error)
    }
  }

  #follow(transaction: Y.Transaction): void {
    const structure = structureChangedBy(transaction)
    this.#reading.edited(transaction, structure)
    if (this.#entries.size === 0) return
    this.#ranges.follow(transaction, structure)
    if (structure !== 'none') this.#wholes.lookAgain()
    this.#tell()
  }

  #placeOf(entry: RangeEntry | WholeEntry): AnchorPlace {
    return isRange(entry) ? this.#ranges.placeOf(entry) : this.#wholes.placeOf(entry)
  }

  #remove(entry: RangeEntry | WholeEntry): void {
    this.#entries.delete(entry.threadId)
    if (isRange(entry)) this.#ranges.remove(entry)
    else this.#wholes.remove(entry)
  }

  #noteChange({ threadId }: Entry): void {
    this.#isNews = true
    this.#changed.add(threadId)
  }

  /** Tells once for all that changed since it was told last. */
  #tell(): void {
    if (!this.#isNews) return
    this.#isNews = false
    for (const listener of this.#listeners) listener()
  }
}
