import type { Inline, TextInline } from '../content/content.ts'
import type { InlineChange, WordChange } from './comparison.ts'
import { sharedWords } from './align.ts'
import { commonRuns, type Effort } from './common-runs.ts'
import { sameMarks } from './same.ts'

/**
 * Words with what joins them (*1.234.567*, *78,5%*, *20-NQ/TW*, *08/4*), white space, and everything else sign by sign.
 * Vietnamese writes each syllable apart: they are what a reader sees change.
 */
const TOKEN = /[\p{L}\p{M}\p{N}]+(?:[-/.,][\p{L}\p{M}\p{N}]+)*%?|\s+|[^]/gu
const WORD = /[\p{L}\p{N}]/u

type Token = {
  /** Equal for tokens that read the same, whatever they look like. */
  readonly key: string
  readonly pieces: readonly Inline[]
}

/** So little in common, and the new words are no change of the old ones. */
const LEAST_SHARED = 0.25
/** An island of so many words between changes is no help to a reader. */
const SMALL_ISLAND = 3

/** The words of a text, to see how similar texts are. */
export function wordsIn(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
}

/** What became of a paragraph's words; both texts are in it, piece by piece. */
export function inlineChanges(
  before: readonly Inline[],
  after: readonly Inline[],
  effort: Effort,
): InlineChange[] {
  const [a, b] = [tokensOf(before), tokensOf(after)]
  return stretches(a, b, effort).flatMap(({ a: [fromA, toA], b: [fromB, toB], same }) => {
    if (same) return looks(a.slice(fromA, toA), b.slice(fromB, toB))
    return [
      ...(toA > fromA ? [{ kind: 'removed' as const, inline: merged(a.slice(fromA, toA)) }] : []),
      ...(toB > fromB ? [{ kind: 'added' as const, inline: merged(b.slice(fromB, toB)) }] : []),
    ]
  })
}

/** The same of a title. */
export function wordChanges(before: string, after: string, effort: Effort): WordChange[] {
  const plain = (text: string): Inline[] => (text === '' ? [] : [{ type: 'text', text, marks: {} }])
  return inlineChanges(plain(before), plain(after), effort).map(({ kind, inline }) => ({
    kind: kind === 'marks' ? 'same' : kind,
    text: inline.map((one) => (one.type === 'text' ? one.text : '')).join(''),
  }))
}

// ---- tokens

function tokensOf(inline: readonly Inline[]): Token[] {
  const tokens: Token[] = []
  for (let from = 0; from < inline.length;) {
    const one = inline[from]
    if (one?.type !== 'text') {
      from += 1
      if (one)
        tokens.push({
          key: one.type === 'break' ? '\u0000' : `\u0001${one.text.normalize('NFC')}`,
          pieces: [one],
        })
      continue
    }
    const texts: TextInline[] = []
    for (let text: Inline | undefined = one; text?.type === 'text'; text = inline[from]) {
      texts.push(text)
      from += 1
    }
    pushTokens(texts, tokens)
  }
  return tokens
}

function pushTokens(texts: readonly TextInline[], tokens: Token[]): void {
  let [piece, at] = [0, 0]
  for (const [token] of texts
    .map(({ text }) => text)
    .join('')
    .matchAll(TOKEN)) {
    const pieces: TextInline[] = []
    for (let left = token.length; left > 0;) {
      const text = texts[piece]
      if (!text) break
      const length = Math.min(left, text.text.length - at)
      if (length > 0)
        pieces.push(length === text.text.length ? text : { ...text, text: text.text.slice(at, at + length) })
      left -= length
      at += length
      if (at >= text.text.length) [piece, at] = [piece + 1, 0]
    }
    // A sign that stands for a break or a note must not be one in a text.
    tokens.push({ key: token < '\u0002' ? `\u0002${token}` : token.normalize('NFC'), pieces })
  }
}

function isWord({ key }: Token): boolean {
  return WORD.test(key)
}

// ---- stretches

type Range = readonly [number, number]
type Stretch = { readonly a: Range; readonly b: Range; readonly same: boolean }

function stretches(a: readonly Token[], b: readonly Token[], effort: Effort): Stretch[] {
  const whole: Stretch = { a: [0, a.length], b: [0, b.length], same: false }
  const keys = (tokens: readonly Token[]) =>
    tokens
      .slice(0, 4000)
      .filter(isWord)
      .map(({ key }) => key)
  const [wordsA, wordsB] = [keys(a), keys(b)]
  if (wordsA.length > 3 && wordsB.length > 3 && sharedWords(wordsA, wordsB) < LEAST_SHARED) return [whole]
  const symbols = new Map<string, number>()
  const symbolsOf = (tokens: readonly Token[]) =>
    Int32Array.from(tokens, ({ key }) => {
      const symbol = symbols.get(key) ?? symbols.size
      symbols.set(key, symbol)
      return symbol
    })
  const found: Stretch[] = []
  let [endA, endB] = [0, 0]
  const skip = (toA: number, toB: number) => {
    if (toA > endA || toB > endB) found.push({ a: [endA, toA], b: [endB, toB], same: false })
  }
  for (const run of commonRuns(symbolsOf(a), symbolsOf(b), effort)) {
    skip(run.a, run.b)
    endA = run.a + run.length
    endB = run.b + run.length
    const last = found.at(-1)
    if (last?.same) found[found.length - 1] = { a: [last.a[0], endA], b: [last.b[0], endB], same: true }
    else found.push({ a: [run.a, endA], b: [run.b, endB], same: true })
  }
  skip(a.length, b.length)
  return withoutSmallIslands(found, a, b)
}

