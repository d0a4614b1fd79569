import {
  Table,
  XmlComponent,
  type IContext,
  type ITableOptions,
  type IXmlableObject,
  type Paragraph,
  type VerticalAlignTable,
  type VerticalMergeType,
} from 'docx'

type Merge = (typeof VerticalMergeType)[keyof typeof VerticalMergeType]
type Align = (typeof VerticalAlignTable)[keyof typeof VerticalAlignTable]

export type LightCell = {
  /** In twips. */
  readonly width: number
  readonly columns: number
  readonly merge: Merge | undefined
  readonly align: Align | undefined
  /** Ends with a paragraph. */
  readonly children: readonly (Paragraph | Table)[]
}

export type LightRow = {
  readonly cantSplit: boolean
  readonly isHeader: boolean
  readonly cells: readonly LightCell[]
  /** It came or went. */
  readonly revision?: IXmlableObject | undefined
}

/** A table whose rows and cells say at once what they are, as `LightRun` does; its own look the library writes. */
export class LightTable extends Table {
  readonly #rows: readonly LightRow[]

  /** `look`: with the width of every column. */
  constructor(look: Omit<ITableOptions, 'rows'>, rows: readonly LightRow[]) {
    super({ ...look, rows: [] })
    this.#rows = rows
  }

  override prepForXml(context: IContext): IXmlableObject {
    // The table's own way looks for the page around it, to find how wide cells are whose width nobody said.
    const written: unknown = XmlComponent.prototype.prepForXml.call(this, context)?.['w:tbl']
    const look: readonly unknown[] = Array.isArray(written) ? written : []
    context.stack.push(this)
    const rows = this.#rows.map((row) => rowXml(row, context))
    context.stack.pop()
    return { 'w:tbl': [...look, ...rows] }
  }
}

function rowXml({ cantSplit, isHeader, cells, revision }: LightRow, context: IContext): IXmlableObject {
  const look = [
    ...(cantSplit ? [CANT_SPLIT] : []),
    ...(isHeader ? [HEADER] : []),
    ...(revision ? [revision] : []),
  ]
  const written = cells.map((cell) => cellXml(cell, context))
  return { 'w:tr': look.length > 0 ? [{ 'w:trPr': look }, ...written] : written }
}

const CANT_SPLIT = { 'w:cantSplit': {} }
const HEADER = { 'w:tblHeader': {} }

function cellXml({ width, columns, merge, align, children }: LightCell, context: IContext): IXmlableObject {
  const look: IXmlableObject[] = [{ 'w:tcW': { _attr: { 'w:type': 'dxa', 'w:w': width } } }]
  if (columns > 1) look.push({ 'w:gridSpan': { _attr: { 'w:val': columns } } })
  if (merge) look.push({ 'w:vMerge': { _attr: { 'w:val': merge } } })
  if (align) look.push({ 'w:vAlign': { _attr: { 'w:val': align } } })
  return { 'w:tc': [{ 'w:tcPr': look }, ...children.map((child) => child.prepForXml(context))] }
}
