import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { noticesPageSchema, threadsPageSchema } from '../../report/wire/review.ts'
import { startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
})

const at = (index: number) => sections[index] ?? ''
const bulk = (change: unknown, sectionIds: unknown = sections, by: Asker = 'coordinator') =>
  on.browsers[by].send('PATCH', `/api/reports/${id}/sections`, { sectionIds, change })
const one = (sectionId: string, change: unknown, by: Asker = 'coordinator') =>
  on.browsers[by].send('PATCH', `/api/reports/${id}/sections/${sectionId}`, change)
const answerOf = async (response: Response) => {
  if (response.ok) return 'ok'
  const { status, code } = (await response.json()) as { status: number; code: string }
  return `${status} ${code}`
}
const noticesFor = async (asker: Asker) => {
  const page = noticesPageSchema.parse(await (await on.browsers[asker].get('/api/notices?limit=100')).json())
  return page.notices.filter(({ report }) => report.id === id)
}
const toldTo = async (asker: Asker) => (await noticesFor(asker)).map(({ reason }) => reason)
const threads = async () =>
  threadsPageSchema.parse(await (await on.browsers.viewer.get(`/api/reports/${id}/threads`)).json()).threads
const statuses = async () => {
  const rows = await on.records.sections(id)
  return sections.map((section) => rows.get(section)?.status ?? 'drafting')
}

describe('many sections at once', () => {
  test('are given to an office, with a date, in one go, and its people are told once', async () => {
    const { own } = on.offices
    const all = ['preamble', ...sections]
    expect(await answerOf(await bulk({ officeIds: [own.id], due: '2026-12-31' }, all))).toBe('ok')
    const rows = await on.records.sections(id)
    expect(all.map((section) => rows.get(section))).toEqual(
      all.map(() => ({ officeIds: [own.id], status: 'drafting', locked: false, due: '2026-12-31' })),
    )
    expect(await on.noted(id)).toBe(2 * all.length)
    const notices = await noticesFor('own')
    expect(notices).toMatchObject([
      { reason: 'assigned', threadId: '', threadNumber: 0, sectionId: null, readAt: null },
    ])
    expect(notices[0]?.excerpt).toMatch(/^17 phần: Phần mở đầu; I\. Tổng kết việc/)
    for (const asker of ['coordinator', 'other', 'reviewer', 'viewer'] as const)
      expect(await toldTo(asker)).toEqual([])

    // What is so already is neither noted nor told again.
    expect(await answerOf(await bulk({ officeIds: [own.id], due: '2026-12-31' }, all))).toBe('ok')
    expect([await on.noted(id), (await noticesFor('own')).length]).toEqual([2 * all.length, 1])
  })

  test('are handed in by who writes them, and told once to who appraises and coordinates', async () => {
    await bulk({ officeIds: [on.offices.own.id] })
    expect(await answerOf(await bulk({ status: 'submitted' }, sections, 'own'))).toBe('ok')
    expect(new Set(await statuses())).toEqual(new Set(['submitted']))
    for (const asker of ['coordinator', 'reviewer'] as const) {
      const notices = await noticesFor(asker)
      expect(notices).toMatchObject([{ reason: 'submitted', sectionId: null }])
      expect(notices[0]?.excerpt).toMatch(/^16 phần: /)
    }
    expect(await toldTo('own')).toEqual(['assigned'])
  })

  test('are all changed or none', async () => {
    await on.records.changeSection(id, at(1), { officeIds: [on.offices.own.id] })
    await on.records.changeSection(id, at(2), { officeIds: [on.offices.other.id] })
    const cases: [Asker, unknown, unknown, string][] = [
      ['own', { status: 'submitted' }, [at(1), at(2)], '403 section-of-others'],
      ['own', { status: 'approved' }, [at(1)], '403 no-access'],
      ['own', { status: 'returned', reason: 'x' }, [at(1)], '403 no-access'],
      ['own', { due: '2026-12-31' }, [at(1)], '403 no-access'],
      ['viewer', { status: 'submitted' }, [at(1)], '403 no-access'],
      ['viewer', { status: 'returned', reason: 'x' }, [at(1)], '403 no-access'],
      ['reviewer', { status: 'submitted' }, [at(1)], '403 no-access'],
      ['reviewer', { officeIds: [] }, [at(1)], '403 no-access'],
      ['stranger', { status: 'submitted' }, [at(1)], '403 no-access'],
      ['nobody', { status: 'submitted' }, [at(1)], '401 not-signed-in'],
      ['coordinator', { status: 'approved' }, [at(1), 'khong-co'], '404 not-found'],
      ['coordinator', { status: 'approved' }, ['__proto__'], '404 not-found'],
      ['coordinator', { status: 'approved', officeIds: ['la'] }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'xong' }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'toString' }, [at(1)], '400 bad-request'],
      ['coordinator', { due: '2026-02-30' }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'approved', reason: 'x' }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'returned', reason: '' }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'returned', reason: '\u200E' }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'returned', reason: 'x'.repeat(5_001) }, [at(1)], '400 bad-request'],
      ['coordinator', { status: 'approved' }, [], '400 bad-request'],
      ['coordinator', { status: 'approved' }, at(1), '400 bad-request'],
      ['coordinator', { status: 'approved' }, Array.from({ length: 501 }, () => at(1)), '400 bad-request'],
      ['coordinator', { status: 'approved' }, ['x'.repeat(41)], '400 bad-request'],
      ['coordinator', { status: 'approved' }, [5], '400 bad-request'],
    ]
    const before = await on.records.sections(id)
    for (const [by, change, ids, expected] of cases)
      expect([by, change, await answerOf(await bulk(change, ids, by))]).toEqual([by, change, expected])
    const megabyte = await bulk({ status: 'returned', reason: 'x'.repeat(1_000_000) }, [at(1)])
    expect(await answerOf(megabyte)).toMatch(/^4\d\d (?:bad-request|too-large)$/)
    expect(await on.records.sections(id)).toEqual(before)
    expect([await on.noted(id), await threads()]).toEqual([0, []])
    for (const asker of ['own', 'other', 'reviewer', 'coordinator'] as const)
      expect(await toldTo(asker)).toEqual([])
  })

  test('cannot be returned with reasons as fast as a program can', async () => {
    const flood = async (nth: number): Promise<string> =>
      answerOf(await bulk({ status: 'returned', reason: `Lần ${nth}` }, sections, 'admin'))
    const answers: string[] = []
    for (let nth = 0; answers.at(-1) !== '429 too-many-requests' && nth < 120; nth += 1)
      answers.push(await flood(nth))
    expect(answers.at(-1)).toBe('429 too-many-requests')
    // Without a reason nothing is written beside the section.
    expect(await answerOf(await bulk({ status: 'approved' }, sections, 'admin'))).toBe('ok')
  })

  test('named twice are changed once', async () => {
    const twice = [...sections, ...sections]
    expect(await answerOf(await bulk({ status: 'returned', reason: 'Viết lại.' }, twice, 'reviewer'))).toBe(
      'ok',
    )
    expect((await threads()).length).toBe(sections.length)
    expect(await on.noted(id)).toBe(2 * sections.length)
  })
})

