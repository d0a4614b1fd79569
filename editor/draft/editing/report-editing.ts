import { Extension, type Extensions } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { newId as randomId } from '../../../report/id.ts'
import { blockIds } from './block-ids.ts'
import { caretPlace } from './caret-place.ts'
import { mayWriteIn } from '../rights/judge.ts'
import { cleanPaste } from './clean-paste.ts'
import { fillBlanks } from './fill-blanks.ts'
import { CrossingKeys, LastKeys } from './keys.ts'
import { type PasteOptions, pastePlugin } from './paste.ts'
import { perSection } from './per-section.ts'
import { plainInline } from './plain-inline.ts'
import { skeletonGuard } from './skeleton.ts'
import { localTableEditing, SquareTableCommands } from './tables.ts'
import { dispatchUndoable, undoKeepsWords } from './undo.ts'

export type ReportEditingOptions = PasteOptions & {
  /** For tests; ids are random otherwise. */
  readonly newId?: () => string
}

/**
 * How a report is edited: headings hold, edits across them act section by section, every block has its own id, pasted
 * text is clean. Goes beside `reportExtensions()` and the collaboration extension, in any order.
 */
export function reportEditing(options: ReportEditingOptions = {}): Extensions {
  const newId = options.newId ?? (() => randomId())
  let pastedFonts: readonly string[] = []
  const editing = Extension.create({
    name: 'reportEditing',
    priority: 500,
    transformPastedHTML: (html) => {
      const { html: clean, legacyFonts } = cleanPaste(html)
      pastedFonts = legacyFonts
      // What is pasted is inserted at once, or not at all.
      queueMicrotask(() => (pastedFonts = []))
      return clean
    },
    dispatchTransaction({ transaction, next }) {
      const { state } = this.editor
      dispatchUndoable(state, perSection(state, transaction, mayWriteIn(state)) ?? transaction, next)
      if (pastedFonts.length > 0 && isPaste(transaction) && this.editor.state.doc !== state.doc) {
        options.onLegacyFonts?.(pastedFonts)
      }
    },
    addProseMirrorPlugins: () => [
      skeletonGuard(),
      pastePlugin(options),
      localTableEditing(),
      caretPlace(),
      fillBlanks(),
      plainInline(),
      blockIds(newId),
      undoKeepsWords(),
    ],
  })
  return [CrossingKeys, editing, SquareTableCommands, LastKeys]
}

/** What the clipboard brings, or the mouse from another window. */
function isPaste(tr: Transaction): boolean {
  return ['paste', 'drop'].includes(String(tr.getMeta('uiEvent')))
}
