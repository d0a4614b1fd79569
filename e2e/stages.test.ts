import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { rightsOfDetail } from '../report/permission/rights-of-detail.ts'
import { splitUpdate } from '../report/permission/split-update.ts'
import { CLOSE } from '../report/wire/close-codes.ts'
import type { ErrorCode } from '../report/wire/errors.ts'
import type { Version } from '../report/wire/paper.ts'
import { STAGES, type Stage } from '../report/wire/rest.ts'
import { type HandWriter, openHandWriter } from './rig/hand-writer.ts'
import {
  at,
  type Heading,
  indexOf,
  paragraph,
  section,
  setAttribute,
  textIn,
  writeOutline,
} from './rig/outline.ts'
import { call, foundProvince, type Province, type Session } from './rig/province.ts'
import { openRaw, readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import { say, until } from './rig/until.ts'

/**
 * What a program written by hand may do to a report at each stage of its way: who writes, in which kind of section, by which
 * kind of edit. After every case the report is exactly what was taken, and no more.
 */
const OUTLINE: readonly Heading[] = [
  { id: 'chung', level: 1, fixed: true },
  { id: 'nop-a', level: 1, fixed: true },
  { id: 'nop-a-them', level: 2, fixed: false },
  { id: 'tra-a', level: 1, fixed: true },
  { id: 'tra-a-1', level: 2, fixed: true },
  { id: 'tra-a-them', level: 2, fixed: false },
  { id: 'duyet-a', level: 1, fixed: true },
  { id: 'duyet-tra', level: 2, fixed: true },
  { id: 'cua-b', level: 1, fixed: true },
]

let server: Server
let province: Province
let people: Readonly<Record<'coordinator' | 'drafterA' | 'drafterB' | 'reviewer' | 'viewer', Session>>
type Who = keyof typeof people
let count = 0

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 0 })
  const [a, b] = province.offices.map(({ id }) => id)
  people = {
    coordinator: province.admin,
    drafterA: await province.newPerson({ username: 'soan.a', officeId: a! }),
    drafterB: await province.newPerson({ username: 'soan.b', officeId: b! }),
    reviewer: await province.newPerson({ username: 'tham.dinh', officeId: a! }),
    viewer: await province.newPerson({ username: 'theo.doi', officeId: a! }),
  }
})
afterAll(() => server?.stop())

const writers: HandWriter[] = []
afterEach(() => {
  for (const writer of writers.splice(0)) writer.stop()
})

let reportId: string
/** What the report is: the outline and every edit that was taken since. */
let expected: Y.Doc

async function as(who: Who): Promise<HandWriter> {
  const writer = await openHandWriter(server, people[who], reportId)
  writers.push(writer)
  return writer
}

async function move(who: Who, to: Stage): Promise<number> {
  const body = { stage: to, confirm: true, reason: 'Theo kế hoạch' }
  return (await call(server, people[who], `/api/reports/${reportId}`, { method: 'PATCH', body })).status
}

/** A report whose sections stand for each kind, moved on from stage to stage until that one. */
async function openAt(stage: Stage): Promise<void> {
  const report = await province.newReport({ members: [] })
  reportId = report.id
  for (const [who, role] of [
    ['drafterA', 'drafter'],
    ['drafterB', 'drafter'],
    ['reviewer', 'reviewer'],
    ['viewer', 'viewer'],
  ] as const)
    await province.setRole(reportId, people[who], role)
  const coordinator = await as('coordinator')
  const outline = coordinator.make((root) => writeOutline(root, OUTLINE))
  expect(await coordinator.verdict(coordinator.send(outline))).toBeUndefined()
  expected = new Y.Doc()
  Y.applyUpdate(expected, Y.encodeStateAsUpdate(coordinator.doc))
  const [a, b] = province.offices.map(({ id }) => id)
  await province.setSection(reportId, 'nop-a', { officeId: a!, status: 'submitted' })
  await province.setSection(reportId, 'tra-a', { officeId: a!, status: 'returned' })
  await province.setSection(reportId, 'duyet-a', { officeId: a!, status: 'approved' })
  await province.setSection(reportId, 'duyet-tra', { status: 'returned' })
  await province.setSection(reportId, 'cua-b', { officeId: b! })
  for (const next of STAGES.slice(1, STAGES.indexOf(stage) + 1))
    expect(await move('coordinator', next)).toBe(204)
}

