import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import { BadSetting } from '../../env.ts'
import type { Tables } from '../tables.ts'
import { migrate } from './migrate.ts'
import { refuseUnfinishedRestore } from './unfinished-restore.ts'

/** An open database: the handle, and Kysely over that same handle, so that all its queries take their turn. */
export type Database = {
  readonly sqlite: DatabaseSync
  readonly db: Kysely<Tables>
  close(): void
}

const STATEMENT_CACHE = 200

/** Where the database of a data directory is. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'cung-soan.sqlite')
}

/** Opens the database at `path`, making it and bringing its tables up to date. Throws BadSetting while a restore is unfinished. */
export function openDatabase(path: string): Database {
  refuseUnfinishedRestore(path)
  // SQLite gives its -wal and -shm files the rights of this one.
  closeSync(openSync(path, 'a', 0o600))
  const sqlite = new DatabaseSync(path)
  sqlite.exec(`
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
  `)
  migrate(sqlite)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) })
  return { sqlite, db, close: () => sqlite.close() }
}

/** Makes the data directory, readable by the account of the server alone. */
export function makeDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
}

/**
 * Holds the data directory for one server process. The lock is a SQLite lock on a file of its own, so that the system
 * lets go of it whatever way the process ends; a file with a process number in it would outlive `kill -9`.
 * Throws BadSetting when another process holds it.
 */
export function lockDataDir(dataDir: string): Lock {
  const lock = takeLock(join(dataDir, 'server.lock'))
  if (lock) return lock
  throw new BadSetting(
    `  DATA_DIR: thư mục "${dataDir}" đang được một máy chủ Cùng Soạn khác sử dụng. ` +
      'Hãy tắt máy chủ kia hoặc chọn thư mục khác. · another Cùng Soạn server is using this directory.',
  )
}

export type Lock = { release(): void }

/** A lock that ends with the process at the latest; undefined while another process has it. */
export function takeLock(path: string): Lock | undefined {
  const lock = new DatabaseSync(path)
  try {
    lock.exec('pragma busy_timeout = 0; pragma journal_mode = delete; begin exclusive')
    return { release: () => lock.close() }
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw error
    return undefined
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

/** node:sqlite in the shape that Kysely's SQLite dialect expects (better-sqlite3's). */
function forKysely(sqlite: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      const known = statements.get(sql)
      if (known) return known
      const statement = wrap(sqlite.prepare(fromTheStart(sql)))
      if (statements.size >= STATEMENT_CACHE) statements.clear()
      statements.set(sql, statement)
      return statement
    },
  }
}

/**
 * The log writes through a connection of its own. A transaction that begins by reading and then wants to write would
 * fail at once when the log got in between, whatever the busy timeout; taking the write lock first makes it wait.
 */
function fromTheStart(sql: string): string {
  return sql === 'begin' ? 'begin immediate' : sql
}

function wrap(statement: StatementSync): SqliteStatement {
  // Kysely hands over only what a query was built with: strings, numbers, null, bytes.
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}
