/** A date as it is typed, in three fields of which the day, or all of them, may stay open. */
export type DateParts = { readonly day: string; readonly month: string; readonly year: string }

/** `2022-05-06`, `2022-05` or '' as the head has it, and what is still being typed, as `2022-5-`. */
export function partsOf(date: string): DateParts {
  const [year = '', month = '', day = ''] = date.split('-')
  return { year, month: month.replace(/^0+/u, ''), day }
}

export function rawDate({ day, month, year }: DateParts): string {
  return day || month || year ? `${year}-${month}-${day}` : ''
}

/** As the head wants it; undefined for what is no date, or has a day or a month without what stands above it. */
export function dateOf(parts: DateParts): string | undefined {
  const [day, month, year] = [parts.day.trim(), parts.month.trim(), parts.year.trim()]
  if (!day && !month && !year) return ''
  if (!/^\d{4}$/u.test(year) || !isWithin(month, 12)) return undefined
  const inMonth = `${year}-${month.padStart(2, '0')}`
  if (!day) return inMonth
  return isWithin(day, lastDay(Number(year), Number(month)))
    ? `${inMonth}-${day.padStart(2, '0')}`
    : undefined
}

function isWithin(typed: string, most: number): boolean {
  return /^\d{1,2}$/u.test(typed) && Number(typed) >= 1 && Number(typed) <= most
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
