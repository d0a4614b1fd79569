import type { DatabaseSync } from 'node:sqlite'
import { CHAIN_START, chainHash, type ChainedRow } from '../audit-chain.ts'

/** A row as it stands in the table, whatever somebody may have made of it. */
export type FoundRow = ChainedRow & { readonly hash: string }

/** The first place where the audit is not what was written. */
export type AuditBreak =
  /** What it says is not what was noted down: a later row still knows its hash. */
  | { readonly kind: 'altered'; readonly row: FoundRow }
  /** It does not belong to the rows before it: altered with its hash, put in, or what stood before it was. */
  | { readonly kind: 'foreign'; readonly row: FoundRow }
  /** Rows `from` to `to` are gone; `next` is the first that is left. */
  | { readonly kind: 'removed'; readonly from: number; readonly to: number; readonly next: FoundRow }
  /** No row has the hash that somebody noted down. */
  | { readonly kind: 'cut'; readonly expected: string }

export type AuditWalk = {
  readonly rows: number
  /** Of the last row: to be noted down somewhere else. */
  readonly hash: string
  readonly last: FoundRow | undefined
  readonly broken: AuditBreak | undefined
}

/**
 * Walks the audit from its first row to the last or to the first that is wrong. Reads row by row: the audit of years does not
 * fit into memory. With `expected`, a hash that somebody noted down, one of the rows must have it.
 */
export function walkAudit(db: DatabaseSync, expected?: string): AuditWalk {
  const statement = db.prepare(
    'select seq, at, action, user_id, report_id, section_id, details, hash from audit order by seq',
  )
  // An altered number may be larger than JavaScript's.
  statement.setReadBigInts(true)
  let rows = 0
  let previous = CHAIN_START
  let last: FoundRow | undefined
  let met = expected === undefined
  let suspect: FoundRow | undefined
  const answer = (broken: AuditBreak | undefined): AuditWalk => ({ rows, hash: previous, last, broken })
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<FoundRow>) {
    if (suspect) {
      const known = BigInt(suspect.seq) === BigInt(rows + 1) && follows(suspect, row)
      return answer({ kind: known ? 'altered' : 'foreign', row: suspect })
    }
    const wanted = rows + 1
    if (BigInt(row.seq) > BigInt(wanted))
      return answer({ kind: 'removed', from: wanted, to: Number(row.seq) - 1, next: row })
    if (BigInt(row.seq) < BigInt(wanted) || row.hash !== chainHash(previous, row)) {
      // The row after it tells whether only what this one says is different.
      suspect = row
      continue
    }
    rows += 1
    previous = row.hash
    last = row
    met ||= row.hash === expected
  }
  if (suspect) return answer({ kind: 'foreign', row: suspect })
  return answer(met || expected === undefined ? undefined : { kind: 'cut', expected })
}

function follows(row: FoundRow, next: FoundRow): boolean {
  return BigInt(next.seq) === BigInt(row.seq) + 1n && chainHash(row.hash, next) === next.hash
}
