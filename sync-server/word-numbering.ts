import { formatLetter, formatRoman } from '../outline/numbering.ts'

/** One level of a list definition of Word. */
interface ListLevel {
  readonly format: string
  /** `%1.%2.` */
  readonly pattern: string
  readonly start: number
}

/** A list of `word/numbering.xml`. */
export interface List {
  /** Lists over the same definition count on together. */
  readonly definition: string
  readonly levels: ReadonlyMap<number, ListLevel>
  readonly restarts: ReadonlyMap<number, number>
}

/** The list a paragraph stands in, and how deep. */
export interface Placement {
  readonly list: string
  readonly level: number
}

/** The parts of a .docx that say how its paragraphs are numbered. */
export interface NumberingParts {
  readonly document: string
  readonly numbering: string
  readonly styles: string
}

/**
 * `word/document.xml` with the numbers that Word computes on the page typed at the start of their paragraphs, and line
 * breaks as text: readers of raw text (mammoth) drop both. Letters count as in Vietnamese (a, b, c, d, đ, e), so that the
 * fifth item is đ) although Word can only show e).
 */
export function typeNumbers({ document, numbering, styles }: NumberingParts): string {
  const lists = readLists(numbering)
  const styled = readStyles(styles, numbering)
  const counter = new ListCounter(lists)
  const pieces: string[] = []
  let copied = 0
  const insert = (at: number, text: string) => {
    pieces.push(document.slice(copied, at), text)
    copied = at
  }
  let paragraph: ParagraphProperties | undefined
  for (const tag of tagsOf(document)) {
    if (tag.name === 'w:br' || tag.name === 'w:cr') {
      if (tag.kind !== 'close') insert(tag.end, tag.kind === 'empty' ? newline : '')
    } else if (tag.name === 'w:pPr' && tag.kind === 'open') {
      paragraph = paragraph ? { ...paragraph, depth: paragraph.depth + 1 } : { depth: 1 }
    } else if (paragraph && tag.name === 'w:pPr' && tag.kind === 'close') {
      if (paragraph.depth > 1) {
        paragraph = { ...paragraph, depth: paragraph.depth - 1 }
        continue
      }
      const label = counter.label(placementOf(paragraph, styled))
      paragraph = undefined
      if (label !== '') insert(tag.end, textRun(`${label} `))
    } else if (paragraph?.depth === 1) {
      paragraph = readProperty(paragraph, tag)
    }
  }
  pieces.push(document.slice(copied))
  return pieces.join('')
}

const newline = '<w:t xml:space="preserve">&#10;</w:t>'

function textRun(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return `<w:r><w:t xml:space="preserve">${escaped}</w:t></w:r>`
}

interface Tag {
  readonly name: string
  readonly kind: 'open' | 'close' | 'empty'
  readonly attributes: string
  readonly end: number
}

function* tagsOf(xml: string): Generator<Tag> {
  for (const match of xml.matchAll(/<(\/?)([\w:.-]{1,60})([^<>]*)>/g)) {
    const attributes = match[3] ?? ''
    const kind = match[1] ? 'close' : attributes.endsWith('/') ? 'empty' : 'open'
    yield { name: match[2] ?? '', kind, attributes, end: match.index + match[0].length }
  }
}

function attribute(tag: Tag, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag.attributes)
  return value?.[1] ?? value?.[2]
}

interface ParagraphProperties {
  /** 2 inside the record of an earlier formatting (*w:pPrChange*). */
  readonly depth: number
  readonly style?: string | undefined
  readonly list?: string | undefined
  readonly level?: number | undefined
}

function readProperty(paragraph: ParagraphProperties, tag: Tag): ParagraphProperties {
  const value = attribute(tag, 'w:val')
  if (tag.name === 'w:pStyle') return { ...paragraph, style: value }
  if (tag.name === 'w:numId') return { ...paragraph, list: value }
  if (tag.name === 'w:ilvl') return { ...paragraph, level: Number(value) }
  return paragraph
}

interface StyleNumbering {
  readonly basedOn?: string | undefined
  readonly list?: string | undefined
  readonly level?: number | undefined
}

function placementOf(
  paragraph: ParagraphProperties,
  styles: ReadonlyMap<string, StyleNumbering>,
): Placement | undefined {
  const inherited = styleNumbering(paragraph.style, styles)
  const list = paragraph.list ?? inherited.list
  // List 0 switches numbering off.
  if (list === undefined || list === '0') return undefined
  return { list, level: paragraph.level ?? inherited.level ?? 0 }
}

function styleNumbering(id: string | undefined, styles: ReadonlyMap<string, StyleNumbering>): StyleNumbering {
  let list: string | undefined
  let level: number | undefined
  let style = id === undefined ? undefined : styles.get(id)
  for (let steps = 0; style && steps < 20; steps += 1) {
    list ??= style.list
    level ??= style.level
    style = style.basedOn === undefined ? undefined : styles.get(style.basedOn)
  }
  return { list, level }
}

