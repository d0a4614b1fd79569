import { Document, Packer, Paragraph, TextRun, type ParagraphChild } from 'docx'
import { describe, expect, test } from 'vitest'
import type { Block, Inline, ReportContent } from '../../content/content.ts'
import { must } from '../../must.ts'
import type { Author, Message } from '../../wire/review.ts'
import type { PaperThread } from '../paper-order.ts'
import { checkPackage } from '../proof/check-package.ts'
import { PackageParts } from '../proof/package-parts.ts'
import { allOf, childrenOf, everyElement, wordsOf, type XmlElement } from '../proof/read-xml.ts'
import { withCommentStyles } from './comment-styles.ts'
import { CommentWriter } from './comment-writer.ts'

const BTG = { id: 'btg', name: 'Ban Tuyên giáo Tỉnh uỷ', shortName: 'BTG', color: '#000000' }
const reviewer: Author = { userId: 'u1', name: 'Người thẩm định 1', office: BTG, role: 'reviewer' }
const drafter: Author = { userId: 'u2', name: 'Người soạn 1', office: null, role: 'drafter' }
const AT = Date.parse('2022-04-08T18:05:09.123Z')

const message = (text: string, changes: Partial<Message> = {}): Message => ({
  id: 'm',
  author: reviewer,
  at: AT,
  editedAt: null,
  deletedAt: null,
  text,
  ...changes,
})

let made = 0
function thread(id: string, changes: Partial<PaperThread> = {}): PaperThread {
  made += 1
  return {
    id,
    number: made,
    kind: 'opinion',
    author: reviewer,
    resolved: null,
    answer: null,
    messages: [message(`Ý ${id}`)],
    about: { type: 'words' },
    ...changes,
  }
}

const text = (words: string, ...threads: readonly string[]): Inline => ({
  type: 'text',
  text: words,
  marks: {},
  threads,
})
const p = (id: string, ...inline: readonly Inline[]): Block => ({ type: 'paragraph', id, inline })
const section = (id: string, title: string, ...blocks: readonly Block[]) =>
  ({ id, level: 1, number: 'I', title, fixed: false, appendix: null, blocks }) as const
const report = (preamble: readonly Block[], ...sections: ReportContent['sections']): ReportContent => ({
  preamble,
  sections,
})

/** Writes a content as plainly as can be: the subject, then headings and paragraphs, of tables their cells one by one. */
async function write(
  content: ReportContent,
  threads: readonly PaperThread[],
  { part = false }: { readonly part?: boolean } = {},
): Promise<PackageParts> {
  const writer = new CommentWriter(content, threads, { part })
  const run = (words: string) => ({ threads: [], children: [new TextRun(words)] })
  const paragraph = (children: ParagraphChild[]) => new Paragraph({ children })
  const blocks = (all: readonly Block[]): Paragraph[] =>
    all.flatMap((block) => {
      if (block.type === 'list') return block.items.flatMap(blocks)
      if (block.type === 'table') return block.rows.flat().flatMap((cell) => blocks(cell.blocks))
      const about = writer.threadsAbout({ blockId: block.id })
      const inline = block.type === 'paragraph' ? block.inline : block.caption
      const runs = inline.flatMap((one) =>
        one.type === 'text' ? [{ threads: one.threads ?? [], children: [new TextRun(one.text)] }] : [],
      )
      return [paragraph(writer.weave(runs, about))]
    })
  const children = [
    paragraph(writer.weave([run('Trích yếu')], writer.threadsAbout('subject'))),
    ...blocks(content.preamble),
    ...content.sections.flatMap(({ id, title, blocks: own }) => [
      paragraph(writer.weave([run(title)], writer.threadsAbout({ sectionId: id }))),
      ...blocks(own),
    ]),
    new Paragraph('Hết.'),
  ]
  const { comments } = writer
  const document = new Document({
    styles: withCommentStyles({}),
    ...(comments ? { comments } : {}),
    sections: [{ children }],
  })
  const bytes = await Packer.pack(document, 'uint8array')
  expect(checkPackage(bytes)).toEqual([])
  return new PackageParts(bytes)
}

/** The text with its marks: `[0` begins comment 0, `0]` ends it, `^0` refers to it; paragraphs are parted by `|`. */
function marked(parts: PackageParts): string {
  const signs = [...everyElement(parts.xml('word/document.xml'))].flatMap((element): string[] => {
    const id = element.attributes['w:id'] ?? ''
    switch (element.name) {
      case 'w:p':
        return ['|']
      case 'w:t':
        return [wordsOf(element)]
      case 'w:commentRangeStart':
        return [`[${id} `]
      case 'w:commentRangeEnd':
        return [` ${id}]`]
      case 'w:commentReference':
        return [`^${id}`]
      default:
        return []
    }
  })
  return signs
    .join('')
    .replace(/^\|/, '')
    .replace(/\|Hết\.$/, '')
}

