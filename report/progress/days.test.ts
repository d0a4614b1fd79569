import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { vietnamDay } from '../vietnam-time.ts'
import { daysBetween, daysLeft, reportToday } from './days.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** 08/4/2022 00:00 in Vietnam. */
const MIDNIGHT = Date.parse('2022-04-07T17:00:00Z')
const APRIL_8 = { date: '2022-04-08', before: true }

const left = (at: number, inclusive = false, milestone: { date: string | null; before: boolean } = APRIL_8) =>
  daysLeft(milestone, { today: reportToday({ today: null }, at), inclusive })

describe('days left', () => {
  test('“trước ngày 08/4” ends as 08/4 begins in Vietnam', () => {
    expect([left(MIDNIGHT - DAY), left(MIDNIGHT - 1), left(MIDNIGHT), left(MIDNIGHT + DAY)]).toEqual([
      0, 0, -1, -2,
    ])
    expect(left(MIDNIGHT - DAY - 1)).toBe(1)
  })

  test('the 8th counts where the report says so, and where the plan does', () => {
    expect([left(MIDNIGHT - 1, true), left(MIDNIGHT, true), left(MIDNIGHT + DAY, true)]).toEqual([1, 0, -1])
    const on = { date: '2022-04-08', before: false }
    expect([left(MIDNIGHT, false, on), left(MIDNIGHT, true, on)]).toEqual([0, 0])
  })

  test('go over the ends of months and of February', () => {
    const before = (date: string, today: string) =>
      daysLeft({ date, before: true }, { today, inclusive: false })
    expect(before('2022-05-01', '2022-04-30')).toBe(0)
    expect(before('2022-03-01', '2022-02-28')).toBe(0)
    expect(before('2024-03-01', '2024-02-28')).toBe(1)
    expect(before('2023-01-01', '2022-12-31')).toBe(0)
  })

  test('there are none without a date', () => {
    expect(left(MIDNIGHT, false, { date: null, before: true })).toBeNull()
  })

  test('is in time exactly while the clock in Vietnam has not reached the date, whatever the date', () => {
    const moment = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2090-01-01') })
    fc.assert(
      fc.property(moment, fc.integer({ min: -800, max: 800 }), fc.boolean(), (now, days, inclusive) => {
        const date = vietnamDay(now + days * DAY)
        const ends = Date.parse(`${date}T00:00:00+07:00`) + (inclusive ? DAY : 0)
        const found = left(now, inclusive, { date, before: true })
        expect(found !== null && found >= 0).toBe(now < ends)
        // One day later by the clock is one day less.
        expect(left(now + DAY, inclusive, { date, before: true })).toBe((found ?? 0) - 1)
        // Within a day of Vietnam nothing changes.
        const noon = Date.parse(`${vietnamDay(now)}T12:00:00+07:00`)
        for (const at of [noon - 12 * HOUR, noon, noon + 12 * HOUR - 1])
          expect(left(at, inclusive, { date, before: true })).toBe(found)
      }),
    )
  })

  test('are counted by the day that was set for an exercise', () => {
    expect(reportToday({ today: '2022-04-01' }, MIDNIGHT)).toBe('2022-04-01')
    expect(daysBetween('2022-04-01', '2022-04-08')).toBe(7)
  })
})
