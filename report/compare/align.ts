import { commonRuns, type Effort } from './common-runs.ts'

/** What is aligned: blocks, the items of a list, rows or columns. */
export type Kind<T> = {
  /** Of itself, or of what it holds. */
  readonly ids: (one: T) => readonly string[]
  readonly same: (a: T, b: T) => boolean
  /** Equal for those that are the same, and for no others. */
  readonly key: (one: T) => string
  /** Whether one may become the other at all. */
  readonly alike: (a: T, b: T) => boolean
  readonly words: (one: T) => readonly string[]
}

export type Aligned =
  | { readonly type: 'pair'; readonly a: number; readonly b: number }
  | { readonly type: 'removed'; readonly a: number }
  | { readonly type: 'added'; readonly b: number }

/** Ones that are not each other's by their id have to share so much of their words to be taken for the same. */
const LEAST_SHARED = 0.5
/** So many are compared each with each. */
const MOST_COMPARED = 400
/** Of a longer one, its beginning says how similar it is. */
const MOST_WORDS = 1000

/** What became of each, in the order of the newer ones; a removed one stands behind what it stood behind. */
export function align<T>(a: readonly T[], b: readonly T[], kind: Kind<T>, effort: Effort): Aligned[] {
  const pairs = new Pairs(a.length, b.length)
  const head = headOf(a, b, kind)
  const tail = tailOf(a, b, kind, head)
  for (let index = 0; index < head; index += 1) pairs.join(index, index)
  for (let index = 1; index <= tail; index += 1) pairs.join(a.length - index, b.length - index)
  if (head + tail < Math.max(a.length, b.length)) new Aligner(a, b, kind, effort, pairs).align()
  return inOrder(pairs)
}

function headOf<T>(a: readonly T[], b: readonly T[], { same }: Kind<T>): number {
  const most = Math.min(a.length, b.length)
  let head = 0
  for (; head < most; head += 1) {
    const [one, other] = [a[head], b[head]]
    if (one === undefined || other === undefined || !same(one, other)) break
  }
  return head
}

function tailOf<T>(a: readonly T[], b: readonly T[], { same }: Kind<T>, head: number): number {
  const most = Math.min(a.length, b.length) - head
  let tail = 0
  for (; tail < most; tail += 1) {
    const [one, other] = [a[a.length - 1 - tail], b[b.length - 1 - tail]]
    if (one === undefined || other === undefined || !same(one, other)) break
  }
  return tail
}

const NONE = -1

class Pairs {
  readonly ofA: Int32Array
  readonly ofB: Int32Array

  constructor(a: number, b: number) {
    this.ofA = new Int32Array(a).fill(NONE)
    this.ofB = new Int32Array(b).fill(NONE)
  }

  join(a: number, b: number): void {
    this.ofA[a] = b
    this.ofB[b] = a
  }

  part(a: number, b: number): void {
    this.ofA[a] = NONE
    this.ofB[b] = NONE
  }

  areFree(a: number, b: number): boolean {
    return this.ofA[a] === NONE && this.ofB[b] === NONE
  }
}

class Aligner<T> {
  readonly #a: readonly T[]
  readonly #b: readonly T[]
  readonly #kind: Kind<T>
  readonly #effort: Effort
  readonly #pairs: Pairs
  readonly #keysA: string[] = []
  readonly #keysB: string[] = []

  constructor(a: readonly T[], b: readonly T[], kind: Kind<T>, effort: Effort, pairs: Pairs) {
    this.#a = a
    this.#b = b
    this.#kind = kind
    this.#effort = effort
    this.#pairs = pairs
  }

