import * as Y from 'yjs'
import { must } from '../must.ts'
import type { DeletedRange, ReadUpdate, Struct } from './read-update.ts'
import type { Fate } from './rewrite-update.ts'
import type { Compartment, Place, Skeleton } from './skeleton.ts'
import { forEachLiving, type Survey } from './survey.ts'

/** Which parts of an update are to stay away. */
export class Refusals {
  readonly #doc: Y.Doc
  readonly #skeleton: Skeleton
  readonly #survey: Survey
  readonly #whole = new Set<Compartment>()
  readonly #attributes = new Set<Place>()

  constructor(doc: Y.Doc, skeleton: Skeleton, survey: Survey) {
    this.#doc = doc
    this.#skeleton = skeleton
    this.#survey = survey
  }

  /** All that the update does to a compartment, also that it brings or removes it. */
  refuse(compartment: Compartment): void {
    this.#whole.add(compartment)
  }

  refuseAttribute(compartment: Compartment, key: string): void {
    this.#attributes.add(compartment.attribute(key))
  }

  /** Is all of it refused already, or at least this attribute? */
  has(compartment: Compartment, attribute?: string): boolean {
    if (this.#whole.has(compartment)) return true
    return attribute !== undefined && this.#attributes.has(compartment.attribute(attribute))
  }

  /** What becomes of a struct of the update. */
  fateOf(client: number, struct: Struct): Fate {
    if (struct.kind !== 'item') return 'keep'
    // The document has it: nothing will be made of it.
    if (struct.clock + struct.length <= this.#state(client)) return 'collect'
    const place = this.#survey.places.of(client, struct)
    if (place.type !== 'root') return this.#keeps(place) ? 'keep' : 'collect'
    return this.#whole.has(this.#survey.places.announced(struct)) ? 'bury' : 'keep'
  }

  /** The deletions of the update without those that are to stay away. */
  keptDeletions({ deletions }: ReadUpdate): DeletedRange[] {
    return deletions.flatMap((range) => this.#keptOf(range))
  }

  #keptOf(range: DeletedRange): DeletedRange[] {
    const kept: DeletedRange[] = []
    let from = range.clock
    const leaveOut = (clock: number, length: number): void => {
      if (clock > from) kept.push({ client: range.client, clock: from, length: clock - from })
      from = Math.max(from, clock + length)
    }
    forEachLiving(this.#doc, range, (item) => {
      if (!this.#keepsDeletionOf(item)) leaveOut(item.id.clock, item.length)
    })
    leaveOut(range.clock + range.length, 0)
    return kept
  }

  #keepsDeletionOf(item: Y.Item): boolean {
    const place = this.#survey.places.ofItem(item)
    if (place.type !== 'root') return this.#keeps(place)
    return !this.#whole.has(must(this.#skeleton.at(item), 'a living compartment in the outline'))
  }

  #keeps(place: Exclude<Place, { type: 'root' }>): boolean {
    if (place.type === 'nowhere') return true
    return place.type !== 'astray' && !this.#whole.has(place.of) && !this.#attributes.has(place)
  }

  #state(client: number): number {
    return Y.getState(this.#doc.store, client)
  }
}