/** What stays between two changes and is shorter than they are goes with them: sentences are not shredded. */
function withoutSmallIslands(found: readonly Stretch[], a: readonly Token[], b: readonly Token[]): Stretch[] {
  const kept: Sized[] = []
  for (const stretch of found) {
    const one = sized(stretch, a, b)
    const [before, island] = [kept.at(-2), kept.at(-1)]
    if (!one.same && before && island && !before.same && isSmall(before, island, one)) {
      // Of what grows long, each word is counted once.
      const removed = before.removed + island.removed + one.removed
      const added = before.added + island.added + one.added
      kept.splice(-2, 2, {
        a: [before.a[0], one.a[1]],
        b: [before.b[0], one.b[1]],
        same: false,
        removed,
        added,
      })
    } else kept.push(one)
  }
  return kept
}

/** With its number of words on either side. */
type Sized = Stretch & { readonly removed: number; readonly added: number }

function sized(one: Stretch, a: readonly Token[], b: readonly Token[]): Sized {
  const sizeOf = ([from, to]: Range, tokens: readonly Token[]) => tokens.slice(from, to).filter(isWord).length
  return { ...one, removed: sizeOf(one.a, a), added: sizeOf(one.b, b) }
}

function isSmall(before: Sized, island: Sized, after: Sized): boolean {
  const words = island.removed
  if (words > SMALL_ISLAND) return false
  const around = Math.min(Math.max(before.removed, before.added), Math.max(after.removed, after.added))
  if (words > 0 && words >= around) return false
  const isEmpty = ([from, to]: Range) => from === to
  const isOneWay = (isEmpty(before.a) && isEmpty(after.a)) || (isEmpty(before.b) && isEmpty(after.b))
  return !isOneWay || words === 0
}

// ---- pieces

/** The same words; where they look otherwise than before, `marks`. */
function looks(a: readonly Token[], b: readonly Token[]): InlineChange[] {
  const found: InlineChange[] = []
  let from = 0
  const isSame = b.map((token, index) => sameLooks(a[index]?.pieces ?? [], token.pieces))
  for (let to = 1; to <= b.length; to += 1) {
    if (to < b.length && isSame[to] === isSame[from]) continue
    const inline = merged(b.slice(from, to))
    if (isSame[from]) found.push({ kind: 'same', inline })
    else found.push({ kind: 'marks', inline, before: merged(a.slice(from, to)) })
    from = to
  }
  return found
}

function sameLooks(a: readonly Inline[], b: readonly Inline[]): boolean {
  const [first] = b
  if (first?.type !== 'text') return true
  const isPlain = (pieces: readonly Inline[]) =>
    pieces.every((one) => one.type === 'text' && sameMarks(one.marks, first.marks))
  if (isPlain(b)) return isPlain(a)
  const [old, fresh] = [merged([{ key: '', pieces: a }]), merged([{ key: '', pieces: b }])].map(
    withoutThreads,
  )
  return (
    old !== undefined &&
    old.length === fresh?.length &&
    old.every((one, index) => {
      const other = fresh[index]
      return (
        one.type === 'text' &&
        other?.type === 'text' &&
        sameMarks(one.marks, other.marks) &&
        one.text.normalize('NFC') === other.text.normalize('NFC')
      )
    })
  )
}

function withoutThreads(inline: readonly Inline[]): Inline[] {
  const bare = inline.map((one): Inline =>
    one.type === 'text' ? { type: 'text', text: one.text, marks: one.marks } : one,
  )
  return merged([{ key: '', pieces: bare }])
}

/** As few pieces as threads and marks allow. */
function merged(tokens: readonly Token[]): Inline[] {
  const pieces: Inline[] = []
  let texts: string[] = []
  let open: TextInline | undefined
  const close = () => {
    if (open) pieces.push({ ...open, text: texts.join('') })
    open = undefined
    texts = []
  }
  for (const { pieces: inToken } of tokens) {
    for (const one of inToken) {
      if (one.type !== 'text') {
        close()
        pieces.push(one)
      } else {
        if (open && !(sameMarks(open.marks, one.marks) && sameThreads(open, one))) close()
        open ??= one
        texts.push(one.text)
      }
    }
  }
  close()
  return pieces
}

function sameThreads(a: TextInline, b: TextInline): boolean {
  return a.threads === b.threads || (a.threads ?? []).join('\u0000') === (b.threads ?? []).join('\u0000')
}
