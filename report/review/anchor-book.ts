import * as Y from 'yjs'
import type { Anchor, AnchorPiece, CharRange } from '../wire/review.ts'
import {
  anonymous,
  fatesOf,
  holderOf,
  isAnonymous,
  isSound,
  type Run,
  RunWriter,
  sliceRun,
} from './char-runs.ts'
import { type Found, findWords } from './find.ts'
import { Graveyard } from './graveyard.ts'
import { type Census, censusOf, hullOf, type TextPoint } from './hull.ts'
import { KnownPlaces } from './known-places.ts'
import { idOf, Layout } from './layout.ts'
import { type Both, CharMap, movesOf, revivalsOf, saying, SAYS_SOMETHING } from './moves.ts'
import { Offsets } from './offsets.ts'
import { RangeIndex } from './range-index.ts'
import { piecesAt, quoteOf, ReportWords } from './report-words.ts'
import { CONTEXT, type Stretch, TextChange } from './text-change.ts'

export { placeDraft } from './place-draft.ts'
export type { TextPoint }

/** Where an anchor is now. */
export type AnchorPlace =
  | { readonly type: 'range'; readonly from: TextPoint; readonly to: TextPoint; readonly sectionId: string }
  | { readonly type: 'block'; readonly element: Y.XmlElement; readonly sectionId: string }
  | { readonly type: 'section'; readonly sectionId: string }
  | { readonly type: 'report' }
  | { readonly type: 'lost' }

type RangeAnchor = Extract<Anchor, { kind: 'range' }>
type RangePlace = Extract<AnchorPlace, { type: 'range' | 'lost' }>
type BlockAnchor = Extract<Anchor, { kind: 'block' }>

type Entry<A extends Anchor = Anchor> = {
  readonly threadId: string
  anchor: A
  /** As it was given last: the same again is no news, whatever became of it here. */
  readonly given: string
}
type RangeEntry = Entry<RangeAnchor>
type BlockEntry = Entry<BlockAnchor> & { element: Y.XmlElement | undefined }
type OtherEntry = BlockEntry | Entry<Extract<Anchor, { kind: 'section' | 'report' }>>

const isRange = (entry: Entry | OtherEntry): entry is RangeEntry => entry.anchor.kind === 'range'

/**
 * The anchors of a report's threads, kept with their words while the document is edited by whomever. See docs/anchors.md
 * for what is promised. It lives as long as its document, on the server and on every page alike, and writes nothing
 * into it.
 */
export class AnchorBook {
  readonly #doc: Y.Doc
  readonly #entries = new Map<string, RangeEntry | OtherEntry>()
  readonly #others = new Set<OtherEntry>()
  /** Who holds which characters, whether they are there or not. */
  readonly #holders = new RangeIndex<RangeEntry>()
  readonly #graveyard = new Graveyard()
  /** Anchors with characters that have not arrived yet, by the client that writes them. */
  readonly #waiting = new Map<number, Set<RangeEntry>>()
  readonly #places = new KnownPlaces<RangeEntry, RangePlace>()
  readonly #offsets = new Offsets()
  readonly #changed = new Set<string>()
  readonly #listeners = new Set<() => void>()
  readonly #onFailure: ((error: unknown) => void) | undefined
  readonly #onTransaction = (transaction: Y.Transaction) => {
    try {
      this.#follow(transaction)
    } catch (error) {
      if (!this.#onFailure) throw error
      this.destroy()
      this.#onFailure(error)
    }
  }
  #known: Layout | undefined
  #read: ReportWords | undefined

