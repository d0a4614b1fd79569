import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SectionState } from '../report/sections.ts'
import { readSections } from '../report/sections.ts'
import * as Y from 'yjs'
import { type Drafter, checkedReport, editRaw, openDrafter } from './rig/drafter.ts'
import { type Province, foundProvince } from './rig/province.ts'
import { chooseSeed, seeded, size } from './rig/random.ts'
import { readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import { type StockClient, connectStock } from './rig/stock-client.ts'
import { say, until } from './rig/until.ts'

const STEPS = size('CONVERGENCE_STEPS', 3000)
const EDITORS = 3
const CLIENTS = size('CONVERGENCE_CLIENTS', 6)

let server: Server
let province: Province

beforeAll(async () => {
  server = await startServer({
    env: { LIMIT_FRAMES_PER_SECOND: '100000', LIMIT_BYTES_PER_SECOND: '100000000', LOG_LEVEL: 'warn' },
  })
  province = await foundProvince(server, { people: CLIENTS })
})
afterAll(() => server?.stop())

const skeleton = (sections: readonly SectionState[]): string[] =>
  sections.filter(({ fixed }) => fixed).map(({ id, level, title }) => `${id} ${level} ${title}`)

function idsOf(doc: Y.Doc): string[] {
  const ids: string[] = []
  for (const node of doc.getXmlFragment('report').createTreeWalker(() => true)) {
    const id = node instanceof Y.XmlElement ? node.getAttribute('id') : undefined
    if (id !== undefined && id !== null) ids.push(id)
  }
  return ids
}

test(`${CLIENTS} people, ${STEPS} random edits, lost lines and server deaths: everybody ends with the same sound report`, async () => {
  const random = seeded(chooseSeed())
  say(`convergence: SEED=${random.seed} steps=${STEPS} clients=${CLIENTS}`)
  const began = Date.now()
  const { id } = await province.newReport()
  const seed = skeleton(readSections(await readReport(server.syncUrl, id, province.person(0))))
  const clients: StockClient[] = Array.from({ length: CLIENTS }, (_, index) =>
    connectStock(server, province.person(index), id, { acked: true, maxBackoffTime: 100 }),
  )
  await Promise.all(clients.map((client) => client.synced()))
  const drafters = new Map<StockClient, Drafter>(
    clients.slice(0, EDITORS).map((client) => [client, openDrafter(client)]),
  )
  const done = new Map<string, number>()
  const count = (what: string): void => void done.set(what, (done.get(what) ?? 0) + 1)

  const kills = new Set(Array.from({ length: 3 }, () => random.below(STEPS)))
  const restarts = new Set(Array.from({ length: 2 }, () => random.below(STEPS)))

  for (let step = 0; step < STEPS; step++) {
    const client = random.pick(clients)
    const drafter = drafters.get(client)
    count(drafter ? drafter.act(random) : editRaw(client, random, `${step}`))
    if (random.chance(0.02)) {
      const other = random.pick(clients)
      count(other.provider.shouldConnect ? 'line lost' : 'line back')
      if (other.provider.shouldConnect) other.provider.disconnect()
      else other.provider.connect()
    }
    if (kills.has(step)) {
      count('killed')
      await server.kill()
      await server.start()
    }
    if (restarts.has(step)) {
      count('restarted')
      await server.terminate()
      await server.start()
    }
    // Let frames in and out now and then; how many arrive between two steps is the sockets' affair.
    if (random.chance(0.3)) await new Promise((resolve) => setImmediate(resolve))
  }

  for (const client of clients) client.provider.connect()
  await Promise.all(clients.map((client) => client.allSaved()))
  const same = (): boolean => {
    const [first, ...others] = clients.map(({ doc }) => doc)
    return others.every((doc) => Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(first!)))
  }
  const whoDiffers = (): string =>
    clients
      .map(({ doc, closings }, index) => {
        const vector = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
        return `${index}: ${doc.store.pendingStructs ? 'PENDING ' : ''}${JSON.stringify(vector)} ${JSON.stringify(closings)}`
      })
      .join('\n')
  await until('everybody reads the same', same, 15_000).catch((error: Error) => {
    throw new Error(`${error.message}\n${whoDiffers()}`)
  })

  const onServer = await until(
    'the server has mended doubled ids, and everybody has what it has',
    async () => {
      const doc = await readReport(server.syncUrl, id, province.person(0))
      const ids = idsOf(doc)
      const mended = new Set(ids).size === ids.length
      return (
        mended &&
        same() &&
        clients[0]!.doc.getXmlFragment('report').toJSON() === doc.getXmlFragment('report').toJSON() &&
        doc
      )
    },
    30_000,
  )
  for (const { doc, fragment } of clients) {
    expect(fragment.toJSON()).toBe(onServer.getXmlFragment('report').toJSON())
    expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(onServer))).toBe(true)
  }
  const report = checkedReport(onServer.getXmlFragment('report'))
  for (const { editor } of drafters.values()) expect(editor.state.doc.toJSON()).toEqual(report.toJSON())
  const sections = readSections(onServer)
  expect(skeleton(sections)).toEqual(seed)
  expect(new Set(sections.map((section) => section.id)).size).toBe(sections.length)

  await server.kill()
  await server.start()
  const reborn = await readReport(server.syncUrl, id, province.person(0))
  expect(reborn.getXmlFragment('report').toJSON()).toBe(onServer.getXmlFragment('report').toJSON())

  for (const drafter of drafters.values()) drafter.stop()
  for (const client of clients) client.stop()
  say(
    `convergence: ${Math.round((Date.now() - began) / 1000)} s; ${report.textContent.length} characters left; ` +
      [...done].map(([what, times]) => `${what} ${times}`).join(', '),
  )
  const complaints = clients
    .flatMap(({ closings }) => closings)
    .filter(({ code }) => code >= 4400 && code < 4500)
  expect(complaints).toEqual([])
  expect(clients.flatMap(({ refusals }) => refusals)).toEqual([])
  expect(server.complaints()).toBe('')
}, 600_000)
