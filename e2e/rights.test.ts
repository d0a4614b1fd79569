import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { splitUpdate } from '../report/permission/split-update.ts'
import { rightsOfDetail } from '../report/permission/rights-of-detail.ts'
import { NODE } from '../report/schema/names.ts'
import { CLOSE } from '../report/wire/close-codes.ts'
import type { ErrorCode } from '../report/wire/errors.ts'
import { MESSAGE } from '../report/wire/messages.ts'
import { onDatabase } from './rig/database.ts'
import {
  charactersIn,
  elementStruct,
  gcStruct,
  handWritten,
  stringAfter,
  textStruct,
  update,
} from './rig/frames.ts'
import { type HandWriter, openHandWriter } from './rig/hand-writer.ts'
import {
  at,
  element,
  type Heading,
  indexOf,
  paragraph,
  section,
  setAttribute,
  table,
  textIn,
  writeOutline,
} from './rig/outline.ts'
import { type Province, type Session, call, foundProvince, signIn } from './rig/province.ts'
import { openRaw, type RawClient, readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import { connectStock, type StockClient } from './rig/stock-client.ts'
import { say, until } from './rig/until.ts'

/**
 * What a program written by hand may do to a report: for each role, each kind of edit. After every case the server's
 * document is exactly what it should be, two others in the report (one that speaks our wire, one stock y-websocket client)
 * saw nothing of what was refused, and at the end a restarted server still says the same.
 */
const OUTLINE: readonly Heading[] = [
  { id: 'chung', level: 1, fixed: true },
  { id: 'cua-a', level: 1, fixed: true },
  { id: 'cua-a-1', level: 2, fixed: true },
  { id: 'cua-a-1-1', level: 3, fixed: true },
  { id: 'cua-a-them', level: 2, fixed: false },
  { id: 'cua-b', level: 1, fixed: true },
  { id: 'cua-b-1', level: 2, fixed: true },
  { id: 'cua-b-giao-a', level: 2, fixed: true },
  { id: 'cua-b-them', level: 2, fixed: false },
  { id: 'da-duyet', level: 1, fixed: true },
  { id: 'da-duyet-1', level: 2, fixed: false },
  { id: 'khoa', level: 1, fixed: true },
  { id: 'khoa-1', level: 2, fixed: false },
  { id: 'cuoi', level: 1, fixed: true },
]

let server: Server
let province: Province
let people: Readonly<
  Record<
    'coordinator' | 'drafterA' | 'drafterB' | 'drafterNone' | 'reviewer' | 'viewer' | 'stranger',
    Session
  >
>
type Who = keyof typeof people
/** What each report must still be when the server has been started again. */
const finished: { readonly name: string; readonly reportId: string; readonly says: string }[] = []

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 0 })
  const [a, b] = province.offices.map(({ id }) => id)
  people = {
    coordinator: province.admin,
    drafterA: await province.newPerson({ username: 'soan.a', officeId: a! }),
    drafterB: await province.newPerson({ username: 'soan.b', officeId: b! }),
    drafterNone: await province.newPerson({ username: 'soan.khong' }),
    reviewer: await province.newPerson({ username: 'tham.dinh', officeId: a! }),
    viewer: await province.newPerson({ username: 'theo.doi', officeId: a! }),
    // An administrator who is no member of the report.
    stranger: await province.newPerson({ username: 'quan.tri.2', admin: true }),
  }
})

afterAll(() => server?.stop())

// ---- a report, those who watch it, and what it must be

type Scene = {
  readonly reportId: string
  readonly coordinator: HandWriter
  readonly witness: HandWriter
  readonly stock: StockClient
  /** What the report is: the outline and every edit that was taken since. */
  readonly expected: Y.Doc
}

let scene: Scene
const writers: HandWriter[] = []

async function openScene(): Promise<Scene> {
  const { id: reportId } = await province.newReport({ members: [] })
  const { drafterA, drafterB, drafterNone, reviewer, viewer } = people
  for (const drafter of [drafterA, drafterB, drafterNone])
    await province.setRole(reportId, drafter, 'drafter')
  await province.setRole(reportId, reviewer, 'reviewer')
  await province.setRole(reportId, viewer, 'viewer')

  const coordinator = await openHandWriter(server, people.coordinator, reportId)
  const outline = coordinator.make((root) => {
    writeOutline(root, OUTLINE)
    at(root, 'cua-b').push([table('bang-b', ['ô một', 'ô hai'])])
    at(root, 'cua-a').push([table('bang-a', ['ô một', 'ô hai'])])
  })
  expect(await coordinator.verdict(coordinator.send(outline))).toBeUndefined()
  const [a, b] = province.offices.map(({ id }) => id)
  await province.setSection(reportId, 'cua-a', { officeId: a! })
  await province.setSection(reportId, 'cua-b', { officeId: b! })
  await province.setSection(reportId, 'cua-b-giao-a', { officeIds: [a!] })
  await province.setSection(reportId, 'da-duyet', { officeId: a!, status: 'approved' })
  await province.setSection(reportId, 'khoa', { locked: true })

  const witness = await openHandWriter(server, reviewer, reportId)
  const stock = connectStock(server, viewer, reportId)
  await stock.synced()
  const expected = new Y.Doc()
  Y.applyUpdate(expected, Y.encodeStateAsUpdate(coordinator.doc))
  return { reportId, coordinator, witness, stock, expected }
}

