import type { Editor } from '@tiptap/core'
import { CornerDownLeft, ImagePlus, List, ListOrdered } from 'lucide-react'

import { NODE } from '../../../report/schema/names.ts'
import type { Command } from './command.ts'

/** Whether the caret stands somewhere inside a node of this type. */
export function isInside({ state }: Editor, name: string): boolean {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === name) return true
  }
  return false
}

export const bulletList: Command = {
  name: 'bulletList',
  icon: List,
  keys: ['Mod-Shift-8'],
  run: (editor) => editor.commands.toggleBulletList(),
  isActive: (editor) => isInside(editor, NODE.bulletList),
}

export const orderedList: Command = {
  name: 'orderedList',
  icon: ListOrdered,
  keys: ['Mod-Shift-7'],
  run: (editor) => editor.commands.toggleOrderedList(),
  isActive: (editor) => isInside(editor, NODE.orderedList),
}

export const hardBreak: Command = {
  name: 'hardBreak',
  icon: CornerDownLeft,
  keys: ['Shift-Enter'],
  run: (editor) => editor.commands.setHardBreak(),
}

export const image: Command = {
  name: 'image',
  icon: ImagePlus,
  keys: [],
  run: (_editor, stage) => stage.chooseImage(),
}
