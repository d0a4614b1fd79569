import type { Kysely } from 'kysely'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'

type ProgressRecords = Pick<Records, 'lastEdits' | 'reminders' | 'addReminder' | 'openDemands'>

export function progressRecords(db: Kysely<Tables>): ProgressRecords {
  return {
    async lastEdits(reportId) {
      const rows = await db
        .selectFrom('section_edit')
        .leftJoin('user', 'user.id', 'section_edit.user_id')
        .select(['section_edit.section_id', 'section_edit.at', 'user.name'])
        .where('section_edit.report_id', '=', reportId)
        .execute()
      return new Map(rows.map(({ section_id: id, at, name }) => [id, { at, name: name ?? '' }]))
    },
    async reminders(reportId) {
      const rows = await db
        .selectFrom('reminder')
        .select('office_id')
        .select((build) => build.fn.max('at').as('at'))
        .where('report_id', '=', reportId)
        .groupBy('office_id')
        .execute()
      return new Map(rows.map(({ office_id: id, at }) => [id, at]))
    },
    async addReminder(reportId, { officeId, at, byId, text }) {
      await db
        .insertInto('reminder')
        .values({ report_id: reportId, office_id: officeId, at, by_id: byId, text })
        .execute()
    },
    async openDemands(reportId, sectionId, userId) {
      const rows = await db
        .selectFrom('thread')
        .innerJoin('message', (join) =>
          join.onRef('message.report_id', '=', 'thread.report_id').onRef('message.id', '=', 'thread.id'),
        )
        .select('message.text')
        .where('thread.report_id', '=', reportId)
        .where('thread.section_id', '=', sectionId)
        .where('thread.user_id', '=', userId)
        .where('thread.kind', '=', 'change')
        .where('thread.resolved_at', 'is', null)
        .execute()
      return rows.map(({ text }) => text)
    },
  }
}
