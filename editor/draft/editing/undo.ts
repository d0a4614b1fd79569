import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import * as Y from 'yjs'
import { isLocalEdit, withoutReset } from './local-edit.ts'

function holdsText(type: unknown): boolean {
  if (type instanceof Y.Text) return type.length > 0
  return type instanceof Y.XmlFragment && type.toArray().some((child) => holdsText(child))
}

// The attributes that may get their first value long after the element was made; all others are born with it.
const SET_LATER = new Set(['width', 'colwidth', 'align'])

function isBirthValue({ left, parentSub }: Y.Item): boolean {
  return left === null && parentSub !== null && !SET_LATER.has(parentSub)
}

/**
 * Whether undo may take something away. It undoes from the newest to the oldest, so one's own words inside are gone by now:
 * whatever text is left was written by somebody else, and undoing one's own edit must delete neither it nor the id and
 * title of what holds it.
 */
export function mayUndoDelete(item: Y.Item | Y.GC): boolean {
  if (!(item instanceof Y.Item)) return true
  if (item.content instanceof Y.ContentType) return !holdsText(item.content.type)
  return !(isBirthValue(item) && holdsText(item.parent))
}

function undoManagerOf(state: EditorState): Y.UndoManager | undefined {
  return (yUndoPluginKey.getState(state) as { undoManager?: Y.UndoManager } | undefined)?.undoManager
}

const ownStep = new PluginKey('ownUndoStep')

/** Has the transaction undone alone, not together with what was typed in the half second before or after it. */
export function asOwnUndoStep(tr: Transaction): Transaction {
  return tr.setMeta(ownStep, true)
}

const lastBlock = new WeakMap<Y.UndoManager, unknown>()

/** The caret has gone to another block since the last edit: what is done there is a step of its own, however quick. */
function isElsewhere(state: EditorState, undoManager: Y.UndoManager | undefined): boolean {
  if (!undoManager) return false
  const { $from } = state.selection
  const block: unknown = $from.depth < 2 ? undefined : $from.node(2).attrs.id
  const before = lastBlock.get(undoManager)
  lastBlock.set(undoManager, block)
  return before !== block
}

/** Dispatches, keeping apart in the undo stack what asks for it and what is done in different blocks. */
export function dispatchUndoable(
  state: EditorState,
  tr: Transaction,
  dispatch: (tr: Transaction) => void,
): void {
  const undoManager = undoManagerOf(state)
  const apart = tr.getMeta(ownStep) === true || tr.getMeta('paste') === true
  const elsewhere = isLocalEdit(tr) && isElsewhere(state, undoManager)
  if (apart || elsewhere) undoManager?.stopCapturing()
  dispatch(withoutReset(tr))
  if (apart) undoManager?.stopCapturing()
}

/** Makes undo spare what others have written into paragraphs, lists, tables and sections that one has made. */
export function undoKeepsWords(): Plugin {
  return new Plugin({
    key: new PluginKey('undoKeepsWords'),
    view: (view) => {
      const undoManager = undoManagerOf(view.state)
      if (undoManager) undoManager.deleteFilter = mayUndoDelete
      return {}
    },
  })
}
