import { bulletList, hardBreak, image, orderedList } from './blocks.ts'
import type { Command } from './command.ts'
import { comment } from './comment.ts'
import { footnote } from './footnote.ts'
import { redo, undo } from './history.ts'
import { bold, italic, subscript, superscript, underline } from './marks.ts'

/** The toolbar, group by group. The table's button, which opens a picker of its own, stands before the footnote's. */
export const TOOLBAR: readonly (readonly Command[])[] = [
  [undo, redo],
  [bold, italic, underline, superscript, subscript],
  [bulletList, orderedList, hardBreak],
  [footnote, image],
  [comment],
]

/** Everything that has keys. */
export const KEYED: readonly Command[] = TOOLBAR.flat().filter((command) => command.keys.length > 0)
