import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { BadSetting } from '../env.ts'
import { newerData, newerMigration } from '../store/sqlite/migrate.ts'
import { MIGRATIONS } from '../store/sqlite/tables.ts'
import { walkAudit } from '../store/sqlite/walk-audit.ts'
import { breakWords } from './audit-verdict.ts'
import { failureWords } from './failure-words.ts'
import { foreignCode } from './foreign-code.ts'
import { sealState } from './seal.ts'
import { reportChecker } from './verify-report.ts'

export type Findings = {
  readonly reports: number
  readonly edits: number
  readonly checkpoints: number
  readonly versions: number
  /** Pictures, signed files, files of offices. */
  readonly files: number
  readonly auditRows: number
  /** Of the last audit row. */
  readonly auditHash: string
  /** In Vietnamese; empty: all is as it was written. */
  readonly problems: readonly string[]
}

/** Told what is being looked at; it may be told often. */
export type Hear = (doing: string) => void

/** Of what could not be looked into. */
export const NOTHING_FOUND: Findings = {
  reports: 0,
  edits: 0,
  checkpoints: 0,
  versions: 0,
  files: 0,
  auditRows: 0,
  auditHash: '',
  problems: [],
}

/** What a damaged page alone can break; beyond that many sentences nobody reads. */
const MOST_PROBLEMS = 200

/**
 * Reads everything that a database of ours holds and looks whether it is what was written: pages, references, every row's
 * checksum, every report replayed from its first edit and compared with its checkpoints and versions, every file, the audit's
 * chain. As of one moment, also while a server writes. Throws BadSetting when it is a database of another version.
 */
export function verifyDatabase(
  db: DatabaseSync,
  hear: Hear = () => undefined,
  { isCopy = false }: { readonly isCopy?: boolean } = {},
): Findings {
  const check = new Check(db, hear, isCopy)
  db.exec('begin')
  try {
    return check.run()
  } finally {
    if (db.isTransaction) db.exec('rollback')
  }
}

class Check {
  readonly #db: DatabaseSync
  readonly #hear: Hear
  readonly #isCopy: boolean
  readonly #problems: string[] = []
  readonly #counts = { reports: 0, edits: 0, checkpoints: 0, versions: 0, files: 0 }
  #audit = { rows: 0, hash: '' }

  constructor(db: DatabaseSync, hear: Hear, isCopy: boolean) {
    this.#db = db
    this.#hear = hear
    this.#isCopy = isCopy
  }

  run(): Findings {
    this.#hear('tệp dữ liệu')
    // Before any table is asked: it might answer without end.
    refuseForeignCode(this.#db)
    refuseNewer(this.#db)
    this.#part('tệp dữ liệu', () => this.#pages())
    if (this.#problems.length === 0) refuseOtherVersions(this.#db)
    if (this.#isCopy) this.#part('dấu niêm của bản sao lưu', () => this.#seal())
    this.#part('các mối liên hệ', () => this.#references())
    this.#part('các báo cáo', () => this.#reports())
    for (const files of FILES) this.#part(files.words, () => this.#files(files))
    this.#hear('nhật ký')
    this.#part('nhật ký', () => this.#walkAudit())
    const { rows: auditRows, hash: auditHash } = this.#audit
    return { ...this.#counts, auditRows, auditHash, problems: this.#problems }
  }

  /** What cannot be read does not keep the rest from being looked at. */
  #part(what: string, look: () => void): void {
    try {
      look()
    } catch (error) {
      this.#add(`Không đọc được ${what}. ${failureWords(error)}`)
    }
  }

  #add(problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem)
  }

  #pages(): void {
    for (const problem of pageProblems(this.#db)) this.#add(problem)
  }

  #seal(): void {
    this.#hear('dấu niêm của bản sao lưu')
    for (const problem of sealProblems(this.#db)) this.#add(problem)
  }

  #references(): void {
    this.#hear('các mối liên hệ')
    const broken = this.#db.prepare('pragma foreign_key_check').all() as { table: string; parent: string }[]
    for (const { table, parent } of broken) this.#add(`Bảng ${table}: một dòng trỏ đến ${parent} không có.`)
    for (const { words, sql } of REFERENCES) {
      for (const row of this.#db.prepare(sql).all() as { report: string; what: string }[])
        this.#add(`Báo cáo ${row.report}: ${words} (${row.what}).`)
    }
  }

  #reports(): void {
    const rows = this.#db.prepare('select id, title, head_seq from report order by created_at').all() as {
      id: string
      title: string
      head_seq: number
    }[]
    const check = reportChecker(this.#db)
    rows.forEach(({ id, title, head_seq: headSeq }, index) => {
      const name = `Báo cáo “${title}” (${id})`
      this.#hear(`báo cáo ${index + 1}/${rows.length}`)
      this.#part(name, () => {
        const { edits, checkpoints, versions, problems } = check({ id, headSeq })
        for (const problem of problems) this.#add(`${name}: ${problem}.`)
        this.#counts.reports += 1
        this.#counts.edits += edits
        this.#counts.checkpoints += checkpoints
        this.#counts.versions += versions
      })
    })
  }

  #files({ words, sql, length }: (typeof FILES)[number]): void {
    this.#hear(words)
    const rows = this.#db.prepare(sql).iterate() as Iterable<unknown> as Iterable<{
      report: string
      name: string
      hash: string
      bytes: Uint8Array
    }>
    for (const { report, name, hash, bytes } of rows) {
      this.#counts.files += 1
      const found = createHash('sha256').update(bytes).digest('hex').slice(0, length)
      if (found !== hash) this.#add(`Báo cáo ${report}: ${words} “${name}” không còn nguyên vẹn.`)
    }
  }

