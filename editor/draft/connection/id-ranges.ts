import * as Y from 'yjs'

/** Consecutive clocks of one client: letters, or other things written one after the other. */
export type IdRange = { readonly client: number; readonly clock: number; readonly length: number }

/** Ids to be asked for one by one. */
export class IdSet {
  readonly #ranges = new Map<number, { clock: number; end: number }[]>()

  constructor(ranges: Iterable<IdRange>) {
    for (const { client, clock, length } of ranges) {
      const known = this.#ranges.get(client)
      if (known) known.push({ clock, end: clock + length })
      else this.#ranges.set(client, [{ clock, end: clock + length }])
    }
    for (const [client, list] of this.#ranges) this.#ranges.set(client, joined(list))
  }

  has(client: number, clock: number): boolean {
    const list = this.#ranges.get(client)
    if (!list) return false
    let low = 0
    let high = list.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const range = list[middle]
      if (!range) return false
      if (clock < range.clock) high = middle - 1
      else if (clock >= range.end) low = middle + 1
      else return true
    }
    return false
  }
}

function joined(list: { clock: number; end: number }[]): { clock: number; end: number }[] {
  const sorted = list.toSorted((a, b) => a.clock - b.clock)
  const result: { clock: number; end: number }[] = []
  for (const range of sorted) {
    const last = result.at(-1)
    if (last && range.clock <= last.end) last.end = Math.max(last.end, range.end)
    else result.push({ ...range })
  }
  return result
}

/** What an update writes and what it deletes. */
export function idsOfUpdate(update: Uint8Array): { written: IdRange[]; deleted: IdRange[] } {
  const { structs, ds } = Y.decodeUpdate(update)
  const written = structs
    .filter((struct) => !(struct instanceof Y.Skip))
    .map(({ id, length }) => ({ client: id.client, clock: id.clock, length }))
  const deleted = Array.from(ds.clients, ([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, length: len })),
  ).flat()
  return { written, deleted }
}

/** The item with this id; undefined where the document has nothing, or nothing any more. */
export function findItem(doc: Y.Doc, client: number, clock: number): Y.Item | undefined {
  const structs = doc.store.clients.get(client)
  const last = structs?.at(-1)
  if (!structs || !last || clock >= last.id.clock + last.length) return undefined
  const struct = structs[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : undefined
}

export function isAlive(doc: Y.Doc, client: number, clock: number): boolean {
  return findItem(doc, client, clock)?.deleted === false
}

/** Does anything of these ranges stand in the document? */
export function holdsAny(doc: Y.Doc, ranges: readonly IdRange[]): boolean {
  return ranges.some(({ client, clock, length }) => {
    const structs = doc.store.clients.get(client)
    return structs?.some(
      (struct) =>
        struct instanceof Y.Item &&
        !struct.deleted &&
        struct.id.clock < clock + length &&
        clock < struct.id.clock + struct.length,
    )
  })
}

/** Has the document, in place of a letter that this update writes and does not delete again, nothing any more? */
export function holdsAsEmpty(doc: Y.Doc, update: Uint8Array): boolean {
  const takenBack = new IdSet(idsOfUpdate(update).deleted)
  return Y.decodeUpdate(update).structs.some((struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return false
    const { client, clock } = struct.id
    const end = Math.min(clock + struct.length, Y.getState(doc.store, client))
    for (let at = clock; at < end; at++) {
      if (!takenBack.has(client, at) && findItem(doc, client, at) === undefined) return true
    }
    return false
  })
}
