import { sql, type Kysely } from 'kysely'
import { SERVER_USER } from '../ports.ts'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'

type HistoryRecords = Pick<
  Records,
  | 'headSeq'
  | 'writersIn'
  | 'editSpans'
  | 'withoutVersion'
  | 'automaticVersions'
  | 'removeAutomaticVersions'
  | 'withdrawVersion'
  | 'lastWriter'
  | 'checkpointAt'
>

/** What people did with the time: read from the log's rows, never from a text. */
export function historyRecords(db: Kysely<Tables>): HistoryRecords {
  return {
    async headSeq(reportId) {
      const row = await db
        .selectFrom('report')
        .select('head_seq')
        .where('id', '=', reportId)
        .executeTakeFirst()
      return row?.head_seq
    },
    async writersIn(reportId, { after, until }) {
      const rows = await db
        .selectFrom('edit')
        .select(['user_id', 'sections'])
        .where('report_id', '=', reportId)
        .where('seq', '>', after)
        .where('seq', '<=', until)
        .where('user_id', '<>', SERVER_USER)
        .groupBy(['user_id', 'sections'])
        .execute()
      return rows.map((row) => ({ userId: row.user_id, sectionIds: sectionsIn(row.sections) }))
    },
    async editSpans(reportId, { after, until }, spanMs) {
      const span = sql<number>`("at" - "at" % ${sql.lit(spanMs)})`
      const rows = await db
        .selectFrom('edit')
        .select(['user_id', 'sections', span.as('span')])
        .select(({ fn }) => [
          fn.countAll<number>().as('edits'),
          fn.min<number>('at').as('first_at'),
          fn.max<number>('at').as('last_at'),
          fn.max<number>('seq').as('seq'),
        ])
        .where('report_id', '=', reportId)
        .where('seq', '>', after)
        .where('seq', '<=', until)
        .groupBy([span, 'user_id', 'sections'])
        .execute()
      return rows.map((row) => ({
        span: row.span,
        from: row.first_at,
        to: row.last_at,
        seq: row.seq,
        edits: row.edits,
        userId: row.user_id,
        sectionIds: sectionsIn(row.sections),
      }))
    },
    async withoutVersion() {
      const newest = sql<number>`coalesce((select max(seq) from version where report_id = report.id), 1)`
      const rows = await db
        .selectFrom('report')
        .select(['id', 'head_seq'])
        .where('head_seq', '>', newest)
        .orderBy('edited_at')
        .execute()
      return rows.map((row) => ({ reportId: row.id, headSeq: row.head_seq }))
    },
    async automaticVersions(before) {
      const rows = await db
        .selectFrom('version')
        .select(['report_id', 'id', 'at'])
        .where('kind', '=', 'automatic')
        .where('at', '<', before)
        .orderBy('at')
        .execute()
      return rows.map((row) => ({ reportId: row.report_id, id: row.id, at: row.at }))
    },
    async checkpointAt(reportId, seq) {
      // The log's own table: written by its threads, and only looked at here.
      const { rows } = await sql<{ seq: number | null }>`
        select max(seq) as seq from checkpoint where report_id = ${reportId} and seq <= ${seq}`.execute(db)
      return rows[0]?.seq ?? undefined
    },
    async withdrawVersion(reportId, versionId) {
      await db
        .deleteFrom('version')
        .where('report_id', '=', reportId)
        .where('id', '=', versionId)
        .where('kind', '=', 'before-restore')
        .execute()
    },
    async lastWriter(reportId, until) {
      const row = await db
        .selectFrom('edit')
        .select('user_id')
        .where('report_id', '=', reportId)
        .where('seq', '<=', until)
        .where('user_id', '<>', SERVER_USER)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.user_id
    },
    async removeAutomaticVersions(reportId, ids) {
      if (ids.length === 0) return
      await db
        .deleteFrom('version')
        .where('report_id', '=', reportId)
        .where('kind', '=', 'automatic')
        .where('id', 'in', [...ids])
        .where('id', 'not in', (inner) =>
          inner.selectFrom('stage_move').select('version_id').where('report_id', '=', reportId),
        )
        .where('id', 'not in', (inner) =>
          inner.selectFrom('signature').select('version_id').where('report_id', '=', reportId),
        )
        .execute()
    },
  }
}

/** `,a,b,` as the log writes it. */
function sectionsIn(written: string): string[] {
  return written.split(',').filter((id) => id !== '')
}
