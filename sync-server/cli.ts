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
