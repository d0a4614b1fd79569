// @vitest-environment happy-dom
import { CellSelection } from '@tiptap/pm/tables'
import { NodeSelection } from '@tiptap/pm/state'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { TOOLBAR } from '../commands/all.ts'
import { commandKeys } from '../commands/command-keys.ts'
import { insertFigure, insertFootnote } from '../editing/insert-commands.ts'
import { addSection, removeSection, renameSection } from '../editing/section-commands.ts'
import {
  type Desk,
  exchange,
  idsOf,
  openDesk,
  pause,
  place,
  press,
  run,
  seededUpdate,
  select,
  type,
  write,
} from '../editing/test-desk.ts'
import { type Given, type GuardedDesk, openGuardedDesk, openRights } from './test-rights.ts'

const desks: Desk[] = []
afterEach(() => {
  for (const { editor } of desks.splice(0)) editor.destroy()
})

const READERS: [string, Given][] = [
  ['a reviewer', { role: 'reviewer' }],
  ['a viewer', { role: 'viewer', officeId: null }],
  ['a drafter once the report is signed', { role: 'drafter', stage: 'signed' }],
  ['the coordinator once the report is signed', { role: 'coordinator', stage: 'signed' }],
  ['the coordinator while it is appraised', { role: 'coordinator', stage: 'appraisal' }],
  ['a drafter while the conference reads it', { role: 'drafter', stage: 'conference' }],
]

/** A report with everything that can be in one, and a section without so much as a paragraph. */
function written(): Desk {
  const author = openDesk(seededUpdate())
  desks.push(author)
  write(author, ['mở đầu'], ['một dòng', 'dòng hai'], ['trong danh sách'], [])
  select(author, place(author, 'trong danh sách'))
  author.editor.commands.toggleBulletList()
  select(author, place(author, 'một dòng', 'end'))
  run(author, insertFootnote())
  type(author, 'chú thích')
  select(author, place(author, 'dòng hai', 'end'))
  run(author, insertFigure({ src: '/api/images/a.png', alt: 'ảnh', width: 10 }))
  select(author, place(author, 'dòng hai', 'end'))
  author.editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: true })
  select(author, find(author, 'tableHeader') + 2)
  type(author, 'trong ô')
  return author
}

function find({ editor }: Desk, name: string): number {
  let found: number | undefined
  editor.state.doc.descendants((node, pos) => {
    if (node.type.name === name) found ??= pos
  })
  return must(found, name)
}

/** Counts what the reader's page writes into the report. */
function seat(given: Given): GuardedDesk & { readonly written: () => number; readonly author: Desk } {
  const author = written()
  const desk = openGuardedDesk(Y.encodeStateAsUpdate(author.doc), given)
  desks.push(desk)
  let count = 0
  desk.doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== 'network') count += 1
  })
  return { ...desk, written: () => count, author }
}

const PLACES = ['mở đầu', 'một dòng', 'chú thích', 'dòng hai', 'trong ô', 'trong danh sách']

function ids({ editor }: Desk): string[] {
  return editor.state.doc.children.slice(1).map(({ attrs }) => String(attrs.id))
}

function fire(desk: Desk, event: Event): void {
  desk.editor.view.dom.dispatchEvent(event)
}

const pasted = (kind: 'paste' | 'drop') => {
  const event = new Event(kind, { bubbles: true, cancelable: true })
  const clipboardData = {
    getData: (format: string) =>
      format === 'text/html' ? '<p>dán</p><table><tr><td>ô</td></tr></table>' : 'dán',
    files: [],
    items: [],
    types: ['text/html', 'text/plain'],
    setData: () => undefined,
    clearData: () => undefined,
  }
  return Object.assign(event, { clipboardData, dataTransfer: clipboardData, clientX: 1, clientY: 1 })
}

const stage = { chooseImage: () => undefined }

/** Everything a person can try with the caret or a selection where it is. */
const TRIES: readonly [string, (desk: GuardedDesk) => void][] = [
  ['typing', (desk) => type(desk, 'chữ')],
  ...['a', ' ', 'Backspace', 'Delete', 'Enter', 'Tab', 'ArrowDown'].map(
    (key): [string, (desk: GuardedDesk) => void] => [`the key ${key}`, (desk) => void press(desk, key)],
  ),
  ['Shift+Enter', (desk) => void press(desk, 'Enter', { shiftKey: true })],
  ['Ctrl+Enter', (desk) => void press(desk, 'Enter', { ctrlKey: true })],
  ['Ctrl+Backspace', (desk) => void press(desk, 'Backspace', { ctrlKey: true })],
  ['pasting', (desk) => fire(desk, pasted('paste'))],
  ['dropping', (desk) => fire(desk, pasted('drop'))],
  [
    'a cut',
    (desk) =>
      fire(
        desk,
        Object.assign(new Event('cut', { bubbles: true, cancelable: true }), {
          clipboardData: pasted('paste').clipboardData,
        }),
      ),
  ],
  ['a composition', (desk) => compose(desk, 'việt')],
  ['undo', (desk) => void desk.editor.commands.undo()],
  ['redo', (desk) => void desk.editor.commands.redo()],
  ...TOOLBAR.flat().map((command): [string, (desk: GuardedDesk) => void] => [
    `the button ${command.name}`,
    (desk) => command.run(desk.editor, stage),
  ]),
  ['inserting', (desk) => void desk.editor.commands.insertContent('<p>một</p><ul><li><p>hai</p></li></ul>')],
  ['a new table', (desk) => void desk.editor.commands.insertTable({ rows: 2, cols: 2 })],
  ['a table row', (desk) => void desk.editor.commands.addRowAfter()],
  ['no table', (desk) => void desk.editor.commands.deleteTable()],
  ['nothing left', (desk) => void desk.editor.commands.clearContent()],
  ['a figure', (desk) => void run(desk, insertFigure({ src: '/x.png', alt: '', width: 1 }))],
  [
    'another section',
    (desk) =>
      void run(
        desk,
        addSection({ afterId: must(ids(desk)[0], 'id'), level: 2, title: 'Thêm', newId: idsOf('r') }),
      ),
  ],
  ['a section away', (desk) => void run(desk, removeSection(must(ids(desk)[1], 'id')))],
  ['another title', (desk) => void run(desk, renameSection(must(ids(desk)[1], 'id'), 'Khác'))],
  ['clicks on all buttons', clickEverything],
]

