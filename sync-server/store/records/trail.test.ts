import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AuditAction } from '../../../report/wire/rest.ts'
import type { AuditFilter, AuditRow, NewAuditEntry } from '../records.ts'
import { openRecordsRig, type RecordsRig, type RigEdit } from './rig.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const SPAN = 600_000
const START = 1_000 * SPAN

let rig: RecordsRig
let reports: [string, string]

beforeAll(async () => {
  rig = await openRecordsRig()
  await rig.office('a')
  rig.person('an', { officeId: 'a' })
  rig.person('binh')
  rig.person('la')
  reports = [
    await rig.report({ an: 'coordinator', binh: 'drafter' }),
    await rig.report({ la: 'coordinator' }),
  ]
})
afterAll(() => rig.stop())

function empty() {
  rig.database.sqlite.exec('delete from audit; delete from edit where seq > 1')
}

async function pages(filter: AuditFilter, between: () => unknown = () => undefined): Promise<AuditRow[][]> {
  const pages: AuditRow[][] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await rig.records.auditTrail({ ...filter, after })
    pages.push([...page.entries])
    after = page.next
    expect(pages.length, 'pages without an end').toBeLessThan(300)
    await between()
  }
  return pages
}

const idsOf = (pages: readonly (readonly AuditRow[])[]) => pages.flat().map(({ id }) => id)

test('edits are told per person, section and ten minutes, among what was noted down', async () => {
  empty()
  const [reportId, other] = reports
  rig.edits(reportId, [
    { userId: 'an', at: START + 1, sections: ['s1'] },
    { userId: 'an', at: START + 5_000, sections: ['s1', 's2'] },
    { userId: 'binh', at: START + 6_000, sections: ['s1'] },
    { userId: 'an', at: START + SPAN - 1, sections: ['s1'] },
    { userId: 'an', at: START + SPAN, sections: ['s1'] },
    { userId: 'server', at: START + 7_000, sections: [] },
    { userId: 'an', at: START + 8_000, sections: [] },
  ])
  rig.edits(other, [{ userId: 'la', at: START + 2, sections: ['t'] }])
  const note = (at: number, action: AuditAction, entry: Partial<NewAuditEntry> = {}) =>
    rig.records.audit({ at, action, userId: 'binh', ...entry })
  await note(START + 5_500, 'section-locked', { reportId, sectionId: 's1', details: { locked: 'true' } })
  await note(START - 9, 'sign-in', { details: { address: '::1' } })
  await note(START - 8, 'sign-in', { userId: 'la' })
  await note(START - 7, 'user-created')
  await note(START - 6, 'report-changed', { reportId: other })

  const { entries } = await rig.records.auditTrail({ reportId, limit: 50 })
  const told = entries.map(({ at, action, by, sectionId, details }) =>
    [at - START, action, by?.userId, sectionId ?? '-', details.edits, details.until]
      .filter(Boolean)
      .join(' '),
  )
  expect(told).toEqual([
    `${SPAN} section-edited an s1 1 ${START + SPAN}`,
    `8000 section-edited an - 1 ${START + 8_000}`,
    `6000 section-edited binh s1 1 ${START + 6_000}`,
    '5500 section-locked binh s1',
    `5000 section-edited an s2 1 ${START + 5_000}`,
    `1 section-edited an s1 3 ${START + SPAN - 1}`,
    '-9 sign-in binh -',
  ])
  expect(entries[0]).toMatchObject({
    by: { userId: 'an', name: 'an', office: 'a' },
    report: { id: reportId, title: 'Trống' },
  })
  const everywhere = await rig.records.auditTrail({ limit: 50 })
  expect(everywhere.entries.map(({ action }) => action)).toEqual([
    ...entries.slice(0, 5).map(({ action }) => action),
    'section-edited',
    'section-edited',
    'report-changed',
    'user-created',
    'sign-in',
    'sign-in',
  ])
})

test('a place in the trail that nobody was given is refused', async () => {
  for (const after of [
    '',
    'khong',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["1","a1"]').toString('base64url'),
  ]) {
    await expect(rig.records.auditTrail({ limit: 1, after })).rejects.toThrow(/bad-request/)
  }
})

// Few values, so that moments and sections coincide as often as they can.
const momentArbitrary = fc.oneof(
  fc.integer({ min: 0, max: 6 }).map((step) => START + step * (SPAN / 2)),
  fc.integer({ min: 0, max: 400 }).map((spans) => START + spans * SPAN),
)
const userArbitrary = fc.constantFrom('an', 'binh', 'la', 'server')
const editArbitrary = fc.record({
  report: fc.nat({ max: 1 }),
  userId: userArbitrary,
  at: momentArbitrary,
  sections: fc.subarray(['s1', 's2', 's_2', 'preamble']),
})
const noteArbitrary = fc.record({
  report: fc.option(fc.nat({ max: 1 })),
  userId: fc.option(fc.constantFrom('an', 'binh', 'la')),
  at: momentArbitrary,
  action: fc.constantFrom<AuditAction>('sign-in', 'section-status', 'user-created'),
  section: fc.option(fc.constantFrom('s1', 'preamble')),
})
// Each seldom: all at once they leave nothing to turn pages of.
const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const filterArbitrary = fc.record({
  report: optional(fc.nat({ max: 1 })),
  from: optional(momentArbitrary),
  to: optional(momentArbitrary),
  userId: optional(fc.constantFrom('an', 'binh')),
  officeId: optional(fc.constant('a')),
  sectionId: optional(fc.constantFrom('s1', 's_2', 'preamble')),
  action: optional(fc.constantFrom<AuditAction>('section-edited', 'sign-in', 'section-status')),
})
type Filter = typeof filterArbitrary extends fc.Arbitrary<infer T> ? T : never
type Edit = RigEdit & { readonly report: number }
type Note = typeof noteArbitrary extends fc.Arbitrary<infer T> ? T : never

