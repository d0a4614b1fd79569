import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { ExportCheck } from '../../report/wire/paper.ts'
import { pdfFolder } from '../pdf/pdf-press.ts'
import { adminOf, startRig, type Browser, type Rig } from './rig.ts'

let rig: Rig | undefined
afterEach(async () => {
  await rig?.stop()
})

async function startWith(env: Readonly<Record<string, string>>): Promise<{ admin: Browser; path: string }> {
  rig = await startRig({ env })
  const admin = await adminOf(rig)
  const made = await admin.post('/api/reports', { plan: 'nq20' })
  const { id } = (await made.json()) as { id: string }
  return { admin, path: `/api/reports/${id}` }
}

test('a report is served as PDF, its table of contents with page numbers', async () => {
  const { admin, path } = await startWith({ PATH: process.env.PATH ?? '' })
  const check = (await (await admin.get(`${path}/export`)).json()) as ExportCheck
  expect(check.pdf).toBe(true)
  const answer = await admin.get(`${path}/export.pdf?draft=4&toc=1`)
  expect(answer.headers.get('content-type')).toBe('application/pdf')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; .*\.pdf/u)
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: await answer.bytes() }).toString()
  expect(text).toContain('Dự thảo lần 4')
  expect(text).toMatch(/1\. Tình hình quán triệt[^…]*?\.{3,} ?1\n/u)
  expect(text).toMatch(/6\. Bài học kinh nghiệm\.{3,} ?\d\n/u)
  expect((await admin.get(`${path}/export.pdf`)).status).toBe(409)
  expect((await admin.get(`${path}/export.pdf?draft=1&comments=1`)).status).toBe(400)
})

test('without LibreOffice PDF is refused before anything is made, and Word is served', async () => {
  const { admin, path } = await startWith({ SOFFICE: 'off' })
  const check = (await (await admin.get(`${path}/export`)).json()) as ExportCheck
  expect(check.pdf).toBe(false)
  const answer = await admin.get(`${path}/export.pdf?draft=1`)
  expect(answer.status).toBe(501)
  expect(await answer.json()).toMatchObject({ code: 'pdf-unavailable' })
  expect((await admin.get(`${path}/export.docx?draft=1`)).status).toBe(200)
})

test('the server that stops leaves no file of a PDF behind', async () => {
  const { admin, path } = await startWith({ PATH: process.env.PATH ?? '' })
  expect((await admin.get(`${path}/export.pdf?draft=1`)).status).toBe(200)
  const { server, dataDir } = rig ?? expect.fail('a rig')
  expect(existsSync(pdfFolder(dataDir))).toBe(true)
  await server.stop()
  expect(existsSync(pdfFolder(dataDir))).toBe(false)
})

test('the copy for signature that was looked at is downloaded without being laid out anew', async () => {
  rig = await startRig({ env: { PATH: process.env.PATH ?? '' } })
  const admin = await adminOf(rig)
  const made = await admin.post('/api/reports', { plan: 'blank', title: 'Báo cáo thử' })
  const { id } = (await made.json()) as { id: string }
  const looked = await admin.get(`/api/reports/${id}/export.pdf?preview=1`)
  expect(looked.headers.get('content-disposition')).toMatch(/^inline; /u)
  const kept = await admin.get(`/api/reports/${id}/export.pdf`)
  expect(Buffer.from(await kept.bytes()).equals(await looked.bytes())).toBe(true)
  const metrics = await (await admin.get('/metrics')).text()
  expect(metrics).toContain('cung_soan_pdf_remembered_total 1\n')
  // Only what was downloaded is a version.
  expect(await (await admin.get(`/api/reports/${id}/versions`)).json()).toMatchObject([{ kind: 'export' }])
})
