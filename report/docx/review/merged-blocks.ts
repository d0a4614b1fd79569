import type { BlockChange, RowChange } from '../../compare/comparison.ts'
import type { Block, Cell, Inline, TableBlock } from '../../content/content.ts'
import { MOST_COLUMNS } from '../body/table-grid.ts'
import type { Revision } from './revisions.ts'

/** The block that is there now, or was. */
export function blockIn(change: BlockChange): Block {
  return 'block' in change ? change.block : change.after
}

/** The blocks that were there, or are. */
export function sideOf(changes: readonly BlockChange[], side: 'before' | 'after'): Block[] {
  return changes.flatMap((change) => {
    if (!('block' in change)) return [change[side]]
    return change.kind === (side === 'before' ? 'added' : 'removed') ? [] : [change.block]
  })
}

/** Blocks that no thread finds: neither by their ids nor by their words. */
export function withoutThreads(blocks: readonly Block[]): Block[] {
  return blocks.map((block): Block => {
    switch (block.type) {
      case 'paragraph':
        return { ...block, id: '', inline: wordsAlone(block.inline) }
      case 'figure':
        return { ...block, id: '', caption: wordsAlone(block.caption) }
      case 'list':
        return { ...block, id: '', items: block.items.map(withoutThreads) }
      case 'table': {
        const cells = (row: readonly Cell[]) =>
          row.map((cell) => ({ ...cell, blocks: withoutThreads(cell.blocks) }))
        return { ...block, id: '', rows: block.rows.map(cells) }
      }
      default:
        return block satisfies never
    }
  })
}

function wordsAlone(inline: readonly Inline[]): Inline[] {
  return inline.map((one): Inline => {
    if (one.type === 'break') return one
    return one.type === 'footnote'
      ? { type: 'footnote', text: one.text }
      : { type: 'text', text: one.text, marks: one.marks }
  })
}

/** What a cell of a merged table holds, if not the same as before. */
export type MergedCell = { readonly changes: readonly BlockChange[] } | { readonly kind: 'added' | 'removed' }

export type MergedTable = {
  readonly table: TableBlock
  readonly revisions: readonly (Revision | undefined)[]
  /** By the very list of blocks that `table` has in the cell. */
  readonly cells: ReadonlyMap<readonly Block[], MergedCell>
}

/**
 * A table with the rows that came and those that went. Word tracks no columns and no joined cells: undefined where they changed,
 * or where a cell reaches over several rows.
 */
export function mergedTable({ before, after, rows }: Extract<BlockChange, { kind: 'inside' }>) {
  if (before.type !== 'table' || after.type !== 'table') return undefined
  if (![before, after].every(isPlain) || widest(before) !== widest(after)) return undefined
  if (rows.some((row) => row.kind === 'changed' && row.columns !== undefined)) return undefined
  const cells = new Map<readonly Block[], MergedCell>()
  const olderRows = before.rows.values()
  const newerRows = after.rows.values()
  const merged = rows.map((change): Cell[] => {
    const older = change.kind === 'added' ? undefined : olderRows.next().value
    const newer = change.kind === 'removed' ? undefined : newerRows.next().value
    return (newer ?? older ?? []).map((cell, column) => {
      // A list of its own for every cell, also for those that hold nothing.
      const blocks = [...cell.blocks]
      const held = heldBy(change, column)
      if (held) cells.set(blocks, held)
      return { ...cell, blocks }
    })
  })
  const revisions = rows.map(({ kind }) =>
    kind === 'added' ? ('w:ins' as const) : kind === 'removed' ? ('w:del' as const) : undefined,
  )
  return { table: { ...after, rows: merged }, revisions, cells } satisfies MergedTable
}

function heldBy(change: RowChange, column: number): MergedCell | undefined {
  if (change.kind === 'same') return undefined
  if (change.kind === 'changed') return { changes: change.cells[column] ?? [] }
  return { kind: change.kind }
}

/** Each row a line of its own on the page. */
function isPlain({ rows }: TableBlock): boolean {
  return rows.every((row) => row.length > 0 && row.every(({ rowspan }) => rowspan === 1))
}

function widest({ rows }: TableBlock): number {
  const widths = rows.map((row) => row.reduce((sum, { colspan }) => sum + colspan, 0))
  const most = widths.reduce((found, width) => Math.max(found, width), 0)
  return most > MOST_COLUMNS ? Number.NaN : most
}
