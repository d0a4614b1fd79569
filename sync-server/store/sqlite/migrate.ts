import type { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from './tables.ts'

/** Brings a database to the newest tables: each migration that has not run yet, in order, each in a transaction. */
export function migrate(db: DatabaseSync): void {
  db.exec('create table if not exists migration (name text primary key, at bigint not null)')
  for (const migration of MIGRATIONS) runOnce(db, migration)
}

function runOnce(db: DatabaseSync, { name, sql }: (typeof MIGRATIONS)[number]): void {
  // Immediate: of two processes that start at once, the second waits and then finds the migration done.
  db.exec('begin immediate')
  try {
    if (!db.prepare('select 1 from migration where name = ?').get(name)) {
      for (const statement of sql) db.exec(statement)
      db.prepare('insert into migration (name, at) values (?, ?)').run(name, Date.now())
    }
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}
