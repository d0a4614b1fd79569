import type { Moment, Stretch } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'

/** A place on the time line where one can stop: the end of a stretch of edits, a version, or the present. */
export type TimelinePoint = {
  readonly moment: Moment
  readonly at: number
  readonly seq: number
  /** A version that somebody made; what was kept by itself is a point like any other. */
  readonly version: Version | undefined
  /** The edits that end here. */
  readonly stretch: Stretch | undefined
}

/**
 * The stops of the time line, oldest first, the present last. They stand at even distances and not by the clock: nights
 * and weeks in which nobody wrote would leave a few pixels for all the rest.
 */
export function timelinePoints(
  stretches: readonly Stretch[],
  versions: readonly Version[],
  now: number,
): TimelinePoint[] {
  const points = new Map<number, TimelinePoint>()
  for (const stretch of stretches) {
    const { seq, to } = stretch
    if (seq > 0) points.set(seq, { moment: `seq-${seq}`, at: to, seq, version: undefined, stretch })
  }
  // Newest first: of two versions of one text, the one with a name of its own wins, else the newer one.
  for (const version of versions) {
    const known = points.get(version.seq)
    if (known?.version && (known.version.kind !== 'automatic' || version.kind === 'automatic')) continue
    points.set(version.seq, {
      moment: version.id,
      at: known?.at ?? version.at,
      seq: version.seq,
      version,
      stretch: known?.stretch,
    })
  }
  const past = [...points.values()].toSorted((a, b) => a.seq - b.seq)
  const last = past.at(-1)
  return [
    ...past,
    { moment: 'now', at: now, seq: (last?.seq ?? 0) + 1, version: undefined, stretch: undefined },
  ]
}

/** Where a moment stands among the stops: at it, or at the last one before it. -1: it is before all of them. */
export function pointOf(
  points: readonly TimelinePoint[],
  moment: Moment,
  versions: readonly Version[],
): number {
  const exact = points.findIndex((point) => point.moment === moment)
  if (exact >= 0) return exact
  const seq = seqOf(moment, versions)
  return seq === undefined ? -1 : points.findLastIndex((point) => point.seq <= seq && point.moment !== 'now')
}

/** After how many edits a moment was; undefined for the present, and for one that nobody knows. */
export function seqOf(moment: Moment, versions: readonly Version[]): number | undefined {
  const counted = /^seq-(\d+)$/u.exec(moment)?.[1]
  return counted === undefined ? versions.find(({ id }) => id === moment)?.seq : Number(counted)
}

export type DayMark = { readonly index: number; readonly at: number }

/** The first stop of each day, as far as their names do not stand in each other's way: `apart` is a share of the line. */
export function dayMarks(
  points: readonly TimelinePoint[],
  dayOf: (at: number) => string,
  apart: number,
): DayMark[] {
  const marks: DayMark[] = []
  const span = Math.max(1, points.length - 1)
  points.forEach(({ at }, index) => {
    if (index === points.length - 1 && index > 0) return
    const before = points[index - 1]
    if (before && dayOf(before.at) === dayOf(at)) return
    const last = marks.at(-1)
    const isFree = !last || (index - last.index) / span >= apart
    // The present has its own name at the end.
    if (isFree && 1 - index / span >= apart) marks.push({ index, at })
  })
  return marks
}
