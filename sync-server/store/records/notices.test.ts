import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Author, Notice } from '../../../report/wire/review.ts'
import type { NewNotice } from '../records.ts'
import { openRecordsRig, type RecordsRig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HOUR_MS = 60 * 60 * 1000

let rig: RecordsRig
let id: string
let other: string
beforeEach(async () => {
  rig = await openRecordsRig()
  await rig.office('a')
  for (const name of ['an', 'binh', 'khach']) rig.person(name)
  rig.person('cuong', { officeId: 'a' })
  rig.database.sqlite.exec(`update user set role = 'admin' where id = 'khach'`)
  id = await rig.report({ an: 'coordinator', binh: 'drafter' })
  other = await rig.report({ an: 'coordinator', binh: 'viewer' })
  await rig.records.setOfficeMember(id, 'a', 'drafter')
  for (const reportId of [id, other]) {
    await rig.records.addThread(reportId, {
      id: 'y-kien-0001',
      kind: 'change',
      anchor: { kind: 'section', sectionId: 's1', quote: 'Tên phần', lost: false },
      author: an,
      createdAt: 1,
      text: 'Ý kiến',
    })
  }
})
afterEach(() => rig.stop())

const an: Author = { userId: 'an', name: 'An', office: null, role: 'coordinator' }
const notice = (noticeId: string, at: number, fields: Partial<NewNotice> = {}): NewNotice => ({
  id: noticeId,
  userId: 'binh',
  reportId: id,
  threadId: 'y-kien-0001',
  messageId: null,
  reason: 'resolved',
  by: an,
  at,
  excerpt: 'Ý kiến',
  ...fields,
})
const idsOf = ({ notices }: { readonly notices: readonly Notice[] }) => notices.map((one) => one.id)

test('a thousand unread ones are many, however many there are', async () => {
  const { records } = rig
  const many = Array.from({ length: 1_100 }, (_, at) => notice(`so-${at}`, at))
  await records.atomically((inside) => inside.addNotices(many))
  expect((await records.notices('binh', { limit: 1 })).unread).toBe(1_000)
  await records.readNotices('binh', { ids: many.slice(200).map((one) => one.id) }, 9_999)
  expect((await records.notices('binh', { limit: 1 })).unread).toBe(200)
})

test('one’s own come newest first, page by page', async () => {
  const { records } = rig
  await records.addNotices([
    ...[3, 1, 2].map((at) => notice(`luc-${at}`, at)),
    ...['a', 'b', 'c'].map((name) => notice(`cung-luc-${name}`, 5)),
    notice('cua-an', 9, { userId: 'an' }),
  ])
  const whole = await records.notices('binh', { limit: 100 })
  expect(idsOf(whole)).toEqual(['cung-luc-c', 'cung-luc-b', 'cung-luc-a', 'luc-3', 'luc-2', 'luc-1'])
  expect(whole).toMatchObject({ unread: 6, next: null })
  expect(whole.notices[0]).toEqual({
    id: 'cung-luc-c',
    reason: 'resolved',
    at: 5,
    readAt: null,
    by: an,
    report: { id, title: 'Trống' },
    threadId: 'y-kien-0001',
    threadNumber: 1,
    threadKind: 'change',
    sectionId: 's1',
    excerpt: 'Ý kiến',
  })
  for (const limit of [1, 2, 4, 5]) {
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await records.notices('binh', { limit, after })
      found.push(...idsOf(page))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(found).toEqual(idsOf(whole))
  }
  for (const after of ['', 'x', Buffer.from('{"a":1}').toString('base64url')])
    await expect(records.notices('binh', { limit: 1, after })).rejects.toThrow(/bad-request/)
})

test('whoever has one of a message gets no second one of it', async () => {
  const { records } = rig
  const ofMessage = { messageId: 'y-kien-0001' }
  await records.addNotices([notice('a', 1, { ...ofMessage, reason: 'mention' })])
  await records.addNotices([notice('b', 2, { ...ofMessage, reason: 'reply' })])
  await records.addNotices([
    notice('c', 2, { ...ofMessage, userId: 'cuong' }),
    notice('d', 3),
    notice('e', 3),
  ])
  await records.addNotices([notice('f', 3, { ...ofMessage, reportId: other })])
  expect(idsOf(await records.notices('binh', { limit: 9 }))).toEqual(['f', 'e', 'd', 'a'])
})

test('none comes from a report that one may no longer read; administrators read all', async () => {
  const { records } = rig
  await records.addNotices([
    notice('cu', 1, { userId: 'cuong' }),
    notice('cu-2', 2, { userId: 'cuong', reportId: other }),
    notice('b', 1),
    notice('b-2', 2, { reportId: other }),
    notice('k', 1, { userId: 'khach' }),
  ])
  expect(await records.notices('cuong', { limit: 9 })).toMatchObject({ notices: [{ id: 'cu' }], unread: 1 })
  expect(idsOf(await records.notices('binh', { limit: 9 }))).toEqual(['b-2', 'b'])
  expect(idsOf(await records.notices('khach', { limit: 9 }))).toEqual(['k'])
  await records.removeMember(id, 'binh')
  await records.removeOfficeMember(id, 'a')
  expect(await records.notices('binh', { limit: 9 })).toMatchObject({ notices: [{ id: 'b-2' }], unread: 1 })
  expect(await records.notices('cuong', { limit: 9 })).toEqual({ notices: [], unread: 0, next: null })
  expect(await records.noticesToMail('cuong', 9)).toEqual([])
})

test('are read one by one, by thread up to what was seen, or all; others’ never', async () => {
  const { records } = rig
  await records.addNotices([
    notice('a', 1),
    notice('b', 2),
    notice('c', 3),
    notice('d', 4, { reportId: other }),
    notice('cua-an', 1, { userId: 'an' }),
  ])
  const unread = async () =>
    idsOf(await records.notices('binh', { limit: 9 })).join() +
    `/${(await records.notices('binh', { limit: 9 })).unread}`
  await records.readNotices('binh', { ids: ['a', 'cua-an', 'khong-co'] }, 7)
  expect(await unread()).toBe('d,c,b,a/3')
  await records.readNotices('binh', { threadIds: ['y-kien-0001'], reportId: id, until: 2 }, 7)
  expect(await unread()).toBe('d,c,b,a/2')
  await records.readNotices('binh', { threadIds: [], ids: [] }, 7)
  expect(await unread()).toBe('d,c,b,a/2')
  await records.readNotices('binh', 'all', 8)
  const { notices } = await records.notices('binh', { limit: 9 })
  expect(notices.map(({ readAt }) => readAt)).toEqual([8, 8, 7, 7])
  expect((await records.notices('an', { limit: 9 })).unread).toBe(1)
})

describe('a digest', () => {
  const due = async (now: number) => (await rig.records.digestsDue(now)).map(({ userId }) => userId)

  test('is due to who asked for it, after the time they asked for, when there is something to tell', async () => {
    const { records } = rig
    const now = 1_800_000_000_000
    await records.addNotices([notice('b', now), notice('c', now, { userId: 'cuong' })])
    expect(await records.noticeSettings('binh')).toEqual({ email: null, digest: 'off' })
    expect(await due(now)).toEqual([])
    await records.changeNoticeSettings('binh', { digest: 'hourly' })
    expect(await due(now)).toEqual([])
    await records.changeNoticeSettings('binh', { email: 'binh@tinh.example' })
    await records.changeNoticeSettings('binh', {})
    await records.changeNoticeSettings('cuong', { email: 'cuong@tinh.example', digest: 'daily' })
    await records.changeNoticeSettings('an', { email: 'an@tinh.example', digest: 'hourly' })
    expect(await records.noticeSettings('binh')).toEqual({ email: 'binh@tinh.example', digest: 'hourly' })
    expect(await records.digestsDue(now)).toEqual([
      { userId: 'binh', name: 'binh', email: 'binh@tinh.example', digest: 'hourly' },
      { userId: 'cuong', name: 'cuong', email: 'cuong@tinh.example', digest: 'daily' },
    ])

    for (const userId of ['binh', 'cuong']) {
      const told = (await records.noticesToMail(userId, 50)).map((one) => one.id)
      expect(told).toHaveLength(1)
      await records.noticesMailed(userId, told, now)
    }
    // Nothing new: no mail, however long ago the last one was.
    expect(await due(now + 100 * HOUR_MS)).toEqual([])
    await records.addNotices([notice('b-2', now + 1), notice('c-2', now + 1, { userId: 'cuong' })])
    expect(await due(now + HOUR_MS - 1)).toEqual([])
    expect(await due(now + HOUR_MS)).toEqual(['binh'])
    expect(await due(now + 24 * HOUR_MS)).toEqual(['binh', 'cuong'])
    await records.readNotices('binh', 'all', now)
    await records.changeNoticeSettings('cuong', { digest: 'off' })
    expect(await due(now + 24 * HOUR_MS)).toEqual([])
  })

  test('goes to nobody who was deactivated or may no longer read the report', async () => {
    const { records, database } = rig
    for (const userId of ['binh', 'cuong']) {
      await records.changeNoticeSettings(userId, { email: 'x@tinh.example', digest: 'daily' })
      await records.addNotices([notice(`cho-${userId}`, 5, { userId })])
    }
    const now = 1_800_000_000_000
    expect(await due(now)).toEqual(['binh', 'cuong'])
    database.sqlite.exec(`update user set banned = 1 where id = 'binh'`)
    await records.removeOfficeMember(id, 'a')
    expect(await due(now)).toEqual([])
  })
})
