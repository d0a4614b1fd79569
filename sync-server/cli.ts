#!/usr/bin/env node
import process from 'node:process'
import { keepCompiled } from './compile-cache.ts'

/**
 * `npx cung-soan COMMAND …`. Each command lives in its own file under commands/ and is loaded only when asked
 * for, so that `outline` starts without a database or a web server. To add one: a line in the table.
 */
interface Command {
  readonly name: string
  /** What stands after the name in the usage text. */
  readonly parameters: string
  /** One Vietnamese sentence for the usage text. */
  readonly summary: string
  /** Resolves to the exit code; a command that keeps running (a server) may resolve early or never. */
  readonly run: (args: readonly string[]) => Promise<number>
}

const commands: readonly Command[] = [
  {
    name: 'outline',
    parameters: 'TỆP [--json]',
    summary: 'đọc kế hoạch (.txt, .docx) và in đề cương báo cáo',
    run: async (args) => (await import('./commands/outline.ts')).runOutline(args),
  },
  {
    name: 'demo',
    parameters: '',
    summary: 'chạy thử với dữ liệu mẫu; dừng là xoá hết',
    run: async () => (await import('./commands/demo.ts')).runDemo(),
  },
  {
    name: 'export',
    parameters: 'BÁO_CÁO --out TỆP.docx [--draft N] [--comments] …',
    summary: 'xuất báo cáo ra tệp Word',
    run: async (args) => (await import('./commands/export.ts')).runExport(args),
  },
  {
    name: 'office',
    parameters: 'add "CƠ QUAN" [--short "TÊN TẮT"]',
    summary: 'thêm cơ quan',
    run: async (args) => (await import('./commands/office.ts')).runOffice(args),
  },
  {
    name: 'user',
    parameters: 'add TÊN --name "HỌ TÊN" [--office "CƠ QUAN"] [--admin]',
    summary: 'tạo tài khoản',
    run: async (args) => (await import('./commands/user.ts')).runUser(args),
  },
  {
    name: 'backup',
    parameters: 'TỆP [--force]',
    summary: 'sao lưu toàn bộ dữ liệu, máy chủ đang chạy cũng được',
    run: async (args) => (await import('./commands/backup.ts')).runBackup(args),
  },
  {
    name: 'restore',
    parameters: 'TỆP',
    summary: 'khôi phục từ bản sao lưu (khi máy chủ đã dừng)',
    run: async (args) => (await import('./commands/restore.ts')).runRestore(args),
  },
  {
    name: 'export-all',
    parameters: 'THƯ_MỤC',
    summary: 'xuất mọi báo cáo ra dạng mở (Word, JSON, CSV) để lưu trữ',
    run: async (args) => (await import('./commands/export-all.ts')).runExportAll(args),
  },
  {
    name: 'verify',
    parameters: '[TỆP]',
    summary: 'kiểm tra dữ liệu, một bản sao lưu, hoặc một tệp .docx, .pdf',
    run: async (args) => (await import('./commands/verify.ts')).runVerify(args),
  },
  {
    name: 'verify-audit',
    parameters: '[--expect MÃ]',
    summary: 'kiểm tra nhật ký có bị sửa, xoá, chèn hay không',
    run: async (args) => (await import('./commands/verify-audit.ts')).runVerifyAudit(args),
  },
]

function usage(): string {
  const heads = commands.map((command) => `${command.name} ${command.parameters}`)
  const width = Math.max(...heads.map((head) => head.length))
  const lines = commands.map(
    (command, index) => `  ${(heads[index] ?? '').padEnd(width)}   ${command.summary}`,
  )
  return ['Cách dùng: npx cung-soan LỆNH …', '', ...lines, ''].join('\n')
}

async function runCommand(name: string | undefined, args: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage())
    return name === undefined ? 2 : 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command) return command.run(args)
  process.stderr.write(`Không có lệnh "${name}".\n\n${usage()}`)
  return 2
}

keepCompiled()
const [name, ...args] = process.argv.slice(2)
process.exitCode = await runCommand(name, args)
