import { createHash, type Hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

const TABLE = 'backup_seal'

/**
 * Writes into a finished copy what it holds: SQLite's own check sees damaged pages, and not a letter in a comment that has become
 * another.
 */
export function sealCopy(path: string, open: (path: string) => DatabaseSync): void {
  const copy = open(path)
  try {
    copy.exec(
      `pragma journal_mode = delete; drop table if exists ${TABLE}; create table ${TABLE} (sha256 text not null)`,
    )
    copy.prepare(`insert into ${TABLE} values (?)`).run(digestOf(copy))
  } finally {
    copy.close()
  }
}

/** The data goes on from here: it is a copy no more. */
export function breakSeal(db: DatabaseSync): void {
  db.exec(`drop table if exists ${TABLE}`)
}

/** `none`: it is no copy of ours, or one of a version without seals. */
export function sealState(db: DatabaseSync): 'whole' | 'broken' | 'none' {
  if (!db.prepare('select 1 from sqlite_schema where name = ?').get(TABLE)) return 'none'
  const row = db.prepare(`select sha256 from ${TABLE}`).get()
  return row?.['sha256'] === digestOf(db) ? 'whole' : 'broken'
}

/** Of every value of every row of every table, in the order in which they lie. */
function digestOf(db: DatabaseSync): string {
  const hash = createHash('sha256')
  const tables = db
    .prepare(
      `select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> ? order by name`,
    )
    .all(TABLE) as { name: string; sql: string }[]
  for (const { name, sql } of tables) {
    hash.update(JSON.stringify([name, sql]))
    const rows = db.prepare(`select * from "${name.replaceAll('"', '""')}"`)
    rows.setReadBigInts(true)
    rows.setReturnArrays(true)
    for (const row of rows.iterate() as Iterable<unknown> as Iterable<readonly unknown[]>) addRow(hash, row)
  }
  return hash.digest('hex')
}

function addRow(hash: Hash, row: readonly unknown[]): void {
  hash.update(
    JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : sizeOf(value))),
  )
  for (const value of row) if (value instanceof Uint8Array) hash.update(value)
}

/** Bytes come after the row; their number stands in their place. */
function sizeOf(value: unknown): unknown {
  return value instanceof Uint8Array ? { bytes: value.length } : value
}
