import type { Node } from '@tiptap/pm/model'
import { type Command, type EditorState, TextSelection } from '@tiptap/pm/state'
import { MAX_LEVEL, NODE } from '../../../report/schema/names.ts'
import { type Appendix, appendixOf } from '../../../report/sections.ts'
import { asOutlineEdit } from './skeleton.ts'

type Found = { readonly node: Node; readonly pos: number; readonly index: number }

function findSection(doc: Node, id: string): Found | undefined {
  let found: Found | undefined
  doc.forEach((node, pos, index) => {
    if (node.type.name === NODE.section && node.attrs.id === id) found ??= { node, pos, index }
  })
  return found
}

/** Where a new section goes: behind everything that belongs to its elder sibling, or behind the last child of its parent. */
function endOfBranch(doc: Node, { pos, node, index }: Found, level: number): number {
  const bound = Math.min(level, Number(node.attrs.level))
  let end = pos + node.nodeSize
  for (let next = index + 1; next < doc.childCount; next += 1) {
    const following = doc.child(next)
    if (Number(following.attrs.level) <= bound) break
    end += following.nodeSize
  }
  return end
}

export type NewSection = {
  /** The section it comes after. */
  readonly afterId: string
  /** Not deeper than one below the section it follows, nor than the fourth level. */
  readonly level: number
  readonly title: string
  readonly newId: () => string
  /** How its pages lie, where it is a *phụ lục*; then of level 1. */
  readonly appendix?: Appendix
}

/**
 * Adds a section of one's own: behind a section of the same level (or of a deeper one) and all that belongs to it, or, when it
 * is one level deeper, as the last of that section's children. It has one empty paragraph, and the caret goes there. Can be undone. Refuses an unknown section, an empty title or a wrong level.
 */
export function addSection({ afterId, level, title, newId, appendix }: NewSection): Command {
  return (state, dispatch) => {
    const after = findSection(state.doc, afterId)
    const name = title.normalize('NFC').trim()
    if (!after || name === '' || level < 1 || level > Math.min(MAX_LEVEL, Number(after.node.attrs.level) + 1))
      return false
    const { section, paragraph } = state.schema.nodes
    if (!section || !paragraph) return false
    const pos = endOfBranch(state.doc, after, level)
    const attrs = { id: newId(), level, title: name, ...(appendix ? { appendix } : {}) }
    const node = section.create(attrs, paragraph.create({ id: newId() }))
    const tr = asOutlineEdit(state.tr).insert(pos, node)
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, pos + 2)).scrollIntoView())
    return true
  }
}

function findOwn(state: EditorState, id: string): Found | undefined {
  const found = findSection(state.doc, id)
  return found?.node.attrs.fixed === false ? found : undefined
}

/** Gives a section that people added another title. Refuses sections of the plan and an empty title. */
export function renameSection(id: string, title: string): Command {
  return (state, dispatch) => {
    const found = findOwn(state, id)
    const name = title.normalize('NFC').trim()
    if (!found || name === '') return false
    if (name !== found.node.attrs.title)
      dispatch?.(asOutlineEdit(state.tr).setNodeAttribute(found.pos, 'title', name))
    return true
  }
}

/** Turns the pages of an appendix upright or across. Refuses what is none. */
export function turnAppendix(id: string, appendix: Appendix): Command {
  return (state, dispatch) => {
    const found = findOwn(state, id)
    if (!found || appendixOf(found.node.attrs) === null) return false
    if (found.node.attrs.appendix !== appendix)
      dispatch?.(asOutlineEdit(state.tr).setNodeAttribute(found.pos, 'appendix', appendix))
    return true
  }
}

/**
 * Removes a section that people added, with its text. Can be undone. Refuses sections of the plan, one that has sections
 * below it (they would move under another heading), and the only one (nothing could be added behind it).
 */
export function removeSection(id: string): Command {
  return (state, dispatch) => {
    const found = findOwn(state, id)
    if (!found) return false
    const next = state.doc.maybeChild(found.index + 1)
    const hasChildren = Number(next?.attrs.level ?? 0) > Number(found.node.attrs.level)
    const sections = state.doc.children.filter(({ type }) => type === found.node.type)
    if (hasChildren || sections.length === 1) return false
    dispatch?.(
      asOutlineEdit(state.tr)
        .delete(found.pos, found.pos + found.node.nodeSize)
        .scrollIntoView(),
    )
    return true
  }
}
