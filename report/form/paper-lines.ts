import { formatRoman } from '../../outline/numbering.ts'
import type { ContentSection } from '../content/content.ts'
import type { PaperOrder } from '../docx/paper-order.ts'
import type { ReportHead } from '../wire/rest.ts'
import { BLANK, LONG_BLANK, orBlank } from './blank.ts'
import { bodyInWords, brokenName, symbolOf } from './bodies.ts'
import { PROFILE, type Face, type Profile } from './profiles.ts'
import { lineWidth } from './text-width.ts'

/** What the paper itself says is Vietnamese in every language of the screen. */
export const PAPER = {
  star: '*',
  hyphens: '-----',
  recipients: 'Nơi nhận:',
} as const

/** The rule set that a report's head asks for. */
export function profileOf({ profile = 'hd36-2018' }: ReportHead): Profile {
  return PROFILE[profile]
}

/**
 * Superior body (empty where there is none) and issuing body, in capitals; line feeds where a name too long for its column
 * is to be broken.
 */
export function bodyLines(
  head: ReportHead,
  { head: { columns, superior, issuer } }: Profile,
): { readonly superior: string; readonly issuer: string } {
  const broken = (name: string, face: Face) =>
    brokenName(capitals(name), (line) => lineWidth(line, face) <= columns[0] - NAME_MARGIN)
  return {
    superior: broken(head.superiorBody, superior),
    issuer: orBlank(broken(head.issuingBody, issuer), LONG_BLANK),
  }
}

/** Fonts that stand in for Times New Roman may be a hair wider. */
const NAME_MARGIN = 60

/**
 * `Số 123-BC/TU` of the Party (no colon, HD36 box 3), `Số: 123/BC-UBND` of the State (NĐ30 II.3); until Văn phòng gives
 * the number, room to write it. Below 10 a zero stands in front.
 */
export function numberLine(head: ReportHead, profile: Profile): string {
  return `${profile.words.number} ${numberAndSymbol(head, profile)}`
}

function numberAndSymbol(head: ReportHead, { family }: Profile): string {
  const given = head.number
    .trim()
    .replace(/^Số:?\s*/iu, '')
    .replace(/^\d(?!\d)/, '0$&')
  if (/[-/]/.test(given)) return given
  const symbol = head.symbol?.trim().replace(/^[-/]\s*/, '') || symbolOf(head, family)
  return `${orBlank(given, BLANK)}${family === 'party' ? '-' : '/'}${symbol}`
}

const DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/

function dateOf({ date }: ReportHead): Record<'day' | 'month' | 'year', string> {
  const [, year, month, day] = DATE.exec(date.trim()) ?? []
  return { day: day ?? BLANK, month: month ? sayMonth(month) : BLANK, year: year ?? BLANK }
}

/** 01 and 02 keep their zero, so that nobody makes 11 and 12 of them (HD36 box 4). */
function sayMonth(month: string): string {
  return Number(month) < 3 ? month : String(Number(month))
}

/** `Quảng Ngãi, ngày 06 tháng 5 năm 2022`; what is not known yet stays open for the pen. */
export function placeAndDate(head: ReportHead): string {
  const { day, month, year } = dateOf(head)
  return `${orBlank(head.place, LONG_BLANK)}, ngày ${day} tháng ${month} năm ${year}`
}

/** `BÁO CÁO`. */
export function typeLine({ type }: ReportHead): string {
  return orBlank(capitals(type), LONG_BLANK)
}

/** As it was typed: it begins small after the type, unless with a name. */
export function subjectLine({ subject }: ReportHead): string {
  return orBlank(subject.trim(), LONG_BLANK.repeat(2))
}

/** What stands under the number, line by line, each with the place in `Profile.marks` that says how it looks. */
export function markLines(
  head: ReportHead,
  draft: PaperOrder['draft'],
): { readonly mark: keyof Profile['marks']; readonly text: string }[] {
  const marks = (['secrecy', 'urgency', 'circulation'] as const).map((mark) => ({
    mark,
    text: capitals(head[mark] ?? ''),
  }))
  return [
    ...marks.filter(({ text }) => text !== ''),
    ...(draft ? draftLines(draft).map((text) => ({ mark: 'draft', text }) as const) : []),
  ]
}

