import { fold, isUpperCase } from './fold.ts'
import type { WrittenLine } from './lines.ts'
import { readMarker, styleRank } from './numbering.ts'
import type { Marker, SectionNumber } from './numbering.ts'

/** A numbered item of the plan with what stands under it, or (without a marker) a paragraph. */
export interface Clause {
  readonly marker?: Marker
  text: string
  readonly line: number
  /** Items and paragraphs in the order of the text. */
  readonly children: Clause[]
}

/** An item's place in the plan: *III.1*, *II.1.3* (dotted numbers repeat their parents and are not repeated here). */
export function clauseRef(
  numbers: readonly SectionNumber[],
  write: (number: SectionNumber) => string,
): string {
  const shown = numbers.filter((number) => number.path.length > 0)
  return shown
    .filter((number, place) => !(shown[place + 1] && isDottedParent(number, shown[place + 1])))
    .map(write)
    .join('.')
}

function isDottedParent(number: SectionNumber, child: SectionNumber | undefined): boolean {
  return number.style === 'arabic' && child?.style === 'arabic' && child.path.length > number.path.length
}

interface Open {
  readonly clause: Clause
  readonly marker: Marker
}

/**
 * Builds the tree of numbered items. A number closes everything down to the last open item of its kind; a kind not yet
 * open goes under the nearest item of a higher kind, so that both *I → 1 → a)* and *I → a) → 1)* read as written.
 */
export function readClauses(lines: readonly WrittenLine[]): Clause[] {
  const top: Clause[] = []
  const open: Open[] = []
  for (const { text, line } of lines) {
    const marker = readMarker(text) ?? readBareHeading(text, open)
    if (!marker) {
      placeParagraph(top, open, { text, line, children: [] })
      continue
    }
    const clause: Clause = { marker, text: marker.rest, line, children: [] }
    open.length = depthOf(marker, open)
    const siblings = open.at(-1)?.clause.children ?? top
    siblings.push(clause)
    open.push({ clause, marker })
  }
  return top
}

const bareHeading =
  /^(?:(?:muc dich|yeu cau|muc tieu|noi dung|pham vi|doi tuong|thoi gian|phuong phap|hinh thuc|to chuc|kinh phi|phan cong)\b[a-z, ]{0,80}):?$/

/** MỤC ĐÍCH, NỘI DUNG, TỔ CHỨC THỰC HIỆN: the parts of a plan that numbers none of them. */
function readBareHeading(text: string, open: readonly Open[]): Marker | undefined {
  if (text.length > 100 || !isUpperCase(text) || !bareHeading.test(fold(text))) return undefined
  const numbered = open.some(
    ({ marker }) => marker.number.path.length > 0 && styleRank[marker.number.style] < styleRank.arabic,
  )
  return numbered ? undefined : { number: { style: 'part', path: [] }, punctuation: '', rest: text }
}

function placeParagraph(top: Clause[], open: Open[], paragraph: Clause): void {
  const last = open.at(-1)
  // "PHẦN THỨ NHẤT" alone on its line: the next line is its title.
  if (last && last.clause.text === '' && last.clause.children.length === 0) {
    last.clause.text = paragraph.text
    return
  }
  while (isBullet(open.at(-1))) open.pop()
  const parent = open.at(-1)
  ;(parent?.clause.children ?? top).push(paragraph)
}

function isBullet(item: Open | undefined): boolean {
  const style = item?.marker.number.style
  return style === 'dash' || style === 'plus'
}

function depthOf(marker: Marker, open: readonly Open[]): number {
  if (startsInner(marker, open)) return open.length
  const same = sameKind(marker, open)
  if (same !== -1) return same
  return open.findLastIndex((item) => rankOf(item.marker) < rankOf(marker)) + 1
}

/** A new list 1), 2) or I. opening under a lettered item. */
function startsInner(marker: Marker, open: readonly Open[]): boolean {
  const last = open.at(-1)
  if (!last || marker.number.style !== 'arabic' || last.marker.number.style !== 'letter') return false
  if (marker.number.path.length > 1 || marker.number.path[0] !== 1) return false
  return !open.some(
    (item) => isSibling(item.marker, marker) && item.marker.punctuation === marker.punctuation,
  )
}

function rankOf({ number }: Marker): number {
  return styleRank[number.style] + (number.style === 'arabic' ? Math.min(number.path.length, 9) / 10 : 0)
}

function isSibling(a: Marker, b: Marker): boolean {
  return a.number.style === b.number.style && a.number.path.length === b.number.path.length
}

function sameKind(marker: Marker, open: readonly Open[]): number {
  const value = marker.number.path.at(-1)
  const matches = (item: Open) => isSibling(item.marker, marker)
  const follows = (item: Open) => value === undefined || item.marker.number.path.at(-1) === value - 1
  const alike = (item: Open) => item.marker.punctuation === marker.punctuation
  const tests = [
    (item: Open) => matches(item) && follows(item) && alike(item),
    (item: Open) => matches(item) && follows(item),
    (item: Open) => matches(item) && alike(item),
    matches,
  ]
  for (const test of tests) {
    const found = open.findLastIndex(test)
    if (found !== -1) return found
  }
  return -1
}
