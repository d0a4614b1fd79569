/**
 * How many of a socket's sync frames are settled, counted as `121` does: from the first, without a gap. Frames are
 * settled in any order (a commit, a refusal, an edit that had to be asked for again); the count moves when the oldest
 * open one is.
 */
export class Settlement {
  #received = 0
  readonly #open = new Set<number>()

  /** A sync frame came: its ordinal, counting from 1. */
  receive(): number {
    this.#received += 1
    this.#open.add(this.#received)
    return this.#received
  }

  settle(frame: number): void {
    this.#open.delete(frame)
  }

  /** All frames up to this one are settled. */
  get settled(): number {
    // A Set keeps the order of insertion, so its first is the oldest.
    for (const oldest of this.#open) return oldest - 1
    return this.#received
  }

  get waiting(): number {
    return this.#open.size
  }
}
