import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { databasePath } from '../store/sqlite/database.ts'
import { finishRestore } from '../store/sqlite/unfinished-restore.ts'
import { MIGRATIONS } from '../store/sqlite/tables.ts'
import { sealCopy } from './seal.ts'
import { startBackupRig, write, type BackupRig } from './rig.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let rig: BackupRig & { stop(): Promise<void> }
beforeAll(async () => {
  rig = await startBackupRig()
})
afterAll(() => rig.stop())

/** Changes something with the rights of whoever owns the file. */
function change(path: string, ...statements: string[]): void {
  const db = new DatabaseSync(path)
  db.enableDefensive(false)
  for (const statement of statements) db.exec(statement)
  db.close()
}
const rowsOf = (path: string, sql: string) => {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

test('a running server is backed up into one file that nobody else may read', async () => {
  const made = await rig.run(['backup', rig.file('a.sqlite')])
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining('TỐT: dữ liệu nguyên vẹn') })
  expect(made.said).toMatch(/1 báo cáo, 8\d lần sửa, 2 điểm lưu nhanh, 2 phiên bản/)
  expect(statSync(rig.file('a.sqlite')).mode & 0o777).toBe(0o600)
  expect(readdirSync(rig.folder).filter((name) => name.startsWith('a.sqlite'))).toEqual(['a.sqlite'])
  expect(await rig.run(['verify', rig.file('a.sqlite')])).toMatchObject({ code: 0 })
  expect(await rig.run(['verify'])).toMatchObject({ code: 0 })

  const refused = await rig.run(['backup', rig.file('a.sqlite')])
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('--force') })
  writeFileSync(rig.file('a.sqlite'), 'cũ')
  expect((await rig.run(['backup', rig.file('a.sqlite'), '--force'])).code).toBe(0)
  const nowhere = await rig.run(['backup', rig.file('khong-co/a.sqlite')])
  expect(nowhere).toMatchObject({ code: 1, said: expect.stringContaining('Không có thư mục') })
})

test.each([
  [
    'an edit altered',
    'update edit set bytes = zeroblob(length(bytes)) where seq = 40',
    'lần sửa số 40 bị hỏng',
  ],
  ['an edit missing', 'delete from edit where seq = 41', 'thiếu lần sửa số 41'],
  ['the last edits missing', 'delete from edit where seq > 75', /thiếu các lần sửa số 76 đến 8\d/],
  [
    'a version that never said so',
    `update version set sha256 = '${'a'.repeat(64)}'`,
    'phiên bản 1 “Bản đầu” không còn đúng nguyên văn',
  ],
  ['a checkpoint altered', "update checkpoint set state = x'0000'", 'điểm lưu nhanh'],
  [
    'a move between stages that nobody noted',
    'update stage_move set at = at + 1',
    'một lần chuyển bước không có trong nhật ký',
  ],
  ['the audit altered', "update audit set user_id = 'x' where seq = 2", 'Dòng đầu tiên bị sửa: số 2'],
  ['a reference to nothing', 'pragma foreign_keys = off; delete from office', 'trỏ đến office không có'],
])('verify and backup find %s', async (_what, sql, said) => {
  const dataDir = await rig.copyOfData()
  if (sql.includes('office'))
    change(
      databasePath(dataDir),
      "insert into office_member select id, (select id from office limit 1), 'viewer' from report",
    )
  change(databasePath(dataDir), sql)
  const verified = await rig.run(['verify'], { dataDir })
  expect(verified.code).toBe(1)
  expect(verified.said).toMatch(said)
  const copy = join(dataDir, 'b.sqlite')
  const refused = await rig.run(['backup', copy], { dataDir })
  expect(refused.code).toBe(3)
  expect(refused.said).toMatch(said)
  expect(existsSync(copy)).toBe(false)
  // What is damaged where it comes from can still be kept.
  expect((await rig.run(['backup', copy, '--accept-damage'], { dataDir })).code).toBe(0)
  const restored = await rig.run(['restore', copy], { dataDir })
  expect(restored).toMatchObject({ code: 3, said: expect.stringContaining('CHƯA khôi phục') })
})

