import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import type { Anchor } from '../../report/wire/review.ts'
import { type Client, createRig, type Rig, turn, until, write } from './rig.ts'
import type { Book, OpenBook } from './thread-anchors.ts'

/** When anchors are read, stored and given up; where they go is the AnchorBook's own affair. */

let rig: Rig
let lines: string[]
afterEach(() => rig.stop())

const anchorAt = (place: string): Anchor => ({
  kind: 'range',
  sectionId: 's1',
  quote: 'đoạn',
  prefix: place,
  suffix: '',
  pieces: [],
  lost: false,
})

/** A book in which every edit moves every anchor: `prefix` says after how many. */
class MovingBook implements Book {
  readonly #anchors = new Map<string, Anchor>()
  #changed = new Set<string>()
  #edits = 0
  destroyed = false

  constructor(doc: Y.Doc) {
    doc.on('afterTransaction', () => {
      this.#edits += 1
      this.onEdit()
    })
  }

  onEdit(): void {
    for (const id of this.#anchors.keys()) {
      this.#anchors.set(id, anchorAt(`edit ${this.#edits}`))
      this.#changed.add(id)
    }
  }

  set(threadId: string, anchor: Anchor): void {
    this.#anchors.set(threadId, anchor)
  }

  get(threadId: string): Anchor | undefined {
    return this.#anchors.get(threadId)
  }

