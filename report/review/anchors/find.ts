import { commonEnd, commonStart, saying } from './moves.ts'
import type { ReportWords } from './report-words.ts'

/** Words that are looked for in a report, with what stood around them. */
export type Sought = {
  readonly text: string
  readonly left: string
  readonly right: string
  readonly blockId: string | null
  /** Somebody sees them there just now: then the only place is the place, however little they say. */
  readonly seen?: boolean
}

export type Found = { readonly from: number; readonly to: number }

/** A phrase of officialese may stand in a report a thousand times; then it is lost anyway. */
const MOST_PLACES = 400
/** Places that may not be taken cost time, too. */
const MOST_LOOKED_AT = 4_000
/** Words that say so much are the same words, if they stand in one place only, whatever is around them. */
const SAYS_ENOUGH = 32
/** What must agree around words that say less, or stand in several places. */
const AGREES = 6

/**
 * Where the words stand now: the only place, or one that agrees clearly best with what stood around them. Undefined rather
 * than a place that may be another's. `isFree` tells what may not be taken.
 */
export function findWords(
  words: ReportWords,
  sought: Sought,
  isFree: (found: Found) => boolean = () => true,
): Found | undefined {
  const { text } = sought
  if (saying(text) === 0) return undefined
  let best: { found: Found; score: number } | undefined
  let second = 0
  let places = 0
  let looked = 0
  for (const at of placesOf(text, words.all)) {
    const found = { from: at, to: at + text.length }
    if (++looked > MOST_LOOKED_AT) return undefined
    if (!isFree(found)) continue
    if (++places > MOST_PLACES) return undefined
    const score = agreement(words, sought, found)
    if (!best || score > best.score) {
      second = best?.score ?? 0
      best = { found, score }
    } else second = Math.max(second, score)
  }
  if (!best) return undefined
  if (places === 1 && (sought.seen === true || saying(text) + best.score >= SAYS_ENOUGH)) return best.found
  return best.score >= AGREES && best.score >= 2 * second ? best.found : undefined
}

function agreement(words: ReportWords, { left, right, blockId }: Sought, { from, to }: Found): number {
  const score = commonEnd(left, words.before(from)) + commonStart(right, words.after(to))
  return blockId !== null && words.standAt(from)?.blockId === blockId ? score + AGREES : score
}

/** As many letters are found fast enough, whatever they are. */
const HEAD = 64
/** Where the words begin and then go on otherwise, so often is chance. */
const MOST_FALSE = 64

/**
 * Where a text stands, in order. The engine's own search takes seconds for twenty thousand letters that are nearly there
 * in many places, and anybody may send them; then it is done in time in proportion to both lengths.
 */
function* placesOf(text: string, all: string): Generator<number> {
  const head = text.slice(0, HEAD)
  let failed = 0
  for (let at = all.indexOf(head); at >= 0; at = all.indexOf(head, at + 1)) {
    if (all.startsWith(text, at)) yield at
    else if (++failed > MOST_FALSE) {
      yield* placesAfter(text, all, at)
      return
    }
  }
}

function* placesAfter(text: string, all: string, begin: number): Generator<number> {
  const borders = bordersOf(text)
  let matched = 0
  for (let at = begin + 1; at < all.length; at++) {
    const unit = all.charCodeAt(at)
    while (matched > 0 && (matched === text.length || text.charCodeAt(matched) !== unit))
      matched = borders[matched - 1] ?? 0
    if (text.charCodeAt(matched) === unit) matched += 1
    if (matched === text.length) yield at + 1 - matched
  }
}

/** For each beginning of a text: how much of its end is a shorter beginning (Knuth, Morris and Pratt). */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length)
  let matched = 0
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    while (matched > 0 && text.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0
    if (text.charCodeAt(matched) === unit) matched += 1
    borders[at] = matched
  }
  return borders
}
