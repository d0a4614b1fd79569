import 'fake-indexeddb/auto'
import * as fc from 'fast-check'
import { IDBFactory } from 'fake-indexeddb'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { readUpdate } from '../../../report/permission/read-update.ts'
import type { SectionRecord, Writer } from '../../../report/permission/rights.ts'
import { SectionGuard } from '../../../report/permission/section-guard.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import { seedReport } from '../../../report/seed.ts'
import { CLOSE } from '../../../report/wire/close-codes.ts'
import type { Role } from '../../../report/wire/rest.ts'
import { type ReportConnection, connectReport } from './connection.ts'
import type { JournalRow } from './journal.ts'
import { type TestPeer, createTestRoom } from './test-room.ts'

/** FUZZ_RUNS=2000 for a long search. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 60)
const USERS = ['a', 'b'] as const
type User = (typeof USERS)[number]
const TABS = 4
const SECTIONS = [0, 1, 2]
const RECORDS: readonly SectionRecord[] = [
  { officeIds: [], status: 'drafting', locked: false },
  { officeIds: ['office-a'], status: 'drafting', locked: false },
  { officeIds: ['office-b'], status: 'drafting', locked: false },
  { officeIds: [], status: 'approved', locked: false },
  { officeIds: ['office-a'], status: 'drafting', locked: true },
]

const tab = fc.nat(TABS - 1)
const section = fc.constantFrom(...SECTIONS)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('type' as const), tab, section, at: fc.nat() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('new paragraph' as const), tab, section }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), tab, section, at: fc.nat() }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('give' as const), section, record: fc.nat(RECORDS.length - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('role' as const),
      user: fc.constantFrom(...USERS),
      role: fc.constantFrom<Role>('drafter', 'drafter', 'viewer', 'coordinator'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close the browser' as const), tab }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('open' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut all lines' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('server away' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('server back' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('server slow' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('server quick' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compose' as const), tab }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('let time pass' as const),
      turns: fc.integer({ min: 1, max: 25 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

type Tab = {
  readonly user: User
  readonly connection: ReportConnection
  readonly view: { composing: boolean; dom: EventTarget }
}

/** A room that refuses by rights as the product's does, behind a socket that can be away. */
async function openHouse() {
  const room = createTestRoom()
  let made = 0
  const seed = seedReport(
    SECTIONS.map((index) => ({ level: 1, title: `Phần ${index}`, guidance: '', invites: false })),
    { newId: () => `seed${(made += 1)}aaaa`, clientId: 1 },
  )
  Y.applyUpdate(room.doc, seed.update)
  room.sendsOldState = true
  const guard = new SectionGuard(room.doc)
  const house = {
    room,
    roles: { a: 'drafter', b: 'drafter' } as Record<User, Role>,
    records: new Map<string, SectionRecord>(),
    away: false,
    standing: (user: User) => ({
      writer: { role: house.roles[user], officeId: `office-${user}` } satisfies Writer,
      rights: { stage: 'drafting' as const, records: new Map(house.records) },
    }),
  }
  const userOf = ({ url }: TestPeer) => (url.includes('/a/') ? 'a' : 'b')
  room.asksPeer = (peer) => house.roles[userOf(peer)] !== 'viewer'
  room.judge = (update, peer) => {
    const { writer, rights } = house.standing(userOf(peer))
    return guard.judge(readUpdate(update, 1_000_000), writer, rights)
  }
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', verifyClient: () => !house.away })
  server.on('connection', (socket: ServerSocket, request) => {
    const line = room.enter({
      url: request.url ?? '',
      send: (frame) => socket.send(frame),
      close: (code) => socket.close(code),
      cut: () => socket.terminate(),
    })
    socket.on('message', (data) => line.receive(new Uint8Array(data as Buffer)))
    socket.on('close', () => line.leave())
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...house,
    house,
    userOf,
    url: (user: User) => `ws://127.0.0.1:${port}/${user}/sync`,
    stop: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate()
        server.close(resolve)
      }),
  }
}

const sections = (doc: Y.Doc) =>
  doc
    .getXmlFragment(FRAGMENT)
    .toArray()
    .filter((one): one is Y.XmlElement => one instanceof Y.XmlElement && one.nodeName === 'section')

function textsOf(element: Y.XmlElement | undefined): Y.XmlText[] {
  if (!element) return []
  return [...element.createTreeWalker((node) => node instanceof Y.XmlText)] as Y.XmlText[]
}

/** Words are told apart by a space; they are written and erased whole. */
function wordStarts(text: string): number[] {
  const starts = [0]
  for (let at = 0; at < text.length; at++) if (text[at] === ' ') starts.push(at + 1)
  return starts
}

