import { Extension, type Extensions } from '@tiptap/core'
import { newId as randomId } from '../../../report/id.ts'
import { blockIds } from './block-ids.ts'
import { caretPlace } from './caret-place.ts'
import { mayWriteIn } from '../rights/judge.ts'
import { cleanPastedHtml } from './clean-paste.ts'
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
  const editing = Extension.create({
    name: 'reportEditing',
    priority: 500,
    transformPastedHTML: (html) => cleanPastedHtml(html),
    dispatchTransaction({ transaction, next }) {
      const { state } = this.editor
      dispatchUndoable(state, perSection(state, transaction, mayWriteIn(state)) ?? transaction, next)
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
