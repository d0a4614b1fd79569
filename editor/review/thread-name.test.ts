import { expect, test } from 'vitest'

import { CATALOGUES } from '../i18n/catalogue.ts'
import { openThread, REVIEWER } from './test-threads.ts'
import { lastPlace, threadName } from './thread-name.ts'

const text = CATALOGUES.vi.review
const sections = new Map([
  ['s1', { path: 'I.2', title: 'Kết quả' }],
  ['s2', { path: '', title: 'Bài học' }],
])
const say = (...args: Parameters<typeof openThread>) => threadName(openThread(...args), sections, text)

test('a thread is called by kind, number, author, place and state', () => {
  const resolved = { by: REVIEWER, at: 1 }
  expect(say({ number: 3, kind: 'change', resolved })).toBe(
    'Yêu cầu sửa 3 của Người thẩm định ở mục I.2, đã khép',
  )
  expect(threadName(openThread({ number: 4 }), sections, text, true)).toBe(
    'Góp ý 4 của Người thẩm định ở mục I.2, đang mở, chưa đọc',
  )
})

test('where it is, whatever it is about', () => {
  expect(say({ number: 1 }, { sectionId: 'preamble' })).toContain('1 của Người thẩm định ở phần mở đầu,')
  expect(say({ number: 1 }, { sectionId: null })).toContain('về cả báo cáo,')
  expect(say({ number: 1 }, { sectionId: 's2' })).toContain('ở mục “Bài học”,')
  expect(say({ number: 1 }, { lost: true })).toContain('không còn đoạn gốc,')
  expect(lastPlace('s1', sections, text)).toBe('ở mục I.2')
})

test('what the server has not numbered yet has no number', () => {
  expect(say({ number: 0 })).toMatch(/^Góp ý mới của Người thẩm định/u)
})
