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
  for (let at = words.all.indexOf(text); at >= 0; at = words.all.indexOf(text, at + 1)) {
    const found = { from: at, to: at + text.length }
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
