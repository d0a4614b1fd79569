import * as decoding from 'lib0/decoding'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { must } from '../../../report/must.ts'
import {
  noticesPageSchema,
  threadSchema,
  threadsPageSchema,
  type Thread,
} from '../../../report/wire/review.ts'
import { MESSAGE, readEvent } from '../../../report/wire/messages.ts'
import { reportDetailSchema } from '../../../report/wire/rest.ts'
import { actionWords, factsInWords } from '../audit-words.ts'
import { startReportRig, type Asker, type ReportRig } from '../report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]
let count = 0

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
  await on.records.changeSection(id, sections[3] ?? '', { officeIds: [on.offices.own.id] })
  // What was told of another report is nobody's business here.
  for (const asker of ['coordinator', 'own', 'other', 'reviewer', 'viewer'] as const)
    await on.browsers[asker].post('/api/notices/read', { all: true })
})

const path = (rest = '') => `/api/reports/${id}/threads${rest}`
const ofSection = (sectionId = sections[3]) => ({ kind: 'section', sectionId })
const newThread = (fields: object = {}) => ({
  id: `y-kien-${1000 + ++count}`,
  kind: 'opinion',
  anchor: ofSection(),
  text: 'Đề nghị bổ sung số liệu.',
  ...fields,
})
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const readThread = async (response: Response) => threadSchema.parse(await response.json())
async function begin(by: Asker, fields: object = {}): Promise<Thread> {
  const response = await on.browsers[by].post(path(), newThread(fields))
  expect(response.status).toBe(201)
  return readThread(response)
}
const say = (by: Asker, thread: Thread, text: string, messageId = `tra-loi-${1000 + ++count}`) =>
  on.browsers[by].post(path(`/${thread.id}/messages`), { id: messageId, text })
const change = (by: Asker, thread: Thread, body: object) =>
  on.browsers[by].send('PATCH', path(`/${thread.id}`), body)
const answer = (by: Asker, thread: Thread, body: object) =>
  on.browsers[by].send('PUT', path(`/${thread.id}/answer`), body)
const page = async (by: Asker, query = '') =>
  threadsPageSchema.parse(await (await on.browsers[by].get(path(query))).json())
const current = async (by: Asker, thread: Thread) =>
  must(
    (await page(by)).threads.find((one) => one.id === thread.id),
    thread.id,
  )
const unread = async (by: Asker) => {
  const { notices } = noticesPageSchema.parse(await (await on.browsers[by].get('/api/notices')).json())
  return notices.filter(({ readAt }) => readAt === null).map(({ reason, excerpt }) => `${reason}: ${excerpt}`)
}
const user = (name: string, asker: Asker) => `@[${name}](user:${on.ids[asker] ?? ''})`

test('a thread is everybody’s who may read the report, with who wrote it as the session says', async () => {
  const thread = await begin('reviewer', { kind: 'change' })
  expect(thread).toMatchObject({
    number: 1,
    kind: 'change',
    anchor: { kind: 'section', sectionId: sections[3], lost: false },
    author: { userId: on.ids.reviewer, name: 'Người reviewer', office: null, role: 'reviewer' },
    resolved: null,
    answer: null,
    messages: [{ id: thread.id, text: 'Đề nghị bổ sung số liệu.', editedAt: null, deletedAt: null }],
    readAt: thread.createdAt,
  })
  expect(await readThread(await say('own', thread, 'Đã rõ.'))).toMatchObject({
    messages: [
      {},
      { author: { userId: on.ids.own, office: on.offices.own, role: 'drafter' }, text: 'Đã rõ.' },
    ],
  })
  for (const by of ['coordinator', 'own', 'other', 'reviewer', 'viewer', 'admin'] as const)
    expect((await current(by, thread)).messages).toHaveLength(2)
  expect((await begin('own')).number).toBe(2)
})

