import * as Y from 'yjs'
import type { CharRange } from '../../wire/review.ts'
import type { Entry, RangeAnchor, RangeEntry, RangePlace } from './anchor-entry.ts'
import { anonymous, fatesOf, isAnonymous, isSound, overlap, type Run } from './char-runs.ts'
import { Graveyard } from './graveyard.ts'
import { type Census, censusOf, hullOf } from './hull.ts'
import { KnownPlaces } from './known-places.ts'
import { type Both, CharMap, movesOf, revivalsOf, saying, SAYS_SOMETHING } from './moves.ts'
import { PieceWriter } from './piece-writer.ts'
import { RangeIndex } from './range-index.ts'
import type { Reading, StructureChange } from './reading.ts'
import { deadOf, seekParts, seekWhole } from './seek-words.ts'
import { type Stretch, TextChange } from './text-change.ts'
import { type AnchorPart, straysOf } from './together.ts'

/** The anchors of words, kept with them. */
export class RangeAnchors {
  readonly #reading: Reading
  readonly #note: (entry: Entry) => void
  readonly #entries = new Set<RangeEntry>()
  /** Who holds which characters, whether they are there or not. */
  readonly #holders = new RangeIndex<RangeEntry>()
  readonly #graveyard = new Graveyard()
  /** Anchors with characters that have not arrived yet, by the client that writes them. */
  readonly #waiting = new Map<number, Set<RangeEntry>>()
  readonly #places = new KnownPlaces<RangeEntry, RangePlace>()
  #nobody = 0

  /** `note` is told of each anchor that changes. */
  constructor(reading: Reading, note: (entry: Entry) => void) {
    this.#reading = reading
    this.#note = note
  }

