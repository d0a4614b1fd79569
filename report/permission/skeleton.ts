import * as Y from 'yjs'
import { levelOf } from '../level.ts'
import { must } from '../must.ts'
import { NODE } from '../schema/names.ts'
import { PREAMBLE_ID } from './rights.ts'

/**
 * A direct child of the report as Yjs knows it, in the document or about to come: what has an identity while ids, which
 * are attributes, may be missing, double or changing. The places in it are made once, so that they compare by identity.
 */
export class Compartment {
  /** The node that stands in the document; undefined while an update only announces it. */
  readonly item: Y.Item | undefined
  readonly content: Place = { type: 'content', of: this }
  readonly #attributes = new Map<string, Place>()

  constructor(item: Y.Item | undefined) {
    this.item = item
  }

  attribute(key: string): Place {
    const known = this.#attributes.get(key)
    if (known) return known
    const place: Place = { type: 'attribute', of: this, key }
    this.#attributes.set(key, place)
    return place
  }
}

/** Where a struct stands. */
export type Place =
  | { readonly type: 'content'; readonly of: Compartment }
  | { readonly type: 'attribute'; readonly of: Compartment; readonly key: string }
  /** Directly in the report: it is a compartment, or was one. */
  | { readonly type: 'root' }
  /** Beside or in what is gone: nobody will ever see it. */
  | { readonly type: 'nowhere'; readonly collected: boolean }
  /** Where no honest client's edit can stand: half here and half there, or an attribute of the report itself. */
  | { readonly type: 'astray'; readonly of: Compartment | undefined }

type Attributes = Readonly<Record<string, unknown>>

/** A compartment as the outline sees it. */
export type OutlineEntry = {
  readonly compartment: Compartment
  /** `stray`: what the schema does not know directly in a report; the server brings it home when it is idle. */
  readonly kind: 'preamble' | 'section' | 'stray'
  /** How rights and the audit call it; '' for what has no proper name. */
  readonly id: string
  readonly level: number
  readonly attributes: Attributes
}

/** The outline of a report at one moment. */
export class Skeleton {
  readonly entries: readonly OutlineEntry[]
  readonly #byItem = new Map<Y.Item, Compartment>()
  readonly #places = new Map<Compartment, number>()

  constructor(entries: readonly OutlineEntry[]) {
    this.entries = entries
    for (const [index, { compartment }] of entries.entries()) {
      if (compartment.item) this.#byItem.set(compartment.item, compartment)
      this.#places.set(compartment, index)
    }
  }

  /** The compartment that this node is; undefined when it was removed. */
  at(item: Y.Item): Compartment | undefined {
    return this.#byItem.get(item)
  }

  has(compartment: Compartment): boolean {
    return this.#places.has(compartment)
  }

  entryOf(compartment: Compartment): OutlineEntry {
    return must(this.entries[this.orderOf(compartment)], 'an entry of the outline')
  }

  /** Its place in the order of the text. */
  orderOf(compartment: Compartment): number {
    return must(this.#places.get(compartment), 'a compartment of this outline')
  }
}

/** Reads the outline from the root of a report; `compartmentOf` says which compartment a node is. */
export function readSkeleton(
  root: Y.XmlFragment,
  compartmentOf: (item: Y.Item) => Compartment = (item) => new Compartment(item),
): Skeleton {
  const entries: OutlineEntry[] = []
  const { _start } = root
  let hasPreamble = false
  for (let item = _start; item; item = item.right) {
    if (item.deleted) continue
    const entry = entryOf(item, compartmentOf(item), hasPreamble)
    hasPreamble ||= entry.kind === 'preamble'
    entries.push(entry)
  }
  return new Skeleton(entries)
}

function entryOf(item: Y.Item, compartment: Compartment, hasPreamble: boolean): OutlineEntry {
  const child: unknown = item.content instanceof Y.ContentType ? item.content.type : undefined
  const name = child instanceof Y.XmlElement ? child.nodeName : undefined
  const attributes: Attributes = child instanceof Y.XmlElement ? child.getAttributes() : {}
  if (name === NODE.preamble && !hasPreamble) {
    return { compartment, kind: 'preamble', id: PREAMBLE_ID, level: 0, attributes }
  }
  if (name !== NODE.section) return { compartment, kind: 'stray', id: '', level: 0, attributes }
  const { id, level } = attributes
  return {
    compartment,
    kind: 'section',
    id: typeof id === 'string' ? id : '',
    level: levelOf(level),
    attributes,
  }
}
