import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '../report/wire/close-codes.ts'
import { readSections } from '../report/sections.ts'
import { onDatabase } from './rig/database.ts'
import { checkedReport, openDrafter } from './rig/drafter.ts'
import { type Province, call, foundProvince } from './rig/province.ts'
import { openRaw, readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import { type StockClient, connectStock, newParagraph, sectionsOf } from './rig/stock-client.ts'
import { say, until } from './rig/until.ts'

/** One test for each row of "Top reported bugs" (reference/sync.md §6): faults that other servers of this kind had. */
let server: Server
let province: Province
const open: StockClient[] = []

beforeAll(async () => {
  server = await startServer({
    env: { LIMIT_FRAMES_PER_SECOND: '100000', LIMIT_BYTES_PER_SECOND: '100000000', LOG_LEVEL: 'warn' },
  })
  province = await foundProvince(server, { people: 4 })
})
afterEach(() => {
  for (const client of open.splice(0)) client.stop()
})
afterAll(() => server?.stop())

function connect(
  index: number,
  reportId: string,
  options: Parameters<typeof connectStock>[3] = {},
): StockClient {
  const client = connectStock(server, province.person(index), reportId, { maxBackoffTime: 100, ...options })
  open.push(client)
  return client
}

const textOf = (doc: Y.Doc): string => doc.getXmlFragment('report').toJSON()
const read = (reportId: string): Promise<Y.Doc> => readReport(server.syncUrl, reportId, province.person(0))

/** Types `text` into a new paragraph of the section and waits until it is on disk. */
async function write(client: StockClient, text: string, section = 0): Promise<void> {
  client.edit(text, (fragment) =>
    newParagraph(sectionsOf(fragment)[section]!, `d${client.doc.clientID}x${client.edits.length}`).insert(
      0,
      text,
    ),
  )
  await client.allSaved()
}

async function restart(): Promise<void> {
  await server.kill()
  await server.start()
}

/** Damages rows while the server is down, as a bad disk would. */
async function whileDown(damage: () => void): Promise<void> {
  expect((await server.terminate()).code).toBe(0)
  damage()
  await server.start()
}

test('initial content duplicated: however many open a new report at once, and after restarts, each heading is there once', async () => {
  const { id } = await province.newReport()
  const titles = (await province.detail(id)).sections.map(({ title }) => title)
  for (let round = 0; round < 3; round++) {
    const everybody = [0, 1, 2, 3, 0, 1].map((index) => connect(index, id))
    const drafters = everybody.slice(0, 2).map((client) => openDrafter(client))
    await Promise.all(everybody.map((client) => client.synced()))
    for (const { fragment } of everybody) {
      expect(sectionsOf(fragment).map((section) => section.getAttribute('title'))).toEqual(titles)
    }
    for (const drafter of drafters) drafter.stop()
    for (const client of open.splice(0)) client.stop()
    await restart()
  }
  expect(readSections(await read(id)).map(({ title }) => title)).toEqual(titles)
  const [seed] = onDatabase(server, (db) =>
    db.prepare(`select count(*) as rows from edit where report_id = ? and seq = 1`).all(id),
  )
  expect(seed).toEqual({ rows: 1 })
})

test('duplicated after the server lost its history: a client of another epoch is closed with 4409 and merges nothing', async () => {
  const { id, epoch } = await province.newReport()
  const stale = connect(0, id, { acked: true, params: { v: '1', e: epoch } })
  await stale.synced()
  await write(stale, 'viết trong lịch sử cũ')
  stale.provider.disconnect()
  // The history is replaced: another epoch, another seed (as restoring an old backup would do).
  const other = await province.newReport()
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.exec(`delete from edit where report_id = '${id}'`)
      db.exec(`delete from checkpoint where report_id = '${id}'`)
      db.exec(`delete from client_owner where report_id = '${id}'`)
      db.exec(
        `insert into edit select '${id}', seq, user_id, connection, at, crc, bytes, sections from edit where report_id = '${other.id}' and seq = 1`,
      )
      db.exec(`update report set epoch = 'thoi-ky-moi', head_seq = 1 where id = '${id}'`)
    }),
  )
  stale.provider.connect()
  await until('it is turned away', () => stale.closings.length > 0)
  expect(stale.closings[0]?.code).toBe(CLOSE.epochChanged)
  expect(stale.provider.shouldConnect).toBe(false)
  const doc = await read(id)
  expect(textOf(doc)).not.toContain('viết trong lịch sử cũ')
  const titles = readSections(doc).map(({ title }) => title)
  expect(titles.length).toBe(readSections(await read(other.id)).length)
})

