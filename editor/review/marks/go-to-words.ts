import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'

import type { TextPlace } from '../review.ts'

/** Brings words into the middle of the page, and the caret before them. */
export function goToWords(editor: Editor, place: TextPlace | undefined): void {
  if (place && !editor.isDestroyed) {
    const { state, view } = editor
    const at = state.doc.resolve(Math.min(place.from, state.doc.content.size))
    view.dispatch(state.tr.setSelection(TextSelection.near(at)))
  }
  editor.view.focus()
  showWords(editor, place)
}

/** Without moving the caret. */
export function showWords(editor: Editor, place: TextPlace | undefined): void {
  if (editor.isDestroyed) return
  const { view } = editor
  const scroller = view.dom.closest('.draft-page')
  if (!scroller) return
  if (!place) {
    scroller.scrollTo({ top: 0 })
    return
  }
  const { doc } = editor.state
  const inside = doc.resolve(Math.min(place.from, doc.content.size))
  const block = inside.depth > 1 ? view.nodeDOM(inside.before(2)) : view.nodeDOM(place.from)
  // Laid out first: a section out of sight has only a guessed height.
  if (block instanceof HTMLElement) block.scrollIntoView({ block: 'center' })
  const { top, height } = scroller.getBoundingClientRect()
  const line = view.coordsAtPos(inside.pos, 1).top
  scroller.scrollTop += line - top - height / 3
}

/** Frames. */
const TRIES = 40

/** As `showWords`, for a text field that has just been made: it may not be on the page yet, nor know where words are. */
export function showWordsSoon(editor: Editor, placeOf: () => TextPlace | undefined, tries = TRIES): void {
  requestAnimationFrame(() => {
    const place = editor.isDestroyed ? undefined : placeOf()
    if (place && editor.view.dom.closest('.draft-page')) showWords(editor, place)
    else if (tries > 0) showWordsSoon(editor, placeOf, tries - 1)
  })
}

/** So near the edge of the page nobody looks. */
const EDGE = 60

/** Shows words only where the page does not show them already. */
export function bringIntoSight(editor: Editor, place: TextPlace | undefined): void {
  const scroller = editor.isDestroyed ? null : editor.view.dom.closest('.draft-page')
  if (!scroller || !place) return
  const { top, bottom } = scroller.getBoundingClientRect()
  const line = editor.view.coordsAtPos(Math.min(place.from, editor.state.doc.content.size), 1).top
  if (line < top + EDGE || line > bottom - EDGE) showWords(editor, place)
}

/** The card is drawn when the page has come to rest where it stands; until then it is waited for. */
export function focusCard(threadId: string, tries = TRIES): void {
  requestAnimationFrame(() => {
    const card = document.querySelector(`[data-thread="${CSS.escape(threadId)}"][data-active] .thread-open`)
    if (card instanceof HTMLElement) card.focus({ preventScroll: true })
    else if (tries > 0) focusCard(threadId, tries - 1)
  })
}

/** To the group of threads whose words are gone. */
export function focusLost(): void {
  const heading = document.querySelector<HTMLElement>('.review-lost > h3')
  heading?.scrollIntoView({ block: 'start' })
  heading?.focus({ preventScroll: true })
}
