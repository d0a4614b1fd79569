import type { Node } from '@tiptap/pm/model'
import { Transform } from '@tiptap/pm/transform'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { must } from '../must.ts'
import { reportSchema } from '../schema/schema.ts'

/** Random edits for tests: as the editor makes them, and as no editor would. `a`, `b`, `c` are any numbers. */
export type Edit = (doc: Y.Doc, a: number, b: number, c: number) => void

const rootOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('report')

const TEXTS = ['a', 'ế', 'Báo cáo', '𠮷', ' đề cương ', 'Nghị quyết số 20']
const textOf = (a: number): string => must(TEXTS[a % TEXTS.length], 'a text')

function pick<T>(list: readonly T[], a: number): T | undefined {
  return list[a % Math.max(1, list.length)]
}

/** What the editor's binding writes when its document becomes what `change` makes of it. */
function edited(change: (tr: Transform, a: number, b: number, c: number) => void): Edit {
  return (doc, a, b, c) => {
    const fragment = rootOf(doc)
    const { doc: page, meta } = initProseMirrorDoc(fragment, reportSchema)
    const tr = new Transform(page)
    try {
      change(tr, a, b, c)
    } catch {
      // The place does not take it: then nothing happens, as in the editor.
      return
    }
    if (tr.docChanged) updateYFragment(doc, fragment, tr.doc, meta)
  }
}

/** Never between the two halves of a letter such as 𠮷: no caret stands there, and no two agree on what comes of it. */
const positions = (page: Node): number[] => {
  const found: number[] = []
  page.descendants((node, pos) => {
    if (!node.isTextblock) return
    const { size } = node.content
    for (let at = 0; at <= size; at++)
      if (!LOW_HALF.test(node.textBetween(at, Math.min(size, at + 1)))) found.push(pos + 1 + at)
  })
  return found
}
const LOW_HALF = /^[\udc00-\udfff]/
const position = (page: Node, a: number): number => must(pick(positions(page), a), 'a place for text')

const sections = (page: Node): { node: Node; pos: number }[] => {
  const found: { node: Node; pos: number }[] = []
  page.forEach((node, pos) => {
    if (node.type.name === 'section') found.push({ node, pos })
  })
  return found
}

const block = (text: string): Node =>
  must(reportSchema.nodes.paragraph, 'paragraph').create(null, reportSchema.text(text))

const newSection = (a: number, b: number, c: number): Node =>
  must(reportSchema.nodes.section, 'section').create(
    { id: `new${a % 40}${b % 3}x`, level: 1 + (b % 4), title: textOf(c), fixed: c % 11 === 0 },
    block(textOf(a)),
  )

function range(page: Node, a: number, b: number, reach: number): [number, number] {
  const all = positions(page)
  const from = must(pick(all, a), 'a place for text')
  const to = Math.min(all.length - 1, all.indexOf(from) + (b % reach))
  return [from, must(all[to], 'a place for text')]
}

export const editorEdits: Readonly<Record<string, Edit>> = {
  type: edited((tr, a, b) => tr.insert(position(tr.doc, a), reportSchema.text(textOf(b)))),
  letter: edited((tr, a) => tr.insert(position(tr.doc, a), reportSchema.text('x'))),
  erase: edited((tr, a, b) => tr.delete(...range(tr.doc, a, b, 12))),
  eraseMuch: edited((tr, a, b) => tr.deleteRange(...range(tr.doc, a, b, 80))),
  enter: edited((tr, a) => tr.split(position(tr.doc, a))),
  bold: edited((tr, a, b) =>
    tr.addMark(...range(tr.doc, a, b, 9), must(reportSchema.marks.bold, 'bold').create()),
  ),
  plain: edited((tr, a, b) => tr.removeMark(...range(tr.doc, a, b, 30))),
  paste: edited((tr, a, b) => {
    const at = tr.doc.resolve(position(tr.doc, a)).after()
    tr.insert(at, [block(textOf(b)), block(textOf(b + 1)), block('dán')])
  }),
  list: edited((tr, a) => {
    const { listItem, bulletList } = reportSchema.nodes
    const item = must(listItem, 'listItem').create(null, block('mục'))
    tr.insert(tr.doc.resolve(position(tr.doc, a)).after(), must(bulletList, 'bulletList').create(null, item))
  }),
  table: edited((tr, a) => {
    const { table, tableRow, tableCell } = reportSchema.nodes
    const cell = must(tableCell, 'tableCell').create(null, block('ô'))
    const row = must(tableRow, 'tableRow').create(null, [cell, cell])
    tr.insert(tr.doc.resolve(position(tr.doc, a)).after(), must(table, 'table').create(null, row))
  }),
  attribute: edited((tr, a, b) => {
    const at = tr.doc.resolve(position(tr.doc, a))
    tr.setNodeAttribute(at.before(), 'id', `b${b}`)
  }),
  drag: edited((tr, a, b, c) => {
    const [from, to] = range(tr.doc, a, b, 10)
    const slice = tr.doc.slice(from, to)
    tr.delete(from, to)
    tr.replace(position(tr.doc, c), undefined, slice)
  }),
  addSection: edited((tr, a, b, c) => {
    const after = must(pick(sections(tr.doc), a), 'a section')
    tr.insert(after.pos + after.node.nodeSize, newSection(a, b, c))
  }),
  renameSection: edited((tr, a, b) => {
    tr.setNodeAttribute(must(pick(sections(tr.doc), a), 'a section').pos, 'title', textOf(b))
  }),
  changeSection: edited((tr, a, b, c) => {
    const attribute = must(pick(['level', 'id', 'fixed', 'guidance', 'invites'], b), 'an attribute')
    const value = { level: 1 + (c % 4), id: `id${c % 9}xx`, fixed: c % 2 === 0, guidance: 'x', invites: true }
    const { pos } = must(pick(sections(tr.doc), a), 'a section')
    tr.setNodeAttribute(pos, attribute, value[attribute as keyof typeof value])
  }),
  removeSection: edited((tr, a) => {
    const { pos, node } = must(pick(sections(tr.doc), a), 'a section')
    tr.delete(pos, pos + node.nodeSize)
  }),
  moveSection: edited((tr, a, b) => {
    const { pos, node } = must(pick(sections(tr.doc), a), 'a section')
    tr.delete(pos, pos + node.nodeSize)
    const next = must(pick(sections(tr.doc), b), 'a section')
    tr.insert(next.pos, node)
  }),
}