test('a failed load never yields a blank report: without any sound row the door stays shut and nothing is overwritten', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  await write(writer, 'còn đây')
  writer.stop()
  const before = onDatabase(server, (db) =>
    db.prepare('select count(*) as n from edit where report_id = ?').get(id),
  )
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.prepare('delete from checkpoint where report_id = ?').run(id)
      db.prepare(`update edit set bytes = x'00ff00ff' where report_id = ?`).run(id)
    }),
  )
  const raw = await openRaw(`${server.syncUrl}/${id}`, { session: province.person(1) })
  expect((await raw.closed()).code).toBe(CLOSE.unavailable)
  expect(textOf(raw.doc)).toBe('')
  expect(raw.frames.length).toBe(0)
  raw.stop()
  expect(
    onDatabase(server, (db) => db.prepare('select count(*) as n from edit where report_id = ?').get(id)),
  ).toEqual(before)
  expect(server.running()).toBe(true)
})

test('corrupt stored update: one bad row is set aside and named, the rest of the report opens and goes on', async () => {
  const { id } = await province.newReport()
  const [one, two] = [connect(0, id, { acked: true }), connect(1, id, { acked: true })]
  await Promise.all([one.synced(), two.synced()])
  await write(one, 'đoạn đầu', 0)
  await write(two, 'đoạn hỏng', 1)
  await write(one, 'đoạn cuối', 2)
  for (const client of open.splice(0)) client.stop()
  let damaged = 0
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.prepare('delete from checkpoint where report_id = ?').run(id)
      const rows = db.prepare('select seq, bytes from edit where report_id = ?').all(id) as {
        seq: number
        bytes: Uint8Array
      }[]
      const row = rows.find(({ bytes }) => Buffer.from(bytes).includes('đoạn hỏng'))!
      const bytes = row.bytes.slice()
      bytes[5] = (bytes[5] ?? 0) ^ 0x10
      damaged = row.seq
      db.prepare('update edit set bytes = ? where report_id = ? and seq = ?').run(bytes, id, damaged)
    }),
  )
  const reader = connect(2, id, { acked: true })
  await reader.synced()
  expect(textOf(reader.doc)).toContain('đoạn đầu')
  expect(textOf(reader.doc)).toContain('đoạn cuối')
  expect(textOf(reader.doc)).not.toContain('đoạn hỏng')
  checkedReport(reader.fragment)
  const aside = onDatabase(server, (db) =>
    db.prepare('select seq from quarantine where report_id = ?').all(id),
  )
  expect(aside).toEqual([{ seq: damaged }])
  await write(reader, 'viết tiếp', 3)
  reader.stop()
  await restart()
  expect(textOf(await read(id))).toContain('viết tiếp')
  // The damaged row is still there for somebody to look at.
  const kept = onDatabase(server, (db) =>
    db.prepare('select count(*) as n from edit where report_id = ? and seq = ?').get(id, damaged),
  )
  expect(kept).toEqual({ n: 1 })
})

test('whoever wrote the damaged edit brings it back by connecting', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  await write(writer, 'mất trên đĩa', 0)
  writer.provider.disconnect()
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.prepare('delete from checkpoint where report_id = ?').run(id)
      db.prepare(`update edit set crc = crc + 1 where report_id = ? and seq > 1`).run(id)
    }),
  )
  expect(textOf(await read(id))).not.toContain('mất trên đĩa')
  writer.provider.connect()
  await writer.allSaved()
  expect(textOf(await read(id))).toContain('mất trên đĩa')
})

