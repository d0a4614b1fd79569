import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { must } from '../must.ts'
import type { SectionRecord } from '../permission/rights.ts'
import type { StageBlocker } from '../wire/progress.ts'
import type { SectionStatus, Stage } from '../wire/rest.ts'
import { stageBlockerLines } from './stage-blocker-words.ts'
import { blockersOfStep, type Demand, type StageFacts } from './stage-blockers.ts'
import { stepFrom } from './stages.ts'

const section = (id: string, level: number, more: Partial<StageFacts['sections'][number]> = {}) => ({
  id,
  level,
  number: id,
  title: `Mục ${id}`,
  fixed: true,
  empty: false,
  ...more,
})
const record = (status: SectionStatus, officeIds: readonly string[] = []): SectionRecord => ({
  officeIds,
  status,
  locked: false,
})
const demand = (number: number, answered = false): Demand => ({
  id: `t${number}`,
  number,
  anchor: { kind: 'section', sectionId: 'one', quote: 'Mục một', lost: false },
  isAnswered: answered,
})

/** I with I.1 and I.2 (the headings of the plan), a theme below I.2, then II. */
const SECTIONS = [
  section('I', 1, { empty: true }),
  section('I.1', 2),
  section('I.2', 2),
  section('theme', 3, { fixed: false }),
  section('II', 1),
]
const facts = (records: Record<string, SectionRecord>, more: Partial<StageFacts> = {}): StageFacts => ({
  sections: SECTIONS,
  records: new Map(Object.entries(records)),
  demands: [],
  ...more,
})
const against = (from: Stage, given: StageFacts) =>
  blockersOfStep(must(stepFrom(from), from), given).map(said)
const said = (one: StageBlocker) =>
  one.kind === 'must-fix' ? `${one.kind} ${one.threadNumber}` : `${one.kind} ${one.sectionId}`

describe('drafting -> appraisal', () => {
  test('every section of the plan is written, assigned and handed in; a mere heading of others follows from them', () => {
    expect(against('drafting', facts({}))).toEqual([
      'not-assigned I.1',
      'not-assigned I.2',
      'not-assigned II',
    ])
    const assigned = {
      'I.1': record('drafting', ['A']),
      'I.2': record('drafting', ['B']),
      II: record('submitted', ['B']),
    }
    expect(against('drafting', facts(assigned))).toEqual(['not-submitted I.1', 'not-submitted I.2'])
    const done = {
      'I.1': record('submitted', ['A']),
      'I.2': record('approved', ['B']),
      II: record('submitted', ['B']),
    }
    expect(against('drafting', facts(done))).toEqual([])
  })

  test('what was said of the section above holds, and what was returned is not handed in', () => {
    const above = { I: record('submitted', ['A']), II: record('submitted', ['B']) }
    expect(against('drafting', facts(above))).toEqual([])
    expect(against('drafting', facts({ ...above, 'I.2': record('returned') }))).toEqual(['not-submitted I.2'])
  })

  test('an empty section stands against it, and one with words in a theme below does not', () => {
    const all = { I: record('submitted', ['A']), II: record('submitted', ['B']) }
    const without = (id: string) => SECTIONS.map((one) => (one.id === id ? { ...one, empty: true } : one))
    expect(against('drafting', facts(all, { sections: without('II') }))).toEqual(['empty-section II'])
    expect(against('drafting', facts(all, { sections: without('I.2') }))).toEqual([])
  })
})

describe('appraisal -> committee', () => {
  test('every section of the plan that says something is approved, itself or above; nothing is returned', () => {
    expect(against('appraisal', facts({ II: record('approved') }))).toEqual([
      'not-approved I.1',
      'not-approved I.2',
    ])
    expect(against('appraisal', facts({ I: record('approved'), II: record('approved') }))).toEqual([])
    expect(
      against(
        'appraisal',
        facts({ I: record('returned'), II: record('approved'), preamble: record('returned') }),
      ),
    ).toEqual(['returned preamble', 'returned I'])
    expect(
      against(
        'appraisal',
        facts({ I: record('approved'), theme: record('returned'), II: record('approved') }),
      ),
    ).toEqual(['returned theme'])
  })

  test('every demand is answered', () => {
    const approved = { I: record('approved'), II: record('approved') }
    const demands = [demand(7), demand(3), demand(5, true)]
    expect(against('appraisal', facts(approved, { demands }))).toEqual(['must-fix 3', 'must-fix 7'])
  })
})

test('later steps ask for answers, then for nothing, and the signature that all is closed and written', () => {
  const demands = [demand(1), demand(2, true)]
  expect(against('committee', facts({}, { demands }))).toEqual(['must-fix 1'])
  expect(against('conference', facts({}, { demands }))).toEqual([])
  const sections = [section('I', 1, { empty: true })]
  expect(against('finalising', facts({}, { demands, sections }))).toEqual([
    'empty-section I',
    'must-fix 1',
    'must-fix 2',
  ])
})

const statuses: readonly SectionStatus[] = ['drafting', 'submitted', 'returned', 'approved']
const outline = fc.array(
  fc.record({
    level: fc.integer({ min: 1, max: 4 }),
    fixed: fc.boolean(),
    empty: fc.boolean(),
    status: fc.constantFrom(...statuses),
    assigned: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
)

test('law: approving everything and answering every demand leaves nothing in the way of appraisal, whatever the outline', () => {
  fc.assert(
    fc.property(outline, (sections) => {
      const given = facts(
        Object.fromEntries(sections.map((_one, index) => [`s${index}`, record('approved', ['A'])])),
        {
          sections: sections.map((one, index) => section(`s${index}`, one.level, one)),
          demands: [demand(1, true)],
        },
      )
      expect(against('appraisal', given)).toEqual([])
      expect(against('drafting', given).filter((one) => !one.startsWith('empty-section'))).toEqual([])
    }),
  )
})

test('law: each blocker names a section that is there once per kind, and each has a line of its own', () => {
  fc.assert(
    fc.property(
      outline,
      fc.constantFrom<Stage>('drafting', 'appraisal', 'committee', 'finalising'),
      (sections, from) => {
        const records = Object.fromEntries(
          sections.map(({ status, assigned }, index) => [`s${index}`, record(status, assigned ? ['A'] : [])]),
        )
        const given = facts(records, {
          sections: sections.map((one, index) => section(`s${index}`, one.level, one)),
        })
        const found = blockersOfStep(must(stepFrom(from), from), given)
        const names = found.map(said)
        expect(new Set(names).size).toBe(names.length)
        for (const one of found) if (one.kind !== 'must-fix') expect(records).toHaveProperty(one.sectionId)
        const lines = stageBlockerLines(found)
        expect(lines.length).toBe(Math.min(found.length, 31))
        for (const line of lines) expect(line).toMatch(/\.$/u)
      },
    ),
  )
})
