import * as Y from 'yjs'
import { FRAGMENT } from '../../schema/names.ts'
import type { CharRange } from '../../wire/review.ts'
import {
  attributeOf,
  holderOf,
  indexOfChar,
  itemsIn,
  type Run,
  RunWriter,
  sliceRun,
  textOfItem,
} from './char-runs.ts'
import type { Layout } from './layout.ts'

/** How much of what stands around a stretch tells it from others of the same words. */
export const CONTEXT = 64

/** Words that went or came together in one text. */
export type Stretch = {
  readonly run: Run
  /** Absent for what is known from a stored anchor only. */
  readonly text?: Y.XmlText
  readonly blockId: string | null
  /** What stood around it in that text: before it went, after it came. */
  readonly left: string
  readonly right: string
  /** For what came: the items it was put before, as undo names them. `at` counts in the run. */
  readonly puts?: readonly { readonly at: number; readonly length: number; readonly before: Y.ID }[]
}

type CharId = { readonly client: number; readonly clock: number }
type Stood = { readonly text: Y.XmlText; readonly run: Run; readonly at: number }
type Ordered = Stood & { readonly order: number | undefined }

/** What a transaction did to the words of a report. To be asked in `afterTransaction`: later the words that went are gone. */
export class TextChange {
  readonly #transaction: Y.Transaction
  readonly #root: Y.XmlFragment
  readonly #was = new Map<Y.XmlText, Run>()
  #rewritten: ReadonlySet<Y.XmlElement> | undefined

  constructor(transaction: Y.Transaction) {
    this.#transaction = transaction
    this.#root = transaction.doc.getXmlFragment(FRAGMENT)
  }

