import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '../report/wire/close-codes.ts'
import { MESSAGE } from '../report/wire/messages.ts'
import { SCHEMA_VERSION } from '../report/wire/version.ts'
import { breakDisk, mendDisk } from './rig/database.ts'
import { checkedReport } from './rig/drafter.ts'
import { type Province, foundProvince } from './rig/province.ts'
import { openRaw, readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import { type StockClient, connectStock, newParagraph, sectionsOf } from './rig/stock-client.ts'
import { until } from './rig/until.ts'

let server: Server
let province: Province
const open: StockClient[] = []

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 3 })
})
afterEach(() => {
  for (const client of open.splice(0)) client.stop()
})
afterAll(() => server?.stop())

function connect(
  index: number,
  reportId: string,
  options: Parameters<typeof connectStock>[3] = {},
): StockClient {
  const client = connectStock(server, province.person(index), reportId, { maxBackoffTime: 200, ...options })
  open.push(client)
  return client
}

const textOf = (doc: Y.Doc): string => doc.getXmlFragment('report').toJSON()

test('a WebsocketProvider with nothing but the session cookie gets the outline and shares what is typed', async () => {
  const { id } = await province.newReport()
  const [one, two] = [connect(0, id), connect(1, id)]
  await Promise.all([one.synced(), two.synced()])
  const detail = await province.detail(id)
  expect(sectionsOf(one.fragment).map((section) => section.getAttribute('title'))).toEqual(
    detail.sections.map(({ title }) => title),
  )
  checkedReport(one.fragment)
  one.edit('type', (fragment) =>
    newParagraph(sectionsOf(fragment)[0]!, 'moi0').insert(0, 'Tỉnh uỷ đã quán triệt'),
  )
  await until('the other reads it', () => textOf(two.doc).includes('Tỉnh uỷ đã quán triệt'))
  // Words which the outline does not hold already: its own titles name the resolution.
  two.edit('type', (fragment) => newParagraph(sectionsOf(fragment)[1]!, 'moi1').insert(0, 'đã học tập kỹ'))
  await until('the first reads it', () => textOf(one.doc).includes('đã học tập kỹ'))
  expect(textOf(await readReport(server.syncUrl, id, province.person(2)))).toBe(textOf(one.doc))
})

test('presence carries the name, office and colour of the session, whatever the client claims', async () => {
  const { id } = await province.newReport()
  const [one, two] = [connect(0, id), connect(1, id)]
  await Promise.all([one.synced(), two.synced()])
  const sectionId = sectionsOf(one.fragment)[2]!.getAttribute('id')
  one.provider.awareness.setLocalState({
    user: { id: 'ai-do', name: 'Người khác', office: 'Thường trực', color: '#000000' },
    section: sectionId,
  })
  const seen = await until('the other sees where the person is', () => {
    const state = two.provider.awareness.getStates().get(one.doc.clientID)
    return state?.section === sectionId && state
  })
  const { person } = province.person(0)
  expect(seen).toMatchObject({
    user: { id: person.id, name: person.name, office: person.office?.shortName, color: person.office?.color },
    section: sectionId,
  })
  one.stop()
  await until('and sees them leave', () => !two.provider.awareness.getStates().has(one.doc.clientID))
})

test('somebody who comes later is told who is there, and is seen by those who were', async () => {
  const { id } = await province.newReport()
  const one = connect(0, id)
  await one.synced()
  one.provider.awareness.setLocalStateField('section', 'mot')
  const two = connect(1, id)
  await two.synced()
  two.provider.awareness.setLocalStateField('section', 'hai')
  await until('each sees the other', () => {
    const first = two.provider.awareness.getStates().get(one.doc.clientID)
    const second = one.provider.awareness.getStates().get(two.doc.clientID)
    return first?.section === 'mot' && second?.section === 'hai'
  })
})

test('without v=1 no message of our own ever arrives; with v=1 the count is exact', async () => {
  const { id } = await province.newReport()
  const [plain, acked] = [connect(0, id), connect(1, id, { acked: true })]
  await Promise.all([plain.synced(), acked.synced()])
  for (let turn = 0; turn < 30; turn++) {
    const writer = turn % 2 === 0 ? plain : acked
    writer.edit(`${turn}`, (fragment) =>
      newParagraph(sectionsOf(fragment)[0]!, `doan${turn}`).insert(0, `câu ${turn}.`),
    )
    await until('both have it', () => [plain, acked].every(({ doc }) => textOf(doc).includes(`câu ${turn}.`)))
  }
  await acked.allSaved()
  expect(acked.sent()).toBe(16) // 15 updates and the answer to the server's step 1
  await province.setRole(id, province.person(2), 'reviewer') // tells v=1 clients "members"
  await until('the v=1 client hears the event', () => acked.ownMessages.includes(MESSAGE.event))
  expect(plain.ownMessages).toEqual([])
})

