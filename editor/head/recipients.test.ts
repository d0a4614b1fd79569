import { expect, test } from 'vitest'

import { bareRecipient, moveLine, pasteLines } from './recipients.ts'

test('a recipient is bare of the dash in front and the mark behind it', () => {
  expect(bareRecipient('- Ban Tuyên giáo Trung ương (báo cáo),')).toBe('Ban Tuyên giáo Trung ương (báo cáo)')
  expect(bareRecipient(' –  Các huyện ủy;')).toBe('Các huyện ủy')
  expect(bareRecipient('Lưu Văn phòng Tỉnh ủy.')).toBe('Lưu Văn phòng Tỉnh ủy')
})

test('lines that are pasted stand one below the other, joined with what stood around the caret', () => {
  const pasted = pasteLines(
    ['một', 'hai ba', 'bốn'],
    { index: 1, from: 4, to: 4 },
    'Nơi nhận:\r\n- x,\r\n\r\n- y.',
  )
  expect(pasted).toEqual({ recipients: ['một', 'hai x', 'yba', 'bốn'], last: 2 })
})

test('a paste of empty lines takes away what was selected and nothing else', () => {
  expect(pasteLines(['một'], { index: 0, from: 0, to: 3 }, '\n\n').recipients).toEqual([''])
})

test('a line moves by one place and not beyond the ends', () => {
  const lines = ['a', 'b', 'c']
  expect(moveLine(lines, 0, 1)).toEqual(['b', 'a', 'c'])
  expect(moveLine(lines, 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moveLine(lines, 0, -1)).toBe(lines)
  expect(moveLine(lines, 2, 1)).toBe(lines)
})
