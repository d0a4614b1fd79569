import { blockLines } from '../content/content-text.ts'
import type { Block, Cell, ContentSection, ReportContent, TableBlock } from '../content/content.ts'
import { must } from '../must.ts'
import { align, longestRising, type Aligned, type Kind } from './align.ts'
import type { Effort } from './common-runs.ts'
import type { BlockChange, CellKind, Comparison, RowChange, SectionChange } from './comparison.ts'
import { markMoves } from './moves.ts'
import {
  blockKey,
  blocksKey,
  cellsKey,
  sameBlock,
  sameBlocks,
  sameCells,
  sameLook,
  sameShape,
  sameText,
} from './same.ts'
import { inlineChanges, wordChanges, wordsIn } from './word-changes.ts'

/** Steps of comparing symbols; about a second's. */
const MOST_EFFORT = 100_000_000

/**
 * What changed from `a` to `b`. Ids of blocks say what is the same, never what is equal; threads, and how Unicode writes a
 * letter, count for nothing. Takes time in proportion to the texts: where they have little in common, it is coarser.
 */
export function compareContents(a: ReportContent, b: ReportContent): Comparison {
  const comparer = new Comparer()
  const preamble = comparer.blocks(a.preamble, b.preamble)
  return markMoves({ preamble, sections: comparer.sections(a.sections, b.sections) })
}

class Comparer {
  readonly #effort: Effort = { left: MOST_EFFORT }

  sections(a: readonly ContentSection[], b: readonly ContentSection[]): SectionChange[] {
    const partners = partnersOf(a, b)
    const paired = b.flatMap((_, index) => (partners.has(index) ? [index] : []))
    const stay = longestRising(paired.map((index) => partners.get(index) ?? 0))
    const stays = new Set(paired.filter((_, at) => stay.has(at)))
    const kept = new Set(partners.values())
    const changes: SectionChange[] = []
    let next = 0
    // Those that moved are passed over: they stand where they stand now.
    const leave = () => {
      for (; next < a.length; next += 1) {
        const section = a[next]
        if (!section || (kept.has(next) && stays.has(newPlace.get(next) ?? -1))) return
        if (!kept.has(next)) changes.push(removedSection(section, next))
      }
    }
    const newPlace = new Map([...partners].map(([fresh, old]) => [old, fresh]))
    leave()
    for (const [index, section] of b.entries()) {
      const was = partners.get(index)
      const older = was === undefined ? undefined : a[was]
      if (was === undefined || !older) {
        changes.push({
          ...headOf(section),
          kind: 'added',
          moved: false,
          was: null,
          blocks: all('added', section.blocks),
        })
        continue
      }
      changes.push(this.#section(older, section, { was, moved: !stays.has(index) }))
      if (stays.has(index)) {
        next = was + 1
        leave()
      }
    }
    return changes
  }

  #section(
    a: ContentSection,
    b: ContentSection,
    { was, moved }: { readonly was: number; readonly moved: boolean },
  ): SectionChange {
    const blocks = this.blocks(a.blocks, b.blocks)
    const isTitled = sameText(a.title, b.title)
    const isHeadSame = isTitled && a.level === b.level && a.fixed === b.fixed && a.appendix === b.appendix
    const { level, number, title, fixed, appendix } = a
    return {
      ...headOf(b),
      kind: isHeadSame && blocks.every(({ kind }) => kind === 'same') ? 'same' : 'changed',
      moved,
      was,
      ...(isHeadSame && number === b.number ? {} : { before: { level, number, title, fixed, appendix } }),
      ...(isTitled ? {} : { titleWords: wordChanges(title, b.title, this.#effort) }),
      blocks,
    }
  }

  blocks(a: readonly Block[], b: readonly Block[]): BlockChange[] {
    return align(a, b, BLOCKS, this.#effort).map((one) => {
      const { before, after } = sidesOf(one, a, b)
      if (before && after) return this.#block(before, after)
      return after
        ? { kind: 'added', block: after }
        : { kind: 'removed', block: must(before, 'an aligned block in one of the lists') }
    })
  }

  #block(before: Block, after: Block): BlockChange {
    if (sameBlock(before, after)) return { kind: 'same', block: after }
    if (before.type === 'paragraph' && after.type === 'paragraph') {
      const inline = inlineChanges(before.inline, after.inline, this.#effort)
      return inline.every(({ kind }) => kind === 'same')
        ? { kind: 'same', block: after }
        : { kind: 'words', before, after, inline }
    }
    if (before.type === 'list' && after.type === 'list' && sameLook(before, after)) {
      return { kind: 'inside', before, after, rows: this.#items(before.items, after.items) }
    }
    if (before.type === 'table' && after.type === 'table') {
      return { kind: 'inside', before, after, rows: this.#rows(before, after) }
    }
    return { kind: 'replaced', before, after }
  }

  #items(a: readonly (readonly Block[])[], b: readonly (readonly Block[])[]): RowChange[] {
    return align(a, b, ITEMS, this.#effort).map((one) => {
      const { before, after } = sidesOf(one, a, b)
      if (!before || !after)
        return {
          kind: one.type === 'added' ? 'added' : 'removed',
          cells: [must(after ?? before, 'what was aligned in one of the lists')],
        }
      if (sameBlocks(before, after)) return { kind: 'same', cells: [after] }
      return { kind: 'changed', cells: [this.blocks(before, after)] }
    })
  }

  #rows(a: TableBlock, b: TableBlock): RowChange[] {
    const columns = this.#columns(a, b)
    return align(a.rows, b.rows, ROWS, this.#effort).map((one) => {
      const { before, after } = sidesOf(one, a.rows, b.rows)
      if (!before || !after) {
        const cells = must(after ?? before, 'what was aligned in one of the lists').map(
          ({ blocks }) => blocks,
        )
        return { kind: one.type === 'added' ? 'added' : 'removed', cells }
      }
      if (sameCells(before, after)) return { kind: 'same', cells: after.map(({ blocks }) => blocks) }
      return this.#row(before, after, columns)
    })
  }

