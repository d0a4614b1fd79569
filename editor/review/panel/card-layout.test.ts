import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { type CardBox, layOutCards, pushedOutOfSight, wholeInSight } from './card-layout.ts'

const GAP = 8
const box = (id: string, top: number, height = 100): CardBox => ({ id, top, height })
const tops = (boxes: readonly CardBox[], active?: string) =>
  Object.fromEntries(layOutCards(boxes, pinnedOf(boxes, active), GAP))
const pinnedOf = (boxes: readonly CardBox[], id?: string) => boxes.find((one) => one.id === id)

test('cards with room stand at their lines', () => {
  expect(tops([box('a', 20), box('b', 300)])).toEqual({ a: 20, b: 300 })
})

test('without room the lower one makes way downwards', () => {
  expect(tops([box('a', 20), box('b', 50), box('c', 60)])).toEqual({ a: 20, b: 128, c: 236 })
})

test('the active one stands at its line, and those above it make way upwards', () => {
  expect(tops([box('a', 300), box('b', 310), box('c', 320)], 'c')).toEqual({ a: 104, b: 212, c: 320 })
})

test('those above the active one stay at their lines when they have room there', () => {
  expect(tops([box('a', 0), box('b', 310), box('c', 320)], 'c')).toEqual({ a: 0, b: 212, c: 320 })
})

test('with too many above it the active one keeps its line, and they stand beyond the edge of the page', () => {
  expect(tops([box('a', 10), box('b', 20), box('c', 30)], 'c')).toEqual({ a: -186, b: -78, c: 30 })
})

test('whatever the lines and heights: nothing overlaps, the order of the text is kept, the active one is where it is to stand', () => {
  const boxes = fc
    .array(fc.record({ top: fc.nat(2000), height: fc.integer({ min: 20, max: 400 }) }), { maxLength: 40 })
    .map((list) => list.map((one, index) => ({ ...one, id: `t${index}` })))
  fc.assert(
    fc.property(boxes, fc.nat(60), fc.nat(2000), (list, at, stands) => {
      const active = list[at]
      const placed = layOutCards(list, active && { id: active.id, top: stands }, GAP)
      let lowest = active ? -Infinity : 0
      for (const { id, height } of list.toSorted((a, b) => a.top - b.top)) {
        const top = placed.get(id) ?? -Infinity
        expect(top).toBeGreaterThanOrEqual(lowest)
        lowest = top + height + GAP
      }
      expect(placed.size).toBe(list.length)
      if (active) expect(placed.get(active.id)).toBe(stands)
    }),
  )
})

test('the card that is looked at is seen whole, as near its line as that lets it', () => {
  const sight = { top: 1000, bottom: 1600 }
  expect(wholeInSight(box('a', 1200), sight, GAP)).toBe(1200)
  expect(wholeInSight(box('a', 980), sight, GAP)).toBe(1004)
  expect(wholeInSight(box('a', 1580), sight, GAP)).toBe(1492)
  expect(wholeInSight(box('a', 1200, 900), sight, GAP)).toBe(1004)
})

test('a card that many above it push out of sight is known, one that is seen is left where it is', () => {
  const crowd = Array.from({ length: 20 }, (_, index) => box(`t${index}`, index))
  const sight = { top: 900, bottom: 1500 }
  const boxes = [...crowd, box('here', 1000), box('next', 1010)]
  expect(pushedOutOfSight(boxes, layOutCards(boxes, undefined, GAP), sight)?.id).toBe('here')
  const few = [box('a', 950), box('here', 1000)]
  expect(pushedOutOfSight(few, layOutCards(few, undefined, GAP), sight)).toBeUndefined()
  expect(pushedOutOfSight(crowd, layOutCards(crowd, undefined, GAP), sight)).toBeUndefined()
})
