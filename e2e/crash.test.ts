import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Province, foundProvince } from './rig/province.ts'
import { type Random, chooseSeed, seeded, size } from './rig/random.ts'
import { readReport } from './rig/raw-client.ts'
import { type Server, startServer } from './rig/server.ts'
import {
  type FollowedEdit,
  type StockClient,
  connectStock,
  newParagraph,
  sectionsOf,
} from './rig/stock-client.ts'
import { say, until } from './rig/until.ts'

/**
 * SIGKILL at random moments. Each writer types tokens `⟦writer.number⟧` into a paragraph of its own and now and then
 * deletes one. What must hold of the report that the next start loads from disk, with nobody connected who could send
 * it again: every edit that a 121 covered, and every edit that anybody but its author has seen.
 */
const ROUNDS = size('CRASH_ROUNDS', 50)
const WRITERS = 4
const TOKEN = /⟦(\d+\.\d+)⟧/g

let server: Server
let province: Province
const reports: { id: string; epoch: string }[] = []

beforeAll(async () => {
  // Faster typists than the limit lets in: the more is under way at the moment of death, the better.
  server = await startServer({
    env: { LIMIT_FRAMES_PER_SECOND: '100000', LIMIT_BYTES_PER_SECOND: '100000000', LOG_LEVEL: 'error' },
  })
  province = await foundProvince(server, { people: WRITERS })
  reports.push(await province.newReport(), await province.newReport())
})
afterAll(() => server?.stop())

/** One person at one report: what they wrote, and what they know to be deleted. */
type Writer = {
  readonly client: StockClient
  readonly reportId: string
  readonly name: number
  readonly text: Y.XmlText
  /** Tokens written and not deleted, by this writer. */
  readonly alive: Set<string>
  readonly written: Set<string>
  readonly deleted: Set<string>
  next: number
}

function tokensOf(doc: Y.Doc): Set<string> {
  const text = doc.getXmlFragment('report').toJSON()
  return new Set([...text.matchAll(TOKEN)].map((match) => match[1] ?? ''))
}

function writeOrDelete(writer: Writer, random: Random): void {
  const victim = writer.alive.size > 3 && random.chance(0.2) ? random.pick([...writer.alive]) : undefined
  if (victim === undefined) {
    const token = `${writer.name}.${writer.next++}`
    writer.client.edit(`+${token}`, () => writer.text.insert(writer.text.length, `⟦${token}⟧`))
    writer.alive.add(token)
    writer.written.add(token)
    return
  }
  const mark = `⟦${victim}⟧`
  const at = writer.text.toJSON().indexOf(mark)
  writer.client.edit(`-${victim}`, () => writer.text.delete(at, mark.length))
  writer.alive.delete(victim)
  writer.deleted.add(victim)
}

async function seat(name: number, reportId: string): Promise<Writer> {
  const client = connectStock(server, province.person(name % WRITERS), reportId, {
    acked: true,
    maxBackoffTime: 100,
  })
  await client.synced()
  let text: Y.XmlText | undefined
  client.edit(`paragraph of ${name}`, (fragment) => {
    text = newParagraph(sectionsOf(fragment)[name % 3]!, `nguoi${name}`)
  })
  await client.allSaved()
  return {
    client,
    reportId,
    name,
    text: text!,
    alive: new Set(),
    written: new Set(),
    deleted: new Set(),
    next: 0,
  }
}

/** Types until the server has sent `frames` 121s: a moment that no clock chose. */
async function typeUntil(writers: readonly Writer[], acks: number, random: Random): Promise<void> {
  const heard = (): number => writers.reduce((sum, { client }) => sum + client.ownMessages.length, 0)
  const goal = heard() + acks
  await until(
    `${acks} acknowledgements`,
    () => {
      for (const writer of writers) {
        for (let left = random.between(0, 3); left > 0; left--) writeOrDelete(writer, random)
      }
      return heard() >= goal
    },
    30_000,
  )
}

