import type { Node } from '@tiptap/pm/model'
import { Selection, type Transaction } from '@tiptap/pm/state'
import { NODE } from '../../../report/schema/names.ts'
import { EVERYWHERE, type MayWrite } from '../rights/judge.ts'
import { asOwnUndoStep } from './undo.ts'

type Range = { readonly from: number; readonly to: number }

/** Whether the range leaves the section it begins in. */
export function crossesSections(doc: Node, { from, to }: Range): boolean {
  return from < to && doc.resolve(from).sharedDepth(to) === 0
}

/** Empties the covered part of every text inside the block and leaves its structure: half a table stays a table. */
function clearTexts(tr: Transaction, block: Node, pos: number, { from, to }: Range): void {
  const texts: Range[] = []
  block.descendants((node, offset) => {
    if (!node.isTextblock) return true
    const start = pos + 1 + offset + 1
    texts.push({ from: Math.max(from, start), to: Math.min(to, start + node.content.size) })
    return false
  })
  for (const text of texts.toReversed()) if (text.from < text.to) tr.delete(text.from, text.to)
}

function deleteInside(tr: Transaction, block: Node, pos: number, range: Range): void {
  if (block.type.name === NODE.table) return clearTexts(tr, block, pos, range)
  const first = Selection.findFrom(tr.doc.resolve(Math.max(range.from, pos + 1)), 1, true)
  const last = Selection.findFrom(tr.doc.resolve(Math.min(range.to, pos + block.nodeSize - 1)), -1, true)
  if (first && last && first.from < last.to) tr.delete(first.from, last.to)
}

/** The one block that stays when all of them go: a section keeps a line to write on. */
function survivor(section: Node): Node | undefined {
  return section.children.find((block) => block.type.name === NODE.paragraph)
}

function deleteInSection(tr: Transaction, section: Node, pos: number, { from, to }: Range): void {
  const blocks: { block: Node; pos: number }[] = []
  section.forEach((block, offset) => blocks.push({ block, pos: pos + 1 + offset }))
  const all = from <= pos + 1 && to >= pos + section.nodeSize - 1
  const kept = all ? survivor(section) : undefined
  for (const { block, pos: start } of blocks.toReversed()) {
    const end = start + block.nodeSize
    if (to <= start || from >= end) continue
    if (from > start || to < end || block === kept) deleteInside(tr, block, start, { from, to })
    else tr.delete(start, end)
  }
  if (all && !kept) tr.insert(pos + 1, tr.doc.type.schema.node(NODE.paragraph))
}

/** Where the caret belongs after everything between was deleted: in the text, where the range began to be one's own. */
function caretAt(tr: Transaction, from: number): Selection {
  const $from = tr.doc.resolve(Math.min(from, tr.doc.content.size))
  return Selection.findFrom($from, 1, true) ?? Selection.near($from)
}

/**
 * Deletes a range that crosses sections from each section by itself, so that the headings stay, and puts the caret where
 * the range began. Covered paragraphs go; a section that loses everything keeps one empty paragraph. Sections in which one
 * may not write stay as they are.
 */
export function deletePerSection(
  tr: Transaction,
  range: Range,
  mayWrite: MayWrite = EVERYWHERE,
): Transaction {
  const sections: { node: Node; pos: number }[] = []
  tr.doc.forEach((node, pos, index) => {
    if (range.to > pos && range.from < pos + node.nodeSize && mayWrite(index)) sections.push({ node, pos })
  })
  const [first] = sections
  if (!first) return tr
  for (const { node, pos } of sections.toReversed()) deleteInSection(tr, node, pos, range)
  return asOwnUndoStep(tr).setSelection(caretAt(tr, Math.max(range.from, first.pos + 1)))
}