async function as(who: Who | Session): Promise<HandWriter> {
  const session = typeof who === 'string' ? people[who] : who
  const writer = await openHandWriter(server, session, scene.reportId)
  writers.push(writer)
  return writer
}

const says = (doc: Y.Doc): string => doc.getXmlFragment('report').toJSON()

/** Everybody reads exactly what was taken, no more and no less; then a coordinator types on, which everybody reads too. */
async function expectNothingElse(): Promise<void> {
  const { coordinator, witness, stock, expected, reportId } = scene
  const proof = coordinator.make((root) => textIn(root, 'cuoi').insert(0, 'Kiểm chứng. '))
  expect(await coordinator.verdict(coordinator.send(proof))).toBeUndefined()
  Y.applyUpdate(expected, proof)
  const onServer = await readReport(server.syncUrl, reportId, people.coordinator)
  expect(says(onServer)).toBe(says(expected))
  expectSame(onServer)
  await until('both witnesses read what the coordinator types last', () =>
    [witness.doc, stock.doc].every((doc) => says(doc).includes('Kiểm chứng. ')),
  )
  expectSame(witness.doc)
  expectSame(stock.doc)
  expect([witness.raw.closing(), stock.closings]).toEqual([undefined, []])
}

/** Not in what it shows alone: no struct and no deletion more than was taken. */
function expectSame(doc: Y.Doc): void {
  expect(says(doc)).toBe(says(scene.expected))
  expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(scene.expected))).toBe(true)
}

/** Ends a case: proof, and the report is kept in mind for the restart. */
async function finish(): Promise<void> {
  await expectNothingElse()
  finished.push({
    name: expect.getState().currentTestName ?? '',
    reportId: scene.reportId,
    says: says(scene.expected),
  })
}

afterEach(() => {
  for (const writer of writers.splice(0)) writer.stop()
  scene?.witness.stop()
  scene?.coordinator.stop()
  scene?.stock.stop()
})

const storedBy = (session: Session): string[] =>
  onDatabase(server, (db) =>
    db
      .prepare('select sections from edit where report_id = ? and user_id = ? order by seq')
      .all(scene.reportId, session.person.id)
      .map((row) => String(row['sections'])),
  )

// ---- the table

type Change = (root: Y.XmlFragment) => void
type Outcome =
  | { readonly taken: readonly string[] }
  | { readonly code: ErrorCode; readonly sections: readonly string[] }
type Case = readonly [does: string, change: Change, outcome: Outcome]

const taken = (...sections: string[]): Outcome => ({ taken: sections })
const refused = (code: ErrorCode, ...sections: string[]): Outcome => ({ code, sections })
const others = (...sections: string[]): Outcome => refused('section-of-others', ...sections)
const outline = (...sections: string[]): Outcome => refused('outline-of-coordinator', ...sections)

const type =
  (...ids: string[]): Change =>
  (root) => {
    for (const id of ids) textIn(root, id).insert(3, ' thêm')
  }
const both =
  (...changes: Change[]): Change =>
  (root) => {
    for (const change of changes) change(root)
  }
const erase =
  (...ids: string[]): Change =>
  (root) => {
    for (const id of ids) at(root, id).delete(0, 1)
  }
const attribute =
  (id: string, name: string, value: string | number | boolean): Change =>
  (root) =>
    setAttribute(at(root, id), name, value)
const bold =
  (id: string): Change =>
  (root) =>
    textIn(root, id).format(0, 3, { bold: {} })
const write =
  (id: string): Change =>
  (root) =>
    at(root, id).push([paragraph('p-moi', 'Đoạn mới.')])
const cell =
  (id: string): Change =>
  (root) =>
    textIn(root, id, 1).insert(0, '5')
const row =
  (id: string): Change =>
  (root) =>
    (at(root, id).get(1) as Y.XmlElement).push([element(NODE.tableRow, {}, [element(NODE.tableCell)])])
/** A new element directly behind that section. */
const addBehind =
  (id: string, make: () => Y.XmlElement): Change =>
  (root) =>
    root.insert(indexOf(root, id) + 1, [make()])
const remove =
  (id: string): Change =>
  (root) =>
    root.delete(indexOf(root, id), 1)
/** As editors move: the section is deleted, and a copy of it stands behind another. */
const moveBehind =
  (id: string, behind: string): Change =>
  (root) => {
    const copy = at(root, id).clone()
    remove(id)(root)
    root.insert(indexOf(root, behind) + 1, [copy])
  }

