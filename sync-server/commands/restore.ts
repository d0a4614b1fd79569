import { parseArgs } from 'node:util'
import { DamagedCopy } from '../backup/copy-database.ts'
import { failureWords } from '../backup/failure-words.ts'
import { progressLine } from '../backup/progress-line.ts'
import { restore, type Restored } from '../backup/restore-database.ts'
import { verdict } from '../backup/verdict.ts'
import { readEnv } from '../env.ts'

const USAGE = `Cách dùng: npx cung-soan restore TỆP [--accept-damage]

Thay dữ liệu trong DATA_DIR bằng bản sao lưu TỆP. Máy chủ phải dừng. Dữ liệu đang có không bị xoá: được chuyển vào thư mục
truoc-khoi-phuc-… bên trong DATA_DIR.
  --accept-damage   vẫn dùng bản sao lưu có chỗ hỏng

Mã kết thúc: 0 đã khôi phục, 1 không khôi phục được, 2 gõ sai lệnh, 3 bản sao lưu có chỗ hỏng.
`

/** `npx cung-soan restore FILE`: a backup takes the place of the data in DATA_DIR, while no server runs. */
export function runRestore(args: readonly string[]): Promise<number> {
  const order = readArguments(args)
  if (order) return Promise.resolve(make(order))
  process.stderr.write(USAGE)
  return Promise.resolve(2)
}

function make(order: { readonly file: string; readonly acceptDamage: boolean }): number {
  try {
    const { dataDir } = readEnv()
    const restored = restore({ ...order, dataDir, at: Date.now() }, progressLine())
    process.stdout.write(doneWords(order.file, restored))
    return 0
  } catch (error) {
    if (error instanceof DamagedCopy) {
      process.stderr.write(
        `Bản sao lưu có chỗ hỏng nên CHƯA khôi phục; dữ liệu đang có giữ nguyên. Dùng bản khác, hoặc thêm --accept-damage.\n${verdict(error.findings)}`,
      )
      return 3
    }
    process.stderr.write(`KHÔNG khôi phục được; dữ liệu đang có giữ nguyên. ${failureWords(error)}\n`)
    return 1
  }
}

function doneWords(file: string, { findings, aside }: Restored): string {
  return [
    `Đã khôi phục từ ${file}.`,
    ...(aside === undefined ? [] : [`Dữ liệu trước đó được giữ trong ${aside}.`]),
    'Mọi người cần đăng nhập lại. Trang đang mở của ai còn chữ chưa lưu sẽ tự gửi lại hoặc đưa ra để người đó chọn.',
    verdict(findings),
  ].join('\n')
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { 'accept-damage': { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const [file, ...more] = positionals
    return !file || more.length > 0 ? undefined : { file, acceptDamage: values['accept-damage'] }
  } catch {
    return undefined
  }
}
