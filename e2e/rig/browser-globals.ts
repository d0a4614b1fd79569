import { Window } from 'happy-dom'

/**
 * The few globals that ProseMirror and TipTap touch, from happy-dom. Only these: `fetch`, `WebSocket` and timers stay
 * Node's. Imported before anything that imports ProseMirror's view.
 */
const window = new Window({ url: 'http://localhost/' })

const NAMES = [
  'window',
  'document',
  'navigator',
  'DOMParser',
  'MutationObserver',
  'Node',
  'Text',
  'Element',
  'HTMLElement',
  'HTMLStyleElement',
  'DocumentFragment',
  'Range',
  'Selection',
  'ClipboardEvent',
  'Event',
  'KeyboardEvent',
  'InputEvent',
  'getComputedStyle',
  'getSelection',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'innerHeight',
  'innerWidth',
] as const

for (const name of NAMES) {
  const value: unknown = name === 'window' ? window : window[name as keyof typeof window]
  const bound = typeof value === 'function' && /^[a-z]/.test(name) ? (value.bind(window) as unknown) : value
  Object.defineProperty(globalThis, name, { value: bound, configurable: true, writable: true })
}