const CASES: Readonly<Partial<Record<Who, readonly Case[]>>> = {
  coordinator: [
    ['types in a section of nobody', type('chung'), taken('chung')],
    [
      'types in every kind of section at once',
      type('cua-a', 'cua-b-1', 'khoa'),
      taken('cua-a', 'cua-b-1', 'khoa'),
    ],
    ['types in an approved section', type('da-duyet-1'), taken('da-duyet-1')],
    ['types in the opening', type('preamble'), taken('preamble')],
    ['renames a heading of the plan', attribute('cua-b', 'title', 'Tên khác'), taken('cua-b')],
    ['removes a heading of the plan', remove('cua-b-1'), taken('cua-b-1')],
    ['moves a section', moveBehind('cua-a-them', 'cua-b-1'), taken('cua-a-them')],
    [
      'adds a heading at the first level',
      addBehind('chung', () => section('phan-moi', 1)),
      taken('phan-moi'),
    ],
    ['deletes another’s paragraph', erase('cua-b'), taken('cua-b')],
  ],

  drafterA: [
    ['types in a section of their office', type('cua-a'), taken('cua-a')],
    ['types below a section of their office', type('cua-a-1-1'), taken('cua-a-1-1')],
    ['types in what was given to them below another’s', type('cua-b-giao-a'), taken('cua-b-giao-a')],
    ['types in a section of nobody', type('chung'), taken('chung')],
    ['types in the opening', type('preamble'), taken('preamble')],
    ['types in two sections at once', type('cua-a', 'chung'), taken('chung', 'cua-a')],
    ['writes a paragraph', write('cua-a-1'), taken('cua-a-1')],
    ['erases a paragraph', erase('cua-a-1'), taken('cua-a-1')],
    ['formats their words', bold('cua-a'), taken('cua-a')],
    ['fills a cell of their table', cell('cua-a'), taken('cua-a')],
    ['adds a section below theirs', addBehind('cua-a-them', () => section('phan-moi', 2)), taken('phan-moi')],
    [
      'adds two sections, one in the other',
      (root) =>
        root.insert(indexOf(root, 'cua-a-them') + 1, [section('phan-moi', 2), section('phan-moi-1', 3)]),
      taken('phan-moi', 'phan-moi-1'),
    ],
    [
      'adds a section below one of nobody',
      addBehind('chung', () => section('phan-moi', 2)),
      taken('phan-moi'),
    ],
    ['renames a section that was added', attribute('cua-a-them', 'title', 'Tên khác'), taken('cua-a-them')],
    ['removes a section that was added', remove('cua-a-them'), taken('cua-a-them')],

    ['types in another’s section', type('cua-b'), others('cua-b')],
    ['types below another’s section', type('cua-b-1'), others('cua-b-1')],
    [
      'types at the very beginning of another’s words',
      (root) => textIn(root, 'cua-b').insert(0, 'X'),
      others('cua-b'),
    ],
    ['types in an approved section of their own', type('da-duyet'), refused('section-approved', 'da-duyet')],
    ['types below an approved section', type('da-duyet-1'), refused('section-approved', 'da-duyet-1')],
    ['types in a locked section', type('khoa'), refused('section-locked', 'khoa')],
    ['types below a locked section', type('khoa-1'), refused('section-locked', 'khoa-1')],
    ['writes a paragraph into another’s', write('cua-b'), others('cua-b')],
    ['erases another’s paragraph', erase('cua-b'), others('cua-b')],
    ['erases across two sections', erase('cua-a', 'cua-b'), others('cua-b')],
    ['erases across three, for two reasons', erase('cua-a', 'cua-b', 'khoa'), others('cua-b', 'khoa')],
    ['formats another’s words', bold('cua-b'), others('cua-b')],
    ['fills a cell of another’s table', cell('cua-b'), others('cua-b')],
    ['adds a row to another’s table', row('cua-b'), others('cua-b')],
    [
      'gives another’s paragraph an attribute',
      (root) => setAttribute(at(root, 'cua-b').get(0) as Y.XmlElement, 'id', 'x'),
      others('cua-b'),
    ],
    ['types allowed and forbidden words in one frame', type('cua-a', 'cua-b', 'chung'), others('cua-b')],
    [
      'mixes words of their own with a heading of the plan',
      both(type('cua-a'), attribute('cua-a', 'title', 'Tên khác')),
      outline('cua-a'),
    ],

    ['renames a heading of the plan', attribute('cua-a', 'title', 'Tên khác'), outline('cua-a')],
    ['changes the level of a heading', attribute('cua-a-1', 'level', 1), outline('cua-a-1')],
    ['frees a heading of the plan', attribute('cua-a', 'fixed', false), outline('cua-a')],
    ['rewrites the guidance', attribute('cua-a', 'guidance', 'Viết gì cũng được'), outline('cua-a')],
    ['gives a heading another id', attribute('cua-a', 'id', 'chung'), outline('cua-a')],
    ['invites themes', attribute('cua-a', 'invites', true), outline('cua-a')],
    ['invents an attribute', attribute('cua-a', 'cua-ai', 'tôi'), outline('cua-a')],
    [
      'changes the level of a section that was added',
      attribute('cua-a-them', 'level', 3),
      outline('cua-a-them'),
    ],
    ['fixes a section that was added', attribute('cua-a-them', 'fixed', true), outline('cua-a-them')],
    ['gives the opening an attribute', attribute('preamble', 'guidance', 'x'), outline('preamble')],
    [
      'renames a section that another added',
      attribute('cua-b-them', 'title', 'Tên khác'),
      others('cua-b-them'),
    ],
    ['removes a heading of the plan', remove('cua-a-1'), outline('cua-a-1')],
    ['removes the opening', remove('preamble'), outline('preamble')],
    ['removes a section that another added', remove('cua-b-them'), others('cua-b-them')],
    ['moves a heading of the plan', moveBehind('cua-a-1-1', 'cua-a-them'), outline('cua-a-1-1')],
    ['moves a section to another’s', moveBehind('cua-a-them', 'cua-b-them'), others('cua-b')],

    [
      'adds a section at the first level',
      addBehind('cua-a-them', () => section('phan-moi', 1)),
      outline('phan-moi'),
    ],
    [
      'adds a section below another’s',
      addBehind('cua-b-them', () => section('phan-moi', 2)),
      others('cua-b'),
    ],
    [
      'adds a section below an approved one',
      addBehind('da-duyet-1', () => section('phan-moi', 2)),
      refused('section-approved', 'da-duyet'),
    ],
    [
      'adds a section before one of the plan',
      addBehind('cua-a', () => section('phan-moi', 2)),
      outline('phan-moi'),
    ],
    [
      'puts a section between a heading and what is below it',
      addBehind('cua-a-1', () => section('phan-moi', 2)),
      outline('phan-moi'),
    ],
    [
      'adds a section that claims to be of the plan',
      addBehind('cua-a-them', () => section('phan-moi', 2, { fixed: true })),
      outline('phan-moi'),
    ],
    [
      'adds a section under a stolen id',
      addBehind('cua-a-them', () => section('chung', 2)),
      outline('chung'),
    ],
    [
      'adds a section called preamble',
      addBehind('cua-a-them', () => section('preamble', 2)),
      outline('preamble'),
    ],
    ['adds a section without an id', addBehind('cua-a-them', () => section('', 2)), outline()],
    ['adds a section too deep', addBehind('cua-a-them', () => section('phan-moi', 9)), outline('phan-moi')],
    [
      'adds a section between two levels',
      addBehind('cua-a-them', () => section('phan-moi', 2.5)),
      outline('phan-moi'),
    ],
    [
      'adds a section whose title is no words',
      addBehind('cua-a-them', () => section('phan-moi', 2, { title: 5 })),
      outline('phan-moi'),
    ],
    [
      'adds a section under an id that is none',
      addBehind('cua-a-them', () => section('a,b" or 1=1', 2)),
      outline('a,b" or 1=1'),
    ],
    [
      'adds a section with guidance',
      addBehind('cua-a-them', () => section('phan-moi', 2, { guidance: 'x' })),
      outline('phan-moi'),
    ],
    ['adds a paragraph outside every section', addBehind('cua-a', () => paragraph('p-moi', 'x')), outline()],
    ['adds a second opening', addBehind('cua-a', () => element(NODE.preamble)), outline()],
  ],

  drafterB: [
    ['types in a section of their office', type('cua-b'), taken('cua-b')],
    ['types in what was given to another below theirs', type('cua-b-giao-a'), others('cua-b-giao-a')],
    ['types in another’s section', type('cua-a'), others('cua-a')],
    ['types in another’s approved section', type('da-duyet'), refused('section-approved', 'da-duyet')],
    ['adds a section below theirs', addBehind('cua-b-them', () => section('phan-moi', 2)), taken('phan-moi')],
  ],

  drafterNone: [
    ['types in a section of nobody', type('chung'), taken('chung')],
    ['types in an office’s section', type('cua-a'), others('cua-a')],
    ['types in a locked section', type('khoa'), refused('section-locked', 'khoa')],
    [
      'adds a section below one of nobody',
      addBehind('chung', () => section('phan-moi', 2)),
      taken('phan-moi'),
    ],
    [
      'adds a section below an office’s',
      addBehind('cua-a-them', () => section('phan-moi', 2)),
      others('cua-a'),
    ],
  ],

  reviewer: [
    ['types in a section of nobody', type('chung'), refused('reads-only', 'chung')],
    ['types in a section of their office', type('cua-a'), refused('reads-only', 'cua-a')],
    ['erases a paragraph', erase('cua-a'), refused('reads-only', 'cua-a')],
    ['renames a section', attribute('cua-a-them', 'title', 'x'), refused('reads-only', 'cua-a-them')],
    [
      'adds a section',
      addBehind('cua-a-them', () => section('phan-moi', 2)),
      refused('reads-only', 'phan-moi'),
    ],
  ],

  viewer: [
    ['types in a section of nobody', type('chung'), refused('reads-only', 'chung')],
    ['types in the opening', type('preamble'), refused('reads-only', 'preamble')],
    ['formats words', bold('chung'), refused('reads-only', 'chung')],
    ['removes a section', remove('cua-a-them'), refused('reads-only', 'cua-a-them')],
  ],

  stranger: [
    ['types in a section of nobody', type('chung'), refused('reads-only', 'chung')],
    ['renames a heading of the plan', attribute('chung', 'title', 'x'), refused('reads-only', 'chung')],
  ],
}