describe('what is returned with a reason', () => {
  test('has a demand about the section by whoever returned it, and its office is told once', async () => {
    await on.records.changeSection(id, at(3), { officeIds: [on.offices.own.id], status: 'submitted' })
    const reason = 'Thiếu số liệu **năm 2021**.'
    // By inheritance it is the office's, too.
    expect(await answerOf(await one(at(4), { status: 'returned', reason }, 'reviewer'))).toBe('ok')
    const [thread, ...others] = await threads()
    expect(others).toEqual([])
    expect(thread).toMatchObject({
      number: 1,
      kind: 'change',
      anchor: { kind: 'section', sectionId: at(4), lost: false },
      author: { userId: on.ids.reviewer, role: 'reviewer' },
      resolved: null,
      messages: [{ text: reason }],
    })
    expect(await noticesFor('own')).toMatchObject([
      {
        reason: 'returned',
        threadId: thread?.id,
        threadNumber: 1,
        sectionId: at(4),
        excerpt: 'Thiếu số liệu năm 2021.',
      },
    ])
    expect(await toldTo('other')).toEqual([])
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 10 })
    const noted = entries.filter(({ report }) => report !== null).map(({ action }) => action)
    expect(noted).toEqual(['comment-added', 'section-status'])
    const { sections: rows } = (await (
      await on.browsers.viewer.get(`/api/reports/${id}/progress`)
    ).json()) as { sections: { id: string; mustFix: number; openThreads: number }[] }
    expect(rows.find((row) => row.id === at(4))).toMatchObject({ mustFix: 1, openThreads: 1 })
  })

  test('is one notice for each person, however many sections', async () => {
    await on.records.changeSection(id, at(0), { officeIds: [on.offices.own.id] })
    await on.records.changeSection(id, at(13), { officeIds: [on.offices.other.id] })
    expect(
      await answerOf(
        await bulk({ status: 'returned', reason: 'Sửa lại.' }, ['preamble', ...sections], 'reviewer'),
      ),
    ).toBe('ok')
    expect((await threads()).map(({ number }) => number)).toEqual(
      Array.from({ length: 17 }, (_, index) => index + 1),
    )
    for (const asker of ['own', 'other'] as const) {
      expect(await noticesFor(asker)).toMatchObject([
        { reason: 'returned', threadId: '', sectionId: null, excerpt: 'Sửa lại.' },
      ])
    }
    // The opening paragraphs are nobody's.
    expect(await noticesFor('coordinator')).toMatchObject([{ reason: 'returned', sectionId: 'preamble' }])
    expect(await toldTo('reviewer')).toEqual([])
  })

  test('tells who is mentioned in the reason, once', async () => {
    const reason = `@[x](user:${on.ids.other}) xem lại giúp.`
    await bulk({ status: 'returned', reason }, sections.slice(0, 3), 'reviewer')
    expect(await toldTo('other')).toEqual(['returned'])
  })

  test('says a reason twice sent once, and a further one again', async () => {
    const returned = (reason: string, by: Asker = 'reviewer') =>
      one(at(2), { status: 'returned', reason }, by).then(answerOf)
    expect(await Promise.all([returned('Một.'), returned('Một.'), returned('Một.')])).toEqual([
      'ok',
      'ok',
      'ok',
    ])
    expect((await threads()).length).toBe(1)
    expect(await on.noted(id)).toBe(2)
    await returned('Hai.')
    await returned('Một.', 'coordinator')
    expect((await threads()).map(({ messages }) => messages[0]?.text)).toEqual(['Một.', 'Hai.', 'Một.'])
    expect(await on.noted(id)).toBe(4)
    // Handed in again and returned for the same reason: said again.
    await one(at(2), { status: 'submitted' }, 'own')
    await returned('Hai.')
    const all = await threads()
    expect(all.length).toBe(4)
    // Settled meanwhile, it is no longer what is still asked for.
    const [first] = all
    await on.browsers.reviewer.send('PATCH', `/api/reports/${id}/threads/${first?.id}`, { resolved: true })
    await returned('Một.')
    expect((await threads()).length).toBe(5)
  })

  test('may be returned by an administrator who is no member, and without a reason', async () => {
    expect(await answerOf(await one(at(2), { status: 'returned', reason: 'Của quản trị' }, 'admin'))).toBe(
      'ok',
    )
    expect((await threads())[0]?.messages[0]?.text).toBe('Của quản trị')
    expect(await answerOf(await one(at(3), { status: 'returned' }, 'reviewer'))).toBe('ok')
    expect((await threads()).length).toBe(1)
    expect((await noticesFor('coordinator'))[0]).toMatchObject({ sectionId: at(3), threadId: '' })
  })
})

