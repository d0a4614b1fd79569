import * as Y from 'yjs'
import { FRAGMENT, NODE } from './schema/names.ts'

/** One heading of the outline, in the order of the text; `flattenOutline` gives them. */
export type SeedSection = {
  /** Absent: a new one. */
  readonly id?: string
  readonly level: number
  readonly title: string
  readonly guidance: string
  readonly invites: boolean
  /** False where no plan asks for this section: people may rename and remove it. */
  readonly fixed?: boolean
}

export type SeedOptions = {
  readonly newId: () => string
  /** The Yjs client the seed is written by; the log remembers it as the server's. */
  readonly clientId: number
  /** The plan's sentence for the opening paragraphs. */
  readonly preambleGuidance?: string
}

function emptyParagraph(newId: () => string): Y.XmlElement {
  const paragraph = new Y.XmlElement(NODE.paragraph)
  paragraph.setAttribute('id', newId())
  return paragraph
}

// Yjs types attributes as strings; y-tiptap stores and reads whatever the schema's attribute is.
function setAttribute(element: Y.XmlElement, name: string, value: string | number | boolean): void {
  ;(element as Y.XmlElement<Record<string, string | number | boolean>>).setAttribute(name, value)
}

function seedCompartment(name: string, newId: () => string): Y.XmlElement {
  const compartment = new Y.XmlElement(name)
  compartment.insert(0, [emptyParagraph(newId)])
  return compartment
}

function seedSection(section: SeedSection, newId: () => string): Y.XmlElement {
  const element = seedCompartment(NODE.section, newId)
  setAttribute(element, 'id', section.id ?? newId())
  setAttribute(element, 'level', section.level)
  setAttribute(element, 'title', section.title.normalize('NFC'))
  setAttribute(element, 'fixed', section.fixed ?? true)
  setAttribute(element, 'guidance', section.guidance.normalize('NFC'))
  setAttribute(element, 'invites', section.invites)
  return element
}

/**
 * The first state of a report's document: the preamble and a section for each heading, each with one empty paragraph.
 * Made once, on the server, and stored: two seeds of one report would merge into doubled headings.
 */
export function seedReport(
  outline: readonly SeedSection[],
  { newId, clientId, preambleGuidance = '' }: SeedOptions,
): { update: Uint8Array; client: number } {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.transact(() => {
    const preamble = seedCompartment(NODE.preamble, newId)
    setAttribute(preamble, 'guidance', preambleGuidance.normalize('NFC'))
    doc
      .getXmlFragment(FRAGMENT)
      .insert(0, [preamble, ...outline.map((section) => seedSection(section, newId))])
  })
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return { update, client: clientId }
}
