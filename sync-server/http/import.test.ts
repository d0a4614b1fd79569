import { request as send } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { importResultSchema } from '../../report/wire/paper.ts'
import { reportDetailSchema } from '../../report/wire/rest.ts'
import { docx, drawing, heading, HEADING_STYLES, p, png, relationship } from '../import/test-docx.ts'
import { LARGEST_DOCUMENT } from './import.ts'
import { ASKERS, startReportRig, type ReportRig } from './report-rig.ts'
import type { Browser } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let on: ReportRig
let id: string

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
beforeEach(async () => {
  id = await on.report()
})

function form(bytes: Uint8Array, name = 'Báo cáo.docx', field = 'document'): FormData {
  const data = new FormData()
  data.append(field, new Blob([new Uint8Array(bytes)]), name)
  return data
}
const importBy = (by: Browser, bytes: Uint8Array, name?: string) =>
  by.post(`/api/reports/${id}/import`, form(bytes, name))
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
const detail = async () =>
  reportDetailSchema.parse(await (await on.browsers.coordinator.get(`/api/reports/${id}`)).json())

test('an office reads its file: parts for its sections, pictures kept, the report as it was, noted', async () => {
  const before = await detail()
  const section = before.sections[1]
  const bytes = docx(
    p('Mở đầu.') +
      heading(`1. ${section?.title ?? ''}`) +
      p('Nội dung của cơ quan.') +
      p(drawing('r:embed="a"', 30)),
    {
      styles: HEADING_STYLES,
      relationships: relationship('a', 'image', 'a.png'),
      files: { 'word/a.png': png(40, 30) },
    },
  )
  const response = await importBy(on.browsers.own, bytes, 'Báo cáo của sở.docx')
  expect(response.status).toBe(200)
  const result = importResultSchema.parse(await response.json())
  expect(result).toMatchObject({
    name: 'Báo cáo của sở.docx',
    warnings: [{ kind: 'numbering-dropped', count: 1 }],
  })
  expect(result.parts.map(({ sectionId, words }) => [sectionId, words])).toEqual([
    ['preamble', 2],
    [section?.id, 5],
  ])
  const src = /"src":"([^"]+)"/.exec(JSON.stringify(result))?.[1] ?? ''
  const picture = await on.browsers.viewer.get(src)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(await detail()).toEqual(before)
  const { entries } = await on.records.auditTrail({ reportId: id, limit: 10 })
  expect(entries[0]).toMatchObject({
    action: 'imported',
    details: { file: 'Báo cáo của sở.docx', words: '7' },
  })
})

test('only those who may write somewhere; nobody once it is signed', async () => {
  const statuses = new Map<string, number>()
  for (const asker of ASKERS) statuses.set(asker, (await importBy(on.browsers[asker], docx(p('a')))).status)
  expect(Object.fromEntries(statuses)).toEqual({
    coordinator: 200,
    own: 200,
    other: 200,
    reviewer: 403,
    viewer: 403,
    admin: 403,
    stranger: 403,
    nobody: 401,
  })
  const { openDatabase, databasePath } = await import('../store/sqlite/database.ts')
  const { sqlite } = openDatabase(databasePath(on.rig.dataDir))
  sqlite.prepare(`update report set stage = 'signed' where id = ?`).run(id)
  sqlite.close()
  expect(await codeOf(await importBy(on.browsers.own, docx(p('a'))))).toBe('report-signed')
})

test('what is no Word file is refused in words; nothing is noted', async () => {
  const noted = await on.noted(id)
  const { own } = on.browsers
  expect(await codeOf(await importBy(own, new Uint8Array(9), 'a.docx'))).toBe('unreadable-file')
  expect(await codeOf(await importBy(own, docx(p('a')), 'a.docm'))).toBe('unsupported-file')
  expect(
    await codeOf(await own.post(`/api/reports/${id}/import`, form(docx(p('a')), 'a.docx', 'other'))),
  ).toBe('bad-request')
  expect(await codeOf(await own.post(`/api/reports/${id}/import`, { document: 'x' }))).toBe('bad-request')
  expect(await on.noted(id)).toBe(noted)
})

/** Sends a form of this many megabytes, whatever the answer; gives the answer's status and how much was sent until it came. */
function stream(
  by: Browser,
  megabytes: number,
  announced: boolean,
): Promise<{ status: number; sent: number }> {
  const head = '--x\r\nContent-Disposition: form-data; name="document"; filename="a.docx"\r\n\r\n'
  const chunk = Buffer.alloc(1024 * 1024, 65)
  const url = new URL(`/api/reports/${id}/import`, on.rig.url)
  return new Promise((resolve, reject) => {
    let sent = 0
    const asking = send(url, {
      method: 'POST',
      headers: {
        cookie: by.cookie,
        origin: url.origin,
        'content-type': 'multipart/form-data; boundary=x',
        ...(announced ? { 'content-length': String(head.length + megabytes * chunk.length + 9) } : {}),
      },
    })
    asking.on('response', (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, sent })
      asking.destroy()
    })
    asking.on('error', reject)
    asking.write(head)
    const more = () => {
      if (asking.destroyed || sent >= megabytes) return
      sent += 1
      asking.write(chunk, more)
    }
    more()
  })
}

test('two hundred megabytes are refused while they come: at once where they are announced', async () => {
  const { own } = on.browsers
  const most = LARGEST_DOCUMENT / 1024 / 1024
  const before = process.memoryUsage().arrayBuffers
  const announced = await stream(own, 200, true)
  expect(announced.status).toBe(413)
  expect(announced.sent).toBeLessThan(most)
  const unannounced = await stream(own, 200, false)
  expect(unannounced.status).toBe(413)
  expect(unannounced.sent).toBeLessThan(2 * most)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2.5 * LARGEST_DOCUMENT)
})

test('who goes away in the middle of an upload frees the place', async () => {
  const { own } = on.browsers
  const url = new URL(`/api/reports/${id}/import`, on.rig.url)
  for (let time = 0; time < 4; time += 1) {
    await new Promise<void>((resolve) => {
      const asking = send(url, {
        method: 'POST',
        headers: {
          cookie: own.cookie,
          origin: url.origin,
          'content-type': 'multipart/form-data; boundary=x',
        },
      })
      asking.on('error', () => resolve())
      asking.on('close', () => resolve())
      asking.write(
        '--x\r\nContent-Disposition: form-data; name="document"; filename="a.docx"\r\n\r\nPK',
        () => asking.destroy(),
      )
    })
  }
  await vi.waitFor(async () => expect((await importBy(own, docx(p('a')))).status).toBe(200))
})