  add(threadId: string, anchor: RangeAnchor, given: string): RangeEntry {
    const entry = { threadId, anchor: this.#sound(anchor), given }
    this.#entries.add(entry)
    this.#index(entry)
    this.#settle(entry)
    return entry
  }

  remove(entry: RangeEntry): void {
    this.#entries.delete(entry)
    this.#unindex(entry)
    for (const entries of this.#waiting.values()) entries.delete(entry)
  }

  placeOf(entry: RangeEntry): RangePlace {
    const known = this.#places.get(entry)
    if (known) return known
    const census = this.#census(entry.anchor)
    const hull = saysNothing(census, entry.anchor) ? undefined : hullOf(census, this.#reading.offsets)
    const place: RangePlace = hull ? { type: 'range', ...hull } : { type: 'lost' }
    if (this.#reading.isSettled)
      this.#places.note(entry, place, new Set(census.standing.map(({ stand }) => stand.text)))
    return place
  }

  /** Goes with the words that an edit moved. To be called in `afterTransaction`. */
  follow(transaction: Y.Transaction, structure: StructureChange): void {
    for (const type of transaction.changed.keys()) if (type instanceof Y.XmlText) this.#places.forgetIn(type)
    if (structure === 'compartments') this.#places.forgetAll()
    this.#followText(transaction, new TextChange(transaction))
    this.#settleWaiting(transaction)
    if (structure === 'compartments') for (const entry of this.#entries) this.#refresh(entry)
  }

  #census({ pieces }: RangeAnchor): Census {
    return censusOf(this.#reading.doc, this.#reading.layout, pieces)
  }

  // --- Taking in ---------------------------------------------------------------------------------------------------

  /** Whoever stored it, its words and their identities agree; and what is nobody's is so under a number of its own. */
  #sound(anchor: RangeAnchor): RangeAnchor {
    const pieces = anchor.pieces.map((piece) => {
      const { blockId, text, chars } = piece
      if (!isSound(piece)) return { blockId, ...this.#nobodys(text) }
      if (!chars.some(isAnonymous)) return piece
      const own = (range: CharRange) => (isAnonymous(range) ? this.#nobodysChars(range[2]) : [range])
      return { blockId, text, chars: chars.flatMap(own) }
    })
    return { ...anchor, pieces }
  }

  #nobodys(text: string): Run {
    this.#nobody += text.length
    return anonymous(text, this.#nobody - text.length)
  }

  #nobodysChars(length: number): CharRange[] {
    return this.#nobodys(''.padEnd(length)).chars
  }

  #index(entry: RangeEntry): void {
    for (const { chars } of entry.anchor.pieces) for (const range of chars) this.#holders.add(range, entry)
  }

  #unindex(entry: RangeEntry): void {
    this.#places.forget(entry)
    for (const { chars } of entry.anchor.pieces) for (const range of chars) this.#holders.delete(range, entry)
  }

  /** Compares an anchor with the document; looks for what is not there, once all of it should have arrived. */
  #settle(entry: RangeEntry): void {
    this.#places.forget(entry)
    const census = this.#census(entry.anchor)
    if (census.unknown > 0) this.#awaitRest(entry)
    else if (census.gone > 0) this.#settleDead(entry, census)
    this.#refresh(entry)
  }

  #awaitRest(entry: RangeEntry): void {
    for (const { chars } of entry.anchor.pieces) {
      for (const [client, clock, length] of chars) {
        if (clock + length <= Y.getState(this.#reading.doc.store, client)) continue
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
    const place = this.placeOf(entry)
    const sectionId = place.type === 'range' ? place.sectionId : anchor.sectionId
    const lost = place.type === 'lost'
    if (lost === anchor.lost && sectionId === anchor.sectionId) return
    entry.anchor = { ...anchor, sectionId, lost }
    this.#note(entry)
  }

  #change(entry: RangeEntry, anchor: RangeAnchor): void {
    this.#unindex(entry)
    entry.anchor = anchor
    this.#index(entry)
    this.#note(entry)
  }

  // --- Words that are gone -----------------------------------------------------------------------------------------

  /**
   * Of an anchor that is known to be lost, the words that stand elsewhere are others, however alike: whoever followed the
   * edits saw its own go. Of one that nobody followed they may be its own.
   */
  #settleDead(entry: RangeEntry, { standing }: Census): void {
    const { doc } = this.#reading
    const { anchor } = entry
    const pieces = !anchor.lost && standing.length === 0 ? seekWhole(this.#reading.words, anchor) : undefined
    if (pieces) return this.#change(entry, { ...anchor, pieces })
    if (!anchor.lost) this.#move(entry, seekParts(this.#reading.words, anchor, deadOf(doc, anchor)))
    for (const stretch of deadOf(doc, entry.anchor)) this.#graveyard.bury(stretch)
  }

  // --- Following edits ---------------------------------------------------------------------------------------------

  #followText(transaction: Y.Transaction, change: TextChange): void {
    const suspect = new CharMap()
    const touched = this.#touchedBy(transaction)
    for (const range of change.rewrittenChars()) {
      suspect.add({ text: '', chars: [range] }, this.#nobodys(''.padEnd(range[2])))
      this.#holders.collect(range, touched)
    }
    const revives = !this.#graveyard.isEmpty && this.#mayRevive(change)
    if (touched.size === 0 && !revives) return
    const come = change.come()
    const map = new CharMap()
    // Also where no anchor is touched: what merely moved is nothing that comes back.
    const rest: Both = movesOf(change.gone(), come, map)
    if (revives) this.#revive(rest.come, map)
    for (const range of map.sources()) this.#holders.collect(range, touched)
    for (const entry of touched) this.#followOne(entry, map, suspect, change)
    for (const stretch of rest.gone) this.#bury({ ...stretch, run: renamed(stretch.run, suspect) })
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

  #followOne(entry: RangeEntry, map: CharMap, suspect: CharMap, change: TextChange): void {
    const { anchor } = entry
    this.#places.forget(entry)
    this.#move(entry, map, suspect, change)
    if (this.#census(entry.anchor).gone > 0) this.#rememberContext(entry, anchor, change)
    this.#refresh(entry)
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

  /** Makes the characters of an anchor what they became, parted by where they stand now. */
  #move(entry: RangeEntry, map: CharMap, suspect = new CharMap(), change?: TextChange): void {
    const { anchor } = entry
    const parts = [...this.#partsOf(anchor, map, suspect)]
    const strays = straysOf(parts, this.#reading, change)
    const writer = new PieceWriter(this.#reading)
    for (const part of parts) {
      writer.begin(part.piece)
      if (!strays.has(part)) writer.add(part.words, part.now)
      else for (const range of this.#strayed(part, suspect)) writer.add(part.words, range)
    }
    const pieces = writer.pieces()
    if (JSON.stringify(pieces) === JSON.stringify(anchor.pieces)) return
    this.#change(entry, { ...anchor, pieces })
    if (strays.size > 0)
      for (const stretch of deadOf(this.#reading.doc, entry.anchor)) this.#graveyard.bury(stretch)
  }

  /** What was found elsewhere is gone, as it was before; what is still there is no more the anchor's. */
  #strayed({ moved, was, words }: AnchorPart, suspect: CharMap): CharRange[] {
    if (moved) return Array.from(suspect.map(was), ({ range }) => range)
    return this.#nobodysChars(words.length)
  }

  *#partsOf({ pieces }: RangeAnchor, map: CharMap, suspect: CharMap): Generator<AnchorPart> {
    const { doc, layout } = this.#reading
    for (const piece of pieces) {
      let at = 0
      for (const whole of piece.chars) {
        const begin = at
        for (const { range, moved } of map.map(whole)) {
          for (const { range: named } of moved ? [{ range }] : suspect.map(range)) {
            for (const fate of fatesOf(doc, named)) {
              const { client, clock, length } = fate
              const stand = fate.fate === 'visible' ? layout.of(fate.item.parent) : undefined
              yield {
                piece,
                words: piece.text.slice(at, at + length),
                was: [whole[0], whole[1] + at - begin, length],
                now: [client, clock, length],
                moved,
                standing: fate.fate === 'visible' && stand ? { ...fate, stand } : undefined,
              }
              at += length
            }
          }
        }
      }
    }
  }
}

/** A comma that is left of a sentence is nothing to comment on. */
function saysNothing({ said }: Census, { quote }: RangeAnchor): boolean {
  return said === 0 && saying(quote) > 0
}

function renamed({ text, chars }: Run, names: CharMap): Run {
  return { text, chars: chars.flatMap((range) => Array.from(names.map(range), ({ range: named }) => named)) }
}
