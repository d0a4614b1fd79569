import type { Kysely, Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import { ReportError } from '../../report/wire/errors.ts'
import { milestoneSchema, reportHeadSchema, ROLES, type Office } from '../../report/wire/rest.ts'
import { SERVER_USER, type SeededReport } from './ports.ts'
import type { AccountRecord, ImageRecord, Records, ReportRecord } from './records.ts'
import { rowCrc } from './row-crc.ts'
import type { Tables } from './tables.ts'

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
] as const

/** Records in whatever SQL database Kysely speaks to. */
export function createRecords(db: Kysely<Tables>): Records {
  return {
    async offices() {
      const rows = await db.selectFrom('office').selectAll().execute()
      return rows.map(officeOf).sort(byName)
    },
    async addOffice(office, at) {
      const result = await db
        .insertInto('office')
        .values({
          id: office.id,
          name: office.name,
          short_name: office.shortName,
          color: office.color,
          created_at: at,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst()
      if (result.numInsertedOrUpdatedRows === 0n) throw new ReportError('name-taken', office.name)
    },

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

    async reportsOf(userId, everybodys) {
      let query = db
        .selectFrom('report')
        .leftJoin('member', (join) =>
          join.onRef('member.report_id', '=', 'report.id').on('member.user_id', '=', userId),
        )
        .select(REPORT_COLUMNS)
        .select(['member.role'])
        .select((build) =>
          build
            .selectFrom('member as everyone')
            .whereRef('everyone.report_id', '=', 'report.id')
            .select((count) => count.fn.countAll<number>().as('count'))
            .as('member_count'),
        )
        .orderBy('report.edited_at', 'desc')
      if (!everybodys) query = query.where('member.role', 'is not', null)
      const rows = await query.execute()
      return rows.map((row) =>
        Object.assign(reportOf(row), { role: row.role ?? undefined, memberCount: Number(row.member_count) }),
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
    createReport: (report) => db.transaction().execute((transaction) => seed(transaction, report)),
    async changeReport(id, change) {
      const columns = {
        ...(change.title === undefined ? {} : { title: change.title }),
        ...(change.head === undefined ? {} : { head: JSON.stringify(change.head).normalize('NFC') }),
      }
      if (Object.keys(columns).length === 0) return
      await db.updateTable('report').set(columns).where('id', '=', id).execute()
    },

    async members(reportId) {
      const rows = await accountQuery(db)
        .innerJoin('member', 'member.user_id', 'user.id')
        .select('member.role as member_role')
        .where('member.report_id', '=', reportId)
        .execute()
      return rows
        .map((row) => {
          const { id, name, office } = accountOf(row)
          return { userId: id, name, office, role: row.member_role }
        })
        .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || byName(a, b))
    },
    async roleIn(reportId, userId) {
      const row = await db
        .selectFrom('member')
        .select('role')
        .where('report_id', '=', reportId)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row?.role
    },
    setMember: (reportId, userId, role) =>
      db.transaction().execute(async (transaction) => {
        if (role !== 'coordinator') await keepACoordinator(transaction, reportId, userId)
        await transaction
          .insertInto('member')
          .values({ report_id: reportId, user_id: userId, role })
          .onConflict((conflict) => conflict.columns(['report_id', 'user_id']).doUpdateSet({ role }))
          .execute()
      }),
    removeMember: (reportId, userId) =>
      db.transaction().execute(async (transaction) => {
        await keepACoordinator(transaction, reportId, userId)
        await transaction
          .deleteFrom('member')
          .where('report_id', '=', reportId)
          .where('user_id', '=', userId)
          .execute()
      }),

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

// No database sorts Đ after D as Vietnamese does, and these lists are short.
const collator = new Intl.Collator('vi', { numeric: true })

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return collator.compare(a.name, b.name)
}

async function seed(transaction: Transaction<Tables>, { report, seed, seedClient, members }: SeededReport) {
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

/** Refuses to take away the last coordinator: nobody could steer the report any more. */
async function keepACoordinator(transaction: Transaction<Tables>, reportId: string, leaving: string) {
  const coordinators = await transaction
    .selectFrom('member')
    .select('user_id')
    .where('report_id', '=', reportId)
    .where('role', '=', 'coordinator')
    .execute()
  if (coordinators.length === 1 && coordinators[0]?.user_id === leaving) {
    throw new ReportError('conflict', 'Báo cáo phải còn ít nhất một người điều phối.')
  }
}

function accountQuery(db: Kysely<Tables>) {
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

function accountOf(row: AccountRow): AccountRecord {
  const { office_id: id, office_name: name, office_short_name: shortName, office_color: color } = row
  const office = id && name && shortName && color ? { id, name, shortName, color } : null
  return {
    id: row.id,
    username: row.username ?? '',
    name: row.name,
    admin: row.role === 'admin',
    active: !row.banned,
    office,
    mustChangePassword: Boolean(row.mustChangePassword),
    lastSignInAt: row.lastSignInAt,
  }
}

function officeOf(row: Selectable<Tables['office']>): Office {
  return { id: row.id, name: row.name, shortName: row.short_name, color: row.color }
}

function reportOf(row: Omit<Selectable<Tables['report']>, 'plan_text' | 'head_seq'>): ReportRecord {
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
