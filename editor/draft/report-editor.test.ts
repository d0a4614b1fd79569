// @vitest-environment happy-dom
import type { Editor } from '@tiptap/core'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { seedReport } from '../../report/seed.ts'
import { createCell } from './connection/cell.ts'
import type { Readiness, ReportConnection } from './connection/connection.ts'
import type { ComposingView } from './connection/composition-gate.ts'
import { reportEditing } from './editing/report-editing.ts'
import { observePeople } from './presence/people.ts'
import { caretSection, createReportEditor } from './report-editor.ts'

const me = { id: 'u1', name: 'Người soạn 1', office: 'BTG', color: '#1a5fb4' }
const peer = { id: 'u2', name: 'Người soạn 2', office: 'Huyện A', color: '#a51d2d' }
let ids = 0
const newId = () => `id${String((ids += 1)).padStart(4, '0')}`
const editors: Editor[] = []

afterEach(() => {
  vi.useRealTimers()
  for (const editor of editors.splice(0)) editor.destroy()
})

/** A connection without a line: what the server would bring is applied by the test. */
function openDesk(ready: Readiness = 'ready') {
  const outline = [{ level: 1, title: 'Kết quả', guidance: '', invites: false }]
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seedReport(outline, { newId, clientId: 7 }).update, 'server')
  const awareness = new Awareness(doc)
  awareness.setLocalState({ user: me })
  const bound: ComposingView[] = []
  const readiness = createCell<Readiness>(ready)
  const connection = {
    doc,
    awareness,
    user: me,
    ready: readiness,
    generation: createCell(0),
    bindView: (view: ComposingView) => {
      bound.push(view)
      return () => bound.splice(bound.indexOf(view), 1)
    },
  } as unknown as ReportConnection
  return { doc, awareness, bound, readiness, connection }
}

function mount(desk: ReturnType<typeof openDesk>) {
  const element = document.createElement('div')
  document.body.append(element)
  const editor = createReportEditor({
    connection: desk.connection,
    editable: true,
    label: 'Nội dung báo cáo',
    extensions: reportEditing({ newId }),
    element,
  })
  editors.push(editor)
  return editor
}

/** The paragraphs' Yjs texts, preamble first. */
function paragraph(doc: Y.Doc, compartment: number): Y.XmlElement {
  const element = doc.getXmlFragment('report').get(compartment) as Y.XmlElement
  return element.get(0) as Y.XmlElement
}

function writeRemotely(desk: ReturnType<typeof openDesk>, compartment: number, words: string) {
  const remote = new Y.Doc()
  Y.applyUpdate(remote, Y.encodeStateAsUpdate(desk.doc))
  const target = paragraph(remote, compartment)
  const existing = target.length > 0 ? (target.get(0) as Y.XmlText) : new Y.XmlText()
  if (target.length === 0) target.insert(0, [existing])
  existing.insert(0, words)
  Y.applyUpdate(desk.doc, Y.encodeStateAsUpdate(remote), 'provider')
}

test('mounting changes nothing in the report', () => {
  const desk = openDesk()
  const before = Y.encodeStateVector(desk.doc)
  const changes: unknown[] = []
  desk.doc.on('update', (update: Uint8Array) => changes.push(update))
  const editor = mount(desk)
  expect(changes).toEqual([])
  expect(Y.encodeStateVector(desk.doc)).toEqual(before)
  expect(editor.state.doc.childCount).toBe(2)
})

test('the first selection is a caret in the first line, not a stretch from outside the text', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { selection } = mount(openDesk()).state
  expect(selection.empty).toBe(true)
  expect(selection.$head.parent.inlineContent).toBe(true)
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
})

test('going about in the report writes nothing and leaves nothing to undo', () => {
  const desk = openDesk()
  const changes: unknown[] = []
  desk.doc.on('update', (update: Uint8Array) => changes.push(update))
  const editor = mount(desk)
  editor.commands.focus()
  editor.state.doc.descendants((node, at) => {
    if (node.inlineContent) editor.commands.setTextSelection(at + 1)
  })
  editor.commands.selectAll()
  editor.commands.blur()
  expect(changes).toEqual([])
  expect(editor.can().undo()).toBe(false)
})

