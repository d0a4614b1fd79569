import * as Y from 'yjs'
import { must } from '../must.ts'
import type { Id, ReadUpdate, Struct } from './read-update.ts'
import { Compartment, type Place, type Skeleton } from './skeleton.ts'

const ROOT: Place = { type: 'root' }
/** Yjs will make garbage of it, wherever it says to stand. */
const COLLECTED: Place = { type: 'nowhere', collected: true }
const DEAD: Place = { type: 'nowhere', collected: false }
const NO_PLACE: Place = { type: 'astray', of: undefined }

type Found = { readonly client: number; readonly struct: Struct }

/**
 * Where the structs of an update stand and will stand. It follows `Item.getMissing` of yjs 13.6: a struct stands where it
 * says, or else where its neighbours stand, and nowhere when one of them is garbage.
 */
export class Places {
  readonly #doc: Y.Doc
  readonly #root: Y.XmlFragment
  readonly #skeleton: Skeleton
  readonly #update: ReadUpdate
  #blocks: ReadonlyMap<number, readonly Struct[]> | undefined
  readonly #resolved = new Map<Struct, Place>()
  readonly #announced = new Map<Struct, Compartment>()

  constructor(doc: Y.Doc, root: Y.XmlFragment, skeleton: Skeleton, update: ReadUpdate) {
    this.#doc = doc
    this.#root = root
    this.#skeleton = skeleton
    this.#update = update
  }

  /** Where a struct that the update brings will stand. */
  of(client: number, struct: Struct): Place {
    const known = this.#resolved.get(struct)
    if (known) return known
    const stack: Found[] = [{ client, struct }]
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const needed = this.#unresolvedOf(top.struct)
      if (needed) {
        // Said for now, so that a ring (which inspection refuses) could not hold this up for ever.
        this.#resolved.set(needed.struct, NO_PLACE)
        stack.push(needed)
      } else {
        this.#resolved.set(top.struct, this.#resolve(top))
        stack.pop()
      }
    }
    return must(this.#resolved.get(struct), 'a place')
  }

