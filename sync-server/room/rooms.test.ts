import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { type Client, createRig, person, type Rig, until, write } from './rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.stop())

/** The default rig replaced by one with these options. */
async function rigWith(options: Parameters<typeof createRig>[0]): Promise<void> {
  await rig.stop()
  rig = await createRig(options)
}

async function two(): Promise<[Client, Client]> {
  const clients: [Client, Client] = [await rig.client('a'), await rig.client('b')]
  await rig.settle(...clients)
  return clients
}

const rows = () => rig.db.prepare('select seq, user_id from edit where report_id = ? order by seq').all('r1')

describe('an edit', () => {
  it('reaches the others, the disk, and its author as saved', async () => {
    const [a, b] = await two()
    write(a, 'Kính gửi Tỉnh uỷ')
    await rig.settle(a, b)
    expect(b.text).toBe('<paragraph>Kính gửi Tỉnh uỷ</paragraph>')
    expect(a.saved).toBe(a.sent)
    expect(rows()).toEqual([{ seq: 1, user_id: 'a' }])
    expect(rig.log.appended[0]?.newClients).toEqual([a.doc.clientID])
  })

  it('is not sent back to its author', async () => {
    const [a, b] = await two()
    const before = a.received
    write(a, 'x')
    await rig.settle(a, b)
    // One frame: the 121.
    expect(a.received - before).toBe(1)
  })

  it('is neither relayed, nor acknowledged, nor shown to a newcomer before it is on disk', async () => {
    const [a, b] = await two()
    rig.log.hold()
    const sent = a.sent
    write(a, 'chưa lưu')
    await until(() => rig.log.waiting > 0)
    const c = await rig.client('c')
    const knowing = new Y.Doc()
    knowing.getXmlFragment('report').insert(0, [new Y.XmlElement('d')])
    const d = await rig.client('d', { doc: knowing })
    let read: string | undefined
    void rig.rooms.read('r1', (doc) => (read = doc.getXmlFragment('report').toJSON()))
    for (const client of [a, b, c, d]) client.flush()
    expect(b.text).toBe('')
    expect(a.saved).toBe(sent)
    expect(c.text).toBe('')
    expect(d.synced).toBe(false)
    expect(read).toBeUndefined()
    rig.log.release()
    await rig.settle(a, b, c, d)
    expect(a.text).toContain('chưa lưu')
    expect([b.text, c.text, d.text]).toEqual([a.text, a.text, a.text])
    expect(read).toContain('chưa lưu')
    expect(a.saved).toBe(a.sent)
  })

  it('sent twice, on two sockets of one person, is "saved" on the second only when it is on disk', async () => {
    const [a] = await two()
    rig.log.hold()
    write(a, 'một lần')
    const again = await rig.client('a', { doc: grown(new Y.Doc(), a.doc) })
    again.sendUpdate(Y.encodeStateAsUpdate(a.doc))
    await until(() => rig.log.waiting > 0)
    again.flush()
    expect(again.saved).toBe(0)
    rig.log.release()
    await rig.settle(a, again)
    expect(again.saved).toBe(again.sent)
    expect(rows()).toHaveLength(1)
  })

  it('that joins the batch of a newcomer’s state reaches the newcomer', async () => {
    const [a, b] = await two()
    rig.log.hold()
    write(a, 'đang ghi')
    await until(() => rig.log.waiting > 0)
    // The next batch is open: it has one edit when the states are encoded, and two when it goes to the log.
    write(a, 'trước')
    const empty = await rig.client('c')
    const knowing = await rig.client('d', { doc: grown(new Y.Doc(), b.doc) })
    write(knowing, 'riêng')
    write(a, 'sau')
    rig.log.release()
    await rig.settle(a, b, empty, knowing)
    expect(new Set([a, b, empty, knowing].map((client) => client.text)).size).toBe(1)
  })

  it('shares its transaction with the edits of all rooms that came in its window', async () => {
    const a = await rig.client('a')
    const b = await rig.client('b', { reportId: 'r2' })
    await rig.settle(a, b)
    rig.log.hold()
    write(a, 'thứ nhất')
    await until(() => rig.log.waiting > 0)
    for (let index = 0; index < 10; index++) {
      write(a, `a${index}`)
      write(b, `b${index}`)
    }
    rig.log.release()
    await rig.settle(a, b)
    expect(rig.log.batches).toEqual([1, 20])
    expect(a.saved).toBe(a.sent)
    expect(b.saved).toBe(b.sent)
  })

  it('of many at once reaches everybody as one frame each, without what they wrote themselves', async () => {
    const clients = await Promise.all(['a', 'b', 'c', 'd'].map((id) => rig.client(id)))
    await rig.settle(...clients)
    rig.log.hold()
    write(clients[3]!, 'mở đầu')
    await until(() => rig.log.waiting > 0)
    const before = clients.map((client) => client.received)
    for (const client of clients.slice(0, 3)) write(client, client.id)
    rig.log.release()
    await rig.settle(...clients)
    expect(new Set(clients.map((client) => client.text)).size).toBe(1)
    const [first, , , last] = clients.map((client, index) => client.received - before[index]!)
    // The opening edit and the merged three; an author: its 121 as well. The last one: its 121 and the merged three.
    expect([first, last]).toEqual([3, 2])
  })

  it('that only deletes is saved and relayed like any other', async () => {
    const [a, b] = await two()
    write(a, 'thừa')
    await rig.settle(a, b)
    b.fragment.delete(0, 1)
    await rig.settle(a, b)
    expect(a.text).toBe('')
    expect(b.saved).toBe(b.sent)
  })

  it('that brings nothing new is settled and not logged', async () => {
    const [a, b] = await two()
    write(a, 'x')
    await rig.settle(a, b)
    b.sendUpdate(Y.encodeStateAsUpdate(b.doc))
    await rig.settle(a, b)
    expect(b.saved).toBe(b.sent)
    expect(rows()).toHaveLength(1)
  })
})

