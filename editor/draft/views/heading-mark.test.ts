// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'

import { createCell } from '../connection/cell.ts'
import { addSection } from '../editing/section-commands.ts'
import { type Desk, openDesk, run, seededUpdate } from '../editing/test-desk.ts'
import { reportViews } from './report-views.ts'
import { type HeadingMark, shownNumber } from './section-view.ts'

const texts = {
  preamble: 'Phần mở đầu',
  sectionTitle: 'Tên mục',
  removeSection: (title: string) => `Xoá mục ${title}`,
  invite: 'Thêm nội dung',
  footnote: (number: number) => `Chú thích ${number}`,
  captionPlaceholder: 'Chú thích ảnh',
  table: 'Bảng',
}

const desks: Desk[] = []
afterEach(() => {
  for (const desk of desks.splice(0)) desk.editor.destroy()
})

function numbers({ editor }: Desk): string[] {
  return [...editor.view.dom.querySelectorAll('.cs-section-number')].map((one) => one.textContent ?? '')
}

test('only a Roman number takes the mark of the head', () => {
  expect(['I', 'XII', '1', 'a)', 'đ)', '-', ''].map((number) => shownNumber(number, '-'))).toEqual([
    'I-',
    'XII-',
    '1.',
    'a)',
    'đ)',
    '-',
    '',
  ])
  expect(shownNumber('II')).toBe('II.')
})

test('the numbers on the page follow the head while it is open, also for sections made afterwards', () => {
  const headingMark = createCell<HeadingMark>('.')
  const desk = openDesk(seededUpdate(), {
    editable: true,
    views: [reportViews({ texts, newSectionTitle: 'Nội dung khác', headingMark })],
  })
  desks.push(desk)
  const before = numbers(desk)
  expect(before.some((number) => /^[IVX]+\.$/u.test(number))).toBe(true)
  headingMark.set('-')
  expect(numbers(desk)).toEqual(before.map((number) => number.replace(/^([IVX]+)\.$/u, '$1-')))
  const last = String(desk.editor.state.doc.lastChild?.attrs.id)
  run(desk, addSection({ afterId: last, level: 1, title: 'Mới', newId: () => 'new-section' }))
  expect(numbers(desk).at(-1)).toMatch(/^[IVX]+-$/u)
})
