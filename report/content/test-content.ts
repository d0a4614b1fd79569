import * as fc from 'fast-check'
import { sectionNumbers } from '../../outline/numbering.ts'
import type { Block, Cell, ContentSection, Inline, ReportContent, TextMarks } from './content.ts'

/** Random reports for the proofs of export and import. */

const PHRASES = [
  'Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 20-NQ/TW',
  'đẩy mạnh ứng dụng khoa học và công nghệ',
  'Ở một số nơi, việc quán triệt còn chậm; nguồn lực chưa đủ',
  'ủy ban nhân dân tỉnh, uỷ viên, đường Đỗ Ước, Ưu điểm – Hạn chế',
  'đạt 78,5% kế hoạch, tăng 1.234.567 đồng so với năm 2012',
  'Ư Ơ Đ ư ơ đ ạ ặ ẫ ỡ ữ ỹ',
  'x',
  ' ',
  'Nguyễn Văn A & các cộng sự <nhóm 2> "trích" \'dẫn\'',
] as const

/** What people paste, and what breaks papers. */
const HOSTILE = [
  '😀👩‍👩‍👧',
  '𠮷',
  '\uFFFE\uFFFF',
  '\u0000\u0008\u001F',
  '\uD800',
  '\uDC00',
  'a\tb\nc\r\nd',
  '\u2028\u2029\u0085',
  '\u00A0\u200B\u00AD\uFEFF',
  ']]>&lt;&#0;<!--',
  'Tie\u0302\u0301ng Vie\u0323\u0302t',
  '\u202Ertl\u202C עברית',
  '%1. {{x}} ${y} $& \\',
] as const

export type ContentOptions = {
  /** Characters that no person types. */
  readonly hostile?: boolean
  /** How many sections at most; 6 by default. */
  readonly sections?: number
}

/** Words of a text; may be empty. */
export function words({ hostile = true }: ContentOptions = {}): fc.Arbitrary<string> {
  const piece = hostile ? fc.constantFrom(...PHRASES, ...HOSTILE) : fc.constantFrom(...PHRASES)
  return fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join(' '))
}

/** A report with everything that one may hold; blocks and sections have ids of their own. */
export function reportContent(options: ContentOptions = {}): fc.Arbitrary<ReportContent> {
  const blocks = fc.array(block(options), { maxLength: 4 })
  const section = fc.record({
    level: fc.constantFrom(1, 1, 2, 2, 3, 4),
    title: words(options),
    fixed: fc.boolean(),
    appendix: fc.constantFrom(null, null, null, null, 'portrait' as const, 'landscape' as const),
    blocks,
  })
  return fc
    .record({ preamble: blocks, sections: fc.array(section, { maxLength: options.sections ?? 6 }) })
    .map(({ preamble, sections }) => named({ preamble, sections: numbered(sections) }))
}

type Unnumbered = Omit<ContentSection, 'id' | 'number'>

function numbered(sections: readonly Unnumbered[]): ContentSection[] {
  const sound = sections.map((section) => ({
    ...section,
    appendix: section.level === 1 ? section.appendix : null,
  }))
  const numbers = sectionNumbers(sound.map(({ level, appendix }) => ({ level, appendix: appendix !== null })))
  return sound.map((section, index) => ({ ...section, id: `s${index}`, number: numbers[index] ?? '' }))
}

function named({ preamble, sections }: ReportContent): ReportContent {
  let named = 0
  const nameAll = (blocks: readonly Block[]): Block[] => blocks.map(name)
  const name = (block: Block): Block => {
    named += 1
    const id = `b${named}`
    if (block.type === 'list') return { ...block, id, items: block.items.map(nameAll) }
    if (block.type !== 'table') return { ...block, id }
    const rows = block.rows.map((row) => row.map((cell) => ({ ...cell, blocks: nameAll(cell.blocks) })))
    return { ...block, id, rows }
  }
  return {
    preamble: nameAll(preamble),
    sections: sections.map((section) => ({ ...section, blocks: nameAll(section.blocks) })),
  }
}

function block(options: ContentOptions, depth = 0): fc.Arbitrary<Block> {
  const paragraph = inline(options).map((one): Block => ({ type: 'paragraph', id: '', inline: one }))
  const plain = [
    { weight: 5, arbitrary: paragraph },
    { weight: 1, arbitrary: figure(options) },
  ]
  if (depth > 2) return fc.oneof(...plain)
  return fc.oneof(
    ...plain,
    { weight: 2, arbitrary: list(options, depth) },
    { weight: depth === 0 ? 2 : 1, arbitrary: table(options, depth) },
  )
}

function list(options: ContentOptions, depth: number): fc.Arbitrary<Block> {
  const item = fc.array(block(options, depth + 1), { maxLength: 2 })
  return fc.record({
    type: fc.constant('list' as const),
    id: fc.constant(''),
    ordered: fc.boolean(),
    start: fc.constantFrom(1, 1, 3, 28),
    items: fc.array(item, { minLength: 1, maxLength: 3 }),
  })
}

/** Spans as they come: also ones that reach into other cells and out of the table. */
function table(options: ContentOptions, depth: number): fc.Arbitrary<Block> {
  const cell: fc.Arbitrary<Cell> = fc.record({
    header: fc.boolean(),
    colspan: fc.constantFrom(1, 1, 1, 2, 3),
    rowspan: fc.constantFrom(1, 1, 1, 2, 3),
    blocks: fc.array(block(options, depth + 2), { maxLength: 2 }),
  })
  return fc.record({
    type: fc.constant('table' as const),
    id: fc.constant(''),
    rows: fc.array(fc.array(cell, { maxLength: 3 }), { maxLength: 4 }),
  })
}

function figure(options: ContentOptions): fc.Arbitrary<Block> {
  return fc.record({
    type: fc.constant('figure' as const),
    id: fc.constant(''),
    src: fc.constantFrom('/picture.png', '/picture.jpg', '/gone.png'),
    alt: words(options),
    width: fc.constantFrom(null, 40, 5000),
    caption: inline(options),
  })
}

const MARKS: fc.Arbitrary<TextMarks> = fc
  .subarray(['bold', 'italic', 'underline', 'superscript', 'subscript'] as const)
  .map((names) => Object.fromEntries(names.map((name) => [name, true])))

function inline(options: ContentOptions): fc.Arbitrary<Inline[]> {
  const text = fc.record({ type: fc.constant('text' as const), text: words(options), marks: MARKS })
  const footnote = fc.record({ type: fc.constant('footnote' as const), text: words(options) })
  const one = fc.oneof(
    { weight: 5, arbitrary: text },
    { weight: 1, arbitrary: footnote },
    { weight: 1, arbitrary: fc.constant({ type: 'break' as const }) },
  )
  // ProseMirror and Yjs have no empty texts.
  return fc
    .array(one, { maxLength: 5 })
    .map((found) => found.filter((it) => it.type !== 'text' || it.text !== ''))
}
