import { readFile } from 'node:fs/promises'
import { outlineOf } from '../../outline/outline.ts'
import { printTree } from '../../outline/print.ts'
import { parsePlan } from '../../outline/read-plan.ts'
import { ERRORS, ReportError } from '../../report/wire/errors.ts'
import { readPlanFile } from '../plan-file.ts'

const usage = 'Cách dùng: npx cung-soan outline TỆP [--json]\n'

/**
 * `npx cung-soan outline FILE [--json]`: the outline of the report that a plan orders. Exit code 0; 1 when the file cannot be
 * read or asks for no section; 2 when called wrongly. What the plan lacks goes to stderr.
 */
export async function runOutline(args: readonly string[]): Promise<number> {
  const files = args.filter((arg) => !arg.startsWith('--'))
  const file = files[0]
  if (
    file === undefined ||
    files.length > 1 ||
    args.some((arg) => arg.startsWith('--') && arg !== '--json')
  ) {
    process.stderr.write(usage)
    return 2
  }
  const text = await readText(file)
  return text === undefined ? 1 : print(text, args.includes('--json'))
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readPlanFile(await readFile(file), file)
  } catch (error) {
    process.stderr.write(`Không đọc được tệp ${file}: ${explain(error)}\n`)
    return undefined
  }
}

function explain(error: unknown): string {
  if (error instanceof ReportError) return error.detail ?? ERRORS[error.code].vi
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'không có tệp này.'
  if (code === 'EISDIR') return 'đây là một thư mục.'
  if (code === 'EACCES') return 'không có quyền đọc.'
  throw error
}

function print(text: string, json: boolean): number {
  const plan = parsePlan(text)
  const outline = outlineOf(plan)
  for (const { message, line } of plan.problems) {
    process.stderr.write(`${line === undefined ? '' : `Dòng ${line}: `}${message}\n`)
  }
  const { parts: _, ...about } = plan
  const found = outline.sections.length > 0
  if (json) process.stdout.write(`${JSON.stringify({ plan: about, sections: outline.sections }, null, 2)}\n`)
  else if (found) process.stdout.write(`${heading(plan)}\n\n${printTree(outline)}`)
  return found ? 0 : 1
}

function heading({
  reportType,
  reportSubject,
}: {
  readonly reportType: string
  readonly reportSubject: string
}): string {
  return reportSubject === '' ? reportType : `${reportType}\n${reportSubject}`
}
