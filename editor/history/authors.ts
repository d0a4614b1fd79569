import type { Compared } from '../../report/wire/history.ts'
import type { Member, Office } from '../../report/wire/rest.ts'

/** An office whose people wrote. Without one of its own, a person stands for themselves. */
export type AuthorOffice = {
  readonly name: string
  /** `#rrggbb`; readable on white. */
  readonly color: string
  readonly people: readonly string[]
}

/** Of those without an office, and of sections in which several offices wrote. */
export const SHARED_COLOR = '#44546a'

type People = Compared['people']

/** Who wrote in each section, by office. */
export function authorsBySection(
  people: People,
  known: { readonly members: readonly Member[]; readonly offices: readonly Office[] },
): ReadonlyMap<string, readonly AuthorOffice[]> {
  const officeOf = officesOf(known)
  const found = new Map<string, Map<string, AuthorOffice>>()
  for (const person of people) {
    const office = officeOf(person)
    for (const sectionId of new Set(person.sectionIds)) {
      const there = found.get(sectionId) ?? new Map<string, AuthorOffice>()
      found.set(sectionId, there.set(office.name, withPerson(there.get(office.name) ?? office, person.name)))
    }
  }
  return new Map([...found].map(([sectionId, offices]) => [sectionId, [...offices.values()]]))
}

function officesOf({ members, offices }: Parameters<typeof authorsBySection>[1]) {
  const byPerson = new Map(members.map(({ userId, office }) => [userId, office]))
  const byName = new Map(
    offices.flatMap((office) => [[office.name, office] as const, [office.shortName, office]]),
  )
  return ({ userId, name, office }: Pick<People[number], 'userId' | 'name' | 'office'>): AuthorOffice => {
    const known = byName.get(office) ?? byPerson.get(userId)
    if (known) return { name: known.shortName, color: known.color, people: [] }
    return { name: office || name, color: SHARED_COLOR, people: [] }
  }
}

function withPerson(office: AuthorOffice, name: string): AuthorOffice {
  return office.people.includes(name) ? office : { ...office, people: [...office.people, name] }
}

/** In which colour the changes of a section are drawn: one office's own, or that of several. */
export function colorOf(offices: readonly AuthorOffice[] | undefined): string {
  return offices?.length === 1 ? (offices[0]?.color ?? SHARED_COLOR) : SHARED_COLOR
}
