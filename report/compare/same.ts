import type { Block, Cell, Inline, TextMarks } from '../content/content.ts'
import { MARK } from '../schema/names.ts'

/**
 * Whether two blocks say the same: nobody could tell them apart on paper. Ids, threads, the way in which a text is cut into
 * pieces and the form in which Unicode writes its letters make no difference.
 */
export function sameBlock(a: Block, b: Block): boolean {
  switch (a.type) {
    case 'paragraph':
      return b.type === 'paragraph' && sameInline(a.inline, b.inline)
    case 'list':
      return b.type === 'list' && sameLook(a, b) && sameLists(a.items, b.items, sameBlocks)
    case 'table':
      return b.type === 'table' && sameLists(a.rows, b.rows, sameCells)
    case 'figure':
      return b.type === 'figure' && sameLook(a, b) && sameInline(a.caption, b.caption)
    default:
      return a satisfies never
  }
}

export function sameBlocks(a: readonly Block[], b: readonly Block[]): boolean {
  return sameLists(a, b, sameBlock)
}

export function sameCells(a: readonly Cell[], b: readonly Cell[]): boolean {
  return sameLists(a, b, (one, other) => sameShape(one, other) && sameBlocks(one.blocks, other.blocks))
}

/** Whether two cells take the same room in the table. */
export function sameShape(a: Cell, b: Cell): boolean {
  return a.header === b.header && a.colspan === b.colspan && a.rowspan === b.rowspan
}

/** What a block is beside its words: the kind and start of a list, the picture of a figure. */
export function sameLook(a: Block, b: Block): boolean {
  if (a.type === 'list') return b.type === 'list' && a.ordered === b.ordered && a.start === b.start
  if (a.type !== 'figure') return a.type === b.type
  return b.type === 'figure' && a.src === b.src && a.width === b.width && sameText(a.alt, b.alt)
}

export function sameText(a: string, b: string): boolean {
  return a === b || a.normalize('NFC') === b.normalize('NFC')
}

export function sameMarks(a: TextMarks, b: TextMarks): boolean {
  return bitsOf(a) === bitsOf(b)
}

export function sameInline(a: readonly Inline[], b: readonly Inline[]): boolean {
  return sameLists(a, b, samePiece) || sameLists(joined(a), joined(b), samePiece)
}

function samePiece(a: Inline, b: Inline): boolean {
  if (a.type === 'break') return b.type === 'break'
  if (a.type === 'footnote') return b.type === 'footnote' && sameText(a.text, b.text)
  return b.type === 'text' && sameMarks(a.marks, b.marks) && sameText(a.text, b.text)
}

/** The same words in as few pieces as possible: those that look the same are one, whoever comments on them. */
export function joined(inline: readonly Inline[]): Inline[] {
  const pieces: Inline[] = []
  for (const one of inline) {
    const last = pieces.at(-1)
    if (one.type === 'text' && one.text === '') continue
    if (one.type === 'text' && last?.type === 'text' && sameMarks(one.marks, last.marks)) {
      pieces[pieces.length - 1] = { type: 'text', text: last.text + one.text, marks: last.marks }
    } else pieces.push(one)
  }
  return pieces
}

/** Equal for blocks that say the same, and for no others. */
export function blockKey(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return `p${inlineKey(block.inline)}`
    case 'list':
      return `l${block.ordered ? block.start : '-'}${listKey(block.items.map(blocksKey))}`
    case 'table':
      return `t${listKey(block.rows.map(cellsKey))}`
    case 'figure':
      return `f${JSON.stringify([block.src, block.alt.normalize('NFC'), block.width])}${inlineKey(block.caption)}`
    default:
      return block satisfies never
  }
}

export function blocksKey(blocks: readonly Block[]): string {
  return listKey(blocks.map(blockKey))
}

export function cellsKey(cells: readonly Cell[]): string {
  return listKey(
    cells.map(
      ({ header, colspan, rowspan, blocks }) =>
        `${header ? 'h' : 'c'}${colspan}.${rowspan}${blocksKey(blocks)}`,
    ),
  )
}

function inlineKey(inline: readonly Inline[]): string {
  return JSON.stringify(
    joined(inline).map((one) =>
      one.type === 'break'
        ? 0
        : one.type === 'footnote'
          ? [one.text.normalize('NFC')]
          : [one.text.normalize('NFC'), bitsOf(one.marks)],
    ),
  )
}

function listKey(keys: readonly string[]): string {
  // What contains brackets of its own is not mistaken for what stands beside it: its length goes in front.
  return `[${keys.map((key) => `${key.length}:${key}`).join('')}]`
}

const MARKS = Object.values(MARK)

function bitsOf(marks: TextMarks): number {
  let bits = 0
  for (const [index, name] of MARKS.entries()) if (marks[name] === true) bits += 1 << index
  return bits
}

function sameLists<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  if (a.length !== b.length) return false
  for (const [index, one] of a.entries()) {
    const other = b[index]
    if (other === undefined || !same(one, other)) return false
  }
  return true
}
