/** One line of the menu; `apart` draws a line above it. */
export type MenuLine = {
  readonly label: string
  readonly keys?: string
  readonly apart?: boolean
  readonly run: () => void
}

const EDGE = 4

/** A menu where the mouse is. Arrows, Home, End, Enter and Escape; a click elsewhere, a scroll or Tab closes it. */
export class ContextMenu {
  private readonly menu = document.createElement('div')
  private readonly label: string
  private backTo: HTMLElement | undefined

  constructor(label: string) {
    this.label = label
    this.menu.className = 'menu gop-y-menu'
    this.menu.setAttribute('role', 'menu')
    this.menu.setAttribute('aria-label', this.label)
    this.menu.addEventListener('keydown', (event) => this.handleKey(event))
    this.menu.addEventListener('contextmenu', (event) => event.preventDefault())
  }

  /** Focus goes to `backTo` when it closes. */
  open(
    at: { readonly x: number; readonly y: number },
    lines: readonly MenuLine[],
    backTo: HTMLElement,
  ): void {
    this.close()
    this.backTo = backTo
    this.menu.replaceChildren(...lines.flatMap((line) => this.draw(line)))
    document.body.append(this.menu)
    const { width, height } = this.menu.getBoundingClientRect()
    this.menu.style.left = `${Math.max(EDGE, Math.min(at.x, innerWidth - width - EDGE))}px`
    this.menu.style.top = `${Math.max(EDGE, Math.min(at.y, innerHeight - height - EDGE))}px`
    addEventListener('pointerdown', this.closeFromOutside, true)
    addEventListener('scroll', this.closeFromOutside, true)
    addEventListener('blur', this.closeFromOutside)
    this.items()[0]?.focus({ preventScroll: true })
  }

  close(): void {
    if (!this.menu.isConnected) return
    const hadFocus = this.menu.contains(document.activeElement)
    this.menu.remove()
    removeEventListener('pointerdown', this.closeFromOutside, true)
    removeEventListener('scroll', this.closeFromOutside, true)
    removeEventListener('blur', this.closeFromOutside)
    if (hadFocus) this.backTo?.focus({ preventScroll: true })
  }

  private readonly closeFromOutside = (event: Event) => {
    if (event.target instanceof Node && this.menu.contains(event.target)) return
    this.close()
  }

  private draw({ label, keys, apart, run }: MenuLine): HTMLElement[] {
    const item = document.createElement('button')
    item.type = 'button'
    item.className = 'menu-item'
    item.tabIndex = -1
    item.setAttribute('role', 'menuitem')
    item.append(label)
    if (keys !== undefined) {
      const shortcut = document.createElement('span')
      shortcut.className = 'menu-shortcut'
      shortcut.textContent = keys
      item.append(shortcut)
    }
    item.addEventListener('mouseenter', () => item.focus({ preventScroll: true }))
    item.addEventListener('click', () => {
      // First back to the text: what is done is done to its selection.
      this.close()
      run()
    })
    if (apart !== true) return [item]
    const line = document.createElement('div')
    line.className = 'menu-separator'
    line.setAttribute('role', 'separator')
    return [line, item]
  }

  private items(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('[role=menuitem]')]
  }

  private handleKey(event: KeyboardEvent): void {
    const items = this.items()
    const at = items.findIndex((item) => item === document.activeElement)
    const last = items.length - 1
    const next = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key]
    if (next !== undefined) items[next]?.focus({ preventScroll: true })
    else if (event.key === 'Escape' || event.key === 'Tab') this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}
