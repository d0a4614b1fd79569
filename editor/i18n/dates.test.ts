import { describe, expect, test } from 'vitest'

import { CATALOGUES } from './catalogue.ts'
import { daysUntil, sayDate, sayMoment, sayMonth, saySize } from './dates.ts'

describe('dates', () => {
  test('are written as the plan writes them: a zero before days and before months 1 and 2 only', () => {
    expect(sayDate('2022-04-08', 'vi')).toBe('08/4/2022')
    expect(sayDate('2022-01-26', 'vi')).toBe('26/01/2022')
    expect(sayDate('2022-12-31', 'vi')).toBe('31/12/2022')
    expect(sayMonth('02')).toBe('02')
    expect(sayMonth('03')).toBe('3')
  })

  test('count days in the calendar of the person, whatever the hour', () => {
    expect(daysUntil('2022-04-08', new Date(2022, 3, 7, 23, 59))).toBe(1)
    expect(daysUntil('2022-04-08', new Date(2022, 3, 8, 0, 1))).toBe(0)
    expect(daysUntil('2022-03-31', new Date(2022, 3, 1))).toBe(-1)
  })

  test('say how long ago in words', () => {
    const { app } = CATALOGUES.vi
    const now = new Date(2022, 3, 8, 12, 0)
    const say = (at: Date) => sayMoment(at.getTime(), now, app, 'vi')
    expect(say(new Date(2022, 3, 8, 11, 59, 30))).toBe('vừa xong')
    expect(say(new Date(2022, 3, 8, 11, 15))).toBe('45 phút trước')
    expect(say(new Date(2022, 3, 8, 9, 0))).toBe('3 giờ trước')
    expect(say(new Date(2022, 3, 7, 8, 5))).toBe('08:05, hôm qua')
    expect(say(new Date(2022, 2, 1, 8, 5))).toBe('01/3/2022')
    // A server clock ahead of ours must not say that something happens in minus two minutes.
    expect(say(new Date(2022, 3, 8, 12, 2))).toBe('vừa xong')
  })

  test('sizes use the decimal comma in Vietnamese', () => {
    expect(saySize(3_565_158, 'vi')).toBe('3,4 MB')
    expect(saySize(3_565_158, 'en')).toBe('3.4 MB')
    expect(saySize(12_300, 'vi')).toBe('12 KB')
  })
})
