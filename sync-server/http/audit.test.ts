import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { auditPageSchema } from '../../report/wire/rest.ts'
import { startReportRig, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let sections: readonly string[]

beforeAll(async () => {
  on = await startReportRig()
  id = await on.report()
  sections = await on.sections(id)
  const { coordinator } = on.browsers
  const patch = (sectionId: string, body: unknown) =>
    coordinator.send('PATCH', `/api/reports/${id}/sections/${sectionId}`, body)
  await patch(sections[4] ?? '', { officeId: on.offices.own.id })
  await patch('preamble', { locked: true })
  await coordinator.send('PATCH', `/api/reports/${id}`, { title: '=HYPERLINK("http://x", "Báo cáo")' })
  await on.browsers.own.send('PATCH', `/api/reports/${id}/sections/${sections[4]}`, { status: 'submitted' })
  await on.records.changeReport(id, { title: '=1+1, "Báo cáo"' })
  await on.records.audit({
    at: Date.now(),
    action: 'section-due',
    userId: null,
    reportId: id,
    sectionId: 'da-xoa',
  })
})
afterAll(() => on.rig.stop())

const page = async (query = '', by = on.browsers.coordinator) => {
  const response = await by.get(`/api/reports/${id}/audit${query}`)
  expect(response.status).toBe(200)
  return auditPageSchema.parse(await response.json())
}

test('sections are told by number and title, the opening paragraphs and removed ones too', async () => {
  const { entries, next } = await page()
  expect(next).toBeNull()
  const told = entries.flatMap(({ action, by, section }) =>
    action === 'sign-in' ? [] : [[action, by?.name, section?.number, section?.title]],
  )
  expect(told).toEqual([
    ['section-due', undefined, '', ''],
    ['section-status', 'Người own', 'a)', expect.stringMatching(/^Vai trò lãnh đạo/)],
    ['report-changed', 'Người coordinator', undefined, undefined],
    ['section-locked', 'Người coordinator', '', 'Phần mở đầu'],
    ['section-assigned', 'Người coordinator', 'a)', expect.stringMatching(/^Vai trò lãnh đạo/)],
  ])
  expect(entries.filter(({ action }) => action === 'sign-in')).toHaveLength(5)
})

test('one asks for a person, an office, a section, an action, a time, and page by page', async () => {
  const count = async (query: string) => (await page(query)).entries.length
  expect(await count(`?userId=${on.ids.own}`)).toBe(2)
  expect(await count(`?officeId=${on.offices.own.id}`)).toBe(2)
  expect(await count(`?officeId=${on.offices.third.id}`)).toBe(0)
  expect(await count(`?sectionId=${sections[4]}`)).toBe(2)
  expect(await count('?action=section-locked')).toBe(1)
  expect(await count(`?from=${Date.now() + 1}`)).toBe(0)
  expect(await count('?to=1000')).toBe(0)
  const whole = (await page()).entries
  const first = await page('?limit=3')
  expect(first.entries).toEqual(whole.slice(0, 3))
  expect((await page(`?limit=100&after=${first.next}`)).entries).toEqual(whole.slice(3))
})

test.each([
  '?limit=0',
  '?limit=501',
  '?action=la',
  '?after=la',
  '?from=hom-qua',
  '?format=xlsx',
  '?userId=a&userId=b',
  '?format=csv&after=la',
])('asked %s, it is refused as a problem', async (query) => {
  const response = await on.browsers.coordinator.get(`/api/reports/${id}/audit${query}`)
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toMatch(/problem\+json/)
  expect(response.headers.get('content-disposition')).toBeNull()
})

test('an administrator sees what belongs to no report as well', async () => {
  const { admin } = on.browsers
  await on.rig.browser().signIn({ username: 'own', password: 'sai-mat-khau' })
  const response = await admin.get('/api/audit?limit=500')
  const { entries } = auditPageSchema.parse(await response.json())
  const actions = new Set(entries.map(({ action }) => action))
  for (const action of ['sign-in', 'sign-in-failed', 'user-created', 'office-created', 'section-assigned'])
    expect([...actions]).toContain(action)
  expect((await page()).entries.map(({ action }) => action)).not.toContain('user-created')
  expect(JSON.stringify(entries)).not.toMatch(/mat-khau/)
})

test('as a file it opens in a spreadsheet, whole, and brings no formula along', async () => {
  const response = await on.browsers.coordinator.get(`/api/reports/${id}/audit?format=csv&limit=2`)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename=nhat-ky-\d{4}-\d\d-\d\d\.csv$/,
  )
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(bytes.slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf))
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes)
  expect(text).toBe(text.normalize('NFC'))
  const lines = text.split('\r\n')
  expect(lines[0]).toBe('Thời gian,Người thực hiện,Cơ quan,Việc,Báo cáo,Phần,Chi tiết')
  expect(lines.at(-1)).toBe('')
  expect(lines).toHaveLength((await page()).entries.length + 2)
  const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`
  const title = `"'=1+1, ""Báo cáo"""`
  expect(lines[1]).toMatch(new RegExp(String.raw`^${time},,,Đặt hạn cho phần,`))
  expect(lines[1]?.endsWith(`,${title},(phần không còn trong báo cáo),`)).toBe(true)
  expect(lines[2]).toContain(`,Người own,own,Đổi trạng thái phần,${title},"a) Vai trò lãnh đạo`)
  expect(lines[2]).toContain('Từ: Đang soạn; Thành: Đã nộp')
  expect(lines[3]).toContain('Tên báo cáo: Báo cáo tổng kết')
  expect(lines[4]).toContain('Phần mở đầu,Khoá: có')
})

test('what became of an account is told without ids', async () => {
  const { admin } = on.browsers
  await admin.send('PATCH', `/api/users/${on.ids.stranger}`, { officeId: on.offices.third.id })
  const text = await (await admin.get('/api/audit?format=csv&action=user-changed')).text()
  expect(text).toContain('Cơ quan: Cơ quan third')
  expect(text).not.toContain(on.offices.third.id)
})

test('a long one is sent whole', async () => {
  const long = await on.report()
  await on.records.atomically(async (records) => {
    for (let index = 0; index < 1_234; index++) {
      const details = { number: String(index) }
      await records.audit({
        at: 1_000 + (index % 7),
        action: 'report-changed',
        userId: null,
        reportId: long,
        details,
      })
    }
  })
  const text = await (
    await on.browsers.admin.get(`/api/reports/${long}/audit?format=csv&action=report-changed`)
  ).text()
  const numbers = [...text.matchAll(/Số: (\d+)/g)].map(([, number]) => Number(number))
  expect(numbers).toHaveLength(1_234)
  expect(new Set(numbers).size).toBe(1_234)
})
