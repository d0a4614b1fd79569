import type { DatabaseSync } from 'node:sqlite'
import { BadSetting } from '../../env.ts'
import { chainOlderRows } from './chain-older-rows.ts'
import { MIGRATIONS } from './tables.ts'

/** What SQL alone cannot do, in the transaction of the migration. */
const AFTERWARDS: ReadonlyMap<string, (db: DatabaseSync) => void> = new Map([
  ['0006-progress', chainOlderRows],
])

/**
 * Brings a database to the newest tables: each migration that has not run yet, in order, each in a transaction. Throws BadSetting
 * for one that a newer version has brought further: this one would not write what that one relies on.
 */
export function migrate(db: DatabaseSync): void {
  db.exec('create table if not exists migration (name text primary key, at bigint not null)')
  const newer = newerMigration(db)
  if (newer !== undefined) throw newerData(newer)
  for (const migration of MIGRATIONS) runOnce(db, migration)
}

/** A migration that this version does not know. Throws where there is no table of them. */
export function newerMigration(db: DatabaseSync): string | undefined {
  const known = new Set(MIGRATIONS.map(({ name }) => name))
  const ran = db.prepare('select name from migration').all() as { name: string }[]
  return ran.find(({ name }) => !known.has(name))?.name
}

export function newerData(name: string): BadSetting {
  return new BadSetting(`Dữ liệu này của bản Cùng Soạn mới hơn (${name}). Hãy dùng bản đó.`)
}

function runOnce(db: DatabaseSync, { name, sql }: (typeof MIGRATIONS)[number]): void {
  // Immediate: of two processes that start at once, the second waits and then finds the migration done.
  db.exec('begin immediate')
  try {
    if (!db.prepare('select 1 from migration where name = ?').get(name)) {
      for (const statement of sql) db.exec(statement)
      AFTERWARDS.get(name)?.(db)
      db.prepare('insert into migration (name, at) values (?, ?)').run(name, Date.now())
    }
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}
