import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { importPeer } from './peers.ts'

// Hocuspocus with all its defaults (debounce 2 s / 10 s, flushDelay 0) and a database file. Its SQLite extension is
// `Database` with the three statements below run by better-sqlite3, which must be compiled where it is installed; here
// Node's own SQLite runs the same statements, on a file, without pragmas, as the extension does.
type Hocuspocus = {
  Server: new (options: {
    port: number
    address: string
    quiet: boolean
    extensions: readonly unknown[]
  }) => {
    listen(): Promise<unknown>
  }
}
type Extension = {
  Database: new (options: {
    fetch(of: { documentName: string }): Promise<Uint8Array | null>
    store(of: { documentName: string; state: Uint8Array }): Promise<void>
  }) => unknown
}

const { Server } = await importPeer<Hocuspocus>('@hocuspocus/server')
const { Database } = await importPeer<Extension>('@hocuspocus/extension-database')

const { BENCH_PORT: port = '0', BENCH_FOLDER: folder = '.' } = process.env
const database = new DatabaseSync(join(folder, 'hocuspocus.sqlite'))
database.exec(
  'CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))',
)
const select = database.prepare('SELECT data FROM "documents" WHERE name = $name ORDER BY rowid DESC')
const upsert = database.prepare(
  'INSERT INTO "documents" ("name", "data") VALUES ($name, $data) ON CONFLICT(name) DO UPDATE SET data = $data',
)

const storage = new Database({
  fetch: async ({ documentName }) => {
    const data = select.get({ name: documentName })?.['data']
    return data instanceof Uint8Array ? data : null
  },
  store: async ({ documentName, state }) => {
    upsert.run({ name: documentName, data: state })
  },
})

await new Server({ port: Number(port), address: '127.0.0.1', quiet: true, extensions: [storage] }).listen()
