import { expect, test } from 'vitest'
import type { ImportedPart } from '../../report/wire/paper.ts'
import { gather, headingLine, likelyDestinations, type Target } from './destinations.ts'

const part = (heading: string, more: Partial<ImportedPart> = {}): ImportedPart => ({
  heading,
  level: 1,
  number: '',
  sectionId: null,
  blocks: [{ type: 'paragraph', content: [{ type: 'text', text: 'Một hai ba.' }] }],
  words: 3,
  ...more,
})
const target = (id: string): Target => ({ id, number: '', title: id, level: 1 })
const words = (blocks: readonly object[]) => JSON.stringify(blocks).match(/(?<="text":")[^"]+/gu)

test('parts go to what they mean, where one may write', () => {
  const parts = [part('A', { sectionId: 'a' }), part('B', { sectionId: 'b' }), part('C')]
  expect(likelyDestinations(parts, [target('a')])).toEqual(['a', null, null])
})

test('parts of one section are one piece in the order of the file; headings that its own does not say are bold lines', () => {
  const parts = [
    part('Kết quả', { number: 'I', sectionId: 'a' }),
    part('Về tổ chức', { number: 'a' }),
    part('KẾT  QUẢ.', { number: '3' }),
    part('', { words: 3 }),
    part('Bỏ ra', { sectionId: 'b' }),
  ]
  const [only, ...rest] = gather(parts, ['a', 'a', 'a', 'a', null], new Map([['a', 'Kết quả']]))
  expect(rest).toEqual([])
  expect(only?.sectionId).toBe('a')
  expect(words(only?.blocks ?? [])).toEqual([
    'Một hai ba.',
    'a) Về tổ chức',
    'Một hai ba.',
    'Một hai ba.',
    'Một hai ba.',
  ])
  // The words of the heading are words of the report, too: a, Về, tổ, chức.
  expect(only?.words).toBe(16)
  expect(only?.blocks[1]).toMatchObject({ content: [{ marks: [{ type: 'bold' }] }] })
})

test('what is only a heading that is there already brings nothing', () => {
  expect(gather([part('A', { blocks: [], words: 0 })], ['a'], new Map([['a', 'a']]))).toEqual([])
})

test.each([
  ['II', 'Kết quả', 'II. Kết quả'],
  ['1.3', 'Kết quả', '1.3. Kết quả'],
  ['a', 'Kết quả', 'a) Kết quả'],
  ['-', 'Kết quả', '- Kết quả'],
  ['Phụ lục 1', '', 'Phụ lục 1.'],
  ['', 'Kết quả', 'Kết quả'],
])('a heading of number %s and title %s reads %s', (number, heading, line) => {
  expect(headingLine({ number, heading })).toBe(line)
})
