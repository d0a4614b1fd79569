import { MovedAuthors } from '../../report/attribution/moved-authors.ts'
import type { Share } from '../../report/attribution/words-by-author.ts'
import type { Attribution } from '../../report/wire/history.ts'

/** Whoever has no office. */
export const NO_OFFICE_COLOR = '#4d5a6b'

export type Author = {
  readonly userId: string
  readonly name: string
  readonly office: string
  readonly color: string
}

/** Whose characters are whose, as the server said it, and as far as it is known of who is here now. */
export type AuthorBook = {
  readonly told: Attribution
  readonly authors: MovedAuthors
  readonly person: (userId: string) => Author | undefined
  /** `Người soạn 1 – Sở KH&CN`. */
  readonly nameOf: (userId: string) => string
}

export function openAuthorBook(told: Attribution, here: Iterable<readonly [number, Author]>): AuthorBook {
  const authors = new MovedAuthors(told.clients, told.moved)
  const people = new Map<string, Author>()
  for (const [client, person] of here) {
    authors.own([[client, person.userId]])
    people.set(person.userId, person)
  }
  for (const { userId, name, office, color } of told.people)
    people.set(userId, { userId, name, office, color: color ?? NO_OFFICE_COLOR })
  return {
    told,
    authors,
    person: (userId) => people.get(userId),
    nameOf: (userId) => {
      const person = people.get(userId)
      return [person?.name, person?.office].filter(Boolean).join(' – ')
    },
  }
}

/** Shares in whole percent that add up to 100: what is cut off goes to the largest remainders. */
export function percentages(shares: readonly Share[]): number[] {
  const exact = shares.map(({ share }) => share * 100)
  const whole = exact.map(Math.floor)
  const missing = shares.length === 0 ? 0 : 100 - whole.reduce((sum, one) => sum + one, 0)
  const order = exact
    .map((one, index) => ({ index, rest: one - Math.floor(one) }))
    .toSorted((a, b) => b.rest - a.rest)
  const more = new Set(order.slice(0, missing).map(({ index }) => index))
  return whole.map((one, index) => one + (more.has(index) ? 1 : 0))
}
