import { ReportError } from '../../report/wire/errors.ts'
import { Rate } from '../room/rate.ts'

/** Of one person, replies and changes too. No hand is as fast; a hundred comments that were written offline are. */
const COMMENTS_PER_MINUTE = 300
/** People remembered at a time; beyond it the one who has been quiet longest starts afresh. */
const PEOPLE = 10_000

/** Slows down a program that comments. `take` throws ReportError `too-many-requests`. */
export function createPace(now: () => number): { take(userId: string): void } {
  const rates = new Map<string, Rate>()
  return {
    take(userId) {
      const limit = { perSecond: COMMENTS_PER_MINUTE / 60, burst: COMMENTS_PER_MINUTE }
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
