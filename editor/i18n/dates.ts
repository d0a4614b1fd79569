import type { Catalogue, Language } from './catalogue.ts'

const DAY = 24 * 60 * 60 * 1000
const LOCALE: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' }

/** `2022-04-08` as the plan writes it: `08/4/2022` in Vietnamese (HD36: a zero before days only), `8 Apr 2022` in English. */
export function sayDate(date: string, language: Language): string {
  const [year = '', month = '', day = ''] = date.split('-')
  if (language === 'vi') return `${day}/${sayMonth(month)}/${year}`
  return new Intl.DateTimeFormat(LOCALE.en, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(date))
}

/** A month in a Vietnamese date: 01 and 02 keep their zero so that nobody can make them 11 and 12 (HD36). */
export function sayMonth(month: string): string {
  const number = Number(month)
  return number <= 2 ? `0${number}` : String(number)
}

/** Whole days from today to `date` in the person's own calendar: 0 today, negative when past. */
export function daysUntil(date: string, now: Date): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  return Math.round((Date.parse(date) - today) / DAY)
}

/** How long ago, in the words people use; older than yesterday, the day itself. */
export function sayMoment(at: number, now: Date, text: Catalogue['app'], language: Language): string {
  const minutes = Math.floor((now.getTime() - at) / 60_000)
  const clock = new Intl.DateTimeFormat(LOCALE[language], { hour: '2-digit', minute: '2-digit' }).format(at)
  if (minutes < 1) return text.justNow
  if (minutes < 60) return text.minutesAgo(minutes)
  const days = -daysUntil(localDate(new Date(at)), now)
  if (days === 0) return text.hoursAgo(Math.floor(minutes / 60))
  if (days === 1) return `${clock}, ${text.yesterday}`
  return sayDate(localDate(new Date(at)), language)
}

/** The day of a moment, as a date is written. */
export function sayDay(at: number, language: Language): string {
  return sayDate(localDate(new Date(at)), language)
}

export function sayNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language]).format(value)
}

/** `384 B`, `12 KB`, `3,4 MB`. */
export function saySize(bytes: number, language: Language): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  const megabytes = new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 1 })
  return `${megabytes.format(bytes / 1024 / 1024)} MB`
}

function localDate(moment: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`
}

/** The day and the minute, for whoever points at *how long ago*: `14:05, 08/4/2022`. */
export function sayExactly(at: number, language: Language): string {
  const clock = new Intl.DateTimeFormat(LOCALE[language], { hour: '2-digit', minute: '2-digit' }).format(at)
  return `${clock}, ${sayDate(localDate(new Date(at)), language)}`
}
