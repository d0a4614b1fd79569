import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Office, ReportDetail, Role, SectionSummary } from '../wire/rest.ts'
import type { Anchor } from '../wire/review.ts'
import { registerCounts, registerRows } from './register.ts'
import type { RegisteredThread, RegisterRow } from './register.ts'
import { sectionLabel, sectionNames } from './section-names.ts'

const BTG: Office = {
  id: 'btg',
  name: 'Ban Tuyên giáo Tỉnh ủy',
  shortName: 'Ban Tuyên giáo',
  color: '#17498a',
}
const SHORT = new Map([
  ['kh', 'Sở KH&CN'],
  ['nn', 'Sở NN&PTNT'],
])

const nobody: ReportDetail['preamble'] = {
  officeId: null,
  officeIds: [],
  status: 'drafting',
  locked: false,
  due: null,
  openThreads: 0,
}

function section(
  id: string,
  level: number,
  number: string,
  title: string,
  officeIds: string[] = [],
): SectionSummary {
  return {
    ...nobody,
    id,
    level,
    number,
    title,
    fixed: true,
    words: 0,
    officeId: officeIds[0] ?? null,
    officeIds,
  }
}

const REPORT = {
  title: 'Tổng kết 10 năm',
  preamble: nobody,
  sections: [
    section('s1', 1, 'I', 'Việc chỉ đạo', ['kh']),
    section('s11', 2, '1', 'Quán triệt'),
    section('s11a', 3, 'a)', '', ['nn', 'kh', 'gone']),
    section('s2', 1, 'II', 'Kết quả'),
  ],
}

type Made = Partial<Omit<RegisteredThread, 'anchor' | 'author'>> & {
  readonly number: number
  readonly anchor?: Anchor
  readonly in?: string
  readonly role?: Role
  readonly office?: Office | null
  readonly says?: string
}

function thread({
  in: sectionId = 's1',
  role = 'reviewer',
  office = BTG,
  says = 'Nên rõ hơn.',
  ...rest
}: Made) {
  const author = { userId: 'u1', name: 'Người thẩm định 1', office, role }
  const words = { quote: 'đoạn được đánh dấu', prefix: '', suffix: '', pieces: [], lost: false }
  const message = { id: `t${rest.number}`, author, at: 1, editedAt: null, deletedAt: null, text: says }
  const made: RegisteredThread = {
    id: `t${rest.number}`,
    kind: 'opinion',
    anchor: { kind: 'range', sectionId, ...words },
    author,
    createdAt: 1,
    resolved: null,
    answer: null,
    messages: [message],
    rev: 1,
    ...rest,
  }
  return made
}

const by = { userId: 'u2', name: 'Người soạn 1', office: null, role: 'drafter' } as const
const accepted = { kind: 'accepted', text: '', by, at: 2 } as const
const explained = { kind: 'explained', text: 'Số liệu **đã** kiểm tra.', by, at: 2 } as const
const closed = { by, at: 3 }

const rows = (threads: RegisteredThread[], query: Parameters<typeof registerRows>[3] = {}) =>
  registerRows(REPORT, SHORT, threads, query)
const numbers = (shown: readonly RegisterRow[]) => shown.map((row) => row.thread.number)
const only = (made: Made) => {
  const [row] = rows([thread(made)])
  if (!row) throw new Error(`thread ${made.number} is not in the register`)
  return row
}

