import { spawn, type ChildProcess } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { databasePath } from '../store/sqlite/database.ts'
import { openStill } from '../store/sqlite/read-only.ts'
import { readyName } from '../store/sqlite/unfinished-restore.ts'
import { startBackupRig, write, type BackupRig } from './rig.ts'
import { verifyDatabase } from './verify-database.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let rig: BackupRig & { stop(): Promise<void> }
beforeAll(async () => {
  rig = await startBackupRig()
  // Large enough to be interrupted.
  const db = new DatabaseSync(databasePath(rig.on.rig.dataDir))
  db.exec('pragma busy_timeout = 10000; create table ballast (bytes)')
  db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 120)
    insert into ballast select randomblob(1000000) from n`)
  db.close()
})
afterAll(() => rig.stop())

const programs: ChildProcess[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
})

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A server as a process of its own; answers where it is. */
function serve(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = spawn(process.execPath, ['sync-server/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env },
  })
  programs.push(program)
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += String(chunk)
      const url = /sẵn sàng: (http:\S+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    }
    program.stdout.on('data', hear)
    program.stderr.on('data', hear)
    program.once('close', () => reject(new Error(said)))
  })
}

const rowsOf = (path: string, sql: string) => {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}
const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0)

test('a backup that is killed midway leaves no file and nothing broken, and the next one is whole', async () => {
  const file = rig.file('giet.sqlite')
  const killed = await rig.run(['backup', file], { killWhen: () => sizeOf(`${file}.part`) > 1_000_000 })
  expect(killed.code).toBe(null)
  expect(existsSync(file)).toBe(false)
  expect(existsSync(`${file}.part`)).toBe(true)
  expect(await rig.run(['verify'])).toMatchObject({ code: 0 })
  expect(await rig.run(['backup', file])).toMatchObject({ code: 0 })
  expect(existsSync(`${file}.part`)).toBe(false)
})

test('a full disk is said, leaves no file, and an older backup stays', async () => {
  const file = rig.file('day.sqlite')
  const full = await rig.run(['backup', file], { largestFile: 20_000 })
  expect(full).toMatchObject({ code: 1, said: expect.stringMatching(/KHÔNG sao lưu được.*Ổ đĩa/s) })
  expect(readdirSync(rig.folder).filter((name) => name.startsWith('day.sqlite'))).toEqual([])
  writeFileSync(file, 'bản cũ')
  expect((await rig.run(['backup', file, '--force'], { largestFile: 20_000 })).code).toBe(1)
  expect(readFileSync(file, 'utf8')).toBe('bản cũ')

  const whole = rig.file('du.sqlite')
  expect((await rig.run(['backup', whole])).code).toBe(0)
  const dataDir = rig.file('khoi-phuc-day')
  mkdirSync(dataDir)
  await rig.run(['office', 'add', 'Cơ quan cũ'], { dataDir })
  const restored = await rig.run(['restore', whole], { dataDir, largestFile: 20_000 })
  expect(restored).toMatchObject({ code: 1, said: expect.stringContaining('giữ nguyên') })
  expect(rowsOf(databasePath(dataDir), 'select name from office')).toEqual([{ name: 'Cơ quan cũ' }])
  expect(readdirSync(dataDir).filter((name) => name.includes('restor'))).toEqual([])
})

test('wherever a restore is killed, the data is the former or the restored, and nothing is lost', async () => {
  const backup = rig.file('nguon.sqlite')
  expect((await rig.run(['backup', backup])).code).toBe(0)
  const dataDir = rig.file('khoi-phuc-giet')
  mkdirSync(dataDir)
  const path = databasePath(dataDir)
  const seconds = [0.05, 0.2, 0.4, 0.6, 0.8, 1, 1.3]
  for (const [round, after] of seconds.entries()) {
    const name = `Cơ quan ${round}`
    await rig.run(['office', 'add', name], { dataDir })
    const from = performance.now()
    await rig.run(['restore', backup], { dataDir, killWhen: () => performance.now() - from > after * 1000 })
    await serve(dataDir)
    const offices = rowsOf(path, 'select name from office order by name').map((row) => String(row['name']))
    const aside = readdirSync(dataDir).filter((entry) => entry.startsWith('truoc-khoi-phuc-'))
    const kept = aside.flatMap((entry) =>
      rowsOf(join(dataDir, entry, 'cung-soan.sqlite'), 'select name from office').map((row) => row['name']),
    )
    expect([...offices, ...kept]).toContain(name)
    for (const program of programs.splice(0)) {
      const ended = new Promise((resolve) => program.once('close', resolve))
      program.kill('SIGKILL')
      await ended
    }
    expect(await rig.run(['verify'], { dataDir })).toMatchObject({ code: 0 })
  }
})

/** As a restore that was killed leaves it: after it was decided, with so many of its steps done. */
test.each([0, 1, 2])(
  'a restore that was decided is finished as the server starts, %i of its steps done',
  async (steps) => {
    const backup = rig.file(`buoc-${steps}.sqlite`)
    expect((await rig.run(['backup', backup])).code).toBe(0)
    const dataDir = rig.file(`buoc-${steps}`)
    mkdirSync(dataDir)
    await rig.run(['office', 'add', 'Cơ quan cũ'], { dataDir })
    const path = databasePath(dataDir)
    // Its last rows are in the -wal file alone.
    const open = new DatabaseSync(path)
    open.exec(
      "pragma wal_autocheckpoint = 0; insert into office values ('moi', 'Cơ quan mới', 'm', '#000', 0)",
    )
    copyFileSync(path, `${path}.kept`)
    copyFileSync(`${path}-wal`, `${path}-wal.kept`)
    open.close()
    copyFileSync(`${path}.kept`, path)
    copyFileSync(`${path}-wal.kept`, `${path}-wal`)
    copyFileSync(backup, readyName(path, '20220408-140509'))
    const aside = join(dataDir, 'truoc-khoi-phuc-20220408-140509')
    mkdirSync(aside)
    if (steps > 0) renameSync(`${path}-wal`, join(aside, 'cung-soan.sqlite-wal'))
    if (steps > 1) renameSync(path, join(aside, 'cung-soan.sqlite'))

    const refused = await rig.run(['office', 'add', 'Cơ quan khác'], { dataDir })
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('ngắt giữa chừng') })
    await serve(dataDir)
    expect(rowsOf(path, 'select id from report')).toEqual([{ id: rig.reportId }])
    const db = new DatabaseSync(join(aside, 'cung-soan.sqlite'))
    expect(db.prepare('select name from office order by name').all()).toEqual([
      { name: 'Cơ quan cũ' },
      { name: 'Cơ quan mới' },
    ])
    db.close()
  },
)

test('bits of the file that are the other way are found, and never become a backup', async () => {
  const small = rig.file('bit.sqlite')
  const dataDir = await rig.copyOfData()
  const db = new DatabaseSync(databasePath(dataDir))
  db.exec('drop table ballast; vacuum')
  db.close()
  expect((await rig.run(['backup', small], { dataDir })).code).toBe(0)
  const sound = readFileSync(small)
  const what = (path: string) => {
    const still = openStill(path)
    try {
      // What is read by nobody cannot be damaged: compared is all that a person could miss.
      const rows = [
        'select report_id, seq, user_id, at, sections, hex(bytes) from edit order by 1, 2',
        'select * from audit order by seq',
        'select * from version order by 1, 2',
        'select * from report order by 1',
        'select * from user order by 1',
      ].map((sql) => still.prepare(sql).all().map(Object.values))
      return {
        problems: verifyDatabase(still, undefined, { isCopy: true }).problems,
        rows: JSON.stringify(rows),
      }
    } finally {
      still.close()
    }
  }
  const before = what(small)
  let silent = 0
  fc.assert(
    fc.property(fc.nat(sound.length * 8 - 1), (bit) => {
      const altered = Buffer.from(sound)
      altered[bit >> 3] = Number(altered[bit >> 3]) ^ (1 << (bit & 7))
      const path = rig.file('lat.sqlite')
      writeFileSync(path, altered)
      let after: ReturnType<typeof what>
      try {
        after = what(path)
      } catch {
        return
      }
      if (after.problems.length > 0) return
      silent += 1
      expect(after.rows).toBe(before.rows)
    }),
    { numRuns: 400 },
  )
  expect(silent).toBeLessThan(400)
  // And of pages: a whole one gone.
  const page = Buffer.from(sound)
  page.fill(0, 4096 * 20, 4096 * 21)
  const broken = join(dirname(small), 'trang.sqlite')
  writeFileSync(broken, page)
  const verified = await rig.run(['verify', broken])
  expect(verified).toMatchObject({ code: 1, said: expect.stringMatching(/HỎNG|Không kiểm tra được/) })
  const into = rig.file('data-trang')
  mkdirSync(into)
  copyFileSync(broken, databasePath(into))
  const copied = await rig.run(['backup', rig.file('tu-trang.sqlite')], { dataDir: into })
  expect(copied.code === 0).toBe(false)
  expect(existsSync(rig.file('tu-trang.sqlite'))).toBe(false)
})

test('a server backs itself up, says how it went, and goes on', async () => {
  const dataDir = await rig.copyOfData()
  const backups = rig.file('hang-ngay')
  const url = await serve(dataDir, { BACKUP_DIR: backups })
  const health = async () =>
    (await (await fetch(`${url}/api/health`)).json()) as { backup?: { state: string } }
  await expect.poll(health, { timeout: 60_000 }).toMatchObject({ status: 'ok', backup: { state: 'ok' } })
  const made = readdirSync(backups)
  expect(made).toEqual([expect.stringMatching(/^cung-soan-\d{4}-\d\d-\d\d\.sqlite$/)])
  expect(await rig.run(['verify', join(backups, String(made[0]))])).toMatchObject({ code: 0 })
  await write(dataDir, rig.reportId, 3)
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('cung_soan_backups_total{result="made"} 1')
})

test('a server whose backups fail says so', async () => {
  const dataDir = await rig.copyOfData()
  writeFileSync(rig.file('khong-phai-thu-muc'), '')
  const url = await serve(dataDir, { BACKUP_DIR: rig.file('khong-phai-thu-muc') })
  await expect
    .poll(async () => (await fetch(`${url}/api/health`)).json())
    .toMatchObject({ status: 'ok', backup: { state: 'failed', lastAt: null } })
})
