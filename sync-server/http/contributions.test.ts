import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { XmlElement } from 'yjs'
import { must } from '../../report/must.ts'
import {
  contributionSchema,
  contributionsSchema,
  excerptsSchema,
  provenanceSchema,
  type Contribution,
} from '../../report/wire/contributions.ts'
import { reportDetailSchema } from '../../report/wire/rest.ts'
import { docx, drawing, heading, HEADING_STYLES, p, png, relationship } from '../import/test-docx.ts'
import { openReport } from './open-report.ts'
import { ASKERS, startReportRig, type Asker, type ReportRig } from './report-rig.ts'
import { simplePdf } from '../contributions/test-pdf.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string
let titles: string[]
let sectionIds: string[]

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
  const { sections } = reportDetailSchema.parse(
    await (await on.browsers.coordinator.get(`/api/reports/${id}`)).json(),
  )
  titles = sections.map(({ title }) => title)
  sectionIds = sections.map((section) => section.id)
})

const at = (path: string) => `/api/reports/${id}${path}`
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const listFor = async (asker: Asker) =>
  contributionsSchema.parse(await (await on.browsers[asker].get(at('/contributions'))).json())
const excerptsFor = async (asker: Asker, sectionId: string) =>
  excerptsSchema.parse(await (await on.browsers[asker].get(at(`/excerpts?sectionId=${sectionId}`))).json())
    .excerpts

function form(bytes: Uint8Array, name: string, fields: Readonly<Record<string, string>> = {}): FormData {
  const data = new FormData()
  for (const [field, value] of Object.entries(fields)) data.append(field, value)
  data.append('document', new Blob([new Uint8Array(bytes)]), name)
  return data
}
const sendIn = (asker: Asker, bytes: Uint8Array, name = 'Báo cáo.docx', fields = {}) =>
  on.browsers[asker].post(at('/contributions'), form(bytes, name, fields))
async function sentIn(asker: Asker, bytes: Uint8Array, name?: string, fields = {}): Promise<Contribution> {
  const response = await sendIn(asker, bytes, name, fields)
  expect(response.status).toBe(201)
  return contributionSchema.parse(await response.json())
}

/** An opening, a heading for the second section, and one that no section is called. */
const paper = () =>
  docx(
    p('Mở đầu.') +
      heading(`1. ${titles[1] ?? ''}`) +
      p('Nội dung của cơ quan.') +
      p(drawing('r:embed="a"', 30)) +
      heading('9. Chuyện khác hẳn không ai hỏi tới') +
      p('Vẫn giữ đủ.'),
    {
      styles: HEADING_STYLES,
      relationships: relationship('a', 'image', 'a.png'),
      files: { 'word/a.png': png(40, 30) },
    },
  )

/** Somebody types a paragraph at the end of a section, as a page of theirs would. Answers its block's id. */
async function write(reportId: string, sectionId: string, words: string): Promise<string> {
  const page = await openReport(on, reportId, reportId === id ? 'coordinator' : 'own')
  page.write(sectionId, words)
  await page.saved()
  const home = page.section(sectionId)
  const block = home.get(home.length - 1)
  page.leave()
  return must(block instanceof XmlElement ? block.getAttribute('id') : undefined, 'the id of what was typed')
}

