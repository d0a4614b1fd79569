import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { must } from '../../../report/must.ts'
import { openOutbox, type Outbox, type OutboxOptions } from './outbox.ts'
import type { Sending, ThreadDeed, WaitingChange } from './waiting-change.ts'

const opened: Outbox[] = []
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(() => {
  for (const outbox of opened.splice(0)) outbox.stop()
})

const create = (threadId: string, text = 'góp ý'): ThreadDeed => ({
  type: 'create',
  threadId,
  sectionId: null,
  quote: '',
  anchor: { kind: 'report' },
  kind: 'opinion',
  text,
})
const reply = (threadId: string, messageId: string, text = messageId): ThreadDeed => ({
  type: 'reply',
  threadId,
  messageId,
  text,
})
const resolve = (threadId: string): ThreadDeed => ({ type: 'resolve', threadId, resolved: true })

class Down extends Error {}
class TooEarly extends Error {}
class Refused extends Error {}

/** A line that the test cuts, and a server that takes or refuses what the test says. */
function createLine() {
  const line = {
    up: true,
    /** What the server has, in the order in which it came. */
    got: [] as string[],
    tries: 0,
    refuses: (_deed: ThreadDeed): Error | undefined => undefined,
    mayGo: (_deed: ThreadDeed): boolean => true,
    hold: undefined as Promise<void> | undefined,
  }
  const send = async (deed: ThreadDeed) => {
    line.tries += 1
    await line.hold
    if (!line.up) throw new Down()
    const refusal = line.refuses(deed)
    if (refusal) throw refusal
    line.got.push(nameOf(deed))
  }
  return { line, send }
}
const nameOf = (deed: ThreadDeed) => `${deed.threadId} ${deed.type}${'text' in deed ? ` ${deed.text}` : ''}`

function open(
  { line, send }: ReturnType<typeof createLine>,
  options: Partial<OutboxOptions> = {},
): Outbox & { sent: string[] } {
  const sent: string[] = []
  const outbox = openOutbox({
    user: 'u1',
    report: 'r1',
    send,
    mayGo: (deed) => line.mayGo(deed),
    judge: (error) => {
      if (error instanceof Down) return 'line'
      return error instanceof TooEarly ? 'not-yet' : { refused: 'Không được.' }
    },
    onSent: ({ deed }) => sent.push(nameOf(deed)),
    pace: { first: 5, longest: 20, claim: 60_000, answer: 50 },
    ...options,
  })
  opened.push(outbox)
  return { ...outbox, sent }
}

/** As if the tab had been at it. */
async function claimAll(sending: Sending): Promise<void> {
  const db = await openDB('cung-soan-gop-y')
  for (const change of (await db.getAll('changes')) as WaitingChange[])
    await db.put('changes', { ...change, sending })
  db.close()
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 3000, interval: 5 })
const waiting = (outbox: Outbox) => outbox.list.get().map(({ deed }) => nameOf(deed))

describe('while the line is up', () => {
  test('everything goes at once, in order, and leaves the outbox', async () => {
    const server = createLine()
    const outbox = open(server)
    outbox.add(create('a'))
    outbox.add(reply('a', 'm1'))
    outbox.add(resolve('a'))
    expect(waiting(outbox)).toHaveLength(3)
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    expect(server.line.got).toEqual(['a create góp ý', 'a reply m1', 'a resolve'])
    expect(outbox.sent).toEqual(server.line.got)
  })
})

describe('while the line is down', () => {
  test('it is kept, over a reload, for its author alone, and sent once the line is back', async () => {
    const server = createLine()
    server.line.up = false
    const first = open(server)
    first.add(create('a'))
    first.add(reply('a', 'm1'))
    await eventually(() => expect(first.unkept.get()).toBe(false))
    first.stop()

    const other = open(server, { user: 'u2' })
    const otherReport = open(server, { report: 'r2' })
    const again = open(server)
    await eventually(() => expect(waiting(again)).toEqual(['a create góp ý', 'a reply m1']))
    expect([...waiting(other), ...waiting(otherReport)]).toEqual([])
    server.line.up = true
    await eventually(() => expect(server.line.got).toEqual(['a create góp ý', 'a reply m1']))
    await eventually(() => expect(again.list.get()).toEqual([]))
    again.stop()
    const later = open(server)
    later.add(reply('b', 'm2'))
    await eventually(() => expect(server.line.got).toHaveLength(3))
    expect(server.line.got.at(-1)).toBe('b reply m2')
  })

  test('what is not sent yet is changed or taken back without the server’s knowing', async () => {
    const server = createLine()
    server.line.up = false
    const outbox = open(server)
    outbox.add(create('a', 'vội'))
    outbox.add(reply('a', 'm1'))
    await eventually(() => expect(server.line.tries).toBeGreaterThan(0))
    const [created, replied] = outbox.list.get().map(({ id }) => id)
    const amend = (id: string | undefined, text: string | undefined) =>
      outbox.amend(must(id, 'a change'), (deed) =>
        text === undefined ? undefined : 'text' in deed ? { ...deed, text } : deed,
      )
    await eventually(() => expect(amend(created, 'nghĩ kỹ')).toBe(true))
    await eventually(() => expect(amend(replied, undefined)).toBe(true))
    server.line.up = true
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    expect(server.line.got).toEqual(['a create nghĩ kỹ'])
  })

  test('what is on its way is not changed any more', async () => {
    const server = createLine()
    let letGo = () => {}
    server.line.hold = new Promise((done) => (letGo = done))
    const outbox = open(server)
    outbox.add(create('a'))
    await eventually(() => expect(server.line.tries).toBe(1))
    expect(outbox.amend(must(outbox.list.get()[0], 'it').id, () => undefined)).toBe(false)
    letGo()
    await eventually(() => expect(server.line.got).toEqual(['a create góp ý']))
  })
})

