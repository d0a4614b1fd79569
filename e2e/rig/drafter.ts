import './browser-globals.ts'
import type { Editor } from '@tiptap/core'
import { joinBackward } from '@tiptap/pm/commands'
import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { ReportConnection } from '../../editor/draft/connection/connection.ts'
import { reportEditing } from '../../editor/draft/editing/report-editing.ts'
import { createReportEditor } from '../../editor/draft/report-editor.ts'
import type { Random } from './random.ts'
import { sectionsOf, newParagraph, type StockClient } from './stock-client.ts'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { reportSchema } from '../../report/schema/schema.ts'
import * as Y from 'yjs'

/** A person at a real TipTap editor of the report, bound to a client's document. */
export type Drafter = {
  readonly editor: Editor
  /** Does one random thing that a person could do, but for those named, and says what. */
  act(random: Random, without?: readonly string[]): string
  stop(): void
}

const SYLLABLES = [
  'tỉnh',
  'uỷ',
  'nghị',
  'quyết',
  'tuyên',
  'giáo',
  'đảng',
  'viên',
  'báo',
  'cáo',
  'thực',
  'hiện',
]
export const words = (random: Random, most = 6): string =>
  Array.from({ length: random.between(1, most) }, () => random.pick(SYLLABLES)).join(' ') + ' '

/** The product's own editor, with the guard of the headings and all, on a stock provider instead of our connection. */
export function openDrafter(client: StockClient): Drafter {
  const element = document.createElement('div')
  document.body.append(element)
  const never = (): (() => void) => () => undefined
  const connection = {
    doc: client.doc,
    awareness: client.provider.awareness,
    ready: { get: () => 'ready', subscribe: never },
    bindView: never,
  }
  const editor = createReportEditor({
    connection: connection as unknown as ReportConnection,
    editable: true,
    label: 'Nội dung báo cáo',
    extensions: reportEditing(),
    element,
  })
  return {
    editor,
    act: (random, without = []) => {
      const [name, action] = random.pick(ACTIONS.filter(([each]) => !without.includes(each)))
      action(editor, random)
      return name
    },
    stop: () => {
      editor.destroy()
      element.remove()
    },
  }
}

type Action = (editor: Editor, random: Random) => void
const ACTIONS: readonly (readonly [string, Action])[] = [
  ...Array.from({ length: 8 }, () => ['type', type] as const),
  ...Array.from({ length: 3 }, () => ['split', split] as const),
  ['join', join],
  ['bullets', (editor, random) => void (select(editor, random) && editor.commands.toggleBulletList())],
  ['numbers', (editor, random) => void (select(editor, random) && editor.commands.toggleOrderedList())],
  ['indent', (editor, random) => void (select(editor, random) && editor.commands.sinkListItem('listItem'))],
  ['outdent', (editor, random) => void (select(editor, random) && editor.commands.liftListItem('listItem'))],
  [
    'table',
    (editor, random) => void (select(editor, random) && editor.commands.insertTable({ rows: 2, cols: 2 })),
  ],
  ['row', inTable((editor) => editor.commands.addRowAfter())],
  ['column', inTable((editor) => editor.commands.addColumnBefore())],
  ['drop row', inTable((editor) => editor.commands.deleteRow())],
  ['drop table', inTable((editor) => editor.commands.deleteTable())],
  ['bold', mark('bold')],
  ['italic', mark('italic')],
  ['underline', mark('underline')],
  ['superscript', mark('superscript')],
  ['footnote', footnote],
  ['line break', (editor, random) => void (select(editor, random) && editor.commands.setHardBreak())],
  ['paste', paste],
  ['erase', erase],
  ['erase', erase],
  ['erase everything', eraseAll],
  ['undo', (editor) => void editor.commands.undo()],
  ['undo', (editor) => void editor.commands.undo()],
  ['redo', (editor) => void editor.commands.redo()],
]

/** A random place where text can stand, as [start, end] of its block. */
function textblock(
  editor: Editor,
  random: Random,
  within?: string,
): { from: number; to: number } | undefined {
  const places: { from: number; to: number }[] = []
  editor.state.doc.descendants((node, pos) => {
    if (!node.isTextblock || node.type.name === 'footnote') return
    const $pos = editor.state.doc.resolve(pos)
    const inside = Array.from({ length: $pos.depth + 1 }, (_, depth) => $pos.node(depth).type.name)
    if (within === undefined || inside.includes(within)) {
      places.push({ from: pos + 1, to: pos + 1 + node.content.size })
    }
  })
  return places.length === 0 ? undefined : random.pick(places)
}