describe('a Word file', () => {
  test('comes in whole: parts placed, the unmatched kept apart, pictures kept, its bytes given back', async () => {
    const bytes = paper()
    const made = await sentIn('own', bytes, 'Sở <b>A.docx')
    expect(made).toMatchObject({ kind: 'docx', open: false, whole: true, office: { id: on.offices.own.id } })
    expect(made.parts.map(({ part, sectionId, words }) => [part, sectionId, words])).toEqual([
      [0, 'preamble', 2],
      [1, sectionIds[1], 5],
      [2, null, 3],
    ])
    const [excerpt] = await excerptsFor('coordinator', sectionIds[1] ?? '')
    expect(excerpt).toMatchObject({ contributionId: made.id, part: 1, words: 5, placedByHand: false })
    const src = /"src":"([^"]+)"/.exec(JSON.stringify(excerpt))?.[1] ?? ''
    expect((await on.browsers.viewer.get(src)).status).toBe(200)
    expect((await excerptsFor('coordinator', '')).map(({ heading: words }) => words)).toEqual([
      'Chuyện khác hẳn không ai hỏi tới',
    ])
    const file = await on.browsers.own.get(at(`/contributions/${made.id}/file`))
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="So b A\.docx"/)
    expect(file.headers.get('x-content-type-options')).toBe('nosniff')
    expect(file.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('is noted, told to who coordinates and to the office whose section got a part, once', async () => {
    await on.records.changeSection(id, sectionIds[1] ?? '', { officeIds: [on.offices.other.id] })
    await on.records.changeSection(id, sectionIds[2] ?? '', { officeIds: [on.offices.other.id] })
    const made = await sentIn('own', paper())
    const noticed = async (asker: Asker) => {
      const { notices } = await on.records.notices(on.ids[asker] ?? '', { limit: 50 })
      return notices
        .filter(({ report }) => report.id === id)
        .map(({ reason, sectionId }) => [reason, sectionId])
    }
    expect(await noticed('coordinator')).toEqual([['submitted', null]])
    expect(await noticed('other')).toEqual([['submitted', sectionIds[1]]])
    expect(await noticed('own')).toEqual([])
    // Moved on: the same people are not told again.
    const places = { 2: sectionIds[2] ?? '' }
    expect((await on.browsers.own.send('PATCH', at(`/contributions/${made.id}`), { places })).status).toBe(
      204,
    )
    expect(await noticed('other')).toHaveLength(1)
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 10 })
    expect(entries.slice(0, 2).map(({ action }) => action)).toEqual([
      'contribution-changed',
      'contribution-received',
    ])
    expect(entries[1]?.details).toMatchObject({ office: 'Cơ quan own', parts: '3', unplaced: '1' })
  })
})

