import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { LARGEST_SPAN, NODE } from '../../report/schema/names.ts'
import { mayStandIn } from '../../report/schema/nesting.ts'
import { Contention } from './contention.ts'
import {
  type DeletedRange,
  type Content,
  type Id,
  type ReadUpdate,
  readUpdate,
  type Struct,
  type StructBlock,
  UnreadableUpdate,
} from '../../report/permission/read-update.ts'

/** How many items may be passed until all structs of an update have their places: half a second's work here and in every browser. */
const MAX_STEPS = 500_000

/** What an update is to a document, found without touching the document. */
export type Inspection =
  | {
      readonly type: 'news'
      /** As it was read, for whoever judges it further. */
      readonly update: ReadUpdate
      /** The client ids whose clock it moves: they must belong to who sent it. */
      readonly clients: readonly ClientSpan[]
      /** It brings nodes, not only text: ids may need repair afterwards. */
      readonly structural: boolean
      /** It only deletes. */
      readonly deletesOnly: boolean
    }
  /** Every struct is known, every deletion done. */
  | { readonly type: 'nothing-new' }
  /** It builds on this struct, which the document does not have. */
  | { readonly type: 'missing'; readonly dependency: Id }
  /** No honest client sends this. */
  | { readonly type: 'bad'; readonly reason: string }

export type ClientSpan = { readonly client: number; readonly from: number; readonly to: number }

export type InspectLimits = {
  /** Elements inside elements. */
  readonly depth: number
  readonly maxStructs: number
  /** The only root type that may be written. */
  readonly root: string
}

/**
 * Judges an update against a document, so that `Y.applyUpdate` afterwards can neither throw, nor leave part of it
 * waiting, nor nest deeper than anybody can walk. It follows the order in which Yjs will integrate the structs
 * (`integrateStructs` in yjs 13.6 src/utils/encoding.js) and asks of each what Yjs takes for granted.
 *
 * Honest clients do send structs without content of their own (GC, ContentDeleted: typed and deleted before they
 * synced), Skips over what the server has (a merge of pending updates), structs that the server knows wholly or in part
 * (a repeated or overlapping step 2), and in step 2 every deletion they know of.
 */
export function inspectUpdate(doc: Y.Doc, bytes: Uint8Array, limits: InspectLimits): Inspection {
  let update: ReadUpdate
  try {
    update = readUpdate(bytes, limits.maxStructs)
  } catch (error) {
    if (error instanceof UnreadableUpdate) return { type: 'bad', reason: error.message }
    throw error
  }
  return new Rehearsal(doc, update, limits).judge()
}

/** An integration that is only pretended: how far each client's clock would come. */
class Rehearsal {
  readonly #doc: Y.Doc
  readonly #update: ReadUpdate
  readonly #limits: InspectLimits
  readonly #runs = new Map<number, Run>()
  readonly #containers: Containers
  readonly #contention: Contention
  #places: Places | undefined

  constructor(doc: Y.Doc, update: ReadUpdate, limits: InspectLimits) {
    this.#doc = doc
    this.#update = update
    this.#limits = limits
    this.#containers = new Containers(doc, update.bytes)
    this.#contention = new Contention(doc)
  }

