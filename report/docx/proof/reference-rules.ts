import type { Rule } from './check-package.ts'
import type { PackageParts } from './package-parts.ts'
import { storiesOf } from './packaging-rules.ts'
import { allOf, childOf, childrenOf, everyElement, wordsOf, type XmlElement } from './read-xml.ts'

const value = (element: XmlElement | undefined, name = 'w:val') => element?.attributes[name]

function* repeated(what: string, ids: readonly (string | undefined)[]): Iterable<string> {
  const seen = new Set<string | undefined>()
  for (const id of ids) {
    if (seen.has(id)) yield `${what} twice: ${id}`
    seen.add(id)
  }
}

/** All elements of some names in all texts. */
function everywhere(parts: PackageParts, ...names: readonly string[]): XmlElement[] {
  return storiesOf(parts).flatMap(({ xml }) => allOf(xml, ...names))
}

// ---- styles

/** Word has these in every file. */
const BUILT_IN: readonly (string | undefined)[] = ['DefaultParagraphFont', 'TableNormal', 'NoList']

const STYLE_NAMES = { 'w:pStyle': 'paragraph', 'w:rStyle': 'character', 'w:tblStyle': 'table' } as const

function* styles(parts: PackageParts): Iterable<string> {
  if (!parts.has('word/styles.xml')) {
    yield 'no styles'
    return
  }
  const sheet = childrenOf(parts.xml('word/styles.xml'), 'w:style')
  const types = new Map(sheet.map((style) => [value(style, 'w:styleId'), value(style, 'w:type')]))
  yield* repeated(
    'style',
    sheet.map((style) => value(style, 'w:styleId')),
  )
  yield* repeated(
    'style of the name',
    sheet.map((style) => value(childOf(style, 'w:name'))?.toLowerCase()),
  )
  const written = parts.xmlNames().filter((name) => name.startsWith('word/') && name.endsWith('.xml'))
  for (const name of written) {
    for (const element of everyElement(parts.xml(name))) {
      const type = STYLE_NAMES[element.name as keyof typeof STYLE_NAMES]
      if (type !== undefined && types.get(value(element)) !== type)
        yield `${name}: unknown ${type} style ${value(element)}`
    }
  }
  for (const style of sheet) {
    const id = value(style, 'w:styleId')
    for (const name of ['w:basedOn', 'w:next', 'w:link']) {
      const other = value(childOf(style, name))
      if (other !== undefined && !types.has(other) && !BUILT_IN.includes(other))
        yield `style ${id} names an unknown style ${other} in <${name}>`
    }
    const base = value(childOf(style, 'w:basedOn'))
    if (base !== undefined && types.has(base) && types.get(base) !== value(style, 'w:type'))
      yield `style ${id} is based on ${base}, which is of another type`
  }
}

// ---- numbering

function* numbering(parts: PackageParts): Iterable<string> {
  const sheet = parts.has('word/numbering.xml') ? parts.xml('word/numbering.xml') : undefined
  const abstracts = new Map(
    (sheet ? childrenOf(sheet, 'w:abstractNum') : []).map((one) => [
      value(one, 'w:abstractNumId'),
      new Set(childrenOf(one, 'w:lvl').map((level) => value(level, 'w:ilvl'))),
    ]),
  )
  const nums = sheet ? childrenOf(sheet, 'w:num') : []
  yield* repeated(
    'numId',
    nums.map((num) => value(num, 'w:numId')),
  )
  for (const num of nums) {
    const abstract = value(childOf(num, 'w:abstractNumId'))
    if (!abstracts.has(abstract))
      yield `numId ${value(num, 'w:numId')} names an unknown abstractNumId ${abstract}`
  }
  const levels = new Map(
    nums.map((num) => [value(num, 'w:numId'), abstracts.get(value(childOf(num, 'w:abstractNumId')))]),
  )
  for (const { name, xml } of [...storiesOf(parts), ...stylesOf(parts)]) {
    for (const used of allOf(xml, 'w:numPr')) {
      const id = value(childOf(used, 'w:numId'))
      const level = value(childOf(used, 'w:ilvl')) ?? '0'
      if (id === undefined || id === '0') continue
      if (!levels.has(id)) yield `${name}: unknown numId ${id}`
      else if (levels.get(id)?.has(level) === false) yield `${name}: numId ${id} has no level ${level}`
    }
  }
}

