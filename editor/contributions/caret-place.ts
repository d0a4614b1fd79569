import type { EditorState } from '@tiptap/pm/state'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { NODE } from '../../report/schema/names.ts'
import { mayWriteIn } from '../draft/rights/judge.ts'

export type CaretPlace = {
  readonly sectionId: string | undefined
  /** The innermost block with an id. */
  readonly blockId: string | undefined
  /** This person may write there. */
  readonly isOpen: boolean
}

/** In which section and which block of it the caret stands. */
export function caretPlace(state: EditorState): CaretPlace {
  const { $head } = state.selection
  if ($head.depth === 0) return { sectionId: undefined, blockId: undefined, isOpen: false }
  const home = $head.node(1)
  const sectionId = home.type.name === NODE.preamble ? PREAMBLE_ID : String(home.attrs.id)
  return { sectionId, blockId: innermostId(), isOpen: mayWriteIn(state)($head.index(0)) }

  function innermostId(): string | undefined {
    for (let { depth } = $head; depth > 1; depth -= 1) {
      const id: unknown = $head.node(depth).attrs.id
      if (typeof id === 'string' && id !== '') return id
    }
    return undefined
  }
}