  /**
   * `onFailure`: a bug of the book itself, met while it followed an edit. It destroys itself first, and the edit goes on:
   * without this, whoever applied it would take the edit for broken.
   */
  constructor(doc: Y.Doc, { onFailure }: { readonly onFailure?: (error: unknown) => void } = {}) {
    this.#doc = doc
    this.#onFailure = onFailure
    doc.on('afterTransaction', this.#onTransaction)
  }

  /** Takes an anchor in, or another state of one. Looks for its words at once where they are not where it says. */
  set(threadId: string, anchor: Anchor): void {
    const given = JSON.stringify(anchor)
    const before = this.#entries.get(threadId)
    if (before?.given === given) return
    if (before) this.#remove(before)
    if (anchor.kind === 'range') this.#setRange({ threadId, anchor: this.#sound(anchor), given })
    else this.#setOther(threadId, anchor, given)
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

  get #layout(): Layout {
    return (this.#known ??= new Layout(this.#doc))
  }

  get #words(): ReportWords {
    return (this.#read ??= new ReportWords(this.#layout))
  }

  #told = 0
  /** Tells once for all that changed since it was told last. */
  #tell(): void {
    if (this.#changes === this.#told) return
    this.#told = this.#changes
    for (const listener of this.#listeners) listener()
  }

  #changes = 0
  #note(entry: Entry): void {
    this.#changes += 1
    this.#changed.add(entry.threadId)
  }

  #remove(entry: RangeEntry | OtherEntry): void {
    this.#entries.delete(entry.threadId)
    if (!isRange(entry)) {
      this.#others.delete(entry)
      return
    }
    this.#unindex(entry)
    this.#places.forget(entry)
    for (const entries of this.#waiting.values()) entries.delete(entry)
  }

  #placeOf(entry: RangeEntry | OtherEntry): AnchorPlace {
    const { anchor } = entry
    switch (anchor.kind) {
      case 'report':
        return { type: 'report' }
      case 'section':
        return this.#layout.compartment(anchor.sectionId)
          ? { type: 'section', sectionId: anchor.sectionId }
          : { type: 'lost' }
      case 'block': {
        const stand = this.#layout.block(anchor.blockId, (entry as BlockEntry).element)
        return stand ? { type: 'block', ...stand } : { type: 'lost' }
      }
      case 'range':
        return this.#rangeOf(entry as RangeEntry)
    }
  }

  #rangeOf(entry: RangeEntry): RangePlace {
    const known = this.#places.get(entry)
    if (known) return known
    const census = this.#census(entry.anchor)
    // In the middle of a transaction it is not yet known what it will have changed.
    const { _transaction: running } = this.#doc
    const hull = hullOf(census, running ? new Offsets() : this.#offsets)
    const place: RangePlace = hull ? { type: 'range', ...hull } : { type: 'lost' }
    if (!running) this.#places.note(entry, place, new Set(census.standing.map(({ stand }) => stand.text)))
    return place
  }

  /** What is known of places in texts that an edit changed is known no more. */
  #forgetPlaces({ changed }: Y.Transaction, structure: StructureChange): void {
    for (const type of changed.keys()) {
      if (!(type instanceof Y.XmlText)) continue
      this.#offsets.forget(type)
      this.#places.forgetIn(type)
    }
    if (structure === 'compartments') this.#places.forgetAll()
  }

  #census({ pieces }: RangeAnchor): Census {
    return censusOf(this.#doc, this.#layout, pieces)
  }

  // --- What is not a range -----------------------------------------------------------------------------------------