function stylesOf(parts: PackageParts) {
  const name = 'word/styles.xml'
  return parts.has(name) ? [{ name, xml: parts.xml(name) }] : []
}

// ---- notes

function* notes(parts: PackageParts): Iterable<string> {
  for (const kind of ['footnote', 'endnote']) {
    const name = `word/${kind}s.xml`
    const written = parts.has(name) ? childrenOf(parts.xml(name), `w:${kind}`) : []
    const ids = written.map((note) => value(note, 'w:id'))
    yield* repeated(`${kind} id`, ids)
    const references = everywhere(parts, `w:${kind}Reference`).map((one) => value(one, 'w:id'))
    for (const id of references) if (!ids.includes(id)) yield `${kind} reference without a note: ${id}`
    yield* repeated(`${kind} reference`, references)
    for (const note of written) {
      const isNote = value(note, 'w:type') === undefined || value(note, 'w:type') === 'normal'
      if (isNote && !references.includes(value(note, 'w:id')))
        yield `${kind} without a reference: ${value(note, 'w:id')}`
    }
  }
}

// ---- ids

const REVISIONS =
  /^w:(ins|del|moveFrom|moveTo|rPrChange|pPrChange|tblPrChange|tblGridChange|tcPrChange|trPrChange|sectPrChange|numberingChange|cellIns|cellDel|cellMerge)$/

function* revisions(parts: PackageParts): Iterable<string> {
  const found = storiesOf(parts).flatMap(({ xml }) =>
    [...everyElement(xml)].filter(({ name }) => REVISIONS.test(name)),
  )
  yield* repeated(
    'revision id',
    found.map((one) => value(one, 'w:id')),
  )
}

function* bookmarks(parts: PackageParts): Iterable<string> {
  const starts = everywhere(parts, 'w:bookmarkStart')
  const ids = starts.map((one) => value(one, 'w:id'))
  yield* repeated('bookmark id', ids)
  yield* repeated(
    'bookmark name',
    starts.map((one) => value(one, 'w:name')),
  )
  const ends = everywhere(parts, 'w:bookmarkEnd').map((one) => value(one, 'w:id'))
  yield* repeated('end of the bookmark', ends)
  for (const id of ids) if (!ends.includes(id)) yield `bookmark without an end: ${id}`
  for (const id of ends) if (!ids.includes(id)) yield `end of no bookmark: ${id}`
  const names = new Set(starts.map((one) => value(one, 'w:name')))
  for (const { attributes } of everywhere(parts, 'w:hyperlink')) {
    const anchor = attributes['w:anchor']
    if (anchor !== undefined && !names.has(anchor)) yield `link to no bookmark: ${anchor}`
  }
  for (const instruction of everywhere(parts, 'w:instrText')) {
    const name = /\b(?:PAGEREF|REF)\s+(\S+)/.exec(wordsOf(instruction))?.[1]
    if (name !== undefined && !names.has(name)) yield `page number of no bookmark: ${name}`
  }
}

function* drawings(parts: PackageParts): Iterable<string> {
  const ids = everywhere(parts, 'wp:docPr').map((one) => value(one, 'id'))
  yield* repeated('drawing id', ids)
  for (const id of ids)
    if (!/^[1-9]\d{0,9}$/.test(id ?? '') || Number(id) > 0x7fffffff) yield `drawing id out of range: ${id}`
}

/** Fields begin, part and end in order. */
function* fields(parts: PackageParts): Iterable<string> {
  for (const { name, xml } of storiesOf(parts)) {
    let depth = 0
    for (const mark of allOf(xml, 'w:fldChar')) {
      const type = value(mark, 'w:fldCharType')
      if (type === 'begin') depth += 1
      else if (type === 'end') depth -= 1
      if (depth < 0) yield `${name}: a field ends that did not begin`
    }
    if (depth > 0) yield `${name}: a field does not end`
  }
}

export const CHECK_REFERENCES: readonly Rule[] = [
  styles,
  numbering,
  notes,
  revisions,
  bookmarks,
  drawings,
  fields,
]
