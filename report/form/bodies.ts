import type { ReportHead } from '../wire/rest.ts'
import { BLANK } from './blank.ts'
import type { Profile } from './profiles.ts'

/** Bodies of Party and State: their codes in a paper's symbol, and their names away from capitals (party-format.md §5, §9). */

/** Codes of types of papers. */
const TYPE_CODES: Readonly<Record<string, string>> = {
  'NGHỊ QUYẾT': 'NQ',
  'CHỈ THỊ': 'CT',
  'KẾT LUẬN': 'KL',
  'QUYẾT ĐỊNH': 'QĐ',
  'QUY CHẾ': 'QC',
  'THÔNG BÁO': 'TB',
  'HƯỚNG DẪN': 'HD',
  'BÁO CÁO': 'BC',
  'KẾ HOẠCH': 'KH',
  'CHƯƠNG TRÌNH': 'CTr',
  'TỜ TRÌNH': 'TTr',
  'CÔNG VĂN': 'CV',
  'BIÊN BẢN': 'BB',
}

/** What names of bodies begin with, in capitals and with *ủy*; the code, and the words as they are written in a sentence. */
type Known = { readonly start: string; readonly code: string; readonly words: string }

/** Whole committees; what follows is the name of a place. */
const COMMITTEES: readonly Known[] = [
  { start: 'TỈNH ỦY', code: 'TU', words: 'Tỉnh ủy' },
  { start: 'HUYỆN ỦY', code: 'HU', words: 'Huyện ủy' },
  { start: 'THÀNH ỦY', code: 'ThU', words: 'Thành ủy' },
  { start: 'THỊ ỦY', code: 'ThU', words: 'Thị ủy' },
  { start: 'ỦY BAN NHÂN DÂN TỈNH', code: 'UBND', words: 'Ủy ban nhân dân tỉnh' },
  { start: 'ỦY BAN NHÂN DÂN HUYỆN', code: 'UBND', words: 'Ủy ban nhân dân huyện' },
  { start: 'ỦY BAN NHÂN DÂN THÀNH PHỐ', code: 'UBND', words: 'Ủy ban nhân dân thành phố' },
  { start: 'ỦY BAN NHÂN DÂN THỊ XÃ', code: 'UBND', words: 'Ủy ban nhân dân thị xã' },
  { start: 'ỦY BAN NHÂN DÂN', code: 'UBND', words: 'Ủy ban nhân dân' },
  { start: 'HỘI ĐỒNG NHÂN DÂN TỈNH', code: 'HĐND', words: 'Hội đồng nhân dân tỉnh' },
  { start: 'HỘI ĐỒNG NHÂN DÂN', code: 'HĐND', words: 'Hội đồng nhân dân' },
  { start: 'TRUNG ƯƠNG', code: 'TW', words: 'Trung ương' },
]

/** Their code says whose they are: BTG of TU is BTGTU. */
const OFFICES: readonly Known[] = [
  { start: 'BAN TUYÊN GIÁO', code: 'BTG', words: 'Ban Tuyên giáo' },
  { start: 'BAN TỔ CHỨC', code: 'BTC', words: 'Ban Tổ chức' },
  { start: 'BAN DÂN VẬN', code: 'BDV', words: 'Ban Dân vận' },
  { start: 'BAN NỘI CHÍNH', code: 'BNC', words: 'Ban Nội chính' },
  { start: 'ỦY BAN KIỂM TRA', code: 'UBKT', words: 'Ủy ban Kiểm tra' },
  { start: 'VĂN PHÒNG', code: 'VP', words: 'Văn phòng' },
]

/** Their code stays what it is, whatever they stand in. */
const GROUPS: readonly Known[] = [
  { start: 'BAN CÁN SỰ ĐẢNG', code: 'BCSĐ', words: 'Ban cán sự đảng' },
  { start: 'ĐẢNG ĐOÀN', code: 'ĐĐ', words: 'Đảng đoàn' },
]

/** *Ban Thường vụ Tỉnh ủy* uses the committee's own code. */
const ORGANS: readonly Known[] = [
  { start: 'BAN THƯỜNG VỤ', code: '', words: 'Ban Thường vụ' },
  { start: 'BAN CHẤP HÀNH ĐẢNG BỘ', code: '', words: 'Ban Chấp hành Đảng bộ' },
]

function find(known: readonly Known[], name: string): (Known & { readonly rest: string }) | undefined {
  const found = known.find(({ start }) => name === start || name.startsWith(`${start} `))
  return found && { ...found, rest: name.slice(found.start.length).trim() }
}