  judge(): Inspection {
    const { blocks, deletions, types } = this.#update
    if (types > 0) this.#places = new Places(this.#doc, blocks)
    for (const block of blocks) this.#runs.set(block.client, this.#startOf(block))
    for (const run of this.#runs.values()) {
      const problem = this.#integrate(run)
      if (problem) return problem
    }
    for (const range of deletions) {
      if (range.clock + range.length > this.#known(range.client)) {
        return missing({ client: range.client, clock: this.#known(range.client) })
      }
    }
    return this.#verdict()
  }

  #verdict(): Inspection {
    const clients: ClientSpan[] = []
    for (const run of this.#runs.values()) {
      if (run.known > run.state) clients.push({ client: run.client, from: run.state, to: run.known })
    }
    if (clients.length === 0 && this.#update.deletions.every((range) => isDeleted(this.#doc, range))) {
      return { type: 'nothing-new' }
    }
    return {
      type: 'news',
      update: this.#update,
      clients,
      structural: this.#update.types > 0,
      deletesOnly: clients.length === 0,
    }
  }

  #startOf({ client, structs }: StructBlock): Run {
    const state = Y.getState(this.#doc.store, client)
    return { client, structs, state, known: state, next: 0, waiting: false }
  }

  /** Brings one client's structs as far as they go; others, where they build on those, just far enough. */
  #integrate(first: Run): Inspection | undefined {
    const stack = [first]
    for (let run = stack.at(-1); run; run = stack.at(-1)) {
      const struct = run.structs[run.next]
      if (!struct) {
        stack.pop()
        continue
      }
      const needed = this.#neededBy(run, struct)
      if (needed) {
        const other = this.#runs.get(needed.client)
        if (other === run && needed.clock >= struct.clock && struct.clock <= run.known) {
          return bad('it builds on what comes after it')
        }
        // Waiting already: they wait for each other, which no history can have.
        if (!other || other === run || other.waiting || other.next >= other.structs.length)
          return missing(needed)
        run.waiting = true
        stack.push(other)
        continue
      }
      const problem = this.#take(run, struct)
      if (problem) return problem
      if (stack.length > 1) stack.pop()
      must(stack.at(-1), 'a run on the stack').waiting = false
    }
    return undefined
  }

