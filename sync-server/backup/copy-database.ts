import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { BadSetting } from '../env.ts'
import { takeLock } from '../store/sqlite/database.ts'
import { openToRead } from '../store/sqlite/read-only.ts'
import { sealCopy } from './seal.ts'
import { verifyCopy } from './verify-copy.ts'
import type { Findings, Hear } from './verify-database.ts'

export type BackupOrder = {
  readonly dataDir: string
  readonly file: string
  /** Takes the place of a file that is there. */
  readonly force: boolean
  /** Keeps a copy of which something is damaged, since it is damaged where it comes from. */
  readonly acceptDamage: boolean
}

export type BackupMade = { readonly findings: Findings; readonly bytes: number }

/** The copy is not what was written. Nothing was kept of it. */
export class DamagedCopy extends Error {
  readonly findings: Findings

  constructor(findings: Findings) {
    super(`${findings.problems.length} problems`)
    this.findings = findings
  }
}

/**
 * Copies the data of a directory, as of one moment, to one file, whether or not a server is writing to it: into `FILE.part`, put
 * on disk, read back and verified, and only then called FILE. Throws DamagedCopy, and BadSetting for what can be mended.
 */
export function backUp({ dataDir, file, force, acceptDamage }: BackupOrder, hear: Hear): BackupMade {
  const path = resolve(file)
  const part = `${path}.part`
  if (!force && existsSync(path)) throw alreadyThere(file)
  if (!existsSync(dirname(path))) throw new BadSetting(`Không có thư mục ${dirname(path)}.`)
  const source = openToRead(dataDir)
  try {
    const lock = takeLock(join(dataDir, 'backup.lock'))
    if (!lock) throw new BadSetting('Đang có một lần sao lưu khác; hãy đợi nó xong.')
    try {
      rmSync(part, { force: true })
      hear('(đang chép)')
      // Passwords' hashes are in it. SQLite writes into an empty file that is there.
      closeSync(openSync(part, 'wx', 0o600))
      copyTo(source, part)
      sealCopy(part, (path) => new DatabaseSync(path))
      sync(part)
      const findings = verifyCopy(part, `${part}-moi`, hear)
      if (findings.problems.length > 0 && !acceptDamage) throw new DamagedCopy(findings)
      const { size: bytes } = statSync(part)
      giveName(part, path, force)
      return { findings, bytes }
    } finally {
      rmSync(part, { force: true })
      rmSync(`${part}-journal`, { force: true })
      lock.release()
    }
  } finally {
    source.close()
  }
}

/**
 * VACUUM INTO reads one snapshot in one go; the backup interface with its steps begins anew after each commit of another
 * process, and beside people who type never ends.
 */
function copyTo(source: ReturnType<typeof openToRead>, part: string): void {
  source.prepare('vacuum into ?').run(part)
}

function giveName(part: string, path: string, force: boolean): void {
  if (force) renameSync(part, path)
  else linkOrRename(part, path)
  sync(dirname(path))
}

/** Somebody's file that has come there meanwhile stays; on a USB stick, where files have one name only, as far as can be seen. */
function linkOrRename(part: string, path: string): void {
  try {
    linkSync(part, path)
  } catch (error) {
    if (existsSync(path)) throw alreadyThere(path)
    if (!(error instanceof Error && 'code' in error)) throw error
    renameSync(part, path)
  }
}

function alreadyThere(file: string): BadSetting {
  return new BadSetting(`Đã có tệp ${file}. Thêm --force để ghi đè, hoặc chọn tên khác.`)
}

/** Puts a file, or the names in a directory, on disk. */
export function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } catch (error) {
    // Some file systems have no such thing for directories.
    if (!statSync(path).isDirectory()) throw error
  } finally {
    closeSync(handle)
  }
}
