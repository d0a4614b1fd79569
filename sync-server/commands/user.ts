import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { ZodError } from 'zod'
import { newUserSchema } from '../../report/wire/rest.ts'
import { ReportError, ERRORS } from '../../report/wire/errors.ts'
import { createAccounts } from '../auth/accounts.ts'
import { openAuth } from '../auth/auth.ts'
import { sessionSecret } from '../auth/secret.ts'
import { BadSetting, readEnv } from '../env.ts'
import { openLogger } from '../log.ts'
import { createRecords } from '../store/records-sql.ts'
import type { Records } from '../store/records.ts'
import { databasePath, makeDataDir, openDatabase } from '../store/sqlite/database.ts'

const USAGE =
  'Cách dùng: npx cung-soan user add TÊN_ĐĂNG_NHẬP --name "HỌ TÊN" [--office "CƠ QUAN"] [--admin]\n' +
  'Mật khẩu được hỏi ở dòng sau, hoặc đọc từ đầu vào chuẩn.\n'

/**
 * `npx cung-soan user add …`: makes an account in DATA_DIR, whether or not a server is running on it. The password is
 * asked for or read from standard input; as an argument anybody on the machine could read it.
 */
export async function runUser(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args)
  if (!wanted) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const dataDir = await addUser(wanted, await askPassword())
    // Said because an account in another directory than the server's helps nobody.
    process.stdout.write(`Đã tạo tài khoản ${wanted.username} trong ${dataDir}.\n`)
    return 0
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`)
    return 1
  }
}

type Wanted = {
  readonly username: string
  readonly name: string
  readonly office: string | undefined
  readonly admin: boolean
}

function readArguments(args: readonly string[]): Wanted | undefined {
  const options = {
    name: { type: 'string' },
    office: { type: 'string' },
    admin: { type: 'boolean' },
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [verb, username, ...more] = positionals
    if (verb !== 'add' || !username || more.length > 0) return undefined
    const { name = username, office, admin = false } = values
    return { username, name, office, admin }
  } catch {
    return undefined
  }
}

async function addUser({ username, name, office, admin }: Wanted, password: string): Promise<string> {
  const user = newUserSchema.parse({ username, name, password, admin })
  const { dataDir } = readEnv()
  makeDataDir(dataDir)
  const database = openDatabase(databasePath(dataDir))
  try {
    const records = createRecords(database.db)
    const auth = await openAuth({
      db: database.db,
      secret: sessionSecret(dataDir),
      logger: openLogger('error'),
    })
    const officeId = office === undefined ? null : await officeCalled(records, office)
    await createAccounts({ auth, records, now: Date.now }).create({ ...user, officeId })
  } finally {
    database.close()
  }
  return dataDir
}

async function officeCalled(records: Records, wanted: string): Promise<string> {
  const name = wanted.normalize('NFC')
  const offices = await records.offices()
  const found = offices.find((office) => office.name === name || office.shortName === name)
  if (found) return found.id
  const known = offices.map((office) => office.name).join(', ')
  throw new BadSetting(
    `Không có cơ quan "${name}". Đã có: ${known || '(chưa có cơ quan nào)'}. Thêm bằng: npx cung-soan office add "${name}"`,
  )
}

function askPassword(): Promise<string> {
  const terminal = process.stdin.isTTY
  if (terminal) process.stdout.write('Mật khẩu (ít nhất 8 ký tự): ')
  // What is typed is not shown: readline echoes into a stream that keeps nothing.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal })
  return new Promise((resolve) => {
    let password = ''
    lines.once('line', (line) => {
      password = line
      lines.close()
    })
    lines.once('close', () => {
      if (terminal) process.stdout.write('\n')
      resolve(password)
    })
  })
}

function sentenceOf(error: unknown): string {
  if (error instanceof ReportError) return [ERRORS[error.code].vi, error.detail].filter(Boolean).join(' ')
  if (error instanceof BadSetting) return error.message
  if (error instanceof ZodError) return error.issues.map(({ path }) => ruleOf(String(path[0]))).join('\n')
  return `Không tạo được tài khoản: ${error instanceof Error ? error.message : String(error)}`
}

function ruleOf(field: string): string {
  switch (field) {
    case 'username':
      return 'Tên đăng nhập gồm 3–40 chữ thường không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch ngang.'
    case 'password':
      return 'Mật khẩu cần từ 8 đến 200 ký tự.'
    default:
      return 'Họ và tên cần từ 1 đến 100 ký tự.'
  }
}
