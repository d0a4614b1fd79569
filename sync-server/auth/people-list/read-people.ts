import { checkRows, type CheckedRow, type Known } from './check-rows.ts'
import { decode } from './decode.ts'
import { readTable } from './read-table.ts'

/** A list of people as it stands in a file, with what is wrong with it. */
export type PeopleList = { readonly rows: readonly CheckedRow[]; readonly problems: readonly string[] }

/** Largest file, in bytes. */
export const LARGEST_LIST = 1024 * 1024
/** Each code is hashed, some 75 ms of a core, and twice that on an old machine: so many are made within a minute. */
export const LONGEST_LIST = 500

/** Reads a CSV file of people. Changes nothing. */
export function readPeople(bytes: Uint8Array, known: Known): PeopleList {
  const decoded = decode(bytes)
  if ('problem' in decoded) return { rows: [], problems: [decoded.problem] }
  const table = readTable(decoded.text)
  if ('problems' in table) return { rows: [], problems: table.problems }
  const { rows } = table
  if (rows.length > LONGEST_LIST) {
    const sentence = `Tệp có ${rows.length} người; mỗi lần nhập được nhiều nhất ${LONGEST_LIST}. Hãy chia thành nhiều tệp.`
    return { rows: [], problems: [sentence] }
  }
  return { rows: checkRows(rows, known), problems: [] }
}
