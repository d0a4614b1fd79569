import { setTimeout as wait } from 'node:timers/promises'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { fillReport } from '../report-text.ts'
import { Deliveries } from './deliveries.ts'
import { presenceOf, typist, type Typist } from './keystrokes.ts'
import { cpuOf, peakMemoryOf } from './process-cost.ts'
import { type RealClient, realClient } from './providers.ts'
import type { Finding, Scenario } from './scenarios.ts'
import { RawSocket, ready } from './socket.ts'
import {
  encodeEmptyStep2,
  encodePresence,
  encodeStep1,
  encodeToken,
  encodeUpdate,
  readMessage,
  type Wire,
} from './wire.ts'

// The load generator, in a process of its own. Open loop: keys fall when they are due, whatever the server does.
type Task = {
  readonly scenario: Scenario
  readonly server: {
    readonly pid: number
    readonly port: number
    readonly wire: Wire
    readonly room: string
    readonly headers: Readonly<Record<string, string>>
  }
}

const task: Task = JSON.parse(must(process.argv[2], 'a task')) as Task
const { scenario, server } = task
const { wire, room } = server

const realClients = 3
const joinLimit = 30_000
const drainLimit = 6_000
const firstClient = 100_000_000

/** Brings the report to its size through a real client, at a pace the limits allow. Answers the state. */
async function writeReport(): Promise<Uint8Array> {
  const writer = await realClient(wire, server)
  await within(writer.synced, joinLimit, 'the writer to sync')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, writer.state())
  doc.on('update', (update: Uint8Array) => writer.apply(update))
  for (const _ of fillReport(doc, { sections: 30, words: scenario.words })) await wait(40)
  const state = Y.encodeStateAsUpdate(doc)
  await wait(500)
  const reader = await realClient(wire, server)
  await within(reader.synced, joinLimit, 'the reader to sync')
  await until(() => sameText([state, reader.state()]), joinLimit, 'the report to arrive')
  writer.stop()
  reader.stop()
  return state
}

async function within<T>(promise: Promise<T>, limit: number, what: string): Promise<T> {
  const late = Symbol('late')
  const first = await Promise.race([promise, wait(limit, late, { ref: false })])
  if (first === late) throw new Error(`waited ${limit} ms for ${what}`)
  return promise
}

async function until(holds: () => boolean, limit: number, what: string): Promise<void> {
  if (!(await holdsWithin(holds, limit))) throw new Error(`waited ${limit} ms for ${what}`)
}

async function holdsWithin(holds: () => boolean, limit: number): Promise<boolean> {
  const end = performance.now() + limit
  while (!holds()) {
    if (performance.now() > end) return false
    await wait(20)
  }
  return true
}

function sameText(states: readonly Uint8Array[]): boolean {
  const seen = states.map((state) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b)
    return JSON.stringify([clocks, doc.getXmlFragment('report').toJSON()])
  })
  return seen.every((text) => text === seen[0])
}

type Client = {
  readonly socket: RawSocket
  synced: number | undefined
  onUpdate: (update: Uint8Array) => void
}

const step1 = ready(encodeStep1(wire, room))
const emptyStep2 = ready(encodeEmptyStep2(wire, room))

/** Connects one client that keeps nothing of what it is sent. */
async function join(): Promise<Client> {
  const path = wire === 'hocuspocus' ? '' : room
  const socket = new RawSocket({ port: server.port, path, headers: server.headers })
  const client: Client = { socket, synced: undefined, onUpdate: () => undefined }
  socket.onMessage = (payload) => hear(client, payload)
  await within(socket.open(), joinLimit, 'the upgrade')
  const token = encodeToken(wire, room)
  socket.write(token === undefined ? step1 : ready(token))
  return client
}

function hear(client: Client, payload: Uint8Array): void {
  const message = readMessage(wire, payload)
  if (message.type === 'update') return client.onUpdate(message.update)
  if (message.type === 'admitted') return client.socket.write(step1)
  if (message.type === 'step1') return client.socket.write(emptyStep2)
  if (message.type === 'step2') client.synced ??= performance.now()
}

function presence(client: number, clock: number): Buffer {
  return ready(encodePresence(wire, room, { client, clock, state: presenceOf(client, clock) }))
}

async function joinAll(count: number): Promise<Client[]> {
  const clients: Client[] = []
  for (let joined = 0; joined < count; joined += 50) {
    const some = await Promise.all(Array.from({ length: Math.min(50, count - joined) }, join))
    clients.push(...some)
    await until(() => some.every((client) => client.synced !== undefined), joinLimit, 'a client to sync')
  }
  for (const [index, client] of clients.entries()) client.socket.write(presence(firstClient + index, 1))
  await wait(1000)
  return clients
}

type Key = { readonly due: number; readonly typist: number; readonly key: number }

/** When each key falls: every typist at their own pace, phase and unevenness, the same for every server. */
function schedule(): Key[] {
  const gap = 1000 / scenario.keysPerSecond
  const keys: Key[] = []
  const perTypist = keysEach()
  for (let typist = 0; typist < scenario.typists; typist += 1) {
    const phase = (typist * 0.618_034) % 1
    for (let key = 0; key < perTypist; key += 1) {
      const uneven = 0.3 * Math.sin(typist * 7 + key * 3)
      keys.push({ due: (key + phase + uneven) * gap, typist, key })
    }
  }
  return keys.toSorted((a, b) => a.due - b.due)
}

