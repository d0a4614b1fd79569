import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatLetter } from '../../outline/numbering.ts'
import type {
  Block,
  ContentSection,
  Inline,
  Picture,
  ReportContent,
  TextMarks,
} from '../../report/content/content.ts'
import { tableGrid } from '../../report/docx/body/table-grid.ts'
import { paperDocx } from '../../report/docx/paper-docx.ts'
import type { PaperOrder } from '../../report/docx/paper-order.ts'
import { paperOrder } from '../../report/docx/proof/random-paper.ts'
import { POINT_PNG } from '../../report/docx/proof/sound-paper.ts'
import { soundText } from '../../report/docx/sound-text.ts'
import { appendixLines } from '../../report/form/paper-lines.ts'
import { PROFILE } from '../../report/form/profiles.ts'
import { cleanText } from '../../report/legacy-fonts/clean-text.ts'
import { composeInline } from './compose-inline.ts'
import { importDocument } from './import-document.ts'
import { Warnings } from './warnings.ts'

/*
 * What a report says, what its paper says, and what is read from the paper again are the same. What a paper cannot carry is left out
 * of the comparison: empty paragraphs, white space at the ends of paragraphs, how deep a list stands that a table or a picture
 * interrupted, tables within cells (they come back as the paragraphs of their cells), widths of pictures.
 */

type Spoken = {
  readonly number: string
  readonly title: string
  readonly level: number
  readonly lines: readonly string[]
}
type Around = { readonly numbers: number }

function lines(blocks: readonly Block[], around: Around = { numbers: 0 }, inCell = false): string[] {
  return blocks.flatMap((block): string[] => {
    switch (block.type) {
      case 'paragraph': {
        const said = inlineLine(block.inline)
        return said === '' ? [] : [said]
      }
      case 'list':
        return block.items.flatMap((item, index) => {
          const numbers = around.numbers + (block.ordered ? 1 : 0)
          const value = block.start + index
          const label = !block.ordered ? '• ' : around.numbers > 0 ? `${formatLetter(value)}) ` : `${value}. `
          const [first, ...others] = item
          const rest = first?.type === 'paragraph' ? others : item
          const said = first?.type === 'paragraph' ? inlineLine(first.inline) : ''
          const own = said === '' && !block.ordered ? [] : [(label + said).trim()]
          return [...own, ...lines(rest, { numbers }, inCell)]
        })
      case 'table': {
        const grid = tableGrid(block)
        if (!grid) return []
        const cells = grid.rows.map((row) => row.flatMap((slot) => (slot.type === 'cell' ? [slot.cell] : [])))
        if (inCell) return cells.flatMap((row) => row.flatMap((cell) => lines(cell.blocks, undefined, true)))
        const rows = cells.map((row) =>
          row.map(
            (cell) =>
              `${cell.header ? '!' : ''}${cell.columns}x${cell.rows}:${lines(cell.blocks, undefined, true).join('¶')}`,
          ),
        )
        return [`{${rows.map((row) => row.join('|')).join(';')}}`]
      }
      case 'figure': {
        const caption = inlineLine(block.caption)
        return [`<${cleanText(soundText(block.alt)).trim()} ${caption}>`]
      }
      default:
        return block satisfies never
    }
  })
}

function inlineLine(inline: readonly Inline[]): string {
  const isSeen = inline.some(
    (one) => one.type === 'footnote' || (one.type === 'text' && cleanText(soundText(one.text)).trim() !== ''),
  )
  if (!isSeen) return ''
  const raw = inline.map((one) =>
    one.type === 'text' ? { ...one, text: soundText(one.text), font: '', marks: oneScript(one.marks) } : one,
  )
  return composeInline(raw, new Warnings()).map(pieceLine).join('')
}

/** Word has one place for both. */
function oneScript({ subscript, ...marks }: TextMarks): TextMarks {
  return subscript && !marks.superscript ? { ...marks, subscript } : marks
}

function pieceLine(one: Inline): string {
  if (one.type === 'break') return '⏎'
  if (one.type === 'footnote') return `[^${oneLine(one.text)}]`
  const { bold = '', italic = '', underline = '', superscript = '', subscript = '' } = one.marks
  const marks = `${bold && 'b'}${italic && 'i'}${underline && 'u'}${superscript ? '^' : subscript && ','}`
  return marks === '' ? one.text : `(${marks}:${one.text})`
}

function oneLine(text: string): string {
  return cleanText(soundText(text)).replace(/\s+/gu, ' ').trim()
}