const NAMES: Readonly<Record<Who, string>> = {
  coordinator: 'a coordinator',
  drafterA: 'a drafter',
  drafterB: 'a drafter of another office',
  drafterNone: 'a drafter of no office',
  reviewer: 'a reviewer',
  viewer: 'somebody who follows the report',
  stranger: 'an administrator who is no member',
}

for (const [who, cases] of Object.entries(CASES) as [Who, readonly Case[]][]) {
  describe(NAMES[who], () => {
    test.each(cases)('%s', async (_does, change, outcome) => {
      scene = await openScene()
      const before = storedBy(people[who])
      const writer = await as(who)
      const update = writer.make(change)
      const frame = writer.send(update)
      const refusal = await writer.verdict(frame)
      if ('taken' in outcome) {
        expect(refusal).toBeUndefined()
        Y.applyUpdate(scene.expected, update)
        expect(storedBy(people[who])).toEqual([...before, `,${outcome.taken.join(',')},`])
      } else {
        const { code, sections } = outcome
        expect(refusal).toEqual({ frame, code, ...(sections.length > 0 && { sections }) })
        expect(storedBy(people[who])).toEqual(before)
      }
      await finish()
    })
  })
}

// ---- what no table holds

/** Where the compartment's words end, as the last character's id. */
function lastCharacter(id: string): Y.ID {
  const text = textIn(scene.expected.getXmlFragment('report'), id)
  const { item } = Y.createRelativePositionFromTypeIndex(text, text.length, -1)
  if (!item) throw new Error(`no words in ${id}`)
  return item
}

