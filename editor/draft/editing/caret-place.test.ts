// @vitest-environment happy-dom
import type { EditorView } from '@tiptap/pm/view'
import type { Selection } from '@tiptap/pm/state'
import { afterEach, expect, it } from 'vitest'
import { must } from '../../../report/must.ts'
import { type Desk, openDesk, place, seededUpdate, select, write } from './test-desk.ts'

const desks: Desk[] = []
afterEach(() => {
  for (const { editor } of desks.splice(0)) editor.destroy()
})

function openWritten(...contents: string[][]): Desk {
  const desk = write(openDesk(seededUpdate()), ...contents)
  desks.push(desk)
  return desk
}

/** What ProseMirror makes of a caret that the page has set at `pos`. */
function caretAt({ view }: { readonly view: EditorView }, pos: number): Selection | undefined {
  const $pos = view.state.doc.resolve(pos)
  return view.someProp('createSelectionBetween', (create) => create(view, $pos, $pos)) ?? undefined
}

function endOfSection({ editor }: Desk, index: number): number {
  const { doc } = editor.state
  const before = doc.children.slice(0, index + 1).reduce((size, node) => size + node.nodeSize, 0)
  return before - 1
}

it('a caret set behind the last block of a section stays in it, wherever it came from', () => {
  const desk = openWritten(['mở đầu'], ['kết quả'], ['nhận thức'], ['chỉ đạo'])
  for (const from of ['mở đầu', 'chỉ đạo']) {
    select(desk, place(desk, from))
    expect(caretAt(desk.editor, endOfSection(desk, 1))?.head).toBe(place(desk, 'kết quả', 'end'))
  }
})

it('a caret set before the first block of a section stays in it', () => {
  const desk = openWritten(['mở đầu'], ['kết quả'], ['nhận thức'], ['chỉ đạo'])
  expect(caretAt(desk.editor, place(desk, 'nhận thức') - 1)?.head).toBe(place(desk, 'nhận thức'))
})

it('a caret in text, or between two blocks of a section, is where ProseMirror puts it', () => {
  const desk = openWritten(['mở đầu'], ['kết quả', 'một nửa'], ['nhận thức'], ['chỉ đạo'])
  expect(caretAt(desk.editor, place(desk, 'một nửa') + 3)).toBeUndefined()
  expect(caretAt(desk.editor, place(desk, 'một nửa') - 1)).toBeUndefined()
})

it('a caret set behind what a table’s cell holds stays in the cell', () => {
  const desk = openWritten(['mở đầu'], ['kết quả'], ['nhận thức'], ['chỉ đạo'])
  const { editor } = desk
  const { schema } = editor
  const cell = (text: string) =>
    must(schema.nodes.tableCell, 'cell').create(
      null,
      must(schema.nodes.paragraph, 'paragraph').create(null, schema.text(text)),
    )
  const row = must(schema.nodes.tableRow, 'row').create(null, [cell('ô một'), cell('ô hai')])
  const table = must(schema.nodes.table, 'table').create(null, row)
  editor.view.dispatch(editor.state.tr.insert(endOfSection(desk, 1), table))
  expect(caretAt(editor, place(desk, 'ô một', 'end') + 1)?.head).toBe(place(desk, 'ô một', 'end'))
})
