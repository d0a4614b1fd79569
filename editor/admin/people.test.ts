import { expect, test } from 'vitest'

import type { Account } from '../../report/wire/rest.ts'
import { setupSchema } from '../../report/wire/rest.ts'
import { choosePeople, compareNames, EVERYBODY, suggestUsername } from './people.ts'

const office = (id: string, name: string, shortName: string) => ({ id, name, shortName, color: '#1f5fa8' })
const KHCN = office('khcn', 'Sở Khoa học và Công nghệ', 'Sở KH&CN')
const BTG = office('btg', 'Ban Tuyên giáo Tỉnh uỷ', 'BTG')

const person = (name: string, more: Partial<Account> = {}): Account => ({
  id: name,
  username: suggestUsername(name, new Set()),
  name,
  admin: false,
  office: null,
  mustChangePassword: false,
  active: true,
  lastSignInAt: null,
  ...more,
})
const PEOPLE = [
  person('Trần Văn Đức', { office: KHCN, lastSignInAt: 5 }),
  person('Nguyễn Thị Ánh', { office: BTG, active: false, lastSignInAt: 9 }),
  person('Lê Bình'),
]
const names = (filter: Partial<typeof EVERYBODY>) =>
  choosePeople(PEOPLE, { ...EVERYBODY, ...filter }).map(({ name }) => name)

test('people are found with or without marks, in any case and order of words, also by their office', () => {
  expect(names({ words: 'duc tran' })).toEqual(['Trần Văn Đức'])
  expect(names({ words: 'NGUYỄN'.normalize('NFD') })).toEqual(['Nguyễn Thị Ánh'])
  expect(names({ words: 'cong nghe duc' })).toEqual(['Trần Văn Đức'])
  expect(names({ words: 'btg lebinh' })).toEqual([])
  expect(names({ words: '  ' })).toHaveLength(3)
})

test('people are narrowed by office and standing', () => {
  expect(names({ officeId: 'khcn' })).toEqual(['Trần Văn Đức'])
  expect(names({ officeId: 'none' })).toEqual(['Lê Bình'])
  expect(names({ standing: 'locked' })).toEqual(['Nguyễn Thị Ánh'])
  expect(names({ standing: 'active' })).toEqual(['Lê Bình', 'Trần Văn Đức'])
})

test('lists go by the given name, by office with nobody’s last, or by the last sign-in', () => {
  expect(names({})).toEqual(['Nguyễn Thị Ánh', 'Lê Bình', 'Trần Văn Đức'])
  expect(names({ order: 'office' })).toEqual(['Nguyễn Thị Ánh', 'Trần Văn Đức', 'Lê Bình'])
  expect(names({ order: 'last-sign-in' })).toEqual(['Nguyễn Thị Ánh', 'Trần Văn Đức', 'Lê Bình'])
  expect(['Người soạn 10', 'Người soạn 9'].sort(compareNames)).toEqual(['Người soạn 9', 'Người soạn 10'])
})

test('a user name is made from the name, is one the server takes, and is nobody’s', () => {
  expect(suggestUsername('Nguyễn Đức Đại', new Set())).toBe('nguyenducdai')
  expect(suggestUsername('Lê Bình', new Set(['lebinh', 'lebinh2']))).toBe('lebinh3')
  expect(suggestUsername('Lý', new Set())).toBe('')
  const long = suggestUsername('Công Tằng Tôn Nữ '.repeat(6), new Set())
  expect(setupSchema.shape.username.safeParse(`${long}999`).success).toBe(true)
})
