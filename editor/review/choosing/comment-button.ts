import type { EditorView } from '@tiptap/pm/view'

const GAP = 5
/** Below words that a finger selects hang the handles that it drags. */
const HANDLES = 32

/**
 * The button beside a selection. It stands in the margin of the sheet, or below the selection where there is none, never over
 * the selected words; it follows the page and goes when they are out of sight. Keys have a way of their own, so it never
 * takes the focus.
 */
export class CommentButton {
  private readonly button = document.createElement('button')
  private readonly label = document.createElement('span')
  private view: EditorView | undefined
  private readonly follow = () => this.place()

  constructor(icon: Element, keys: string, onPress: () => void) {
    this.button.type = 'button'
    this.button.tabIndex = -1
    this.button.className = 'gop-y-button'
    this.button.hidden = true
    this.button.title = keys
    this.button.append(icon, this.label)
    // The words stay selected.
    this.button.addEventListener('mousedown', (event) => event.preventDefault())
    this.button.addEventListener('click', onPress)
    document.body.append(this.button)
  }

  show(view: EditorView, label: string): void {
    if (this.label.textContent !== label) this.label.textContent = label
    if (!this.view) {
      addEventListener('scroll', this.follow, { capture: true, passive: true })
      addEventListener('resize', this.follow)
    }
    this.view = view
    this.place()
  }

  hide(): void {
    if (!this.view) return
    this.view = undefined
    removeEventListener('scroll', this.follow, { capture: true })
    removeEventListener('resize', this.follow)
    this.button.hidden = true
  }

  destroy(): void {
    this.hide()
    this.button.remove()
  }

  private place(): void {
    const { view, button } = this
    if (!view || view.isDestroyed) return
    const { from, to, head } = view.state.selection
    const line = view.coordsAtPos(head, head === to ? -1 : 1)
    const page = view.dom.closest('[data-region]')?.getBoundingClientRect()
    const isInSight = !page || (line.bottom > page.top && line.top < Math.min(page.bottom, innerHeight))
    button.hidden = !isInSight
    if (!isInSight) return
    const { width, height } = button.getBoundingClientRect()
    const margin = view.dom.getBoundingClientRect().right + GAP
    if (margin + width + GAP <= innerWidth) {
      button.style.left = `${margin}px`
      button.style.top = `${(line.top + line.bottom - height) / 2}px`
      return
    }
    const end = view.coordsAtPos(to, -1)
    const start = view.coordsAtPos(from, 1)
    const below = end.bottom + (matchMedia('(pointer: coarse)').matches ? HANDLES : GAP)
    const top = below + height <= innerHeight ? below : start.top - GAP - height
    button.style.left = `${Math.max(GAP, Math.min(end.left, innerWidth - width - GAP))}px`
    button.style.top = `${Math.max(GAP, top)}px`
  }
}
