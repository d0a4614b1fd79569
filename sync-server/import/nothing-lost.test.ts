import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { encodeLegacy } from '../../report/legacy-fonts/test-encode.ts'
import { importDocument } from './import-document.ts'
import { bold, centred, docx, font, HEADING_STYLES, listed, LISTS, p, r, styled, table } from './test-docx.ts'

vi.setConfig({ testTimeout: 120_000 })

/** All words of what was read, in their order: headings with their numbers, then what stands below them. */
function wordsOf(bytes: Uint8Array): string[] {
  const { result } = importDocument({ bytes, name: 'a.docx', reportId: 'r', sections: [] })
  return result.parts.flatMap(({ number, heading, blocks }) =>
    words([number, heading, texts(blocks)].join(' ')),
  )
}

type Json = { readonly type?: string; readonly text?: string; readonly content?: readonly Json[] }
function texts(blocks: readonly unknown[]): string {
  const inside = ({ type, text = '', content = [] }: Json): string => {
    const said = text + content.map(inside).join('')
    return type === 'text' || type === 'hardBreak' ? said || ' ' : ` ${said} `
  }
  return blocks.map((block) => inside(block as Json)).join(' ')
}

const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? []

const MARKERS = [
  '',
  '',
  '',
  'I. ',
  'II- ',
  '1. ',
  '1.1. ',
  'a) ',
  'đ) ',
  '- ',
  '+ ',
  '(1) ',
  'Phần thứ nhất',
  'Phụ lục 1',
  'A. ',
  '5% ',
  '30/5/2019 ',
]
const SAID = [
  '',
  'KẾT QUẢ',
  'Hạn chế, yếu kém và nguyên nhân',
  'Đạt 78,5% kế hoạch; tăng so với năm 2012.',
  'Nơi nhận hàng hóa là các xã',
  'Ban Thường vụ Tỉnh ủy, Bí thư, Chủ tịch',
  'ĐẢNG BỘ VÀ NHÂN DÂN',
  'Hình 1. Sơ đồ',
  'x',
]
const LOOKS = ['', bold, '<w:i/>']
const PLACES = ['', centred, styled('Heading1'), styled('Heading3'), listed(1), listed(2, 1), listed(3)]

const line = fc.record({
  marker: fc.constantFrom(...MARKERS),
  said: fc.constantFrom(...SAID),
  rest: fc.constantFrom('', ' và phần còn lại của câu'),
  look: fc.constantFrom(...LOOKS),
  place: fc.constantFrom(...PLACES),
  inTable: fc.boolean(),
})

test('whatever lines a typist makes, every word of them is somewhere, in order', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const body = lines.map(({ marker, said, rest, look, place, inTable }) => {
        const paragraph = p(r(marker + said, look) + r(rest), place)
        return inTable && place === '' ? table([[paragraph, p('ô')]]) : paragraph
      })
      const expected = lines.flatMap(({ marker, said, rest, place, inTable }) => [
        ...words(marker + said + rest),
        ...(inTable && place === '' ? ['ô'] : []),
      ])
      const found = wordsOf(docx(body.join(''), { styles: HEADING_STYLES, numbering: LISTS }))
      // Numbers that Word counts may be among them as words; all that was typed is.
      let at = 0
      for (const word of found) if (word === expected[at]) at += 1
      expect(expected.slice(at)).toEqual([])
    }),
    { numRuns: Number(process.env.RUNS ?? 200) },
  )
})

test('a whole report typed in .VnTime as offices did: head, numbers by hand, signature', () => {
  const small = (text: string, look = '') =>
    r(encodeLegacy(text.toLowerCase(), 'tcvn3'), font('.VnTime') + look)
  const capitals = (text: string, look = '') =>
    r(encodeLegacy(text, 'tcvn3-capitals'), font('.VnTimeH') + look)
  const head = table([
    [
      p(capitals('TỈNH ỦY QUẢNG NGÃI')) + p(capitals('HUYỆN ỦY', bold)) + p('*') + p(r('Số 15-BC/HU')),
      p(capitals('ĐẢNG CỘNG SẢN VIỆT NAM', bold)) + p(small('ngày 05 tháng 4 năm 2022', '<w:i/>')),
    ],
  ])
  const closing = table([
    [
      p(small('nơi nhận:')) + p(small('- tỉnh ủy,')),
      p(capitals('T/M BAN THƯỜNG VỤ', bold)) + p(small('người ký')),
    ],
  ])
  const body = [
    head,
    p(capitals('BÁO CÁO', bold), centred),
    p(small('tổng kết 10 năm thực hiện nghị quyết', bold), centred),
    p('-----', centred),
    p(small('thực hiện kế hoạch, huyện ủy báo cáo như sau:')),
    p(r('I. ', font('.VnTime') + bold) + capitals('ĐẶC ĐIỂM TÌNH HÌNH', bold)),
    p(small('1. thuận lợi', bold)),
    p(small('- cán bộ, đảng viên và nhân dân đồng thuận; được tập huấn.')),
    closing,
  ]
  const { result } = importDocument({
    bytes: docx(body.join('')),
    name: 'a.docx',
    reportId: 'r',
    sections: [],
  })
  expect(
    result.parts.map(({ number, heading, level, blocks }) => [level, number, heading, texts(blocks).trim()]),
  ).toEqual([
    [1, '', '', 'thực hiện kế hoạch, huyện ủy báo cáo như sau:'],
    [1, 'I', 'ĐẶC ĐIỂM TÌNH HÌNH', ''],
    [2, '1', 'thuận lợi', '- cán bộ, đảng viên và nhân dân đồng thuận; được tập huấn.'],
  ])
})
