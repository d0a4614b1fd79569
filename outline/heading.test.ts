import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { headingOf, isHeading, longestHeading } from './heading.ts'

test.each([
  ['Xác định các hạn chế, yếu kém và nguyên nhân.', 'Hạn chế, yếu kém và nguyên nhân'],
  ['Rút ra các bài học kinh nghiệm.', 'Bài học kinh nghiệm'],
  ['Về hợp tác và hội nhập quốc tế;', 'Hợp tác và hội nhập quốc tế'],
  ['Phân tích, làm rõ tồn tại, hạn chế và nguyên nhân.', 'Tồn tại, hạn chế và nguyên nhân'],
  ['Nêu rõ kết quả đạt được (có phụ lục số liệu kèm theo).', 'Kết quả đạt được'],
  ['Công tác lãnh đạo, chỉ đạo: nêu rõ số văn bản đã ban hành.', 'Công tác lãnh đạo, chỉ đạo'],
  ['Đánh giá kết quả thực hiện mục tiêu; trong đó, nêu rõ số liệu từng năm.', 'Kết quả thực hiện mục tiêu'],
  ['Đánh giá tình hình thực hiện. Có so sánh với năm trước.', 'Tình hình thực hiện'],
  ['Kết quả trên các lĩnh vực.', 'Kết quả trên các lĩnh vực'],
  ['Đánh giá việc cụ thể hóa Nghị quyết.', 'Việc cụ thể hóa Nghị quyết'],
  ['Đánh giá toàn diện, sâu sắc những kết quả nổi bật.', 'Kết quả nổi bật'],
  ['Đề xuất, kiến nghị với Trung ương.', 'Đề xuất, kiến nghị với Trung ương'],
])('%s', (sentence, title) => {
  expect(headingOf(sentence)).toBe(title)
})

test('a verb that belongs to the matter stays', () => {
  expect(headingOf('Nghiên cứu khoa học và chuyển giao công nghệ.')).toBe(
    'Nghiên cứu khoa học và chuyển giao công nghệ',
  )
  expect(headingOf('Đánh giá cán bộ, đảng viên hằng năm.')).toBe('Đánh giá cán bộ, đảng viên hằng năm')
  expect(headingOf('Đánh giá chung.')).toBe('Đánh giá chung')
})

test('what is already a heading is left alone, capitals too', () => {
  for (const title of ['ĐÁNH GIÁ CHUNG', 'Đánh giá tình hình', 'Về việc riêng', 'Nhiệm kỳ 2020 - 2025']) {
    expect(headingOf(title)).toBe(title)
  }
})

test('"TP. Hồ Chí Minh" does not end the sentence', () => {
  expect(headingOf('Đánh giá kết quả hợp tác với TP. Hồ Chí Minh.')).toBe(
    'Kết quả hợp tác với TP. Hồ Chí Minh',
  )
})

test('a title is one short line, and its own title', () => {
  const words = fc.constantFrom(
    ...'Đánh giá, kết quả; về các theo trong đó. của: Nhân dân (báo cáo) … 2.1 nghị quyết TP. để'.split(' '),
  )
  const sentence = fc.oneof(
    fc.array(words, { minLength: 1, maxLength: 80 }).map((all) => all.join(' ')),
    fc.string(),
  )
  fc.assert(
    fc.property(sentence, (text) => {
      const title = headingOf(text)
      expect(title.length).toBeLessThanOrEqual(longestHeading)
      expect(headingOf(title)).toBe(title)
      expect(title === '' || isHeading(title)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
