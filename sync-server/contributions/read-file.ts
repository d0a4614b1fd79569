import { ReportError } from '../../report/wire/errors.ts'
import type { ImportedPart } from '../../report/wire/paper.ts'
import { composeParts, importDocument, type ImportOrder } from '../import/import-document.ts'
import type { ReadContribution } from '../import/importer.ts'
import { Pictures } from '../import/pictures.ts'
import { Warnings } from '../import/warnings.ts'
import { isPdf } from './file-kind.ts'
import { readPdf } from './read-pdf.ts'

/** Three times the headings of the longest report that anybody has sent. */
export const MOST_PARTS = 3_000
const TOO_MANY_PARTS = `Tệp có hơn ${MOST_PARTS} đề mục nên không nhận được. Hãy chia tệp thành nhiều phần.`

/**
 * What a file that an office sent in says: nothing in it is executed, nothing it points to is fetched. A PDF that holds no
 * letters, as a scan, is one part without blocks: people read its file. Throws ReportError `unsupported-file`,
 * `unreadable-file`.
 */
export async function readFile(order: ImportOrder): Promise<ReadContribution> {
  const { parts, warnings, pictures } = isPdf(order.bytes) ? await readPdfParts(order) : readWordParts(order)
  if (parts.length > MOST_PARTS) throw new ReportError('unreadable-file', TOO_MANY_PARTS)
  return {
    parts: parts.map(({ heading, level, number, sectionId, words }) => ({
      heading,
      level,
      number,
      sectionId,
      words,
    })),
    blocks: parts.map(({ blocks }) => new TextEncoder().encode(JSON.stringify(blocks))),
    warnings,
    pictures,
  }
}

type Read = Pick<ReadContribution, 'warnings' | 'pictures'> & { readonly parts: readonly ImportedPart[] }

function readWordParts(order: ImportOrder): Read {
  const { result, pictures } = importDocument(order)
  return { parts: result.parts, warnings: result.warnings, pictures }
}

async function readPdfParts({ bytes, reportId, sections }: ImportOrder): Promise<Read> {
  const warnings = new Warnings()
  const pieces = await readPdf(bytes, warnings)
  const pictures = new Pictures({ has: () => false, bytes: () => new Uint8Array() }, reportId, warnings)
  const parts = composeParts(pieces, { sections, pictures, warnings, isOurs: false })
  const unread = { heading: '', level: 1, number: '', sectionId: null, blocks: [], words: 0 }
  return { parts: parts.length > 0 ? parts : [unread], warnings: warnings.list(), pictures: [] }
}
