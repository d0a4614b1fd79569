import { ReportError } from '../../report/wire/errors.ts'

export type AttemptLimits = {
  readonly failures: number
  /** Failures are forgotten this long after the last one; so long one waits after too many. */
  readonly windowMs: number
  /** Each further time that there are too many, without success in between, the wait doubles up to this. */
  readonly longestMs: number
  /** How many attempts may wait for one another under one key. */
  readonly waiting: number
  /** How many keys are remembered; beyond it the oldest are forgotten. */
  readonly keys: number
}

export const ATTEMPT_LIMITS: AttemptLimits = {
  failures: 8,
  windowMs: 60_000,
  longestMs: 15 * 60_000,
  waiting: 50,
  keys: 20_000,
}

/** Too many failures: one may try again after a while. */
export class TooManyAttempts extends ReportError {
  readonly waitMs: number
  constructor(waitMs: number) {
    super('too-many-requests', `Thử lại được sau ${inWords(waitMs)}.`)
    this.name = 'TooManyAttempts'
    this.waitMs = waitMs
  }
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return seconds <= 90 ? `${seconds} giây` : `${Math.ceil(seconds / 60)} phút`
}

type Record = { failures: number; rounds: number; until: number; waiting: number; last: Promise<unknown> }

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

  /** Runs `attempt` in its turn. Throws TooManyAttempts without running it. Only wrong credentials are failures. */
  async run<T>(key: string, attempt: () => Promise<T>): Promise<T> {
    const record = this.#recordOf(key)
    if (record.waiting >= this.#limits.waiting) throw new TooManyAttempts(this.#limits.windowMs)
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
    this.#forgive(record)
    if (record.failures >= this.#limits.failures) throw new TooManyAttempts(record.until - this.#now())
    try {
      const result = await attempt()
      record.failures = 0
      record.rounds = 0
      return result
    } catch (error) {
      if (isWrong(error)) this.#count(record)
      throw error
    }
  }

  #count(record: Record): void {
    record.failures += 1
    if (record.failures >= this.#limits.failures) record.rounds += 1
    const wait = this.#limits.windowMs * 2 ** Math.max(0, record.rounds - 1)
    record.until = this.#now() + Math.min(wait, this.#limits.longestMs)
  }

  /** What was done wrong is forgotten after the wait; that it was done again and again, after a longer one. */
  #forgive(record: Record): void {
    const now = this.#now()
    if (record.until <= now) record.failures = 0
    if (record.until + 2 * this.#limits.longestMs <= now) record.rounds = 0
  }

  #recordOf(key: string): Record {
    const record = this.#records.get(key) ?? {
      failures: 0,
      rounds: 0,
      until: 0,
      waiting: 0,
      last: Promise.resolve(),
    }
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

/** Whether an attempt failed by what was typed, and not by the disk or by another limit. */
export function isWrong(error: unknown): boolean {
  return error instanceof ReportError && error.code === 'wrong-credentials'
}
