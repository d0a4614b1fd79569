import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell, TableBlock } from '../../content/content.ts'
import { blockLines } from '../../content/content-text.ts'
import { childOf, childrenOf } from '../proof/read-xml.ts'
import { columnWidths } from './column-widths.ts'
import { extentOf } from './measure.ts'
import { MOST_COLUMNS, tableGrid, type TableGrid } from './table-grid.ts'
import { below, bodyOf, cell, every, p, styleOf, table, wordsOf } from './written-body.ts'

const ofRows = (rows: TableBlock['rows']): TableBlock => ({ type: 'table', id: '', rows })

/** A line for each row: the first words of a cell in each column it fills; `.` for what was filled up, `"` for from above. */
function drawn(grid: TableGrid | undefined): string[] {
  return (grid?.rows ?? []).map((slots) =>
    slots
      .map(({ type, cell: { blocks, columns } }) =>
        (type === 'continued' ? '"' : blockLines(blocks)[0] || '.').repeat(columns),
      )
      .join(' '),
  )
}

test('cells go where a browser puts them', () => {
  const grid = tableGrid(
    ofRows([
      [cell('a', { rowspan: 2 }), cell('b', { colspan: 2 })],
      [cell('c'), cell('d')],
      [cell('e', { rowspan: 9 }), cell('f')],
      [cell('g')],
    ]),
  )
  expect(drawn(grid)).toEqual(['a bb', '" c d', 'e f .', '" g .'])
})

test('what reaches into another cell is cut, what begins nowhere is left out', () => {
  const overlapping = ofRows([
    [cell('a'), cell('b', { rowspan: 3 })],
    [cell('c', { colspan: 5 })],
    [],
    [cell('d')],
  ])
  expect(drawn(tableGrid(overlapping))).toEqual(['a b', 'c "', 'd .'])
  const wide = ofRows([
    [cell('a', { colspan: 100 })],
    [cell('b', { colspan: 60 }), cell('c', { colspan: 40 })],
  ])
  expect(drawn(tableGrid(wide))).toEqual(['aa', 'b c'])
  expect(tableGrid(ofRows([]))).toBeUndefined()
  expect(tableGrid(ofRows([[], []]))).toBeUndefined()
})

test('more columns than Word has lose no words', () => {
  const cells = Array.from({ length: 80 }, (_, index) => cell(`<${index}>`))
  const grid = tableGrid(ofRows([[cell('đầu', { colspan: 80 })], cells]))
  expect(grid?.columns).toBe(MOST_COLUMNS)
  const words = grid?.rows
    .flat()
    .flatMap((slot) => (slot.type === 'cell' ? blockLines(slot.cell.blocks) : []))
  expect(words?.filter(Boolean)).toEqual(['đầu', ...cells.flatMap(({ blocks }) => blockLines(blocks))])
})

function widthsOf(grid: TableGrid, width: number): number[] {
  const cells = grid.rows.flatMap((slots) => slots.map((slot) => slot.cell))
  const extents = new Map(cells.map((one) => [one, extentOf(one.blocks)]))
  return columnWidths(grid, extents, { width, size: 26, margin: 85 })
}

const anyTable = fc
  .array(
    fc.array(
      fc.record({
        header: fc.boolean(),
        colspan: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(100)),
        rowspan: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(1000)),
        blocks: fc.string({ maxLength: 200 }).map((words) => [p(words)]),
      }),
      { maxLength: 6 },
    ),
    { maxLength: 6 },
  )
  .map(ofRows)

test('every row fills every column once, whatever the cells say of themselves', () => {
  fc.assert(
    fc.property(anyTable, fc.integer({ min: 1_000, max: 15_000 }), (given, width) => {
      const grid = tableGrid(given)
      const cells = given.rows.flat()
      if (!grid) {
        expect(cells).toEqual([])
        return
      }
      for (const slots of grid.rows) {
        let at = 0
        for (const { cell: one } of slots) {
          expect(one.column).toBe(at)
          at += one.columns
        }
        expect(at).toBe(grid.columns)
        expect(slots.some(({ type }) => type === 'cell')).toBe(true)
      }
      const placed = grid.rows
        .flat()
        .filter(({ type, cell: { blocks } }) => type === 'cell' && blocks.length > 0)
      expect(placed.map(({ cell: { blocks } }) => blocks)).toEqual(cells.map(({ blocks }) => blocks))
      const widths = widthsOf(grid, width)
      expect(widths.reduce((sum, one) => sum + one, 0)).toBe(width)
      expect(widths.every((one) => Number.isInteger(one) && one > 0)).toBe(true)
    }),
  )
})

