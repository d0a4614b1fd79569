import type { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import { contentHash } from '../../report/content/content-text.ts'
import { readContent } from '../../report/content/read-content.ts'
import { rowCrc } from '../store/row-crc.ts'
import { loadDocument, stateProblem } from '../store/verify-checkpoint.ts'

/** Looks whether one report is what its log, its checkpoints and its versions say. */
export type ReportCheck = (report: { readonly id: string; readonly headSeq: number }) => ReportFindings
export type ReportFindings = {
  readonly edits: number
  readonly checkpoints: number
  readonly versions: number
  /** In Vietnamese, each about one row. */
  readonly problems: readonly string[]
}

type EditRow = { readonly seq: number; readonly crc: number; readonly bytes: Uint8Array }
type CheckpointRow = { readonly seq: number; readonly crc: number; readonly state: Uint8Array }
type VersionRow = {
  readonly seq: number
  readonly number: number
  readonly name: string
  readonly sha256: string
}

/** Updates are put into the document so many at a time: in one transaction, which is linear, and not all in memory. */
const BATCH = 5_000

export function reportChecker(db: DatabaseSync): ReportCheck {
  const edits = db.prepare('select seq, crc, bytes from edit where report_id = ? order by seq')
  const checkpoints = db.prepare('select seq, crc, state from checkpoint where report_id = ? order by seq')
  const versions = db.prepare(
    'select seq, number, name, sha256 from version where report_id = ? order by seq, number',
  )
  return ({ id, headSeq }) => {
    const saved = versions.all(id) as VersionRow[]
    const shortcuts = checkpoints.all(id) as CheckpointRow[]
    const replay = new Replay(saved, shortcuts)
    let count = 0
    for (const row of edits.iterate(id) as Iterable<unknown> as Iterable<EditRow>) {
      replay.add(row)
      count += 1
    }
    const problems = replay.end(headSeq)
    return { edits: count, checkpoints: shortcuts.length, versions: saved.length, problems }
  }
}

/** Goes along the log from its first edit, and looks at each place that a checkpoint or a version speaks of. */
class Replay {
  readonly #doc = loadDocument([])
  readonly #problems: string[] = []
  readonly #versions: VersionRow[]
  readonly #checkpoints: CheckpointRow[]
  #waiting: Uint8Array[] = []
  #seq = 0
  #damaged = false

  constructor(versions: readonly VersionRow[], checkpoints: readonly CheckpointRow[]) {
    this.#versions = [...versions]
    this.#checkpoints = [...checkpoints]
  }

  add({ seq, crc, bytes }: EditRow): void {
    if (seq !== this.#seq + 1) this.#missing(this.#seq + 1, seq - 1)
    this.#lookBefore(seq)
    this.#seq = seq
    if (rowCrc(bytes) === crc) this.#waiting.push(bytes)
    else this.#damage(`lần sửa số ${seq} bị hỏng (CRC không khớp)`)
    if (this.#waiting.length >= BATCH) this.#bringUp()
  }

  end(headSeq: number): string[] {
    if (this.#seq < headSeq) this.#missing(this.#seq + 1, headSeq)
    if (this.#seq > headSeq)
      this.#problems.push(`có lần sửa số ${this.#seq} sau lần cuối đã ghi nhận (${headSeq})`)
    this.#lookBefore(headSeq + 1)
    for (const { number, name, seq } of this.#versions)
      this.#problems.push(`phiên bản ${number} “${name}” lấy từ lần sửa số ${seq}, chưa hề có`)
    for (const { seq } of this.#checkpoints)
      this.#problems.push(`điểm lưu nhanh ở lần sửa số ${seq}, chưa hề có`)
    this.#doc.destroy()
    return this.#problems
  }

  #missing(from: number, to: number): void {
    this.#damage(from >= to ? `thiếu lần sửa số ${from}` : `thiếu các lần sửa số ${from} đến ${to}`)
  }

  #damage(what: string): void {
    this.#damaged = true
    this.#problems.push(what)
  }

  #bringUp(): void {
    const updates = this.#waiting
    this.#waiting = []
    try {
      Y.transact(this.#doc, () => {
        for (const update of updates) Y.applyUpdate(this.#doc, update)
      })
    } catch (error) {
      this.#damage(`không dựng lại được văn bản đến lần sửa số ${this.#seq} (${String(error)})`)
    }
  }

  /** Whatever speaks of the text as it was before edit `next`. */
  #lookBefore(next: number): void {
    for (let row = this.#checkpoints[0]; row && row.seq < next; row = this.#checkpoints[0]) {
      this.#checkpoints.shift()
      this.#bringUp()
      this.#lookAtCheckpoint(row)
    }
    for (let row = this.#versions[0]; row && row.seq < next; row = this.#versions[0]) {
      this.#versions.shift()
      this.#bringUp()
      this.#lookAtVersion(row)
    }
  }

  #lookAtCheckpoint({ seq, crc, state }: CheckpointRow): void {
    if (rowCrc(state) !== crc) {
      this.#problems.push(`điểm lưu nhanh ở lần sửa số ${seq} bị hỏng (CRC không khớp)`)
      return
    }
    // Where the log has a hole, the checkpoint knows more than it; that is what it is kept for.
    if (!this.#damaged && stateProblem(this.#doc, state))
      this.#problems.push(`điểm lưu nhanh ở lần sửa số ${seq} khác với các lần sửa đã ghi`)
  }

  #lookAtVersion({ number, name, sha256 }: VersionRow): void {
    if (contentHash(readContent(this.#doc)) === sha256) return
    const why = this.#damaged ? 'không dựng lại được nguyên văn' : 'không còn đúng nguyên văn (SHA-256 khác)'
    this.#problems.push(`phiên bản ${number} “${name}” ${why}`)
  }
}
