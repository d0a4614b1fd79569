import { similarity } from './similarity.ts'

/** A section of the report, as headings of a file are compared with it. */
export type Target = {
  readonly id: string
  readonly level: number
  readonly number: string
  readonly title: string
}
export type Candidate = { readonly heading: string; readonly number: string; readonly level: number }

/** Below it, nobody can tell. */
const LIKELY = 0.62
/** With the same number, less will do. */
const LIKELY_NUMBERED = 0.45

/**
 * The section that each heading most likely means; undefined where nobody can tell. Both lists are in order, and so are their
 * pairs: the best such pairing counts. A heading left over still goes to a section that says exactly the same.
 */
export function matchSections(
  candidates: readonly Candidate[],
  targets: readonly Target[],
): (string | undefined)[] {
  const scores = candidates.map((candidate) => targets.map((target) => scoreOf(candidate, target)))
  const pairs = bestInOrder(scores)
  const taken = new Set(pairs)
  return candidates.map((_candidate, at) => {
    const inOrder = pairs[at]
    if (inOrder !== undefined) return targets[inOrder]?.id
    const same = (scores[at] ?? []).findIndex((score, place) => score >= 0.98 && !taken.has(place))
    if (same === -1) return undefined
    taken.add(same)
    return targets[same]?.id
  })
}

function scoreOf(candidate: Candidate, target: Target): number {
  const alike = similarity(candidate.heading, target.title)
  const sameNumber = plain(candidate.number) !== '' && plain(candidate.number) === plain(target.number)
  if (alike < (sameNumber ? LIKELY_NUMBERED : LIKELY)) return 0
  return alike + (sameNumber ? 0.1 : 0) + (candidate.level === target.level ? 0.05 : 0)
}

function plain(number: string): string {
  const text = number.toLowerCase().replace(/[^\p{L}\p{N}.]/gu, '')
  return text.replace(/\.+$/, '')
}

/** For each row the column it is paired with, columns growing with rows, so that the sum of scores is the largest. */
function bestInOrder(scores: readonly (readonly number[])[]): (number | undefined)[] {
  const width = scores[0]?.length ?? 0
  const best: number[][] = Array.from({ length: scores.length + 1 }, () =>
    Array.from({ length: width + 1 }, () => 0),
  )
  const at = (row: number, column: number) => best[row]?.[column] ?? 0
  for (let row = scores.length - 1; row >= 0; row -= 1) {
    for (let column = width - 1; column >= 0; column -= 1) {
      const score = scores[row]?.[column] ?? 0
      const paired = score > 0 ? score + at(row + 1, column + 1) : 0
      const line = best[row]
      if (line) line[column] = Math.max(paired, at(row + 1, column), at(row, column + 1))
    }
  }
  const pairs: (number | undefined)[] = scores.map(() => undefined)
  for (let row = 0, column = 0; row < scores.length && column < width;) {
    const score = scores[row]?.[column] ?? 0
    if (at(row, column) === at(row + 1, column)) row += 1
    else if (at(row, column) === at(row, column + 1)) column += 1
    else if (score > 0) {
      pairs[row] = column
      row += 1
      column += 1
    } else break
  }
  return pairs
}
