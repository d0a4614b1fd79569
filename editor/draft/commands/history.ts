import type { Editor } from '@tiptap/core'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { Redo2, Undo2 } from 'lucide-react'

import type { Command } from './command.ts'

type Stacks = { readonly undoStack: readonly unknown[]; readonly redoStack: readonly unknown[] }

/** The steps of this person alone: others' edits are never on these stacks. */
function stacks(editor: Editor): Stacks | undefined {
  const plugin: { undoManager?: Stacks } | undefined = yUndoPluginKey.getState(editor.state)
  return plugin?.undoManager
}

export const undo: Command = {
  name: 'undo',
  icon: Undo2,
  keys: ['Mod-z'],
  run: (editor) => editor.commands.undo(),
  isAnywhere: true,
  isEnabled: (editor) => (stacks(editor)?.undoStack.length ?? 0) > 0,
}

export const redo: Command = {
  name: 'redo',
  icon: Redo2,
  keys: ['Mod-y', 'Mod-Shift-z'],
  run: (editor) => editor.commands.redo(),
  isAnywhere: true,
  isEnabled: (editor) => (stacks(editor)?.redoStack.length ?? 0) > 0,
}