  /** Where an item of the document stands. */
  ofItem(item: Y.Item): Place {
    const { parent, parentSub } = item
    if (parent === this.#root) return parentSub === null ? ROOT : NO_PLACE
    const holder = parent instanceof Y.AbstractType ? itemOf(parent) : null
    return holder ? this.#below(holder, parentSub ?? undefined) : NO_PLACE
  }

  /**
   * Where Yjs would cut a letter of two code units in halves for the neighbours of a struct that it has already: it
   * looks them up before it sees that there is nothing to do, and what is cut reads as two question marks.
   */
  cutBy({ origin, rightOrigin }: Struct): Place | undefined {
    const before = rightOrigin && { client: rightOrigin.client, clock: rightOrigin.clock - 1 }
    for (const id of [origin, before]) {
      const item = id && this.inDocument(id)
      if (item && !item.deleted && isHighSurrogate(item, id.clock)) return this.ofItem(item)
    }
    return undefined
  }

  /** The compartment that a struct directly in the report announces. */
  announced(struct: Struct): Compartment {
    const known = this.#announced.get(struct)
    if (known) return known
    const compartment = new Compartment(undefined)
    this.#announced.set(struct, compartment)
    return compartment
  }

  /** The struct of the update that brings this id; undefined when the document has it already. */
  broughtBy({ client, clock }: Id): Struct | undefined {
    if (clock < Y.getState(this.#doc.store, client)) return undefined
    this.#blocks ??= new Map(this.#update.blocks.map((block) => [block.client, block.structs]))
    const structs = this.#blocks.get(client)
    return structs && structAt(structs, clock)
  }

  /** The item of the document with this id, unless it was collected or is not there. */
  inDocument({ client, clock }: Id): Y.Item | undefined {
    const structs = this.#doc.store.clients.get(client)
    if (!structs || clock < 0 || clock >= Y.getState(this.#doc.store, client)) return undefined
    const struct = structs[Y.findIndexSS(structs, clock)]
    return struct instanceof Y.Item ? struct : undefined
  }

  #unresolvedOf({ origin, rightOrigin, parent }: Struct): Found | undefined {
    return (
      (origin && this.#unresolved(origin)) ??
      (rightOrigin && this.#unresolved(rightOrigin)) ??
      (typeof parent === 'object' ? this.#unresolved(parent) : undefined)
    )
  }

  #unresolved(id: Id): Found | undefined {
    const struct = this.broughtBy(id)
    return struct && !this.#resolved.has(struct) ? { client: id.client, struct } : undefined
  }

  #resolve({ client, struct }: Found): Place {
    const place = this.#declared(struct)
    const state = Y.getState(this.#doc.store, client)
    if (struct.clock >= state || place.type === 'nowhere') return place
    // Yjs chains the rest of a struct that it has in part to that part, wherever the struct says to stand.
    const beginning = this.inDocument({ client, clock: state - 1 })
    return beginning && this.ofItem(beginning) === place ? place : astray(place)
  }

  #declared({ kind, parent, key, origin, rightOrigin }: Struct): Place {
    if (kind !== 'item') return COLLECTED
    if (typeof parent === 'string') return key === undefined ? ROOT : NO_PLACE
    if (parent) return this.#inside(parent, key)
    const left = origin && this.#at(origin)
    const right = rightOrigin && this.#at(rightOrigin)
    if (isCollected(left) || isCollected(right)) return besideGarbage(left, right)
    // A list ends where its parent does: neighbours in two lists are a forger's.
    if (left && right && left !== right) return astray(left)
    return left ?? right ?? NO_PLACE
  }

  /** Where the neighbour with this id stands. */
  #at(id: Id): Place {
    const struct = this.broughtBy(id)
    if (struct) return this.#resolved.get(struct) ?? NO_PLACE
    const item = this.inDocument(id)
    return item ? this.ofItem(item) : COLLECTED
  }

  /** Inside the type with this id. */
  #inside(id: Id, key: string | undefined): Place {
    const struct = this.broughtBy(id)
    if (struct) return this.#insideOf(struct, key)
    const item = this.inDocument(id)
    return item?.content instanceof Y.ContentType ? this.#below(item, key) : COLLECTED
  }

  #insideOf(struct: Struct, key: string | undefined): Place {
    if (!struct.isType) return COLLECTED
    const place = this.#resolved.get(struct) ?? NO_PLACE
    if (place.type !== 'root') return place
    const compartment = this.announced(struct)
    return key === undefined ? compartment.content : compartment.attribute(key)
  }

  /** Inside a type of the document: one walk up to the report. */
  #below(holder: Y.Item, key: string | undefined): Place {
    let item = holder
    for (;;) {
      if (item.deleted) return DEAD
      const { parent } = item
      if (!(parent instanceof Y.AbstractType)) return NO_PLACE
      if (parent === this.#root) break
      const above = itemOf(parent)
      if (!above) return NO_PLACE
      item = above
    }
    const compartment = this.#skeleton.at(item)
    if (!compartment) return DEAD
    return key !== undefined && item === holder ? compartment.attribute(key) : compartment.content
  }
}

/** The item that holds a type; null for the report itself. */
function itemOf({ _item }: Y.AbstractType<unknown>): Y.Item | null {
  return _item
}

function isHighSurrogate({ content, id }: Y.Item, clock: number): boolean {
  if (!(content instanceof Y.ContentString)) return false
  const unit = content.str.charCodeAt(clock - id.clock)
  const isLast = clock === id.clock + content.str.length - 1
  return !isLast && unit >= 0xd800 && unit <= 0xdbff
}

function isCollected(place: Place | undefined): boolean {
  return place?.type === 'nowhere' && place.collected
}

/** What was in one list is collected together; and Yjs splits the living neighbour also when the struct comes to nothing. */
function besideGarbage(...neighbours: readonly (Place | undefined)[]): Place {
  const living = neighbours.find((place) => place && place.type !== 'nowhere')
  return living ? astray(living) : COLLECTED
}

function astray(place: Place): Place {
  return place.type === 'content' || place.type === 'attribute' ? { type: 'astray', of: place.of } : NO_PLACE
}

function structAt(structs: readonly Struct[], clock: number): Struct | undefined {
  let low = 0
  let high = structs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (must(structs[middle], 'an index inside the list').clock <= clock) low = middle + 1
    else high = middle
  }
  const struct = structs[low - 1]
  return struct && clock < struct.clock + struct.length ? struct : undefined
}
