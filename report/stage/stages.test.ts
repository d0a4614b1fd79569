import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROLES, STAGES, type Role, type Stage } from '../wire/rest.ts'
import {
  draftNumber,
  isForward,
  mayMoveBack,
  mayMoveOn,
  nextStage,
  previousStage,
  stepFrom,
  versionNameOf,
} from './stages.ts'

const AHEAD: readonly (readonly [Stage, Stage, readonly Role[], string])[] = [
  ['drafting', 'appraisal', ['coordinator'], 'Dự thảo lần 2 trình thẩm định'],
  ['appraisal', 'committee', ['coordinator', 'reviewer'], 'Dự thảo lần 2 trình Ban Thường vụ'],
  ['committee', 'conference', ['coordinator'], 'Dự thảo lần 2 trình hội nghị'],
  ['conference', 'finalising', ['coordinator'], 'Dự thảo lần 2 sau hội nghị'],
]

describe('the way of a report', () => {
  test.each(AHEAD)('%s goes on to %s', (from, to, roles, name) => {
    expect(nextStage(from)).toBe(to)
    expect(previousStage(to)).toBe(from)
    for (const role of ROLES) expect(mayMoveOn(role, from), role).toBe(roles.includes(role))
    expect(versionNameOf(from, to, 2)).toBe(name)
  })

  test('it ends with the signature, which nobody takes back', () => {
    expect(nextStage('finalising')).toBe('signed')
    expect(nextStage('signed')).toBeUndefined()
    expect(previousStage('signed')).toBeUndefined()
    for (const role of ROLES) {
      expect(mayMoveOn(role, 'finalising')).toBe(role === 'coordinator')
      expect(mayMoveOn(role, 'signed') || mayMoveBack(role, 'signed')).toBe(false)
    }
  })

  test('a step back is the coordinator’s, and during the appraisal the appraisers’', () => {
    for (const stage of STAGES) {
      const back = !['drafting', 'signed'].includes(stage)
      expect(mayMoveBack('coordinator', stage), stage).toBe(back)
      expect(mayMoveBack('reviewer', stage), stage).toBe(stage === 'appraisal')
      expect(mayMoveBack('drafter', stage) || mayMoveBack('viewer', stage), stage).toBe(false)
    }
    expect(versionNameOf('committee', 'appraisal', 9)).toBe('Trước khi trả về bước Thẩm định')
  })
})

describe('the count of drafts', () => {
  /** A walk of so many steps, true for a step on; what was printed in between raises the count. */
  const walk = fc.array(fc.record({ on: fc.boolean(), printed: fc.nat(3) }), { maxLength: 20 })

  test('law: each step on has a draft number of its own, higher than all before and what was printed', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const moves: { from: Stage; to: Stage; versionName: string }[] = []
        let stage: Stage = 'drafting'
        let last = 0
        let before = 0
        for (const { on, printed } of steps) {
          const to: Stage | undefined = on ? nextStage(stage) : previousStage(stage)
          if (!to || to === 'signed') continue
          if (printed > 0) last += printed
          const draft = draftNumber(moves, last)
          moves.push({ from: stage, to, versionName: versionNameOf(stage, to, draft) })
          if (isForward(stage, to)) {
            expect(draft).toBeGreaterThan(before)
            expect(draft).toBeGreaterThanOrEqual(last)
            before = draft
            last = Math.max(last, draft)
          }
          stage = to
        }
      }),
    )
  })

  test('starts with 1, and takes the number of the draft that was printed for it', () => {
    expect(draftNumber([], 0)).toBe(1)
    expect(draftNumber([], 3)).toBe(3)
    const first = { from: 'drafting', to: 'appraisal', versionName: 'Dự thảo lần 3 trình thẩm định' } as const
    expect(draftNumber([first], 3)).toBe(4)
    const back = {
      from: 'appraisal',
      to: 'drafting',
      versionName: 'Trước khi trả về bước Soạn thảo',
    } as const
    expect(draftNumber([first, back], 3)).toBe(4)
  })
})

test('every step says what it needs of a text', () => {
  expect(STAGES.flatMap((stage) => stepFrom(stage)?.needs.join() ?? '-')).toEqual([
    'written,assigned,handed-in',
    'answered,none-returned,approved',
    'answered',
    '',
    'written,closed',
    '-',
  ])
})