test('typing between the opening of the socket and the server’s question is kept and counted', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  for (let turn = 0; turn < 15; turn++) {
    writer.provider.disconnect()
    writer.edit(`away ${turn}`, (fragment) =>
      newParagraph(sectionsOf(fragment)[0]!, `xa${turn}`).insert(0, `xa ${turn};`),
    )
    const typeAtOnce = ({ status }: { status: string }): void => {
      if (status !== 'connected') return
      writer.provider.off('status', typeAtOnce)
      // The server does not have `away` yet: this update builds on what it has never heard of.
      writer.edit(`at once ${turn}`, (fragment) =>
        newParagraph(sectionsOf(fragment)[0]!, `ngay${turn}`).insert(0, `ngay ${turn};`),
      )
    }
    writer.provider.on('status', typeAtOnce)
    writer.provider.connect()
    await until('it has typed', () => writer.edits.at(-1)?.label === `at once ${turn}`)
    await writer.allSaved()
  }
  const text = textOf(await readReport(server.syncUrl, id, province.person(1)))
  for (let turn = 0; turn < 15; turn++) {
    expect(text).toContain(`xa ${turn};`)
    expect(text).toContain(`ngay ${turn};`)
  }
  expect(writer.closings).toEqual([])
})

test('a socket on which nothing happens for longer than 30 s stays open', async () => {
  const { id } = await province.newReport()
  const idle = connect(0, id)
  await idle.synced()
  // Not even its own presence: then only the server keeps the line alive.
  idle.provider.awareness.setLocalState(null)
  let drops = 0
  idle.provider.on('status', ({ status }) => (drops += status === 'disconnected' ? 1 : 0))
  const since = Date.now()
  await until('33 s have passed, or the line broke', () => drops > 0 || Date.now() - since > 33_500, 40_000)
  expect(drops).toBe(0)
  expect(idle.provider.wsconnected).toBe(true)
  expect(idle.provider.wsLastMessageReceived).toBeGreaterThan(since)
})

test('what cannot get better closes with a permanent code and is tried once', async () => {
  const { id } = await province.newReport({ members: [province.person(0)] })
  const cases = [
    { name: 'no such report', code: CLOSE.noSuchReport, client: connect(0, 'khongcobaocao') },
    { name: 'not a member', code: CLOSE.noAccess, client: connect(1, id) },
    {
      name: 'another schema',
      code: CLOSE.clientTooOld,
      client: connect(0, id, { params: { s: String(SCHEMA_VERSION + 1) } }),
    },
    { name: 'no schema number', code: CLOSE.clientTooOld, client: connect(0, id, { params: { s: 'moi' } }) },
    { name: 'empty schema number', code: CLOSE.clientTooOld, client: connect(0, id, { params: { s: '' } }) },
    { name: 'another epoch', code: CLOSE.epochChanged, client: connect(0, id, { params: { e: 'xua' } }) },
    {
      name: 'a foreign page',
      code: CLOSE.noAccess,
      client: connect(0, id, { origin: 'http://trang-la.vn' }),
    },
    {
      name: 'nobody',
      code: CLOSE.notSignedIn,
      client: connectStock(server, { ...province.person(0), cookie: 'cung-soan.session_token=bia.dat' }, id),
    },
  ]
  for (const { client } of cases) open.push(client)
  for (const { name, code, client } of cases) {
    await until(`${name} is closed`, () => client.closings.length > 0)
    expect(client.closings, name).toMatchObject([{ code }])
    expect(client.provider.shouldConnect, name).toBe(false)
    expect(textOf(client.doc), name).toBe('')
  }
})

test('the right schema number and epoch are let in', async () => {
  const { id, epoch } = await province.newReport()
  const client = connect(0, id, { acked: true, params: { v: '1', s: String(SCHEMA_VERSION), e: epoch } })
  await client.synced()
  expect(sectionsOf(client.fragment).length).toBeGreaterThan(5)
})

test('a role that changes closes the open socket at once with a code that lets it come back under the new one', async () => {
  const { id } = await province.newReport()
  const client = connect(0, id)
  await client.synced()
  await province.setRole(id, province.person(0), 'viewer')
  await until('the role change closes the socket for now', () => client.closings.length > 0)
  expect(client.closings[0]?.code).toBe(CLOSE.roleChanged)
})

