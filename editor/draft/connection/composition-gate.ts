import type { EditorView } from '@tiptap/pm/view'

/** What the gate needs of a ProseMirror view. */
export type ComposingView = Pick<EditorView, 'composing'> & { readonly dom: EventTarget }

export type CompositionGate = {
  /** True while somebody else's edit would break the word being composed. */
  readonly closed: () => boolean
  /** Watches this view until the returned function is called. */
  readonly bind: (view: ComposingView) => () => void
  /** Resolves when nothing is being composed. */
  readonly opened: () => Promise<void>
}

export type GateOptions = {
  readonly onOpen: () => void
  /**
   * How long an input method may stay silent inside a composition before the others' edits go in all the same:
   * long, for letters doubled inside a word are worse than others' words that come late.
   */
  readonly patience?: number
  /** ProseMirror reads the DOM up to 20 ms after compositionend; a redraw before that would swallow the word. */
  readonly settle?: number
}

/**
 * Keeps remote edits out while an input method composes: a remote insertion in the same paragraph redraws the text
 * under the input method, which then commits "việt" as "vviviêviệt".
 */
export function createCompositionGate({
  onOpen,
  patience = 15_000,
  settle = 50,
}: GateOptions): CompositionGate {
  let bound: ComposingView | undefined
  let settling = false
  let impatient = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: (() => void)[] = []

  const tellOpen = () => {
    onOpen()
    const told = waiting
    waiting = []
    for (const resolve of told) resolve()
  }
  const closed = () => bound !== undefined && !impatient && (settling || bound.composing)

  const after = (delay: number, act: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      act()
      if (!closed()) tellOpen()
    }, delay)
  }
  const handleComposing = () => {
    settling = false
    impatient = false
    after(patience, () => {
      impatient = true
    })
  }
  const handleEnd = () => {
    impatient = false
    settling = true
    after(settle, () => {
      settling = false
    })
  }
  const unbind = () => {
    clearTimeout(timer)
    bound?.dom.removeEventListener('compositionstart', handleComposing)
    bound?.dom.removeEventListener('compositionupdate', handleComposing)
    bound?.dom.removeEventListener('compositionend', handleEnd)
    bound = undefined
    settling = false
    impatient = false
  }

  return {
    closed,
    opened: () => (closed() ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    bind: (view) => {
      unbind()
      bound = view
      view.dom.addEventListener('compositionstart', handleComposing)
      view.dom.addEventListener('compositionupdate', handleComposing)
      view.dom.addEventListener('compositionend', handleEnd)
      return () => {
        if (bound !== view) return
        unbind()
        tellOpen()
      }
    },
  }
}
