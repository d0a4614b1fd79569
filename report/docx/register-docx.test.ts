import mammoth from 'mammoth'
import { describe, expect, test, vi } from 'vitest'
import { openDocxZip } from '../../sync-server/docx-zip.ts'
import { plainMessage } from '../review/message-text.ts'
import { registerRows, type RegisteredThread } from '../review/register.ts'
import type { Office } from '../wire/rest.ts'
import type { Anchor, Author } from '../wire/review.ts'
import { fixTimes } from './fixed-times.ts'
import { registerDocx, type RegisterPaper } from './register-docx.ts'

const office = (id: string, name: string, shortName: string): Office => ({
  id,
  name,
  shortName,
  color: '#000000',
})
const BTG = office('btg', 'Ban Tuyên giáo Tỉnh ủy', 'BTG')
const KH = office('kh', 'Sở Khoa học và Công nghệ', 'Sở KH&CN')
const reviewer: Author = { userId: 'u1', name: 'Người thẩm định 1', office: BTG, role: 'reviewer' }
const drafter: Author = { userId: 'u2', name: 'Người soạn 1', office: KH, role: 'drafter' }

const record = {
  officeId: 'kh',
  officeIds: ['kh'],
  status: 'drafting',
  locked: false,
  due: null,
  openThreads: 0,
} as const
const REPORT = {
  title: 'Báo cáo tổng kết 10 năm <20-NQ/TW> & hơn nữa',
  preamble: { ...record, officeIds: ['kh'] },
  sections: [
    {
      ...record,
      officeIds: ['kh'],
      id: 's1',
      level: 1,
      number: 'I',
      title: 'Việc chỉ đạo',
      fixed: true,
      words: 0,
    },
  ],
}

const AT = Date.parse('2022-04-08T07:05:09Z')
const range = (quote: string, lost = false): Anchor => ({
  kind: 'range',
  sectionId: 's1',
  quote,
  prefix: '',
  suffix: '',
  pieces: [],
  lost,
})

let made = 0
function thread(text: string, changes: Partial<RegisteredThread> = {}): RegisteredThread {
  made += 1
  const id = `y-kien-${made}`
  return {
    id,
    number: made,
    kind: 'opinion',
    anchor: range('đoạn được trích'),
    author: reviewer,
    createdAt: AT,
    resolved: null,
    answer: null,
    messages: [{ id, author: reviewer, at: AT, editedAt: null, deletedAt: null, text }],
    rev: made,
    ...changes,
  }
}

const answered = (kind: 'accepted' | 'explained', text: string) => ({
  kind,
  text,
  by: drafter,
  at: AT + 86_400_000,
})

function paper(threads: readonly RegisteredThread[], changes: Partial<RegisterPaper> = {}): RegisterPaper {
  const offices = new Map([BTG, KH].map(({ id, shortName }) => [id, shortName]))
  return {
    title: REPORT.title,
    rows: registerRows(REPORT, offices, threads, {}),
    state: 'all',
    at: AT,
    ...changes,
  }
}

async function partsOf(bytes: Uint8Array) {
  const zip = openDocxZip(bytes)
  return (name: string) => new TextDecoder('utf-8', { fatal: true }).decode(zip.read(name))
}
const documentOf = async (threads: readonly RegisteredThread[]) =>
  (await partsOf(await registerDocx(paper(threads))))('word/document.xml')

/** The cells as a reader of Word files sees them: rows of cells of lines. */
async function cellsOf(bytes: Uint8Array): Promise<string[][]> {
  const { value: html } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })
  const textOf = (cell: string) =>
    cell
      .replaceAll('</p>', '\n')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replace(/\n$/, '')
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell = '']) => textOf(cell)),
  )
}