describe('who may', () => {
  test('send something in: who drafts for an office that is asked, and who coordinates', async () => {
    const statuses: Record<string, number> = {}
    for (const asker of ASKERS) {
      const fields = asker === 'coordinator' || asker === 'admin' ? { officeId: on.offices.third.id } : {}
      statuses[asker] = (await sendIn(asker, docx(p('a')), 'a.docx', fields)).status
    }
    expect(statuses).toEqual({
      coordinator: 201,
      own: 201,
      other: 201,
      reviewer: 403,
      viewer: 403,
      admin: 201,
      stranger: 403,
      nobody: 401,
    })
    const asked = { officeIds: [on.offices.other.id] }
    expect((await on.browsers.own.send('PUT', at('/contributors'), asked)).status).toBe(403)
    expect((await on.browsers.coordinator.send('PUT', at('/contributors'), asked)).status).toBe(204)
    expect((await sendIn('own', docx(p('a')))).status).toBe(403)
    expect(
      await codeOf(await on.browsers.coordinator.send('PUT', at('/contributors'), { officeIds: ['x'] })),
    ).toBe('bad-request')
  })

  test('send in another office’s name: nobody but who coordinates', async () => {
    const fields = { officeId: on.offices.other.id }
    expect(await codeOf(await sendIn('own', docx(p('a')), 'a.docx', fields))).toBe('no-access')
    expect(await codeOf(await on.browsers.own.post(at('/contributions'), fields))).toBe('no-access')
    expect((await listFor('coordinator')).contributions).toEqual([])
    expect((await sentIn('coordinator', docx(p('a')), 'a.docx', fields)).office.id).toBe(on.offices.other.id)
    expect(await codeOf(await sendIn('coordinator', docx(p('a'))))).toBe('bad-request')
  })

  test('read: an office its own, others what stands in sections they answer for, everybody else all', async () => {
    const made = await sentIn('own', paper())
    const seen = async (asker: Asker) =>
      (await listFor(asker)).contributions.map(({ whole, parts, sha256, bytes, fileName }) => [
        whole,
        parts.map(({ part }) => part),
        [sha256, bytes, fileName].every((fact) => fact !== null),
      ])
    for (const asker of ['own', 'coordinator', 'reviewer', 'viewer', 'admin'] as const)
      expect([asker, await seen(asker)]).toEqual([asker, [[true, [0, 1, 2], true]]])
    expect(await seen('other')).toEqual([])
    expect(await excerptsFor('other', sectionIds[1] ?? '')).toEqual([])
    expect((await on.browsers.other.get(at(`/contributions/${made.id}/file`))).status).toBe(404)
    await on.records.changeSection(id, sectionIds[1] ?? '', { officeIds: [on.offices.other.id] })
    expect(await seen('other')).toEqual([[false, [1], false]])
    expect(await excerptsFor('other', sectionIds[1] ?? '')).toHaveLength(1)
    expect(await excerptsFor('other', '')).toEqual([])
    expect((await on.browsers.other.get(at(`/contributions/${made.id}/file`))).status).toBe(404)
    expect((await on.browsers.stranger.get(at('/contributions'))).status).toBe(403)
    expect((await on.browsers.stranger.get(at('/excerpts?sectionId='))).status).toBe(403)
    expect((await on.browsers.stranger.get(at('/provenance'))).status).toBe(403)
  })

  test('place parts: its office all, an office what is in its section, readers nothing', async () => {
    const made = await sentIn('own', paper())
    await on.records.changeSection(id, sectionIds[1] ?? '', { officeIds: [on.offices.other.id] })
    const change = async (asker: Asker, body: object) =>
      (await on.browsers[asker].send('PATCH', at(`/contributions/${made.id}`), body)).status
    expect(await change('reviewer', { places: { 1: null } })).toBe(403)
    expect(await change('viewer', { places: { 1: null } })).toBe(403)
    expect(await change('stranger', { places: { 1: null } })).toBe(403)
    expect(await change('other', { places: { 2: sectionIds[1] } })).toBe(404)
    expect(await change('other', { title: 'Của tôi' })).toBe(403)
    expect(await change('own', { places: { 7: null } })).toBe(404)
    expect(await change('own', { places: { 1: 'khong-co' } })).toBe(404)
    expect(await change('own', { places: { 2: sectionIds[3], 0: null }, title: 'Tên mới' })).toBe(204)
    expect(await change('other', { places: { 1: sectionIds[4] } })).toBe(204)
    // It is not theirs any more.
    expect(await change('other', { places: { 1: null } })).toBe(404)
    const [now] = (await listFor('own')).contributions
    expect(now).toMatchObject({ title: 'Tên mới' })
    expect(now?.parts.map(({ sectionId, placedByHand }) => [sectionId, placedByHand])).toEqual([
      [null, true],
      [sectionIds[4], true],
      [sectionIds[3], true],
    ])
  })

  test('take back: its office and who coordinates; then nobody sees it, and it is kept', async () => {
    const made = await sentIn('own', paper())
    const remove = async (asker: Asker) =>
      (await on.browsers[asker].send('DELETE', at(`/contributions/${made.id}`))).status
    expect([await remove('other'), await remove('reviewer'), await remove('stranger')]).toEqual([
      403, 403, 403,
    ])
    expect(await remove('own')).toBe(204)
    expect(await remove('own')).toBe(404)
    for (const asker of ['own', 'coordinator', 'admin'] as const)
      expect((await listFor(asker)).contributions).toEqual([])
    expect((await on.browsers.own.get(at(`/contributions/${made.id}/file`))).status).toBe(404)
    expect(await excerptsFor('own', '')).toEqual([])
    expect((await on.records.contributionLoad(id, on.ids.own ?? '')).own).toBe(1)
  })

  test('nothing of another report, and nothing once it is signed', async () => {
    const made = await sentIn('own', paper())
    const elsewhere = await on.report()
    const there = (path: string) => `/api/reports/${elsewhere}/contributions/${made.id}${path}`
    const { own, coordinator } = on.browsers
    expect((await own.get(there('/file'))).status).toBe(404)
    expect((await own.send('PATCH', there(''), { places: {} })).status).toBe(404)
    expect((await own.send('DELETE', there(''))).status).toBe(404)
    expect((await own.post(there('/submit'))).status).toBe(404)
    const { openDatabase, databasePath } = await import('../store/sqlite/database.ts')
    const { sqlite } = openDatabase(databasePath(on.rig.dataDir))
    sqlite.prepare(`update report set stage = 'signed' where id = ?`).run(id)
    sqlite.close()
    expect(await codeOf(await sendIn('own', paper()))).toBe('report-signed')
    expect(await codeOf(await own.post(at('/contributions'), {}))).toBe('report-signed')
    for (const [method, path, body] of [
      ['DELETE', '', undefined],
      ['PATCH', '', { places: { 0: null } }],
      ['POST', '/submit', undefined],
    ] as const)
      expect([
        path,
        await codeOf(await own.send(method, at(`/contributions/${made.id}${path}`), body)),
      ]).toEqual([path, 'report-signed'])
    expect(await codeOf(await coordinator.send('PUT', at('/contributors'), { officeIds: [] }))).toBe(
      'report-signed',
    )
    expect((await listFor('own')).contributions).toHaveLength(1)
  })
})

