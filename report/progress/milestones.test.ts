import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parsePlan } from '../../outline/read-plan.ts'
import { STAGES, type ReportMilestone } from '../wire/rest.ts'
import { PLAIN_SETTINGS } from './days.ts'
import { boardMilestones, holdingMilestones, milestoneStages, nextMilestone } from './milestones.ts'

const planFile = (name: string) =>
  readFileSync(new URL(`../../outline/plans/${name}`, import.meta.url), 'utf8')
const milestonesOf = (name: string): ReportMilestone[] =>
  parsePlan(planFile(name)).milestones.map(({ date = null, before, what, from = '', to = '' }) => ({
    date,
    before,
    what,
    from,
    to,
  }))
const NQ20 = milestonesOf('nq20.txt')
const standing = { stage: 'drafting', settings: PLAIN_SETTINGS, today: '2022-04-01' } as const

describe('the stages of milestones', () => {
  test('are contributions, appraisal, submission, conference and signature in the shipped plan', () => {
    expect(milestoneStages(NQ20)).toEqual([null, 'appraisal', 'committee', 'conference', 'signed'])
  })

  test.each([
    ['samples/chu-cai-hoa.md', [null, 'committee']],
    ['samples/de-cuong-kem-theo.txt', [null, 'committee']],
    ['samples/khong-noi-dung.txt', [null]],
    ['samples/xuong-dong-co-dinh.txt', [null, 'conference', 'signed']],
  ])('are sensible in %s', (name, stages) => {
    expect(milestoneStages(milestonesOf(name))).toEqual(stages)
  })

  test('belong to one milestone each', () => {
    const what = ['Xây dựng dự thảo lần 1', 'Xây dựng dự thảo lần 2', 'Gửi góp ý về Hội nghị Trung ương 6']
    expect(milestoneStages(what.map((words) => ({ what: words })))).toEqual([null, 'appraisal', null])
  })
})

describe('the milestones of the board', () => {
  test('are done one after the other as the report moves, and undone as it moves back', () => {
    const done = STAGES.map((stage) =>
      boardMilestones(NQ20, { ...standing, stage })
        .map(({ done: is }) => (is ? '✓' : '·'))
        .join(''),
    )
    expect(done).toEqual(['·····', '✓✓···', '✓✓✓··', '✓✓✓··', '✓✓✓✓·', '✓✓✓✓✓'])
  })

  test('show the dates that hold, and what the plan says', () => {
    const settings = { ...PLAIN_SETTINGS, dates: { '1': '2022-04-10', '3': null, '0': '2022-04-12' } }
    const board = boardMilestones(NQ20, { ...standing, settings })
    expect(board.map(({ date, planned, daysLeft }) => [date, planned, daysLeft])).toEqual([
      ['2022-04-12', '2022-04-08', 10],
      ['2022-04-10', null, 9],
      ['2022-04-15', '2022-04-15', 13],
      [null, '2022-04-29', null],
      ['2022-05-08', '2022-05-08', 36],
    ])
    expect(holdingMilestones(NQ20, PLAIN_SETTINGS)).toEqual(NQ20)
  })
})

describe('the next milestone', () => {
  const nextOn = (today: string, changes: object = {}) =>
    nextMilestone(NQ20, { ...standing, today, ...changes })
  test('is the earliest that is not done, overdue or not, by the report’s own day', () => {
    expect(nextOn('2022-04-01')).toMatchObject({ date: '2022-04-08', daysLeft: 6 })
    expect(nextOn('2022-04-07')).toMatchObject({ date: '2022-04-08', daysLeft: 0 })
    expect(nextOn('2022-04-08')).toMatchObject({ date: '2022-04-08', daysLeft: -1 })
    expect(nextOn('2022-04-08', { stage: 'appraisal' })).toMatchObject({ date: '2022-04-15', daysLeft: 6 })
    const settings = { ...PLAIN_SETTINGS, inclusive: true }
    expect(nextOn('2022-04-08', { settings })).toMatchObject({ date: '2022-04-08', daysLeft: 0 })
    expect(nextOn('2022-05-10', { stage: 'finalising' })).toMatchObject({ date: '2022-05-08', daysLeft: -3 })
  })
  test('is none that is done already', () => {
    expect(nextOn('2022-04-01', { stage: 'committee' })).toMatchObject({ date: '2022-04-29' })
    expect(nextOn('2022-04-01', { stage: 'signed' })).toBeNull()
  })
})