function compose(desk: Desk, word: string): void {
  press(desk, 'Process', { keyCode: 229 })
  fire(desk, new CompositionEvent('compositionstart', { bubbles: true }))
  const before = new InputEvent('beforeinput', {
    inputType: 'insertCompositionText',
    data: word,
    bubbles: true,
    cancelable: true,
  })
  fire(desk, before)
  fire(desk, new CompositionEvent('compositionupdate', { bubbles: true, data: word }))
  fire(desk, new CompositionEvent('compositionend', { bubbles: true, data: word }))
}

function clickEverything({ editor }: Desk): void {
  for (const one of editor.view.dom.querySelectorAll<HTMLElement>(
    'button, sup, .cs-section-body, .cs-section-head, textarea',
  )) {
    one.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }))
    one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
  }
}

describe.each(READERS)('%s', (_name, given) => {
  it('has a caret and selects, and nothing that is tried anywhere changes the report', () => {
    const desk = seat(given)
    const before = desk.editor.state.doc
    expect(desk.editor.view.editable).toBe(true)
    for (const where of PLACES) {
      for (const [what, attempt] of TRIES) {
        const at = place(desk, where)
        for (const to of [at, at + where.length]) {
          select(desk, at, to)
          expect(desk.editor.state.selection.head).toBe(to)
          attempt(desk)
          pause(desk)
          expect(desk.editor.state.doc === before, `${what} at ${where}`).toBe(true)
        }
      }
    }
    expect(desk.written()).toBe(0)
  })

  it('also over everything, over cells and over a picture', () => {
    const desk = seat(given)
    const before = desk.editor.state.doc
    const over = [
      () => void desk.editor.commands.selectAll(),
      () => {
        const { state, view } = desk.editor
        const at = find(desk, 'tableHeader')
        const next = at + must(state.doc.nodeAt(at), 'a cell').nodeSize
        view.dispatch(state.tr.setSelection(CellSelection.create(state.doc, at, next)))
      },
      () => {
        const { state, view } = desk.editor
        view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, find(desk, 'figure'))))
      },
    ]
    for (const [index, choose] of over.entries()) {
      for (const [what, attempt] of TRIES) {
        choose()
        attempt(desk)
        expect(desk.editor.state.doc === before, `${what} over ${index}`).toBe(true)
      }
    }
    expect(desk.written()).toBe(0)
  })

  it('writes nothing in answer to what others write', () => {
    const desk = seat(given)
    select(desk, place(desk, 'một dòng'))
    select(desk.author, place(desk.author, 'mở đầu', 'end'))
    press(desk.author, 'Enter')
    type(desk.author, 'của người khác')
    desk.author.editor.commands.toggleBulletList()
    exchange(desk.author, desk)
    press(desk, 'Enter')
    expect(desk.editor.state.doc.textContent).toContain('của người khác')
    expect(desk.written()).toBe(0)
  })

  it('gets no field for titles and no button to add sections', () => {
    const desk = seat(given)
    expect(desk.editor.view.dom.querySelectorAll('textarea, .cs-invite, .cs-remove-section')).toHaveLength(0)
  })
})

it('a reader who becomes a drafter writes at once, and reads again at once', () => {
  const desk = seat({ role: 'reviewer' })
  select(desk, place(desk, 'mở đầu', 'end'))
  desk.rights.set(openRights({ role: 'drafter' }))
  type(desk, ' viết')
  desk.rights.set(openRights({ role: 'reviewer' }))
  type(desk, ' nữa')
  expect(desk.editor.state.doc.firstChild?.textContent).toBe('mở đầu viết')
})

it('a reader’s keys reach the commands that change nothing', () => {
  const author = written()
  let comments = 0
  const rights = { role: 'reviewer' } as const
  const desk = openGuardedDesk(Y.encodeStateAsUpdate(author.doc), rights, {
    more: [commandKeys({ chooseImage: () => undefined, comment: () => (comments += 1) })],
  })
  desks.push(desk)
  select(desk, place(desk, 'mở đầu'))
  expect(press(desk, 'm', { ctrlKey: true, altKey: true })).toBe(true)
  expect(comments).toBe(1)
})