/** `Dự thảo lần 2` and its day below. */
function draftLines({ number, day }: NonNullable<PaperOrder['draft']>): string[] {
  const [, year, month, date] = DATE.exec(day) ?? []
  const first = `Dự thảo lần ${number}`
  return year && month && date ? [first, `(ngày ${date}/${sayMonth(month)}/${year})`] : [first]
}

/** The block that signs. A line that the paper goes without is empty: see `blanksOf` for what may be. */
export function signatureLines(
  head: ReportHead,
  { words, family }: Profile,
): { readonly authority: string; readonly title: string; readonly name: string } {
  const authority = authorityForm(capitals(head.authority), words.authority)
  const title = capitals(head.signatoryTitle)
  return {
    authority: authority || (title === '' ? LONG_BLANK : ''),
    title: title || (needsTitle(head, family) ? LONG_BLANK : ''),
    name: orBlank(head.signatoryName, LONG_BLANK),
  }
}

/** Members of a standing committee other than its secretaries sign for it without a title (HD36, party-format.md §6). */
export function needsTitle({ authority }: ReportHead, family: Profile['family']): boolean {
  return family === 'state' || authority.trim() === ''
}

/** `T/M BAN THƯỜNG VỤ` of the Party is `TM. BAN THƯỜNG VỤ` of the State; also K/T, T/L. */
function authorityForm(authority: string, form: Profile['words']['authority']): string {
  return authority.replace(
    /^(T\/?M|K\/?T|T\/?L)[.\s]\s*/u,
    (_, letters: string) =>
      `${form === 'slash' ? `${letters.charAt(0)}/${letters.slice(-1)}` : `${letters.replace('/', '')}.`} `,
  )
}

/** Recipients as the plan lists them: a dash, the profile's mark after each, a full stop at the end. */
export function recipientLines({ recipients }: ReportHead, profile: Profile): string[] {
  const lines = recipients
    .map((line) =>
      line
        .trim()
        .replace(/^[-–]\s*/u, '')
        .replace(/[,;.]+$/u, ''),
    )
    .filter(Boolean)
  if (lines.length === 0) return [`- ${LONG_BLANK}`]
  return lines.map((line, index) => `- ${line}${index === lines.length - 1 ? '.' : profile.recipients.mark}`)
}

/** `Phụ lục 4` of the Party is `Phụ lục IV` of the State. */
export function appendixLabel({ number }: Pick<ContentSection, 'number'>, { appendix }: Profile): string {
  return number.replace(/\d+$/, (digits) =>
    appendix.numbers === 'roman' ? formatRoman(Number(digits)) : digits,
  )
}

/** What stands above an appendix: its number, its title, and which paper it belongs to. */
export function appendixLines(
  section: Pick<ContentSection, 'number' | 'title'>,
  head: ReportHead,
  profile: Profile,
): { readonly label: string; readonly title: string; readonly of: string } {
  const label = appendixLabel(section, profile)
  return { label, title: section.title.trim(), of: `(Kèm theo ${ownName(head, profile)})` }
}

/** `Báo cáo số 12-BC/TU, ngày 06/5/2022 của Tỉnh ủy Quảng Ngãi`; a body whose name nobody can put in small letters is left out. */
export function ownName(head: ReportHead, profile: Profile): string {
  const { day, month, year } = dateOf(head)
  const when =
    profile.family === 'party' ? `, ngày ${day}/${month}/${year}` : ` ngày ${day} tháng ${month} năm ${year}`
  const type = typeLine(head)
  const issuer = bodyInWords(head.issuingBody)
  const name = type.charAt(0) + type.slice(1).toLocaleLowerCase('vi')
  return `${name} số ${numberAndSymbol(head, profile)}${when}${issuer ? ` của ${issuer}` : ''}`
}

function capitals(text: string): string {
  return text.trim().toLocaleUpperCase('vi').normalize('NFC')
}
