import { describe, expect, test } from 'vitest'
import { contentText } from '../content/content-text.ts'
import type { Block, Cell, ContentSection, Inline, ReportContent, TextMarks } from '../content/content.ts'
import { applyComparison } from './apply.ts'
import { changesOf } from './changes.ts'
import { compareContents } from './compare.ts'
import type { InlineChange } from './comparison.ts'

const text = (words: string, marks: TextMarks = {}): Inline => ({ type: 'text', text: words, marks })
const p = (id: string, ...inline: (string | Inline)[]): Block => ({
  type: 'paragraph',
  id,
  inline: inline.map((one) => (typeof one === 'string' ? text(one) : one)),
})
const report = (...preamble: Block[]): ReportContent => ({ preamble, sections: [] })
const section = (id: string, ...blocks: Block[]): ContentSection => ({
  id,
  level: 1,
  number: '',
  title: `Mục ${id}`,
  fixed: false,
  appendix: null,
  blocks,
})
const sections = (...list: ContentSection[]): ReportContent => ({ preamble: [], sections: list })
const table = (...rows: string[][]): Block => ({
  type: 'table',
  id: 'table',
  rows: rows.map((row) =>
    row.map((words): Cell => ({
      header: false,
      colspan: 1,
      rowspan: 1,
      blocks: [p(`cell ${words}`, words)],
    })),
  ),
})

/** The words of a paragraph that changed: `[-went-]`, `{+came+}`, `*look*`. */
function shown(a: Block, b: Block): string {
  const [change] = compareContents(report(a), report(b)).preamble
  return change?.kind === 'words' ? change.inline.map(piece).join('') : (change?.kind ?? '')
}

function piece({ kind, inline }: InlineChange): string {
  const words = inline
    .map((one) => (one.type === 'text' ? one.text : one.type === 'break' ? '⏎' : `[^${one.text}]`))
    .join('')
  return kind === 'removed'
    ? `[-${words}-]`
    : kind === 'added'
      ? `{+${words}+}`
      : kind === 'marks'
        ? `*${words}*`
        : words
}

describe('words', () => {
  test('whole ones change, with what joins them', () => {
    expect(
      shown(
        p('a', 'tăng 1.234.567 đồng, đạt 78,5% năm 2021'),
        p('a', 'tăng 1.334.567 đồng, đạt 78,6% năm 2021'),
      ),
    ).toBe('tăng [-1.234.567-]{+1.334.567+} đồng, đạt [-78,5%-]{+78,6%+} năm 2021')
    expect(
      shown(p('a', 'Nghị quyết số 20-NQ/TW, ngày 08/4'), p('a', 'Nghị quyết số 21-NQ/TW, ngày 09/4')),
    ).toBe('Nghị quyết số [-20-NQ/TW-]{+21-NQ/TW+}, ngày [-08/4-]{+09/4+}')
  })

  test('the form of letters is no change, other marks on them are', () => {
    expect(shown(p('a', 'Tiếng Việt'.normalize('NFD')), p('a', 'Tiếng Việt'))).toBe('same')
    expect(shown(p('a', 'một bài thơ hay'), p('a', 'một bài thợ hay'))).toBe('một bài [-thơ-]{+thợ+} hay')
  })

  test('what stays between changes and is shorter than they are goes with them', () => {
    expect(
      shown(
        p('a', 'Tỉnh đã ban hành nhiều văn bản chỉ đạo, điều hành và kiểm tra việc thực hiện.'),
        p('a', 'Tỉnh đã quán triệt sâu rộng đến từng chi bộ, tổ dân phố và kiểm tra việc thực hiện.'),
      ),
    ).toBe(
      'Tỉnh đã [-ban hành nhiều văn bản chỉ đạo, điều hành-]{+quán triệt sâu rộng đến từng chi bộ, tổ dân phố+} và kiểm tra việc thực hiện.',
    )
  })

  test('another sentence is another sentence', () => {
    expect(
      shown(
        p('a', 'Công tác cán bộ được chú trọng hơn trước.'),
        p('a', 'Thu ngân sách vượt kế hoạch tỉnh giao năm nay.'),
      ),
    ).toBe('[-Công tác cán bộ được chú trọng hơn trước.-]{+Thu ngân sách vượt kế hoạch tỉnh giao năm nay.+}')
  })

  test('looks, notes and breaks', () => {
    expect(shown(p('a', 'một hai ba'), p('a', 'một ', text('hai', { bold: true }), ' ba'))).toBe(
      'một *hai* ba',
    )
    const note = (words: string): Inline => ({ type: 'footnote', text: words })
    expect(
      shown(p('a', 'số liệu', note('Nguồn: Cục Thống kê')), p('a', 'số liệu', note('Nguồn: Sở Tài chính'))),
    ).toBe('số liệu[-[^Nguồn: Cục Thống kê]-]{+[^Nguồn: Sở Tài chính]+}')
    expect(shown(p('a', 'một', { type: 'break' }, 'hai'), p('a', 'một hai'))).toBe('một[-⏎-]{+ +}hai')
  })

  test('threads are none of the text', () => {
    const commented: Inline = { type: 'text', text: 'hai', marks: {}, threads: ['t1'] }
    expect(shown(p('a', 'một hai ba'), p('a', 'một ', commented, ' ba'))).toBe('same')
  })
})

