const TYPED = /^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})$/u
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/u
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/u

/** What a person typed as a day, `8/4/2022` or `08042022`, as `2022-04-08`; '' for nothing, undefined for what is no day. */
export function readDate(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return ''
  const iso = ISO.exec(text)
  if (iso) return dayOf(iso[3], iso[2], iso[1])
  const parts = TYPED.exec(text) ?? DIGITS.exec(text)
  return parts ? dayOf(parts[1], parts[2], parts[3]) : undefined
}

function dayOf(day = '', month = '', year = ''): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const at = new Date(`${date}T00:00:00Z`)
  // Else 31/02 would be the 3rd of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date ? date : undefined
}

/** `2022-04-08` as it is typed and read in Vietnam: `08/04/2022`. */
export function writeDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return date === '' ? '' : `${day}/${month}/${year}`
}
