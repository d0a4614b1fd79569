import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { vietnamStamp } from '../../report/vietnam-time.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { StageMove } from '../../report/wire/progress.ts'
import { STAGE_WORDS } from '../../report/wire/words.ts'
import { failureWords } from '../backup/failure-words.ts'
import { withCopy } from '../backup/with-copy.ts'
import { readEnv } from '../env.ts'
import { differenceWords } from '../http/signature.ts'
import type { Print } from '../press/press.ts'
import type { Products, Supplies } from '../press/products.ts'
import { differsFrom, type MatchDeps, versionOfPaper } from '../signed-paper/match-paper.ts'
import { readWordPaper } from '../signed-paper/read-paper.ts'
import { createRecords } from '../store/records-sql.ts'
import type { Records, SignatureRecord } from '../store/records.ts'

const USAGE = `Cách dùng: npx cung-soan verify TỆP.docx   (hoặc .pdf, .png, .jpg của bản đã ký)

Mã kết thúc: 0 đúng như phiên bản, 1 không nhận ra hoặc không đọc được, 2 gõ sai lệnh, 3 chữ khác phiên bản.
`

/** What a paper turned out to be. */
type Finding = { readonly code: 0 | 1 | 3; readonly lines: readonly string[] }

/** `npx cung-soan verify FILE.docx`: which version of which report a paper is, and who stands behind it. */
export async function runVerifyPaper(args: readonly string[]): Promise<number> {
  const [file, ...more] = args
  if (file === undefined || file.startsWith('-') || more.length > 0) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const bytes = await readFile(file)
    const { code, lines } = await withData((deps) => examine(deps, bytes, basename(file)))
    ;(code === 0 ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`)
    return code
  } catch (error) {
    process.stderr.write(`Không kiểm tra được. ${failureWords(error)}\n`)
    return 1
  }
}

/** In a copy: whoever asks about a paper changes nothing, not even which version's the data is. */
async function withData<T>(work: (deps: MatchDeps) => Promise<T>): Promise<T> {
  const { dataDir } = readEnv()
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-kiem-tra-'))
  try {
    return await withCopy({ dataDir, path: join(folder, 'ban-sao.sqlite') }, ({ database, log }) =>
      work({ records: createRecords(database.db), log }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function examine(deps: MatchDeps, bytes: Uint8Array, name: string): Promise<Finding> {
  const { records } = deps
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const heading = [`Tệp: ${name}`, `Mã SHA-256 của tệp: ${sha256}`]
  // The very file that was signed, whatever it holds.
  const [signed] = await records.signaturesOf(sha256)
  if (signed) {
    const version = await records.version(signed.reportId, signed.version.id)
    const said = version ? await versionLines(records, signed.reportId, version) : []
    return { code: 0, lines: [...heading, 'Đây chính là tệp đã ký của báo cáo.', ...said] }
  }
  const paper = readWordPaper(bytes)
  if (!paper) return unknown(heading, 'Không phải tệp Word, và không phải tệp đã ký nào trong dữ liệu này.')
  if (paper.reportId === '') {
    return unknown(heading, 'Tệp Word này không do Cùng Soạn xuất ra, hoặc đã mất các thuộc tính của nó.')
  }
  const version = await versionOfPaper(records, paper)
  if (!version) {
    const report = await records.report(paper.reportId)
    return unknown(
      heading,
      report
        ? `Tệp được xuất từ báo cáo “${report.title}”, nhưng không phải từ một phiên bản đã lưu.`
        : 'Tệp được xuất từ một báo cáo không có trong dữ liệu này.',
    )
  }
  const asked = { reportId: paper.reportId, version, paper, at: version.at }
  const difference = await differsFrom(deps, await printHere(), asked)
  const verdict = difference
    ? [`CHỮ ĐÃ BỊ SỬA. ${differenceWords(version, difference)}`]
    : ['Chữ trong tệp đúng như phiên bản.']
  return {
    code: difference ? 3 : 0,
    lines: [...heading, ...verdict, ...(await versionLines(records, paper.reportId, version))],
  }
}

function unknown(heading: readonly string[], why: string): Finding {
  return { code: 1, lines: [...heading, `KHÔNG NHẬN RA. ${why}`] }
}

/** In this very thread: nobody types here. */
async function printHere(): Promise<Print> {
  const { makePaper } = await import('../press/make-paper.ts')
  const { Moments } = await import('../history/moments.ts')
  const moments = new Moments()
  const print = (kind: string, order: unknown, supplies: unknown) => {
    const given = supplies as Supplies
    if (kind === 'recall') return moments.recall(order as Products['recall']['order'], given)
    return makePaper(order as Products['paper']['order'], given)
  }
  return print
}

// ---- what there is to say of a version

async function versionLines(records: Records, reportId: string, version: Version): Promise<string[]> {
  const report = await records.report(reportId)
  const moves = await records.stageMoves(reportId)
  const signature = await records.signature(reportId)
  return [
    `Báo cáo: ${report?.title ?? ''} (${reportId})`,
    `Phiên bản: ${version.number}, “${version.name}”, ${version.by.name} lưu ${vietnamStamp(version.at)}`,
    `Mã SHA-256 của nội dung: ${version.sha256}`,
    `Bước khi lưu: ${STAGE_WORDS[stageThen(moves, version)]}`,
    ...moves.filter((move) => move.version.id === version.id).map(moveLine),
    ...(await approvals(records, reportId, version.at)),
    signature ? signatureLine(signature, version) : 'Báo cáo chưa có bản đã ký.',
  ]
}

/** A version that a move made says what was written at the stage before it. */
function stageThen(moves: readonly StageMove[], version: Version): StageMove['to'] {
  const own = moves.find((move) => move.version.id === version.id && version.kind === 'stage')
  if (own) return own.from
  return moves.findLast(({ at }) => at <= version.at)?.to ?? 'drafting'
}

function moveLine({ from, to, at, by, reason, blockers }: StageMove): string {
  const why = [blockers > 0 ? `khi còn ${blockers} việc chưa xong` : '', reason && `lý do: ${reason}`]
  const told = why.filter(Boolean).join(', ')
  const move = `${STAGE_WORDS[from]} → ${STAGE_WORDS[to]}`
  return `Chuyển bước: ${move}, ${personWords(by)}, ${vietnamStamp(at)}${told === '' ? '' : ` (${told})`}`
}

function personWords({ name, office }: { readonly name: string; readonly office: string }): string {
  return office === '' ? name : `${name} (${office})`
}

const PAGE = 500

/** Who approved how many sections until then, each section by who approved it last. */
async function approvals(records: Records, reportId: string, until: number): Promise<string[]> {
  const judged = new Map<string, string>()
  for (let after: string | undefined; ;) {
    const asked = { reportId, action: 'section-status', to: until + 1, limit: PAGE, after } as const
    const { entries, next } = await records.auditTrail(asked)
    for (const { sectionId, details, by } of entries) {
      // Newest first: what came later counts.
      if (sectionId === null || judged.has(sectionId)) continue
      judged.set(sectionId, details.to === 'approved' && by ? personWords(by) : '')
    }
    if (next === null) break
    after = next
  }
  const people = Map.groupBy([...judged.values()].filter(Boolean), (person) => person)
  if (people.size === 0) return ['Duyệt từng phần: chưa có phần nào được duyệt khi đó.']
  return [...people].map(([person, sections]) => `Duyệt từng phần: ${person}, ${sections.length} phần`)
}

function signatureLine(
  { at, by, fileName, sha256, version: signed }: SignatureRecord,
  version: Version,
): string {
  const which =
    signed.id === version.id ? 'từ phiên bản này' : `từ phiên bản ${signed.number} (${signed.name})`
  return `Bản đã ký: ${which}, tệp “${fileName}”, ${personWords(by)} đưa vào ${vietnamStamp(at)}, SHA-256 ${sha256}`
}
