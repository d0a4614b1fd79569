import * as Y from 'yjs'
import { must } from '../../must.ts'
import type { CharRange } from '../../wire/review.ts'

/** Text, with the identity that Yjs gave to each of its UTF-16 units. */
export type Run = { readonly text: string; readonly chars: CharRange[] }

/** The client of characters that no document has: words of an anchor whose identity turned out to be another's. */
const NOBODY = Number.MAX_SAFE_INTEGER

// What stands in a text without being text: one per countable unit, so that indices are those of Yjs.
const OBJECT = '\uFFFC'

/** Builds a run from its beginning to its end. */
export class RunWriter {
  #text = ''
  readonly #chars: CharRange[] = []

  get length(): number {
    return this.#text.length
  }

  add(text: string, client: number, clock: number): void {
    if (text === '') return
    this.#text += text
    const last = this.#chars.at(-1)
    if (last && last[0] === client && last[1] + last[2] === clock) {
      this.#chars[this.#chars.length - 1] = [client, last[1], last[2] + text.length]
    } else this.#chars.push([client, clock, text.length])
  }

  addRun({ text, chars }: Run): void {
    let at = 0
    for (const [client, clock, length] of chars) {
      this.add(text.slice(at, at + length), client, clock)
      at += length
    }
  }

  run(): Run {
    return { text: this.#text, chars: [...this.#chars] }
  }
}

export function sliceRun({ text, chars }: Run, from: number, to: number): Run {
  const sliced: CharRange[] = []
  const first = rangeAt(chars, from)
  let at = first.start
  for (let index = first.index; index < chars.length && at < to; index++) {
    const [client, clock, length] = must(chars[index], 'an index inside the list')
    const start = Math.max(from, at)
    const end = Math.min(to, at + length)
    if (start < end) sliced.push([client, clock + start - at, end - start])
    at += length
  }
  return { text: text.slice(from, to), chars: sliced }
}

const FEW = 16
/** Where each of many ranges begins: a text of ten thousand pieces is cut in ten thousand places. */
const starts = new WeakMap<readonly CharRange[], readonly number[]>()

/** The range that holds a unit, or one before it. */
function rangeAt(
  chars: readonly CharRange[],
  unit: number,
): { readonly index: number; readonly start: number } {
  if (chars.length <= FEW || unit <= 0) return { index: 0, start: 0 }
  let known = starts.get(chars)
  if (!known) {
    let at = 0
    known = chars.map(([, , length]) => (at += length) - length)
    starts.set(chars, known)
  }
  let low = 0
  let high = known.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (must(known[middle], 'an index inside the list') <= unit) low = middle
    else high = middle
  }
  return { index: low, start: must(known[low], 'an index inside the list') }
}

/** Words whose characters are nobody's, numbered from `at`. */
export function anonymous(text: string, at: number): Run {
  return { text, chars: text === '' ? [] : [[NOBODY, at, text.length]] }
}

export const isAnonymous = ([client]: CharRange): boolean => client === NOBODY

export function overlap(a: CharRange, b: CharRange): boolean {
  return a[0] === b[0] && a[1] < b[1] + b[2] && b[1] < a[1] + a[2]
}

/** Where a character stands in a run; -1 if it does not. */
export function indexOfChar({ chars }: Run, id: { readonly client: number; readonly clock: number }): number {
  let at = 0
  for (const [client, clock, length] of chars) {
    if (client === id.client && id.clock >= clock && id.clock < clock + length) return at + id.clock - clock
    at += length
  }
  return -1
}

/** Whether each unit of the text has its identity; what comes from outside may claim anything. */
export function isSound({ text, chars }: Run): boolean {
  let length = 0
  for (const range of chars) length += range[2]
  return length === text.length
}

/** What an item puts into the text it stands in, whether it was deleted or not; empty once its content was collected. */
export function textOfItem({ content, countable, length }: Y.Item): string {
  if (content instanceof Y.ContentString) return content.str
  return countable ? OBJECT.repeat(length) : ''
}

/** The items of a list, deleted ones too. */
export function* itemsIn({ _start: first }: { readonly _start: Y.Item | null }): Generator<Y.Item> {
  for (let item = first; item !== null; item = item.right) yield item
}

/** The item that holds a type; null for the report itself. */
export function holderOf({ _item }: { readonly _item: Y.Item | null }): Y.Item | null {
  return _item
}

/** The item that has an element's attribute, also a deleted one. */
export function attributeOf({ _map }: Y.XmlElement, key: string): Y.Item | undefined {
  return _map.get(key)
}

/** What is visible of a text. */
export function visibleRun(text: Y.XmlText): Run {
  const run = new RunWriter()
  for (const item of itemsIn(text)) {
    if (!item.deleted) run.add(textOfItem(item), item.id.client, item.id.clock)
  }
  return run.run()
}

/** A stretch of identities that have the same fate in a document. */
export type Part = { readonly client: number; readonly clock: number; readonly length: number } & (
  | { readonly fate: 'visible'; readonly item: Y.Item }
  | { readonly fate: 'gone' }
  /** Not arrived in this document yet. */
  | { readonly fate: 'unknown' }
)

/** What became of characters in a document. Takes no longer than the document has structs there. */
export function* fatesOf(doc: Y.Doc, [client, clock, length]: CharRange): Generator<Part> {
  if (client === NOBODY) {
    yield { client, clock, length, fate: 'gone' }
    return
  }
  const state = Y.getState(doc.store, client)
  const structs = doc.store.clients.get(client)
  const end = clock + length
  const known = Math.min(end, state)
  if (structs && clock < known) {
    let at = clock
    for (let index = Y.findIndexSS(structs, clock); at < known; index++) {
      const struct = structs[index]
      if (!struct) break
      const upTo = Math.min(known, struct.id.clock + struct.length)
      const place = { client, clock: at, length: upTo - at }
      if (struct instanceof Y.Item && !struct.deleted) yield { ...place, fate: 'visible', item: struct }
      else yield { ...place, fate: 'gone' }
      at = upTo
    }
  }
  const unknown = Math.max(clock, state)
  if (unknown < end) yield { client, clock: unknown, length: end - unknown, fate: 'unknown' }
}
