import type { Kysely } from 'kysely'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { accountOf, accountQuery } from './people.ts'

type HandoverRecords = Pick<Records, 'handovers' | 'addHandover' | 'removeHandover'>

export function handoverRecords(db: Kysely<Tables>): HandoverRecords {
  return {
    async handovers(reportId) {
      const rows = await accountQuery(db)
        .innerJoin('handover', 'handover.user_id', 'user.id')
        .select(['handover.id as handover_id', 'handover.section_id', 'handover.at', 'handover.text'])
        .where('handover.report_id', '=', reportId)
        .where('handover.removed_at', 'is', null)
        .orderBy('handover.at')
        .orderBy('handover.id')
        .execute()
      return rows.map((row) => {
        const { id, name, office } = accountOf(row)
        return {
          id: row.handover_id,
          sectionId: row.section_id,
          text: row.text,
          from: { userId: id, name, office },
          at: row.at,
        }
      })
    },
    async addHandover(reportId, { id, sectionId, text, userId, at }) {
      const result = await db
        .insertInto('handover')
        .values({
          report_id: reportId,
          id,
          section_id: sectionId,
          user_id: userId,
          at,
          text: text.normalize('NFC'),
          removed_at: null,
        })
        .onConflict((conflict) => conflict.columns(['report_id', 'id']).doNothing())
        .executeTakeFirst()
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
    },
    async removeHandover(reportId, id, at) {
      await db
        .updateTable('handover')
        .set({ removed_at: at })
        .where('report_id', '=', reportId)
        .where('id', '=', id)
        .where('removed_at', 'is', null)
        .execute()
    },
  }
}
