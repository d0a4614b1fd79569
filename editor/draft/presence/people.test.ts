import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createCell } from '../connection/cell.ts'
import type { ReportConnection } from '../connection/connection.ts'
import { inkOn } from './carets.ts'
import { listPeople, observePeople, readableColor } from './people.ts'

const me = { id: 'me', name: 'Người soạn 1', office: 'BTG', color: '#1a5fb4' }
function person(id: string, name: string) {
  return { user: { id, name, office: 'VP', color: '#333333' } }
}

test('one entry per person, whatever the number of tabs; the tab with a caret says where', () => {
  const people = listPeople(
    new Map([
      [1, { user: me }],
      [2, { ...person('b', 'Bình'), section: 's1' }],
      [3, { ...person('b', 'Bình'), section: 's2', cursor: { anchor: 1, head: 1 } }],
      [4, { ...person('b', 'Bình') }],
      [5, { user: me, section: 's9' }],
    ]),
    me,
    1,
  )
  expect(people.map(({ id, sectionId, isMe }) => [id, sectionId, isMe])).toEqual([
    ['me', undefined, true],
    ['b', 's2', false],
  ])
})

test('me first, then Vietnamese order, whoever came when', () => {
  const people = listPeople(
    new Map([
      [9, person('c', 'Đức')],
      [8, person('b', 'Dũng')],
      [7, person('a', 'Ánh')],
      [1, { user: me }],
      [6, person('d', 'An')],
    ]),
    me,
    1,
  )
  expect(people.map(({ name }) => name)).toEqual(['Người soạn 1', 'An', 'Ánh', 'Dũng', 'Đức'])
})

test('states without a person and colours that are none do no harm', () => {
  const people = listPeople(
    new Map<number, object>([
      [1, {}],
      [2, {}],
      [3, { user: { id: 'x', color: 'red;background:url(//evil)' } }],
    ]),
    me,
    1,
  )
  expect(people.map(({ id, color }) => [id, color])).toEqual([
    ['me', '#1a5fb4'],
    ['x', '#5f6368'],
  ])
})

test('the list stays the same object while carets only move', () => {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ user: me })
  const people = observePeople({
    awareness,
    user: me,
    generation: createCell(0),
  } as unknown as ReportConnection)
  let told = 0
  people.subscribe(() => told++)
  const before = people.get()
  for (let at = 0; at < 10; at++) awareness.setLocalStateField('cursor', { anchor: at, head: at })
  expect(people.get()).toBe(before)
  expect(told).toBe(0)
  awareness.setLocalStateField('section', 's1')
  expect(told).toBe(1)
  awareness.destroy()
})

test.each(['#000000', '#1a5fb4', '#a51d2d', '#ffd700', '#7f7f7f', '#ffffff'])(
  'names can be read on %s',
  (color) => {
    const level = (hex: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const [dark, light] = [level(color), level(inkOn(color))].sort((a, b) => a - b)
    expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5)
    expect(readableColor(color)).toBe(color)
  },
)
