import type { Slice } from '@tiptap/pm/model'
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import { AddMarkStep, Mapping, RemoveMarkStep, ReplaceStep, type Step } from '@tiptap/pm/transform'
import { changedCompartments, EVERYWHERE, type MayWrite } from '../rights/judge.ts'
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

/** The compartments that the step changes; undefined when it does not leave the headings as they are. */
function changedBy(tr: Transaction, step: Step): number[] | undefined {
  const { doc } = step.apply(tr.doc)
  return doc && sameSkeleton(tr.doc, doc) ? changedCompartments(tr.doc, doc) : undefined
}

/** The parts of a format's range that lie where one may write. */
function markWhereAllowed(tr: Transaction, step: AddMarkStep | RemoveMarkStep, mayWrite: MayWrite): void {
  tr.doc.forEach((node, pos, index) => {
    const from = Math.max(step.from, pos + 1)
    const to = Math.min(step.to, pos + node.nodeSize - 1)
    if (from >= to || !mayWrite(index)) return
    tr.step(
      step instanceof AddMarkStep
        ? new AddMarkStep(from, to, step.mark)
        : new RemoveMarkStep(from, to, step.mark),
    )
  })
}

/**
 * Repeats one step of the original on the rewritten transaction, where one may write; false when there is no way to keep the
 * headings, or when words that it brings would be lost.
 */
function repeat(tr: Transaction, step: Step, toNow: Mapping, mayWrite: MayWrite): boolean {
  const mapped = step.map(toNow)
  if (!mapped) return true
  const changed = changedBy(tr, mapped)
  if (changed?.every((index) => mayWrite(index))) {
    tr.step(mapped)
    return true
  }
  if (mapped instanceof AddMarkStep || mapped instanceof RemoveMarkStep) {
    markWhereAllowed(tr, mapped, mayWrite)
    return true
  }
  if (changed && !changed.some((index) => mayWrite(index)))
    return !(mapped instanceof ReplaceStep) || mapped.slice.size === 0
  if (!(mapped instanceof ReplaceStep)) return false
  if (crossesSections(tr.doc, mapped)) deletePerSection(tr, mapped, mayWrite)
  else tr.setSelection(Selection.near(tr.doc.resolve(mapped.from)))
  if (!mayWrite(tr.selection.$from.index(0))) return mapped.slice.size === 0
  insertAtCaret(tr, mapped.slice)
  return sameSkeleton(tr.before, tr.doc)
}

function isFine(tr: Transaction, mayWrite: MayWrite): boolean {
  if (!keepsSkeleton(tr)) return false
  if (mayWrite === EVERYWHERE || !sameSkeleton(tr.before, tr.doc)) return true
  return changedCompartments(tr.before, tr.doc).every((index) => mayWrite(index))
}

/**
 * The same edit, done section by section: cutting, typing, pasting or dropping over a selection that crosses headings
 * empties each section by itself and puts what was inserted where the selection began; sections in which one may not write
 * stay as they are. Undefined when the edit leaves the headings and others' sections alone anyway, or when it cannot be
 * done without them (then the guards refuse it).
 */
export function perSection(
  state: EditorState,
  original: Transaction,
  mayWrite: MayWrite = EVERYWHERE,
): Transaction | undefined {
  if (!isLocalEdit(original) || original.before !== state.doc || isFine(original, mayWrite)) return undefined
  const tr = state.tr
  for (const [index, step] of original.steps.entries()) {
    const back = original.mapping.maps.slice(0, index).toReversed()
    const toNow = new Mapping([...back.map((map) => map.invert()), ...tr.mapping.maps])
    if (!repeat(tr, step, toNow, mayWrite)) return undefined
  }
  if (!tr.docChanged) return undefined
  for (const meta of METAS) {
    const value: unknown = original.getMeta(meta)
    if (value !== undefined) tr.setMeta(meta, value)
  }
  return tr.scrollIntoView()
}