test('a backup is restored: everything is back, under new epochs, and what was there is kept', async () => {
  const dataDir = await rig.copyOfData()
  const path = databasePath(dataDir)
  const backup = rig.file('truoc.sqlite')
  expect((await rig.run(['backup', backup], { dataDir })).code).toBe(0)
  const before = rowsOf(path, 'select id, epoch, head_seq from report')
  await write(dataDir, rig.reportId, 5)
  const written = rowsOf(path, 'select id, epoch, head_seq from report')

  const restored = await rig.run(['restore', backup], { dataDir })
  expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('TỐT') })
  const after = rowsOf(path, 'select id, epoch, head_seq from report')
  expect(after).toEqual([{ ...before[0], epoch: expect.any(String) }])
  expect(after[0]?.epoch).not.toBe(before[0]?.epoch)
  expect(rowsOf(path, 'select * from session')).toEqual([])
  expect(rowsOf(path, 'select * from edit')).toEqual(rowsOf(backup, 'select * from edit'))
  const aside = readdirSync(dataDir).filter((name) => name.startsWith('truoc-khoi-phuc-'))
  expect(aside).toHaveLength(1)
  expect(
    rowsOf(join(dataDir, String(aside[0]), 'cung-soan.sqlite'), 'select id, epoch, head_seq from report'),
  ).toEqual(written)
  expect(await rig.run(['verify'], { dataDir })).toMatchObject({ code: 0 })
})

test('the audit says that the data was restored, from where, and how the former audit ended', async () => {
  const dataDir = await rig.copyOfData()
  const path = databasePath(dataDir)
  const backup = rig.file('truoc-nua.sqlite')
  expect((await rig.run(['backup', backup], { dataDir })).code).toBe(0)
  const lastHash = () => String(rowsOf(path, 'select hash from audit order by seq desc limit 1')[0]?.['hash'])
  const inBackup = lastHash()
  expect((await rig.run(['restore', backup], { dataDir })).code).toBe(0)
  const former = lastHash()
  expect(former).not.toBe(inBackup)
  expect((await rig.run(['restore', backup], { dataDir })).code).toBe(0)
  // The chain goes on, and says where from and what it left.
  const [noted] = rowsOf(path, 'select * from audit order by seq desc limit 1')
  expect(noted).toMatchObject({ action: 'restored', report_id: null })
  expect(JSON.parse(String(noted?.['details']))).toEqual({ file: 'truoc-nua.sqlite', former })
  expect(await rig.run(['verify-audit'], { dataDir })).toMatchObject({ code: 0 })
  expect(await rig.run(['verify-audit', '--expect', inBackup], { dataDir })).toMatchObject({ code: 0 })
  expect(await rig.run(['verify-audit', '--expect', former], { dataDir })).toMatchObject({
    code: 1,
    said: expect.stringContaining('khôi phục từ một bản sao lưu cũ hơn'),
  })
})

test('a letter that was changed in a backup is found, whatever it belongs to', async () => {
  const file = rig.file('sua-chu.sqlite')
  expect((await rig.run(['backup', file])).code).toBe(0)
  change(file, "update office set name = name || 'x' where name like '%third'")
  const verified = await rig.run(['verify', file])
  expect(verified).toMatchObject({ code: 1, said: expect.stringContaining('không còn đúng như lúc ghi') })
})

test.each([
  ['a trigger', 'create trigger quyen after update on report begin update account set admin = 1; end'],
  [
    'a view',
    'create view xem as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n',
  ],
  ['a virtual table', 'create virtual table tim using fts5(chu)'],
])('a backup that brings %s along is not restored, whatever is accepted', async (_what, ...statements) => {
  const file = rig.file(`ma-la-${statements.length}-${statements[0].slice(7, 12).trim()}.sqlite`)
  expect((await rig.run(['backup', file])).code).toBe(0)
  change(file, ...statements)
  const dataDir = await rig.copyOfData()
  const before = readFileSync(databasePath(dataDir))
  for (const args of [
    ['verify', file],
    ['restore', file],
    ['restore', file, '--accept-damage'],
  ]) {
    const { code, said } = await rig.run(args, { dataDir })
    expect([code, said]).toEqual([1, expect.stringContaining('có mã lạ')])
  }
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true)
})

test('a trigger that calls itself an index is damage, and does not get in even where damage is accepted', async () => {
  const file = rig.file('ma-la-gia.sqlite')
  expect((await rig.run(['backup', file])).code).toBe(0)
  change(
    file,
    'create index la on report(title)',
    'pragma writable_schema = on',
    `update sqlite_schema set sql = 'CREATE TRIGGER la after update on report begin update account set admin = 1; end' where name = 'la'`,
  )
  const dataDir = await rig.copyOfData()
  const before = readFileSync(databasePath(dataDir))
  expect(await rig.run(['verify', file])).toMatchObject({ code: 1, said: expect.stringContaining('hỏng') })
  expect(await rig.run(['restore', file], { dataDir })).toMatchObject({ code: 3 })
  expect(await rig.run(['restore', file, '--accept-damage'], { dataDir })).toMatchObject({
    code: 1,
    said: expect.stringContaining('giữ nguyên'),
  })
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true)
})

