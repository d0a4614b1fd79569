import { OFFICE_COLORS, rarestColor } from '../../report/office-colors.ts'
import { expect, test } from 'vitest'

import type { ImportRow } from '../../report/wire/rest.ts'
import { csvText } from './download.ts'
import { codeRows, MOST_SHOWN, previewOf, sampleRows } from './import-rows.ts'
import { contrastOnWhite, isReadable } from './office-color.ts'

const row = (line: number, ...problems: string[]): ImportRow => ({
  line,
  username: `nguoi${line}`,
  name: `Người ${line}`,
  office: 'Ban, "A"',
  admin: false,
  problems,
})

test('bad rows come first, and only what is clean as a whole can be imported', () => {
  const mixed = previewOf({ rows: [row(2), row(3, 'Thiếu cơ quan.'), row(4)], problems: [], imported: 0 })
  expect(mixed.shown.map(({ line }) => line)).toEqual([3, 2, 4])
  expect(mixed).toMatchObject({ clean: 2, bad: 1, hidden: 0, ready: false })
  expect(previewOf({ rows: [row(2)], problems: [], imported: 0 }).ready).toBe(true)
  expect(previewOf({ rows: [row(2)], problems: ['Thiếu cột.'], imported: 0 }).ready).toBe(false)
  expect(previewOf({ rows: [], problems: [], imported: 0 }).ready).toBe(false)
})

test('of a long list only so much is drawn, and the bad rows are not what is left out', () => {
  const rows = [...Array.from({ length: 2000 }, (_, index) => row(index + 2)), row(2002, 'Thiếu họ tên.')]
  const { shown, hidden } = previewOf({ rows, problems: [], imported: 0 })
  expect(shown).toHaveLength(MOST_SHOWN)
  expect(hidden).toBe(2001 - MOST_SHOWN)
  expect(shown[0]?.line).toBe(2002)
})

test('codes leave as a file that a spreadsheet reads, and does not reckon with', () => {
  const text = csvText(codeRows('Họ tên,Mã', [{ ...row(2), name: '=1+1', code: 'K7QM-2PXA-9RT3' }]))
  expect(text).toBe('\uFEFFHọ tên,Mã\r\n\'=1+1,nguoi2,"Ban, ""A""",K7QM-2PXA-9RT3\r\n')
})

test('the sample names offices that are there', () => {
  const words = { person: (n: number) => `Người soạn ${n}`, office: 'Tên cơ quan' }
  const offices = [{ id: 'a', name: 'Ban A', shortName: 'A', color: '#1f5fa8' }]
  expect(
    sampleRows('x,y', offices, words)
      .slice(1)
      .map((cells) => cells[2]),
  ).toEqual(['Ban A', 'Ban A', 'Ban A'])
  expect(sampleRows('x,y', [], words)[1]?.[2]).toBe('Tên cơ quan')
})

test('colours are judged as WCAG does, and every one offered can be read', () => {
  expect(contrastOnWhite('#ffffff')).toBeCloseTo(1, 5)
  expect(contrastOnWhite('#000000')).toBeCloseTo(21, 5)
  // The well-known neighbours of the limit.
  expect(isReadable('#767676')).toBe(true)
  expect(isReadable('#777777')).toBe(false)
  expect(OFFICE_COLORS.filter((color) => !isReadable(color))).toEqual([])
  expect(rarestColor([OFFICE_COLORS[0], OFFICE_COLORS[1], OFFICE_COLORS[1]])).toBe(OFFICE_COLORS[2])
})