test('a commit that fails closes with 4507, acknowledges nothing and shows nobody anything; then it goes on', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  const reader = connect(1, id)
  await Promise.all([writer.synced(), reader.synced()])
  writer.edit('before', (fragment) =>
    newParagraph(sectionsOf(fragment)[0]!, 'truoc').insert(0, 'trước khi đĩa đầy'),
  )
  await writer.allSaved()

  breakDisk(server)
  const doomed = writer.edit('during', (fragment) =>
    newParagraph(sectionsOf(fragment)[0]!, 'trong').insert(0, 'khi đĩa đầy'),
  )
  await until('4507', () => writer.closings.some(({ code }) => code === CLOSE.storage))
  expect(doomed.saved).toBe(false)
  expect(textOf(reader.doc)).not.toContain('>khi đĩa đầy')
  // It tries again and again meanwhile; still nothing may count as saved.
  await until(
    'a second failure',
    () => writer.closings.filter(({ code }) => code === CLOSE.storage).length > 1,
  )
  expect(doomed.saved).toBe(false)
  expect(textOf(reader.doc)).not.toContain('>khi đĩa đầy')

  mendDisk(server)
  await until('it is saved after all', () => doomed.saved)
  await until('the reader sees it', () => textOf(reader.doc).includes('>khi đĩa đầy'))
  expect(textOf(await readReport(server.syncUrl, id, province.person(2)))).toBe(textOf(writer.doc))
})

test('SIGTERM closes everybody with 1012 and exits 0 with everything on disk; the clients come back by themselves', async () => {
  const { id } = await province.newReport()
  const clients = [0, 1, 2].map((index) => connect(index, id, { acked: true }))
  await Promise.all(clients.map((client) => client.synced()))
  const typing = new AbortController()
  const typists = clients.map(async (client, index) => {
    for (let turn = 0; !typing.signal.aborted; turn++) {
      client.edit(`${index}.${turn}`, (fragment) =>
        newParagraph(sectionsOf(fragment)[index]!, `tat${index}x${turn}`).insert(0, `⟦${index}.${turn}⟧`),
      )
      await until(
        'next key',
        () => client.settled() + 3 >= client.sent() || !client.provider.wsconnected || typing.signal.aborted,
      )
      if (!client.provider.wsconnected) break
      // A socket that is being closed counts nothing more: without a turn for it, this loop would never hear of it.
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  await until('some typing', () => clients.every((client) => client.settled() > 5))
  const ended = await server.terminate()
  typing.abort()
  await Promise.all(typists)
  expect(ended).toEqual({ code: 0, signal: null })
  await until('all noticed', () => clients.every((client) => client.closings.length > 0))
  for (const client of clients) expect(client.closings[0]?.code).toBe(CLOSE.restart)
  for (const client of clients) client.provider.disconnect()

  await server.start()
  const stored = textOf(await readReport(server.syncUrl, id, province.person(0)))
  for (const client of clients) {
    for (const edit of client.edits) if (edit.saved) expect(stored).toContain(`⟦${edit.label}⟧`)
    client.provider.connect()
  }
  await Promise.all(clients.map((client) => client.allSaved()))
  const final = textOf(await readReport(server.syncUrl, id, province.person(0)))
  for (const client of clients) for (const edit of client.edits) expect(final).toContain(`⟦${edit.label}⟧`)
})

test('a big honest paste goes through: a table of 400 rows, and half a megabyte of text', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  const reader = connect(1, id)
  await Promise.all([writer.synced(), reader.synced()])
  writer.edit('table', (fragment) => {
    const table = new Y.XmlElement('table')
    table.setAttribute('id', 'bang')
    sectionsOf(fragment)[0]!.insert(0, [table])
    table.insert(
      0,
      Array.from({ length: 400 }, (_, row) => tableRow(row)),
    )
  })
  await writer.allSaved()
  writer.edit('text', (fragment) =>
    newParagraph(sectionsOf(fragment)[1]!, 'dai').insert(0, 'Đảng bộ tỉnh lãnh đạo. '.repeat(17_000)),
  )
  await writer.allSaved()
  await until('the reader has all of it', () => textOf(reader.doc) === textOf(writer.doc))
  expect(writer.closings).toEqual([])
})

function tableRow(row: number): Y.XmlElement {
  const element = new Y.XmlElement('tableRow')
  element.insert(
    0,
    Array.from({ length: 6 }, (_, column) => {
      const cell = new Y.XmlElement('tableCell')
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.setAttribute('id', `o${row}x${column}`)
      const text = new Y.XmlText()
      text.insert(0, `${row} ${column}`)
      paragraph.insert(0, [text])
      cell.insert(0, [paragraph])
      return cell
    }),
  )
  return element
}

test('three megabytes written offline arrive with the first sync', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  writer.provider.disconnect()
  for (let part = 0; part < 6; part++) {
    writer.edit(`${part}`, (fragment) =>
      newParagraph(sectionsOf(fragment)[part]!, `xa${part}`).insert(
        0,
        'Tổ chức thực hiện nghị quyết. '.repeat(14_000),
      ),
    )
  }
  writer.provider.connect()
  await writer.allSaved()
  const reader = await openRaw(`${server.syncUrl}/${id}`, { session: province.person(1) })
  await reader.join()
  expect(textOf(reader.doc)).toBe(textOf(writer.doc))
  reader.stop()
})
