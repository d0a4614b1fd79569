import type { Editor } from '@tiptap/core'
import { Bold, Italic, Subscript, Superscript, Underline } from 'lucide-react'

import { MARK } from '../../../report/schema/names.ts'
import type { Command } from './command.ts'

type MarkName = (typeof MARK)[keyof typeof MARK]

/** At a bare caret what would be typed next decides, in a selection whether any of it carries the mark. */
function hasMark({ state }: Editor, name: MarkName): boolean {
  const type = state.schema.marks[name]
  if (!type) return false
  const { empty, from, to, $from } = state.selection
  if (empty) return Boolean(type.isInSet(state.storedMarks ?? $from.marks()))
  return state.doc.rangeHasMark(from, to, type)
}

function markCommand(name: MarkName, icon: Command['icon'], keys: readonly string[]): Command {
  return {
    name,
    icon,
    keys,
    run: (editor) => editor.commands.toggleMark(name),
    isActive: (editor) => hasMark(editor, name),
  }
}

export const bold = markCommand('bold', Bold, ['Mod-b'])
export const italic = markCommand('italic', Italic, ['Mod-i'])
export const underline = markCommand('underline', Underline, ['Mod-u'])
export const superscript = markCommand('superscript', Superscript, ['Mod-.'])
export const subscript = markCommand('subscript', Subscript, ['Mod-,'])
