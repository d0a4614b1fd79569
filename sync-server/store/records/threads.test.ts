import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { must } from '../../../report/must.ts'
import type { Anchor, Author } from '../../../report/wire/review.ts'
import { openRecordsRig, type RecordsRig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let rig: RecordsRig
let id: string
beforeEach(async () => {
  rig = await openRecordsRig()
  for (const name of ['an', 'binh']) rig.person(name)
  id = await rig.report({ an: 'coordinator', binh: 'drafter' })
})
afterEach(() => rig.stop())

const an: Author = { userId: 'an', name: 'An', office: null, role: 'coordinator' }
const anchorIn = (sectionId: string, lost = false): Anchor => ({
  kind: 'range',
  sectionId,
  quote: 'câu này',
  prefix: '',
  suffix: '',
  pieces: [{ blockId: 'b1', text: 'câu này', chars: [[1, 0, 7]] }],
  lost,
})
const thread = (threadId: string, anchor: Anchor = anchorIn('s1'), text = 'Ý kiến') => ({
  id: threadId,
  kind: 'opinion' as const,
  anchor,
  author: an,
  createdAt: 10,
  text,
})
const message = (messageId: string, text = 'Trả lời', at = 20) => ({ id: messageId, author: an, at, text })

const page = (since: number, limit = 500, userId = 'an') => rig.records.threads(id, { since, limit, userId })
/** All that is given page by page, as a client asks for it. */
async function pages(limit: number, between?: () => Promise<unknown>) {
  const found = []
  for (let since = 0, more = true; more;) {
    const next = await page(since, limit)
    found.push(...next.threads)
    since = next.rev
    more = next.more
    await between?.()
  }
  return found
}

test('a thread comes back as it was added, and once', async () => {
  const { records } = rig
  expect(await records.addThread(id, thread('y-kien-0001'))).toBe(true)
  expect(await records.addThread(id, thread('y-kien-0001', anchorIn('s2'), 'Khác'))).toBe(false)
  expect(await records.addMessage(id, 'y-kien-0001', message('tra-loi-01'))).toBe(true)
  expect(await records.addMessage(id, 'y-kien-0001', message('tra-loi-01', 'Khác'))).toBe(false)
  expect(await records.addMessage(id, 'y-kien-0001', message('y-kien-0001', 'Khác'))).toBe(false)
  // A message's id is no thread's either.
  expect(await records.addThread(id, thread('tra-loi-01'))).toBe(false)
  expect(await records.thread(id, 'y-kien-0001')).toEqual({
    id: 'y-kien-0001',
    number: 1,
    kind: 'opinion',
    anchor: anchorIn('s1'),
    author: an,
    createdAt: 10,
    resolved: null,
    answer: null,
    messages: [
      { ...message('y-kien-0001', 'Ý kiến', 10), editedAt: null, deletedAt: null },
      { ...message('tra-loi-01'), editedAt: null, deletedAt: null },
    ],
    readAt: 0,
    rev: 3,
  })
  const other = await rig.report({ an: 'coordinator' })
  expect(await records.thread(other, 'y-kien-0001')).toBeUndefined()
  expect(await records.addThread(other, thread('y-kien-0001'))).toBe(true)
  expect((await records.thread(other, 'y-kien-0001'))?.number).toBe(1)
})

test('many at once get numbers and revs of their own', async () => {
  const ids = Array.from({ length: 40 }, (_, index) => `cung-luc-${index}`)
  await Promise.all(ids.map((threadId) => rig.records.addThread(id, thread(threadId))))
  const { threads } = await page(0)
  expect(threads.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
    ids.map((_, index) => index + 1),
  )
  expect(new Set(threads.map(({ rev }) => rev)).size).toBe(40)
})

test('every change lifts its thread, and only it, into the next page', async () => {
  const { records } = rig
  for (let index = 1; index <= 5; index++) await records.addThread(id, thread(`y-kien-000${index}`))
  let { rev } = await page(0)
  const lifts: readonly [string, () => Promise<unknown>][] = [
    ['y-kien-0002', () => records.addMessage(id, 'y-kien-0002', message('tra-loi-01'))],
    ['y-kien-0002', () => records.changeMessage(id, 'y-kien-0002', 'tra-loi-01', { text: 'Sửa', at: 30 })],
    ['y-kien-0002', () => records.changeMessage(id, 'y-kien-0002', 'tra-loi-01', { text: null, at: 40 })],
    ['y-kien-0004', () => records.changeThread(id, 'y-kien-0004', { kind: 'change' })],
    ['y-kien-0001', () => records.changeThread(id, 'y-kien-0001', { resolved: { by: an, at: 5 } })],
    ['y-kien-0001', () => records.changeThread(id, 'y-kien-0001', { resolved: null })],
    [
      'y-kien-0003',
      () =>
        records.changeThread(id, 'y-kien-0003', { answer: { kind: 'accepted', text: '', by: an, at: 5 } }),
    ],
    ['y-kien-0005', () => records.changeThread(id, 'y-kien-0005', { anchor: anchorIn('s9') })],
    ['y-kien-0003', () => records.saveAnchors(id, new Map([['y-kien-0003', anchorIn('s7')]]))],
  ]
  for (const [threadId, lift] of lifts) {
    await lift()
    const next = await page(rev)
    expect(next.threads.map((one) => one.id)).toEqual([threadId])
    expect(next.threads[0]?.rev).toBe(next.rev)
    expect(next.rev).toBeGreaterThan(rev)
    rev = next.rev
  }
  await records.markThreadsRead(id, 'an', ['y-kien-0001'], 50)
  expect(await page(rev)).toEqual({ threads: [], rev, more: false })
})

test('what was deleted leaves its place and nothing of its words', async () => {
  const { records, database } = rig
  await records.addThread(id, thread('y-kien-0001', anchorIn('s1'), 'bí mật lớn'))
  await records.addNotices([
    {
      id: 'tb-1',
      userId: 'binh',
      reportId: id,
      threadId: 'y-kien-0001',
      messageId: 'y-kien-0001',
      reason: 'section',
      by: an,
      at: 10,
      excerpt: 'bí mật lớn',
    },
  ])
  await records.changeMessage(id, 'y-kien-0001', 'y-kien-0001', { text: null, at: 99 })
  expect((await records.thread(id, 'y-kien-0001'))?.messages).toEqual([
    { ...message('y-kien-0001', '', 10), editedAt: null, deletedAt: 99 },
  ])
  expect((await records.notices('binh', { limit: 10 })).notices[0]?.excerpt).toBe('')
  for (const table of ['thread', 'message', 'notice', 'audit']) {
    const rows = database.sqlite.prepare(`select * from ${table}`).all()
    expect(JSON.stringify(rows)).not.toContain('bí mật')
  }
})

describe('pages', () => {
  test('in a row hold every thread once, whatever their size', async () => {
    for (let index = 0; index < 23; index++) await rig.records.addThread(id, thread(`y-kien-${100 + index}`))
    const whole = (await page(0)).threads
    expect(whole).toHaveLength(23)
    for (const limit of [1, 5, 22, 23, 24]) expect(await pages(limit)).toEqual(whole)
    expect((await page(0, 23)).more).toBe(false)
    expect((await page(0, 22)).more).toBe(true)
  })

  test('give what changes while somebody turns them again, and lose nothing', async () => {
    for (let index = 0; index < 10; index++) await rig.records.addThread(id, thread(`y-kien-${100 + index}`))
    let changes = 0
    const found = await pages(3, async () => {
      if (changes++ < 3) await rig.records.changeThread(id, 'y-kien-100', { kind: 'question' })
    })
    expect(new Set(found.map((one) => one.id)).size).toBe(10)
    expect(found.at(-1)).toMatchObject({ id: 'y-kien-100', kind: 'question' })
  })

  test('end before they weigh too much, but never hold nothing', async () => {
    for (let index = 0; index < 4; index++) {
      await rig.records.addThread(id, thread(`y-kien-${100 + index}`))
      const long = 'x'.repeat(10_000)
      for (let reply = 0; reply < 90; reply++)
        await rig.records.addMessage(id, `y-kien-${100 + index}`, message(`tra-loi-${index}-${reply}`, long))
    }
    expect((await page(0)).threads).toHaveLength(2)
    expect((await pages(500)).map((one) => one.messages.length)).toEqual([91, 91, 91, 91])
  })

  test('are asked again from where the store is, when it was put back', async () => {
    await rig.records.addThread(id, thread('y-kien-0001'))
    expect(await page(7_000)).toEqual({ threads: [], rev: 1, more: false })
    expect(await page(1)).toEqual({ threads: [], rev: 1, more: false })
  })
})

test('read marks are one’s own and never go back', async () => {
  const { records } = rig
  await records.addThread(id, thread('y-kien-0001'))
  await records.markThreadsRead(id, 'an', ['y-kien-0001', 'khong-co-01'], 50)
  await records.markThreadsRead(id, 'an', ['y-kien-0001'], 40)
  expect((await page(0)).threads[0]?.readAt).toBe(50)
  expect((await page(0, 500, 'binh')).threads[0]?.readAt).toBe(0)
  expect((await records.thread(id, 'y-kien-0001', 'an'))?.readAt).toBe(50)
  expect(rig.database.sqlite.prepare('select count(*) as n from thread_read').get()).toEqual({ n: 1 })
})

test('counts are of what is open', async () => {
  const { records } = rig
  await records.addThread(id, thread('y-kien-0001'))
  await records.addThread(id, { ...thread('y-kien-0002'), kind: 'change' })
  await records.addThread(id, { ...thread('y-kien-0003', anchorIn('s2', true)), kind: 'change' })
  await records.addThread(id, thread('y-kien-0004', { kind: 'report' }))
  await records.addThread(id, thread('y-kien-0005', anchorIn('s2', true)))
  await records.changeThread(id, 'y-kien-0005', { resolved: { by: an, at: 1 } })
  await records.changeThread(id, 'y-kien-0003', { answer: { kind: 'accepted', text: '', by: an, at: 1 } })
  expect(await records.reviewCounts(id)).toEqual({
    openBySection: new Map([
      ['s1', 2],
      ['s2', 1],
      ['', 1],
    ]),
    open: 4,
    mustFix: 1,
    mustFixBySection: new Map([['s1', 1]]),
    lost: 1,
  })
  const plan = rig.database.sqlite
    .prepare(
      `explain query plan select section_id, lost, kind, answer_kind, count(*) from thread
       where report_id = ? and resolved_at is null group by section_id, lost, kind, answer_kind`,
    )
    .all(id)
  expect(JSON.stringify(plan)).toContain('COVERING INDEX thread_by_state')
})

test('anchors are stored together; those of threads that are not there are passed over', async () => {
  const { records } = rig
  await records.addThread(id, thread('y-kien-0001'))
  await records.addThread(id, thread('y-kien-0002'))
  const changes = new Map([
    ['y-kien-0002', anchorIn('s5', true)],
    ['khong-co-01', anchorIn('s5')],
    ['y-kien-0001', anchorIn('s6')],
  ])
  await records.saveAnchors(id, changes)
  await records.saveAnchors(id, new Map())
  changes.delete('khong-co-01')
  expect(await records.anchors(id)).toEqual(changes)
  expect((await records.reviewCounts(id)).openBySection).toEqual(
    new Map([
      ['s5', 1],
      ['s6', 1],
    ]),
  )
  expect((await pages(1)).map((one) => one.id)).toEqual(['y-kien-0002', 'y-kien-0001'])
})

test('a thread’s weight is what its anchor and messages come to', async () => {
  const { records, database } = rig
  await records.addThread(id, thread('y-kien-0001'))
  const weight = () =>
    must(database.sqlite.prepare('select characters from thread').get(), 'a row').characters
  const before = weight()
  await records.addMessage(id, 'y-kien-0001', message('tra-loi-01', 'x'.repeat(1_000)))
  await records.changeMessage(id, 'y-kien-0001', 'tra-loi-01', { text: 'x'.repeat(400), at: 1 })
  await records.saveAnchors(
    id,
    new Map([['y-kien-0001', { ...anchorIn('s1'), quote: 'x'.repeat(107) } as Anchor]]),
  )
  expect(Number(weight()) - Number(before)).toBe(300 + 400 + 100)
})

test('what a thread weighs does not grow with how often its words move', async () => {
  const { records } = rig
  const anchor = (index: number): Anchor => ({
    kind: 'range',
    sectionId: `s${index % 2}`,
    quote: '😀'.repeat(100),
    prefix: '',
    suffix: '',
    pieces: [{ blockId: 'b1', text: '😀'.repeat(100), chars: [[1, 0, 200]] }],
    lost: false,
  })
  await records.addThread(id, thread('y-kien-0001', anchor(0)))
  const weight = await records.threadWeight(id)
  for (let index = 1; index < 10; index++) {
    await records.saveAnchors(id, new Map([['y-kien-0001', anchor(index)]]))
    await records.changeThread(id, 'y-kien-0001', { anchor: anchor(index) })
  }
  expect(await records.threadWeight(id)).toBe(weight)
  await records.addMessage(id, 'y-kien-0001', message('tra-loi-01', 'xin chào'))
  await records.changeMessage(id, 'y-kien-0001', 'tra-loi-01', { text: null, at: 30 })
  await records.addThread(id, thread('y-kien-0002', anchor(0), ''))
  expect((await records.threadWeight(id)) - 2 * weight).toBeLessThan(1_000)
})