function spokenBy({ content, head, profile }: PaperOrder): Spoken[] {
  const { preamble, sections } = content
  const opening = { number: '', title: '', level: 1, lines: lines(preamble) }
  return [
    ...(opening.lines.length > 0 ? [opening] : []),
    ...inOrderOfPaper(sections).map((section) => {
      const { label } = appendixLines(section, head, PROFILE[profile])
      return {
        number: section.appendix === null ? section.number.replace(/\)$/, '') : label,
        title: oneLine(section.title),
        level: section.level,
        lines: lines(section.blocks),
      }
    }),
  ]
}

/** Appendices, with what is below them, stand behind the signature. */
function inOrderOfPaper(sections: readonly ContentSection[]): ContentSection[] {
  const text: ContentSection[] = []
  const attached: ContentSection[] = []
  let below = text
  for (const section of sections) {
    if (section.level === 1) below = section.appendix === null ? text : attached
    below.push(section)
  }
  return [...text, ...attached]
}

type Json = {
  readonly type: string
  readonly text?: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly marks?: readonly { readonly type: string }[]
  readonly content?: readonly Json[]
}

function blockOf({ type, attrs = {}, content = [] }: Json): Block {
  const id = ''
  switch (type) {
    case 'paragraph':
      return { type: 'paragraph', id, inline: content.map(inlineOf) }
    case 'orderedList':
    case 'bulletList':
      return {
        type: 'list',
        id,
        ordered: type === 'orderedList',
        start: Number(attrs.start ?? 1),
        items: content.map((item) => (item.content ?? []).map(blockOf)),
      }
    case 'table':
      return {
        type: 'table',
        id,
        rows: content.map((row) =>
          (row.content ?? []).map((cell) => ({
            header: cell.type === 'tableHeader',
            colspan: Number(cell.attrs?.colspan),
            rowspan: Number(cell.attrs?.rowspan),
            blocks: (cell.content ?? []).map(blockOf),
          })),
        ),
      }
    case 'figure':
      return {
        type: 'figure',
        id,
        src: String(attrs.src),
        alt: String(attrs.alt),
        width: null,
        caption: content.map(inlineOf),
      }
    default:
      throw new Error(`no block: ${type}`)
  }
}

function inlineOf({ type, text = '', marks = [], content = [] }: Json): Inline {
  if (type === 'hardBreak') return { type: 'break' }
  if (type === 'footnote') return { type: 'footnote', text: content.map((one) => one.text).join('') }
  return { type: 'text', text, marks: Object.fromEntries(marks.map((mark) => [mark.type, true])) }
}

const PICTURE: Picture = { type: 'image/png', bytes: POINT_PNG, width: 640, height: 480 }
const PICTURES = new Map(['/picture.png', '/picture.jpg', '/gone.png'].map((src) => [src, PICTURE]))

async function readBack(order: PaperOrder): Promise<Spoken[]> {
  const sections = order.content.sections.map(({ id, level, number, title }) => ({
    id,
    level,
    number,
    title,
  }))
  const bytes = await paperDocx(order)
  const { result } = importDocument({ bytes, name: 'a.docx', reportId: 'r', sections })
  return result.parts.map(({ number, heading, level, blocks }) => ({
    number,
    title: heading,
    level,
    lines: lines(blocks.map((block) => blockOf(block as Json))),
  }))
}

/** A header cell is told by its words: one that begins with something else may come back as any other. */
function plainHeaders(content: ReportContent): ReportContent {
  const all = (blocks: readonly Block[]): Block[] => blocks.map(each)
  const each = (block: Block): Block => {
    if (block.type === 'list') return { ...block, items: block.items.map(all) }
    if (block.type !== 'table') return block
    const rows = block.rows.map((row) =>
      row.map((cell) => {
        const isPlain = cell.blocks.every(({ type }) => type === 'paragraph')
        return { ...cell, header: cell.header && isPlain, blocks: all(cell.blocks) }
      }),
    )
    return { ...block, rows }
  }
  return {
    preamble: all(content.preamble),
    sections: content.sections.map((section) => ({ ...section, blocks: all(section.blocks) })),
  }
}

const whole = paperOrder.map((order): PaperOrder => ({
  ...order,
  content: plainHeaders(order.content),
  section: undefined,
  pictures: PICTURES,
}))

test('a random report → its paper → import: the same report', async () => {
  await fc.assert(
    fc.asyncProperty(whole, async (order) => {
      expect(await readBack(order)).toEqual(spokenBy(order))
    }),
    { numRuns: Number(process.env.RUNS ?? 150) },
  )
}, 120_000)
