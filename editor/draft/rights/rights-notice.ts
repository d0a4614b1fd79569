import type { EditorView } from '@tiptap/pm/view'
import type { Refused } from './judge.ts'
import type { OpenRights } from './open-rights.ts'
import { type RightsTexts, sayRefused } from './rights-texts.ts'

const SHOWN_MS = 5000
const GAP = 6

/**
 * The sentence near the caret that says why nothing was written. It stays while somebody goes on trying and is said once,
 * not with every key; it never takes the focus.
 */
export class RightsNotice {
  private readonly bubble = document.createElement('div')
  private readonly texts: RightsTexts
  private view: EditorView | undefined
  private readonly followPage = () => this.view && !this.view.isDestroyed && this.place(this.view)
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(texts: RightsTexts) {
    this.texts = texts
    this.bubble.className = 'cs-notice'
    this.bubble.setAttribute('role', 'status')
    this.bubble.setAttribute('aria-live', 'polite')
    document.body.append(this.bubble)
  }

  show(view: EditorView, refused: Refused, open: OpenRights): void {
    const sentence = sayRefused(refused, open, this.texts)
    if (this.bubble.textContent !== sentence) this.bubble.textContent = sentence
    this.bubble.classList.add('cs-notice--shown')
    this.place(view)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.hide(), SHOWN_MS)
    this.view = view
    // The page settles by itself after a click, as sections come into sight.
    addEventListener('scroll', this.followPage, true)
  }

  hide(): void {
    clearTimeout(this.timer)
    removeEventListener('scroll', this.followPage, true)
    this.bubble.classList.remove('cs-notice--shown')
    if (this.bubble.textContent !== '') this.bubble.textContent = ''
  }

  destroy(): void {
    this.hide()
    this.bubble.remove()
  }

  private place(view: EditorView): void {
    const caret = view.coordsAtPos(view.state.selection.head)
    const { width, height } = this.bubble.getBoundingClientRect()
    const below = caret.bottom + GAP
    const top = below + height > innerHeight ? caret.top - GAP - height : below
    this.bubble.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`
    this.bubble.style.left = `${Math.max(GAP, Math.min(caret.left, innerWidth - width - GAP))}px`
  }
}
