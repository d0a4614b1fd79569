import type { Slice } from '@tiptap/pm/model'
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import { Mapping, ReplaceStep, type Step } from '@tiptap/pm/transform'
import { crossesSections, deletePerSection } from './delete-per-section.ts'
import { flattenSlice } from './flatten-slice.ts'
import { isLocalEdit } from './local-edit.ts'
import { keepsSkeleton, sameSkeleton } from './skeleton.ts'

// What others read from a transaction after it was dispatched and that must survive its rewriting.
const METAS = ['uiEvent', 'paste', 'addToHistory', 'composition', 'pointer', 'focus', 'preventUpdate']

function insertAtCaret(tr: Transaction, slice: Slice): void {
  if (slice.size === 0) return
  const blocks = flattenSlice(slice)
  const { from } = tr.selection
  const before = tr.doc.content.size - from
  tr.replaceSelection(blocks)
  const end = Math.max(0, tr.doc.content.size - before)
  tr.setSelection(Selection.near(tr.doc.resolve(end), -1))
}

function stepKeepsSkeleton(tr: Transaction, step: Step): boolean {
  const { doc } = step.apply(tr.doc)
  return doc !== null && sameSkeleton(tr.doc, doc)
}

/** Repeats one step of the original on the rewritten transaction; false when there is no way to keep the headings. */
function repeat(tr: Transaction, step: Step, toNow: Mapping): boolean {
  const mapped = step.map(toNow)
  if (!mapped) return true
  if (stepKeepsSkeleton(tr, mapped)) {
    tr.step(mapped)
    return true
  }
  if (!(mapped instanceof ReplaceStep)) return false
  if (crossesSections(tr.doc, mapped)) deletePerSection(tr, mapped)
  else tr.setSelection(Selection.near(tr.doc.resolve(mapped.from)))
  insertAtCaret(tr, mapped.slice)
  return sameSkeleton(tr.before, tr.doc)
}

/**
 * The same edit, done section by section: cutting, typing, pasting or dropping over a selection that crosses headings
 * empties each section by itself and puts what was inserted where the selection began. Undefined when the edit leaves the
 * headings alone anyway, or when it cannot be done without them (then the guard refuses it).
 */
export function perSection(state: EditorState, original: Transaction): Transaction | undefined {
  if (!isLocalEdit(original) || keepsSkeleton(original)) return undefined
  if (original.before !== state.doc) return undefined
  const tr = state.tr
  for (const [index, step] of original.steps.entries()) {
    const back = original.mapping.maps.slice(0, index).toReversed()
    const toNow = new Mapping([...back.map((map) => map.invert()), ...tr.mapping.maps])
    if (!repeat(tr, step, toNow)) return undefined
  }
  for (const meta of METAS) {
    const value: unknown = original.getMeta(meta)
    if (value !== undefined) tr.setMeta(meta, value)
  }
  return tr.scrollIntoView()
}