describe('the register of opinions', () => {
  test('holds what reviewers opened, and every request for a change whoever made it', () => {
    const all = [
      thread({ number: 1 }),
      thread({ number: 2, role: 'drafter' }),
      thread({ number: 3, role: 'drafter', kind: 'change' }),
      thread({ number: 4, role: 'coordinator', kind: 'question' }),
      thread({ number: 5, kind: 'question' }),
    ]
    expect(numbers(rows(all))).toEqual([1, 3, 5])
  })

  test('says what stands in each cell', () => {
    const row = only({
      number: 7,
      in: 's11a',
      says: 'Đề nghị @[Sở KH&CN](office:kh):\n- nêu **số liệu**\n- nêu nguồn',
      answer: explained,
    })
    expect(row).toMatchObject({
      section: 'I.1.a',
      place: 'section',
      quote: 'đoạn được đánh dấu',
      opinion: 'Đề nghị @Sở KH&CN:\n- nêu số liệu\n- nêu nguồn',
      author: 'Người thẩm định 1, Ban Tuyên giáo Tỉnh ủy',
      // An office that is gone has no name to say.
      responsible: 'Sở NN&PTNT, Sở KH&CN',
      answer: 'Giải trình: Số liệu đã kiểm tra.',
      state: 'open',
    })
    expect(only({ number: 1, office: null }).author).toBe('Người thẩm định 1')
    expect(only({ number: 1, answer: accepted }).answer).toBe('Tiếp thu')
    expect(only({ number: 1 }).answer).toBe('')
  })

  test('a section given to nobody is answered for by whom the one above it belongs to', () => {
    expect(only({ number: 1, in: 's11' }).responsible).toBe('Sở KH&CN')
    expect(only({ number: 1, in: 's2' }).responsible).toBe('')
  })

  test('tells of what has no words in the text: the whole report, the opening, a section, what is gone', () => {
    expect(only({ number: 1, anchor: { kind: 'report' } })).toMatchObject({
      section: 'Tổng kết 10 năm',
      place: 'report',
      quote: '',
      lost: false,
    })
    expect(only({ number: 1, in: 'preamble' })).toMatchObject({ section: 'Phần mở đầu', place: 'preamble' })
    const whole = (sectionId: string): Anchor => ({
      kind: 'section',
      sectionId,
      quote: 'Kết quả',
      lost: false,
    })
    expect(only({ number: 1, anchor: whole('s2') })).toMatchObject({ section: 'II. Kết quả', quote: '' })
    expect(only({ number: 1, anchor: whole('s9') })).toMatchObject({
      section: 'Phần đã bỏ khỏi báo cáo: Kết quả',
      place: 'gone',
    })
    expect(only({ number: 1, in: 's9' }).section).toBe('Phần đã bỏ khỏi báo cáo')
    const lost: Anchor = { kind: 'block', sectionId: 's2', blockId: 'b', quote: 'Bảng 1', lost: true }
    expect(only({ number: 1, anchor: lost })).toMatchObject({ quote: 'Bảng 1', lost: true })
  })

  test('an opinion that was taken back keeps its row, without its words', () => {
    const [first] = thread({ number: 1 }).messages
    if (!first) throw new Error('expected a message')
    const messages = [
      { ...first, deletedAt: 5, text: '' },
      { ...first, id: 'm2', text: 'Vâng.' },
    ]
    expect(only({ number: 1, messages }).opinion).toBe('Đã xoá')
    expect(only({ number: 1, messages: [] }).opinion).toBe('Đã xoá')
  })

  test('goes by the text: the whole report, the opening, the sections, then what is gone', () => {
    const all = [
      thread({ number: 1, in: 's9' }),
      thread({ number: 2, in: 's2' }),
      thread({ number: 3, in: 's11' }),
      thread({ number: 4, in: 'preamble' }),
      thread({ number: 10, in: 's1' }),
      thread({ number: 9, in: 's1' }),
      thread({ number: 5, anchor: { kind: 'report' } }),
    ]
    expect(numbers(rows(all))).toEqual([5, 4, 9, 10, 3, 2, 1])
    expect(numbers(rows(all, { sort: 'number' }))).toEqual([1, 2, 3, 4, 5, 9, 10])
  })

  test('sorts offices as Vietnamese does, nobody’s last, and by the text within one', () => {
    const office = (name: string): Office => ({ ...BTG, name })
    const all = [
      thread({ number: 1, office: null }),
      thread({ number: 2, office: office('Đảng ủy khối 10') }),
      thread({ number: 3, office: office('Đảng ủy khối 9') }),
      thread({ number: 4, office: office('Văn phòng'), in: 's2' }),
      thread({ number: 5, office: office('Ủy ban') }),
      thread({ number: 6, office: office('Dân vận') }),
      thread({ number: 7, office: office('Văn phòng'), in: 's1' }),
    ]
    expect(numbers(rows(all, { sort: 'office' }))).toEqual([6, 3, 2, 5, 7, 4, 1])
  })

  test('sorts by state with what blocks first, and shows the open or the closed ones alone', () => {
    const all = [
      thread({ number: 1, resolved: closed }),
      thread({ number: 2, answer: accepted }),
      thread({ number: 3 }),
      thread({ number: 4, kind: 'change', in: 's2' }),
      thread({ number: 5, kind: 'change', answer: explained, resolved: closed }),
    ]
    expect(numbers(rows(all, { sort: 'state' }))).toEqual([4, 3, 2, 1, 5])
    expect(numbers(rows(all, { state: 'open' }))).toEqual([2, 3, 4])
    expect(numbers(rows(all, { state: 'resolved' }))).toEqual([1, 5])
    expect(registerCounts(rows(all))).toEqual({
      all: 5,
      accepted: 1,
      explained: 1,
      unanswered: 2,
      dropped: 1,
      blocking: 1,
    })
  })

  test('whatever there is, no row is lost or doubled, and the counts add up', () => {
    const made = fc.record({
      kind: fc.constantFrom('opinion', 'change', 'question'),
      in: fc.constantFrom('s1', 's11a', 's9', 'preamble'),
      office: fc.constantFrom(BTG, null),
      answer: fc.constantFrom(null, accepted, explained),
      resolved: fc.constantFrom(null, closed),
    })
    fc.assert(
      fc.property(fc.array(made), fc.constantFrom('section', 'number', 'office', 'state'), (list, sort) => {
        const all = list.map((one, index) => thread({ number: index + 1, ...one }))
        const shown = rows(all, { sort })
        expect(numbers(shown).sort((a, b) => a - b)).toEqual(all.map(({ number }) => number))
        const counts = registerCounts(shown)
        expect(counts.accepted + counts.explained + counts.unanswered + counts.dropped).toBe(counts.all)
        const parted = [...rows(all, { state: 'open' }), ...rows(all, { state: 'resolved' })]
        expect(numbers(parted).sort((a, b) => a - b)).toEqual(numbers(shown).sort((a, b) => a - b))
      }),
    )
  })
})

test('a section is called by its number with those above it; a dash has none of its own', () => {
  const names = sectionNames([
    ...REPORT.sections,
    section('d', 4, '-', 'Nhân lực'),
    section('p', 2, '12', 'Vốn'),
  ])
  const label = (id: string) => {
    const name = names.get(id)
    return name && sectionLabel(name)
  }
  expect(label('s11')).toBe('I.1. Quán triệt')
  expect(label('s11a')).toBe('I.1.a')
  expect(label('d')).toBe('II. Nhân lực')
  expect(label('p')).toBe('II.12. Vốn')
  expect(label('nowhere')).toBeUndefined()
})
