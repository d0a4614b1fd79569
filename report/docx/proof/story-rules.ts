import type { Rule } from './check-package.ts'
import type { PackageParts } from './package-parts.ts'
import { storiesOf } from './packaging-rules.ts'
import { allOf, childOf, childrenOf, elementsIn, everyElement, type XmlElement } from './read-xml.ts'

/** `w:sdt` is around what it marks. */
function blocksIn(holder: XmlElement): XmlElement[] {
  return elementsIn(holder).flatMap((child) => {
    if (child.name !== 'w:sdt') return [child]
    const content = childOf(child, 'w:sdtContent')
    return content ? blocksIn(content) : []
  })
}

/** Marks that may stand between blocks and are none. */
const MARKS = /^w:(bookmark(Start|End)|comment(RangeStart|RangeEnd)|sectPr|tcPr|proofErr|perm(Start|End))$/

function* endsWithParagraph(parts: PackageParts): Iterable<string> {
  for (const { name, xml } of storiesOf(parts)) {
    for (const holder of allOf(
      xml,
      'w:tc',
      'w:body',
      'w:footnote',
      'w:endnote',
      'w:comment',
      'w:hdr',
      'w:ftr',
    )) {
      const last = blocksIn(holder).findLast((child) => !MARKS.test(child.name))
      if (last?.name !== 'w:p') yield `${name}: <${holder.name}> does not end with a paragraph`
    }
  }
}

function number(element: XmlElement | undefined, attribute = 'w:val'): number | undefined {
  const value = element?.attributes[attribute]
  return value === undefined ? undefined : Number(value)
}

function* grids(parts: PackageParts): Iterable<string> {
  for (const { name, xml } of storiesOf(parts)) {
    for (const [index, table] of allOf(xml, 'w:tbl').entries())
      for (const fault of gridFaults(table)) yield `${name}: table ${index + 1}: ${fault}`
  }
}

function* gridFaults(table: XmlElement): Iterable<string> {
  const grid = childOf(table, 'w:tblGrid')
  const columns = grid ? childrenOf(grid, 'w:gridCol').length : 0
  if (columns === 0) yield 'no grid'
  const rows = childrenOf(table, 'w:tr')
  if (rows.length === 0) yield 'no row'
  let above = new Map<number, number>()
  for (const [index, row] of rows.entries()) {
    const properties = childOf(row, 'w:trPr')
    let column = number(childOf(properties, 'w:gridBefore')) ?? 0
    const cells = childrenOf(row, 'w:tc')
    if (cells.length === 0) yield `row ${index + 1} has no cell`
    const open = new Map<number, number>()
    for (const cell of cells) {
      const cellProperties = childOf(cell, 'w:tcPr')
      const span = number(childOf(cellProperties, 'w:gridSpan')) ?? 1
      const merge = childOf(cellProperties, 'w:vMerge')
      const isContinued = merge !== undefined && merge.attributes['w:val'] !== 'restart'
      if (isContinued && above.get(column) !== span)
        yield `row ${index + 1} continues a cell that is not above it`
      if (merge) open.set(column, span)
      column += span
    }
    above = open
    column += number(childOf(properties, 'w:gridAfter')) ?? 0
    if (column !== columns) yield `row ${index + 1} has ${column} columns, the grid has ${columns}`
  }
}

/** Attributes, and elements whose value is one. */
const LENGTHS =
  /^w:(w|h|sz|space|pos|left|right|top|bottom|start|end|header|footer|gutter|before|after|line|firstLine|hanging|linePitch)$/
const MEASURED = /^w:(sz|szCs|gridSpan|trHeight|spacing|position|kern|w|ilvl|numId|outlineLvl)$/
const DRAWN = /^(cx|cy|x|y|dist[TBLR])$/

function* wholeNumbers(parts: PackageParts): Iterable<string> {
  for (const name of parts.xmlNames().filter((one) => one.startsWith('word/') && one.endsWith('.xml'))) {
    for (const { name: element, attributes } of everyElement(parts.xml(name))) {
      for (const [attribute, value] of Object.entries(attributes)) {
        const isLength =
          LENGTHS.test(attribute) ||
          DRAWN.test(attribute) ||
          (attribute === 'w:val' && MEASURED.test(element))
        if (isLength && !/^-?\d+%?$/.test(value) && value !== 'auto')
          yield `${name}: <${element}> ${attribute} is no whole number: ${value}`
        else if (/^(NaN|-?Infinity|undefined|null)$/.test(value))
          yield `${name}: <${element}> ${attribute} says nothing: ${value}`
      }
    }
  }
}

function* brokenLines(parts: PackageParts): Iterable<string> {
  for (const { name, xml } of storiesOf(parts)) {
    for (const text of allOf(xml, 'w:t', 'w:delText')) {
      if (text.children.some((child) => typeof child === 'string' && /[\n\r]/.test(child)))
        yield `${name}: a line feed in a text`
    }
  }
}

const WHOLE = ['w:p', 'w:tbl', 'w:tc', 'w:tr', 'w:body', 'w:r']

/** A paragraph in a paragraph is read as it likes by every program. */
function* nesting(parts: PackageParts): Iterable<string> {
  for (const { name, xml } of storiesOf(parts)) {
    for (const element of allOf(xml, 'w:r')) {
      const wrong = elementsIn(element).find((child) => WHOLE.includes(child.name))
      if (wrong) yield `${name}: <${wrong.name}> in <${element.name}>`
    }
    for (const element of allOf(xml, 'w:p')) {
      const wrong = elementsIn(element).find((child) => WHOLE.includes(child.name) && child.name !== 'w:r')
      if (wrong) yield `${name}: <${wrong.name}> in <${element.name}>`
    }
  }
}

export const CHECK_STORIES: readonly Rule[] = [endsWithParagraph, grids, wholeNumbers, brokenLines, nesting]
