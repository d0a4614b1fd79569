import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { contentText } from '../../report/content/content-text.ts'
import { readContent } from '../../report/content/read-content.ts'
import { must } from '../../report/must.ts'
import { vietnamStamp } from '../../report/vietnam-time.ts'
import { auditActionSchema } from '../../report/wire/rest.ts'
import {
  ANSWER_WORDS,
  PREAMBLE_WORDS,
  STAGE_WORDS,
  STATUS_WORDS,
  THREAD_KIND_WORDS,
} from '../../report/wire/words.ts'
import { countWords } from '../../report/words.ts'
import { BadSetting } from '../env.ts'
import { actionWords } from '../http/audit-words.ts'
import { BYTE_ORDER_MARK, csvLine } from '../http/csv.ts'
import { fileName } from '../http/file-name.ts'
import { gatherPaper } from '../press/gather-paper.ts'
import { bringUp, makePaper } from '../press/make-paper.ts'
import type { Records, ReportRecord } from '../store/records.ts'
import { createRecords } from '../store/records-sql.ts'
import { README } from './export-readme.ts'
import { withCopy } from './with-copy.ts'

type Row = Readonly<Record<string, unknown>>
type Sources = Parameters<typeof gatherPaper>[0]
type Desk = Sources & { readonly records: Records; readonly sqlite: DatabaseSync; readonly at: number }

/**
 * Writes every report of a data directory in formats that need nothing of ours: Word, JSON, CSV, pictures. As of one moment,
 * whether or not a server runs. The directory is there when all of it is. Answers how many reports there are, and which of them
 * have no Word file, with why.
 */