test(`${ROUNDS} times SIGKILL under load: what was acknowledged or seen by others is on disk`, async () => {
  const random = seeded(chooseSeed())
  say(`crash: SEED=${random.seed} rounds=${ROUNDS}`)
  const began = Date.now()
  let acknowledged = 0
  let relayed = 0
  let unsaved = 0
  let slowestStart = 0
  const counted = new Set<FollowedEdit>()
  const lost: string[] = []

  let writers: Writer[] = []
  for (let round = 0; round < ROUNDS; round++) {
    // Half of the time the same people go on after the crash, half of the time new ones come.
    if (writers.length === 0) {
      writers = await Promise.all(
        Array.from({ length: WRITERS }, (_, index) =>
          seat(round * WRITERS + index, reports[index % reports.length]!.id),
        ),
      )
    }
    await typeUntil(writers, random.between(5, 60), random)
    await server.kill()
    // What was in the sockets' buffers still arrives, and counts as seen.
    await until('every socket has noticed', () => writers.every(({ client }) => !client.provider.wsconnected))
    for (const { client } of writers) client.provider.disconnect()

    await server.start()
    slowestStart = Math.max(slowestStart, server.startedIn)
    for (const { id } of reports) {
      const doc = await readReport(server.syncUrl, id, province.person(0))
      const onDisk = tokensOf(doc)
      const here = writers.filter(({ reportId }) => reportId === id)
      for (const writer of here) {
        for (const edit of writer.client.edits) {
          if (!/^[+-]/.test(edit.label)) continue
          const token = edit.label.slice(1)
          if (!edit.saved) unsaved += 1
          if (!edit.saved) continue
          if (!counted.has(edit)) acknowledged += 1
          counted.add(edit)
          if (edit.label.startsWith('+') && !onDisk.has(token) && !writer.deleted.has(token)) {
            lost.push(`round ${round}: acknowledged ${edit.label}`)
          }
          if (edit.label.startsWith('-') && onDisk.has(token)) {
            lost.push(`round ${round}: acknowledged ${edit.label}`)
          }
        }
        for (const other of here) {
          if (other === writer) continue
          const seen = tokensOf(other.client.doc)
          for (const token of writer.written) {
            if (seen.has(token)) {
              relayed += 1
              if (!onDisk.has(token) && !writer.deleted.has(token))
                lost.push(`round ${round}: seen +${token}`)
            }
          }
          // Seen and gone again at a reader who never wrote it: the deletion was relayed too.
          const known = Y.decodeStateVector(Y.encodeStateVector(other.client.doc))
          for (const token of writer.deleted) {
            const reached = (known.get(writer.client.doc.clientID) ?? 0) > 0 && !seen.has(token)
            const insertion = writer.client.edits.find(({ label }) => label === `+${token}`)
            if (reached && insertion?.saved && onDisk.has(token)) {
              // It can also be that the reader never got the insertion: then its later tokens are missing too.
              const later = [...writer.written].filter(
                (one) => Number(one.split('.')[1]) > Number(token.split('.')[1]),
              )
              if (later.some((one) => seen.has(one))) lost.push(`round ${round}: seen -${token}`)
            }
          }
        }
      }
      // Nobody's state runs ahead of the disk but by their own unacknowledged edits.
      const stored = Y.decodeStateVector(Y.encodeStateVector(doc))
      for (const { client } of here) {
        for (const [id, clock] of Y.decodeStateVector(Y.encodeStateVector(client.doc))) {
          if (id !== client.doc.clientID && clock > (stored.get(id) ?? 0)) {
            lost.push(`round ${round}: client ${id} seen up to ${clock}, stored up to ${stored.get(id) ?? 0}`)
          }
        }
      }
      doc.destroy()
    }
    expect(lost).toEqual([])

    if (random.chance(0.5)) {
      for (const { client } of writers) client.provider.connect()
      // Their unacknowledged edits come again by themselves.
      await Promise.all(writers.map(({ client }) => client.allSaved()))
      for (const writer of writers) {
        const onServer = tokensOf(await readReport(server.syncUrl, writer.reportId, province.person(0)))
        for (const token of writer.alive) expect(onServer, `round ${round}`).toContain(token)
        for (const token of writer.deleted) expect(onServer, `round ${round}`).not.toContain(token)
      }
    } else {
      for (const { client } of writers) client.stop()
      writers = []
    }
  }
  for (const { client } of writers) client.stop()
  say(
    `crash: ${ROUNDS} kills in ${Math.round((Date.now() - began) / 1000)} s, slowest start ${slowestStart} ms; ` +
      `checked ${acknowledged} acknowledged edits and ${relayed} sightings by others, ` +
      `${unsaved} unacknowledged; lost ${lost.length}`,
  )
  expect(acknowledged).toBeGreaterThan(ROUNDS * 5)
  expect(relayed).toBeGreaterThan(ROUNDS * 5)
  expect(server.complaints()).toBe('')
}, 900_000)
