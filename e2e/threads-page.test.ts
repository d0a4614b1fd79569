import 'fake-indexeddb/auto'
import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type ReportConnection, connectReport } from '../editor/draft/connection/connection.ts'
import { type OpenedReview, openReview } from '../editor/review/open-review.ts'
import { ApiError } from '../editor/rest/request.ts'
import type { OpenThread, Selected } from '../editor/review/review.ts'
import { must } from '../report/must.ts'
import { FRAGMENT } from '../report/schema/names.ts'
import type { Role } from '../report/wire/rest.ts'
import { type Province, type Session, foundProvince } from './rig/province.ts'
import { type Server, startServer } from './rig/server.ts'
import { browserSocket } from './rig/socket-class.ts'
import { until } from './rig/until.ts'

let server: Server
let province: Province
const browserFetch = globalThis.fetch
/** Whose browser it is: two people's pages run in one process. */
const browser = new AsyncLocalStorage<Session>()

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 3 })
  globalThis.fetch = (path, init) => {
    const { cookie } = must(browser.getStore(), 'somebody’s browser')
    const headers = {
      ...(init?.headers as Record<string, string>),
      cookie,
      origin: server.origin,
      connection: 'close',
    }
    return browserFetch(`${server.origin}${path as string}`, { ...init, headers })
  }
})
afterAll(async () => {
  globalThis.fetch = browserFetch
  await server.stop()
})

type Page = {
  readonly connection: ReportConnection
  readonly review: OpenedReview
  readonly act: <T>(does: (review: OpenedReview) => T) => T
}
const pages: Page[] = []
afterEach(async () => {
  for (const { review } of pages) review.stop()
  await Promise.all(pages.splice(0).map(({ connection }) => connection.stop()))
})

function open(
  report: { id: string; epoch: string },
  session: Session,
  role: Role = 'drafter',
): Promise<Page> {
  return browser.run(session, async () => {
    const { id, name, office } = session.person
    const connection = connectReport({
      reportId: report.id,
      epoch: report.epoch,
      user: { id, name, office: '', color: '#333333' },
      serverUrl: server.syncUrl,
      Socket: browserSocket(session, server.origin),
      pace: { reconnect: () => 50 + Math.random() * 100 },
    })
    const review = openReview({
      reportId: report.id,
      connection,
      me: () => ({ userId: id, name, office, role }),
      sayWhy: (error) => (error instanceof ApiError ? error.code : 'lỗi'),
      pace: { first: 20, longest: 100, redraw: 5, readMarks: 5 },
    })
    const page: Page = { connection, review, act: (does) => browser.run(session, () => does(review)) }
    pages.push(page)
    await until('the report is ready', () => connection.ready.get() === 'ready')
    await until('the threads are there', () => review.state.get() === 'ready')
    return page
  })
}

function firstBlock({ connection }: Page, index: number): Y.XmlElement {
  const section = connection.doc.getXmlFragment(FRAGMENT).get(index) as Y.XmlElement
  return section.get(0) as Y.XmlElement
}

function read(page: Page, index: number): string {
  const block = firstBlock(page, index)
  return block.length > 0 ? (block.get(0) as Y.XmlText).toJSON() : ''
}

function write(page: Page, index: number, words: string): void {
  const block = firstBlock(page, index)
  if (block.length === 0) block.insert(0, [new Y.XmlText()])
  const text = block.get(0) as Y.XmlText
  text.insert(text.length, words)
}

function on(page: Page, index: number, quote: string): Selected {
  const text = firstBlock(page, index).get(0) as Y.XmlText
  const at = text.toJSON().indexOf(quote)
  if (at < 0) throw new Error(`no "${quote}" in "${text.toJSON()}"`)
  const position = (where: number, assoc: number) => {
    const { item } = Y.createRelativePositionFromTypeIndex(text, where, assoc)
    return { item: must(item, 'a character'), assoc }
  }
  const section = text.parent?.parent as Y.XmlElement
  return {
    sectionId: section.getAttribute('id') ?? 'preamble',
    quote,
    anchor: { kind: 'range', quote, rel: { from: position(at, 0), to: position(at + quote.length, -1) } },
  }
}

const saved = (page: Page) => until('all is saved', () => page.connection.save.get().state === 'saved')
const opinion = (text: string) => ({ kind: 'opinion', text }) as const
const said = ({ review }: Page) =>
  review.threads.get().map(({ thread }) => thread.messages.map(({ text }) => text))
const thread = ({ review }: Page, id: string) => review.threads.get().find((one) => one.thread.id === id)
const isSent = (page: Page, id: string) => thread(page, id)?.sending === 'sent'

/** Where the page shows the words: as they are in its copy. */
function words(page: Page, id: string): string {
  const place = page.review.places.place(id)
  if (place?.type !== 'range') return place?.type ?? 'unknown'
  return place.from.text.toJSON().slice(place.from.index, place.to.index)
}