export async function exportAll(
  { dataDir, directory, at }: { readonly dataDir: string; readonly directory: string; readonly at: number },
  hear: (doing: string) => void,
): Promise<{ readonly reports: number; readonly problems: readonly string[] }> {
  const target = resolve(directory)
  if (existsSync(target) && (await readdir(target)).length > 0)
    throw new BadSetting(`Thư mục ${directory} đã có và không trống. Hãy chọn thư mục khác.`)
  const part = `${target}.part`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true, mode: 0o700 })
  try {
    const done = await exportInto(part, { dataDir, at }, hear)
    // An empty one that somebody made for it.
    if (existsSync(target)) await rmdir(target)
    await rename(part, target)
    return done
  } catch (error) {
    // Half of it might be taken for all of it, and it fills a disk that may be full.
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

async function exportInto(
  part: string,
  { dataDir, at }: { readonly dataDir: string; readonly at: number },
  hear: (doing: string) => void,
) {
  return withCopy({ dataDir, path: join(part, 'ban-sao.tmp') }, ({ database: { sqlite, db }, log }) =>
    exportReports({ records: createRecords(db), log, sqlite, at }, part, hear),
  )
}

async function exportReports(desk: Desk, part: string, hear: (doing: string) => void) {
  const index = [csvLine(['Thư mục', 'Mã', 'Tên báo cáo', 'Bước', 'Tạo lúc', 'Sửa lần cuối', 'Số từ'])]
  const problems: string[] = []
  const reports = reportIds(desk)
  for (const [position, { id }] of reports.entries()) {
    hear(`báo cáo ${position + 1}/${reports.length}`)
    const report = must(await desk.records.report(id), 'a report')
    const folder = fileName([String(position + 1).padStart(3, '0'), report.title.slice(0, 60), id], '').slice(
      0,
      -1,
    )
    await mkdir(join(part, folder))
    const { words, problem } = await exportReport(desk, report, join(part, folder))
    if (problem !== undefined) problems.push(`${report.title} (${id}): ${problem}`)
    const stage = STAGE_WORDS[report.stage]
    const times = [report.createdAt, report.editedAt].map(vietnamStamp)
    index.push(csvLine([folder, id, report.title, stage, ...times, String(words)]))
  }
  await writeFile(join(part, 'index.csv'), BYTE_ORDER_MARK + index.join(''))
  await writeFile(join(part, 'nhat-ky.csv'), auditCsv(desk))
  await writeFile(join(part, 'co-quan.csv'), officesCsv(desk))
  await writeFile(join(part, 'DOC-TRUOC.txt'), BYTE_ORDER_MARK + README)
  return { reports: reports.length, problems }
}

function reportIds({ sqlite }: Desk): { readonly id: string }[] {
  return sqlite.prepare('select id from report order by created_at, id').all() as { id: string }[]
}

async function exportReport(desk: Desk, report: ReportRecord, folder: string) {
  const draft = Math.max(1, await desk.records.lastDraft(report.id))
  const { job, supplies } = await gatherPaper(desk, report.id, { query: { draft }, at: desk.at })
  const doc = bringUp(job.text)
  const content = readContent(doc)
  doc.destroy()
  const rows = rowsOf(desk, report.id)
  const told = { format: 'cung-soan/1', seq: job.text.seq, ...report, content, ...rows }
  await writeFile(join(folder, 'bao-cao.json'), `${JSON.stringify(told, null, 1)}\n`)
  await writeFile(join(folder, 'van-ban.txt'), `${contentText(content)}\n`)
  await writeFile(join(folder, 'cac-phan.csv'), sectionsCsv(content, rows))
  await writeFile(join(folder, 'phien-ban.csv'), versionsCsv(rows))
  await writeFile(join(folder, 'gop-y.csv'), threadsCsv(rows))
  await writeFile(join(folder, 'nhat-ky.csv'), auditCsv(desk, report.id))
  await writeFiles(desk, report.id, folder)
  const words = countWords(contentText(content))
  try {
    const made = await makePaper(job, supplies)
    if (made.type !== 'made') return { words, problem: made.type }
    await writeFile(join(folder, 'bao-cao.docx'), made.bytes)
    return { words, problem: undefined }
  } catch (error) {
    // One report that Word cannot be given does not keep the others here.
    return { words, problem: error instanceof Error ? error.message : String(error) }
  }
}

// ---- the tables of a report, as they are

const TABLES = {
  sections: 'select * from section where report_id = ? order by section_id',
  sectionOffices: 'select * from section_office where report_id = ? order by section_id, position',
  members: `select member.*, user.name, user.username from member left join user on user.id = user_id where report_id = ?`,
  officeMembers: 'select * from office_member where report_id = ?',
  threads: 'select * from thread where report_id = ? order by number',
  messages: 'select * from message where report_id = ? order by position',
  handovers: 'select * from handover where report_id = ? order by at',
  moves: 'select * from stage_move where report_id = ? order by number',
  versions: 'select * from version where report_id = ? order by number',
  contributions: `select id, office_id, title, source_report_id, file_name, type, sha256, parts, warnings, at, day, by_id, by_name,
    withdrawn_at from contribution where report_id = ? order by at`,
  contributionParts: `select contribution_id, part, cast(blocks as text) as blocks from contribution_part where report_id = ?
    order by contribution_id, part`,
  provenance: 'select * from provenance where report_id = ? order by at',
  reminders: 'select * from reminder where report_id = ? order by at',
  signature: `select version_id, file_name, type, sha256, at, by_id, by_name, by_office from signature where report_id = ?`,
} as const
type Rows = Readonly<Record<keyof typeof TABLES, readonly Row[]>>

const JSON_COLUMNS = new Set([
  'anchor',
  'author',
  'head',
  'parts',
  'blocks',
  'warnings',
  'resolved_by',
  'answered_by',
])

function rowsOf({ sqlite }: Desk, reportId: string): Rows {
  const names = Object.keys(TABLES) as (keyof typeof TABLES)[]
  const read = (sql: string) => (sqlite.prepare(sql).all(reportId) as Row[]).map(plain)
  // Each name of the table of tables, and nothing else.
  return Object.fromEntries(names.map((name) => [name, read(TABLES[name])] as const)) as unknown as Rows
}

function plain(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(name, value)]))
}

function plainValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || !JSON_COLUMNS.has(name)) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

// ---- for spreadsheets

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const time = (value: unknown) => (typeof value === 'number' ? vietnamStamp(value) : '')
const nameOf = (value: unknown) =>
  value && typeof value === 'object' && 'name' in value ? text(value.name) : text(value)
const wordsIn = (words: Readonly<Record<string, string>>, value: unknown) => words[text(value)] ?? text(value)

function csv(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + [heads, ...lines].map(csvLine).join('')
}

