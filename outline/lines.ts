import { fold, isUpperCase } from './fold.ts'
import { readMarker } from './numbering.ts'

/** A line of the plan as written, cleaned. */
export interface WrittenLine {
  readonly text: string
  /** From 1, in the text that was given. */
  readonly line: number
  readonly afterBlank: boolean
  /** Pieces that a tab or a wide gap sets apart: two columns typed side by side. */
  readonly columns: readonly string[]
}

/** A line longer than this is cut: no sentence of a plan comes near it, and pasted rubbish does. */
const longestLine = 20_000

/** Longer texts are read up to here: a plan of 60 pages has some 2,000 lines. */
export const mostLines = 20_000

/**
 * Takes out what differs between two copies of the same plan: BOM, CRLF, NFD, non-breaking and zero-width spaces,
 * Markdown emphasis and headings, look-alike hyphens. Twice is the same as once.
 */
export function cleanText(text: string): string {
  const composed = text
    // Stacks of combining marks make NFC quadratic; no Vietnamese letter carries more than two.
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .normalize('NFC')
  return composed
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
    .replace(/[^\P{Cc}\n\t]|\uFFFD/gu, '')
    .replace(/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
    .replace(/[\u2010\u2011\u2212\uFE63\uFF0D]/g, '-')
    .replace(/(?<=\d)[\u2013](?=\p{Lu}\p{L}{0,6}\/)/gu, '-')
    .split('\n')
    .map(stripMarkdown)
    .join('\n')
}

function stripMarkdown(line: string): string {
  const plain = line
    .replace(/^[ \t]*(?:#{1,6}|>)[ \t]+/, '')
    .replace(/^([ \t]*)\*(?=[ \t])/, '$1-')
    .replace(/\\(?=[-.*_()[\]#+!>])/g, '')
  if (/^[ \t]*[*_=]+[ \t]*$/.test(plain)) return ''
  return plain
    .replace(/\*/g, '')
    .replace(/__/g, '')
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}_])/gu, '')
}

/** The lines of a cleaned text that carry words; rules such as `-----` and page numbers are left out. */
export function writtenLines(text: string): WrittenLine[] {
  const lines: WrittenLine[] = []
  let afterBlank = true
  text.split('\n', mostLines).forEach((raw, index) => {
    const cut = raw.slice(0, longestLine)
    const words = cut.replace(/[ \t]+/g, ' ').trim()
    if (words === '') {
      afterBlank = true
    } else if (
      /[\p{L}\p{N}…]|\.\./u.test(words) &&
      words !== 'o0o' &&
      !/^[-–—*]{2,}o0o[-–—*]{2,}$/.test(words)
    ) {
      const columns = cut
        .trim()
        // The gap after a dash or a number sets no column apart.
        .replace(/^(\S{1,5})[ \t]+/, '$1 ')
        .split(/\t| {3}/)
        .map((piece) => piece.replace(/ +/g, ' ').trim())
        .filter((piece) => piece !== '')
      lines.push({ text: words, line: index + 1, afterBlank, columns })
      afterBlank = false
    }
  })
  return lines
}

/** Words that never end a Vietnamese sentence or heading: a line ending with one goes on in the next. */
const openEnd =
  /(?:^| )(?:của|và|về|các|những|với|trong|tại|cho|đến|là|số|thứ|bởi|để|hoặc|vào|như|mà|do|từ|mỗi|mọi|nhằm|gồm)$|,$/iu
const wordAfterNumber = /(?:^| )(?:số|ngày|lần thứ|điều)$/iu
const hyphenated = /(?:chính trị|kinh tế|văn hóa|văn hoá)$/iu
const documentType = /^(?:ke hoach|de cuong|huong dan|bao cao|cong van|quyet dinh|chi thi)$/

/**
 * Puts sentences that were broken across lines (or paragraphs) together again. A line goes on when it has no number of
 * its own and the line before it is plainly unfinished: it ends with a word nothing ends with, or the new line begins
 * with a small letter, or the text is wrapped at a fixed width and the line before is full.
 */
export function joinBroken(lines: readonly WrittenLine[]): WrittenLine[] {
  const width = wrapWidth(lines)
  const joined: WrittenLine[] = []
  let pieces: string[] = []
  let size = 0
  let previous: WrittenLine | undefined
  for (const line of lines) {
    if (previous && size < longestLine && goesOn(previous, pieces, line, width)) {
      pieces.push(line.text)
    } else {
      flush(joined, pieces)
      joined.push(line)
      pieces = [line.text]
      size = 0
    }
    size += line.text.length
    previous = line
  }
  flush(joined, pieces)
  return joined
}

function flush(joined: WrittenLine[], pieces: readonly string[]): void {
  const first = joined.at(-1)
  if (first && pieces.length > 1) joined[joined.length - 1] = { ...first, text: pieces.join(' ') }
}

/**
 * The width at which the whole text is wrapped, or Infinity. A wrapped text shows itself: nearly all of its lines that go on with a
 * small letter are as full as they can be.
 */
function wrapWidth(lines: readonly WrittenLine[]): number {
  const width = lines.reduce((longest, line) => Math.max(longest, line.text.length), 0)
  if (width < 40 || width > 130) return Infinity
  const pairs = lines.map((line, index) => ({ line, next: lines[index + 1] }))
  const broken = pairs.filter(({ next }) => next && /^\p{Ll}[^.)]/u.test(next.text))
  const full = broken.filter(({ line, next }) => isFull(line, next, width))
  return full.length >= 3 && full.length >= broken.length * 0.8 ? width : Infinity
}

/** The first word of the next line would not have fitted. */
function isFull(line: WrittenLine, next: WrittenLine | undefined, width: number): boolean {
  const word = next?.text.split(' ', 1)[0] ?? ''
  return line.text.length + 1 + word.length > width
}

function goesOn(previous: WrittenLine, pieces: readonly string[], line: WrittenLine, width: number): boolean {
  const before = previous.text
  const ending = before.slice(-20)
  if (/[.;:!?…]$/.test(before) || documentType.test(fold(before.slice(0, 40)))) return false
  if (wordAfterNumber.test(ending) && /^\d/.test(line.text)) return true
  if (hyphenated.test(ending) && /^[-–] ?xã hội/u.test(line.text)) return true
  const marker = readMarker(line.text)
  if (marker && !(marker.number.style === 'dash' && line.text.startsWith('o '))) return false
  const shouted = isUpperCase(pieces[0] ?? '')
  if (shouted)
    return (
      !line.afterBlank && isUpperCase(line.text) && !documentType.test(fold(line.text)) && pieces.length < 6
    )
  if (openEnd.test(ending)) return true
  if (/^[\p{Ll}(,;]/u.test(line.text)) return true
  return !line.afterBlank && isFull(previous, line, width)
}
