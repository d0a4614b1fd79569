import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { launchProduct, type Product } from '../product-server.ts'
import { writeReport } from '../typing/colleagues.ts'
import { Deliveries } from '../sync/deliveries.ts'
import { typist, type Typist } from '../sync/keystrokes.ts'
import { peakMemoryOf } from '../sync/process-cost.ts'
import { RawSocket, ready } from '../sync/socket.ts'
import { encodeEmptyStep2, encodeStep1, encodeUpdate, readMessage } from '../sync/wire.ts'

// How long a keystroke takes to its readers while somebody exports the same report again and again, beside how long it
// takes while nobody does. Ten people type; by turns, so that what slows the machine slows both.

export type LatencyTask = { readonly words: number; readonly seconds: number; readonly turns: number }
export type Latency = {
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly longest: number
  /** How long the server's main thread was late for its next turn, 99 of 100 times. */
  readonly lag: number
}
export type LatencyFinding = {
  readonly words: number
  readonly idle: Latency
  readonly exporting: Latency
  readonly exports: number
  /** Milliseconds from the question to the last byte, the middle of all. */
  readonly exportMs: number
  readonly lost: number
  /** Of the whole server, in MB. */
  readonly peakMemory: number
}

const PEOPLE = 10
const KEYS_PER_SECOND = 5
const WIRE = 'y-websocket'
const FIRST_CLIENT = 200_000_000

export async function measureLatency({ words, seconds, turns }: LatencyTask): Promise<LatencyFinding> {
  const product = await launchProduct({
    // The writer is no person.
    env: { LIMIT_BYTES_PER_SECOND: '100000000', LIMIT_FRAMES_PER_SECOND: '1000' },
  })
  try {
    const reportId = await product.createReport()
    const doc = await writeReport(product, reportId, { sections: 60, words })
    const desk = new Desk(product, reportId, doc)
    await desk.export()
    const found = { idle: new Array<Turn>(), exporting: new Array<Turn>() }
    for (let turn = 0; turn < turns; turn += 1) {
      for (const kind of turn % 2 ? (['exporting', 'idle'] as const) : (['idle', 'exporting'] as const))
        found[kind].push(await desk.type(seconds, kind === 'exporting'))
    }
    const times = found.exporting.flatMap(({ exports }) => exports).toSorted((a, b) => a - b)
    return {
      words,
      idle: latencyOf(found.idle),
      exporting: latencyOf(found.exporting),
      exports: times.length,
      exportMs: times[times.length >> 1] ?? Number.NaN,
      lost: [...found.idle, ...found.exporting].reduce((sum, { lost }) => sum + lost, 0),
      peakMemory: peakMemoryOf(product.pid),
    }
  } finally {
    await product.stop()
  }
}

type Turn = {
  readonly deliveries: Deliveries
  readonly exports: readonly number[]
  readonly lag: number
  readonly lost: number
}

/** The middle of the turns: one in which the machine did something else does not decide. */
function latencyOf(turns: readonly Turn[]): Latency {
  const middle = (of: (turn: Turn) => number) =>
    turns.map(of).toSorted((a, b) => a - b)[turns.length >> 1] ?? Number.NaN
  const within = (part: number) => middle(({ deliveries }) => deliveries.percentile(part))
  return {
    p50: within(0.5),
    p95: within(0.95),
    p99: within(0.99),
    longest: within(1),
    lag: middle(({ lag }) => lag),
  }
}

class Desk {
  readonly #product: Product
  readonly #reportId: string
  readonly #state: Uint8Array
  #lastClient = FIRST_CLIENT

  constructor(product: Product, reportId: string, doc: Y.Doc) {
    this.#product = product
    this.#reportId = reportId
    this.#state = Y.encodeStateAsUpdate(doc)
  }

  /** Answers how long it took, in milliseconds. */
  async export(): Promise<number> {
    const { origin, cookie } = this.#product
    const began = performance.now()
    const response = await fetch(`${origin}/api/reports/${this.#reportId}/export.docx?draft=1`, {
      headers: { cookie },
    })
    const { byteLength } = await response.arrayBuffer()
    if (!response.ok || byteLength < 10_000) throw new Error(`an export answered ${response.status}`)
    return performance.now() - began
  }

