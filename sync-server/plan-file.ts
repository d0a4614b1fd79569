import { extname } from 'node:path'
import type mammothModule from 'mammoth'
import { ReportError } from '../report/wire/errors.ts'
import { openDocxZip } from './docx-zip.ts'
import type { DocxZip } from './docx-zip.ts'
import { typeNumbers } from './word-numbering.ts'

/** A plan with its annexes is well below 1 MB. */
export const largestPlanFile = 5 * 1024 * 1024

const reasons = {
  format: 'Chỉ đọc được tệp .txt và .docx.',
  doc: 'Đây là tệp .doc kiểu cũ hoặc tệp .docx có đặt mật khẩu. Hãy mở bằng Word, lưu lại dạng .docx không có mật khẩu.',
  pdf: 'Đây là tệp PDF. Hãy dùng bản Word (.docx) của kế hoạch.',
  rtf: 'Đây là tệp RTF. Hãy mở bằng Word rồi lưu lại dạng .docx.',
  zip: 'Tệp .docx bị hỏng hoặc không phải văn bản Word.',
  bomb: 'Tệp .docx quá lớn sau khi giải nén, hoặc bị hỏng.',
  encoding: 'Tệp .txt không dùng bảng mã Unicode. Hãy lưu lại với bảng mã UTF-8.',
  legacy:
    'Văn bản dùng phông chữ cũ (TCVN3 .VnTime hoặc VNI), không phải Unicode. Hãy chuyển mã sang Unicode (ví dụ bằng UniKey) rồi thử lại.',
}

/**
 * The text of a plan from an uploaded file: .txt in UTF-8 or UTF-16, or .docx with the numbers that Word counts itself. What the
 * file is, its bytes say; its name only rules out other kinds. Throws `ReportError` with a Vietnamese detail: `too-large`,
 * `unsupported-file`, `unreadable-file`.
 */
export async function readPlanFile(
  bytes: Uint8Array,
  fileName: string,
  { maxBytes = largestPlanFile }: { readonly maxBytes?: number } = {},
): Promise<string> {
  if (bytes.length > maxBytes) throw new ReportError('too-large', tooLarge(maxBytes))
  refuseOtherKinds(bytes, fileName)
  const text = startsWith(bytes, 'PK') ? await readDocx(bytes) : readText(bytes, fileName)
  if (looksLegacy(text)) throw new ReportError('unreadable-file', reasons.legacy)
  return text
}

function tooLarge(maxBytes: number): string {
  return `Tệp kế hoạch không được lớn hơn ${Math.floor((maxBytes / 1024 / 1024) * 10) / 10} MB.`
}

function startsWith(bytes: Uint8Array, mark: string): boolean {
  return (
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, mark.length)).toString('latin1') ===
    mark
  )
}

function refuseOtherKinds(bytes: Uint8Array, fileName: string): void {
  if (startsWith(bytes, '\u00D0\u00CF\u0011\u00E0')) throw new ReportError('unsupported-file', reasons.doc)
  if (startsWith(bytes, '%PDF')) throw new ReportError('unsupported-file', reasons.pdf)
  if (startsWith(bytes, '{\\rtf')) throw new ReportError('unsupported-file', reasons.rtf)
  if (!['.txt', '.md', '.docx', ''].includes(extname(fileName).toLowerCase())) {
    throw new ReportError('unsupported-file', reasons.format)
  }
}

function readText(bytes: Uint8Array, fileName: string): string {
  if (extname(fileName).toLowerCase() === '.docx') throw new ReportError('unreadable-file', reasons.zip)
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  throw new ReportError('unreadable-file', reasons.encoding)
}

/** By the byte order mark; without one, every second byte zero tells UTF-16 (as Notepad's "Unicode" has been). */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const start = bytes.subarray(0, 2000)
  const zeros = (parity: number) => start.filter((byte, index) => byte === 0 && index % 2 === parity).length
  if (zeros(1) > start.length / 8) return 'utf-16le'
  return zeros(0) > start.length / 8 ? 'utf-16be' : 'utf-8'
}

async function readDocx(bytes: Uint8Array): Promise<string> {
  const zip = openDocx(bytes)
  const document = typeNumbers({
    document: readXml(zip, documentName),
    numbering: readXml(zip, 'word/numbering.xml'),
    styles: readXml(zip, 'word/styles.xml'),
  })
  // Only who uploads a Word file waits for it, and a server that starts does not.
  const { default: mammoth } = await import('mammoth')
  try {
    const { value } = await mammoth.extractRawText(mammothInput(zip, document))
    return value
  } catch {
    // mammoth throws plain errors of many kinds for a document it cannot make sense of.
    throw new ReportError('unreadable-file', reasons.zip)
  }
}

const documentName = 'word/document.xml'

function openDocx(bytes: Uint8Array): DocxZip {
  let zip: DocxZip
  try {
    zip = openDocxZip(bytes)
  } catch {
    throw new ReportError('unreadable-file', reasons.zip)
  }
  if (!zip.exists(documentName)) throw new ReportError('unreadable-file', reasons.zip)
  return zip
}

function readXml(zip: DocxZip, name: string): string {
  try {
    return zip.exists(name) ? new TextDecoder().decode(zip.read(name)) : ''
  } catch {
    throw new ReportError('unreadable-file', reasons.bomb)
  }
}

/** mammoth reads from any object with `exists` and `read`; given one of ours, it never unpacks anything unbounded. */
function mammothInput(zip: DocxZip, document: string): Parameters<typeof mammothModule.extractRawText>[0] {
  const file = {
    exists: (name: string) => zip.exists(name),
    read: async (name: string, encoding?: string) => {
      if (name === documentName) return document
      const part = zip.read(name)
      if (encoding === 'base64') return Buffer.from(part).toString('base64')
      return encoding ? new TextDecoder(encoding).decode(part) : part
    },
  }
  return { file } as unknown as Parameters<typeof mammothModule.extractRawText>[0]
}

/**
 * TCVN3 and VNI store Vietnamese letters in the places of Western ones (*KÕ ho¹ch*, *Keá hoaïch*): many accented letters, and none
 * of those that only Vietnamese has.
 */
function looksLegacy(text: string): boolean {
  const sample = text.slice(0, 100_000)
  const accented = sample.match(/[^\p{ASCII}\s“”‘’…–—•·\u00A0\uFEFF\u200B]/gu)?.length ?? 0
  const vietnamese = sample.match(/[\u1EA0-\u1EF9ăđơưĂĐƠƯ]|\p{M}/gu)?.length ?? 0
  return accented >= 20 && vietnamese < accented / 5
}
