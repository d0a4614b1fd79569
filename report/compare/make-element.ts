import * as Y from 'yjs'
import type { Block, Cell, ContentSection, Inline, TextInline, TextMarks } from '../content/content.ts'
import { MARK, NODE } from '../schema/names.ts'

export type Attribute = string | number | boolean

/** Yjs types attributes as strings; y-tiptap stores and reads whatever the schema's attribute is. */
export function setAttribute(element: Y.XmlElement, name: string, value: Attribute): void {
  ;(element as Y.XmlElement<Record<string, Attribute>>).setAttribute(name, value)
}

/** A new element that says what the block says, with its id. */
export function makeBlock(block: Block): Y.XmlElement {
  switch (block.type) {
    case 'paragraph':
      return element(NODE.paragraph, { id: block.id }, makeInline(block.inline))
    case 'figure': {
      const { id, src, alt, width, caption } = block
      const size: Readonly<Record<string, Attribute>> = width === null ? {} : { width }
      return element(NODE.figure, { id, src, alt, ...size }, makeInline(caption))
    }
    case 'list': {
      const items = block.items.map(makeItem)
      return block.ordered
        ? element(NODE.orderedList, { id: block.id, start: block.start }, items)
        : element(NODE.bulletList, { id: block.id }, items)
    }
    case 'table':
      return element(NODE.table, { id: block.id }, block.rows.map(makeRow))
    default:
      return block satisfies never
  }
}

export function makeItem(blocks: readonly Block[]): Y.XmlElement {
  return element(NODE.listItem, {}, blocks.map(makeBlock))
}

export function makeRow(cells: readonly Cell[]): Y.XmlElement {
  return element(NODE.tableRow, {}, cells.map(makeCell))
}

export function makeCell({ header, colspan, rowspan, blocks }: Cell): Y.XmlElement {
  return element(header ? NODE.tableHeader : NODE.tableCell, { colspan, rowspan }, blocks.map(makeBlock))
}

export function makeSection(
  { id, level, title, fixed, appendix, blocks }: ContentSection,
  carried: Readonly<Record<string, Attribute>>,
): Y.XmlElement {
  const kind: Readonly<Record<string, Attribute>> = appendix === null ? {} : { appendix }
  return element(NODE.section, { id, level, title, fixed, ...carried, ...kind }, blocks.map(makeBlock))
}

export function makeText(runs: readonly TextInline[]): Y.XmlText {
  const text = new Y.XmlText()
  let at = 0
  for (const run of runs) {
    text.insert(at, run.text, attributesOf(run.marks))
    at += run.text.length
  }
  return text
}

export function makeBreak(): Y.XmlElement {
  return element(NODE.hardBreak, {}, [])
}

export function makeFootnote(words: string): Y.XmlElement {
  return element(
    NODE.footnote,
    {},
    words === '' ? [] : [makeText([{ type: 'text', text: words, marks: {} }])],
  )
}

/** As y-tiptap stores marks: the attributes of each, of which ours have none. */
export function attributesOf(marks: TextMarks): Record<string, object> {
  return Object.fromEntries(Object.values(MARK).flatMap((name) => (marks[name] ? [[name, {}] as const] : [])))
}

function makeInline(inline: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] {
  const made: (Y.XmlElement | Y.XmlText)[] = []
  let runs: TextInline[] = []
  const close = () => {
    if (runs.length > 0) made.push(makeText(runs))
    runs = []
  }
  for (const one of inline) {
    if (one.type === 'text') {
      if (one.text !== '') runs.push(one)
      continue
    }
    close()
    made.push(one.type === 'break' ? makeBreak() : makeFootnote(one.text))
  }
  close()
  return made
}

function element(
  name: string,
  attributes: Readonly<Record<string, Attribute>>,
  children: (Y.XmlElement | Y.XmlText)[],
): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) setAttribute(made, key, value)
  if (children.length > 0) made.insert(0, children)
  return made
}
