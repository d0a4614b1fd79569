import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type IRunOptions,
} from 'docx'
import { parseMessage, type Run } from '../review/message-text.ts'
import { REGISTER_STATE_WORDS, registerCounts, type RegisterRow } from '../review/register.ts'
import { vietnamDate, vietnamTime } from '../vietnam-time.ts'
import type { Author, RegisterQuery } from '../wire/review.ts'
import { ANSWER_WORDS, THREAD_KIND_WORDS } from '../wire/words.ts'
import { fixTimes } from './fixed-times.ts'
import { soundText } from './sound-text.ts'

export type RegisterPaper = {
  /** The report's name. */
  readonly title: string
  readonly rows: readonly RegisterRow[]
  /** Which of all rows these are. */
  readonly state: NonNullable<RegisterQuery['state']>
  /** As of when. */
  readonly at: number
}

/**
 * *Bảng tổng hợp, tiếp thu, giải trình ý kiến* as a Word file: A4 across, one row for each opinion, the head of the table
 * on every page. The same paper makes the same bytes, wherever and whenever. Thousands of rows take seconds and hundreds
 * of megabytes: not for a thread that has something else to do.
 */
export async function registerDocx(paper: RegisterPaper): Promise<Uint8Array> {
  const document = new Document({
    styles: { default: { document: { run: TEXT, paragraph: { spacing: { before: 0, after: 0 } } } } },
    compatibility: { version: 15 },
    sections: [
      {
        properties: { page: PAGE, titlePage: true },
        headers: { default: pageNumber(), first: new Header({ children: [new Paragraph({})] }) },
        footers: { default: new Footer({ children: [new Paragraph({})] }) },
        // Word wants a paragraph behind a table.
        children: [...heading(paper), table(paper.rows), small()],
      },
    ],
  })
  const core = { path: 'docProps/core.xml', data: coreProperties(paper) }
  const zip = await Packer.pack(document, 'uint8array', undefined, [core])
  fixTimes(zip)
  return zip
}

// Twentieths of a point. The margins of a page that is bound at its left edge, after HD36.
const PAGE = {
  size: { width: 11_906, height: 16_838, orientation: PageOrientation.LANDSCAPE },
  margin: { top: 1_134, bottom: 1_134, left: 1_134, right: 850, header: 567, footer: 567 },
} as const
const TEXT = {
  font: 'Times New Roman',
  size: 24,
  language: { value: 'vi-VN', eastAsia: 'vi-VN' },
} as const

// ---- above the table

function heading({ title, rows, state, at }: RegisterPaper): Paragraph[] {
  const { clock, day, month, year } = vietnamTime(at)
  const [hour, minute] = clock.split(':')
  return [
    centred([{ text: 'BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN', bold: true, size: 28 }], 60),
    centred([{ text: `Văn bản: ${title}`, bold: true, size: 28 }], 60),
    centred(
      [
        {
          text: `(Tính đến ${hour} giờ ${minute} phút, ngày ${day} tháng ${month} năm ${year})`,
          italics: true,
          size: 26,
        },
      ],
      180,
    ),
    ...totals(rows, state).map(
      (text) => new Paragraph({ children: [textRun({ text, size: 26 })], spacing: { after: 60 } }),
    ),
    small(),
  ]
}

function small(): Paragraph {
  return new Paragraph({ spacing: { line: 120, lineRule: LineRuleType.EXACT }, children: [] })
}

function centred(runs: readonly IRunOptions[], after: number): Paragraph {
  return new Paragraph({ alignment: AlignmentType.CENTER, spacing: { after }, children: runs.map(textRun) })
}

const WHICH: Readonly<Record<RegisterPaper['state'], string>> = {
  all: 'Tổng số',
  open: 'Số ý kiến chưa khép',
  resolved: 'Số ý kiến đã khép',
}

