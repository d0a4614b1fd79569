import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { must } from '../../../report/must.ts'
import type { Checkpoint, Edit, LoadedReport, PastReport, Seq, StoredEdit } from '../ports.ts'
import { rowCrc } from '../row-crc.ts'
import type { checkpointProblem } from '../verify-checkpoint.ts'

/** Newest checkpoints kept: should the newest be damaged, there is another. The log itself is never shortened. */
const CHECKPOINTS_KEPT = 3

/** The log's rows in one SQLite connection. Everything here is synchronous: it runs in a worker thread. */
export type LogRows = {
  append(edits: readonly Edit[]): Map<string, Seq>
  load(reportId: string): LoadedReport | undefined
  loadAt(reportId: string, seq: Seq | 'newest'): PastReport | undefined
  readSince(reportId: string, seq: Seq): StoredEdit[]
  readSome(reportId: string, seq: Seq, count: number): StoredEdit[]
  saveCheckpoint(checkpoint: Checkpoint): void
}

type EditRow = {
  seq: number
  user_id: string
  connection: string
  at: number
  crc: number
  bytes: Uint8Array
}
type CheckpointRow = { seq: number; at: number; crc: number; state: Uint8Array }
type ReportRow = { epoch: string; head_seq: number }

/** Compares a checkpoint with the log. Only the thread that stores checkpoints loads Yjs for it. */
export type CheckpointJudge = typeof checkpointProblem

export function openLogRows(db: DatabaseSync, judge: CheckpointJudge): LogRows {
  // First of all: the next lines already need the file, which the other thread or another process may hold.
  db.exec('pragma busy_timeout = 10000')
  db.exec('pragma journal_mode = wal')
  db.exec('pragma synchronous = full')
  const sql = prepare(db)

  return {
    append: (edits) => transaction(db, () => append(sql, edits)),
    // Immediate although it mostly reads: what it finds damaged is written down in the same breath.
    load: (reportId) => transaction(db, () => load(sql, reportId)),
    loadAt: (reportId, seq) => transaction(db, () => loadAt(sql, reportId, seq)),
    readSince: (reportId, seq) =>
      (sql.tail.all(reportId, seq) as EditRow[]).filter(isSound).map((row) => storedEdit(reportId, row)),
    readSome: (reportId, seq, count) =>
      (sql.some.all(reportId, seq, count) as EditRow[]).map((row) => soundOrEmpty(reportId, row)),
    saveCheckpoint: (checkpoint) => saveCheckpoint(db, { sql, judge }, checkpoint),
  }
}

