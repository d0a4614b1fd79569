import * as Y from 'yjs'
import { seedReport, type SeedSection } from '../seed.ts'
import type { ReportRights, SectionRecord, Writer } from './rights.ts'

/** Builders for the tests of rights: a small report, pages that show it, and what they send. */

export const SEED: readonly (SeedSection & { readonly id: string })[] = [
  { id: 'one1', level: 1, fixed: true },
  { id: 'two2', level: 2, fixed: true },
  { id: 'own2', level: 2, fixed: false },
  { id: 'sub3', level: 3, fixed: false },
  { id: 'end1', level: 1, fixed: true },
].map((section) => ({ ...section, title: section.id, guidance: '', invites: false }))

/** A report whose sections are called as above, each with one paragraph of its name. */
export function newReport(): Y.Doc {
  const ids = SEED.map(({ id }) => id)
  const doc = new Y.Doc()
  doc.clientID = 1
  // The seed asks for the id of the preamble's block, then of each section's block and of the section.
  let asked = 0
  const newId = () => {
    asked += 1
    return asked > 1 && asked % 2 === 1 ? (ids[(asked - 3) / 2] ?? '?') : `p000${asked}`
  }
  const update = seedReport(SEED, { newId, clientId: 7 }).update
  Y.applyUpdate(doc, update)
  for (const element of compartments(doc)) {
    const name = idOf(element)
    ;(element.get(0) as Y.XmlElement).insert(0, [new Y.XmlText(`Chữ của ${name}`)])
  }
  return doc
}

export function compartments(doc: Y.Doc): Y.XmlElement[] {
  return doc.getXmlFragment('report').toArray() as Y.XmlElement[]
}

export function idOf(element: Y.XmlElement): string {
  return element.nodeName === 'preamble' ? 'preamble' : String(element.getAttribute('id'))
}

export function find(doc: Y.Doc, id: string): Y.XmlElement {
  return compartments(doc).find((element) => idOf(element) === id) as Y.XmlElement
}

export function textIn(doc: Y.Doc, id: string, block = 0): Y.XmlText {
  return (find(doc, id).get(block) as Y.XmlElement).get(0) as Y.XmlText
}

export function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}

export type Attributes = Readonly<Record<string, unknown>>

export function setAttributes(element: Y.XmlElement, attributes: Attributes): Y.XmlElement {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value as string)
  }
  return element
}

const NEW: Attributes = { id: 'new3', level: 3, title: 'Mới', fixed: false, guidance: '', invites: false }

export function addSection(doc: Y.Doc, afterId: string, attributes: Attributes = {}): void {
  const root = doc.getXmlFragment('report')
  const section = setAttributes(new Y.XmlElement('section'), { ...NEW, ...attributes })
  section.insert(0, [paragraph('chữ mới')])
  root.insert(compartments(doc).findIndex((element) => idOf(element) === afterId) + 1, [section])
}

export function remove(doc: Y.Doc, id: string): void {
  const at = compartments(doc).findIndex((element) => idOf(element) === id)
  doc.getXmlFragment('report').delete(at, 1)
}

let lastClient = 100

/** A page that shows the report as it is. */
export function openPage(doc: Y.Doc): Y.Doc {
  const page = new Y.Doc()
  page.clientID = ++lastClient
  Y.applyUpdate(page, Y.encodeStateAsUpdate(doc))
  return page
}

export type Change = (doc: Y.Doc) => void

/** What a page sends for each change, in one update. */
export function sent(page: Y.Doc, ...changes: readonly Change[]): Uint8Array {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  page.on('update', collect)
  for (const change of changes) page.transact(() => change(page))
  page.off('update', collect)
  return Y.mergeUpdates(updates)
}

export const drafter: Writer = { role: 'drafter', officeId: 'tỉnh đoàn' }
export const colleague: Writer = { role: 'drafter', officeId: 'hội nông dân' }
export const coordinator: Writer = { role: 'coordinator', officeId: null }

export function rights(
  records: Readonly<Record<string, Partial<SectionRecord>>> = {},
  stage: ReportRights['stage'] = 'drafting',
): ReportRights {
  const whole = Object.entries(records).map(([id, record]): [string, SectionRecord] => [
    id,
    { officeIds: [], status: 'drafting', locked: false, ...record },
  ])
  return { stage, records: new Map(whole) }
}

export const ours = { officeIds: ['tỉnh đoàn'] }
export const theirs = { officeIds: ['hội nông dân'] }
