import type { Editor } from '@tiptap/core'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { Selection, TextSelection } from '@tiptap/pm/state'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { NODE } from '../../../report/schema/names.ts'

/**
 * Remembers where somebody is in an editor, for one that takes its place with another copy of the same report: what was on
 * the screen stays there, and the caret is where it was if its block is still there.
 */
export function rememberPlace(editor: Editor): (next: Editor) => void {
  const { view, state } = editor
  const hadFocus = view.hasFocus()
  const { $anchor, $head } = state.selection
  const place = { anchor: blockPlace($anchor), head: blockPlace($head) }
  const section = sectionOf($head.depth > 0 ? $head.node(1) : undefined)
  const page = view.dom.closest('.draft-page')
  const top = page?.scrollTop ?? 0
  return (next) => {
    const { doc, tr } = next.state
    const selection = sameSelection(doc, place) ?? endOf(doc, section)
    if (selection) next.view.dispatch(tr.setSelection(selection).setMeta('addToHistory', false))
    // Without a place of its own the caret would be in somebody else's words, and so would the next letters.
    if (hadFocus && selection) next.view.focus()
    if (page) page.scrollTop = top
  }
}

type BlockPlace = { readonly id: string; readonly offset: number }
type Place = { readonly anchor: BlockPlace | undefined; readonly head: BlockPlace | undefined }

function sameSelection(doc: Node, { anchor, head }: Place): Selection | undefined {
  const from = anchor && findPlace(doc, anchor)
  const to = head && findPlace(doc, head)
  if (from === undefined || to === undefined) return undefined
  return TextSelection.between(doc.resolve(from), doc.resolve(to))
}

/** The block has gone, the section has not: behind its last words. */
function endOf(doc: Node, section: string | undefined): Selection | undefined {
  let end: number | undefined
  doc.forEach((node, pos) => {
    if (section !== undefined && sectionOf(node) === section) end ??= pos + node.nodeSize - 1
  })
  const selection = end === undefined ? undefined : Selection.near(doc.resolve(end), -1)
  // An empty section has no place for a caret; the nearest one is in another.
  return selection && sectionOf(selection.$head.node(1)) === section ? selection : undefined
}

function sectionOf(node: Node | undefined): string | undefined {
  if (node?.type.name === NODE.preamble) return PREAMBLE_ID
  const id: unknown = node?.attrs.id
  return typeof id === 'string' && node?.type.name === NODE.section ? id : undefined
}

function blockPlace($pos: ResolvedPos): BlockPlace | undefined {
  for (let depth = $pos.depth; depth > 0; depth--) {
    const id: unknown = $pos.node(depth).attrs.id
    if (typeof id === 'string' && id !== '') return { id, offset: $pos.pos - $pos.start(depth) }
  }
  return undefined
}

function findPlace(doc: Node, { id, offset }: BlockPlace): number | undefined {
  let found: number | undefined
  doc.descendants((node, pos) => {
    if (node.attrs.id === id) found ??= pos + 1 + Math.min(offset, node.content.size)
    return found === undefined
  })
  return found
}