function prepare(db: DatabaseSync) {
  return {
    grow: db.prepare(
      `update report set head_seq = head_seq + ?, edited_at = max(edited_at, ?) where id = ? returning head_seq`,
    ),
    insertEdit: db.prepare(
      `insert into edit (report_id, seq, user_id, connection, at, crc, bytes, sections)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    noteSection: db.prepare(
      `insert into section_edit (report_id, section_id, at, user_id) values (?, ?, ?, ?)
       on conflict (report_id, section_id) do update set at = excluded.at, user_id = excluded.user_id`,
    ),
    own: db.prepare(
      `insert into client_owner (report_id, client, user_id, seq) values (?, ?, ?, ?)
       on conflict (report_id, client) do nothing`,
    ),
    owner: db.prepare(`select user_id from client_owner where report_id = ? and client = ?`),
    owners: db.prepare(`select client, user_id from client_owner where report_id = ?`),
    report: db.prepare(`select epoch, head_seq from report where id = ?`),
    tail: db.prepare(
      `select seq, user_id, connection, at, crc, bytes from edit where report_id = ? and seq > ? order by seq`,
    ),
    some: db.prepare(
      `select seq, user_id, connection, at, crc, bytes from edit where report_id = ? and seq > ? order by seq limit ?`,
    ),
    tailUpTo: db.prepare(
      `select seq, user_id, connection, at, crc, bytes from edit
       where report_id = ? and seq > ? and seq <= ? order by seq`,
    ),
    editedAt: db.prepare(`select at from edit where report_id = ? and seq <= ? order by seq desc limit 1`),
    checkpoints: db.prepare(
      `select seq, at, crc, state from checkpoint where report_id = ? and seq <= ? order by seq desc`,
    ),
    newestCheckpoint: db.prepare(`select max(seq) as seq from checkpoint where report_id = ?`),
    insertCheckpoint: db.prepare(
      `insert into checkpoint (report_id, seq, at, crc, state) values (?, ?, ?, ?, ?)
       on conflict (report_id, seq) do update set at = excluded.at, crc = excluded.crc, state = excluded.state`,
    ),
    pruneCheckpoints: db.prepare(
      `delete from checkpoint where report_id = :report
       and seq not in
         (select seq from checkpoint where report_id = :report order by seq desc limit ${CHECKPOINTS_KEPT})
       and seq not in
         (select (select max(seq) from checkpoint where report_id = :report and seq <= version.seq)
          from version where report_id = :report and seq >= (select min(seq) from checkpoint where report_id = :report))`,
    ),
    quarantine: db.prepare(
      `insert into quarantine (report_id, seq, reason, found_at) values (?, ?, ?, ?)
       on conflict (report_id, seq) do nothing`,
    ),
  } satisfies Record<string, StatementSync>
}
type Statements = ReturnType<typeof prepare>

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    // A full disk can end the transaction by itself; rolling back a second time would hide the real error.
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}

function append(sql: Statements, edits: readonly Edit[]): Map<string, Seq> {
  const heads = new Map<string, Seq>()
  for (const [reportId, group] of Map.groupBy(edits, (edit) => edit.reportId)) {
    heads.set(reportId, appendToReport(sql, reportId, group))
  }
  return heads
}

function appendToReport(sql: Statements, reportId: string, edits: readonly Edit[]): Seq {
  const newest = Math.max(...edits.map((edit) => edit.at))
  const grown = sql.grow.get(edits.length, newest, reportId) as { head_seq: number } | undefined
  if (!grown) throw new Error(`no such report: ${reportId}`)
  let seq = grown.head_seq - edits.length
  for (const edit of edits) {
    seq += 1
    const { userId, connection, at, bytes } = edit
    const crc = rowCrc(bytes)
    sql.insertEdit.run(reportId, seq, userId, connection, at, crc, bytes, between(edit.sections))
    for (const section of edit.sections) sql.noteSection.run(reportId, section, at, userId)
    for (const client of edit.newClients) takeClient(sql, edit, client, seq)
  }
  return grown.head_seq
}

/** `,a,b,`: found with `like '%,a,%'`, also when one id begins as another does. */
function between(sections: readonly string[]): string {
  return sections.length === 0 ? '' : `,${sections.join(',')},`
}

function takeClient(sql: Statements, edit: Edit, client: number, seq: Seq): void {
  if (sql.own.run(edit.reportId, client, edit.userId, seq).changes > 0) return
  const owner = sql.owner.get(edit.reportId, client) as { user_id: string } | undefined
  if (owner?.user_id !== edit.userId) {
    throw new Error(`client ${client} of report ${edit.reportId} belongs to another user than ${edit.userId}`)
  }
}

function load(sql: Statements, reportId: string): LoadedReport | undefined {
  const report = sql.report.get(reportId) as ReportRow | undefined
  if (!report) return undefined
  const quarantined: { seq: Seq; reason: string }[] = []
  const setAside = (seq: Seq, reason: string) => {
    quarantined.push({ seq, reason })
    sql.quarantine.run(reportId, seq, reason, Date.now())
  }
  const checkpoint = newestSoundCheckpoint(sql, { reportId, seq: report.head_seq }, setAside)
  const tail = soundTail(sql, reportId, { from: checkpoint?.seq ?? 0, to: report.head_seq }, setAside)
  const owners = sql.owners.all(reportId) as { client: number; user_id: string }[]
  return {
    epoch: report.epoch,
    headSeq: report.head_seq,
    checkpoint,
    tail,
    quarantined,
    clientOwners: new Map(owners.map((row) => [row.client, row.user_id])),
  }
}

function loadAt(sql: Statements, reportId: string, wanted: Seq | 'newest'): PastReport | undefined {
  const report = sql.report.get(reportId) as ReportRow | undefined
  if (!report) return undefined
  const seq = wanted === 'newest' ? report.head_seq : wanted
  if (seq > report.head_seq || seq < 0) return undefined
  const setAside = (row: Seq, reason: string) => void sql.quarantine.run(reportId, row, reason, Date.now())
  const checkpoint = newestSoundCheckpoint(sql, { reportId, seq }, setAside)
  const tail = soundTail(sql, reportId, { from: checkpoint?.seq ?? 0, to: seq }, setAside)
  const last = sql.editedAt.get(reportId, seq) as { at: number } | undefined
  return { seq, editedAt: last?.at ?? 0, checkpoint, tail }
}

type SetAside = (seq: Seq, reason: string) => void

function newestSoundCheckpoint(
  sql: Statements,
  { reportId, seq }: { readonly reportId: string; readonly seq: Seq },
  setAside: SetAside,
): Checkpoint | undefined {
  for (const row of sql.checkpoints.iterate(reportId, seq) as Iterable<CheckpointRow>) {
    if (rowCrc(row.state) === row.crc) return { reportId, seq: row.seq, at: row.at, state: row.state }
    setAside(row.seq, 'checkpoint: its checksum is wrong')
  }
  return undefined
}

function soundTail(
  sql: Statements,
  reportId: string,
  range: { readonly from: Seq; readonly to: Seq },
  setAside: SetAside,
): StoredEdit[] {
  const tail: StoredEdit[] = []
  let expected = range.from + 1
  for (const row of sql.tailUpTo.all(reportId, range.from, range.to) as EditRow[]) {
    for (; expected < row.seq; expected++) setAside(expected, 'edit: the row is missing')
    expected = row.seq + 1
    if (isSound(row)) tail.push(storedEdit(reportId, row))
    else setAside(row.seq, 'edit: its checksum is wrong')
  }
  for (; expected <= range.to; expected++) setAside(expected, 'edit: the row is missing')
  return tail
}

function isSound(row: EditRow): boolean {
  return rowCrc(row.bytes) === row.crc
}

function storedEdit(reportId: string, row: EditRow): StoredEdit {
  const { seq, connection, at, bytes } = row
  return { reportId, seq, userId: row.user_id, connection, at, bytes }
}

/**
 * Compares the checkpoint with the log first, and only then takes the write lock: comparing a large report takes
 * tenths of a second, and appends must not wait for it.
 */
function saveCheckpoint(
  db: DatabaseSync,
  { sql, judge }: { readonly sql: Statements; readonly judge: CheckpointJudge },
  checkpoint: Checkpoint,
): void {
  const { reportId, seq, at, state } = checkpoint
  if ((newestCheckpointSeq(sql, reportId) ?? 0) > seq) return
  const loaded = transaction(db, () => load(sql, reportId))
  if (!loaded) throw new Error(`no such report: ${reportId}`)
  if (seq > loaded.headSeq) {
    throw new Error(`checkpoint ${seq} of ${reportId} lies beyond the log's end ${loaded.headSeq}`)
  }
  // With a damaged row the checkpoint would make its loss final; the whole log stays the way to load.
  if (loaded.quarantined.some((row) => row.reason.startsWith('edit'))) return
  const problem = judge(bytesUpTo(loaded, seq), state)
  if (problem) throw new Error(`checkpoint ${seq} of ${reportId} refused: ${problem}`)
  transaction(db, () => {
    if ((newestCheckpointSeq(sql, reportId) ?? 0) > seq) return
    sql.insertCheckpoint.run(reportId, seq, at, rowCrc(state), state)
    sql.pruneCheckpoints.run({ report: reportId })
  })
}

function newestCheckpointSeq(sql: Statements, reportId: string): Seq | null {
  return must(sql.newestCheckpoint.get(reportId) as { seq: number | null } | undefined, 'an aggregate row')
    .seq
}

function bytesUpTo(loaded: LoadedReport, seq: Seq): Uint8Array[] {
  const edits = loaded.tail.filter((edit) => edit.seq <= seq).map((edit) => edit.bytes)
  return loaded.checkpoint ? [loaded.checkpoint.state, ...edits] : edits
}

/** A damaged row changes nothing, and the ones after it are still counted from it. */
function soundOrEmpty(reportId: string, row: EditRow): StoredEdit {
  const edit = storedEdit(reportId, row)
  return isSound(row) ? edit : { ...edit, bytes: new Uint8Array([0, 0]) }
}