describe('what builds on something missing', () => {
  it('is asked for once, and settled with the answer', async () => {
    const [a, b] = await two()
    // As if it came from elsewhere: the client does not send it.
    a.doc.transact(() => a.fragment.insert(0, [new Y.XmlElement('mất-trên-đường')]), a)
    const before = a.inbox.length
    write(a, 'đến nơi')
    write(a, 'cũng đến')
    expect(a.inbox.length - before).toBe(1)
    const saved = a.saved
    await rig.rooms.committed()
    expect(a.saved).toBe(saved)
    await rig.settle(a, b)
    expect(b.text).toBe(a.text)
    expect(b.text).toContain('mất-trên-đường')
    expect(a.saved).toBe(a.sent)
    expect(rows().length).toBe(1)
  })

  it('again and again, whatever is answered, ends the socket', async () => {
    const [a, b] = await two()
    const orphan = new Y.Doc()
    orphan.getXmlFragment('report').insert(0, [new Y.XmlElement('a')])
    const before = Y.encodeStateVector(orphan)
    orphan.getXmlFragment('report').insert(1, [new Y.XmlElement('b')])
    const gap = Y.encodeStateAsUpdate(orphan, before)
    for (let round = 0; round < 20 && a.open; round++) a.sendStep2(gap)
    expect(a.closed?.code).toBe(CLOSE.badData)
    write(b, 'tiếp tục')
    await rig.settle(b)
    expect(b.saved).toBe(b.sent)
  })
})

