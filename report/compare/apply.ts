import type { Block, Cell, ContentSection, Inline, ReportContent } from '../content/content.ts'
import { must } from '../must.ts'
import type {
  BlockChange,
  Comparison,
  InlineChange,
  RowChange,
  SectionChange,
  WordChange,
} from './comparison.ts'
import { sameBlock, sameBlocks, sameInline, sameText } from './same.ts'

type Side = 'before' | 'after'

/**
 * The newer content, made of the older one and what changed: `applyComparison(compareContents(a, b), a)` equals `b`, ids,
 * threads and all. Every change has to fit the text that it is applied to: throws where `a` is not what was compared.
 */
export function applyComparison(comparison: Comparison, a: ReportContent): ReportContent {
  const expected = olderOf(comparison)
  if (!sameBlocks(expected.preamble, a.preamble)) throw new Error('expected the preamble that was compared')
  if (expected.sections.length !== a.sections.length) {
    throw new Error(`expected ${expected.sections.length} sections, not ${a.sections.length}`)
  }
  for (const [index, section] of a.sections.entries()) {
    const old = must(expected.sections[index], 'a section for each that was compared')
    if (!sameSection(old, section)) throw new Error(`expected section ${section.id} as it was compared`)
  }
  return newerOf(comparison)
}

/** What the older content said, taken from its changes. Unchanged blocks come with the ids and threads of the newer one. */
export function olderOf({ preamble, sections }: Comparison): ReportContent {
  const older = sections
    .flatMap((section) => (section.was === null ? [] : [{ section, was: section.was }]))
    .toSorted((a, b) => a.was - b.was)
  return {
    preamble: blocksOf(preamble, 'before'),
    sections: older.map(({ section }) => sectionOf(section, 'before')),
  }
}

/** What the newer content says, taken from its changes. */
export function newerOf({ preamble, sections }: Comparison): ReportContent {
  return {
    preamble: blocksOf(preamble, 'after'),
    sections: sections.filter(({ kind }) => kind !== 'removed').map((section) => sectionOf(section, 'after')),
  }
}

function sameSection(a: ContentSection, b: ContentSection): boolean {
  return (
    a.id === b.id &&
    a.level === b.level &&
    a.number === b.number &&
    a.fixed === b.fixed &&
    a.appendix === b.appendix &&
    sameText(a.title, b.title) &&
    sameBlocks(a.blocks, b.blocks)
  )
}

function sectionOf(change: SectionChange, side: Side): ContentSection {
  const { id, level, number, title, fixed, appendix, before, titleWords } = change
  const head = side === 'before' && before ? before : { level, number, title, fixed, appendix }
  if (titleWords && !sameText(titleOf(titleWords, side), head.title)) {
    throw new Error(`the words of title “${head.title}” are not its own`)
  }
  return {
    id,
    level: head.level,
    title: head.title,
    fixed: head.fixed,
    appendix: head.appendix,
    blocks: blocksOf(change.blocks, side),
    // Last, as `readContent` makes sections: their fingerprint goes by the order.
    number: head.number,
  }
}

function titleOf(words: readonly WordChange[], side: Side): string {
  return words.flatMap(({ kind, text }) => (isOn(kind, side) ? [text] : [])).join('')
}

function isOn(kind: string, side: Side): boolean {
  return kind !== (side === 'before' ? 'added' : 'removed')
}

function blocksOf(changes: readonly BlockChange[], side: Side): Block[] {
  return changes.flatMap((change) => (isOn(change.kind, side) ? [blockOf(change, side)] : []))
}

function blockOf(change: BlockChange, side: Side): Block {
  switch (change.kind) {
    case 'same':
    case 'added':
    case 'removed':
      return change.block
    case 'replaced':
      return change[side]
    case 'words': {
      const block = change[side]
      if (!sameInline(inlineOf(change.inline, side), block.inline)) throw new Error(misfit(block))
      return block
    }
    case 'inside':
      return madeOf(change[side], change.rows, side)
    default:
      return change satisfies never
  }
}

/** The pieces that a paragraph had, or has. */
export function inlineOf(changes: readonly InlineChange[], side: Side): Inline[] {
  return changes.flatMap(({ kind, inline, before }) =>
    isOn(kind, side) ? (side === 'before' ? (before ?? inline) : inline) : [],
  )
}

/** The list or table, its rows from their changes; how it looks is its own. */
function madeOf(block: Block, changes: readonly RowChange[], side: Side): Block {
  const rows = changes.flatMap((row) => (isOn(row.kind, side) ? [cellsOf(row, side)] : []))
  const made = block.type === 'list' ? { ...block, items: rows.map((cells) => cells[0] ?? []) } : block
  if (block.type !== 'table') {
    if (!sameBlock(made, block)) throw new Error(misfit(block))
    return made
  }
  const shaped = rows.map((cells, row) =>
    cells.map((blocks, column): Cell => ({ ...must(block.rows[row]?.[column], 'a cell for each'), blocks })),
  )
  const table = { ...block, rows: shaped }
  if (!sameBlock(table, block)) throw new Error(misfit(block))
  return table
}

function cellsOf(row: RowChange, side: Side): (readonly Block[])[] {
  if (row.kind !== 'changed') return [...row.cells]
  return row.cells.flatMap((cell, index) =>
    isOn(row.columns?.[index] ?? 'kept', side) ? [blocksOf(cell, side)] : [],
  )
}

function misfit({ type, id }: Block): string {
  return `the pieces of ${type} ${id} are not its own`
}
