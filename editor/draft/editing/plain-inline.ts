import { Plugin, PluginKey } from '@tiptap/pm/state'
import { mayWriteIn } from '../rights/judge.ts'
import { changedRange, placeOf } from './fill-blanks.ts'
import { isLocalEdit, withoutReset } from './local-edit.ts'

/**
 * Takes bold and the like off line breaks and footnote marks: Yjs stores formats of text only, so this screen would show
 * something that no other gets. (The words inside a footnote keep theirs.)
 */
export function plainInline(): Plugin {
  return new Plugin({
    key: new PluginKey('plainInline'),
    appendTransaction: (transactions, oldState, newState) => {
      if (!transactions.some((tr) => isLocalEdit(tr))) return null
      const range = changedRange(oldState.doc, newState.doc)
      if (!range) return null
      const { tr } = newState
      const mayWrite = mayWriteIn(newState)
      newState.doc.nodesBetween(range.from, range.to, (node, pos, parent) => {
        if (parent === newState.doc && !mayWrite(placeOf(newState.doc, pos))) return false
        if (node.isInline && !node.isText) for (const mark of node.marks) tr.removeNodeMark(pos, mark)
        return !node.isInline
      })
      return tr.docChanged ? withoutReset(tr.setStoredMarks(newState.storedMarks)) : null
    },
  })
}