describe('refusals', () => {
  it('name the frame, settle it, and do not hold up later ones', async () => {
    const a = await rig.client('a')
    const v = await rig.client('v', { identity: person('v', { role: 'viewer' }) })
    await rig.settle(a, v)
    const frame = v.sent + 1
    write(v, 'không được')
    write(v, 'cũng không')
    await rig.settle(a, v)
    expect(v.refusals).toMatchObject([
      { frame, code: 'reads-only' },
      { frame: frame + 1, code: 'reads-only' },
    ])
    expect(v.denied).toEqual(['reads-only', 'reads-only'])
    expect(v.saved).toBe(v.sent)
    expect(v.closed).toBeUndefined()
    expect([a.text, rows().length]).toEqual(['', 0])
  })

  it('tell a stock client by the auth message alone', async () => {
    const a = await rig.client('a', { ours: false, identity: person('a', { role: 'reviewer' }) })
    await rig.settle(a)
    write(a, 'x')
    await rig.settle(a)
    expect([a.denied, a.refusals, a.saved]).toEqual([['reads-only'], [], 0])
  })

  it('come when the report is full, except for deletions', async () => {
    await rigWith({ limits: { reportBytes: 2_000 } })
    const [a, b] = await two()
    write(a, 'x'.repeat(1_500))
    await rig.settle(a, b)
    write(a, 'y'.repeat(1_500))
    await rig.settle(a, b)
    expect(a.refusals).toMatchObject([{ code: 'report-full' }])
    b.fragment.delete(0, 1)
    await rig.settle(a, b)
    expect(b.saved).toBe(b.sent)
    expect(b.refusals).toEqual([])
  })
})

describe('client ids', () => {
  it('cannot be taken by the thousand: everybody would be sent them for ever', async () => {
    const [a, b] = await two()
    /** One letter's worth of garbage under each of so many ids. */
    const take = (first: number, count: number) => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, count)
      for (let client = first; client < first + count; client++) {
        for (const number of [1, client, 0, 0, 1]) encoding.writeVarUint(encoder, number)
      }
      encoding.writeVarUint(encoder, 0)
      return encoding.toUint8Array(encoder)
    }
    a.sendStep2(take(1_000_000, 15_000))
    await rig.settle(a, b)
    expect(a.refusals).toEqual([])
    a.sendStep2(take(2_000_000, 15_000))
    await rig.settle(a, b)
    expect(a.refusals).toMatchObject([{ code: 'report-full' }])
  })

  const forge = (victim: number, text: string, clock = 0) => {
    const doc = new Y.Doc()
    doc.clientID = victim
    // An element without anything takes one tick of the clock.
    const root = doc.getXmlFragment('report')
    root.insert(
      0,
      Array.from({ length: clock }, () => new Y.XmlElement('x')),
    )
    const before = Y.encodeStateVector(doc)
    root.insert(0, [new Y.XmlElement(text)])
    return Y.encodeStateAsUpdate(doc, before)
  }

  it('cannot be used by anybody else: the forger is refused and the victim types on', async () => {
    const [a, b] = await two()
    const paragraph = write(a, 'abc')
    await rig.settle(a, b)
    b.sendUpdate(forge(a.doc.clientID, 'EVIL', Y.getState(a.doc.store, a.doc.clientID)))
    await rig.settle(a, b)
    expect(b.refusals).toMatchObject([{ code: 'foreign-client-id' }])
    expect(b.closed).toBeUndefined()
    ;(paragraph.get(0) as Y.XmlText).insert(3, 'good')
    await rig.settle(a, b)
    expect(b.text).toBe('<paragraph>abcgood</paragraph>')
    expect(a.refusals).toEqual([])
  })

  it('cannot be taken before their owner’s first edit, although presence shows them', async () => {
    const [a, b] = await two()
    expect([...b.awareness.getStates().keys()]).toContain(a.doc.clientID)
    b.sendUpdate(forge(a.doc.clientID, 'EVIL'))
    write(a, 'của tôi')
    await rig.settle(a, b)
    expect(b.refusals).toMatchObject([{ code: 'foreign-client-id' }])
    expect(a.refusals).toEqual([])
    expect(b.text).toContain('của tôi')
  })

  it('stay their user’s when the report was closed and loaded again', async () => {
    const [a, b] = await two()
    write(a, 'x')
    await rig.settle(a, b)
    a.leave()
    b.leave()
    rig.clock.now += 60_000
    await rig.rooms.tick()
    expect(rig.rooms.open).toBe(0)
    await b.connect(rig.rooms)
    await rig.settle(b)
    b.sendUpdate(forge(a.doc.clientID, 'EVIL', Y.getState(a.doc.store, a.doc.clientID)))
    await rig.settle(b)
    expect(b.refusals).toMatchObject([{ code: 'foreign-client-id' }])
  })

  it('may be brought by another socket of the same user', async () => {
    const [a, b] = await two()
    a.leave()
    write(a, 'viết khi mất mạng')
    const tab = await rig.client('a', { doc: grown(new Y.Doc(), a.doc) })
    await rig.settle(tab, b)
    expect(b.text).toContain('viết khi mất mạng')
    expect(tab.refusals).toEqual([])
  })
})

