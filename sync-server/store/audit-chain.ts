import { createHash } from 'node:crypto'

/** What the hash of an audit row covers: everything that it says, with its number. Integers may come as either. */
export type ChainedRow = {
  readonly seq: number | bigint
  readonly at: number | bigint
  readonly action: string
  readonly user_id: string | null
  readonly report_id: string | null
  readonly section_id: string | null
  /** JSON, as it is stored. */
  readonly details: string
}

/** What stands before the first row. */
export const CHAIN_START = ''

/**
 * The hash (SHA-256, hexadecimal) of an audit row: of the hash before it and of the row as a JSON array without spaces,
 * `[seq,at,action,user,report,section,details]`, a line feed between them. Whoever changes, removes or inserts a row has to
 * change the hash of every row after it, and so the last one, which somebody may have written down.
 */
export function chainHash(previous: string, row: ChainedRow): string {
  const words = [row.action, row.user_id, row.report_id, row.section_id, row.details]
  const said = `[${[String(row.seq), String(row.at), ...words.map((word) => JSON.stringify(word))].join(',')}]`
  return createHash('sha256').update(`${previous}\n${said}`).digest('hex')
}
