import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { BadSetting } from '../../env.ts'
import { databasePath } from './database.ts'
import { refuseUnfinishedRestore } from './unfinished-restore.ts'

/** Opens the database of a data directory to look at it, whether or not a server is running on it. */
export function openToRead(dataDir: string): DatabaseSync {
  const path = databasePath(dataDir)
  refuseUnfinishedRestore(path)
  if (!existsSync(path)) throw new BadSetting(`Thư mục ${dataDir} (DATA_DIR) chưa có dữ liệu của Cùng Soạn.`)
  const db = new DatabaseSync(path, { readOnly: true })
  db.exec('pragma busy_timeout = 10000')
  return db
}

/** Opens a file that nobody writes to, a backup: nothing is made beside it, also where only reading is allowed. */
export function openStill(path: string): DatabaseSync {
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true })
}
