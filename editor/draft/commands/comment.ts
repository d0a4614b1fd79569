import { MessageSquarePlus } from 'lucide-react'

import type { Command } from './command.ts'

/** On what is selected, else on the paragraph that the caret is in. */
export const comment: Command = {
  name: 'comment',
  icon: MessageSquarePlus,
  keys: ['Mod-Alt-m'],
  run: (_editor, { comment: begin }) => begin?.(),
  isAnywhere: true,
  isForReaders: true,
}