test.each([
  ['whole', []],
  ['damaged', ['delete from edit where seq = 41', 'drop table backup_seal']],
])('a backup of a newer version, %s, is refused, whatever is accepted', async (_how, damage) => {
  const file = rig.file(`moi-hon-${damage.length}.sqlite`)
  expect((await rig.run(['backup', file])).code).toBe(0)
  change(file, "insert into migration (name, at) values ('9999-sau-nay', 0)", ...damage)
  sealCopy(file, (copy) => new DatabaseSync(copy))
  const dataDir = await rig.copyOfData()
  const before = readFileSync(databasePath(dataDir))
  for (const args of [
    ['verify', file],
    ['restore', file],
    ['restore', file, '--accept-damage'],
  ]) {
    const { code, said } = await rig.run(args, { dataDir })
    expect([code, said]).toEqual([1, expect.stringContaining('mới hơn (9999-sau-nay). Hãy dùng bản đó.')])
  }
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true)
})

test('what a newer version wrote is not opened by this one', async () => {
  const dataDir = await rig.copyOfData()
  change(databasePath(dataDir), "insert into migration (name, at) values ('9999-sau-nay', 0)")
  const opened = await rig.run(['office', 'add', 'Cơ quan khác'], { dataDir })
  expect(opened).toMatchObject({ code: 1, said: expect.stringContaining('mới hơn (9999-sau-nay)') })
  expect(rowsOf(databasePath(dataDir), "select name from office where name = 'Cơ quan khác'")).toEqual([])
})

/** A backup as the version before these migrations made it: its tables, with all the rows that it knew. */
function olderBackup(newer: string, path: string, migrations: number): void {
  const db = new DatabaseSync(path)
  db.exec('create table migration (name text primary key, at bigint not null)')
  for (const { name, sql } of MIGRATIONS.slice(0, migrations)) {
    for (const statement of sql) db.exec(statement)
    db.prepare('insert into migration (name, at) values (?, 0)').run(name)
  }
  db.prepare('attach ? as newer').run(newer)
  const tables = db.prepare("select name, sql from newer.sqlite_schema where type = 'table'").all() as {
    name: string
    sql: string
  }[]
  const known = db.prepare("select 1 from main.sqlite_schema where type = 'table' and name = ?")
  const statements = MIGRATIONS.flatMap((migration) => migration.sql)
  const isMigrated = (name: string) => statements.some((sql) => sql.startsWith(`create table ${name} `))
  for (const { name, sql } of tables) {
    if (name === 'migration' || name === 'backup_seal') continue
    // Accounts and sessions are the sign-in's tables, which make themselves.
    if (!isMigrated(name)) db.exec(sql)
    if (!known.get(name)) continue
    const columns = db.prepare('select name from pragma_table_info(?)').all(name) as { name: string }[]
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    db.exec(`insert into main."${name}" (${list}) select ${list} from newer."${name}"`)
  }
  db.exec('detach newer')
  db.close()
  sealCopy(path, (copy) => new DatabaseSync(copy))
}

test.each([[5], [4], [2]])(
  'a backup of an older version, of %i migrations, is verified as it is and restored into this one',
  async (migrations) => {
    const dataDir = await rig.copyOfData()
    const older = rig.file(`cu-${migrations}.sqlite`)
    olderBackup(databasePath(dataDir), older, migrations)
    const before = readFileSync(older)
    const verified = await rig.run(['verify', older])
    expect(verified).toMatchObject({ code: 0, said: expect.stringMatching(/1 báo cáo, 8\d lần sửa/) })
    // Neither changed, nor anything left beside it.
    expect(readFileSync(older).equals(before)).toBe(true)
    const beside = readdirSync(rig.folder).filter((name) => name.startsWith(`cu-${migrations}`))
    expect(beside).toEqual([`cu-${migrations}.sqlite`])

    const restored = await rig.run(['restore', older], { dataDir })
    expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('TỐT') })
    const path = databasePath(dataDir)
    expect(rowsOf(path, 'select bytes from edit')).toEqual(rowsOf(older, 'select bytes from edit'))
    expect(rowsOf(path, 'select name from migration')).toHaveLength(MIGRATIONS.length)
    expect(await rig.run(['verify'], { dataDir })).toMatchObject({ code: 0 })
    expect(await rig.run(['verify-audit'], { dataDir })).toMatchObject({ code: 0 })
    expect(readdirSync(dataDir).filter((name) => name.includes('-moi'))).toEqual([])
  },
)

