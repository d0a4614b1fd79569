import type { CharRange } from '../../wire/review.ts'

const BUCKET = 64
// Whoever makes up a range may say it is endless.
const MOST_BUCKETS = 4096

/** Who holds which characters. Asking costs as much as there is to find, however many hold something elsewhere. */
export class RangeIndex<T> {
  readonly #clients = new Map<number, Map<number, Set<T>>>()

  add([client, clock, length]: CharRange, holder: T): void {
    let buckets = this.#clients.get(client)
    if (!buckets) this.#clients.set(client, (buckets = new Map()))
    for (const bucket of bucketsOf(clock, length)) {
      const holders = buckets.get(bucket)
      if (holders) holders.add(holder)
      else buckets.set(bucket, new Set([holder]))
    }
  }

  delete([client, clock, length]: CharRange, holder: T): void {
    const buckets = this.#clients.get(client)
    if (!buckets) return
    for (const bucket of bucketsOf(clock, length)) {
      const holders = buckets.get(bucket)
      holders?.delete(holder)
      if (holders?.size === 0) buckets.delete(bucket)
    }
    if (buckets.size === 0) this.#clients.delete(client)
  }

  has(client: number): boolean {
    return this.#clients.has(client)
  }

  /** Adds those who may hold one of these characters. */
  collect([client, clock, length]: CharRange, into: Set<T>): void {
    const buckets = this.#clients.get(client)
    if (!buckets) return
    const first = Math.floor(clock / BUCKET)
    const last = Math.floor((clock + length - 1) / BUCKET)
    if (last - first > buckets.size) {
      for (const [bucket, holders] of buckets) if (bucket >= first && bucket <= last) addAll(holders, into)
      return
    }
    for (let bucket = first; bucket <= last; bucket++) {
      const holders = buckets.get(bucket)
      if (holders) addAll(holders, into)
    }
  }
}

function addAll<T>(from: ReadonlySet<T>, into: Set<T>): void {
  for (const one of from) into.add(one)
}

function* bucketsOf(clock: number, length: number): Generator<number> {
  const first = Math.floor(clock / BUCKET)
  const last = Math.min(Math.floor((clock + length - 1) / BUCKET), first + MOST_BUCKETS)
  for (let bucket = first; bucket <= last; bucket++) yield bucket
}
