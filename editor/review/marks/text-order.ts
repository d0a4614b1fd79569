import * as Y from 'yjs'
import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { FRAGMENT, NODE } from '../../../report/schema/names.ts'
import type { AnchorPlace } from '../../../report/review/anchors/anchor-book.ts'

/** How far down the report something is; to be compared, and good only until the next edit. */
export type TextOrder = {
  /** The whole report comes before everything, what is lost behind it. */
  readonly ofPlace: (place: AnchorPlace) => number
  readonly ofSection: (sectionId: string | null) => number
}

/** Room for the characters of one text between two numbers. */
const TEXT = 1e7

export function readTextOrder(doc: Y.Doc): TextOrder {
  const order = new Map<unknown, number>()
  const sections = new Map<string, number>()
  const walk = (nodes: readonly unknown[]) => {
    for (const node of nodes) {
      const at = order.size * TEXT
      order.set(node, at)
      if (!(node instanceof Y.XmlElement)) continue
      if (node.nodeName === NODE.preamble) sections.set(PREAMBLE_ID, at)
      if (node.nodeName === NODE.section) sections.set(node.getAttribute('id') ?? '', at)
      walk(node.toArray())
    }
  }
  walk(doc.getXmlFragment(FRAGMENT).toArray())
  const ofSection = (id: string | null) => (id === null ? -1 : (sections.get(id) ?? Infinity))
  return {
    ofSection,
    ofPlace: (place) => {
      if (place.type === 'report') return -1
      if (place.type === 'section') return ofSection(place.sectionId)
      if (place.type === 'block') return order.get(place.element) ?? Infinity
      if (place.type === 'range') return (order.get(place.from.text) ?? Infinity) + place.from.index
      return Infinity
    },
  }
}
