import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BadSetting } from '../../env.ts'

/** A database that is ready to take the place of the one that is there: `…sqlite.restored-20220408-140509`. */
const READY = '.restored-'

/** What a restore works on until it is decided. */
export function preparedName(path: string): string {
  return `${path}.restoring`
}
const LEFT_OVER = ['', '-moi'].flatMap((copy) =>
  ['', '-wal', '-shm', '-journal'].map((ending) => preparedName('') + copy + ending),
)

/** What a database is called between the moment its restoring is decided and the moment it is in its place. */
export function readyName(path: string, stamp: string): string {
  return `${path}${READY}${stamp}`
}

/**
 * Puts a restored database in its place, and what was there aside, into `truoc-khoi-phuc-…`: by renaming only. From the moment
 * that there is such a file the restoring is decided; wherever this is interrupted, it goes on from there when called again.
 * Only for who holds the data directory. Answers the directory where the former data is; undefined when nothing was to be done.
 */
export function finishRestore(path: string): string | undefined {
  // Of a restore that was killed before it was decided: a copy of a backup that is still where it was.
  for (const ending of LEFT_OVER) rmSync(path + ending, { force: true })
  const ready = readyFiles(path)[0]
  if (ready === undefined) return undefined
  const stamp = ready.slice(basename(path).length + READY.length)
  const aside = join(dirname(path), `truoc-khoi-phuc-${stamp}`)
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  // The last edits may be in the -wal file alone: it stays with its database, and must never meet the restored one.
  for (const ending of ['-wal', '']) {
    if (existsSync(path + ending)) renameSync(path + ending, join(aside, basename(path) + ending))
  }
  rmSync(`${path}-shm`, { force: true })
  renameSync(join(dirname(path), ready), path)
  return aside
}

/** Throws BadSetting while the data of this directory is neither the former nor the restored. */
export function refuseUnfinishedRestore(path: string): void {
  if (readyFiles(path).length === 0) return
  throw new BadSetting(
    'Một lần khôi phục dữ liệu đã bị ngắt giữa chừng. Hãy khởi động máy chủ (hoặc chạy lại lệnh restore): việc khôi phục sẽ ' +
      'được làm nốt; dữ liệu trước đó vẫn còn trong thư mục truoc-khoi-phuc-…',
  )
}

function readyFiles(path: string): string[] {
  const directory = dirname(path)
  if (!existsSync(directory)) return []
  return readdirSync(directory).filter((name) => name.startsWith(basename(path) + READY))
}
