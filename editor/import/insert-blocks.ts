import type { Node, Schema } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { NodeJson } from '../../report/content/content-json.ts'
import { newId } from '../../report/id.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { BLOCKS_WITH_ID, NODE } from '../../report/schema/names.ts'
import { asOwnUndoStep } from '../draft/editing/undo.ts'
import { mayWriteIn } from '../draft/rights/judge.ts'
import type { Gathered } from './destinations.ts'

/** What became of an insertion. Unless it is `done`, the report is as it was. */
export type Inserted =
  | { readonly state: 'done' }
  /** Meanwhile one may write there no more, or the section has gone. */
  | { readonly state: 'refused'; readonly sectionIds: readonly string[] }
  /** What the file says does not fit a report. */
  | { readonly state: 'unfit' }

/**
 * Puts blocks at the end of each section, in place of its last paragraph where that is empty: all of them or none, as one
 * edit that can be undone as one. The caret goes behind what came into the first of them.
 */
export function insertBlocks(view: EditorView, gathered: readonly Gathered[]): Inserted {
  const { state } = view
  const refused = gathered.filter(({ sectionId }) => !isOpen(state, sectionId))
  if (refused.length > 0) return { state: 'refused', sectionIds: refused.map(({ sectionId }) => sectionId) }
  const tr = transactionFor(state, gathered)
  if (!tr) return { state: 'unfit' }
  const before = state.doc
  view.dispatch(asOwnUndoStep(tr).scrollIntoView())
  // Whoever guards the text has the last word.
  if (view.state.doc.eq(before))
    return { state: 'refused', sectionIds: gathered.map(({ sectionId }) => sectionId) }
  return { state: 'done' }
}

function transactionFor(state: EditorState, gathered: readonly Gathered[]): Transaction | undefined {
  const { tr } = state
  for (const { sectionId, blocks } of gathered) {
    const found = findCompartment(tr.doc, sectionId)
    const nodes = makeNodes(state.schema, blocks)
    if (!found || !nodes || nodes.length === 0) return undefined
    const end = found.pos + found.node.nodeSize - 1
    const { lastChild } = found.node
    const isBlank = lastChild?.type.name === NODE.paragraph && lastChild.content.size === 0
    tr.replaceWith(isBlank ? end - lastChild.nodeSize : end, end, nodes)
  }
  if (!tr.docChanged) return undefined
  const first = gathered[0] && compartmentEnd(tr.doc, gathered[0].sectionId)
  return first === undefined ? tr : tr.setSelection(TextSelection.near(tr.doc.resolve(first), -1))
}

/** The blocks as nodes, each with an id of its own; undefined when they do not fit the schema. */
export function makeNodes(schema: Schema, blocks: readonly NodeJson[]): Node[] | undefined {
  try {
    const nodes = blocks.map((block) => schema.nodeFromJSON(withNewIds(block)))
    for (const node of nodes) node.check()
    const section = schema.nodes[NODE.section]
    return nodes.every(({ type }) => section?.contentMatch.matchType(type)) ? nodes : undefined
  } catch (error) {
    // What ProseMirror throws for JSON that is none of the schema's.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function withNewIds(node: NodeJson): NodeJson {
  const attrs = BLOCKS_WITH_ID.includes(node.type) ? { ...node.attrs, id: newId() } : node.attrs
  return {
    ...node,
    ...(attrs ? { attrs } : {}),
    ...(node.content ? { content: node.content.map(withNewIds) } : {}),
  }
}

function isOpen(state: EditorState, sectionId: string): boolean {
  const found = findCompartment(state.doc, sectionId)
  return found !== undefined && mayWriteIn(state)(found.index)
}

function compartmentEnd(doc: Node, sectionId: string): number | undefined {
  const found = findCompartment(doc, sectionId)
  return found && found.pos + found.node.nodeSize - 1
}

function findCompartment(
  doc: Node,
  sectionId: string,
): { readonly node: Node; readonly pos: number; readonly index: number } | undefined {
  let found: { node: Node; pos: number; index: number } | undefined
  doc.forEach((node, pos, index) => {
    const id: unknown = node.type.name === NODE.preamble ? PREAMBLE_ID : node.attrs.id
    if (id === sectionId) found ??= { node, pos, index }
  })
  return found
}