function commentsOf(parts: PackageParts): XmlElement[] {
  return parts.has('word/comments.xml') ? childrenOf(parts.xml('word/comments.xml'), 'w:comment') : []
}

/** Their paragraphs, line breaks as `/`. */
function said(parts: PackageParts): string[][] {
  return commentsOf(parts).map((comment) =>
    childrenOf(comment, 'w:p').map((paragraph) =>
      allOf(paragraph, 'w:t', 'w:br')
        .map((one) => (one.name === 'w:br' ? '/' : wordsOf(one)))
        .join(''),
    ),
  )
}

describe('where comments stand', () => {
  test('the parts of a thread are nested as Word wants them', async () => {
    const replied = thread('a', { messages: [message('Một'), message('Hai'), message('Ba')] })
    const parts = await write(report([p('p', text('Một '), text('hai', 'a'), text(' ba'))]), [replied])
    expect(marked(parts)).toBe('Trích yếu|Một [0 [1 [2 hai 0]^0 1]^1 2]^2 ba')
  })

  test('threads overlap; one goes over paragraphs, cells and sections', async () => {
    const cell = (block: Block) => ({ header: false, colspan: 1, rowspan: 1, blocks: [block] })
    const content = report(
      [p('p', text('một', 'a'), text('hai', 'a', 'b'), text('ba', 'b'))],
      section(
        's',
        'Mục',
        {
          type: 'table',
          id: 't',
          rows: [[cell(p('c', text('bốn', 'b')))], [cell(p('d', text('năm', 'c')))]],
        },
        p('e', text('sáu'), text('bảy', 'c')),
      ),
    )
    const parts = await write(content, [thread('a'), thread('b'), thread('c')])
    expect(marked(parts)).toBe('Trích yếu|[0 một[1 hai 0]^0ba|Mục|bốn 1]^1|[2 năm|sáubảy 2]^2')
  })

  test('numbers follow the text, whatever the order of the threads', async () => {
    const content = report([p('p', text('một', 'b'), text('hai', 'a'))])
    const parts = await write(content, [
      thread('a', { messages: [message('A'), message('A2')] }),
      thread('b'),
    ])
    expect(marked(parts)).toBe('Trích yếu|[0 một 0]^0[1 [2 hai 1]^1 2]^2')
  })

  test('blocks, lists, headings, the opening paragraphs and the report are marked as wholes', async () => {
    const list: Block = {
      type: 'list',
      id: 'l',
      ordered: false,
      start: 1,
      items: [[p('x', text('x'))], [p('y', text('y'))]],
    }
    const content = report([p('p1', text('một')), p('p2', text('hai'))], section('s', 'Mục', list, p('q')))
    const parts = await write(content, [
      thread('report', { about: { type: 'report' } }),
      thread('opening', { about: { type: 'section', sectionId: 'preamble' } }),
      thread('section', { about: { type: 'section', sectionId: 's' } }),
      thread('list', { about: { type: 'block', blockId: 'l' } }),
      thread('empty', { about: { type: 'block', blockId: 'q' } }),
    ])
    expect(marked(parts)).toBe('[0 Trích yếu 0]^0|[1 một|hai 1]^1|[2 Mục 2]^2|[3 x|y 3]^3|[4  4]^4')
  })

  test('what is lost stands on the heading of its section, else on the subject, with the words it was about', async () => {
    const gone = (id: string, sectionId?: string) =>
      thread(id, { ...(sectionId ? { sectionId } : {}), about: { type: 'gone', quote: 'chữ đã mất' } })
    const content = report([p('p', text('một'))], section('s', 'Mục'))
    const parts = await write(content, [
      gone('a', 's'),
      gone('b'),
      gone('c', 'deleted'),
      gone('d', 'preamble'),
      thread('e', { about: { type: 'block', blockId: 'deleted' } }),
      thread('f', { about: { type: 'section', sectionId: 'deleted' } }),
    ])
    expect(marked(parts)).toBe('[0 [1 [2 [3 Trích yếu 0]^0 1]^1 2]^2 3]^3|[4 một 4]^4|[5 Mục 5]^5')
    expect(said(parts)[0]).toContain('Không còn đoạn gốc: “chữ đã mất”')
    expect(said(parts)).toHaveLength(6)
  })

  test('a thread whose only paragraph was not written comes to the subject: none is left out', async () => {
    const content = report([p('p', text('một'))])
    const writer = new CommentWriter(content, [thread('lost', { about: { type: 'block', blockId: 'p' } })])
    const subject = writer.weave([{ threads: [], children: [] }], writer.threadsAbout('subject'))
    const { comments } = writer
    const document = new Document({
      styles: withCommentStyles({}),
      ...(comments ? { comments } : {}),
      sections: [{ children: [new Paragraph({ children: subject })] }],
    })
    const bytes = await Packer.pack(document, 'uint8array')
    expect(checkPackage(bytes)).toEqual([])
    expect(commentsOf(new PackageParts(bytes))).toHaveLength(1)
    expect(() => writer.weave([], [])).toThrow('after the comments were written')
  })

  test('a part of the report has the threads that are in it', async () => {
    const content = report([], section('s', 'Mục', p('p', text('một', 'a'))))
    const parts = await write(
      content,
      [
        thread('a'),
        thread('elsewhere'),
        thread('report', { about: { type: 'report' } }),
        thread('gone', { sectionId: 'other', about: { type: 'gone', quote: 'x' } }),
        thread('here', { sectionId: 's', about: { type: 'gone', quote: 'x' } }),
      ],
      { part: true },
    )
    expect(marked(parts)).toBe('Trích yếu|[0 Mục 0]^0|[1 một 1]^1')
    const none = await write(content, [thread('elsewhere')], { part: true })
    expect([...none.files.keys()].filter((name) => name.includes('comments'))).toEqual([])
  })
})

