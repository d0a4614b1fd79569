// @vitest-environment happy-dom
import type { Node } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { repairIds } from '../../../report/repair.ts'
import { addSection } from './section-commands.ts'
import {
  type Desk,
  exchange,
  idsIn,
  idsOf,
  openDesk,
  pause,
  place,
  press,
  run,
  seededUpdate,
  select,
  texts,
  type,
  write,
} from './test-desk.ts'

const desks: Desk[] = []

function open(update = seededUpdate(), clientId?: number): Desk {
  const desk = openDesk(update, clientId === undefined ? {} : { clientId })
  desks.push(desk)
  return desk
}

function paste({ editor }: Desk, html: string): void {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/html', html)
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData })
  editor.view.dom.dispatchEvent(event)
}

function copyOf({ editor }: Desk): string {
  return editor.view.serializeForClipboard(editor.state.selection.content()).dom.innerHTML
}

function blockOf(desk: Desk, text: string): string {
  const $pos = desk.editor.state.doc.resolve(place(desk, text))
  return String($pos.parent.attrs.id)
}

function expectUnique(desk: Desk): void {
  const ids = idsIn(desk.editor.state.doc)
  expect(ids).not.toContain('')
  expect(new Set(ids).size, ids.join(' ')).toBe(ids.length)
}

afterEach(() => {
  for (const desk of desks.splice(0)) {
    expectUnique(desk)
    desk.editor.destroy()
  }
})

describe('every block has an id of its own', () => {
  it('after Enter in the middle: the first half keeps it', () => {
    const desk = write(open(), ['đầu cuối'])
    const id = blockOf(desk, 'đầu')
    select(desk, place(desk, 'cuối'))
    press(desk, 'Enter')
    expect(blockOf(desk, 'đầu')).toBe(id)
    expect(blockOf(desk, 'cuối')).not.toBe(id)
  })

  it('after typing: nothing changes', () => {
    const desk = write(open(), ['đầu'])
    const before = idsIn(desk.editor.state.doc)
    select(desk, place(desk, 'đầu', 'end'))
    type(desk, ' thêm chữ')
    expect(idsIn(desk.editor.state.doc)).toEqual(before)
  })

  it('a copy pasted beside the original gets new ones; cut and pasted it keeps its own', () => {
    const desk = write(open(), ['một', 'hai'], ['ba'])
    const id = blockOf(desk, 'hai')
    select(desk, place(desk, 'một'), place(desk, 'hai', 'end'))
    const html = copyOf(desk)
    select(desk, place(desk, 'ba', 'end'))
    press(desk, 'Enter')
    paste(desk, html)
    expect(texts(desk)[1]).toEqual(['ba', 'một', 'hai'])
    expectUnique(desk)
    expect(blockOf(desk, 'hai')).toBe(id)
  })

  it('after a block was dragged, a list was made, a table came in', () => {
    const desk = write(open(), ['một', 'hai'], ['ba'])
    select(desk, place(desk, 'một'), place(desk, 'hai', 'end'))
    desk.editor.commands.toggleBulletList()
    expectUnique(desk)
    select(desk, place(desk, 'ba', 'end'))
    desk.editor.commands.insertTable({ rows: 2, cols: 3, withHeaderRow: true })
    expectUnique(desk)
    const { view, state } = desk.editor
    const list = state.doc.child(0).firstChild!
    const tr = state.tr.setSelection(NodeSelection.create(state.doc, 1)).deleteSelection()
    view.dispatch(tr.insert(tr.doc.content.size - 1, list))
    expectUnique(desk)
  })

  it('while an input method composes, the block under the caret waits until it is done', async () => {
    const desk = write(open(), ['một'])
    const { view } = desk.editor
    const composing = { now: true }
    Object.defineProperty(view, 'composing', { get: () => composing.now, configurable: true })
    const pos = place(desk, 'một', 'end')
    select(desk, pos)
    const { schema, tr } = desk.editor.state
    view.dispatch(tr.split(pos, 1, [{ type: schema.nodes.paragraph!, attrs: { id: null } }]))
    expect(desk.editor.state.selection.$head.parent.attrs.id).toBeNull()
    composing.now = false
    view.dom.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
    await expect.poll(() => desk.editor.state.selection.$head.parent.attrs.id).toBeTruthy()
  })
})