describe('blocks', () => {
  const kinds = (a: ReportContent, b: ReportContent) => compareContents(a, b).preamble.map(({ kind }) => kind)

  test('Enter at the beginning of a paragraph adds an empty one, whoever keeps the id', () => {
    expect(kinds(report(p('a', 'Một đoạn.')), report(p('a'), p('b', 'Một đoạn.')))).toEqual(['added', 'same'])
  })

  test('pasted anew, with other ids, it is still known by its words', () => {
    const before = report(p('a', 'Đoạn thứ nhất nói về giáo dục.'), p('b', 'Đoạn thứ hai nói về y tế.'))
    const after = report(p('x', 'Đoạn thứ nhất nói về giáo dục.'), p('y', 'Đoạn thứ hai nói nhiều về y tế.'))
    expect(kinds(before, after)).toEqual(['same', 'words'])
  })

  test('what moved to another section says so at both ends', () => {
    const moved = p('a', 'Đoạn chuyển đi')
    const { sections: changed } = compareContents(
      sections(section('1', moved, p('b', 'còn')), section('2')),
      sections(section('1', p('b', 'còn')), section('2', moved)),
    )
    expect(changed.map(({ blocks }) => blocks)).toEqual([
      [
        { kind: 'removed', block: moved, movedTo: '2' },
        { kind: 'same', block: p('b', 'còn') },
      ],
      [{ kind: 'added', block: moved, movedFrom: '1' }],
    ])
  })
})

describe('sections', () => {
  test('as few as possible have moved', () => {
    const [one, two, three, four] = ['1', '2', '3', '4'].map((id) => section(id)) as [
      ContentSection,
      ContentSection,
      ContentSection,
      ContentSection,
    ]
    const { sections: changed } = compareContents(sections(one, two, three, four), sections(four, one, three))
    expect(changed.map(({ id, kind, moved }) => `${id} ${kind}${moved ? ' moved' : ''}`)).toEqual([
      '4 same moved',
      '1 same',
      '2 removed',
      '3 same',
    ])
  })
})

describe('tables', () => {
  const before = table(['Năm', 'Thu'], ['2020', '10'], ['2021', '20'])
  const rowsOf = (after: Block) => {
    const [change] = compareContents(report(before), report(after)).preamble
    return change?.kind === 'inside' ? change.rows : []
  }

  test('a row that came, a row that went, a cell that changed', () => {
    const after = table(['Năm', 'Thu'], ['2021', '20'], ['2022', '30'])
    expect(rowsOf(after).map(({ kind }) => kind)).toEqual(['same', 'removed', 'same', 'added'])
  })

  test('a column that came is that in every row, and nothing else has changed', () => {
    const after = table(['Năm', 'Chi', 'Thu'], ['2020', '8', '10'], ['2021', '9', '20'])
    expect(rowsOf(after).map((row) => (row.kind === 'changed' ? row.columns : row.kind))).toEqual(
      Array.from({ length: 3 }, () => ['kept', 'added', 'kept']),
    )
    expect(changesOf(compareContents(report(before), report(after))).map(({ kind }) => kind)).toEqual(
      Array(3).fill('cell-added'),
    )
  })
})

describe('no two texts stop whoever asks', () => {
  const numbers = (seed: number) => {
    let state = seed
    return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
  }
  const some = (count: number, next: () => number) =>
    Array.from({ length: count }, () => `từ${next() % 5_000}`).join(' ')
  const check = (a: ReportContent, b: ReportContent) =>
    expect(applyComparison(compareContents(a, b), a)).toStrictEqual(b)

  test('hundreds of thousands of words in a paragraph, edited here and there', () => {
    const words = some(400_000, numbers(1)).split(' ')
    const edited = words.map((word, index) => (index % 997 === 0 ? 'mới' : word))
    const [a, b] = [report(p('a', words.join(' '))), report(p('a', edited.join(' ')))]
    const comparison = compareContents(a, b)
    expect(contentText(applyComparison(comparison, a))).toBe(contentText(b))
    expect(changesOf(comparison).length).toBeGreaterThan(390)
  }, 60_000)

  test('a million words that begin alike and are otherwise others', () => {
    const head = some(5_000, numbers(1))
    check(
      report(p('a', `${head} ${some(500_000, numbers(2))}`)),
      report(p('a', `${head} ${some(500_000, numbers(3))}`)),
    )
  }, 60_000)

  test('everything written anew', () => {
    const [one, other] = [numbers(1), numbers(2)]
    const blocks = (next: () => number, ids: string) =>
      Array.from({ length: 5_000 }, (_, index) => p(`${ids}${index}`, some(100, next)))
    check(report(...blocks(one, 'a')), report(...blocks(other, 'a')))
    check(report(...blocks(one, 'a')), report(...blocks(other, 'b')))
  })

  test('ten thousand blocks in another order, with their ids and without, few of them alike and many', () => {
    for (const [different, ids] of [
      [10_000, true],
      [10_000, false],
      [9, false],
    ] as const) {
      const next = numbers(4)
      const blocks = Array.from({ length: 10_000 }, (_, index) =>
        p(ids ? `p${index}` : '', `Đoạn số ${index % different} của báo cáo`),
      )
      check(report(...blocks), report(...blocks.toSorted(() => (next() % 2 === 0 ? 1 : -1))))
    }
  })
})
