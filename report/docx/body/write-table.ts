import {
  BorderStyle,
  TableLayoutType,
  VerticalAlignTable,
  VerticalMergeType,
  WidthType,
  type IXmlableObject,
  type Paragraph,
  type Table,
} from 'docx'
import type { Block } from '../../content/content.ts'
import type { Profile } from '../../form/profiles.ts'
import { BODY_STYLE, CELL_MARGIN } from './body-styles.ts'
import { columnWidths } from './column-widths.ts'
import { LightTable, type LightCell } from './light-table.ts'
import { LightParagraph } from './light-xml.ts'
import { extentOf, linesIn, type Extent } from './measure.ts'
import type { GridCell, GridSlot, TableGrid } from './table-grid.ts'

/** In twips. */
export type TableRoom = { readonly width: number; readonly height: number }

/** Writes what a cell says into the room it has. */
export type WriteCell = (
  blocks: readonly Block[],
  header: boolean,
  room: TableRoom,
) => readonly (Paragraph | Table)[]

const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const
const BORDERS = {
  top: BORDER,
  bottom: BORDER,
  left: BORDER,
  right: BORDER,
  insideHorizontal: BORDER,
  insideVertical: BORDER,
} as const

/** A row that takes more of a page than this may be parted: kept whole it would leave a hole, or be cut off. */
const TALLEST_WHOLE = 0.8
/** Rows that name the columns are not repeated when little room would be left below them. */
const TALLEST_HEADERS = 0.4

/**
 * A table as wide as the text, with a line around every cell; no row is parted by the end of a page. `revisionOf`: the mark of a
 * row that came or went.
 */
export function writeTable(
  grid: TableGrid,
  room: TableRoom,
  { table }: Profile,
  write: WriteCell,
  revisionOf: (row: number) => IXmlableObject | undefined = () => undefined,
): Table {
  const side = Math.min(CELL_MARGIN.side, Math.floor(room.width / grid.columns / 6))
  const extents = extentsOf(grid)
  const widths = columnWidths(grid, extents, { width: room.width, size: table.face.size, margin: side })
  const widthOfCell = ({ column, columns }: GridCell) =>
    widths.slice(column, column + columns).reduce((sum, width) => sum + width, 0)
  const lineHeight =
    table.line.rule === 'exact' ? table.line.value : (table.face.size * 11.5 * table.line.value) / 240
  const lines = ({ cell }: GridSlot) => {
    const extent = extents.get(cell)
    // One over several rows counts for a share in each.
    return extent ? linesIn(extent, (widthOfCell(cell) - 2 * side) * (100 / table.face.size)) / cell.rows : 1
  }
  const heights = grid.rows.map(
    (slots) => lineHeight * slots.reduce((most, slot) => Math.max(most, lines(slot)), 1),
  )
  const headers = sumOf(heights.slice(0, grid.headers)) > room.height * TALLEST_HEADERS ? 0 : grid.headers
  const cellOf = (slot: GridSlot): LightCell => {
    const { header, blocks } = slot.cell
    const style = header ? BODY_STYLE.headerCell : BODY_STYLE.cell
    const width = widthOfCell(slot.cell)
    const inner = { width: width - 2 * side, height: room.height - 2 * CELL_MARGIN.top }
    const written = slot.type === 'cell' ? write(blocks, header, inner) : []
    return {
      ...lookOf(slot),
      width,
      children: written.length > 0 ? written : [new LightParagraph(style, [])],
    }
  }
  const look = {
    layout: TableLayoutType.FIXED,
    width: { size: room.width, type: WidthType.DXA },
    columnWidths: widths,
    margins: {
      top: CELL_MARGIN.top,
      bottom: CELL_MARGIN.top,
      left: side,
      right: side,
      marginUnitType: WidthType.DXA,
    },
    borders: BORDERS,
  }
  const rows = grid.rows.map((slots, row) => ({
    cantSplit: (heights[row] ?? 0) <= room.height * TALLEST_WHOLE,
    isHeader: row < headers,
    cells: slots.map(cellOf),
    revision: revisionOf(row),
  }))
  return new LightTable(look, rows)
}

function lookOf({ type, cell }: GridSlot): Pick<LightCell, 'columns' | 'merge' | 'align'> {
  return {
    columns: cell.columns,
    merge:
      cell.rows === 1 ? undefined : type === 'cell' ? VerticalMergeType.RESTART : VerticalMergeType.CONTINUE,
    align: cell.header ? VerticalAlignTable.CENTER : undefined,
  }
}

function extentsOf({ rows }: TableGrid): Map<GridCell, Extent> {
  const cells = rows.flatMap((slots) => slots.flatMap((slot) => (slot.type === 'cell' ? [slot.cell] : [])))
  return new Map(cells.map((cell) => [cell, extentOf(cell.blocks)]))
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}
