import {
  BorderStyle,
  Table,
  TableBorders,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
  type Paragraph,
} from 'docx'
import type { Twips } from '../../form/profiles.ts'

const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER } as const
const NOTHING = { top: 0, bottom: 0, left: 0, right: 0, marginUnitType: WidthType.DXA } as const

/** Two columns beside each other without borders or padding, row for row; no row is parted by the end of a page. */
export function twoColumns(
  widths: readonly [Twips, Twips],
  rows: readonly (readonly [readonly Paragraph[], readonly Paragraph[]])[],
): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths[0] + widths[1], type: WidthType.DXA },
    columnWidths: [...widths],
    borders: TableBorders.NONE,
    margins: NOTHING,
    rows: rows.map(
      (cells) =>
        new TableRow({
          cantSplit: true,
          children: cells.map((children, column) => cellOf(children, widths[column] ?? 0)),
        }),
    ),
  })
}

function cellOf(children: readonly Paragraph[], width: Twips): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    borders: NO_BORDERS,
    children,
  })
}
