import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openAuth } from '../auth/auth.ts'
import { createAccounts } from '../auth/accounts.ts'
import { newReport } from '../http/reports.ts'
import { SERVER_USER } from './ports.ts'
import { createRecords } from './records-sql.ts'
import type { Records } from './records.ts'
import { rowCrc } from './row-crc.ts'
import { databasePath, openDatabase, type Database } from './sqlite/database.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let dataDir: string
let database: Database
let records: Records
let userId: string

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cung-soan-records-'))
  database = openDatabase(databasePath(dataDir))
  records = createRecords(database.db)
  const auth = await openAuth({ db: database.db, secret: 'x'.repeat(40), logger: pino({ level: 'silent' }) })
  const accounts = createAccounts({ auth, records, now: Date.now })
  userId = (await accounts.create({ username: 'tac-gia', name: 'Tác giả', password: 'mat-khau-dai' })).id
})
afterEach(() => {
  database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const blank = (at = 1_000) => newReport({ text: '', title: 'Trống', blankIfMissing: true }, userId, at)

describe('a new report', () => {
  test('comes with its seed as the first edit, written by the server', async () => {
    const report = blank()
    await records.createReport(report)
    const { sqlite } = database
    const edits = sqlite.prepare('select seq, user_id, crc, bytes from edit').all()
    expect(edits).toEqual([{ seq: 1, user_id: SERVER_USER, crc: rowCrc(report.seed), bytes: report.seed }])
    expect(sqlite.prepare('select client, user_id, seq from client_owner').all()).toEqual([
      { client: report.seedClient, user_id: SERVER_USER, seq: 1 },
    ])
    expect(sqlite.prepare('select head_seq from report').get()).toEqual({ head_seq: 1 })
  })

  test('is there whole or not at all', async () => {
    const report = blank()
    const twice = [...report.members, ...report.members]
    await expect(records.createReport({ ...report, members: twice })).rejects.toThrow(/UNIQUE/)
    for (const table of ['report', 'edit', 'client_owner', 'member']) {
      expect(database.sqlite.prepare(`select count(*) as n from ${table}`).get()).toEqual({ n: 0 })
    }
    await records.createReport(report)
    expect(await records.roleIn(report.report.id, userId)).toBe('coordinator')
  })
})

test('people and reports are listed as Vietnamese sorts them, reports by their last edit', async () => {
  const names = ['Đảng ủy', 'Ủy ban', 'Ban Tổ chức', 'Dân vận', 'Ăn', 'An']
  for (const [index, name] of names.entries()) {
    await records.addOffice({ id: `${index}`, name, shortName: name, color: '#000000' }, 0)
  }
  const sorted = (await records.offices()).map(({ name }) => name)
  expect(sorted).toEqual(['An', 'Ăn', 'Ban Tổ chức', 'Dân vận', 'Đảng ủy', 'Ủy ban'])

  const [older, newer] = [blank(1_000), blank(2_000)]
  for (const report of [newer, older]) await records.createReport(report)
  const listed = (await records.reportsOf(userId, false)).map(({ id }) => id)
  expect(listed).toEqual([newer.report.id, older.report.id])
})

test('two removals at once leave a coordinator', async () => {
  const report = blank()
  await records.createReport(report)
  const { id } = report.report
  await records.setMember(id, 'nguoi-khac', 'coordinator')
  const both = await Promise.allSettled([
    records.removeMember(id, userId),
    records.setMember(id, 'nguoi-khac', 'viewer'),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a transaction that reads first waits for another writer instead of failing', async () => {
  const report = blank()
  await records.createReport(report)
  const other = openDatabase(databasePath(dataDir))
  // As Kysely runs it: begin, read, (somebody else writes), write.
  await database.db.transaction().execute(async (transaction) => {
    await transaction.selectFrom('member').selectAll().execute()
    other.sqlite.exec('pragma busy_timeout = 0')
    expect(() => other.sqlite.exec(`update report set title = 'B'`)).toThrow(/locked/)
    await transaction.updateTable('report').set({ title: 'A' }).execute()
  })
  other.sqlite.exec(`update report set edited_at = 5`)
  other.close()
  expect(await records.report(report.report.id)).toMatchObject({ title: 'A', editedAt: 5 })
})
