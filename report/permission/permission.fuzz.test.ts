import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Inspection, inspectUpdate } from '../../sync-server/room/inspect-update.ts'
import { must } from '../must.ts'
import { seedReport } from '../seed.ts'
import { editorEdits, rawEdits } from './fuzz-edits.ts'
import { copyOf, idOf, oracle, seen } from './oracle.ts'
import { readUpdate } from './read-update.ts'
import type { ReportRights, SectionRecord, Writer } from './rights.ts'
import { SectionGuard } from './section-guard.ts'
import { splitUpdate } from './split-update.ts'

/** FUZZ_RUNS=4000 for a long search: each run is a story of some ten judged updates. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 60)
const EDITS = { ...editorEdits, ...rawEdits }
const PAGES = 3

type Story = {
  /** Where and how the copies of updates are damaged that a forger sends. */
  readonly damage: readonly number[]
  readonly outline: readonly { readonly level: number; readonly fixed: boolean }[]
  readonly steps: readonly Step[]
}
type Step = {
  readonly page: number
  readonly what: string
  readonly a: number
  readonly b: number
  readonly c: number
  readonly send: (typeof SENDS)[number]
  readonly who: number
  readonly given: readonly number[]
}

/** How a page's edits reach the server. `keep`: not yet. `behind`: it does not know how far the server is. */
const SENDS = [
  'keep',
  'keep',
  'each',
  'merged',
  'merged',
  'state',
  'behind',
  'fetch',
  'again',
  'kept',
] as const

const story: fc.Arbitrary<Story> = fc.record({
  damage: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
  outline: fc.array(fc.record({ level: fc.constantFrom(1, 2, 2, 3, 4), fixed: fc.boolean() }), {
    minLength: 2,
    maxLength: 6,
  }),
  steps: fc.array(
    fc.record({
      page: fc.nat(PAGES - 1),
      what: fc.constantFrom(...Object.keys(EDITS)),
      a: fc.nat(4000),
      b: fc.nat(4000),
      c: fc.nat(4000),
      send: fc.constantFrom(...SENDS),
      who: fc.nat(15),
      given: fc.array(fc.nat(30), { minLength: 3, maxLength: 8 }),
    }),
    { minLength: 4, maxLength: 24 },
  ),
})

function seeded(outline: Story['outline']): Uint8Array {
  let made = 0
  const newId = () => `id${(made += 1)}xx`
  const sections = outline.map((section, index) => ({
    ...section,
    title: `Mục ${index}`,
    guidance: '',
    invites: false,
  }))
  return seedReport(sections, { newId, clientId: 9 }).update
}

function writerOf(who: number): Writer {
  const office = ['A', 'B', null][who % 3] ?? null
  if (who === 15 || who === 13) return { role: 'coordinator', officeId: office }
  if (who === 14) return { role: 'viewer', officeId: office }
  return { role: 'drafter', officeId: office }
}

const RECORDS: readonly Partial<SectionRecord>[] = [
  {},
  { officeIds: ['A'] },
  { officeIds: ['B'] },
  { officeIds: ['A', 'B'] },
  { status: 'approved' },
  { locked: true },
  { officeIds: ['A'], status: 'submitted' },
  { status: 'returned' },
  { officeIds: ['A', 'B'], status: 'returned' },
]

/** What the number in a story stands for; open to everybody who may, more often than not. */
const STAGES: readonly ReportRights['stage'][] = [
  'drafting',
  'drafting',
  'finalising',
  'appraisal',
  'committee',
  'conference',
]

/** Records for some sections, mostly none so that something is allowed now and then. */
function rightsOf(doc: Y.Doc, given: readonly number[]): ReportRights {
  const ids = ['preamble', ...seen(doc).map(({ attributes }) => String(attributes.id)), 'raw1x']
  const records = ids.flatMap((id, index): [string, SectionRecord][] => {
    const record = RECORDS[given[index % given.length] ?? 0]
    return record ? [[id, { officeIds: [], status: 'drafting', locked: false, ...record }]] : []
  })
  const stage = given[0] === 30 ? 'signed' : must(STAGES[(given[1] ?? 0) % STAGES.length], 'a stage')
  return { stage, records: new Map(records) }
}

