import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_STRETCHES, SPAN_MS, stretchesOf, type Span } from './stretches.ts'

const spans: fc.Arbitrary<Span[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 900, size: 'max' })
  .map((at) =>
    at.map((index) => ({
      span: index * SPAN_MS,
      from: index * SPAN_MS + 1,
      to: index * SPAN_MS + 2,
      seq: index + 2,
      edits: 1 + (index % 3),
      userIds: new Set([`u${index % 5}`]),
      sectionIds: new Set([`s${index % 7}`]),
    })),
  )

test('no edit is missing, none stands twice, and no more stretches than a screen shows', () => {
  fc.assert(
    fc.property(spans, (all) => {
      const found = stretchesOf(all)
      expect(found.length).toBeLessThanOrEqual(MOST_STRETCHES)
      expect(found.length).toBe(all.length > MOST_STRETCHES ? found.length : all.length)
      const sum = (list: readonly { readonly edits: number }[]) =>
        list.reduce((so, { edits }) => so + edits, 0)
      expect(sum(found)).toBe(sum(all))
      for (const [index, stretch] of found.entries()) {
        const next = found[index + 1]
        if (!next) continue
        expect(stretch.to).toBeLessThan(next.from)
        expect(stretch.seq).toBeLessThan(next.seq)
      }
      expect(new Set(found.flatMap(({ userIds }) => userIds))).toEqual(
        new Set(all.flatMap(({ userIds }) => [...userIds])),
      )
    }),
    { numRuns: 50 },
  )
})
