import type { EditorView } from '@tiptap/pm/view'
import type { TextPlace } from '../review.ts'

/** A screen ahead and behind: scrolled there, the text is as it will stay. */
const AHEAD = '100%'

/**
 * Which sections of the text are on the screen or about to be. What is drawn in the others is laid out, painted and kept for
 * nobody, with every key.
 */
export type NearSections = {
  /** Where they stand; undefined while the browser has not told what is on the screen: then all are near. */
  readonly places: () => readonly TextPlace[] | undefined
  /** The text may have other sections now. */
  readonly look: () => void
  readonly stop: () => void
}

export function followNearSections(view: EditorView, onChange: () => void): NearSections {
  if (typeof IntersectionObserver === 'undefined') {
    return { places: () => undefined, look: () => undefined, stop: () => undefined }
  }
  const near = new Set<Element>()
  let watched = new Set<Element>()
  let isTold = false
  const hear = (entries: readonly IntersectionObserverEntry[]) => {
    let isNews = !isTold
    isTold = true
    for (const { target, isIntersecting } of entries) {
      if (near.has(target) === isIntersecting) continue
      isNews = true
      if (isIntersecting) near.add(target)
      else near.delete(target)
    }
    if (isNews) onChange()
  }
  let observer: IntersectionObserver | undefined
  const look = () => {
    // Measured against the page's scroller, which the text is put into after its making: beyond what that cuts off, a margin
    // of the window's would see nothing come.
    const root = observer ? undefined : view.dom.closest('.draft-page')
    if (root) observer = new IntersectionObserver(hear, { root, rootMargin: `${AHEAD} 0px` })
    const { children } = view.dom
    if (!observer) return
    if (children.length === watched.size && Array.from(children).every((child) => watched.has(child))) return
    const now = new Set<Element>(children)
    for (const gone of watched) {
      if (now.has(gone)) continue
      observer.unobserve(gone)
      near.delete(gone)
    }
    for (const child of now) if (!watched.has(child)) observer.observe(child)
    watched = now
  }
  return {
    places: () =>
      isTold
        ? Array.from(near, (element) => placeOf(view, element)).filter((place) => place !== undefined)
        : undefined,
    look,
    stop: () => observer?.disconnect(),
  }
}

function placeOf(view: EditorView, element: Element): TextPlace | undefined {
  if (element.parentNode !== view.dom) return undefined
  const inside = view.state.doc.resolve(view.posAtDOM(element, 0))
  return inside.depth > 0 ? { from: inside.before(1), to: inside.after(1) } : undefined
}
