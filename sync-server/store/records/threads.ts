import { sql, type Insertable, type Kysely, type Selectable } from 'kysely'
import {
  anchorSchema,
  authorSchema,
  type Anchor,
  type Message,
  type Thread,
} from '../../../report/wire/review.ts'
import { must } from '../../../report/must.ts'
import type { NewThreadRecord, Records, ReviewCounts, ThreadChanges } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

type ThreadRecords = Pick<
  Records,
  | 'threads'
  | 'thread'
  | 'threadCount'
  | 'threadWeight'
  | 'addThread'
  | 'changeThread'
  | 'addMessage'
  | 'changeMessage'
  | 'markThreadsRead'
  | 'reviewCounts'
  | 'anchors'
  | 'saveAnchors'
>

/** A page ends when its threads weigh this much together, but holds at least one. */
const PAGE_CHARACTERS = 2_000_000
/** What a message weighs besides its text: who wrote it, and when. */
const MESSAGE_OVERHEAD = 300

export function threadRecords(db: Kysely<Tables>): ThreadRecords {
  return {
    async threads(reportId, { since, limit, userId }) {
      const heads = await db
        .selectFrom('thread')
        .select(['id', 'rev', 'characters'])
        .where('report_id', '=', reportId)
        .where('rev', '>', since)
        .orderBy('rev')
        .limit(limit + 1)
        .execute()
      const page = onePage(heads, limit)
      const last = page.at(-1)
      // Somebody may know more than there is: the store was put back to an earlier state.
      if (!last) return { threads: [], rev: Math.min(since, await revOf(db, reportId)), more: false }
      const ids = page.map(({ id }) => id)
      const threads = new Map((await threadsCalled(db, reportId, ids, userId)).map((one) => [one.id, one]))
      return {
        threads: ids.map((id) => must(threads.get(id), `thread ${id}`)),
        rev: last.rev,
        more: page.length < heads.length,
      }
    },
    thread: async (reportId, threadId, userId = '') =>
      (await threadsCalled(db, reportId, [threadId], userId))[0],
    async threadCount(reportId) {
      const row = await db
        .selectFrom('thread')
        .select((count) => count.fn.countAll<number>().as('count'))
        .where('report_id', '=', reportId)
        .executeTakeFirstOrThrow()
      return row.count
    },
    async threadWeight(reportId) {
      const row = await db
        .selectFrom('thread')
        .select((sum) => sum.fn.sum<number | null>('characters').as('characters'))
        .where('report_id', '=', reportId)
        .executeTakeFirstOrThrow()
      return row.characters ?? 0
    },
    addThread: (reportId, thread) =>
      inTransaction(db, async (transaction) => {
        const rev = await nextRev(transaction, reportId)
        if (await hasMessage(transaction, reportId, thread.id)) return false
        await insertThread(transaction, reportId, thread, rev)
        const { id, author, createdAt: at, text } = thread
        await insertMessage(transaction, {
          reportId,
          threadId: id,
          position: rev,
          message: { id, author, at, text },
        })
        return true
      }),
    changeThread: (reportId, threadId, changes) =>
      inTransaction(db, (transaction) => changeThread(transaction, reportId, threadId, changes)),
    addMessage: (reportId, threadId, message) =>
      inTransaction(db, async (transaction) => {
        const rev = await nextRev(transaction, reportId)
        if (await hasMessage(transaction, reportId, message.id)) return false
        await insertMessage(transaction, { reportId, threadId, position: rev, message })
        await weigh(transaction, reportId, threadId, { rev, more: weightOf(message.text) })
        return true
      }),
    changeMessage: (reportId, threadId, messageId, change) =>
      inTransaction(db, async (transaction) => {
        const rev = await nextRev(transaction, reportId)
        const ofMessage = { report_id: reportId, thread_id: threadId, id: messageId }
        const before = await transaction
          .selectFrom('message')
          .select('text')
          .where(matches(ofMessage))
          .executeTakeFirst()
        if (!before) return
        const { text, at, excerpt = '' } = change
        const columns = text === null ? { text: '', deleted_at: at } : { text, edited_at: at }
        await transaction.updateTable('message').set(columns).where(matches(ofMessage)).execute()
        await transaction
          .updateTable('notice')
          .set({ excerpt })
          .where(matches({ report_id: reportId, message_id: messageId }))
          .execute()
        const more = columns.text.length - before.text.length
        await weigh(transaction, reportId, threadId, { rev, more })
      }),

    async markThreadsRead(reportId, userId, threadIds, at) {
      if (threadIds.length === 0) return
      const marks = db
        .selectFrom('thread')
        .select(['report_id', 'id', sql<string>`${userId}`.as('user_id'), sql<number>`${at}`.as('at')])
        .where('report_id', '=', reportId)
        .where('id', 'in', threadIds)
      await db
        .insertInto('thread_read')
        .columns(['report_id', 'thread_id', 'user_id', 'at'])
        .expression(marks)
        .onConflict((conflict) =>
          conflict
            .columns(['report_id', 'thread_id', 'user_id'])
            .doUpdateSet({ at })
            .where('thread_read.at', '<', at),
        )
        .execute()
    },
    reviewCounts: (reportId) => countsOf(db, reportId),

    async anchors(reportId) {
      const rows = await db
        .selectFrom('thread')
        .select(['id', 'anchor'])
        .where('report_id', '=', reportId)
        .execute()
      return new Map(rows.map(({ id, anchor }) => [id, anchorOf(anchor)]))
    },
    saveAnchors: (reportId, changes) =>
      inTransaction(db, async (transaction) => {
        if (changes.size === 0) return
        let rev = await nextRev(transaction, reportId, changes.size)
        rev -= changes.size
        for (const [threadId, anchor] of changes) {
          rev += 1
          await transaction
            .updateTable('thread')
            .set({ ...movedTo(anchor), rev })
            .where(matches({ report_id: reportId, id: threadId }))
            .execute()
        }
      }),
  }
}

