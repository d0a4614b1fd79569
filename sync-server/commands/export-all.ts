import { parseArgs } from 'node:util'
import { z } from 'zod'
import { exportAll } from '../backup/export-all.ts'
import { failureWords } from '../backup/failure-words.ts'
import { progressLine } from '../backup/progress-line.ts'
import { readEnv } from '../env.ts'
import { giveWay } from '../give-way.ts'

const USAGE = `Cách dùng: npx cung-soan export-all THƯ_MỤC

Xuất mọi báo cáo ra dạng mở (Word, JSON, CSV, hình, bản đã ký) để lưu trữ; máy chủ đang chạy hay không đều được.

Mã kết thúc: 0 đã xuất, 1 không xuất được (hoặc có báo cáo không ra được tệp Word), 2 gõ sai lệnh.
`

/** `npx cung-soan export-all DIR`: everything in open formats, because records outlive software. */
export async function runExportAll(args: readonly string[]): Promise<number> {
  z.config(z.locales.vi())
  const directory = readArguments(args)
  if (directory === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  giveWay()
  try {
    const order = { dataDir: readEnv().dataDir, directory, at: Date.now() }
    const { reports, problems } = await exportAll(order, progressLine('Đang xuất'))
    process.stdout.write(`Đã xuất ${reports} báo cáo ra ${directory}.\n`)
    for (const problem of problems) process.stderr.write(`Không có tệp Word: ${problem}\n`)
    return problems.length === 0 ? 0 : 1
  } catch (error) {
    process.stderr.write(`Không xuất được. ${failureWords(error)}\n`)
    return 1
  }
}

function readArguments(args: readonly string[]): string | undefined {
  try {
    const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true })
    return positionals.length === 1 ? positionals[0] : undefined
  } catch {
    return undefined
  }
}
