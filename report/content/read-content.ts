import * as Y from 'yjs'
import { sectionNumbers } from '../../outline/numbering.ts'
import { levelOf } from '../level.ts'
import { FRAGMENT, LARGEST_SPAN, MARK, NODE } from '../schema/names.ts'
import { appendixOf } from '../sections.ts'
import type {
  Block,
  Cell,
  ContentSection,
  FootnoteInline,
  Inline,
  ReportContent,
  TextInline,
  TextMarks,
} from './content.ts'

/** Whose words stand where in a text; in its own units, in any order, overlapping as they like. */
export type Annotations = ReadonlyMap<
  Y.XmlText,
  readonly { readonly threadId: string; readonly from: number; readonly to: number }[]
>

const NONE: Annotations = new Map()

/** The content of a report, straight from Yjs. With `annotations`, its texts say which threads they belong to. */
export function readContent(doc: Y.Doc, annotations: Annotations = NONE): ReportContent {
  const reader = new Reader(annotations)
  const preamble: Block[] = []
  const sections: Omit<ContentSection, 'number'>[] = []
  for (const element of doc.getXmlFragment(FRAGMENT).toArray()) {
    if (!(element instanceof Y.XmlElement)) continue
    if (element.nodeName === NODE.preamble) preamble.push(...reader.blocks(element))
    else if (element.nodeName === NODE.section) sections.push(sectionOf(element, reader.blocks(element)))
  }
  const numbers = sectionNumbers(
    sections.map(({ level, appendix }) => ({ level, appendix: appendix !== null })),
  )
  return {
    preamble,
    sections: sections.map((section, index) => ({ ...section, number: numbers[index] ?? '' })),
  }
}

/** One block of it; undefined for what is none. */
export function readBlock(element: Y.XmlElement): Block | undefined {
  return new Reader(NONE).block(element)
}

export function readCell(element: Y.XmlElement): Cell {
  return new Reader(NONE).cell(element)
}

/** The blocks of a cell or an item. */
export function readBlocks(parent: Y.XmlElement): Block[] {
  return new Reader(NONE).blocks(parent)
}

