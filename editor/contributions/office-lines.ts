import type { Contribution, Contributions, ContributedPart } from '../../report/wire/contributions.ts'
import type { Office } from '../../report/wire/rest.ts'

export type OfficeState = Contributions['offices'][number]['state']

/** An office with what it sent in. */
export type OfficeLine = {
  readonly office: Office
  /** Undefined: nobody asked it, it sent something all the same. */
  readonly state: OfficeState | undefined
  readonly contributions: readonly Contribution[]
}

/** Those asked, what is missing first; then whoever sent something unasked: no contribution is left out. */
export function officeLines({ offices, contributions }: Contributions): OfficeLine[] {
  const order = new Intl.Collator('vi')
  const asked = offices
    .map(({ office, state }) => ({ office, state, contributions: of(office.id) }))
    .sort(
      (a, b) =>
        URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state) ||
        order.compare(a.office.shortName, b.office.shortName),
    )
  const known = new Set(offices.map(({ office }) => office.id))
  const others = new Map(
    contributions.flatMap(({ office }) => (known.has(office.id) ? [] : [[office.id, office] as const])),
  )
  return [
    ...asked,
    ...[...others.values()].map((office) => ({ office, state: undefined, contributions: of(office.id) })),
  ]

  function of(officeId: string): Contribution[] {
    return contributions.filter(({ office }) => office.id === officeId).sort((a, b) => b.at - a.at)
  }
}

const URGENCY: readonly OfficeState[] = ['overdue', 'missing', 'writing', 'late', 'received']

export type Counts = {
  readonly received: number
  readonly late: number
  /** Not sent, be it begun or not, while there is still time. */
  readonly missing: number
  readonly overdue: number
  readonly unplaced: number
}

/** What stands on top of the page. */
export function countsOf(all: Contributions): Counts {
  const count = (...states: readonly OfficeState[]) =>
    all.offices.filter(({ state }) => states.includes(state)).length
  return {
    received: count('received'),
    late: count('late'),
    missing: count('missing', 'writing'),
    overdue: count('overdue'),
    unplaced: unplacedParts(all.contributions).length,
  }
}

export type PlacedPart = {
  readonly contribution: Contribution
  readonly part: ContributedPart
}

/** *Chưa xếp*: the parts that stand in no section, in the order they came. */
export function unplacedParts(contributions: readonly Contribution[]): PlacedPart[] {
  return contributions.flatMap((contribution) =>
    contribution.parts.flatMap((part) => (part.sectionId === null ? [{ contribution, part }] : [])),
  )
}

/** How many offices say something on each section. */
export function officesBySection(contributions: readonly Contribution[]): ReadonlyMap<string, number> {
  const offices = new Map<string, Set<string>>()
  for (const { office, parts } of contributions) {
    for (const { sectionId } of parts) {
      if (sectionId === null) continue
      const there = offices.get(sectionId) ?? new Set()
      offices.set(sectionId, there.add(office.id))
    }
  }
  return new Map([...offices].map(([sectionId, there]) => [sectionId, there.size]))
}
