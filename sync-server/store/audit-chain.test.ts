import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { must } from '../../report/must.ts'
import { openRecordsRig, type RecordsRig } from './records/rig.ts'
import { chainOlderRows } from './sqlite/chain-older-rows.ts'
import { walkAudit } from './sqlite/walk-audit.ts'

vi.setConfig({ testTimeout: 60_000 })

const cli = new URL('../cli.ts', import.meta.url).pathname

let rig: RecordsRig
let db: DatabaseSync
beforeEach(async () => {
  rig = await openRecordsRig()
  db = rig.database.sqlite
})
afterEach(() => rig.stop())

async function note(count: number, from = 0): Promise<void> {
  for (let at = from; at < from + count; at++) {
    const details = { name: `Tờ trình “${at}” \ud800`, note: 'x\u0000y \ufffd' }
    await rig.records.audit({ at: 1_650_000_000_000 + at, action: 'exported', userId: `u${at}`, details })
  }
}

test('rows that nobody touched make a sound chain, whatever is in them', async () => {
  await note(3)
  await rig.records.atomically(async (inside) => {
    await inside.audit({ at: 1, action: 'sign-in', userId: null, reportId: '\udc00', sectionId: 'á' })
    await inside.audit({ at: 2, action: 'sign-out', userId: null })
  })
  await expect(
    rig.records.atomically(async (inside) => {
      await inside.audit({ at: 3, action: 'sign-out', userId: null })
      throw new Error('given up')
    }),
  ).rejects.toThrow('given up')
  await note(1, 9)
  const walk = walkAudit(db)
  expect(walk).toMatchObject({ rows: 6, broken: undefined })
  const first = db.prepare('select hash from audit where seq = 2').get() as { hash: string }
  expect(walkAudit(db, first.hash).broken).toBeUndefined()
  expect(walkAudit(db, walk.hash).broken).toBeUndefined()
  db.exec('delete from audit where seq = 6')
  expect(walkAudit(db).broken).toBeUndefined()
  expect(walkAudit(db, walk.hash).broken).toEqual({ kind: 'cut', expected: walk.hash })
})

const COLUMNS = ['seq', 'at', 'action', 'user_id', 'report_id', 'section_id', 'details', 'hash'] as const

/** The value with one bit the other way, as a damaged page or a patched file would have it. */
function flip(column: (typeof COLUMNS)[number], seq: number, bit: number): void {
  const read = db.prepare(
    `select cast(${column} as blob) as bytes, ${column} as value from audit where seq = ?`,
  )
  read.setReadBigInts(true)
  const { bytes, value } = read.get(seq) as { bytes: Uint8Array; value: unknown }
  if (typeof value === 'bigint') {
    const altered = BigInt.asIntN(64, value ^ (1n << BigInt(bit % 63)))
    db.prepare(`update audit set ${column} = ? where seq = ?`).run(altered, seq)
    return
  }
  const altered = Uint8Array.from(bytes)
  const at = bit % (altered.length * 8)
  altered[at >> 3] = must(altered[at >> 3], 'a byte') ^ (1 << (at & 7))
  db.prepare(`update audit set ${column} = cast(? as text) where seq = ?`).run(altered, seq)
}

test('any one bit of any row is missed by nobody, and the row is named', async () => {
  await note(8)
  db.exec("update audit set report_id = 'r', section_id = 'mục', hash = ''")
  chainOlderRows(db)
  const sound = walkAudit(db)
  expect(sound.broken).toBeUndefined()
  fc.assert(
    fc.property(
      fc.constantFrom(...COLUMNS),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(100_000),
      (column, seq, bit) => {
        db.exec('savepoint flip')
        try {
          // A number that another row has cannot be taken.
          try {
            flip(column, seq, bit)
          } catch (error) {
            expect(String(error)).toContain('UNIQUE')
            return
          }
          const { broken } = walkAudit(db)
          if (column === 'seq') {
            expect(broken ?? walkAudit(db, sound.hash).broken).toBeDefined()
            return
          }
          expect(broken).toMatchObject({ row: { seq: BigInt(seq) } })
          if (column !== 'hash' && seq < 8) expect(broken?.kind).toBe('altered')
        } finally {
          db.exec('rollback to flip; release flip')
        }
      },
    ),
    { numRuns: 800 },
  )
})

