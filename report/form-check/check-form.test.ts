import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block, ContentSection, Inline, ReportContent } from '../content/content.ts'
import type { ReportHead } from '../wire/rest.ts'
import { checkForm } from './check-form.ts'
import type { Finding } from './finding.ts'
import { textsOf } from './texts.ts'

const HEAD: ReportHead = {
  issuingBody: 'TỈNH ỦY QUẢNG NGÃI',
  superiorBody: '',
  number: '',
  place: 'Quảng Ngãi',
  date: '',
  type: 'BÁO CÁO',
  subject: 'tổng kết 10 năm thực hiện Nghị quyết số 20-NQ/TW',
  authority: 'T/M BAN THƯỜNG VỤ',
  signatoryTitle: 'PHÓ BÍ THƯ',
  signatoryName: '',
  recipients: ['- Ban Tuyên giáo Trung ương,', '- Lưu Văn phòng Tỉnh ủy.'],
}

const paragraph = (id: string, ...inline: (string | Inline)[]): Block => ({
  type: 'paragraph',
  id,
  inline: inline.map((one) => (typeof one === 'string' ? { type: 'text', text: one, marks: {} } : one)),
})
const section = (
  id: string,
  blocks: readonly Block[],
  more: Partial<ContentSection> = {},
): ContentSection => ({
  id,
  level: 1,
  number: 'I',
  title: `Mục ${id}`,
  fixed: true,
  appendix: null,
  blocks,
  ...more,
})
const written = (...texts: string[]): ReportContent => ({
  preamble: [],
  sections: [
    section(
      's1',
      texts.map((text, index) => paragraph(`p${index}`, text)),
    ),
  ],
})

/** Rule, what is there, what would be better. */
const say = ({ rule, quote, better }: Finding) => [rule, quote, ...(better === undefined ? [] : [better])]
const inText = (...texts: string[]) => checkForm(written(...texts), HEAD).map(say)
const inHead = (head: Partial<ReportHead>) => checkForm(written('Hết.'), { ...HEAD, ...head }).map(say)

