import type { Kysely } from 'kysely'
import { z } from 'zod'
import { CHAIN_START, chainHash } from '../audit-chain.ts'
import type { AuditRow, NewAuditEntry, Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { accountOf, accountQuery } from './people.ts'
import { trailOf, type TrailEntry } from './trail.ts'
import { inTransaction } from './transaction.ts'

export function auditRecords(db: Kysely<Tables>): Pick<Records, 'audit' | 'auditTrail'> {
  return {
    audit: (entry) => inTransaction(db, (transaction) => append(transaction, entry)),
    async auditTrail(filter) {
      const { entries, next } = await trailOf(db, filter)
      return { entries: await named(db, entries), next }
    },
  }
}

/**
 * A row after the last one, chained to it. The transaction holds the database's write lock from its beginning: nobody else, in
 * whatever process, gets in between reading the last row and writing the next.
 */
async function append(transaction: Kysely<Tables>, entry: NewAuditEntry): Promise<void> {
  const last = await transaction
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = { seq: (last?.seq ?? 0) + 1, ...rowOf(entry) }
  await transaction
    .insertInto('audit')
    .values({ ...row, hash: chainHash(last?.hash ?? CHAIN_START, row) })
    .execute()
}

/** As it will be read again: half of a surrogate pair would come back as another character, and not match its hash. */
function rowOf({ at, action, userId, reportId, sectionId, details = {} }: NewAuditEntry) {
  return {
    at,
    action,
    user_id: userId?.toWellFormed() ?? null,
    report_id: reportId?.toWellFormed() ?? null,
    section_id: sectionId?.toWellFormed() ?? null,
    details: JSON.stringify(details).normalize('NFC'),
  }
}

const detailsSchema = z.record(z.string(), z.string())

/** With the names that people and reports have now. */
async function named(db: Kysely<Tables>, entries: readonly TrailEntry[]): Promise<AuditRow[]> {
  const people = await peopleCalled(db, distinct(entries.map(({ userId }) => userId)))
  const titles = await titlesOf(db, distinct(entries.map(({ reportId }) => reportId)))
  return entries.map(({ id, at, action, userId, reportId, sectionId, details }) => ({
    id,
    at,
    action,
    by: userId === null ? null : { userId, ...(people.get(userId) ?? { name: '', office: '' }) },
    report: reportId === null ? null : { id: reportId, title: titles.get(reportId) ?? '' },
    sectionId,
    details: detailsSchema.parse(JSON.parse(details)),
  }))
}

async function peopleCalled(db: Kysely<Tables>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { name: string; office: string }>()
  const rows = await accountQuery(db).where('user.id', 'in', ids).execute()
  return new Map(
    rows.map(accountOf).map(({ id, name, office }) => [id, { name, office: office?.shortName ?? '' }]),
  )
}

async function titlesOf(db: Kysely<Tables>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const rows = await db.selectFrom('report').select(['id', 'title']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null)
}
