import {
  AnnotationReference,
  BorderStyle,
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  LevelFormat,
  Packer,
  Paragraph,
  Run,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
  type ICommentOptions,
  type ParagraphChild,
} from 'docx'
import type { Block, Cell, Inline } from '../../report/content/content.ts'
import { BODY_STYLE, CELL_MARGIN } from '../../report/docx/body/body-styles.ts'
import { paperStyles } from '../../report/docx/frame/frame-styles.ts'
import type { PaperOrder } from '../../report/docx/paper-order.ts'
import { withCommentStyles } from '../../report/docx/review/comment-styles.ts'
import { PROFILE } from '../../report/form/profiles.ts'

// What somebody would write who makes the same body with the library alone: the same paragraphs, runs, numbered headings,
// tables, notes and comments with the same styles and properties, each by the library's own class. What only this
// product's paper has is missing: the head, the signature, the header with the page's number, columns as wide as their
// words ask for, bookmarks, text freed of what XML cannot say, and bytes that are the same every time.

const LEVELS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
] as const
const OUTLINE = 'outline'
const FORMATS = [LevelFormat.UPPER_ROMAN, LevelFormat.DECIMAL, LevelFormat.LOWER_LETTER] as const
const WIDTH = 9355
const BORDER = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const

/** The body of an order's paper as the library alone writes it. */
export async function bareDocx({ content, profile, review }: PaperOrder): Promise<Uint8Array> {
  const notes: Record<string, { children: Paragraph[] }> = {}
  const comments: ICommentOptions[] = []
  const threads = new Map((review?.threads ?? []).map((thread) => [thread.id, thread]))
  let count = 0

  const commented = (id: string, run: TextRun): ParagraphChild[] => {
    const thread = threads.get(id)
    if (!thread) return [run]
    const first = comments.length
    const ids = thread.messages.map(({ text, at }, index) => {
      const mark = new Run({ style: 'CommentReference', children: [new AnnotationReference()] })
      const words = new Paragraph({
        style: 'CommentText',
        children: [...(index > 0 ? [mark] : []), new TextRun(text)],
      })
      const head = new TextRun({ text: `Ý kiến số ${thread.number}`, bold: true })
      comments.push({
        id: first + index,
        author: thread.author.name,
        initials: 'NTĐ1',
        date: new Date(at),
        children:
          index > 0 ? [words] : [new Paragraph({ style: 'CommentText', children: [mark, head] }), words],
        ...(index > 0 ? { parentId: first } : {}),
      })
      return first + index
    })
    return [
      ...ids.map((one) => new CommentRangeStart(one)),
      run,
      ...ids.flatMap((one) => [
        new CommentRangeEnd(one),
        new Run({ style: 'CommentReference', children: [new CommentReference(one)] }),
      ]),
    ]
  }
  const runOf = (one: Inline): ParagraphChild[] => {
    if (one.type === 'break') return [new TextRun({ break: 1 })]
    if (one.type === 'footnote') {
      count += 1
      notes[count] = {
        children: [new Paragraph({ style: 'FootnoteText', children: [new TextRun(` ${one.text}`)] })],
      }
      return [new FootnoteReferenceRun(count)]
    }
    const run = new TextRun(one.marks.bold ? { text: one.text, bold: true } : one.text)
    return one.threads ? one.threads.flatMap((id) => commented(id, run)) : [run]
  }
  const write = (block: Block, style: string): (Paragraph | Table)[] => {
    if (block.type === 'paragraph') return [new Paragraph({ style, children: block.inline.flatMap(runOf) })]
    if (block.type !== 'table') return []
    return [tableOf(block.rows, write), new Paragraph({ style: BODY_STYLE.afterTable })]
  }
  const children = [
    ...content.preamble.flatMap((block) => write(block, BODY_STYLE.text)),
    ...content.sections.flatMap(({ level, title, blocks }) => [
      new Paragraph({
        heading: LEVELS[level - 1] ?? HeadingLevel.HEADING_4,
        numbering: { reference: OUTLINE, level: level - 1 },
        children: [new TextRun(title)],
      }),
      ...blocks.flatMap((block) => write(block, BODY_STYLE.text)),
    ]),
  ]
  const styles = paperStyles(PROFILE[profile])
  const levels = FORMATS.map((format, level) => ({ level, format, text: `%${level + 1}.` }))
  const document = new Document({
    styles: review ? withCommentStyles(styles) : styles,
    numbering: { config: [{ reference: OUTLINE, levels }] },
    footnotes: notes,
    ...(comments.length > 0 ? { comments: { children: comments } } : {}),
    sections: [{ children }],
  })
  return await Packer.pack(document, 'uint8array')
}

function tableOf(
  rows: readonly (readonly Cell[])[],
  write: (block: Block, style: string) => (Paragraph | Table)[],
): Table {
  const columns = rows[0]?.length ?? 1
  const { side, top } = CELL_MARGIN
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: Array.from({ length: columns }, () => Math.floor(WIDTH / columns)),
    margins: { top, bottom: top, left: side, right: side, marginUnitType: WidthType.DXA },
    borders: {
      top: BORDER,
      bottom: BORDER,
      left: BORDER,
      right: BORDER,
      insideHorizontal: BORDER,
      insideVertical: BORDER,
    },
    rows: rows.map(
      (cells, row) =>
        new TableRow({
          cantSplit: true,
          ...(row === 0 ? { tableHeader: true } : {}),
          children: cells.map(
            ({ blocks, header }) =>
              new TableCell({
                ...(header ? { verticalAlign: VerticalAlignTable.CENTER } : {}),
                children: blocks.flatMap((block) =>
                  write(block, header ? BODY_STYLE.headerCell : BODY_STYLE.cell),
                ),
              }),
          ),
        }),
    ),
  })
}
