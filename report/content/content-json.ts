import type { Block, Inline, TextMarks } from './content.ts'
import { MARK, NODE } from '../schema/names.ts'

/** A node as `Node.toJSON` writes it and `Schema.nodeFromJSON` reads it. */
export type NodeJson = {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly NodeJson[]
  readonly text?: string
  readonly marks?: readonly { readonly type: string }[]
}

/** Blocks as nodes of the report's schema; a block with an empty id gets one where it is inserted. */
export function blocksToJson(blocks: readonly Block[]): NodeJson[] {
  return blocks.map(blockToJson)
}

function blockToJson(block: Block): NodeJson {
  const attrs = block.id === '' ? {} : { id: block.id }
  switch (block.type) {
    case 'paragraph':
      return { type: NODE.paragraph, attrs, content: inlineToJson(block.inline) }
    case 'list': {
      const content = block.items.map((item) => ({ type: NODE.listItem, content: blocksToJson(item) }))
      return block.ordered
        ? { type: NODE.orderedList, attrs: { ...attrs, start: block.start }, content }
        : { type: NODE.bulletList, attrs, content }
    }
    case 'table':
      return {
        type: NODE.table,
        attrs,
        content: block.rows.map((row) => ({ type: NODE.tableRow, content: row.map(cellToJson) })),
      }
    case 'figure': {
      const { src, alt, width } = block
      return { type: NODE.figure, attrs: { ...attrs, src, alt, width }, content: inlineToJson(block.caption) }
    }
    default:
      return block satisfies never
  }
}

function cellToJson({
  header,
  colspan,
  rowspan,
  blocks,
}: Extract<Block, { type: 'table' }>['rows'][number][number]): NodeJson {
  return {
    type: header ? NODE.tableHeader : NODE.tableCell,
    attrs: { colspan, rowspan },
    content: blocksToJson(blocks),
  }
}

function inlineToJson(inline: readonly Inline[]): NodeJson[] {
  return inline.flatMap((one): NodeJson[] => {
    if (one.type === 'break') return [{ type: NODE.hardBreak }]
    if (one.type === 'footnote') {
      return [{ type: NODE.footnote, content: one.text === '' ? [] : [{ type: NODE.text, text: one.text }] }]
    }
    // ProseMirror has no empty texts.
    return one.text === '' ? [] : [{ type: NODE.text, text: one.text, marks: marksToJson(one.marks) }]
  })
}

function marksToJson(marks: TextMarks): { readonly type: string }[] {
  return Object.values(MARK).flatMap((name) => (marks[name] ? [{ type: name }] : []))
}
