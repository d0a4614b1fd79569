import { describe, expect, test } from 'vitest'
import { STAGES, type SectionStatus, type Stage } from '../wire/rest.ts'
import {
  mayEverything,
  PREAMBLE_ID,
  preambleResponsibility,
  responsibilities,
  type ReportRights,
  type SectionRecord,
  whyNoSay,
  whyNotIn,
  type Writer,
} from './rights.ts'

const OWN: Writer = { role: 'drafter', officeId: 'A' }
const OTHER: Writer = { role: 'drafter', officeId: 'B' }
const LEAD: Writer = { role: 'coordinator', officeId: null }
const REVIEWER: Writer = { role: 'reviewer', officeId: null }
const CLOSED: readonly Stage[] = ['appraisal', 'committee', 'conference']

const record = (status: SectionStatus, more: Partial<SectionRecord> = {}): SectionRecord => ({
  officeIds: [],
  status,
  locked: false,
  ...more,
})

/** II of office A with II.1 and II.1.a below it, then III. */
const HEADINGS = [
  { id: 'two', level: 1 },
  { id: 'two-one', level: 2 },
  { id: 'two-one-a', level: 3 },
  { id: 'three', level: 1 },
]
const answers = (records: Record<string, SectionRecord>) => {
  const rights: Pick<ReportRights, 'records'> = { records: new Map(Object.entries(records)) }
  const [two, one, deep, three] = responsibilities(HEADINGS, rights)
  return { two: two!, one: one!, deep: deep!, three: three!, preamble: preambleResponsibility(rights) }
}

describe('while the text is judged', () => {
  test.each(CLOSED)('%s: nobody writes, coordinators neither', (stage) => {
    for (const status of ['drafting', 'submitted', 'approved'] as const) {
      const { two, preamble } = answers({
        two: record(status, { officeIds: ['A'] }),
        [PREAMBLE_ID]: record(status),
      })
      for (const section of [two, preamble]) {
        expect(whyNotIn(OWN, stage, section)).toBe('stage-closed')
        expect(whyNotIn(LEAD, stage, section)).toBe('stage-closed')
        expect(whyNotIn(REVIEWER, stage, section)).toBe('reads-only')
      }
    }
    expect(mayEverything(LEAD, stage)).toBe(false)
  })

  test.each(CLOSED)(
    '%s: what was returned, and all below it, is open to whoever may by the old rules',
    (stage) => {
      const { two, one, deep, three } = answers({
        two: record('submitted', { officeIds: ['A'] }),
        'two-one': record('returned'),
      })
      expect(whyNotIn(OWN, stage, one)).toBeUndefined()
      expect(whyNotIn(OWN, stage, deep)).toBeUndefined()
      expect(whyNotIn(LEAD, stage, deep)).toBeUndefined()
      expect(whyNotIn(OTHER, stage, deep)).toBe('section-of-others')
      expect(whyNotIn(REVIEWER, stage, deep)).toBe('reads-only')
      expect(whyNotIn(OWN, stage, two)).toBe('stage-closed')
      expect(whyNotIn(LEAD, stage, three)).toBe('stage-closed')
    },
  )

  test('an office still has its say of what is its own: it hands in what it forgot', () => {
    const { two } = answers({ two: record('drafting', { officeIds: ['A'] }) })
    expect(whyNoSay(OWN, 'appraisal', two)).toBeUndefined()
    expect(whyNoSay(OTHER, 'appraisal', two)).toBe('section-of-others')
    expect(whyNoSay(OWN, 'signed', two)).toBe('report-signed')
  })
})

test('what is returned inside an approved section is open again; what is locked stays locked', () => {
  const within = answers({ two: record('approved', { officeIds: ['A'] }), 'two-one': record('returned') })
  expect(whyNotIn(OWN, 'drafting', within.two)).toBe('section-approved')
  expect(whyNotIn(OWN, 'drafting', within.deep)).toBeUndefined()
  const locked = answers({
    two: record('submitted', { officeIds: ['A'], locked: true }),
    'two-one': record('returned'),
  })
  expect(whyNotIn(OWN, 'appraisal', locked.one)).toBe('section-locked')
  expect(whyNotIn(LEAD, 'appraisal', locked.one)).toBeUndefined()
})

test('drafting and finalising close nothing, and a signed report is closed to everybody', () => {
  const { two } = answers({ two: record('submitted', { officeIds: ['A'] }) })
  for (const stage of STAGES.filter((one) => !CLOSED.includes(one) && one !== 'signed')) {
    expect(whyNotIn(OWN, stage, two)).toBeUndefined()
    expect(mayEverything(LEAD, stage)).toBe(true)
  }
  for (const writer of [OWN, OTHER, LEAD, REVIEWER])
    expect(whyNotIn(writer, 'signed', two)).toBe('report-signed')
  expect(mayEverything(LEAD, 'signed')).toBe(false)
})