/** The id of the item that holds an element. */
function itemOf(held: Y.XmlElement): Y.ID {
  const { type: id } = Y.createRelativePositionFromTypeIndex(held, held.length)
  if (!id) throw new Error('not in the report')
  return id
}

const sectionItem = (id: string): Y.ID => itemOf(at(scene.expected.getXmlFragment('report'), id))

async function isTaken(writer: HandWriter, update: Uint8Array): Promise<void> {
  expect(await writer.verdict(writer.send(update))).toBeUndefined()
  Y.applyUpdate(scene.expected, update)
}

async function isRefused(
  writer: HandWriter,
  update: Uint8Array,
  code: ErrorCode,
  ...sections: string[]
): Promise<void> {
  const frame = writer.send(update)
  expect(await writer.verdict(frame)).toEqual({ frame, code, ...(sections.length > 0 && { sections }) })
}

const officeOf = (who: Who): string => {
  const { office } = people[who].person
  if (!office) throw new Error(`${who} has no office`)
  return office.id
}

describe('frames written struct by struct', () => {
  const ME = 4_000_000_001

  test('words whose place only the word before them in the document tells', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    await isRefused(
      writer,
      handWritten(ME, 0, [stringAfter(lastCharacter('cua-b'), 'GIẢ')]),
      'section-of-others',
      'cua-b',
    )
    await isTaken(writer, handWritten(ME, 0, [stringAfter(lastCharacter('cua-a'), 'THẬT')]))
    await finish()
  })

  test('words whose place only the word before them in the same update tells', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const chain = [
      stringAfter(lastCharacter('cua-b'), 'G'),
      stringAfter({ client: ME, clock: 0 }, 'I'),
      stringAfter({ client: ME, clock: 1 }, 'Ả'),
    ]
    await isRefused(writer, handWritten(ME, 0, chain), 'section-of-others', 'cua-b')
    await finish()
  })

  test('elements in one another in the same update, the outermost in another’s section', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const { client, clock } = sectionItem('cua-b')
    const nest = [
      elementStruct(NODE.paragraph, { client, clock }),
      textStruct({ client: ME, clock: 0 }),
      charactersIn({ client: ME, clock: 1 }),
    ]
    await isRefused(writer, handWritten(ME, 0, nest), 'section-of-others', 'cua-b')
    await finish()
  })

  test('allowed words first, and another’s after them in the same run', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const run = [stringAfter(lastCharacter('cua-a'), 'của tôi'), stringAfter(lastCharacter('cua-b'), 'GIẢ')]
    await isRefused(writer, handWritten(ME, 0, run), 'section-of-others', 'cua-b')
    await finish()
  })

  test('an accepted frame sent again with something forbidden behind it', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const mine = [stringAfter(lastCharacter('cua-a'), 'của tôi')]
    const both = [...mine, stringAfter(lastCharacter('cua-b'), 'GIẢ')]
    await isTaken(writer, handWritten(ME, 0, mine))
    await isRefused(writer, handWritten(ME, 0, both), 'section-of-others', 'cua-b')
    await finish()
  })

  test('garbage that stands nowhere changes nothing', async () => {
    scene = await openScene()
    const before = says(scene.expected)
    await isTaken(await as('drafterA'), handWritten(ME, 0, [gcStruct(5)]))
    expect(says(scene.expected)).toBe(before)
    await finish()
  })

  test('one range that deletes everything the coordinator wrote', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const { client } = sectionItem('cua-a')
    const length = Y.getState(scene.expected.store, client)
    const frame = writer.send(handWritten(ME, 0, [], [{ client, clock: 0, length }]))
    const refusal = await writer.verdict(frame)
    expect(refusal).toMatchObject({ frame, code: 'outline-of-coordinator' })
    // All that is not theirs to remove.
    const kept = OUTLINE.map(({ id }) => id).filter((id) => id !== 'cua-a-them')
    expect(refusal?.sections).toEqual(expect.arrayContaining(kept))
    await finish()
  })

  test('another’s client id, in a section where both may write', async () => {
    scene = await openScene()
    const b = await as('drafterB')
    await isTaken(b, b.make(type('chung')))
    const writer = await as('drafterA')
    const victim = b.doc.clientID
    const clock = Y.getState(scene.expected.store, victim)
    const forged = handWritten(victim, clock, [stringAfter(lastCharacter('chung'), 'GIẢ')])
    await isRefused(writer, forged, 'foreign-client-id')
    await isTaken(b, b.make(type('chung')))
    await finish()
  })

  test('another’s client id does not lend another’s rights', async () => {
    scene = await openScene()
    const b = await as('drafterB')
    await isTaken(b, b.make(type('cua-b')))
    const clock = Y.getState(scene.expected.store, b.doc.clientID)
    const forged = handWritten(b.doc.clientID, clock, [stringAfter(lastCharacter('cua-b'), 'GIẢ')])
    await isRefused(await as('drafterA'), forged, 'foreign-client-id')
    await finish()
  })
})

