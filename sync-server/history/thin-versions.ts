import { vietnamDay, vietnamStamp } from '../../report/vietnam-time.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** Younger ones all stay. */
export const ALL_STAY_MS = DAY_MS
const HOURLY_MS = 7 * DAY_MS

type Dated = { readonly id: string; readonly at: number }

/**
 * Which of a report's automatic versions are too many by now: of the last day all stay, of the last week the last one of
 * every hour, and before that the last one of every day in Vietnam. Whatever is thinned today and again tomorrow is what
 * would be left if it were thinned tomorrow only.
 */
export function tooMany(versions: readonly Dated[], now: number): string[] {
  const kept = new Map<string, Dated>()
  for (const version of versions) {
    const span = spanOf(version, now)
    const known = kept.get(span)
    if (!known || isLater(version, known)) kept.set(span, version)
  }
  const staying = new Set([...kept.values()].map(({ id }) => id))
  return versions.map(({ id }) => id).filter((id) => !staying.has(id))
}

function spanOf({ id, at }: Dated, now: number): string {
  if (now - at < ALL_STAY_MS) return id
  // An hour or a day is thinned once all of it is old enough: else its last version would change as it ages.
  const hour = vietnamStamp(at).slice(0, 13)
  if (now - endOf(at, HOUR_MS) < ALL_STAY_MS) return id
  return now - endOf(at, DAY_MS) < HOURLY_MS ? `hour ${hour}` : `day ${vietnamDay(at)}`
}

const VIETNAM_MS = 7 * HOUR_MS

function endOf(at: number, span: number): number {
  const local = at + VIETNAM_MS
  return local - (((local % span) + span) % span) + span - VIETNAM_MS
}

function isLater(a: Dated, b: Dated): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id)
}
