import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { progressSchema } from '../../report/wire/progress.ts'
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
async function board(by: Asker = 'viewer') {
  const response = await on.browsers[by].get(`/api/reports/${id}/progress`)
  expect(response.status).toBe(200)
  return progressSchema.parse(await response.json())
}

describe('the board', () => {
  test('is for those who may read the report', async () => {
    for (const asker of ['coordinator', 'own', 'reviewer', 'viewer', 'admin'] as const) await board(asker)
    for (const [asker, status] of [
      ['stranger', 403],
      ['nobody', 401],
    ] as const)
      expect((await on.browsers[asker].get(`/api/reports/${id}/progress`)).status).toBe(status)
    expect((await on.browsers.admin.get('/api/reports/khong-co/progress')).status).toBe(404)
  })

  test('shows the plan’s dates with their stages, and the sections with whose they are', async () => {
    const { own, other } = on.offices
    await on.records.changeSection(id, at(0), { officeIds: [own.id], due: '2022-04-01' })
    await on.records.changeSection(id, at(3), { officeIds: [other.id], status: 'submitted' })
    const { milestones, sections: rows, offices, stage, moves } = await board()
    expect([stage, moves]).toEqual(['drafting', []])
    expect(milestones.map(({ date, planned, stage, done }) => [date, planned, stage, done])).toEqual([
      ['2022-04-08', '2022-04-08', null, false],
      [null, null, 'appraisal', false],
      ['2022-04-15', '2022-04-15', 'committee', false],
      ['2022-04-29', '2022-04-29', 'conference', false],
      ['2022-05-08', '2022-05-08', 'signed', false],
    ])
    expect(rows.map((row) => row.id)).toEqual(['preamble', ...sections])
    expect(rows[0]).toMatchObject({ title: 'Phần mở đầu', responsible: [], empty: true, editedAt: null })
    expect(rows[2]).toMatchObject({ officeIds: [], responsible: [own.id], effectiveStatus: 'drafting' })
    expect(rows[2]?.daysLeft).toBeLessThan(0)
    expect(rows[5]).toMatchObject({
      status: 'drafting',
      responsible: [other.id],
      effectiveStatus: 'submitted',
      daysLeft: null,
    })
    const told = Object.fromEntries(offices.map(({ shortName, ...sums }) => [shortName, sums]))
    expect(told.own).toMatchObject({ sections: 6, submitted: 0, overdue: 6 })
    expect(told.other).toMatchObject({ sections: 7, submitted: 7, overdue: 0 })
    expect(told.third).toBeUndefined()
  })
})

describe('the settings of a report', () => {
  const set = (settings: unknown, by: Asker = 'coordinator') =>
    on.browsers[by].send('PATCH', `/api/reports/${id}`, { settings })
  const facts = async () => {
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 50 })
    return entries.filter(({ report }) => report !== null).map(({ action, details }) => [action, details])
  }

  test('say what day it is, whether the day itself counts, and dates that the plan has not', async () => {
    expect((await set({ today: '2022-04-08' })).status).toBe(204)
    expect(await board()).toMatchObject({
      today: '2022-04-08',
      milestones: [{ daysLeft: -1 }, {}, {}, {}, {}],
    })
    expect((await set({ inclusive: true, dates: { '1': '2022-04-10', '4': '2022-05-20' } })).status).toBe(204)
    const { milestones, settings } = await board()
    expect(settings).toEqual({
      today: '2022-04-08',
      inclusive: true,
      dates: { '1': '2022-04-10', '4': '2022-05-20' },
    })
    expect(milestones.map(({ date, planned, daysLeft }) => [date, planned, daysLeft])).toEqual([
      ['2022-04-08', '2022-04-08', 0],
      ['2022-04-10', null, 2],
      ['2022-04-15', '2022-04-15', 7],
      ['2022-04-29', '2022-04-29', 21],
      ['2022-05-20', '2022-05-08', 42],
    ])
    const detail = (await (await on.browsers.viewer.get(`/api/reports/${id}`)).json()) as {
      milestones: { date: string }[]
    }
    expect(detail.milestones.map(({ date }) => date)).toEqual(milestones.map(({ date }) => date))

    // One date is changed without the others, and is again as planned when it is set so.
    await set({ dates: { '4': '2022-05-08', '2': null }, today: null })
    expect((await board()).settings).toEqual({
      today: null,
      inclusive: true,
      dates: { '1': '2022-04-10', '2': null },
    })
    expect((await facts()).toReversed()).toEqual([
      ['settings-changed', { today: 'ngày thực → 08/4/2022' }],
      [
        'settings-changed',
        {
          inclusive: 'có',
          'Mốc 2 (Xây dựng dự thảo Báo cáo tổng kết trên địa bàn tỉnh; gửi Ban Tuyên giáo Tỉnh ủy…)':
            'chưa có ngày → 10/4/2022',
          'Mốc 5 (Hoàn chỉnh dự thảo báo cáo tổng kết; trình Thường trực Tỉnh ủy ký ban hành)':
            '08/5/2022 → 20/5/2022',
        },
      ],
      [
        'settings-changed',
        {
          today: '08/4/2022 → ngày thực',
          'Mốc 3 (Thẩm định, trình Ban Thường vụ Tỉnh ủy)': '15/4/2022 → chưa có ngày',
          'Mốc 5 (Hoàn chỉnh dự thảo báo cáo tổng kết; trình Thường trực Tỉnh ủy ký ban hành)':
            '20/5/2022 → 08/5/2022',
        },
      ],
    ])
  })

  test('hold in the list of reports', async () => {
    const next = async () => {
      const list = (await (await on.browsers.viewer.get('/api/reports')).json()) as {
        id: string
        nextMilestone: { date: string; daysLeft: number } | null
      }[]
      const found = list.find((report) => report.id === id)?.nextMilestone
      return found && [found.date, found.daysLeft]
    }
    // Years ago by now.
    expect(await next()).toEqual(['2022-04-08', expect.toSatisfy((left: number) => left < -1000)])
    await set({ today: '2022-04-01' })
    expect(await next()).toEqual(['2022-04-08', 6])
    await set({ dates: { '0': '2022-06-01' } })
    expect(await next()).toEqual(['2022-04-15', 13])
    await set({ inclusive: true })
    expect(await next()).toEqual(['2022-04-15', 14])
  })

  test('that are so already are not noted; others’ are refused, and so is what cannot be', async () => {
    for (const same of [
      {},
      { today: null },
      { inclusive: false },
      { dates: {} },
      { dates: { '0': '2022-04-08' } },
    ])
      expect((await set(same)).status).toBe(204)
    for (const by of ['own', 'reviewer', 'viewer', 'stranger'] as const)
      expect((await set({ inclusive: true }, by)).status).toBe(403)
    for (const wrong of [
      { today: '08/4/2022' },
      { today: '2022-02-30' },
      { inclusive: 'có' },
      { dates: { '5': '2022-04-08' } },
      { dates: { '-1': '2022-04-08' } },
      { dates: { '100': '2022-04-08' } },
      { dates: { constructor: '2022-04-08' } },
      { dates: { '0': 'mai' } },
      { dates: [] },
      { today: `2022-04-08${' '.repeat(1_000_000)}` },
    ])
      expect([wrong, (await set(wrong)).status]).toEqual([
        wrong,
        expect.toSatisfy((status: number) => status >= 400 && status < 500),
      ])
    expect(await facts()).toEqual([])
    expect((await board()).settings).toEqual({ today: null, inclusive: false, dates: {} })
  })
})
