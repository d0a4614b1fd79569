import * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { FRAGMENT, NODE } from '../../report/schema/names.ts'
import type { Edit } from '../store/ports.ts'
import type { DemoBlock, DemoNote, DemoPassage } from './demo-text.ts'

export type DemoWriting = {
  readonly reportId: string
  readonly seed: Uint8Array
  readonly passages: readonly DemoPassage[]
  /** Account name -> user id. */
  readonly userIds: ReadonlyMap<string, string>
  /** When each passage was begun. */
  readonly sittings: readonly number[]
}

type Pen = {
  readonly doc: Y.Doc
  readonly userId: string
  readonly connection: string
  /** Where it writes just now. */
  section: string
  /** When it last wrote. */
  at: number
}

const SENTENCE_MS = 45_000

/**
 * The edits by which the demo's drafters wrote their passages, sentence by sentence, each under their own Yjs client, as
 * if they had sat at the editor.
 */
export function writeDemo({ reportId, seed, passages, userIds, sittings }: DemoWriting): Edit[] {
  const written: Edit[] = []
  const pens = new Map<string, Pen>()

  const takePen = (author: string): Pen => {
    const userId = must(userIds.get(author), `an account called ${author}`)
    const pen: Pen = { doc: new Y.Doc(), userId, connection: `demo-${author}`, section: '', at: 0 }
    Y.applyUpdate(pen.doc, seed)
    for (const { doc } of pens.values()) Y.applyUpdate(pen.doc, Y.encodeStateAsUpdate(doc), 'peer')
    let isFirst = true
    pen.doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin === 'peer') return
      const newClients = isFirst ? [pen.doc.clientID] : []
      isFirst = false
      const sections = [pen.section]
      pen.at += SENTENCE_MS
      written.push({ reportId, userId, connection: pen.connection, bytes, newClients, sections, at: pen.at })
      for (const other of pens.values()) if (other !== pen) Y.applyUpdate(other.doc, bytes, 'peer')
    })
    pens.set(author, pen)
    return pen
  }

  for (const [index, passage] of passages.entries()) {
    const pen = pens.get(passage.author) ?? takePen(passage.author)
    pen.at = must(sittings[index], `a time for passage ${index}`)
    write(pen, passage)
  }
  return written
}

function write(pen: Pen, { section, blocks }: DemoPassage): void {
  const { doc } = pen
  const home = compartment(doc, section)
  pen.section = section === undefined ? PREAMBLE_ID : String(home.getAttribute('id'))
  // The outline has seeded one empty paragraph; the first words go into it, as they would at the keyboard.
  for (const [index, block] of blocks.entries()) writeBlock(doc, home, index, block)
}

function compartment(doc: Y.Doc, titleStart: string | undefined): Y.XmlElement {
  const found = elementsOf(doc.getXmlFragment(FRAGMENT)).find((element) =>
    titleStart === undefined
      ? element.nodeName === NODE.preamble
      : element.nodeName === NODE.section && String(element.getAttribute('title')).startsWith(titleStart),
  )
  return must(found, `a section called "${titleStart ?? 'preamble'}…"`)
}

function writeBlock(doc: Y.Doc, home: Y.XmlElement, index: number, block: DemoBlock): void {
  switch (block.type) {
    case 'paragraph':
      return writeParagraph(doc, paragraphAt(doc, home, index), block.text, block.note)
    case 'list':
      return doc.transact(() => home.insert(index, [listOf(block.items)]))
    case 'table':
      return doc.transact(() => home.insert(index, [tableOf(block.rows)]))
  }
}

function paragraphAt(doc: Y.Doc, home: Y.XmlElement, index: number): Y.XmlElement {
  const seeded = home.get(index)
  if (seeded instanceof Y.XmlElement && seeded.nodeName === NODE.paragraph) return seeded
  const paragraph = paragraphOf('')
  doc.transact(() => home.insert(index, [paragraph]))
  return paragraph
}

function writeParagraph(doc: Y.Doc, paragraph: Y.XmlElement, text: string, note: DemoNote | undefined): void {
  const split = note ? text.indexOf(note.after) + note.after.length : text.length
  const line = new Y.XmlText()
  doc.transact(() => paragraph.insert(0, [line]))
  typeSentences(doc, line, text.slice(0, split))
  if (!note) return
  doc.transact(() => paragraph.insert(1, [footnoteOf(note.text)]))
  if (split === text.length) return
  const rest = new Y.XmlText()
  doc.transact(() => paragraph.insert(2, [rest]))
  typeSentences(doc, rest, text.slice(split))
}

function typeSentences(doc: Y.Doc, line: Y.XmlText, text: string): void {
  for (const sentence of text.normalize('NFC').split(/(?<=[.;:] )/u)) {
    doc.transact(() => line.insert(line.length, sentence))
  }
}

function paragraphOf(text: string): Y.XmlElement {
  const paragraph = new Y.XmlElement(NODE.paragraph)
  paragraph.setAttribute('id', newId())
  if (text !== '') paragraph.insert(0, [new Y.XmlText(text.normalize('NFC'))])
  return paragraph
}

function footnoteOf(text: string): Y.XmlElement {
  const footnote = new Y.XmlElement(NODE.footnote)
  footnote.insert(0, [new Y.XmlText(text.normalize('NFC'))])
  return footnote
}

function listOf(items: readonly string[]): Y.XmlElement {
  const list = new Y.XmlElement(NODE.bulletList)
  list.setAttribute('id', newId())
  list.insert(
    0,
    items.map((text) => withChildren(NODE.listItem, [paragraphOf(text)])),
  )
  return list
}

function tableOf(rows: readonly (readonly string[])[]): Y.XmlElement {
  const table = new Y.XmlElement(NODE.table)
  table.setAttribute('id', newId())
  table.insert(
    0,
    rows.map((cells, index) => {
      const kind = index === 0 ? NODE.tableHeader : NODE.tableCell
      return withChildren(
        NODE.tableRow,
        cells.map((text) => cellOf(kind, text)),
      )
    }),
  )
  return table
}

function cellOf(kind: string, text: string): Y.XmlElement {
  const cell = withChildren(kind, [paragraphOf(text)])
  // Yjs types attributes as strings; y-tiptap stores and reads whatever the schema's attribute is.
  const spans = cell as Y.XmlElement<Record<string, string | number>>
  spans.setAttribute('colspan', 1)
  spans.setAttribute('rowspan', 1)
  return cell
}

function withChildren(name: string, children: Y.XmlElement[]): Y.XmlElement {
  const element = new Y.XmlElement(name)
  element.insert(0, children)
  return element
}

function elementsOf(fragment: Y.XmlFragment): Y.XmlElement[] {
  return fragment.toArray().filter((child) => child instanceof Y.XmlElement)
}
