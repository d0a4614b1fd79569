import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'
import { isUpperCase } from '../../outline/fold.ts'
import { readMarker } from '../../outline/numbering.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { composeInline } from '../import/compose-inline.ts'
import type { Line, Piece } from '../import/pieces.ts'
import type { Warnings } from '../import/warnings.ts'

/** Beyond either, a file is kept and not read. */
const MOST_PAGES = 2_000
const LONGEST_MS = 30_000

const DAMAGED = 'Tệp PDF bị hỏng hoặc không phải PDF. Hãy xuất lại tệp rồi gửi lại.'
const LOCKED = 'Tệp PDF có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.'

/**
 * The words of a PDF as paragraphs. Scripts in it are not run, its fonts not loaded, nothing is fetched. All of it or nothing: a
 * file that cannot be read to its end is left to people, with a warning. Throws ReportError `unreadable-file` for what is no PDF
 * and for what has a password.
 */
export async function readPdf(bytes: Uint8Array, warnings: Warnings): Promise<Piece[]> {
  const loading = getDocument({
    // It is taken over by the reader.
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWasm: false,
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  try {
    const lines = await linesOf(await opened(loading.promise), warnings)
    return paragraphsOf(lines).flatMap((text) => pieceOf(text, warnings))
  } finally {
    await loading.destroy()
  }
}

async function opened(loading: Promise<PDFDocumentProxy>): Promise<PDFDocumentProxy> {
  try {
    return await loading
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException'
    throw new ReportError('unreadable-file', isLocked ? LOCKED : DAMAGED)
  }
}

type PrintedLine = {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly page: number
}

async function linesOf(pdf: PDFDocumentProxy, warnings: Warnings): Promise<PrintedLine[]> {
  const end = Date.now() + LONGEST_MS
  const lines: PrintedLine[] = []
  try {
    for (let page = 1; page <= pdf.numPages; page += 1) {
      if (pdf.numPages > MOST_PAGES || Date.now() > end) throw new Error('too long')
      const { items } = await (await pdf.getPage(page)).getTextContent()
      lines.push(
        ...printedLines(
          items.filter((item) => 'str' in item),
          page,
        ),
      )
    }
    return lines
  } catch {
    warnings.add('content-dropped')
    return []
  }
}

/** What stands at one height, from the left to the right as the file has it. */
function printedLines(items: readonly TextItem[], page: number): PrintedLine[] {
  const lines: { text: string; from: number; to: number; height: number; at: number; page: number }[] = []
  let isEnded = true
  for (const { str, transform, width, height, hasEOL } of items) {
    const [x, y] = [Number(transform[4]), Number(transform[5])]
    const last = lines.at(-1)
    const size = height || last?.height || 10
    if (str !== '') {
      if (!last || isEnded || Math.abs(last.at - y) > size * 0.6)
        lines.push({ text: str, from: x, to: x + width, height: size, at: y, page })
      else {
        const gap = x - last.to > size * 0.15 && !/\s$/u.test(last.text) && !/^\s/u.test(str)
        last.text += gap ? ` ${str}` : str
        last.to = Math.max(last.to, x + width)
      }
      isEnded = false
    }
    isEnded ||= hasEOL
  }
  return lines
    .map(({ text, from, to }) => ({ text: oneLine(text), from, to, page }))
    .filter(({ text }) => text !== '')
}

/** In points: how far the first line of a paragraph stands in. */
const INDENT = 8
/** Lines on a page of A4 are some 450 points wide. */
const NARROWEST = 300

/** Lines that go on are one paragraph: one begins where the line before is short or this one is numbered or stands in. */
function paragraphsOf(lines: readonly PrintedLine[]): string[] {
  const [left, right] = marginsOf(lines)
  const paragraphs: string[] = []
  lines.forEach((line, index) => {
    const before = lines[index - 1]
    const goesOn =
      before !== undefined &&
      before.to > right - (right - left) * 0.12 &&
      line.from < left + INDENT &&
      isUpperCase(before.text) === isUpperCase(line.text) &&
      readMarker(line.text) === undefined
    if (goesOn) paragraphs.push(`${paragraphs.pop() ?? ''} ${line.text}`)
    else paragraphs.push(line.text)
  })
  return paragraphs
}

/** Where most lines begin, and where the longest end. */
function marginsOf(lines: readonly PrintedLine[]): readonly [number, number] {
  const begins = lines.map(({ from }) => from).toSorted((a, b) => a - b)
  const ends = lines.map(({ to }) => to).toSorted((a, b) => a - b)
  const left = begins[Math.floor(begins.length * 0.2)] ?? 0
  return [left, Math.max(left + NARROWEST, ends[Math.floor(ends.length * 0.9)] ?? 0)]
}

function pieceOf(paragraph: string, warnings: Warnings): Line[] {
  const inline = composeInline([{ type: 'text', text: paragraph, font: '', marks: {} }], warnings)
  if (inline.length === 0) return []
  return [
    {
      type: 'line',
      inline,
      text: paragraph.normalize('NFC'),
      pictures: { before: [], after: [] },
      style: '',
      outline: undefined,
      label: '',
      list: undefined,
      isCentred: false,
      isBold: false,
      isItalic: false,
    },
  ]
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim()
}
