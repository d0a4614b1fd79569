import { type DocxZip, openDocxZip } from '../docx-zip.ts'

/** A Word file as far as it can be matched to what it was made from. */
export type WordPaper = {
  /** What an export wrote into its properties; Word keeps them when it saves, and when it signs. */
  readonly reportId: string
  readonly versionId: string
  readonly sha256: string
  readonly profile: string
  /** The words of its paragraphs in the order of the file, without empty ones. */
  readonly lines: readonly string[]
  /** The same of its footnotes. */
  readonly notes: readonly string[]
}

/** What a report of a thousand pages unpacks to, several times over. */
const LIMITS = { entries: 5000, partBytes: 96 * 1024 * 1024, totalBytes: 128 * 1024 * 1024 }

/** Undefined for what is no Word file. */
export function readWordPaper(bytes: Uint8Array): WordPaper | undefined {
  try {
    const zip = openDocxZip(bytes, LIMITS)
    const lines = linesOf(textPart(zip, 'word/document.xml') ?? '')
    const notes = linesOf(textPart(zip, 'word/footnotes.xml') ?? '')
    const properties = propertiesOf(textPart(zip, 'docProps/custom.xml') ?? '')
    const property = (name: string) => properties.get(name) ?? ''
    if (!zip.exists('word/document.xml')) return undefined
    return {
      reportId: property('ReportId'),
      versionId: property('VersionId'),
      sha256: property('TextSha256'),
      profile: property('Profile'),
      lines,
      notes,
    }
  } catch {
    return undefined
  }
}

function textPart(zip: DocxZip, name: string): string | undefined {
  return zip.exists(name) ? new TextDecoder().decode(zip.read(name)) : undefined
}

function propertiesOf(xml: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const [, attributes = '', content = ''] of xml.matchAll(
    /<(?:\w+:)?property\b([^>]*)>([\s\S]*?)<\/(?:\w+:)?property>/gu,
  )) {
    const name = /\bname="([^"]*)"/u.exec(attributes)?.[1]
    const value = /<vt:\w+>([^<]*)<\/vt:\w+>/u.exec(content)?.[1]
    if (name !== undefined && value !== undefined) properties.set(unescaped(name), unescaped(value))
  }
  return properties
}

/** Words, ends of paragraphs, and what stands for a space. What was deleted as a tracked change is no `w:t`. */
const TOKENS = /<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<(w:br|w:tab|w:cr)\b[^>]*>|<\/?w:p(?:\s[^>]*)?\/?>/gu

function linesOf(xml: string): string[] {
  const lines: string[] = []
  let line = ''
  const end = () => {
    const words = plain(line)
    if (words !== '') lines.push(words)
    line = ''
  }
  for (const [, words, space] of xml.matchAll(TOKENS)) {
    if (words !== undefined) line += unescaped(words)
    else if (space !== undefined) line += ' '
    else end()
  }
  end()
  return lines
}

/** As words are compared: however they are spaced, and however their marks are put together. */
export function plain(words: string): string {
  return words
    .normalize('NFC')
    .replaceAll(/[\u00AD\u200B\u200E\u200F\uFEFF]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(\w+));/giu,
    (whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined
      if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : ''
      return ENTITIES[name ?? ''] ?? whole
    },
  )
}
