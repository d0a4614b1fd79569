import { parseArgs } from 'node:util'
import { auditVerdict } from '../backup/audit-verdict.ts'
import { failureWords } from '../backup/failure-words.ts'
import { readEnv } from '../env.ts'
import { openToRead } from '../store/sqlite/read-only.ts'
import { walkAudit, type AuditWalk } from '../store/sqlite/walk-audit.ts'

const USAGE = `Cách dùng: npx cung-soan verify-audit [--expect MÃ]

Kiểm tra nhật ký của DATA_DIR (máy chủ đang chạy hay không đều được): có dòng nào bị sửa, xoá hay chèn vào không.
  --expect MÃ   mã của dòng cuối đã ghi lại ở lần kiểm tra trước; phải còn trong nhật ký

Mã kết thúc: 0 nguyên vẹn, 1 bị can thiệp hoặc không đọc được, 2 gõ sai lệnh.
`

const HASH = /^[0-9a-f]{64}$/

/** `npx cung-soan verify-audit`: walks the audit's chain and names the first row that is wrong. */
export function runVerifyAudit(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args)
  if (!wanted) {
    process.stderr.write(USAGE)
    return Promise.resolve(2)
  }
  try {
    const walk = walkHere(wanted.expected)
    const said = walk.broken ? process.stderr : process.stdout
    said.write(auditVerdict(walk))
    return Promise.resolve(walk.broken ? 1 : 0)
  } catch (error) {
    process.stderr.write(`Không kiểm tra được nhật ký. ${failureWords(error)}\n`)
    return Promise.resolve(1)
  }
}

function readArguments(args: readonly string[]): { readonly expected: string | undefined } | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { expect: { type: 'string' } } })
    const expected = values.expect?.trim().toLowerCase()
    return expected === undefined || HASH.test(expected) ? { expected } : undefined
  } catch {
    return undefined
  }
}

function walkHere(expected: string | undefined): AuditWalk {
  const db = openToRead(readEnv().dataDir)
  try {
    return walkAudit(db, expected)
  } finally {
    db.close()
  }
}