describe('other files', () => {
  test('a PDF is read at its headings, kept, and only ever handed out as a file', async () => {
    const bytes = simplePdf([
      'I. TONG KET TINH HINH CHUNG',
      'Phan nay noi ve tinh hinh.',
      'II. PHUONG HUONG SAP TOI',
      'Phan nay noi ve phuong huong.',
    ])
    const made = await sentIn('own', bytes, 'ban-quet.docx')
    expect(made).toMatchObject({ kind: 'pdf', fileName: 'ban-quet.pdf', words: 12 })
    expect(made.parts.map(({ heading: words, words: count }) => [words, count])).toEqual([
      ['TONG KET TINH HINH CHUNG', 6],
      ['PHUONG HUONG SAP TOI', 6],
    ])
    const file = await on.browsers.own.get(at(`/contributions/${made.id}/file`))
    expect(file.headers.get('content-type')).toBe('application/pdf')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes)
  })

  test('a PDF without letters is one part that nobody has placed', async () => {
    const made = await sentIn('own', simplePdf([]), 'quet.pdf')
    expect(made.parts).toMatchObject([{ sectionId: null, words: 0, heading: '' }])
    expect(made.warnings).toEqual([{ kind: 'empty', count: 1 }])
    expect(await excerptsFor('coordinator', '')).toHaveLength(1)
  })

  test('what is neither is refused in words, and nothing is kept', async () => {
    const fake = new TextEncoder().encode('%PDF-1.7\nkhông phải PDF')
    const answers = [
      await sendIn('own', fake, 'a.pdf'),
      await sendIn('own', new Uint8Array(9), 'a.docx'),
      await sendIn('own', docx(p('a')), 'a.exe'),
      await sendIn('own', new TextEncoder().encode('<script>'), 'a.html'),
      await sendIn('own', new Uint8Array(0), 'a.pdf'),
      await sendIn(
        'own',
        docx(p('a'), { files: { 'word/document.xml': new Uint8Array(200_000_000) } }),
        'bom.docx',
      ),
    ]
    expect(await Promise.all(answers.map(codeOf))).toEqual([
      'unreadable-file',
      'unreadable-file',
      'unsupported-file',
      'unsupported-file',
      'bad-request',
      'unreadable-file',
    ])
    expect((await listFor('own')).contributions).toEqual([])
    expect(await on.noted(id)).toBe(0)
  })
})

describe('how far each office is', () => {
  const settings = (change: object) => on.browsers.coordinator.send('PATCH', at(''), { settings: change })
  const states = async () =>
    Object.fromEntries(
      (await listFor('viewer')).offices.map(({ office, state }) => [office.shortName, state]),
    )

  test('goes by the plan’s date and the report’s own day, kept as it was when it came', async () => {
    await settings({ today: '2022-04-07' })
    expect((await listFor('viewer')).due).toEqual({ date: '2022-04-08', before: true, daysLeft: 0 })
    await sentIn('own', docx(p('a')))
    expect(await states()).toEqual({ own: 'received', other: 'missing' })
    await settings({ today: '2022-04-08' })
    expect(await states()).toEqual({ own: 'received', other: 'overdue' })
    const late = await sentIn('other', docx(p('a')))
    expect(late.late).toBe(true)
    expect(await states()).toEqual({ own: 'received', other: 'late' })
    await settings({ inclusive: true })
    expect(await states()).toEqual({ own: 'received', other: 'received' })
    await settings({ today: '2022-05-01', inclusive: false })
    expect((await listFor('viewer')).contributions.map(({ late: is }) => is)).toEqual([false, true])
  })
})

