import type { ReportHead } from '../../report/wire/rest.ts'
import { sayMonth } from '../i18n/dates.ts'

/** What the paper itself says is Vietnamese in every language of the screen. */
export const PAPER = {
  party: 'ĐẢNG CỘNG SẢN VIỆT NAM',
  recipients: 'Nơi nhận:',
  rule: '-----',
} as const

const BLANK = '\u00a0'.repeat(6)
const PLACE_UNKNOWN = '………………'

/** Codes of issuing bodies after the slash (party-format.md §5), by how their name begins. */
const BODY_CODES: readonly (readonly [RegExp, string])[] = [
  [/^BAN CÁN SỰ ĐẢNG/u, 'BCSĐ'],
  [/^BAN TUYÊN GIÁO/u, 'BTGTU'],
  [/^ĐẢNG ĐOÀN/u, 'ĐĐ'],
  [/^HUYỆN [UỦ][ỦYỶ]/u, 'HU'],
  [/^TH[ỊÀ][ A-ZÀ-Ỹ]* [UỦ][ỦYỶ]/u, 'ThU'],
  [/^TỈNH [UỦ][ỦYỶ]/u, 'TU'],
]

/** `Số 123-BC/TU`; until Văn phòng gives the number, room to write it. The word *Số* takes no colon (HD36). */
export function numberLine({ number, issuingBody, type }: ReportHead): string {
  if (number.trim()) return `Số ${number.trim().replace(/^Số:?\s*/u, '')}`
  const code = type.trim().toLocaleUpperCase('vi') === 'BÁO CÁO' ? 'BC' : ''
  const body = BODY_CODES.find(([start]) => start.test(issuingBody.toLocaleUpperCase('vi')))?.[1]
  return `Số${BLANK}${code ? `-${code}` : ''}${code && body ? `/${body}` : ''}`
}

/** `Quảng Ngãi, ngày 06 tháng 5 năm 2022`; what is not known yet stays open for the pen. */
export function placeAndDate({ place, date }: ReportHead): string {
  const where = place.trim() || PLACE_UNKNOWN
  const [year, month, day] = date.split('-')
  if (!year || !month || !day) return `${where}, ngày${BLANK}tháng${BLANK}năm${BLANK}`
  return `${where}, ngày ${day} tháng ${sayMonth(month)} năm ${year}`
}

/** Begins small, as the subject does under BÁO CÁO; a name of its own keeps its capital when the head was typed so. */
export function subjectLine({ subject }: ReportHead): string {
  return subject.trim()
}

/** Recipients as the plan lists them: a dash, a comma after each, a full stop at the end. */
export function recipientLines({ recipients }: ReportHead): string[] {
  return recipients
    .map((line) =>
      line
        .trim()
        .replace(/^[-–]\s*/u, '')
        .replace(/[,;.]+$/u, ''),
    )
    .filter(Boolean)
    .map((line, index, lines) => `- ${line}${index === lines.length - 1 ? '.' : ','}`)
}
