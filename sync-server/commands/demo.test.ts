import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import {
  PREAMBLE_ID,
  preambleResponsibility,
  responsibilities,
  whyNotIn,
  type Writer,
} from '../../report/permission/rights.ts'
import { checkDocument } from '../../report/repair.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import { readSections } from '../../report/sections.ts'
import { noticesPageSchema, threadsPageSchema } from '../../report/wire/review.ts'
import { startRig } from '../http/rig.ts'
import type { LoadedReport } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { DEMO_PASSWORD, prepareDemo } from './demo.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test('the demo is a sound report, half written, by the people it says', async () => {
  let loaded: LoadedReport | undefined
  let records: Records | undefined
  const rig = await startRig({
    env: { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' },
    prepare: async (foundations) => {
      await prepareDemo(foundations)
      records = foundations.records
      const [admin] = (await foundations.records.accounts()).filter((account) => account.admin)
      const [report] = await foundations.records.reportsOf(admin?.id ?? '', true)
      loaded = await foundations.log.load(report?.id ?? '')
    },
  })
  // quantri is an administrator: no link is needed that would make another.
  expect(rig.server.setupToken).toBeUndefined()

  const roles = new Map<string, string>()
  for (const username of ['dieuphoi', 'soanthao1', 'soanthao2', 'thamdinh', 'theodoi', 'quantri']) {
    const browser = rig.browser()
    expect((await browser.signIn({ username, password: DEMO_PASSWORD })).status).toBe(200)
    const [report] = (await (await browser.get('/api/reports')).json()) as { role: string; members: number }[]
    expect(report?.members).toBe(6)
    roles.set(username, report?.role ?? '')
  }
  expect(Object.fromEntries(roles)).toEqual({
    dieuphoi: 'coordinator',
    soanthao1: 'drafter',
    soanthao2: 'drafter',
    thamdinh: 'reviewer',
    theodoi: 'viewer',
    quantri: 'viewer',
  })

  const edits = loaded?.tail ?? []
  const doc = new Y.Doc()
  for (const { bytes } of edits) Y.applyUpdate(doc, bytes)
  expect(checkDocument(doc)).toEqual([])
  expect(doc.store.pendingStructs).toBeNull()
  const written = readSections(doc).filter(({ words }) => words > 0)
  expect(written).toHaveLength(8)
  const xml = JSON.stringify(doc.getXmlFragment(FRAGMENT))
  expect(xml).toBe(xml.normalize('NFC'))
  for (const node of ['<table', '<bulletlist', '<footnote']) expect(xml.toLowerCase()).toContain(node)

  expect(new Set(edits.map(({ userId }) => userId)).size).toBe(3)
  expect(loaded?.clientOwners.size).toBe(3)
  expect(loaded?.quarantined).toEqual([])
  expect(edits.map(({ at }) => at)).toEqual(edits.map(({ at }) => at).toSorted((a, b) => a - b))

  const reportId = edits[0]?.reportId ?? ''
  const rights = must(await records?.rights(reportId), 'the rights of the demo')
  const accounts = new Map((await records?.accounts())?.map((account) => [account.username, account]))
  const sections = readSections(doc)
  const answers = new Map([
    [PREAMBLE_ID, preambleResponsibility(rights)],
    ...responsibilities(sections, rights).map(
      (answer, index) => [sections[index]?.id ?? '', answer] as const,
    ),
  ])
  const writableBy = (username: string) => {
    const writer: Writer = { role: 'drafter', officeId: accounts.get(username)?.office?.id ?? null }
    return [...answers].flatMap(([id, answer]) => (whyNotIn(writer, 'drafting', answer) ? [] : [id]))
  }
  const [first, second] = [writableBy('soanthao1'), writableBy('soanthao2')]
  const shared = first.filter((id) => second.includes(id))
  expect(shared).toContain(PREAMBLE_ID)
  expect(shared.length).toBeGreaterThanOrEqual(6)
  expect(first.length).toBeGreaterThan(shared.length)
  expect(second.length).toBeGreaterThan(shared.length)
  const closed = [...answers.values()].map((answer) => answer.closed)
  expect(closed).toContain('approved')
  expect(closed).toContain('locked')

  // What is written was written by those who answer for it, and the trail says so.
  const { entries = [] } = (await records?.auditTrail({ reportId, limit: 500 })) ?? {}
  const edited = entries.filter(({ action }) => action === 'section-edited')
  expect(new Set(edited.map(({ sectionId }) => sectionId)).size).toBe(9)
  for (const { by, sectionId } of edited) {
    const office = [...accounts.values()].find(({ id }) => id === by?.userId)?.office?.id ?? ''
    const { officeIds } = must(answers.get(sectionId ?? ''), `the section ${sectionId ?? ''}`)
    expect(officeIds.length === 0 || officeIds.includes(office)).toBe(true)
  }
  expect(new Set(entries.map(({ action }) => action))).toEqual(
    new Set([
      'report-created',
      'settings-changed',
      'member-set',
      'sign-in',
      'section-assigned',
      'section-due',
      'section-locked',
      'section-status',
      'section-edited',
      'comment-added',
      'thread-answered',
      'thread-resolved',
    ]),
  )
  expect(entries.every(({ at }) => at <= Date.now())).toBe(true)
  await rig.stop()
})

test('the demo’s report is being discussed: one demand waits, one is met, and whom it concerns is told', async () => {
  const rig = await startRig({ env: { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' }, prepare: prepareDemo })
  const as = async (username: string) => {
    const browser = rig.browser()
    await browser.signIn({ username, password: DEMO_PASSWORD })
    return browser
  }
  const reviewer = await as('thamdinh')
  const [report] = (await (await reviewer.get('/api/reports')).json()) as { id: string }[]
  const path = `/api/reports/${report?.id ?? ''}`
  const { threads } = threadsPageSchema.parse(await (await reviewer.get(`${path}/threads`)).json())
  expect(new Set(threads.map(({ kind }) => kind))).toEqual(new Set(['opinion', 'change', 'question']))
  expect(new Set(threads.map(({ anchor }) => anchor.kind))).toEqual(new Set(['range', 'section', 'report']))
  expect(threads.some(({ messages }) => messages.length > 1)).toBe(true)
  expect(
    threads.filter(({ answer }) => answer).map(({ answer, resolved }) => [answer?.kind, !!resolved]),
  ).toEqual(
    expect.arrayContaining([
      ['accepted', true],
      ['explained', false],
    ]),
  )
  for (const { messages } of threads) {
    for (const { text, at } of messages) {
      expect(text).toBe(text.normalize('NFC'))
      expect(text).not.toMatch(/@(?!\[)/)
      expect(at).toBeLessThanOrEqual(Date.now())
    }
  }
  expect(await (await reviewer.get(path)).json()).toMatchObject({
    review: { open: threads.filter(({ resolved }) => !resolved).length, mustFix: 1, lost: 0 },
  })
  for (const [username, reason] of [
    ['dieuphoi', 'section'],
    ['soanthao1', 'mention'],
    ['soanthao2', 'section'],
    ['thamdinh', 'answered'],
  ] as const) {
    const inbox = noticesPageSchema.parse(await (await (await as(username)).get('/api/notices')).json())
    expect(inbox.unread).toBeGreaterThan(0)
    expect(inbox.notices.filter(({ readAt }) => readAt === null).map((one) => one.reason)).toContain(reason)
  }
  await rig.stop()
})
