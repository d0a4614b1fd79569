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

type AwarenessChange = {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/**
 * The others' carets and selections. The plugin of y-tiptap without `CollaborationCaret`, which rebuilds a list of all
 * people at each movement and does not say whose caret it draws.
 */
export function peerCarets(awareness: Awareness): Extension {
  const names = new Map<number, NameFlag>()

  const drawCaret = (user: Partial<PresenceUser>, client: number): HTMLElement => {
    const { caret, label } = createCaret(user)
    names.get(client)?.drop()
    const name = nameFlag(label)
    names.set(client, name)
    name.show()
    return caret
  }
  const handleMove = ({ added, updated }: AwarenessChange) => {
    for (const client of [...added, ...updated]) names.get(client)?.show()
  }

  return Extension.create({
    name: 'peerCarets',
    priority: 999,
    addProseMirrorPlugins: () => [
      yCursorPlugin(othersOf(awareness), {
        cursorBuilder: drawCaret,
        selectionBuilder: selectionAttributes,
      }) as Plugin,
      new Plugin({
        view: () => {
          awareness.on('change', handleMove)
          return {
            destroy: () => {
              awareness.off('change', handleMove)
              for (const name of names.values()) name.drop()
              names.clear()
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

/**
 * The awareness as `yCursorPlugin` may see it: silent about our own caret. The plugin redraws the page's decorations with
 * a transaction of its own at every change, and our caret, which it does not draw, changes with every key.
 */
function othersOf(awareness: Awareness): Awareness {
  const heard = new Map<(change: AwarenessChange) => void, (change: AwarenessChange) => void>()
  const isOwn = (client: number) => client === awareness.clientID
  const quiet: Pick<Awareness, 'getStates' | 'getLocalState' | 'setLocalStateField'> & {
    on: (name: 'change', listener: (change: AwarenessChange) => void) => void
    off: (name: 'change', listener: (change: AwarenessChange) => void) => void
  } = {
    getStates: () => awareness.getStates(),
    getLocalState: () => awareness.getLocalState(),
    setLocalStateField: (field, value) => awareness.setLocalStateField(field, value),
    on: (name, listener) => {
      const hear = (change: AwarenessChange) => {
        if (![...change.added, ...change.updated, ...change.removed].every(isOwn)) listener(change)
      }
      heard.set(listener, hear)
      awareness.on(name, hear)
    },
    off: (name, listener) => {
      const hear = heard.get(listener)
      if (hear) awareness.off(name, hear)
      heard.delete(listener)
    },
  }
  return quiet as unknown as Awareness
}

type NameFlag = { readonly show: () => void; readonly drop: () => void }

/** Shows a name for a while after each move. Timed, not animated: an animation would draw frames while nothing changes. */
function nameFlag(label: HTMLElement): NameFlag {
  let movedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const hideWhenDue = () => {
    const left = movedAt + NAME_SHOWN - Date.now()
    timer = left > 0 ? setTimeout(hideWhenDue, Math.min(left, NAME_SHOWN)) : undefined
    if (!timer) label.classList.remove('peer-caret-name--shown')
  }
  return {
    show: () => {
      movedAt = Date.now()
      if (timer) return
      label.classList.add('peer-caret-name--shown')
      timer = setTimeout(hideWhenDue, NAME_SHOWN)
    },
    drop: () => clearTimeout(timer),
  }
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
