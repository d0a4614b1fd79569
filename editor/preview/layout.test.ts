import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { heightOf, layOut, pageAt, pagesNear, placeAt, stepZoom, topOf } from './layout.ts'

const A4 = { width: 794, height: 1123 }
const ACROSS = { width: 1123, height: 794 }

test('fitting the width, an upright page fills the room and a wide one goes no further', () => {
  const { boxes, percent } = layOut([A4, ACROSS, A4], 'width', 832)
  expect(boxes.map(({ width }) => width)).toEqual([800, 800, 800])
  expect(boxes[1]?.height).toBeLessThan(boxes[0]?.height ?? 0)
  expect(Math.round(percent)).toBe(101)
})

test('at so many per cent every page keeps its own width', () => {
  const { boxes, width } = layOut([A4, ACROSS], 50, 832)
  expect(boxes.map((box) => box.width)).toEqual([397, 561])
  expect(width).toBe(561 + 32)
})

test('zooming goes by steps, and stays at the ends', () => {
  expect([stepZoom(100, 1), stepZoom(100, -1)]).toEqual([110, 90])
  expect([stepZoom(89.6, -1), stepZoom(89.6, 1)]).toEqual([75, 100])
  expect([stepZoom(300, 1), stepZoom(25, -1)]).toEqual([300, 25])
})

const paper = fc.record({
  sizes: fc.array(fc.constantFrom(A4, ACROSS), { minLength: 1, maxLength: 200 }),
  zoom: fc.oneof(fc.constant('width' as const), fc.integer({ min: 25, max: 300 })),
  room: fc.integer({ min: 0, max: 3000 }),
})

test('pages never overlap, and each is found at its own height', () => {
  fc.assert(
    fc.property(paper, ({ sizes, zoom, room }) => {
      const layout = layOut(sizes, zoom, room)
      for (const [page, box] of layout.boxes.entries()) {
        const next = layout.boxes[page + 1]
        if (next) expect(next.top).toBeGreaterThan(box.top + box.height)
        expect(pageAt(layout, box.top)).toBe(page)
        expect(pageAt(layout, topOf(layout, page))).toBe(page)
        expect(pageAt(layout, box.top + box.height - 1)).toBe(page)
      }
    }),
  )
})

test('what is seen is always drawn, and not much more', () => {
  fc.assert(
    fc.property(
      paper,
      fc.nat(300_000),
      fc.integer({ min: 1, max: 2000 }),
      ({ sizes, zoom, room }, top, height) => {
        const layout = layOut(sizes, zoom, room)
        const { from, to } = pagesNear(layout, { top, height })
        for (const [page, box] of layout.boxes.entries()) {
          const seen = box.top < top + height && box.top + box.height > top
          if (seen) expect(page >= from && page <= to).toBe(true)
        }
        const most = Math.ceil(height / Math.min(...layout.boxes.map((box) => box.height))) + 4
        expect(to - from + 1).toBeLessThanOrEqual(most)
      },
    ),
  )
})

test('a place stays the same place in another size', () => {
  fc.assert(
    fc.property(paper, fc.nat(100_000), ({ sizes, zoom, room }, y) => {
      const small = layOut(sizes, zoom, room)
      const large = layOut(sizes, 200, room)
      const place = placeAt(small, Math.min(y, small.height))
      expect(heightOf(small, place)).toBeCloseTo(Math.min(y, small.height), 3)
      expect(placeAt(large, heightOf(large, place) + 0.001).page).toBe(place.page)
    }),
  )
})
