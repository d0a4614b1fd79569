/** Characters of Yjs that another than their client's owner wrote first: `[client, clock, length, userId]`. */
export type Moved = readonly [client: number, clock: number, length: number, userId: string]

type Range = { readonly clock: number; readonly length: number; readonly userId: string }

/** Who wrote each character: its client's owner, unless another wrote it first and it was only moved. */
export class MovedAuthors {
  readonly #owners = new Map<number, string>()
  /** By client, in the order of their clocks. */
  readonly #ranges = new Map<number, Range[]>()

  constructor(owners: Iterable<readonly [number, string]> = [], moved: Iterable<Moved> = []) {
    this.own(owners)
    for (const one of moved) this.add(one)
  }

  /** Says whose clients are; a client's first owner stays its owner. */
  own(owners: Iterable<readonly [number, string]>): void {
    for (const [client, userId] of owners) if (!this.#owners.has(client)) this.#owners.set(client, userId)
  }

  owner(client: number): string | undefined {
    return this.#owners.get(client)
  }

  /** Characters that have an author already keep them. Answers whether these are news. */
  add([client, clock, length, userId]: Moved): boolean {
    if (this.#owners.get(client) === userId) return false
    const ranges = this.#ranges.get(client) ?? []
    const at = firstEndingAfter(ranges, clock)
    const next = ranges[at]
    if (next && next.clock < clock + length) return false
    const before = ranges[at - 1]
    if (before && before.userId === userId && before.clock + before.length === clock)
      ranges[at - 1] = { ...before, length: before.length + length }
    else ranges.splice(at, 0, { clock, length, userId })
    this.#ranges.set(client, ranges)
    return true
  }

  /** The authors of a stretch of one client's characters, in order: `''` where nobody is known. */
  runs(client: number, clock: number, length: number): { length: number; userId: string }[] {
    const own = this.#owners.get(client) ?? ''
    const ranges = this.#ranges.get(client)
    if (!ranges) return [{ length, userId: own }]
    const runs: { length: number; userId: string }[] = []
    const end = clock + length
    let at = clock
    for (let index = firstEndingAfter(ranges, clock); at < end; index++) {
      const range = ranges[index]
      const start = Math.min(end, range?.clock ?? end)
      if (start > at) runs.push({ length: start - at, userId: own })
      at = Math.max(at, start)
      if (!range || at >= end) break
      const to = Math.min(end, range.clock + range.length)
      if (to > at) runs.push({ length: to - at, userId: range.userId })
      at = to
    }
    return runs
  }

  *moved(): Generator<Moved> {
    for (const [client, ranges] of this.#ranges)
      for (const { clock, length, userId } of ranges) yield [client, clock, length, userId]
  }

  owners(): [number, string][] {
    return [...this.#owners]
  }
}

function firstEndingAfter(ranges: readonly Range[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range && range.clock + range.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}
