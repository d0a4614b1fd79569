import * as Y from 'yjs'
import { FRAGMENT } from '../../report/schema/names.ts'
import {
  type Anchor,
  type AnchorDraft,
  type CharRange,
  relativePositionSchema,
} from '../../report/wire/review.ts'

/** One UTF-16 unit of the report's text, as Yjs identifies it; a line feed stands between two blocks. */
type Unit = { readonly char: string; readonly client: number; readonly clock: number }

function textsOf(doc: Y.Doc): Y.XmlText[] {
  const walker = doc.getXmlFragment(FRAGMENT).createTreeWalker((node) => node instanceof Y.XmlText)
  return [...walker] as Y.XmlText[]
}

function plainOf(text: Y.XmlText): string {
  return (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')
}

function unitsOf(text: Y.XmlText): Unit[] {
  return plainOf(text)
    .split('')
    .map((char, index) => {
      const { item } = Y.createRelativePositionFromTypeIndex(text, index)
      if (!item) throw new Error(`no character at ${index} of "${plainOf(text)}"`)
      return { char, client: item.client, clock: item.clock }
    })
}

/** What the anchor takes each of its characters for, by identity. */
function lettersOf({ pieces }: Extract<Anchor, { kind: 'range' }>): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const { text, chars } of pieces) {
    const ids = chars.flatMap(([client, clock, length]: CharRange) =>
      Array.from({ length }, (_, offset) => `${client}:${clock + offset}`),
    )
    if (ids.length !== text.length) throw new Error(`${ids.length} identities for "${text}"`)
    for (const [index, id] of ids.entries()) letters.set(id, text.charAt(index))
  }
  return letters
}

/**
 * The words that a stored anchor names, read from the report character by character and by nothing of the product: from the
 * first of its own that is still there to the last one. Undefined when none is. Throws where one is not the letter that it
 * is taken for.
 */
export function anchoredWords(doc: Y.Doc, anchor: Anchor): string | undefined {
  if (anchor.kind !== 'range') throw new Error(`an anchor of a ${anchor.kind}`)
  const letters = lettersOf(anchor)
  const isOwn = ({ char, client, clock }: Unit): boolean => {
    const letter = letters.get(`${client}:${clock}`)
    if (letter !== undefined && letter !== char) throw new Error(`"${letter}" is "${char}" in the report`)
    return letter !== undefined
  }
  const between: Unit = { char: '\n', client: -1, clock: 0 }
  const units = textsOf(doc).flatMap((text) => [...unitsOf(text), between])
  const first = units.findIndex(isOwn)
  if (first < 0) return undefined
  const words = units.slice(first, units.findLastIndex(isOwn) + 1)
  return words.map(({ char }) => char).join('')
}

/** The text that holds these words, which stand once in the report, and where in it they begin. */
export function find(doc: Y.Doc, words: string): { readonly text: Y.XmlText; readonly index: number } {
  const places = textsOf(doc).flatMap((text) => {
    const index = plainOf(text).indexOf(words)
    return index < 0 ? [] : [{ text, index }]
  })
  const [place] = places
  if (!place || places.length > 1) throw new Error(`"${words}" stands ${places.length} times in the report`)
  return place
}

/** How often the words stand in the report, unbroken. */
export function timesIn(doc: Y.Doc, words: string): number {
  return textsOf(doc).map(plainOf).join('\n').split(words).length - 1
}

/** What a page sends as the place of a comment on these words. */
export function draftOn(doc: Y.Doc, words: string): AnchorDraft {
  const { text, index } = find(doc, words)
  const point = (at: number, assoc: number) =>
    relativePositionSchema.parse(
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at, assoc)),
    )
  const plain = plainOf(text)
  const { parent } = text
  const blockId = parent instanceof Y.XmlElement ? parent.getAttribute('id') : undefined
  return {
    kind: 'range',
    rel: { from: point(index, 0), to: point(index + words.length, -1) },
    ...(blockId ? { blockId } : {}),
    quote: words,
    prefix: plain.slice(Math.max(0, index - 32), index),
    suffix: plain.slice(index + words.length, index + words.length + 32),
  }
}
