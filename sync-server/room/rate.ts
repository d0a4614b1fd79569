/** A token bucket: `perSecond` flow in, up to `burst` are kept. */
export class Rate {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(limit: { readonly perSecond: number; readonly burst: number }, now: number) {
    this.#perSecond = limit.perSecond
    this.#burst = limit.burst
    this.#tokens = limit.burst
    this.#at = now
  }

  /** Takes `amount`, or answers false when there is not as much. */
  take(amount: number, now: number): boolean {
    const elapsed = Math.max(0, now - this.#at)
    this.#at = now
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed * this.#perSecond) / 1000)
    if (amount > this.#tokens) return false
    this.#tokens -= amount
    return true
  }
}