describe('a comment on words that the server does not have', () => {
  test('waits until it may go; replies elsewhere do not', async () => {
    const server = createLine()
    server.line.mayGo = ({ type }) => type !== 'create'
    const outbox = open(server)
    outbox.add(create('a'))
    outbox.add(reply('a', 'm1'))
    outbox.add(reply('b', 'm2'))
    await eventually(() => expect(server.line.got).toEqual(['b reply m2']))
    server.line.mayGo = () => true
    outbox.nudge()
    await eventually(() => expect(server.line.got).toEqual(['b reply m2', 'a create góp ý', 'a reply m1']))
  })

  test('is tried again for as long as the server asks for it, told how often, and holds nothing else up', async () => {
    const server = createLine()
    const tries: number[] = []
    server.line.refuses = ({ threadId }) =>
      threadId === 'a' && tries.length < 4 ? new TooEarly() : undefined
    const outbox = open(server, {
      send: (deed, count) => {
        if (deed.threadId === 'a') tries.push(count)
        return server.send(deed)
      },
    })
    outbox.add(create('a'))
    outbox.add(create('b'))
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    expect(server.line.got).toEqual(['b create góp ý', 'a create góp ý'])
    expect(tries).toEqual([0, 1, 2, 3])
  })
})

describe('what the server refuses', () => {
  test('is kept with the reason, over a reload, and not sent again by itself', async () => {
    const server = createLine()
    server.line.refuses = () => new Refused()
    const outbox = open(server)
    outbox.add(create('a', 'nhiều chữ'))
    await eventually(() => expect(outbox.list.get()[0]?.refused).toBe('Không được.'))
    const { tries } = server.line
    outbox.nudge()
    outbox.stop()
    const again = open(server)
    await eventually(() => expect(again.list.get()[0]?.refused).toBe('Không được.'))
    expect(server.line.tries).toBe(tries)
  })

  test('holds back what builds on it, and lets the rest of a thread go', async () => {
    const server = createLine()
    server.line.refuses = (deed) =>
      nameOf(deed) === 'a create góp ý' || nameOf(deed) === 'b reply m2' ? new Refused() : undefined
    const outbox = open(server)
    for (const deed of [create('a'), reply('a', 'm1'), reply('b', 'm2'), reply('b', 'm3')]) outbox.add(deed)
    await eventually(() => expect(server.line.got).toEqual(['b reply m3']))
    expect(waiting(outbox)).toEqual(['a create góp ý', 'a reply m1', 'b reply m2'])
    server.line.refuses = () => undefined
    outbox.retry()
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    expect(server.line.got).toEqual(['b reply m3', 'a create góp ý', 'a reply m1', 'b reply m2'])
  })

  test('is given up with what builds on it; its words come back', async () => {
    const server = createLine()
    server.line.refuses = ({ threadId }) => (threadId === 'a' ? new Refused() : undefined)
    const outbox = open(server)
    for (const deed of [create('a', 'một'), reply('a', 'm1', 'hai'), resolve('a')]) outbox.add(deed)
    await eventually(() => expect(outbox.list.get()[0]?.refused).toBeDefined())
    expect(outbox.giveUp('a')).toBe('một\n\nhai')
    expect(outbox.list.get()).toEqual([])
    outbox.stop()
    const again = open(server)
    again.add(create('b'))
    await eventually(() => expect(server.line.got).toEqual(['b create góp ý']))
    expect(again.list.get()).toEqual([])
  })
})

