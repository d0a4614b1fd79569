import type { Editor } from '@tiptap/core'

import type { TextPlace } from '../review.ts'

/** A stretch of the window, in its own coordinates. */
export type Stretch = { readonly top: number; readonly bottom: number }

type Compartment = { readonly pos: number; readonly end: number; readonly box: DOMRect }

/**
 * How far down the window each place is. What is near is measured to the line, the rest from where it was in its section, or
 * guessed from how far into the section it is: out of sight nothing is laid out, and measuring there would have to do it.
 * To be called when the page has just been painted.
 */
export function createLineReader(editor: Editor) {
  const offsets = new Map<string, number>()

  const measure = (place: TextPlace, within: Compartment, near: Stretch): number | undefined => {
    const { view, state } = editor
    const inside = state.doc.resolve(Math.min(place.from, within.end - 1))
    const block = inside.depth > 1 ? view.nodeDOM(inside.before(2)) : view.nodeDOM(place.from)
    if (!(block instanceof HTMLElement)) return undefined
    const { top, bottom } = block.getBoundingClientRect()
    if (bottom < near.top || top > near.bottom) return top
    return view.coordsAtPos(inside.pos, 1).top
  }
  const lineOf = (id: string, place: TextPlace, within: Compartment, near: Stretch): number => {
    const { top, bottom, height } = within.box
    if (bottom >= near.top && top <= near.bottom) {
      const line = measure(place, within, near)
      if (line !== undefined) {
        offsets.set(id, line - top)
        return line
      }
    }
    const known = offsets.get(id)
    if (known !== undefined) return top + known
    return top + (height * (place.from - within.pos)) / (within.end - within.pos)
  }

  return (places: ReadonlyMap<string, TextPlace>, near: Stretch): ReadonlyMap<string, number> => {
    const compartments = readCompartments(editor)
    const lines = new Map<string, number>()
    for (const [id, place] of places) {
      const within = compartmentAt(compartments, place.from)
      if (within) lines.set(id, lineOf(id, place, within, near))
    }
    return lines
  }
}

function readCompartments({ state, view }: Editor): readonly Compartment[] {
  const found: Compartment[] = []
  state.doc.forEach((node, pos) => {
    const dom = view.nodeDOM(pos)
    if (dom instanceof HTMLElement) {
      found.push({ pos, end: pos + node.nodeSize, box: dom.getBoundingClientRect() })
    }
  })
  return found
}

function compartmentAt(compartments: readonly Compartment[], pos: number): Compartment | undefined {
  let low = 0
  let high = compartments.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const one = compartments[middle]
    if (!one) return undefined
    if (pos < one.pos) high = middle - 1
    else if (pos >= one.end) low = middle + 1
    else return one
  }
  return undefined
}