/** In capitals, in one line, with the tone mark of *ủy* where the tables have it. */
function plain(body: string): string {
  return body.normalize('NFC').toLocaleUpperCase('vi').replaceAll(/\s+/gu, ' ').replaceAll('UỶ', 'ỦY').trim()
}

function bodyCode(name: string): string | undefined {
  const organ = find(ORGANS, name)
  if (organ) return bodyCode(organ.rest)
  const office = find(OFFICES, name)
  if (office) {
    const of = find(COMMITTEES, office.rest)
    return of && office.code + of.code
  }
  return (find(GROUPS, name) ?? find(COMMITTEES, name))?.code ?? committeeCode(name) ?? departmentCode(name)
}

function committeeCode(name: string): string | undefined {
  if (name.startsWith('ĐẢNG ỦY KHỐI')) return 'ĐUK'
  return /^ĐẢNG ỦY(?: |$)/u.test(name) ? 'ĐU' : undefined
}

/** `SỞ KHOA HỌC VÀ CÔNG NGHỆ` is SKHCN: the first letters without the word for *and*. */
function departmentCode(name: string): string | undefined {
  if (!name.startsWith('SỞ ')) return undefined
  const own = name.replace(/ TỈNH .*$/u, '')
  return own
    .split(/[ ,-]+/u)
    .filter((word) => word !== 'VÀ' && word !== '')
    .map((word) => word.charAt(0))
    .join('')
}

/** What follows the number: `BC/TU` of the Party, `BC-UBND` of the State; dotted where nobody can tell. */
export function symbolOf({ type, issuingBody }: ReportHead, family: Profile['family']): string {
  const paper = TYPE_CODES[plain(type)] ?? BLANK
  const body = bodyCode(plain(issuingBody)) ?? BLANK
  return family === 'party' ? `${paper}/${body}` : `${paper}-${body}`
}

/** The body's name as a sentence has it: `Tỉnh ủy Quảng Ngãi`; empty for a name that only its own people can write. */
export function bodyInWords(body: string): string {
  const given = body.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
  if (given !== given.toLocaleUpperCase('vi')) return given
  const words = wordsOf(plain(given))
  // The spelling of the name stays what it was.
  return (given.includes('UỶ') ? words?.replaceAll('ủy', 'uỷ').replaceAll('Ủy', 'Uỷ') : words) ?? ''
}

function wordsOf(name: string): string | undefined {
  const within = find(OFFICES, name) ?? find(GROUPS, name) ?? find(ORGANS, name)
  if (within) {
    const rest = within.rest === '' ? '' : wordsOf(within.rest)
    return rest === undefined ? undefined : `${within.words} ${rest}`.trim()
  }
  const committee = find(COMMITTEES, name)
  return committee && `${committee.words} ${placeName(committee.rest)}`.trim()
}

/**
 * A name in capitals that is too long for one line, in two lines that belong together: `BAN CÁN SỰ ĐẢNG` / `ỦY BAN NHÂN DÂN
 * TỈNH`. As it is where it fits, where somebody broke it already, or where no such place is known.
 */
export function brokenName(name: string, fits: (line: string) => boolean): string {
  if (fits(name) || name.includes('\n')) return name
  const within = find(OFFICES, plain(name)) ?? find(GROUPS, plain(name)) ?? find(ORGANS, plain(name))
  const places = [...name.matchAll(/ (?=(?:TỈNH|HUYỆN|THÀNH PHỐ|THỊ XÃ) )/gu)].map(({ index }) => index)
  const at = [...(within ? [within.start.length] : []), ...places]
  const halves = at.map((index) => [name.slice(0, index), name.slice(index + 1)])
  return halves.find((lines) => lines.every(fits))?.join('\n') ?? name
}

function placeName(capitals: string): string {
  return capitals
    .split(' ')
    .map((syllable) => syllable.charAt(0) + syllable.slice(1).toLocaleLowerCase('vi'))
    .join(' ')
}

/** The place that a body's name tells: `Quảng Ngãi` of `TỈNH ỦY QUẢNG NGÃI`; empty where it tells none. */
export function placeOfBody(body: string): string {
  const name = plain(body)
  const within = find(OFFICES, name) ?? find(GROUPS, name) ?? find(ORGANS, name)
  if (within) return placeOfBody(within.rest)
  const rest = find(COMMITTEES, name)?.rest ?? ''
  return /^[\p{Lu} ]+$/u.test(rest) ? placeName(rest) : ''
}
