import { sectionNumbers } from '../../outline/numbering.ts'
import type { Block, Cell, ContentSection, Inline } from '../../report/content/content.ts'
import type { PaperOrder, PaperThread } from '../../report/docx/paper-order.ts'
import { numbersFrom, prose } from '../report-text.ts'

const AUTHOR = { userId: 'u1', name: 'Người thẩm định 1', office: null, role: 'reviewer' } as const
const AT = Date.parse('2022-04-08T07:05:09Z')

/**
 * A report of so many pages: on each a heading, four or five paragraphs, a note, and words that somebody commented and
 * somebody answered; on every third a table of seven rows.
 */
export function longReport(
  pages: number,
): PaperOrder & { readonly review: { readonly threads: PaperThread[] } } {
  const next = numbersFrom(20)
  const threads: PaperThread[] = []
  const places = Array.from({ length: pages }, (_, page) => ({ level: page % 8 === 0 ? 1 : 2 + (page % 2) }))
  const numbers = sectionNumbers(places)
  const sections = places.map(({ level }, page): ContentSection => {
    threads.push(threadOf(page))
    const blocks = [
      ...[0, 1, 2, 4].map((at) =>
        paragraph(`${page}-${at}`, prose(84, next), at === 1 ? threadId(page) : undefined),
      ),
      ...(page % 3 === 0 ? [tableOf(page, next)] : [paragraph(`${page}-3`, prose(120, next))]),
    ]
    return {
      id: `s${page}`,
      level,
      number: numbers[page] ?? '',
      title: prose(9, next),
      fixed: true,
      appendix: null,
      blocks,
    }
  })
  return {
    title: `Báo cáo ${pages} trang`,
    content: { preamble: [paragraph('mở đầu', prose(60, next))], sections },
    head: {
      issuingBody: 'Tỉnh ủy',
      superiorBody: '',
      number: '',
      place: '',
      date: '2022-05',
      type: 'BÁO CÁO',
      subject: 'tổng kết 10 năm thực hiện Nghị quyết',
      authority: 'T/M BAN THƯỜNG VỤ',
      signatoryTitle: 'PHÓ BÍ THƯ',
      signatoryName: '',
      recipients: ['Ban Tuyên giáo Trung ương (báo cáo)', 'Lưu Văn phòng Tỉnh ủy'],
    },
    profile: 'hd36-2018',
    pictures: new Map(),
    draft: undefined,
    section: undefined,
    toc: false,
    review: { threads },
    source: { reportId: 'r', versionId: 'v', sha256: '0'.repeat(64), at: AT },
  }
}

const threadId = (page: number) => `t${page}`

function threadOf(page: number): PaperThread {
  const message = { author: AUTHOR, at: AT, editedAt: null, deletedAt: null }
  return {
    id: threadId(page),
    number: page + 1,
    kind: 'opinion',
    resolved: null,
    answer: null,
    author: AUTHOR,
    about: { type: 'words' },
    messages: [
      { ...message, id: `${page}a`, text: 'Đề nghị bổ sung số liệu so sánh với giai đoạn trước.' },
      { ...message, id: `${page}b`, text: 'Đã bổ sung theo báo cáo của Sở.' },
    ],
  }
}

/** With some words bold, and with a note where it has a thread. */
function paragraph(id: string, words: string, thread?: string): Block {
  const [first, second, third] = [words.slice(0, 60), words.slice(60, 90), words.slice(90)]
  const inline: Inline[] = [
    { type: 'text', text: first, marks: {} },
    {
      type: 'text',
      text: second,
      marks: { bold: true },
      ...(thread === undefined ? {} : { threads: [thread] }),
    },
    { type: 'text', text: third, marks: {} },
    ...(thread === undefined
      ? []
      : [{ type: 'footnote', text: 'Nguồn: Niên giám thống kê tỉnh năm 2021.' } as const]),
  ]
  return { type: 'paragraph', id, inline }
}

function tableOf(page: number, next: () => number): Block {
  const cell = (at: string, words: string, header: boolean): Cell => ({
    header,
    colspan: 1,
    rowspan: 1,
    blocks: [{ type: 'paragraph', id: `${page}-${at}`, inline: [{ type: 'text', text: words, marks: {} }] }],
  })
  const rows = Array.from({ length: 7 }, (_, row) =>
    [1, 8, 2, 3].map((words, column) => cell(`${row}-${column}`, prose(words, next), row === 0)),
  )
  return { type: 'table', id: `table${page}`, rows }
}
