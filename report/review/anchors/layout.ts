import * as Y from 'yjs'
import { FRAGMENT, isCompartment, NODE } from '../../schema/names.ts'
import { itemsIn } from './char-runs.ts'

/** A text of the report and where it stands. */
export type Stand = {
  readonly text: Y.XmlText
  /** Counts from the beginning of the report. */
  readonly order: number
  /** Of the nearest element around it that has an id. */
  readonly blockId: string | null
  readonly sectionId: string
}

type BlockStand = { readonly element: Y.XmlElement; readonly sectionId: string }
type Open = { readonly type: Y.XmlFragment; readonly blockId: string | null; readonly sectionId: string }

/** What stands where in a report, from one walk through it. It is true until elements come, go or change their ids. */
export class Layout {
  readonly texts: readonly Stand[]
  readonly #stands = new Map<unknown, Stand>()
  readonly #blocks = new Map<string, BlockStand[]>()
  readonly #compartments = new Map<string, Y.XmlElement>()

  constructor(doc: Y.Doc) {
    this.texts = this.#walk(doc.getXmlFragment(FRAGMENT))
  }

  of(text: unknown): Stand | undefined {
    return this.#stands.get(text)
  }

  /** The block of this id; of several (until the server has mended it) `preferred`, or else the first one. */
  block(id: string, preferred?: Y.XmlElement): BlockStand | undefined {
    const blocks = this.#blocks.get(id)
    return blocks?.find(({ element }) => element === preferred) ?? blocks?.[0]
  }

  compartment(sectionId: string): Y.XmlElement | undefined {
    return this.#compartments.get(sectionId)
  }

  #walk(root: Y.XmlFragment): Stand[] {
    const texts: Stand[] = []
    // Not by recursion: how deep it goes is up to whoever wrote the document.
    const open: { items: Generator<Y.Item>; at: Open }[] = [
      { items: itemsIn(root), at: { type: root, blockId: null, sectionId: '' } },
    ]
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { value: item } = top.items.next()
      if (!item) open.pop()
      else if (!item.deleted && item.content instanceof Y.ContentType) {
        const { type } = item.content
        if (type instanceof Y.XmlText) texts.push(this.#noteText(type, texts.length, top.at))
        else if (type instanceof Y.XmlElement)
          open.push({ items: itemsIn(type), at: this.#enter(type, top.at) })
      }
    }
    return texts
  }

  #noteText(text: Y.XmlText, order: number, { blockId, sectionId }: Open): Stand {
    const stand = { text, order, blockId, sectionId }
    this.#stands.set(text, stand)
    return stand
  }

  #enter(type: Y.XmlElement, { type: parent, blockId, sectionId }: Open): Open {
    const id = idOf(type)
    if (parent.parent === null && !(parent instanceof Y.XmlElement)) {
      const compartment = compartmentId(type, id)
      if (compartment !== undefined && !this.#compartments.has(compartment))
        this.#compartments.set(compartment, type)
      return { type, blockId: null, sectionId: compartment ?? '' }
    }
    if (id === undefined) return { type, blockId, sectionId }
    const blocks = this.#blocks.get(id)
    if (blocks) blocks.push({ element: type, sectionId })
    else this.#blocks.set(id, [{ element: type, sectionId }])
    return { type, blockId: id, sectionId }
  }
}

function compartmentId({ nodeName }: Y.XmlElement, id: string | undefined): string | undefined {
  if (!isCompartment(nodeName)) return undefined
  return nodeName === NODE.preamble ? NODE.preamble : id
}

export function idOf(element: Y.XmlElement): string | undefined {
  const id: unknown = element.getAttribute('id')
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** Of a section; other things have none. */
export function titleOf(element: Y.XmlElement): string {
  const title: unknown = element.getAttribute('title')
  return typeof title === 'string' ? title : ''
}