function keysEach(): number {
  return Math.round(scenario.keysPerSecond * scenario.seconds)
}

type Meter = { stop(): { readonly serverCpu: number; readonly generatorCpu: number } }

function startMeter(): Meter {
  const server0 = cpuOf(server.pid)
  const own0 = process.cpuUsage()
  const began = performance.now()
  return {
    stop: () => {
      const own = process.cpuUsage(own0)
      const took = (performance.now() - began) * 1000
      return { serverCpu: cpuOf(server.pid) - server0, generatorCpu: (own.user + own.system) / took }
    },
  }
}

async function type(
  clients: readonly Client[],
  typists: readonly Typist[],
  deliveries: Deliveries,
): Promise<void> {
  const frames = typists.map(({ client, updates }) =>
    updates.map(
      (update, key) => [ready(encodeUpdate(wire, room, update)), presence(client, key + 2)] as const,
    ),
  )
  const keys = schedule()
  const began = performance.now() + 100
  for (let next = 0; next < keys.length;) {
    const elapsed = performance.now() - began
    for (let key = keys[next]; key && key.due <= elapsed; key = keys[(next += 1)]) {
      const { socket } = must(clients[key.typist], 'a client')
      const [update, caret] = must(frames[key.typist]?.[key.key], 'a frame')
      deliveries.sendNow(key.typist, key.key)
      socket.write(update)
      socket.write(caret)
    }
    await wait(1)
  }
}

async function draft(): Promise<Finding> {
  const state = await writeReport()
  const keys = keysEach()
  const typists = Array.from({ length: scenario.typists }, (_, index) =>
    typist(state, index, firstClient + index, keys),
  )
  const real = await Promise.all(Array.from({ length: realClients }, () => realClient(wire, server)))
  await within(Promise.all(real.map((client) => client.synced)), joinLimit, 'the real clients to sync')
  const clients = await joinAll(scenario.clients)
  const deliveries = new Deliveries(
    typists.map(({ client }) => client),
    keys,
    clients.length,
  )
  for (const [index, client] of clients.entries()) {
    client.onUpdate = (update) => deliveries.receive(index, index, update)
  }
  const meter = startMeter()
  await type(clients, typists, deliveries)
  const edits = typists.length * keys
  const expected = edits * (clients.length - 1)
  await holdsWithin(() => deliveries.delivered === expected, drainLimit)
  const { serverCpu, generatorCpu } = meter.stop()
  const wanted = [state, ...typists.flatMap(({ updates }) => updates)]
  const converged = await holdsWithin(
    () => sameText([merge(wanted), ...real.map((client) => client.state())]),
    drainLimit,
  )
  return {
    edits,
    delivered: deliveries.delivered,
    undelivered: expected - deliveries.delivered,
    ...percentiles((part) => deliveries.percentile(part)),
    cpuPerDelivery: serverCpu / Math.max(1, deliveries.delivered),
    serverCpu: serverCpu / 1e6,
    peakMemory: peakMemoryOf(server.pid),
    converged,
    generatorCpu,
    dropped: stopAll(clients, real),
  }
}

function merge(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return Y.encodeStateAsUpdate(doc)
}

function percentiles(at: (part: number) => number): Pick<Finding, 'p50' | 'p95' | 'p99'> {
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

function stopAll(clients: readonly Client[], real: readonly RealClient[]): number {
  const dropped = clients.filter(({ socket }) => socket.ended !== undefined)
  const reasons = new Set(dropped.map(({ socket }) => socket.ended))
  if (dropped.length > 0) console.error(`closed by the server: ${[...reasons].join(', ')}`)
  for (const { socket } of clients) socket.stop()
  for (const client of real) client.stop()
  return dropped.length
}

/** Everybody opens the report at once; a join ends when the whole text has arrived. */
async function joinStorm(): Promise<Finding> {
  await writeReport()
  await wait(1000)
  const meter = startMeter()
  const began = performance.now()
  const clients = await Promise.all(Array.from({ length: scenario.clients }, join))
  await holdsWithin(() => clients.every((client) => client.synced !== undefined), joinLimit)
  const { serverCpu, generatorCpu } = meter.stop()
  const times = clients
    .flatMap(({ synced }) => (synced === undefined ? [] : [synced - began]))
    .toSorted((a, b) => a - b)
  return {
    edits: 0,
    delivered: times.length,
    undelivered: clients.length - times.length,
    ...percentiles(
      (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))] ?? Number.NaN,
    ),
    cpuPerDelivery: serverCpu / Math.max(1, times.length),
    serverCpu: serverCpu / 1e6,
    peakMemory: peakMemoryOf(server.pid),
    converged: true,
    generatorCpu,
    dropped: stopAll(clients, []),
  }
}

const finding = await (scenario.typists === 0 ? joinStorm() : draft())
process.stdout.write(`${JSON.stringify(finding)}\n`)
process.exit(0)