const MEMBERS = [['an', 'binh'], ['la']]

/** What the trail must hold, counted the slow way: one line an entry, without an order among those of one moment. */
function expected(edits: readonly Edit[], notes: readonly Note[], filter: Filter): string[] {
  const { report, from = 0, to = Infinity, userId, officeId, sectionId, action } = filter
  const fits = (one: { userId: string | null; at: number }, section: string | null, what: AuditAction) =>
    one.at >= from &&
    one.at < to &&
    (userId === undefined || one.userId === userId) &&
    (officeId === undefined || one.userId === 'an') &&
    (sectionId === undefined || section === sectionId) &&
    (action === undefined || what === action)
  const groups = new Map<string, { at: number; edits: number }>()
  for (const edit of edits) {
    if (edit.userId === 'server' || (report !== undefined && edit.report !== report)) continue
    for (const section of edit.sections.length > 0 ? edit.sections : [null]) {
      if (!fits(edit, section, 'section-edited')) continue
      const key = [edit.report, edit.userId, section, Math.floor(edit.at / SPAN)].join()
      const { at, edits } = groups.get(key) ?? { at: Infinity, edits: 0 }
      groups.set(key, { at: Math.min(at, edit.at), edits: edits + 1 })
    }
  }
  const noted = notes.filter((note) => {
    const ofMember =
      note.report === null && note.action === 'sign-in' && MEMBERS[report ?? 0]?.includes(note.userId ?? '')
    return (
      fits(note, note.section, note.action) && (report === undefined || note.report === report || ofMember)
    )
  })
  return [
    ...[...groups].map(([key, { at, edits }]) => `${at} section-edited ${key} ${edits}`),
    ...noted.map(
      ({ at, action, report, userId, section }) => `${at} ${action} ${[report, userId, section].join()}`,
    ),
  ].toSorted()
}

function lineOf({ at, action, by, report, sectionId, details }: AuditRow): string {
  const place = report ? reports.indexOf(report.id) : null
  const who = by?.userId ?? null
  if (action !== 'section-edited') return `${at} ${action} ${[place, who, sectionId].join()}`
  return `${at} ${action} ${[place, who, sectionId, Math.floor(at / SPAN)].join()} ${details.edits}`
}

test('pages in a row are the whole trail in order, whatever is asked and whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(editArbitrary, { maxLength: 40, size: 'max' }),
      fc.array(noteArbitrary, { maxLength: 25, size: 'max' }),
      filterArbitrary,
      fc.integer({ min: 1, max: 9 }),
      async (edits, notes, { report, ...asked }, limit) => {
        empty()
        for (const [index, reportId] of reports.entries()) {
          rig.edits(
            reportId,
            edits.filter((edit) => edit.report === index),
          )
        }
        for (const { report, section, ...note } of notes) {
          await rig.records.audit({
            ...note,
            ...(report === null ? {} : { reportId: reports[report] ?? '' }),
            ...(section === null ? {} : { sectionId: section }),
          })
        }
        const filter = { ...asked, reportId: report === undefined ? undefined : reports[report] }

        const [whole = []] = await pages({ ...filter, limit: 1_000 })
        expect(whole.map(lineOf).toSorted()).toEqual(expected(edits, notes, { report, ...asked }))
        const times = whole.map(({ at }) => at)
        expect(times).toEqual(times.toSorted((a, b) => b - a))

        const inPages = await pages({ ...filter, limit })
        expect(inPages.flat()).toEqual(whole)
        expect(inPages.slice(0, -1).map(({ length }) => length)).toEqual(inPages.slice(1).map(() => limit))

        // Somebody goes on writing where the trail begins, while somebody else turns its pages.
        const newest = Math.max(START, ...edits.map(({ at }) => at), ...notes.map(({ at }) => at))
        const writing = await pages({ ...filter, limit }, async () => {
          for (const [index, reportId] of reports.entries()) {
            const userId = index === 0 ? 'an' : 'la'
            rig.edits(reportId, [{ userId, at: newest + 1, sections: ['s1', 'preamble'] }])
            await rig.records.audit({
              at: newest + 1,
              action: 'section-status',
              userId,
              reportId,
              sectionId: 's1',
            })
          }
        })
        expect(idsOf(writing)).toEqual(idsOf([whole]))
      },
    ),
    { numRuns: 60 },
  )
})
