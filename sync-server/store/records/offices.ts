import type { Kysely, Selectable } from 'kysely'
import { ReportError } from '../../../report/wire/errors.ts'
import type { Office } from '../../../report/wire/rest.ts'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { byName } from './order.ts'
import { inTransaction } from './transaction.ts'

type OfficeRecords = Pick<Records, 'offices' | 'addOffice' | 'changeOffice' | 'removeOffice'>

export function officeRecords(db: Kysely<Tables>): OfficeRecords {
  return {
    async offices() {
      const rows = await db.selectFrom('office').selectAll().execute()
      return rows.map(officeOf).sort(byName)
    },
    async addOffice({ id, name, shortName, color }, at) {
      const result = await db
        .insertInto('office')
        .values({ id, name: nfc(name), short_name: nfc(shortName), color, created_at: at })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst()
      if (result.numInsertedOrUpdatedRows === 0n) throw new ReportError('name-taken', name)
    },
    changeOffice: (id, { name, shortName, color }) =>
      inTransaction(db, async (transaction) => {
        const office = transaction.selectFrom('office').select('id')
        if (!(await office.where('id', '=', id).executeTakeFirst())) throw new ReportError('not-found')
        if (name !== undefined) {
          const namesake = office.where('name', '=', nfc(name)).where('id', '!=', id)
          if (await namesake.executeTakeFirst()) throw new ReportError('name-taken', name)
        }
        const columns = {
          ...(name === undefined ? {} : { name: nfc(name) }),
          ...(shortName === undefined ? {} : { short_name: nfc(shortName) }),
          ...(color === undefined ? {} : { color }),
        }
        if (Object.keys(columns).length === 0) return
        await transaction.updateTable('office').set(columns).where('id', '=', id).execute()
      }),
    removeOffice: (id) =>
      inTransaction(db, async (transaction) => {
        const tie = await whatHolds(transaction, id)
        if (tie !== undefined) throw new ReportError('conflict', `Không xoá được: cơ quan này còn ${tie}.`)
        const result = await transaction.deleteFrom('office').where('id', '=', id).executeTakeFirst()
        if (result.numDeletedRows === 0n) throw new ReportError('not-found')
      }),
  }
}

/** What refers to an office, as the end of a sentence. */
async function whatHolds(db: Kysely<Tables>, officeId: string): Promise<string | undefined> {
  const person = db.selectFrom('user').select('id').where('officeId', '=', officeId)
  if (await person.limit(1).executeTakeFirst()) return 'người dùng'
  const section = db.selectFrom('section_office').select('report_id').where('office_id', '=', officeId)
  if (await section.limit(1).executeTakeFirst()) return 'phần được giao trong báo cáo'
  const report = db.selectFrom('office_member').select('report_id').where('office_id', '=', officeId)
  return (await report.limit(1).executeTakeFirst()) && 'tham gia báo cáo'
}

export function officeOf(row: Omit<Selectable<Tables['office']>, 'created_at'>): Office {
  return { id: row.id, name: row.name, shortName: row.short_name, color: row.color }
}

function nfc(text: string): string {
  return text.normalize('NFC')
}
