import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SECTION_STATUSES, type Office } from '../wire/rest.ts'
import { officeSums } from './offices.ts'
import { emptyWithBelow, inheritedAll, sectionDaysLeft, type InheritingSection } from './sections.ts'

const section = (
  level: number,
  status: InheritingSection['status'] = 'drafting',
  due: string | null = null,
) => ({
  level,
  status,
  due,
})
const statuses = (sections: readonly InheritingSection[]) =>
  inheritedAll(sections).map(({ status }) => status)

const anySection = fc.record({
  level: fc.integer({ min: 1, max: 4 }),
  status: fc.constantFrom(...SECTION_STATUSES),
  due: fc.constantFrom(null, '2022-04-08', '2022-05-01'),
  empty: fc.boolean(),
})
const anySections = fc.array(anySection, { maxLength: 40 })

/** As slowly and plainly as it can be said: the sections above one, the nearest first. */
function above<T extends { level: number }>(sections: readonly T[], index: number): T[] {
  const found: T[] = []
  let under = sections[index]?.level ?? 0
  for (const one of sections.slice(0, index).toReversed()) {
    if (one.level >= under) continue
    found.push(one)
    under = one.level
  }
  return found
}

describe('what holds for a section', () => {
  test('is handed in, returned and approved with the section above it', () => {
    expect(statuses([section(1, 'submitted'), section(2), section(3), section(1), section(2)])).toEqual([
      'submitted',
      'submitted',
      'submitted',
      'drafting',
      'drafting',
    ])
    expect(statuses([section(1, 'returned'), section(2), section(2, 'submitted')])).toEqual([
      'returned',
      'returned',
      'submitted',
    ])
    expect(statuses([section(1, 'approved'), section(2, 'submitted'), section(2, 'returned')])).toEqual([
      'approved',
      'approved',
      'returned',
    ])
  })

  test('is its own word or one from above, and its own date or the nearest above', () => {
    fc.assert(
      fc.property(anySections, (sections) => {
        inheritedAll(sections).forEach(({ status, due }, index) => {
          const own = sections[index]
          const lineage = [...(own ? [own] : []), ...above(sections, index)]
          expect(due).toBe(lineage.find((one) => one.due !== null)?.due ?? null)
          expect(lineage.map((one) => one.status)).toContain(status)
          if (lineage.every((one) => one.status === 'drafting')) expect(status).toBe('drafting')
          if (own?.status === 'returned') expect(status).toBe('returned')
          // Nothing that somebody said is taken for “still being drafted”.
          if (lineage.some((one) => one.status !== 'drafting')) expect(status).not.toBe('drafting')
        })
      }),
    )
  })

  test('a due date is its last day, and is over once it was handed in', () => {
    const on = (today: string, status: InheritingSection['status'] = 'drafting') =>
      sectionDaysLeft({ status, due: '2022-04-08' }, today)
    expect([on('2022-04-07'), on('2022-04-08'), on('2022-04-09'), on('2022-04-09', 'returned')]).toEqual([
      1, 0, -1, -1,
    ])
    expect([on('2022-04-09', 'submitted'), on('2022-04-09', 'approved')]).toEqual([null, null])
    expect(sectionDaysLeft({ status: 'drafting', due: null }, '2022-04-09')).toBeNull()
  })

  test('it is empty when nothing stands in it nor below', () => {
    fc.assert(
      fc.property(anySections, (sections) => {
        emptyWithBelow(sections).forEach((empty, index) => {
          const level = sections[index]?.level ?? 0
          const next = sections.findIndex((one, at) => at > index && one.level <= level)
          const below = sections.slice(index, next < 0 ? undefined : next)
          expect(empty).toBe(below.every((one) => one.empty))
        })
      }),
    )
  })
})

test('an office’s sums are of the sections that it answers for, and nothing is counted for nobody', () => {
  const offices: Office[] = ['a', 'b', 'c'].map((id) => ({ id, name: id, shortName: id, color: '#000000' }))
  const row = fc.record({
    responsible: fc.uniqueArray(fc.constantFrom('a', 'b', 'x')),
    words: fc.nat(1000),
    openThreads: fc.nat(5),
    daysLeft: fc.option(fc.integer({ min: -3, max: 3 })),
    effectiveStatus: fc.constantFrom(...SECTION_STATUSES),
  })
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const [a, b, c] = officeSums(offices, rows, new Map([['b', 5]]))
      const own = rows.filter(({ responsible }) => responsible.includes('a'))
      expect(a).toMatchObject({
        sections: own.length,
        submitted: own.filter(({ effectiveStatus: is }) => is === 'submitted').length,
        approved: own.filter(({ effectiveStatus: is }) => is === 'approved').length,
        words: own.reduce((sum, { words }) => sum + words, 0),
        overdue: own.filter(({ daysLeft }) => (daysLeft ?? 0) < 0).length,
        remindedAt: null,
      })
      expect([b?.remindedAt, c?.sections, c?.words]).toEqual([5, 0, 0])
    }),
  )
})
