import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { must } from '../../../report/must.ts'
import { startSmtpRig, type SmtpRig } from '../../mail/smtp-rig.ts'
import type { Foundations } from '../../main.ts'
import { shippedPlan } from '../plan-source.ts'
import { newReport } from '../reports.ts'
import { adminOf, personOf, startRig, type Browser, type Rig } from '../rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let smtp: SmtpRig
let rig: Rig
let foundations: Foundations | undefined
let admin: Browser
let an: Awaited<ReturnType<typeof personOf>>
beforeAll(async () => {
  smtp = await startSmtpRig()
  rig = await startRig({
    env: {
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      MAIL_FROM: 'Cùng Soạn <cungsoan@tinh.example>',
      PUBLIC_URL: 'http://10.0.0.5:8080',
    },
    prepare: (opened) => {
      foundations = opened
      return Promise.resolve()
    },
  })
  admin = await adminOf(rig)
  an = await personOf(rig, admin, { username: 'nguoi-soan-1', name: 'Người soạn 1' })
})
afterAll(async () => {
  await rig.stop()
  await smtp.stop()
})

const settings = async (browser: Browser) => (await browser.get('/api/me/notices')).json()

describe('where a digest of notices goes', () => {
  test('is nowhere at first, and then where its person says', async () => {
    expect(await settings(an.browser)).toEqual({ email: null, digest: 'off', available: true })
    const change = { email: 'an@tinh.example', digest: 'daily' }
    const changed = await an.browser.send('PATCH', '/api/me/notices', change)
    expect([changed.status, await changed.json()]).toEqual([200, { ...change, available: true }])
    await an.browser.send('PATCH', '/api/me/notices', { digest: 'hourly' })
    expect(await settings(an.browser)).toEqual({ ...change, digest: 'hourly', available: true })
    await an.browser.send('PATCH', '/api/me/notices', { email: null })
    expect(await settings(an.browser)).toEqual({ email: null, digest: 'hourly', available: true })
  })

  test.each([
    { email: 'an' },
    { email: 'an@tinh.example, ke@tinh.example' },
    { email: 'an@tinh.example\r\nBcc: ke@tinh.example' },
    { email: `${'a'.repeat(200)}@tinh.example` },
    { email: '' },
    { digest: 'weekly' },
    { digest: 1 },
    [[]],
  ])('is refused when it is none: %j', async (change) => {
    const before = await settings(an.browser)
    const response = await an.browser.send('PATCH', '/api/me/notices', change)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      400,
      'bad-request',
    ])
    expect(await settings(an.browser)).toEqual(before)
  })

  test('is one’s own only, and shown to nobody else, administrators neither', async () => {
    await an.browser.send('PATCH', '/api/me/notices', { email: 'rieng@tinh.example', digest: 'daily' })
    expect(await settings(admin)).toEqual({ email: null, digest: 'off', available: true })
    const { records } = must(foundations, 'foundations')
    const source = { text: shippedPlan(), title: undefined, blankIfMissing: false }
    const report = newReport(source, an.id, Date.now())
    await records.createReport(report)
    for (const path of [
      '/api/users',
      '/api/offices',
      '/api/audit',
      '/api/reports',
      '/api/me',
      '/api/health',
    ]) {
      expect(await (await admin.get(path)).text()).not.toContain('rieng@')
    }
    for (const path of ['', '/audit', '/threads', '/members']) {
      const seen = await (await admin.get(`/api/reports/${report.report.id}${path}`)).text()
      expect(seen).not.toContain('rieng@')
    }
    expect(rig.logged()).not.toContain('rieng@')
    expect(await (await rig.browser().get('/metrics')).text()).not.toContain('rieng@')
  })

  test('gets what the server has to tell, with the names of sections and with links', async () => {
    const { records } = must(foundations, 'foundations')
    const source = { text: shippedPlan(), title: undefined, blankIfMissing: false }
    const report = newReport(source, an.id, Date.now())
    await records.createReport(report)
    const reportId = report.report.id
    const detail = await (await an.browser.get(`/api/reports/${reportId}`)).json()
    const { sections } = detail as { sections: { id: string; title: string }[] }
    const section = must(sections[3], 'a section')
    const by = { userId: an.id, name: 'Người thẩm định 1', office: null, role: 'reviewer' } as const
    const anchor = { kind: 'section', sectionId: section.id, quote: section.title, lost: false } as const
    const thread = {
      id: 'y-kien-0001',
      kind: 'change',
      anchor,
      author: by,
      createdAt: 1,
      text: 'Bổ sung.',
    } as const
    await records.addThread(reportId, thread)
    const notice = { id: 'thong-bao-1', userId: an.id, reportId, threadId: thread.id, messageId: thread.id }
    await records.addNotices([{ ...notice, reason: 'section', by, at: Date.now(), excerpt: 'Bổ sung.' }])
    await an.browser.send('PATCH', '/api/me/notices', { email: 'an@tinh.example', digest: 'hourly' })
    expect(smtp.received).toEqual([])
    // The first look of a server is at its start.
    await rig.restart()
    await vi.waitFor(() => expect(smtp.received).toHaveLength(1))
    const [mail] = smtp.received
    expect(mail?.envelope).toEqual({ from: 'cungsoan@tinh.example', to: ['an@tinh.example'] })
    expect(mail?.header('to')).toBe('Người soạn 1 <an@tinh.example>')
    expect(mail?.header('from')).toBe('Cùng Soạn <cungsoan@tinh.example>')
    expect(mail?.text).toContain(section.title)
    expect(mail?.text).toContain('Người thẩm định 1 gửi yêu cầu sửa số 1')
    expect(mail?.text).toContain(`http://10.0.0.5:8080/bao-cao/${reportId}?gop-y=${thread.id}`)
    await rig.restart()
    await rig.server.stop()
    expect(smtp.received).toHaveLength(1)
  })
})

test('a server without mail says so', async () => {
  const plain = await startRig()
  try {
    expect(await settings(await adminOf(plain))).toEqual({ email: null, digest: 'off', available: false })
  } finally {
    await plain.stop()
  }
})
