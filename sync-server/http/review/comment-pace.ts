import { ReportError } from '../../../report/wire/errors.ts'
import { Rate } from '../../room/rate.ts'

/** People remembered at a time; beyond it the one who has been quiet longest starts afresh. */
const PEOPLE = 10_000

/** Slows down a program, each person's alone. `take` throws ReportError `too-many-requests`. */
export function createPace(perMinute: number, now: () => number): { take(userId: string): void } {
  const rates = new Map<string, Rate>()
  const limit = { perSecond: perMinute / 60, burst: perMinute }
  return {
    take(userId) {
      const rate = rates.get(userId) ?? new Rate(limit, now())
      // Written anew each time, so that the map's order is by last use.
      rates.delete(userId)
      rates.set(userId, rate)
      const [oldest] = rates.keys()
      if (rates.size > PEOPLE && oldest !== undefined) rates.delete(oldest)
      if (!rate.take(1, now())) throw new ReportError('too-many-requests')
    },
  }
}