  /**
   * What has kept its id and its words is itself; then what says the same (Enter at the beginning of a paragraph leaves its id
   * to an empty one); then what has kept its id alone. Of these, as many as possible stay where they are; between them, what
   * shares most of its words is the same.
   */
  align(): void {
    const votes = this.#votes()
    for (const [a, b] of votes) if (this.#pairs.areFree(a, b) && this.#isSame(a, b)) this.#pairs.join(a, b)
    this.#pairEqual()
    for (const [a, b] of votes) if (this.#pairs.areFree(a, b) && this.#isAlike(a, b)) this.#pairs.join(a, b)
    this.#partMoved()
    for (const gap of this.#gaps()) this.#fill(gap)
  }

  #isSame(a: number, b: number): boolean {
    const [one, other] = [this.#a[a], this.#b[b]]
    return one !== undefined && other !== undefined && this.#kind.same(one, other)
  }

  #isAlike(a: number, b: number): boolean {
    const [one, other] = [this.#a[a], this.#b[b]]
    return one !== undefined && other !== undefined && this.#kind.alike(one, other)
  }

  /** For each of the newer ones, the older one that had most of its ids. */
  #votes(): (readonly [number, number])[] {
    const owners = new Map<string, number>()
    for (const [index, one] of this.#a.entries()) {
      if (this.#pairs.ofA[index] !== NONE) continue
      for (const id of this.#kind.ids(one)) if (id !== '' && !owners.has(id)) owners.set(id, index)
    }
    return this.#b.flatMap((one, index): (readonly [number, number])[] => {
      if (this.#pairs.ofB[index] !== NONE) return []
      const votes = new Map<number, number>()
      for (const id of this.#kind.ids(one)) {
        const owner = owners.get(id)
        if (owner !== undefined) votes.set(owner, (votes.get(owner) ?? 0) + 1)
      }
      let [best, most] = [NONE, 0]
      for (const [owner, count] of votes) if (count > most) [best, most] = [owner, count]
      return best === NONE ? [] : [[best, index]]
    })
  }

  /** What says the same and is said once on either side. */
  #pairEqual(): void {
    const once = (free: readonly number[], keyOf: (index: number) => string) => {
      const found = new Map<string, number>()
      for (const index of free) found.set(keyOf(index), found.has(keyOf(index)) ? NONE : index)
      return found
    }
    const older = once(this.#free(this.#pairs.ofA), (index) => this.#keyA(index))
    for (const [key, b] of once(this.#free(this.#pairs.ofB), (index) => this.#keyB(index))) {
      const a = older.get(key)
      if (a !== undefined && a !== NONE && b !== NONE) this.#pairs.join(a, b)
    }
  }

  #free(pairs: Int32Array): number[] {
    return [...pairs.keys()].filter((index) => pairs[index] === NONE)
  }

  #keyA(index: number): string {
    const one = this.#a[index]
    return (this.#keysA[index] ??= one === undefined ? '' : this.#kind.key(one))
  }

  #keyB(index: number): string {
    const one = this.#b[index]
    return (this.#keysB[index] ??= one === undefined ? '' : this.#kind.key(one))
  }

  #partMoved(): void {
    const joined = [...this.#pairs.ofB.keys()].filter((b) => this.#pairs.ofB[b] !== NONE)
    const places = joined.map((b) => this.#pairs.ofB[b] ?? NONE)
    const stay = longestRising(places)
    for (const [index, b] of joined.entries()) if (!stay.has(index)) this.#pairs.part(places[index] ?? 0, b)
  }

  /** What has no partner yet, between two pairs that follow each other. */
  #gaps(): Gap[] {
    const gaps: Gap[] = []
    let [fromA, fromB] = [0, 0]
    for (let b = 0; b <= this.#b.length; b += 1) {
      const a = b === this.#b.length ? this.#a.length : (this.#pairs.ofB[b] ?? NONE)
      if (a === NONE) continue
      if (a > fromA && b > fromB) gaps.push({ fromA, toA: a, fromB, toB: b })
      fromA = a + 1
      fromB = b + 1
    }
    return gaps
  }

  #fill(gap: Gap): void {
    for (const { a, b } of this.#equalIn(gap)) this.#pairs.join(a, b)
    let [fromA, fromB] = [gap.fromA, gap.fromB]
    for (let b = gap.fromB; b <= gap.toB; b += 1) {
      const a = b === gap.toB ? gap.toA : (this.#pairs.ofB[b] ?? NONE)
      if (a === NONE) continue
      if (a > fromA && b > fromB) this.#pairSimilar({ fromA, toA: a, fromB, toB: b })
      fromA = a + 1
      fromB = b + 1
    }
  }

  #equalIn({ fromA, toA, fromB, toB }: Gap): Place[] {
    const symbols = new Map<string, number>()
    const symbolOf = (key: string) => {
      const symbol = symbols.get(key) ?? symbols.size
      symbols.set(key, symbol)
      return symbol
    }
    const a = Int32Array.from({ length: toA - fromA }, (_, at) => symbolOf(this.#keyA(fromA + at)))
    const b = Int32Array.from({ length: toB - fromB }, (_, at) => symbolOf(this.#keyB(fromB + at)))
    return commonRuns(a, b, this.#effort).flatMap((run) =>
      Array.from({ length: run.length }, (_, at) => ({ a: fromA + run.a + at, b: fromB + run.b + at })),
    )
  }

  #pairSimilar(gap: Gap): void {
    const [sizeA, sizeB] = [gap.toA - gap.fromA, gap.toB - gap.fromB]
    const kept =
      sizeA * sizeB <= MOST_COMPARED ? mostSimilar(this.#eachWithEach(gap)) : inTurn(this.#byRareWords(gap))
    for (const { a, b } of kept) this.#pairs.join(a, b)
  }

  #eachWithEach({ fromA, toA, fromB, toB }: Gap): Candidate[] {
    const found: Candidate[] = []
    const bagsA = this.#bags(this.#a, fromA, toA)
    const bagsB = this.#bags(this.#b, fromB, toB)
    for (const [a, one] of bagsA) {
      for (const [b, other] of bagsB) {
        if (this.#isAlike(a, b)) found.push({ a, b, shared: sharedOf(one, other) })
      }
    }
    return found
  }

  /** Each with the one that most of its rare words point to. */
  #byRareWords({ fromA, toA, fromB, toB }: Gap): Candidate[] {
    const bagsA = this.#bags(this.#a, fromA, toA)
    const owners = new Map<string, number[]>()
    for (const [a, { counts }] of bagsA) {
      for (const word of counts.keys()) {
        const known = owners.get(word)
        if (known === undefined) owners.set(word, [a])
        else if (known.length <= RARE) known.push(a)
      }
    }
    const found: Candidate[] = []
    for (const [b, bag] of this.#bags(this.#b, fromB, toB)) {
      const votes = new Map<number, number>()
      for (const word of bag.counts.keys()) {
        const known = owners.get(word) ?? []
        if (known.length <= RARE) for (const a of known) votes.set(a, (votes.get(a) ?? 0) + 1)
      }
      let [best, most] = [NONE, 0]
      for (const [a, count] of votes) if (count > most) [best, most] = [a, count]
      const other = bagsA.get(best)
      if (other && this.#isAlike(best, b)) found.push({ a: best, b, shared: sharedOf(other, bag) })
    }
    return found
  }

  #bags(of: readonly T[], from: number, to: number): Map<number, Bag> {
    return new Map(of.slice(from, to).map((one, at) => [from + at, bagOf(this.#kind.words(one))]))
  }
}

/** A word is rare that so many have at most. */
const RARE = 4

type Gap = { readonly fromA: number; readonly toA: number; readonly fromB: number; readonly toB: number }
type Place = { readonly a: number; readonly b: number }
type Candidate = Place & { readonly shared: number }
type Bag = { readonly counts: ReadonlyMap<string, number>; readonly size: number }

function bagOf(words: readonly string[]): Bag {
  const counts = new Map<string, number>()
  const size = Math.min(words.length, MOST_WORDS)
  for (const word of words.slice(0, MOST_WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, size }
}

function sharedOf(a: Bag, b: Bag): number {
  if (a.size + b.size === 0) return 0
  if (b.counts.size < a.counts.size) return sharedOf(b, a)
  let common = 0
  for (const [word, count] of a.counts) common += Math.min(count, b.counts.get(word) ?? 0)
  return (2 * common) / (a.size + b.size)
}

/** The most similar ones first, then what they leave room for. */
function mostSimilar(candidates: readonly Candidate[]): Place[] {
  const found = candidates.filter(({ shared }) => shared >= LEAST_SHARED)
  const kept: Place[] = []
  for (const one of found.toSorted((x, y) => y.shared - x.shared || x.b - y.b || x.a - y.a)) {
    if (kept.every(({ a, b }) => (a < one.a && b < one.b) || (a > one.a && b > one.b))) kept.push(one)
  }
  return kept
}

/** Of candidates in the order of `b`, as many as follow each other in `a` as well. */
function inTurn(candidates: readonly Candidate[]): Place[] {
  const found = candidates.filter(({ shared }) => shared >= LEAST_SHARED)
  const stay = longestRising(found.map(({ a }) => a))
  return found.filter((_, index) => stay.has(index))
}

/** How much two texts have in common, from none (0) to all (1) of their words, in whatever order. */
export function sharedWords(a: readonly string[], b: readonly string[]): number {
  return sharedOf(bagOf(a), bagOf(b))
}

/** Which of some places to leave so that the fewest have to move: the indices of a longest rising subsequence. */
export function longestRising(places: readonly number[]): ReadonlySet<number> {
  /** For each length, the index of the lowest last one. */
  const last: number[] = []
  const before: number[] = []
  for (const [index, place] of places.entries()) {
    let [low, high] = [0, last.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[last[middle] ?? 0] ?? 0) < place) low = middle + 1
      else high = middle
    }
    before[index] = low === 0 ? NONE : (last[low - 1] ?? NONE)
    last[low] = index
  }
  const found = new Set<number>()
  for (let index = last.at(-1) ?? NONE; index !== NONE; index = before[index] ?? NONE) found.add(index)
  return found
}

function inOrder({ ofA, ofB }: Pairs): Aligned[] {
  const order: Aligned[] = []
  let a = 0
  const leave = (to: number) => {
    for (; a < to && ofA[a] === NONE; a += 1) order.push({ type: 'removed', a })
  }
  leave(ofA.length)
  for (const [b, partner] of ofB.entries()) {
    if (partner === NONE) order.push({ type: 'added', b })
    else {
      order.push({ type: 'pair', a: partner, b })
      a = partner + 1
      leave(ofA.length)
    }
  }
  return order
}