const elements = (fragment: Y.XmlFragment): Y.XmlElement[] =>
  fragment.toArray().filter((child) => child instanceof Y.XmlElement)

function everyElement(parent: Y.XmlFragment): Y.XmlElement[] {
  return elements(parent).flatMap((child) => [child, ...everyElement(child)])
}

function everyText(doc: Y.Doc): Y.XmlText[] {
  return everyElement(rootOf(doc)).flatMap((element) =>
    element.toArray().filter((child) => child instanceof Y.XmlText),
  )
}

/** Behind the first, unless there is nothing. */
const placeIn = (root: Y.XmlFragment, a: number): number => (root.length === 0 ? 0 : 1 + (a % root.length))

const value = (b: number): string =>
  (['x', 3, true, false, '', 2.5, null, { a: 1 }, 'Tên'] as const)[b % 9] as string

function rawSection(a: number, b: number, c: number): Y.XmlElement {
  const section = new Y.XmlElement(c % 13 === 0 ? 'paragraph' : 'section')
  const attributes = {
    id: `raw${a % 30}x`,
    level: 1 + (b % 4),
    title: 'Mới',
    fixed: false,
    guidance: '',
    invites: false,
  }
  for (const [key, given] of Object.entries(attributes)) section.setAttribute(key, given as string)
  const spoilt = must(pick([...Object.keys(attributes), 'x', 'id'], a), 'a key')
  if (c % 4 === 0) section.setAttribute(spoilt, value(b))
  if (c % 9 === 1) section.removeAttribute(spoilt)
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(textOf(c))])
  section.insert(0, [paragraph])
  return section
}

export const rawEdits: Readonly<Record<string, Edit>> = {
  rawType: (doc, a, b, c) => {
    const text = pick(everyText(doc), a)
    text?.insert(b % (text.length + 1), textOf(c))
  },
  rawErase: (doc, a, b, c) => {
    const text = pick(everyText(doc), a)
    if (!text?.length) return
    const from = b % text.length
    text.delete(from, Math.min(text.length - from, 1 + (c % 5)))
  },
  rawFormat: (doc, a, b, c) => {
    const text = pick(everyText(doc), a)
    if (!text?.length) return
    const from = b % text.length
    text.format(from, Math.min(text.length - from, 1 + (c % 5)), { bold: c % 2 ? {} : null })
  },
  rawAttribute: (doc, a, b, c) => {
    const element = pick(everyElement(rootOf(doc)), a)
    const key = must(pick(['id', 'level', 'title', 'fixed', 'guidance', 'invites', 'x'], b), 'a key')
    if (c % 5 === 0) element?.removeAttribute(key)
    else element?.setAttribute(key, value(c))
  },
  rawTitle: (doc, a, b, c) => {
    const element = pick(elements(rootOf(doc)), a)
    if (c % 6 === 0) element?.removeAttribute('title')
    else element?.setAttribute('title', c % 7 === 0 ? value(b) : textOf(b))
  },
  rawBlock: (doc, a, b) => {
    const element = pick(everyElement(rootOf(doc)), a)
    if (!element || element.toArray().some((child) => child instanceof Y.XmlText)) return
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('khối')])
    element.insert(b % (element.length + 1), [paragraph])
  },
  rawRemove: (doc, a, b) => {
    const parent = pick(everyElement(rootOf(doc)), a)
    if (parent?.length) parent.delete(b % parent.length, 1)
  },
  rawSection: (doc, a, b, c) => {
    const root = rootOf(doc)
    root.insert(c % 3 === 0 ? a % Math.max(1, root.length) : placeIn(root, a), [rawSection(a, b, c)])
  },
  rawSections: (doc, a, b, c) => {
    const root = rootOf(doc)
    root.insert(placeIn(root, a), [rawSection(a, b, c), rawSection(a + 1, b + c, c + 1)])
  },
  rawRemoveSection: (doc, a) => {
    const root = rootOf(doc)
    if (root.length > 2) root.delete(a % root.length, 1)
  },
  rawComeAndGo: (doc, a, b) => {
    const text = pick(everyText(doc), a)
    const at = text ? b % (text.length + 1) : 0
    text?.insert(at, 'thoáng qua')
    text?.delete(at, 10)
  },
  rawSectionComeAndGo: (doc, a, b, c) => {
    const root = rootOf(doc)
    const at = placeIn(root, a)
    root.insert(at, [rawSection(a, b, c)])
    root.delete(at, 1)
  },
}