describe('sent twice', () => {
  test('a thread and a message are there once, whatever became of them meanwhile', async () => {
    const sent = newThread({ text: 'Tiếng Việt' })
    const first = await on.browsers.own.post(path(), sent)
    const again = await on.browsers.own.post(path(), { ...sent, text: sent.text.normalize('NFD') })
    expect([first.status, again.status]).toEqual([201, 200])
    const thread = await readThread(again)
    expect(thread).toEqual(await readThread(first))

    expect((await say('other', thread, 'Đồng ý', 'tra-loi-00')).status).toBe(201)
    expect((await say('other', thread, 'Đồng ý', 'tra-loi-00')).status).toBe(200)
    expect((await current('own', thread)).messages).toHaveLength(2)
    expect(await on.noted(id)).toBe(2)

    const message = path(`/${thread.id}/messages/tra-loi-00`)
    await on.browsers.other.send('PATCH', message, { text: 'Không đồng ý' })
    expect((await say('other', thread, 'Đồng ý', 'tra-loi-00')).status).toBe(200)
    await on.browsers.other.send('DELETE', message)
    expect((await say('other', thread, 'Đồng ý', 'tra-loi-00')).status).toBe(200)
    expect((await current('own', thread)).messages[1]?.text).toBe('')
  })

  test('other words, or another’s, under the same id are refused', async () => {
    const thread = await begin('own')
    await say('own', thread, 'Trả lời', 'tra-loi-01')
    const sent = newThread({ id: thread.id, text: thread.messages[0]?.text })
    expect(await codeOf(await on.browsers.own.post(path(), { ...sent, text: 'Khác' }))).toBe('conflict')
    expect(await codeOf(await on.browsers.other.post(path(), sent))).toBe('conflict')
    // An id is of one message, whether it opened a thread or not.
    expect(await codeOf(await on.browsers.own.post(path(), newThread({ id: 'tra-loi-01' })))).toBe('conflict')
    expect(await codeOf(await say('own', thread, 'Trả lời khác', 'tra-loi-01'))).toBe('conflict')
    expect(await codeOf(await say('own', await begin('own'), 'Trả lời', 'tra-loi-01'))).toBe('conflict')
    expect((await current('own', thread)).messages.map(({ text }) => text)).toEqual([
      'Đề nghị bổ sung số liệu.',
      'Trả lời',
    ])
  })

  test('also when somebody mentioned left the report, or came, in between', async () => {
    const sent = newThread({ text: `${user('Tên cũ', 'viewer')} xem` })
    expect((await on.browsers.other.post(path(), sent)).status).toBe(201)
    await on.records.removeMember(id, on.ids.viewer ?? '')
    expect((await on.browsers.other.post(path(), sent)).status).toBe(200)
    const reply = `${user('Tên cũ', 'viewer')} và @[Ma](user:khong-co)`
    const thread = await begin('own')
    expect((await say('own', thread, reply, 'tra-loi-02')).status).toBe(201)
    await on.records.setMember(id, on.ids.viewer ?? '', 'viewer')
    expect((await say('own', thread, reply, 'tra-loi-02')).status).toBe(200)
    expect(await codeOf(await say('own', thread, `${reply}!`, 'tra-loi-02'))).toBe('conflict')
    expect((await current('own', thread)).messages).toHaveLength(2)
  })

  test('a mention of who is unknown, or was renamed, is the same words', async () => {
    const sent = newThread({ text: `@[Ma](user:khong-co) ${user('Tên giả', 'own')} xem` })
    const first = await readThread(await on.browsers.other.post(path(), sent))
    expect(first.messages[0]?.text).toBe(`@Ma ${user('Người own', 'own')} xem`)
    expect((await on.browsers.other.post(path(), sent)).status).toBe(200)
  })
})

test('only what changed is sent again', async () => {
  const [one, two] = [await begin('own'), await begin('reviewer')]
  const { rev, more, threads } = await page('viewer')
  expect([threads.map((thread) => thread.id), more]).toEqual([[one.id, two.id], false])
  expect(await page('viewer', `?since=${rev}`)).toEqual({ threads: [], rev, more: false })
  await say('own', one, 'Thêm')
  expect((await page('viewer', `?since=${rev}`)).threads.map((thread) => thread.id)).toEqual([one.id])
  expect(await page('viewer', '?limit=1')).toMatchObject({ threads: [{ id: two.id }], more: true })
})

describe('a message', () => {
  test('is changed and deleted by its author, and leaves its place', async () => {
    const thread = await begin('own')
    const message = path(`/${thread.id}/messages/${thread.id}`)
    const changed = await readThread(await on.browsers.own.send('PATCH', message, { text: 'Đã sửa' }))
    expect(changed.messages[0]).toMatchObject({ text: 'Đã sửa' })
    expect(must(changed.messages[0], 'it').editedAt).toBeGreaterThanOrEqual(thread.createdAt)
    const before = await on.noted(id)
    await on.browsers.own.send('PATCH', message, { text: 'Đã sửa ' })
    expect((await current('own', thread)).rev).toBe(changed.rev)
    expect((await on.browsers.own.send('DELETE', message)).status).toBe(204)
    expect((await on.browsers.own.send('DELETE', message)).status).toBe(204)
    expect((await current('own', thread)).messages[0]).toMatchObject({ id: thread.id, text: '' })
    expect(await codeOf(await on.browsers.own.send('PATCH', message, { text: 'Lại' }))).toBe('conflict')
    expect((await on.noted(id)) - before).toBe(1)
  })

  test('is stored as it was typed, but for what cannot be seen', async () => {
    const typed = 'e\u0302\u0323 **đậm** <b onclick=x>\n\t- a\r\nb\u0000\u0007\u202Eabc\uFEFF \\'
    const thread = await begin('own', { text: typed })
    expect(thread.messages[0]?.text).toBe('ệ **đậm** <b onclick=x>\n\t- a\nbabc \\')
    expect(await codeOf(await on.browsers.own.post(path(), newThread({ text: '\u202E\u0000' })))).toBe(
      'bad-request',
    )
  })
})

