import { fold, isUpperCase } from '../../outline/fold.ts'
import {
  readMarker,
  parseNumber,
  styleRank,
  type NumberStyle,
  type SectionNumber,
} from '../../outline/numbering.ts'
import { MAX_LEVEL, MAX_TITLE } from '../../report/schema/names.ts'
import type { Line, Piece } from './pieces.ts'
import { similarity } from './similarity.ts'
import type { Warnings } from './warnings.ts'

/** A heading of the file with what stands below it, up to the next. The first has no heading. */
export type Part = {
  readonly heading: string
  readonly level: number
  readonly number: string
  readonly pieces: readonly Piece[]
}

export type SplitOptions = {
  /** Of the report's sections: a line that says one of them is a heading, however it looks. */
  readonly titles: readonly string[]
  /** The file was written by this product: its headings are those with a style, and no others. */
  readonly isOurs: boolean
}

type Heading = {
  readonly title: string
  readonly number: string
  /** How its number counts, and how deep: *1.1.* is `arabic` of two. */
  readonly rank: number | undefined
  /** Of a style. */
  readonly level: number | undefined
  /** How many lines it takes. */
  readonly lines: number
}

/** Longer ones are sentences, whatever their style. */
const LONGEST_STYLED = MAX_TITLE
const LONGEST_TYPED = 250

/** Cuts a file at its headings: those with a style or an outline level, and those that a typist made bold, large and numbered. */
export function splitParts(pieces: readonly Piece[], options: SplitOptions, warnings: Warnings): Part[] {
  const headings = new Map<number, Heading>()
  for (let at = 0; at < pieces.length; at += 1) {
    const found = headingAt(pieces, at, options)
    if (!found) continue
    headings.set(at, found)
    at += found.lines - 1
  }
  const levels = ladder([...headings.values()])
  const parts: { heading: string; level: number; number: string; pieces: Piece[] }[] = [
    { heading: '', level: 1, number: '', pieces: [] },
  ]
  for (let at = 0; at < pieces.length; at += 1) {
    const heading = headings.get(at)
    const piece = pieces[at]
    if (heading) {
      const { title, number, lines } = heading
      const level = heading.level ?? levels.get(heading.rank ?? 0) ?? 1
      const own = pieces.slice(at, at + lines)
      const isCounted = own.some((line) => line.type === 'line' && line.label !== '')
      if (number !== '' && !isCounted && !number.startsWith('Phụ lục')) warnings.add('numbering-dropped')
      parts.push({
        heading: title,
        level: Math.min(MAX_LEVEL, level),
        number,
        pieces: own.flatMap(restOfHeading),
      })
      at += lines - 1
      if (number.startsWith('Phụ lục') && saysWhatItBelongsTo(pieces[at + 1])) at += 1
    } else if (piece) parts.at(-1)?.pieces.push(piece)
  }
  return parts.filter(({ heading, number, pieces: own }) => heading !== '' || number !== '' || own.length > 0)
}

/** A heading is plain text: its notes and pictures go below it. */
function restOfHeading(piece: Piece): Piece[] {
  if (piece.type !== 'line') return []
  const notes = piece.inline.filter(({ type }) => type === 'footnote')
  const { before, after } = piece.pictures
  if (notes.length + before.length + after.length === 0) return []
  return [{ ...piece, inline: notes, text: '', label: '', list: undefined, outline: undefined }]
}

function headingAt(pieces: readonly Piece[], at: number, options: SplitOptions): Heading | undefined {
  const line = pieces[at]
  if (line?.type !== 'line') return undefined
  if (line.text.trim() === '' && (line.outline === undefined || line.label === '')) return undefined
  const appendix = appendixAt(pieces, at)
  if (appendix) return appendix
  if (line.outline !== undefined && line.text.length <= LONGEST_STYLED)
    return styled(line, line.outline, pieces, at)
  return options.isOurs ? undefined : typed(line, pieces, at, options)
}

function styled(line: Line, outline: number, pieces: readonly Piece[], at: number): Heading {
  const level = outline + 1
  if (line.label !== '')
    return { title: oneLine(line.text), number: bare(line.label), rank: undefined, level, lines: 1 }
  const found = readMarker(oneLine(line.text))
  if (!found || isDash(found.number.style))
    return { title: oneLine(line.text), number: '', rank: rankOf(found?.number), level, lines: 1 }
  return { ...numbered(line, found.rest, found.number, pieces, at), level }
}

function typed(
  line: Line,
  pieces: readonly Piece[],
  at: number,
  { titles }: SplitOptions,
): Heading | undefined {
  const text = oneLine(line.text)
  if (text.length > LONGEST_TYPED || /[;,]$/.test(text)) return undefined
  const counted = line.label !== '' && line.list?.format !== 'bullet' ? parseNumber(line.label) : undefined
  const found = counted ? { number: counted, rest: text } : line.label === '' ? readMarker(text) : undefined
  const title = found?.rest ?? text
  if (!found || isDash(found.number.style)) return unnumbered(line, text, titles)
  if (!looksLikeHeading(line, title, found.number) && !isTitle(title, titles)) return undefined
  return numbered(line, title, found.number, pieces, at)
}