test('columns are as wide as their words ask', () => {
  const rows: Cell[][] = [
    [cell('STT'), cell('Chỉ tiêu'), cell('2022')],
    [
      cell('1'),
      cell('Tỷ lệ đóng góp của năng suất các nhân tố tổng hợp vào tăng trưởng kinh tế của tỉnh'),
      cell('45,2%'),
    ],
  ]
  const grid = tableGrid(ofRows(rows))
  const [first = 0, second = 0, third = 0] = grid ? widthsOf(grid, 9355) : []
  expect(first).toBeLessThan(1_500)
  expect(third).toBeLessThan(1_500)
  expect(second).toBeGreaterThan(6_000)
  // STT and 45,2% stand on one line.
  expect(Math.min(first, third)).toBeGreaterThan(600)
})

test('a table is laid out fixed, between the margins, its rows whole and its head on every page', async () => {
  const head = { header: true }
  const parts = await bodyOf([
    table(
      [cell('STT', { ...head, rowspan: 2 }), cell('Kết quả', { ...head, colspan: 2 })],
      [cell('2012', head), cell('2022', head)],
      [cell('1'), cell(''), cell([])],
      [cell('2'), cell('x'.repeat(200) + ' dài'.repeat(9_000)), cell('y')],
    ),
  ])
  const [found] = every(parts, 'w:tbl')
  const properties = childOf(found, 'w:tblPr')
  expect(childOf(properties, 'w:tblLayout')?.attributes['w:type']).toBe('fixed')
  expect(childOf(properties, 'w:tblW')?.attributes).toMatchObject({ 'w:type': 'dxa', 'w:w': '9355' })
  const grid = every(parts, 'w:gridCol').map(({ attributes }) => Number(attributes['w:w']))
  expect(grid.reduce((sum, one) => sum + one, 0)).toBe(9355)
  const rows = every(parts, 'w:tr').map((row) => {
    const look = childOf(row, 'w:trPr')
    return {
      head: childOf(look, 'w:tblHeader') !== undefined,
      whole: childOf(look, 'w:cantSplit') !== undefined,
      cells: childrenOf(row, 'w:tc').map((one) => {
        const { 'w:gridSpan': span, 'w:vMerge': merge } = Object.fromEntries(
          (childOf(one, 'w:tcPr')?.children ?? []).flatMap((child) =>
            typeof child === 'string' ? [] : [[child.name, child.attributes['w:val'] ?? '']],
          ),
        )
        return [
          below(one, 'w:p').map(wordsOf).join('').slice(0, 8),
          ...(span ? [span] : []),
          ...(merge ? [merge] : []),
        ]
      }),
    }
  })
  expect(rows).toEqual([
    {
      head: true,
      whole: true,
      cells: [
        ['STT', 'restart'],
        ['Kết quả', '2'],
      ],
    },
    { head: true, whole: true, cells: [['', 'continue'], ['2012'], ['2022']] },
    { head: false, whole: true, cells: [['1'], [''], ['']] },
    // Taller than a page.
    { head: false, whole: false, cells: [['2'], ['xxxxxxxx'], ['y']] },
  ])
  for (const one of every(parts, 'w:tc')) expect(below(one, 'w:p').length).toBeGreaterThan(0)
  const styles = every(parts, 'w:tr').map((row) => [...new Set(below(row, 'w:p').map(styleOf))])
  expect(styles).toEqual([['TableHeading'], ['TableHeading'], ['TableText'], ['TableText']])
})

test('a head that reaches into the rows below, or that is all there is, stands once', () => {
  const head = { header: true }
  const reaching = ofRows([[cell('a', head), cell('b', { ...head, rowspan: 2 })], [cell('c')]])
  expect(tableGrid(reaching)?.headers).toBe(0)
  expect(tableGrid(ofRows([[cell('a', head)], [cell('b', head)]]))?.headers).toBe(0)
  expect(tableGrid(ofRows([[cell('a', head)], [cell('b', head), cell('c')]]))?.headers).toBe(1)
})
