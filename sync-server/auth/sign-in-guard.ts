import { isIPv6 } from 'node:net'
import { Attempts, isWrong, TooManyAttempts } from './attempts.ts'

export type SignInLimits = {
  /** Wrong passwords for one name from all addresses together, within `windowMs`. */
  readonly perName: number
  /** Names that one address tried in vain, and has not signed in with since, within `windowMs`. */
  readonly namesPerAddress: number
  readonly windowMs: number
  /** Attempts of one address that are hashed at the same time, and how many more may wait. */
  readonly atOnce: number
  readonly waiting: number
  /** How many names and addresses are remembered; beyond it the oldest are forgotten. */
  readonly keys: number
}

/**
 * Sized for an office of 40 behind one address that signs in each morning with typos: of them at most 40 names have
 * failed and not yet succeeded. One password tried over many names gets through 100 names in a quarter of an hour.
 */
export const SIGN_IN_LIMITS: SignInLimits = {
  perName: 30,
  namesPerAddress: 100,
  windowMs: 15 * 60_000,
  atOnce: 8,
  waiting: 2_000,
  keys: 20_000,
}

export type Attempt = { readonly address: string; readonly name: string }

/**
 * What stands between a guesser and the passwords. Three counts, each of which clears by itself: wrong passwords for one
 * name from one address (Attempts), for one name from anywhere, and names tried in vain from one address. Names count
 * whether or not they are somebody's, so that no answer says which are.
 */
export class SignInGuard {
  readonly #limits: SignInLimits
  readonly #now: () => number
  readonly #pairs: Attempts
  readonly #names: Recently
  readonly #addresses = new Map<string, Address>()

  constructor(now: () => number, limits: SignInLimits = SIGN_IN_LIMITS) {
    this.#limits = limits
    this.#now = now
    this.#pairs = new Attempts(now)
    this.#names = new Recently(limits)
  }

  /** Throws TooManyAttempts without running the attempt. */
  run<T>({ address, name }: Attempt, attempt: () => Promise<T>): Promise<T> {
    const from = network(address)
    return this.#pairs.run(`${from} ${name}`, () => this.#fromAddress(from, name, attempt))
  }

  async #fromAddress<T>(from: string, name: string, attempt: () => Promise<T>): Promise<T> {
    const address = this.#addressOf(from)
    await address.enter()
    try {
      return await this.#take(address, name, attempt)
    } finally {
      address.leave()
    }
  }

  async #take<T>(address: Address, name: string, attempt: () => Promise<T>): Promise<T> {
    const now = this.#now()
    this.#refuse(Math.max(address.waitFor(name, now), address.trusted ? 0 : this.#names.wait(name, now)))
    // Counted before it is known, and taken back if it was right: guesses at the same moment see each other.
    const guess = this.#names.add(name, now)
    try {
      const result = await attempt()
      this.#names.remove(name, guess)
      address.succeeded(name)
      return result
    } catch (error) {
      if (isWrong(error)) address.failed(name, this.#now())
      else this.#names.remove(name, guess)
      throw error
    }
  }

  #refuse(waitMs: number): void {
    if (waitMs > 0) throw new TooManyAttempts(waitMs)
  }

  #addressOf(from: string): Address {
    const address = this.#addresses.get(from) ?? new Address(this.#limits)
    this.#addresses.delete(from)
    this.#addresses.set(from, address)
    if (this.#addresses.size > this.#limits.keys) this.#forgetOldest()
    return address
  }

  #forgetOldest(): void {
    for (const [from, address] of this.#addresses) {
      if (address.busy) continue
      this.#addresses.delete(from)
      return
    }
  }
}

/** Wrong guesses per name that are not older than the window. */
class Recently {
  readonly #limits: SignInLimits
  readonly #guesses = new Map<string, Guess[]>()

  constructor(limits: SignInLimits) {
    this.#limits = limits
  }

  /** How long until there is room for one more. */
  wait(name: string, now: number): number {
    const guesses = this.#fresh(name, now)
    const blocking = guesses[guesses.length - this.#limits.perName]
    return blocking ? blocking.at + this.#limits.windowMs - now : 0
  }

  add(name: string, now: number): Guess {
    const guess = { at: now }
    const guesses = [...this.#fresh(name, now), guess].slice(-this.#limits.perName)
    this.#guesses.delete(name)
    this.#guesses.set(name, guesses)
    if (this.#guesses.size > this.#limits.keys) {
      for (const oldest of this.#guesses.keys()) {
        this.#guesses.delete(oldest)
        break
      }
    }
    return guess
  }

  remove(name: string, guess: Guess): void {
    const left = (this.#guesses.get(name) ?? []).filter((other) => other !== guess)
    if (left.length > 0) this.#guesses.set(name, left)
    else this.#guesses.delete(name)
  }

  #fresh(name: string, now: number): Guess[] {
    return (this.#guesses.get(name) ?? []).filter(({ at }) => at + this.#limits.windowMs > now)
  }
}

type Guess = { readonly at: number }

/** What one address did. */
class Address {
  readonly #limits: SignInLimits
  /** Names that failed here last, and when. */
  readonly #failed = new Map<string, number>()
  readonly #queue: (() => void)[] = []
  #running = 0
  /** Somebody signed in from here: guesses made elsewhere do not shut out the people of this office. */
  trusted = false

  constructor(limits: SignInLimits) {
    this.#limits = limits
  }

  get busy(): boolean {
    return this.#running > 0
  }

  async enter(): Promise<void> {
    if (this.#running < this.#limits.atOnce) {
      this.#running += 1
      return
    }
    if (this.#queue.length >= this.#limits.waiting) throw new TooManyAttempts(this.#limits.windowMs)
    // The place is handed over by whoever leaves.
    await new Promise<void>((resolve) => this.#queue.push(resolve))
  }

  leave(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#running -= 1
  }

  waitFor(name: string, now: number): number {
    for (const [failed, at] of this.#failed) {
      if (at + this.#limits.windowMs <= now) this.#failed.delete(failed)
    }
    if (this.#failed.size < this.#limits.namesPerAddress || this.#failed.has(name)) return 0
    const [oldest = now] = this.#failed.values()
    return oldest + this.#limits.windowMs - now
  }

  failed(name: string, now: number): void {
    // Written anew, so that the map's order is by time.
    this.#failed.delete(name)
    this.#failed.set(name, now)
  }

  succeeded(name: string): void {
    this.trusted = true
    this.#failed.delete(name)
  }
}

/** Whoever has one IPv6 address has a network of them: they count as one. */
function network(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = address.includes('::') ? 8 - groups.length - tail.split(':').filter(Boolean).length : 0
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...tail.split(':').filter(Boolean)]
  return `${all.slice(0, 4).join(':')}::/64`
}
