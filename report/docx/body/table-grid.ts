import type { Block, Cell, TableBlock } from '../../content/content.ts'

/** Word refuses tables with more columns. */
export const MOST_COLUMNS = 63

/** A cell where it stands; `columns` and `rows` are how many it reaches over, itself included. */
export type GridCell = {
  readonly column: number
  readonly columns: number
  readonly rows: number
  readonly header: boolean
  readonly blocks: readonly Block[]
}

/** What stands in a row from left to right: cells that begin in it, and where others come down into it. */
export type GridSlot =
  | { readonly type: 'cell'; readonly cell: GridCell }
  | { readonly type: 'continued'; readonly cell: GridCell }

/** A table whose every row fills every column exactly once, and in whose every row and column some cell begins. */
export type TableGrid = {
  readonly columns: number
  readonly rows: readonly (readonly GridSlot[])[]
  /** How many rows at the top name the columns and stand again on every page. */
  readonly headers: number
}

type Placed = { row: number; column: number; rows: number; columns: number; readonly cell: Cell }

/**
 * Lays a table out as a browser does: a cell goes to the next free place of its row, what reaches into another cell or over
 * the end is cut, what is missing is filled with empty cells. Nobody's words get lost. Undefined for a table without cells.
 */
export function tableGrid({ rows }: TableBlock): TableGrid | undefined {
  const placed = packed(placeCells(rows))
  const columns = most(placed.map(({ column, columns: wide }) => column + wide))
  if (columns === 0) return undefined
  const height = most(placed.map(({ row }) => row)) + 1
  const lines = filled(placed, height, columns)
  return { columns, rows: lines, headers: headersOf(lines) }
}

function placeCells(rows: TableBlock['rows']): Placed[] {
  // Until which row each column is taken by a cell above.
  const taken: number[] = []
  return rows.flatMap((cells, row) => {
    let column = 0
    return cells.map((cell) => {
      while ((taken[column] ?? 0) > row) column += 1
      let columns = 1
      while (columns < cell.colspan && (taken[column + columns] ?? 0) <= row) columns += 1
      const height = Math.min(cell.rowspan, rows.length - row)
      const found = { row, column, columns, rows: height, cell }
      for (let end = column + columns; column < end; column += 1) taken[column] = row + height
      return found
    })
  })
}

/** Without rows and columns in which nothing begins, and with what stands beyond the last column Word allows put into it. */
function packed(placed: readonly Placed[]): Placed[] {
  const newRow = ranks(placed.map(({ row }) => row))
  const newColumn = ranks(placed.map(({ column }) => column))
  const moved = placed.map(({ row, column, rows, columns, cell }) => {
    const [top, left] = [newRow(row), newColumn(column)]
    return {
      cell,
      row: top,
      column: left,
      rows: newRow(row + rows) - top,
      columns: newColumn(column + columns) - left,
    }
  })
  return moved.some(({ column, columns }) => column + columns > MOST_COLUMNS) ? folded(moved) : moved
}

/** How many different numbers of a list are smaller than a number. */
function ranks(numbers: readonly number[]): (number: number) => number {
  const sorted = [...new Set(numbers)].toSorted((a, b) => a - b)
  const rank = new Map(sorted.map((number, index) => [number, index]))
  return (number) => {
    const known = rank.get(number)
    if (known !== undefined) return known
    const next = sorted.findIndex((one) => one > number)
    return next === -1 ? sorted.length : next
  }
}

function folded(placed: readonly Placed[]): Placed[] {
  const edge = MOST_COLUMNS - 1
  const kept = placed.flatMap((one) => (one.column < edge ? [cutAt(one, edge)] : []))
  const rows = [...new Set(placed.filter(({ column }) => column >= edge).map(({ row }) => row))]
  const last = rows.map((row): Placed => {
    const beyond = placed.filter((one) => one.row === row && one.column >= edge)
    const blocks = beyond.flatMap(({ cell }) => cell.blocks)
    const header = beyond.every(({ cell }) => cell.header)
    return { row, column: edge, rows: 1, columns: 1, cell: { header, colspan: 1, rowspan: 1, blocks } }
  })
  return [...kept, ...last].toSorted((a, b) => a.row - b.row || a.column - b.column)
}

function cutAt(placed: Placed, edge: number): Placed {
  return { ...placed, columns: Math.min(placed.columns, edge - placed.column) }
}

function filled(placed: readonly Placed[], height: number, columns: number): GridSlot[][] {
  const rows = Array.from({ length: height }, () => new Map<number, GridSlot>())
  for (const { row, column, rows: high, columns: wide, cell } of placed) {
    const { header, blocks } = cell
    const gridCell = { column, columns: wide, rows: Math.min(high, height - row), header, blocks }
    for (let at = row; at < row + gridCell.rows; at += 1) {
      rows[at]?.set(column, { type: at === row ? 'cell' : 'continued', cell: gridCell })
    }
  }
  return rows.map((slots) => {
    const begun = [...slots.values()]
    const header = begun.every(({ cell }) => cell.header)
    const line: GridSlot[] = []
    for (let column = 0; column < columns;) {
      const slot = slots.get(column) ?? emptyAt(column, header)
      line.push(slot)
      column += slot.cell.columns
    }
    return line
  })
}

function emptyAt(column: number, header: boolean): GridSlot {
  return { type: 'cell', cell: { column, columns: 1, rows: 1, header, blocks: [] } }
}

/** Word repeats whole rows: one from which a cell reaches down among the others cannot be the last. */
function headersOf(rows: readonly (readonly GridSlot[])[]): number {
  const first = rows.findIndex((slots) => slots.some(({ cell }) => !cell.header))
  // A table of nothing else names no columns.
  if (first === -1) return 0
  let reach = 0
  let headers = 0
  for (let row = 0; row < first; row += 1) {
    const begun = (rows[row] ?? []).flatMap((slot) => (slot.type === 'cell' ? [row + slot.cell.rows] : []))
    reach = Math.max(reach, most(begun))
    if (reach <= row + 1) headers = row + 1
  }
  return headers
}

/** Of thousands of numbers too, which `Math.max` does not take. */
function most(numbers: readonly number[]): number {
  return numbers.reduce((found, one) => Math.max(found, one), 0)
}
