import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { isCompartment } from '../../../report/schema/names.ts'

/**
 * The blocks of a slice without the sections around them: pasting or dropping brings text, never headings of the outline.
 * All blocks stay, in order.
 */
export function flattenSlice(slice: Slice): Slice {
  const nodes: readonly Node[] = Fragment.from(slice.content).content
  if (!nodes.some((node) => isCompartment(node.type.name))) return slice
  const blocks = nodes.flatMap((node) => (isCompartment(node.type.name) ? node.children : [node]))
  const openStart = blocks.length === 0 ? 0 : Math.max(0, slice.openStart - 1)
  const openEnd = blocks.length === 0 ? 0 : Math.max(0, slice.openEnd - 1)
  return new Slice(Fragment.from(blocks), openStart, openEnd)
}