const says = (doc: Y.Doc): string => doc.getXmlFragment('report').toJSON()

async function nothingElse(): Promise<void> {
  const onServer = await readReport(server.syncUrl, reportId, people.coordinator)
  expect(says(onServer)).toBe(says(expected))
  expect(Y.equalSnapshots(Y.snapshot(onServer), Y.snapshot(expected))).toBe(true)
}

type Change = (root: Y.XmlFragment) => void
const type =
  (...ids: string[]): Change =>
  (root) => {
    for (const id of ids) textIn(root, id).insert(3, ' thêm')
  }
const write =
  (id: string): Change =>
  (root) =>
    at(root, id).push([paragraph(`p-moi-${(count += 1)}`, 'Đoạn mới.')])
const erase =
  (id: string): Change =>
  (root) =>
    at(root, id).delete(0, 1)
const rename =
  (id: string): Change =>
  (root) =>
    setAttribute(at(root, id), 'title', 'Tên khác')
const remove =
  (id: string): Change =>
  (root) =>
    root.delete(indexOf(root, id), 1)
const addBehind =
  (id: string, level: number): Change =>
  (root) =>
    root.insert(indexOf(root, id) + 1, [section(`moi-${(count += 1)}`, level)])
const moveBehind =
  (id: string, behind: string): Change =>
  (root) => {
    const copy = at(root, id).clone()
    remove(id)(root)
    root.insert(indexOf(root, behind) + 1, [copy])
  }

type Case = readonly [does: string, change: Change, code: ErrorCode | undefined]
const CLOSED: readonly Stage[] = ['appraisal', 'committee', 'conference']

/** The same at each of the three stages at which the text is judged. */
const CASES: Readonly<Record<Who, readonly Case[]>> = {
  coordinator: [
    ['types in a section that is being drafted', type('chung'), 'stage-closed'],
    ['types in one that was handed in', type('nop-a'), 'stage-closed'],
    ['types in an approved one', type('duyet-a'), 'stage-closed'],
    ['types in the opening', type('preamble'), 'stage-closed'],
    ['types in a returned section and one that was not', type('tra-a', 'chung'), 'stage-closed'],
    ['renames a heading of the plan', rename('cua-b'), 'stage-closed'],
    ['renames a returned heading of the plan', rename('tra-a'), 'stage-closed'],
    ['removes a section', remove('nop-a-them'), 'stage-closed'],
    ['moves a section', moveBehind('nop-a-them', 'cua-b'), 'stage-closed'],
    ['moves a section out of a returned one', moveBehind('tra-a-them', 'cua-b'), 'stage-closed'],
    ['adds a heading at the first level', addBehind('cua-b', 1), 'stage-closed'],
    ['adds a section below one that was handed in', addBehind('nop-a-them', 2), 'stage-closed'],
    ['erases a paragraph', erase('cua-b'), 'stage-closed'],
    ['types in a returned section', type('tra-a'), undefined],
    ['types below a returned section', type('tra-a-1'), undefined],
    ['adds a section below a returned one', addBehind('tra-a-them', 2), undefined],
  ],
  drafterA: [
    ['types in what they handed in', type('nop-a'), 'stage-closed'],
    ['types in what nobody was asked for', type('chung'), 'stage-closed'],
    ['writes a paragraph into an approved section', write('duyet-a'), 'stage-closed'],
    ['adds a section below what they handed in', addBehind('nop-a-them', 2), 'stage-closed'],
    ['removes a section that they added', remove('nop-a-them'), 'stage-closed'],
    ['types in a returned section and one that was handed in', type('tra-a', 'nop-a'), 'stage-closed'],
    ['renames a returned heading of the plan', rename('tra-a'), 'outline-of-coordinator'],
    ['types in what was returned to them', type('tra-a'), undefined],
    ['writes a paragraph below it', write('tra-a-1'), undefined],
    ['types in what was returned inside an approved section', type('duyet-tra'), undefined],
    ['adds a section to it', addBehind('tra-a-them', 2), undefined],
    ['renames a section that they added to it', rename('tra-a-them'), undefined],
  ],
  drafterB: [
    ['types in a section of their own', type('cua-b'), 'stage-closed'],
    ['types in what was returned to another office', type('tra-a-1'), 'section-of-others'],
  ],
  reviewer: [
    ['types in a returned section', type('tra-a'), 'reads-only'],
    ['types in any', type('chung'), 'reads-only'],
  ],
  viewer: [['types in a returned section', type('tra-a'), 'reads-only']],
}