describe('life of a room', () => {
  it('is loaded once for all who come at the same time', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, (_, index) => rig.client(`u${index}`)))
    await rig.settle(...clients)
    expect(rig.log.loads).toBe(1)
    expect(clients.every((client) => client.synced)).toBe(true)
  })

  it('ends in 4404 for a report that is not there', async () => {
    const a = await rig.client('a', { reportId: 'nothing' })
    expect(a.refused?.code).toBe(CLOSE.noSuchReport)
    expect(await rig.rooms.read('nothing', () => 1)).toBeUndefined()
    expect(rig.rooms.open).toBe(0)
  })

  it('is let go when nobody has been there for a while, with a checkpoint', async () => {
    const [a, b] = await two()
    write(a, 'còn nguyên')
    await rig.settle(a, b)
    a.leave()
    b.leave()
    await rig.rooms.tick()
    expect(rig.rooms.open).toBe(1)
    rig.clock.now += 60_000
    await rig.rooms.tick()
    expect(rig.rooms.open).toBe(0)
    expect(rig.db.prepare('select seq from checkpoint').all()).toEqual([{ seq: 1 }])
    const c = await rig.client('c')
    await rig.settle(c)
    expect(c.text).toContain('còn nguyên')
  })

  it('goes on when somebody comes while it is being let go', async () => {
    const [a, b] = await two()
    write(a, 'x')
    await rig.settle(a, b)
    a.leave()
    b.leave()
    rig.clock.now += 60_000
    const tick = rig.rooms.tick()
    const c = await rig.client('c')
    await tick
    expect(rig.rooms.open).toBe(1)
    await rig.settle(c)
    write(c, 'vẫn ở đây')
    await rig.settle(c)
    expect(c.saved).toBe(c.sent)
    expect(rig.log.loads).toBe(1)
  })

  it('takes leave while loading', async () => {
    const a = await rig.client('a')
    const joining = rig.client('b')
    a.leave()
    const b = await joining
    b.leave()
    b.leave()
    rig.clock.now += 60_000
    await rig.rooms.tick()
    expect(rig.rooms.open).toBe(0)
  })

  it('loads checkpoint and tail into the same report', async () => {
    const [a, b] = await two()
    for (let index = 0; index < 5; index++) write(a, `đoạn ${index}`)
    await rig.settle(a, b)
    rig.clock.now += 70_000
    await rig.rooms.tick()
    await until(() => rig.db.prepare('select seq from checkpoint').all().length > 0)
    write(b, 'sau đó')
    await rig.settle(a, b)
    const state = Y.encodeStateVector(a.doc)
    for (const client of [a, b]) client.leave()
    rig.clock.now += 5_000_000
    await rig.rooms.tick()
    const c = await rig.client('c')
    await rig.settle(c)
    expect(c.text).toBe(a.text)
    expect(Y.encodeStateVector(c.doc)).toEqual(state)
  })

  it('refuses with 4503 what cannot be loaded, and does not invent an empty report', async () => {
    rig.log.failingLoad = new Error('I/O error')
    const a = await rig.client('a')
    expect(a.refused?.code).toBe(CLOSE.unavailable)
    await expect(rig.rooms.read('r1', () => 1)).rejects.toThrow('I/O')
    rig.log.failingLoad = undefined
    await a.connect(rig.rooms)
    await rig.settle(a)
    expect(a.synced).toBe(true)
  })

  it('drains: commits what was accepted, says 1012, takes nobody in', async () => {
    const [a, b] = await two()
    write(a, 'phút cuối')
    await rig.rooms.drain()
    a.flush()
    expect([a.closed?.code, b.closed?.code]).toEqual([CLOSE.restart, CLOSE.restart])
    expect(a.saved).toBe(a.sent)
    expect(rows()).toHaveLength(1)
    const c = await rig.client('c')
    expect(c.refused?.code).toBe(CLOSE.restart)
    expect(rig.rooms.open).toBe(0)
  })
})

