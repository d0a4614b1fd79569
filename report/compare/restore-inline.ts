import * as Y from 'yjs'
import type { Inline, TextInline } from '../content/content.ts'
import { must } from '../must.ts'
import { NODE } from '../schema/names.ts'
import { sharedWords } from './align.ts'
import { arrange, type Child, type Wanted } from './arrange.ts'
import { commonRuns, type Effort } from './common-runs.ts'
import { makeBreak, makeFootnote, makeText } from './make-element.ts'
import { restoreText } from './restore-text.ts'
import { wordsIn } from './word-changes.ts'

/** A line break or a footnote, and the words of the latter. */
type Atom<T> = { readonly kind: 'break' | 'footnote'; readonly words: string; readonly of: T }
/** Words between atoms: there is one more of them than of the atoms. */
type Parts<T, A> = { readonly texts: readonly T[]; readonly atoms: readonly Atom<A>[] }
type Here = Parts<readonly Y.XmlText[], Y.XmlElement>
type There = Parts<readonly TextInline[], undefined>

/** Beyond so many texts between the same breaks, they are taken in turn. */
const MOST_WEIGHED = 900

/** Brings the inline content of a paragraph or a caption to what is wanted. */
export function restoreInline(parent: Y.XmlElement, inline: readonly Inline[], effort: Effort): void {
  const here = partsOf(parent)
  const there = wantedParts(inline)
  const atoms = pairAtoms(here.atoms, there.atoms, effort)
  const wanted: Wanted[] = []
  let [a, b] = [0, 0]
  for (const [nextA, nextB] of [...atoms, [here.atoms.length, there.atoms.length] as const]) {
    wanted.push(...between(here, there, { a, nextA, b, nextB }, effort))
    const atom = here.atoms[nextA]
    if (atom) {
      wanted.push({ kept: atom.of })
      restoreAtom(atom, there.atoms[nextB]?.words ?? '', effort)
    }
    a = nextA + 1
    b = nextB + 1
  }
  const candidates = new Set<Child>([...here.texts.flat(), ...here.atoms.map(({ of }) => of)])
  arrange(parent, candidates, wanted)
}

function partsOf(parent: Y.XmlElement): Here {
  const texts: Y.XmlText[][] = [[]]
  const atoms: Atom<Y.XmlElement>[] = []
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) texts.at(-1)?.push(child)
    if (!(child instanceof Y.XmlElement)) continue
    if (child.nodeName !== NODE.hardBreak && child.nodeName !== NODE.footnote) continue
    const words = textsIn(child).map(wordsOf).join('')
    atoms.push({ kind: child.nodeName === NODE.hardBreak ? 'break' : 'footnote', words, of: child })
    texts.push([])
  }
  return { texts, atoms }
}

function wantedParts(inline: readonly Inline[]): There {
  const texts: TextInline[][] = [[]]
  const atoms: Atom<undefined>[] = []
  for (const one of inline) {
    if (one.type === 'text') {
      texts.at(-1)?.push(one)
      continue
    }
    atoms.push({ kind: one.type, words: one.type === 'footnote' ? one.text : '', of: undefined })
    texts.push([])
  }
  return { texts, atoms }
}

function textsIn(element: Y.XmlElement): Y.XmlText[] {
  return element.toArray().filter((child) => child instanceof Y.XmlText)
}

function wordsOf(text: Y.XmlText): string {
  return (text.toDelta() as { insert: unknown }[])
    .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
    .join('')
}

function restoreAtom({ kind, words, of }: Atom<Y.XmlElement>, wanted: string, effort: Effort): void {
  if (kind === 'break' || words === wanted) return
  const texts = textsIn(of)
  const runs: TextInline[] = [{ type: 'text', text: wanted, marks: {} }]
  if (texts.length > 0) restoreText(texts, runs, { effort, look: false })
  else of.insert(0, [makeText(runs)])
}

/** Which breaks and footnotes are the same ones, in order: first those that say the same, then those between them. */
function pairAtoms(
  here: Here['atoms'],
  there: There['atoms'],
  effort: Effort,
): (readonly [number, number])[] {
  const symbols = new Map<string, number>()
  const symbolsOf = (atoms: readonly Atom<unknown>[]) =>
    Int32Array.from(atoms, ({ kind, words }) => {
      const key = `${kind}:${words}`
      const symbol = symbols.get(key) ?? symbols.size
      symbols.set(key, symbol)
      return symbol
    })
  const pairs: (readonly [number, number])[] = []
  let [a, b] = [0, 0]
  const inTurn = (toA: number, toB: number) => {
    while (a < toA && b < toB) {
      if (here[a]?.kind === there[b]?.kind) pairs.push([a++, b++])
      else if (toA - a > toB - b) a += 1
      else b += 1
    }
  }
  for (const run of commonRuns(symbolsOf(here), symbolsOf(there), effort)) {
    inTurn(run.a, run.b)
    for (let at = 0; at < run.length; at += 1) pairs.push([run.a + at, run.b + at])
    a = run.a + run.length
    b = run.b + run.length
  }
  inTurn(here.length, there.length)
  return pairs
}

type Stretch = { readonly a: number; readonly nextA: number; readonly b: number; readonly nextB: number }

/** Texts, breaks and footnotes between two atoms that stay. */
function between(here: Here, there: There, { a, nextA, b, nextB }: Stretch, effort: Effort): Wanted[] {
  const texts = here.texts.slice(a, nextA + 1)
  const runs = there.texts.slice(b, nextB + 1)
  const pairs = pairTexts(
    texts.map((some) => some.map(wordsOf).join('')),
    runs.map((some) => some.map(({ text }) => text).join('')),
  )
  return runs.flatMap((wanted, index): Wanted[] => {
    const pieces = texts[pairs.get(index) ?? -1] ?? []
    const atom = index + b < nextB ? there.atoms[index + b] : undefined
    if (pieces.length > 0) restoreText(pieces, wanted, { effort })
    return [
      ...(pieces.length === 0 && wanted.some(({ text }) => text !== '')
        ? [{ make: () => makeText(wanted) }]
        : pieces.map((kept) => ({ kept }))),
      ...(atom ? [{ make: () => (atom.kind === 'break' ? makeBreak() : makeFootnote(atom.words)) }] : []),
    ]
  })
}

/** For each of the wanted texts, the one that becomes it: in order, and so that they share as much as possible. */
function pairTexts(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number> {
  if (a.length === b.length || a.length * b.length > MOST_WEIGHED) {
    return new Map(b.slice(0, a.length).map((_, index) => [index, index]))
  }
  const bags = [a, b].map((texts) => texts.map(wordsIn))
  const weigh = (x: number, y: number) => {
    const [one, other] = [bags[0]?.[x] ?? [], bags[1]?.[y] ?? []]
    // Some pair is better than none, and of two alike the longer one counts.
    return 0.01 + sharedWords(one, other) * Math.min(one.length, other.length)
  }
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1))
  const at = (x: number, y: number) => best[x]?.[y] ?? 0
  for (let x = 1; x <= a.length; x += 1) {
    for (let y = 1; y <= b.length; y += 1) {
      must(best[x], 'a row of the table')[y] = Math.max(
        at(x - 1, y),
        at(x, y - 1),
        at(x - 1, y - 1) + weigh(x - 1, y - 1),
      )
    }
  }
  const pairs = new Map<number, number>()
  for (let [x, y] = [a.length, b.length]; x > 0 && y > 0;) {
    if (at(x, y) === at(x - 1, y)) x -= 1
    else if (at(x, y) === at(x, y - 1)) y -= 1
    else pairs.set(--y, --x)
  }
  return pairs
}
