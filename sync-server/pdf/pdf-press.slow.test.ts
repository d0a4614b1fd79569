import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Document, Packer, Paragraph, TextRun } from 'docx'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { until } from '../../e2e/rig/until.ts'
import { openLogger } from '../log.ts'
import { findOffice } from './find-office.ts'
import { createPdfPress, PDF_LIMITS, type PdfLimits, type PdfPress } from './pdf-press.ts'

/** The real LibreOffice, found as the server finds it. */
const PATH = process.env.PATH ?? ''
const OFFICE = must(findOffice(undefined, PATH), 'LibreOffice on this machine')

let place = ''
let metrics = new Registry()
const presses: PdfPress[] = []
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cung-soan-pdf-test-'))
  metrics = new Registry()
})
afterEach(async () => {
  for (const press of presses.splice(0)) await press.stop()
  const left = readdirSync(place).filter((name) => name !== 'slow-office')
  rmSync(place, { recursive: true })
  expect(left, 'files left after the press stopped').toEqual([])
  expect(processesIn(place), 'processes left').toEqual([])
})

const folder = () => join(place, 'pdf tạm')

function press(options: { office?: string; limits?: Partial<PdfLimits> } = {}): PdfPress {
  const made = createPdfPress({
    office: options.office ?? OFFICE,
    path: PATH,
    folder: folder(),
    logger: openLogger('silent'),
    metrics,
    limits: { ...PDF_LIMITS, ...options.limits },
  })
  presses.push(made)
  return made
}

async function paper(pages: number, words = 'Trang số'): Promise<Uint8Array> {
  const children = Array.from(
    { length: pages },
    (_, page) =>
      new Paragraph({
        pageBreakBefore: page > 0,
        children: [new TextRun(`${words} ${page + 1} của báo cáo`)],
      }),
  )
  return new Uint8Array(await Packer.toBuffer(new Document({ sections: [{ children }] })))
}

/** What poppler, which shares nothing with LibreOffice, reads in it, page by page. */
function pagesOf(pdf: Uint8Array): string[] {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString()
  return text
    .split('\f')
    .slice(0, -1)
    .map((page) => page.trim().normalize('NFC'))
}

/** The command lines of all processes that work with files of this test. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return line.includes(folder) || line.includes(encodeURI(folder)) ? [line] : []
      } catch {
        return []
      }
    })
}

const running = () => processesIn(folder())
const desks = () =>
  existsSync(folder()) ? readdirSync(folder()).filter((name) => name.startsWith('viec-')) : []
const measured = async (name: string) =>
  /^.*? (\d+)$/mu.exec((await metrics.getSingleMetricAsString(name)).replaceAll(/^#.*\n/gmu, ''))?.[1]

/** Stands for a LibreOffice that hangs with a child of its own, as `soffice` has `soffice.bin`. */
function slowOffice(): string {
  const script = join(place, 'slow-office')
  writeFileSync(script, `#!/bin/sh\nsh -c 'sleep 600; : ${folder()}' &\nsleep 600\n`)
  chmodSync(script, 0o755)
  return script
}

test('every page of the paper is a page of the PDF, with its Vietnamese text', async () => {
  const pages = pagesOf(await press().convert(await paper(3, 'Đề mục, ưỡn ngực, quỹ đất: trang')))
  expect(pages).toEqual([1, 2, 3].map((page) => `Đề mục, ưỡn ngực, quỹ đất: trang ${page} của báo cáo`))
  expect(desks()).toEqual([])
})

test('the form’s font draws every Vietnamese letter: none is borrowed from another', async () => {
  const letters = 'ảạắằẳẵặấầẩẫậẻẽẹếềểễệỉĩịỏõọốồổỗộớờởỡợủũụứừửữựỳỷỹỵđ'
  const run = new TextRun({ text: `Đ ${letters} ${letters.toUpperCase()}`, font: 'Times New Roman' })
  const docx = await Packer.toBuffer(
    new Document({ sections: [{ children: [new Paragraph({ children: [run] })] }] }),
  )
  const pdf = await press().convert(new Uint8Array(docx))
  const fonts = execFileSync('pdffonts', ['-'], { input: pdf }).toString().trim().split('\n').slice(2)
  expect(fonts.length, fonts.join('\n')).toBe(1)
  expect(pagesOf(pdf)[0]?.replaceAll(/\s+/gu, '')).toBe(`Đ${letters}${letters.toUpperCase()}`)
})

test('the same bytes are made once, whether asked for together or later', async () => {
  const pdf = press()
  const docx = await paper(1)
  const [first, second] = await Promise.all([pdf.convert(docx), pdf.convert(Uint8Array.from(docx))])
  expect(second).toBe(first)
  expect(await pdf.convert(docx)).toBe(first)
  expect(await measured('cung_soan_pdf_remembered_total')).toBe('1')
  expect(await pdf.convert(await paper(2))).not.toBe(first)
})

test('the oldest file is forgotten for a new one', async () => {
  const pdf = press({ limits: { rememberedFiles: 1 } })
  const docx = await paper(1)
  const first = await pdf.convert(docx)
  await pdf.convert(await paper(2))
  expect(await pdf.convert(docx)).not.toBe(first)
})