describe('the inbox', () => {
  test('tells each person once, of what concerns them most, and nobody of their own', async () => {
    const thread = await begin('reviewer', {
      kind: 'change',
      text: `Xem **lại** ${user('x', 'coordinator')}`,
    })
    expect(await unread('own')).toEqual(['section: Xem lại @Người coordinator'])
    expect(await unread('coordinator')).toEqual(['mention: Xem lại @Người coordinator'])
    for (const by of ['reviewer', 'other', 'viewer'] as const) expect(await unread(by)).toEqual([])

    await say('own', thread, `Nhờ @[own](office:${on.offices.other.id}) và ${user('y', 'reviewer')} xem`)
    expect(await unread('reviewer')).toEqual(['mention: Nhờ @other và @Người reviewer xem'])
    expect(await unread('other')).toEqual(['mention: Nhờ @other và @Người reviewer xem'])
    expect((await unread('own')).length).toBe(1)

    await answer('own', thread, { kind: 'explained', text: 'Số liệu đã có ở phụ lục.' })
    await change('reviewer', thread, { resolved: true })
    await change('own', thread, { resolved: false })
    expect((await unread('reviewer')).toSorted()).toEqual([
      'answered: Số liệu đã có ở phụ lục.',
      'mention: Nhờ @other và @Người reviewer xem',
      `reopened: ${quote(thread)}`,
    ])
    expect((await unread('own')).toSorted()).toEqual([
      `resolved: ${quote(thread)}`,
      'section: Xem lại @Người coordinator',
    ])
  })

  test('tells who coordinates where nobody answers for the section', async () => {
    await begin('reviewer', { anchor: { kind: 'report' }, text: 'Toàn văn' })
    await begin('reviewer', { anchor: ofSection(sections[0]), text: 'Phần chưa giao' })
    expect(await unread('coordinator')).toEqual(['section: Phần chưa giao', 'section: Toàn văn'])
    for (const by of ['own', 'other'] as const) expect(await unread(by)).toEqual([])
  })

  test('tells who is mentioned only later, and says what the message says now', async () => {
    const thread = await begin('reviewer', { text: 'Xem lại' })
    const message = path(`/${thread.id}/messages/${thread.id}`)
    await on.browsers.reviewer.send('PATCH', message, {
      text: `${user('', 'viewer').replace('[]', '[a]')} Xem kỹ`,
    })
    expect(await unread('viewer')).toEqual(['mention: @Người viewer Xem kỹ'])
    expect(await unread('own')).toEqual(['section: @Người viewer Xem kỹ'])
    await on.browsers.reviewer.send('DELETE', message)
    expect([await unread('viewer'), await unread('own')]).toEqual([['mention: '], ['section: ']])
  })

  test('holds the answer as it is, and the last of closing and opening', async () => {
    const thread = await begin('reviewer', { kind: 'change' })
    await answer('own', thread, { kind: 'explained', text: `Lỡ lời ${user('x', 'other')}` })
    expect([await unread('reviewer'), await unread('other')]).toEqual([
      ['answered: Lỡ lời @Người other'],
      ['mention: Lỡ lời @Người other'],
    ])
    await answer('own', thread, { kind: 'explained', text: 'Đã có ở phụ lục.' })
    expect([await unread('reviewer'), await unread('other')]).toEqual([['answered: Đã có ở phụ lục.'], []])
    await on.browsers.own.send('DELETE', path(`/${thread.id}/answer`))
    expect(await unread('reviewer')).toEqual([])
    await say('own', thread, 'Xin ý kiến')
    for (let time = 0; time < 5; time++) {
      for (const resolved of [true, false]) await change('coordinator', thread, { resolved })
    }
    expect(await unread('reviewer')).toEqual([`reopened: ${quote(thread)}`, 'reply: Xin ý kiến'])
  })

  test('is read with the thread, up to what was seen', async () => {
    const thread = await begin('reviewer')
    await say('reviewer', thread, `${user('x', 'own')} một`)
    const seen = await current('own', thread)
    const at = Math.max(...seen.messages.map((message) => message.at))
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(at))
    await say('reviewer', thread, `${user('x', 'own')} hai`)
    await on.browsers.own.post(path('/read'), { threadIds: [thread.id, 'khong-co-1'], at })
    expect((await current('own', thread)).readAt).toBe(at)
    expect(await unread('own')).toEqual(['mention: @Người own hai'])
    await on.browsers.own.post(path('/read'), { threadIds: [thread.id] })
    expect(await unread('own')).toEqual([])
    expect((await current('viewer', thread)).readAt).toBe(0)
  })
})

