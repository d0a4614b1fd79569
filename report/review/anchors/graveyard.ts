import type * as Y from 'yjs'
import { RangeIndex } from './range-index.ts'
import type { Stretch } from './text-change.ts'

/** So much of what was deleted is remembered; whoever undoes more than that has a long memory. */
const MOST_UNITS = 500_000
/** Each is looked at whenever words come. */
const MOST_GRAVES = 10_000

/** Words of anchors that went and did not come back yet, each with what was deleted together with it. */
export class Graveyard {
  readonly #graves = new Set<Stretch>()
  readonly #index = new RangeIndex<Stretch>()
  #units = 0

  get isEmpty(): boolean {
    return this.#graves.size === 0
  }

  bury(stretch: Stretch): void {
    if (stretch.run.text === '' || this.#graves.has(stretch)) return
    this.#graves.add(stretch)
    this.#units += stretch.run.text.length
    for (const range of stretch.run.chars) this.#index.add(range, stretch)
    for (const oldest of this.#graves) {
      const isFull = this.#units > MOST_UNITS || this.#graves.size > MOST_GRAVES
      if (!isFull || oldest === stretch) break
      this.forget(oldest)
    }
  }

  forget(stretch: Stretch): void {
    if (!this.#graves.delete(stretch)) return
    this.#units -= stretch.run.text.length
    for (const range of stretch.run.chars) this.#index.delete(range, stretch)
  }

  /** The last to be buried first. */
  all(): Stretch[] {
    return [...this.#graves].toReversed()
  }

  holds({ client, clock }: Y.ID): boolean {
    const holders = new Set<Stretch>()
    this.#index.collect([client, clock, 1], holders)
    return holders.size > 0
  }
}