describe('when the disk fails', () => {
  it('everybody is sent away with 4507, nothing unsaved was seen, and the room comes back from the log', async () => {
    const [a, b] = await two()
    write(a, 'đã lưu')
    await rig.settle(a, b)
    rig.log.failing = new Error('disk full')
    write(a, 'không lưu được')
    await until(() => a.closed !== undefined)
    a.flush()
    expect([a.closed?.code, b.closed?.code]).toEqual([CLOSE.storage, CLOSE.storage])
    expect(a.saved).toBeLessThan(a.sent)
    b.flush()
    expect(b.text).not.toContain('không lưu được')
    rig.log.failing = undefined
    // The client still has it, and sends it again.
    await Promise.all([a.connect(rig.rooms), b.connect(rig.rooms)])
    await rig.settle(a, b)
    expect(b.text).toContain('không lưu được')
    expect(a.saved).toBe(a.sent)
    expect(rows()).toHaveLength(2)
  })

  it('a report that was deleted does not take the others with it', async () => {
    const a = await rig.client('a')
    const b = await rig.client('b', { reportId: 'r2' })
    await rig.settle(a, b)
    rig.log.hold()
    write(a, 'đầu tiên')
    await until(() => rig.log.waiting > 0)
    write(a, 'hai')
    write(b, 'hai')
    rig.db.exec(`delete from report where id = 'r2'`)
    rig.log.release()
    await rig.settle(a, b)
    expect(b.closed?.code).toBe(CLOSE.storage)
    expect(a.closed).toBeUndefined()
    expect(a.saved).toBe(a.sent)
    expect(rows()).toHaveLength(2)
  })

  it('a join waits until the failed batch is decided', async () => {
    const [a, b] = await two()
    rig.log.hold()
    write(a, 'đang ghi')
    await until(() => rig.log.waiting > 0)
    rig.log.failing = new Error('disk full')
    rig.log.release()
    await until(() => a.closed !== undefined)
    rig.log.failing = undefined
    const c = await rig.client('c')
    await rig.settle(c)
    expect(c.text).toBe('')
    expect(b.closed?.code).toBe(CLOSE.storage)
  })
})

