import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mammoth from 'mammoth'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { versionSchema } from '../../report/wire/paper.ts'
import { startReportRig, type ReportRig } from '../http/report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cli = new URL('../cli.ts', import.meta.url).pathname
let on: ReportRig
let id: string
let folder: string
beforeAll(async () => {
  on = await startReportRig()
  id = await on.report()
  folder = mkdtempSync(join(tmpdir(), 'cung-soan-export-'))
})
afterAll(async () => {
  await on.rig.stop()
  rmSync(folder, { recursive: true })
})

const file = (name: string) => join(folder, name)

async function run(args: readonly string[], dataDir = on.rig.dataDir) {
  const env = { ...process.env, DATA_DIR: dataDir }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'export', ...args], { env })
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, said: stderr }
  }
}
const textOf = async (name: string) => (await mammoth.extractRawText({ path: file(name) })).value

test('a report is refused with its reasons, and comes as a draft, while the server runs', async () => {
  const refused = await run([id, '--out', file('ky.docx')])
  expect(refused.code).toBe(3)
  expect(refused.said).toMatch(
    /^Văn bản chưa đủ để trình ký\. Còn \d+ nội dung:\n {2}- Mục I .+: chưa có nội dung\./,
  )
  expect(refused.said).toContain('--draft 1')
  const made = await run([id, '--out', file('du-thao.docx'), '--draft', '4', '--profile', 'hd05', '--toc'])
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining('Đã xuất') })
  expect(await textOf('du-thao.docx')).toMatch(/dự thảo lần 4/i)
  expect((await run([id, '--out', file('gop-y.docx'), '--comments'])).code).toBe(0)
  // Nothing half made is left.
  expect(readdirSync(folder).sort()).toEqual(['du-thao.docx', 'gop-y.docx'])

  const check = await on.browsers.viewer.get(`/api/reports/${id}/export`)
  expect(await check.json()).toMatchObject({ nextDraft: 5 })
  const { entries } = await on.records.auditTrail({ reportId: id, action: 'exported', limit: 9 })
  expect(entries.map(({ by, details }) => [by, details['what'], details['by']])).toEqual([
    [null, 'review-copy', 'cli'],
    [null, 'paper', 'cli'],
  ])
})

test('a file that is there is kept, unless it is told otherwise', async () => {
  writeFileSync(file('quy.docx'), 'Của người khác')
  const refused = await run([id, '--out', file('quy.docx'), '--draft', '1'])
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('--force') })
  expect(readFileSync(file('quy.docx'), 'utf8')).toBe('Của người khác')
  expect((await run([id, '--out', file('quy.docx'), '--draft', '1', '--force'])).code).toBe(0)
  expect(readFileSync(file('quy.docx')).subarray(0, 2).toString()).toBe('PK')
  const nowhere = await run([id, '--out', file('khong-co/a.docx'), '--draft', '1'])
  expect(nowhere).toMatchObject({ code: 1, said: expect.stringContaining('Không xuất được') })
})

test('a report is found by how its name begins, if only one does', async () => {
  const rename = (title: string) => on.browsers.coordinator.send('PATCH', `/api/reports/${id}`, { title })
  await rename('Báo cáo riêng của tỉnh')
  const other = await on.report()
  // As some keyboards type it.
  const typed = 'báo cáo RIÊNG'.normalize('NFD')
  expect((await run([typed, '--out', file('ten.docx'), '--draft', '1'])).said).toContain(
    '“Báo cáo riêng của tỉnh”',
  )
  const both = await run(['báo cáo', '--out', file('hai.docx'), '--draft', '1'])
  expect(both.code).toBe(1)
  for (const each of [id, other, 'Có 2 báo cáo']) expect(both.said).toContain(each)
  const none = await run(['Tờ trình', '--out', file('hai.docx'), '--draft', '1'])
  expect(none).toMatchObject({ code: 1, said: expect.stringContaining('Không có báo cáo “Tờ trình”') })
  expect(existsSync(file('hai.docx'))).toBe(false)
})

test('a version, one section, and what there is not', async () => {
  const kept = await on.browsers.coordinator.post(`/api/reports/${id}/versions`, { name: 'Bản 1' })
  const version = versionSchema.parse(await kept.json())
  expect((await run([id, '--out', file('v.docx'), '--draft', '1', '--version', version.id])).code).toBe(0)
  const [section = ''] = await on.sections(id)
  expect((await run([id, '--out', file('s.docx'), '--draft', '1', '--section', section])).code).toBe(0)
  const wrong = await run([id, '--out', file('x.docx'), '--draft', '1', '--version', 'la'])
  expect(wrong).toEqual({ code: 1, said: 'Không có phiên bản này.\n' })
})

test('what is typed wrong is told, with what can be typed', async () => {
  const wrong = [
    [],
    [id],
    ['--out', 'x.docx'],
    [id, 'thừa', '--out', 'x.docx'],
    [id, '--out', 'x.docx', '--la'],
  ]
  for (const args of [
    ...wrong,
    [id, '--out', 'x.docx', '--draft', 'hai'],
    [id, '--out', 'x.docx', '--profile', 'la'],
  ]) {
    const { code, said } = await run(args)
    expect([args, code]).toEqual([args, 2])
    expect(said).toContain('Cách dùng: npx cung-soan export')
  }
  const empty = mkdtempSync(join(tmpdir(), 'cung-soan-empty-'))
  const nothing = await run([id, '--out', file('x.docx'), '--draft', '1'], empty)
  expect(nothing).toMatchObject({ code: 1, said: expect.stringContaining('chưa có dữ liệu') })
  expect(readdirSync(empty)).toEqual([])
  rmSync(empty, { recursive: true })
})

test('it works without a server, too', async () => {
  const own = await startReportRig()
  const report = await own.report()
  await own.rig.server.stop()
  const made = await run([report, '--out', file('khong-may-chu.docx'), '--draft', '1'], own.rig.dataDir)
  expect(made.code).toBe(0)
  expect(await textOf('khong-may-chu.docx')).toMatch(/dự thảo lần 1/i)
  await own.rig.stop()
})
