import { BookmarkPlus } from 'lucide-react'

import { NODE } from '../../../report/schema/names.ts'
import { insertFootnote } from '../editing/insert-commands.ts'
import { isInside } from './blocks.ts'
import type { Command } from './command.ts'

export const footnote: Command = {
  name: 'footnote',
  icon: BookmarkPlus,
  keys: ['Mod-Alt-f'],
  run: ({ state, view }) => {
    insertFootnote()(state, view.dispatch.bind(view))
    view.focus()
  },
  isEnabled: (editor) => !isInside(editor, NODE.footnote),
}
