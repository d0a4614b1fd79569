import { must } from '../../must.ts'
import type { CharRange } from '../../wire/review.ts'
import { indexOfChar, type Run, sliceRun } from './char-runs.ts'
import { RangeIndex } from './range-index.ts'
import { CONTEXT, type Stretch } from './text-change.ts'

type Move = { readonly clock: number; readonly length: number; readonly client: number; readonly to: number }

/** Which character became which. */
export class CharMap {
  readonly #moves = new Map<number, Move[]>()
  #sorted = true

  get isEmpty(): boolean {
    return this.#moves.size === 0
  }

  /** Every stretch that became another one. */
  *sources(): Generator<CharRange> {
    for (const [client, moves] of this.#moves)
      for (const { clock, length } of moves) yield [client, clock, length]
  }

  /** Whether one of these characters is what another one became. */
  reaches([client, clock, length]: CharRange): boolean {
    for (const moves of this.#moves.values()) {
      for (const move of moves) {
        if (move.client === client && move.to < clock + length && clock < move.to + move.length) return true
      }
    }
    return false
  }

  /** Two runs of one length. */
  add(from: Run, to: Run): void {
    let at = 0
    for (const [client, clock, length] of from.chars) {
      let done = 0
      for (const [toClient, toClock, toLength] of sliceRun(to, at, at + length).chars) {
        this.#note(client, { clock: clock + done, length: toLength, client: toClient, to: toClock })
        done += toLength
      }
      at += length
    }
  }

  #note(client: number, move: Move): void {
    this.#sorted = false
    const moves = this.#moves.get(client)
    if (moves) moves.push(move)
    else this.#moves.set(client, [move])
  }

  /** A stretch of characters as what it became: a part that went nowhere stays what it is. */
  *map([client, clock, length]: CharRange): Generator<{
    readonly range: CharRange
    readonly moved: boolean
  }> {
    if (!this.#sorted) for (const moves of this.#moves.values()) moves.sort((a, b) => a.clock - b.clock)
    this.#sorted = true
    const moves = this.#moves.get(client) ?? []
    let at = clock
    const end = clock + length
    for (let index = firstReaching(moves, clock); at < end; index++) {
      const move = moves[index]
      const start = Math.min(move?.clock ?? end, end)
      if (start > at) yield { range: [client, at, start - at], moved: false }
      at = Math.max(at, start)
      if (!move || at >= end) return
      const upTo = Math.min(end, move.clock + move.length)
      if (upTo > at) yield { range: [move.client, move.to + at - move.clock, upTo - at], moved: true }
      at = Math.max(at, upTo)
    }
  }
}

function firstReaching(moves: readonly Move[], clock: number): number {
  let low = 0
  let high = moves.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const move = must(moves[middle], 'an index inside the list')
    if (move.clock + move.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}

/** From here on a sign is a word, or a syllable at least: CJK, Hangul. */
const FIRST_IDEOGRAPH = 0x2e80
const IDEOGRAPH_SAYS = 64

/** How much it says that two places have this text: letters of an alphabet count one, and blanks and marks nothing. */
export function saying(text: string): number {
  let said = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit >= FIRST_IDEOGRAPH) said += IDEOGRAPH_SAYS
    else if (unit > 0x7f || isLetterOrDigit(unit)) said += 1
  }
  return said
}

function isLetterOrDigit(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)
}

/** How far two texts agree from their ends on backwards. */
export function commonEnd(a: string, b: string): number {
  let length = 0
  while (
    length < a.length &&
    length < b.length &&
    a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)
  )
    length++
  return length
}

/** How far two texts agree from their beginnings on. */
export function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && length < b.length && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}

type Tile = { readonly from: number; readonly length: number; readonly to: number }

/** As many places of the same few letters are looked at. More make an edit of a report of one phrase slow. */
const MOST_PLACES = 48

/** What came, prepared to be searched: each character can be taken once. */
class Search {
  readonly #stretches: readonly Stretch[]
  readonly #starts: number[] = []
  readonly #all: string
  readonly #taken: Uint8Array
  readonly #seeds = new Map<string, number[]>()
  readonly #seedLength: number