describe.each(CLOSED)('at %s', (stage) => {
  test.each(Object.keys(CASES) as Who[])('what %s may, and what is refused', async (who) => {
    await openAt(stage)
    for (const [does, change, code] of CASES[who]) {
      const writer = await as(who)
      const update = writer.make(change)
      const refusal = await writer.verdict(writer.send(update))
      expect(refusal?.code, does).toBe(code)
      if (code === undefined) Y.applyUpdate(expected, update)
      await nothingElse()
      writer.stop()
    }
    say(`stages: ${CASES[who].length} edits of ${who} at ${stage}`)
  })
})

describe.each(['drafting', 'finalising'] as const)('at %s', (stage) => {
  test('it is written as ever, and the outline is the coordinator’s', async () => {
    await openAt(stage)
    const open: readonly (readonly [Who, Change, ErrorCode | undefined])[] = [
      ['coordinator', type('chung', 'duyet-a'), undefined],
      ['coordinator', addBehind('cua-b', 1), undefined],
      ['coordinator', rename('cua-b'), undefined],
      ['drafterA', type('nop-a', 'preamble'), undefined],
      ['drafterA', type('duyet-a'), 'section-approved'],
      ['drafterB', type('nop-a'), 'section-of-others'],
      ['reviewer', type('tra-a'), 'reads-only'],
    ]
    for (const [who, change, code] of open) {
      const writer = await as(who)
      const update = writer.make(change)
      expect((await writer.verdict(writer.send(update)))?.code, who).toBe(code)
      if (code === undefined) Y.applyUpdate(expected, update)
      await nothingElse()
    }
  })
})

describe('what changes while a page is open', () => {
  test('the very next edit is judged by the new stage, and the one before is in its version', async () => {
    await openAt('drafting')
    const writer = await as('drafterA')
    const before = writer.make(type('nop-a'))
    expect(await writer.verdict(writer.send(before))).toBeUndefined()
    Y.applyUpdate(expected, before)
    expect(await move('coordinator', 'appraisal')).toBe(204)
    const after = writer.make(type('nop-a'))
    expect((await writer.verdict(writer.send(after)))?.code).toBe('stage-closed')
    await nothingElse()
    // A step back opens it again, for the same open page.
    expect(await move('reviewer', 'drafting')).toBe(204)
    const again = await as('drafterA')
    const then = again.make(type('nop-a'))
    expect(await again.verdict(again.send(then))).toBeUndefined()
    Y.applyUpdate(expected, then)
    await nothingElse()
  })

  test('what was written offline meanwhile: the returned part is taken, the rest refused and never half', async () => {
    await openAt('drafting')
    const page = await as('drafterA')
    const offline = page.make((root) => {
      type('nop-a', 'tra-a')(root)
      write('tra-a-1')(root)
      addBehind('nop-a-them', 2)(root)
    })
    page.stop()
    expect(await move('coordinator', 'appraisal')).toBe(204)

    for (const as of ['update', 'step2'] as const) {
      const writer = await openHandWriter(server, people.drafterA, reportId)
      writers.push(writer)
      expect((await writer.verdict(writer.send(offline, as)))?.code, as).toBe('stage-closed')
      await nothingElse()
    }
    // As an honest page does it: it parts its edits by the rights that it is told, and sends what is left.
    const back = await as('drafterA')
    const rights = rightsOfDetail(await province.detail(reportId))
    const office = people.drafterA.person.office
    const parted = splitUpdate(back.doc, offline, { role: 'drafter', officeId: office?.id ?? null }, rights)
    expect(parted.refused).toContain('nop-a')
    expect(await back.verdict(back.send(parted.allowed!, 'step2'))).toBeUndefined()
    Y.applyUpdate(expected, parted.allowed!)
    await nothingElse()
    expect(says(expected)).toContain('Đoạn mới.')
    expect(textIn(expected.getXmlFragment('report'), 'tra-a').toJSON()).toContain(' thêm')
    expect(textIn(expected.getXmlFragment('report'), 'nop-a').toJSON()).not.toContain(' thêm')
  })

  test('what an office corrects and hands in again is closed again', async () => {
    await openAt('appraisal')
    const writer = await as('drafterA')
    const correction = writer.make(type('tra-a'))
    expect(await writer.verdict(writer.send(correction))).toBeUndefined()
    Y.applyUpdate(expected, correction)
    const path = `/api/reports/${reportId}/sections/tra-a`
    const body = { status: 'submitted' }
    expect((await call(server, people.drafterA, path, { method: 'PATCH', body })).status).toBe(204)
    expect((await writer.verdict(writer.send(writer.make(type('tra-a')))))?.code).toBe('stage-closed')
    await nothingElse()
  })

  test('comments go on', async () => {
    await openAt('committee')
    const body = { kind: 'opinion', anchor: { kind: 'section', sectionId: 'chung' }, text: 'Nên nêu rõ.' }
    for (const who of ['reviewer', 'drafterA', 'coordinator'] as const) {
      const path = `/api/reports/${reportId}/threads`
      expect((await call(server, people[who], path, { method: 'POST', body })).status, who).toBe(201)
    }
  })
})