  #walkAudit(): void {
    const { broken, rows, hash } = walkAudit(this.#db)
    this.#audit = { rows, hash }
    if (broken) this.#add(`Nhật ký đã bị can thiệp. ${breakWords(broken)}`)
  }
}

/** What can be seen of a backup of any version: its pages and its seal. Throws where it cannot be read. */
export function outerProblems(db: DatabaseSync): string[] {
  return [...pageProblems(db), ...sealProblems(db)]
}

function pageProblems(db: DatabaseSync): string[] {
  const rows = db.prepare('pragma integrity_check(20)').all() as { integrity_check: string }[]
  return rows
    .filter(({ integrity_check: said }) => said !== 'ok')
    .map(({ integrity_check: said }) => `Tệp dữ liệu bị hỏng: ${said.replaceAll('\n', '; ')}`)
}

function sealProblems(db: DatabaseSync): string[] {
  return sealState(db) === 'broken' ? ['Bản sao lưu không còn đúng như lúc ghi (dấu niêm không khớp).'] : []
}

/** What SQL's own references do not say. */
const REFERENCES = [
  {
    words: 'có lần sửa của một báo cáo không có',
    sql: `select report_id as report, count(*) || ' lần sửa' as what from edit
          where report_id not in (select id from report) group by report_id`,
  },
  {
    words: 'một lần chuyển bước trỏ đến phiên bản không có',
    sql: `select report_id as report, version_id as what from stage_move move where not exists
          (select 1 from version where version.report_id = move.report_id and version.id = move.version_id)`,
  },
  {
    words: 'bản đã ký trỏ đến phiên bản không có',
    sql: `select report_id as report, version_id as what from signature where not exists
          (select 1 from version where version.report_id = signature.report_id and version.id = signature.version_id)`,
  },
  {
    words: 'một lần chuyển bước không có trong nhật ký, hoặc phiên bản của nó đã bị đổi',
    sql: `select report_id as report, from_stage || ' → ' || to_stage as what from stage_move move where not exists
          (select 1 from audit join version on version.report_id = move.report_id and version.id = move.version_id
           where audit.report_id = move.report_id and audit.action in ('stage-moved', 'report-signed')
           and audit.at = move.at and json_extract(audit.details, '$.sha256') = version.sha256)`,
  },
  {
    words: 'bản đã ký không có trong nhật ký, hoặc đã bị đổi',
    sql: `select report_id as report, file_name as what from signature where not exists
          (select 1 from audit where audit.report_id = signature.report_id and audit.action = 'report-signed'
           and json_extract(audit.details, '$.fileSha256') = signature.sha256)`,
  },
] as const

const FILES = [
  {
    words: 'hình',
    sql: 'select report_id as report, id as name, id as hash, bytes from image',
    length: 32,
  },
  {
    words: 'bản đã ký',
    sql: 'select report_id as report, file_name as name, sha256 as hash, bytes from signature',
    length: 64,
  },
  {
    words: 'tệp của cơ quan',
    sql: `select report_id as report, title as name, sha256 as hash, bytes from contribution
          where bytes is not null and sha256 is not null`,
    length: 64,
  },
] as const

/** Nobody takes it for damage that one may accept. */
function refuseForeignCode(db: DatabaseSync): void {
  let found: string[]
  try {
    found = foreignCode(db)
  } catch {
    // So damaged that not even its tables can be listed: that is said where the pages are looked at.
    return
  }
  if (found.length === 0) return
  throw new BadSetting(
    `Tệp dữ liệu có mã lạ mà Cùng Soạn không hề tạo (${found.slice(0, 5).join(', ')}): có người đã can thiệp vào tệp. ` +
      'Hãy dùng bản sao lưu khác.',
  )
}

/** Nor this: what a newer version wrote is not ours to judge, let alone to use. */
function refuseNewer(db: DatabaseSync): void {
  let newer: string | undefined
  try {
    newer = newerMigration(db)
  } catch {
    // No data of ours, or damaged: both are said later.
    return
  }
  if (newer !== undefined) throw newerData(newer)
}

function refuseOtherVersions(db: DatabaseSync): void {
  const has = db.prepare("select 1 from sqlite_schema where name = 'migration'").get()
  if (!has) throw new BadSetting('Đây không phải dữ liệu của Cùng Soạn.')
  const { ran } = db.prepare('select count(*) as ran from migration').get() as { ran: number }
  if (ran < MIGRATIONS.length)
    throw new BadSetting(
      'Dữ liệu này của bản Cùng Soạn cũ hơn. Hãy sao lưu (npx cung-soan backup TỆP), khởi động máy chủ bản này một lần rồi kiểm tra lại.',
    )
}