  constructor(stretches: readonly Stretch[], seedLength: number) {
    this.#stretches = stretches
    this.#seedLength = seedLength
    let all = ''
    for (const { run } of stretches) {
      this.#starts.push(all.length)
      all += `${run.text}\u0000`
    }
    this.#all = all
    this.#taken = new Uint8Array(all.length)
    for (const [index, { run }] of stretches.entries()) {
      const start = must(this.#starts[index], 'a start')
      this.#taken[start + run.text.length] = 1
      for (let at = 0; at < run.text.length; at++) {
        const seed = this.#seedAt(run.text, at)
        if (seed === undefined) continue
        const places = this.#seeds.get(seed)
        if (!places) this.#seeds.set(seed, [start + at])
        else if (places.length < MOST_PLACES * 8) places.push(start + at)
      }
    }
  }

  /** Finds stretches of the text from its beginning to its end, longest first where there is a choice, and takes them. */
  tiles(gone: Stretch): Tile[] {
    const { text } = gone.run
    const tiles: Tile[] = []
    let at = 0
    let free = 0
    while (at < text.length) {
      const tile = this.#longestAt(gone, at, free, tiles.at(-1))
      if (tile) {
        tiles.push(tile)
        this.#taken.fill(1, tile.to, tile.to + tile.length)
        at = free = tile.from + tile.length
      } else at += 1
    }
    return tiles
  }

  giveBack(tiles: readonly Tile[]): void {
    for (const { to, length } of tiles) this.#taken.fill(0, to, to + length)
  }

  /** What nobody took. */
  left(): Stretch[] {
    return this.#stretches.flatMap((stretch, index) => {
      const start = must(this.#starts[index], 'a start')
      const tiles: Tile[] = []
      for (let at = 0; at < stretch.run.text.length; at++) {
        if (this.#taken[start + at]) tiles.push({ from: at, length: 1, to: 0 })
      }
      return tiles.length === 0 ? [stretch] : without(stretch, tiles)
    })
  }

  stretchAt(place: number): { readonly stretch: Stretch; readonly at: number } {
    let low = 0
    let high = this.#starts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (must(this.#starts[middle], 'a start') <= place) low = middle
      else high = middle
    }
    return {
      stretch: must(this.#stretches[low], 'a stretch'),
      at: place - must(this.#starts[low], 'a start'),
    }
  }

  runAt({ to, length }: Tile): Run {
    const { stretch, at } = this.stretchAt(to)
    return sliceRun(stretch.run, at, at + length)
  }

  #seedAt(text: string, at: number): string | undefined {
    if (text.charCodeAt(at) >= FIRST_IDEOGRAPH) return text.charAt(at)
    return at + this.#seedLength <= text.length ? text.slice(at, at + this.#seedLength) : undefined
  }

  #longestAt(gone: Stretch, at: number, free: number, before: Tile | undefined): Tile | undefined {
    const { text } = gone.run
    const seed = this.#seedAt(text, at)
    const places = seed === undefined ? undefined : this.#seeds.get(seed)
    if (!places) return undefined
    let best: Tile | undefined
    let bestScore = 0
    let looked = 0
    for (const place of places) {
      if (this.#taken[place]) continue
      if (++looked > MOST_PLACES) break
      const tile = this.#grow(text, at, place, free)
      const score = this.#score(gone, tile, before)
      if (score > bestScore) {
        best = tile
        bestScore = score
      }
    }
    return best
  }

  #grow(text: string, at: number, place: number, free: number): Tile {
    let back = 0
    while (at - back > free && place - back > 0 && this.#same(text, at - back - 1, place - back - 1)) back++
    let length = 0
    while (at + length < text.length && this.#same(text, at + length, place + length)) length++
    return { from: at - back, length: back + length, to: place - back }
  }

  #same(text: string, at: number, place: number): boolean {
    return this.#taken[place] === 0 && text.charCodeAt(at) === this.#all.charCodeAt(place)
  }

  /** Length first; of equals what stands in the same block, goes on where the last one ended, or has the same around it. */
  #score(gone: Stretch, { from, length, to }: Tile, before: Tile | undefined): number {
    const { stretch, at } = this.stretchAt(to)
    const { run } = gone
    let score = length * 256
    if (gone.blockId !== null && stretch.blockId === gone.blockId) score += 128
    if (before && to >= before.to && to - before.to < 2 * (from - before.from) + 64) score += 64
    const left = commonEnd(aheadOf(gone.left, run, from), aheadOf(stretch.left, stretch.run, at))
    const right = commonStart(
      behind(run, from + length, gone.right),
      behind(stretch.run, at + length, stretch.right),
    )
    return score + Math.min(left + right, 63)
  }
}

// No more than counts: putting long texts together for each place takes longer than looking at them.
const aheadOf = (left: string, { text }: Run, at: number): string =>
  at >= CONTEXT ? text.slice(at - CONTEXT, at) : left + text.slice(0, at)
const behind = ({ text }: Run, at: number, right: string): string =>
  text.length - at >= CONTEXT ? text.slice(at, at + CONTEXT) : text.slice(at) + right

