import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compareNumbers,
  formatLetter,
  formatNumber,
  formatRoman,
  nextNumber,
  parseLetter,
  parseNumber,
  parseRoman,
  readMarker,
  sectionNumbers,
} from './numbering.ts'
import type { NumberStyle, SectionNumber } from './numbering.ts'

const read = (line: string) => {
  const marker = readMarker(line)
  return marker && [marker.number.style, marker.number.path.join('.'), marker.rest].join('|')
}

describe('letters', () => {
  test('count as Vietnamese lists do: đ after d, no f, j, w, z', () => {
    const letters = Array.from({ length: 25 }, (_, index) => formatLetter(index + 1))
    expect(letters.join(' ')).toBe('a b c d đ e g h i k l m n o p q r s t u v x y aa ab')
  })

  test('letters that lists skip are no numbers', () => {
    for (const letter of ['f', 'j', 'w', 'z', 'â', 'ơ', '']) expect(parseLetter(letter)).toBeUndefined()
  })

  test('what is written reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (value) => parseLetter(formatLetter(value)) === value),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 399 }), (value) => parseRoman(formatRoman(value)) === value),
    )
  })

  test('Roman numbers nobody writes are refused', () => {
    for (const text of ['IIII', 'VV', 'IIX', 'IC', 'i', '']) expect(parseRoman(text)).toBeUndefined()
  })
})

describe('a number at the start of a line', () => {
  test.each([
    ['I. Mục đích', 'roman|1|Mục đích'],
    ['IV- KẾT QUẢ', 'roman|4|KẾT QUẢ'],
    ['II – Nội dung', 'roman|2|Nội dung'],
    ['III.Tổ chức', 'roman|3|Tổ chức'],
    ['Mục II. Nội dung', 'roman|2|Nội dung'],
    ['A. MỤC ĐÍCH', 'capital|1|MỤC ĐÍCH'],
    ['Đ- Khác', 'capital|5|Khác'],
    ['C. TỔ CHỨC', 'capital|3|TỔ CHỨC'],
    ['1. Mục đích', 'arabic|1|Mục đích'],
    ['1- Mục đích', 'arabic|1|Mục đích'],
    ['1) Mục đích', 'arabic|1|Mục đích'],
    ['12/ Mục đích', 'arabic|12|Mục đích'],
    ['1. mục đích', 'arabic|1|mục đích'],
    ['1.3. ...', 'arabic|1.3|...'],
    ['1.- Mục đích', 'arabic|1|Mục đích'],
    ['(1) Mục đích', 'arabic|1|Mục đích'],
    ['1.1.Đánh giá', 'arabic|1.1|Đánh giá'],
    ['1.1 Đánh giá', 'arabic|1.1|Đánh giá'],
    ['2.1- Ở xã', 'arabic|2.1|Ở xã'],
    ['2.1.3. Ở xã', 'arabic|2.1.3|Ở xã'],
    ['a) Về cơ chế', 'letter|1|Về cơ chế'],
    ['đ) Về thị trường', 'letter|5|Về thị trường'],
    ['đ.Về thị trường', 'letter|5|Về thị trường'],
    ['- Về tiềm lực', 'dash||Về tiềm lực'],
    ['-Về tiềm lực', 'dash||Về tiềm lực'],
    ['– 5 huyện', 'dash||5 huyện'],
    ['• Về tiềm lực', 'dash||Về tiềm lực'],
    ['+ Về tiềm lực', 'plus||Về tiềm lực'],
    ['- ...', 'dash||...'],
    ['PHẦN THỨ NHẤT', 'part|1|'],
    ['Phần thứ tư: KIẾN NGHỊ', 'part|4|KIẾN NGHỊ'],
    ['Phần II. Nội dung', 'part|2|Nội dung'],
    ['Chương III - Nội dung', 'chapter|3|Nội dung'],
  ])('%s', (line, expected) => {
    expect(read(line)).toBe(expected)
  })

  test.each([
    '08/4/2022 là hạn cuối',
    '20-NQ/TW ngày 01/11/2012',
    '105-KH/BTGTW',
    '1.200 tỷ đồng',
    '12 sở, ban, ngành',
    '2022. Việc',
    '30/5/2019 của Ban Bí thư',
    '-----',
    '-5 độ',
    'v.v. và nhiều nội dung khác',
    'Phần lớn các huyện',
    'Phần thứ lạ',
    'XIII của Đảng',
    'd',
    '',
  ])('"%s" starts with none', (line) => {
    expect(readMarker(line)).toBeUndefined()
  })
})

const styles: NumberStyle[] = ['part', 'chapter', 'capital', 'roman', 'arabic', 'letter']
const numbers: fc.Arbitrary<SectionNumber> = fc.oneof(
  fc.record({ style: fc.constantFrom(...styles), path: fc.tuple(fc.integer({ min: 1, max: 8 })) }),
  fc.record({
    style: fc.constant<NumberStyle>('arabic'),
    path: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
  }),
)

describe('numbers', () => {
  test('written and read are the same number', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(parseNumber(formatNumber(number))).toEqual(number)
      }),
    )
  })

  test('the next number comes after, and the order is total', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(compareNumbers(a, nextNumber(a))).toBeLessThan(0)
        expect(Math.sign(compareNumbers(a, b))).toBe(-Math.sign(compareNumbers(b, a)) || 0)
      }),
    )
  })

  test('1.9 stands before 1.10, and d before đ', () => {
    const arabic = (...path: number[]): SectionNumber => ({ style: 'arabic', path })
    expect(compareNumbers(arabic(1, 9), arabic(1, 10))).toBeLessThan(0)
    expect(compareNumbers(arabic(1), arabic(1, 1))).toBeLessThan(0)
    expect(formatNumber(nextNumber({ style: 'letter', path: [4] }))).toBe('đ')
  })
})

const numbersOf = (levels: readonly number[]) => sectionNumbers(levels.map((level) => ({ level })))

describe('the numbers of a report', () => {
  test('restart under each parent', () => {
    expect(numbersOf([1, 2, 2, 3, 3, 2, 1, 2, 3, 4])).toEqual([
      'I',
      '1',
      '2',
      'a)',
      'b)',
      '3',
      'II',
      '1',
      'a)',
      '-',
    ])
  })

  test('a level left out counts for nothing', () => {
    expect(numbersOf([2, 3, 1, 3, 2])).toEqual(['1', 'a)', 'I', 'a)', '1'])
  })

  test('appendices count by themselves, and what stands below them anew', () => {
    const appendix = { level: 1, appendix: true }
    const places = [{ level: 1 }, { level: 2 }, appendix, { level: 2 }, { level: 2 }]
    expect(sectionNumbers(places)).toEqual(['I', '1', 'Phụ lục', '1', '2'])
    expect(sectionNumbers([...places, { level: 1 }, appendix])).toEqual([
      'I',
      '1',
      'Phụ lục 1',
      '1',
      '2',
      'II',
      'Phụ lục 2',
    ])
    // Only a section of the first level can be one.
    expect(sectionNumbers([{ level: 1 }, { level: 2, appendix: true }])).toEqual(['I', '1'])
  })
})
