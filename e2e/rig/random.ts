/** Random choices that a printed seed brings back. */
export type Random = {
  readonly seed: number
  /** 0 <= x < 1. */
  real(): number
  /** A whole number below `limit`. */
  below(limit: number): number
  /** From `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(items: readonly T[]): T
  chance(probability: number): boolean
  bytes(length: number): Uint8Array
}

/** Mulberry32: small, and good enough to choose test steps by. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const real = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(real() * limit)
  return {
    seed,
    real,
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to pick from')
      return items[below(items.length)] as (typeof items)[number]
    },
    chance: (probability) => real() < probability,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  }
}

/** The seed of this run: `SEED` when a failure is replayed, otherwise a new one. */
export function chooseSeed(): number {
  const given = process.env.SEED
  return given === undefined ? Math.floor(Math.random() * 4_294_967_296) : Number(given)
}

/** A size of a test that a long run raises by environment, e.g. CRASH_ROUNDS=2000. */
export function size(name: string, usual: number): number {
  const given = process.env[name]
  return given === undefined ? usual : Number(given)
}