  /** Where every row has a cell for every column, a column is new or gone in all of them at once. */
  #columns(a: TableBlock, b: TableBlock): readonly Aligned[] | undefined {
    const [before, after] = [columnsOf(a), columnsOf(b)]
    return before && after && align(before, after, COLUMNS, this.#effort)
  }

  #row(a: readonly Cell[], b: readonly Cell[], columns: readonly Aligned[] | undefined): RowChange {
    const order = columns ?? align(a, b, CELLS, this.#effort)
    const kinds: CellKind[] = []
    const cells = order.map((one): readonly BlockChange[] => {
      const { before, after } = sidesOf(one, a, b)
      if (before && after) {
        kinds.push(sameShape(before, after) ? 'kept' : 'reshaped')
        return this.blocks(before.blocks, after.blocks)
      }
      const kind = after ? 'added' : 'removed'
      kinds.push(kind)
      return all(kind, (after ?? before)?.blocks ?? [])
    })
    return kinds.every((kind) => kind === 'kept')
      ? { kind: 'changed', cells }
      : { kind: 'changed', cells, columns: kinds }
  }
}

// ---- sections

/** Which older section each newer one is: that of the same id. Of several with one id, the first is it. */
function partnersOf(a: readonly ContentSection[], b: readonly ContentSection[]): Map<number, number> {
  const older = new Map<string, number>()
  for (const [index, { id }] of a.entries()) if (!older.has(id)) older.set(id, index)
  const partners = new Map<number, number>()
  for (const [index, { id }] of b.entries()) {
    const was = older.get(id)
    if (was === undefined) continue
    partners.set(index, was)
    older.delete(id)
  }
  return partners
}

function headOf({
  id,
  level,
  number,
  title,
  fixed,
  appendix,
}: ContentSection): Omit<ContentSection, 'blocks'> {
  return { id, level, number, title, fixed, appendix }
}

function removedSection(section: ContentSection, was: number): SectionChange {
  return { ...headOf(section), kind: 'removed', moved: false, was, blocks: all('removed', section.blocks) }
}

function all(kind: 'added' | 'removed', blocks: readonly Block[]): BlockChange[] {
  return blocks.map((block) => ({ kind, block }))
}

// ---- kinds of what is aligned

export const BLOCKS: Kind<Block> = {
  ids: ({ id }) => [id],
  same: sameBlock,
  key: blockKey,
  alike: (a, b) => a.type === b.type,
  words: (block) => wordsOf([block]),
}

export const ITEMS: Kind<readonly Block[]> = {
  ids: idsIn,
  same: sameBlocks,
  key: blocksKey,
  alike: () => true,
  words: wordsOf,
}

export const CELLS: Kind<Cell> = {
  ids: ({ blocks }) => idsIn(blocks),
  same: (a, b) => sameCells([a], [b]),
  key: (cell) => cellsKey([cell]),
  alike: () => true,
  words: ({ blocks }) => wordsOf(blocks),
}

/** A row, or a column. */
export const ROWS: Kind<readonly Cell[]> = {
  ids: (cells) => cells.flatMap(({ blocks }) => idsIn(blocks)),
  same: sameCells,
  key: cellsKey,
  alike: () => true,
  words: (cells) => cells.flatMap(({ blocks }) => wordsOf(blocks)),
}
const COLUMNS = ROWS

function idsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): string[] => {
    if (block.type === 'list') return [block.id, ...block.items.flatMap(idsIn)]
    if (block.type !== 'table') return [block.id]
    return [block.id, ...block.rows.flatMap((row) => row.flatMap((cell) => idsIn(cell.blocks)))]
  })
}

function wordsOf(blocks: readonly Block[]): string[] {
  return wordsIn(blockLines(blocks).join('\n'))
}

function columnsOf({ rows }: TableBlock): Cell[][] | undefined {
  const [first] = rows
  const isRegular = rows.every(
    (row) =>
      row.length === first?.length && row.every(({ colspan, rowspan }) => colspan === 1 && rowspan === 1),
  )
  if (!first || !isRegular) return undefined
  return first.map((_, column) => rows.flatMap((row) => row[column] ?? []))
}

function sidesOf<T>(
  one: Aligned,
  a: readonly T[],
  b: readonly T[],
): { before?: T | undefined; after?: T | undefined } {
  return {
    before: one.type === 'added' ? undefined : a[one.a],
    after: one.type === 'removed' ? undefined : b[one.b],
  }
}
