import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { askEntrance } from '../socket/door.ts'
import { Client, createRig, person, type Rig, turn, until, write } from './rig.ts'

/**
 * The bugs that were reported again and again of servers like this one (reference/sync.md §6), each as a test of the part
 * that lives in the rooms. Those of the seed, the browser and whole processes are in e2e/.
 */
let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.stop())

async function people(...ids: string[]): Promise<Client[]> {
  const clients = await Promise.all(ids.map((id) => rig.client(id)))
  await rig.settle(...clients)
  return clients
}
const rows = () => rig.db.prepare('select seq, bytes from edit where report_id = ? order by seq').all('r1')
const checkpoints = () => rig.db.prepare('select seq from checkpoint').all()

/** Everybody leaves, and the room is let go. */
async function closeRoom(...clients: Client[]): Promise<void> {
  for (const client of clients) client.leave()
  rig.clock.now += 120_000
  await rig.rooms.tick()
  expect(rig.rooms.open).toBe(0)
}

describe('reported of other servers', () => {
  it('text doubled after the server lost its history (jupyter-collaboration #597 #610): another epoch is kept out', async () => {
    const doorkeeper = {
      allowsOrigin: () => true,
      identify: () => Promise.resolve({ userId: 'a', sessionId: 's' }),
      admit: () => Promise.resolve({ type: 'admitted', identity: person('a'), epoch: 'e2' } as const),
    }
    const ask = (url: string) => askEntrance(doorkeeper, { url } as Parameters<typeof askEntrance>[1])
    expect(await ask('/sync/r1?v=1&e=e1')).toMatchObject({ type: 'shut', code: CLOSE.epochChanged })
    expect(await ask('/sync/r1?v=1&e=e2')).toMatchObject({ type: 'open' })
  })

  it('a failed load became a blank document over the stored one (hocuspocus #382)', async () => {
    const [a] = await people('a')
    write(a!, 'đã có')
    await rig.settle(a!)
    await closeRoom(a!)
    const before = rows()
    rig.log.failingLoad = new Error('the disk is away')
    const b = await rig.client('b')
    expect(b.refused?.code).toBe(CLOSE.unavailable)
    rig.log.failingLoad = undefined
    expect(rows()).toEqual(before)
    await b.connect(rig.rooms)
    await rig.settle(b)
    expect(b.text).toBe(a!.text)
  })

  it('a reader’s leaving stored, and a shutdown did not (hocuspocus #766 #738 #995)', async () => {
    const [a, reader] = await people('a', 'reader')
    write(a!, 'x')
    await rig.settle(a!, reader!)
    const before = [rows(), checkpoints()]
    reader!.leave()
    await turn()
    expect([rows(), checkpoints()]).toEqual(before)
    write(a!, 'ngay trước khi tắt')
    await rig.rooms.drain()
    expect(rows()).toHaveLength(2)
  })

  it('edits were lost in races of reconnecting and unloading (hocuspocus #971, tldraw #10159)', async () => {
    const step = fc.record({
      who: fc.nat(3),
      what: fc.constantFrom('write', 'write', 'leave', 'connect', 'late', 'age', 'hold', 'release', 'flush'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const clients = ['a', 'b', 'c', 'd'].map((id) => new Client(id))
        const pending: Promise<unknown>[] = []
        const connecting = new Set<Client>()
        let serial = 0
        for (const { who, what } of steps) {
          const client = clients[who]!
          if (what === 'write') write(client, `<${client.id}.${++serial}>`)
          else if (what === 'leave') client.leave()
          else if (what === 'connect' && !client.open && !connecting.has(client)) {
            connecting.add(client)
            pending.push(client.connect(rig.rooms).finally(() => connecting.delete(client)))
          } else if (what === 'late') {
            const orphan = client.inbox.splice(0)
            client.leave()
            client.inbox.push(...orphan)
          } else if (what === 'age') {
            rig.clock.now += 120_000
            pending.push(rig.rooms.tick())
          } else if (what === 'hold') rig.log.hold()
          else if (what === 'release') rig.log.release()
          else client.flush()
          await turn()
        }
        rig.log.release()
        await Promise.all(pending)
        await rig.settle(...clients)
        for (const client of clients) client.leave()
        for (const client of clients) await client.connect(rig.rooms)
        await rig.settle(...clients)
        const texts = new Set(clients.map((client) => client.text))
        expect(texts.size).toBe(1)
        expect(await rig.rooms.read('r1', (doc) => doc.getXmlFragment('report').toJSON())).toBe(
          clients[0]!.text,
        )
        for (const client of clients) expect(client.saved).toBe(client.sent)
        for (let index = 1; index <= serial; index++) expect(clients[0]!.text).toContain(`.${index}>`)
        await closeRoom(...clients)
        const late = await rig.client('e')
        await rig.settle(late)
        expect(late.text).toBe(clients[0]!.text)
        late.leave()
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('fourteen people typing made a storm of stores (hocuspocus #1110)', async () => {
    const clients = await people(...Array.from({ length: 14 }, (_, index) => `u${index}`))
    let running = 0
    let most = 0
    let stores = 0
    const save = rig.log.saveCheckpoint.bind(rig.log)
    rig.log.saveCheckpoint = async (checkpoint) => {
      stores += 1
      most = Math.max(most, ++running)
      await save(checkpoint).finally(() => (running -= 1))
    }
    for (let round = 0; round < 40; round++) {
      for (const client of clients) write(client, 'x')
      for (const client of clients) client.flush()
      rig.clock.now += 1_000
      await rig.rooms.tick()
    }
    await rig.settle(...clients)
    await until(() => running === 0)
    expect(most).toBe(1)
    // 560 edits in forty seconds, with ten seconds between two checkpoints at the least.
    expect(stores).toBeLessThanOrEqual(4)
  }, 30_000)

  it('rooms, documents and timers piled up (y-websocket #23 #100, hocuspocus #204 #954)', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const [a] = await people('a')
    await closeRoom(a!)
    const before = timers()
    let destroyed = 0
    for (let round = 0; round < 20; round++) {
      const [b, c] = await people('b', 'c')
      write(b!, 'x')
      await rig.settle(b!, c!)
      await rig.rooms.read('r1', (doc) => doc.once('destroy', () => (destroyed += 1)))
      await closeRoom(b!, c!)
    }
    expect(destroyed).toBe(20)
    expect(timers()).toBeLessThanOrEqual(before)
    expect((await rig.metrics.getSingleMetric('cs_seats')?.get())?.values[0]?.value).toBe(0)
  })

  it('one exception ended the process (hocuspocus #983 #444): it ends one socket', async () => {
    await rig.stop()
    rig = await createRig({
      repair: () => {
        throw new Error('another')
      },
    })
    const [bug, a] = await people('bug', 'a')
    Object.defineProperty(bug!.identity, 'role', {
      get: () => {
        throw new Error('a bug')
      },
    })
    write(bug!, 'x')
    expect(bug!.closed?.code).toBe(CLOSE.unavailable)
    write(a!, 'y')
    await rig.settle(a!)
    rig.clock.now += 2_000
    await rig.rooms.tick()
    write(a!, 'z')
    await rig.settle(a!)
    expect(a!.saved).toBe(a!.sent)
  })

  it('a damaged stored edit made the document unreadable (yjs #599 #713)', async () => {
    const [a, b] = await people('a', 'b')
    write(a!, 'một')
    await rig.settle(a!, b!)
    write(b!, 'hai')
    await rig.settle(a!, b!)
    write(a!, 'ba')
    await rig.settle(a!, b!)
    rig.db.exec(`delete from checkpoint`)
    rig.db.exec(`update edit set bytes = zeroblob(length(bytes)) where seq = 2`)
    await closeRoom(a!, b!)
    rig.db.exec(`delete from checkpoint`)
    const c = await rig.client('c')
    await rig.settle(c)
    expect(c.closed).toBeUndefined()
    expect(c.synced).toBe(true)
    write(c, 'vẫn soạn được')
    await rig.settle(c)
    expect(c.saved).toBe(c.sent)
    expect(rig.db.prepare('select seq from quarantine').all()).toEqual([{ seq: 2 }])
    // Whoever still has it brings it back.
    await b!.connect(rig.rooms)
    await a!.connect(rig.rooms)
    await rig.settle(a!, b!, c)
    for (const text of ['một', 'hai', 'ba']) expect(c.text).toContain(text)
  })

  it('everybody came back at once and each was encoded the whole document (docs #2104)', async () => {
    const [a] = await people('a')
    write(a!, 'x'.repeat(1_000))
    await rig.settle(a!)
    // The state as it is when the first of them comes: nothing of it is left to follow.
    await closeRoom(a!)
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, index) => rig.client(`u${index}`)))
    const states = crowd.map((client) => client.inbox.find((frame) => frame[1] === 1 && frame[0] === 0))
    expect(states[0]!.length).toBeGreaterThan(1_000)
    expect(new Set(states).size).toBe(1)
  })

  it('"saved" was shown for garbage and for what was not stored (hocuspocus, measured)', async () => {
    const [a, b] = await people('a', 'b')
    const saved = a!.saved
    rig.log.failing = new Error('disk full')
    write(a!, 'không lưu được')
    await until(() => a!.closed !== undefined)
    a!.flush()
    expect(a!.saved).toBe(saved)
    rig.log.failing = undefined
    await b!.connect(rig.rooms)
    await rig.settle(b!)
    const before = b!.saved
    b!.sendUpdate(new Uint8Array(300).map((_, index) => (index * 37) % 251))
    b!.flush()
    expect([b!.closed?.code, b!.saved]).toEqual([CLOSE.badData, before])
    expect(Y.encodeStateAsUpdate(b!.doc)).toEqual(new Uint8Array([0, 0]))
  })
})