/** The least that a stretch says to be looked for elsewhere in the same edit. */
export const SAYS_SOMETHING = 8

/** What went and what came, each still without a partner. */
export type Both = { readonly gone: readonly Stretch[]; readonly come: readonly Stretch[] }

/**
 * Which of the characters that one edit took away it brought back elsewhere. Splitting and joining paragraphs, making
 * lists, moving, replacing everything: in Yjs all of them are deleting and inserting the same words.
 */
export function movesOf(gone: readonly Stretch[], come: readonly Stretch[], map: CharMap): Both {
  let rest = pairEqual({ gone, come }, map)
  rest = pairWithin(rest, ({ blockId }) => blockId, map)
  rest = pairWithin(rest, ({ text }) => text, map)
  return tileAll(rest, SAYS_SOMETHING, map, enoughTogether)
}

/** Some tile says something; then small ones beside it are believed too. */
function enoughTogether(stretch: Stretch, tiles: readonly Tile[]): boolean {
  return tiles.some((tile) => saying(textOf(stretch, tile)) >= SAYS_SOMETHING)
}

const textOf = ({ run }: Stretch, { from, length }: Tile): string => run.text.slice(from, from + length)

/** Pairs what is the same from end to end; answers the others. */
function pairEqual({ gone, come }: Both, map: CharMap): Both {
  const byText = groupBy(come, ({ run }) => run.text)
  const left: Stretch[] = []
  const taken = new Set<Stretch>()
  for (const stretch of gone) {
    const same = byText.get(stretch.run.text)
    const partner = same && mostAlike(stretch, same)
    if (partner) {
      map.add(stretch.run, partner.run)
      taken.add(partner)
      same.splice(same.indexOf(partner), 1)
    } else left.push(stretch)
  }
  return { gone: left, come: come.filter((stretch) => !taken.has(stretch)) }
}

export function mostAlike(gone: Stretch, candidates: readonly Stretch[]): Stretch | undefined {
  let best: Stretch | undefined
  let bestScore = -1
  for (const candidate of candidates.slice(0, MOST_PLACES)) {
    let score = Math.min(commonEnd(gone.left, candidate.left) + commonStart(gone.right, candidate.right), 127)
    if (gone.blockId !== null && gone.blockId === candidate.blockId) score += 256
    if (gone.text !== undefined && gone.text === candidate.text) score += 128
    if (score > bestScore) {
      best = candidate
      bestScore = score
    }
  }
  return best
}

/** In one block or one text a few letters suffice. */
const SAYS_A_BIT = 4

/** Finds, of what went out of one place, what came to the same one; answers what is left of both. */
function pairWithin({ gone, come }: Both, placeOf: (stretch: Stretch) => unknown, map: CharMap): Both {
  const comeBy = groupBy(come, placeOf)
  const left: { gone: Stretch[]; come: Stretch[] } = { gone: [], come: [] }
  for (const [place, goneHere] of groupBy(gone, placeOf)) {
    const comeHere = comeBy.get(place)
    if (place === null || place === undefined || !comeHere) pushAll(left.gone, goneHere)
    else {
      comeBy.delete(place)
      const rest = tileAll({ gone: goneHere, come: comeHere }, SAYS_A_BIT, map, () => true)
      pushAll(left.gone, rest.gone)
      pushAll(left.come, rest.come)
    }
  }
  for (const others of comeBy.values()) pushAll(left.come, others)
  return left
}

function tileAll(
  { gone, come }: Both,
  seedLength: number,
  map: CharMap,
  believes: (stretch: Stretch, tiles: readonly Tile[]) => boolean,
): Both {
  if (gone.length === 0 || come.length === 0) return { gone, come }
  const search = new Search(come, seedLength)
  const left: Stretch[] = []
  for (const stretch of gone.toSorted((a, b) => b.run.text.length - a.run.text.length)) {
    const tiles = search.tiles(stretch)
    if (!believes(stretch, tiles)) {
      search.giveBack(tiles)
      left.push(stretch)
      continue
    }
    for (const tile of tiles) map.add(runOf(stretch, tile), search.runAt(tile))
    pushAll(left, without(stretch, tiles))
  }
  return { gone: left, come: search.left() }
}

const runOf = ({ run }: Stretch, { from, length }: Tile): Run => sliceRun(run, from, from + length)

function without(stretch: Stretch, tiles: readonly Tile[]): Stretch[] {
  if (tiles.length === 0) return [stretch]
  const parts: Stretch[] = []
  let at = 0
  for (const { from, length } of [...tiles, { from: stretch.run.text.length, length: 0 }]) {
    if (from > at) parts.push(partOf(stretch, at, from))
    at = from + length
  }
  return parts
}

