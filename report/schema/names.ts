/** The names of the report's nodes: at once ProseMirror node types and Yjs element names, so they are stored for ever. */
export const NODE = {
  doc: 'doc',
  preamble: 'preamble',
  section: 'section',
  paragraph: 'paragraph',
  bulletList: 'bulletList',
  orderedList: 'orderedList',
  listItem: 'listItem',
  table: 'table',
  tableRow: 'tableRow',
  tableCell: 'tableCell',
  tableHeader: 'tableHeader',
  figure: 'figure',
  hardBreak: 'hardBreak',
  footnote: 'footnote',
  text: 'text',
} as const

export const MARK = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  superscript: 'superscript',
  subscript: 'subscript',
} as const

/** The root type of a report's `Y.Doc`; there is no other. */
export const FRAGMENT = 'report'

/** Sections go four levels deep: I, 1, a), -. */
export const MAX_LEVEL = 4

/** Longest title of a section that a person gives, in UTF-16 units. */
export const MAX_TITLE = 500

/** The most columns and rows that a table's cell reaches over. Editors fill a table up to its widest row: a billion of them. */
export const LARGEST_SPAN = { colspan: 100, rowspan: 1000 } as const

/** Blocks that carry an id of their own, so that comments and comparisons can name them. */
export const BLOCKS_WITH_ID: readonly string[] = [
  NODE.paragraph,
  NODE.bulletList,
  NODE.orderedList,
  NODE.table,
  NODE.figure,
]

/** What holds blocks directly below the document. */
export function isCompartment(name: string): boolean {
  return name === NODE.section || name === NODE.preamble
}