describe('a right that is withdrawn or given while somebody writes', () => {
  test('what comes late is refused, what came in time stays', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    await isTaken(writer, writer.make(type('cua-a')))
    await province.setSection(scene.reportId, 'cua-a', { officeId: officeOf('drafterB') })
    await isRefused(writer, writer.make(type('cua-a')), 'section-of-others', 'cua-a')
    await finish()
  })

  test('what builds on a refused frame is refused like it, and other sections’ words are not', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    await isRefused(writer, writer.make(type('cua-b')), 'section-of-others', 'cua-b')
    await isRefused(writer, writer.make(type('cua-b')), 'section-of-others', 'cua-b')
    writer.stop()
    const again = await as('drafterA')
    await isTaken(again, again.make(type('cua-a')))
    await finish()
  })

  test('one’s own accepted frame sent again after the withdrawal brings nothing and is not refused', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const update = writer.make(type('cua-a'))
    await isTaken(writer, update)
    await province.setSection(scene.reportId, 'cua-a', { locked: true })
    expect(await writer.verdict(writer.send(update))).toBeUndefined()
    expect(await writer.verdict(writer.send(update, 'step2'))).toBeUndefined()
    await finish()
  })

  test('another’s frame, as it was relayed, sent again by a reader', async () => {
    scene = await openScene()
    const writer = await as('drafterB')
    const update = writer.make(type('cua-b'))
    await isTaken(writer, update)
    for (const who of ['viewer', 'drafterA'] as const) {
      const reader = await as(who)
      expect(await reader.verdict(reader.send(update))).toBeUndefined()
    }
    await finish()
  })

  test('a frame made before the approval is refused after it, and taken when the section is returned', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const update = writer.make(type('cua-a'))
    await province.setSection(scene.reportId, 'cua-a', { status: 'approved' })
    await isRefused(writer, update, 'section-approved', 'cua-a')
    await province.setSection(scene.reportId, 'cua-a', { status: 'returned' })
    await isTaken(writer, update)
    await finish()
  })

  test('a lock on a section closes what is below it, and opening it opens that', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    const update = writer.make(type('cua-a-1-1'))
    await province.setSection(scene.reportId, 'cua-a', { locked: true })
    await isRefused(writer, update, 'section-locked', 'cua-a-1-1')
    await province.setSection(scene.reportId, 'cua-a', { locked: false })
    await isTaken(writer, update)
    await finish()
  })

  test('the opening can be given to one office', async () => {
    scene = await openScene()
    await province.setSection(scene.reportId, 'preamble', { officeId: officeOf('drafterB') })
    const [a, b] = [await as('drafterA'), await as('drafterB')]
    await isRefused(a, a.make(type('preamble')), 'section-of-others', 'preamble')
    await isTaken(b, b.make(type('preamble')))
    await finish()
  })

  test('a section of two offices is written by both', async () => {
    scene = await openScene()
    await province.setSection(scene.reportId, 'cua-b', {
      officeIds: [officeOf('drafterB'), officeOf('drafterA')],
    })
    for (const who of ['drafterA', 'drafterB'] as const) {
      const writer = await as(who)
      await isTaken(writer, writer.make(type('cua-b')))
    }
    await finish()
  })

  test('a stock client hears the reason as y-websocket says it, and stays', async () => {
    scene = await openScene()
    const raw = await openRaw(`${server.syncUrl}/${scene.reportId}`, { session: people.viewer })
    await raw.join()
    const writer = await as('viewer')
    raw.send(update(writer.make(type('chung'))))
    const denied = await until('the denial', () => raw.heard(MESSAGE.auth)[0])
    expect(Buffer.from(denied).toString()).toContain('reads-only')
    expect([raw.heard(MESSAGE.refused), raw.closing()]).toEqual([[], undefined])
    await finish()
    raw.stop()
  })
})

