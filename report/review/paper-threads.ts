import type * as Y from 'yjs'
import type { Annotations } from '../content/read-content.ts'
import type { PaperThread } from '../docx/paper-order.ts'
import type { Thread } from '../wire/review.ts'
import { AnchorBook, type AnchorPlace } from './anchors/anchor-book.ts'
import { Layout } from './anchors/layout.ts'

/**
 * Where the threads of a review copy are in a document: whose words stand in which texts (for `readContent`), and of each
 * what it is about. What is not found any more is `gone`, with the words as they were.
 */
export function placeThreads(
  doc: Y.Doc,
  threads: readonly Thread[],
): { readonly annotations: Annotations; readonly threads: readonly PaperThread[] } {
  const book = new AnchorBook(doc)
  try {
    for (const { id, anchor } of threads) book.set(id, anchor)
    const words = new WordMap(doc)
    const placed = threads.map((thread): PaperThread => {
      const place = book.place(thread.id) ?? { type: 'lost' }
      const { id, number, kind, resolved, answer, messages, author, anchor } = thread
      const about = aboutOf(thread, place, words)
      const sectionId = sectionOf(anchor, place)
      return { id, number, kind, resolved, answer, messages, author, ...sectionId, about }
    })
    return { annotations: words.annotations, threads: placed }
  } finally {
    book.destroy()
  }
}

/** Where it is or last was; nowhere in particular what is about the whole report. */
function sectionOf(anchor: Thread['anchor'], place: AnchorPlace): { readonly sectionId?: string } {
  if ('sectionId' in place) return { sectionId: place.sectionId }
  return 'sectionId' in anchor ? { sectionId: anchor.sectionId } : {}
}

function aboutOf({ id, anchor }: Thread, place: AnchorPlace, words: WordMap): PaperThread['about'] {
  switch (place.type) {
    case 'range':
      words.note(id, place)
      return { type: 'words' }
    case 'block': {
      const blockId: unknown = place.element.getAttribute('id')
      return { type: 'block', blockId: typeof blockId === 'string' ? blockId : '' }
    }
    case 'section':
      return { type: 'section', sectionId: place.sectionId }
    case 'report':
      return { type: 'report' }
    case 'lost':
      return { type: 'gone', quote: 'quote' in anchor ? anchor.quote : '' }
    default:
      return place satisfies never
  }
}

type Stretch = { readonly threadId: string; readonly from: number; readonly to: number }

/** Whose words stand where, text by text. */
class WordMap {
  readonly annotations = new Map<Y.XmlText, Stretch[]>()
  readonly #texts: readonly Y.XmlText[]
  readonly #order: ReadonlyMap<Y.XmlText, number>

  constructor(doc: Y.Doc) {
    this.#texts = new Layout(doc).texts.map(({ text }) => text)
    this.#order = new Map(this.#texts.map((text, order) => [text, order]))
  }

  note(threadId: string, { from, to }: Extract<AnchorPlace, { type: 'range' }>): void {
    const [first, last] = [this.#order.get(from.text), this.#order.get(to.text)]
    if (first === undefined || last === undefined) return
    for (const text of this.#texts.slice(first, last + 1)) {
      const stretch = {
        threadId,
        from: text === from.text ? from.index : 0,
        to: text === to.text ? to.index : text.length,
      }
      if (stretch.from >= stretch.to) continue
      const known = this.annotations.get(text)
      if (known) known.push(stretch)
      else this.annotations.set(text, [stretch])
    }
  }
}
