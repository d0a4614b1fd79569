// @vitest-environment happy-dom
import { AllSelection, Selection, TextSelection } from '@tiptap/pm/state'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { checkDocument, repairIds } from '../../../report/repair.ts'
import { readSections, sectionsOf } from '../../../report/sections.ts'
import { insertFootnote } from './insert-commands.ts'
import { addSection, removeSection, renameSection } from './section-commands.ts'
import {
  type Desk,
  exchange,
  headings,
  idsIn,
  idsOf,
  openDesk,
  press,
  run,
  seededUpdate,
  select,
  type,
} from './test-desk.ts'

type Action = { readonly desk: number; readonly what: string; readonly a: number; readonly b: number }

/** A caret's place for text, chosen by a number. */
function somewhere({ editor }: Desk, number: number): number {
  const { doc } = editor.state
  const $pos = doc.resolve(number % (doc.content.size + 1))
  return (Selection.findFrom($pos, 1, true) ?? Selection.atStart(doc)).head
}

function sectionId({ editor }: Desk, number: number): string {
  const sections = editor.state.doc.children.slice(1)
  return String(sections[number % sections.length]?.attrs.id)
}

function choose(desk: Desk, a: number, b: number): void {
  select(desk, somewhere(desk, a), somewhere(desk, b))
}

const edits: Record<string, (desk: Desk, a: number, b: number) => void> = {
  type: (desk, a) => {
    select(desk, somewhere(desk, a))
    type(desk, ' tiếng Việt')
  },
  typeOver: (desk, a, b) => {
    choose(desk, a, b)
    type(desk, 'ơ')
  },
  enter: (desk, a) => {
    select(desk, somewhere(desk, a))
    press(desk, 'Enter')
  },
  backspace: (desk, a) => {
    select(desk, somewhere(desk, a))
    press(desk, 'Backspace')
  },
  delete: (desk, a, b) => {
    choose(desk, a, b)
    press(desk, 'Delete')
  },
  deleteAll: (desk) => {
    const { state, view } = desk.editor
    view.dispatch(state.tr.setSelection(new AllSelection(state.doc)).deleteSelection())
  },
  bold: (desk, a, b) => {
    choose(desk, a, b)
    desk.editor.commands.toggleBold()
  },
  script: (desk, a, b) => {
    choose(desk, a, b)
    desk.editor.commands.toggleSuperscript()
  },
  list: (desk, a, b) => {
    choose(desk, a, b)
    desk.editor.commands.toggleBulletList()
  },
  numbers: (desk, a) => {
    select(desk, somewhere(desk, a))
    desk.editor.commands.toggleOrderedList()
  },
  sink: (desk, a) => {
    select(desk, somewhere(desk, a))
    press(desk, 'Tab')
  },
  table: (desk, a) => {
    select(desk, somewhere(desk, a))
    desk.editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: true })
  },
  row: (desk, a) => {
    select(desk, somewhere(desk, a))
    desk.editor.commands.addRowAfter()
  },
  column: (desk, a, b) => {
    select(desk, somewhere(desk, a))
    if (b % 2) desk.editor.commands.addColumnAfter()
    else desk.editor.commands.deleteColumn()
  },
  footnote: (desk, a) => {
    select(desk, somewhere(desk, a))
    run(desk, insertFootnote())
    type(desk, 'nguồn')
  },
  lineBreak: (desk, a) => {
    select(desk, somewhere(desk, a))
    desk.editor.commands.setHardBreak()
  },
  move: (desk, a, b) => {
    choose(desk, a, b)
    const { state, view } = desk.editor
    const slice = state.selection.content()
    const tr = state.tr.deleteSelection()
    const pos = tr.mapping.map(somewhere(desk, a + b))
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size))))
    view.dispatch(tr.replaceSelection(slice))
  },
  copy: (desk, a, b) => {
    choose(desk, a, b)
    const { state, view } = desk.editor
    const slice = state.selection.content()
    const tr = state.tr.setSelection(TextSelection.create(state.doc, somewhere(desk, a * 7)))
    view.dispatch(tr.replaceSelection(slice).setMeta('paste', true))
  },
  undo: (desk) => desk.editor.commands.undo(),
  redo: (desk) => desk.editor.commands.redo(),
  addSection: (desk, a, b) => {
    const added = { afterId: sectionId(desk, a), level: 1 + (b % 4), title: `Mục ${a}`, newId: idsOf('own') }
    run(desk, addSection(added))
  },
  renameSection: (desk, a) => void run(desk, renameSection(sectionId(desk, a), `Tên ${a}`)),
  removeSection: (desk, a) => void run(desk, removeSection(sectionId(desk, a))),
}

const action = fc.record({
  desk: fc.nat(2),
  what: fc.constantFrom(
    ...Object.keys(edits),
    'type',
    'type',
    'enter',
    'sync',
    'sync',
    'sync',
    'syncTwo',
    'syncTwo',
  ),
  a: fc.nat(2000),
  b: fc.nat(2000),
})

function perform(desks: readonly Desk[], { desk, what, a, b }: Action): void {
  const one = desks[desk]!
  if (what === 'sync') exchange(...desks)
  else if (what === 'syncTwo') exchange(one, desks[(desk + 1) % desks.length]!)
  else edits[what]!(one, a, b)
}

function planned(desk: Desk): string[] {
  return desk.editor.state.doc.children.flatMap((node) =>
    node.attrs.fixed === true ? String(node.attrs.title) : [],
  )
}

function checkAtRest(desks: readonly Desk[]): void {
  exchange(...desks)
  exchange(...desks)
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(desks[0]!.doc))
  repairIds(server, idsOf('server'))
  for (const { doc } of desks) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), 'network')
  expect(checkDocument(server)).toEqual([])
  const [first] = desks
  for (const desk of desks) {
    const { doc } = desk.editor.state
    doc.check()
    expect(doc.toJSON()).toEqual(first!.editor.state.doc.toJSON())
    expect(Y.encodeStateVector(desk.doc)).toEqual(Y.encodeStateVector(server))
    expect(planned(desk), headings(desk).join(' | ')).toEqual(['Kết quả', 'Nhận thức', 'Chỉ đạo'])
    const ids = idsIn(doc)
    expect(ids).not.toContain('')
    expect(new Set(ids).size).toBe(ids.length)
    expect(readSections(desk.doc)).toEqual(sectionsOf(doc))
  }
}

describe('three people at one report', () => {
  it('end with the same report, valid, its headings whole, whatever they do', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 20, maxLength: 60 }), (actions) => {
        const update = seededUpdate()
        const desks = [101, 102, 103].map((clientId) => openDesk(update, { clientId }))
        try {
          for (const step of actions) perform(desks, step)
          checkAtRest(desks)
        } finally {
          for (const { editor } of desks) editor.destroy()
          document.body.replaceChildren()
        }
      }),
      {
        numRuns: Number(process.env.FUZZ_RUNS ?? 20),
        seed: Number(process.env.FUZZ_SEED ?? Date.now()),
        endOnFailure: process.env.FUZZ_SHRINK === undefined,
      },
    )
  })
})