function sectionOf(element: Y.XmlElement, blocks: readonly Block[]): Omit<ContentSection, 'number'> {
  const attributes: Readonly<Record<string, unknown>> = element.getAttributes()
  return {
    id: textOf(attributes.id),
    level: levelOf(attributes.level),
    title: textOf(attributes.title),
    fixed: attributes.fixed === true,
    appendix: appendixOf(attributes),
    blocks,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function countOf(value: unknown, most: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(most, Math.max(1, value)) : 1
}

class Reader {
  readonly #annotations: Annotations

  constructor(annotations: Annotations) {
    this.#annotations = annotations
  }

  blocks(parent: Y.XmlElement): Block[] {
    return parent.toArray().flatMap((child) => {
      const block = child instanceof Y.XmlElement ? this.block(child) : undefined
      return block ? [block] : []
    })
  }

  block(element: Y.XmlElement): Block | undefined {
    const attributes: Readonly<Record<string, unknown>> = element.getAttributes()
    const id = textOf(attributes.id)
    switch (element.nodeName) {
      case NODE.paragraph:
        return { type: 'paragraph', id, inline: this.#inline(element) }
      case NODE.bulletList:
      case NODE.orderedList: {
        const ordered = element.nodeName === NODE.orderedList
        const items = elementsOf(element, NODE.listItem).map((item) => this.blocks(item))
        return { type: 'list', id, ordered, start: countOf(attributes.start, 100_000), items }
      }
      case NODE.table: {
        const rows = elementsOf(element, NODE.tableRow).map((row) => this.#cells(row))
        return { type: 'table', id, rows }
      }
      case NODE.figure: {
        const { src, alt, width } = attributes
        const caption = this.#inline(element)
        return {
          type: 'figure',
          id,
          src: textOf(src),
          alt: textOf(alt),
          width: typeof width === 'number' && width > 0 ? width : null,
          caption,
        }
      }
      default:
        return undefined
    }
  }

  #cells(row: Y.XmlElement): Cell[] {
    return elementsOf(row, NODE.tableCell, NODE.tableHeader).map((cell) => this.cell(cell))
  }

  cell(element: Y.XmlElement): Cell {
    const { colspan, rowspan }: Readonly<Record<string, unknown>> = element.getAttributes()
    return {
      header: element.nodeName === NODE.tableHeader,
      colspan: countOf(colspan, LARGEST_SPAN.colspan),
      rowspan: countOf(rowspan, LARGEST_SPAN.rowspan),
      blocks: this.blocks(element),
    }
  }

  #inline(parent: Y.XmlElement): Inline[] {
    const pieces = parent.toArray().flatMap((child): Inline[] => {
      if (child instanceof Y.XmlText) return this.#texts(child)
      if (!(child instanceof Y.XmlElement)) return []
      if (child.nodeName === NODE.hardBreak) return [{ type: 'break' }]
      return child.nodeName === NODE.footnote ? [this.#footnote(child)] : []
    })
    return seamless(pieces)
  }

  #footnote(element: Y.XmlElement): FootnoteInline {
    const notes = element
      .toArray()
      .flatMap((child) => (child instanceof Y.XmlText ? (this.#annotations.get(child) ?? []) : []))
    const threads = [...new Set(notes.map(({ threadId }) => threadId))]
    return { type: 'footnote', text: plainText(element), ...(threads.length > 0 ? { threads } : {}) }
  }

  #texts(text: Y.XmlText): TextInline[] {
    const notes = this.#annotations.get(text) ?? []
    const found: TextInline[] = []
    let at = 0
    for (const { insert, attributes } of text.toDelta() as Delta[]) {
      if (typeof insert !== 'string') {
        at += 1
        continue
      }
      const marks = marksOf(attributes)
      for (const [from, to] of pieces(at, at + insert.length, notes)) {
        const threads = notes
          .filter((note) => note.from <= from && to <= note.to)
          .map(({ threadId }) => threadId)
        const words = insert.slice(from - at, to - at)
        found.push({ type: 'text', text: words, marks, ...(threads.length > 0 ? { threads } : {}) })
      }
      at += insert.length
    }
    return found
  }
}

/** Joins what two people's edits left in two texts beside each other: nobody sees where one of them ends. */
function seamless(pieces: readonly Inline[]): Inline[] {
  const joined: Inline[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (piece.type === 'text' && last?.type === 'text' && looksLike(piece, last)) {
      joined[joined.length - 1] = { ...last, text: last.text + piece.text }
    } else joined.push(piece)
  }
  return joined
}

function looksLike(a: TextInline, b: TextInline): boolean {
  const isBare = a.threads === undefined && b.threads === undefined
  return isBare && Object.values(MARK).every((name) => a.marks[name] === b.marks[name])
}

type Delta = { readonly insert: unknown; readonly attributes?: Readonly<Record<string, unknown>> }

/** From `from` to `to`, cut wherever somebody's words begin or end. */
function pieces(
  from: number,
  to: number,
  notes: readonly { readonly from: number; readonly to: number }[],
): (readonly [number, number])[] {
  const inside = notes.flatMap((note) => [note.from, note.to]).filter((at) => from < at && at < to)
  const cuts = [...new Set([from, ...inside, to])].toSorted((a, b) => a - b)
  return cuts.slice(1).map((end, index) => [cuts[index] ?? from, end] as const)
}

function marksOf(attributes: Delta['attributes'] = {}): TextMarks {
  const names = Object.values(MARK).filter((name) => name in attributes)
  return Object.fromEntries(names.map((name) => [name, true]))
}

function plainText(element: Y.XmlElement): string {
  const texts = element.toArray().filter((child) => child instanceof Y.XmlText)
  return texts.flatMap((text) => (text.toDelta() as Delta[]).map(({ insert }) => textOf(insert))).join('')
}

function elementsOf(parent: Y.XmlElement, ...names: readonly string[]): Y.XmlElement[] {
  return parent
    .toArray()
    .flatMap((child) => (child instanceof Y.XmlElement && names.includes(child.nodeName) ? [child] : []))
}
