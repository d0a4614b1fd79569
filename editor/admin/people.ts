import { setupSchema } from '../../report/wire/rest.ts'
import type { Account } from '../../report/wire/rest.ts'
import { matches } from '../sections/find-text.ts'

export const ORDERS = ['name', 'office', 'last-sign-in'] as const
export type Order = (typeof ORDERS)[number]

/** What the list of people is narrowed to. `officeId`: an office's, `none` for people without one, or `any`. */
export type PeopleFilter = {
  readonly words: string
  readonly officeId: string
  readonly standing: 'any' | 'active' | 'locked'
  readonly order: Order
}

export const EVERYBODY: PeopleFilter = { words: '', officeId: 'any', standing: 'any', order: 'name' }

/** Those who fit, in order. Every typed word must be found in the name, the user name or the office. */
export function choosePeople(people: readonly Account[], filter: PeopleFilter): Account[] {
  const words = filter.words.trim().split(/\s+/u)
  const fits = (person: Account) =>
    inOffice(person, filter.officeId) &&
    (filter.standing === 'any' || person.active === (filter.standing === 'active')) &&
    words.every((word) => matches(textOf(person), word))
  return people.filter(fits).sort(ORDERINGS[filter.order])
}

function inOffice({ office }: Account, wanted: string): boolean {
  if (wanted === 'any') return true
  return wanted === 'none' ? office === null : office?.id === wanted
}

function textOf({ name, username, office }: Account): string {
  return `${name} ${username} ${office?.name ?? ''} ${office?.shortName ?? ''}`
}

const collator = new Intl.Collator('vi', { numeric: true })

/** As Vietnamese lists go: by the given name, which stands last, then by the whole. */
export function compareNames(a: string, b: string): number {
  return collator.compare(givenName(a), givenName(b)) || collator.compare(a, b)
}

function givenName(name: string): string {
  return name.trim().split(/\s+/u).at(-1) ?? ''
}

const ORDERINGS: Readonly<Record<Order, (a: Account, b: Account) => number>> = {
  name: (a, b) => compareNames(a.name, b.name),
  office: (a, b) =>
    Number(a.office === null) - Number(b.office === null) ||
    collator.compare(a.office?.name ?? '', b.office?.name ?? '') ||
    compareNames(a.name, b.name),
  'last-sign-in': (a, b) => (b.lastSignInAt ?? 0) - (a.lastSignInAt ?? 0) || compareNames(a.name, b.name),
}

const LONGEST_USERNAME = 40

/** `Nguyễn Văn Đức` → `nguyenvanduc`, or `nguyenvanduc2` where that is taken; nothing from which no name can be made. */
export function suggestUsername(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
  const base = plain.replaceAll(/[^a-z0-9]/g, '').slice(0, LONGEST_USERNAME - 4)
  if (!setupSchema.shape.username.safeParse(base).success) return ''
  for (let number = 1; ; number++) {
    const username = number === 1 ? base : `${base}${number}`
    if (!taken.has(username)) return username
  }
}
