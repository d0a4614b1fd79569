import { spawn } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryDatabase } from '../../room/rig.ts'
import { updateLogContract } from '../contract.ts'
import type { UpdateLog } from '../ports.ts'
import { openSqliteLog } from './log.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './tables.ts'

const logger = pino({ level: 'silent' })

updateLogContract('SQLite', () => {
  const { path, db, remove } = temporaryDatabase(['r1', 'r2'])
  const blob = { edit: 'bytes', checkpoint: 'state' } as const
  return Promise.resolve({
    open: () => openSqliteLog({ path, logger }),
    damage: ({ table, reportId, seq, how }) => {
      if (how === 'remove') {
        db.prepare(`delete from ${table} where report_id = ? and seq = ?`).run(reportId, seq)
      } else {
        const column = blob[table]
        const select = db.prepare(`select ${column} as blob from ${table} where report_id = ? and seq = ?`)
        const { blob: bytes } = select.get(reportId, seq) as { blob: Uint8Array }
        bytes[bytes.length >> 1]! ^= 1
        db.prepare(`update ${table} set ${column} = ? where report_id = ? and seq = ?`).run(
          bytes,
          reportId,
          seq,
        )
      }
      return Promise.resolve()
    },
    quarantined: (reportId) =>
      Promise.resolve(
        db
          .prepare('select seq from quarantine where report_id = ?')
          .all(reportId)
          .map((row) => Number(row['seq'])),
      ),
    storedBytes: (reportId, seq) =>
      Promise.resolve(
        db.prepare('select bytes from edit where report_id = ? and seq = ?').get(reportId, seq)?.[
          'bytes'
        ] as Uint8Array,
      ),
    editedAt: (reportId) =>
      Promise.resolve(
        Number(db.prepare('select edited_at from report where id = ?').get(reportId)?.['edited_at']),
      ),
    addVersion: (reportId, seq) => {
      db.prepare(
        `insert into version (report_id, id, number, name, kind, seq, at, by_id, by_name, sha256, title, head)
         values (?, ?, ?, '', 'named', ?, 0, '', '', '', '', '{}')`,
      ).run(reportId, `v${seq}`, seq, seq)
      return Promise.resolve()
    },
    checkpoints: (reportId) =>
      Promise.resolve(
        db
          .prepare('select seq from checkpoint where report_id = ? order by seq')
          .all(reportId)
          .map((row) => Number(row['seq'])),
      ),
    storedSections: (reportId) =>
      Promise.resolve(
        db
          .prepare('select sections from edit where report_id = ? order by seq')
          .all(reportId)
          .map((row) => String(row['sections'])),
      ),
    writeAndCrash: () => writeAndCrash(path),
    remove: () => Promise.resolve(remove()),
  })
})

/** Starts a writer, waits until it has been told a few numbers, and kills it while it goes on. */
function writeAndCrash(path: string): Promise<number> {
  const program = `
    import { openSqliteLog } from ${JSON.stringify(new URL('./log.ts', import.meta.url).href)}
    const log = await openSqliteLog({ path: ${JSON.stringify(path)}, logger: { error() {} } })
    const edit = { reportId: 'r1', userId: 'u', connection: 'c', at: 1, bytes: new Uint8Array(5000), newClients: [], sections: [] }
    for (;;) {
      await Promise.all([1, 2, 3].map(async () => {
        const heads = await log.append([edit, edit])
        process.stdout.write(heads.get('r1') + '\\n')
      }))
    }`
  const writer = spawn(process.execPath, ['--input-type=module', '-e', program])
  return new Promise((resolve, reject) => {
    let told = ''
    writer.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      if (told.split('\n').length > 30) writer.kill('SIGKILL')
    })
    writer.on('error', reject)
    // Half a line is a number it was told and could not say whole: only whole lines count.
    writer.on('close', () => resolve(Math.max(...told.split('\n').slice(0, -1).map(Number))))
  })
}

describe('the log in SQLite', () => {
  const cleanUp: (() => void | Promise<void>)[] = []
  afterEach(async () => {
    for (const clean of cleanUp.splice(0).toReversed()) await clean()
  })
  const opened = async (path: string): Promise<UpdateLog> => {
    const log = await openSqliteLog({ path, logger })
    cleanUp.push(() => log.stop())
    return log
  }
  const edit = {
    reportId: 'r1',
    userId: 'u1',
    connection: 'c1',
    at: 1,
    bytes: new Uint8Array(10_000),
    newClients: [],
    sections: [],
  }

  it('cannot be opened where there is no folder', async () => {
    await expect(openSqliteLog({ path: '/nowhere/at/all.db', logger })).rejects.toThrow()
  })

  it('syncs every commit to the disk', async () => {
    const { path, db, remove } = temporaryDatabase(['r1'])
    cleanUp.push(remove)
    await opened(path)
    expect(db.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
  })

  it('rejects when the disk is full, with nothing half written, and goes on when there is room', async () => {
    const { path, db, remove } = temporaryDatabase(['r1'])
    cleanUp.push(remove)
    const log = await opened(path)
    await log.append([edit])
    // A trigger stands for the full disk: the last row of a batch cannot be written.
    db.exec(
      `create trigger full before insert on edit when new.user_id = 'last' begin
         select raise(rollback, 'database or disk is full'); end`,
    )
    await expect(log.append([edit, { ...edit, userId: 'last' }])).rejects.toThrow('full')
    expect((await log.load('r1'))?.headSeq).toBe(1)
    expect(db.prepare('select count(*) as n from edit').get()).toEqual({ n: 1 })
    db.exec('drop trigger full')
    expect(await log.append([edit])).toEqual(new Map([['r1', 2]]))
  })

  it('waits for another process that holds the file', async () => {
    const { path, db, remove } = temporaryDatabase(['r1'])
    cleanUp.push(remove)
    const log = await opened(path)
    db.exec('begin immediate')
    const appended = log.append([edit])
    await log.readSince('r1', 0)
    db.exec('commit')
    expect(await appended).toEqual(new Map([['r1', 1]]))
  })

  it('brings a database to the newest tables once, whoever comes first', () => {
    const { path, db, remove } = temporaryDatabase(['r1'])
    cleanUp.push(remove)
    const other = new DatabaseSync(path)
    migrate(other)
    expect(other.prepare('select id from report').all()).toHaveLength(1)
    expect(db.prepare('select count(*) as n from migration').get()).toEqual({
      n: MIGRATIONS.length,
    })
    other.close()
  })
})
