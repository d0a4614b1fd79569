import type { Block } from '../../report/content/content.ts'
import { blocksToJson } from '../../report/content/content-json.ts'
import { blockLines } from '../../report/content/content-text.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import type { DocumentImport, ImportedPart } from '../../report/wire/paper.ts'
import { countWords } from '../../report/words.ts'
import { makeBlocks, type BlockOptions } from './make-blocks.ts'
import { matchSections, type Target } from './match-sections.ts'
import { leaveOutForm } from './official-form.ts'
import { Pictures, type ImportedPicture } from './pictures.ts'
import type { Piece } from './pieces.ts'
import { readBody } from './read-body.ts'
import { splitParts, type Part } from './split-parts.ts'
import { Warnings } from './warnings.ts'
import { openWordPackage, type WordPackage } from './word-package.ts'
import { children, textOf } from './xml.ts'

/** What somebody uploaded, and the report that it is to become part of. Plain data. */
export type ImportOrder = {
  readonly bytes: Uint8Array
  /** The file's name; it decides nothing but which other kinds are refused. */
  readonly name: string
  readonly reportId: string
  readonly sections: readonly Target[]
}

export type ImportedDocument = {
  readonly result: DocumentImport
  /** Those that the blocks show, to be kept with the report. */
  readonly pictures: readonly ImportedPicture[]
}

/**
 * What a Word file says, in parts as its headings cut it. Nothing it points to is fetched, nothing in it is executed; what is left
 * out is the official form around the text, what was deleted and tracked, and what a warning names. Throws ReportError:
 * `unsupported-file`, `unreadable-file`.
 */
export function importDocument({ bytes, name, reportId, sections }: ImportOrder): ImportedDocument {
  const warnings = new Warnings()
  const file = openWordPackage(bytes, name)
  const pictures = new Pictures(file, reportId, warnings)
  const isOurs = isOwnPaper(file)
  const pieces = leaveOutForm(readBody(file, warnings), isOurs)
  const parts = composeParts(pieces, { sections, pictures, warnings, isOurs })
  return { result: { name, parts, warnings: warnings.list() }, pictures: pictures.all }
}

export type ComposeOptions = BlockOptions & { readonly sections: readonly Target[] }

/** Cuts what a file says at its headings, and says of each part where in the report it most likely belongs. */
export function composeParts(
  pieces: readonly Piece[],
  { sections, pictures, warnings, isOurs }: ComposeOptions,
): ImportedPart[] {
  const parts = splitParts(pieces, { titles: sections.map(({ title }) => title), isOurs }, warnings)
  const made = parts.map((part) => ({
    part,
    blocks: makeBlocks(part.pieces, { pictures, warnings, isOurs }),
  }))
  const ids = sectionsOf(parts, sections)
  const result = made.map(({ part: { heading, level, number }, blocks }, at) => ({
    heading: heading.normalize('NFC'),
    level,
    number,
    sectionId: ids[at] ?? null,
    blocks: blocksToJson(blocks).map((block) => ({ ...block })),
    words: wordsOf(blocks),
  }))
  if (result.length === 0) warnings.add('empty')
  return result
}

/** What stands before the first heading opens the report; a file without headings may belong anywhere. */
function sectionsOf(parts: readonly Part[], sections: readonly Target[]): (string | undefined)[] {
  const ids = matchSections(parts, sections)
  const [first] = parts
  return first?.heading === '' && first.number === '' && parts.length > 1
    ? [PREAMBLE_ID, ...ids.slice(1)]
    : ids
}

function wordsOf(blocks: readonly Block[]): number {
  return blockLines(blocks).reduce((sum, line) => sum + countWords(line), 0)
}

/** Papers that this product wrote say what they were made from. */
function isOwnPaper(file: WordPackage): boolean {
  const properties = children(file.xml('docProps/custom.xml'))
  const named = (name: string) => properties.find(({ attributes }) => attributes['name'] === name)
  const fingerprint = named('TextSha256')
  return (
    named('ReportId') !== undefined &&
    fingerprint !== undefined &&
    /^[0-9a-f]{64}$/.test(textOf(fingerprint).trim())
  )
}