describe('the register as a Word file', () => {
  test('reads back as its rows', async () => {
    const text =
      'Đề nghị **nêu rõ**:\n\n- số nhiệm vụ\n- kinh phí\n\n1. Ngân sách\n2. Khác\n\n@[Sở KH](office:kh) <xem> & "sửa"'
    const threads = [
      thread(text, { kind: 'change' }),
      thread('Dòng một\nDòng hai', { answer: answered('accepted', '') }),
      thread('Ba', {
        answer: answered('explained', 'Vì **lý do**:\n\n- một'),
        resolved: { by: drafter, at: AT },
      }),
      thread('Bốn', { anchor: range('câu đã mất\nhai đoạn', true), resolved: { by: drafter, at: AT } }),
      thread('Năm', { anchor: { kind: 'report' }, author: { ...reviewer, office: null } }),
      thread('Sáu', { anchor: { kind: 'section', sectionId: 's1', quote: 'Việc chỉ đạo', lost: false } }),
      thread('', { messages: [{ ...must0(thread('x')), deletedAt: AT, text: '' }] }),
    ]
    const given = paper(threads)
    const [head, ...cells] = await cellsOf(await registerDocx(given))
    expect(head).toEqual([
      'Số',
      'Mục',
      'Đoạn trích',
      'Ý kiến',
      'Người góp ý',
      'Tiếp thu, giải trình',
      'Trạng thái',
    ])
    expect(cells).toHaveLength(given.rows.length)
    const find = (number: number | undefined) => cells.find(([cell]) => cell === String(number)) ?? []
    for (const row of given.rows) {
      const [, section, quote, opinion, author, answer, state] = find(row.thread.number)
      expect(section).toBe(row.place === 'report' ? 'Toàn văn bản' : row.section)
      if (row.quote !== '') expect(quote?.replace('\n(Không còn đoạn gốc)', '')).toBe(`“${row.quote}”`)
      expect(opinion?.replace(/^Yêu cầu sửa\n/, '')).toBe(row.opinion)
      expect(author).toBe(
        [row.thread.author.name, row.thread.author.office?.name, '08/4/2022'].filter(Boolean).join('\n'),
      )
      const signed = '\n(Người soạn 1, Sở Khoa học và Công nghệ, 09/4/2022)'
      if (row.thread.answer) expect(answer?.replace(':\n', ': ').replace(signed, '')).toBe(row.answer)
      expect(state).toBe({ unanswered: 'Chưa trả lời', open: 'Đã trả lời', resolved: 'Đã khép' }[row.state])
    }
    expect(find(threads[0]?.number)[3]).toBe(`Yêu cầu sửa\n${plainMessage(text)}`)
    expect(find(threads[0]?.number)[5]).toBe('Chờ Sở KH&CN trả lời')
    expect(find(threads[3]?.number)[2]).toBe('“câu đã mất\nhai đoạn”\n(Không còn đoạn gốc)')
    expect(find(threads[3]?.number)[5]).toBe('Khép không cần trả lời')
    expect(find(threads[4]?.number)[2]).toBe('–')
    expect(find(threads[5]?.number)[2]).toBe('Cả mục')
    expect(find(threads[6]?.number)[3]).toBe('Đã xoá')
  })

  test('says above the table what it is, of which report, as of when, and the totals', async () => {
    const threads = [
      thread('a', { kind: 'change' }),
      thread('b', { answer: answered('accepted', '') }),
      thread('c', { resolved: { by: drafter, at: AT } }),
    ]
    const lines = async (changes: Partial<RegisterPaper> = {}) => {
      const buffer = Buffer.from(await registerDocx(paper(threads, changes)))
      return (await mammoth.extractRawText({ buffer })).value.split('\n').filter(Boolean).slice(0, 5)
    }
    expect(await lines()).toEqual([
      'BẢNG TỔNG HỢP, TIẾP THU, GIẢI TRÌNH Ý KIẾN',
      `Văn bản: ${REPORT.title}`,
      '(Tính đến 14 giờ 05 phút, ngày 08 tháng 4 năm 2022)',
      'Tổng số: 3 ý kiến; trong đó tiếp thu 1, chưa trả lời 1, khép không cần trả lời 1.',
      'Còn 1 yêu cầu sửa chưa được tiếp thu hoặc giải trình: báo cáo chưa thể sang giai đoạn sau.',
    ])
    expect((await lines({ state: 'open' }))[3]).toMatch(/^Số ý kiến chưa khép: 3 ý kiến/)
    const empty = Buffer.from(await registerDocx(paper([])))
    expect((await mammoth.extractRawText({ buffer: empty })).value).toMatch(
      /Tổng số: 0 ý kiến\.[^]*Chưa có ý kiến nào\./,
    )
  })

  test('is A4 across in Times New Roman and Vietnamese, with fixed columns and their head on every page', async () => {
    const part = await partsOf(await registerDocx(paper([thread('a'), thread('b')])))
    const document = part('word/document.xml')
    expect(document).toContain('<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>')
    expect(document.match(/<w:tblHeader\/>/g)).toHaveLength(1)
    expect(document.indexOf('<w:tblHeader/>')).toBeLessThan(document.indexOf('>Số<'))
    expect(document).toContain('<w:tblLayout w:type="fixed"/>')
    const grid = [...document.matchAll(/<w:gridCol w:w="(\d+)"\/>/g)].map(([, width]) => Number(width))
    expect(grid).toHaveLength(7)
    // As wide as the page without its margins.
    expect(grid.reduce((sum, width) => sum + width, 0)).toBe(16_838 - 1_134 - 850)
    const cells = [...document.matchAll(/<w:tcW w:type="dxa" w:w="(\d+)"\/>/g)].map(([, width]) =>
      Number(width),
    )
    expect(cells).toEqual([...grid, ...grid, ...grid])
    expect(document).toContain('<w:titlePg/>')
    const styles = part('word/styles.xml')
    expect(styles).toMatch(/<w:docDefaults>.*w:ascii="Times New Roman".*<w:lang w:val="vi-VN"/s)
    expect(part('word/settings.xml')).toContain('w:val="15"')
    expect(part('docProps/core.xml')).toContain(
      '<dc:title>Bảng tổng hợp, tiếp thu, giải trình ý kiến: Báo cáo tổng kết 10 năm &lt;20-NQ/TW&gt; &amp; hơn nữa</dc:title>',
    )
  })

  test('keeps a row on one page, unless it is as tall as a page', async () => {
    const splits = async (text: string) =>
      (await documentOf([thread(text)]))
        .split('<w:tr>')
        .slice(2)
        .map((row) => !row.includes('<w:cantSplit/>'))
    expect(await splits('Một dòng')).toEqual([false])
    expect(await splits('chữ '.repeat(100))).toEqual([false])
    expect(await splits('chữ '.repeat(600))).toEqual([true])
    expect(await splits('- mục\n'.repeat(40))).toEqual([true])
  })

  test('keeps what is bold bold, and nothing else', async () => {
    const document = await documentOf([thread('thường **đậm** thường')])
    expect(document).toMatch(/<w:b\/><w:bCs\/><\/w:rPr><w:t xml:space="preserve">đậm</)
    expect(document).toMatch(/<w:r><w:t xml:space="preserve">thường </)
  })

  test('shortens in the middle what somebody marked by the page, while the report still says it', async () => {
    const quote = `Đầu tiên ${'chữ '.repeat(400)}cuối cùng`
    const quoteIn = async (anchor: Anchor) =>
      (await cellsOf(await registerDocx(paper([thread('a', { anchor })]))))[1]?.[2]
    const shown = await quoteIn(range(quote))
    expect(shown).toMatch(/^“Đầu tiên chữ .* chữ \[…\] chữ .* cuối cùng”$/)
    expect(shown?.length).toBeLessThan(600)
    expect(await quoteIn(range(quote, true))).toContain(`“${quote}”`)
  })

  test('holds nothing that Word refuses, whatever people wrote', async () => {
    const bad = 'a\0b\u0001\v\f\uFFFE\uFFFF\uD800c\u2028d\te\u0085<w:p>&amp;]]>\u{1F600}'
    const by: Author = { ...reviewer, name: bad, office: { ...BTG, name: bad } }
    const threads = [
      thread(bad, { anchor: range(bad), author: by, answer: { ...answered('explained', bad), by } }),
      thread('\u0001', { anchor: range('\uFFFF') }),
      thread('x', { anchor: range('a\n\n\nb') }),
    ]
    const part = await partsOf(await registerDocx(paper(threads, { title: bad })))
    for (const name of ['word/document.xml', 'docProps/core.xml']) {
      expect(part(name)).not.toMatch(/[^\P{Cc}\n]|[\uFFFE\uFFFF]|\p{Cs}/u)
    }
    const document = part('word/document.xml')
    expect(document).toContain('&lt;w:p&gt;&amp;amp;]]&gt;\u{1F600}')
    expect(document.match(/<w:tc>/g)).toHaveLength(7 * 4)
    // Each cell ends with a paragraph, and the body's table is followed by one.
    expect(document.match(/<\/w:p><\/w:tc>/g)).toHaveLength(7 * 4)
    expect(document).toMatch(/<\/w:tbl><w:p>.*<w:sectPr/s)
    expect(document.replaceAll(/[^\n]/g, '')).toBe('')
  })

  test('is the same file, byte for byte, for the same rows, at any time', async () => {
    const threads = [thread('a', { kind: 'change' }), thread('**b**\n\n- c')]
    const made = async (day: string) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(day) })
      try {
        return await registerDocx(paper(threads))
      } finally {
        vi.useRealTimers()
      }
    }
    const [first, second] = [await made('2022-04-08'), await made('2023-01-01')]
    expect(Buffer.compare(first, second)).toBe(0)
    const other = await registerDocx(paper(threads, { at: AT + 1_000 }))
    expect(Buffer.compare(first, other)).not.toBe(0)
  })
})

test('times are fixed in whole archives only', () => {
  expect(() => fixTimes(new Uint8Array(10))).toThrow('zip')
  expect(() => fixTimes(new Uint8Array(100))).toThrow('zip')
})

function must0({ messages }: RegisteredThread) {
  const [message] = messages
  if (!message) throw new Error('no message')
  return message
}
