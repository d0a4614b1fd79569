import type { EditorView } from '@tiptap/pm/view'

/** Longer than any input method takes from its key to its first letter, and from one letter to the next key of a word. */
const HELD_MS = 1500

/**
 * What an input method composes cannot be prevented by the event that announces it, and taking it back from the page
 * afterwards breaks the input method. But nothing can be composed where nothing is editable: so while somebody tries, the
 * section's text is not, with the caret where it was. Any other key or a click makes it an ordinary text again, in which
 * carets move.
 */
export type StillSection = {
  readonly hold: (view: EditorView) => void
  readonly release: () => void
}

export function createStillSection(): StillSection {
  let held: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const release = () => {
    clearTimeout(timer)
    held?.removeAttribute('contenteditable')
    held = undefined
  }
  return {
    hold: (view) => {
      const body = bodyAtCaret(view)
      if (held !== body) release()
      held = body
      if (body && body.contentEditable !== 'false') body.contentEditable = 'false'
      clearTimeout(timer)
      timer = setTimeout(release, HELD_MS)
    },
    release,
  }
}

function bodyAtCaret(view: EditorView): HTMLElement | undefined {
  const { node } = view.domAtPos(view.state.selection.head)
  const element = node instanceof HTMLElement ? node : node.parentElement
  return element?.closest<HTMLElement>('.cs-section-body') ?? undefined
}