function readStyles(styles: string, numbering: string): Map<string, StyleNumbering> {
  const found = new Map<string, StyleNumbering>()
  const linked = levelsOfStyles(numbering)
  let id: string | undefined
  for (const tag of tagsOf(styles)) {
    const style = id === undefined ? undefined : found.get(id)
    if (tag.name === 'w:style') {
      id = tag.kind === 'open' ? attribute(tag, 'w:styleId') : undefined
      if (id !== undefined) found.set(id, { level: linked.get(id) })
    } else if (id !== undefined && style) {
      const value = attribute(tag, 'w:val')
      if (tag.name === 'w:basedOn') found.set(id, { ...style, basedOn: value })
      if (tag.name === 'w:numId') found.set(id, { ...style, list: value })
      if (tag.name === 'w:ilvl') found.set(id, { ...style, level: Number(value) })
    }
  }
  return found
}

/** A list level that names a paragraph style decides the level of paragraphs in that style. */
export function levelsOfStyles(numbering: string): Map<string, number> {
  const levels = new Map<string, number>()
  let level = 0
  for (const tag of tagsOf(numbering)) {
    if (tag.name === 'w:lvl' && tag.kind === 'open') level = Number(attribute(tag, 'w:ilvl') ?? 0)
    const style = tag.name === 'w:pStyle' ? attribute(tag, 'w:val') : undefined
    if (style !== undefined) levels.set(style, level)
  }
  return levels
}

/** The lists of `word/numbering.xml` by their id. */
export function readLists(numbering: string): Map<string, List> {
  const definitions = new Map<string, Map<number, ListLevel>>()
  const lists = new Map<string, List>()
  let definition = ''
  let list:
    | { id: string; definition: string; levels: Map<number, ListLevel>; restarts: Map<number, number> }
    | undefined
  let at = 0
  for (const tag of tagsOf(numbering)) {
    const value = attribute(tag, 'w:val')
    if (tag.name === 'w:abstractNum' && tag.kind === 'open') {
      definition = attribute(tag, 'w:abstractNumId') ?? ''
      definitions.set(definition, new Map())
    } else if (tag.name === 'w:num' && tag.kind === 'open') {
      list = { id: attribute(tag, 'w:numId') ?? '', definition: '', levels: new Map(), restarts: new Map() }
    } else if (tag.name === 'w:num' && tag.kind === 'close' && list) {
      lists.set(list.id, list)
      list = undefined
    } else if (tag.name === 'w:abstractNumId' && list) {
      list.definition = value ?? ''
      list.levels = new Map(definitions.get(list.definition))
    } else if ((tag.name === 'w:lvl' || tag.name === 'w:lvlOverride') && tag.kind !== 'close') {
      at = Number(attribute(tag, 'w:ilvl') ?? 0)
    } else if (tag.name === 'w:startOverride' && list) {
      list.restarts.set(at, Number(value))
    } else {
      const levels = list?.levels ?? definitions.get(definition)
      levels?.set(at, levelWith(levels.get(at), tag.name, value))
    }
  }
  return lists
}

function levelWith(known: ListLevel | undefined, name: string, value: string | undefined): ListLevel {
  const level = known ?? { format: 'decimal', pattern: '', start: 1 }
  if (name === 'w:numFmt') return { ...level, format: value ?? 'decimal' }
  if (name === 'w:lvlText') return { ...level, pattern: value ?? '' }
  if (name === 'w:start') return { ...level, start: Number(value ?? 1) }
  return level
}

/** Counts as Word does: each level goes on where it stopped, and starts again after an item of a higher level. */
export class ListCounter {
  readonly #lists: ReadonlyMap<string, List>
  readonly #counts = new Map<string, (number | undefined)[]>()
  readonly #begun = new Set<string>()

  constructor(lists: ReadonlyMap<string, List>) {
    this.#lists = lists
  }

  label(place: Placement | undefined): string {
    const list = place && this.#lists.get(place.list)
    const level = place && list?.levels.get(place.level)
    if (!place || !list || !level) return ''
    if (level.format === 'bullet') return level.pattern === '+' ? '+' : '-'
    const counts = this.#count(place, list)
    return level.pattern
      .replace(/%(\d)/g, (_, digit: string) => {
        const of = Number(digit) - 1
        const shown = list.levels.get(of)
        return formatCount(counts[of] ?? shown?.start ?? 1, shown?.format ?? 'decimal')
      })
      .trim()
  }

  #count({ list: id, level }: Placement, list: List): readonly (number | undefined)[] {
    const counts = this.#counts.get(list.definition) ?? []
    this.#counts.set(list.definition, counts)
    const restart = this.#begun.has(`${id} ${level}`) ? undefined : list.restarts.get(level)
    this.#begun.add(`${id} ${level}`)
    const before = counts[level]
    counts.length = level
    counts[level] = restart ?? (before === undefined ? (list.levels.get(level)?.start ?? 1) : before + 1)
    return counts
  }
}

function formatCount(value: number, format: string): string {
  switch (format) {
    case 'upperRoman':
      return formatRoman(value)
    case 'lowerRoman':
      return formatRoman(value).toLowerCase()
    case 'upperLetter':
      return formatLetter(value).toUpperCase()
    case 'lowerLetter':
      return formatLetter(value)
    case 'none':
      return ''
    case 'decimalZero':
      return String(value).padStart(2, '0')
    default:
      return String(value)
  }
}
