import * as Y from 'yjs'
import type { Id, Struct } from '../../report/permission/read-update.ts'

/** A run of clocks that came as one, in the document or in the update. */
type Run = {
  readonly client: number
  readonly from: number
  readonly to: number
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  /** What follows its end, unless something was put there since. */
  readonly next: Id | null
}

/**
 * How long Yjs would search for the places of an update's structs. Where others have written into the gap that a struct names,
 * it goes through all of them (`Item.integrate` of yjs 13.6), in every browser as here; a forger names gaps that were never
 * there, and a frame of 50 KB keeps everybody waiting for a minute. So the search is done here first, by ids alone.
 */
export class Contention {
  readonly #doc: Y.Doc
  /** Per client and clock of the last id before a gap: what follows it by now. */
  readonly #after = new Map<number, Map<number, Id | null>>()
  /** Per client the clocks, in order, after which a run is cut. */
  readonly #cuts = new Map<number, number[]>()
  /** Per list: its first item by now. */
  readonly #first = new Map<string, { id: Id | null; length: number }>()
  readonly #taken = new Map<
    number,
    { readonly starts: number[]; readonly runs: (Run & { list: string })[] }
  >()
  /** How many items were passed so far. */
  steps = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Places a struct whose neighbours were placed before it; `known`: how far its client's clock had come. */
  take(client: number, struct: Struct, known: number): void {
    const to = struct.clock + struct.length
    if (struct.kind !== 'item' || to <= known) return
    const from = Math.max(struct.clock, known)
    const origin = struct.clock < known ? { client, clock: known - 1 } : (struct.origin ?? null)
    const rightOrigin = struct.rightOrigin ?? null
    const list = this.#listOf(struct)
    const run = { client, from, to, origin, rightOrigin, next: null, list }
    // Yjs cuts there, also when the struct then stands elsewhere.
    if (origin) this.#cut(origin)
    if (rightOrigin) this.#cut({ client: rightOrigin.client, clock: rightOrigin.clock - 1 })
    const left = this.#leftOf(run)
    const right = this.#following(left, list)
    const own = this.#taken.get(client) ?? { starts: [], runs: [] }
    this.#taken.set(client, own)
    own.starts.push(from)
    own.runs.push(run)
    this.#put({ client, clock: to - 1 }, right, list)
    this.#put(left, { client, clock: from }, list)
    if (struct.keyed) this.steps += this.#start(list).length++
  }

  /** Goes through the items in the gap as Yjs does, and answers after which of them it stops. */
  #leftOf(run: Run & { list: string }): Id | null {
    const { origin, rightOrigin, list } = run
    const passed = new Set<Run | Y.Item>()
    let left = origin
    let conflicting = new Set<Run | Y.Item>()
    for (let at = this.#following(origin, list); at && !same(at, rightOrigin);) {
      const found = this.#at(at)
      if (!found) break
      this.steps += 1
      const end = { client: at.client, clock: this.#endFrom(at, found.run) }
      passed.add(found.of)
      conflicting.add(found.of)
      const itsOrigin = at.clock === found.run.from ? found.run.origin : { ...at, clock: at.clock - 1 }
      if (same(origin, itsOrigin)) {
        if (at.client < run.client) {
          left = end
          conflicting = new Set()
        } else if (same(rightOrigin, found.run.rightOrigin)) break
      } else {
        const beside = itsOrigin && this.#at(itsOrigin)
        if (!beside || !passed.has(beside.of)) break
        if (!conflicting.has(beside.of)) {
          left = end
          conflicting = new Set()
        }
      }
      at = this.#following(end, list)
    }
    return left
  }