function looksLikeHeading(line: Line, title: string, { style, path }: SectionNumber): boolean {
  if (style === 'part' || style === 'chapter') return line.isBold || line.isCentred || isUpperCase(line.text)
  if (line.isBold || (isUpperCase(title) && title.length > 3)) return true
  return line.isItalic && (style === 'letter' || path.length > 1)
}

function unnumbered(line: Line, text: string, titles: readonly string[]): Heading | undefined {
  if (line.label !== '') return undefined
  const isCapitals =
    line.isBold && isUpperCase(text) && (text.match(/\p{L}/gu)?.length ?? 0) >= 4 && text.length <= 150
  if (!isCapitals && !(line.isBold && isTitle(text, titles))) return undefined
  return {
    title: text,
    number: '',
    rank: isCapitals ? -1 : undefined,
    level: isCapitals ? undefined : 2,
    lines: 1,
  }
}

function isTitle(text: string, titles: readonly string[]): boolean {
  return text.split(' ').length >= 4 && titles.some((title) => similarity(title, text) >= 0.85)
}

/** *Phần thứ nhất* has its name on the line below. */
function numbered(
  line: Line,
  title: string,
  number: SectionNumber,
  pieces: readonly Piece[],
  at: number,
): Heading {
  const written = bare(
    line.label !== '' ? line.label : oneLine(line.text).slice(0, oneLine(line.text).length - title.length),
  )
  const rank = rankOf(number)
  const next = pieces[at + 1]
  const hasName =
    title === '' &&
    next?.type === 'line' &&
    next.text.length <= LONGEST_TYPED &&
    readMarker(next.text) === undefined
  if (hasName && (next.isBold || next.isCentred || isUpperCase(next.text))) {
    return { title: oneLine(next.text), number: written, rank, level: undefined, lines: 2 }
  }
  return { title, number: written, rank, level: undefined, lines: 1 }
}

/** *Phụ lục 1*, its name behind it or on the lines below. */
function appendixAt(pieces: readonly Piece[], at: number): Heading | undefined {
  const line = pieces[at]
  if (line?.type !== 'line' || !(line.isCentred || line.outline !== undefined)) return undefined
  const [first = '', ...below] = line.text.split('\n')
  const text = oneLine(first)
  const found = /^(phu luc)(?: so)?(?: (\d{1,2}|[ivx]{1,4}|[a-h]))?\s*([.:–-]|$)/.exec(fold(text))
  if (!found) return undefined
  const number = found[2] === undefined ? 'Phụ lục' : `Phụ lục ${found[2].toUpperCase()}`
  const behind = oneLine([text.slice(found[0].length), ...below].join(' '))
  if (behind !== '') return { title: behind, number, rank: -1, level: 1, lines: 1 }
  if (line.outline !== undefined) return { title: '', number, rank: -1, level: 1, lines: 1 }
  let lines = 1
  const names: string[] = []
  for (let next = pieces[at + lines]; next?.type === 'line' && lines < 4; next = pieces[at + lines]) {
    if (!next.isCentred || !next.isBold || next.text.length > LONGEST_TYPED || next.label !== '') break
    names.push(oneLine(next.text))
    lines += 1
  }
  return { title: names.join(' '), number, rank: -1, level: 1, lines }
}

/** *(Kèm theo Báo cáo số 12-BC/TU …)*, the last line of an appendix's head. */
function saysWhatItBelongsTo(piece: Piece | undefined): boolean {
  return (
    piece?.type === 'line' &&
    piece.isCentred &&
    piece.text.length < 400 &&
    /^\(?(?:ban hanh )?kem theo /.test(fold(oneLine(piece.text)))
  )
}

/** Which level a way of numbering stands for in this file: the ways it uses, from the highest down. */
function ladder(headings: readonly Heading[]): ReadonlyMap<number, number> {
  const levels = new Map<number, number>()
  for (const { rank, level } of headings)
    if (rank !== undefined && level !== undefined && level > 0) levels.set(rank, level)
  const typedRanks = new Set(
    headings.flatMap(({ rank, level }) =>
      level === undefined && rank !== undefined && rank >= 0 ? [rank] : [],
    ),
  )
  const ranks = [...typedRanks].sort((one, other) => one - other)
  ranks.forEach((rank, place) => {
    if (!levels.has(rank)) levels.set(rank, place + 1)
  })
  levels.set(-1, 1)
  return levels
}

function rankOf(number: SectionNumber | undefined): number | undefined {
  return number && styleRank[number.style] * 10 + number.path.length
}

function isDash(style: NumberStyle): boolean {
  return style === 'dash' || style === 'plus'
}

/** `II.` as `II`, `(1)` as `1`; a dash stays one. */
function bare(number: string): string {
  const text = number.trim()
  return text.replace(/^\(/, '').replace(/[\s.):/–—-]+$/, '') || text
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
