import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../tables.ts'

/** Runs `work` in a transaction: the one that is open already, or else one of its own. */
export function inTransaction<T>(
  db: Kysely<Tables>,
  work: (transaction: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return isTransaction(db) ? work(db) : db.transaction().execute(work)
}

function isTransaction(db: Kysely<Tables>): db is Transaction<Tables> {
  return db.isTransaction
}
