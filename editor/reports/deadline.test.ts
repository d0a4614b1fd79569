import { describe, expect, test } from 'vitest'

import { CATALOGUES } from '../i18n/catalogue.ts'
import { sayDeadline } from './deadline.ts'

const text = CATALOGUES.vi.reports
const say = (date: string | null, before: boolean, now: Date) =>
  sayDeadline({ date, before, what: '', from: '', to: '' }, now, text, 'vi')

describe('a deadline', () => {
  test('“trước ngày 08/4” is due on the 7th at the latest', () => {
    expect(say('2022-04-08', true, new Date(2022, 3, 7))).toMatchObject({
      distance: 'hôm nay',
      tone: 'warning',
    })
    expect(say('2022-04-08', true, new Date(2022, 3, 8))).toMatchObject({
      distance: 'quá hạn 1 ngày',
      tone: 'danger',
    })
    expect(say('2022-04-08', true, new Date(2022, 3, 8)).date).toBe('Trước ngày 08/4/2022')
  })

  test('“ngày 08/4” includes the 8th', () => {
    expect(say('2022-04-08', false, new Date(2022, 3, 8))).toMatchObject({
      distance: 'hôm nay',
      tone: 'warning',
    })
    expect(say('2022-04-08', false, new Date(2022, 3, 9)).tone).toBe('danger')
  })

  test('is counted by the report’s own day where the server did', () => {
    const exercise = { date: '2022-04-08', before: true, what: '', from: '', to: '', daysLeft: 0 }
    const said = sayDeadline(exercise, new Date(2026, 10, 24), text, 'vi')
    expect(said).toMatchObject({ distance: 'hôm nay', tone: 'warning' })
    expect(sayDeadline({ ...exercise, daysLeft: -2 }, new Date(2020, 1, 1), text, 'vi').tone).toBe('danger')
  })

  test('is calm when it is far, and says so when the plan sets no date', () => {
    expect(say('2022-04-30', false, new Date(2022, 3, 8))).toMatchObject({
      distance: 'còn 22 ngày',
      tone: 'plain',
    })
    expect(say(null, false, new Date())).toEqual({
      date: 'Chưa định ngày',
      distance: undefined,
      tone: 'plain',
    })
  })
})
