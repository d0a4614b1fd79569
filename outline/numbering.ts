import { fold } from './fold.ts'

/**
 * How an official text numbers: `part` *Phần thứ nhất*, `chapter` *Chương I*, `capital` A, `roman` I, `arabic` 1 and 1.1,
 * `letter` a, `dash` -, `plus` +.
 */
export type NumberStyle = 'part' | 'chapter' | 'capital' | 'roman' | 'arabic' | 'letter' | 'dash' | 'plus'

/** A number without its punctuation: *1.3* is `{style: 'arabic', path: [1, 3]}`; dashes have an empty path. */
export interface SectionNumber {
  readonly style: NumberStyle
  readonly path: readonly number[]
}

/** A number at the start of a line, what closed it, and the words after it. */
export interface Marker {
  readonly number: SectionNumber
  /** `.`, `)`, `-`, `/`, `:`, `()` for (1), or nothing. */
  readonly punctuation: string
  readonly rest: string
}

/** The letters that lists in Vietnamese official texts count with: đ follows d; f, j, w, z and the hatted letters are not used. */
export const vietnameseLetters = 'abcdđeghiklmnopqrstuvxy'

const ordinals = ['nhất', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười']
const foldedOrdinals = new Map<string, number>([
  ...ordinals.map((word, index): [string, number] => [fold(word), index + 1]),
  ['bon', 4],
  ['bay', 7],
])

const romanDigits: readonly (readonly [number, string])[] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

/** `12` as `XII`. Counts from 1 to 399, as far as any outline does; outside it gives Arabic digits. */
export function formatRoman(value: number): string {
  if (!Number.isInteger(value) || value < 1 || value > 399) return String(value)
  let left = value
  let text = ''
  for (const [worth, digits] of romanDigits) {
    while (left >= worth) {
      text += digits
      left -= worth
    }
  }
  return text
}

/** `XII` as 12; undefined for what no one writes (`IIX`, `VV`). */
export function parseRoman(text: string): number | undefined {
  if (text.length === 0 || text.length > 12) return undefined
  let rest = text
  let value = 0
  for (const [worth, digits] of romanDigits) {
    while (rest.startsWith(digits)) {
      value += worth
      rest = rest.slice(digits.length)
    }
  }
  return rest === '' && formatRoman(value) === text ? value : undefined
}

/** 5 as `đ`, 23 as `y`, 24 as `aa`. */
export function formatLetter(value: number): string {
  if (!Number.isInteger(value) || value < 1) return String(value)
  const count = vietnameseLetters.length
  let left = value
  let text = ''
  while (left > 0) {
    text = vietnameseLetters.charAt((left - 1) % count) + text
    left = Math.floor((left - 1) / count)
  }
  return text
}

/** `đ` as 5; undefined for letters that Vietnamese lists skip. */
export function parseLetter(text: string): number | undefined {
  if (text.length === 0 || text.length > 3) return undefined
  let value = 0
  for (const letter of text) {
    const place = vietnameseLetters.indexOf(letter)
    if (place === -1) return undefined
    value = value * vietnameseLetters.length + place + 1
  }
  return value
}

/** The number as it is written, without closing punctuation: *Phần thứ nhất*, *I*, *1.3*, *đ*, *-*. */
export function formatNumber({ style, path }: SectionNumber): string {
  const value = path.at(-1) ?? 1
  switch (style) {
    case 'part':
      return `Phần thứ ${ordinals[value - 1] ?? value}`
    case 'chapter':
      return `Chương ${formatRoman(value)}`
    case 'capital':
      return formatLetter(value).toUpperCase()
    case 'roman':
      return formatRoman(value)
    case 'arabic':
      return path.join('.')
    case 'letter':
      return formatLetter(value)
    case 'dash':
      return '-'
    case 'plus':
      return '+'
    default:
      return style satisfies never
  }
}

/** Reads what `formatNumber` writes, with or without closing punctuation. */
export function parseNumber(text: string): SectionNumber | undefined {
  const marker = readMarker(`${text.trim()} X`) ?? readMarker(`${text.trim()}. X`)
  return marker?.rest === 'X' ? marker.number : undefined
}

/** Negative when a stands before b in one list; numbers of different styles are ordered from the highest style down. */
export function compareNumbers(a: SectionNumber, b: SectionNumber): number {
  if (a.style !== b.style) return styleRank[a.style] - styleRank[b.style]
  const length = Math.max(a.path.length, b.path.length)
  for (let place = 0; place < length; place += 1) {
    const difference = (a.path[place] ?? 0) - (b.path[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The number that follows in the same list: 1.3 → 1.4, d → đ, I → II. */
export function nextNumber({ style, path }: SectionNumber): SectionNumber {
  return { style, path: path.map((value, place) => (place === path.length - 1 ? value + 1 : value)) }
}

/** The usual order of styles in an official text, from the highest down. */
export const styleRank: Readonly<Record<NumberStyle, number>> = {
  part: 0,
  chapter: 1,
  capital: 2,
  roman: 3,
  arabic: 4,
  letter: 5,
  dash: 6,
  plus: 7,
}

/** What stands before the title of a report section of this level that is the n-th there: I, 1, a), -. */
export function formatSectionNumber(level: number, value: number): string {
  if (level <= 1) return formatRoman(value)
  if (level === 2) return String(value)
  return level === 3 ? `${formatLetter(value)})` : '-'
}

/** A section as its number sees it. */
export type NumberedPlace = { readonly level: number; readonly appendix?: boolean }

/**
 * The numbers of a report's sections, computed from their levels in the order of the text. Appendices (of level 1) count by
 * themselves: *Phụ lục 1*, or *Phụ lục* where there is only one; what stands below one counts anew.
 */
export function sectionNumbers(places: readonly NumberedPlace[]): string[] {
  const counts: number[] = []
  const isAppendix = ({ level, appendix = false }: NumberedPlace) => appendix && level === 1
  const isOnly = places.filter(isAppendix).length === 1
  let appendices = 0
  return places.map((place) => {
    const { level } = place
    if (isAppendix(place)) {
      counts.length = Math.min(counts.length, level)
      appendices += 1
      return isOnly ? 'Phụ lục' : `Phụ lục ${appendices}`
    }
    counts.length = Math.min(counts.length, level)
    const value = (counts[level - 1] ?? 0) + 1
    for (let above = counts.length; above < level; above += 1) counts[above] = 0
    counts[level - 1] = value
    return formatSectionNumber(level, value)
  })
}

const dashes = /^([-–—−•●▪■◦○·*]|o (?=\p{Lu}))[ ]?/u
const partHead = /^(?:phan thu ([a-z]{2,4})|phan ([ivx]{1,5}|\d{1,2}|[a-h]))(?![a-z0-9])[ .:/)–—-]*/
const chapterHead = /^chuong (?:thu )?([ivx]{1,5}|\d{1,2})(?![a-z0-9])[ .:/)–—-]*/
const romanHead = /^(?:[Mm]ục )?([IVXLC]{1,7}) ?([.)/:–—-])/
const capitalHead = /^([A-HĐK]) ?([.)/:–—-])/
const arabicHead =
  /^(?:[Mm]ục (?=\d))?(\d{1,2}(?:\.\d{1,2}){0,5})(?: ?([)/:–—-])|(\.)(?!\d)(?: ?([)/–—-])(?= ))?|(?= \p{Lu}))/u
