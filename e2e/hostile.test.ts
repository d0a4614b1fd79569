import { connect as connectTcp } from 'node:net'
import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { CLOSE } from '../report/wire/close-codes.ts'
import { MESSAGE, SYNC } from '../report/wire/messages.ts'
import { onDatabase } from './rig/database.ts'
import { checkedReport } from './rig/drafter.ts'
import {
  EMPTY_UPDATE,
  charactersIn,
  elementStruct,
  frame,
  gcStruct,
  handWritten,
  presence,
  readPresence,
  skipStruct,
  step1,
  step2,
  stringAfter,
  textStruct,
  syncFrame,
  update,
} from './rig/frames.ts'
import { type Province, type Session, call, foundProvince, signIn } from './rig/province.ts'
import { chooseSeed, seeded } from './rig/random.ts'
import { type Closing, type RawClient, openRaw, readReport } from './rig/raw-client.ts'
import { request } from './rig/request.ts'
import { type Server, startServer } from './rig/server.ts'
import { type StockClient, connectStock, newParagraph, sectionsOf } from './rig/stock-client.ts'
import { say, until } from './rig/until.ts'

/**
 * A hostile member of the report, and one who is not even that. Beside every attack two honest people go on: one
 * types, the other must see it, and it must be on disk. At the end the report holds what the honest ones wrote, and
 * nothing else.
 */
const random = seeded(chooseSeed())
let server: Server
let province: Province
let reportId: string
let honest: StockClient
let witness: StockClient
let attacker: Session
let line: Y.XmlText
let proofs = 0
/** What the report is without the honest typist's line. */
let untouched: string
const raws: RawClient[] = []
let memoryAtStart: Memory

const MEGABYTE = 1024 * 1024
/**
 * V8 collects when it likes, so how large a process is says little about what it keeps. Here its heap has an end: all that
 * is alive after an honest day's work are some 40 MB, and whoever makes the server keep 60 more kills it, which every
 * proof of honest typing notices. The threads of the log inherit the cap; one that dies of it closes the honest with 4507.
 */
const HEAP_CAP = '--max-old-space-size=96 --max-semi-space-size=16'
/**
 * Buffers live outside the heap. V8 collects at the latest when 64 MB of them came since the last time; what is more than
 * that, and half as much again for what is in use, is kept.
 */
const MOST_BUFFERS = 96 * MEGABYTE
/** A line that takes nothing gets no relays beyond 4 MiB; the answer or the relay under way then comes on top. */
const MOST_BACKLOG = 8 * MEGABYTE
/** For what neither V8 nor the server counts (SQLite, malloc): three heaps at their caps, the buffers, and Node itself. */
const MOST_RESIDENT = 800 * MEGABYTE

beforeAll(async () => {
  say(`hostile: SEED=${random.seed}`)
  server = await startServer({ env: { NODE_OPTIONS: HEAP_CAP } })
  province = await foundProvince(server, { people: 4 })
  ;({ id: reportId } = await province.newReport({ members: province.people.slice(0, 3) }))
  attacker = province.person(2)
  honest = connectStock(server, province.person(0), reportId, { acked: true })
  witness = connectStock(server, province.person(1), reportId)
  await Promise.all([honest.synced(), witness.synced()])
  honest.edit('line', (fragment) => (line = newParagraph(sectionsOf(fragment)[0]!, 'ngaythang')))
  await honest.allSaved()
  untouched = withoutLine(await readReport(server.syncUrl, reportId, province.person(0)))
  memoryAtStart = await memory()
})

/** After each attack: the honest session was never interrupted, and typing still goes through to disk and to others. */
afterEach(async () => {
  await honestGoOn()
  for (const raw of raws.splice(0)) raw.stop()
  expect(honest.closings).toEqual([])
  expect(witness.closings).toEqual([])
  expect(server.running()).toBe(true)
  const now = withoutLine(await readReport(server.syncUrl, reportId, province.person(0)))
  const before = untouched
  untouched = now
  expect(now).toBe(before)
})