test('a key costs one transaction: our own caret does not redraw the others', () => {
  const desk = openDesk()
  const editor = mount(desk)
  let transactions = 0
  editor.on('transaction', () => (transactions += 1))
  vi.useFakeTimers()
  desk.awareness.setLocalStateField('section', 'id0001')
  vi.runAllTimers()
  expect(transactions).toBe(0)
  const other = new Awareness(new Y.Doc())
  other.setLocalState({ user: peer })
  applyAwarenessUpdate(desk.awareness, encodeAwarenessUpdate(other, [other.clientID]), 'provider')
  vi.advanceTimersByTime(10)
  expect(transactions).toBe(1)
  other.destroy()
})

test('there is no editor before the text has arrived', () => {
  expect(() => mount(openDesk('loading'))).toThrow('has not been received')
})

test('the field is named for screen readers and left alone by spelling', () => {
  const { dom } = mount(openDesk()).view
  expect(dom.getAttribute('role')).toBe('textbox')
  expect(dom.getAttribute('aria-multiline')).toBe('true')
  expect(dom.getAttribute('aria-label')).toBe('Nội dung báo cáo')
  expect(dom.getAttribute('lang')).toBe('vi')
  expect(dom.getAttribute('spellcheck')).toBe('false')
})

test('undo takes back only what was written here: not the seed, not the journal, not the others', () => {
  const desk = openDesk()
  const before = Y.encodeStateAsUpdate(desk.doc)
  const editor = mount(desk)

  const earlier = new Y.Doc()
  Y.applyUpdate(earlier, before)
  const fromJournal = new Y.XmlElement('paragraph')
  fromJournal.setAttribute('id', newId())
  fromJournal.insert(0, [new Y.XmlText('từ nhật ký')])
  ;(earlier.getXmlFragment('report').get(1) as Y.XmlElement).insert(1, [fromJournal])
  Y.applyUpdate(desk.doc, Y.encodeStateAsUpdate(earlier), 'journal')

  editor.commands.insertContentAt(2, 'của tôi')
  writeRemotely(desk, 1, 'của người khác')
  expect(editor.getText()).toContain('của tôi')
  for (let times = 0; times < 5; times++) editor.commands.undo()
  expect(editor.getText()).not.toContain('của tôi')
  expect(editor.getText()).toContain('của người khác')
  expect(editor.getText()).toContain('từ nhật ký')
  expect(editor.state.doc.childCount).toBe(2)
  editor.commands.redo()
  expect(editor.getText()).toContain('của tôi')
})

test('the gate watches the view as long as it lives', () => {
  const desk = openDesk()
  const editor = mount(desk)
  expect(desk.bound).toHaveLength(1)
  expect(desk.bound[0]?.dom).toBe(editor.view.dom)
  editor.destroy()
  expect(desk.bound).toHaveLength(0)
})

test('once the server has refused us, nothing more can be typed', () => {
  const desk = openDesk()
  const editor = mount(desk)
  desk.readiness.set({ refused: 'report-full' })
  expect(editor.isEditable).toBe(false)
})

test('says which section the caret is in, once per section', () => {
  const desk = openDesk()
  const editor = mount(desk)
  const said: unknown[] = []
  desk.awareness.on('change', () => said.push(desk.awareness.getLocalState()?.section))
  editor.view.dom.focus()
  const sectionStart = editor.state.doc.child(0).nodeSize
  editor.commands.setTextSelection(sectionStart + 2)
  editor.commands.insertContent('a')
  editor.commands.insertContent('b')
  const section = editor.state.doc.child(1).attrs.id as string
  expect(caretSection(editor.state)).toBe(section)
  expect(desk.awareness.getLocalState()?.section).toBe(section)
  editor.commands.setTextSelection(2)
  expect(desk.awareness.getLocalState()?.section).toBe(null)
  expect(said.at(-1)).toBe(null)
})

test('a peer’s caret carries name and office, hidden from screen readers, between joiners', async () => {
  const desk = openDesk()
  writeRemotely(desk, 1, 'câu có sẵn')
  const editor = mount(desk)
  const target = paragraph(desk.doc, 1).get(0) as Y.XmlText
  const at = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(target, 3))
  desk.awareness.states.set(99, { user: peer, cursor: { anchor: at, head: at } })
  desk.awareness.emit('change', [{ added: [99], updated: [], removed: [] }, 'provider'])
  const caret = await vi.waitUntil(() => editor.view.dom.querySelector('.peer-caret'))
  expect(caret.getAttribute('aria-hidden')).toBe('true')
  expect(caret.textContent).toBe('\u2060Người soạn 2 · Huyện A\u2060')
  expect(editor.getText()).not.toContain('Người soạn 2')
  const people = observePeople(desk.connection).get()
  expect(people.map((person) => person.name)).toEqual(['Người soạn 1', 'Người soạn 2'])
})