/** `a = 1 and b = 2`. */
function matches(columns: Readonly<Record<string, string>>) {
  const conditions = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

// ---- what is read

type Head = { readonly id: string; readonly rev: number; readonly characters: number }

function onePage(heads: readonly Head[], limit: number): readonly Head[] {
  let left = PAGE_CHARACTERS
  const end = heads.findIndex(({ characters }, index) => {
    left -= characters
    return index >= limit || (left < 0 && index > 0)
  })
  return end < 0 ? heads : heads.slice(0, end)
}

async function threadsCalled(
  db: Kysely<Tables>,
  reportId: string,
  ids: readonly string[],
  userId: string,
): Promise<Thread[]> {
  const rows = await db
    .selectFrom('thread')
    .leftJoin('thread_read', (join) =>
      join
        .onRef('thread_read.report_id', '=', 'thread.report_id')
        .onRef('thread_read.thread_id', '=', 'thread.id')
        .on('thread_read.user_id', '=', userId),
    )
    .selectAll('thread')
    .select('thread_read.at as read_at')
    .where('thread.report_id', '=', reportId)
    .where('thread.id', 'in', ids)
    .execute()
  const messages = await messagesIn(db, reportId, ids)
  return rows.map((row) => threadOf(row, messages.get(row.id) ?? []))
}

async function messagesIn(db: Kysely<Tables>, reportId: string, threadIds: readonly string[]) {
  const rows = await db
    .selectFrom('message')
    .selectAll()
    .where('report_id', '=', reportId)
    .where('thread_id', 'in', threadIds)
    .orderBy('position')
    .execute()
  const messages = new Map<string, Message[]>()
  for (const row of rows) {
    const known = messages.get(row.thread_id)
    if (known) known.push(messageOf(row))
    else messages.set(row.thread_id, [messageOf(row)])
  }
  return messages
}

function threadOf(
  row: Selectable<Tables['thread']> & { readonly read_at: number | null },
  messages: Message[],
): Thread {
  const { resolved_by, resolved_at, answer_kind, answer_text, answered_by, answered_at } = row
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    anchor: anchorOf(row.anchor),
    author: authorOf(row.author),
    createdAt: row.created_at,
    resolved:
      resolved_by === null || resolved_at === null ? null : { by: authorOf(resolved_by), at: resolved_at },
    answer:
      answer_kind === null || answered_by === null || answered_at === null
        ? null
        : { kind: answer_kind, text: answer_text ?? '', by: authorOf(answered_by), at: answered_at },
    messages,
    readAt: row.read_at ?? 0,
    rev: row.rev,
  }
}

function messageOf(row: Selectable<Tables['message']>): Message {
  return {
    id: row.id,
    author: authorOf(row.author),
    at: row.at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    text: row.text,
  }
}

function anchorOf(text: string): Anchor {
  return anchorSchema.parse(JSON.parse(text))
}

function authorOf(text: string) {
  return authorSchema.parse(JSON.parse(text))
}

async function countsOf(db: Kysely<Tables>, reportId: string): Promise<ReviewCounts> {
  const rows = await db
    .selectFrom('thread')
    .select(['section_id', 'lost', 'kind', 'answer_kind'])
    .select((count) => count.fn.countAll<number>().as('count'))
    .where('report_id', '=', reportId)
    .where('resolved_at', 'is', null)
    .groupBy(['section_id', 'lost', 'kind', 'answer_kind'])
    .execute()
  type Row = (typeof rows)[number]
  const bySection = (which: (row: Row) => boolean) => {
    const counts = new Map<string, number>()
    for (const { section_id: id, count } of rows.filter(which)) {
      counts.set(id ?? '', (counts.get(id ?? '') ?? 0) + count)
    }
    return counts
  }
  const sum = (which: (row: Row) => boolean) =>
    rows.filter(which).reduce((total, { count }) => total + count, 0)
  const isDemand = ({ kind, answer_kind }: Row) => kind === 'change' && answer_kind === null
  return {
    openBySection: bySection(() => true),
    open: sum(() => true),
    mustFix: sum(isDemand),
    mustFixBySection: bySection(isDemand),
    lost: sum(({ lost }) => lost === 1),
  }
}

