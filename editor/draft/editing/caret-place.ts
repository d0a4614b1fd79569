import type { ResolvedPos } from '@tiptap/pm/model'
import { Plugin, Selection } from '@tiptap/pm/state'

/**
 * Keeps a caret set between two blocks, as screen readers and scripts set it behind a section's last one, in the block
 * that it was set in. ProseMirror takes the next text in the direction the caret came from: in the next section, where the
 * next letters would be written, though the person was in a section that they may only read.
 */
export function caretPlace(): Plugin {
  return new Plugin({
    props: {
      createSelectionBetween: (_view, $anchor, $head) =>
        $anchor.pos === $head.pos ? selectionInside($head) : null,
    },
  })
}

/** Null where ProseMirror's own choice stays inside: in text, with text on both sides, or with none anywhere. */
function selectionInside($pos: ResolvedPos): Selection | null {
  if ($pos.parent.inlineContent) return null
  const around = [Selection.findFrom($pos, -1, true), Selection.findFrom($pos, 1, true)]
  for (let depth = $pos.depth; depth > 0; depth--) {
    const inside = around.filter(
      (found) => found && found.from >= $pos.start(depth) && found.to <= $pos.end(depth),
    )
    if (inside.length > 0) return inside.length === 1 ? (inside[0] ?? null) : null
  }
  return null
}
