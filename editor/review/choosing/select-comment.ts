import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { type EditorState, NodeSelection } from '@tiptap/pm/state'
import { CellSelection } from '@tiptap/pm/tables'
import * as Y from 'yjs'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { BLOCKS_WITH_ID, NODE } from '../../../report/schema/names.ts'
import { LONGEST_QUOTE } from '../../../report/wire/review.ts'
import type { Selected } from '../review.ts'
import type { TextMap } from '../marks/text-map.ts'

/** How much of what stands around the words goes with them, to find them by. */
const CONTEXT = 32
const WITH_ID = new Set(BLOCKS_WITH_ID)

type Span = { readonly from: number; readonly to: number }
type Run = Span & { readonly text: string }

/**
 * What is selected, as something to comment on: cut to the compartment where it begins and to its words. Undefined for a
 * mere caret, and where there is nothing.
 */
export function selectedForComment(state: EditorState, map: TextMap): Selected | undefined {
  const { selection, doc } = state
  if (selection.empty) return undefined
  // Cells side by side are no stretch of text; from the first to the last there are others between them.
  if (selection instanceof CellSelection) return blockOf(selection.$anchorCell, [NODE.table])
  if (selection instanceof NodeSelection) {
    const { node, from, $from } = selection
    if (WITH_ID.has(node.type.name)) return blockSelected(node, compartmentId(doc, from))
    if (node.isInline) return blockOf($from)
  }
  for (const part of parts(doc, selection)) {
    const words = wordsIn(doc, part)
    const selected = words && rangeSelected(state, map, words)
    if (selected) return selected
  }
  return blockOf(selection.$from)
}

/** For a mere caret: its paragraph; where nothing is written in that, its picture or table; else the section. */
export function blockForComment({ selection }: EditorState): Selected | undefined {
  const { $head } = selection
  if ($head.depth === 0) return undefined
  const block = blockOf($head)
  if (block && block.quote !== '') return block
  return blockOf($head, [NODE.figure, NODE.table]) ?? sectionForComment(idOf($head.node(1)))
}

/** A section as a whole; `preamble` for the opening paragraphs. */
export function sectionForComment(sectionId: string): Selected {
  return { anchor: { kind: 'section', sectionId }, sectionId, quote: '' }
}

/** What a selection touches of each compartment, in order. */
function parts(doc: Node, { from, to }: Span): Span[] {
  const found: Span[] = []
  doc.forEach((node, pos) => {
    const part = { from: Math.max(from, pos + 1), to: Math.min(to, pos + node.nodeSize - 1) }
    if (part.from < part.to) found.push(part)
  })
  return found
}

/** From the first to the last character that is no space, not longer than a quote may be. */
function wordsIn(doc: Node, { from, to }: Span): Span | undefined {
  const runs: Run[] = []
  let length = 0
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isText || node.text === undefined || length >= LONGEST_QUOTE) return
    const start = Math.max(from, pos)
    // Blocks are parted by a line feed each.
    const end = Math.min(to, pos + node.nodeSize, start + LONGEST_QUOTE - length)
    runs.push({ from: start, to: end, text: node.text.slice(start - pos, end - pos) })
    length += end - start + 1
  })
  const first = runs.find(({ text }) => text.trim() !== '')
  const last = runs.findLast(({ text }) => text.trim() !== '')
  if (!first || !last) return undefined
  return {
    from: first.from + first.text.length - first.text.trimStart().length,
    to: last.from + last.text.trimEnd().length,
  }
}

function rangeSelected({ doc }: EditorState, map: TextMap, { from, to }: Span): Selected | undefined {
  const begin = map.pointAt(from, 'begins')
  const end = map.pointAt(to, 'ends')
  if (!begin || !end) return undefined
  const $from = doc.resolve(from)
  const $to = doc.resolve(to)
  const quote = doc.textBetween(from, to, '\n').slice(0, LONGEST_QUOTE)
  return {
    sectionId: idOf($from.node(1)),
    quote,
    anchor: {
      kind: 'range',
      rel: {
        from: positionJson(begin.text, begin.index, 0),
        to: positionJson(end.text, end.index, -1),
      },
      blockId: blockAround($from)?.attrs.id ?? null,
      quote,
      prefix: doc.textBetween($from.start(), from, '\n').slice(-CONTEXT),
      suffix: doc.textBetween(to, $to.end(), '\n').slice(0, CONTEXT),
    },
  }
}

function positionJson(text: Y.XmlText, index: number, assoc: number) {
  const { item, type, tname } = Y.createRelativePositionFromTypeIndex(text, index, assoc)
  return {
    ...(item && { item: { client: item.client, clock: item.clock } }),
    ...(type && { type: { client: type.client, clock: type.clock } }),
    ...(tname !== null && { tname }),
    assoc,
  }
}

function blockOf($pos: ResolvedPos, names?: readonly string[]): Selected | undefined {
  const block = blockAround($pos, names)
  return block && blockSelected(block, idOf($pos.node(1)))
}

function blockSelected(block: Node, sectionId: string): Selected {
  const quote = block.textBetween(0, block.content.size, '\n').trim().slice(0, LONGEST_QUOTE)
  return { anchor: { kind: 'block', blockId: String(block.attrs.id), quote }, sectionId, quote }
}

/** The innermost block around a position that has an id. */
function blockAround($pos: ResolvedPos, names?: readonly string[]): Node | undefined {
  for (let depth = $pos.depth; depth > 1; depth--) {
    const node = $pos.node(depth)
    const isMeant = names ? names.includes(node.type.name) : WITH_ID.has(node.type.name)
    if (isMeant && typeof node.attrs.id === 'string') return node
  }
  return undefined
}

function compartmentId(doc: Node, pos: number): string {
  return idOf(doc.child(doc.resolve(pos).index(0)))
}

function idOf({ type, attrs }: Node): string {
  return type.name === NODE.section ? String(attrs.id) : PREAMBLE_ID
}