/** Puts the caret into a random textblock; false when there is none. */
function select(editor: Editor, random: Random, within?: string): boolean {
  const place = textblock(editor, random, within)
  if (!place) return openParagraph(editor, random)
  return editor.commands.setTextSelection(random.between(place.from, place.to))
}

/** A section may be empty (`block*`): a person who clicks there gets a paragraph to type in. */
function openParagraph(editor: Editor, random: Random): boolean {
  const sections: number[] = []
  editor.state.doc.forEach((_node, offset) => sections.push(offset + 1))
  const at = random.pick(sections)
  editor.view.dispatch(editor.state.tr.insert(at, editor.schema.nodes.paragraph!.create()))
  return editor.commands.setTextSelection(at + 1)
}

function type(editor: Editor, random: Random): void {
  if (select(editor, random)) editor.view.dispatch(editor.state.tr.insertText(words(random)))
}

function split(editor: Editor, random: Random): void {
  if (!select(editor, random)) return
  if (!editor.commands.splitListItem('listItem')) editor.commands.splitBlock()
}

function join(editor: Editor, random: Random): void {
  const place = textblock(editor, random)
  if (!place) return
  editor.commands.setTextSelection(place.from)
  joinBackward(editor.state, editor.view.dispatch, editor.view)
}

function inTable(act: (editor: Editor) => unknown): Action {
  return (editor, random) => {
    const place = textblock(editor, random, 'table')
    if (!place) return
    editor.commands.setTextSelection(place.from)
    act(editor)
  }
}

function mark(name: string): Action {
  return (editor, random) => {
    const place = textblock(editor, random)
    if (!place || place.to - place.from < 2) return
    const from = random.between(place.from, place.to - 1)
    editor
      .chain()
      .setTextSelection({ from, to: random.between(from + 1, place.to) })
      .toggleMark(name)
      .run()
  }
}

function footnote(editor: Editor, random: Random): void {
  if (!select(editor, random)) return
  const node = editor.schema.nodes.footnote!.create(null, editor.schema.text(words(random)))
  editor.view.dispatch(editor.state.tr.replaceSelectionWith(node, false))
}

function paste(editor: Editor, random: Random): void {
  if (!select(editor, random)) return
  const html = random.pick([
    `<p>${words(random)}</p><p><b>${words(random)}</b></p>`,
    `<ul><li>${words(random)}</li><li>${words(random)}</li></ul>`,
    `<table><tr><th>${words(random)}</th></tr><tr><td>${words(random)}</td></tr></table>`,
    `<h1>${words(random)}</h1>${words(random)}<i>${words(random)}</i>`,
  ])
  editor.commands.insertContent(html)
}

/** Erases a random range, which may reach over several headings. */
function erase(editor: Editor, random: Random): void {
  const { doc } = editor.state
  const from = random.below(doc.content.size)
  const to = Math.min(doc.content.size, from + random.between(1, random.chance(0.1) ? 300 : 30))
  const range = TextSelection.between(doc.resolve(from), doc.resolve(to))
  editor.view.dispatch(editor.state.tr.setSelection(range))
  editor.commands.deleteSelection()
}

/** Ctrl+A, Delete. */
function eraseAll(editor: Editor, random: Random): void {
  if (!random.chance(0.05)) return
  editor.commands.selectAll()
  editor.commands.deleteSelection()
}

/** Edits a program makes on the Yjs types directly: what a foreign y-websocket client could send. */
export function editRaw(client: StockClient, random: Random, label: string): string {
  const section = random.pick(sectionsOf(client.fragment))
  const texts = [...section.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[]
  if (texts.length === 0 || random.chance(0.2)) {
    client.edit(label, () => newParagraph(section, `raw${label}`).insert(0, words(random)))
    return 'raw paragraph'
  }
  const text = random.pick(texts)
  client.edit(label, () => {
    if (text.length > 4 && random.chance(0.4)) text.delete(random.below(text.length - 2), 2)
    else text.insert(random.below(text.length + 1), words(random, 2))
  })
  return 'raw text'
}

/** The report as a ProseMirror document. Throws where it does not fit the schema. */
export function checkedReport(fragment: Y.XmlFragment): Node {
  const node = yXmlFragmentToProseMirrorRootNode(fragment, reportSchema)
  node.check()
  return node
}
