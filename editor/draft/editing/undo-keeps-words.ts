import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import * as Y from 'yjs'

function holdsText(type: unknown): boolean {
  if (type instanceof Y.Text) return type.length > 0
  return type instanceof Y.XmlFragment && type.toArray().some((child) => holdsText(child))
}

/**
 * Whether undo may take an element away. It undoes from the newest to the oldest, so one's own words inside are gone by
 * now: whatever text is left was written by somebody else, and undoing one's own edit must not delete it.
 */
export function mayUndoDelete(item: Y.Item | Y.GC): boolean {
  if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentType)) return true
  return !holdsText(item.content.type)
}

/** Makes undo spare what others have written into paragraphs, lists, tables and sections that one has made. */
export function undoKeepsWords(): Plugin {
  return new Plugin({
    key: new PluginKey('undoKeepsWords'),
    view: (view) => {
      const undo = yUndoPluginKey.getState(view.state) as { undoManager?: Y.UndoManager } | undefined
      if (undo?.undoManager) undo.undoManager.deleteFilter = mayUndoDelete
      return {}
    },
  })
}
