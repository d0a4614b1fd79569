import type { Logger } from 'pino'
import type { UpdateLog } from '../ports.ts'

/**
 * The update log in SQLite, in worker threads of its own so that an fsync never stops the event loop. The tables must
 * exist already (`migrate`). Rejects when the file cannot be opened.
 */
export function openSqliteLog(options: {
  readonly path: string
  readonly logger: Logger
}): Promise<UpdateLog> {
  return Promise.reject(new Error(`not yet: ${options.path}`))
}