describe('others’ edits', () => {
  it('are never given ids here; two at the same Enter are told apart by the repair', () => {
    const update = seededUpdate()
    const [a, b] = [open(update, 11), open(update, 12)]
    write(a, ['đầu cuối'])
    exchange(a, b)
    for (const desk of [a, b]) {
      select(desk, place(desk, 'cuối'))
      press(desk, 'Enter')
    }
    exchange(a, b)
    const server = new Y.Doc()
    Y.applyUpdate(server, Y.encodeStateAsUpdate(a.doc))
    repairIds(server, idsOf('server'))
    for (const { doc } of [a, b]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server), 'network')
    expectUnique(a)
    expect(idsIn(a.editor.state.doc)).toEqual(idsIn(b.editor.state.doc))
    expect(repairIds(server, idsOf('again'))).toBe(false)
  })

  it('undo does not take away what somebody else wrote into a section of mine', () => {
    const update = seededUpdate()
    const [a, b] = [open(update), open(update)]
    const afterId = String(a.editor.state.doc.lastChild!.attrs.id)
    run(a, addSection({ afterId, level: 1, title: 'Của tôi', newId: idsOf('mine') }))
    exchange(a, b)
    select(b, b.editor.state.doc.content.size - 2)
    type(b, 'chữ của người khác')
    exchange(a, b)
    a.editor.commands.undo()
    exchange(a, b)
    expect(b.editor.state.doc.lastChild!.attrs.title).toBe('Của tôi')
    expect(texts(b).at(-1)).toEqual(['chữ của người khác'])
    expect(texts(a)).toEqual(texts(b))
  })

  it('undo takes back what was written in one block, not also what was just before written in another', () => {
    const desk = openDesk(seededUpdate(), { clientId: 3 })
    write(desk, ['một'], ['hai'], [''], [''])
    select(desk, place(desk, 'một', 'end'))
    type(desk, ' đầu')
    select(desk, place(desk, 'hai', 'end'))
    type(desk, ' sau')
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual([['một đầu'], ['hai'], [''], ['']])
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual([['một'], ['hai'], [''], ['']])
  })

  it('undo takes away a section of mine in which nobody has written', () => {
    const desk = open()
    const before = texts(desk)
    const afterId = String(desk.editor.state.doc.lastChild!.attrs.id)
    pause(desk)
    run(desk, addSection({ afterId, level: 1, title: 'Của tôi', newId: idsOf('mine') }))
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual(before)
  })
})

describe('tables', () => {
  it('a row by one and a column by another at once: nobody’s screen goes on repairing by itself', () => {
    const update = seededUpdate()
    const [a, b] = [open(update), open(update)]
    write(a, ['x'])
    select(a, place(a, 'x', 'end'))
    a.editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: true })
    type(a, 'ô')
    exchange(a, b)
    for (const desk of [a, b]) select(desk, place(desk, 'ô', 'end'))
    a.editor.commands.addColumnAfter()
    b.editor.commands.addRowAfter()
    const sizes: number[] = []
    for (let round = 0; round < 6; round += 1) {
      exchange(a, b)
      sizes.push(a.editor.state.doc.content.size)
    }
    expect(new Set(sizes).size).toBe(1)
    expect(a.editor.state.doc.toJSON()).toEqual(b.editor.state.doc.toJSON())
    select(a, place(a, 'ô', 'end'))
    a.editor.commands.addRowAfter()
    exchange(a, b)
    const table = b.editor.state.doc.child(0).children.find((block) => block.type.name === 'table')!
    expect(new Set(table.children.map((row) => row.childCount)).size).toBe(1)
  })

  it('a row added below one that lacks a cell holds cells, and other tables stay as they are', () => {
    const update = seededUpdate()
    const [a, b] = [open(update), open(update)]
    write(a, ['x', 'y'])
    for (const line of ['x', 'y']) {
      select(a, place(a, line, 'end'))
      a.editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: true })
    }
    exchange(a, b)
    const tables = ({ editor }: Desk) => {
      const found: { node: Node; pos: number }[] = []
      editor.state.doc.descendants(
        (node, pos) => void (node.type.name === 'table' && found.push({ node, pos })),
      )
      return found
    }
    // Past the beginnings of table, row, cell and paragraph.
    const goInto = (desk: Desk, table: number, rowsSize = 0) =>
      select(desk, tables(desk)[table]!.pos + rowsSize + 4)
    for (const table of [0, 1]) {
      goInto(a, table)
      a.editor.commands.addColumnAfter()
      goInto(b, table)
      b.editor.commands.addRowAfter()
    }
    exchange(a, b)
    const widths = () => tables(a).map(({ node }) => node.children.map((row) => row.childCount))
    expect(widths()).toEqual([
      [3, 2, 3],
      [3, 2, 3],
    ])
    goInto(a, 0, tables(a)[0]!.node.child(0).nodeSize)
    a.editor.commands.addRowAfter()
    a.editor.state.doc.check()
    expect(widths()).toEqual([
      [3, 3, 3, 3],
      [3, 2, 3],
    ])
  })
})
