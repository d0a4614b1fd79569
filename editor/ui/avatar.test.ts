import { expect, test } from 'vitest'

import { initials } from './avatar.tsx'

test('initials tell Vietnamese names apart by their last part', () => {
  expect(initials('Trần Văn Bình')).toBe('TB')
  expect(initials('Người soạn 12')).toBe('12')
  expect(initials('Điều phối')).toBe('ĐP')
  expect(initials('ánh'.normalize('NFD'))).toBe('Á')
  expect(initials('  ')).toBe('?')
})
