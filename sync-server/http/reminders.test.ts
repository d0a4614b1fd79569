import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startSmtpRig, type SmtpRig } from '../mail/smtp-rig.ts'
import { progressSchema } from '../../report/wire/progress.ts'
import { noticesPageSchema } from '../../report/wire/review.ts'
import { factsInWords } from './audit-words.ts'
import { startReportRig, type Asker, type ReportRig } from './report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const MINUTE = 60_000

let smtp: SmtpRig
let on: ReportRig
let id: string
let sections: readonly string[]
beforeAll(async () => {
  smtp = await startSmtpRig()
  on = await startReportRig({
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'Cùng Soạn <cungsoan@tinh.example>',
    PUBLIC_URL: 'http://10.0.0.5:8080',
  })
})
afterAll(async () => {
  await on.rig.stop()
  await smtp.stop()
})
beforeEach(async () => {
  id = await on.report()
  sections = await on.sections(id)
})

const at = (index: number) => sections[index] ?? ''
const remind = (offices: unknown, text: unknown = '', by: Asker = 'coordinator') =>
  on.browsers[by].post(`/api/reports/${id}/reminders`, { officeIds: offices, text })
const problem = async (response: Response) => {
  const { status, code, detail } = (await response.json()) as Record<string, unknown>
  return [status, code, detail]
}
const noticesFor = async (asker: Asker) => {
  const page = noticesPageSchema.parse(await (await on.browsers[asker].get('/api/notices?limit=100')).json())
  return page.notices.filter(({ report }) => report.id === id)
}
const remindedAt = async () => {
  const answer = await (await on.browsers.viewer.get(`/api/reports/${id}/progress`)).json()
  return new Map(progressSchema.parse(answer).offices.map((office) => [office.id, office.remindedAt]))
}
const ids = () => [on.offices.own.id, on.offices.other.id]

describe('a reminder', () => {
  test('goes to those of the offices who write, with the coordinator’s words, and stands on the board', async () => {
    const before = Date.now()
    const text = `Xin gửi trước ngày 08/4.\nCảm ơn. ${'Nhắc thêm. '.repeat(50)}`.trim()
    const answer = await remind([...ids(), on.offices.own.id], text)
    expect([answer.status, await answer.json()]).toEqual([200, { people: 2 }])
    for (const asker of ['own', 'other'] as const) {
      expect(await noticesFor(asker)).toMatchObject([
        { reason: 'reminded', threadId: '', sectionId: null, excerpt: text.replaceAll(/\s+/g, ' ') },
      ])
    }
    for (const asker of ['coordinator', 'reviewer', 'viewer'] as const)
      expect(await noticesFor(asker)).toEqual([])
    const board = await remindedAt()
    for (const office of ids()) expect(board.get(office)).toBeGreaterThanOrEqual(before)
    const { entries } = await on.records.auditTrail({ reportId: id, action: 'reminded', limit: 5 })
    expect(entries.map(({ details }) => details)).toEqual([
      { office: 'Cơ quan own; Cơ quan other', people: '2', text: text.replaceAll(/\s+/g, ' ') },
    ])
    expect(factsInWords(entries[0]?.details ?? {}, new Map())).toMatch(
      /^Cơ quan: Cơ quan own; Cơ quan other; Số người: 2; Lời nhắn: Xin gửi/,
    )
  })

  test('without words names what was not handed in', async () => {
    const { own } = on.offices
    await on.records.changeSection(id, at(3), { officeIds: [own.id] })
    await on.records.changeSection(id, at(4), { status: 'submitted' })
    await remind([own.id])
    expect((await noticesFor('own'))[0]?.excerpt).toMatch(
      /^Chưa nộp: 6 phần: I\.3\. Kết quả.*I\.3\.b\. Cơ chế/,
    )
    await on.records.changeSection(id, at(3), { status: 'approved' })
    await on.records.addReminder(id, { officeId: own.id, at: 0, byId: '', text: '' })
    await remind([on.offices.other.id])
    expect((await noticesFor('other'))[0]?.excerpt).toBe('Mời xem tiến độ báo cáo.')
  })

  test('comes once an hour, and whoever is too early is told which office and when', async () => {
    const { own, other } = on.offices
    const reminder = { officeId: own.id, byId: on.ids.coordinator ?? '', text: '' }
    await on.records.addReminder(id, { ...reminder, at: Date.now() - 61 * MINUTE })
    expect((await remind([own.id])).status).toBe(200)
    const [status, code, detail] = await problem(await remind([own.id, other.id]))
    expect([status, code]).toEqual([409, 'conflict'])
    expect(detail).toMatch(/^Đã nhắc own lúc \d\d:\d\d\. Mỗi cơ quan chỉ được nhắc một lần trong một giờ\.$/)
    // The other office was not reminded either, and may be.
    expect([(await noticesFor('own')).length, (await noticesFor('other')).length]).toEqual([1, 0])
    expect((await remind([other.id])).status).toBe(200)
  })

  test('sent ten times at once is one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => remind(ids())))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(9).fill(409),
    ])
    expect((await noticesFor('own')).length).toBe(1)
    expect(await on.noted(id)).toBe(1)
  })

  test('is refused where it would reach nobody, and is nobody else’s to send', async () => {
    expect(await problem(await remind([on.offices.own.id, on.offices.third.id]))).toEqual([
      409,
      'conflict',
      'Chưa có ai của third soạn báo cáo này để nhắc.',
    ])
    for (const [by, status] of [
      ['own', 403],
      ['reviewer', 403],
      ['viewer', 403],
      ['stranger', 403],
      ['nobody', 401],
    ] as const)
      expect((await remind(ids(), 'x', by)).status).toBe(status)
    for (const [offices, text] of [
      [[], ''],
      ['x', ''],
      [['la'], ''],
      [['__proto__'], ''],
      [Array.from({ length: 101 }, () => on.offices.own.id), ''],
      [ids(), 'x'.repeat(1_001)],
      [ids(), 5],
      [ids(), null],
    ])
      expect([offices, (await remind(offices, text)).status]).toEqual([offices, 400])
    expect((await remind(ids(), 'x'.repeat(1_000_000))).status).toBeGreaterThanOrEqual(400)
    expect(await on.noted(id)).toBe(0)
    expect([...(await remindedAt()).values()]).toEqual([null, null])
  })

  test('is mailed at once to who wants mail, also when their digest is not due', async () => {
    const wants = (asker: Asker, digest: string) =>
      on.browsers[asker].send('PATCH', '/api/me/notices', { email: `${asker}@tinh.example`, digest })
    await wants('own', 'daily')
    await wants('other', 'off')
    // A digest went out just now.
    await on.records.noticesMailed(on.ids.own ?? '', [], Date.now())
    await on.browsers.own.post('/api/notices/read', { all: true })
    const sent = smtp.received.length
    expect((await remind(ids(), 'Gửi gấp nhé.')).status).toBe(200)
    await vi.waitUntil(() => smtp.received.length > sent, { timeout: 20_000, interval: 20 })
    const mail = smtp.received[sent]
    expect(mail?.envelope.to).toEqual(['own@tinh.example'])
    expect(mail?.text).toContain('Người coordinator nhắc cơ quan bạn về tiến độ')
    expect(mail?.text).toContain('“Gửi gấp nhé.”')
    expect(mail?.text).toContain(`http://10.0.0.5:8080/bao-cao/${id}/tien-do`)
    expect(mail?.text).not.toContain('gop-y=')
    expect(smtp.received.length).toBe(sent + 1)
  })
})
