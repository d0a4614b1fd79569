import { Fragment, type Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { NODE } from '../../../report/schema/names.ts'
import { mayWriteIn } from '../rights/judge.ts'
import { changesBlocks, isLocalEdit, withoutReset } from './local-edit.ts'

const NEEDS_A_LINE = new Set<string>([
  NODE.preamble,
  NODE.section,
  NODE.listItem,
  NODE.tableCell,
  NODE.tableHeader,
])

function isBlank(node: Node): boolean {
  return NEEDS_A_LINE.has(node.type.name) && node.childCount === 0
}

/** Puts an empty paragraph into the blank section, cell or list item at `pos`. */
export function fillBlank(tr: Transaction, pos: number): Transaction {
  const paragraph = tr.doc.type.schema.nodes[NODE.paragraph]
  return paragraph ? tr.insert(pos + 1, paragraph.create()) : tr
}

/** A list without items, a table without rows: the schema forbids it, and every other screen would throw it out. */
function isHollow(node: Node): boolean {
  return node.childCount === 0 && !node.isLeaf && !node.type.validContent(Fragment.empty)
}

/** What an edit changed, with one token more on either side. */
export function changedRange(before: Node, after: Node): { from: number; to: number } | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return undefined
  return { from: Math.max(0, start - 1), to: Math.min(after.content.size, Math.max(end.b, start) + 1) }
}

/** In which compartment a position is, or which one begins there. */
export function placeOf(doc: Node, pos: number): number {
  return doc.resolve(pos).index(0)
}

/**
 * The schema lets cells, items and sections be blank (so that two people's deletions never make one invalid); a person
 * needs a line to write on. Fills the blanks that an edit at this screen left, never those that others' edits left, and takes
 * out hollow lists, which ProseMirror makes when it fits the end of one list into another.
 */
export function fillBlanks(): Plugin {
  return new Plugin({
    key: new PluginKey('fillBlanks'),
    appendTransaction: (transactions, oldState, newState) => {
      if (!transactions.some((tr) => isLocalEdit(tr) && changesBlocks(tr))) return null
      const range = changedRange(oldState.doc, newState.doc)
      if (!range) return null
      const { tr } = newState
      const mayWrite = mayWriteIn(newState)
      const found: { node: Node; pos: number }[] = []
      newState.doc.nodesBetween(range.from, range.to, (node, pos) => {
        if ((isBlank(node) || isHollow(node)) && mayWrite(placeOf(newState.doc, pos)))
          found.push({ node, pos })
        return !node.inlineContent
      })
      for (const { node, pos } of found.toReversed()) {
        if (isHollow(node)) tr.delete(pos, pos + node.nodeSize)
        else fillBlank(tr, pos)
      }
      return tr.docChanged ? withoutReset(tr) : null
    },
  })
}
