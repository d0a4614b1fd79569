// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { openDesk, place, seededUpdate, select, texts, type, write } from '../editing/test-desk.ts'
import { rememberPlace } from './keep-place.ts'

test('the caret is where it was if its block is there', () => {
  const update = seededUpdate()
  const before = write(openDesk(update), [], ['Một hai'], ['ba'])
  const after = openDesk(update)
  write(after, ['Lời mở đầu'], ['Một hai'], ['ba'])
  // The same blocks in both copies, as in a report that was fetched again.
  const id = before.editor.state.doc.child(1).child(0).attrs.id as string
  after.editor.view.dispatch(after.editor.state.tr.setNodeAttribute(place(after, 'Một hai') - 1, 'id', id))
  select(before, place(before, 'hai'))
  rememberPlace(before.editor)(after.editor)
  type(after, 'rồi ')
  expect(texts(after)[1]).toEqual(['Một rồi hai'])
})

test('where the block has gone, the caret stays in its section, and never comes to stand in another', () => {
  const update = seededUpdate()
  const before = write(openDesk(update), [], ['chỉ có ở đây'], [])
  const after = write(openDesk(update), ['mở đầu'], ['của báo cáo'], ['mục khác'])
  select(before, place(before, 'chỉ'))
  rememberPlace(before.editor)(after.editor)
  type(after, '!')
  expect(texts(after).slice(0, 3)).toEqual([['mở đầu'], ['của báo cáo!'], ['mục khác']])
})