const quote = ({ anchor }: Thread) => (anchor.kind === 'report' ? '' : anchor.quote)

test('a report counts what is open, by section', async () => {
  const detail = async () =>
    reportDetailSchema.parse(await (await on.browsers.viewer.get(`/api/reports/${id}`)).json())
  expect((await detail()).review).toEqual({ open: 0, mustFix: 0, lost: 0 })
  const must = await begin('reviewer', { kind: 'change' })
  await begin('reviewer', { anchor: ofSection('preamble') })
  await begin('reviewer', { anchor: { kind: 'report' } })
  await begin('reviewer', { anchor: { kind: 'range', quote: 'không có đoạn này' } })
  expect(await detail()).toMatchObject({ review: { open: 4, mustFix: 1, lost: 1 } })
  const counts = (await detail()).sections.map(({ openThreads }) => openThreads)
  expect(counts[3]).toBe(1)
  await answer('own', must, { kind: 'accepted', text: '' })
  expect((await detail()).review.mustFix).toBe(0)
  await change('own', must, { resolved: true })
  expect(await detail()).toMatchObject({ review: { open: 3, mustFix: 0, lost: 1 } })
})

describe('an office', () => {
  test('answers a demanded change before it closes it; who demanded it need not wait', async () => {
    const thread = await begin('reviewer', { kind: 'change' })
    expect(await codeOf(await change('own', thread, { resolved: true }))).toBe('answer-first')
    expect(await codeOf(await answer('own', thread, { kind: 'explained', text: ' ' }))).toBe('bad-request')
    expect((await answer('own', thread, { kind: 'accepted', text: '' })).status).toBe(200)
    const closed = await readThread(await change('own', thread, { resolved: true }))
    expect(closed).toMatchObject({
      resolved: { by: { userId: on.ids.own } },
      answer: { kind: 'accepted', text: '', by: { userId: on.ids.own } },
    })
    const other = await begin('reviewer', { kind: 'change' })
    expect((await change('reviewer', other, { resolved: true })).status).toBe(200)
  })

  test('does not close a demand and then take its answer back', async () => {
    const thread = await begin('reviewer', { kind: 'change' })
    const takeBack = (by: Asker) => on.browsers[by].send('DELETE', path(`/${thread.id}/answer`))
    await answer('own', thread, { kind: 'accepted', text: '' })
    expect((await takeBack('own')).status).toBe(204)
    expect(await codeOf(await change('own', thread, { resolved: true }))).toBe('answer-first')
    await answer('own', thread, { kind: 'accepted', text: '' })
    expect((await change('own', thread, { resolved: true })).status).toBe(200)
    expect(await codeOf(await takeBack('own'))).toBe('answer-first')
    expect(await current('own', thread)).toMatchObject({ answer: { kind: 'accepted' } })
    // Who coordinates closes without an answer, too; opened again, it is as before.
    expect((await takeBack('coordinator')).status).toBe(204)
    await answer('own', thread, { kind: 'accepted', text: '' })
    await change('own', thread, { resolved: false })
    expect((await takeBack('own')).status).toBe(204)
  })

  test('hands no demand on to another office by attaching it there', async () => {
    await on.records.changeSection(id, sections[4] ?? '', { officeIds: [on.offices.other.id] })
    const thread = await begin('reviewer', { kind: 'change' })
    const there = { anchor: ofSection(sections[4]) }
    expect(await codeOf(await change('own', thread, there))).toBe('no-access')
    expect((await current('own', thread)).anchor).toMatchObject({ sectionId: sections[3] })
    expect((await change('own', thread, { anchor: ofSection() })).status).toBe(200)
    expect((await change('reviewer', thread, there)).status).toBe(200)
    expect(await codeOf(await change('own', thread, { anchor: ofSection() }))).toBe('no-access')
  })
})

