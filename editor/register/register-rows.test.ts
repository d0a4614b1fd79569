import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { RegisterRow } from '../../report/review/register.ts'
import type { Office } from '../../report/wire/rest.ts'
import {
  chosenRows,
  NOBODY,
  officeOptions,
  pageOf,
  PER_PAGE,
  printChoice,
  readChoice,
  shortQuote,
} from './register-rows.ts'
import type { RegisterChoice } from './register-rows.ts'

const office = (id: string, name: string): Office => ({ id, name, shortName: name, color: '#17498a' })
const BTG = office('btg', 'Ban Tuyên giáo')
const DV = office('dv', 'Ban Dân vận')
const KH = office('kh', 'Sở Khoa học')

type Made = {
  readonly number: number
  readonly kind?: RegisterRow['thread']['kind']
  readonly state?: RegisterRow['state']
  readonly by?: Office | null
  readonly officeIds?: readonly string[]
  readonly blocks?: boolean
}

function row({ number, kind = 'opinion', state = 'unanswered', by = BTG, ...rest }: Made): RegisterRow {
  const author = { userId: 'u', name: 'Người thẩm định', office: by, role: 'reviewer' } as const
  return {
    thread: {
      id: `t${number}`,
      number,
      kind,
      anchor: { kind: 'report' },
      author,
      createdAt: 1,
      resolved: null,
      answer: null,
      messages: [],
      rev: number,
    },
    section: '',
    place: 'report',
    quote: '',
    lost: false,
    opinion: '',
    author: '',
    responsible: '',
    officeIds: ['kh'],
    answer: '',
    state,
    blocks: false,
    ...rest,
  }
}

const EVERYTHING = readChoice(new URLSearchParams())
const ROWS = [
  row({ number: 1 }),
  row({ number: 2, state: 'open', by: DV }),
  row({ number: 3, kind: 'change', blocks: true, officeIds: [] }),
  row({ number: 4, kind: 'change', state: 'resolved', by: null, officeIds: ['kh', 'dv'] }),
]
const chosen = (choice: Partial<RegisterChoice>) =>
  chosenRows(ROWS, { ...EVERYTHING, ...choice }).map(({ thread }) => thread.number)

describe('the register as it is looked at', () => {
  test('is narrowed by state, kind and either office, together', () => {
    expect(chosen({})).toEqual([1, 2, 3, 4])
    expect(chosen({ state: 'unanswered' })).toEqual([1, 3])
    expect(chosen({ state: 'answered' })).toEqual([2])
    expect(chosen({ state: 'resolved' })).toEqual([4])
    expect(chosen({ state: 'blocking' })).toEqual([3])
    expect(chosen({ kind: 'change' })).toEqual([3, 4])
    expect(chosen({ author: 'btg' })).toEqual([1, 3])
    expect(chosen({ answering: 'dv' })).toEqual([4])
    expect(chosen({ answering: NOBODY })).toEqual([3])
    expect(chosen({ author: 'btg', kind: 'change' })).toEqual([3])
    expect(chosen({ descending: true })).toEqual([4, 3, 2, 1])
    expect(chosen({})).toEqual([1, 2, 3, 4])
  })

  test('offers the offices there is something of, in the order of their names', () => {
    const options = officeOptions(ROWS, [KH, DV, BTG, office('none', 'Không có ý kiến')])
    expect(options.authors.map(({ name }) => name)).toEqual(['Ban Dân vận', 'Ban Tuyên giáo'])
    expect(options.answering.map(({ name }) => name)).toEqual(['Ban Dân vận', 'Sở Khoa học'])
    expect(options.withoutOffice).toBe(true)
    expect(officeOptions([row({ number: 1 })], []).withoutOffice).toBe(false)
  })

  test('an address says again what was chosen, and nonsense in it chooses nothing', () => {
    const some = fc.record<RegisterChoice>({
      state: fc.constantFrom('', 'unanswered', 'answered', 'resolved', 'blocking'),
      kind: fc.constantFrom('', 'opinion', 'change', 'question'),
      author: fc.string(),
      answering: fc.constantFrom('', NOBODY, 'kh'),
      sort: fc.constantFrom('section', 'number', 'office', 'state'),
      descending: fc.boolean(),
      page: fc.integer({ min: 1, max: 500 }),
    })
    fc.assert(
      fc.property(some, (choice) => {
        const address = printChoice(choice).toString()
        expect(readChoice(new URLSearchParams(address))).toEqual(choice)
      }),
    )
    expect(printChoice(EVERYTHING).toString()).toBe('')
    const nonsense = 'trang-thai=x&loai=y&xep=z&nguoc=2&trang=-1'
    expect(readChoice(new URLSearchParams(nonsense))).toEqual(EVERYTHING)
    expect(readChoice(new URLSearchParams('trang=1e99')).page).toBe(1)
  })

  test('comes in pages; a page beyond the last is the last', () => {
    const many = Array.from({ length: PER_PAGE * 2 + 1 }, (_, index) => row({ number: index + 1 }))
    expect(pageOf(many, 2).rows.map(({ thread }) => thread.number)).toEqual(
      Array.from({ length: PER_PAGE }, (_, index) => PER_PAGE + index + 1),
    )
    expect(pageOf(many, 9)).toMatchObject({ page: 3, pages: 3 })
    expect(pageOf(many, 9).rows).toHaveLength(1)
    expect(pageOf([], 4)).toEqual({ rows: [], page: 1, pages: 1 })
  })

  test('a long quote keeps its beginning and its end, and breaks no letter', () => {
    expect(shortQuote('ngắn')).toBe('ngắn')
    const long = `Mở đầu ${'𝑥'.repeat(5000)} kết thúc`
    const short = shortQuote(long)
    expect(short.length).toBeLessThan(800)
    expect(short).toMatch(/^Mở đầu .* \[…\] .*kết thúc$/u)
    expect(shortQuote('phường '.repeat(100))).toMatch(/^(phường )+\[…\]( phường)+\s*$/u)
    expect(short).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/u)
  })
})
