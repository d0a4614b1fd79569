import { DatabaseSync } from 'node:sqlite'
import type { AuditAction } from '../../report/wire/rest.ts'
import { CHAIN_START, chainHash } from '../store/audit-chain.ts'

export type RestoreNote = {
  readonly at: number
  /** The backup's name. */
  readonly file: string
  /** The hash of the last row of the audit that was there before; empty where there was none. */
  readonly former: string
}

type LastRow = { readonly seq: number; readonly hash: string }

/**
 * Notes down in the audit, in its chain, that from here on it is another history: where from, and how the former one ended. Who
 * compares with a hash that was noted down before finds why it is no longer there, and which of the directories put aside has it.
 */
export function noteRestore(db: DatabaseSync, { at, file, former }: RestoreNote): void {
  const last = lastRow(db)
  const action: AuditAction = 'restored'
  const details = JSON.stringify({ file: file.toWellFormed(), former }).normalize('NFC')
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at,
    action,
    user_id: null,
    report_id: null,
    section_id: null,
    details,
  }
  db.prepare(
    'insert into audit (seq, at, action, user_id, report_id, section_id, details, hash) values (?, ?, ?, null, null, null, ?, ?)',
  ).run(row.seq, at, action, details, chainHash(last?.hash ?? CHAIN_START, row))
}

/** Of the data that is about to be put aside, as far as it can be read: it may be what one restores for. */
export function lastAuditHash(path: string): string {
  try {
    const db = new DatabaseSync(path)
    try {
      return lastRow(db)?.hash ?? ''
    } finally {
      db.close()
    }
  } catch {
    return ''
  }
}

function lastRow(db: DatabaseSync): LastRow | undefined {
  return db.prepare('select seq, hash from audit order by seq desc limit 1').get() as LastRow | undefined
}
