import { type Command, TextSelection } from '@tiptap/pm/state'
import { NODE } from '../../../report/schema/names.ts'

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

/** Puts a picture of ours below the block the caret is in, and the caret into its caption. */
export function insertFigure({ src, alt, width }: NewFigure): Command {
  return (state, dispatch) => {
    const { $to } = state.selection
    const figure = state.schema.nodes[NODE.figure]
    if (!figure || $to.depth < 2) return false
    const pos = $to.after(2)
    if (!dispatch) return true
    const tr = state.tr.insert(pos, figure.create({ src, alt, width: width ?? null }))
    dispatch(tr.setSelection(TextSelection.create(tr.doc, pos + 1)).scrollIntoView())
    return true
  }
}
