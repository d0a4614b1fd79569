import { createHash } from 'node:crypto'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import type { Problem } from '../../report/wire/errors.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { Stage } from '../../report/wire/rest.ts'
import { openReport } from './open-report.ts'
import { ASKERS, startReportRig, type Asker, type ReportRig } from './report-rig.ts'

let on: ReportRig
beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())

async function putAt(reportId: string, to: Stage): Promise<void> {
  const { stage: from } = must(await on.records.rights(reportId), 'rights')
  if (from === to) return
  const by = { userId: 'x', name: 'x', office: '' }
  await on.records.moveStage(reportId, { from, to, at: 1, by, reason: '', blockers: 0, versionId: '' })
}

const WORDS = 'Đã hoàn thành 12/15 chỉ tiêu & vượt “kế hoạch” đề ra.'

/** A report at the last step, with something in each section, and a version of it. */
async function finished(): Promise<{ id: string; version: Version }> {
  const id = await on.report()
  const page = await openReport(on, id, 'coordinator')
  for (const section of await on.sections(id)) page.write(section, WORDS)
  await page.saved()
  page.leave()
  await putAt(id, 'finalising')
  const kept = await on.browsers.coordinator.send('POST', `/api/reports/${id}/versions`, {
    name: 'Bản trình ký',
  })
  return { id, version: (await kept.json()) as Version }
}

async function paperOf(id: string, query: string): Promise<Uint8Array> {
  const answer = await on.browsers.coordinator.get(`/api/reports/${id}/export.docx?${query}`)
  expect(answer.status).toBe(200)
  return new Uint8Array(await answer.arrayBuffer())
}

/** As a Word file is when somebody has worked on it. */
function rewritten(bytes: Uint8Array, part: string, change: (xml: string) => string): Uint8Array {
  const parts = unzipSync(bytes)
  return zipSync({ ...parts, [part]: strToU8(change(strFromU8(must(parts[part], part)))) })
}

function form(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): FormData {
  const made = new FormData()
  for (const [key, value] of Object.entries(fields)) made.append(key, value)
  made.append('document', new Blob([new Uint8Array(bytes)]), name)
  return made
}
const sign = (id: string, body: FormData, asker: Asker = 'coordinator') =>
  on.browsers[asker].send('POST', `/api/reports/${id}/signature`, body)
const problemOf = async (answer: Response) => (await answer.json()) as Problem
const PDF = new TextEncoder().encode('%PDF-1.7\n%âãÏÓ\n1 0 obj\n')
const stageOf = async (id: string) => must(await on.records.rights(id), 'rights').stage

