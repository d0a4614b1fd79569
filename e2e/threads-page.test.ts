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
import type { Thread, ThreadsPage } from '../report/wire/review.ts'
import { type Province, type Session, call, foundProvince } from './rig/province.ts'
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

const WHOLE: Selected = { anchor: { kind: 'report' }, sectionId: null, quote: '' }

/** A thread as the server has it for a person. */
async function stored(reportId: string, person: number, id: string): Promise<Thread> {
  const answer = await call(server, province.person(person), `/api/reports/${reportId}/threads`)
  return must(
    (answer.json() as ThreadsPage).threads.find((one) => one.id === id),
    'a stored thread',
  )
}

type Meddling = { readonly letGo: () => void }

/** Requests to such an address wait until they are let go. */
function holdBack(address: RegExp): Meddling {
  const passOn = globalThis.fetch
  let letGo = () => {}
  const held = new Promise<void>((done) => (letGo = done))
  globalThis.fetch = async (path, init) => {
    if (address.test(path as string)) await held
    return passOn(path, init)
  }
  return { letGo: () => ((globalThis.fetch = passOn), letGo()) }
}

/** As another server would answer. */
function rewriteAnswers(address: RegExp, rewrite: (page: ThreadsPage, url: URL) => unknown): Meddling {
  const passOn = globalThis.fetch
  globalThis.fetch = async (path, init) => {
    const answer = await passOn(path, init)
    if (!address.test(path as string)) return answer
    return Response.json(
      rewrite((await answer.json()) as ThreadsPage, new URL(path as string, server.origin)),
    )
  }
  return { letGo: () => (globalThis.fetch = passOn) }
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
  // A thread may come before the words it is about.
  await until('its words arrive', () => words(reviewer, id) === 'ngoại tuyến')
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

test('what came between the fetch and the mark is not read by it', async () => {
  const report = await province.newReport()
  const drafter = await open(report, province.person(0))
  const reader = await open(report, province.person(1))
  const id = drafter.act((review) => review.create(WHOLE, opinion('đã xem')))
  const other = drafter.act((review) => review.create(WHOLE, opinion('xem sau')))
  await until('the reader sees both', () => thread(reader, id) && thread(reader, other))
  // The reader's page hears of nothing any more.
  const held = holdBack(/threads\?since/u)
  drafter.act((review) => review.reply(id, 'chưa xem'))
  await until('it is there', async () => (await stored(report.id, 0, id)).messages.length === 2)
  reader.act((review) => review.markRead([id, other]))
  await until('it is marked', async () => (await stored(report.id, 1, id)).readAt > 0)
  const [seen, unseen] = (await stored(report.id, 1, id)).messages
  const { readAt } = await stored(report.id, 1, id)
  expect(readAt).toBeGreaterThanOrEqual(must(seen, 'the first').at)
  expect(readAt).toBeLessThan(must(unseen, 'the second').at)
  held.letGo()
  await until('the reply has come', () => thread(reader, id)?.thread.messages.length === 2)
  expect(thread(reader, id)?.thread.readAt).toBe(readAt)
})

test('a server that was put back to an earlier state is believed: what it does not know any more is gone', async () => {
  const report = await province.newReport()
  const drafter = await open(report, province.person(0))
  const kept = drafter.act((review) => review.create(WHOLE, opinion('ở trong bản sao lưu')))
  const lost = drafter.act((review) => review.create(WHOLE, opinion('sau bản sao lưu')))
  await until('both are sent', () => isSent(drafter, kept) && isSent(drafter, lost))
  drafter.act((review) => review.reply(kept, 'cũng sau'))
  await until('it is sent', () => isSent(drafter, kept))
  const backup = rewriteAnswers(/threads\?since/u, (page: ThreadsPage, url) => {
    const threads = page.threads
      .filter(({ id }) => id === kept)
      .map((one) => ({ ...one, rev: 1, messages: one.messages.slice(0, 1) }))
    const since = Number(url.searchParams.get('since'))
    return { threads: since === 0 ? threads : [], rev: Math.min(1, since || 1), more: false }
  })
  drafter.act((review) => review.reload())
  await until('one is left', () => drafter.review.threads.get().length === 1)
  expect(said(drafter)).toEqual([['ở trong bản sao lưu']])
  expect(drafter.review.places.place(lost)).toBeUndefined()
  backup.letGo()
})

test('a thread that this page does not understand is left out, and harms no other', async () => {
  const report = await province.newReport()
  const drafter = await open(report, province.person(0))
  const known = drafter.act((review) => review.create(WHOLE, opinion('hiểu được')))
  await until('it is sent', () => isSent(drafter, known))
  const strange: readonly Record<string, unknown>[] = [
    { kind: 'poll' },
    { anchor: { kind: 'drawing', points: [1, 2] } },
    { anchor: { kind: 'range', sectionId: 1 } },
    { author: null },
    { messages: 'none' },
  ]
  const newer = rewriteAnswers(/threads\?since/u, (page: ThreadsPage) => ({
    ...page,
    threads: page.threads.flatMap((one) => [
      ...strange.map((part, index) => ({ ...one, id: `strange-${index}`, ...part })),
      null,
      'thread',
      one,
    ]),
  }))
  const reader = await open(report, province.person(1))
  expect(said(reader)).toEqual([['hiểu được']])
  newer.letGo()
  // A number that is no identity, of a character that no text has.
  const odd = { client: Number.MAX_SAFE_INTEGER, clock: 7 }
  const anchor = {
    kind: 'range',
    sectionId: '\u202Enone',
    quote: '<img src=x onerror=alert(1)>',
    prefix: '',
    suffix: '',
    pieces: [{ blockId: null, text: 'abc', chars: [[odd.client, odd.clock, 1]] }],
    lost: false,
  }
  const hostile = rewriteAnswers(/threads\?since/u, (page: ThreadsPage) => ({
    ...page,
    threads: page.threads.flatMap((one) => [{ ...one, id: 'odd', anchor }, one]),
  }))
  const other = await open(report, province.person(2))
  expect(said(other)).toEqual([['hiểu được'], ['hiểu được']])
  write(other, 1, 'Vẫn viết được.')
  await saved(other)
  hostile.letGo()
})
