import { chmodSync, copyFileSync, existsSync, renameSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { newId } from '../../report/id.ts'
import { vietnamStamp } from '../../report/vietnam-time.ts'
import { BadSetting } from '../env.ts'
import { databasePath, lockDataDir, makeDataDir, openDatabase } from '../store/sqlite/database.ts'
import { finishRestore, preparedName, readyName } from '../store/sqlite/unfinished-restore.ts'
import { DamagedCopy, sync } from './copy-database.ts'
import { lastAuditHash, noteRestore, type RestoreNote } from './note-restore.ts'
import { breakSeal } from './seal.ts'
import { removeDatabase, verifyCopy } from './verify-copy.ts'
import type { Findings, Hear } from './verify-database.ts'

export type RestoreOrder = {
  readonly dataDir: string
  readonly file: string
  /** Takes a backup of which something is damaged. */
  readonly acceptDamage: boolean
  readonly at: number
}

export type Restored = {
  readonly findings: Findings
  /** Where the former data is; undefined when there was none. */
  readonly aside: string | undefined
}

/**
 * Puts a backup in the place of the data of a directory. It is copied and verified first; then the former data is put aside by
 * renaming. Every report gets a new epoch: open pages and journals of browsers know that their copy is of another history
 * (4409), and hand in anew what people wrote. Everybody signs in again: the backup may hold sessions that were ended since.
 * Throws BadSetting while somebody uses the directory, DamagedCopy for a backup that is not whole.
 */
export function restore({ dataDir, file, acceptDamage, at }: RestoreOrder, hear: Hear): Restored {
  if (!existsSync(file)) throw new BadSetting(`Không có tệp ${file}.`)
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  try {
    const path = databasePath(dataDir)
    finishRestore(path)
    const fresh = preparedName(path)
    try {
      hear('(đang chép)')
      removeDatabase(fresh)
      copyFileSync(file, fresh)
      chmodSync(fresh, 0o600)
      const findings = verifyCopy(fresh, `${fresh}-moi`, hear)
      if (findings.problems.length > 0 && !acceptDamage) throw new DamagedCopy(findings)
      const before = existsSync(path)
      if (before) refuseOtherUsers(path)
      prepare(fresh, { at, file: basename(file), former: before ? lastAuditHash(path) : '' })
      const aside = putInPlace({ fresh, path, at })
      return { findings, aside: before ? aside : undefined }
    } finally {
      removeDatabase(fresh)
    }
  } finally {
    lock.release()
  }
}

/** Brings a verified copy to this version, with new epochs, no sessions, and a row in the audit that says so. */
function prepare(fresh: string, restored: RestoreNote): void {
  const opened = openDatabase(fresh)
  const { sqlite } = opened
  try {
    sqlite.exec('begin immediate')
    breakSeal(sqlite)
    const renew = sqlite.prepare('update report set epoch = ? where id = ?')
    for (const { id } of sqlite.prepare('select id from report').all() as { id: string }[])
      renew.run(newId(), id)
    if (sqlite.prepare("select 1 from sqlite_schema where name = 'session'").get())
      sqlite.exec('delete from session')
    noteRestore(sqlite, restored)
    sqlite.exec('commit')
    // In one file, and nothing beside it.
    sqlite.exec('pragma wal_checkpoint(truncate); pragma journal_mode = delete')
  } finally {
    opened.close()
  }
  sync(fresh)
}

/** A command that adds somebody to the directory would write into the file that is being put aside. */
function refuseOtherUsers(path: string): void {
  const db = new DatabaseSync(path)
  try {
    db.exec('pragma busy_timeout = 2000; pragma locking_mode = exclusive; begin exclusive; rollback')
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 5)
      throw new BadSetting('Một lệnh cung-soan khác đang dùng dữ liệu trong DATA_DIR; hãy đợi nó xong.')
    // Damaged data is what one restores for.
  } finally {
    db.close()
  }
}

function putInPlace({ fresh, path, at }: { fresh: string; path: string; at: number }): string | undefined {
  renameSync(fresh, readyName(path, vietnamStamp(at).replaceAll(/[-:]/g, '').replace(' ', '-')))
  sync(dirname(path))
  const aside = finishRestore(path)
  sync(dirname(path))
  return aside
}
