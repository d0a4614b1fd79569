import type { Kysely } from 'kysely'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

/** SQLite takes so many values in one statement. */
const ROWS = 500

export function attributionRecords(
  db: Kysely<Tables>,
): Pick<Records, 'clientOwners' | 'attribution' | 'noteAttribution'> {
  return {
    async clientOwners(reportId) {
      const rows = await db
        .selectFrom('client_owner')
        .select(['client', 'user_id'])
        .where('report_id', '=', reportId)
        .orderBy('seq')
        .orderBy('client')
        .execute()
      return rows.map(({ client, user_id }) => [client, user_id] as const)
    },
    attribution: (reportId) => inTransaction(db, (transaction) => attribution(transaction, reportId)),
    noteAttribution: (reportId, { seq, moved }) =>
      inTransaction(db, async (transaction) => {
        const known = await attribution(transaction, reportId)
        if (known.seq > seq) return
        const before = new Map(known.moved.map((one) => [`${one[0]} ${one[1]}`, one]))
        const news = moved.filter(([client, clock, length, userId]) => {
          const old = before.get(`${client} ${clock}`)
          return old?.[2] !== length || old[3] !== userId
        })
        for (let at = 0; at < news.length; at += ROWS) {
          await transaction
            .insertInto('first_author')
            .values(
              news.slice(at, at + ROWS).map(([client, clock, length, user_id]) => ({
                report_id: reportId,
                client,
                clock,
                length,
                user_id,
              })),
            )
            .onConflict((conflict) =>
              conflict.columns(['report_id', 'client', 'clock']).doUpdateSet((row) => ({
                length: row.ref('excluded.length'),
                user_id: row.ref('excluded.user_id'),
              })),
            )
            .execute()
        }
        await transaction
          .updateTable('report')
          .set({ attributed_seq: seq })
          .where('id', '=', reportId)
          .execute()
      }),
  }
}

async function attribution(db: Kysely<Tables>, reportId: string) {
  const report = await db
    .selectFrom('report')
    .select('attributed_seq')
    .where('id', '=', reportId)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('first_author')
    .select(['client', 'clock', 'length', 'user_id'])
    .where('report_id', '=', reportId)
    .orderBy('client')
    .orderBy('clock')
    .execute()
  return {
    seq: report?.attributed_seq ?? 0,
    moved: rows.map(({ client, clock, length, user_id }) => [client, clock, length, user_id] as const),
  }
}
