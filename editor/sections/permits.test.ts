import { describe, expect, test } from 'vitest'

import { must } from '../../report/must.ts'
import type { SectionState } from '../../report/sections.ts'
import { readStandings } from '../draft/rights/standing.ts'
import { type Given, openRights } from '../draft/rights/test-rights.ts'
import { mayAddTop, permitsOf } from './permits.ts'

const section: SectionState = {
  id: 'a',
  level: 2,
  number: '1',
  title: 'Nhận thức',
  fixed: true,
  guidance: '',
  invites: false,
  appendix: null,
  words: 0,
  empty: true,
}

function offered(given: Given, over: Partial<SectionState> = {}) {
  const open = openRights(given)
  const shown = { ...section, ...over }
  const { moves, ...rest } = permitsOf(shown, must(readStandings([shown], open)[1], 'a standing'), open)
  const may = Object.entries(rest).flatMap(([name, granted]) => (granted ? name : []))
  return [...may, ...moves.map(({ name }) => name)]
}

const own = (record: object = {}) => ({ records: { a: { officeIds: ['so'], ...record } } })

describe('what is offered for a section', () => {
  test('to a drafter: sub-sections and handing in of their own, no more than sub-sections of nobody’s', () => {
    expect(offered(own())).toEqual(['add', 'submit'])
    expect(offered(own(), { fixed: false })).toEqual(['add', 'rename', 'remove', 'submit'])
    expect(offered(own({ status: 'submitted' }))).toEqual(['add', 'takeBack'])
    expect(offered(own({ status: 'returned' }))).toEqual(['add', 'submit'])
    expect(offered({})).toEqual(['add'])
    expect(offered(own(), { level: 4 })).toEqual(['submit'])
  })

  test('to a drafter nothing where it is another office’s, approved, locked or signed', () => {
    expect(offered({ records: { a: { officeIds: ['hoi'] } } }, { fixed: false })).toEqual([])
    expect(offered(own({ status: 'approved' }), { fixed: false })).toEqual([])
    expect(offered(own({ locked: true }), { fixed: false })).toEqual([])
    expect(offered({ ...own(), stage: 'signed' }, { fixed: false })).toEqual([])
  })

  test('while it is judged: to an office the handing in, to the coordinator the steering; what was returned is open', () => {
    const stage = 'appraisal' as const
    expect(offered({ ...own(), stage }, { fixed: false })).toEqual(['submit'])
    expect(offered({ ...own(), stage, role: 'coordinator' }, { fixed: false })).toEqual([
      'steer',
      'submit',
      'approve',
    ])
    expect(offered({ ...own({ status: 'returned' }), stage })).toEqual(['add', 'submit'])
    expect(
      offered(
        { ...own({ status: 'returned' }), stage, role: 'coordinator' },
        { fixed: false, level: 1, appendix: 'portrait' },
      ),
    ).toEqual(['add', 'rename', 'remove', 'steer', 'submit', 'approve'])
    expect(mayAddTop(openRights({ role: 'coordinator', stage }))).toBe(false)
  })

  test('to a reviewer: a word on what was handed in', () => {
    expect(offered({ ...own(), role: 'reviewer' })).toEqual([])
    expect(offered({ ...own({ status: 'submitted' }), role: 'reviewer' })).toEqual(['approve', 'giveBack'])
    expect(offered({ ...own({ status: 'approved' }), role: 'reviewer' })).toEqual(['giveBack'])
  })

  test('to a viewer nothing, to the coordinator everything that makes sense', () => {
    expect(offered({ ...own({ status: 'submitted' }), role: 'viewer' })).toEqual([])
    expect(offered({ ...own({ locked: true }), role: 'coordinator' })).toEqual([
      'add',
      'steer',
      'submit',
      'approve',
    ])
    expect(offered({ role: 'coordinator', stage: 'signed' })).toEqual([])
  })

  test('sections at the top to the coordinator alone', () => {
    expect([mayAddTop(openRights()), mayAddTop(openRights({ role: 'coordinator' }))]).toEqual([false, true])
    expect(mayAddTop(openRights({ role: 'coordinator', stage: 'signed' }))).toBe(false)
  })
})
