import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb'
import { type Observable, createCell } from './cell.ts'
import type { Recovered } from './recovered-text.ts'

/**
 * Edits the server has not acknowledged, and nothing else: unlike a local copy of the report it cannot bring back what
 * was deleted or refused. Rows belong to one person, report and epoch.
 */
export type JournalRow = {
  readonly id: string
  readonly user: string
  readonly report: string
  readonly epoch: string
  /** When the first edit of the row was made, milliseconds. */
  readonly at: number
  /** Raised when a later edit is merged into the row, so that nobody drops what they have not read. */
  readonly rev: number
  readonly update: Uint8Array
  /** The server refused it, with this code: kept to be read, never sent again. */
  readonly refused?: string
  /** What of it the report did not take, as its author saw it. Older rows, and those of another epoch, have none. */
  readonly recovered?: Recovered
}

/** What becomes of a person's rows in one transaction. */
export type JournalChange = {
  readonly put: readonly JournalRow[]
  readonly drop: readonly Pick<JournalRow, 'id' | 'rev'>[]
}

export type JournalPlace = { readonly user: string; readonly report: string; readonly epoch: string }

/** `off`: the browser keeps nothing (private window, full disk); unsent text lives in this tab's memory only. */
export type JournalState = 'opening' | 'on' | 'off'

export type Journal = {
  readonly state: Observable<JournalState>
  /**
   * Writes a row, and in the same transaction forgets those it stands for, except where they have grown since. False when
   * the browser could not keep it; then these are still there.
   */
  readonly put: (row: JournalRow, replaced?: readonly Pick<JournalRow, 'id' | 'rev'>[]) => Promise<boolean>
  /** Forgets rows, except those that have grown since this revision. */
  readonly drop: (rows: readonly Pick<JournalRow, 'id' | 'rev'>[]) => Promise<void>
  /**
   * Reads all rows of this person and report and changes them, in one transaction: no other tab comes between. False when
   * the browser could not keep it; then nothing has changed.
   */
  readonly rewrite: (decide: (rows: readonly JournalRow[]) => JournalChange) => Promise<boolean>
  /** Rows of this person, report and epoch that may still be sent. */
  readonly waiting: () => Promise<readonly JournalRow[]>
  /** Rows of this person and report that must not be sent: refused ones, and those of another epoch. */
  readonly rescued: () => Promise<readonly JournalRow[]>
  readonly close: () => void
}

interface JournalTables extends DBSchema {
  edits: { key: string; value: JournalRow; indexes: { place: [string, string] } }
}

const DATABASE = 'cung-soan'
/** A browser that has not opened its database by then is treated as having none. */
const OPENING = 4000

export function openJournal(place: JournalPlace): Journal {
  const state = createCell<JournalState>('opening')
  const database = openDatabase(() => state.set('off')).then(
    (db) => {
      state.set('on')
      return db
    },
    () => {
      state.set('off')
      return undefined
    },
  )

  /** Runs `work` on the database; a failure means that nothing is kept, which is said, not thrown. */
  const attempt = async <T>(otherwise: T, work: (db: IDBPDatabase<JournalTables>) => Promise<T>) => {
    const db = await database
    if (!db) return otherwise
    try {
      const result = await work(db)
      state.set('on')
      return result
    } catch {
      state.set('off')
      return otherwise
    }
  }

  const rows = (choose: (row: JournalRow) => boolean) =>
    attempt<readonly JournalRow[]>([], async (db) => {
      const all = await db.getAllFromIndex('edits', 'place', [place.user, place.report])
      return all.filter(choose).sort((a, b) => a.at - b.at)
    })
  const mayBeSent = (row: JournalRow) => row.epoch === place.epoch && row.refused === undefined

  return {
    state,
    put: (row, replaced = []) =>
      attempt(false, async (db) => {
        const tx = db.transaction('edits', 'readwrite')
        await Promise.all([tx.store.put(row), dropRows(tx.store, replaced), tx.done])
        return true
      }),
    drop: (dropped) =>
      attempt(undefined, async (db) => {
        const tx = db.transaction('edits', 'readwrite')
        await Promise.all([dropRows(tx.store, dropped), tx.done])
      }),
    rewrite: (decide) =>
      attempt(false, async (db) => {
        const tx = db.transaction('edits', 'readwrite')
        const rows = await tx.store.index('place').getAll([place.user, place.report])
        const { put, drop } = decide(rows)
        await Promise.all([...put.map((row) => tx.store.put(row)), dropRows(tx.store, drop), tx.done])
        return true
      }),
    waiting: () => rows(mayBeSent),
    rescued: () => rows((row) => !mayBeSent(row)),
    close: () => {
      void database.then((db) => db?.close())
    },
  }
}

type Edits = IDBPObjectStore<JournalTables, ['edits'], 'edits', 'readwrite'>

async function dropRows(edits: Edits, rows: readonly Pick<JournalRow, 'id' | 'rev'>[]): Promise<void> {
  for (const { id, rev } of rows) {
    const row = await edits.get(id)
    if (row && row.rev <= rev) await edits.delete(id)
  }
}

function openDatabase(onLost: () => void): Promise<IDBPDatabase<JournalTables>> {
  if (typeof indexedDB === 'undefined') return Promise.reject(new Error('this browser has no IndexedDB'))
  const opened = openDB<JournalTables>(DATABASE, 1, {
    upgrade: (db) => {
      const edits = db.createObjectStore('edits', { keyPath: 'id' })
      edits.createIndex('place', ['user', 'report'])
    },
    // A newer page waits to change the tables: let it, what we hold in memory is sent all the same.
    blocking: (_current, _blocked, event) => {
      ;(event.target as IDBDatabase).close()
      onLost()
    },
    terminated: onLost,
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB did not open in time')), OPENING)
    opened.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
