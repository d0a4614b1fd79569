import type { DatabaseSync } from 'node:sqlite'

/**
 * What a database file brings along that would run or answer in place of our tables: triggers, views, virtual tables. We have
 * none, and whoever put one in could have the server itself do what they may not. Reads nothing but the list of what there is.
 */
export function foreignCode(db: DatabaseSync): string[] {
  const rows = db.prepare('select type, name, rootpage, sql from sqlite_schema').all() as {
    type: string
    name: string
    rootpage: number | null
    sql: string | null
  }[]
  return rows.filter((row) => !isPlain(row)).map(({ type, name }) => `${type} “${name}”`)
}

/** SQLite goes by the statement, not by the type that is written beside it; and it writes the first words of each like this. */
function isPlain({
  sql,
  rootpage,
}: {
  readonly sql: string | null
  readonly rootpage: number | null
}): boolean {
  if (!rootpage) return false
  return sql === null || /^CREATE (?:TABLE|INDEX|UNIQUE INDEX) /u.test(sql)
}
