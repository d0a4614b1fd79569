import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { must } from '../must.ts'
import { FRAGMENT } from '../schema/names.ts'
import type { ReadUpdate, Struct } from './read-update.ts'
import type { Refusals } from './refusals.ts'
import { type Fate, rewriteUpdate, writeDeletions } from './rewrite-update.ts'
import { type Compartment, type OutlineEntry, readSkeleton, Skeleton } from './skeleton.ts'
import type { Survey } from './survey.ts'

/** The outline as it would be with an update. */
export type OutlineAfter = {
  readonly skeleton: Skeleton
  /** The title that a section of the document would have. */
  readonly titleOf: (entry: OutlineEntry) => unknown
}

export const TITLE = 'title'

/**
 * The outline as it would be with what of the update is not refused. Attributes of the sections that the document has are
 * those of now: whoever may change another one than the title is not asked about the outline.
 */
export function outlineAfter(
  root: Y.XmlFragment,
  before: Skeleton,
  update: ReadUpdate,
  survey: Survey,
  refusals: Refusals,
): OutlineAfter {
  const renamed = [...survey.attributes.keys()].filter(
    (compartment) =>
      compartment.item && !survey.removed.has(compartment) && survey.attributes.get(compartment)?.has(TITLE),
  )
  if (survey.adds || renamed.length > 0) {
    return new Miniature(root, before, update, survey, refusals).after(renamed)
  }
  const entries = before.entries.filter(
    ({ compartment }) => !survey.removed.has(compartment) || refusals.has(compartment),
  )
  return { skeleton: new Skeleton(entries), titleOf: ({ attributes }) => attributes[TITLE] }
}

/**
 * A document that holds of the report only what stands directly in it, and titles where titles change; all else is one
 * piece of garbage between two ids. Yjs itself puts the update's nodes into it, so they stand where they will stand in the report.
 */
class Miniature {
  readonly #root: Y.XmlFragment
  readonly #before: Skeleton
  readonly #update: ReadUpdate
  readonly #survey: Survey
  readonly #refusals: Refusals

  constructor(root: Y.XmlFragment, before: Skeleton, update: ReadUpdate, survey: Survey, refusals: Refusals) {
    this.#root = root
    this.#before = before
    this.#update = update
    this.#survey = survey
    this.#refusals = refusals
  }

  after(renamed: readonly Compartment[]): OutlineAfter {
    const doc = new Y.Doc()
    const items = [...itemsOf(this.#root), ...renamed.flatMap(titlesOf)]
    Y.applyUpdate(doc, this.#encode(items))
    const edit = rewriteUpdate(
      this.#update,
      (client, struct) => this.#fateOf(client, struct),
      this.#refusals.keptDeletions(this.#update),
    )
    Y.applyUpdate(doc, edit)
    return this.#read(doc.getXmlFragment(FRAGMENT))
  }

  #read(root: Y.XmlFragment): OutlineAfter {
    const titles = new Map<Compartment, unknown>()
    const read = readSkeleton(root, ({ id }) => this.#compartmentAt(id))
    const entries = read.entries.map((entry) => {
      if (!entry.compartment.item) return entry
      titles.set(entry.compartment, entry.attributes[TITLE])
      return this.#before.entryOf(entry.compartment)
    })
    const titleOf = ({ compartment, attributes }: OutlineEntry) =>
      this.#survey.attributes.get(compartment)?.has(TITLE) ? titles.get(compartment) : attributes[TITLE]
    return { skeleton: new Skeleton(entries), titleOf }
  }

  #compartmentAt(id: Y.ID): Compartment {
    const { places } = this.#survey
    const struct = places.broughtBy(id)
    if (struct) return places.announced(struct)
    const item = must(places.inDocument(id), 'a node of the report')
    return must(this.#before.at(item), 'a compartment of the outline')
  }

  /** Of the update only what stands directly in the report counts here, and the attributes that matter. */
  #fateOf(client: number, struct: Struct): Fate {
    if (struct.kind !== 'item') return 'keep'
    if (struct.clock + struct.length <= Y.getState(this.#store(), client)) return 'collect'
    const place = this.#survey.places.of(client, struct)
    const matters =
      place.type === 'root' || (place.type === 'attribute' && (!place.of.item || place.key === TITLE))
    return matters ? this.#refusals.fateOf(client, struct) : 'collect'
  }

  #store(): Y.Doc['store'] {
    return must(this.#root.doc, 'a report in a document').store
  }

  /** These items, with garbage in place of all others that their clients and those of the update wrote. */
  #encode(items: readonly Y.Item[]): Uint8Array {
    const byClient = new Map<number, Y.Item[]>(this.#update.blocks.map(({ client }) => [client, []]))
    for (const item of items) {
      const own = byClient.get(item.id.client)
      if (own) own.push(item)
      else byClient.set(item.id.client, [item])
    }
    const blocks = [...byClient].filter(([client]) => Y.getState(this.#store(), client) > 0)
    const encoder = new Y.UpdateEncoderV1()
    encoding.writeVarUint(encoder.restEncoder, blocks.length)
    for (const [client, own] of blocks) this.#writeBlock(encoder, client, own)
    writeDeletions(
      encoder.restEncoder,
      // Where undo may want it back, a page keeps the content of what was deleted.
      items.filter(({ deleted }) => deleted).map(({ id, length }) => ({ ...id, length })),
    )
    return encoder.toUint8Array()
  }

  #writeBlock(encoder: Y.UpdateEncoderV1, client: number, items: Y.Item[]): void {
    const structs: (Y.Item | Y.GC)[] = []
    let clock = 0
    const fillTo = (next: number): void => {
      if (next > clock) structs.push(new Y.GC(Y.createID(client, clock), next - clock))
      clock = next
    }
    for (const item of items.sort((a, b) => a.id.clock - b.id.clock)) {
      fillTo(item.id.clock)
      structs.push(item)
      clock += item.length
    }
    fillTo(Y.getState(this.#store(), client))
    encoding.writeVarUint(encoder.restEncoder, structs.length)
    encoder.writeClient(client)
    encoding.writeVarUint(encoder.restEncoder, 0)
    for (const struct of structs) struct.write(encoder, 0)
  }
}

/** What stands and stood directly in the report. */
function itemsOf(root: Y.XmlFragment): Y.Item[] {
  const items: Y.Item[] = []
  const { _start } = root
  for (let item = _start; item; item = item.right) items.push(item)
  return items
}

/** The title of a section and those it had before. */
function titlesOf({ item }: Compartment): Y.Item[] {
  const titles: Y.Item[] = []
  const type = item?.content instanceof Y.ContentType ? item.content.type : undefined
  if (!type) return titles
  const { _map } = type
  for (let title = _map.get(TITLE) ?? null; title; title = title.left) titles.push(title)
  return titles
}