test('two who hold each other’s damaged edits bring back all of it, whoever comes first', async () => {
  const { id } = await province.newReport()
  const [one, two] = [connect(0, id, { acked: true }), connect(1, id, { acked: true })]
  await Promise.all([one.synced(), two.synced()])
  await write(one, 'của người thứ nhất', 0)
  await write(two, 'của người thứ hai', 1)
  await until('the first has both', () => textOf(one.doc).includes('của người thứ hai'))
  for (const client of open) client.provider.disconnect()
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.prepare('delete from checkpoint where report_id = ?').run(id)
      db.prepare(`update edit set crc = crc + 1 where report_id = ? and seq > 1`).run(id)
    }),
  )
  expect(textOf(await read(id))).not.toContain('của người thứ hai')
  for (const client of open) client.provider.connect()
  await Promise.all(open.map((client) => client.allSaved()))
  const text = textOf(await read(id))
  expect(text).toContain('của người thứ nhất')
  expect(text).toContain('của người thứ hai')
  await write(two, 'và nối tiếp', 1)
  expect(textOf(await read(id))).toContain('và nối tiếp')
  expect(open.flatMap((client) => client.refusals)).toEqual([])
})

test('a damaged checkpoint is not believed: the log behind it is', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  for (let index = 0; index < 40; index++) await write(writer, `câu ${index}.`, index % 5)
  const text = textOf(writer.doc)
  writer.stop()
  await until(
    'there is a checkpoint',
    async () => {
      if (checkpoints(id) > 0) return true
      await restart() // unloading and starting again are when one is made
      await read(id)
      return checkpoints(id) > 0
    },
    10_000,
  ).catch(() => undefined)
  await whileDown(() =>
    onDatabase(server, (db) => {
      db.prepare(
        'delete from checkpoint where report_id = ? and seq < (select max(seq) from checkpoint where report_id = ?)',
      ).run(id, id)
      db.prepare(`update checkpoint set state = x'0000' where report_id = ?`).run(id)
    }),
  )
  expect(textOf(await read(id))).toBe(text)
})

function checkpoints(id: string): number {
  const row = onDatabase(server, (db) =>
    db.prepare('select count(*) as n from checkpoint where report_id = ?').get(id),
  )
  return Number(row?.n)
}

test('a reader’s close or a shutdown triggers or omits a store: reading writes no row, the last writer’s close loses none', async () => {
  const { id } = await province.newReport()
  const rows = (): number =>
    Number(
      onDatabase(server, (db) => db.prepare('select count(*) as n from edit where report_id = ?').get(id))?.n,
    )
  await read(id)
  const before = rows()
  for (let index = 0; index < 10; index++) await read(id)
  expect(rows()).toBe(before)
  // Typed, and the browser closed at once without waiting for any answer: what the server took in is kept.
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  const reader = connect(1, id)
  await reader.synced()
  writer.edit('last', (fragment) => newParagraph(sectionsOf(fragment)[0]!, 'cuoi').insert(0, 'câu cuối cùng'))
  await until('somebody has seen it', () => textOf(reader.doc).includes('câu cuối cùng'))
  for (const client of open.splice(0)) client.stop()
  await server.kill()
  await server.start()
  expect(textOf(await read(id))).toContain('câu cuối cùng')
})

test('updates lost in the race of unloading and joining: storms of leaving and coming lose nothing', async () => {
  const { id } = await province.newReport()
  const expected: string[] = []
  for (let round = 0; round < 40; round++) {
    const client = connect(round % 4, id, { acked: true })
    await client.synced()
    const words = Array.from({ length: 3 }, (_, index) => `vòng ${round}.${index};`)
    for (const word of words) {
      client.edit(word, (fragment) =>
        newParagraph(sectionsOf(fragment)[round % 5]!, `v${round}x${word.length}`).insert(0, word),
      )
    }
    if (round % 2 === 0) {
      await client.allSaved()
      expected.push(...words)
    }
    // Leaves in the middle of it; the next one comes while the room is being left.
    client.stop()
  }
  const text = textOf(await read(id))
  for (const word of expected) expect(text).toContain(word)
  await restart()
  const after = textOf(await read(id))
  for (const word of expected) expect(after).toContain(word)
})

test('a socket replaced by a newer one of the same person: the late close of the old one harms nothing', async () => {
  const { id } = await province.newReport()
  const doc = new Y.Doc()
  const first = connect(0, id, { acked: true, doc })
  await first.synced()
  await write(first, 'trước')
  // The same document by a second line, as after a change of network; then the first line dies.
  const second = connectStock(server, province.person(0), id, { acked: true, doc })
  await second.synced()
  first.provider.destroy()
  const watcher = connect(1, id)
  await watcher.synced()
  second.provider.awareness.setLocalStateField('section', 'a')
  await until('still there', () => watcher.provider.awareness.getStates().has(doc.clientID))
  await write(second, 'sau')
  await until('and heard', () => textOf(watcher.doc).includes('sau'))
  second.stop()
})

