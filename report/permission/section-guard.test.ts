import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { seedReport, type SeedSection } from '../seed.ts'
import type { ErrorCode } from '../wire/errors.ts'
import type { Role } from '../wire/rest.ts'
import { readUpdate } from './read-update.ts'
import type { ReportRights, SectionRecord, Writer } from './rights.ts'
import { SectionGuard, type Verdict } from './section-guard.ts'
import { splitUpdate } from './split-update.ts'

const SEED: readonly (SeedSection & { readonly id: string })[] = [
  { id: 'one1', level: 1, fixed: true },
  { id: 'two2', level: 2, fixed: true },
  { id: 'own2', level: 2, fixed: false },
  { id: 'sub3', level: 3, fixed: false },
  { id: 'end1', level: 1, fixed: true },
].map((section) => ({ ...section, title: section.id, guidance: '', invites: false }))

let made = 0

/** A report whose sections are called as above, each with one paragraph of its name. */
function newReport(): Y.Doc {
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

function compartments(doc: Y.Doc): Y.XmlElement[] {
  return doc.getXmlFragment('report').toArray() as Y.XmlElement[]
}

function idOf(element: Y.XmlElement): string {
  return element.nodeName === 'preamble' ? 'preamble' : String(element.getAttribute('id'))
}

function find(doc: Y.Doc, id: string): Y.XmlElement {
  return compartments(doc).find((element) => idOf(element) === id)!
}

function textIn(doc: Y.Doc, id: string, block = 0): Y.XmlText {
  return (find(doc, id).get(block) as Y.XmlElement).get(0) as Y.XmlText
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(text)])
  return element
}

type Attributes = Readonly<Record<string, unknown>>

function setAttributes(element: Y.XmlElement, attributes: Attributes): Y.XmlElement {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(key, value as string)
  }
  return element
}

const NEW: Attributes = { id: 'new3', level: 3, title: 'Mới', fixed: false, guidance: '', invites: false }

function addSection(doc: Y.Doc, afterId: string, attributes: Attributes = {}): void {
  const root = doc.getXmlFragment('report')
  const section = setAttributes(new Y.XmlElement('section'), { ...NEW, ...attributes })
  section.insert(0, [paragraph('chữ mới')])
  root.insert(compartments(doc).findIndex((element) => idOf(element) === afterId) + 1, [section])
}

function remove(doc: Y.Doc, id: string): void {
  const at = compartments(doc).findIndex((element) => idOf(element) === id)
  doc.getXmlFragment('report').delete(at, 1)
}

let lastClient = 100

/** A page that shows the report as it is. */
function openPage(doc: Y.Doc): Y.Doc {
  const page = new Y.Doc()
  page.clientID = ++lastClient
  Y.applyUpdate(page, Y.encodeStateAsUpdate(doc))
  return page
}

type Change = (doc: Y.Doc) => void

/** What a page sends for each change, in one update. */
function sent(page: Y.Doc, ...changes: readonly Change[]): Uint8Array {
  const before = Y.encodeStateVector(page)
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array) => void updates.push(update)
  page.on('update', collect)
  for (const change of changes) page.transact(() => change(page))
  page.off('update', collect)
  expect(before).toBeDefined()
  return Y.mergeUpdates(updates)
}

const drafter: Writer = { role: 'drafter', officeId: 'tỉnh đoàn' }
const colleague: Writer = { role: 'drafter', officeId: 'hội nông dân' }
const coordinator: Writer = { role: 'coordinator', officeId: null }
const as = (role: Role): Writer => ({ role, officeId: 'tỉnh đoàn' })

function rights(
  records: Readonly<Record<string, Partial<SectionRecord>>> = {},
  stage: ReportRights['stage'] = 'drafting',
): ReportRights {
  const whole = Object.entries(records).map(([id, record]): [string, SectionRecord] => [
    id,
    { officeIds: [], status: 'drafting', locked: false, ...record },
  ])
  return { stage, records: new Map(whole) }
}

const ours = { officeIds: ['tỉnh đoàn'] }
const theirs = { officeIds: ['hội nông dân'] }

function judge(doc: Y.Doc, update: Uint8Array, writer: Writer, given: ReportRights): Verdict {
  return new SectionGuard(doc).judge(readUpdate(update, 10_000), writer, given)
}

/** What a page that shows the report sends for a change, judged. */
function judged(change: Change, writer: Writer = drafter, given: ReportRights = rights()): Verdict {
  const doc = newReport()
  return judge(doc, sent(openPage(doc), change), writer, given)
}

const allowed = (...sections: readonly string[]) => ({ type: 'allowed', sections })
const refused = (code: ErrorCode, ...sections: readonly string[]) => ({ type: 'refused', code, sections })

it('builds the report it says', () => {
  expect(compartments(newReport()).map(idOf)).toEqual(['preamble', ...SEED.map(({ id }) => id)])
})

describe('whose section it is', () => {
  const type: Change = (doc) => textIn(doc, 'two2').insert(3, 'x')

  it('what belongs to nobody is every drafter’s', () => {
    expect(judged(type)).toEqual(allowed('two2'))
  })

  it('another office’s is theirs', () => {
    expect(judged(type, drafter, rights({ two2: theirs }))).toEqual(refused('section-of-others', 'two2'))
    expect(judged(type, colleague, rights({ two2: theirs }))).toEqual(allowed('two2'))
  })

  it('what stands under an office’s section is that office’s', () => {
    expect(judged(type, drafter, rights({ one1: theirs }))).toEqual(refused('section-of-others', 'two2'))
    expect(judged(type, drafter, rights({ one1: theirs, two2: ours }))).toEqual(allowed('two2'))
  })

  it('closed sections are the coordinator’s', () => {
    const approved = rights({ two2: { status: 'approved' } })
    const locked = rights({ one1: { locked: true } })
    expect(judged(type, drafter, approved)).toEqual(refused('section-approved', 'two2'))
    expect(judged(type, drafter, locked)).toEqual(refused('section-locked', 'two2'))
    expect(judged(type, coordinator, approved)).toEqual(allowed('two2'))
  })

  it('readers write nowhere, nobody in a signed report', () => {
    expect(judged(type, as('viewer'))).toEqual(refused('reads-only', 'two2'))
    expect(judged(type, as('reviewer'))).toEqual(refused('reads-only', 'two2'))
    expect(judged(type, coordinator, rights({}, 'signed'))).toEqual(refused('report-signed', 'two2'))
  })

  it('the preamble has an answer of its own', () => {
    const type: Change = (doc) => textIn(doc, 'preamble').insert(0, 'x')
    expect(judged(type)).toEqual(allowed('preamble'))
    expect(judged(type, drafter, rights({ preamble: { locked: true } }))).toEqual(
      refused('section-locked', 'preamble'),
    )
  })
})
