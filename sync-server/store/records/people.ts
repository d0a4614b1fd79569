import { sql, type Kysely } from 'kysely'
import type { AccountRecord, Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { byName } from './order.ts'

type PeopleRecords = Pick<Records, 'accounts' | 'account' | 'hasAdmin' | 'setOffice'>

export function peopleRecords(db: Kysely<Tables>): PeopleRecords {
  return {
    async accounts() {
      const rows = await accountQuery(db).execute()
      return rows.map(accountOf).sort(byName)
    },
    async account(userId) {
      const row = await accountQuery(db).where('user.id', '=', userId).executeTakeFirst()
      return row && accountOf(row)
    },
    async hasAdmin() {
      const row = await db
        .selectFrom('user')
        .select('id')
        .where('role', '=', 'admin')
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
    async setOffice(userId, officeId) {
      await db.updateTable('user').set({ officeId }).where('id', '=', userId).execute()
    },
  }
}

/** Not deactivated. Said with `false`, not 0, so that PostgreSQL understands it too. */
export const IS_ACTIVE = sql<boolean>`coalesce("user"."banned", false) = false`

export function accountQuery(db: Kysely<Tables>) {
  return db
    .selectFrom('user')
    .leftJoin('office', 'office.id', 'user.officeId')
    .select(['user.id', 'user.username', 'user.name', 'user.role', 'user.banned'])
    .select(['user.mustChangePassword', 'user.lastSignInAt'])
    .select([
      'office.id as office_id',
      'office.name as office_name',
      'office.short_name as office_short_name',
      'office.color as office_color',
    ])
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof accountQuery>['executeTakeFirstOrThrow']>>

export function accountOf(row: AccountRow): AccountRecord {
  const { office_id: id, office_name: name, office_short_name: shortName, office_color: color } = row
  const office = id && name && shortName && color ? { id, name, shortName, color } : null
  return {
    id: row.id,
    username: row.username ?? '',
    name: row.name,
    admin: row.role === 'admin',
    active: !row.banned,
    mustChangePassword: Boolean(row.mustChangePassword),
    lastSignInAt: row.lastSignInAt,
    office,
  }
}
