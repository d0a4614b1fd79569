import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { must } from '../../report/must.ts'
import { openReport } from '../http/open-report.ts'
import { startReportRig, type ReportRig } from '../http/report-rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cli = new URL('../cli.ts', import.meta.url).pathname
let on: ReportRig
let folder: string
beforeAll(async () => {
  on = await startReportRig()
  folder = mkdtempSync(join(tmpdir(), 'cung-soan-verify-'))
})
afterAll(async () => {
  await on.rig.stop()
  rmSync(folder, { recursive: true })
})

async function verify(name: string, bytes: Uint8Array) {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const env = { ...process.env, DATA_DIR: on.rig.dataDir }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'verify', path], { env })
    return { code: 0, said: stdout }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, said: stderr }
  }
}

const patch = async (asker: 'coordinator' | 'reviewer', path: string, body: object) => {
  expect((await on.browsers[asker].send('PATCH', path, body)).status).toBe(204)
}

test('says of a paper which version it is, at which stage, who approved, moved and signed it, and whether its words are as they were', async () => {
  const id = await on.report()
  const page = await openReport(on, id, 'coordinator')
  const sections = await on.sections(id)
  for (const section of sections) page.write(section, 'Đã hoàn thành 12/15 chỉ tiêu.')
  await page.saved()
  page.leave()
  const sure = { confirm: true, reason: 'Đến hạn' }
  await patch('coordinator', `/api/reports/${id}`, { stage: 'appraisal', ...sure })
  for (const section of sections.slice(0, 3)) {
    await patch('reviewer', `/api/reports/${id}/sections/${section}`, { status: 'approved' })
  }
  await patch('reviewer', `/api/reports/${id}`, { stage: 'committee', ...sure })
  const [version] = await on.records.versions(id)
  const answer = await on.browsers.coordinator.get(
    `/api/reports/${id}/export.docx?version=${must(version, 'a version').id}&draft=2`,
  )
  const paper = new Uint8Array(await answer.arrayBuffer())

  const sound = await verify('du-thao.docx', paper)
  expect(sound.said).toContain('Chữ trong tệp đúng như phiên bản.')
  expect(sound.code).toBe(0)
  expect(sound.said).toContain('Phiên bản: 2, “Dự thảo lần 2 trình Ban Thường vụ”, Người reviewer lưu')
  expect(sound.said).toContain('Bước khi lưu: Thẩm định')
  expect(sound.said).toMatch(
    /Chuyển bước: Thẩm định → Trình Ban Thường vụ, Người reviewer,.*khi còn \d+ việc/u,
  )
  expect(sound.said).toContain('Duyệt từng phần: Người reviewer, 3 phần')
  expect(sound.said).toContain('Báo cáo chưa có bản đã ký.')

  const parts = unzipSync(paper)
  const body = strFromU8(must(parts['word/document.xml'], 'a body'))
  const altered = zipSync({ ...parts, 'word/document.xml': strToU8(body.replace('12/15', '15/15')) })
  const changed = await verify('sua.docx', altered)
  expect(changed.code).toBe(3)
  expect(changed.said).toContain('CHỮ ĐÃ BỊ SỬA.')
  expect(changed.said).toContain('15/15')

  await patch('coordinator', `/api/reports/${id}`, { stage: 'conference', ...sure })
  await patch('coordinator', `/api/reports/${id}`, { stage: 'finalising', ...sure })
  const scan = new TextEncoder().encode('%PDF-1.7\nbản quét')
  const form = new FormData()
  for (const [name, value] of [
    ['version', must(version, 'a version').id],
    ['confirm', '1'],
    ['reason', 'Đã ký giấy'],
  ] as const)
    form.append(name, value)
  form.append('document', new Blob([scan]), 'quét.pdf')
  expect((await on.browsers.coordinator.send('POST', `/api/reports/${id}/signature`, form)).status).toBe(204)
  const signed = await verify('tên-khác.pdf', scan)
  expect(signed.code).toBe(0)
  expect(signed.said).toContain('Đây chính là tệp đã ký của báo cáo.')
  expect(signed.said).toContain(createHash('sha256').update(scan).digest('hex'))
  expect(signed.said).toMatch(/Bản đã ký: từ phiên bản này, tệp “quét\.pdf”, Người coordinator đưa vào/u)
})

test('what it does not know it says it does not know', async () => {
  expect(await verify('x.docx', new Uint8Array([1, 2, 3]))).toMatchObject({
    code: 1,
    said: expect.stringContaining('KHÔNG NHẬN RA.'),
  })
  const foreign = zipSync({ 'word/document.xml': strToU8('<w:document/>') })
  expect((await verify('y.docx', foreign)).said).toContain('không do Cùng Soạn xuất ra')
  expect((await verify('z.pdf', new TextEncoder().encode('%PDF-1.4'))).code).toBe(1)
})
