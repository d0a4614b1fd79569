import type { Block, Cell, ContentSection, ReportContent } from '../../report/content/content.ts'
import { longReport } from '../docx/long-report.ts'
import { numbersFrom, prose } from '../report-text.ts'

/**
 * A report of so many pages, and the same one many edits later: of five, three in words of a paragraph, one in a table's cell or
 * another paragraph, one that adds, removes or moves a paragraph; and one section stands elsewhere. Block ids stay, as they do
 * while people write.
 */
export function twoReports(pages: number, edits: number): readonly [ReportContent, ReportContent] {
  const next = numbersFrom(6)
  const { content } = longReport(pages)
  const sections = [...content.sections]
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor((edit * sections.length) / edits)
    const section = sections[at]
    if (section) sections[at] = { ...section, blocks: edited(section.blocks, edit, next) }
  }
  const [moved] = sections.splice(Math.floor(sections.length / 3), 1)
  if (moved) sections.splice(Math.floor(sections.length / 2), 0, moved)
  return [content, { preamble: content.preamble, sections }]
}

function edited(blocks: ContentSection['blocks'], edit: number, next: () => number): Block[] {
  const kept = [...blocks]
  const [first, second, ...others] = kept
  if (!first || !second) return kept
  switch (edit % 5) {
    case 3:
      return kept.map((block) => (block.type === 'table' ? inFirstCell(block, next) : block))
    case 4:
      if (edit % 3 === 0) return [first, ...others]
      if (edit % 3 === 1) return [second, first, ...others]
      return [
        first,
        { type: 'paragraph', id: `new-${edit}`, inline: [text(prose(60, next))] },
        second,
        ...others,
      ]
    default:
      return [first, typedIn(second, next), ...others]
  }
}

function typedIn(block: Block, next: () => number): Block {
  if (block.type !== 'paragraph') return block
  const inline = block.inline.map((one) => {
    if (one.type !== 'text') return one
    const words = one.text.split(' ')
    words.splice(Math.floor(next() * words.length), 2, ...prose(4, next).split(' '))
    return { ...one, text: words.join(' ') }
  })
  return { ...block, inline }
}

function inFirstCell(table: Extract<Block, { type: 'table' }>, next: () => number): Block {
  const [, row, ...rest] = table.rows
  if (!row) return table
  const cells = row.map((cell, at): Cell =>
    at === 1 ? { ...cell, blocks: cell.blocks.map((one) => typedIn(one, next)) } : cell,
  )
  return { ...table, rows: [...table.rows.slice(0, 1), cells, ...rest] }
}

function text(words: string) {
  return { type: 'text', text: words, marks: {} } as const
}
