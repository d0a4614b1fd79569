const VIETNAM_MS = 7 * 60 * 60 * 1000

/** What a clock and a calendar in Vietnam say at a moment. Months have the zero that HD36 asks for: 01 and 02 only. */
export function vietnamTime(at: number): {
  readonly clock: string
  readonly day: string
  readonly month: string
  readonly year: string
} {
  const iso = new Date(at + VIETNAM_MS).toISOString()
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
  return { clock: iso.slice(11, 16), day, month: Number(month) < 3 ? month : String(Number(month)), year }
}

/** `08/4/2022`, in Vietnam. */
export function vietnamDate(at: number): string {
  const { day, month, year } = vietnamTime(at)
  return `${day}/${month}/${year}`
}
