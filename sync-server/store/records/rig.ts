import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openAuth } from '../../auth/auth.ts'
import { newReport } from '../../http/reports.ts'
import type { Role } from '../../../report/wire/rest.ts'
import { createRecords } from '../records-sql.ts'
import type { Records } from '../records.ts'
import { databasePath, openDatabase, type Database } from '../sqlite/database.ts'

/** For tests: records on a database of their own. */
export type RecordsRig = {
  readonly database: Database
  readonly records: Records
  /** An account; the id is its name. */
  person(id: string, account?: { officeId?: string; banned?: boolean }): void
  office(id: string): Promise<void>
  /** A blank report with these members. Answers its id. */
  report(members: Readonly<Record<string, Role>>, at?: number): Promise<string>
  /** Rows of the log, as a room would have appended them. */
  edits(reportId: string, edits: readonly RigEdit[]): void
  stop(): void
}

export type RigEdit = { readonly userId: string; readonly at: number; readonly sections: readonly string[] }

export async function openRecordsRig(): Promise<RecordsRig> {
  const directory = mkdtempSync(join(tmpdir(), 'cung-soan-records-'))
  const database = openDatabase(databasePath(directory))
  await openAuth({ db: database.db, secret: 'x'.repeat(40), logger: pino({ level: 'silent' }) })
  const records = createRecords(database.db)
  const { sqlite } = database
  const addPerson = sqlite.prepare(
    `insert into user (id, name, email, emailVerified, createdAt, updatedAt, username, role, officeId, banned)
     values (?, ?, ?, 0, 0, 0, ?, 'user', ?, ?)`,
  )
  const addEdit = sqlite.prepare(
    `insert into edit (report_id, seq, user_id, connection, at, crc, bytes, sections)
     values (?, (select max(seq) + 1 from edit where report_id = ?), ?, '', ?, 0, x'00', ?)`,
  )
  return {
    database,
    records,
    person: (id, { officeId, banned = false } = {}) =>
      void addPerson.run(id, id, `${id}@x.invalid`, id, officeId ?? null, Number(banned)),
    office: (id) => records.addOffice({ id, name: `Cơ quan ${id}`, shortName: id, color: '#000000' }, 0),
    async report(members, at = 1_000) {
      const report = newReport({ text: '', title: 'Trống', blankIfMissing: true }, 'ai-do', at)
      const rows = Object.entries(members).map(([userId, role]) => ({ userId, role }))
      await records.createReport({ ...report, members: rows })
      return report.report.id
    },
    edits(reportId, edits) {
      for (const { userId, at, sections } of edits) {
        addEdit.run(reportId, reportId, userId, at, sections.length > 0 ? `,${sections.join(',')},` : '')
      }
    },
    stop() {
      database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