const inspect = (doc: Y.Doc, update: Uint8Array): Inspection =>
  inspectUpdate(doc, update, { depth: 64, maxStructs: 100_000, root: 'report' })

const counts = {
  stories: 0,
  judged: 0,
  allowed: 0,
  refused: 0,
  parted: 0,
  'nothing left': 0,
  forged: 0,
  'forged, allowed': 0,
}

/** A page with what it has not sent yet. */
class Page {
  readonly doc: Y.Doc
  unsent: Uint8Array[] = []
  sent: Uint8Array[] = []

  constructor(server: Y.Doc, clientID: number) {
    this.doc = new Y.Doc()
    this.doc.clientID = clientID
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server), 'server')
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') this.unsent.push(update)
    })
  }

  take(server: Y.Doc): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server), 'server')
  }

  outgoing(send: Step['send'], server: Y.Doc): Uint8Array[] {
    const { unsent } = this
    if (send === 'keep' || send === 'fetch') return []
    if (send === 'again') return this.sent.length > 0 ? [Y.mergeUpdates(this.sent.slice(-3))] : []
    this.unsent = []
    this.sent.push(...unsent)
    if (unsent.length === 0) return []
    switch (send) {
      case 'each':
        return unsent
      case 'merged':
      case 'kept':
        return [Y.mergeUpdates(unsent)]
      case 'state':
        return [Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(server))]
      case 'behind':
        return [Y.encodeStateAsUpdate(this.doc)]
    }
  }
}

function check(doc: Y.Doc, guard: SectionGuard, update: Uint8Array, writer: Writer, rights: ReportRights) {
  const verdict = guard.judge(readUpdate(update, 100_000), writer, rights)
  const truth = oracle(doc, update, writer, rights)
  counts.judged += 1
  counts[verdict.type] += 1
  expect(verdict.type).toBe(truth.against.length === 0 ? 'allowed' : 'refused')
  if (verdict.type === 'allowed' || writer.role === 'viewer' || rights.stage === 'signed') {
    expect(new Set(verdict.sections)).toEqual(new Set(truth.sections))
  } else {
    const against = truth.against.filter(({ section }) => section !== '')
    expect(new Set(verdict.sections)).toEqual(new Set(against.map(({ section }) => section)))
    const codes = truth.against
      .filter(({ section }) => section === '' || section === verdict.sections[0])
      .map(({ code }) => code)
    expect(codes).toContain(verdict.code)
  }
  return verdict
}

/**
 * Nobody gets more from an update that no client would send: what the guard allows of it, the oracle allows. (The other way
 * round need not be: the guard refuses whatever is half here and half there.)
 */
function checkForged(
  doc: Y.Doc,
  guard: SectionGuard,
  update: Uint8Array,
  damage: readonly number[],
  writer: Writer,
  rights: ReportRights,
): void {
  for (const [index, at] of damage.entries()) {
    const forged = update.slice()
    const place = at % forged.length
    const value = damage[(index + 1) % damage.length] ?? 0
    // Small numbers are ids, clocks, lengths and flags.
    forged[place] = index % 2 === 0 ? (forged[place] ?? 0) ^ (1 << (value % 8)) : value % 24
    if (inspect(doc, forged).type !== 'news') continue
    counts.forged += 1
    if (guard.judge(readUpdate(forged, 100_000), writer, rights).type === 'refused') continue
    counts['forged, allowed'] += 1
    expect(oracle(doc, forged, writer, rights).against, `forged ${forged.join(' ')}`).toEqual([])
  }
}

