import type { Node, Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import type { AnchorPlace, TextPoint } from '../../../report/review/anchors/anchor-book.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import type { TextPlace } from '../review.ts'

type Run = { readonly text: Y.XmlText; readonly start: number; readonly end: number }

/** Where the parts of a `Y.Doc` stand in the text field's document. Good for the document it was made of, and no other. */
export type TextMap = {
  readonly placeOf: (place: AnchorPlace) => TextPlace | undefined
  /** The character that begins at a position, or the one that ends there. */
  readonly pointAt: (pos: number, side: 'begins' | 'ends') => TextPoint | undefined
}

/**
 * One walk through the report. Undefined while the text field does not show what the `Y.Doc` holds, as in the middle of a
 * transaction: then is no time to look.
 */
export function readTextMap(doc: Y.Doc, shown: Node): TextMap | undefined {
  const runs: Run[] = []
  const starts = new Map<Y.XmlText, number>()
  const elements = new Map<Y.XmlElement, TextPlace>()
  const { schema } = shown.type

  const walk = (children: readonly unknown[], start: number): number => {
    let pos = start
    for (const child of children) {
      if (child instanceof Y.XmlText) {
        const end = pos + child.length
        starts.set(child, pos)
        runs.push({ text: child, start: pos, end })
        pos = end
      } else if (child instanceof Y.XmlElement) {
        const end = isLeaf(schema, child) ? pos + 1 : walk(child.toArray(), pos + 1) + 1
        elements.set(child, { from: pos, to: end })
        pos = end
      }
    }
    return pos
  }
  if (walk(doc.getXmlFragment(FRAGMENT).toArray(), 0) !== shown.content.size) return undefined

  return {
    placeOf: (place) => {
      if (place.type === 'block') return elements.get(place.element)
      if (place.type !== 'range') return undefined
      const from = starts.get(place.from.text)
      const to = starts.get(place.to.text)
      if (from === undefined || to === undefined) return undefined
      return { from: from + place.from.index, to: to + place.to.index }
    },
    pointAt: (pos, side) => {
      // A position between two texts, as before and behind a footnote, is one's end and the other's beginning.
      const holds = ({ start, end }: Run) =>
        side === 'begins' ? start <= pos && pos < end : start < pos && pos <= end
      const run = findRun(runs, pos, holds)
      return run && { text: run.text, index: pos - run.start }
    },
  }
}

function isLeaf(schema: Schema, { nodeName }: Y.XmlElement): boolean {
  return schema.nodes[nodeName]?.isLeaf ?? false
}

/** The first run that does not end before the position is near: runs are in order. */
function findRun(runs: readonly Run[], pos: number, holds: (run: Run) => boolean): Run | undefined {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.end ?? 0) < pos) low = middle + 1
    else high = middle
  }
  for (let index = low; index < runs.length; index++) {
    const run = runs[index]
    if (!run || run.start > pos) return undefined
    if (holds(run)) return run
  }
  return undefined
}
