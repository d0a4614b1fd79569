import type { Kysely } from 'kysely'
import type { SectionStatus } from '../../../report/wire/rest.ts'
import { NO_RECORD, type Records, type SectionRow } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

type SectionRecords = Pick<Records, 'sections' | 'rights' | 'changeSection'>

export function sectionRecords(db: Kysely<Tables>): SectionRecords {
  return {
    sections: async (reportId) => sectionsOf(await query(db, reportId).execute()),
    async rights(reportId) {
      const rows = await query(db, reportId).execute()
      const stage = rows[0]?.stage
      return stage && { stage, records: sectionsOf(rows) }
    },
    changeSection: (reportId, sectionId, change) =>
      inTransaction(db, async (transaction) => {
        await writeRow(transaction, reportId, sectionId, change)
        if (change.officeIds) await writeOffices(transaction, reportId, sectionId, change.officeIds)
      }),
  }
}

/** One statement, so that what it finds was true at one moment: a report, its sections and whose they are. */
function query(db: Kysely<Tables>, reportId: string) {
  return db
    .selectFrom('report')
    .leftJoin('section', 'section.report_id', 'report.id')
    .leftJoin('section_office', (join) =>
      join
        .onRef('section_office.report_id', '=', 'section.report_id')
        .onRef('section_office.section_id', '=', 'section.section_id'),
    )
    .select(['report.stage', 'section.section_id', 'section.status', 'section.locked', 'section.due'])
    .select('section_office.office_id')
    .where('report.id', '=', reportId)
    .orderBy('section.section_id')
    .orderBy('section_office.position')
}

type Row = {
  readonly section_id: string | null
  readonly status: SectionStatus | null
  readonly locked: number | null
  readonly due: string | null
  readonly office_id: string | null
}

function sectionsOf(rows: readonly Row[]): Map<string, SectionRow> {
  const sections = new Map<string, SectionRow>()
  for (const { section_id: id, office_id: officeId, status, locked, due } of rows) {
    if (id === null || status === null) continue
    const officeIds = sections.get(id)?.officeIds ?? []
    sections.set(id, {
      officeIds: officeId === null ? officeIds : [...officeIds, officeId],
      status,
      locked: locked === 1,
      due,
    })
  }
  return sections
}

async function writeRow(
  db: Kysely<Tables>,
  reportId: string,
  sectionId: string,
  { status, locked, due }: Partial<SectionRow>,
): Promise<void> {
  const columns = {
    ...(status === undefined ? {} : { status }),
    ...(locked === undefined ? {} : { locked: Number(locked) }),
    ...(due === undefined ? {} : { due }),
  }
  const fresh = { status: NO_RECORD.status, locked: Number(NO_RECORD.locked), due: NO_RECORD.due }
  await db
    .insertInto('section')
    .values({ report_id: reportId, section_id: sectionId, ...fresh, ...columns })
    .onConflict((conflict) => {
      const there = conflict.columns(['report_id', 'section_id'])
      return Object.keys(columns).length === 0 ? there.doNothing() : there.doUpdateSet(columns)
    })
    .execute()
}

async function writeOffices(
  db: Kysely<Tables>,
  reportId: string,
  sectionId: string,
  officeIds: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('section_office')
    .where('report_id', '=', reportId)
    .where('section_id', '=', sectionId)
    .execute()
  const rows = [...new Set(officeIds)].map((officeId, position) => ({
    report_id: reportId,
    section_id: sectionId,
    office_id: officeId,
    position,
  }))
  if (rows.length > 0) await db.insertInto('section_office').values(rows).execute()
}