// ---- what is written

/**
 * Takes the report's next number for a change of its threads, or the last of `count` in a row. Held until the transaction
 * ends, so nobody reads a later number before this one is there.
 */
async function nextRev(db: Kysely<Tables>, reportId: string, count = 1): Promise<number> {
  const row = await db
    .updateTable('report')
    .set((report) => ({ thread_rev: report('thread_rev', '+', count) }))
    .where('id', '=', reportId)
    .returning('thread_rev')
    .executeTakeFirst()
  return must(row, `a report ${reportId}`).thread_rev
}

async function revOf(db: Kysely<Tables>, reportId: string): Promise<number> {
  const row = await db.selectFrom('report').select('thread_rev').where('id', '=', reportId).executeTakeFirst()
  return row?.thread_rev ?? 0
}

async function hasMessage(db: Kysely<Tables>, reportId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('message')
    .select('id')
    .where(matches({ report_id: reportId, id }))
    .executeTakeFirst()
  return row !== undefined
}

async function insertThread(
  db: Kysely<Tables>,
  reportId: string,
  { id, kind, anchor, author, createdAt, text }: NewThreadRecord,
  rev: number,
): Promise<void> {
  const { last } = await db
    .selectFrom('thread')
    .select((most) => most.fn.max<number | null>('number').as('last'))
    .where('report_id', '=', reportId)
    .executeTakeFirstOrThrow()
  const columns = anchorColumns(anchor)
  await db
    .insertInto('thread')
    .values({
      report_id: reportId,
      id,
      number: (last ?? 0) + 1,
      kind,
      ...columns,
      user_id: author.userId,
      author: JSON.stringify(author),
      created_at: createdAt,
      characters: sql<number>`length(${columns.anchor}) + ${weightOf(text)}`,
      rev,
    })
    .execute()
}

async function insertMessage(
  db: Kysely<Tables>,
  {
    reportId,
    threadId,
    position,
    message: { id, author, at, text },
  }: {
    readonly reportId: string
    readonly threadId: string
    readonly position: number
    readonly message: Pick<Message, 'id' | 'author' | 'at' | 'text'>
  },
): Promise<void> {
  await db
    .insertInto('message')
    .values({
      report_id: reportId,
      id,
      thread_id: threadId,
      position,
      user_id: author.userId,
      author: JSON.stringify(author),
      at,
      text,
    } satisfies Insertable<Tables['message']>)
    .execute()
}

async function changeThread(
  db: Kysely<Tables>,
  reportId: string,
  threadId: string,
  { kind, anchor, resolved, answer }: ThreadChanges,
): Promise<void> {
  const rev = await nextRev(db, reportId)
  await db
    .updateTable('thread')
    .set({
      rev,
      ...(kind === undefined ? {} : { kind }),
      ...(anchor === undefined ? {} : movedTo(anchor)),
      ...(resolved === undefined
        ? {}
        : {
            resolved_by: resolved && JSON.stringify(resolved.by),
            resolved_at: resolved && resolved.at,
          }),
      ...(answer === undefined
        ? {}
        : {
            answer_kind: answer && answer.kind,
            answer_text: answer && answer.text,
            answered_by: answer && JSON.stringify(answer.by),
            answered_at: answer && answer.at,
          }),
    })
    .where(matches({ report_id: reportId, id: threadId }))
    .execute()
}

async function weigh(
  db: Kysely<Tables>,
  reportId: string,
  threadId: string,
  { rev, more }: { readonly rev: number; readonly more: number },
): Promise<void> {
  await db
    .updateTable('thread')
    .set((thread) => ({ rev, characters: thread('characters', '+', more) }))
    .where(matches({ report_id: reportId, id: threadId }))
    .execute()
}

function weightOf(text: string): number {
  return text.length + MESSAGE_OVERHEAD
}

function anchorColumns(anchor: Anchor) {
  return {
    anchor: JSON.stringify(anchor),
    section_id: anchor.kind === 'report' ? null : anchor.sectionId,
    lost: Number(anchor.kind !== 'report' && anchor.lost),
  }
}

/** Of a thread that had another anchor. */
function movedTo(anchor: Anchor) {
  const columns = anchorColumns(anchor)
  // Both counted by the database: it counts an emoji once.
  const characters = sql<number>`characters - length(anchor) + length(${columns.anchor})`
  return { ...columns, characters }
}
