import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { readUpdate } from '../../../report/permission/read-update.ts'
import type { SectionRecord } from '../../../report/permission/rights.ts'
import { SectionGuard } from '../../../report/permission/section-guard.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import { seedReport } from '../../../report/seed.ts'
import { CLOSE } from '../../../report/wire/close-codes.ts'
import type { Role } from '../../../report/wire/rest.ts'
import { type ReportConnection, connectReport } from './connection.ts'
import type { JournalRow } from './journal.ts'
import type { Standing } from './part-pending.ts'
import { type TestRoom, createTestRoom } from './test-room.ts'

const APPROVED: SectionRecord = { officeIds: [], status: 'approved', locked: false }

let room: TestRoom
let server: WebSocketServer
let records: Map<string, SectionRecord>
let role: Role
let connections: ReportConnection[] = []

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  room = createTestRoom()
  records = new Map()
  role = 'drafter'
  let made = 0
  const seed = seedReport(
    ['Một', 'Hai'].map((title) => ({ level: 1, title, guidance: '', invites: false })),
    { newId: () => `id${(made += 1)}`, clientId: 1 },
  )
  Y.applyUpdate(room.doc, seed.update)
  const guard = new SectionGuard(room.doc)
  room.asksPeer = () => role !== 'viewer'
  room.judge = (update) => {
    const { writer, rights } = standing()
    return guard.judge(readUpdate(update, 100_000), writer, rights)
  }
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket, request) => {
    const line = room.enter({
      url: request.url ?? '',
      send: (frame) => socket.send(frame),
      close: (code) => socket.close(code),
      cut: () => socket.terminate(),
    })
    socket.on('message', (data) => line.receive(new Uint8Array(data as Buffer)))
    socket.on('close', () => line.leave())
  })
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.stop()))
  connections = []
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

function standing(): Standing {
  return {
    writer: { role, officeId: 'o1' },
    rights: { stage: 'drafting', records: new Map(records) },
  }
}

