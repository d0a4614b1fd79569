import type { Editor } from '@tiptap/core'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'

/**
 * Remembers where somebody is in an editor, for one that takes its place with another copy of the same report: what was on
 * the screen stays there, and the caret is where it was if its block is still there.
 */
export function rememberPlace(editor: Editor): (next: Editor) => void {
  const { view, state } = editor
  const hadFocus = view.hasFocus()
  const anchor = blockPlace(state.selection.$anchor)
  const head = blockPlace(state.selection.$head)
  const page = view.dom.closest('.draft-page')
  const top = page?.scrollTop ?? 0
  return (next) => {
    const from = anchor && findPlace(next.state.doc, anchor)
    const to = head && findPlace(next.state.doc, head)
    if (from !== undefined && to !== undefined) {
      const selection = TextSelection.between(next.state.doc.resolve(from), next.state.doc.resolve(to))
      next.view.dispatch(next.state.tr.setSelection(selection).setMeta('addToHistory', false))
    }
    if (hadFocus) next.view.focus()
    if (page) page.scrollTop = top
  }
}

type BlockPlace = { readonly id: string; readonly offset: number }

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
