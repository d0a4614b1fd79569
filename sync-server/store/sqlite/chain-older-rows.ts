import type { DatabaseSync } from 'node:sqlite'
import { CHAIN_START, chainHash, type ChainedRow } from '../audit-chain.ts'

/**
 * Gives the rows that were there before the chain their hashes, once: from then on a row without a hash is one that somebody
 * put in by hand. Numbers that are missing are closed up, so that a missing one means something afterwards.
 */
export function chainOlderRows(db: DatabaseSync): void {
  const change = db.prepare('update audit set seq = ?, hash = ? where seq = ?')
  const rows = db
    .prepare('select seq, at, action, user_id, report_id, section_id, details from audit order by seq')
    .all() as unknown as ChainedRow[]
  let previous = CHAIN_START
  rows.forEach((row, index) => {
    const seq = index + 1
    previous = chainHash(previous, { ...row, seq })
    change.run(seq, previous, row.seq)
  })
}