describe('what was written offline', () => {
  /** What this person knew when the line broke, with what they wrote since. */
  async function offline(who: Who, ...changes: Change[]): Promise<{ doc: Y.Doc; update: Uint8Array }> {
    const writer = await as(who)
    const made = changes.map((change) => writer.make(change))
    const doc = new Y.Doc()
    doc.clientID = writer.doc.clientID
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer.doc))
    writer.stop()
    return { doc, update: Y.mergeUpdates(made) }
  }

  const comeBack = async (who: Who, doc: Y.Doc): Promise<HandWriter> => {
    const writer = await openHandWriter(server, people[who], scene.reportId, () => Y.encodeStateAsUpdate(doc))
    writers.push(writer)
    return writer
  }

  test('in allowed sections is taken with the first step 2', async () => {
    scene = await openScene()
    const { doc, update } = await offline('drafterA', type('cua-a'), type('chung'))
    const writer = await comeBack('drafterA', doc)
    expect(await writer.verdict(1)).toBeUndefined()
    Y.applyUpdate(scene.expected, update)
    await finish()
  })

  test('in both kinds is refused whole, and its allowed part is taken when it is sent alone', async () => {
    scene = await openScene()
    const { doc, update } = await offline(
      'drafterA',
      type('cua-a'),
      type('da-duyet'),
      type('chung'),
      type('cua-b'),
    )
    const writer = await comeBack('drafterA', doc)
    expect(await writer.verdict(1)).toEqual({
      frame: 1,
      code: 'section-of-others',
      sections: ['cua-b', 'da-duyet'],
    })
    await expectNothingElse()
    const rights = rightsOfDetail(await province.detail(scene.reportId))
    const mine = { role: 'drafter', officeId: officeOf('drafterA') } as const
    const { allowed, refused } = splitUpdate(scene.expected, update, mine, rights)
    expect(refused).toEqual(['cua-b', 'da-duyet'])
    await isTaken(writer, allowed ?? new Uint8Array())
    const root = scene.expected.getXmlFragment('report')
    expect(
      ['cua-a', 'chung', 'cua-b', 'da-duyet'].map((id) => textIn(root, id).toJSON().includes(' thêm')),
    ).toEqual([true, true, false, false])
    await finish()
  })

  test('by nobody: a reader’s step 2 with all they know is settled and not refused', async () => {
    scene = await openScene()
    const writer = await as('drafterA')
    await isTaken(writer, writer.make(erase('cua-a')))
    for (const who of ['viewer', 'reviewer', 'stranger'] as const) {
      const { doc } = await offline(who)
      const reader = await comeBack(who, doc)
      expect(await reader.verdict(1)).toBeUndefined()
    }
    await finish()
  })

  test('by a reader is refused', async () => {
    scene = await openScene()
    const { doc } = await offline('viewer', type('chung'))
    const reader = await comeBack('viewer', doc)
    expect(await reader.verdict(1)).toEqual({ frame: 1, code: 'reads-only', sections: ['chung'] })
    await finish()
  })
})

