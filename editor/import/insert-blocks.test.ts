// @vitest-environment happy-dom
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Block } from '../../report/content/content.ts'
import { blocksToJson, type NodeJson } from '../../report/content/content-json.ts'
import { blockLines } from '../../report/content/content-text.ts'
import { readContent } from '../../report/content/read-content.ts'
import { reportContent } from '../../report/content/test-content.ts'
import { reportSchema } from '../../report/schema/schema.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import {
  type Desk,
  exchange,
  idsIn,
  openDesk,
  pause,
  seededUpdate,
  texts,
  write,
} from '../draft/editing/test-desk.ts'
import { type GuardedDesk, openGuardedDesk, openRights } from '../draft/rights/test-rights.ts'
import { drawBlocks } from './draw-blocks.ts'
import { insertBlocks, makeNodes } from './insert-blocks.ts'

const desks: Desk[] = []
afterEach(() => {
  for (const { editor } of desks.splice(0)) {
    editor.state.doc.check()
    editor.destroy()
  }
})

const p = (text: string): NodeJson => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const into = (sectionId: string, ...blocks: NodeJson[]) => ({ sectionId, blocks, words: 0 })
const sectionId = ({ editor }: Desk, index: number) => String(editor.state.doc.child(index).attrs.id)
const kept = <D extends Desk>(desk: D): D => {
  desks.push(desk)
  return desk
}
const uniqueIds = ({ editor }: Desk) => {
  const ids = idsIn(editor.state.doc)
  return !ids.includes('') && new Set(ids).size === ids.length
}

test('blocks come behind what is there, in place of a blank line, in every section, and are undone as one', () => {
  const update = seededUpdate()
  const desk = kept(write(openDesk(update), [''], ['Đã có.'], [''], ['Đuôi.', '']))
  const other = kept(openDesk(update))
  const gathered = [
    into(sectionId(desk, 1), p('một'), p('hai')),
    into(PREAMBLE_ID, p('mở đầu')),
    into(sectionId(desk, 3), p('ba')),
  ]
  pause(desk)
  expect(insertBlocks(desk.editor.view, gathered)).toEqual({ state: 'done' })
  const after = [['mở đầu'], ['Đã có.', 'một', 'hai'], [''], ['Đuôi.', 'ba']]
  expect(texts(desk)).toEqual(after)
  // The caret is behind the last word of the first of them.
  expect(desk.editor.state.selection.$head.parent.textContent).toBe('hai')
  exchange(desk, other)
  expect(texts(other)).toEqual(after)
  expect(uniqueIds(other)).toBe(true)
  desk.editor.commands.undo()
  expect(texts(desk)).toEqual([[''], ['Đã có.'], [''], ['Đuôi.', '']])
  desk.editor.commands.redo()
  expect(texts(desk)).toEqual(after)
})

test('all or nothing: a section that was closed meanwhile, or has gone, keeps everything out', () => {
  const update = seededUpdate()
  const plain = kept(openDesk(update))
  const [mine, theirs] = [sectionId(plain, 1), sectionId(plain, 2)]
  const desk: GuardedDesk = kept(openGuardedDesk(update, { records: { [mine]: { officeIds: ['so'] } } }))
  const before = texts(desk)
  desk.rights.set(
    openRights({ records: { [mine]: { officeIds: ['so'] }, [theirs]: { officeIds: ['hoi'] } } }),
  )
  const both = [into(mine, p('một')), into(theirs, p('hai'))]
  expect(insertBlocks(desk.editor.view, both)).toEqual({ state: 'refused', sectionIds: [theirs] })
  expect(insertBlocks(desk.editor.view, [into(mine, p('một')), into('gone', p('hai'))])).toEqual({
    state: 'refused',
    sectionIds: ['gone'],
  })
  expect(texts(desk)).toEqual(before)
  expect(insertBlocks(desk.editor.view, [into(mine, p('một'))])).toEqual({ state: 'done' })
  expect(texts(desk)[1]).toEqual(['một'])
})

test.each([
  ['unknown nodes', { type: 'script' }],
  ['a section', { type: 'section', content: [] }],
  ['text where blocks belong', { type: 'table', content: [{ type: 'text', text: 'x' }] }],
])('what does not fit a report stays outside: %s', (_what, block) => {
  const desk = kept(openDesk(seededUpdate()))
  const before = desk.editor.state.doc
  expect(insertBlocks(desk.editor.view, [into(sectionId(desk, 1), p('một'), block)])).toEqual({
    state: 'unfit',
  })
  expect(desk.editor.state.doc).toBe(before)
  expect(drawBlocks([block])).toBeUndefined()
})

test('all words of any blocks come into a report, and undo takes all of them away', () => {
  fc.assert(
    fc.property(reportContent({ hostile: false }), (content) => {
      // A table without rows, which no file has, does not fit.
      const blocks = content.sections
        .flatMap((section) => section.blocks)
        .filter((block) => makeNodes(reportSchema, blocksToJson([block])))
      fc.pre(blocks.length > 0)
      const desk = openDesk(seededUpdate())
      const before = texts(desk)
      expect(insertBlocks(desk.editor.view, [into(sectionId(desk, 1), ...blocksToJson(blocks))])).toEqual({
        state: 'done',
      })
      const [first] = readContent(desk.doc).sections
      expect(linesOf(first?.blocks ?? [])).toEqual(linesOf(blocks))
      expect(uniqueIds(desk)).toBe(true)
      desk.editor.commands.undo()
      expect(texts(desk)).toEqual(before)
      desk.editor.destroy()
    }),
    { numRuns: 25 },
  )
})

test('is drawn as it will stand, with footnotes by number below', () => {
  const note: NodeJson = { type: 'footnote', content: [{ type: 'text', text: 'Nguồn' }] }
  const drawn = drawBlocks([{ type: 'paragraph', content: [{ type: 'text', text: 'Chữ' }, note] }])
  expect(drawn?.querySelector('p')?.textContent).toBe('Chữ1')
  expect(drawn?.querySelector('ol')?.textContent).toBe('Nguồn')
})

/** Where a list item or a cell is empty, the editor gives it a line to write on. */
function linesOf(blocks: readonly Block[]): string[] {
  return blockLines(blocks).filter((line) => line.trim() !== '')
}
