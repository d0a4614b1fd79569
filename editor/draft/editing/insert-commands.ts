import type { Node } from '@tiptap/pm/model'
import { type Command, type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { NODE } from '../../../report/schema/names.ts'

/** Document, section, block. */
const BLOCK_DEPTH = 2

/**
 * Puts a table or a picture in the place of an empty paragraph or below the block the caret is in, never in the middle of a
 * sentence; the caret goes to its first place for text. Below it there is always a line to write on: behind the last
 * block of a section the caret finds none.
 */
export function placeBlock({ selection: { $to }, schema, tr }: EditorState, block: Node): Transaction {
  const paragraph = schema.nodes[NODE.paragraph]
  const around = $to.depth >= BLOCK_DEPTH ? $to.node(BLOCK_DEPTH) : undefined
  const isBlank = around?.type === paragraph && around?.content.size === 0
  const to = around ? $to.after(BLOCK_DEPTH) : $to.pos
  const from = isBlank ? $to.before(BLOCK_DEPTH) : to
  const endsSection = !tr.doc.resolve(to).nodeAfter
  const line = endsSection && paragraph ? [paragraph.create()] : []
  tr.replaceWith(from, to, [block, ...line])
  return tr.setSelection(TextSelection.near(tr.doc.resolve(from + 1))).scrollIntoView()
}

/** Sets a footnote at the caret and puts the caret into its text. Refused inside another footnote. */
export function insertFootnote(): Command {
  return (state, dispatch) => {
    const { $to } = state.selection
    const footnote = state.schema.nodes[NODE.footnote]
    if (!footnote || !$to.parent.inlineContent || $to.parent.type === footnote) return false
    if (!dispatch) return true
    const tr = state.tr.insert($to.pos, footnote.create())
    dispatch(tr.setSelection(TextSelection.create(tr.doc, $to.pos + 1)).scrollIntoView())
    return true
  }
}

export type NewFigure = { readonly src: string; readonly alt: string; readonly width?: number }

/** Puts a picture of ours where `placeBlock` says, and the caret into its caption. */
export function insertFigure({ src, alt, width }: NewFigure): Command {
  return (state, dispatch) => {
    const figure = state.schema.nodes[NODE.figure]
    if (!figure || state.selection.$to.depth < BLOCK_DEPTH) return false
    dispatch?.(placeBlock(state, figure.create({ src, alt, width: width ?? null })))
    return true
  }
}
