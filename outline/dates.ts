/** A date in a folded text: *01/11/2012*, *30-5-2019*, *ngày 01 tháng 11 năm 2012*, *29/4*, *tháng 3/2022*. */
export interface FoundDate {
  readonly day?: number
  readonly month: number
  readonly year?: number
}

const spelled = /^(\d{1,2}) thang (\d{1,2})(?: nam (\d{4}))?(?!\d)/
const short = /^(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}))?(?![\d/]|[.-]\d)/
const monthOnly = /^(\d{1,2})(?: ?[/.-] ?| nam )(\d{4})(?!\d)/

/** A date with a day at the start of the folded text. */
export function readDate(folded: string): FoundDate | undefined {
  const found = spelled.exec(folded) ?? short.exec(folded)
  return found ? valid(Number(found[2]), Number(found[1]), found[3]) : undefined
}

/** A month with its year at the start of the folded text. */
export function readMonth(folded: string): FoundDate | undefined {
  const found = monthOnly.exec(folded)
  return found ? valid(Number(found[1]), undefined, found[2]) : undefined
}

function valid(month: number, day: number | undefined, year: string | undefined): FoundDate | undefined {
  if (month < 1 || month > 12 || (day !== undefined && (day < 1 || day > 31))) return undefined
  return {
    month,
    ...(day === undefined ? {} : { day }),
    ...(year === undefined ? {} : { year: Number(year) }),
  }
}

/** ISO date or month; a date without a year gets `year`, and is nothing when that is not known either. */
export function isoDate(date: FoundDate, year?: number): string | undefined {
  const known = date.year ?? year
  if (known === undefined) return undefined
  const parts = [String(known), pad(date.month), ...(date.day === undefined ? [] : [pad(date.day)])]
  return parts.join('-')
}

/** ISO date: of a month without a day the first day, or the last where the whole month is left. */
export function isoDay(
  date: FoundDate,
  year: number | undefined,
  within: 'first' | 'last',
): string | undefined {
  const known = date.year ?? year
  if (known === undefined) return undefined
  const day = date.day ?? (within === 'first' ? 1 : daysIn(date.month, known))
  return isoDate({ ...date, day }, known)
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