  async type(seconds: number, exporting: boolean): Promise<Turn> {
    const keys = seconds * KEYS_PER_SECOND
    const typists = Array.from({ length: PEOPLE }, (_, index) =>
      typist(this.#state, index, (this.#lastClient += 1), keys),
    )
    const deliveries = new Deliveries(
      typists.map(({ client }) => client),
      keys,
      PEOPLE,
    )
    const sockets = await Promise.all(typists.map((_, index) => this.#join(index, deliveries)))
    await wait(1_000)
    // Each reading begins the next one's time.
    await this.#lag()
    let typing = true
    const exports = exporting ? this.#exportWhile(() => typing) : Promise.resolve([])
    await press(sockets, typists, deliveries)
    const lag = await this.#lag()
    typing = false
    const times = await exports
    const expected = PEOPLE * keys * (PEOPLE - 1)
    for (let patience = 0; deliveries.delivered < expected && patience < 100; patience += 1) await wait(50)
    for (const socket of sockets) socket.stop()
    return { deliveries, exports: times, lag, lost: expected - deliveries.delivered }
  }

  async #lag(): Promise<number> {
    const response = await fetch(`${this.#product.origin}/metrics`)
    const found = /^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await response.text())
    return Number(must(found?.[1], 'the lag of the event loop among the metrics')) * 1000
  }

  async #exportWhile(goesOn: () => boolean): Promise<number[]> {
    const times: number[] = []
    while (goesOn()) times.push(await this.export())
    return times
  }

  async #join(index: number, deliveries: Deliveries): Promise<RawSocket> {
    const { port, cookie, origin } = this.#product
    const room = `sync/${this.#reportId}`
    const socket = new RawSocket({ port, path: room, headers: { cookie, origin } })
    const synced = Promise.withResolvers<void>()
    socket.onMessage = (payload) => {
      const message = readMessage(WIRE, payload)
      if (message.type === 'update') deliveries.receive(index, index, message.update)
      else if (message.type === 'step1') socket.write(ready(encodeEmptyStep2(WIRE, room)))
      else if (message.type === 'step2') synced.resolve()
    }
    await socket.open()
    socket.write(ready(encodeStep1(WIRE, room)))
    await synced.promise
    return socket
  }
}

/** Every typist at their own phase. Open loop: keys fall when they are due, whatever the server does. */
async function press(
  sockets: readonly RawSocket[],
  typists: readonly Typist[],
  deliveries: Deliveries,
): Promise<void> {
  const gap = 1000 / KEYS_PER_SECOND
  const keys = typists
    .flatMap(({ updates }, typist) =>
      updates.map((update, key) => ({
        due: (key + ((typist * 0.618_034) % 1)) * gap,
        typist,
        key,
        frame: ready(encodeUpdate(WIRE, '', update)),
      })),
    )
    .toSorted((a, b) => a.due - b.due)
  const began = performance.now()
  for (const { due, typist, key, frame } of keys) {
    while (performance.now() - began < due) await wait(1)
    deliveries.sendNow(typist, key)
    must(sockets[typist], 'a socket').write(frame)
  }
}

export function latencyLines(findings: readonly LatencyFinding[]): string[] {
  const ms = (value: number) => value.toFixed(1)
  return [
    '| words | exports | one export ms | p50 idle → exporting ms | p95 | p99 | longest | main thread’s lag p99 | lost | peak MB |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...findings.map(({ words, idle, exporting, exports, exportMs, lost, peakMemory }) => {
      const pairs = (['p50', 'p95', 'p99', 'longest', 'lag'] as const).map(
        (key) => `${ms(idle[key])} → ${ms(exporting[key])}`,
      )
      return `| ${[words, exports, exportMs.toFixed(0), ...pairs, lost, peakMemory.toFixed(0)].join(' | ')} |`
    }),
  ]
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      words: { type: 'string', default: '60000,400000' },
      seconds: { type: 'string', default: '10' },
      turns: { type: 'string', default: '3' },
    },
  })
  const [seconds, turns] = [Number(values.seconds), Number(values.turns)]
  const findings: LatencyFinding[] = []
  for (const words of values.words.split(',').map(Number))
    findings.push(await measureLatency({ words, seconds, turns }))
  process.stdout.write(`${latencyLines(findings).join('\n')}\n`)
  // The writer's document has a clock of its own, which would keep the process.
  process.exit(0)
}
