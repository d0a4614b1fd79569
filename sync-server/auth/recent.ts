/**
 * Answers that stay true for a moment. A thousand sockets that come back after a restart ask for the same few sessions
 * and memberships; each is looked up once, and whoever asks meanwhile waits for that one answer.
 */
export class Recent<T> {
  readonly #forMs: number
  readonly #now: () => number
  readonly #answers = new Map<string, { readonly until: number; readonly answer: Promise<T> }>()

  constructor(forMs: number, now: () => number) {
    this.#forMs = forMs
    this.#now = now
  }

  get(key: string, look: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key)
    if (known && known.until > this.#now()) return known.answer
    const answer = look()
    this.#answers.set(key, { until: this.#now() + this.#forMs, answer })
    answer.catch(() => this.#answers.delete(key))
    if (this.#answers.size > KEPT) this.#dropStale()
    return answer
  }

  /** Forgets everything: something changed, and the next to ask must be told the truth. */
  clear(): void {
    this.#answers.clear()
  }

  #dropStale(): void {
    const now = this.#now()
    for (const [key, { until }] of this.#answers) if (until <= now) this.#answers.delete(key)
    if (this.#answers.size > KEPT) this.#answers.clear()
  }
}

const KEPT = 10_000
