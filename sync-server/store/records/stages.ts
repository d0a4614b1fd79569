import type { Kysely, Selectable } from 'kysely'
import type { Demand } from '../../../report/stage/stage-blockers.ts'
import type { StageMove } from '../../../report/wire/progress.ts'
import type { Anchor } from '../../../report/wire/review.ts'
import type { Records, SignatureRecord } from '../records.ts'
import type { Tables } from '../tables.ts'
import { inTransaction } from './transaction.ts'

type StageRecords = Pick<
  Records,
  | 'stageMoves'
  | 'moveStage'
  | 'openChangeThreads'
  | 'signature'
  | 'signedFile'
  | 'addSignature'
  | 'signaturesOf'
>

export function stageRecords(db: Kysely<Tables>): StageRecords {
  return {
    async stageMoves(reportId) {
      const rows = await moves(db, reportId).execute()
      return rows.map((row) => ({
        from: row.from_stage,
        to: row.to_stage,
        at: row.at,
        by: { userId: row.by_id, name: row.by_name, office: row.by_office },
        reason: row.reason,
        blockers: row.blockers,
        version: { id: row.version_id, number: row.version_number ?? 0, name: row.version_name ?? '' },
      }))
    },
    moveStage: (reportId, move) =>
      inTransaction(db, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('report')
          .set({ stage: move.to })
          .where('id', '=', reportId)
          .where('stage', '=', move.from)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return false
        await insertMove(transaction, reportId, move)
        return true
      }),
    async openChangeThreads(reportId) {
      const rows = await db
        .selectFrom('thread')
        .select(['id', 'number', 'anchor', 'answer_kind'])
        .where('report_id', '=', reportId)
        .where('kind', '=', 'change')
        .where('resolved_at', 'is', null)
        .orderBy('number')
        .execute()
      return rows.map(({ id, number, anchor, answer_kind: answered }): Demand => ({
        id,
        number,
        anchor: JSON.parse(anchor) as Anchor,
        isAnswered: answered !== null,
      }))
    },
    async signature(reportId) {
      const row = await signatures(db).where('signature.report_id', '=', reportId).executeTakeFirst()
      return row && signatureOf(row)
    },
    async signedFile(reportId) {
      const row = await db
        .selectFrom('signature')
        .select(['file_name', 'type', 'sha256', 'bytes'])
        .where('report_id', '=', reportId)
        .executeTakeFirst()
      return row && { name: row.file_name, type: row.type, sha256: row.sha256, bytes: row.bytes }
    },
    async addSignature(reportId, { versionId, file, at, by }) {
      await db
        .insertInto('signature')
        .values({
          report_id: reportId,
          version_id: versionId,
          file_name: file.name,
          type: file.type,
          sha256: file.sha256,
          bytes: file.bytes,
          at,
          by_id: by.userId,
          by_name: by.name,
          by_office: by.office,
        })
        .execute()
    },
    async signaturesOf(sha256) {
      const rows = await signatures(db).where('signature.sha256', '=', sha256).execute()
      return rows.map((row) => ({ ...signatureOf(row), reportId: row.report_id }))
    },
  }
}

function moves(db: Kysely<Tables>, reportId: string) {
  return db
    .selectFrom('stage_move')
    .leftJoin('version', (join) =>
      join
        .onRef('version.report_id', '=', 'stage_move.report_id')
        .onRef('version.id', '=', 'stage_move.version_id'),
    )
    .selectAll('stage_move')
    .select(['version.number as version_number', 'version.name as version_name'])
    .where('stage_move.report_id', '=', reportId)
    .orderBy('stage_move.number')
}

async function insertMove(
  transaction: Kysely<Tables>,
  reportId: string,
  { from, to, at, by, reason, blockers, versionId }: Omit<StageMove, 'version'> & { versionId: string },
): Promise<void> {
  const { count } = await transaction
    .selectFrom('stage_move')
    .select((build) => build.fn.countAll<number>().as('count'))
    .where('report_id', '=', reportId)
    .executeTakeFirstOrThrow()
  await transaction
    .insertInto('stage_move')
    .values({
      report_id: reportId,
      number: count + 1,
      from_stage: from,
      to_stage: to,
      at,
      by_id: by.userId,
      by_name: by.name,
      by_office: by.office,
      reason: reason.normalize('NFC'),
      blockers,
      version_id: versionId,
    })
    .execute()
}

/** Without the file itself, which may be large. */
function signatures(db: Kysely<Tables>) {
  return db
    .selectFrom('signature')
    .leftJoin('version', (join) =>
      join
        .onRef('version.report_id', '=', 'signature.report_id')
        .onRef('version.id', '=', 'signature.version_id'),
    )
    .select([
      'signature.report_id',
      'signature.version_id',
      'signature.file_name',
      'signature.sha256',
      'signature.at',
      'signature.by_id',
      'signature.by_name',
      'signature.by_office',
    ])
    .select((build) => build.fn<number>('length', ['signature.bytes']).as('byte_count'))
    .select(['version.number as version_number', 'version.name as version_name'])
}

type SignatureRow = Omit<Selectable<Tables['signature']>, 'bytes' | 'type'> & {
  readonly byte_count: number
  readonly version_number: number | null
  readonly version_name: string | null
}

function signatureOf(row: SignatureRow): SignatureRecord {
  return {
    at: row.at,
    by: { userId: row.by_id, name: row.by_name, office: row.by_office },
    fileName: row.file_name,
    bytes: row.byte_count,
    sha256: row.sha256,
    version: { id: row.version_id, number: row.version_number ?? 0, name: row.version_name ?? '' },
  }
}
