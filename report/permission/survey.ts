import * as Y from 'yjs'
import { must } from '../must.ts'
import { Places } from './places.ts'
import type { DeletedRange, ReadUpdate, Struct } from './read-update.ts'
import type { Compartment, Place, Skeleton } from './skeleton.ts'

/** What an update does to a report, as far as rights depend on it. */
export type Survey = {
  readonly places: Places
  /** Whose text it changes; among them those that it announces. */
  readonly content: ReadonlySet<Compartment>
  /** Which attributes of compartments it writes or takes away. */
  readonly attributes: ReadonlyMap<Compartment, ReadonlySet<string>>
  readonly removed: ReadonlySet<Compartment>
  /** It brings nodes directly into the report. */
  readonly adds: boolean
  /** It does what no honest client does; the compartments this would hit, as far as they can be told. */
  readonly astray: ReadonlySet<Compartment | undefined>
}

/** Finds out what an update would do, without applying it. What the document has already does not count. */
export function surveyUpdate(
  doc: Y.Doc,
  root: Y.XmlFragment,
  skeleton: Skeleton,
  update: ReadUpdate,
): Survey {
  const survey = new Surveyor(new Places(doc, root, skeleton, update))
  for (const { client, structs } of update.blocks) {
    const state = Y.getState(doc.store, client)
    for (const struct of structs) {
      if (struct.kind !== 'item') continue
      if (struct.clock + struct.length <= state) {
        survey.noteCut(struct)
        continue
      }
      const place = survey.places.of(client, struct)
      // What was removed before it was sent is no compartment any more.
      if (place.type !== 'root') survey.note(place)
      else if (struct.content !== 'gone') survey.adds = true
    }
  }
  for (const range of update.deletions) {
    forEachLiving(doc, range, (item) => {
      const place = survey.places.ofItem(item)
      if (place.type !== 'root') survey.note(place)
      else survey.removed.add(must(skeleton.at(item), 'a living compartment in the outline'))
    })
  }
  return survey
}

class Surveyor implements Survey {
  readonly places: Places
  readonly content = new Set<Compartment>()
  readonly attributes = new Map<Compartment, Set<string>>()
  readonly removed = new Set<Compartment>()
  readonly astray = new Set<Compartment | undefined>()
  adds = false

  constructor(places: Places) {
    this.places = places
  }

  noteCut(known: Struct): void {
    const cut = this.places.cutBy(known)
    if (cut && cut.type !== 'root') this.note(cut)
  }

  note(place: Exclude<Place, { type: 'root' }>): void {
    switch (place.type) {
      case 'content':
        this.content.add(place.of)
        return
      case 'attribute': {
        const keys = this.attributes.get(place.of)
        if (keys) keys.add(place.key)
        else this.attributes.set(place.of, new Set([place.key]))
        return
      }
      case 'astray':
        this.astray.add(place.of)
        return
      case 'nowhere':
    }
  }
}

/** The items in a range that are not deleted yet, whole or in part. */
export function forEachLiving(
  doc: Y.Doc,
  { client, clock, length }: DeletedRange,
  visit: (item: Y.Item) => void,
): void {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= Y.getState(doc.store, client)) return
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = must(structs[index], 'an index inside the list')
    if (struct.id.clock >= clock + length) return
    if (struct instanceof Y.Item && !struct.deleted) visit(struct)
  }
}
