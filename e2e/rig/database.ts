import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Server } from './server.ts'

/** The server's own database file, opened beside it or while it is down: to damage it, or to see what is really there. */
export function openDatabaseOf(server: Server): DatabaseSync {
  const file = readdirSync(server.dataDir).find((name) => /\.(db|sqlite3?)$/.test(name))
  if (!file) throw new Error(`no database among ${readdirSync(server.dataDir).join(', ')}`)
  const db = new DatabaseSync(join(server.dataDir, file))
  db.exec('pragma busy_timeout = 10000')
  return db
}

/** Runs one statement on the server's database and closes it again. */
export function onDatabase<T>(server: Server, work: (db: DatabaseSync) => T): T {
  const db = openDatabaseOf(server)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** From now on every commit to the log fails, as on a full disk; `mendDisk` ends it. */
export function breakDisk(server: Server): void {
  onDatabase(server, (db) =>
    db.exec(
      `create trigger broken_disk before insert on edit begin select raise(fail, 'database or disk is full'); end`,
    ),
  )
}

export function mendDisk(server: Server): void {
  onDatabase(server, (db) => db.exec('drop trigger broken_disk'))
}
