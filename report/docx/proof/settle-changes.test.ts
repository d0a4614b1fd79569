import { expect, test } from 'vitest'
import { elementsIn, readXml, wordsOf, type XmlElement } from './read-xml.ts'
import { settleChanges } from './settle-changes.ts'

const MARK = 'w:id="1" w:author="x" w:date="2022-01-01T00:00:00Z"'
const ins = (inside: string) => `<w:ins ${MARK}>${inside}</w:ins>`
const del = (inside: string) => `<w:del ${MARK}>${inside}</w:del>`
const run = (text: string, look = '') => `<w:r>${look}<w:t>${text}</w:t></w:r>`
const gone = (text: string) => `<w:r><w:delText>${text}</w:delText></w:r>`
const p = (inside: string, mark = '') =>
  `<w:p><w:pPr>${mark && `<w:rPr><${mark} ${MARK}/></w:rPr>`}</w:pPr>${inside}</w:p>`

function both(body: string): [string[], string[]] {
  const part = readXml(`<w:body>${body}</w:body>`)
  const lines = (one: XmlElement) => elementsIn(one).map(wordsOf)
  return [lines(settleChanges(part, 'reject')), lines(settleChanges(part, 'accept'))]
}

test('words that came and went', () => {
  expect(both(p(run('a ') + del(gone('cũ')) + ins(run('mới'))))).toEqual([['a cũ'], ['a mới']])
})

test('paragraphs that came and went as a whole', () => {
  expect(both(p(ins(run('mới')), 'w:ins') + p(del(gone('cũ')), 'w:del') + p(run('còn')))).toEqual([
    ['cũ', 'còn'],
    ['mới', 'còn'],
  ])
})

test('a paragraph whose end alone went is one with the next', () => {
  expect(both(p(run('một '), 'w:del') + p(run('hai')))).toEqual([['một ', 'hai'], ['một hai']])
})

test('rows and tables', () => {
  const row = (text: string, mark: string) =>
    `<w:tr><w:trPr>${mark && `<${mark} ${MARK}/>`}</w:trPr><w:tc>${p(mark === 'w:del' ? del(gone(text)) : run(text))}</w:tc></w:tr>`
  const table = (...rows: string[]) => `<w:tbl>${rows.join('')}</w:tbl>`
  expect(both(table(row('a', ''), row('b', 'w:del'), row('c', 'w:ins')))).toEqual([['ab'], ['ac']])
  expect(both(table(row('b', 'w:del')) + p(''))).toEqual([['b', ''], ['']])
})

test('looks', () => {
  const look = `<w:rPr><w:b/><w:rPrChange ${MARK}><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr>`
  const part = readXml(`<w:body>${p(run('a', look))}</w:body>`)
  const looks = (how: 'accept' | 'reject') => JSON.stringify(settleChanges(part, how))
  expect(looks('accept')).toContain('w:b')
  expect(looks('accept')).not.toMatch(/w:i"|Change/)
  expect(looks('reject')).toContain('w:i')
  expect(looks('reject')).not.toMatch(/w:b"|Change/)
})
