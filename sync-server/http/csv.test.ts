import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test.each([
  ['=1+1', `'=1+1`],
  ['+84 912', `'+84 912`],
  ['-2', `'-2`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['  =1', `'  =1`],
  ['\t=1', `'\t=1`],
  ['\r=1', `"'\r=1"`],
  ['＝1', `'＝1`],
  ['=cmd|"/C calc"!A0', `"'=cmd|""/C calc""!A0"`],
  ['Số 3 = ba', 'Số 3 = ba'],
  ['a, b', '"a, b"'],
  ['dòng 1\ndòng 2', '"dòng 1\ndòng 2"'],
  ['', ''],
])('%j is written as %j', (text, cell) => {
  expect(csvLine([text])).toBe(`${cell}\r\n`)
})

/** RFC 4180, one line. */
function read(line: string): string[] {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/gy
  for (let match = cell.exec(line); match; match = cell.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '\r\n') break
  }
  return cells
}

test('whatever stands in the cells comes back, and never as a formula', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '"', ',', '\r', '\n', '\t', ' ', 'ă', '＝', '1'),
  })
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (cells) => {
      const back = read(csvLine(cells))
      expect(back.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(cells)
      for (const cell of back) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]/u)
    }),
  )
})