test('store storm: many keys of many people share few transactions', async () => {
  const { id } = await province.newReport()
  const people = [0, 1, 2, 3].map((index) => connect(index, id, { acked: true }))
  await Promise.all(people.map((client) => client.synced()))
  const counted = async (): Promise<{ commits: number; edits: number; at: number }> => {
    const metrics = await server.metrics()
    return {
      commits: metrics.get('cs_commit_seconds_count') ?? Number.NaN,
      edits: metrics.get('cs_edits_total') ?? Number.NaN,
      at: Date.now(),
    }
  }
  const texts = people.map((client, index) => {
    let text: Y.XmlText | undefined
    client.edit('p', (fragment) => (text = newParagraph(sectionsOf(fragment)[index]!, `bao${index}`)))
    return text!
  })
  await Promise.all(people.map((client) => client.allSaved()))
  const before = await counted()
  for (let key = 0; key < 500; key++) {
    for (const [index, client] of people.entries()) client.edit('k', () => texts[index]!.insert(0, 'k'))
    if (key % 10 === 0)
      await until('some are saved', () => people.every((client) => client.sent() - client.settled() < 40))
  }
  await Promise.all(people.map((client) => client.allSaved()))
  const after = await counted()
  const commits = after.commits - before.commits
  say(
    `store storm: ${after.edits - before.edits} edits in ${commits} transactions, ${after.at - before.at} ms`,
  )
  // The server's own repair of ids may come on top.
  expect(after.edits - before.edits).toBeGreaterThanOrEqual(2000)
  expect(after.edits - before.edits).toBeLessThan(2010)
  // A window of 16 ms: never more transactions than windows (and some slack for the clock's grain).
  expect(commits).toBeLessThanOrEqual((after.at - before.at) / 16 + 5)
  expect(commits).toBeLessThan(1000)
})

test('memory leaks: 300 reports opened and left, and 300 sockets; afterwards the gauges are at zero', async () => {
  const ids = [await province.newReport(), await province.newReport(), await province.newReport()].map(
    ({ id }) => id,
  )
  for (let index = 0; index < 25; index++) {
    const answer = await call(server, province.admin, '/api/reports', {
      method: 'POST',
      body: { plan: 'nq20' },
    })
    ids.push((answer.json() as { id: string }).id)
  }
  for (let round = 0; round < 300; round++) {
    const raw = await openRaw(`${server.syncUrl}/${ids[round % ids.length]}`, {
      session: round % ids.length < 3 ? province.person(round % 4) : province.admin,
    })
    expect(raw.closing()).toBeUndefined()
    await raw.join()
    raw.stop()
  }
  const gauge = async (name: string): Promise<number> => (await server.metrics()).get(name) ?? Number.NaN
  await until('no seat is left', async () => (await gauge('cs_seats')) === 0)
  await until('no room is left', async () => (await gauge('cs_rooms')) === 0, 60_000)
  // And they open again.
  expect(sectionsOf((await read(ids[0]!)).getXmlFragment('report')).length).toBeGreaterThan(5)
}, 120_000)

test('reconnect storm: a hundred lines back at the same moment after a restart are all served', async () => {
  const { id } = await province.newReport()
  // 20 sockets each for four people; with the default limit of 20 per person.
  const crowd = Array.from({ length: 72 }, (_, index) => connect(index % 4, id, { acked: true }))
  await Promise.all(crowd.map((client) => client.synced()))
  await restart()
  await until('everybody noticed', () => crowd.every((client) => client.closings.length > 0))
  await Promise.all(crowd.map((client) => client.synced()))
  await write(crowd[0]!, 'sau cơn bão')
  await until('everybody reads it', () => crowd.every((client) => textOf(client.doc).includes('sau cơn bão')))
})

test('a revoked client does not come back for ever', async () => {
  const { id } = await province.newReport({ members: [province.person(0)] })
  const stranger = connect(1, id)
  await until('turned away', () => stranger.closings.length > 0)
  const other = connect(0, id)
  await other.synced()
  for (let round = 0; round < 5; round++) await read(id)
  expect(stranger.closings.length).toBe(1)
  expect(stranger.provider.shouldConnect).toBe(false)
})

