import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { NODE } from '../../../report/schema/names.ts'
import { changesBlocks, isLocalEdit } from './local-edit.ts'

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

/**
 * The schema lets cells, items and sections be blank (so that two people's deletions never make one invalid); a person
 * needs a line to write on. Fills the blanks that an edit at this screen left, never those that others' edits left.
 */
export function fillBlanks(): Plugin {
  return new Plugin({
    key: new PluginKey('fillBlanks'),
    appendTransaction: (transactions, oldState, newState) => {
      if (!transactions.some((tr) => isLocalEdit(tr) && changesBlocks(tr))) return null
      const start = oldState.doc.content.findDiffStart(newState.doc.content)
      const end = oldState.doc.content.findDiffEnd(newState.doc.content)
      if (start === null || end === null) return null
      const blanks: number[] = []
      const to = Math.min(newState.doc.content.size, Math.max(end.b, start) + 1)
      newState.doc.nodesBetween(Math.max(0, start - 1), to, (node, pos) => {
        if (isBlank(node)) blanks.push(pos)
        return !node.inlineContent
      })
      if (blanks.length === 0) return null
      return blanks.toReversed().reduce((tr, pos) => fillBlank(tr, pos), newState.tr)
    },
  })
}
