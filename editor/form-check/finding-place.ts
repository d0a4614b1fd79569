import type { Node } from '@tiptap/pm/model'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { NODE } from '../../report/schema/names.ts'
import type { TextPlace } from '../../report/form-check/finding.ts'

/** A span of the document, in its own positions. */
export type Span = { readonly from: number; readonly to: number }

/** The block that a finding is about, wherever it stands by now. */
function findBlock(doc: Node, blockId: string): { node: Node; pos: number } | undefined {
  let found: { node: Node; pos: number } | undefined
  doc.descendants((node, pos) => {
    if (found) return false
    if (node.attrs.id === blockId && node.inlineContent) found = { node, pos }
    return !node.inlineContent
  })
  return found
}

/** Where the words of a finding stand; undefined when the block has gone or is shorter now. */
export function spanOf(doc: Node, { blockId, from, to }: TextPlace): Span | undefined {
  const block = findBlock(doc, blockId)
  if (!block) return undefined
  const start = positionAt(block.node, from, 'after')
  const end = positionAt(block.node, to, 'before')
  if (start === undefined || end === undefined || start > end) return undefined
  return { from: block.pos + 1 + start, to: block.pos + 1 + end }
}

/** The footnote that the whole of a span is. */
export function noteAt(doc: Node, { from, to }: Span): Node | undefined {
  const node = doc.nodeAt(from)
  return node?.type.name === NODE.footnote && from + node.nodeSize === to ? node : undefined
}

/**
 * An offset in a block's text, where a break and a footnote count as one, as an offset in its content, where a footnote is as
 * large as what it says. Between two nodes it is the end of the one `before` or the start of the one `after`: the same place.
 */
function positionAt(block: Node, offset: number, side: 'before' | 'after'): number | undefined {
  let counted = 0
  let position = 0
  for (const child of block.children) {
    const length = child.isText ? child.nodeSize : 1
    const isInside = side === 'after' ? offset < counted + length : offset <= counted + length
    if (isInside && offset >= counted) {
      if (offset === counted) return position
      return child.isText ? position + offset - counted : position + child.nodeSize
    }
    counted += length
    position += child.nodeSize
  }
  return offset === counted ? position : undefined
}

/** Where a section begins; `preamble` is the opening paragraphs. */
export function findCompartment(doc: Node, sectionId: string): number | undefined {
  let found: number | undefined
  doc.forEach((node, _pos, index) => {
    const id: unknown = node.type.name === NODE.preamble ? PREAMBLE_ID : node.attrs.id
    if (id === sectionId) found ??= index
  })
  return found
}
