import { sql, type Kysely, type Selectable } from 'kysely'
import { z } from 'zod'
import { ReportError } from '../../../report/wire/errors.ts'
import { authorSchema, type Digest, type Notice } from '../../../report/wire/review.ts'
import type { DigestRecipient, NoticeChoice, Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { rolesIn } from './members.ts'
import { IS_ACTIVE } from './people.ts'
import { inTransaction } from './transaction.ts'

type NoticeRecords = Pick<
  Records,
  | 'addNotices'
  | 'withdrawNotices'
  | 'notices'
  | 'readNotices'
  | 'noticeSettings'
  | 'changeNoticeSettings'
  | 'digestsDue'
  | 'noticesToMail'
  | 'noticesMailed'
>

/** Whoever has more does not read the number, and every page asks for it. */
const MOST_UNREAD = 1_000
const HOUR_MS = 60 * 60 * 1000
const DIGEST_EVERY: Readonly<Record<Exclude<Digest, 'off'>, number>> = {
  hourly: HOUR_MS,
  daily: 24 * HOUR_MS,
}

export function noticeRecords(db: Kysely<Tables>): NoticeRecords {
  return {
    async addNotices(notices) {
      for (const {
        id,
        userId,
        reportId,
        threadId,
        sectionId,
        messageId,
        reason,
        by,
        at,
        excerpt,
      } of notices) {
        await db
          .insertInto('notice')
          .values({
            id,
            user_id: userId,
            report_id: reportId,
            thread_id: threadId,
            message_id: messageId,
            reason,
            author: JSON.stringify(by),
            at,
            excerpt,
            section_id: sectionId ?? null,
          })
          .onConflict((conflict) => conflict.columns(['report_id', 'message_id', 'user_id']).doNothing())
          .execute()
      }
    },
    async withdrawNotices(reportId, threadId, reasons, userIds) {
      const query = db
        .deleteFrom('notice')
        .where('report_id', '=', reportId)
        .where('thread_id', '=', threadId)
        .where('message_id', 'is', null)
        .where('reason', 'in', reasons)
      if (!userIds) await query.execute()
      else if (userIds.length > 0) await query.where('user_id', 'in', userIds).execute()
    },
    async notices(userId, { limit, after }) {
      const readable = await readableBy(db, userId)
      let query = noticesOf(db, readable).limit(limit + 1)
      if (after !== undefined) {
        const { at, id } = readPlace(after)
        query = query
          .where('notice.at', '<=', at)
          .where((build) => build.or([build('notice.at', '<', at), build('notice.id', '<', id)]))
      }
      const rows = await query.execute()
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return {
        notices: shown.map(noticeOf),
        unread: await unreadOf(db, readable),
        next: last && rows.length > limit ? writePlace(last) : null,
      }
    },
    async readNotices(userId, which, at) {
      const query = db
        .updateTable('notice')
        .set({ read_at: at })
        .where('user_id', '=', userId)
        .where('read_at', 'is', null)
      if (which === 'all') {
        await query.execute()
        return
      }
      const { ids = [], threadIds = [], reportId, until } = which satisfies NoticeChoice
      if (ids.length > 0) await query.where('id', 'in', ids).execute()
      if (threadIds.length === 0) return
      let ofThreads = query.where('thread_id', 'in', threadIds)
      if (reportId !== undefined) ofThreads = ofThreads.where('report_id', '=', reportId)
      if (until !== undefined) ofThreads = ofThreads.where('at', '<=', until)
      await ofThreads.execute()
    },

    async noticeSettings(userId) {
      const row = await db
        .selectFrom('notice_setting')
        .select(['email', 'digest'])
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return row ?? { email: null, digest: 'off' }
    },
    changeNoticeSettings: (userId, { email, digest }) =>
      inTransaction(db, async (transaction) => {
        const columns = {
          ...(email === undefined ? {} : { email }),
          ...(digest === undefined ? {} : { digest }),
        }
        if (Object.keys(columns).length === 0) return
        await transaction
          .insertInto('notice_setting')
          .values({ user_id: userId, email: null, digest: 'off', ...columns })
          .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
          .execute()
      }),
    async digestsDue(now) {
      const rows = await candidates(db, now)
      const due: DigestRecipient[] = []
      for (const { user_id: userId, name, email, digest } of rows) {
        if (email === null || digest === 'off') continue
        const readable = await readableBy(db, userId)
        const [first] = await untold(db, readable, 1)
        if (first) due.push({ userId, name, email, digest })
      }
      return due
    },
    async noticesToMail(userId, limit) {
      return (await untold(db, await readableBy(db, userId), limit)).map(noticeOf)
    },
    noticesMailed: (userId, ids, at) =>
      inTransaction(db, async (transaction) => {
        if (ids.length > 0) {
          await transaction
            .updateTable('notice')
            .set({ mailed_at: at })
            .where('user_id', '=', userId)
            .where('id', 'in', ids)
            .execute()
        }
        await transaction
          .updateTable('notice_setting')
          .set({ digested_at: at })
          .where('user_id', '=', userId)
          .execute()
      }),
  }
}

// ---- whose, and of which reports

type Readable = { readonly userId: string; readonly everything: boolean }

async function readableBy(db: Kysely<Tables>, userId: string): Promise<Readable> {
  const row = await db
    .selectFrom('user')
    .select('role')
    .where('id', '=', userId)
    .where(IS_ACTIVE)
    .executeTakeFirst()
  return { userId, everything: row?.role === 'admin' }
}

function readableNotices(db: Kysely<Tables>, { userId, everything }: Readable) {
  const query = db
    .selectFrom('notice')
    .leftJoin('thread', (join) =>
      join.onRef('thread.report_id', '=', 'notice.report_id').onRef('thread.id', '=', 'notice.thread_id'),
    )
    .innerJoin('report', 'report.id', 'notice.report_id')
    .where('notice.user_id', '=', userId)
  if (everything) return query
  const reports = db.selectFrom(rolesIn(db, { userId }).as('part')).select('part.report_id')
  return query.where('notice.report_id', 'in', reports)
}

/** Newest first. */
function noticesOf(db: Kysely<Tables>, readable: Readable) {
  return readableNotices(db, readable)
    .selectAll('notice')
    .select(['thread.number', 'thread.kind', 'thread.section_id as thread_section_id', 'report.title'])
    .orderBy('notice.at', 'desc')
    .orderBy('notice.id', 'desc')
}

function untold(db: Kysely<Tables>, readable: Readable, limit: number) {
  return noticesOf(db, readable)
    .where('notice.read_at', 'is', null)
    .where('notice.mailed_at', 'is', null)
    .limit(limit)
    .execute()
}

async function unreadOf(db: Kysely<Tables>, readable: Readable): Promise<number> {
  const unread = readableNotices(db, readable)
    .select('notice.id')
    .where('notice.read_at', 'is', null)
    .limit(MOST_UNREAD)
  const row = await db
    .selectFrom(unread.as('unread'))
    .select((count) => count.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * Active, with an address, and had no digest for as long as they asked, or were reminded of their dates. What there is to tell
 * is not asked yet.
 */
function candidates(db: Kysely<Tables>, now: number) {
  const before = sql<number>`case notice_setting.digest
    when 'hourly' then ${sql.lit(DIGEST_EVERY.hourly)} else ${sql.lit(DIGEST_EVERY.daily)} end`
  return db
    .selectFrom('notice_setting')
    .innerJoin('user', 'user.id', 'notice_setting.user_id')
    .select(['notice_setting.user_id', 'user.name', 'notice_setting.email', 'notice_setting.digest'])
    .where('notice_setting.email', 'is not', null)
    .where('notice_setting.digest', '!=', 'off')
    .where(IS_ACTIVE)
    .where((build) =>
      build.or([
        sql<boolean>`coalesce(notice_setting.digested_at, 0) + ${before} <= ${now}`,
        build.exists(
          build
            .selectFrom('notice')
            .select('notice.id')
            .whereRef('notice.user_id', '=', 'notice_setting.user_id')
            .where('notice.reason', '=', 'reminded')
            .where('notice.read_at', 'is', null)
            .where('notice.mailed_at', 'is', null),
        ),
      ]),
    )
    .orderBy('notice_setting.user_id')
    .execute()
}

// ---- a row as a notice, and its place in the order

type Row = Selectable<Tables['notice']> & {
  readonly number: number | null
  readonly kind: Notice['threadKind'] | null
  readonly thread_section_id: string | null
  readonly title: string
}

function noticeOf(row: Row): Notice {
  return {
    id: row.id,
    reason: row.reason,
    at: row.at,
    readAt: row.read_at,
    by: authorSchema.parse(JSON.parse(row.author)),
    report: { id: row.report_id, title: row.title },
    threadId: row.thread_id,
    threadNumber: row.number ?? 0,
    threadKind: row.kind ?? 'opinion',
    sectionId: row.thread_id === '' ? row.section_id : row.thread_section_id,
    excerpt: row.excerpt,
  }
}

const placeSchema = z.tuple([z.number(), z.string()])

function writePlace({ at, id }: { readonly at: number; readonly id: string }): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url')
}

function readPlace(text: string): { readonly at: number; readonly id: string } {
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    return { at, id }
  } catch {
    throw new ReportError('bad-request', 'after')
  }
}
