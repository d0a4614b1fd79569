import * as Y from 'yjs'
import type { TextInline, TextMarks } from '../content/content.ts'
import { MARK } from '../schema/names.ts'
import { commonRuns, type Effort } from './common-runs.ts'
import { attributesOf } from './make-element.ts'

/** Words, and everything else sign by sign. */
const TOKEN = /[\p{L}\p{M}\p{N}]+|[^]/gu

type Delta = { readonly insert: unknown; readonly attributes?: Readonly<Record<string, unknown>> }
type Hunk = {
  readonly from: number
  readonly to: number
  readonly wantedFrom: number
  readonly wantedTo: number
}

/**
 * Edits texts that stand beside each other so that together they say `runs`: letters that stay are not touched. With
 * `look: false` marks are left as they are.
 */
export function restoreText(
  texts: readonly Y.XmlText[],
  runs: readonly TextInline[],
  { effort, look = true }: { readonly effort: Effort; readonly look?: boolean },
): void {
  const before = texts.map(plainOf).join('')
  const after = runs.map(({ text }) => text).join('')
  const pieces = piecesOf(runs)
  for (const hunk of hunksOf(before, after, effort).toReversed()) {
    remove(texts, hunk)
    let [at, from] = [hunk.from, 0]
    for (const piece of pieces) {
      const words = piece.text.slice(Math.max(0, hunk.wantedFrom - from), Math.max(0, hunk.wantedTo - from))
      from += piece.text.length
      if (words === '') continue
      insert(texts, at, words, look ? attributesOf(piece.marks) : {})
      at += words.length
    }
  }
  if (look) restoreMarks(texts, runs)
}

/** What of a text is no letter counts as one that nobody wants. */
function plainOf(text: Y.XmlText): string {
  return (text.toDelta() as Delta[])
    .map(({ insert }) => (typeof insert === 'string' ? insert : '\uFFFC'))
    .join('')
}

function piecesOf(runs: readonly TextInline[]): readonly TextInline[] {
  return runs.filter(({ text }) => text !== '')
}

function hunksOf(before: string, after: string, effort: Effort): Hunk[] {
  if (before === after) return []
  const symbols = new Map<string, number>()
  const [a, b] = [tokensOf(before, symbols), tokensOf(after, symbols)]
  const hunks: Hunk[] = []
  let [endA, endB] = [0, 0]
  const gap = (toA: number, toB: number) => {
    const [from, to] = [a.starts[endA] ?? before.length, a.starts[toA] ?? before.length]
    const [wantedFrom, wantedTo] = [b.starts[endB] ?? after.length, b.starts[toB] ?? after.length]
    if (to > from || wantedTo > wantedFrom)
      hunks.push(trimmed({ from, to, wantedFrom, wantedTo }, before, after))
  }
  for (const run of commonRuns(a.symbols, b.symbols, effort)) {
    gap(run.a, run.b)
    endA = run.a + run.length
    endB = run.b + run.length
  }
  gap(a.symbols.length, b.symbols.length)
  return hunks
}

function tokensOf(text: string, symbols: Map<string, number>) {
  const starts: number[] = []
  const found: number[] = []
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const symbol = symbols.get(token) ?? symbols.size
    symbols.set(token, symbol)
    starts.push(index)
    found.push(symbol)
  }
  return { starts, symbols: Int32Array.from(found) }
}

/** Without the letters that both begin and end with: of a word that got another tone, the others stay. */
function trimmed(hunk: Hunk, before: string, after: string): Hunk {
  let { from, to, wantedFrom, wantedTo } = hunk
  while (from < to && wantedFrom < wantedTo && before[from] === after[wantedFrom]) {
    from += 1
    wantedFrom += 1
  }
  // Half of a character beyond the sixteen bits is none.
  if (isHigh(before, from - 1) && from > hunk.from) {
    from -= 1
    wantedFrom -= 1
  }
  while (from < to && wantedFrom < wantedTo && before[to - 1] === after[wantedTo - 1]) {
    to -= 1
    wantedTo -= 1
  }
  if (isHigh(before, to - 1) && to < hunk.to) {
    to += 1
    wantedTo += 1
  }
  return { from, to, wantedFrom, wantedTo }
}

function isHigh(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xd800 && code <= 0xdbff
}

function remove(texts: readonly Y.XmlText[], { from, to }: Hunk): void {
  let begin = 0
  for (const text of texts) {
    const { length } = text
    const [first, last] = [Math.max(from, begin) - begin, Math.min(to, begin + length) - begin]
    if (last > first) text.delete(first, last - first)
    begin += length
  }
}

function insert(
  texts: readonly Y.XmlText[],
  at: number,
  words: string,
  attributes: Readonly<Record<string, object>>,
): void {
  let begin = 0
  for (const text of texts) {
    if (at <= begin + text.length) return text.insert(at - begin, words, attributes)
    begin += text.length
  }
}

/** The same letters: what looks otherwise is marked anew. */
function restoreMarks(texts: readonly Y.XmlText[], runs: readonly TextInline[]): void {
  const wanted = piecesOf(runs)
  let [piece, left] = [0, wanted[0]?.text.length ?? 0]
  for (const text of texts) {
    const changes: { at: number; length: number; marks: Record<string, object | null> }[] = []
    let at = 0
    for (const { insert: letters, attributes = {} } of text.toDelta() as Delta[]) {
      for (let rest = typeof letters === 'string' ? letters.length : 1; rest > 0;) {
        const length = Math.min(rest, left)
        const marks = differing(attributes, wanted[piece]?.marks ?? {})
        if (length === 0) return
        if (marks) changes.push({ at, length, marks })
        at += length
        rest -= length
        left -= length
        if (left === 0) left = wanted[++piece]?.text.length ?? 0
      }
    }
    for (const { at: from, length, marks } of changes) text.format(from, length, marks)
  }
}

function differing(
  attributes: Readonly<Record<string, unknown>>,
  marks: TextMarks,
): Record<string, object | null> | undefined {
  const names = Object.values(MARK).filter((name) => name in attributes !== (marks[name] === true))
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, marks[name] ? {} : null]))
}