describe('a report written here', () => {
  const begin = async (asker: Asker) => {
    const response = await on.browsers[asker].post(at('/contributions'), {})
    expect(response.status).toBe(201)
    return contributionSchema.parse(await response.json())
  }
  const submit = (asker: Asker, cid: string) => on.browsers[asker].post(at(`/contributions/${cid}/submit`))

  test('begins on the same outline, for its office, once', async () => {
    const [made, again] = [await begin('own'), await begin('own')]
    expect(again.id).toBe(made.id)
    expect(made).toMatchObject({ kind: 'report', open: true, late: false, parts: [] })
    const source = await on.browsers.own.get(`/api/reports/${made.sourceReportId}`)
    const detail = reportDetailSchema.parse(await source.json())
    expect(detail.sections.map(({ title }) => title)).toEqual(titles)
    expect(detail.sections.map((section) => section.id)).toEqual(sectionIds)
    expect(detail.role).toBe('coordinator')
    expect(detail.officeMembers).toMatchObject([{ office: { id: on.offices.own.id }, role: 'drafter' }])
    for (const asker of ['other', 'coordinator', 'stranger'] as const)
      expect((await on.browsers[asker].get(`/api/reports/${made.sourceReportId}`)).status).toBe(403)
    expect((await listFor('own')).offices).toContainEqual(
      expect.objectContaining({ office: expect.objectContaining({ shortName: 'own' }) }),
    )
    // Who coordinates the one does not read the other before it is handed in.
    expect((await submit('coordinator', made.id)).status).toBe(403)
    expect((await submit('other', made.id)).status).toBe(403)
    expect(await codeOf(await submit('own', made.id))).toBe('conflict')
  })

  test('is handed in section by section; again replaces it and keeps places and provenance', async () => {
    const made = await begin('own')
    const source = made.sourceReportId ?? ''
    await write(source, sectionIds[2] ?? '', 'Số liệu năm nay.')
    await write(source, sectionIds[0] ?? '', 'Đầu tiên.')
    expect((await listFor('coordinator')).contributions[0]).toMatchObject({ open: true, parts: [] })
    expect((await submit('own', made.id)).status).toBe(200)
    const parts = async () =>
      (await listFor('coordinator')).contributions[0]?.parts.map((part) => [
        part.part,
        part.sectionId,
        part.words,
        part.inserted,
      ])
    expect(await parts()).toEqual([
      [0, sectionIds[0], 2, 0],
      [1, sectionIds[2], 4, 0],
    ])
    const places = { 1: sectionIds[3] ?? '' }
    await on.browsers.own.send('PATCH', at(`/contributions/${made.id}`), { places })
    const block = await write(id, sectionIds[3] ?? '', 'Số liệu năm nay.')
    const taken = { contributionId: made.id, part: 1, blockIds: [block] }
    expect((await on.browsers.coordinator.post(at('/provenance'), taken)).status).toBe(204)
    await write(source, sectionIds[1] ?? '', 'Thêm một phần ở giữa.')
    expect((await submit('own', made.id)).status).toBe(200)
    expect(await parts()).toEqual([
      [0, sectionIds[0], 2, 0],
      [1, sectionIds[3], 4, 1],
      [2, sectionIds[1], 5, 0],
    ])
    expect((await excerptsFor('coordinator', sectionIds[3] ?? '')).map(({ inserted }) => inserted)).toEqual([
      1,
    ])
    expect(JSON.stringify(await excerptsFor('coordinator', sectionIds[1] ?? ''))).toContain('ở giữa')
  })
})

describe('provenance', () => {
  test('only of blocks that are in the text, where this person may write, of what they may read', async () => {
    const made = await sentIn('own', paper())
    const say = (asker: Asker, body: object) => on.browsers[asker].post(at('/provenance'), body)
    const of = (blockIds: string[], part = 1) => ({ contributionId: made.id, part, blockIds })
    expect(await codeOf(await say('own', of(['khong-co'])))).toBe('text-not-here-yet')
    const known = async () =>
      provenanceSchema.parse(await (await on.browsers.viewer.get(at('/provenance'))).json())
    expect(await known()).toEqual([])
    const block = await write(id, sectionIds[1] ?? '', 'Nội dung của cơ quan.')
    await on.records.changeSection(id, sectionIds[1] ?? '', { officeIds: [on.offices.other.id] })
    expect(await codeOf(await say('own', of([block])))).toBe('section-of-others')
    expect(await codeOf(await say('reviewer', of([block])))).toBe('reads-only')
    expect(await codeOf(await say('viewer', of([block])))).toBe('reads-only')
    expect(await codeOf(await say('stranger', of([block])))).toBe('no-access')
    expect(await codeOf(await say('other', of([block], 2)))).toBe('not-found')
    expect(await codeOf(await say('coordinator', of([block], 9)))).toBe('not-found')
    expect((await say('other', of([block]))).status).toBe(204)
    expect(await known()).toMatchObject([
      {
        blockId: block,
        contributionId: made.id,
        part: 1,
        office: { id: on.offices.own.id },
        title: 'Báo cáo',
      },
    ])
    await on.browsers.own.send('DELETE', at(`/contributions/${made.id}`))
    expect(await known()).toHaveLength(1)
  })
})
