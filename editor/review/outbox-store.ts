import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

import type { WaitingChange } from './waiting-change.ts'

export type OutboxPlace = { readonly user: string; readonly report: string }

/** What is to become of a change that is kept; undefined: it is not needed any more. */
export type Rewrite = (change: WaitingChange) => WaitingChange | undefined

/** `taken`: another tab is at it; `gone`: another tab has sent it. Else what it is by now. */
export type Claim = 'taken' | 'gone' | WaitingChange

/** Where changes are kept over a reload. Where the browser keeps nothing they live in the tab alone; nothing throws. */
export type OutboxStore = {
  /** Undefined when the browser does not tell. */
  readonly all: () => Promise<readonly WaitingChange[] | undefined>
  /** False when the browser could not keep it. */
  readonly put: (change: WaitingChange) => Promise<boolean>
  readonly rewrite: (id: string, next: Rewrite) => Promise<void>
  /** Takes a change to be sent by this tab alone until then. Where nothing is kept, no other tab knows of it. */
  readonly claim: (change: WaitingChange, tab: string, now: number, until: number) => Promise<Claim>
  readonly close: () => void
}

interface OutboxTables extends DBSchema {
  changes: { key: string; value: WaitingChange; indexes: { place: [string, string] } }
}

/** Not the journal's: tables are changed by whoever opens a database first, and the journal waits for nobody. */
const DATABASE = 'cung-soan-gop-y'
/** A browser that has not opened its database by then is treated as having none. */
const OPENING = 4000

export function openOutboxStore({ user, report }: OutboxPlace): OutboxStore {
  const database = openDatabase().catch(() => undefined)

  const attempt = async <T>(otherwise: T, work: (db: IDBPDatabase<OutboxTables>) => Promise<T>) => {
    const db = await database
    if (!db) return otherwise
    try {
      return await work(db)
    } catch {
      return otherwise
    }
  }

  return {
    all: () =>
      attempt<readonly WaitingChange[] | undefined>(undefined, (db) =>
        db.getAllFromIndex('changes', 'place', [user, report]),
      ),
    put: (change) =>
      attempt(false, async (db) => {
        await db.put('changes', change)
        return true
      }),
    rewrite: (id, next) =>
      attempt(undefined, async (db) => {
        const tx = db.transaction('changes', 'readwrite')
        const known = await tx.store.get(id)
        const changed = known && next(known)
        if (changed) await tx.store.put(changed)
        else if (known) await tx.store.delete(id)
        await tx.done
      }),
    claim: (change, tab, now, until) =>
      attempt<Claim>(change, async (db) => {
        const tx = db.transaction('changes', 'readwrite')
        const known = await tx.store.get(change.id)
        const isTaken = known?.sending !== undefined && known.sending.tab !== tab && known.sending.until > now
        if (known && !isTaken) await tx.store.put({ ...known, sending: { tab, until } })
        await tx.done
        if (!known) return 'gone'
        return isTaken ? 'taken' : known
      }),
    close: () => {
      void database.then((db) => db?.close())
    },
  }
}

function openDatabase(): Promise<IDBPDatabase<OutboxTables>> {
  if (typeof indexedDB === 'undefined') return Promise.reject(new Error('this browser has no IndexedDB'))
  const opened = openDB<OutboxTables>(DATABASE, 1, {
    upgrade: (db) => {
      const changes = db.createObjectStore('changes', { keyPath: 'id' })
      changes.createIndex('place', ['user', 'report'])
    },
    // A newer page waits to change the tables: what this one holds in memory is sent all the same.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB did not open in time')), OPENING)
    opened.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