test('what was changed in a backup of an older version is found, and not restored', async () => {
  const dataDir = await rig.copyOfData()
  const older = rig.file('cu-hong.sqlite')
  olderBackup(databasePath(dataDir), older, 5)
  const untouched = readFileSync(older)
  change(older, "update report set title = title || 'x'")
  expect(await rig.run(['verify', older])).toMatchObject({
    code: 1,
    said: expect.stringContaining('không còn đúng như lúc ghi'),
  })
  expect(await rig.run(['restore', older], { dataDir })).toMatchObject({ code: 3 })
  // Without its seal: the rows speak for themselves.
  writeFileSync(older, untouched)
  change(older, 'drop table backup_seal', 'delete from edit where seq = 41')
  const verified = await rig.run(['verify', older])
  expect(verified).toMatchObject({ code: 1, said: expect.stringContaining('thiếu lần sửa số 41') })
})

test('before the server of a new version is started for the first time, its data can be backed up', async () => {
  const dataDir = await rig.copyOfData()
  const older = rig.file('truoc-nang-cap.sqlite')
  olderBackup(databasePath(dataDir), older, 5)
  writeFileSync(databasePath(dataDir), readFileSync(older))
  const made = await rig.run(['backup', join(dataDir, 'giu.sqlite')], { dataDir })
  expect(made).toMatchObject({ code: 0, said: expect.stringContaining('TỐT') })
  expect(rowsOf(join(dataDir, 'giu.sqlite'), 'select name from migration')).toHaveLength(5)
  expect(rowsOf(databasePath(dataDir), 'select name from migration')).toHaveLength(5)
})

test('while a server runs nothing is restored', async () => {
  const backup = rig.file('dang-chay.sqlite')
  await rig.run(['backup', backup])
  const refused = await rig.run(['restore', backup])
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('máy chủ Cùng Soạn khác sử dụng') })
})

test('what is no backup is refused, and nothing is touched', async () => {
  const dataDir = await rig.copyOfData()
  const path = databasePath(dataDir)
  const before = readFileSync(path)
  writeFileSync(rig.file('khac.txt'), 'Không phải cơ sở dữ liệu.'.repeat(100))
  const other = new DatabaseSync(rig.file('khac.sqlite'))
  other.exec('create table x (y)')
  other.close()
  for (const name of ['khac.txt', 'khac.sqlite', 'khong-co.sqlite']) {
    const { code, said } = await rig.run(['restore', rig.file(name)], { dataDir })
    expect([name, code === 0]).toEqual([name, false])
    expect(said).toMatch(/CHƯA khôi phục|giữ nguyên/)
  }
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(
    readdirSync(dataDir).filter((name) => name.includes('khoi-phuc') || name.includes('restor')),
  ).toEqual([])
})

test('everything is exported in open formats, and only into a directory of its own', async () => {
  const directory = rig.file('du-lieu-mo')
  const done = await rig.run(['export-all', directory])
  expect(done).toMatchObject({ code: 0, said: expect.stringContaining('Đã xuất 1 báo cáo') })
  const names = readdirSync(directory)
  expect(names.filter((name) => !name.startsWith('001')).sort()).toEqual([
    'DOC-TRUOC.txt',
    'co-quan.csv',
    'index.csv',
    'nhat-ky.csv',
  ])
  const folder = join(directory, String(names.find((name) => name.startsWith('001'))))
  expect(readdirSync(folder).sort()).toEqual([
    'bao-cao.docx',
    'bao-cao.json',
    'cac-phan.csv',
    'gop-y.csv',
    'nhat-ky.csv',
    'phien-ban.csv',
    'van-ban.txt',
  ])
  const told = JSON.parse(readFileSync(join(folder, 'bao-cao.json'), 'utf8')) as Record<string, unknown>
  expect(told).toMatchObject({
    id: rig.reportId,
    versions: [{ name: 'Bản đầu' }, { kind: 'stage' }],
    moves: [{ to_stage: 'appraisal' }],
    stage: 'appraisal',
  })
  expect(readFileSync(join(folder, 'phien-ban.csv'), 'utf8')).toMatch(/\n1,Bản đầu,.*[0-9a-f]{64}/)
  expect(readFileSync(join(folder, 'van-ban.txt'), 'utf8')).toContain('từ 59')
  expect(readFileSync(join(folder, 'bao-cao.docx')).subarray(0, 2).toString()).toBe('PK')
  expect(readFileSync(join(directory, 'nhat-ky.csv'), 'utf8')).toContain('Lưu phiên bản')
  expect(readFileSync(join(directory, 'index.csv'), 'utf8')).toContain(rig.reportId)
  const again = await rig.run(['export-all', directory])
  expect(again).toMatchObject({ code: 1, said: expect.stringContaining('không trống') })
})

