import { expect, test } from 'vitest'

import { findMentionables, mentionables, mentionQuery } from './mention-find.ts'

const so = { id: 'so', name: 'Sở Khoa học và Công nghệ', shortName: 'Sở KH&CN', color: '#1f5fa8' }
const hoi = { id: 'hoi', name: 'Liên hiệp các Hội', shortName: 'Liên hiệp hội', color: '#2e7031' }
const member = (userId: string, name: string, office: typeof so | null) =>
  ({ userId, name, office, role: 'drafter', byOffice: false }) as const
const all = mentionables(
  {
    members: [member('b', 'Đỗ Thị Hồng', so), member('a', 'Bùi Văn Ánh', null), member('me', 'Tôi', so)],
    officeMembers: [{ office: hoi, role: 'drafter' }],
  },
  'me',
)

test('whom one can mention: the others and the offices, each once, by name', () => {
  expect(all.map(({ of, name }) => `${of} ${name}`)).toEqual([
    'user Bùi Văn Ánh',
    'user Đỗ Thị Hồng',
    'office Liên hiệp hội',
    'office Sở KH&CN',
  ])
})

test('found with or without the marks of Vietnamese, names before offices', () => {
  const names = (wanted: string) => findMentionables(all, wanted).map(({ name }) => name)
  expect(names('do thi hong')).toEqual(['Đỗ Thị Hồng'])
  expect(names('ánh')).toEqual(['Bùi Văn Ánh'])
  expect(names('so')).toEqual(['Sở KH&CN', 'Đỗ Thị Hồng'])
  expect(names('không ai')).toEqual([])
  expect(names('')).toHaveLength(4)
})

test('a name is being typed from the @ up to the caret', () => {
  expect(mentionQuery('Nhờ @')).toBe('')
  expect(mentionQuery('Nhờ @Đỗ Thị')).toBe('Đỗ Thị')
  expect(mentionQuery('(@so')).toBe('so')
  expect(mentionQuery('a@b')).toBeUndefined()
  expect(mentionQuery('Gửi @ sau đó')).toBeUndefined()
  expect(mentionQuery('Nhờ @ai đó viết giúp tôi một câu')).toBeUndefined()
})