afterAll(async () => {
  if (!server) return
  say(`hostile: ${proofs} proofs of honest typing; ${told(memoryAtStart)} -> ${told(await memory())}`)
  honest?.stop()
  witness?.stop()
  await server.stop()
})

type Memory = {
  readonly heap: number
  readonly buffers: number
  readonly backlog: number
  readonly resident: number
}

async function memory(): Promise<Memory> {
  const metrics = await server.metrics()
  const read = (name: string): number => {
    const value = metrics.get(name)
    if (value === undefined) throw new Error(`the server does not tell ${name}`)
    return value
  }
  return {
    heap: read('nodejs_heap_size_used_bytes'),
    buffers: read('nodejs_external_memory_bytes'),
    backlog: read('cs_backlog_bytes'),
    resident: read('process_resident_memory_bytes'),
  }
}

const mb = (bytes: number): number => Math.round(bytes / MEGABYTE)
const told = ({ heap, buffers, resident }: Memory): string =>
  `heap ${mb(heap)}, buffers ${mb(buffers)}, resident ${mb(resident)} MB`

/** While honest people go on, which gives V8 reason to collect, the server comes back to keeping little. */
async function memoryComesBack(): Promise<void> {
  await until('the server has let go of what it was sent', async () => {
    await honestGoOn()
    return (await memory()).buffers < memoryAtStart.buffers + MOST_BUFFERS
  })
}

/** Without the honest line, and without the ids of paragraphs: the server's repair gives new ones where they are doubled. */
function withoutLine(doc: Y.Doc): string {
  const text = doc.getXmlFragment('report').toJSON()
  return text
    .replaceAll(/<paragraph id="ngaythang">.*?<\/paragraph>/g, '')
    .replaceAll(/<paragraph id="[^"]*">/g, '<paragraph>')
}

async function honestGoOn(): Promise<void> {
  const word = `câu${++proofs}.`
  honest.edit(word, () => line.insert(line.length, word))
  await honest.allSaved()
  await until(`the witness reads ${word}`, () => witness.doc.getXmlFragment('report').toJSON().includes(word))
}

async function attack(
  options: Partial<Parameters<typeof openRaw>[1]> & { path?: string; params?: string; join?: boolean } = {},
): Promise<RawClient> {
  const { path = `/${reportId}`, params = '', join = true, ...rest } = options
  const raw = await openRaw(`${server.syncUrl}${path}${params}`, { session: attacker, ...rest })
  raws.push(raw)
  if (join && !raw.closing()) await raw.join()
  return raw
}

/** Sends and expects the code. */
async function punished(bytes: Uint8Array | string, code: number, options = {}): Promise<Closing> {
  const raw = await attack(options)
  raw.send(bytes)
  const closing = await raw.closed()
  expect(closing.code).toBe(code)
  return closing
}

/** An honest update of the attacker's own, from which damaged ones are made. */
function honestUpdate(raw: RawClient): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(raw.doc))
  const before = Y.encodeStateVector(doc)
  doc.transact(() => {
    const text = newParagraph(sectionsOf(doc.getXmlFragment('report'))[1]!, 'hong')
    text.insert(0, 'Nội dung ')
    text.insert(4, 'thật ', { bold: true })
    text.delete(0, 2)
  })
  return Y.encodeStateAsUpdate(doc, before)
}

