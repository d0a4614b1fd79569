import { sql, type Kysely } from 'kysely'
import { ReportError } from '../../../report/wire/errors.ts'
import { ROLES, type Role } from '../../../report/wire/rest.ts'
import type { Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { officeOf } from './offices.ts'
import { byName } from './order.ts'
import { accountOf, accountQuery, IS_ACTIVE } from './people.ts'
import { inTransaction } from './transaction.ts'

type MemberRecords = Pick<
  Records,
  | 'members'
  | 'roleIn'
  | 'setMember'
  | 'removeMember'
  | 'officeMembers'
  | 'setOfficeMember'
  | 'removeOfficeMember'
>

export function memberRecords(db: Kysely<Tables>): MemberRecords {
  return {
    async members(reportId) {
      const rows = await accountQuery(db)
        .innerJoin(rolesIn(db, { reportId }).as('part'), 'part.user_id', 'user.id')
        .select(['part.role as member_role', 'part.by_office'])
        .execute()
      return rows
        .map((row) => {
          const { id, name, office } = accountOf(row)
          return { userId: id, name, office, role: row.member_role, byOffice: row.by_office === 1 }
        })
        .sort((a, b) => byRole(a, b) || byName(a, b))
    },
    async roleIn(reportId, userId) {
      return (await rolesIn(db, { reportId, userId }).executeTakeFirst())?.role
    },
    setMember: (reportId, userId, role) =>
      keepingACoordinator(db, reportId, async (transaction) => {
        const before = await ownRole(transaction, reportId, userId)
        await transaction
          .insertInto('member')
          .values({ report_id: reportId, user_id: userId, role })
          .onConflict((conflict) => conflict.columns(['report_id', 'user_id']).doUpdateSet({ role }))
          .execute()
        return before
      }),
    removeMember: (reportId, userId) =>
      keepingACoordinator(db, reportId, async (transaction) => {
        const before = await ownRole(transaction, reportId, userId)
        await transaction
          .deleteFrom('member')
          .where('report_id', '=', reportId)
          .where('user_id', '=', userId)
          .execute()
        return before
      }),

    async officeMembers(reportId) {
      const rows = await db
        .selectFrom('office_member')
        .innerJoin('office', 'office.id', 'office_member.office_id')
        .select(['office.id', 'office.name', 'office.short_name', 'office.color', 'office_member.role'])
        .where('office_member.report_id', '=', reportId)
        .execute()
      return rows
        .map((row) => ({ office: officeOf(row), role: row.role }))
        .sort((a, b) => byRole(a, b) || byName(a.office, b.office))
    },
    setOfficeMember: (reportId, officeId, role) =>
      keepingACoordinator(db, reportId, async (transaction) => {
        const before = await officeRole(transaction, reportId, officeId)
        await transaction
          .insertInto('office_member')
          .values({ report_id: reportId, office_id: officeId, role })
          .onConflict((conflict) => conflict.columns(['report_id', 'office_id']).doUpdateSet({ role }))
          .execute()
        return before
      }),
    removeOfficeMember: (reportId, officeId) =>
      keepingACoordinator(db, reportId, async (transaction) => {
        const before = await officeRole(transaction, reportId, officeId)
        await transaction
          .deleteFrom('office_member')
          .where('report_id', '=', reportId)
          .where('office_id', '=', officeId)
          .execute()
        return before
      }),
  }
}

async function ownRole(db: Kysely<Tables>, reportId: string, userId: string): Promise<Role | undefined> {
  const row = await db
    .selectFrom('member')
    .select('role')
    .where('report_id', '=', reportId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.role
}

async function officeRole(db: Kysely<Tables>, reportId: string, officeId: string): Promise<Role | undefined> {
  const row = await db
    .selectFrom('office_member')
    .select('role')
    .where('report_id', '=', reportId)
    .where('office_id', '=', officeId)
    .executeTakeFirst()
  return row?.role
}

/**
 * Who is in which report as what: everybody active who has a role of their own, and the people of member offices who
 * have none. A report and a person make at most one row.
 */
export function rolesIn(
  db: Kysely<Tables>,
  { reportId, userId }: { readonly reportId?: string; readonly userId?: string },
) {
  let own = db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .select(['member.report_id', 'member.user_id', 'member.role'])
    .select(sql<number>`0`.as('by_office'))
    .where(IS_ACTIVE)
  let offices = db
    .selectFrom('office_member')
    .innerJoin('user', 'user.officeId', 'office_member.office_id')
    .leftJoin('member', (join) =>
      join.onRef('member.report_id', '=', 'office_member.report_id').onRef('member.user_id', '=', 'user.id'),
    )
    .select(['office_member.report_id', 'user.id as user_id', 'office_member.role'])
    .select(sql<number>`1`.as('by_office'))
    .where(IS_ACTIVE)
    .where('member.user_id', 'is', null)
  if (reportId !== undefined) {
    own = own.where('member.report_id', '=', reportId)
    offices = offices.where('office_member.report_id', '=', reportId)
  }
  if (userId !== undefined) {
    own = own.where('member.user_id', '=', userId)
    offices = offices.where('user.id', '=', userId)
  }
  return own.unionAll(offices)
}

/** Refuses to take away the last coordinator: nobody in the report could steer it any more. */
function keepingACoordinator<T>(
  db: Kysely<Tables>,
  reportId: string,
  change: (transaction: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async (transaction) => {
    const before = await hasCoordinator(transaction, reportId)
    const result = await change(transaction)
    if (before && !(await hasCoordinator(transaction, reportId))) {
      throw new ReportError('conflict', 'Báo cáo phải còn ít nhất một người điều phối.')
    }
    return result
  })
}

async function hasCoordinator(db: Kysely<Tables>, reportId: string): Promise<boolean> {
  const rows = await rolesIn(db, { reportId }).execute()
  return rows.some(({ role }) => role === 'coordinator')
}

function byRole(a: { readonly role: Role }, b: { readonly role: Role }): number {
  return ROLES.indexOf(a.role) - ROLES.indexOf(b.role)
}