  #setOther(threadId: string, anchor: Exclude<Anchor, RangeAnchor>, given: string): void {
    const entry =
      anchor.kind === 'block' ? { threadId, anchor, given, element: undefined } : { threadId, anchor, given }
    this.#entries.set(threadId, entry)
    this.#others.add(entry)
    this.#lookAgain(entry)
  }

  /** Elements came, went or changed their ids. */
  #lookAgain(entry: OtherEntry): void {
    if (entry.anchor.kind === 'block') this.#lookForBlock(entry as BlockEntry)
    else if (entry.anchor.kind === 'section') {
      const lost = this.#layout.compartment(entry.anchor.sectionId) === undefined
      if (lost === entry.anchor.lost) return
      entry.anchor = { ...entry.anchor, lost }
      this.#note(entry)
    }
  }

  #lookForBlock(entry: BlockEntry): void {
    const { anchor } = entry
    const blockId = this.#idOfBlock(entry)
    const stand = this.#layout.block(blockId, entry.element)
    entry.element = stand?.element ?? entry.element
    const sectionId = stand?.sectionId ?? anchor.sectionId
    const lost = stand === undefined
    if (lost === anchor.lost && sectionId === anchor.sectionId && blockId === anchor.blockId) return
    entry.anchor = { ...anchor, blockId, sectionId, lost }
    this.#note(entry)
  }

  /** Its id, unless no element has that any more and the one that had it got another. */
  #idOfBlock({ anchor, element }: BlockEntry): string {
    if (this.#layout.block(anchor.blockId) || !element || holderOf(element)?.deleted) return anchor.blockId
    return idOf(element) ?? anchor.blockId
  }

  // --- Ranges ------------------------------------------------------------------------------------------------------

  #setRange(entry: RangeEntry): void {
    this.#entries.set(entry.threadId, entry)
    this.#index(entry)
    this.#settle(entry)
  }

  /** Whoever stored it, its words and their identities agree; and what is nobody's is so under a number of its own. */
  #sound(anchor: RangeAnchor): RangeAnchor {
    const pieces = anchor.pieces.map((piece) => {
      const { blockId, text, chars } = piece
      if (!isSound(piece)) return { blockId, ...this.#nobodys(text) }
      if (!chars.some(isAnonymous)) return piece
      return {
        blockId,
        text,
        chars: chars.flatMap((range) =>
          isAnonymous(range) ? this.#nobodys(''.padEnd(range[2])).chars : [range],
        ),
      }
    })
    return { ...anchor, pieces }
  }

  #nobody = 0
  #nobodys(text: string): Run {
    this.#nobody += text.length
    return anonymous(text, this.#nobody - text.length)
  }

  #index(entry: RangeEntry): void {
    for (const { chars } of entry.anchor.pieces) for (const range of chars) this.#holders.add(range, entry)
  }

  #unindex(entry: RangeEntry): void {
    for (const { chars } of entry.anchor.pieces) for (const range of chars) this.#holders.delete(range, entry)
  }

  /** Compares an anchor with the document; looks for what is not there, once all of it should have arrived. */
  #settle(entry: RangeEntry): void {
    this.#places.forget(entry)
    const census = this.#census(entry.anchor)
    if (census.unknown > 0) this.#awaitRest(entry)
    else if (census.gone > 0) this.#seek(entry)
    this.#refresh(entry)
  }

  #awaitRest(entry: RangeEntry): void {
    for (const { chars } of entry.anchor.pieces) {
      for (const [client, clock, length] of chars) {
        if (clock + length <= Y.getState(this.#doc.store, client)) continue
        const waiting = this.#waiting.get(client)
        if (waiting) waiting.add(entry)
        else this.#waiting.set(client, new Set([entry]))
      }
    }
  }

  #settleWaiting({ beforeState, afterState }: Y.Transaction): void {
    // A copy: who goes on waiting for the same client is entered again, and the loop would meet them for ever.
    for (const [client, entries] of Array.from(this.#waiting)) {
      if (afterState.get(client) === beforeState.get(client)) continue
      this.#waiting.delete(client)
      for (const entry of entries) this.#settle(entry)
    }
  }

  /** Brings `lost` and the section up to date. */
  #refresh(entry: RangeEntry): void {
    const { anchor } = entry
    const place = this.#rangeOf(entry)
    const sectionId = place.type === 'range' ? place.sectionId : anchor.sectionId
    const lost = place.type === 'lost'
    if (lost === anchor.lost && sectionId === anchor.sectionId) return
    entry.anchor = { ...anchor, sectionId, lost }
    this.#note(entry)
  }

  /** Looks in the whole report for words that are gone; buries what it does not find. */
  #seek(entry: RangeEntry): void {
    if (this.#census(entry.anchor).standing.length === 0 && this.#seekWhole(entry)) return
    const { pieces, prefix, suffix } = entry.anchor
    const map = new CharMap()
    const held = new RangeIndex<CharRange>()
    for (const { chars } of pieces) for (const range of chars) held.add(range, range)
    const dead: Stretch[] = []
    let left = prefix
    for (const [index, piece] of pieces.entries()) {
      const right = pieces[index + 1]?.text ?? suffix
      for (const stretch of this.#deadIn(piece, left, right)) dead.push(stretch)
      left = piece.text.slice(-CONTEXT)
    }
    const sought = worthSeeking(dead)
    for (const stretch of dead) {
      const found =
        sought.has(stretch) &&
        findWords(
          this.#words,
          { ...stretch, text: stretch.run.text },
          (place) => !this.#isHeld(place, held, map),
        )
      if (found) this.#take(stretch.run, found, map)
      else this.#graveyard.bury(stretch)
    }
    if (!map.isEmpty) this.#change(entry, this.#moved(entry.anchor, map))
  }

  #seekWhole(entry: RangeEntry): boolean {
    const { pieces, prefix, suffix } = entry.anchor
    const found = findWords(this.#words, {
      text: quoteOf(pieces),
      left: prefix,
      right: suffix,
      blockId: pieces[0]?.blockId ?? null,
    })
    if (!found) return false
    this.#change(entry, { ...entry.anchor, pieces: piecesAt(this.#words, found) })
    return true
  }

  #take(from: Run, { from: start, to }: Found, map: CharMap): void {
    const run = new RunWriter()
    for (const part of this.#words.between(start, to)) run.addRun(part.run)
    if (run.length === from.text.length) map.add(from, run.run())
  }

  #isHeld({ from, to }: Found, held: RangeIndex<CharRange>, taken: CharMap): boolean {
    const near = new Set<CharRange>()
    for (const { run } of this.#words.between(from, to)) {
      for (const range of run.chars) {
        if (taken.reaches(range)) return true
        near.clear()
        held.collect(range, near)
        for (const one of near) if (overlap(one, range)) return true
      }
    }
    return false
  }

  *#deadIn(piece: AnchorPiece, left: string, right: string): Generator<Stretch> {
    let at = 0
    let from: number | undefined
    const stretch = (start: number, end: number): Stretch => ({
      run: sliceRun(piece, start, end),
      blockId: piece.blockId,
      left: (left + piece.text.slice(Math.max(0, start - CONTEXT), start)).slice(-CONTEXT),
      right: (piece.text.slice(end, end + CONTEXT) + right).slice(0, CONTEXT),
    })
    for (const range of piece.chars) {
      for (const part of fatesOf(this.#doc, range)) {
        if (part.fate !== 'visible') from ??= at
        else if (from !== undefined) {
          yield stretch(from, at)
          from = undefined
        }
        at += part.length
      }
    }
    if (from !== undefined) yield stretch(from, at)
  }

  #change(entry: RangeEntry, anchor: RangeAnchor): void {
    this.#unindex(entry)
    this.#places.forget(entry)
    entry.anchor = anchor
    this.#index(entry)
    this.#note(entry)
  }

  // --- Following edits ---------------------------------------------------------------------------------------------

  #follow(transaction: Y.Transaction): void {
    this.#read = undefined
    const structure = structureChangedBy(transaction)
    if (structure !== 'none') this.#known = undefined
    this.#forgetPlaces(transaction, structure)
    if (this.#entries.size === 0) return
    const change = new TextChange(transaction)
    this.#followText(transaction, change)
    this.#settleWaiting(transaction)
    if (structure !== 'none') for (const entry of this.#others) this.#lookAgain(entry)
    if (structure === 'compartments')
      for (const entry of this.#entries.values()) if (isRange(entry)) this.#refresh(entry)
    this.#tell()
  }

  #followText(transaction: Y.Transaction, change: TextChange): void {
    const suspect = new CharMap()
    const touched = this.#touchedBy(transaction)
    for (const range of change.rewrittenChars()) {
      suspect.add({ text: '', chars: [range] }, this.#nobodys(''.padEnd(range[2])))
      this.#holders.collect(range, touched)
    }
    const revives = !this.#graveyard.isEmpty && this.#mayRevive(change)
    for (const entry of touched) this.#places.forget(entry)
    if (touched.size === 0 && !revives) return
    const come = change.come()
    const map = new CharMap()
    const rest: Both = touched.size > 0 ? movesOf(change.gone(), come, map) : { gone: [], come }
    if (revives) this.#revive(rest.come, map)
    for (const range of map.sources()) this.#holders.collect(range, touched)
    const died: RangeEntry[] = []
    for (const entry of touched) if (this.#followOne(entry, map, suspect, change)) died.push(entry)
    for (const stretch of rest.gone) this.#bury({ ...stretch, run: renamed(stretch.run, suspect) })
    for (const entry of died) if (this.#seekWhole(entry)) this.#refresh(entry)
  }

  #touchedBy({ deleteSet }: Y.Transaction): Set<RangeEntry> {
    const touched = new Set<RangeEntry>()
    for (const [client, ranges] of deleteSet.clients) {
      if (!this.#holders.has(client)) continue
      for (const { clock, len } of ranges) this.#holders.collect([client, clock, len], touched)
    }
    return touched
  }

  #bury(stretch: Stretch): void {
    if (this.#isAnybodys(stretch)) this.#graveyard.bury(stretch)
  }

  #isAnybodys({ run }: Stretch): boolean {
    const holders = new Set<RangeEntry>()
    for (const range of run.chars) this.#holders.collect(range, holders)
    for (const { anchor } of holders) {
      for (const { chars } of anchor.pieces) {
        if (chars.some((held) => run.chars.some((range) => overlap(held, range)))) return true
      }
    }
    return false
  }

  #mayRevive(change: TextChange): boolean {
    let said = 0
    for (const { words, before } of change.brought()) {
      said += saying(words)
      if (said >= SAYS_SOMETHING || (before && this.#graveyard.holds(before))) return true
    }
    return false
  }

  #revive(come: readonly Stretch[], map: CharMap): void {
    const graves = this.#graveyard.all()
    const { gone } = revivalsOf({ gone: graves, come }, map)
    const left = new Set(gone)
    for (const grave of graves) if (!left.has(grave)) this.#graveyard.forget(grave)
    for (const part of gone.toReversed()) this.#graveyard.bury(part)
  }

  /** Answers whether this was the end of it. */
  #followOne(entry: RangeEntry, map: CharMap, suspect: CharMap, change: TextChange): boolean {
    const { anchor } = entry
    const moved = this.#moved(anchor, map, suspect)
    const wasLost = anchor.lost
    if (JSON.stringify(moved.pieces) !== JSON.stringify(anchor.pieces)) this.#change(entry, moved)
    const census = this.#census(entry.anchor)
    if (census.gone > 0) this.#rememberContext(entry, anchor, change)
    this.#refresh(entry)
    return entry.anchor.lost && !wasLost && census.unknown === 0
  }

  /** What stood around the words before this edit, if they stood there then. */
  #rememberContext(entry: RangeEntry, before: RangeAnchor, change: TextChange): void {
    const around = change.around(before.pieces)
    if (!around) return
    const prefix = around.left === '' ? before.prefix : around.left
    const suffix = around.right === '' ? before.suffix : around.right
    if (prefix === entry.anchor.prefix && suffix === entry.anchor.suffix) return
    entry.anchor = { ...entry.anchor, prefix, suffix }
    this.#note(entry)
  }

  /** The anchor with its characters as what they became, parted by where they stand now. */
  #moved(anchor: RangeAnchor, map: CharMap, suspect = new CharMap()): RangeAnchor {
    const pieces = new PieceWriter(this.#doc, this.#layout)
    for (const piece of anchor.pieces) {
      pieces.begin(piece)
      let at = 0
      for (const range of piece.chars) {
        for (const { range: now, moved } of map.map(range)) {
          const parts = moved ? [{ range: now }] : suspect.map(now)
          for (const { range: part } of parts) {
            pieces.add(piece.text.slice(at, at + part[2]), part)
            at += part[2]
          }
        }
      }
    }
    return { ...anchor, pieces: pieces.pieces() }
  }
}