test('an office that joins is told, those that were there are not told again', async () => {
  const { own, other, third } = on.offices
  await bulk({ officeIds: [own.id] }, [at(1)])
  await bulk({ officeIds: [third.id, other.id, own.id] }, [at(1)])
  await bulk({ officeIds: [own.id], due: '2026-12-31' }, [at(1)])
  expect([await toldTo('own'), await toldTo('other')]).toEqual([['assigned'], ['assigned']])
})

test('an approval is told to those who wrote', async () => {
  await on.records.changeSection(id, at(1), { officeIds: [on.offices.own.id, on.offices.other.id] })
  await one(at(1), { status: 'approved' }, 'reviewer')
  for (const asker of ['own', 'other'] as const) {
    expect(await noticesFor(asker)).toMatchObject([{ reason: 'approved', sectionId: at(1) }])
  }
  expect((await noticesFor('own'))[0]?.excerpt).toMatch(/^I\.1\. Tình hình/)
})

test('a notice of no thread is read as others are, and is gone for who left', async () => {
  await bulk({ officeIds: [on.offices.own.id] })
  const [notice] = await noticesFor('own')
  await on.browsers.own.post('/api/notices/read', { ids: [notice?.id] })
  expect((await noticesFor('own'))[0]?.readAt).not.toBeNull()
  await on.records.removeMember(id, on.ids.own ?? '')
  expect(await noticesFor('own')).toEqual([])
})
