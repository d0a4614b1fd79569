import type * as Y from 'yjs'
import type { AnchorPiece, CharRange } from '../../wire/review.ts'
import type { RangeAnchor } from './anchor-entry.ts'
import { fatesOf, overlap, type Run, RunWriter, sliceRun } from './char-runs.ts'
import { type Found, findWords } from './find.ts'
import { CharMap, saying, SAYS_SOMETHING } from './moves.ts'
import { RangeIndex } from './range-index.ts'
import { piecesAt, quoteOf, type ReportWords } from './report-words.ts'
import { CONTEXT, type Stretch } from './text-change.ts'

/** The words of an anchor that are not in the document, with what stood around them. */
export function deadOf(doc: Y.Doc, { pieces, prefix, suffix }: RangeAnchor): Stretch[] {
  const dead: Stretch[] = []
  let left = prefix
  for (const [index, piece] of pieces.entries()) {
    for (const stretch of deadIn(doc, piece, left, pieces[index + 1]?.text ?? suffix)) dead.push(stretch)
    left = piece.text.slice(-CONTEXT)
  }
  return dead
}

function* deadIn(doc: Y.Doc, piece: AnchorPiece, left: string, right: string): Generator<Stretch> {
  let at = 0
  let from: number | undefined
  const stretch = (start: number, end: number): Stretch => ({
    run: sliceRun(piece, start, end),
    blockId: piece.blockId,
    left: (left + piece.text.slice(Math.max(0, start - CONTEXT), start)).slice(-CONTEXT),
    right: (piece.text.slice(end, end + CONTEXT) + right).slice(0, CONTEXT),
  })
  for (const range of piece.chars) {
    for (const part of fatesOf(doc, range)) {
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

/** Where all the words of an anchor stand now, when none is where it was. */
export function seekWhole(
  words: ReportWords,
  { pieces, prefix, suffix }: RangeAnchor,
): AnchorPiece[] | undefined {
  const found = findWords(words, {
    text: quoteOf(pieces),
    left: prefix,
    right: suffix,
    blockId: pieces[0]?.blockId ?? null,
  })
  return found && piecesAt(words, found)
}

/** What became of the dead parts of an anchor, as far as they are found. */
export function seekParts(words: ReportWords, { pieces }: RangeAnchor, dead: readonly Stretch[]): CharMap {
  const map = new CharMap()
  const held = new RangeIndex<CharRange>()
  for (const { chars } of pieces) for (const range of chars) held.add(range, range)
  const isFree = (found: Found) => !isHeld(words, found, held, map)
  for (const stretch of worthSeeking(dead)) {
    const found = findWords(words, { ...stretch, text: stretch.run.text }, isFree)
    const run = found && runAt(words, found)
    if (run?.text.length === stretch.run.text.length) map.add(stretch.run, run)
  }
  return map
}

/** As many parts of one anchor are looked for. A page that opens waits for it. */
const MOST_SOUGHT = 64

/** All of few parts; of many, those that say something. */
function worthSeeking(dead: readonly Stretch[]): readonly Stretch[] {
  if (dead.length <= MOST_SOUGHT) return dead
  return dead
    .filter(({ run }) => saying(run.text) >= SAYS_SOMETHING)
    .toSorted((a, b) => b.run.text.length - a.run.text.length)
    .slice(0, MOST_SOUGHT)
}

function runAt(words: ReportWords, { from, to }: Found): Run {
  const run = new RunWriter()
  for (const part of words.between(from, to)) run.addRun(part.run)
  return run.run()
}

function isHeld(
  words: ReportWords,
  { from, to }: Found,
  held: RangeIndex<CharRange>,
  taken: CharMap,
): boolean {
  const near = new Set<CharRange>()
  for (const { run } of words.between(from, to)) {
    for (const range of run.chars) {
      if (taken.reaches(range)) return true
      near.clear()
      held.collect(range, near)
      for (const one of near) if (overlap(one, range)) return true
    }
  }
  return false
}
