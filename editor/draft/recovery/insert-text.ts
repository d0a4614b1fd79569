import type { Node } from '@tiptap/pm/model'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { NODE } from '../../../report/schema/names.ts'
import { newId } from '../../../report/id.ts'

/**
 * Puts paragraphs at the end of a section, in place of its last one where that is empty; the caret goes behind them. An
 * edit like any other: it is judged as one, and can be undone. Refuses a section that is not there.
 */
export function insertAtEnd(sectionId: string, text: string): Command {
  return (state, dispatch) => {
    const found = findCompartment(state.doc, sectionId)
    const { paragraph } = state.schema.nodes
    if (!found || !paragraph) return false
    const end = found.pos + found.node.nodeSize - 1
    const { lastChild } = found.node
    const isBlank = lastChild?.type === paragraph && lastChild.content.size === 0
    const blocks = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => paragraph.create({ id: newId() }, state.schema.text(line)))
    const tr = state.tr.replaceWith(isBlank ? end - lastChild.nodeSize : end, end, blocks)
    if (blocks.length === 0 || !tr.docChanged) return false
    const caret = TextSelection.near(tr.doc.resolve(tr.mapping.map(end)), -1)
    dispatch?.(tr.setSelection(caret).scrollIntoView())
    return true
  }
}

function findCompartment(doc: Node, sectionId: string): { node: Node; pos: number } | undefined {
  let found: { node: Node; pos: number } | undefined
  doc.forEach((node, pos) => {
    const id: unknown = node.type.name === NODE.preamble ? PREAMBLE_ID : node.attrs.id
    if (id === sectionId) found ??= { node, pos }
  })
  return found
}
