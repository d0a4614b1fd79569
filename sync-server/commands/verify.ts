import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { failureWords } from '../backup/failure-words.ts'
import { progressLine } from '../backup/progress-line.ts'
import { verdict } from '../backup/verdict.ts'
import { verifyCopy } from '../backup/verify-copy.ts'
import { type Findings, verifyDatabase } from '../backup/verify-database.ts'
import { readEnv } from '../env.ts'
import { openToRead } from '../store/sqlite/read-only.ts'

const USAGE = `Cách dùng: npx cung-soan verify            kiểm tra dữ liệu trong DATA_DIR (máy chủ đang chạy cũng được)
           npx cung-soan verify TỆP        kiểm tra một bản sao lưu
           npx cung-soan verify TỆP.docx   văn bản này là phiên bản nào, bước nào, ai duyệt (cũng dùng cho .pdf)

Mã kết thúc: 0 nguyên vẹn, 1 có chỗ hỏng hoặc không đọc được, 2 gõ sai lệnh.
`

/** `npx cung-soan verify …`: of the data, of a backup, of a paper. */
export async function runVerify(args: readonly string[]): Promise<number> {
  const file = readArguments(args)
  if (file === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  if (/\.(?:docx|pdf)$/i.test(file)) return (await import('./verify-paper.ts')).runVerifyPaper(args)
  try {
    const findings = file === '' ? verifyHere() : verifyBackup(file)
    const sound = findings.problems.length === 0
    ;(sound ? process.stdout : process.stderr).write(verdict(findings))
    return sound ? 0 : 1
  } catch (error) {
    process.stderr.write(`Không kiểm tra được. ${failureWords(error)}\n`)
    return 1
  }
}

function verifyHere(): Findings {
  const db = openToRead(readEnv().dataDir)
  try {
    return verifyDatabase(db, progressLine())
  } finally {
    db.close()
  }
}

function verifyBackup(file: string): Findings {
  // Beside the file only reading may be allowed.
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-kiem-tra-'))
  try {
    return verifyCopy(file, join(folder, 'ban-sao.sqlite'), progressLine())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The file; empty for the data directory. */
function readArguments(args: readonly string[]): string | undefined {
  try {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true })
    return positionals.length > 1 ? undefined : (positionals[0] ?? '')
  } catch {
    return undefined
  }
}
