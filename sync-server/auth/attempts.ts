import { ReportError } from '../../report/wire/errors.ts'

export type AttemptLimits = {
  readonly failures: number
  /** Failures are forgotten this long after the last one. */
  readonly windowMs: number
  /** How many attempts may wait for one another under one key. */
  readonly waiting: number
  /** How many keys are remembered; beyond it the oldest are forgotten. */
  readonly keys: number
}

export const ATTEMPT_LIMITS: AttemptLimits = { failures: 8, windowMs: 60_000, waiting: 50, keys: 20_000 }

type Record = { failures: number; until: number; waiting: number; last: Promise<unknown> }

/**
 * Slows down guessing. Only failures count, so a room full of people behind one address may sign in at once.
 * Attempts under one key go one after another: guesses sent all at the same moment are counted like any others.
 */
export class Attempts {
  readonly #limits: AttemptLimits
  readonly #now: () => number
  readonly #records = new Map<string, Record>()

  constructor(now: () => number, limits: AttemptLimits = ATTEMPT_LIMITS) {
    this.#now = now
    this.#limits = limits
  }

  /** Runs `attempt` in its turn. It counts as a failure when it throws. Throws `too-many-requests` without running it. */
  async run<T>(key: string, attempt: () => Promise<T>): Promise<T> {
    const record = this.#recordOf(key)
    if (record.waiting >= this.#limits.waiting) throw tooMany()
    record.waiting += 1
    const turn = record.last.then(() => this.#take(record, attempt))
    record.last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      record.waiting -= 1
    }
  }

  async #take<T>(record: Record, attempt: () => Promise<T>): Promise<T> {
    if (record.until <= this.#now()) record.failures = 0
    if (record.failures >= this.#limits.failures) throw tooMany()
    try {
      const result = await attempt()
      record.failures = 0
      return result
    } catch (error) {
      record.failures += 1
      record.until = this.#now() + this.#limits.windowMs
      throw error
    }
  }

  #recordOf(key: string): Record {
    const record = this.#records.get(key) ?? { failures: 0, until: 0, waiting: 0, last: Promise.resolve() }
    // Written anew each time, so that the map's order is by last use.
    this.#records.delete(key)
    this.#records.set(key, record)
    if (this.#records.size > this.#limits.keys) this.#forgetOldest()
    return record
  }

  #forgetOldest(): void {
    for (const [key, record] of this.#records) {
      if (record.waiting > 0) continue
      this.#records.delete(key)
      return
    }
  }
}

function tooMany(): ReportError {
  return new ReportError('too-many-requests')
}
