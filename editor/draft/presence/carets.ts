import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { DecorationAttrs } from '@tiptap/pm/view'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import type { PresenceUser } from '../connection/connection.ts'
import { readableColor } from './people.ts'

/** Word joiner: text on both sides of the caret, or Chromium puts an input method's first letter inside it. */
const JOINER = '\u2060'
/** The name is read once, then it only hides the line above. */
const NAME_SHOWN = 2500

type AwarenessChange = { readonly added: number[]; readonly updated: number[] }

/**
 * The others' carets and selections. The plugin of y-tiptap without `CollaborationCaret`, which rebuilds a list of all
 * people at each movement and does not say whose caret it draws.
 */
export function peerCarets(awareness: Awareness): Extension {
  const labels = new Map<number, HTMLElement>()

  const drawCaret = (user: Partial<PresenceUser>, client: number): HTMLElement => {
    const { caret, label } = createCaret(user)
    labels.set(client, label)
    showName(label)
    return caret
  }
  const handleMove = ({ added, updated }: AwarenessChange) => {
    for (const client of [...added, ...updated]) {
      const label = labels.get(client)
      if (label) showName(label)
    }
  }

  return Extension.create({
    name: 'peerCarets',
    priority: 999,
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, { cursorBuilder: drawCaret, selectionBuilder: selectionAttributes }) as Plugin,
      new Plugin({
        view: () => {
          awareness.on('change', handleMove)
          return {
            destroy: () => {
              awareness.off('change', handleMove)
              labels.clear()
            },
          }
        },
      }),
    ],
  })
}

/** A caret with the person's name and office. Hidden from screen readers, which are told by the page's live region. */
export function createCaret(user: Partial<PresenceUser>): {
  readonly caret: HTMLElement
  readonly label: HTMLElement
} {
  const color = readableColor(user.color)
  const caret = document.createElement('span')
  caret.className = 'peer-caret'
  caret.setAttribute('aria-hidden', 'true')
  caret.style.setProperty('--peer-color', color)
  caret.style.setProperty('--peer-ink', inkOn(color))
  const label = document.createElement('span')
  label.className = 'peer-caret-name'
  label.textContent = [user.name, user.office].filter(Boolean).join(' · ')
  caret.append(JOINER, label, JOINER)
  return { caret, label }
}

function selectionAttributes(user: Partial<PresenceUser>): DecorationAttrs {
  return { class: 'peer-selection', style: `background-color: ${readableColor(user.color)}33` }
}

function showName(label: HTMLElement): void {
  // Not every DOM animates (tests); the style sheet shows the name on hover in any case.
  if (typeof label.animate !== 'function') return
  for (const animation of label.getAnimations()) animation.cancel()
  label.animate([{ opacity: 1 }, { opacity: 1, offset: 0.85 }, { opacity: 0 }], NAME_SHOWN)
}

/** Black or white, whichever can be read on this colour (WCAG relative luminance, 4.5:1 on one side always holds). */
export function inkOn(color: string): '#ffffff' | '#000000' {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16)),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > 0.179 ? '#000000' : '#ffffff'
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