test('pictures, signed files and files of offices come out of an export byte by byte', async () => {
  const dataDir = await rig.copyOfData()
  const db = new DatabaseSync(databasePath(dataDir))
  const bytes = (seed: number) => Uint8Array.from({ length: 5000 }, (_, at) => (at * 31 + seed) % 256)
  const sha256 = (seed: number) => createHash('sha256').update(bytes(seed)).digest('hex')
  const picture = sha256(1).slice(0, 32)
  db.prepare('insert into image values (?, ?, ?, 10, 10, ?, ?, 1)').run(
    rig.reportId,
    picture,
    'image/png',
    bytes(1),
    'x',
  )
  db.prepare(
    `insert into signature select report_id, id, ?, 'pdf', ?, ?, 1, 'x', 'Người ký', '' from version limit 1`,
  ).run('../../Bản đã ký.pdf', sha256(2), bytes(2))
  const office = String(db.prepare('select id from office limit 1').get()?.['id'])
  db.prepare(
    `insert into contribution (report_id, id, office_id, title, file_name, type, sha256, parts, warnings, at, by_id, by_name, bytes)
     values (?, 'gop1', ?, 'Báo cáo của Sở', 'Báo cáo.docx', 'docx', ?, '[]', '[]', 1, 'x', 'Người soạn 1', ?)`,
  ).run(rig.reportId, office, sha256(3), bytes(3))
  db.close()

  const directory = join(dataDir, 'xuat')
  expect(await rig.run(['export-all', directory], { dataDir })).toMatchObject({ code: 0 })
  const folder = join(directory, String(readdirSync(directory).find((name) => name.startsWith('001'))))
  const only = (group: string) => {
    const names = readdirSync(join(folder, group))
    expect(names).toHaveLength(1)
    return readFileSync(join(folder, group, String(names[0])))
  }
  expect(only('hinh').equals(bytes(1))).toBe(true)
  expect(only('ban-da-ky').equals(bytes(2))).toBe(true)
  expect(only('co-quan-gui').equals(bytes(3))).toBe(true)
  const told = JSON.parse(readFileSync(join(folder, 'bao-cao.json'), 'utf8')) as Record<string, unknown>
  expect(told).toMatchObject({
    signature: [{ sha256: sha256(2) }],
    contributions: [{ id: 'gop1', title: 'Báo cáo của Sở', sha256: sha256(3) }],
    versions: rowsOf(
      databasePath(dataDir),
      'select id, number, name, sha256 from version order by number',
    ).map((row) => ({ ...row })),
  })
  // Nothing is left of the copy that it was read from.
  expect(readdirSync(directory).filter((name) => name.includes('tmp'))).toEqual([])
})

test('who asks about a paper changes nothing in the data, not even to bring it to this version', async () => {
  const dataDir = await rig.copyOfData()
  const older = rig.file('hoi-giay.sqlite')
  olderBackup(databasePath(dataDir), older, 5)
  writeFileSync(databasePath(dataDir), readFileSync(older))
  const paper = join(dataDir, 'giay.pdf')
  writeFileSync(paper, '%PDF-1.7')
  const before = readFileSync(databasePath(dataDir))
  const asked = await rig.run(['verify', paper], { dataDir })
  expect(asked).toMatchObject({ code: 1, said: expect.stringContaining('KHÔNG NHẬN RA') })
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true)
})

test('what a restore left that was killed before it was decided is taken away by the next, and nothing else', async () => {
  const dataDir = await rig.copyOfData()
  const path = databasePath(dataDir)
  const leftOver = ['.restoring', '.restoring-wal', '.restoring-journal', '.restoring-moi'].map(
    (ending) => path + ending,
  )
  for (const name of leftOver) writeFileSync(name, 'dở dang')
  const before = readFileSync(path)
  expect(finishRestore(path)).toBe(undefined)
  expect(leftOver.filter((name) => existsSync(name))).toEqual([])
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('an export that does not fit says so and leaves nothing', async () => {
  const directory = rig.file('khong-vua')
  const full = await rig.run(['export-all', directory], { largestFile: 100 })
  expect(full).toMatchObject({ code: 1, said: expect.stringMatching(/Không xuất được.*(Ổ đĩa|Tệp lớn)/) })
  expect(existsSync(directory)).toBe(false)
  expect(existsSync(`${directory}.part`)).toBe(false)
})