  /** The first thing this struct builds on that is not there yet. */
  #neededBy(run: Run, struct: Struct): Id | undefined {
    if (struct.kind === 'skip') return undefined
    if (struct.clock > run.known) return { client: run.client, clock: run.known }
    for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
      if (id === undefined || typeof id === 'string') continue
      // Yjs does not ask this of a client's own earlier structs, and throws half way when they are later ones.
      const known = id.client === run.client ? Math.min(struct.clock, run.known) : this.#known(id.client)
      if (id.clock >= known) return id
    }
    return undefined
  }

  #take(run: Run, struct: Struct): Inspection | undefined {
    run.next += 1
    const end = struct.clock + struct.length
    if (struct.kind === 'skip') return undefined
    if (typeof struct.parent === 'string' && struct.parent !== this.#limits.root) {
      return bad('another root than the report')
    }
    if (struct.clock < run.known && end > run.known && this.#wouldJoinGarbage(run, struct)) {
      return bad('it continues in the text what is gone from it')
    }
    const misplaced = this.#containers.take(run.client, struct)
    if (misplaced) return bad(misplaced)
    const depth = this.#places?.take(run.client, struct) ?? 0
    if (struct.isType && depth > this.#limits.depth) return bad('nested too deeply')
    this.#contention.take(run.client, struct, run.known)
    if (this.#contention.steps > MAX_STEPS) return bad('its places are too long to find')
    run.known = Math.max(run.known, end)
    return undefined
  }

  /**
   * A struct of which the server knows a part that was collected since, while what it says it stands in was not: Yjs
   * would follow a neighbour that does not exist. In an honest history the neighbours were collected together.
   */
  #wouldJoinGarbage(run: Run, struct: Struct): boolean {
    if (struct.kind === 'gc') return false
    const last = find(this.#doc, { client: run.client, clock: run.known - 1 })
    if (!(last instanceof Y.GC)) return false
    // An element that went with all it held stays behind as a tombstone, in which nothing can stand either.
    if (typeof struct.parent === 'object' && !isType(find(this.#doc, struct.parent))) return false
    const beside = [struct.origin, struct.rightOrigin].filter((id) => id !== undefined)
    return !beside.some((id) => find(this.#doc, id) instanceof Y.GC)
  }

  #known(client: number): number {
    return this.#runs.get(client)?.known ?? Y.getState(this.#doc.store, client)
  }
}

type Run = {
  readonly client: number
  readonly structs: readonly Struct[]
  /** Where the document is. */
  readonly state: number
  /** Where it would be by now. */
  known: number
  next: number
  waiting: boolean
}

/** How deep each struct of the update stands; a struct without a parent of its own stands beside its origin. */
class Places {
  readonly #doc: Y.Doc
  /** Per client: depth of the structs taken so far, by the clock they begin at. */
  readonly #taken = new Map<number, TakenDepths>()

  constructor(doc: Y.Doc, blocks: readonly StructBlock[]) {
    this.#doc = doc
    for (const { client } of blocks) this.#taken.set(client, { depths: [], starts: [], ends: [] })
  }

  /** Answers the depth of the struct: 1 for what stands directly in the report. */
  take(client: number, struct: Struct): number {
    const depth = this.#depthOf(struct)
    const own = must(this.#taken.get(client), 'a client of the update')
    own.starts.push(struct.clock)
    own.ends.push(struct.clock + struct.length)
    own.depths.push(depth)
    return depth
  }

  #depthOf(struct: Struct): number {
    if (typeof struct.parent === 'string') return 1
    if (struct.parent) return this.#at(struct.parent) + 1
    const beside = struct.origin ?? struct.rightOrigin
    return beside ? this.#at(beside) : 0
  }

  #at(id: Id): number {
    const taken = this.#taken.get(id.client)
    if (taken) {
      const index = lastAtOrBefore(taken.starts, id.clock)
      // Behind its end is what the update skips, because the document has it.
      if (index >= 0 && id.clock < must(taken.ends[index], 'an end for each start')) {
        return must(taken.depths[index], 'a depth for each start')
      }
    }
    return depthInDocument(find(this.#doc, id))
  }
}

/** The kind of content that holds plain values, as a struct's first byte says it. */
const KIND_MASK = 0b0001_1111
const ANY_KIND = 8

type Inside = 'root' | 'element' | 'text' | 'gone'
/** `of`: what the element is called in which it stands; `key`: the attribute that it is a value of. */
type Place = {
  readonly inside: Inside
  readonly of: string | undefined
  readonly key: string | undefined
}
type TakenStruct = {
  readonly place: Place
  readonly content: Content
  readonly name: string | undefined
  readonly end: number
}

/**
 * Is each struct where an editor can read it? Yjs lets any content stand anywhere; but text directly in an element, or
 * an attribute of the report itself, makes the binding of every editor throw, and nobody could open the report again.
 */
class Containers {
  readonly #doc: Y.Doc
  readonly #bytes: Uint8Array
  readonly #taken = new Map<number, { readonly starts: number[]; readonly structs: TakenStruct[] }>()

  constructor(doc: Y.Doc, bytes: Uint8Array) {
    this.#doc = doc
    this.#bytes = bytes
  }

  /** Notes a struct whose neighbours were noted before it. Answers what is wrong with its place, if anything. */
  take(client: number, struct: Struct): string | undefined {
    const place = this.#placeOf(struct)
    const own = this.#taken.get(client) ?? { starts: [], structs: [] }
    this.#taken.set(client, own)
    own.starts.push(struct.clock)
    const { content, name } = struct
    own.structs.push({ place, content, name, end: struct.clock + struct.length })
    return misplacement(place, struct) ?? this.#tooLarge(place, struct)
  }

  /** A cell that reaches over more columns than any table has: editors would count them one by one. */
  #tooLarge({ key }: Place, { content, contentStart, start }: Struct): string | undefined {
    if ((key !== 'colspan' && key !== 'rowspan') || content === 'gone') return undefined
    const reason = 'a cell over more than any table has'
    if (((this.#bytes[start] ?? 0) & KIND_MASK) !== ANY_KIND) return reason
    const decoder = decoding.createDecoder(this.#bytes)
    decoder.pos = contentStart
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const span: unknown = decoding.readAny(decoder)
      if (!Number.isInteger(span) || Number(span) < 1 || Number(span) > LARGEST_SPAN[key]) return reason
    }
    return undefined
  }

  #placeOf(struct: Struct): Place {
    const { key } = struct
    if (typeof struct.parent === 'string') return { inside: 'root', of: undefined, key }
    if (struct.parent) return { ...this.#containerAt(struct.parent), key }
    const beside = struct.origin ?? struct.rightOrigin
    return beside ? this.#placeAt(beside) : NOWHERE
  }

  #placeAt(id: Id): Place {
    const taken = this.#takenAt(id)
    if (taken) return taken.place
    const item = find(this.#doc, id)
    if (!(item instanceof Y.Item)) return NOWHERE
    return { ...containerOf(item.parent), key: item.parentSub ?? undefined }
  }

  /** What kind of container the struct at `id` is. */
  #containerAt(id: Id): Omit<Place, 'key'> {
    const taken = this.#takenAt(id)
    if (taken) {
      const { content, name } = taken
      return content === 'element' || content === 'text' ? { inside: content, of: name } : NOWHERE
    }
    const item = find(this.#doc, id)
    return isType(item) ? containerOf(item.content.type) : NOWHERE
  }

  #takenAt({ client, clock }: Id): TakenStruct | undefined {
    const own = this.#taken.get(client)
    const taken = own?.structs[lastAtOrBefore(own.starts, clock)]
    // Behind its end is what the update skips, because the document has it.
    return taken && clock < taken.end ? taken : undefined
  }
}

/** Beside or below something that was collected: it will be collected too. */
const NOWHERE: Place = { inside: 'gone', of: undefined, key: undefined }

function containerOf(parent: unknown): Omit<Place, 'key'> {
  if (parent instanceof Y.XmlText) return { inside: 'text', of: undefined }
  if (parent instanceof Y.XmlElement) return { inside: 'element', of: parent.nodeName }
  return { inside: parent instanceof Y.AbstractType ? 'root' : 'gone', of: undefined }
}

function misplacement(
  { inside, of, key }: Place,
  { content, name }: Pick<Struct, 'content' | 'name'>,
): string | undefined {
  if (inside === 'gone' || content === 'gone') return undefined
  if (key !== undefined)
    return inside === 'root' || content !== 'value' ? 'an attribute where none can be' : undefined
  if (inside === 'text')
    return content === 'string' || content === 'format' ? undefined : 'no text inside text'
  // The report is made of preamble and sections; text of its own breaks every editor that opens it.
  if (inside === 'root') return content === 'element' ? undefined : 'text directly in the report'
  if (content !== 'element' && content !== 'text') return 'text outside of any text'
  return mayStandIn(of ?? '', content === 'text' ? NODE.text : (name ?? ''))
    ? undefined
    : 'an element where none such can be'
}

type TakenDepths = { readonly starts: number[]; readonly ends: number[]; readonly depths: number[] }

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (must(sorted[middle], 'an index inside the list') <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

function depthInDocument(struct: Y.Item | Y.GC | undefined): number {
  let depth = 0
  let type: unknown = struct instanceof Y.Item ? struct.parent : null
  for (; type instanceof Y.AbstractType; type = type.parent) depth += 1
  return depth
}

function find(doc: Y.Doc, id: Id): Y.Item | Y.GC | undefined {
  if (id.clock >= Y.getState(doc.store, id.client)) return undefined
  const structs = doc.store.clients.get(id.client)
  return structs?.[Y.findIndexSS(structs, id.clock)]
}

function isType(item: Y.Item | Y.GC | undefined): item is Y.Item & { readonly content: Y.ContentType } {
  return item instanceof Y.Item && item.content instanceof Y.ContentType
}

function isDeleted(doc: Y.Doc, { client, clock, length }: DeletedRange): boolean {
  const structs = doc.store.clients.get(client)
  if (!structs) return false
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = must(structs[index], 'an index inside the list')
    if (struct.id.clock >= clock + length) return true
    if (!struct.deleted) return false
  }
  return true
}

function missing(dependency: Id): Inspection {
  return { type: 'missing', dependency }
}

function bad(reason: string): Inspection {
  return { type: 'bad', reason }
}