describe('the checker of the form', () => {
  test('has nothing to say of what is right', () => {
    expect(
      inText(
        'Thực hiện Nghị quyết số 20-NQ/TW, ngày 01/11/2012 của Ban Chấp hành Trung ương về khoa học, Tỉnh ủy báo cáo như sau:',
        'Nghị quyết số 20-NQ/TW và Nghị quyết số 20 được quán triệt; Quyết định số 569/QĐ-TTg, ngày 11 tháng 5 năm 2022 của Thủ tướng.',
        'Theo mã 105-KH/BTGTW, giai đoạn 2012 - 2022, ngày 26-01-2022, đạt 3,5/4 điểm; quý II, huỳnh quang, toàn tỉnh, hòa, hòa.',
      ),
    ).toEqual([])
  })

  test('looks at how the subject is worded', () => {
    expect(inHead({ subject: 'Tổng kết 10 năm' })).toEqual([
      ['subject-capital', 'Tổng kết 10 năm', 'tổng kết 10 năm'],
    ])
    expect(inHead({ subject: 'báo cáo tổng kết 10 năm.' })).toEqual([
      ['subject-full-stop', 'báo cáo tổng kết 10 năm.', 'báo cáo tổng kết 10 năm'],
      ['subject-repeats-type', 'báo cáo tổng kết 10 năm.', 'tổng kết 10 năm.'],
    ])
    expect(inHead({ subject: '' })).toEqual([])
    expect(inHead({ subject: 'Hội Cựu chiến binh tỉnh 10 năm qua' })).toEqual([])
  })

  test('looks at the list of recipients', () => {
    expect(inHead({ recipients: ['- A,', '- Lưu.', '- B; C', 'A'] })).toEqual([
      ['recipients-copy-last', '- Lưu.'],
      ['recipients-twice', 'A'],
      ['recipients-punctuation', '- B; C'],
    ])
    expect(inHead({ recipients: ['A', 'B'] })).toEqual([['recipients-copy-last', 'B']])
    expect(inHead({ recipients: [] })).toEqual([])
  })

  test('looks at the codes of documents', () => {
    expect(inText('Mã 20–NQ/TW và 20 - NQ/TW, 13/2019/NĐ−CP.')).toEqual([
      ['code-dash', '20–NQ/TW', '20-NQ/TW'],
      ['code-dash', '13/2019/NĐ−CP', '13/2019/NĐ-CP'],
      ['code-space', '20 - NQ/TW', '20-NQ/TW'],
    ])
  })

  test.each([
    ['Theo Nghị quyết 20-NQ/TW, ngày 01/11/2012 của Trung ương.', ['citation-number', 'Nghị quyết 20-NQ/TW']],
    [
      'Theo Nghị quyết số 20-NQ/TW ngày 01/11/2012 của Trung ương.',
      ['citation-comma', 'Nghị quyết số 20-NQ/TW ngày 01/11/2012', 'Nghị quyết số 20-NQ/TW, ngày 01/11/2012'],
    ],
    ['Theo Nghị quyết số 20-NQ/TW của Trung ương.', ['citation-date', 'Nghị quyết số 20-NQ/TW']],
    [
      'Theo Nghị quyết số 20-NQ/TW, ngày 01/11/2012.',
      ['citation-issuer', 'Nghị quyết số 20-NQ/TW, ngày 01/11/2012'],
    ],
  ])('looks at the first mention: %s', (text, found) => {
    expect(inText(text)).toEqual([found])
    // What comes later is short, and no fault.
    expect(inText(text, 'Nghị quyết số 20-NQ/TW là đúng.')).toEqual([found])
  })

  test('looks at later mentions, also across sections', () => {
    const full = 'Theo Nghị quyết số 20-NQ/TW, ngày 01/11/2012 của Trung ương.'
    expect(inText(full, full)).toEqual([['citation-again', 'Nghị quyết số 20-NQ/TW, ngày 01/11/2012']])
  })

  test('looks at spellings that are mixed, and takes the side of the greater number', () => {
    expect(inText('Tỉnh ủy, huyện ủy, thành UỶ và hòa bình.')).toEqual([['tone-mixed', 'UỶ', 'ỦY']])
    expect(inText('Tỉnh uỷ, huyện uỷ, hóa học.')).toEqual([['tone-mixed', 'hóa', 'hoá']])
    expect(inText('Hoà, hoá, quý, quỹ, thuỷ.')).toEqual([])
  })

  test('looks at how the text ends', () => {
    expect(inText('Trên đây là báo cáo')).toEqual([['ending', 'Trên đây là báo cáo', 'o.']])
    expect(inText('Trên đây là báo cáo./.')).toEqual([['ending', 'Trên đây là báo cáo./.', '.']])
    expect(inText('Trên đây là báo cáo;')).toEqual([['ending', 'Trên đây là báo cáo;', '.']])
    const state = { ...HEAD, profile: 'nd30-2020' } as const
    expect(checkForm(written('Trên đây là báo cáo./.'), state)).toEqual([])
    // An appendix, a table and a note end nothing.
    const content = {
      preamble: [],
      sections: [
        section('s1', [paragraph('p1', 'Hết.', { type: 'footnote', text: 'Nguồn' })]),
        section('s2', [paragraph('p2', 'Phụ lục')], { appendix: 'portrait', number: 'Phụ lục' }),
      ],
    } as const
    expect(checkForm(content, HEAD)).toEqual([])
  })

  test('looks at spaces', () => {
    expect(inText('Một  hai , ba.')).toEqual([
      ['double-space', 'Một  hai , ba.', ' '],
      ['space-before-mark', 'Một  hai , ba.', ''],
    ])
  })

  test('names the sections of the plan that nobody wrote', () => {
    const content = { preamble: [], sections: [section('s1', []), section('s2', [paragraph('p', 'Hết.')])] }
    expect(checkForm(content, HEAD).map(({ rule, place }) => [rule, place])).toEqual([
      ['empty-section', { type: 'section', sectionId: 's1' }],
    ])
  })

  test('finds places across breaks, footnotes, lists, tables and captions', () => {
    const note = { type: 'footnote', text: 'Mã 20–NQ/TW' } as const
    const cell = { header: false, colspan: 1, rowspan: 1, blocks: [paragraph('p3', 'Mã 31–CT/TU')] }
    const blocks: Block[] = [
      paragraph('p1', 'Dòng', { type: 'break' }, note, ' mã 40–CTr/TU.'),
      { type: 'list', id: 'l', ordered: false, start: 1, items: [[paragraph('p2', 'Mã 22–KL/TW')]] },
      { type: 'table', id: 't', rows: [[cell]] },
      {
        type: 'figure',
        id: 'f',
        src: '',
        alt: '',
        width: null,
        caption: [{ type: 'text', text: '9–QĐ/TU', marks: {} }],
      },
      paragraph('p4', 'Hết.'),
    ]
    const found = checkForm({ preamble: [], sections: [section('s1', blocks)] }, HEAD)
    expect(
      found.map(({ quote, place }) => [
        quote,
        place.type === 'text' && [place.blockId, place.from, place.to],
      ]),
    ).toEqual([
      ['40–CTr/TU', ['p1', 10, 19]],
      ['20–NQ/TW', ['p1', 5, 6]],
      ['22–KL/TW', ['p2', 3, 11]],
      ['31–CT/TU', ['p3', 3, 11]],
      ['9–QĐ/TU', ['f', 0, 7]],
    ])
  })

  test.each([
    ['spaces', `a${' '.repeat(200_000)}a`],
    ['other spaces', `a${'\u00A0'.repeat(200_000)}a`],
    ['syllables of both spellings', 'hoà '.repeat(30_000) + 'hòa '.repeat(29_000)],
  ])('%s without end, which somebody may paste, stop nobody’s page', (_what, text) => {
    const content = written(text)
    const rules = checkForm(content, HEAD).map(({ rule }) => rule)
    expect(rules.filter((rule) => rule === 'tone-mixed').length).toBeOneOf([0, 29_000])
  })

  test('says of any text only what is there', () => {
    const piece = fc.constantFrom(
      '20–NQ/TW',
      ' , ',
      '  ',
      'ủy',
      'uỷ',
      'Nghị quyết số ',
      ', ngày 01/11/2012',
      ' của ',
      './.',
      'a',
      '\n',
      '😀',
    )
    fc.assert(
      fc.property(fc.array(fc.array(piece).map((pieces) => pieces.join(''))), (lines) => {
        const content = written(...lines)
        const texts = new Map(textsOf(content).map((one, index) => [`p${index}`, one.text]))
        for (const { place, quote, rule } of checkForm(content, HEAD)) {
          if (place.type !== 'text') continue
          const text = texts.get(place.blockId) ?? ''
          expect(0 <= place.from && place.from < place.to && place.to <= text.length).toBe(true)
          if (rule.startsWith('c')) expect(text.slice(place.from, place.to)).toBe(quote)
        }
      }),
    )
  })
})
