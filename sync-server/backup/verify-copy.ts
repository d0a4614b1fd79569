import { copyFileSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from '../store/sqlite/tables.ts'
import { openDatabase } from '../store/sqlite/database.ts'
import { openStill } from '../store/sqlite/read-only.ts'
import { failureWords } from './failure-words.ts'
import { NOTHING_FOUND, outerProblems, verifyDatabase, type Findings, type Hear } from './verify-database.ts'

/**
 * Verifies a backup, a file that nobody writes to. One that an older version made is brought to this version's tables in a copy,
 * `scratch`, and verified there as it will be once it is in use; the file itself stays as it is, and the copy is taken away.
 * Throws as `verifyDatabase`.
 */
export function verifyCopy(path: string, scratch: string, hear: Hear): Findings {
  const copy = openStill(path)
  try {
    if (!isOlder(copy)) return verifyDatabase(copy, hear, { isCopy: true })
    hear('tệp dữ liệu')
    const problems = outerProblems(copy)
    // What is damaged is not made over: it would break somewhere in the middle, and say less.
    if (problems.length > 0) return { ...NOTHING_FOUND, problems }
  } finally {
    copy.close()
  }
  return verifyMadeOver(path, scratch, hear)
}

function verifyMadeOver(path: string, scratch: string, hear: Hear): Findings {
  removeDatabase(scratch)
  try {
    copyFileSync(path, scratch)
    const made = makeOver(scratch, hear)
    if ('problem' in made) return { ...NOTHING_FOUND, problems: [made.problem] }
    try {
      return verifyDatabase(made.sqlite, hear)
    } finally {
      made.close()
    }
  } finally {
    removeDatabase(scratch)
  }
}

function makeOver(
  scratch: string,
  hear: Hear,
): ReturnType<typeof openDatabase> | { readonly problem: string } {
  hear('đổi sang bản này')
  try {
    return openDatabase(scratch)
  } catch (error) {
    return { problem: `Không đổi được sang bản Cùng Soạn này. ${failureWords(error)}` }
  }
}

/** Of ours, with some migrations yet to come. False for what cannot be read: `verifyDatabase` says why. */
function isOlder(db: DatabaseSync): boolean {
  try {
    const ran = db.prepare('select name from migration').all() as { name: string }[]
    const known = new Set(MIGRATIONS.map(({ name }) => name))
    return ran.length > 0 && ran.length < known.size && ran.every(({ name }) => known.has(name))
  } catch {
    return false
  }
}

/** A database file and what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true })
}