function newParagraph(element: Y.XmlElement, id: string, word: string) {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.setAttribute('id', id)
  paragraph.insert(0, [new Y.XmlText(word)])
  element.insert(element.length, [paragraph])
}

const wordsIn = (doc: Y.Doc) =>
  sections(doc).flatMap((one) => textsOf(one).flatMap((text) => text.toJSON().split(' ').filter(Boolean)))

async function play(steps: readonly Step[]) {
  globalThis.indexedDB = new IDBFactory()
  const { house, room, url, stop, userOf } = await openHouse()
  const written = new Map<string, User>()
  const erased = new Set<string>()
  const tabs = new Map<number, Tab>()
  let tokens = 0

  const open = (user: User): Tab => {
    const connection = connectReport({
      reportId: 'r1',
      user: { id: user, name: user, office: '', color: '#000000' },
      epoch: 'e1',
      serverUrl: url(user),
      pace: { reconnect: () => 5, remote: 2, presence: 5 },
      standing: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        if (house.away) throw new Error('no connection')
        return house.standing(user)
      },
    })
    const view = { composing: false, dom: new EventTarget() }
    connection.bindView(view)
    return { user, connection, view }
  }
  const endComposition = (one: Tab) => {
    one.view.composing = false
    one.view.dom.dispatchEvent(new Event('compositionend'))
  }
  const writable = (at: number) => {
    const one = tabs.get(at)
    return one?.connection.ready.get() === 'ready' ? one : undefined
  }
  const newWord = ({ user }: Tab) => {
    const word = `${user}${tokens++}`
    written.set(word, user)
    return `${word} `
  }

  const act: { [K in Step['do']]: (step: Extract<Step, { do: K }>) => void | Promise<void> } = {
    type: ({ tab: at, section: index, at: place }) => {
      const one = writable(at)
      if (!one) return
      const element = sections(one.connection.doc)[index]
      const texts = textsOf(element)
      const text = texts[place % texts.length]
      if (text) {
        const starts = wordStarts(text.toJSON())
        text.insert(starts[place % starts.length] ?? 0, newWord(one))
      } else if (element) newParagraph(element, `p${tokens}aaaaaaa`, newWord(one))
    },
    'new paragraph': ({ tab: at, section: index }) => {
      const one = writable(at)
      const element = one && sections(one.connection.doc)[index]
      if (one && element) {
        one.connection.doc.transact(() => newParagraph(element, `p${tokens}aaaaaaa`, newWord(one)))
      }
    },
    erase: ({ tab: at, section: index, at: place }) => {
      const one = writable(at)
      const texts = one ? textsOf(sections(one.connection.doc)[index]) : []
      const text = texts[place % texts.length]
      const words = text?.toJSON().split(' ').filter(Boolean) ?? []
      const word = words[place % words.length]
      if (!text || word === undefined) return
      erased.add(word)
      const start = wordStarts(text.toJSON())[words.indexOf(word)] ?? 0
      text.delete(start, word.length + 1)
    },
    give: ({ section: index, record }) => {
      const id = sections(room.doc)[index]?.getAttribute('id')
      const given = RECORDS[record]
      if (id && given) house.records.set(id, given)
    },
    role: ({ user, role }) => {
      house.roles[user] = role
      for (const { peer } of room.lines) if (userOf(peer) === user) peer.close(CLOSE.roleChanged)
    },
    compose: ({ tab: at }) => {
      const one = tabs.get(at)
      if (!one) return
      if (one.view.composing) return endComposition(one)
      one.view.composing = true
      one.view.dom.dispatchEvent(new Event('compositionstart'))
    },
    'close the browser': async ({ tab: at }) => {
      const one = tabs.get(at)
      if (!one) return
      // What the journal has confirmed survives; the page asks before it is left with anything else.
      await vi.waitFor(() => expect(one.connection.unkept.get()).toBe(false), { interval: 1 })
      tabs.delete(at)
      room.cutAll()
      await one.connection.stop()
    },
    open: ({ tab: at }) => {
      if (!tabs.has(at)) tabs.set(at, open(USERS[at % USERS.length] ?? 'a'))
    },
    'cut all lines': () => room.cutAll(),
    'server away': () => {
      house.away = true
      room.cutAll()
    },
    'server back': () => {
      house.away = false
    },
    'server slow': () => {
      room.takesWhenTold = true
    },
    'server quick': () => {
      room.takesWhenTold = false
      room.take(Number.POSITIVE_INFINITY)
    },
    'let time pass': async ({ turns }) => {
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
  }
  for (let at = 0; at < TABS; at++) {
    tabs.set(at, open(USERS[at % USERS.length] ?? 'a'))
  }
  await vi.waitFor(
    () => {
      for (const one of tabs.values()) expect(one.connection.save.get().state).toBe('saved')
    },
    { interval: 1 },
  )
  for (const one of steps) await (act[one.do] as (step: Step) => void | Promise<void>)(one)

  house.away = false
  room.takesWhenTold = false
  room.take(Number.POSITIVE_INFINITY)
  for (const [at, user] of [...USERS, ...USERS].entries()) if (!tabs.has(at)) tabs.set(at, open(user))
  for (const one of tabs.values()) {
    if (one.view.composing) endComposition(one)
  }
  // Everybody at rest at the same time: what one tab keeps may move another.
  await vi.waitFor(
    async () => {
      for (const one of tabs.values()) {
        expect(one.connection.save.get()).toEqual({ state: 'saved' })
        expect(wordsIn(one.connection.doc)).toEqual(wordsIn(room.doc))
      }
      expect((await journalRows()).filter((row) => row.refused === undefined)).toEqual([])
    },
    { timeout: 6000, interval: 3 },
  )
  const inReport = wordsIn(room.doc)
  const kept = keptWords(await journalRows())
  for (const [word, user] of written) {
    const times = inReport.filter((one) => one === word).length
    expect(times, `${word} in the report`).toBeLessThanOrEqual(1)
    if (erased.has(word)) continue
    const isKept = kept.some((one) => one.user === user && one.word === word)
    expect(times === 1 || isKept, `${word} is in the report, or kept for ${user}`).toBe(true)
  }
  expect(new Set(inReport).size).toBe(inReport.length)
  await Promise.all(Array.from(tabs.values(), (one) => one.connection.stop()))
  await stop()
}