test.each<[string, string, object]>([
  ['a row removed', 'delete from audit where seq = 4', { kind: 'removed', from: 4, to: 4 }],
  ['the first rows removed', 'delete from audit where seq < 3', { kind: 'removed', from: 1, to: 2 }],
  [
    'a row removed and the others moved up',
    'delete from audit where seq = 4; update audit set seq = seq - 1 where seq > 4',
    { kind: 'foreign', row: { seq: 4n } },
  ],
  [
    'a row put in at the end',
    "insert into audit (at, action, details) values (5, 'sign-in', '{}')",
    { kind: 'foreign', row: { seq: 9n } },
  ],
  [
    'a row put before the first',
    "insert into audit (seq, at, action, details) values (0, 5, 'sign-in', '{}')",
    { kind: 'foreign', row: { seq: 0n } },
  ],
  [
    'two rows that changed places',
    'update audit set seq = 99 where seq = 3; update audit set seq = 3 where seq = 4; update audit set seq = 4 where seq = 99',
    { kind: 'foreign', row: { seq: 3n } },
  ],
])('%s is found', async (_what, sql, broken) => {
  await note(8)
  db.exec(sql)
  expect(walkAudit(db).broken).toMatchObject(broken)
})

test('rows of before the chain are chained once, and go on from there', async () => {
  db.exec(`insert into audit (seq, at, action, user_id, details) values
    (2, 10, 'sign-in', 'a', '{}'), (5, 20, 'sign-out', 'a', '{"x":"y"}'), (6, 30, 'sign-in', null, '{}')`)
  expect(walkAudit(db).broken).toBeDefined()
  chainOlderRows(db)
  await note(2)
  expect(walkAudit(db)).toMatchObject({ rows: 5, broken: undefined })
})

test('processes that note things at the same time make one chain', async () => {
  const location = must(db.location(), 'a file')
  const env = { ...process.env, DATA_DIR: dirname(location) }
  const office = (name: string) =>
    promisify(execFile)(process.execPath, [cli, 'office', 'add', name], { env })
  const others = ['A', 'B', 'C'].map(office)
  const still = { running: true }
  const ended = Promise.all(others).finally(() => (still.running = false))
  let noted = 0
  while (still.running) {
    await note(1, noted++)
    // As fast as people are: who writes without a pause keeps the other processes out.
    await setTimeout(5)
  }
  await ended
  expect(walkAudit(db)).toMatchObject({ rows: noted + 3, broken: undefined })
})

test('the command names the row, its time and its action', async () => {
  await note(6)
  const env = { ...process.env, DATA_DIR: dirname(must(db.location(), 'a file')) }
  const verify = async (...args: string[]) => {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [cli, 'verify-audit', ...args], { env })
      return { code: 0, said: stdout }
    } catch (error) {
      const { code, stderr } = error as { code: number; stderr: string }
      return { code, said: stderr }
    }
  }
  const sound = await verify()
  const hash = must(/Mã của dòng cuối: ([0-9a-f]{64})/.exec(sound.said)?.[1], 'the last hash')
  expect(sound).toMatchObject({ code: 0, said: expect.stringContaining('nguyên vẹn: 6 dòng') })
  await note(1, 6)
  expect((await verify('--expect', hash.toUpperCase())).code).toBe(0)
  expect((await verify('--expect', 'abc')).code).toBe(2)
  db.exec('delete from audit where seq > 4')
  expect(await verify('--expect', hash)).toMatchObject({ code: 1, said: expect.stringContaining('bị cắt') })
  db.exec(`update audit set user_id = 'other' where seq = 2`)
  const altered = await verify()
  expect(altered.code).toBe(1)
  expect(altered.said).toContain('Dòng đầu tiên bị sửa: số 2, lúc 2022-04-15 12:20:00, việc “Xuất báo cáo”')
})
