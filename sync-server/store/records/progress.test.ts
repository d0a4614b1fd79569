import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { must } from '../../../report/must.ts'
import { openLogRows } from '../sqlite/log-rows.ts'
import { MIGRATIONS } from '../sqlite/tables.ts'
import { openRecordsRig, type RecordsRig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let rig: RecordsRig
let reports: string[]
beforeEach(async () => {
  rig = await openRecordsRig()
  for (const id of ['an', 'binh']) rig.person(id)
  reports = [await rig.report({ an: 'coordinator' }), await rig.report({ an: 'coordinator' })]
})
afterEach(() => rig.stop())

/** What gives a database that is older than the table its rows. */
const backfill = must(
  MIGRATIONS.flatMap(({ sql }) => sql).find((sql) => sql.startsWith('insert into section_edit')),
  'a backfill',
)

const anyEdit = fc.record({
  report: fc.nat(1),
  userId: fc.constantFrom('an', 'binh'),
  // Clocks go back.
  at: fc.integer({ min: 1, max: 1_000 }),
  // One id begins as another does, one is part of another.
  sections: fc.uniqueArray(fc.constantFrom('a', 'ab', 'b', 'preamble', 'x-_9'), { maxLength: 3 }),
})

describe('who wrote last in a section', () => {
  test('is what the log says, in its order, for each report; also where the log was there first', async () => {
    const log = openLogRows(rig.database.sqlite, () => undefined)
    const truth = new Map<string, { at: number; name: string }>()
    const kept = async () => {
      const found: [string, { at: number; name: string }][] = []
      for (const [index, report] of reports.entries())
        for (const [section, last] of await rig.records.lastEdits(report))
          found.push([`${index} ${section}`, last])
      return new Map(found)
    }
    await fc.assert(
      fc.asyncProperty(fc.array(anyEdit, { maxLength: 8 }), async (edits) => {
        log.append(
          edits.map(({ report, ...edit }) => ({
            ...edit,
            reportId: reports[report] ?? '',
            connection: '',
            bytes: new Uint8Array(1),
            newClients: [],
          })),
        )
        for (const { report, userId, at, sections } of edits)
          for (const section of sections) truth.set(`${report} ${section}`, { at, name: userId })
        expect(await kept()).toEqual(truth)
        rig.database.sqlite.exec('delete from section_edit')
        rig.database.sqlite.exec(backfill)
        expect(await kept()).toEqual(truth)
      }),
      { numRuns: 40 },
    )
  })
})

test('of reminders the last one counts, office by office and report by report', async () => {
  const [one = '', two = ''] = reports
  for (const [report, officeId, at] of [
    [one, 'a', 5],
    [one, 'a', 9],
    [one, 'a', 7],
    [one, 'b', 3],
    [two, 'a', 100],
  ] as const)
    await rig.records.addReminder(report, { officeId, at, byId: 'an', text: '' })
  expect(await rig.records.reminders(one)).toEqual(
    new Map([
      ['a', 9],
      ['b', 3],
    ]),
  )
})