describe('limits', () => {
  it('close what is too large with 4400, but let the first sync be larger', async () => {
    await rigWith({ limits: { frameBytes: 1_000, firstSyncBytes: 20_000 } })
    const [a, b] = await two()
    a.leave()
    write(a, 'x'.repeat(5_000))
    await a.connect(rig.rooms)
    await rig.settle(a, b)
    expect(b.text.length).toBeGreaterThan(5_000)
    expect(a.saved).toBe(a.sent)
    write(a, 'y'.repeat(5_000))
    expect(a.closed?.code).toBe(CLOSE.badData)
  })

  it('close floods with 4508', async () => {
    await rigWith({ limits: { framesPerSecond: 5 } })
    const [a, b] = await two()
    for (let index = 0; index < 60 && a.open; index++) a.sendStep1()
    expect(a.closed?.code).toBe(CLOSE.rate)
    expect(b.closed).toBeUndefined()
  })

  it('bound sockets per user and per report', async () => {
    await rigWith({ limits: { socketsPerUser: 2, socketsPerReport: 3 } })
    const mine = [await rig.client('a'), await rig.client('a'), await rig.client('a')]
    expect(mine.map((client) => client.refused?.code)).toEqual([undefined, undefined, CLOSE.unavailable])
    const others = [await rig.client('b'), await rig.client('c')]
    expect(others.map((client) => client.refused?.code)).toEqual([undefined, CLOSE.unavailable])
    mine[0]!.leave()
    await mine[2]!.connect(rig.rooms)
    expect(mine[2]!.open).toBe(true)
  })

  it('close frames that are none', async () => {
    const frames = [[], [9], [0], [0, 9, 0], [0, 2, 5, 1], [1, 200], [121, 1], [0, 0, 3, 255, 255, 1]]
    for (const frame of frames) {
      const a = await rig.client('a')
      a.sendRaw(new Uint8Array(frame))
      expect(a.closed?.code, `frame ${frame.join()}`).toBe(CLOSE.badData)
    }
  })

  it('hold back what a slow peer does not take, send it later, and give up in the end', async () => {
    const [a, b] = await two()
    b.backlog = 5 * 1024 * 1024
    write(a, 'một')
    await rig.settle(a, b)
    write(a, 'hai')
    await rig.settle(a, b)
    expect(b.text).toBe('')
    b.backlog = 0
    await rig.rooms.tick()
    await until(() => b.inbox.length >= 2)
    await rig.settle(a, b)
    expect(b.text).toBe(a.text)
    write(a, 'ba')
    await rig.settle(a, b)
    expect(b.text).toBe(a.text)

    b.backlog = 5 * 1024 * 1024
    write(a, 'bốn')
    await rig.settle(a, b)
    rig.clock.now += 11_000
    await rig.rooms.tick()
    expect(b.closed?.code).toBe(CLOSE.backpressure)
  })
})

describe('beside the text', () => {
  it('tells events to those who understand them, in that report', async () => {
    const a = await rig.client('a')
    const stock = await rig.client('s', { ours: false })
    const elsewhere = await rig.client('e', { reportId: 'r2' })
    await rig.settle(a, stock, elsewhere)
    const before = stock.received
    rig.rooms.tell('r1', { type: 'members', reportId: 'r1' })
    await rig.settle(a, stock, elsewhere)
    expect(a.events).toEqual([{ type: 'members', reportId: 'r1' }])
    expect([stock.received - before, elsewhere.events]).toEqual([0, []])
  })

  it('asks again about the peers that are meant', async () => {
    const a = await rig.client('a')
    const b = await rig.client('b')
    const c = await rig.client('a', { reportId: 'r2' })
    await rig.rooms.recheck({ userId: 'a' })
    await rig.rooms.recheck({ reportId: 'r1' })
    await rig.rooms.recheck({})
    expect([a, b, c].map((client) => client.rechecked)).toEqual([3, 2, 2])
  })

  it('repairs about a second after a structural edit, as the server, through the log', async () => {
    const repair = (doc: Y.Doc) => {
      const root = doc.getXmlFragment('report')
      const first = root.get(0)
      if (!(first instanceof Y.XmlElement) || first.getAttribute('id')) return false
      first.setAttribute('id', 'p1')
      return true
    }
    await rigWith({ repair })
    const [a, b] = await two()
    write(a, 'x')
    await rig.settle(a, b)
    await rig.rooms.tick()
    expect(rows()).toHaveLength(1)
    rig.clock.now += 1_100
    await rig.rooms.tick()
    await rig.settle(a, b)
    expect(rows()).toEqual([
      { seq: 1, user_id: 'a' },
      { seq: 2, user_id: 'server' },
    ])
    expect(a.text).toContain('id="p1"')
    expect(b.text).toBe(a.text)
  })
})

/** A copy of what another document holds, as a browser would have it from its journal. */
function grown(doc: Y.Doc, from: Y.Doc): Y.Doc {
  doc.getXmlFragment('report')
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  return doc
}