test('undo wipes the report: a person who undoes everything at once removes only what they wrote', async () => {
  const { id } = await province.newReport()
  const [one, two] = [connect(0, id, { acked: true }), connect(1, id, { acked: true })]
  await Promise.all([one.synced(), two.synced()])
  const seed = textOf(one.doc)
  await write(two, 'của người thứ hai')
  await until('arrived', () => textOf(one.doc).includes('của người thứ hai'))
  const drafter = openDrafter(one)
  const before = textOf(one.doc)
  drafter.editor.commands.undo()
  expect(textOf(one.doc)).toBe(before)
  drafter.editor.commands.setTextSelection(3)
  drafter.editor.view.dispatch(drafter.editor.state.tr.insertText('của tôi '))
  expect(textOf(one.doc)).toContain('của tôi')
  for (let turn = 0; turn < 20; turn++) drafter.editor.commands.undo()
  expect(textOf(one.doc)).not.toContain('của tôi')
  expect(textOf(one.doc)).toContain('của người thứ hai')
  expect(sectionsOf(one.fragment).length).toBe((seed.match(/<section /g) ?? []).length)
  drafter.stop()
})

test('extra nodes at each load: opening and closing an editor many times writes nothing', async () => {
  const { id } = await province.newReport()
  const before = textOf(await read(id))
  for (let round = 0; round < 5; round++) {
    const client = connect(round % 4, id, { acked: true })
    await client.synced()
    const drafter = openDrafter(client)
    drafter.stop()
    client.stop()
    open.pop()
  }
  expect(textOf(await read(id))).toBe(before)
  const rows = onDatabase(server, (db) =>
    db.prepare('select count(*) as n from edit where report_id = ?').get(id),
  )
  expect(rows).toEqual({ n: 1 })
})

test('“saved” before it is on disk: what a copy of the files shows at the moment of the 121 already has the edit', async () => {
  const { id } = await province.newReport()
  const writer = connect(0, id, { acked: true })
  await writer.synced()
  for (let turn = 0; turn < 15; turn++) {
    const edit = writer.edit(`đã lưu ${turn};`, (fragment) =>
      newParagraph(sectionsOf(fragment)[0]!, `l${turn}`).insert(0, `đã lưu ${turn};`),
    )
    await until('121', () => edit.saved)
    // Another connection to the same files sees what is committed, and nothing that is not.
    const rows = onDatabase(server, (db) =>
      db.prepare('select bytes from edit where report_id = ?').all(id),
    ) as { bytes: Uint8Array }[]
    expect(rows.some(({ bytes }) => Buffer.from(bytes).includes(`đã lưu ${turn};`))).toBe(true)
  }
})

test('a repeated edit is not called saved before the first copy is on disk', async () => {
  const { id } = await province.newReport()
  const raw = await openRaw(`${server.syncUrl}/${id}?v=1`, { session: province.person(0) })
  await raw.join()
  raw.stop()
  // Two lines of the same person send the same edit: the second is a no-op in memory while the first is not yet stored.
  const doc = new Y.Doc()
  const one = connect(0, id, { acked: true, doc })
  const two = connectStock(server, province.person(0), id, { acked: true, doc })
  await Promise.all([one.synced(), two.synced()])
  for (let turn = 0; turn < 15; turn++) {
    const word = `hai lần ${turn};`
    let stored: boolean | undefined
    const goal = two.sent() + 1
    one.edit(word, (fragment) => newParagraph(sectionsOf(fragment)[0]!, `h${turn}`).insert(0, word))
    await until('the second line’s frame is called saved', () => two.settled() >= goal)
    stored = (
      onDatabase(server, (db) => db.prepare('select bytes from edit where report_id = ?').all(id)) as {
        bytes: Uint8Array
      }[]
    ).some(({ bytes }) => Buffer.from(bytes).includes(word))
    expect(stored).toBe(true)
  }
  two.provider.destroy()
})

test('unhandled rejection: after everything above the process is the one that should run, and wrote nothing to stderr', () => {
  expect(server.running()).toBe(true)
  expect(server.complaints()).toBe('')
})
