import type { AnchorPiece, CharRange } from '../../wire/review.ts'
import type { StandingPart } from './hull.ts'
import type { Reading } from './reading.ts'
import type { TextChange } from './text-change.ts'

/** Characters of an anchor that share their fate in an edit. */
export type AnchorPart = {
  /** That they were in. */
  readonly piece: AnchorPiece
  readonly words: string
  readonly was: CharRange
  readonly now: CharRange
  /** Whether they were found again elsewhere, rather than having stayed. */
  readonly moved: boolean
  readonly standing: StandingPart | undefined
}

type Spot = { readonly part: AnchorPart; readonly standing: StandingPart; readonly start: number }

/** So many strangers may come between two parts of an anchor, or as many as it has letters itself. */
const NEAR = 64

/**
 * The parts of an anchor that an edit would scatter over a section. It goes on with those that are together and say most;
 * the others are strays, so that it never covers what merely stands between them. Words that stay, and what is written
 * between them, are always together.
 */
export function straysOf(
  parts: readonly AnchorPart[],
  reading: Reading,
  change: TextChange | undefined,
): ReadonlySet<AnchorPart> {
  const strays = new Set<AnchorPart>()
  if (!parts.some(({ moved, standing }) => moved && standing)) return strays
  const spots = spotsOf(parts, reading)
  const near = Math.max(NEAR, lettersOf(spots))
  for (const inSection of bySection(spots)) {
    const clusters = clustersOf(inSection, (a, b) => areNear(a, b, near, reading, change))
    const kept = best(clusters)
    for (const cluster of clusters) if (cluster !== kept) for (const { part } of cluster) strays.add(part)
  }
  return strays
}

/** What stands, in the order of the report. */
function spotsOf(parts: readonly AnchorPart[], { offsets }: Reading): Spot[] {
  const spots: Spot[] = []
  for (const part of parts) {
    const { standing } = part
    if (!standing) continue
    const { item, clock, stand } = standing
    spots.push({ part, standing, start: offsets.of(item, stand.text) + clock - item.id.clock })
  }
  return spots.toSorted((a, b) => a.standing.stand.order - b.standing.stand.order || a.start - b.start)
}

function lettersOf(spots: readonly Spot[]): number {
  return spots.reduce((sum, { standing }) => sum + standing.length, 0)
}

function bySection(spots: readonly Spot[]): Iterable<Spot[]> {
  const sections = new Map<string, Spot[]>()
  for (const spot of spots) {
    const { sectionId } = spot.standing.stand
    const section = sections.get(sectionId)
    if (section) section.push(spot)
    else sections.set(sectionId, [spot])
  }
  return sections.values()
}

function clustersOf(spots: readonly Spot[], areNear: (a: Spot, b: Spot) => boolean): Spot[][] {
  const lastThatStayed = spots.findLastIndex(({ part }) => !part.moved)
  const clusters: Spot[][] = []
  let stayed = false
  for (const [index, spot] of spots.entries()) {
    const cluster = clusters.at(-1)
    const before = cluster?.at(-1)
    if (cluster && before && ((stayed && index <= lastThatStayed) || areNear(before, spot)))
      cluster.push(spot)
    else clusters.push([spot])
    stayed ||= !spot.part.moved
  }
  return clusters
}

/** The one of most letters; of equals one whose words stayed, or else the first. */
function best(clusters: readonly (readonly Spot[])[]): readonly Spot[] | undefined {
  const score = (spots: readonly Spot[]) =>
    2 * lettersOf(spots) + (spots.some(({ part }) => !part.moved) ? 1 : 0)
  let found: readonly Spot[] | undefined
  for (const cluster of clusters) if (!found || score(cluster) > score(found)) found = cluster
  return found
}

function areNear(a: Spot, b: Spot, near: number, reading: Reading, change: TextChange | undefined): boolean {
  const strangers = unitsBetween(a, b, reading)
  if (strangers <= near) return true
  if (!change) return false
  const { layoutBefore } = reading
  return strangers <= near + change.unitsBetween(lastOf(a.part.was), firstOf(b.part.was), layoutBefore)
}

function unitsBetween(a: Spot, b: Spot, { layout }: Reading): number {
  const end = a.start + a.standing.length
  const from = a.standing.stand
  const to = b.standing.stand
  if (from === to) return b.start - end
  let units = from.text.length - end + b.start
  for (const { text } of layout.texts.slice(from.order + 1, to.order)) units += text.length
  return units
}

type CharId = { readonly client: number; readonly clock: number }

const firstOf = ([client, clock]: CharRange): CharId => ({ client, clock })
const lastOf = ([client, clock, length]: CharRange): CharId => ({ client, clock: clock + length - 1 })