  /** What the transaction took away, and in rewritten elements also what it left there. */
  gone(): Stretch[] {
    const texts = new Set<Y.XmlText>(this.#rewrittenTexts())
    for (const item of this.#deletedItems()) {
      if (item.parent instanceof Y.XmlText && textOfItem(item) !== '' && this.#existed(item))
        texts.add(item.parent)
    }
    return [...texts].flatMap((text) => this.#goneFrom(text))
  }

  /** What the transaction brought, and in rewritten elements also what was there. */
  come(): Stretch[] {
    const texts = new Set<Y.XmlText>(this.#rewrittenTexts())
    for (const item of this.#newItems()) {
      if (item.parent instanceof Y.XmlText && textOfItem(item) !== '' && this.#stays(item))
        texts.add(item.parent)
    }
    return [...texts].flatMap((text) => (this.#isInReport(text) ? this.#comeTo(text) : []))
  }

  /** What was inserted, item by item, with what it was put before. */
  *brought(): Generator<{ readonly words: string; readonly before: Y.ID | null }> {
    for (const item of this.#newItems()) yield { words: textOfItem(item), before: item.rightOrigin }
  }

  /** What stood around the first and the last of these characters, each in its text, if they stood there. */
  around(runs: readonly Run[]): { readonly left: string; readonly right: string } | undefined {
    const first = runs.at(0)?.chars.at(0)
    const last = runs.at(-1)?.chars.at(-1)
    if (!first || !last) return undefined
    const left = this.#stood({ client: first[0], clock: first[1] })
    const right = this.#stood({ client: last[0], clock: last[1] + last[2] - 1 })
    if (!left || !right) return undefined
    return {
      left: left.run.text.slice(Math.max(0, left.at - CONTEXT), left.at),
      right: right.run.text.slice(right.at + 1, right.at + 1 + CONTEXT),
    }
  }

  /** How many units stood between two characters, if both stood there; `layout` is that from before the edit. */
  unitsBetween(a: CharId, b: CharId, layout: Layout | undefined): number {
    const one = this.#stood(a)
    const other = this.#stood(b)
    if (!one || !other) return 0
    if (one.text === other.text) return Math.abs(one.at - other.at)
    const [first, last] = [one, other]
      .map((stood) => ({ ...stood, order: layout?.of(stood.text)?.order }))
      .toSorted((c, d) => (c.order ?? 0) - (d.order ?? 0)) as [Ordered, Ordered]
    if (!layout || first.order === undefined || last.order === undefined) return 0
    let units = first.run.text.length - first.at + last.at
    for (const { text } of layout.texts.slice(first.order + 1, last.order))
      units += this.was(text).text.length
    return units
  }

  #stood({ client, clock }: CharId): Stood | undefined {
    for (const { parent } of itemsBetween(this.#transaction.doc, client, clock, clock + 1)) {
      if (!(parent instanceof Y.XmlText)) return undefined
      const run = this.was(parent)
      const at = indexOfChar(run, { client, clock })
      return at < 0 ? undefined : { text: parent, run, at }
    }
    return undefined
  }

  /** A text as it was before. */
  was(text: Y.XmlText): Run {
    const known = this.#was.get(text)
    if (known) return known
    const run = new RunWriter()
    for (const item of itemsIn(text))
      if (this.#wasThere(item)) run.add(textOfItem(item), item.id.client, item.id.clock)
    const was = run.run()
    this.#was.set(text, was)
    return was
  }

  /**
   * Characters that are still there, but in an element that was made another one: the editor's binding writes the next
   * paragraph over this one where two change places, and what they have in common stays as it was.
   */
  rewrittenChars(): CharRange[] {
    const chars: CharRange[] = []
    for (const text of this.#rewrittenTexts()) {
      for (const item of itemsIn(text)) {
        const { length } = textOfItem(item)
        if (length > 0 && !item.deleted && this.#existed(item))
          chars.push([item.id.client, item.id.clock, length])
      }
    }
    return chars
  }

  /** Elements whose id the transaction changed. */
  rewritten(): ReadonlySet<Y.XmlElement> {
    if (this.#rewritten) return this.#rewritten
    const rewritten = new Set<Y.XmlElement>()
    for (const [type, keys] of this.#transaction.changed) {
      if (!(type instanceof Y.XmlElement) || !keys.has('id') || holderOf(type)?.deleted) continue
      const before = this.idBefore(type)
      if (before !== undefined && before !== idNow(type)) rewritten.add(type)
    }
    return (this.#rewritten = rewritten)
  }

  idBefore(element: Y.XmlElement): string | undefined {
    let item = attributeOf(element, 'id')
    while (item && !this.#existed(item)) item = item.left ?? undefined
    return item && (!item.deleted || this.#wasDeleted(item)) ? valueOf(item) : undefined
  }

  #rewrittenTexts(): Y.XmlText[] {
    return [...this.rewritten()].flatMap((element) => textsOf(element))
  }

  #goneFrom(text: Y.XmlText): Stretch[] {
    const was = this.was(text)
    const blockId = this.#blockBefore(text)
    const all = this.#isRewritten(text)
    const stretches: Stretch[] = []
    let at = 0
    let from: number | undefined
    const end = (to: number) => {
      if (from !== undefined) stretches.push({ ...cut(was, from, to), text, blockId })
      from = undefined
    }
    for (const item of itemsIn(text)) {
      if (!this.#wasThere(item)) continue
      const { length } = textOfItem(item)
      if (length === 0) continue
      if (item.deleted || all) from ??= at
      else end(at)
      at += length
    }
    end(at)
    return stretches
  }

  #comeTo(text: Y.XmlText): Stretch[] {
    const now = new RunWriter()
    const all = this.#isRewritten(text)
    const spans: { from: number; to: number; puts: { at: number; length: number; before: Y.ID }[] }[] = []
    let open: (typeof spans)[number] | undefined
    for (const item of itemsIn(text)) {
      const words = textOfItem(item)
      if (words === '' || !this.#stays(item)) continue
      const at = now.length
      now.add(words, item.id.client, item.id.clock)
      if (this.#existed(item) && !all) {
        open = undefined
        continue
      }
      if (!open) spans.push((open = { from: at, to: at, puts: [] }))
      open.to = now.length
      if (item.rightOrigin && !this.#existed(item)) {
        open.puts.push({ at: at - open.from, length: words.length, before: item.rightOrigin })
      }
    }
    const run = now.run()
    const blockId = blockAround(text, idNow)
    return spans.map(({ from, to, puts }) => ({ ...cut(run, from, to), text, blockId, puts }))
  }

  #blockBefore(text: Y.XmlText): string | null {
    return blockAround(text, (element) => this.idBefore(element))
  }

  #isRewritten(text: Y.XmlText): boolean {
    for (let type = text.parent; type; type = type.parent) {
      if (type instanceof Y.XmlElement && this.rewritten().has(type)) return true
      if (type instanceof Y.XmlElement && idNow(type) !== undefined) return false
    }
    return false
  }

  #isInReport(text: Y.XmlText): boolean {
    let top: unknown = text
    for (let above = text.parent; above; above = above.parent) top = above
    return top === this.#root
  }

  #existed({ id }: Y.Item): boolean {
    return id.clock < (this.#transaction.beforeState.get(id.client) ?? 0)
  }

  #wasDeleted({ id }: Y.Item): boolean {
    return Y.isDeleted(this.#transaction.deleteSet, id)
  }

  #wasThere(item: Y.Item): boolean {
    return this.#existed(item) && (!item.deleted || this.#wasDeleted(item))
  }

  /** It is there when the transaction ends; an edit of an observer may have deleted it since. */
  #stays(item: Y.Item): boolean {
    return !item.deleted || (!this.#existed(item) && !this.#wasDeleted(item))
  }

  *#deletedItems(): Generator<Y.Item> {
    const { deleteSet, doc } = this.#transaction
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) yield* itemsBetween(doc, client, clock, clock + len)
    }
  }

  *#newItems(): Generator<Y.Item> {
    const { afterState, beforeState, doc } = this.#transaction
    for (const [client, after] of afterState) {
      const before = beforeState.get(client) ?? 0
      if (after > before) yield* itemsBetween(doc, client, before, after)
    }
  }
}

function* itemsBetween(doc: Y.Doc, client: number, from: number, to: number): Generator<Y.Item> {
  const structs = doc.store.clients.get(client)
  if (!structs || from >= Y.getState(doc.store, client)) return
  for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
    const struct = structs[index]
    if (!struct || struct.id.clock >= to) return
    if (struct instanceof Y.Item) yield struct
  }
}

function cut(run: Run, from: number, to: number): Pick<Stretch, 'run' | 'left' | 'right'> {
  return {
    run: sliceRun(run, from, to),
    left: run.text.slice(Math.max(0, from - CONTEXT), from),
    right: run.text.slice(to, to + CONTEXT),
  }
}

/** The texts of a block that stand in no block inside of it. */
function textsOf(block: Y.XmlElement): Y.XmlText[] {
  const texts: Y.XmlText[] = []
  const open: Y.XmlElement[] = [block]
  for (let element = open.pop(); element; element = open.pop()) {
    for (const { content } of itemsIn(element)) {
      if (!(content instanceof Y.ContentType)) continue
      if (content.type instanceof Y.XmlText) texts.push(content.type)
      else if (content.type instanceof Y.XmlElement && idNow(content.type) === undefined)
        open.push(content.type)
    }
  }
  return texts
}

function blockAround(text: Y.XmlText, idOf: (element: Y.XmlElement) => string | undefined): string | null {
  for (let type = text.parent; type instanceof Y.XmlElement; type = type.parent) {
    // Directly below the report: a section's id names no block.
    if (type.parent?.parent === null && !(type.parent instanceof Y.XmlElement)) return null
    const id = idOf(type)
    if (id !== undefined) return id
  }
  return null
}

function idNow(element: Y.XmlElement): string | undefined {
  const item = attributeOf(element, 'id')
  return item && !item.deleted ? valueOf(item) : undefined
}

function valueOf({ content }: Y.Item): string | undefined {
  const value: unknown = content.getContent().at(-1)
  return typeof value === 'string' && value !== '' ? value : undefined
}
