const VIETNAM_MS = 7 * 60 * 60 * 1000

/** What a clock and a calendar in Vietnam say at a moment. Months have the zero that HD36 asks for: 01 and 02 only. */
export function vietnamTime(at: number): {
  readonly clock: string
  readonly day: string
  readonly month: string
  readonly year: string
} {
  const [year = '', month = '', day = ''] = vietnamDay(at).split('-')
  return {
    clock: vietnamStamp(at).slice(11, 16),
    day,
    month: Number(month) < 3 ? month : String(Number(month)),
    year,
  }
}

/** `08/4/2022`, in Vietnam. */
export function vietnamDate(at: number): string {
  const { day, month, year } = vietnamTime(at)
  return `${day}/${month}/${year}`
}

/** `2022-04-08 14:05:09`, in Vietnam: every spreadsheet reads it so, whatever order of day and month it is set to. */
export function vietnamStamp(at: number): string {
  return new Date(at + VIETNAM_MS).toISOString().slice(0, 19).replace('T', ' ')
}

/** `2022-04-08`, in Vietnam. */
export function vietnamDay(at: number): string {
  return vietnamStamp(at).slice(0, 10)
}
