import 'fake-indexeddb/auto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type ReportConnection, connectReport } from '../editor/draft/connection/connection.ts'
import { CLOSE } from '../report/wire/close-codes.ts'
import { type Province, type Session, foundProvince } from './rig/province.ts'
import { type Server, startServer } from './rig/server.ts'
import { browserSocket } from './rig/socket-class.ts'
import { until } from './rig/until.ts'

let server: Server
let province: Province

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 3 })
})
afterAll(() => server.stop())

type Report = { readonly id: string; readonly epoch: string }

async function open(report: Report, session: Session): Promise<ReportConnection> {
  const { person } = session
  const connection = connectReport({
    reportId: report.id,
    epoch: report.epoch,
    user: {
      id: person.id,
      name: person.name,
      office: person.office?.shortName ?? '',
      color: person.office?.color ?? '#333333',
    },
    serverUrl: server.syncUrl,
    Socket: browserSocket(session, server.origin),
    pace: { reconnect: () => 50 + Math.random() * 100 },
  })
  await until('the report is ready', () => connection.ready.get() === 'ready')
  return connection
}

/** The first paragraph of the section at `index`; the preamble is 0. */
function paragraph(doc: Y.Doc, index: number): Y.XmlText {
  const section = doc.getXmlFragment('report').get(index) as Y.XmlElement
  const element = section.get(0) as Y.XmlElement
  if (element.length === 0) element.insert(0, [new Y.XmlText()])
  return element.get(0) as Y.XmlText
}

function type(connection: ReportConnection, index: number, words: string) {
  const text = paragraph(connection.doc, index)
  text.insert(text.length, words)
}

function wholeText(doc: Y.Doc): string {
  return doc.getXmlFragment('report').toJSON()
}

async function saved(...connections: ReportConnection[]) {
  for (const connection of connections) {
    await until('everything is saved', () => connection.save.get().state === 'saved')
  }
}

test('three people type while the server is killed again and again; every word is there exactly once', async () => {
  const report = await province.newReport()
  const people = await Promise.all(province.people.map((session) => open(report, session)))
  await saved(...people)
  let word = 0
  const written: string[] = []
  const everybodyTypes = () => {
    for (const [at, person] of people.entries()) {
      const token = `[${word++}]`
      written.push(token)
      type(person, 1 + at, token)
    }
  }
  for (let round = 0; round < 6; round++) {
    for (let times = 0; times < 20; times++) {
      everybodyTypes()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await server.kill()
    await until('all know that the line is cut', () =>
      people.every(({ save }) => save.get().state === 'offline'),
    )
    everybodyTypes()
    expect(people.map(({ save }) => save.get().state)).toEqual(['offline', 'offline', 'offline'])
    await server.start()
  }
  await saved(...people)
  const reader = await open(report, province.person(0))
  await until('a newcomer has every word', () =>
    written.every((token) => wholeText(reader.doc).includes(token)),
  )
  const text = wholeText(reader.doc)
  for (const token of written) expect(text.split(token)).toHaveLength(2)
  for (const person of people) {
    await until('all hold the same text', () => wholeText(person.doc) === text)
  }
  await Promise.all([...people, reader].map((connection) => connection.stop()))
})

test('what was typed without a server survives closing the browser, and arrives', async () => {
  const report = await province.newReport()
  const before = await open(report, province.person(0))
  await saved(before)
  await server.kill()
  await until('the line is cut', () => before.save.get().state === 'offline')
  for (const letter of 'Viết khi mất mạng.') type(before, 1, letter)
  await until('the journal has it', () => !before.unkept.get())
  await before.stop()

  await server.start()
  const after = await open(report, province.person(0))
  expect(wholeText(after.doc)).toContain('Viết khi mất mạng.')
  await saved(after)
  const colleague = await open(report, province.person(1))
  // A newcomer gets a kept state first, and what came after it in the frames that follow.
  await until('a colleague sees it', () => wholeText(colleague.doc).includes('Viết khi mất mạng.'))
  expect(wholeText(colleague.doc).split('Viết khi mất mạng.')).toHaveLength(2)
  await Promise.all([after.stop(), colleague.stop()])
})

test('a fast typist beside nine caret moves a key stays below the rate limit', async () => {
  const report = await province.newReport()
  const typist = await open(report, province.person(0))
  await saved(typist)
  const closes: unknown[] = []
  const unsubscribe = typist.save.subscribe(() => {
    if (typist.save.get().state !== 'saved' && typist.save.get().state !== 'saving')
      closes.push(typist.save.get())
  })
  for (let letter = 0; letter < 600; letter++) {
    type(typist, 1, 'a')
    for (let move = 0; move < 9; move++) typist.awareness.setLocalStateField('section', `s${letter}-${move}`)
    if (letter % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await saved(typist)
  unsubscribe()
  expect(closes).toEqual([])
  await typist.stop()
})

test('a report that is not there, and one of another epoch, say so', async () => {
  const report = await province.newReport()
  const session = province.person(0)
  const ask = (reportId: string, epoch: string) =>
    connectReport({
      reportId,
      epoch,
      user: { id: session.person.id, name: '', office: '', color: '#333333' },
      serverUrl: server.syncUrl,
      Socket: browserSocket(session, server.origin),
    })
  const missing = ask('khongcobaocao', report.epoch)
  await until('it is refused', () => typeof missing.ready.get() === 'object')
  expect(missing.ready.get()).toEqual({ refused: CLOSE.noSuchReport })
  const older = ask(report.id, 'epoch-khac')
  await until('it is refused', () => typeof older.ready.get() === 'object')
  expect(older.ready.get()).toEqual({ refused: CLOSE.epochChanged })
  await Promise.all([missing.stop(), older.stop()])
})

test('people see each other with the name and office that the session says', async () => {
  const report = await province.newReport()
  const one = await open(report, province.person(0))
  const two = await open(report, province.person(1))
  two.awareness.setLocalStateField('user', { id: 'giả', name: 'Mạo danh', office: '', color: '#000000' })
  const seen = await until('the other is seen', () =>
    Array.from(one.awareness.getStates().entries()).find(([client]) => client !== one.awareness.clientID),
  )
  expect(seen[1].user).toMatchObject({
    id: province.person(1).person.id,
    name: 'Người soạn 2',
    office: 'UBND',
  })
  await Promise.all([one.stop(), two.stop()])
})