describe('what comments say', () => {
  const content = report([p('p', text('một', 'a'))])
  const one = async (changes: Partial<PaperThread>) =>
    await write(content, [thread('a', { number: 12, ...changes })])

  test('the kind and number first, then the message in paragraphs, lists, bold and names', async () => {
    const parts = await one({
      kind: 'change',
      messages: [
        message('Sửa **ngay**\ndòng hai\n\n- a\n- b\n\n1. c\n2. d\n\nHỏi @[Người soạn 1](user:u2) \\*'),
      ],
    })
    expect(said(parts)).toEqual([
      ['Yêu cầu sửa số 12', 'Sửa ngay/dòng hai', '- a', '- b', '1. c', '2. d', 'Hỏi @Người soạn 1 *'],
    ])
    const bold = allOf(must(commentsOf(parts)[0], 'a comment'), 'w:r').filter(
      (run) => allOf(run, 'w:b').length > 0,
    )
    expect(bold.map(wordsOf)).toEqual(['Yêu cầu sửa số 12', 'ngay'])
  })

  test('replies and the answer in the order of time, under their authors', async () => {
    const parts = await one({
      kind: 'question',
      messages: [message('Hỏi'), message('Còn gì nữa?', { at: AT + 3_000, author: drafter })],
      answer: { kind: 'explained', text: 'Vì **thế**.\n\nHết.', by: drafter, at: AT + 2_000 },
    })
    expect(said(parts)).toEqual([['Câu hỏi số 12', 'Hỏi'], ['Giải trình: Vì thế.', 'Hết.'], ['Còn gì nữa?']])
    expect(commentsOf(parts).map(({ attributes }) => attributes['w:author'])).toEqual([
      'Người thẩm định 1 (BTG)',
      'Người soạn 1',
      'Người soạn 1',
    ])
    expect(commentsOf(parts)[0]?.attributes['w:initials']).toBe('NTĐ1')
    const bare = await one({ answer: { kind: 'accepted', text: '', by: drafter, at: AT } })
    expect(said(bare)[1]).toEqual(['Tiếp thu'])
  })

  test('the time of clocks in Vietnam', async () => {
    const [comment] = commentsOf(await one({}))
    expect(comment?.attributes['w:date']).toBe('2022-04-09T01:05:09.000Z')
  })

  test('a message that was deleted keeps its place', async () => {
    const parts = await one({ messages: [message('', { deletedAt: AT }), message('Vẫn còn')] })
    expect(said(parts)).toEqual([['Góp ý số 12', 'Đã xoá'], ['Vẫn còn']])
  })

  test('whether it is closed, also where nobody has replied to anything', async () => {
    const done = (parts: PackageParts) =>
      childrenOf(parts.xml('word/commentsExtended.xml'), 'w15:commentEx').map(
        ({ attributes }) => `${attributes['w15:done']} ${attributes['w15:paraIdParent'] ?? 'root'}`,
      )
    expect(done(await one({ resolved: { by: reviewer, at: AT } }))).toEqual(['1 root'])
    expect(done(await one({ messages: [message('a'), message('b')] }))).toEqual(['0 root', '0 00000001'])
  })

  test('signs that XML cannot say are left out, of names too', async () => {
    const hostile = {
      ...reviewer,
      name: 'Người\u0000 \uFFFE<1> & \uD800',
      office: { ...BTG, shortName: 'B\u000BTG' },
    }
    const parts = await one({
      author: hostile,
      messages: [message('a\uFFFFb <w:t> & "\u0001 \uDC00', { author: hostile })],
    })
    expect(said(parts)[0]?.[1]).toBe('ab <w:t> & " \uFFFD')
    expect(commentsOf(parts)[0]?.attributes['w:author']).toBe('Người <1> & \uFFFD (B TG)')
  })

  test('of a long quote the beginning', async () => {
    const parts = await one({ about: { type: 'gone', quote: 'chữ '.repeat(1_000) } })
    expect(said(parts)[0]?.[1]).toMatch(/^Không còn đoạn gốc: “chữ .{500,620} \[…\]”$/)
  })
})