describe('several tabs', () => {
  test('show the same, and send each thing once', async () => {
    const server = createLine()
    server.line.up = false
    const one = open(server)
    const two = open(server)
    one.add(create('a'))
    one.add(reply('a', 'm1'))
    await eventually(() => expect(waiting(two)).toEqual(['a create góp ý', 'a reply m1']))
    two.add(reply('a', 'm2'))
    await eventually(() => expect(waiting(one)).toHaveLength(3))
    server.line.up = true
    await eventually(() => expect([...one.list.get(), ...two.list.get()]).toEqual([]))
    expect(server.line.got).toEqual(['a create góp ý', 'a reply m1', 'a reply m2'])
  })

  test('what a tab was sending when it died is sent by another, long before its claim ends', async () => {
    const server = createLine()
    server.line.up = false
    const dead = open(server)
    dead.add(create('a'))
    dead.add(reply('a', 'm1'))
    await eventually(() => expect(dead.unkept.get()).toBe(false))
    dead.stop()
    await claimAll({ tab: 'dead', until: Date.now() + 60_000 })
    server.line.up = true
    const other = open(server)
    await eventually(() => expect(server.line.got).toEqual(['a create góp ý', 'a reply m1']))
    await eventually(() => expect(other.list.get()).toEqual([]))
  })

  test('what a living tab is sending is left to it, however long it takes', async () => {
    const server = createLine()
    let letGo = () => {}
    server.line.hold = new Promise((done) => (letGo = done))
    const one = open(server)
    one.add(create('a'))
    await eventually(() => expect(server.line.tries).toBe(1))
    const calls: string[] = []
    const listening = new BroadcastChannel('cung-soan-gop-y u1 r1')
    listening.onmessage = ({ data }) => calls.push((data as { type: string }).type)
    const two = open(server)
    await eventually(() => expect(waiting(two)).toHaveLength(1))
    // It has been asked more than once by now.
    await eventually(() => expect(calls.filter((type) => type === 'answer').length).toBeGreaterThan(2))
    listening.close()
    expect(server.line.tries).toBe(1)
    letGo()
    await eventually(() => expect([...one.list.get(), ...two.list.get()]).toEqual([]))
    expect(server.line.got).toEqual(['a create góp ý'])
  })
})

describe('a browser that keeps nothing', () => {
  test('says so, and sends all the same', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    const server = createLine()
    server.line.up = false
    const outbox = open(server)
    outbox.add(create('a'))
    outbox.add(reply('a', 'm1'))
    await eventually(() => expect(server.line.tries).toBeGreaterThan(1))
    expect(outbox.unkept.get()).toBe(true)
    expect(waiting(outbox)).toHaveLength(2)
    server.line.up = true
    await eventually(() => expect(server.line.got).toEqual(['a create góp ý', 'a reply m1']))
    expect(outbox.unkept.get()).toBe(false)
  })

  test('any more, after it had begun to: as well', async () => {
    const server = createLine()
    server.line.up = false
    const outbox = open(server)
    outbox.add(create('a'))
    await eventually(() => expect(outbox.unkept.get()).toBe(false))
    const failing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    outbox.add(reply('a', 'm1'))
    await eventually(() => expect(outbox.unkept.get()).toBe(true))
    server.line.up = true
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    failing.mockRestore()
    expect(server.line.got).toEqual(['a create góp ý', 'a reply m1'])
  })

  test('sends it also once the report is not shown any more', async () => {
    Reflect.deleteProperty(globalThis, 'indexedDB')
    const server = createLine()
    server.line.up = false
    server.line.mayGo = () => false
    const outbox = open(server)
    outbox.add(create('a'))
    outbox.add(reply('a', 'm1'))
    outbox.stop()
    expect(outbox.unkept.get()).toBe(true)
    server.line.up = true
    await eventually(() => expect(server.line.got).toEqual(['a create góp ý', 'a reply m1']))
    expect(outbox.unkept.get()).toBe(false)
  })

  test('never sends what was changed since', async () => {
    const server = createLine()
    server.line.up = false
    const outbox = open(server)
    outbox.add(create('a', 'vội'))
    await eventually(() => expect(outbox.unkept.get()).toBe(false))
    const failing = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const { id } = must(outbox.list.get()[0], 'a change')
    await eventually(() =>
      expect(outbox.amend(id, (deed) => ({ ...deed, ...create('a', 'nghĩ kỹ') }))).toBe(true),
    )
    // At once, and for as long as the browser does not have it.
    expect(outbox.unkept.get()).toBe(true)
    server.line.up = true
    await eventually(() => expect(outbox.list.get()).toEqual([]))
    failing.mockRestore()
    expect(server.line.got).toEqual(['a create nghĩ kỹ'])
  })

  test('says so until a change is written', async () => {
    const server = createLine()
    server.line.up = false
    const outbox = open(server)
    outbox.add(create('a'))
    expect(outbox.unkept.get()).toBe(true)
    await eventually(() => expect(outbox.unkept.get()).toBe(false))
  })
})