function sectionsCsv({ preamble, sections }: ReturnType<typeof readContent>, rows: Rows): string {
  const all = [{ id: 'preamble', number: '', title: PREAMBLE_WORDS, blocks: preamble }, ...sections]
  const records = new Map(rows.sections.map((row) => [row['section_id'], row]))
  return csv(
    ['Mã', 'Số', 'Tên', 'Số từ', 'Trạng thái', 'Khoá', 'Hạn', 'Mã cơ quan'],
    all.map(({ id, number, title, blocks }) => {
      const record = records.get(id)
      const offices = rows.sectionOffices.filter((row) => row['section_id'] === id)
      return [
        id,
        number,
        title,
        String(countWords(contentText({ preamble: blocks, sections: [] }))),
        wordsIn(STATUS_WORDS, record?.['status'] ?? 'drafting'),
        record?.['locked'] === 1 ? 'có' : '',
        text(record?.['due']),
        offices.map((row) => text(row['office_id'])).join(' '),
      ]
    }),
  )
}

function versionsCsv({ versions }: Rows): string {
  return csv(
    ['Số', 'Tên', 'Loại', 'Người lưu', 'Lúc', 'Mã SHA-256 của nội dung', 'Mã'],
    versions.map((version) => [
      text(version['number']),
      text(version['name']),
      text(version['kind']),
      text(version['by_name']),
      time(version['at']),
      text(version['sha256']),
      text(version['id']),
    ]),
  )
}

function threadsCsv({ threads, messages }: Rows): string {
  const heads = [
    'Số',
    'Loại',
    'Phần',
    'Người viết',
    'Lúc',
    'Nội dung',
    'Đã xoá',
    'Khép lúc',
    'Trả lời',
    'Nội dung trả lời',
  ]
  const byId = new Map(threads.map((row) => [row['id'], row]))
  return csv(
    heads,
    messages.map((message) => {
      const thread = byId.get(message['thread_id']) ?? {}
      return [
        text(thread['number']),
        wordsIn(THREAD_KIND_WORDS, thread['kind']),
        text(thread['section_id']),
        nameOf(message['author']),
        time(message['at']),
        text(message['text']),
        time(message['deleted_at']),
        time(thread['resolved_at']),
        wordsIn(ANSWER_WORDS, thread['answer_kind']),
        text(thread['answer_text']),
      ]
    }),
  )
}

/** With the numbers and hashes of the chain: it can be checked from this file alone. */
function auditCsv({ sqlite }: Desk, reportId?: string): string {
  const sql = `select audit.*, user.name from audit left join user on user.id = user_id
    ${reportId === undefined ? '' : 'where report_id = ?'} order by seq`
  const rows = sqlite.prepare(sql).all(...(reportId === undefined ? [] : [reportId])) as Row[]
  const heads = [
    'Số',
    'Lúc',
    'Việc',
    'Người',
    'at',
    'action',
    'user_id',
    'report_id',
    'section_id',
    'details',
    'hash',
  ]
  return csv(
    heads,
    rows.map((row) => {
      const action = auditActionSchema.safeParse(row['action'])
      return [
        text(row['seq']),
        time(row['at']),
        action.success ? actionWords(action.data) : text(row['action']),
        text(row['name']),
        ...heads.slice(4).map((column) => text(row[column])),
      ]
    }),
  )
}

function officesCsv({ sqlite }: Desk): string {
  const rows = sqlite.prepare('select id, name, short_name from office order by name').all() as Row[]
  return csv(
    ['Mã', 'Tên cơ quan', 'Tên tắt'],
    rows.map((row) => [text(row['id']), text(row['name']), text(row['short_name'])]),
  )
}

// ---- files that came from outside

type FileRow = { readonly name: string; readonly bytes: Uint8Array }

async function writeFiles({ sqlite }: Desk, reportId: string, folder: string): Promise<void> {
  const groups = {
    hinh: `select id || case type when 'image/png' then '.png' else '.jpg' end as name, bytes from image where report_id = ?`,
    'ban-da-ky': 'select file_name as name, bytes from signature where report_id = ?',
    'co-quan-gui': `select id || ' - ' || file_name as name, bytes from contribution where report_id = ? and bytes is not null`,
  }
  for (const [group, sql] of Object.entries(groups)) {
    const rows = sqlite.prepare(sql).iterate(reportId) as Iterable<unknown> as Iterable<FileRow>
    for (const { name, bytes } of rows) {
      await mkdir(join(folder, group), { recursive: true })
      await writeFile(join(folder, group, soundName(name)), bytes)
    }
  }
}

/** People name files; a name never leads out of its folder. */
function soundName(name: string): string {
  const [, stem = name, ending = 'bin'] = /^(.*)\.([a-z0-9]{1,8})$/i.exec(name) ?? []
  return fileName([stem], ending)
}
