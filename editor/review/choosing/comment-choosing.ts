import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Observable } from '../../draft/connection/cell.ts'
import { NODE } from '../../../report/schema/names.ts'
import { whyNotHere } from '../../draft/rights/judge.ts'
import { threadsAt } from '../marks/anchor-marks.ts'
import { CommentButton } from './comment-button.ts'
import { ContextMenu, type MenuLine } from './comment-menu.ts'
import './comment-choosing.css'
import type { OpenedReview } from '../open-review.ts'
import type { Selected } from '../review.ts'
import { blockForComment, selectedForComment } from './select-comment.ts'
import { readTextMap } from '../marks/text-map.ts'

export type ChoosingTexts = {
  readonly comment: string
  readonly attachHere: string
  readonly openThread: (number: number) => string
  readonly cut: string
  readonly copy: string
  readonly menuLabel: string
}

export type ChoosingOptions = {
  readonly review: OpenedReview
  /** Whether one may comment at all. */
  readonly may: Observable<boolean>
  readonly texts: ChoosingTexts
}

export const COMMENT_KEYS = 'Ctrl+Alt+M'
const RIGHT_BUTTON = 2
/** A selection that is still being drawn is told of when it rests. */
const REST_MS = 120

/** How words are chosen to comment on: the button beside a selection, and the menu of the right mouse button. */
export function commentChoosing(options: ChoosingOptions): Extension {
  return Extension.create({
    name: 'commentChoosing',
    priority: 300,
    addProseMirrorPlugins: () => [choosing(options)],
  })
}

/** Opens the composer for what is selected, or for the paragraph of a mere caret; or gives a lost thread its place there. */
export function commentHere(view: EditorView, review: OpenedReview): void {
  const selected = selectedHere(view, review) ?? blockForComment(view.state)
  if (!selected) return
  const attached = review.attaching.get()
  if (attached === undefined) review.composing.set(selected)
  else {
    review.attach(attached, selected.anchor)
    review.attaching.set(undefined)
    review.active.set(attached)
  }
  letGo(view)
}

/** The words are marked now. Left selected, they would be gone with the first key after the comment is sent. */
export function letGo({ state, dispatch }: EditorView): void {
  if (state.selection.empty) return
  dispatch(state.tr.setSelection(TextSelection.near(state.selection.$to, -1)))
}

function selectedHere({ state }: EditorView, { places }: OpenedReview): Selected | undefined {
  if (state.selection.empty) return undefined
  const doc = places.doc()
  const map = doc && readTextMap(doc, state.doc)
  return map && selectedForComment(state, map)
}

function choosing({ review, may, texts }: ChoosingOptions): Plugin {
  let menu: ContextMenu | undefined
  return new Plugin({
    props: {
      handleClickOn: (view, _pos, node, nodePos, event) => {
        if (node.type.name !== NODE.figure || !(event.target instanceof HTMLImageElement)) return false
        goToPicture(view, nodePos)
        return true
      },
      handleDOMEvents: {
        contextmenu: (view, event) => {
          if (!menu || isBrowsersOwn(event)) return false
          const lines = menuLines(view, event, { review, may, texts })
          if (lines.length === 0) return false
          event.preventDefault()
          menu.open(pointOf(view, event), lines, view.dom)
          return true
        },
      },
    },
    view: (view) => {
      menu = new ContextMenu(texts.menuLabel)
      const shown = showButton(view, { review, may, texts })
      return {
        update: shown.update,
        destroy: () => {
          menu?.close()
          shown.destroy()
        },
      }
    },
  })
}

/**
 * The caret goes to the picture that is clicked, into its caption: it would stay wherever it was, and a comment with it.
 * Selected as a whole, the picture would be gone with the next key.
 */
function goToPicture(view: EditorView, pos: number): void {
  view.focus()
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos + 1)))
}

/** With Shift the browser's own menu comes, and for a finger that selects, the system's. Shift+F10 holds Shift, too. */
function isBrowsersOwn(event: MouseEvent): boolean {
  const isTouch = 'pointerType' in event && event.pointerType === 'touch'
  return isTouch || (event.shiftKey && !isByKeys(event))
}

/** The menu key or Shift+F10: no button of the mouse is down. A Mac's Ctrl with the left one is the mouse, too. */
function isByKeys({ button, ctrlKey }: MouseEvent): boolean {
  return button !== RIGHT_BUTTON && !ctrlKey
}