test('at signed everybody is sent out with 4410, nothing is taken any more, also after a restart', async () => {
  await openAt('finalising')
  const made = await call(server, people.coordinator, `/api/reports/${reportId}/versions`, {
    method: 'POST',
    body: { name: 'Bản trình ký' },
  })
  const version = made.json() as Version
  const open = [await as('coordinator'), await as('drafterA'), await as('reviewer'), await as('viewer')]
  const form = new FormData()
  for (const [name, value] of Object.entries({ version: version.id, confirm: '1', reason: 'Đã ký giấy' }))
    form.append(name, value)
  form.append('document', new Blob(['%PDF-1.7 ']), 'ban-ky.pdf')
  const signed = await fetch(`${server.origin}/api/reports/${reportId}/signature`, {
    method: 'POST',
    headers: { cookie: people.coordinator.cookie, origin: server.origin },
    body: form,
  })
  expect(signed.status).toBe(204)
  for (const { raw } of open) expect((await raw.closed()).code).toBe(CLOSE.reportClosed)
  const stayOut = async () => {
    for (const who of Object.values(people)) {
      const raw = await openRaw(`${server.syncUrl}/${reportId}`, { session: who })
      expect((await raw.closed()).code).toBe(CLOSE.reportClosed)
    }
  }
  await stayOut()
  const refused = [
    ['PATCH', `/api/reports/${reportId}`, { stage: 'finalising', reason: 'x', confirm: true }],
    ['PATCH', `/api/reports/${reportId}`, { title: 'Khác' }],
    ['PATCH', `/api/reports/${reportId}/sections/chung`, { status: 'approved' }],
    [
      'POST',
      `/api/reports/${reportId}/threads`,
      { kind: 'opinion', anchor: { kind: 'section', sectionId: 'chung' }, text: 'Muộn rồi.' },
    ],
  ] as const
  for (const [method, path, body] of refused) {
    const answer = await call(server, people.coordinator, path, { method, body })
    expect((answer.json() as { code: string }).code, `${method} ${path}`).toBe('report-signed')
  }
  expect((await server.terminate()).code).toBe(0)
  await server.start()
  await stayOut()
  const back = await call(server, people.viewer, `/api/reports/${reportId}/signature`)
  expect(back.text).toBe('%PDF-1.7 ')
  await until('nothing is complained about', () => server.complaints() === '')
})