/** The words that a person would find marked as theirs. */
function keptWords(rows: readonly JournalRow[]) {
  return rows.flatMap(({ user, recovered }) =>
    (recovered?.sections ?? []).flatMap(({ blocks }) =>
      blocks.flatMap((block) =>
        block
          .filter((part) => part.own)
          .flatMap(({ text }) => text.split(' ').filter(Boolean))
          .map((word) => ({ user, word })),
      ),
    ),
  )
}

function journalRows(): Promise<JournalRow[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('cung-soan')
    opening.onerror = () => reject(new Error('cannot open'))
    opening.onsuccess = () => {
      const reading = opening.result.transaction('edits').objectStore('edits').getAll()
      reading.onsuccess = () => {
        opening.result.close()
        resolve(reading.result as JournalRow[])
      }
    }
  })
}

/** Each has lost words once: found here, and played again in every run. */
const STORIES: readonly Step[][] = [
  // A word is composed while the journal is written, and another tab of the same person opens in between.
  [
    { do: 'type', tab: 2, section: 0, at: 0 },
    { do: 'give', section: 0, record: 2 },
    { do: 'type', tab: 2, section: 1, at: 0 },
    { do: 'let time pass', turns: 17 },
    { do: 'give', section: 2, record: 3 },
    { do: 'type', tab: 2, section: 2, at: 0 },
    { do: 'close the browser', tab: 0 },
    { do: 'compose', tab: 2 },
  ],
  // The refusal comes while the page is closed.
  [
    { do: 'server slow' },
    { do: 'type', tab: 1, section: 0, at: 0 },
    { do: 'let time pass', turns: 10 },
    { do: 'give', section: 0, record: 3 },
    { do: 'server quick' },
    { do: 'close the browser', tab: 1 },
  ],
  // The first answer to a page that comes back is older than what another tab has sent as empty.
  [
    { do: 'type', tab: 2, section: 1, at: 0 },
    { do: 'give', section: 1, record: 2 },
    { do: 'close the browser', tab: 0 },
    { do: 'let time pass', turns: 15 },
    { do: 'type', tab: 2, section: 2, at: 0 },
    { do: 'open', tab: 0 },
    { do: 'let time pass', turns: 14 },
    { do: 'type', tab: 2, section: 1, at: 0 },
    { do: 'close the browser', tab: 2 },
  ],
]

test(
  'whatever becomes of rights, tabs, lines and the server: every word is in the report once, or kept for its author',
  { timeout: 120_000 + 1500 * RUNS },
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 70 }), play), {
      numRuns: RUNS,
      examples: STORIES.map((story): [Step[]] => [story]),
      endOnFailure: true,
    })
  },
)
