import {
  AlignmentType,
  Bookmark,
  DeletedTextRun,
  Document,
  FootnoteReferenceRun,
  Header,
  ImageRun,
  InsertedTextRun,
  InternalHyperlink,
  LevelFormat,
  Packer,
  PageNumber,
  PageReference,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { PaperThread } from '../paper-order.ts'
import { COMMENT_STYLES } from '../review/comment-styles.ts'
import { CommentWriter } from '../review/comment-writer.ts'

/** A picture of one point. */
export const POINT_PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (letter) => letter.charCodeAt(0),
)

const AUTHOR = { userId: 'u1', name: 'Người thẩm định 1', office: null, role: 'reviewer' } as const
const AT = Date.parse('2022-04-08T07:05:09Z')

function thread(id: string, replies: number): PaperThread {
  const message = { author: AUTHOR, at: AT, editedAt: null, deletedAt: null, text: 'Ý kiến' }
  const messages = Array.from({ length: replies + 1 }, (_, index) => ({ ...message, id: `${id}${index}` }))
  const common = { number: 1, kind: 'opinion', resolved: null, answer: null, author: AUTHOR } as const
  return { ...common, id, messages, about: { type: 'words' } }
}

/** A Word file with one of everything that can be broken, and nothing broken. */
export async function soundPaper(): Promise<Uint8Array> {
  const text = (words: string, threads: readonly string[] = []) =>
    ({ type: 'text', text: words, marks: {}, threads }) as const
  const content = {
    preamble: [{ type: 'paragraph', id: 'p', inline: [text('một', ['a']), text('hai', ['a', 'b'])] }],
    sections: [],
  } as const
  const writer = new CommentWriter(content, [thread('a', 1), thread('b', 0)])
  const runs = content.preamble[0].inline.map((one) => ({
    threads: one.threads,
    children: [new TextRun(one.text)],
  }))
  const revision = { id: 900, author: AUTHOR.name, date: new Date(AT).toISOString() }
  const children = [
    new Paragraph({
      style: 'Heading1',
      children: [new Bookmark({ id: 'muc-1', children: [new TextRun('Mục một')] })],
    }),
    new Paragraph({
      children: [
        new InternalHyperlink({ anchor: 'muc-1', children: [new TextRun('Xem mục một, trang ')] }),
        new PageReference('muc-1'),
      ],
    }),
    new Paragraph({ children: writer.weave(runs, []) }),
    new Paragraph({
      numbering: { reference: 'list', level: 0 },
      children: [new TextRun('Mục của danh sách'), new FootnoteReferenceRun(1)],
    }),
    new Paragraph({
      children: [
        new InsertedTextRun({ ...revision, text: 'thêm' }),
        new DeletedTextRun({ ...revision, id: 901, text: 'bớt' }),
      ],
    }),
    new Paragraph({ children: [picture(1)] }),
    new Paragraph({ children: [picture(2)] }),
    table(),
    new Paragraph('Hết.'),
  ]
  const { comments } = writer
  const document = new Document({
    styles: { ...COMMENT_STYLES, default: { heading1: { run: { bold: true } } } },
    numbering: {
      config: [
        {
          reference: 'list',
          levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.LEFT }],
        },
      ],
    },
    footnotes: { 1: { children: [new Paragraph('Chú thích')] } },
    ...(comments ? { comments } : {}),
    sections: [
      {
        headers: {
          default: new Header({
            children: [new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
          }),
        },
        children,
      },
    ],
  })
  return await Packer.pack(document, 'uint8array')
}

function picture(id: number): ImageRun {
  const altText = { id: String(id), name: `Hình ${id}`, title: '', description: 'Một điểm' }
  return new ImageRun({
    type: 'png',
    data: POINT_PNG,
    transformation: { width: 10, height: 10 },
    altText,
  })
}

function table(): Table {
  const cell = (words: string, spans: { readonly columnSpan?: number; readonly rowSpan?: number } = {}) =>
    new TableCell({ ...spans, children: [new Paragraph(words)] })
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: 6_000, type: WidthType.DXA },
    columnWidths: [2_000, 2_000, 2_000],
    rows: [
      new TableRow({ children: [cell('rộng', { columnSpan: 2 }), cell('hẹp')] }),
      new TableRow({ children: [cell('cao', { rowSpan: 2 }), cell('b'), cell('c')] }),
      new TableRow({ children: [cell('d'), cell('e')] }),
    ],
  })
}