function showButton(view: EditorView, { review, may, texts }: ChoosingOptions) {
  const button = new CommentButton(drawIcon(), COMMENT_KEYS, () => commentHere(view, review))
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPressed = false

  const look = () => {
    if (view.isDestroyed) return
    const selected = may.get() && !view.composing ? selectedHere(view, review) : undefined
    review.setSelected(selected)
    const isInUse = selected && !isPressed && view.hasFocus()
    if (isInUse) button.show(view, review.attaching.get() === undefined ? texts.comment : texts.attachHere)
    else button.hide()
  }
  const lookSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(look, REST_MS)
  }
  const press = () => {
    isPressed = true
    button.hide()
  }
  const letGo = () => {
    if (!isPressed) return
    isPressed = false
    lookSoon()
  }
  view.dom.addEventListener('mousedown', press)
  view.dom.addEventListener('focus', lookSoon)
  view.dom.addEventListener('blur', lookSoon)
  addEventListener('mouseup', letGo)
  // Selected words that are dragged: no button comes up.
  addEventListener('dragend', letGo)
  const stops = [review.composing, review.attaching, may].map((one) => one.subscribe(lookSoon))
  return {
    update: (_view: EditorView, before: EditorState) => {
      const { selection, doc } = view.state
      if (before.doc === doc && before.selection.eq(selection)) return
      // A mere caret moves with every key: nothing was shown, and nothing is to be shown.
      if (selection.empty && before.selection.empty) return
      if (selection.empty) button.hide()
      lookSoon()
    },
    destroy: () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
      view.dom.removeEventListener('mousedown', press)
      view.dom.removeEventListener('focus', lookSoon)
      view.dom.removeEventListener('blur', lookSoon)
      removeEventListener('mouseup', letGo)
      removeEventListener('dragend', letGo)
      button.destroy()
      review.setSelected(undefined)
    },
  }
}

/** Empty where there is nothing of ours to offer: then the browser's own menu comes. */
function menuLines(view: EditorView, event: MouseEvent, { review, may, texts }: ChoosingOptions): MenuLine[] {
  const { state } = view
  const { selection } = state
  const point = { left: event.clientX, top: event.clientY }
  const pos = (isByKeys(event) ? undefined : view.posAtCoords(point)?.pos) ?? selection.head
  const isSelected = !selection.empty && selection.from <= pos && pos <= selection.to
  const numbers = new Map(review.threads.get().map(({ thread }) => [thread.id, thread.number]))
  const threads = threadsAt(state, pos)
  if (!isSelected && threads.length === 0) return []
  const label = review.attaching.get() === undefined ? texts.comment : texts.attachHere
  const comments = may.get() && isSelected
  const opening = threads.map((id, index) => ({
    label: texts.openThread(numbers.get(id) ?? 0),
    apart: index === 0 && comments,
    run: () => review.active.set(id),
  }))
  const clipboard = (name: 'cut' | 'copy', keys: string) => ({
    label: texts[name],
    keys,
    run: () => void document.execCommand(name),
  })
  return [
    ...(comments ? [{ label, keys: COMMENT_KEYS, run: () => commentHere(view, review) }] : []),
    ...opening,
    ...(isSelected && view.editable && !whyNotHere(state)
      ? [{ ...clipboard('cut', 'Ctrl+X'), apart: true }]
      : []),
    ...(isSelected ? [clipboard('copy', 'Ctrl+C')] : []),
  ]
}

/** Keys tell no place, or one that is no caret's. */
function pointOf(view: EditorView, event: MouseEvent): { x: number; y: number } {
  if (!isByKeys(event)) return { x: event.clientX, y: event.clientY }
  const { left, bottom } = view.coordsAtPos(view.state.selection.head)
  return { x: left, y: bottom }
}

/** lucide's `message-square-plus`. */
function drawIcon(): Element {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const attributes = { viewBox: '0 0 24 24', width: '16', height: '16', fill: 'none', stroke: 'currentColor' }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value)
  svg.setAttribute('stroke-width', '2')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svg.namespaceURI, 'path')
  path.setAttribute('d', 'M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2zM12 7v6M9 10h6')
  svg.append(path)
  return svg
}