describe('at the door', () => {
  test.each([
    ['no cookie', { session: undefined }, CLOSE.notSignedIn],
    [
      'a made-up cookie',
      { session: undefined, headers: { cookie: 'cung-soan.session_token=abc.def' } },
      CLOSE.notSignedIn,
    ],
    [
      'a huge cookie',
      { session: undefined, headers: { cookie: `cung-soan.session_token=${'x'.repeat(6000)}` } },
      CLOSE.notSignedIn,
    ],
    ['a foreign origin', { origin: 'https://trang-la.vn' }, CLOSE.noAccess],
    ['the origin null', { origin: 'null' }, CLOSE.noAccess],
    ['an origin that is no address', { origin: 'javascript:alert(1)' }, CLOSE.noAccess],
    ['an unknown report', { path: '/khong-co' }, CLOSE.noSuchReport],
    ['no report', { path: '/' }, CLOSE.noSuchReport],
    ['another path below', { path: '/a/b/c' }, CLOSE.noSuchReport],
    ['dots', { path: '/../../etc/passwd' }, CLOSE.noSuchReport],
    ['broken percent signs', { path: '/%E0%A4%A' }, CLOSE.noSuchReport],
    ['a NUL', { path: '/%00' }, CLOSE.noSuchReport],
    ['a newer schema', { params: '?s=999' }, CLOSE.clientTooOld],
    ['a schema that is no number', { params: '?s=abc' }, CLOSE.clientTooOld],
    ['another epoch', { params: '?e=xua' }, CLOSE.epochChanged],
  ] as const)('%s', async (_name, options, code) => {
    const raw = await attack({ ...options, join: false })
    const closing = await raw.closed()
    expect(closing.code).toBe(code)
    expect(raw.frames).toEqual([])
  })

  test('somebody who is no member', async () => {
    const raw = await attack({ session: province.person(3), join: false })
    expect((await raw.closed()).code).toBe(CLOSE.noAccess)
    expect(raw.frames).toEqual([])
  })

  test('a session that has expired, and one that was ended by signing out', async () => {
    const { username } = province.person(3).person
    const expired = await signIn(server, username, province.person(3).password)
    const ended = await signIn(server, username, province.person(3).password)
    await province.setRole(reportId, expired, 'drafter')
    const token = decodeURIComponent(/session_token=([^.;]+)/.exec(expired.cookie)?.[1] ?? '')
    const changed = onDatabase(server, (db) =>
      db.prepare('update session set expiresAt = ? where token = ?').run('2001-01-01T00:00:00.000Z', token),
    )
    expect(changed.changes).toBe(1)
    await call(server, ended, '/api/auth/sign-out', { method: 'POST' })
    for (const session of [expired, ended]) {
      await until(
        'the door no longer knows the session',
        async () => {
          const raw = await openRaw(`${server.syncUrl}/${reportId}`, { session })
          const closing = raw.closing() ?? (await raw.closed(2_000).catch(() => undefined))
          raw.stop()
          return closing?.code === CLOSE.notSignedIn
        },
        15_000,
      )
    }
  })

  test('an upgrade elsewhere, a very long address, very long headers: refused, and the server goes on', async () => {
    for (const url of [
      `${server.origin.replace('http', 'ws')}/`,
      `${server.origin.replace('http', 'ws')}/api/reports`,
      `${server.syncUrl}/${'a'.repeat(10_000)}`,
      `${server.syncUrl}/${reportId}?${'x'.repeat(12_000)}`,
    ]) {
      const socket = new WebSocket(url, { headers: { cookie: attacker.cookie, origin: server.origin } })
      let ended = 0
      socket.on('error', () => (ended ||= 1006))
      socket.on('close', (code) => (ended = code))
      await until(`${url.slice(0, 60)} is answered`, () => ended || socket.readyState === WebSocket.OPEN)
      if (url.endsWith('x')) socket.terminate()
      else await until(`${url.slice(0, 60)} is closed`, () => ended)
    }
    const answer = await request(`${server.origin}/api/health`, {
      headers: { 'x-long': 'x'.repeat(60_000) },
    }).catch((error: Error) => ({ status: 0, text: String(error) }))
    expect([0, 431]).toContain(answer.status)
  })

  test('sockets that never finish their request, or never say a word after it, hold nothing up', async () => {
    const silent = Array.from({ length: 30 }, () => {
      const socket = connectTcp(server.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(`GET /sync/${reportId} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n`)
      return socket
    })
    const mute = await Promise.all(Array.from({ length: 5 }, () => attack({ join: false })))
    await honestGoOn()
    for (const socket of silent) socket.destroy()
    expect(mute.every((raw) => raw.closing() === undefined)).toBe(true)
  })

  test('more sockets than one person may have', async () => {
    const crowd: RawClient[] = []
    for (let index = 0; index < 26; index++) crowd.push(await attack({ join: false }))
    const refused = await until('some are turned away', () => {
      const closings = crowd.flatMap((raw) => raw.closing() ?? [])
      return closings.length >= 6 && closings
    })
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set([CLOSE.unavailable]))
    expect(refused.length).toBe(6)
  })
})

