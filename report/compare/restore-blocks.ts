import * as Y from 'yjs'
import type { Block, Cell, FigureBlock, ListBlock, TableBlock } from '../content/content.ts'
import { readBlock, readBlocks, readCell } from '../content/read-content.ts'
import { must } from '../must.ts'
import { NODE } from '../schema/names.ts'
import { align, type Kind } from './align.ts'
import { arrange, type Child, type Wanted } from './arrange.ts'
import type { Effort } from './common-runs.ts'
import { BLOCKS, CELLS, ITEMS, ROWS } from './compare.ts'
import { makeBlock, makeCell, makeItem, makeRow, setAttribute } from './make-element.ts'
import { restoreInline } from './restore-inline.ts'
import { sameBlock, sameBlocks, sameCells } from './same.ts'

/** Steps of comparing symbols. */
const MOST_EFFORT = 100_000_000

type Standing<T> = { readonly element: Y.XmlElement; readonly says: T }

/** How to bring elements of one kind to what is wanted of them. */
type Restoring<T> = {
  readonly kind: Kind<T>
  readonly make: (wanted: T) => Y.XmlElement
  /** Answers false where the element cannot become that: then it is made anew. */
  readonly restore: (standing: Standing<T>, wanted: T) => boolean
}

/** Brings blocks to what is wanted: what says so already is not touched, and what is alike is changed within. */
export class BlockRestorer {
  readonly #effort: Effort = { left: MOST_EFFORT }
  readonly #made: Y.XmlElement[] = []

  /** What was made anew, with all below it. */
  get made(): readonly Y.XmlElement[] {
    return this.#made
  }

  noteMade(children: readonly Child[]): void {
    for (const child of children) if (child instanceof Y.XmlElement) this.#made.push(child)
  }

  blocks(parent: Y.XmlElement, wanted: readonly Block[]): void {
    const standing = elementsOf(parent).flatMap((element): Standing<Block>[] => {
      const says = readBlock(element)
      return says ? [{ element, says }] : []
    })
    this.#restore(parent, standing, wanted, {
      kind: BLOCKS,
      make: makeBlock,
      restore: ({ element, says }, block) => this.#block(element, says, block),
    })
  }

  #restore<T>(
    parent: Y.XmlElement,
    standing: readonly Standing<T>[],
    wanted: readonly T[],
    { kind, make, restore }: Restoring<T>,
  ): void {
    const says = standing.map((one) => one.says)
    const order = align(says, wanted, kind, this.#effort).flatMap((one): Wanted[] => {
      if (one.type === 'removed') return []
      const target = must(wanted[one.b], 'what was aligned')
      const before = one.type === 'pair' ? must(standing[one.a], 'what was aligned') : undefined
      return before && restore(before, target) ? [{ kept: before.element }] : [{ make: () => make(target) }]
    })
    this.noteMade(arrange(parent, new Set(standing.map(({ element }) => element)), order))
  }

  #block(element: Y.XmlElement, before: Block, wanted: Block): boolean {
    if (sameBlock(before, wanted)) return true
    if (before.type === 'paragraph' && wanted.type === 'paragraph') {
      restoreInline(element, wanted.inline, this.#effort)
      return true
    }
    if (before.type === 'figure' && wanted.type === 'figure') {
      restoreFigure(element, before, wanted)
      restoreInline(element, wanted.caption, this.#effort)
      return true
    }
    if (before.type === 'list' && wanted.type === 'list') return this.#list(element, before, wanted)
    return before.type === 'table' && wanted.type === 'table' && this.#table(element, wanted)
  }

  #list(element: Y.XmlElement, before: ListBlock, wanted: ListBlock): boolean {
    if (before.ordered !== wanted.ordered) return false
    if (before.start !== wanted.start) setAttribute(element, 'start', wanted.start)
    const items = elementsOf(element, NODE.listItem).map((item) => ({
      element: item,
      says: readBlocks(item),
    }))
    this.#restore<readonly Block[]>(element, items, wanted.items, {
      kind: ITEMS,
      make: makeItem,
      restore: (item, blocks) => {
        if (!sameBlocks(item.says, blocks)) this.blocks(item.element, blocks)
        return true
      },
    })
    return true
  }

  #table(element: Y.XmlElement, wanted: TableBlock): boolean {
    const rows = elementsOf(element, NODE.tableRow).map((row) => ({
      element: row,
      says: cellsOf(row).map(({ says }) => says),
    }))
    this.#restore<readonly Cell[]>(element, rows, wanted.rows, {
      kind: ROWS,
      make: makeRow,
      restore: (row, cells) => {
        if (!sameCells(row.says, cells)) this.#cells(row.element, cells)
        return true
      },
    })
    return true
  }

  #cells(row: Y.XmlElement, wanted: readonly Cell[]): void {
    this.#restore<Cell>(row, cellsOf(row), wanted, {
      kind: CELLS,
      make: makeCell,
      restore: ({ element, says }, cell) => {
        if (says.header !== cell.header) return false
        for (const name of ['colspan', 'rowspan'] as const) {
          if (says[name] !== cell[name]) setAttribute(element, name, cell[name])
        }
        if (!sameBlocks(says.blocks, cell.blocks)) this.blocks(element, cell.blocks)
        return true
      },
    })
  }
}

function restoreFigure(element: Y.XmlElement, before: FigureBlock, wanted: FigureBlock): void {
  for (const name of ['src', 'alt'] as const) {
    if (before[name] !== wanted[name]) setAttribute(element, name, wanted[name])
  }
  if (before.width === wanted.width) return
  if (wanted.width === null) element.removeAttribute('width')
  else setAttribute(element, 'width', wanted.width)
}

function cellsOf(row: Y.XmlElement): Standing<Cell>[] {
  return elementsOf(row, NODE.tableCell, NODE.tableHeader).map((element) => ({
    element,
    says: readCell(element),
  }))
}

function elementsOf(parent: Y.XmlElement, ...names: readonly string[]): Y.XmlElement[] {
  return parent
    .toArray()
    .flatMap((child) =>
      child instanceof Y.XmlElement && (names.length === 0 || names.includes(child.nodeName)) ? [child] : [],
    )
}
