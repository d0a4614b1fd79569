import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

import type { Sending, WaitingChange } from './waiting-change.ts'

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
  /** False when the browser still keeps what it was. */
  readonly rewrite: (id: string, next: Rewrite) => Promise<boolean>
  /** Takes a change to be sent by this tab alone, unless it is taken. Where nothing is kept, no other tab knows of it. */
  readonly claim: (
    change: WaitingChange,
    sending: Sending,
    isTaken: (known: WaitingChange) => boolean,
  ) => Promise<Claim>
  readonly close: () => void
}

interface OutboxTables extends DBSchema {
  changes: { key: string; value: WaitingChange; indexes: { place: [string, string] } }
}

/** Not the journal's: tables are changed by whoever opens a database first, and the journal waits for nobody. */
const DATABASE = 'cung-soan-gop-y'
/** A browser whose database has not answered by then is treated as having none. */
const PATIENCE = 4000

export function openOutboxStore({ user, report }: OutboxPlace): OutboxStore {
  const database = openDatabase().catch(() => undefined)

  const attempt = async <T>(otherwise: T, work: (db: IDBPDatabase<OutboxTables>) => Promise<T>) => {
    const db = await database
    if (!db) return otherwise
    return inTime(work(db)).catch(() => otherwise)
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
      attempt(false, async (db) => {
        const tx = db.transaction('changes', 'readwrite')
        const known = await tx.store.get(id)
        const changed = known && next(known)
        if (changed) await tx.store.put(changed)
        else if (known) await tx.store.delete(id)
        await tx.done
        return true
      }),
    claim: (change, sending, isTaken) =>
      attempt<Claim>(change, async (db) => {
        const tx = db.transaction('changes', 'readwrite')
        const known = await tx.store.get(change.id)
        const taken = known !== undefined && isTaken(known)
        if (known && !taken) await tx.store.put({ ...known, sending })
        await tx.done
        if (!known) return 'gone'
        return taken ? 'taken' : known
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
  return inTime(opened)
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('IndexedDB did not answer in time')), PATIENCE)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