function connect(ask: () => Promise<Standing> = () => Promise.resolve(standing())): ReportConnection {
  const connection = connectReport({
    reportId: 'r1',
    user: { id: 'u1', name: 'Người soạn 1', office: 'BTG', color: '#1a5fb4' },
    epoch: 'e1',
    serverUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`,
    pace: { reconnect: () => 10, remote: 2, presence: 5 },
    standing: ask,
  })
  connections.push(connection)
  return connection
}

async function open(ask?: () => Promise<Standing>): Promise<ReportConnection> {
  const connection = connect(ask)
  await saved(connection)
  return connection
}

const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 4000, interval: 5 })
const saved = (connection: ReportConnection) =>
  eventually(() => expect(connection.save.get()).toEqual({ state: 'saved' }))

function section(doc: Y.Doc, index: number): Y.XmlElement {
  return must(doc.getXmlFragment(FRAGMENT).get(index + 1) as Y.XmlElement | undefined, `section ${index}`)
}
const sectionId = (index: number) => must(section(room.doc, index).getAttribute('id'), 'an id')

function write(connection: ReportConnection, index: number, text: string) {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(text)])
  section(connection.doc, index).push([paragraph])
}

function texts(doc: Y.Doc, index: number): string[] {
  return section(doc, index)
    .toArray()
    .map((block) =>
      (block as Y.XmlElement)
        .toArray()
        .map((text) => (text as Y.XmlText).toJSON())
        .join(''),
    )
    .filter((text) => text !== '')
}

const keptWords = (connection: ReportConnection) =>
  connection.kept.list
    .get()
    .flatMap(({ sections }) =>
      sections.flatMap(({ blocks }) => blocks.flat().filter(({ own }) => own)).map(({ text }) => text),
    )

async function editsStore(): Promise<IDBObjectStore> {
  const opening = indexedDB.open('cung-soan')
  await new Promise((resolve) => (opening.onsuccess = resolve))
  const store = opening.result.transaction('edits', 'readwrite').objectStore('edits')
  store.transaction.oncomplete = () => opening.result.close()
  return store
}
async function journalRows(): Promise<JournalRow[]> {
  const reading = (await editsStore()).getAll()
  await new Promise((resolve) => (reading.onsuccess = resolve))
  return reading.result as JournalRow[]
}
async function putRows(rows: readonly JournalRow[]): Promise<void> {
  const store = await editsStore()
  for (const row of rows) store.put(row)
  await new Promise((resolve) => store.transaction.addEventListener('complete', resolve))
}
const isWaiting = ({ refused }: JournalRow) => refused === undefined

test('what may be written goes through, the rest is kept, and the person goes on in a clean copy', async () => {
  const connection = await open()
  const before = connection.doc
  records.set(sectionId(0), APPROVED)
  write(connection, 0, 'không được nhận')
  write(connection, 1, 'được nhận')
  await eventually(() => expect(connection.generation.get()).toBe(1))
  await saved(connection)
  expect(connection.doc).not.toBe(before)
  expect([texts(room.doc, 0), texts(room.doc, 1)]).toEqual([[], ['được nhận']])
  expect([texts(connection.doc, 0), texts(connection.doc, 1)]).toEqual([[], ['được nhận']])
  const [kept] = connection.kept.list.get()
  expect(kept?.sections.map(({ id, title, why }) => [id, title, why])).toEqual([
    [sectionId(0), 'Một', 'section-approved'],
  ])
  expect(keptWords(connection)).toEqual(['không được nhận'])
  expect(connection.unkept.get()).toBe(false)
  expect(connection.ready.get()).toBe('ready')
  write(connection, 1, 'viết tiếp')
  await saved(connection)
  expect(texts(room.doc, 1)).toEqual(['được nhận', 'viết tiếp'])
})

test('what is typed while the clean copy is fetched goes the same way', async () => {
  let answer: (standing: Standing) => void = () => {}
  const asked = vi.fn(() => new Promise<Standing>((resolve) => (answer = resolve)))
  const connection = await open(asked)
  records.set(sectionId(0), APPROVED)
  write(connection, 0, 'một')
  await eventually(() => expect(asked).toHaveBeenCalled())
  write(connection, 0, 'hai')
  write(connection, 1, 'ba')
  expect(connection.save.get()).toEqual({ state: 'saving', pending: 1 })
  answer(standing())
  await saved(connection)
  expect(keptWords(connection)).toEqual(['một', 'hai'])
  expect(texts(room.doc, 1)).toEqual(['ba'])
})

/** It was parted: what was refused of it is left as structs without content. */
function isPartlyEmpty(update: Uint8Array): boolean {
  return readUpdate(update, 100_000).blocks.some(({ structs }) => structs.some(({ kind }) => kind === 'gc'))
}

test('nothing is sent as empty before the journal holds what it said', async () => {
  const connection = await open()
  records.set(sectionId(0), APPROVED)
  const put = vi.spyOn(IDBObjectStore.prototype, 'put')
  const isKept = () =>
    put.mock.calls.some(([row]) => (row as { recovered?: unknown }).recovered !== undefined)
  const judge = must(room.judge, 'a judge')
  const keptBefore: boolean[] = []
  room.judge = (update, line) => {
    if (isPartlyEmpty(update)) keptBefore.push(isKept())
    return judge(update, line)
  }
  write(connection, 0, 'giữ trước')
  write(connection, 1, 'gửi sau')
  await eventually(() => expect(keptWords(connection)).toEqual(['giữ trước']))
  await saved(connection)
  put.mockRestore()
  expect(keptBefore).toEqual([true])
  expect(texts(room.doc, 1)).toEqual(['gửi sau'])
})

test('a server that refuses what the rights allow is not asked for ever: all of it is kept', async () => {
  const connection = await open()
  const { judge } = room
  room.judge = () => ({ type: 'refused', code: 'section-locked', sections: [] })
  write(connection, 0, 'không rõ vì sao')
  await eventually(() => expect(keptWords(connection)).toEqual(['không rõ vì sao']))
  room.judge = judge
  await saved(connection)
  expect(connection.generation.get()).toBe(3)
  write(connection, 0, 'viết tiếp')
  await saved(connection)
  expect(texts(room.doc, 0)).toEqual(['viết tiếp'])
})

test('a browser that keeps nothing keeps it in the tab, which asks before it is closed', async () => {
  globalThis.indexedDB = undefined as unknown as IDBFactory
  const connection = await open()
  records.set(sectionId(0), APPROVED)
  write(connection, 0, 'chỉ trong bộ nhớ')
  write(connection, 1, 'được nhận')
  await eventually(() => expect(keptWords(connection)).toEqual(['chỉ trong bộ nhớ']))
  await saved(connection)
  expect(texts(room.doc, 1)).toEqual(['được nhận'])
  expect(connection.unkept.get()).toBe(true)
  const [kept] = connection.kept.list.get()
  await connection.kept.forget([must(kept, 'a kept text').id])
  expect(connection.unkept.get()).toBe(false)
  expect(connection.kept.list.get()).toEqual([])
})

test('a browser that cannot note what is kept, and then goes: the next visit finds it in what it had noted before', async () => {
  const connection = await open()
  records.set(sectionId(0), APPROVED)
  room.takesWhenTold = true
  write(connection, 0, 'không được nhận')
  write(connection, 1, 'được nhận')
  await eventually(() => expect(connection.unkept.get()).toBe(false))
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('the disk is full', 'QuotaExceededError')
  })
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  await eventually(() => expect(texts(room.doc, 1)).toEqual(['được nhận']))
  await saved(connection)
  expect(connection.unkept.get()).toBe(true)
  await connection.stop()
  put.mockRestore()
  const again = await open()
  await eventually(() => expect(keptWords(again)).toEqual(['không được nhận']))
  expect(texts(room.doc, 1)).toEqual(['được nhận'])
})

test('a clean copy is judged by when all of it is there, not when its beginning is', async () => {
  room.sendsOldState = true
  const connection = await open()
  write(connection, 0, 'đã nhận từ trước')
  await saved(connection)
  room.cutAll()
  await eventually(() => expect(connection.save.get().state).toBe('offline'))
  write(connection, 0, 'không được nhận')
  write(connection, 1, 'được nhận')
  records.set(sectionId(0), APPROVED)
  await eventually(() => expect(connection.generation.get()).toBe(1))
  await saved(connection)
  expect(keptWords(connection)).toEqual(['không được nhận'])
  expect(texts(room.doc, 1)).toEqual(['được nhận'])
})

test('a tab learns that what it took for saved was sent as empty by another', async () => {
  const first = await open()
  room.takesWhenTold = true
  write(first, 0, 'không được nhận')
  write(first, 1, 'được nhận')
  await eventually(() => expect(first.unkept.get()).toBe(false))
  const second = connect()
  await eventually(() => expect(texts(second.doc, 0)).toEqual(['không được nhận']))
  await eventually(() =>
    expect(Array.from(room.lines, ({ queue }) => queue.length > 0)).toEqual([true, true]),
  )
  records.set(sectionId(0), APPROVED)
  // The second tab's frames are slower than all that the first one does about its refusal.
  const line = must([...room.lines][1], 'the line of the second')
  const held = line.queue.splice(0)
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  await saved(first)
  await eventually(() => expect(texts(room.doc, 1)).toEqual(['được nhận']))
  line.queue.push(...held)
  room.take(Number.POSITIVE_INFINITY)
  await eventually(() => expect(texts(second.doc, 0)).toEqual([]))
  await saved(second)
  expect([keptWords(first), keptWords(second)]).toEqual([['không được nhận'], ['không được nhận']])
})

test('another tab shows what is kept, and leaves the copy that has taken it in', async () => {
  const first = await open()
  room.takesWhenTold = true
  write(first, 0, 'viết ở tab một')
  await eventually(() => expect(first.unkept.get()).toBe(false))
  const second = connect()
  await eventually(() => expect(texts(second.doc, 0)).toEqual(['viết ở tab một']))
  records.set(sectionId(0), APPROVED)
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  await saved(first)
  await saved(second)
  await eventually(() => {
    for (const tab of [first, second]) {
      expect(texts(tab.doc, 0)).toEqual([])
      expect(keptWords(tab)).toEqual(['viết ở tab một'])
    }
  })
  await first.kept.forgetSection(must(first.kept.list.get()[0], 'a kept text').id, sectionId(0))
  await eventually(() => expect(second.kept.list.get()).toEqual([]))
})

test('who becomes a reader with words on the way keeps them', async () => {
  const connection = await open()
  room.cutAll()
  role = 'viewer'
  write(connection, 0, 'viết trước khi chỉ còn được đọc')
  await eventually(() => expect(keptWords(connection)).toEqual(['viết trước khi chỉ còn được đọc']))
  await saved(connection)
  expect(connection.kept.list.get()[0]?.sections[0]?.why).toBe('reads-only')
  expect(texts(connection.doc, 0)).toEqual([])
})

test('a page that is closed as the refusal comes leaves it to the next visit', async () => {
  const connection = await open()
  records.set(sectionId(0), APPROVED)
  room.takesWhenTold = true
  write(connection, 0, 'viết rồi đóng trang')
  await eventually(() => expect([...room.lines].some(({ queue }) => queue.length > 0)).toBe(true))
  const stopping = connection.stop()
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  await stopping
  const again = await open()
  await eventually(() => expect(keptWords(again)).toEqual(['viết rồi đóng trang']))
  expect(texts(room.doc, 0)).toEqual([])
})

test('a page that comes back does not take for saved what another tab has sent as empty', async () => {
  room.sendsOldState = true
  const first = await open()
  room.takesWhenTold = true
  write(first, 0, 'không được nhận')
  write(first, 1, 'được nhận')
  await eventually(() => expect(first.unkept.get()).toBe(false))
  const noted = await journalRows()
  records.set(sectionId(0), APPROVED)
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  await saved(first)
  await first.stop()
  // As left by a tab that wrote on in its note while the first one dealt with the refusal.
  await putRows(noted.map((row) => ({ ...row, rev: row.rev + 1 })))
  room.keepsNewsBack = true
  const again = await open()
  await eventually(async () => expect((await journalRows()).filter(isWaiting)).toEqual([]))
  expect([texts(again.doc, 0), texts(again.doc, 1)]).toEqual([[], ['được nhận']])
  expect(keptWords(again)).toEqual(['không được nhận'])
  expect(texts(room.doc, 0)).toEqual([])
})

test('a door that closes in the middle takes nothing with it', async () => {
  const connection = await open(() => {
    room.closeAll(CLOSE.noAccess)
    return Promise.reject(new Error('no access'))
  })
  records.set(sectionId(0), APPROVED)
  write(connection, 0, 'còn ở đây')
  await eventually(() => expect(connection.ready.get()).toEqual({ refused: CLOSE.noAccess }))
  expect(connection.save.get()).toEqual({ state: 'failed', reason: CLOSE.noAccess, pending: 1 })
  expect(connection.unsentText()).toBe('còn ở đây')
  await connection.stop()
  const again = await open()
  await eventually(() => expect(keptWords(again)).toEqual(['còn ở đây']))
  expect(texts(room.doc, 0)).toEqual([])
})