test('two people speak in a thread; each sees at once what they do, and soon what the other does', async () => {
  const report = await province.newReport()
  await province.setRole(report.id, province.person(1), 'reviewer')
  const drafter = await open(report, province.person(0))
  const reviewer = await open(report, province.person(1), 'reviewer')
  write(drafter, 1, 'Kinh phí tăng ba lần.')
  await saved(drafter)
  await until('the words have come', () => read(reviewer, 1).includes('ba lần'))

  const id = reviewer.act((review) => review.create(on(reviewer, 1, 'ba lần'), opinion(' Nguồn nào? ')))
  expect(said(reviewer)).toEqual([['Nguồn nào?']])
  await until('it is sent', () => isSent(reviewer, id))
  expect(thread(reviewer, id)?.thread.number).toBe(1)
  await until('the drafter sees it', () => thread(drafter, id))
  expect(words(drafter, id)).toBe('ba lần')

  const other = drafter.act((review) => review.create(on(drafter, 1, 'Kinh phí'), opinion('Tự nhắc')))
  await until('both see both', () => isSent(drafter, other) && thread(reviewer, other))
  const before = must(thread(reviewer, other), 'the other thread')
  drafter.act((review) => review.reply(id, 'Theo báo cáo của Sở.'))
  expect(thread(drafter, id)?.thread.messages).toHaveLength(2)
  await until('the reply has come', () => (thread(reviewer, id)?.thread.messages.length ?? 0) === 2)
  // Nothing of it changed: nothing of it is drawn.
  expect(thread(reviewer, other)).toBe(before)
  const reply = must(thread(reviewer, id)?.thread.messages[1], 'the reply')
  expect(reply.author.name).toBe(province.person(0).person.name)

  drafter.act((review) => review.editMessage(id, reply.id, 'Theo báo cáo năm 2024.'))
  reviewer.act((review) => review.resolve(id, true))
  reviewer.act((review) => review.markRead([id]))
  await until('it is resolved', () => thread(drafter, id)?.thread.resolved)
  await until(
    'it is edited',
    () => thread(reviewer, id)?.thread.messages[1]?.text === 'Theo báo cáo năm 2024.',
  )
  drafter.act((review) => review.deleteMessage(id, reply.id))
  await until('it is deleted', () => thread(reviewer, id)?.thread.messages[1]?.deletedAt)
  // The first in the text is the first in the list.
  expect(said(reviewer).map(([first]) => first)).toEqual(['Tự nhắc', 'Nguồn nào?'])
  const later = await open(report, province.person(1), 'reviewer')
  expect(thread(later, id)?.thread.readAt).toBeGreaterThan(0)
  expect(thread(later, other)?.thread.readAt).toBe(0)
})

test('a comment on words that were typed this instant does not come before them', async () => {
  const report = await province.newReport()
  const drafter = await open(report, province.person(0))
  for (let round = 0; round < 10; round++) {
    write(drafter, 1, `câu số ${round}. `)
    const id = drafter.act((review) => review.create(on(drafter, 1, `số ${round}`), opinion(`về ${round}`)))
    expect([thread(drafter, id)?.sending, thread(drafter, id)?.lost]).toEqual(['waiting', false])
  }
  await until('all are sent', () => drafter.review.threads.get().every(({ sending }) => sending === 'sent'))
  const reader = await open(report, province.person(1))
  await until('the words have come', () => read(reader, 1).includes('số 9'))
  expect(reader.review.threads.get().map(({ thread: { id } }) => words(reader, id))).toEqual(
    Array.from({ length: 10 }, (_, round) => `số ${round}`),
  )
})

test('what is written without a server is shown, survives the page, and arrives once', async () => {
  const report = await province.newReport()
  await province.setRole(report.id, province.person(1), 'reviewer')
  const drafter = await open(report, province.person(0))
  const reviewer = await open(report, province.person(1), 'reviewer')
  write(drafter, 1, 'Một câu.')
  await saved(drafter)
  await until('the words have come', () => read(reviewer, 1) === 'Một câu.')
  const first = reviewer.act((review) => review.create(on(reviewer, 1, 'Một'), opinion('trước')))
  await until('it is sent', () => isSent(reviewer, first))

  await server.kill()
  await until('the line is cut', () => drafter.connection.save.get().state === 'offline')
  write(drafter, 1, ' Câu ngoại tuyến.')
  const id = drafter.act((review) => review.create(on(drafter, 1, 'ngoại tuyến'), opinion('về câu mới')))
  drafter.act((review) => review.reply(id, 'tự trả lời'))
  reviewer.act((review) => review.reply(first, 'thêm'))
  expect([words(drafter, id), thread(drafter, id)?.lost]).toEqual(['ngoại tuyến', false])
  expect(thread(reviewer, first)?.sending).toBe('waiting')
  await until('the browser keeps all of it', () => !drafter.connection.unkept.get())
  drafter.review.stop()
  await drafter.connection.stop()

  await server.start()
  const again = await open(report, province.person(0))
  await until('it arrives', () => isSent(again, id))
  await until('the reviewer sees it', () => thread(reviewer, id)?.thread.messages.length === 2)
  await until('the reply arrives', () => isSent(reviewer, first))
  expect(words(reviewer, id)).toBe('ngoại tuyến')
  expect(said(again).toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))).toEqual([
    ['trước', 'thêm'],
    ['về câu mới', 'tự trả lời'],
  ])
})

test('what the server refuses says why and can be taken back with its words', async () => {
  const report = await province.newReport()
  const drafter = await open(report, province.person(0))
  write(drafter, 1, 'Một câu.')
  await saved(drafter)
  const viewer = await open(report, province.person(1))
  await province.setRole(report.id, province.person(1), 'viewer')
  await until('the words have come', () => read(viewer, 1) === 'Một câu.')
  const id = viewer.act((review) => review.create(on(viewer, 1, 'câu'), opinion('một ý kiến dài')))
  const isRefused = () => typeof thread(viewer, id)?.sending === 'object'
  await until('it is refused', isRefused)
  expect(thread(viewer, id)?.thread.messages[0]?.text).toBe('một ý kiến dài')
  await province.setRole(report.id, province.person(1), 'drafter')
  viewer.act((review) => review.retry())
  await until('now it is taken', () => isSent(viewer, id))
  await province.setRole(report.id, province.person(1), 'viewer')
  viewer.act((review) => review.reply(id, 'thêm nữa'))
  await until('the reply is refused', isRefused)
  expect(viewer.act((review) => review.giveUp(id))).toBe('thêm nữa')
  expect((thread(viewer, id) as OpenThread).sending).toBe('sent')
})