describe('frames that no honest client sends', () => {
  test('text, nothing, garbage, unknown kinds, two messages in one frame', async () => {
    await punished('xin chào', CLOSE.badData)
    await punished(new Uint8Array(0), CLOSE.badData)
    await punished(new Uint8Array([99, 1, 2]), CLOSE.badData)
    await punished(new Uint8Array([0, 7, 0]), CLOSE.badData)
    await punished(new Uint8Array([121, 5]), CLOSE.badData)
    await punished(new Uint8Array([...step1(), ...step1()]), CLOSE.badData)
    await punished(new Uint8Array([0, 2, 255, 255, 255, 255, 15]), CLOSE.badData)
    await punished(new Uint8Array([128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1]), CLOSE.badData)
    for (let round = 0; round < 15; round++) {
      await punished(new Uint8Array([255, ...random.bytes(random.between(1, 400))]), CLOSE.badData)
    }
  })

  test('every truncation of an honest update', async () => {
    const whole = honestUpdate(await attack())
    // Each opens a socket of its own: the server hangs up at the first bad frame.
    for (let length = 1; length < whole.length; length += Math.ceil(whole.length / 24)) {
      await punished(update(whole.slice(0, length)), CLOSE.badData)
    }
    for (let length = 1; length < 12; length++) await punished(update(whole).slice(0, length), CLOSE.badData)
  })

  test('one flipped bit: either refused, or an update of the attacker’s own; never anybody else’s text', async () => {
    const raw = await attack()
    const whole = honestUpdate(raw)
    let closed = 0
    let taken = 0
    for (let round = 0; round < 60; round++) {
      const bytes = whole.slice()
      const at = random.below(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      const other = await attack()
      other.send(update(bytes))
      other.send(step1(other.doc))
      const answers = (): number =>
        other.heard(MESSAGE.sync).filter((heard) => heard[1] === SYNC.step2).length
      await until('an answer or a close', () => other.closing() ?? answers() > 1)
      if (other.closing()) closed += 1
      else taken += 1
      other.stop()
    }
    say(`hostile: of 60 flipped bits ${closed} closed the socket, ${taken} did not`)
    // What got in is a validly written edit of a member: take it out again as a member would.
    await restoreUntouched()
  })

  test.each([
    ['a run of 2^50 deleted characters', () => handWritten(77, 0, [gcStruct(2 ** 50)])],
    ['a gap of 2^50', () => handWritten(77, 0, [skipStruct(2 ** 50), gcStruct(1)])],
    ['a clock of 2^50', () => handWritten(77, 2 ** 50, [gcStruct(1)])],
    ['a deletion 2^50 long', () => handWritten(77, 0, [], [{ client: 77, clock: 0, length: 2 ** 50 }])],
    ['a struct of no length', () => handWritten(77, 0, [gcStruct(0)])],
    ['another root', () => handWritten(77, 0, [elementStruct('section', 'khac')])],
    ['an element in itself', () => handWritten(77, 0, [elementStruct('a', { client: 77, clock: 0 })])],
    ['two thousand elements in one another', () => nested(2000)],
    ['bytes after the end', () => new Uint8Array([...EMPTY_UPDATE, 1, 2, 3])],
    [
      'ten million structs announced',
      () => frame((e) => [1, 10_000_000, 77, 0].forEach((n) => encoding.writeVarUint(e, n))),
    ],
    ['a document in the document', subdocument],
    ['a map as root', () => otherRoot((doc) => doc.getMap('meta').set('a', 1))],
    ['a text as root', () => otherRoot((doc) => doc.getText('meta').insert(0, 'a'))],
    ['attributes on the report itself', () => otherRoot((doc) => doc.getMap('report').set('a', 1))],
    ['an update in the other encoding', versionTwo],
  ] as const)('%s', async (_name, write) => {
    await punished(update(write()), CLOSE.badData)
    await punished(step2(write()), CLOSE.badData)
  })

  test.each([
    ['characters directly in the report', otherRoot((doc) => doc.getText('report').insert(0, 'chữ trần'))],
    ['values directly in the report', otherRoot((doc) => doc.getArray('report').insert(0, [1, 2, 3]))],
    [
      'characters directly in an element',
      handWritten(79, 0, [elementStruct('paragraph', 'report'), charactersIn({ client: 79, clock: 0 })]),
    ],
    [
      'a section in a section, which every editor would drop',
      handWritten(79, 0, [
        elementStruct('section', 'report'),
        elementStruct('section', { client: 79, clock: 0 }),
      ]),
    ],
    [
      'an element in the midst of text',
      handWritten(79, 0, [textStruct('report'), elementStruct('paragraph', { client: 79, clock: 0 })]),
    ],
  ])('what would make every editor throw: %s', async (_name, bytes) => {
    await punished(update(bytes), CLOSE.badData)
    const doc = await readReport(server.syncUrl, reportId, province.person(0))
    expect(() => checkedReport(doc.getXmlFragment('report'))).not.toThrow()
  })

  test('a state vector of a million entries', async () => {
    const vector = frame((encoder) => {
      encoding.writeVarUint(encoder, 1_000_000)
      for (let client = 0; client < 250_000; client++) {
        encoding.writeVarUint(encoder, client)
        encoding.writeVarUint(encoder, 1)
      }
    })
    await punished(syncFrame(SYNC.step1, vector.slice(0, 1_000_000)), CLOSE.badData)
    const small = frame((encoder) => encoding.writeVarUint(encoder, 2 ** 52))
    await punished(syncFrame(SYNC.step1, small), CLOSE.badData)
  })

  test('a frame above the limit, and a first sync above its own', async () => {
    const raw = await attack()
    raw.send(update(random.bytes(1_100_000)))
    expect([CLOSE.badData, 1009]).toContain((await raw.closed()).code)
    const first = await attack({ join: false })
    first.send(step2(new Uint8Array(9 * MEGABYTE)))
    expect([CLOSE.badData, 1009]).toContain((await first.closed()).code)
    const second = await attack()
    // The allowance of the first sync is for the first sync.
    second.send(step2(new Uint8Array(3 * MEGABYTE)))
    expect([CLOSE.badData, CLOSE.rate, 1009]).toContain((await second.closed()).code)
  })
})

describe('edits under another name', () => {
  test('continuing the victim’s typing at the victim’s next clock is refused, and the victim types on', async () => {
    const victim = honest.doc.clientID
    const raw = await attack({ params: '?v=1' })
    const clock = Y.getState(raw.doc.store, victim)
    raw.send(update(handWritten(victim, clock, [stringAfter({ client: victim, clock: clock - 1 }, 'GIẢ')])))
    await until('a refusal or a close', () => raw.heard(MESSAGE.refused).length > 0 || raw.closing())
    const refused = raw.heard(MESSAGE.refused)
    if (refused.length > 0) expect(Buffer.from(refused[0]!).toString()).toContain('foreign-client-id')
    else expect([CLOSE.badData, CLOSE.noAccess]).toContain(raw.closing()?.code)
    for (let turn = 0; turn < 5; turn++) await honestGoOn()
    expect(witness.doc.getXmlFragment('report').toJSON()).not.toContain('GIẢ')
  })

  test('writing under the id of somebody who is only present, before they have typed, locks nobody out', async () => {
    const victim = connectStock(server, province.person(1), reportId, { acked: true })
    await victim.synced()
    victim.provider.awareness.setLocalStateField('section', 'x')
    const raw = await attack({ params: '?v=1' })
    await until('the attacker sees the id', () =>
      raw
        .heard(MESSAGE.awareness)
        .some((bytes) => readPresence(bytes).some(({ client }) => client === victim.doc.clientID)),
    )
    raw.send(update(handWritten(victim.doc.clientID, 0, [elementStruct('paragraph', 'report')])))
    await until('a refusal or a close', () => raw.heard(MESSAGE.refused).length > 0 || raw.closing())
    victim.edit('own', (fragment) => newParagraph(sectionsOf(fragment)[0]!, 'cuatoi').insert(0, 'của tôi'))
    await victim.allSaved()
    expect(victim.refusals).toEqual([])
    victim.stop()
    await restoreUntouched()
  })

  test('an update that builds on what nobody has: three thousand times', async () => {
    const raw = await attack()
    for (let index = 0; index < 3000 && !raw.closing(); index++) {
      raw.send(update(handWritten(1_000_000 + index, 5, [gcStruct(1)])))
      if (index % 40 === 0) await honestGoOn()
    }
    expect([CLOSE.badData, CLOSE.rate]).toContain((await raw.closed()).code)
  })
})

describe('presence', () => {
  test('somebody else’s cannot be overwritten, removed or locked out', async () => {
    witness.provider.awareness.setLocalState({ section: 'thật' })
    const { clientID } = witness.doc
    const seen = (): unknown => honest.provider.awareness.getStates().get(clientID)
    await until('it is seen', seen)
    const raw = await attack()
    raw.send(presence([{ client: raw.doc.clientID, clock: 1, state: { section: 'kẻ phá' } }]))
    raw.send(presence([{ client: clientID, clock: 1000, state: { section: 'giả' } }]))
    raw.send(presence([{ client: clientID, clock: 1001, state: null }]))
    raw.send(presence([{ client: clientID, clock: 2 ** 31 - 1, state: { section: 'giả' } }]))
    await until('the attacker is seen', () => honest.provider.awareness.getStates().has(raw.doc.clientID))
    expect(seen()).toMatchObject({ section: 'thật' })
    expect(honest.provider.awareness.getStates().get(raw.doc.clientID)).toMatchObject({
      user: { id: attacker.person.id, name: attacker.person.name },
    })
    witness.provider.awareness.setLocalState({ section: 'vẫn thật' })
    await until(
      'the owner goes on',
      () => (seen() as { section?: string } | undefined)?.section === 'vẫn thật',
    )
    expect(raw.closing()).toBeUndefined()
  })

  test.each([
    ['too large', { section: 'x'.repeat(5000) }],
    ['no JSON', '{"section":'],
    ['10^5 levels deep', '['.repeat(2000) + ']'.repeat(2000)],
    ['a bare number', '5'],
    ['a list', '[1,2]'],
  ])('%s', async (_name, state) => {
    await punished(presence([{ client: 99_999, clock: 1, state }]), CLOSE.badData)
  })

  test('10^5 levels in a frame of its own size, a clock of 2^53-1, a count that lies', async () => {
    await punished(
      presence([{ client: 99_998, clock: 1, state: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000) }]),
      CLOSE.badData,
    )
    await punished(presence([{ client: 99_997, clock: 2 ** 53 - 1, state: { section: 'a' } }]), CLOSE.badData)
    await punished(
      frame((e) => [1, 5, 255, 255, 255, 255, 15].forEach((n) => encoding.writeUint8(e, n))),
      CLOSE.badData,
    )
  })

  test('half a million ids leave no trace', async () => {
    // As many as their rate lets five sockets tell; two hundred bytes kept for each would burst the heap.
    for (let socket = 0; socket < 5; socket++) {
      const raw = await attack()
      for (let batch = 0; batch < 40 && !raw.closing(); batch++) {
        const ids = Array.from({ length: 2500 }, (_, index) => (socket * 40 + batch) * 2500 + index + 1)
        raw.send(presence(ids.map((client) => ({ client, clock: 1, state: { a: 1 } }))))
        raw.send(presence(ids.map((client) => ({ client, clock: 2, state: null }))))
      }
      await until('the flood is over', () => raw.closing() ?? raw.socket.bufferedAmount === 0)
      await honestGoOn()
    }
    await memoryComesBack()
    const { size } = honest.provider.awareness.getStates()
    expect(size).toBeLessThan(10)
  })
})

