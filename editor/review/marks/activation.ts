import { type EditorState, Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Review } from '../review.ts'

/** The threads on whose words a position is, the closest around it first. */
type ThreadsAt = (state: EditorState, pos: number) => readonly string[]

/**
 * A click or a caret on marked words opens their thread; the next click on the same words the one around it, and so on. Words
 * without one close it.
 */
export function activation(
  { active, composing }: Pick<Review, 'active' | 'composing'>,
  threadsAt: ThreadsAt,
): Plugin {
  /** What was open as the mouse went down: by the time it comes up, the caret has moved. */
  let pressed: { readonly active: string | undefined } | undefined

  const follow = (view: EditorView) => {
    const here = threadsAt(view.state, view.state.selection.head)
    const now = active.get()
    if (now === undefined || !here.includes(now)) active.set(here[0])
  }
  const release = () => {
    pressed = undefined
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        mousedown: (_view, event) => {
          pressed = event.button === 0 ? { active: active.get() } : undefined
          return false
        },
        // The click that it may be comes with the same event, the caret with one behind it.
        mouseup: () => {
          setTimeout(release)
          return false
        },
        dragend: () => {
          release()
          return false
        },
      },
      handleClick: (view, pos) => {
        const here = threadsAt(view.state, pos)
        const before = here.indexOf(pressed?.active ?? '')
        active.set(here[(before + 1) % here.length])
        return false
      },
    },
    view: () => ({
      update: (view, before) => {
        const { selection, doc } = view.state
        // Typing moves the caret too, and nothing shall open under it.
        if (before.doc !== doc || before.selection.eq(selection) || !selection.empty) return
        if (pressed || view.composing || composing.get() || !view.hasFocus()) return
        follow(view)
      },
    }),
  })
}
