import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { readDate, writeDate } from './typed-date.ts'

describe('a date as it is typed', () => {
  test.each([
    ['08/04/2022', '2022-04-08'],
    ['8/4/2022', '2022-04-08'],
    [' 8.4.2022 ', '2022-04-08'],
    ['8-4-2022', '2022-04-08'],
    ['08042022', '2022-04-08'],
    ['2022-04-08', '2022-04-08'],
    ['29/2/2024', '2024-02-29'],
    ['', ''],
  ])('“%s” is %s', (typed, date) => {
    expect(readDate(typed)).toBe(date)
  })

  test.each([
    '31/02/2022',
    '29/2/2022',
    '04/13/2022',
    '8/4',
    '8/4/22',
    '0/4/2022',
    'mai',
    '2022-13-01',
    '//',
  ])('“%s” is no day', (typed) => {
    expect(readDate(typed)).toBeUndefined()
  })

  test('every day is read back from how it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
        const date = new Date(days * 86_400_000).toISOString().slice(0, 10)
        expect(readDate(writeDate(date))).toBe(date)
      }),
    )
  })
})
