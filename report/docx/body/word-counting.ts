import type { PackageParts } from '../proof/package-parts.ts'
import { childOf, childrenOf, everyElement, type XmlElement } from '../proof/read-xml.ts'

/**
 * Programs that read Word's lists differ where a list is no plain one: whether lists of one definition count together, and
 * whether a level that was skipped has counted as one.
 */
export type Counting = { readonly together: boolean; readonly skippedCount: boolean }

type Level = { readonly format: string; readonly text: string; readonly start: number }
type List = {
  readonly definition: string
  readonly levels: ReadonlyMap<number, Level>
  readonly restarts: ReadonlyMap<number, number>
}

/** The number that stands in front of each paragraph, as a program shows it that counts so; empty where there is none. */
export function shownNumbers(parts: PackageParts, counting: Counting): string[] {
  const lists = listsOf(parts.xml('word/numbering.xml'))
  const counter = new Counter(lists, counting)
  const styles = styleNumbers(parts.xml('word/styles.xml'))
  const paragraphs = [...everyElement(parts.xml('word/document.xml'))].filter(({ name }) => name === 'w:p')
  return paragraphs.map((paragraph) => {
    const properties = childOf(paragraph, 'w:pPr')
    const own = childOf(properties, 'w:numPr')
    const style = valueOf(childOf(properties, 'w:pStyle')) ?? ''
    const numbers = own ?? styles.get(style)
    if (!numbers) return ''
    const list = valueOf(childOf(numbers, 'w:numId')) ?? '0'
    return list === '0' ? '' : counter.next(list, Number(valueOf(childOf(numbers, 'w:ilvl')) ?? 0))
  })
}

class Counter {
  readonly #lists: ReadonlyMap<string, List>
  readonly #counting: Counting
  readonly #counts = new Map<string, Map<number, number>>()
  readonly #restarted = new Set<string>()

  constructor(lists: ReadonlyMap<string, List>, counting: Counting) {
    this.#lists = lists
    this.#counting = counting
  }

  next(id: string, at: number): string {
    const list = this.#lists.get(id)
    const level = list?.levels.get(at)
    if (!list || !level) throw new Error(`no level ${at} in list ${id}`)
    const key = this.#counting.together ? list.definition : id
    const counts = this.#counts.get(key) ?? new Map<number, number>()
    this.#counts.set(key, counts)
    const restart = list.restarts.get(at)
    const isFirst = restart !== undefined && !this.#restarted.has(`${id} ${at}`)
    this.#restarted.add(`${id} ${at}`)
    const before = counts.get(at)
    counts.set(at, isFirst ? restart : before === undefined ? level.start : before + 1)
    for (const below of counts.keys()) if (below > at) counts.delete(below)
    for (let above = 0; above < at && this.#counting.skippedCount; above += 1) {
      const skipped = list.levels.get(above)
      if (skipped && !counts.has(above)) counts.set(above, skipped.start)
    }
    return level.text.replaceAll(/%(\d)/g, (_, digit: string) => {
      const which = Number(digit) - 1
      const format = list.levels.get(which)?.format ?? ''
      return formatted(counts.get(which) ?? 0, format)
    })
  }
}

function listsOf(numbering: XmlElement): Map<string, List> {
  const definitions = new Map(
    childrenOf(numbering, 'w:abstractNum').map((one) => [
      one.attributes['w:abstractNumId'] ?? '',
      levelsOf(one),
    ]),
  )
  return new Map(
    childrenOf(numbering, 'w:num').map((one) => {
      const definition = valueOf(childOf(one, 'w:abstractNumId')) ?? ''
      const restarts = childrenOf(one, 'w:lvlOverride').map((override): [number, number] => [
        Number(override.attributes['w:ilvl']),
        Number(valueOf(childOf(override, 'w:startOverride'))),
      ])
      const levels = definitions.get(definition) ?? new Map<number, Level>()
      return [one.attributes['w:numId'] ?? '', { definition, levels, restarts: new Map(restarts) }]
    }),
  )
}

function levelsOf(definition: XmlElement): Map<number, Level> {
  return new Map(
    childrenOf(definition, 'w:lvl').map((level) => [
      Number(level.attributes['w:ilvl']),
      {
        format: valueOf(childOf(level, 'w:numFmt')) ?? 'decimal',
        text: valueOf(childOf(level, 'w:lvlText')) ?? '',
        start: Number(valueOf(childOf(level, 'w:start')) ?? 0),
      },
    ]),
  )
}

function styleNumbers(styles: XmlElement): Map<string, XmlElement> {
  return new Map(
    childrenOf(styles, 'w:style').flatMap((style): [string, XmlElement][] => {
      const numbers = childOf(childOf(style, 'w:pPr'), 'w:numPr')
      return numbers ? [[style.attributes['w:styleId'] ?? '', numbers]] : []
    }),
  )
}

function valueOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes['w:val']
}

/** As Word writes numbers: letters are English ones, doubled after z. */
function formatted(value: number, format: string): string {
  if (format === 'decimal') return String(value)
  if (format === 'lowerLetter') {
    const letter = 'abcdefghijklmnopqrstuvwxyz'.charAt((value - 1) % 26)
    return letter.repeat(Math.ceil(value / 26))
  }
  if (format === 'upperRoman') return roman(value)
  throw new Error(`no program counts as ${format}`)
}

function roman(value: number): string {
  const digits = { C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1 }
  let [left, text] = [value, '']
  for (const [digit, worth] of Object.entries(digits)) {
    for (; left >= worth; left -= worth) text += digit
  }
  return text
}
