import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { vietnamDay, vietnamStamp } from '../../report/vietnam-time.ts'
import { tooMany } from './thin-versions.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NOW = Date.UTC(2022, 3, 8, 9, 30)

const versions = fc
  .array(fc.integer({ min: 0, max: 60 * 24 * 60 }), { maxLength: 80 })
  .map((ages) => ages.map((age, index) => ({ id: `v${index}`, at: NOW - age * MINUTE })))

function left(all: readonly { id: string; at: number }[], now: number) {
  const gone = new Set(tooMany(all, now))
  return all.filter(({ id }) => !gone.has(id))
}

test('of the last day all stay', () => {
  fc.assert(
    fc.property(versions, (all) => {
      const young = all.filter(({ at }) => NOW - at < DAY)
      expect(left(all, NOW)).toEqual(expect.arrayContaining(young))
    }),
  )
})

test('of every hour and every day that had one, the last stays', () => {
  fc.assert(
    fc.property(versions, (all) => {
      const stay = left(all, NOW)
      for (const [, sameDay] of Map.groupBy(all, ({ at }) => vietnamDay(at))) {
        const last = Math.max(...sameDay.map(({ at }) => at))
        expect(stay.some(({ at }) => at === last)).toBe(true)
      }
      const week = all.filter(({ at }) => NOW - at < 7 * DAY)
      for (const [, sameHour] of Map.groupBy(week, ({ at }) => vietnamStamp(at).slice(0, 13))) {
        const last = Math.max(...sameHour.map(({ at }) => at))
        expect(stay.some(({ at }) => at === last)).toBe(true)
      }
    }),
  )
})

test('not more than one of an old hour or an old day is left', () => {
  fc.assert(
    fc.property(versions, (all) => {
      const stay = left(all, NOW)
      const hours = stay
        .filter(({ at }) => NOW - at > DAY + 60 * MINUTE)
        .map(({ at }) => vietnamStamp(at).slice(0, 13))
      expect(new Set(hours).size).toBe(hours.length)
      const days = stay.filter(({ at }) => NOW - at > 8 * DAY).map(({ at }) => vietnamDay(at))
      expect(new Set(days).size).toBe(days.length)
    }),
  )
})

test('thinning every now and then leaves what thinning once at the end does', () => {
  fc.assert(
    fc.property(
      versions,
      fc.array(fc.integer({ min: 1, max: 20 * DAY }), { maxLength: 6 }),
      (all, pauses) => {
        let now = NOW
        let stay: readonly { id: string; at: number }[] = all
        for (const pause of pauses) {
          stay = left(stay, now)
          now += pause
        }
        expect(left(stay, now)).toEqual(left(all, now))
      },
    ),
  )
})
