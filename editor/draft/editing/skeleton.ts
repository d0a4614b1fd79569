import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { isLocalEdit } from './local-edit.ts'
import { asOwnUndoStep } from './undo.ts'

/** Marks a transaction as one of the commands that may add, rename or remove a section that people added. */
const outlineEdit = new PluginKey('outlineEdit')

/** Lets the transaction change sections that are not fixed. Only the section commands say this. */
export function asOutlineEdit(tr: Transaction): Transaction {
  return asOwnUndoStep(tr).setMeta(outlineEdit, true)
}

function sameHeading(a: Node, b: Node): boolean {
  return a === b || (a.type === b.type && (a.attrs === b.attrs || a.hasMarkup(b.type, b.attrs)))
}

function sameHeadings(before: readonly Node[], after: readonly Node[]): boolean {
  return (
    before.length === after.length && before.every((node, index) => sameHeading(node, after[index] ?? node))
  )
}

/** Whether both documents have the same preamble and headings in the same order, whatever stands under them. */
export function sameSkeleton(before: Node, after: Node): boolean {
  return before === after || sameHeadings(before.children, after.children)
}

function planned(doc: Node): Node[] {
  return doc.children.filter((node) => node.attrs.fixed !== false)
}

/** Whether the transaction leaves the headings as they are, but for what the section commands may do. */
export function keepsSkeleton(tr: Transaction): boolean {
  if (sameSkeleton(tr.before, tr.doc)) return true
  return tr.getMeta(outlineEdit) === true && sameHeadings(planned(tr.before), planned(tr.doc))
}

/**
 * Refuses what would remove, add, reorder or retitle sections at this screen. What arrives from the others passes: the
 * server has judged it, and refusing it here would only make the screen show another report than theirs.
 */
export function skeletonGuard(): Plugin {
  return new Plugin({
    key: new PluginKey('skeletonGuard'),
    filterTransaction: (tr) => !isLocalEdit(tr) || keepsSkeleton(tr),
  })
}
