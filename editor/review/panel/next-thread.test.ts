import { expect, test } from 'vitest'

import { nextThread } from './next-thread.ts'
import { openThread } from '../test-threads.ts'

const threads = [openThread(), openThread(), openThread()]
const [first, second, third] = threads
const places = new Map(threads.map(({ thread }, index) => [thread.id, { from: 10 + index * 10, to: 15 }]))
const from = (active: string | undefined, caret = 0) => ({
  active,
  caret,
  placeOf: (id: string) => places.get(id),
})

test('from the one that is looked at, round and round', () => {
  expect(nextThread(threads, 1, from(first?.thread.id))).toBe(second)
  expect(nextThread(threads, 1, from(third?.thread.id))).toBe(first)
  expect(nextThread(threads, -1, from(first?.thread.id))).toBe(third)
})

test('else from the caret', () => {
  expect(nextThread(threads, 1, from(undefined, 11))).toBe(second)
  expect(nextThread(threads, -1, from(undefined, 11))).toBe(first)
  expect(nextThread(threads, 1, from(undefined, 99))).toBe(first)
  expect(nextThread(threads, -1, from(undefined, 99))).toBe(third)
  expect(nextThread(threads, -1, from('gone', 0))).toBe(third)
  expect(nextThread([], 1, from(undefined))).toBeUndefined()
})