/** What is left of an update after parting it: allowed, whole, and nothing else. */
function checkSplit(
  doc: Y.Doc,
  update: Uint8Array,
  writer: Writer,
  rights: ReportRights,
  isAllowed: boolean,
) {
  const { allowed, refused } = splitUpdate(doc, update, writer, rights)
  if (isAllowed) {
    expect(refused).toEqual([])
    expect(allowed).toEqual(update)
    return undefined
  }
  if (!allowed) {
    counts['nothing left'] += 1
    return undefined
  }
  counts.parted += 1
  const inspection = inspect(doc, allowed)
  expect(inspection.type).toBe('news')
  const verdict = new SectionGuard(doc).judge(readUpdate(allowed, 100_000), writer, rights)
  expect(verdict.type).toBe('allowed')
  expect(oracle(doc, allowed, writer, rights).against).toEqual([])

  const parted = copyOf(doc)
  Y.applyUpdate(parted, allowed)
  expect(parted.store.pendingStructs).toBeNull()
  expect(parted.store.pendingDs).toBeNull()
  const whole = copyOf(doc)
  Y.applyUpdate(whole, update)
  const [before, now, then] = [doc, parted, whole].map((one) => new Map(seen(one).map((s) => [s.key, s])))
  const closed = oracle(doc, update, writer, rights).against.flatMap(({ section, outline }) =>
    outline ? [] : [section],
  )
  const ids = seen(doc).map(idOf)
  const preamble = seen(doc).find(({ name }) => name === 'preamble')
  for (const [key, one] of now!) {
    const [was, would] = [before!.get(key), then!.get(key)]
    const name = key === preamble?.key ? 'preamble' : idOf(was ?? one)
    // Where nothing was refused it is as the update wants it, where nothing is allowed as it was.
    if (name !== '' && !refused.includes(name)) expect(one).toEqual(would)
    const isOne = ids.indexOf(name) === ids.lastIndexOf(name)
    if (name !== '' && was && isOne && closed.includes(name)) expect(one).toEqual(was)
    // Each part is as it was or as the update wants it.
    expect([was?.content, would?.content]).toContain(one.content)
    for (const [attribute, given] of Object.entries(one.attributes)) {
      expect([was?.attributes[attribute], would?.attributes[attribute]]).toContainEqual(given)
    }
  }
  for (const [key, was] of before!) if (then!.has(key)) expect(now!.has(key), was.name).toBe(true)
  const order = (map: typeof now) => [...map!.keys()].filter((key) => now!.has(key) && then!.has(key))
  expect(order(now)).toEqual(order(then))
  return allowed
}

function play({ outline, steps, damage }: Story): void {
  counts.stories += 1
  const server = new Y.Doc()
  server.clientID = 8
  Y.applyUpdate(server, seeded(outline))
  const guard = new SectionGuard(server)
  const pages = Array.from({ length: PAGES }, (_, index) => new Page(server, 101 + index * 7))
  let nextClient = 500
  for (const { page: index, what, a, b, c, send, who, given } of steps) {
    const page = must(pages[index], 'a page')
    page.doc.transact(() => must(EDITS[what], what)(page.doc, a, b, c))
    if (send === 'fetch') page.take(server)
    for (const update of page.outgoing(send, server)) {
      const rights = rightsOf(server, given)
      const writer = writerOf(who)
      const inspection = inspect(server, update)
      if (inspection.type !== 'news') continue
      checkForged(server, guard, update, damage, writer, rights)
      const { type } = check(server, guard, update, writer, rights)
      const parted = checkSplit(server, update, writer, rights, type === 'allowed')
      if (send === 'kept' && type === 'refused') {
        // The server takes what it may; the page begins anew, as a client does.
        if (parted) Y.applyUpdate(server, parted)
        pages[index] = new Page(server, (nextClient += 1))
        break
      }
      Y.applyUpdate(server, update)
      expect(server.store.pendingStructs).toBeNull()
    }
  }
}

test('law: the guard says of any edit what the slow oracle says, and what is parted off is allowed and whole', () => {
  fc.assert(fc.property(story, play), {
    numRuns: RUNS,
    seed: Number(process.env.FUZZ_SEED ?? Date.now()),
    endOnFailure: process.env.FUZZ_SHRINK === undefined,
  })
  expect(counts.allowed).toBeGreaterThan(RUNS / 10)
  expect(counts.refused).toBeGreaterThan(RUNS / 10)
  // oxlint-disable-next-line no-console -- a long search is asked for its numbers
  if (process.env.FUZZ_RUNS !== undefined) console.info(counts)
}, 3_600_000)