test('said again, nothing changes and nobody is told twice', async () => {
  const thread = await begin('reviewer')
  await change('own', thread, { resolved: true })
  await answer('own', thread, { kind: 'accepted', text: 'Vâng' })
  const [before, noted] = [await current('own', thread), await on.noted(id)]
  await change('reviewer', thread, { resolved: true, kind: 'opinion' })
  await answer('own', thread, { kind: 'accepted', text: ' Vâng' })
  await change('own', thread, {})
  expect([await current('own', thread), await on.noted(id)]).toEqual([before, noted])
  expect((await unread('reviewer')).length).toBe(2)
})

test('a thread is attached elsewhere, but not to words that are not there', async () => {
  const thread = await begin('reviewer', { anchor: { kind: 'range', quote: 'không có đoạn này' } })
  expect(thread.anchor).toMatchObject({ quote: 'không có đoạn này', lost: true })
  const nowhere = { anchor: { kind: 'range', quote: 'cũng không có' } }
  expect(await codeOf(await change('reviewer', thread, nowhere))).toBe('conflict')
  const attached = await readThread(await change('reviewer', thread, { anchor: ofSection() }))
  expect(attached.anchor).toMatchObject({ kind: 'section', sectionId: sections[3], lost: false })
})

test('the audit tells who did what to which thread, and none of its words', async () => {
  const thread = await begin('reviewer', { kind: 'change', text: 'lời thứ nhất' })
  await say('own', thread, 'lời thứ hai', 'tra-loi-99')
  await on.browsers.own.send('PATCH', path(`/${thread.id}/messages/tra-loi-99`), { text: 'lời thứ ba' })
  await on.browsers.own.send('DELETE', path(`/${thread.id}/messages/tra-loi-99`))
  await change('reviewer', thread, { kind: 'question' })
  await answer('own', thread, { kind: 'explained', text: 'lời thứ tư' })
  await on.browsers.own.send('DELETE', path(`/${thread.id}/answer`))
  await change('own', thread, { resolved: true })
  await change('own', thread, { resolved: false, anchor: ofSection(sections[0]) })
  const { entries } = await on.records.auditTrail({ reportId: id, limit: 100 })
  const deeds = entries
    .filter(({ action }) => /^(?:comment|thread)-/.test(action))
    .map(({ action, details }) => `${actionWords(action)} | ${factsInWords(details, new Map())}`)
  expect(deeds.toReversed()).toEqual([
    'Góp ý | Số: 1; Loại ý kiến: Yêu cầu sửa',
    'Góp ý | Số: 1; Trả lời trong ý kiến: có',
    'Sửa góp ý | Số: 1',
    'Xoá góp ý | Số: 1',
    'Đổi loại ý kiến | Số: 1; Từ: Yêu cầu sửa; Thành: Câu hỏi',
    'Trả lời ý kiến | Số: 1; Trả lời: Giải trình',
    'Trả lời ý kiến | Số: 1; Rút lại: có',
    'Khép ý kiến | Số: 1',
    expect.stringMatching(/^Gắn lại ý kiến \| Số: 1; Đoạn trước đó: .+; Đoạn: /),
    'Mở lại ý kiến | Số: 1',
  ])
  expect(JSON.stringify(entries)).not.toContain('lời thứ')
})

test('open pages are told that something was said, and nothing where nothing changed', async () => {
  const { promise, resolve } = Promise.withResolvers<WebSocket>()
  const events: string[] = []
  const address = `${on.rig.url.replace('http', 'ws')}/sync/${id}?v=1`
  const headers = { cookie: on.browsers.viewer.cookie, origin: on.rig.url }
  const socket = new WebSocket(address, { headers })
  socket.on('message', (frame: Buffer) => {
    resolve(socket)
    const decoder = decoding.createDecoder(new Uint8Array(frame))
    if (decoding.readVarUint(decoder) !== MESSAGE.event) return
    const event = readEvent(decoder)
    events.push(`${event?.type ?? ''} ${event?.reportId ?? ''}`)
  })
  await promise
  const thread = await begin('reviewer')
  await vi.waitFor(() => expect(events).toEqual([`threads ${id}`]))
  await on.browsers.viewer.post(path('/read'), { threadIds: [thread.id] })
  await change('reviewer', thread, { resolved: false })
  await on.browsers.own.post(path(), newThread({ text: '' }))
  await change('reviewer', thread, { resolved: true })
  await vi.waitFor(() => expect(events).toEqual([`threads ${id}`, `threads ${id}`]))
  socket.terminate()
})
