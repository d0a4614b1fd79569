import { extname, posix } from 'node:path'
import { ReportError } from '../../report/wire/errors.ts'
import { openDocxZip, type DocxZip } from '../docx-zip.ts'
import { children, parseXml, type XmlElement } from './xml.ts'

/** Of a report of 150 pages with forty pictures, many times what it has. */
const LIMITS = { entries: 2_000, partBytes: 32 * 1024 * 1024, totalBytes: 160 * 1024 * 1024 }

const REASONS = {
  doc: 'Đây là tệp .doc kiểu cũ hoặc tệp .docx có đặt mật khẩu. Hãy mở bằng Word, lưu lại dạng .docx không có mật khẩu.',
  pdf: 'Đây là tệp PDF. Hãy dùng bản Word (.docx).',
  rtf: 'Đây là tệp RTF. Hãy mở bằng Word rồi lưu lại dạng .docx.',
  format: 'Chỉ nhận tệp Word dạng .docx.',
  macros: 'Tệp có chứa macro nên không được nhận. Hãy mở bằng Word rồi lưu lại dạng .docx (không có macro).',
  zip: 'Tệp .docx bị hỏng hoặc không phải văn bản Word.',
  bomb: 'Tệp .docx quá lớn sau khi giải nén, hoặc bị hỏng.',
  xml: 'Tệp .docx có nội dung không đọc được. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại.',
} as const

export type Relationship = {
  /** The last word of its type: `image`, `footnotes`, `hyperlink`. */
  readonly type: string
  /** The name of a part of this file; undefined for what lies elsewhere and is never asked for. */
  readonly part: string | undefined
}

/** A Word file whose parts are unpacked one by one, within limits. Its methods throw ReportError. */
export type WordPackage = {
  /** The name of the part with the text. */
  readonly main: string
  /** The part as XML; undefined when there is none of this name. */
  xml(name: string): XmlElement | undefined
  text(name: string): string
  bytes(name: string): Uint8Array
  has(name: string): boolean
  relationships(name: string): ReadonlyMap<string, Relationship>
}

/**
 * Opens what somebody uploaded. What it is, its bytes say. Throws `unsupported-file` with a Vietnamese sentence for what is no
 * .docx or has macros or a password, `unreadable-file` for what is damaged or made to exhaust.
 */
export function openWordPackage(bytes: Uint8Array, fileName: string): WordPackage {
  refuseOtherKinds(bytes, fileName)
  const zip = openZip(bytes)
  refuseMacros(zip)
  const found = [...relationshipsOf(zip, '').values()].find(({ type }) => type === 'officeDocument')?.part
  const main = found ?? 'word/document.xml'
  if (!zip.exists(main)) throw new ReportError('unreadable-file', REASONS.zip)
  return {
    main,
    xml: (name) => readXml(zip, name),
    text: (name) => (zip.exists(name) ? decode(readBytes(zip, name)) : ''),
    bytes: (name) => readBytes(zip, name),
    has: (name) => zip.exists(name),
    relationships: (name) => relationshipsOf(zip, name),
  }
}

function refuseOtherKinds(bytes: Uint8Array, fileName: string): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 5)).toString('latin1')
  if (start.startsWith('\u00D0\u00CF\u0011\u00E0')) throw new ReportError('unsupported-file', REASONS.doc)
  if (start.startsWith('%PDF')) throw new ReportError('unsupported-file', REASONS.pdf)
  if (start.startsWith('{\\rtf')) throw new ReportError('unsupported-file', REASONS.rtf)
  const kind = extname(fileName).toLowerCase()
  if (kind === '.docm' || kind === '.dotm') throw new ReportError('unsupported-file', REASONS.macros)
  if (!['.docx', '.dotx', ''].includes(kind)) throw new ReportError('unsupported-file', REASONS.format)
  if (!start.startsWith('PK')) throw new ReportError('unreadable-file', REASONS.zip)
}

function openZip(bytes: Uint8Array): DocxZip {
  try {
    return openDocxZip(bytes, LIMITS)
  } catch {
    throw new ReportError('unreadable-file', REASONS.zip)
  }
}

function refuseMacros(zip: DocxZip): void {
  const types = readXml(zip, '[Content_Types].xml')
  const names = zip.names.map((name) => name.toLowerCase())
  const kinds = children(types).map(({ attributes }) => (attributes['ContentType'] ?? '').toLowerCase())
  const hasMacros =
    names.some((name) => /vba(?:project|data)/.test(name)) ||
    kinds.some((kind) => kind.includes('macroenabled') || kind.includes('vba'))
  if (hasMacros) throw new ReportError('unsupported-file', REASONS.macros)
}

function readBytes(zip: DocxZip, name: string): Uint8Array {
  try {
    return zip.read(name)
  } catch {
    throw new ReportError('unreadable-file', REASONS.bomb)
  }
}

function readXml(zip: DocxZip, name: string): XmlElement | undefined {
  if (!zip.exists(name)) return undefined
  const text = decode(readBytes(zip, name))
  try {
    return parseXml(text)
  } catch {
    throw new ReportError('unreadable-file', REASONS.xml)
  }
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

/** Of a part, or of the file itself when `name` is empty. */
function relationshipsOf(zip: DocxZip, name: string): Map<string, Relationship> {
  const folder = posix.dirname(name)
  const root = readXml(zip, posix.join(folder, '_rels', `${posix.basename(name)}.rels`))
  return new Map(
    children(root, 'rel:Relationship').map(({ attributes }): [string, Relationship] => {
      const type = (attributes['Type'] ?? '').split('/').at(-1) ?? ''
      const isExternal = attributes['TargetMode'] === 'External'
      return [
        attributes['Id'] ?? '',
        { type, part: isExternal ? undefined : partName(folder, attributes['Target'] ?? '') },
      ]
    }),
  )
}

/** Names of parts are looked up in the archive and nowhere else: `../../etc/passwd` is the name of no part. */
function partName(folder: string, target: string): string {
  return target.startsWith('/') ? posix.normalize(target).slice(1) : posix.join(folder, target)
}
