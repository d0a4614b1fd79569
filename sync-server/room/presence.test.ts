import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { type Client, createRig, type Rig } from './rig.ts'

let rig: Rig
let a: Client
let b: Client
beforeEach(async () => {
  rig = await createRig()
  a = await rig.client('a')
  b = await rig.client('b')
  await rig.settle(a, b)
})
afterEach(() => rig.stop())

type Entry = { readonly client: number; readonly clock: number; readonly state: string }

function update(...entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

const seenBy = (client: Client, other: Client) => client.awareness.getStates().get(other.doc.clientID)

describe('presence', () => {
  it('is what the client shows, with the name, office and colour of its session', async () => {
    a.awareness.setLocalState({ cursor: { anchor: 1 }, user: { name: 'Người khác', color: 'red', id: 'b' } })
    await rig.settle(a, b)
    expect(seenBy(b, a)).toEqual({
      cursor: { anchor: 1 },
      user: { id: 'a', name: 'Người soạn a', office: 'BTG', color: '#8e24aa' },
    })
  })

  it('of everybody is sent to who comes later, and to who asks', async () => {
    a.awareness.setLocalStateField('section', 's1')
    await rig.settle(a, b)
    const c = await rig.client('c')
    await rig.settle(c)
    expect(seenBy(c, a)).toMatchObject({ section: 's1' })
    c.awareness.getStates().delete(a.doc.clientID)
    c.awareness.meta.delete(a.doc.clientID)
    c.sendRaw(new Uint8Array([3]))
    c.flush()
    expect(seenBy(c, a)).toMatchObject({ section: 's1' })
  })

  it('is not told back to who showed it', async () => {
    a.awareness.setLocalStateField('cursor', 1)
    a.awareness.setLocalStateField('cursor', 2)
    await rig.settle(a, b)
    expect(a.awareness.getLocalState()).toEqual({ cursor: 2 })
  })

  it('of many moves goes out once', async () => {
    const before = b.received
    for (let index = 0; index < 20; index++) a.awareness.setLocalStateField('cursor', index)
    rig.rooms.pulse()
    expect(b.received - before).toBe(1)
    await rig.settle(a, b)
    expect(seenBy(b, a)).toMatchObject({ cursor: 19 })
  })

  it('ends with the socket', async () => {
    a.leave()
    await rig.settle(b)
    expect(seenBy(b, a)).toBeUndefined()
    const c = await rig.client('c')
    await rig.settle(c)
    expect(seenBy(c, a)).toBeUndefined()
  })

  it('is seen at once when the same browser comes back, although its own count did not move', async () => {
    a.leave()
    await rig.settle(b)
    await a.connect(rig.rooms)
    await rig.settle(a, b)
    expect(seenBy(b, a)).toBeDefined()
  })

  it('moves to the newer socket of the same browser', async () => {
    const again = await rig.client('a', { doc: a.doc })
    await rig.settle(again, b)
    again.awareness.setLocalStateField('cursor', 7)
    await rig.settle(again, b)
    a.leave()
    await rig.settle(again, b)
    expect(seenBy(b, a)).toMatchObject({ cursor: 7 })
  })

  it('can be hidden and shown again', async () => {
    a.awareness.setLocalState(null)
    await rig.settle(a, b)
    expect(seenBy(b, a)).toBeUndefined()
    a.awareness.setLocalState({ cursor: 1 })
    await rig.settle(a, b)
    expect(seenBy(b, a)).toMatchObject({ cursor: 1 })
  })
})

describe('presence of others', () => {
  it('re-sent by every stock client is passed over in silence', async () => {
    const clients = await Promise.all(['c', 'd', 'e'].map((id) => rig.client(id)))
    await rig.settle(a, b, ...clients)
    a.awareness.setLocalStateField('cursor', 3)
    await rig.settle(a, b, ...clients)
    const before = b.received
    await rig.settle(a, b, ...clients)
    expect(b.received).toBe(before)
    expect([a, b, ...clients].map((client) => client.closed)).toEqual(Array(5).fill(undefined))
  })

  it('cannot be overwritten, removed or locked', async () => {
    a.awareness.setLocalStateField('cursor', 1)
    await rig.settle(a, b)
    const victim = a.doc.clientID
    b.sendAwarenessBytes(update({ client: victim, clock: 50, state: '{"cursor":"forged"}' }))
    b.sendAwarenessBytes(update({ client: victim, clock: 2 ** 53 - 1, state: 'null' }))
    const c = await rig.client('c')
    await rig.settle(a, b, c)
    expect(seenBy(c, a)).toMatchObject({ cursor: 1 })
    a.awareness.setLocalStateField('cursor', 2)
    await rig.settle(a, b, c)
    expect(seenBy(c, a)).toMatchObject({ cursor: 2 })
    expect(b.closed).toBeUndefined()
  })

  it('that left cannot be taken up by another person', async () => {
    const gone = a.doc.clientID
    a.leave()
    const c = await rig.client('c', { ours: false })
    c.awareness.setLocalState(null)
    await rig.settle(b, c)
    const d = await rig.client('d')
    await rig.settle(b, d)
    d.sendAwarenessBytes(update({ client: gone, clock: 99, state: '{"ghost":true}' }))
    await rig.settle(b, d)
    expect(b.awareness.getStates().has(gone)).toBe(false)
  })

  it('a second id on the same socket is nobody’s', async () => {
    for (let client = 1; client <= 50; client++) {
      b.sendAwarenessBytes(update({ client, clock: 1, state: '{}' }, { client, clock: 2, state: 'null' }))
    }
    const c = await rig.client('c')
    await rig.settle(a, b, c)
    expect(c.awareness.getStates().size).toBe(3)
    expect(c.awareness.meta.size).toBe(3)
  })
})

describe('presence that no honest client sends', () => {
  const own = (client: Client, clock: number, state: string) =>
    client.sendAwarenessBytes(update({ client: client.doc.clientID, clock, state }))

  it.each([
    ['broken JSON', 5, '{"cursor":'],
    ['no object', 5, '"hello"'],
    ['a list', 5, '[]'],
    ['too large', 5, JSON.stringify({ x: 'x'.repeat(5_000) })],
    ['too deep', 5, `{"x":${'['.repeat(200)}${']'.repeat(200)}}`],
    ['a clock of 2^53-1', 2 ** 53 - 1, '{}'],
  ])('%s closes with 4400, and its presence ends', async (_, clock, state) => {
    own(b, clock, state)
    expect(b.closed?.code).toBe(CLOSE.badData)
    await rig.settle(a)
    expect(seenBy(a, b)).toBeUndefined()
    expect(a.closed).toBeUndefined()
  })

  it('bytes after its end, or fewer than announced', () => {
    a.sendAwarenessBytes(new Uint8Array([...update(), 0]))
    b.sendAwarenessBytes(new Uint8Array([200]))
    expect([a.closed?.code, b.closed?.code]).toEqual([CLOSE.badData, CLOSE.badData])
  })
})