const letterHead = /^([a-zđ]) ?([.)/]|[-–—](?= ))/
const bracketed = /^\((\d{1,2}|[a-zđ]|[ivx]{1,4})\)/

/** A document's code after its number, as in 20-NQ/TW: then 20- is no marker. */
const codeTail = /^(?:\p{Lu}[\p{L}\d.]{0,12}[/-]|\d)/u

function close(rest: string): string | undefined {
  const glued = !rest.startsWith(' ')
  const words = rest.trim()
  // Glued text counts only when it begins like a sentence: "1.1.Đánh giá", not "v.v" nor "30/5/2019".
  return glued && words !== '' && (!/^[\p{Lu}“"‘'([]/u.test(words) || codeTail.test(words))
    ? undefined
    : words
}

function marker(
  style: NumberStyle,
  path: readonly number[],
  punctuation: string,
  rest: string | undefined,
): Marker | undefined {
  if (rest === undefined) return undefined
  return { number: { style, path }, punctuation: /[–—]/.test(punctuation) ? '-' : punctuation, rest }
}

function readPart(line: string): Marker | undefined {
  const folded = fold(line.slice(0, 40))
  const part = partHead.exec(folded)
  if (part) {
    const word = part[1] ?? part[2] ?? ''
    const value = part[1] ? foldedOrdinals.get(word) : readValue(word)
    return value === undefined ? undefined : marker('part', [value], '', line.slice(part[0].length).trim())
  }
  const chapter = chapterHead.exec(folded)
  const value = readValue(chapter?.[1] ?? '')
  return chapter && value !== undefined
    ? marker('chapter', [value], '', line.slice(chapter[0].length).trim())
    : undefined
}

function readValue(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word)
  return parseRoman(word.toUpperCase()) ?? parseLetter(word)
}

function readDash(line: string): Marker | undefined {
  if (line.startsWith('+')) return marker('plus', [], '', line.slice(1).trim())
  const dash = dashes.exec(line)
  if (!dash) return undefined
  const glued = !dash[0].endsWith(' ')
  const rest = line.slice(dash[0].length).trim()
  // "-----" and "* * *" are rules, "-5 độ" is a quantity.
  if (rest === '' || /^[-–—*_=]/.test(rest) || (glued && /^\d/.test(rest))) return undefined
  return marker('dash', [], '', rest)
}

/**
 * The number at the start of a line of a plan, if there is one: `I-` `I.` `A.` `1-` `1)` `1.1.` `a)` `(1)` `-` `+` `Phần thứ nhất`,
 * also glued to the words after it. Dates (08/4/2022), codes (20-NQ/TW) and amounts (1.200 tỷ) are no markers.
 */
export function readMarker(line: string): Marker | undefined {
  return (
    readDash(line) ??
    readPart(line) ??
    readBracketed(line) ??
    readRoman(line) ??
    readArabic(line) ??
    readLetter(line)
  )
}

function readBracketed(line: string): Marker | undefined {
  const found = bracketed.exec(line)
  if (!found) return undefined
  const word = found[1] ?? ''
  const rest = line.slice(found[0].length).replace(/^[.:]/, '').trim()
  if (/^\d/.test(word)) return marker('arabic', [Number(word)], '()', rest)
  const letter = parseLetter(word)
  return letter === undefined ? undefined : marker('letter', [letter], '()', rest)
}

function readRoman(line: string): Marker | undefined {
  const roman = romanHead.exec(line)
  const value = parseRoman(roman?.[1] ?? '')
  // C, D and L alone are letters of a list A, B, C; Roman hundreds never number a plan.
  if (roman && value !== undefined && !/^[CL]$/.test(roman[1] ?? '')) {
    return marker('roman', [value], roman[2] ?? '', close(line.slice(roman[0].length)))
  }
  const capital = capitalHead.exec(line)
  const place = parseLetter((capital?.[1] ?? '').toLowerCase())
  return capital && place !== undefined
    ? marker('capital', [place], capital[2] ?? '', close(line.slice(capital[0].length)))
    : undefined
}

function readArabic(line: string): Marker | undefined {
  const found = arabicHead.exec(line)
  if (!found) return undefined
  const path = (found[1] ?? '').split('.').map(Number)
  const punctuation = found[2] ?? found[4] ?? found[3] ?? ''
  // "12 Sở" is a count; "1.1 Đánh giá" is a number.
  if (path.length === 1 && punctuation === '') return undefined
  if (path.includes(0)) return undefined
  return marker('arabic', path, punctuation, close(line.slice(found[0].length)))
}

function readLetter(line: string): Marker | undefined {
  const found = letterHead.exec(line)
  const value = parseLetter(found?.[1] ?? '')
  return found && value !== undefined
    ? marker('letter', [value], found[2] ?? '', close(line.slice(found[0].length)))
    : undefined
}