describe('floods', () => {
  test('of refusals leave the log as it is, however much they name', async () => {
    const raw = await attack({ params: '?v=1' })
    const length = server.output().length
    const forged = Array.from({ length: 150 }, (_, index) => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(raw.doc))
      const before = Y.encodeStateVector(doc)
      const section = new Y.XmlElement('section')
      section.setAttribute('id', `${index}`.repeat(1_000))
      doc.getXmlFragment('report').push([section])
      return Y.encodeStateAsUpdate(doc, before)
    })
    // No more client ids are refused than a confused page might have.
    for (const bytes of forged.slice(0, 90)) raw.send(update(bytes))
    await until('all are refused', () => raw.heard(MESSAGE.refused).length === 90)
    for (let again = 0; again < 60; again++) raw.send(update(forged[again]!))
    await until('all are refused', () => raw.heard(MESSAGE.refused).length === 150)
    const logged = () =>
      server
        .output()
        .slice(length)
        .split('\n')
        .filter((line) => line.includes('an edit was refused'))
    // The log comes through a pipe, behind the answers: what another connection is refused stands at its end.
    const other = await attack({ params: '?v=1' })
    other.send(update(forged[0]!))
    const connections = () => new Set(logged().map((line) => String(JSON.parse(line).connection)))
    await until('all of it is logged', () => connections().size === 2)
    const lines = logged()
    expect(lines.length).toBe(100 + 1)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500)
  })

  test('updates as fast as the line carries: 4508, and nobody else waits', async () => {
    const raw = await attack()
    const own = new Y.Doc()
    Y.applyUpdate(own, Y.encodeStateAsUpdate(raw.doc))
    const text = new Y.XmlText()
    own.on('update', (bytes: Uint8Array) => {
      if (!raw.closing()) raw.send(update(bytes))
    })
    sectionsOf(own.getXmlFragment('report'))[2]!.insert(0, [new Y.XmlElement('paragraph')])
    ;(sectionsOf(own.getXmlFragment('report'))[2]!.get(0) as Y.XmlElement).insert(0, [text])
    for (let index = 0; index < 2000 && !raw.closing(); index++) text.insert(0, 'lũ ')
    expect((await raw.closed()).code).toBe(CLOSE.rate)
    await restoreUntouched()
  })

  test('presence as fast as the line carries: 4508', async () => {
    const raw = await attack()
    for (let clock = 1; clock < 3000 && !raw.closing(); clock++) {
      raw.send(presence([{ client: raw.doc.clientID, clock, state: { section: `${clock}` } }]))
    }
    expect((await raw.closed()).code).toBe(CLOSE.rate)
  })

  test('asking for the whole report again and again: 4508, and memory stays', async () => {
    const raw = await attack()
    for (let index = 0; index < 3000 && !raw.closing(); index++) raw.send(step1())
    expect((await raw.closed()).code).toBe(CLOSE.rate)
    await memoryComesBack()
  })

  test('asking for a large report in ever new ways without reading the answers: memory stays bounded', async () => {
    const { id } = await province.newReport({ members: [province.person(0), attacker] })
    const writer = connectStock(server, province.person(0), id, { acked: true })
    await writer.synced()
    for (let part = 0; part < 3; part++) {
      writer.edit('p', (fragment) => {
        const text = newParagraph(sectionsOf(fragment)[part]!, `to${part}`)
        for (let piece = 0; piece < 7; piece++) text.insert(0, 'Dài '.repeat(20_000))
      })
      await writer.allSaved()
    }
    const deaf = await openRaw(`${server.syncUrl}/${id}`, { session: attacker, deaf: true })
    raws.push(deaf)
    deaf.socket.pause()
    for (let index = 0; index < 450; index++) {
      deaf.send(
        syncFrame(
          SYNC.step1,
          frame((e) => [1, 1_000_000 + index, 1].forEach((n) => encoding.writeVarUint(e, n))),
        ),
      )
    }
    let peak = 0
    for (let turn = 0; turn < 10; turn++) {
      await honestGoOn()
      peak = Math.max(peak, (await memory()).backlog)
    }
    say(`hostile: 450 questions about a 2 MB report, at most ${mb(peak)} MB on their way`)
    expect(peak).toBeLessThan(MOST_BACKLOG)
    await memoryComesBack()
    writer.stop()
  })

  test('somebody who asks and never reads is let go with 1013; the others never wait for them', async () => {
    const { id } = await province.newReport({ members: [province.person(0), attacker] })
    const writer = connectStock(server, province.person(0), id, { acked: true, maxBackoffTime: 200 })
    await writer.synced()
    const slow = await openRaw(`${server.syncUrl}/${id}`, { session: attacker })
    raws.push(slow)
    await slow.join()
    slow.socket.pause()
    // What one person sends in a while to one who does not read: 60 MB, far beyond any buffer of the system.
    let text: Y.XmlText | undefined
    writer.edit('p', (fragment) => (text = newParagraph(sectionsOf(fragment)[0]!, 'cham')))
    let peak = 0
    const refused = async (): Promise<number> =>
      (await server.metrics()).get('cs_refused_total{code="1013"}') ?? 0
    const refusedBefore = await refused()
    await until(
      'the server gives the slow reader up',
      async () => {
        writer.edit('more', () => {
          text!.delete(0, text!.length)
          text!.insert(0, random.pick(['a', 'b', 'c']).repeat(900_000))
        })
        await writer.allSaved()
        peak = Math.max(peak, (await memory()).backlog)
        return (await refused()) > refusedBefore
      },
      60_000,
    )
    say(
      `hostile: slow reader given up, at most ${mb(peak)} MB on their way, after ${writer.edits.length} edits of 0.9 MB`,
    )
    expect(peak).toBeGreaterThan(0)
    expect(peak).toBeLessThan(MOST_BACKLOG)
    slow.socket.resume()
    // Behind megabytes of backlog even the close frame may not get through: then the line is simply cut.
    expect([CLOSE.backpressure, 1006]).toContain((await slow.closed()).code)
    // It writes more than its own limit lets it; nothing else may close it.
    expect(writer.closings.filter(({ code }) => code !== CLOSE.rate)).toEqual([])
    writer.stop()
  }, 120_000)
})