test('asked for at once they are made one after the other, and too many are refused', async () => {
  const pdf = press({ limits: { waiting: 3 } })
  const papers = await Promise.all([1, 2, 3, 4].map((pages) => paper(pages)))
  let most = 0
  const asked = papers.map((docx) => pdf.convert(docx))
  const answered = Promise.allSettled(asked)
  const watch = setInterval(() => (most = Math.max(most, desks().length)), 20)
  const answers = await answered
  clearInterval(watch)
  expect(
    answers.slice(0, 3).map((answer) => answer.status === 'fulfilled' && pagesOf(answer.value).length),
  ).toEqual([1, 2, 3])
  expect(answers[3]).toMatchObject({ reason: { code: 'too-many-requests' } })
  expect(most).toBe(1)
  // There is room again.
  expect(pagesOf(await pdf.convert(must(papers[3], 'a fourth paper'))).length).toBe(4)
})

test('bytes that are no .docx are refused, and the next paper is made', async () => {
  const pdf = press()
  const whole = await paper(2)
  await expect(pdf.convert(new TextEncoder().encode('Không phải văn bản Word'))).rejects.toMatchObject({
    code: 'export-failed',
  })
  await expect(pdf.convert(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({
    code: 'export-failed',
  })
  expect(desks()).toEqual([])
  expect(pagesOf(await pdf.convert(whole)).length).toBe(2)
})

test('what takes too long is ended with its children', async () => {
  const pdf = press({ office: slowOffice(), limits: { shortestMs: 300, perMegabyteMs: 0 } })
  await expect(pdf.convert(await paper(1))).rejects.toMatchObject({ code: 'export-too-slow' })
  expect(running()).toEqual([])
  expect(desks()).toEqual([])
})

test('the real LibreOffice is ended in its middle, and the next paper is made', async () => {
  const pdf = press()
  const stop = new AbortController()
  const gone = pdf.convert(await paper(3000), stop.signal)
  gone.catch(() => undefined)
  await until('LibreOffice itself runs', () => running().some((line) => line.includes('soffice.bin')))
  stop.abort(new Error('đã dừng'))
  await expect(gone).rejects.toThrow('đã dừng')
  await until('all of it is gone', () => running().length === 0)
  expect(pagesOf(await pdf.convert(await paper(1))).length).toBe(1)
})

test('somebody who leaves does not take the file from the one who still waits', async () => {
  const pdf = press()
  const docx = await paper(40)
  const leaves = new AbortController()
  const first = pdf.convert(docx, leaves.signal)
  const second = pdf.convert(docx, new AbortController().signal)
  await until('it is being made', () => running().length > 0)
  leaves.abort(new Error('đã dừng'))
  await expect(first).rejects.toThrow('đã dừng')
  expect(pagesOf(await second).length).toBe(40)
})

test('who leaves the queue is not waited for, and does not take a turn', async () => {
  const pdf = press({ office: slowOffice(), limits: { waiting: 2 } })
  const [running, waiting] = [new AbortController(), new AbortController()]
  const first = pdf.convert(await paper(1), running.signal)
  const second = pdf.convert(await paper(2), waiting.signal)
  waiting.abort(new Error('thôi'))
  await expect(second).rejects.toThrow('thôi')
  running.abort(new Error('dừng'))
  await expect(first).rejects.toThrow('dừng')
  await until('both turns are over', async () => (await measured('cung_soan_pdf_waiting')) === '0')
})

test('a paper cancelled and asked for again is made anew', async () => {
  const pdf = press()
  const docx = await paper(60)
  const stop = new AbortController()
  const first = pdf.convert(docx, stop.signal)
  await until('it is being made', () => running().length > 0)
  stop.abort(new Error('dừng'))
  const again = pdf.convert(docx)
  await expect(first).rejects.toThrow('dừng')
  expect(pagesOf(await again).length).toBe(60)
})

test('stopping ends what runs and what waits', async () => {
  const pdf = press({ office: slowOffice() })
  const asked = [pdf.convert(await paper(1)), pdf.convert(await paper(2))]
  const answers = Promise.allSettled(asked)
  await until('it runs', () => running().length > 0)
  await pdf.stop()
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(running()).toEqual([])
  await expect(pdf.convert(await paper(1))).rejects.toThrow('the server stops')
})

test('without LibreOffice it says so', async () => {
  expect(findOffice('off', PATH)).toBeUndefined()
  expect(findOffice(join(place, 'none'), PATH)).toBeUndefined()
  const pdf = createPdfPress({
    office: undefined,
    path: PATH,
    folder: folder(),
    logger: openLogger('silent'),
    metrics,
  })
  expect(pdf.available).toBe(false)
  await expect(pdf.convert(await paper(1))).rejects.toMatchObject({ code: 'pdf-unavailable' })
})

test('a LibreOffice that was removed since fails at once', async () => {
  const pdf = press({ office: join(place, 'gone') })
  await expect(pdf.convert(await paper(1))).rejects.toMatchObject({ code: 'export-failed' })
})
