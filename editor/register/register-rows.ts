import type { RegisterRow } from '../../report/review/register.ts'
import type { Office } from '../../report/wire/rest.ts'
import { THREAD_KINDS } from '../../report/wire/review.ts'
import type { RegisterQuery, ThreadKind } from '../../report/wire/review.ts'

export const REGISTER_FILTERS = ['unanswered', 'answered', 'resolved', 'blocking'] as const
export type RegisterFilter = (typeof REGISTER_FILTERS)[number]
export type RegisterSort = NonNullable<RegisterQuery['sort']>

/** How the register is looked at. Empty words: not narrowed by that. */
export type RegisterChoice = {
  readonly state: RegisterFilter | ''
  readonly kind: ThreadKind | ''
  /** The author's office, by id. */
  readonly author: string
  /** The office that answers, by id; `NOBODY` for opinions that no office answers for. */
  readonly answering: string
  readonly sort: RegisterSort
  readonly descending: boolean
  /** From 1. */
  readonly page: number
}

/** In place of an office's id. */
export const NOBODY = '-'

export const REGISTER_SORTS: readonly RegisterSort[] = ['section', 'number', 'office', 'state']

/** As it stands in the address. */
const PARAMS = {
  state: 'trang-thai',
  kind: 'loai',
  author: 'co-quan-gop-y',
  answering: 'co-quan-tra-loi',
  sort: 'xep',
  descending: 'nguoc',
  page: 'trang',
} as const satisfies Record<keyof RegisterChoice, string>

/** What an address asks for; what it says wrongly counts as not said. */
export function readChoice(params: URLSearchParams): RegisterChoice {
  const read = (name: keyof RegisterChoice) => params.get(PARAMS[name]) ?? ''
  const page = Number(read('page'))
  return {
    state: oneOf(REGISTER_FILTERS, read('state')) ?? '',
    kind: oneOf(THREAD_KINDS, read('kind')) ?? '',
    author: read('author'),
    answering: read('answering'),
    sort: oneOf(REGISTER_SORTS, read('sort')) ?? 'section',
    descending: read('descending') === '1',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  }
}

/** Only what is not as it is anyway. */
export function printChoice(choice: RegisterChoice): URLSearchParams {
  const { state, kind, author, answering, sort, descending, page } = choice
  const said = {
    state,
    kind,
    author,
    answering,
    sort: sort === 'section' ? '' : sort,
    descending: descending ? '1' : '',
    page: page > 1 ? String(page) : '',
  }
  return new URLSearchParams(
    Object.entries(PARAMS).flatMap(([name, param]) => {
      const value = said[name as keyof RegisterChoice]
      return value === '' ? [] : [[param, value]]
    }),
  )
}

/** The rows that are chosen, of those in the order of `choice.sort`. */
export function chosenRows(rows: readonly RegisterRow[], choice: RegisterChoice): readonly RegisterRow[] {
  const { state, kind, author, answering, descending } = choice
  const shown = rows.filter(
    (row) =>
      (state === '' || isIn(row, state)) &&
      (kind === '' || row.thread.kind === kind) &&
      (author === '' || row.thread.author.office?.id === author) &&
      (answering === '' || answersFor(row, answering)),
  )
  return descending ? shown.toReversed() : shown
}

function isIn({ state, blocks }: RegisterRow, wanted: RegisterFilter): boolean {
  switch (wanted) {
    case 'unanswered':
    case 'resolved':
      return state === wanted
    case 'answered':
      return state === 'open'
    case 'blocking':
      return blocks
  }
}

function answersFor({ officeIds }: RegisterRow, wanted: string): boolean {
  return wanted === NOBODY ? officeIds.length === 0 : officeIds.includes(wanted)
}

type OfficeOption = { readonly id: string; readonly name: string }
export type OfficeOptions = {
  readonly authors: readonly OfficeOption[]
  readonly answering: readonly OfficeOption[]
  /** Some opinions no office answers for. */
  readonly withoutOffice: boolean
}

/** The offices there is something of, in the order of their names. An office's name is the one it has now. */
export function officeOptions(rows: readonly RegisterRow[], offices: readonly Office[]): OfficeOptions {
  const names = new Map(offices.map(({ id, name }) => [id, name]))
  const authors = new Map<string, string>()
  const answering = new Map<string, string>()
  for (const { thread, officeIds } of rows) {
    const { office } = thread.author
    if (office) authors.set(office.id, names.get(office.id) ?? office.name)
    for (const id of officeIds) {
      const name = names.get(id)
      if (name !== undefined) answering.set(id, name)
    }
  }
  return {
    authors: inOrder(authors),
    answering: inOrder(answering),
    withoutOffice: rows.some(({ officeIds }) => officeIds.length === 0),
  }
}

function inOrder(names: ReadonlyMap<string, string>): OfficeOption[] {
  const order = new Intl.Collator('vi', { numeric: true })
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => order.compare(a.name, b.name))
}

export const PER_PAGE = 100

export type RegisterPage = {
  readonly rows: readonly RegisterRow[]
  readonly page: number
  readonly pages: number
}

/** A page of the rows; the last one where there are fewer than the address says. */
export function pageOf(rows: readonly RegisterRow[], wanted: number): RegisterPage {
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE))
  const page = Math.min(wanted, pages)
  return { rows: rows.slice((page - 1) * PER_PAGE, page * PER_PAGE), page, pages }
}

const LONG_QUOTE = 320
const KEPT_END = 80

/** A quote by which its place is found, however much was marked: its beginning and its end. */
export function shortQuote(quote: string): string {
  const letters = [...quote]
  if (letters.length <= LONG_QUOTE) return quote
  // Between words; what is longer than any word is cut anywhere.
  const start = letters
    .slice(0, LONG_QUOTE - KEPT_END)
    .join('')
    .replace(/\s+\S{0,20}$/u, '')
  const end = letters
    .slice(-KEPT_END)
    .join('')
    .replace(/^\S{0,20}\s+/u, '')
  return `${start} […] ${end}`
}

function oneOf<T extends string>(allowed: readonly T[], value: string): T | undefined {
  return allowed.find((one) => one === value)
}