describe('an exported paper that comes back', () => {
  test('closes the report: file, fingerprint and version are recorded, and the file is given back', async () => {
    const { id, version } = await finished()
    const bytes = await paperOf(id, `version=${version.id}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const page = await openReport(on, id, 'own')
    expect((await sign(id, form(bytes, 'Bản đã ký.docx'))).status).toBe(204)
    expect(await stageOf(id)).toBe('signed')

    const signature = must(await on.records.signature(id), 'a signature')
    expect(signature).toMatchObject({
      by: { userId: on.ids.coordinator },
      fileName: 'Bản đã ký.docx',
      bytes: bytes.length,
      sha256,
      version: { id: version.id, number: version.number, name: 'Bản trình ký' },
    })
    const [move] = (await on.records.stageMoves(id)).slice(-1)
    expect(move).toMatchObject({ from: 'finalising', to: 'signed', blockers: 0, version: { id: version.id } })
    // What was signed is the version; no other is made.
    expect((await on.records.versions(id)).map(({ kind }) => kind)).not.toContain('stage')
    const { entries } = await on.records.auditTrail({ reportId: id, limit: 5, action: 'report-signed' })
    expect(entries.map(({ details }) => details)).toEqual([
      {
        file: 'Bản đã ký.docx',
        fileSha256: sha256,
        version: String(version.number),
        name: 'Bản trình ký',
        sha256: version.sha256,
      },
    ])

    const back = await on.browsers.viewer.get(`/api/reports/${id}/signature`)
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
    expect(back.headers.get('content-disposition')).toMatch(/^attachment; filename="Ban da ky.docx"/u)
    expect(back.headers.get('x-content-type-options')).toBe('nosniff')
    expect(back.headers.get('content-security-policy')).toContain('sandbox')
    expect((await on.browsers.stranger.get(`/api/reports/${id}/signature`)).status).toBe(403)
    page.leave()
  })

  test('saved again by Word, with number and day filled in and its text in other pieces, it is still that paper', async () => {
    const { id, version } = await finished()
    const bytes = await paperOf(id, `version=${version.id}&toc=1`)
    const saved = rewritten(bytes, 'word/document.xml', (xml) =>
      xml
        .replaceAll('hoàn thành', 'hoàn </w:t></w:r><w:r><w:t xml:space="preserve">thành')
        .replace('<w:body>', '<w:body><w:p><w:r><w:t>Số 123-BC/TU</w:t></w:r></w:p>'),
    )
    expect((await sign(id, form(saved, 'ky.docx'))).status).toBe(204)
  })

  test('a draft names no version, but its text does', async () => {
    const { id, version } = await finished()
    expect((await sign(id, form(await paperOf(id, 'draft=3'), 'ky.docx'))).status).toBe(204)
    expect((await on.records.signature(id))?.version.id).toBe(version.id)
  })
})

describe('what is refused, and moves nothing', () => {
  test('another report’s paper, another version’s than was chosen, and one that names a text there never was', async () => {
    const one = await finished()
    const other = await finished()
    const foreign = await sign(one.id, form(await paperOf(other.id, `version=${other.version.id}`), 'a.docx'))
    expect(foreign.status).toBe(422)
    expect(await problemOf(foreign)).toMatchObject({
      code: 'wrong-signed-file',
      detail: 'Tệp này là của một báo cáo khác.',
    })
    const own = await paperOf(one.id, `version=${one.version.id}`)
    const forged = rewritten(own, 'docProps/custom.xml', (xml) =>
      xml.replace(one.version.sha256, 'f'.repeat(64)),
    )
    expect((await problemOf(await sign(one.id, form(forged, 'a.docx')))).code).toBe('wrong-signed-file')

    const page = await openReport(on, one.id, 'coordinator')
    const [first = ''] = await on.sections(one.id)
    page.write(first, 'Thêm một câu.')
    await page.saved()
    page.leave()
    const made = await on.browsers.coordinator.send('POST', `/api/reports/${one.id}/versions`, {
      name: 'Sau',
    })
    const later = (await made.json()) as Version
    const mixed = await sign(one.id, form(own, 'a.docx', { version: later.id }))
    expect((await problemOf(mixed)).detail).toContain('Bản trình ký')

    // The text went on after what was signed: that is to be said first.
    const outdated = await sign(one.id, form(own, 'a.docx'))
    expect(outdated.status).toBe(409)
    expect((await problemOf(outdated)).detail).toContain('sửa sau phiên bản được ký')
    const sure = { confirm: '1', reason: 'Chỉ sửa lỗi chính tả' }
    expect(await stageOf(one.id)).toBe('finalising')
    expect((await sign(one.id, form(own, 'a.docx', sure))).status).toBe(204)
    expect((await on.records.stageMoves(one.id)).at(-1)).toMatchObject({ blockers: 1, reason: sure.reason })
  })

  test.each([
    ['a word was changed', (xml: string) => xml.replace('12/15', '15/15')],
    [
      'a paragraph went',
      (xml: string) => xml.replace(/<w:p\b(?:(?!<w:p\b|<\/w:p>)[\s\S])*12\/15[\s\S]*?<\/w:p>/u, ''),
    ],
    [
      'a paragraph came in between',
      (xml: string) =>
        xml.replace(/(12\/15[\s\S]*?<\/w:p>)/u, '$1<w:p><w:r><w:t>Câu chen vào.</w:t></w:r></w:p>'),
    ],
  ])('a paper in which %s says what is different', async (_what, change) => {
    const { id, version } = await finished()
    const altered = rewritten(await paperOf(id, `version=${version.id}`), 'word/document.xml', change)
    const answer = await sign(id, form(altered, 'a.docx', { confirm: '1', reason: 'Cứ ký' }))
    expect(answer.status).toBe(422)
    const { code, detail } = await problemOf(answer)
    expect(code).toBe('wrong-signed-file')
    expect(detail).toMatch(/khác phiên bản .*(chỉ tiêu|Câu chen vào)/u)
    expect(await stageOf(id)).toBe('finalising')
    expect(await on.records.signature(id)).toBeUndefined()
  })

  test('what is neither Word nor a scan, a scan without its version, and a file too large', async () => {
    const { id, version } = await finished()
    const html = new TextEncoder().encode('<html><script>alert(1)</script>')
    expect((await sign(id, form(html, 'a.pdf', { version: version.id }))).status).toBe(400)
    expect((await sign(id, form(PDF, 'a.pdf'))).status).toBe(400)
    expect((await problemOf(await sign(id, form(PDF, 'a.pdf', { version: 'nosuch' })))).code).toBe(
      'no-such-version',
    )
    const large = new Uint8Array(25 * 1024 * 1024 + 1)
    large.set(PDF)
    expect((await sign(id, form(large, 'a.pdf', { version: version.id }))).status).toBe(413)
    expect(await stageOf(id)).toBe('finalising')
  })
})

test('a scan is taken for the version that is named, once; then the report is closed for everybody', async () => {
  const { id, version } = await finished()
  const pages = [await openReport(on, id, 'own'), await openReport(on, id, 'coordinator')]
  const answers = await Promise.all([
    sign(id, form(PDF, 'quét.pdf', { version: version.id })),
    sign(id, form(PDF, 'quét.pdf', { version: version.id }), 'admin'),
  ])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 403])
  expect((await on.records.stageMoves(id)).filter(({ to }) => to === 'signed').length).toBe(1)
  const back = await on.browsers.viewer.get(`/api/reports/${id}/signature`)
  expect(back.headers.get('content-type')).toBe('application/pdf')
  const title = await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, { title: 'Khác' })
  expect(title.status).toBe(403)
  const stage = await on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, {
    stage: 'finalising',
    confirm: true,
    reason: 'x',
  })
  expect((await problemOf(stage)).code).toBe('report-signed')
  for (const page of pages) page.leave()
})

test.each(ASKERS)('%s signs only who coordinates, and only at the last step', async (asker) => {
  const { id, version } = await finished()
  const may = asker === 'coordinator' || asker === 'admin'
  for (const stage of ['drafting', 'appraisal', 'committee', 'conference'] as const) {
    await putAt(id, stage)
    const early = await sign(id, form(PDF, 'a.pdf', { version: version.id }), asker)
    expect(early.status).toBe(may ? 409 : asker === 'nobody' ? 401 : 403)
  }
  await putAt(id, 'finalising')
  const answer = await sign(id, form(PDF, 'a.pdf', { version: version.id }), asker)
  expect(answer.status).toBe(may ? 204 : asker === 'nobody' ? 401 : 403)
  expect(await stageOf(id)).toBe(may ? 'signed' : 'finalising')
})