describe('somebody who is not who they were any more', () => {
  let count = 0
  /** A drafter of the first office, made for this case, with an open socket. */
  async function member(
    change: { readonly admin?: boolean } = {},
  ): Promise<{ who: Session; writer: HandWriter }> {
    scene = await openScene()
    const who = await province.newPerson({
      username: `tam${++count}`,
      officeId: officeOf('drafterA'),
      ...change,
    })
    await province.setRole(scene.reportId, who, 'drafter')
    const writer = await as(who)
    await isTaken(writer, writer.make(type('cua-a')))
    return { who, writer }
  }
  const closes = async ({ raw }: HandWriter, code: number): Promise<void> => {
    expect((await raw.closed()).code).toBe(code)
  }
  const staysOut = async (who: Session, code: number): Promise<void> => {
    const raw: RawClient = await openRaw(`${server.syncUrl}/${scene.reportId}`, { session: who })
    expect((await raw.closed()).code).toBe(code)
    raw.stop()
  }

  test('a drafter who becomes a viewer: 4505, and then reads', async () => {
    const { who, writer } = await member()
    await province.setRole(scene.reportId, who, 'viewer')
    await closes(writer, CLOSE.roleChanged)
    const again = await as(who)
    await isRefused(again, again.make(type('cua-a')), 'reads-only', 'cua-a')
    await finish()
  })

  test('a drafter who becomes a coordinator: 4505, and then writes everywhere', async () => {
    const { who, writer } = await member()
    await province.setRole(scene.reportId, who, 'coordinator')
    await closes(writer, CLOSE.roleChanged)
    const again = await as(who)
    await isTaken(again, again.make(type('cua-b', 'khoa')))
    await finish()
  })

  test('a drafter who goes to another office: 4505, and then writes there and not here', async () => {
    const { who, writer } = await member()
    await province.changePerson(who, { officeId: officeOf('drafterB') })
    await closes(writer, CLOSE.roleChanged)
    const again = await as(who)
    await isTaken(again, again.make(type('cua-b')))
    await isRefused(again, again.make(type('cua-a')), 'section-of-others', 'cua-a')
    await finish()
  })

  test('a member who is removed: 4403', async () => {
    const { who, writer } = await member()
    await province.removeMember(scene.reportId, who)
    await closes(writer, CLOSE.noAccess)
    await staysOut(who, CLOSE.noAccess)
    await finish()
  })

  test('an account that is deactivated: 4401', async () => {
    const { who, writer } = await member()
    await province.changePerson(who, { active: false })
    await closes(writer, CLOSE.notSignedIn)
    await staysOut(who, CLOSE.notSignedIn)
    await finish()
  })

  test('a session that ended: 4401, and another of the same person goes on', async () => {
    const { who, writer } = await member()
    const elsewhere = await signIn(server, who.person.username, who.password)
    const other = await as(elsewhere)
    await call(server, who, '/api/auth/sign-out', { method: 'POST' })
    await closes(writer, CLOSE.notSignedIn)
    await staysOut(who, CLOSE.notSignedIn)
    await isTaken(other, other.make(type('cua-a')))
    await finish()
  })

  test('a password that the administrator sets ends every session: 4401', async () => {
    const { who, writer } = await member()
    await province.changePerson(who, { password: 'mat-khau-moi-dat-lai' })
    await closes(writer, CLOSE.notSignedIn)
    await staysOut(who, CLOSE.notSignedIn)
    await finish()
  })

  test('an administrator who is none any more, and no member: 4403', async () => {
    const { who, writer } = await member({ admin: true })
    await province.removeMember(scene.reportId, who)
    await closes(writer, CLOSE.roleChanged)
    const reader = await as(who)
    await province.changePerson(who, { admin: false })
    await closes(reader, CLOSE.noAccess)
    await finish()
  })

  test('somebody who came with a one-time code is not let in before they set a password: 4401', async () => {
    const { who, writer } = await member()
    const issued = await call(server, people.coordinator, `/api/users/${who.person.id}/code`, {
      method: 'POST',
    })
    const { code } = issued.json() as { code: string }
    await closes(writer, CLOSE.notSignedIn)
    const halfway = await signIn(server, who.person.username, code)
    await staysOut(halfway, CLOSE.notSignedIn)
    await finish()
  })

  test('an office that comes in, is lowered and goes: in, 4505, 4403', async () => {
    scene = await openScene()
    const office = officeOf('drafterA')
    const who = await province.newPerson({ username: `tam${++count}`, officeId: office })
    await staysOut(who, CLOSE.noAccess)
    const path = `/api/reports/${scene.reportId}/offices/${office}`
    const asOffice = async (method: string, body?: unknown): Promise<void> => {
      expect((await call(server, people.coordinator, path, { method, body })).status).toBeLessThan(300)
    }
    await asOffice('PUT', { role: 'drafter' })
    const writer = await as(who)
    await isTaken(writer, writer.make(type('cua-a')))
    await asOffice('PUT', { role: 'viewer' })
    await closes(writer, CLOSE.roleChanged)
    const reader = await as(who)
    await isRefused(reader, reader.make(type('cua-a')), 'reads-only', 'cua-a')
    await asOffice('DELETE')
    await closes(reader, CLOSE.noAccess)
    await finish()
  })

  test('a report that is signed: 4410, for everybody who comes', async () => {
    const { who, writer } = await member()
    onDatabase(server, (db) =>
      db.prepare(`update report set stage = 'signed' where id = ?`).run(scene.reportId),
    )
    // No route signs a report yet; a change of the membership has the member's sockets looked at.
    await province.setRole(scene.reportId, who, 'coordinator')
    await closes(writer, CLOSE.reportClosed)
    for (const each of [people.coordinator, people.drafterA, people.viewer, who])
      await staysOut(each, CLOSE.reportClosed)
    expect(says(replayed(scene.reportId))).toBe(says(scene.expected))
  })
})

/** The report as its log says it. */
function replayed(reportId: string): Y.Doc {
  const rows = onDatabase(server, (db) =>
    db.prepare('select bytes from edit where report_id = ? order by seq').all(reportId),
  )
  const doc = new Y.Doc()
  for (const { bytes } of rows) Y.applyUpdate(doc, bytes as Uint8Array)
  return doc
}

test('and after a restart every report still says exactly that', async () => {
  expect((await server.terminate()).code).toBe(0)
  await server.start()
  expect(finished.length).toBeGreaterThan(100)
  for (const { name, reportId, says: expected } of finished) {
    const doc = await readReport(server.syncUrl, reportId, people.coordinator)
    expect(says(doc), name).toBe(expected)
    expect(says(replayed(reportId)), name).toBe(expected)
  }
  expect(server.complaints()).toBe('')
  say(`rights: ${finished.length} cases, each as it was after the restart`)
})
