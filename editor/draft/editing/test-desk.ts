import { Editor, type Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import type { Node } from '@tiptap/pm/model'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { createReportDoc } from '../../../report/report-doc.ts'
import { reportExtensions } from '../../../report/schema/extensions.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import { seedReport } from '../../../report/seed.ts'
import { reportEditing, type ReportEditingOptions } from './report-editing.ts'

const SECTIONS = [
  { level: 1, title: 'Kết quả' },
  { level: 2, title: 'Nhận thức' },
  { level: 2, title: 'Chỉ đạo' },
].map((section) => ({ ...section, guidance: `Nêu ${section.title}`, invites: section.title === 'Chỉ đạo' }))

let made = 0
/** Ids that tell who made them and never repeat in a test file. */
export function idsOf(prefix: string): () => string {
  return () => `${prefix}${String((made += 1)).padStart(6, '0')}`
}

/** A seeded report: a preamble and three sections (I, 1, 2), each with an empty paragraph. */
export function seededUpdate(): Uint8Array {
  return seedReport(SECTIONS, { newId: idsOf('seed'), clientId: 1 }).update
}

/** One person's screen: a TipTap editor bound to a Y.Doc of its own. */
export type Desk = { readonly doc: Y.Doc; readonly editor: Editor }

export type DeskOptions = ReportEditingOptions & {
  readonly clientId?: number
  readonly editable?: boolean
  readonly views?: Extensions
}

export function openDesk(update: Uint8Array, options: DeskOptions = {}): Desk {
  const doc = createReportDoc()
  if (options.clientId !== undefined) doc.clientID = options.clientId
  Y.applyUpdate(doc, update, 'network')
  const element = document.createElement('div')
  document.body.append(element)
  const editor = new Editor({
    element,
    editable: options.editable ?? true,
    enableInputRules: false,
    extensions: [
      ...reportExtensions(),
      ...reportEditing({ newId: idsOf(`c${doc.clientID}n`), ...options }),
      ...(options.views ?? []),
      Collaboration.configure({ fragment: doc.getXmlFragment(FRAGMENT) }),
    ],
  })
  return { doc, editor }
}

/** Brings the words of each desk to the others. */
export function exchange(...desks: readonly Desk[]): void {
  const updates = desks.map(({ doc }) => Y.encodeStateAsUpdate(doc))
  for (const { doc } of desks) for (const update of updates) Y.applyUpdate(doc, update, 'network')
}

export function run({ editor }: Desk, command: Command): boolean {
  return command(editor.state, editor.view.dispatch.bind(editor.view), editor.view)
}

/** Replaces the contents of the preamble (index 0) and the sections by paragraphs; `''` is an empty one. */
export function write(desk: Desk, ...contents: readonly (readonly string[])[]): Desk {
  const { editor } = desk
  const { schema } = editor
  const { tr } = editor.state
  const places: { pos: number; node: Node }[] = []
  tr.doc.forEach((node, pos) => places.push({ pos, node }))
  for (const [index, texts] of [...contents.entries()].toReversed()) {
    const { pos, node } = must(places[index], `section ${index}`)
    const blocks = texts.map((text) =>
      must(schema.nodes.paragraph, 'paragraph').create(null, text ? schema.text(text) : null),
    )
    tr.replaceWith(pos + 1, pos + node.nodeSize - 1, blocks)
  }
  editor.view.dispatch(tr)
  pause(desk)
  return desk
}

/** Ends the current undo step, as half a second without typing does. */
export function pause({ editor }: Desk): void {
  const { undoManager } = yUndoPluginKey.getState(editor.state) as { undoManager: Y.UndoManager }
  undoManager.stopCapturing()
}

/** The text of every block, by compartment. */
export function texts({ editor }: Desk): string[][] {
  return editor.state.doc.children.map((section) => section.children.map((block) => block.textContent))
}

/** The position of a piece of text that occurs once; `end` for behind it. */
export function place({ editor }: Desk, text: string, side: 'start' | 'end' = 'start'): number {
  let found: number | undefined
  editor.state.doc.descendants((node, pos) => {
    const at = node.isText ? (node.text ?? '').indexOf(text) : -1
    if (at >= 0) found ??= pos + at + (side === 'end' ? text.length : 0)
  })
  return must(found, `"${text}" in the report`)
}

export function select(desk: Desk, anchor: number, head = anchor): void {
  const { view, state } = desk.editor
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, anchor, head)))
}

/** Presses a key as the page would; answers whether the editor took it. */
export function press({ editor }: Desk, key: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init })
  editor.view.dom.dispatchEvent(event)
  return event.defaultPrevented
}

/** Types as ProseMirror does after the page told it of a key that writes. */
export function type({ editor }: Desk, text: string): void {
  const { view } = editor
  for (const letter of text) {
    const { from, to } = view.state.selection
    const deflt = () => view.state.tr.insertText(letter, from, to).scrollIntoView()
    if (!view.someProp('handleTextInput', (f) => f(view, from, to, letter, deflt))) view.dispatch(deflt())
  }
}

/** All ids of sections and blocks, in order, absent ones as ''. */
export function idsIn(doc: Node): string[] {
  const ids: string[] = []
  doc.descendants((node) => {
    if ('id' in node.attrs) ids.push(typeof node.attrs.id === 'string' ? node.attrs.id : '')
  })
  return ids
}

export function headings({ editor }: Desk): string[] {
  return editor.state.doc.children.slice(1).map((section) => `${section.attrs.level} ${section.attrs.title}`)
}
