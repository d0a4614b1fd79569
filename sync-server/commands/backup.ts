import { parseArgs } from 'node:util'
import { backUp, DamagedCopy, type BackupMade, type BackupOrder } from '../backup/copy-database.ts'
import { failureWords } from '../backup/failure-words.ts'
import { progressLine } from '../backup/progress-line.ts'
import { verdict } from '../backup/verdict.ts'
import { readEnv } from '../env.ts'
import { giveWay } from '../give-way.ts'

const USAGE = `Cách dùng: npx cung-soan backup TỆP [--force] [--accept-damage]

Chép toàn bộ dữ liệu của DATA_DIR ra một tệp, không phải dừng máy chủ: đọc lại và kiểm tra xong mới có TỆP.
  --force           ghi đè lên TỆP nếu đã có
  --accept-damage   vẫn giữ bản sao khi dữ liệu gốc đã có chỗ hỏng

Mã kết thúc: 0 đã sao lưu, 1 không sao lưu được, 2 gõ sai lệnh, 3 dữ liệu có chỗ hỏng.
`

/** `npx cung-soan backup FILE`: a verified copy of DATA_DIR, also while a server runs. */
export function runBackup(args: readonly string[]): Promise<number> {
  const order = readArguments(args)
  if (!order) {
    process.stderr.write(USAGE)
    return Promise.resolve(2)
  }
  return Promise.resolve(make(order))
}

function make(order: Omit<BackupOrder, 'dataDir'>): number {
  giveWay()
  try {
    const made = backUp({ ...order, dataDir: readEnv().dataDir }, progressLine())
    process.stdout.write(`Đã sao lưu ra ${order.file} (${sizeWords(made)}).\n${verdict(made.findings)}`)
    return 0
  } catch (error) {
    if (error instanceof DamagedCopy) {
      process.stderr.write(
        `Dữ liệu có chỗ hỏng nên CHƯA sao lưu. Thêm --accept-damage để vẫn giữ bản sao.\n${verdict(error.findings)}`,
      )
      return 3
    }
    process.stderr.write(`KHÔNG sao lưu được; chưa có tệp ${order.file} mới. ${failureWords(error)}\n`)
    return 1
  }
}

function readArguments(args: readonly string[]): Omit<BackupOrder, 'dataDir'> | undefined {
  const flag = { type: 'boolean', default: false } as const
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { force: flag, 'accept-damage': flag },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    if (!file || more.length > 0) return undefined
    return { file, force: values.force, acceptDamage: values['accept-damage'] }
  } catch {
    return undefined
  }
}

function sizeWords({ bytes }: BackupMade): string {
  const megabytes = bytes / 1_048_576
  return `${megabytes.toFixed(1).replace('.', ',')} MB`
}
