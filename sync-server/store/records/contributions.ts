import { sql, type Kysely, type Selectable } from 'kysely'
import { z } from 'zod'
import { importWarningSchema } from '../../../report/wire/paper.ts'
import { contributedPartSchema } from '../../../report/wire/contributions.ts'
import type { ContributionRecord, HandedIn, PartRecord, Records } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

type ContributionRecords = Pick<
  Records,
  | 'contributors'
  | 'setContributors'
  | 'contributions'
  | 'contribution'
  | 'contributionFile'
  | 'contributionBlocks'
  | 'contributionLoad'
  | 'addContribution'
  | 'changeContribution'
  | 'handInContribution'
  | 'withdrawContribution'
  | 'provenance'
  | 'insertedFrom'
  | 'addProvenance'
>

export function contributionRecords(db: Kysely<Tables>): ContributionRecords {
  return {
    async contributors(reportId) {
      const row = await db
        .selectFrom('report')
        .select('contributors')
        .where('id', '=', reportId)
        .executeTakeFirst()
      return row?.contributors ? z.array(z.string()).parse(JSON.parse(row.contributors)) : undefined
    },
    async setContributors(reportId, officeIds) {
      await db
        .updateTable('report')
        .set({ contributors: JSON.stringify(officeIds) })
        .where('id', '=', reportId)
        .execute()
    },
    async contributions(reportId) {
      const rows = await present(db, reportId).orderBy('at').orderBy('id').execute()
      return rows.map(contributionOf)
    },
    async contribution(reportId, id) {
      const row = await present(db, reportId).where('id', '=', id).executeTakeFirst()
      return row && contributionOf(row)
    },
    async contributionFile(reportId, id) {
      const row = await db
        .selectFrom('contribution')
        .select(['file_name', 'type', 'sha256', 'bytes'])
        .where('report_id', '=', reportId)
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst()
      if (!row || row.file_name === null || row.type === null || row.sha256 === null || !row.bytes)
        return undefined
      return { name: row.file_name, type: row.type, sha256: row.sha256, bytes: row.bytes }
    },
    async contributionBlocks(reportId, id, part) {
      const row = await db
        .selectFrom('contribution_part')
        .select('blocks')
        .where('report_id', '=', reportId)
        .where('contribution_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst()
      return row?.blocks
    },
    async contributionLoad(reportId, userId) {
      const sums = await db
        .selectFrom('contribution')
        .select((build) => build.fn.countAll<number>().as('number'))
        .select(sql<number | null>`sum(length(bytes))`.as('bytes'))
        .select(sql<number | null>`sum(by_id = ${userId})`.as('own'))
        .select(
          sql<number | null>`sum(case when by_id = ${userId} then length(bytes) else 0 end)`.as('own_bytes'),
        )
        .where('report_id', '=', reportId)
        .executeTakeFirstOrThrow()
      return {
        number: sums.number,
        bytes: sums.bytes ?? 0,
        own: sums.own ?? 0,
        ownBytes: sums.own_bytes ?? 0,
      }
    },
    addContribution: (reportId, { id, officeId, title, sourceReportId, file, by, handedIn }) =>
      inTransaction(db, async (transaction) => {
        await transaction
          .insertInto('contribution')
          .values({
            report_id: reportId,
            id,
            office_id: officeId,
            title: title.normalize('NFC'),
            source_report_id: sourceReportId,
            file_name: file?.name ?? null,
            type: file?.type ?? null,
            sha256: file?.sha256 ?? null,
            parts: JSON.stringify(handedIn.parts),
            warnings: JSON.stringify(handedIn.warnings),
            at: handedIn.at,
            day: handedIn.day,
            by_id: by.userId,
            by_name: by.name,
            withdrawn_at: null,
            bytes: file?.bytes ?? null,
          })
          .execute()
        await writeBlocks(transaction, reportId, id, handedIn.blocks)
      }),
    async changeContribution(reportId, id, { title, parts }) {
      const columns = {
        ...(title === undefined ? {} : { title: title.normalize('NFC') }),
        ...(parts === undefined ? {} : { parts: JSON.stringify(parts) }),
      }
      if (Object.keys(columns).length === 0) return
      await db
        .updateTable('contribution')
        .set(columns)
        .where('report_id', '=', reportId)
        .where('id', '=', id)
        .execute()
    },
    handInContribution: (reportId, id, { at, day, parts, blocks, warnings }) =>
      inTransaction(db, async (transaction) => {
        await transaction
          .updateTable('contribution')
          .set({
            at,
            day: sql<string>`coalesce(day, ${day})`,
            parts: JSON.stringify(parts),
            warnings: JSON.stringify(warnings),
          })
          .where('report_id', '=', reportId)
          .where('id', '=', id)
          .execute()
        await transaction
          .deleteFrom('contribution_part')
          .where('report_id', '=', reportId)
          .where('contribution_id', '=', id)
          .execute()
        await writeBlocks(transaction, reportId, id, blocks)
      }),
    async withdrawContribution(reportId, id, at) {
      await db
        .updateTable('contribution')
        .set({ withdrawn_at: at })
        .where('report_id', '=', reportId)
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .execute()
    },
    async provenance(reportId) {
      const rows = await db
        .selectFrom('provenance')
        .leftJoin('contribution', (join) =>
          join
            .onRef('contribution.report_id', '=', 'provenance.report_id')
            .onRef('contribution.id', '=', 'provenance.contribution_id'),
        )
        .leftJoin('user', 'user.id', 'provenance.by_id')
        .leftJoin('office', 'office.id', 'provenance.office_id')
        .select([
          'block_id',
          'contribution_id',
          'part',
          'provenance.at',
          'provenance.by_id',
          'provenance.office_id',
        ])
        .select(['contribution.title', 'user.name as by_name'])
        .select(['office.name as office_name', 'office.short_name', 'office.color'])
        .where('provenance.report_id', '=', reportId)
        .orderBy('provenance.at')
        .orderBy('block_id')
        .execute()
      return rows.map((row) => ({
        blockId: row.block_id,
        contributionId: row.contribution_id,
        part: row.part,
        office: {
          id: row.office_id,
          name: row.office_name ?? '',
          shortName: row.short_name ?? '',
          color: row.color ?? '',
        },
        title: row.title ?? '',
        at: row.at,
        by: { userId: row.by_id, name: row.by_name ?? '' },
      }))
    },
    async insertedFrom(reportId) {
      const rows = await db
        .selectFrom('provenance')
        .select(['contribution_id', 'part'])
        .select((build) => build.fn.countAll<number>().as('count'))
        .where('report_id', '=', reportId)
        .groupBy(['contribution_id', 'part'])
        .execute()
      return new Map(rows.map((row) => [`${row.contribution_id} ${row.part}`, row.count]))
    },
    addProvenance: (reportId, { contributionId, part, officeId, blockIds, at, byId }) =>
      inTransaction(db, async (transaction) => {
        const columns = { contribution_id: contributionId, part, office_id: officeId, at, by_id: byId }
        for (const blockId of blockIds) {
          await transaction
            .insertInto('provenance')
            .values({ report_id: reportId, block_id: blockId, ...columns })
            .onConflict((conflict) => conflict.columns(['report_id', 'block_id']).doUpdateSet(columns))
            .execute()
        }
      }),
  }
}

/** Without the file itself and what stands in the parts, which may be large. */
function present(db: Kysely<Tables>, reportId: string) {
  return db
    .selectFrom('contribution')
    .select([
      'id',
      'office_id',
      'title',
      'source_report_id',
      'file_name',
      'type',
      'sha256',
      'parts',
      'warnings',
    ])
    .select(['at', 'day', 'by_id', 'by_name'])
    .select(sql<number | null>`length(bytes)`.as('byte_count'))
    .where('report_id', '=', reportId)
    .where('withdrawn_at', 'is', null)
}

type Row = Omit<Selectable<Tables['contribution']>, 'report_id' | 'bytes' | 'withdrawn_at'> & {
  readonly byte_count: number | null
}

const partsSchema = z.array(
  contributedPartSchema
    .omit({ part: true, inserted: true })
    .extend({ key: z.string().optional(), gone: z.boolean().optional() }),
)

function contributionOf(row: Row): ContributionRecord {
  const parts: readonly PartRecord[] = partsSchema.parse(JSON.parse(row.parts))
  return {
    id: row.id,
    officeId: row.office_id,
    title: row.title,
    sourceReportId: row.source_report_id,
    file:
      row.file_name === null
        ? undefined
        : { name: row.file_name, type: row.type ?? '', sha256: row.sha256 ?? '', bytes: row.byte_count ?? 0 },
    at: row.at,
    day: row.day,
    by: { userId: row.by_id, name: row.by_name },
    parts,
    warnings: z.array(importWarningSchema).parse(JSON.parse(row.warnings)),
  }
}

async function writeBlocks(
  transaction: Kysely<Tables>,
  reportId: string,
  id: string,
  blocks: HandedIn['blocks'],
): Promise<void> {
  for (const [part, bytes] of blocks.entries()) {
    await transaction
      .insertInto('contribution_part')
      .values({ report_id: reportId, contribution_id: id, part, blocks: bytes })
      .execute()
  }
}
