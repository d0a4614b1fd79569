import { sql, type Kysely, type Selectable } from 'kysely'
import { z } from 'zod'
import { reportSettingsSchema } from '../../../report/wire/progress.ts'
import { milestoneSchema, reportHeadSchema } from '../../../report/wire/rest.ts'
import { SERVER_USER, type SeededReport } from '../ports.ts'
import type { Records, ReportRecord } from '../records.ts'
import { rowCrc } from '../row-crc.ts'
import type { Tables } from '../tables.ts'
import { rolesIn } from './members.ts'
import { IS_ACTIVE } from './people.ts'
import { inTransaction } from './transaction.ts'

type ReportRecords = Pick<Records, 'reportsOf' | 'report' | 'createReport' | 'changeReport'>

const REPORT_COLUMNS = [
  'report.id',
  'report.title',
  'report.type',
  'report.stage',
  'report.epoch',
  'report.head',
  'report.milestones',
  'report.created_by',
  'report.created_at',
  'report.edited_at',
  'report.settings',
] as const

export function reportRecords(db: Kysely<Tables>): ReportRecords {
  return {
    async reportsOf(userId, everybodys) {
      let query = db
        .selectFrom('report')
        .leftJoin(rolesIn(db, { userId }).as('part'), 'part.report_id', 'report.id')
        .leftJoin(memberCounts(db).as('everyone'), 'everyone.report_id', 'report.id')
        .select(REPORT_COLUMNS)
        .select(['part.role', 'everyone.count as member_count'])
        .orderBy('report.edited_at', 'desc')
      if (!everybodys) query = query.where('part.role', 'is not', null)
      const rows = await query.execute()
      return rows.map((row) =>
        Object.assign(reportOf(row), {
          role: row.role ?? undefined,
          memberCount: row.member_count ?? 0,
        }),
      )
    },
    async report(id) {
      const row = await db
        .selectFrom('report')
        .select(REPORT_COLUMNS)
        .where('report.id', '=', id)
        .executeTakeFirst()
      return row && reportOf(row)
    },
    createReport: (report) => inTransaction(db, (transaction) => seed(transaction, report)),
    async changeReport(id, change) {
      const columns = {
        ...(change.title === undefined ? {} : { title: change.title.normalize('NFC') }),
        ...(change.head === undefined ? {} : { head: JSON.stringify(change.head).normalize('NFC') }),
        ...(change.settings === undefined ? {} : { settings: JSON.stringify(change.settings) }),
      }
      if (Object.keys(columns).length === 0) return
      await db.updateTable('report').set(columns).where('id', '=', id).execute()
    },
  }
}

/**
 * How many people each report has. Counted, not listed as `rolesIn` would: hundreds of reports with dozens of offices
 * have hundreds of thousands of members together. Offices are counted whole, and whoever has a role besides, once less.
 */
function memberCounts(db: Kysely<Tables>) {
  const own = db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .where(IS_ACTIVE)
    .select('member.report_id')
    .select(sql<number>`1`.as('people'))
  const twice = db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .innerJoin('office_member', (join) =>
      join
        .onRef('office_member.report_id', '=', 'member.report_id')
        .onRef('office_member.office_id', '=', 'user.officeId'),
    )
    .where(IS_ACTIVE)
    .select('member.report_id')
    .select(sql<number>`-1`.as('people'))
  const staff = db
    .selectFrom('user')
    .where(IS_ACTIVE)
    .groupBy('user.officeId')
    .select('user.officeId')
    .select((count) => count.fn.countAll<number>().as('people'))
  const offices = db
    .selectFrom('office_member')
    .innerJoin(staff.as('staff'), 'staff.officeId', 'office_member.office_id')
    .select(['office_member.report_id', 'staff.people'])
  return db
    .selectFrom(own.unionAll(twice).unionAll(offices).as('part'))
    .groupBy('part.report_id')
    .select('part.report_id')
    .select((sum) => sum.fn.sum<number>('part.people').as('count'))
}

async function seed(transaction: Kysely<Tables>, { report, seed, seedClient, members }: SeededReport) {
  const at = report.createdAt
  await transaction
    .insertInto('report')
    .values({
      id: report.id,
      title: report.title,
      type: report.type,
      stage: report.stage,
      epoch: report.epoch,
      head: JSON.stringify(report.head),
      milestones: JSON.stringify(report.milestones),
      plan_text: report.planText,
      created_by: report.createdBy,
      created_at: at,
      edited_at: at,
      head_seq: 1,
    })
    .execute()
  await transaction
    .insertInto('edit')
    .values({
      report_id: report.id,
      seq: 1,
      user_id: SERVER_USER,
      connection: '',
      at,
      crc: rowCrc(seed),
      bytes: seed,
    })
    .execute()
  await transaction
    .insertInto('client_owner')
    .values({ report_id: report.id, client: seedClient, user_id: SERVER_USER, seq: 1 })
    .execute()
  for (const { userId, role } of members) {
    await transaction.insertInto('member').values({ report_id: report.id, user_id: userId, role }).execute()
  }
}

function reportOf(
  row: Omit<
    Selectable<Tables['report']>,
    'plan_text' | 'head_seq' | 'thread_rev' | 'last_draft' | 'contributors' | 'attributed_seq'
  >,
): ReportRecord {
  return {
    id: row.id,
    title: row.title,
    type: row.type,
    stage: row.stage,
    epoch: row.epoch,
    head: reportHeadSchema.parse(JSON.parse(row.head)),
    milestones: z.array(milestoneSchema).parse(JSON.parse(row.milestones)),
    createdBy: row.created_by,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    settings: reportSettingsSchema.parse(JSON.parse(row.settings)),
  }
}