test('after all this: the server never died, complained about nothing, and did not grow without bound', async () => {
  expect(server.complaints()).toBe('')
  await memoryComesBack()
  expect((await memory()).resident).toBeLessThan(MOST_RESIDENT)
  const health = await request(`${server.origin}/api/health`)
  expect(health.status).toBe(200)
  // And what it says is also what it would say after a restart.
  const before = (await readReport(server.syncUrl, reportId, province.person(0)))
    .getXmlFragment('report')
    .toJSON()
  const stored = onDatabase(server, (db) =>
    db.prepare('select bytes from edit where report_id = ? order by seq').all(reportId),
  )
  const replayed = new Y.Doc()
  for (const { bytes } of stored as { bytes: Uint8Array }[]) Y.applyUpdate(replayed, bytes)
  expect(replayed.getXmlFragment('report').toJSON()).toBe(before)
  expect(replayed.store.pendingStructs).toBeNull()
})

/** Takes out what an attacker validly wrote as a member, so that the next attack starts from the same report. */
async function restoreUntouched(): Promise<void> {
  // When this is on disk, so is what came before it: a newcomer is shown nothing that is not.
  await honestGoOn()
  const now = withoutLine(await readReport(server.syncUrl, reportId, province.person(0)))
  if (now !== untouched) untouched = now
}

function nested(depth: number): Uint8Array {
  return handWritten(
    78,
    0,
    Array.from({ length: depth }, (_, index) =>
      elementStruct('a', index === 0 ? 'report' : { client: 78, clock: index - 1 }),
    ),
  )
}

function otherRoot(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  write(doc)
  return Y.encodeStateAsUpdate(doc)
}

function subdocument(): Uint8Array {
  return otherRoot((doc) => doc.getXmlFragment('report').push([new Y.Doc() as unknown as Y.XmlElement]))
}

function versionTwo(): Uint8Array {
  const doc = new Y.Doc()
  doc.getXmlFragment('report').push([new Y.XmlElement('section')])
  return Y.encodeStateAsUpdateV2(doc)
}