function partOf(stretch: Stretch, from: number, to: number): Stretch {
  const { run, left, right, text, blockId } = stretch
  return {
    run: sliceRun(run, from, to),
    ...(text ? { text } : {}),
    blockId,
    left: (left + run.text.slice(0, from)).slice(-CONTEXT),
    right: (run.text.slice(to) + right).slice(0, CONTEXT),
  }
}

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) push(groups, keyOf(one), one)
  return groups
}

/**
 * Words that came back after they had been gone for a while: what was undone, or cut and now pasted. Others write the same
 * words too, so more is asked than within one edit.
 */
export function revivalsOf({ gone, come }: Both, map: CharMap): Both {
  let rest = putBack({ gone, come }, map)
  rest = among(rest, SAYS_SOMETHING, (both) => pairEqual(both, map))
  return among(rest, MOST_SAYS, (both) => tileAll(both, SAYS_SOMETHING, map, isMostOf))
}

/** Pairs those that say so much, if what came does. The others stay: undo may still put them back. */
function among({ gone, come }: Both, least: number, pair: (both: Both) => Both): Both {
  let said = 0
  for (const { run } of come) said += saying(run.text)
  if (said < least) return { gone, come }
  const short: Stretch[] = []
  const long: Stretch[] = []
  for (const stretch of gone) (sayingOf(stretch) < least ? short : long).push(stretch)
  const rest = pair({ gone: long, come })
  return { gone: [...rest.gone, ...short], come: rest.come }
}

const said = new WeakMap<Stretch, number>()

/** As `saying`; graves are asked again and again. */
function sayingOf(stretch: Stretch): number {
  const known = said.get(stretch)
  if (known !== undefined) return known
  const says = saying(stretch.run.text)
  said.set(stretch, says)
  return says
}

/** The least of a long text that makes it the same text. */
const MOST_SAYS = 3 * SAYS_SOMETHING

function isMostOf(stretch: Stretch, tiles: readonly Tile[]): boolean {
  let says = 0
  for (const tile of tiles) says += saying(textOf(stretch, tile))
  return says >= MOST_SAYS && (says >= sayingOf(stretch) / 2 || says >= 8 * SAYS_SOMETHING)
}

/** Undo inserts what it brings back right before what had been deleted, and nothing else does. */
function putBack({ gone, come }: Both, map: CharMap): Both {
  const dead = new RangeIndex<Stretch>()
  for (const grave of asked(gone, come)) for (const range of grave.run.chars) dead.add(range, grave)
  const used = new Map<Stretch, Tile[]>()
  const taken = new Map<Stretch, Tile[]>()
  for (const stretch of come) {
    for (const { at, length, before } of stretch.puts ?? []) {
      const graves = new Set<Stretch>()
      dead.collect([before.client, before.clock, 1], graves)
      const words = stretch.run.text.slice(at, at + length)
      for (const grave of graves) {
        const from = indexOfChar(grave.run, before)
        if (from < 0 || !grave.run.text.startsWith(words, from)) continue
        const tile = { from, length, to: at }
        if (used.get(grave)?.some((other) => overlap(tile, other))) continue
        map.add(runOf(grave, tile), sliceRun(stretch.run, at, at + length))
        push(used, grave, tile)
        push(taken, stretch, { from: at, length, to: at })
        break
      }
    }
  }
  const rest = (stretch: Stretch, tiles: readonly Tile[] = []) => without(stretch, tiles.toSorted(byPlace))
  return {
    gone: gone.flatMap((grave) => rest(grave, used.get(grave))),
    come: come.flatMap((stretch) => rest(stretch, taken.get(stretch))),
  }
}

/** Those before which something may have been put. */
function asked(graves: readonly Stretch[], come: readonly Stretch[]): Stretch[] {
  const places = new RangeIndex<true>()
  for (const { puts = [] } of come)
    for (const { before } of puts) places.add([before.client, before.clock, 1], true)
  const found = new Set<true>()
  return graves.filter(({ run }) => {
    found.clear()
    for (const range of run.chars) if (places.has(range[0])) places.collect(range, found)
    return found.size > 0
  })
}

const overlap = (a: Tile, b: Tile): boolean => a.from < b.from + b.length && b.from < a.from + a.length

/** Spread into `push`, a hundred thousand are too many arguments. */
function pushAll<T>(list: T[], more: readonly T[]): void {
  for (const one of more) list.push(one)
}

function push<K, T>(lists: Map<K, T[]>, key: K, one: T): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

const byPlace = (a: Tile, b: Tile): number => a.from - b.from