/** Writes the pieces of an anchor, one for each text that it stands in. */
class PieceWriter {
  readonly #doc: Y.Doc
  readonly #layout: Layout
  readonly #pieces: { blockId: string | null; text: unknown; readonly run: RunWriter }[] = []
  #from: AnchorPiece | undefined
  #begun = true

  constructor(doc: Y.Doc, layout: Layout) {
    this.#doc = doc
    this.#layout = layout
  }

  /** What follows was in this piece. */
  begin(piece: AnchorPiece): void {
    this.#from = piece
    this.#begun = true
  }

  add(words: string, range: CharRange): void {
    let at = 0
    for (const part of fatesOf(this.#doc, range)) {
      const stand = part.fate === 'visible' ? this.#layout.of(part.item.parent) : undefined
      const piece = this.#pieceFor(stand?.text, stand ? stand.blockId : (this.#from?.blockId ?? null))
      piece.run.add(words.slice(at, at + part.length), part.client, part.clock)
      at += part.length
    }
  }

  pieces(): AnchorPiece[] {
    return this.#pieces.map(({ blockId, run }) => ({ blockId, ...run.run() }))
  }

  #pieceFor(text: unknown, blockId: string | null) {
    const last = this.#pieces.at(-1)
    const begun = this.#begun
    this.#begun = false
    if (last && this.#continues(last, text, blockId, begun)) {
      last.text ??= text
      return last
    }
    const piece = { blockId, text, run: new RunWriter() }
    this.#pieces.push(piece)
    return piece
  }

