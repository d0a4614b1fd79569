import * as Y from 'yjs'
import { itemsIn } from '../review/anchors/char-runs.ts'

/** A stretch of text with the Yjs characters it is made of. */
export type Passage = {
  readonly text: string
  readonly pieces: readonly Piece[]
}
export type Piece = { readonly client: number; readonly clock: number; readonly length: number }

export function passageOf(items: readonly StringItem[]): Passage {
  return {
    text: items.map((item) => item.content.str).join(''),
    pieces: items.map(({ id, length }) => ({ client: id.client, clock: id.clock, length })),
  }
}

/** The pieces under a part of a passage. */
export function piecesIn({ pieces }: Passage, from: number, length: number): Piece[] {
  const found: Piece[] = []
  let start = 0
  for (const piece of pieces) {
    const a = Math.max(from, start)
    const b = Math.min(from + length, start + piece.length)
    if (a < b) found.push({ client: piece.client, clock: piece.clock + a - start, length: b - a })
    start += piece.length
    if (start >= from + length) break
  }
  return found
}

export type StringItem = Y.Item & { readonly content: Y.ContentString }

export function isString(item: unknown): item is StringItem {
  return item instanceof Y.Item && item.content instanceof Y.ContentString
}

/** What a text says, and whose characters it is made of. */
export function livingPassage(text: Y.XmlText): Passage {
  const items: StringItem[] = []
  for (const item of itemsIn(text)) if (!item.deleted && isString(item)) items.push(item)
  return passageOf(items)
}
