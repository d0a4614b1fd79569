import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { Transaction } from '@tiptap/pm/state'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep } from '@tiptap/pm/transform'

/** Whether somebody at this screen made the transaction: not Yjs bringing others' edits (or one's own undo). */
export function isLocalEdit(tr: Transaction): boolean {
  const change = tr.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined
  return tr.docChanged && change?.isChangeOrigin !== true
}

/**
 * Keeps TipTap's `clearDocument` away: when everything is selected and the report ends up empty, it resets every block, ids
 * included; the ids plugin would give new ones, and the two would answer each other for ever.
 */
export function withoutReset(tr: Transaction): Transaction {
  return tr.setMeta('preventClearDocument', true)
}

/** Whether the edit does more than change the text of one paragraph: what plugins look at blocks for. */
export function changesBlocks(tr: Transaction): boolean {
  return tr.steps.some((step, index) => {
    if (step instanceof AddMarkStep || step instanceof RemoveMarkStep || step instanceof AttrStep)
      return false
    const doc = tr.docs[index]
    if (!(step instanceof ReplaceStep) || !doc) return true
    const $from = doc.resolve(step.from)
    const staysInText = $from.parent.inlineContent && $from.sameParent(doc.resolve(step.to))
    return !staysInText || step.slice.openStart > 0 || step.slice.content.firstChild?.isInline === false
  })
}