function totals(rows: readonly RegisterRow[], state: RegisterPaper['state']): string[] {
  const { all, accepted, explained, unanswered, dropped, blocking } = registerCounts(rows)
  const parts: readonly (readonly [number, string])[] = [
    [accepted, 'tiếp thu'],
    [explained, 'giải trình'],
    [unanswered, 'chưa trả lời'],
    [dropped, 'khép không cần trả lời'],
  ]
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${words} ${count}`)
  return [
    `${WHICH[state]}: ${all} ý kiến${told.length > 0 ? `; trong đó ${told.join(', ')}` : ''}.`,
    ...(blocking > 0
      ? [
          `Còn ${blocking} yêu cầu sửa chưa được tiếp thu hoặc giải trình: báo cáo chưa thể sang giai đoạn sau.`,
        ]
      : []),
  ]
}

function pageNumber(): Header {
  const run = new TextRun({ children: [PageNumber.CURRENT], size: 28 })
  return new Header({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [run] })] })
}

// ---- the table

type Column = {
  readonly title: string
  readonly width: number
  readonly centred?: true
  readonly cell: (row: RegisterRow) => Line[]
}

/** A paragraph of a cell. */
type Line = { readonly runs: readonly IRunOptions[]; readonly indent?: number }

const COLUMNS: readonly Column[] = [
  { title: 'Số', width: 650, centred: true, cell: ({ thread }) => [line(String(thread.number))] },
  { title: 'Mục', width: 1_950, cell: sectionLines },
  { title: 'Đoạn trích', width: 2_900, cell: quoteLines },
  { title: 'Ý kiến', width: 3_350, cell: opinionLines },
  { title: 'Người góp ý', width: 1_750, cell: authorLines },
  { title: 'Tiếp thu, giải trình', width: 2_904, cell: answerLines },
  {
    title: 'Trạng thái',
    width: 1_350,
    centred: true,
    cell: ({ state }) => [line(REGISTER_STATE_WORDS[state])],
  },
]
const WIDTH = COLUMNS.reduce((sum, { width }) => sum + width, 0)

const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const

function table(rows: readonly RegisterRow[]): Table {
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: COLUMNS.map(({ width }) => width),
    margins: { top: 40, bottom: 40, left: 80, right: 80, marginUnitType: WidthType.DXA },
    borders: {
      top: BORDER,
      bottom: BORDER,
      left: BORDER,
      right: BORDER,
      insideHorizontal: BORDER,
      insideVertical: BORDER,
    },
    rows: [headRow(), ...(rows.length > 0 ? rows.map(rowOf) : [emptyRow()])],
  })
}

function headRow(): TableRow {
  return new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: COLUMNS.map(
      ({ title, width }) =>
        new TableCell({
          width: { size: width, type: WidthType.DXA },
          verticalAlign: VerticalAlignTable.CENTER,
          children: [centred([{ text: title, bold: true }], 0)],
        }),
    ),
  })
}

function emptyRow(): TableRow {
  const text = centred([{ text: 'Chưa có ý kiến nào.', italics: true }], 0)
  return new TableRow({
    children: [
      new TableCell({
        columnSpan: COLUMNS.length,
        width: { size: WIDTH, type: WidthType.DXA },
        children: [text],
      }),
    ],
  })
}

function rowOf(row: RegisterRow): TableRow {
  const cells = COLUMNS.map((column) => ({ column, content: column.cell(row) }))
  return new TableRow({
    cantSplit: cells.every(({ column, content }) => heightOf(content, column.width) <= TALLEST_WHOLE),
    children: cells.map(
      ({ column: { width, centred }, content }) =>
        new TableCell({
          width: { size: width, type: WidthType.DXA },
          children: content.map(
            ({ runs, indent = 0 }) =>
              new Paragraph({
                children: runs.map(textRun),
                ...(centred ? { alignment: AlignmentType.CENTER } : {}),
                ...(indent > 0 ? { indent: { left: indent, hanging: indent } } : {}),
              }),
          ),
        }),
    ),
  })
}

/** A row of more lines than these may be parted: kept whole it would leave most of a page empty, or be cut off. */
const TALLEST_WHOLE = 22
/** How wide a letter of this size is on average. */
const LETTER = 110

function heightOf(content: readonly Line[], width: number): number {
  return content.reduce((sum, { runs, indent = 0 }) => {
    const letters = runs.reduce((length, { text = '' }) => length + text.length, 0)
    return sum + Math.max(1, Math.ceil((letters * LETTER) / (width - 160 - indent)))
  }, 0)
}

// ---- what stands in a cell

const line = (text: string, style: IRunOptions = {}): Line => ({ runs: [{ ...style, text }] })

function lines(text: string, style: IRunOptions = {}): Line[] {
  return text.split('\n').map((one) => line(one, style))
}

const WHOLE_REPORT = 'Toàn văn bản'
/** What is said of no words in particular. */
const WHOLE: Readonly<Record<RegisterRow['place'], string>> = {
  section: 'Cả mục',
  preamble: 'Cả phần mở đầu',
  report: '–',
  gone: 'Cả mục',
}

function sectionLines({ place, section }: RegisterRow): Line[] {
  return place === 'report' ? [line(WHOLE_REPORT, { italics: true })] : lines(section)
}

function quoteLines({ quote, place, lost }: RegisterRow): Line[] {
  return [
    ...(quote.trim() === ''
      ? [line(WHOLE[place], { italics: true })]
      : lines(`“${lost ? quote.trim() : shortened(quote.trim())}”`)),
    ...(lost ? [line('(Không còn đoạn gốc)', { italics: true })] : []),
  ]
}

/** Who marked a page means it as a whole; what the report still says need not fill a page here. */
const LONGEST_QUOTE = 600
const QUOTE_ENDS = { first: 350, last: 200 }

function shortened(quote: string): string {
  if (quote.length <= LONGEST_QUOTE) return quote
  const first = quote.slice(0, QUOTE_ENDS.first).replace(/\s+\S*$/u, '')
  const last = quote.slice(-QUOTE_ENDS.last).replace(/^\S*\s+/u, '')
  return `${first} […] ${last}`
}

function opinionLines({ thread, opinion }: RegisterRow): Line[] {
  const { kind, messages } = thread
  const [first] = messages
  const said =
    first && first.deletedAt === null ? messageLines(first.text) : [line(opinion, { italics: true })]
  return kind === 'opinion' ? said : [line(THREAD_KIND_WORDS[kind], { italics: true }), ...said]
}

function authorLines({ thread: { author, createdAt } }: RegisterRow): Line[] {
  return [...personLines(author), line(vietnamDate(createdAt), { italics: true })]
}

function personLines({ name, office }: Author): Line[] {
  return [line(name), ...(office ? [line(office.name)] : [])]
}

function answerLines({ thread: { answer }, responsible, state }: RegisterRow): Line[] {
  if (!answer) {
    if (state === 'resolved') return [line('Khép không cần trả lời', { italics: true })]
    const waits = responsible === '' ? 'Chưa giao cơ quan trả lời' : `Chờ ${responsible} trả lời`
    return [line(waits, { italics: true })]
  }
  const { kind, text, by, at } = answer
  const who = [by.name, by.office?.name, vietnamDate(at)].filter(Boolean).join(', ')
  return [
    line(`${ANSWER_WORDS[kind]}${text.trim() === '' ? '' : ':'}`, { bold: true }),
    ...(text.trim() === '' ? [] : messageLines(text)),
    line(`(${who})`, { italics: true }),
  ]
}

/** Lists as official papers have them: the hyphen or the number is written, not made by Word. */
function messageLines(text: string): Line[] {
  return parseMessage(text).flatMap((block): Line[] => {
    if (block.type === 'paragraph') return linesOfRuns(block.runs)
    return block.items.map((item, index) => ({
      runs: [{ text: block.ordered ? `${index + 1}. ` : '- ' }, ...item.map(runOptions)],
      indent: block.ordered ? 280 : 140,
    }))
  })
}

function runOptions(run: Run): IRunOptions & { readonly text: string } {
  if (run.type === 'mention') return { text: `@${run.mention.name}` }
  return run.bold ? { text: run.text, bold: true } : { text: run.text }
}

/** A run holds the line feeds of its paragraph. */
function linesOfRuns(runs: readonly Run[]): Line[] {
  const found: (IRunOptions & { readonly text: string })[][] = [[]]
  for (const run of runs.map(runOptions)) {
    for (const [index, text] of run.text.split('\n').entries()) {
      if (index > 0) found.push([])
      if (text !== '') found.at(-1)?.push({ ...run, text })
    }
  }
  return found.filter((line) => line.length > 0).map((runs) => ({ runs }))
}

// ---- text that Word opens

function textRun(options: IRunOptions): TextRun {
  return new TextRun(options.text === undefined ? options : { ...options, text: soundText(options.text) })
}

const XML_SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** As the library would write them, but for the moment, which it takes from the clock. */
function coreProperties({ title, at }: RegisterPaper): string {
  const when = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const name = soundText(`Bảng tổng hợp, tiếp thu, giải trình ý kiến: ${title}`)
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>${name.replaceAll(/[&<>]/g, (sign) => XML_SIGNS[sign] ?? '')}</dc:title>\
<dc:creator>Cùng Soạn</dc:creator><dc:language>vi-VN</dc:language>\
<dcterms:created xsi:type="dcterms:W3CDTF">${when}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">${when}</dcterms:modified></cp:coreProperties>`
}
