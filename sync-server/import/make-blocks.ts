import { fold } from '../../outline/fold.ts'
import { parseLetter } from '../../outline/numbering.ts'
import type { Block, Cell, Inline, ListBlock } from '../../report/content/content.ts'
import type { Pictures } from './pictures.ts'
import type { Drawn, Grid, GridCell, Line, Listed, Piece } from './pieces.ts'
import type { Warnings } from './warnings.ts'

/** *Hình 1. …*, *Biểu đồ 2: …* below a picture. */
const CAPTION = /^(?:hinh|anh|bieu do|so do|ban do)\s*(?:so\s*)?\d/
const LONGEST_CAPTION = 300

/** The blocks of a report that say what the pieces of a file say. */
export function makeBlocks(pieces: readonly Piece[], options: BlockOptions): Block[] {
  return new BlockMaker(options).blocks(pieces)
}

export type BlockOptions = {
  readonly pictures: Pictures
  readonly warnings: Warnings
  /** The file was written by this product: a caption is what has its style, and nothing else. */
  readonly isOurs: boolean
}

type OpenList = { readonly block: MutableList; readonly list: Listed; readonly sign: string }
type MutableList = Omit<ListBlock, 'items'> & { readonly items: Block[][] }

class BlockMaker {
  readonly #pictures: Pictures
  readonly #warnings: Warnings

  readonly #isOurs: boolean

  constructor({ pictures, warnings, isOurs }: BlockOptions) {
    this.#pictures = pictures
    this.#warnings = warnings
    this.#isOurs = isOurs
  }

  blocks(pieces: readonly Piece[]): Block[] {
    const blocks: Block[] = []
    let lists: OpenList[] = []
    for (let at = 0; at < pieces.length; at += 1) {
      const piece = pieces[at]
      if (!piece) continue
      if (piece.type === 'grid') {
        lists = []
        blocks.push(this.#table(piece))
        continue
      }
      const caption = captionOf(piece, pieces[at + 1], this.#isOurs)
      const before = this.#figures(piece.pictures.before, piece.inline.length === 0 ? caption : undefined)
      if (before.length > 0) lists = []
      blocks.push(...before)
      if (piece.inline.length > 0 || piece.label !== '') lists = place(piece, lists, blocks)
      const after = this.#figures(piece.pictures.after, caption)
      if (after.length > 0) lists = []
      blocks.push(...after)
      // A caption goes into the picture above it; where that was dropped, it stays a paragraph.
      if (caption && [...before, ...after].length > 0) at += 1
    }
    return blocks
  }

  #figures(drawn: readonly Drawn[], caption: Line | undefined): Block[] {
    const figures = drawn.flatMap((one) => this.#pictures.figure(one) ?? [])
    return figures.map((figure, index) => ({
      ...figure,
      caption: index === figures.length - 1 ? (caption?.inline ?? []) : [],
    }))
  }

  #table({ rows }: Grid): Block {
    return { type: 'table', id: '', rows: rows.map((row) => row.map((cell) => this.#cell(cell))) }
  }

  #cell({ header, colspan, rowspan, pieces }: GridCell): Cell {
    if (pieces.some(({ type }) => type === 'grid')) this.#warnings.add('nested-table-flattened')
    const blocks = this.blocks(pieces.flatMap(flat))
    return { header, colspan, rowspan, blocks: blocks.length > 0 ? blocks : [emptyParagraph] }
  }
}

const emptyParagraph: Block = { type: 'paragraph', id: '', inline: [] }

/** A table within a cell as the paragraphs of its cells. */
function flat(piece: Piece): Line[] {
  return piece.type === 'line'
    ? [piece]
    : piece.rows.flatMap((row) => row.flatMap((cell) => cell.pieces.flatMap(flat)))
}

function captionOf(line: Line, next: Piece | undefined, isOurs: boolean): Line | undefined {
  const { before, after } = line.pictures
  if (before.length + after.length === 0 || next?.type !== 'line') return undefined
  if (next.pictures.before.length + next.pictures.after.length > 0) return undefined
  const looksSo = !isOurs && next.text.length <= LONGEST_CAPTION && CAPTION.test(fold(next.text))
  return next.style === 'caption' || looksSo ? next : undefined
}

/** Puts a paragraph where it belongs: into the list that is open, into a new one, or below the last block. */
function place(line: Line, lists: readonly OpenList[], blocks: Block[]): OpenList[] {
  const item: Block = { type: 'paragraph', id: '', inline: line.inline }
  const { list } = line
  const open = list ? lists.filter((one) => depth(one.list, list) <= 0) : []
  const last = open.at(-1)
  const isSame = last !== undefined && list !== undefined && depth(last.list, list) === 0
  const around = isSame ? open.slice(0, -1) : open
  const counting = around.findIndex(({ block }) => block.ordered)
  const kind = listKind(line, counting !== -1)
  // Within a list that counts, a report shows letters: one with digits keeps them beside it.
  const outer = kind?.sign.startsWith('1') && counting !== -1 ? around.slice(0, counting) : around
  if (!kind || !list) {
    blocks.push({ ...item, inline: withLabel(line) })
    return []
  }
  if (isSame && continues(last, kind)) {
    last.block.items.push([item])
    return [...open]
  }
  const { ordered, value } = kind
  const block: MutableList = { type: 'list', id: '', ordered, start: value, items: [[item]] }
  const parent = outer.at(-1)?.block.items.at(-1)
  if (parent) parent.push(block)
  else blocks.push(block)
  return [...outer, { block, list, sign: kind.sign }]
}

/** Negative when the first list stands around the second, 0 when beside it. */
function depth(one: Listed, other: Listed): number {
  return one.id === other.id && one.level !== other.level
    ? one.level - other.level
    : one.indent - other.indent
}

type ListKind = {
  readonly ordered: boolean
  readonly value: number
  /** `1.`, `1)`, `a)`, `-`. */
  readonly sign: string
}

function continues({ block, sign }: OpenList, kind: ListKind): boolean {
  return sign === kind.sign && (!kind.ordered || kind.value === block.start + block.items.length)
}

/**
 * Lists of a report count 1, 2, 3, within each other a, b, c, or have dashes. What counts otherwise keeps its numbers as
 * words.
 */
function listKind({ list, label }: Line, nested: boolean): ListKind | undefined {
  if (!list) return undefined
  if (list.format === 'bullet') return { ordered: false, value: 1, sign: label }
  const digits = /^(\d{1,5})([.)])?$/.exec(label)
  if (digits && Number(digits[1]) > 0)
    return { ordered: true, value: Number(digits[1]), sign: `1${digits[2] ?? ''}` }
  const letters = nested ? parseLetter(/^([a-zđ]{1,2})\)$/.exec(label)?.[1] ?? '') : undefined
  return letters === undefined ? undefined : { ordered: true, value: letters, sign: 'a)' }
}

function withLabel({ label, inline }: Line): readonly Inline[] {
  if (label === '') return inline
  const [first, ...rest] = inline
  if (first?.type === 'text' && Object.keys(first.marks).length === 0) {
    return [{ ...first, text: `${label} ${first.text}` }, ...rest]
  }
  return [{ type: 'text', text: inline.length > 0 ? `${label} ` : label, marks: {} }, ...inline]
}
