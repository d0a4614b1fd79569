import { sql, type Kysely, type Selectable } from 'kysely'
import { ReportError } from '../../../report/wire/errors.ts'
import type { Version } from '../../../report/wire/paper.ts'
import { reportHeadSchema } from '../../../report/wire/rest.ts'
import type { Records, VersionRecord } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

type VersionRecords = Pick<
  Records,
  'versions' | 'version' | 'newestVersion' | 'addVersion' | 'nameVersion' | 'lastDraft' | 'noteDraft'
>

const VERSION_COLUMNS = ['id', 'number', 'name', 'kind', 'seq', 'at', 'by_id', 'by_name', 'sha256'] as const

export function versionRecords(db: Kysely<Tables>): VersionRecords {
  return {
    async versions(reportId) {
      const rows = await db
        .selectFrom('version')
        .select(VERSION_COLUMNS)
        .where('report_id', '=', reportId)
        .orderBy('number', 'desc')
        .execute()
      return rows.map(versionOf)
    },
    async version(reportId, versionId) {
      const row = await recorded(db, reportId).where('id', '=', versionId).executeTakeFirst()
      return row && recordOf(row)
    },
    async newestVersion(reportId) {
      const row = await recorded(db, reportId).orderBy('number', 'desc').limit(1).executeTakeFirst()
      return row && recordOf(row)
    },
    addVersion: (reportId, version) =>
      inTransaction(db, (transaction) => add(transaction, reportId, version)),
    async nameVersion(reportId, versionId, { name, by }) {
      const row = await db
        .updateTable('version')
        .set({ name: name.normalize('NFC'), kind: 'named', by_id: by.userId, by_name: by.name })
        .where('report_id', '=', reportId)
        .where('id', '=', versionId)
        .where('kind', '=', 'automatic')
        .returning(VERSION_COLUMNS)
        .executeTakeFirst()
      return row && versionOf(row)
    },
    async lastDraft(reportId) {
      const row = await db
        .selectFrom('report')
        .select('last_draft')
        .where('id', '=', reportId)
        .executeTakeFirst()
      return row?.last_draft ?? 0
    },
    async noteDraft(reportId, number) {
      await db
        .updateTable('report')
        .set({ last_draft: number })
        .where('id', '=', reportId)
        .where('last_draft', '<', number)
        .execute()
    },
  }
}

function recorded(db: Kysely<Tables>, reportId: string) {
  return db
    .selectFrom('version')
    .select([...VERSION_COLUMNS, 'title', 'head'])
    .where('report_id', '=', reportId)
}

async function add(
  transaction: Kysely<Tables>,
  reportId: string,
  version: Omit<Version, 'number'>,
): Promise<Version> {
  const report = await transaction
    .selectFrom('report')
    .select(['title', 'head'])
    .where('id', '=', reportId)
    .executeTakeFirst()
  if (!report) throw new ReportError('no-such-report')
  const row = await transaction
    .insertInto('version')
    .values({
      report_id: reportId,
      id: version.id,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from version where report_id = ${reportId})`,
      name: version.name.normalize('NFC'),
      kind: version.kind,
      seq: version.seq,
      at: version.at,
      by_id: version.by.userId,
      by_name: version.by.name,
      sha256: version.sha256,
      ...report,
    })
    .returning(VERSION_COLUMNS)
    .executeTakeFirstOrThrow()
  return versionOf(row)
}

function versionOf(row: Pick<Selectable<Tables['version']>, (typeof VERSION_COLUMNS)[number]>): Version {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    kind: row.kind,
    seq: row.seq,
    at: row.at,
    by: { userId: row.by_id, name: row.by_name },
    sha256: row.sha256,
  }
}

function recordOf(row: Omit<Selectable<Tables['version']>, 'report_id'>): VersionRecord {
  return { ...versionOf(row), title: row.title, head: reportHeadSchema.parse(JSON.parse(row.head)) }
}
