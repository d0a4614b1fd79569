import type { Kysely, Selectable } from 'kysely'
import type { ImageRecord, Records } from '../records.ts'
import type { Tables } from '../tables.ts'

export function imageRecords(db: Kysely<Tables>): Pick<Records, 'addImage' | 'image'> {
  return {
    async addImage(image) {
      await db
        .insertInto('image')
        .values({
          report_id: image.reportId,
          id: image.id,
          type: image.type,
          width: image.width,
          height: image.height,
          bytes: image.bytes,
          created_by: image.createdBy,
          created_at: image.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['report_id', 'id']).doNothing())
        .execute()
    },
    async image(reportId, id) {
      const row = await db
        .selectFrom('image')
        .selectAll()
        .where('report_id', '=', reportId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && imageOf(row)
    },
  }
}

function imageOf(row: Selectable<Tables['image']>): ImageRecord {
  return {
    reportId: row.report_id,
    id: row.id,
    type: row.type === 'image/png' ? 'image/png' : 'image/jpeg',
    width: row.width,
    height: row.height,
    bytes: row.bytes,
    createdBy: row.created_by,
    createdAt: row.created_at,
  }
}