  #put(left: Id | null, right: Id | null, list: string): void {
    if (!left) {
      this.#start(list).id = right
      return
    }
    const own = this.#after.get(left.client) ?? new Map<number, Id | null>()
    this.#after.set(left.client, own)
    this.#cut(left)
    own.set(left.clock, right)
  }

  #cut({ client, clock }: Id): void {
    const cuts = this.#cuts.get(client) ?? []
    this.#cuts.set(client, cuts)
    const index = firstFrom(cuts, clock)
    if (cuts[index] !== clock) cuts.splice(index, 0, clock)
  }

  #following(left: Id | null, list: string): Id | null {
    if (!left) return this.#start(list).id
    const put = this.#after.get(left.client)?.get(left.clock)
    if (put !== undefined) return put
    const found = this.#at(left)
    if (!found) return null
    return left.clock < found.run.to - 1 ? { client: left.client, clock: left.clock + 1 } : found.run.next
  }

  #endFrom({ client, clock }: Id, { to }: Run): number {
    const cuts = this.#cuts.get(client)
    const cut = cuts?.[firstFrom(cuts, clock)]
    return cut === undefined ? to - 1 : Math.min(cut, to - 1)
  }

  #at({ client, clock }: Id): { readonly run: Run; readonly of: Run | Y.Item } | undefined {
    const taken = this.#takenAt(client, clock)
    if (taken) return { run: taken, of: taken }
    const item = itemAt(this.#doc, { client, clock })
    if (!item) return undefined
    const { id, length, origin, rightOrigin, right } = item
    const run = {
      client,
      from: id.clock,
      to: id.clock + length,
      origin,
      rightOrigin,
      next: right?.id ?? null,
    }
    return { run, of: item }
  }

  #takenAt(client: number, clock: number): (Run & { list: string }) | undefined {
    const own = this.#taken.get(client)
    const run = own?.runs[firstFrom(own.starts, clock + 1) - 1]
    return run && clock < run.to ? run : undefined
  }

  /** Which list a struct stands in: of which parent, and which attribute's values. */
  #listOf({ parent, key, origin, rightOrigin }: Struct): string {
    if (typeof parent === 'string') return nameOf(undefined, key)
    if (parent) return nameOf(parent, key)
    const beside = origin ?? rightOrigin
    if (!beside) return ''
    const taken = this.#takenAt(beside.client, beside.clock)
    if (taken) return taken.list
    const item = itemAt(this.#doc, beside)
    const type: unknown = item?.parent
    if (!(item && type instanceof Y.AbstractType)) return ''
    const { _item: holder } = type
    return nameOf(holder?.id, item.parentSub ?? undefined)
  }

  #start(list: string): { id: Id | null; length: number } {
    const known = this.#first.get(list)
    if (known) return known
    const first = this.#firstInDocument(list)
    this.#first.set(list, first)
    return first
  }

  #firstInDocument(list: string): { id: Id | null; length: number } {
    const [client = '', clock = '', ...rest] = list.split(' ')
    const key = rest.length === 0 ? null : rest.join(' ')
    if (client === 'root') return firstOf(this.#doc.getXmlFragment('report'), key)
    const item = itemAt(this.#doc, { client: Number(client), clock: Number(clock) })
    return item?.content instanceof Y.ContentType ? firstOf(item.content.type, key) : { id: null, length: 0 }
  }
}

function nameOf(parent: Id | undefined, key: string | undefined): string {
  const holder = parent ? `${parent.client} ${parent.clock}` : 'root 0'
  return key === undefined ? holder : `${holder} ${key}`
}

/** `length`: how many values an attribute had, which Yjs walks through to find the first. */
function firstOf(
  { _start, _map }: Pick<Y.AbstractType<unknown>, '_start' | '_map'>,
  key: string | null,
): { id: Id | null; length: number } {
  if (key === null) return { id: _start?.id ?? null, length: 0 }
  let length = 0
  let first = _map.get(key)
  while (first?.left) {
    first = first.left
    length += 1
  }
  return { id: first?.id ?? null, length }
}

function itemAt(doc: Y.Doc, { client, clock }: Id): Y.Item | undefined {
  if (!(clock < Y.getState(doc.store, client))) return undefined
  const structs = doc.store.clients.get(client)
  const struct = structs?.[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : undefined
}

function same(a: Id | null, b: Id | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)
}

/** The index of the first number that is not below `value`. */
function firstFrom(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
