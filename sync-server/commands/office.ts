import { parseArgs } from 'node:util'
import { newOfficeSchema, type NewOffice } from '../../report/wire/rest.ts'
import { BadSetting, readEnv } from '../env.ts'
import { toOffice } from '../http/offices.ts'
import { createRecords } from '../store/records-sql.ts'
import { databasePath, makeDataDir, openDatabase } from '../store/sqlite/database.ts'

const USAGE =
  'Cách dùng: npx cung-soan office add "CƠ QUAN" [--short "TÊN TẮT"]\n' +
  'Tên tắt (tối đa 40 ký tự) đứng cạnh tên người trên màn hình soạn thảo.\n'

/** `npx cung-soan office add …`: makes an office in DATA_DIR, whether or not a server is running on it. */
export async function runOffice(args: readonly string[]): Promise<number> {
  const wanted = readArguments(args)
  if (!wanted) {
    process.stderr.write(USAGE)
    return 2
  }
  try {
    const dataDir = await addOffice(wanted)
    process.stdout.write(`Đã thêm cơ quan ${wanted.name} (${wanted.shortName}) vào ${dataDir}.\n`)
    return 0
  } catch (error) {
    process.stderr.write(
      `Không thêm được cơ quan: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    return 1
  }
}

function readArguments(args: readonly string[]): NewOffice | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { short: { type: 'string' } },
      allowPositionals: true,
    })
    const [verb, name, ...more] = positionals
    if (verb !== 'add' || more.length > 0) return undefined
    return newOfficeSchema.parse({ name, shortName: values.short ?? name })
  } catch {
    return undefined
  }
}

async function addOffice(wanted: NewOffice): Promise<string> {
  const { dataDir } = readEnv()
  makeDataDir(dataDir)
  const database = openDatabase(databasePath(dataDir))
  try {
    const records = createRecords(database.db)
    const others = await records.offices()
    const office = toOffice(wanted, others)
    if (others.some(({ name }) => name === office.name))
      throw new BadSetting(`đã có cơ quan "${office.name}".`)
    const at = Date.now()
    await records.atomically(async (inside) => {
      await inside.addOffice(office, at)
      const details = { office: office.name, by: 'cli' }
      await inside.audit({ at, action: 'office-created', userId: null, details })
    })
  } finally {
    database.close()
  }
  return dataDir
}