  #continues(
    last: { readonly blockId: string | null; readonly text: unknown },
    text: unknown,
    blockId: string | null,
    begun: boolean,
  ): boolean {
    if (text !== undefined && last.text !== undefined) return text === last.text
    return !begun && (text === undefined || blockId === last.blockId)
  }
}

/** As many parts of one anchor are looked for. A page that opens waits for it. */
const MOST_SOUGHT = 64

/** All of few parts; of many, those that say something. */
function worthSeeking(dead: readonly Stretch[]): ReadonlySet<Stretch> {
  if (dead.length <= MOST_SOUGHT) return new Set(dead)
  const telling = dead.filter(({ run }) => saying(run.text) >= SAYS_SOMETHING)
  telling.sort((a, b) => b.run.text.length - a.run.text.length)
  return new Set(telling.slice(0, MOST_SOUGHT))
}

function renamed({ text, chars }: Run, names: CharMap): Run {
  return { text, chars: chars.flatMap((range) => Array.from(names.map(range), ({ range: named }) => named)) }
}

function overlap(a: CharRange, b: CharRange): boolean {
  return a[0] === b[0] && a[1] < b[1] + b[2] && b[1] < a[1] + a[2]
}

type StructureChange = 'none' | 'blocks' | 'compartments'

/** Which of what a layout knows an edit has changed. */
function structureChangedBy({ changed }: Y.Transaction): StructureChange {
  let found: 'none' | 'blocks' = 'none'
  for (const [type, keys] of changed) {
    if (type instanceof Y.XmlText) continue
    const { parent } = type
    if (!parent || (!holderOf(parent) && keys.has('id'))) return 'compartments'
    found = 'blocks'
  }
  return found
}
