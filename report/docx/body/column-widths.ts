import type { Extent } from './measure.ts'
import type { GridCell, TableGrid } from './table-grid.ts'

type Needs = { readonly least: number[]; readonly most: number[] }

/**
 * How wide the columns are, in twips: whole numbers that add up to `width`. Each gets what its longest word needs, and of the
 * rest the more, the longer its lines are. `size` is the letters' in half-points, `margin` a cell's on each side.
 */
export function columnWidths(
  grid: TableGrid,
  extents: ReadonlyMap<GridCell, Extent>,
  { width, size, margin }: { readonly width: number; readonly size: number; readonly margin: number },
): number[] {
  const twips = (units: number) => Math.ceil((units * size) / 100) + 2 * margin + 20
  const { least, most } = needsOf(grid, extents, width, twips)
  const [sumLeast, sumMost] = [sumOf(least), sumOf(most)]
  const wanted = least.map((low, column) => {
    const high = most[column] ?? low
    if (sumMost <= width) return (high * width) / sumMost
    if (sumLeast >= width) return (low * width) / sumLeast
    return low + ((high - low) * (width - sumLeast)) / (sumMost - sumLeast)
  })
  return whole(wanted, width)
}

function needsOf(
  { columns }: TableGrid,
  extents: ReadonlyMap<GridCell, Extent>,
  width: number,
  twips: (units: number) => number,
): Needs {
  const needs = { least: fill(columns, twips(0)), most: fill(columns, twips(0)) }
  // What stands in one column first: a cell over several asks only for what is missing then.
  for (const [cell, { word, lines }] of [...extents].toSorted(([a], [b]) => a.columns - b.columns)) {
    // No word takes half the table; no text more than all of it.
    widen(needs.least, cell, Math.min(twips(word), width / 2.5))
    widen(needs.most, cell, Math.min(twips(lines.reduce((most, line) => Math.max(most, line), 0)), width))
    if (cell.blocks.some(({ type }) => type === 'figure')) widen(needs.most, cell, width / 2)
  }
  for (const column of needs.least.keys()) {
    needs.most[column] = Math.max(needs.most[column] ?? 0, needs.least[column] ?? 0)
  }
  return needs
}

function widen(columns: number[], { column, columns: count }: GridCell, wanted: number): void {
  const missing =
    wanted - (count === 1 ? (columns[column] ?? 0) : sumOf(columns.slice(column, column + count)))
  if (missing <= 0) return
  for (let at = column; at < column + count; at += 1) columns[at] = (columns[at] ?? 0) + missing / count
}

/** Whole numbers near those wanted, none below one, that add up to `total`: what rounding left goes to the first. */
function whole(wanted: readonly number[], total: number): number[] {
  const found = wanted.map((one) => Math.max(1, Math.floor(one)))
  let left = Math.round(total) - sumOf(found)
  for (let at = 0; left > 0; at = (at + 1) % found.length, left -= 1) found[at] = (found[at] ?? 0) + 1
  return found
}

function fill(length: number, value: number): number[] {
  return Array.from({ length }, () => value)
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}