  takeChanges(): ReadonlyMap<string, Anchor> {
    const changed = [...this.#changed]
    this.#changed = new Set()
    return new Map(changed.map((id) => [id, this.#anchors.get(id)!]))
  }

  destroy(): void {
    this.destroyed = true
  }
}

async function open(
  openBook: OpenBook = (doc) => new MovingBook(doc),
  threads: readonly string[] = ['t1'],
): Promise<Client> {
  lines = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
  rig = await createRig({ openBook, logger })
  for (const id of threads) rig.anchors.stored.set(id, anchorAt('stored'))
  const client = await rig.client('a')
  await rig.settle(client)
  return client
}

const placeOf = (threadId = 't1') => {
  const anchor = rig.anchors.stored.get(threadId)
  return anchor?.kind === 'range' ? anchor.prefix : undefined
}

/** A second passes. */
async function tick(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await turn()
  rig.clock.now += 1_000
  await rig.rooms.tick()
  for (let turns = 0; turns < 5; turns++) await turn()
  for (let turns = 0; turns < 5; turns++) await turn()
}

async function edit(client: Client, text = 'x'): Promise<void> {
  write(client, text)
  await rig.settle(client)
}

describe('the anchors of a report', () => {
  it('are stored once a second at most, as they are after the last edit', async () => {
    const a = await open()
    for (let edits = 0; edits < 30; edits++) await edit(a)
    expect(rig.anchors.saves).toEqual([])
    await tick()
    expect(rig.anchors.saves).toHaveLength(1)
    expect(placeOf()).toBe('edit 30')
    await tick()
    expect(rig.anchors.saves).toHaveLength(1)
  })

  it('are not stored before the edits that moved them are on disk', async () => {
    const a = await open()
    rig.log.hold()
    write(a, 'chưa lưu')
    await until(() => rig.log.waiting > 0)
    await tick()
    expect(rig.anchors.saves).toEqual([])
    rig.log.release()
    await until(() => placeOf() === 'edit 1')
  })

  it('that followed what the log never got are not stored at all', async () => {
    const a = await open()
    rig.log.hold()
    write(a, 'không bao giờ')
    await until(() => rig.log.waiting > 0)
    await tick()
    rig.log.failing = new Error('disk full')
    rig.log.release()
    await until(() => a.closed !== undefined)
    rig.log.failing = undefined
    await tick()
    expect(rig.anchors.saves).toEqual([])
    await a.connect(rig.rooms)
    await edit(a)
    await tick()
    expect(placeOf()).toMatch(/^edit/)
  })

  it('that cannot be stored are kept and tried again, said once, and hold no edit up', async () => {
    const a = await open()
    rig.anchors.failing = new Error('the database is away')
    await edit(a)
    for (let times = 0; times < 3; times++) await tick()
    await edit(a, 'sau đó')
    expect(a.saved).toBe(a.sent)
    expect(rig.anchors.saves.length).toBeGreaterThanOrEqual(3)
    expect(lines.filter((line) => line.includes('the database is away'))).toHaveLength(1)
    rig.anchors.failing = undefined
    await tick()
    expect(placeOf()).toBe('edit 2')
    rig.anchors.failing = new Error('the database is away again')
    await edit(a)
    await tick()
    expect(lines).toHaveLength(2)
  })

  it('are stored one save at a time, however long one takes', async () => {
    const a = await open()
    await edit(a)
    rig.anchors.hold()
    for (let times = 0; times < 4; times++) {
      await tick()
      await edit(a)
    }
    expect(rig.anchors.saves).toHaveLength(1)
    rig.anchors.release()
    await until(() => placeOf() === 'edit 1')
    await tick()
    expect(rig.anchors.saves).toHaveLength(2)
    expect(placeOf()).toBe('edit 5')
  })

  it('are stored in parts when they are many, and taken in without holding everybody else up', async () => {
    let taken = 0
    const slow: OpenBook = (doc) => {
      const book = new MovingBook(doc)
      const set = book.set.bind(book)
      book.set = (...anchor) => {
        taken += 1
        for (const begun = performance.now(); performance.now() - begun < 0.1;);
        set(...anchor)
      }
      return book
    }
    const threads = Array.from({ length: 2_000 }, (_, index) => `t${index}`)
    const opening = open(slow, threads)
    // How far it was each time the event loop came round.
    const seen = new Set<number>()
    while (taken < threads.length) {
      await turn()
      seen.add(taken)
    }
    expect(seen.size).toBeGreaterThan(5)
    const a = await opening
    await edit(a)
    await tick()
    await until(() => threads.every((id) => placeOf(id) === 'edit 1'))
    expect(Math.max(...rig.anchors.saves.map((save) => save.size))).toBeLessThanOrEqual(200)
  })

  it('are stored before an empty report is let go, and keep it while that fails', async () => {
    const a = await open()
    await edit(a)
    rig.anchors.failing = new Error('the database is away')
    a.leave()
    rig.clock.now += 60_000
    await tick()
    expect(rig.rooms.open).toBe(1)
    rig.anchors.failing = undefined
    await tick()
    expect(rig.rooms.open).toBe(0)
    expect(placeOf()).toBe('edit 1')
  })

  it('are stored at the end of the server, when they can be', async () => {
    const a = await open()
    await edit(a)
    await rig.rooms.drain()
    expect(placeOf()).toBe('edit 1')
  })

  it('that cannot be stored do not keep the server from ending', async () => {
    const a = await open()
    await edit(a)
    rig.anchors.failing = new Error('the database is away')
    await rig.rooms.drain()
    expect(rig.rooms.open).toBe(0)
    expect(placeOf()).toBe('stored')
  })

  it('follow the repairs of the server itself', async () => {
    lines = []
    rig = await createRig({
      openBook: (doc) => new MovingBook(doc),
      repair: (doc) => {
        const [first] = doc.getXmlFragment('report').toArray() as Y.XmlElement[]
        if (first?.getAttribute('id') !== undefined) return false
        first?.setAttribute('id', 'p1')
        return true
      },
    })
    rig.anchors.stored.set('t1', anchorAt('stored'))
    const a = await rig.client('a')
    await edit(a)
    await tick()
    await tick()
    await rig.settle(a)
    expect(a.text).toContain('id="p1"')
    await tick()
    expect(placeOf()).toBe('edit 2')
  })
})

describe('a thread that is new or attached elsewhere', () => {
  it('is followed from then on', async () => {
    const a = await open(undefined, [])
    rig.rooms.follow('r1', 't9', anchorAt('placed'))
    await edit(a)
    await tick()
    expect(placeOf('t9')).toBe('edit 1')
  })

  it('opens no report', async () => {
    await open()
    rig.rooms.follow('r2', 't9', anchorAt('placed'))
    await turn()
    expect(rig.rooms.open).toBe(1)
  })

  it('is followed when the report was just loading, and had asked before the thread was stored', async () => {
    await open()
    rig.anchors.hold()
    const coming = rig.client('b', { reportId: 'r2' })
    await until(() => rig.anchors.waiting > 0)
    rig.anchors.stored.set('t9', anchorAt('placed'))
    rig.rooms.follow('r2', 't9', anchorAt('placed'))
    rig.anchors.release()
    const b = await coming
    await rig.settle(b)
    await edit(b)
    await tick()
    expect(placeOf('t9')).toMatch(/^edit/)
  })

  it('is not put back by a save of where it was before', async () => {
    const a = await open()
    await edit(a)
    rig.anchors.hold()
    await tick()
    expect(rig.anchors.saves).toHaveLength(1)
    // The save waits; whoever attaches it has stored the new place meanwhile.
    rig.anchors.stored.set('t1', anchorAt('attached'))
    rig.rooms.follow('r1', 't1', anchorAt('attached'))
    rig.anchors.release()
    await until(() => placeOf() === 'edit 1')
    await tick()
    expect(placeOf()).toBe('attached')
  })
})

describe('a book that fails', () => {
  const failures: readonly (readonly [string, OpenBook])[] = [
    [
      'when it is opened',
      () => {
        throw new Error('a bug')
      },
    ],
    [
      'when it takes an anchor in',
      (doc) =>
        Object.assign(new MovingBook(doc), {
          set: () => {
            throw new Error('a bug')
          },
        }),
    ],
    [
      'when it follows an edit',
      (doc, onFailure) => Object.assign(new MovingBook(doc), { onEdit: () => onFailure(new Error('a bug')) }),
    ],
    [
      'when it is asked what changed, and when it is closed',
      (doc) =>
        Object.assign(new MovingBook(doc), {
          takeChanges: () => {
            throw new Error('a bug')
          },
          destroy: () => {
            throw new Error('another bug')
          },
        }),
    ],
  ]

  it.each(failures)(
    '%s leaves the text alone and the threads where they are stored',
    async (_when, openBook) => {
      const a = await open(openBook)
      const b = await rig.client('b')
      await rig.settle(a, b)
      for (const text of ['một', 'hai', 'ba']) {
        await edit(a, text)
        await tick()
      }
      rig.rooms.follow('r1', 't2', anchorAt('placed'))
      await rig.settle(a, b)
      expect(b.text).toBe('<paragraph>một</paragraph><paragraph>hai</paragraph><paragraph>ba</paragraph>')
      expect(a.saved).toBe(a.sent)
      expect([a.closed, b.closed]).toEqual([undefined, undefined])
      expect(placeOf()).toBe('stored')
      expect(lines.filter((line) => line.includes('a bug')).length).toBeGreaterThanOrEqual(1)
      expect(lines.length).toBeLessThanOrEqual(2)
      a.leave()
      b.leave()
      rig.clock.now += 60_000
      await tick()
      expect(rig.rooms.open).toBe(0)
    },
  )

  it('is not opened for a report whose anchors cannot be read, which opens all the same', async () => {
    await open()
    rig.anchors.failing = new Error('the database is away')
    const b = await rig.client('b', { reportId: 'r2' })
    await rig.settle(b)
    await edit(b, 'vẫn viết được')
    expect(b.saved).toBe(b.sent)
    expect(lines.filter((line) => line.includes('the database is away'))).toHaveLength(1)
  })
})
