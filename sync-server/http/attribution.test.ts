import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import { FRAGMENT } from '../../report/schema/names.ts'
import type { Attribution } from '../../report/wire/history.ts'
import type { Foundations } from '../main.ts'
import { databasePath } from '../store/sqlite/database.ts'
import type { ReportRig } from './report-rig.ts'
import { startReportRig } from './report-rig.ts'

let report: ReportRig
let log: Foundations['log']
beforeAll(async () => {
  report = await startReportRig({}, (foundations) => (log = foundations.log))
}, 60_000)
afterAll(() => report.rig.stop())

/** Writes into a report's log as its people's editors do. */
async function write(
  id: string,
  steps: readonly [who: string, client: number, (root: Y.XmlFragment) => void][],
) {
  const past = must(await log.loadAt(id, 'newest'), id)
  const doc = createReportDoc()
  if (past.checkpoint) Y.applyUpdate(doc, past.checkpoint.state)
  for (const { bytes } of past.tail) Y.applyUpdate(doc, bytes)
  const known = new Set(doc.store.clients.keys())
  for (const [who, client, change] of steps) {
    doc.clientID = client
    const deleted: Uint8Array[] = []
    doc.once('update', (bytes: Uint8Array) => deleted.push(bytes))
    doc.transact(() => change(doc.getXmlFragment(FRAGMENT)))
    const bytes = must(deleted[0], 'an update')
    const newClients = known.has(client) ? [] : [client]
    known.add(client)
    const userId = must(report.ids[who], who)
    await log.append([
      { reportId: id, userId, connection: who, at: Date.now(), bytes, newClients, sections: [] },
    ])
  }
}

const paragraph = (text: string, id: string) => {
  const made = new Y.XmlElement('paragraph')
  made.insert(0, [new Y.XmlText(text)])
  made.setAttribute('id', id)
  return made
}
const sectionOf = (root: Y.XmlFragment) => root.get(1) as Y.XmlElement
const textOf = (root: Y.XmlFragment, index: number) =>
  (sectionOf(root).get(index) as Y.XmlElement).get(0) as Y.XmlText

const SENTENCE = 'Kinh tế phát triển ổn định. Văn hóa có nhiều tiến bộ.'

async function split(): Promise<string> {
  const id = await report.report()
  await write(id, [
    ['own', 501, (root) => sectionOf(root).insert(0, [paragraph(SENTENCE, 'pa')])],
    [
      'other',
      502,
      (root) => {
        textOf(root, 0).delete(28, SENTENCE.length - 28)
        sectionOf(root).insert(1, [paragraph(SENTENCE.slice(28), 'pb')])
        textOf(root, 0).insert(28, 'Đời sống nâng lên.')
      },
    ],
  ])
  return id
}

async function ask(id: string, who: keyof ReportRig['browsers'] = 'viewer'): Promise<Attribution> {
  const response = await report.browsers[who].get(`/api/reports/${id}/attribution`)
  expect(response.status).toBe(200)
  return (await response.json()) as Attribution
}

function wordsOf({ words, people }: Attribution): Record<string, number> {
  const name = (userId: string) => people.find((person) => person.userId === userId)?.name ?? userId
  return Object.fromEntries(words.map(({ userId, words: count }) => [name(userId), count]))
}

test('readers are told whose words are in each section, also after others split its paragraphs', async () => {
  const id = await split()
  const told = await ask(id)
  expect(wordsOf(told)).toEqual({ 'Người own': 12, 'Người other': 4 })
  expect(told.people.map(({ office }) => office).sort()).toEqual(['other', 'own'])
  expect(told.moved).toEqual([[502, expect.any(Number), SENTENCE.length - 28, report.ids.own]])
  expect((await report.browsers.stranger.get(`/api/reports/${id}/attribution`)).status).toBe(403)
  expect((await report.browsers.nobody.get(`/api/reports/${id}/attribution`)).status).toBe(401)
})

test('the answer is the same until somebody writes', async () => {
  const id = await split()
  const path = `/api/reports/${id}/attribution`
  const etag = must((await report.browsers.viewer.get(path)).headers.get('etag'), 'etag')
  const again = () => report.browsers.viewer.get(path, { headers: { 'if-none-match': etag } })
  expect((await again()).status).toBe(304)
  await write(id, [['other', 503, (root) => textOf(root, 0).insert(0, 'Nhìn chung, ')]])
  expect((await again()).status).toBe(200)
  expect(wordsOf(await ask(id))).toEqual({ 'Người own': 12, 'Người other': 6 })
})

test('it is a table for spreadsheets, too', async () => {
  const id = await split()
  const response = await report.browsers.viewer.get(`/api/reports/${id}/attribution?format=csv`)
  expect(response.headers.get('content-type')).toContain('text/csv')
  const [head, first] = (await response.text()).split('\r\n')
  expect(head).toBe('Mục,Tên mục,Cơ quan,Người viết,Số từ')
  expect(first).toMatch(/^I,.*,own,Người own,12$/u)
})

test('it is the same after a restart, after checkpoints went and when it is worked out anew', async () => {
  const id = await split()
  const told = await ask(id)
  const table = (sql: string) => {
    const db = new DatabaseSync(databasePath(report.rig.dataDir))
    try {
      return db.prepare(sql).all(id)
    } finally {
      db.close()
    }
  }
  expect(table('select user_id from first_author where report_id = ?')).toEqual([{ user_id: report.ids.own }])
  await report.rig.restart()
  expect(await ask(id)).toEqual(told)
  const doc = createReportDoc()
  const past = must(await log.loadAt(id, 'newest'), id)
  if (past.checkpoint) Y.applyUpdate(doc, past.checkpoint.state)
  for (const { bytes } of past.tail) Y.applyUpdate(doc, bytes)
  await log.saveCheckpoint({ reportId: id, seq: past.seq, state: Y.encodeStateAsUpdate(doc), at: 1 })
  await report.rig.restart()
  expect(await ask(id)).toEqual(told)
  table('delete from first_author where report_id = ?')
  table('update report set attributed_seq = 0 where id = ?')
  table('delete from checkpoint where report_id = ?')
  await report.rig.restart()
  expect(await ask(id)).toEqual(told)
  expect(table('select user_id from first_author where report_id = ?')).toHaveLength(1)
})
