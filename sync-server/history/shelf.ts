/** The things that were asked for last, as long as they weigh no more than `most` together. */
export class Shelf<T> {
  readonly #most: number
  readonly #things = new Map<string, { readonly thing: T; readonly weight: number }>()
  #weight = 0

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): T | undefined {
    const kept = this.#things.get(key)
    if (!kept) return undefined
    // A Map keeps the order of insertion: what is used goes to its end.
    this.#things.delete(key)
    this.#things.set(key, kept)
    return kept.thing
  }

  /** In the order in which they were asked for. */
  *things(): Iterable<T> {
    for (const { thing } of this.#things.values()) yield thing
  }

  put(key: string, thing: T, weight: number): void {
    this.#remove(key)
    this.#things.set(key, { thing, weight })
    this.#weight += weight
    for (const oldest of this.#things.keys()) {
      if (this.#weight <= this.#most) return
      this.#remove(oldest)
    }
  }

  #remove(key: string): void {
    this.#weight -= this.#things.get(key)?.weight ?? 0
    this.#things.delete(key)
  }
}
