import { rmSync } from 'node:fs'
import { openLogger } from '../log.ts'
import type { UpdateLog } from '../store/ports.ts'
import { type Database, openDatabase } from '../store/sqlite/database.ts'
import { openSqliteLog } from '../store/sqlite/log.ts'
import { openToRead } from '../store/sqlite/read-only.ts'
import { removeDatabase } from './verify-copy.ts'

export type OpenCopy = { readonly database: Database; readonly log: UpdateLog }

/**
 * Works with the data of a directory as of one moment, in a copy of it at `path` that is taken away afterwards: what only looks
 * neither writes into the data nor brings data of an older version to this one.
 */
export async function withCopy<T>(
  { dataDir, path }: { readonly dataDir: string; readonly path: string },
  work: (copy: OpenCopy) => Promise<T>,
): Promise<T> {
  try {
    copyTo(dataDir, path)
    const database = openDatabase(path)
    try {
      const log = await openSqliteLog({ path, logger: openLogger('error') })
      try {
        return await work({ database, log })
      } finally {
        await log.stop()
      }
    } finally {
      database.close()
    }
  } finally {
    removeDatabase(path)
  }
}

function copyTo(dataDir: string, path: string): void {
  const source = openToRead(dataDir)
  try {
    rmSync(path, { force: true })
    source.prepare('vacuum into ?').run(path)
  } finally {
    source.close()
  }
}
