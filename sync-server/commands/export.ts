import { existsSync } from 'node:fs'
import { link, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ERRORS, ReportError } from '../../report/wire/errors.ts'
import { exportQuerySchema, type ExportQuery } from '../../report/wire/paper.ts'
import { BadSetting, readEnv } from '../env.ts'
import { openLogger } from '../log.ts'
import { ExportBlocked } from '../press/export-blocked.ts'
import type { Print } from '../press/press.ts'
import { noteExport, printPaper, type PaperDesk, type PrintedPaper } from '../press/print-paper.ts'
import { createRecords } from '../store/records-sql.ts'
import type { Records } from '../store/records.ts'
import { databasePath, openDatabase } from '../store/sqlite/database.ts'
import { openSqliteLog } from '../store/sqlite/log.ts'

const USAGE = `Cách dùng: npx cung-soan export BÁO_CÁO --out TỆP.docx [LỰA CHỌN]

BÁO_CÁO: mã của báo cáo, hoặc phần đầu tên báo cáo (đủ để chỉ có một báo cáo như vậy).
  --draft N        bản “Dự thảo lần N”; không có thì là bản trình ký, và bị từ chối khi còn nội dung chưa xong
  --comments       kèm góp ý (bản để xem xét, không phải bản trình ký)
  --profile MẪU    hd36, hd05 hoặc nd30; không có thì theo báo cáo
  --section MÃ     chỉ một mục (và các mục con), hoặc preamble
  --version MÃ     một phiên bản đã lưu
  --toc            có mục lục
  --force          ghi đè lên TỆP nếu đã có

Mã kết thúc: 0 đã xuất, 1 không xuất được, 2 gõ sai lệnh, 3 báo cáo chưa đủ để trình ký.
`

type Wanted = {
  readonly report: string
  readonly out: string
  readonly force: boolean
  readonly query: ExportQuery
}

/** `npx cung-soan export …`: writes a report of DATA_DIR to a file, whether or not a server is running on it. */
export async function runExport(args: readonly string[]): Promise<number> {
  z.config(z.locales.vi())
  const wanted = readArguments(args)
  if (typeof wanted === 'string') {
    process.stderr.write(`${wanted}${USAGE}`)
    return 2
  }
  try {
    const { title, made } = await exportTo(wanted)
    process.stdout.write(`Đã xuất “${title}” (${made.words} từ) ra ${wanted.out}.\n`)
    return 0
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    return error instanceof ExportBlocked ? 3 : 1
  }
}

/** Answers what is wrong with the arguments as a sentence, or as an empty one. */
function readArguments(args: readonly string[]): Wanted | string {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    out: text,
    profile: text,
    draft: text,
    section: text,
    version: text,
    comments: flag,
    toc: flag,
    force: flag,
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { out, force, comments, toc, ...rest } = values
    const [report, ...more] = positionals
    if (!report || !out || more.length > 0) return ''
    const query = exportQuerySchema.parse({ ...rest, comments: comments ? '1' : '0', toc: toc ? '1' : '0' })
    return { report, out, force, query }
  } catch (error) {
    if (!(error instanceof z.ZodError)) return ''
    return error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}\n`).join('')
  }
}

async function exportTo(wanted: Wanted): Promise<PrintedPaper> {
  // Before anything is made; and again when it is written, which may be much later.
  if (!wanted.force && existsSync(wanted.out)) throw alreadyThere(wanted.out)
  const { dataDir } = readEnv()
  const path = databasePath(dataDir)
  if (!existsSync(path)) throw new BadSetting(`Thư mục ${dataDir} (DATA_DIR) chưa có dữ liệu của Cùng Soạn.`)
  const database = openDatabase(path)
  try {
    const log = await openSqliteLog({ path, logger: openLogger('error') })
    try {
      return await exportFrom({ records: createRecords(database.db), log }, wanted)
    } finally {
      await log.stop()
    }
  } finally {
    database.close()
  }
}

async function exportFrom(desk: PaperDesk, { report, out, force, query }: Wanted): Promise<PrintedPaper> {
  const reportId = await reportCalled(desk.records, report)
  const asked = { reportId, query, by: 'cli', at: Date.now() } as const
  const printed = await printPaper(desk, await printHere(), asked)
  await writeWhole(out, printed.made.bytes, force)
  await noteExport(desk.records, asked, { printed, ending: 'docx' })
  return printed
}

/** In this very thread: nobody types here. */
async function printHere(): Promise<Print> {
  const { makePaper } = await import('../press/make-paper.ts')
  const print = async (kind: string, order: Parameters<typeof makePaper>[0], supplies: unknown) => {
    if (kind !== 'paper') throw new Error(`${kind} is not made here`)
    return makePaper(order, supplies as Parameters<typeof makePaper>[1])
  }
  return print as Print
}

async function reportCalled(records: Records, wanted: string): Promise<string> {
  if (await records.report(wanted)) return wanted
  const all = await records.reportsOf('', true)
  const fold = (text: string) => text.normalize('NFC').toLocaleLowerCase('vi')
  const found = all.filter(({ title }) => fold(title).startsWith(fold(wanted)))
  const [only, ...others] = found
  if (only && others.length === 0) return only.id
  const list = (only ? found : all).map(({ id, title }) => `  ${id}  ${title}`)
  throw new BadSetting(
    [
      only ? `Có ${found.length} báo cáo tên bắt đầu như vậy:` : `Không có báo cáo “${wanted}”. Hiện có:`,
      ...(list.length > 0 ? list : ['  (chưa có báo cáo nào)']),
    ].join('\n'),
  )
}

/** The file is there whole or not at all, and nobody's else is lost. */
async function writeWhole(out: string, bytes: Uint8Array, force: boolean): Promise<void> {
  const path = resolve(out)
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    await writeFile(unfinished, bytes, { flag: 'wx' })
    if (force) await rename(unfinished, path)
    else await link(unfinished, path)
  } catch (error) {
    throw isThere(error) ? alreadyThere(out) : error
  } finally {
    await rm(unfinished, { force: true })
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

function alreadyThere(out: string): BadSetting {
  return new BadSetting(`Đã có tệp ${out}. Thêm --force để ghi đè, hoặc chọn tên khác.`)
}

function sentenceOf(error: unknown): string {
  if (error instanceof ExportBlocked) {
    return [
      `${ERRORS[error.code].vi} Còn ${error.blockers.length} nội dung:`,
      ...(error.detail ?? '').split('\n').map((line) => `  - ${line}`),
      'Xuất bản dự thảo bằng cách thêm --draft 1.',
    ].join('\n')
  }
  if (error instanceof ReportError) return [ERRORS[error.code].vi, error.detail].filter(Boolean).join(' ')
  if (error instanceof BadSetting) return error.message
  return `Không xuất được: ${error instanceof Error ? error.message : String(error)}`
}
