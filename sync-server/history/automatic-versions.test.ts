import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { contentHash } from '../../report/content/content-text.ts'
import { readContent } from '../../report/content/read-content.ts'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { openReport, type OpenReport } from '../http/open-report.ts'
import { startReportRig, type ReportRig } from '../http/report-rig.ts'
import { openLogger } from '../log.ts'
import { createPress, type Press } from '../press/press.ts'
import { AutomaticVersions, LONGEST_MS, PAUSE_MS } from './automatic-versions.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const DAY_MS = 24 * 60 * 60_000

let on: ReportRig
let press: Press
let automatic: AutomaticVersions
let writer: OpenReport
let id: string
let home: string
let clock: number
let elapsed: number
let told: string[]

beforeAll(async () => {
  on = await startReportRig()
})
afterAll(() => on.rig.stop())
const start = () =>
  new AutomaticVersions({
    records: on.records,
    log: on.log,
    press,
    rooms: { tell: (reportId, { type }) => void told.push(`${type} ${reportId}`) },
    logger: openLogger('silent'),
    now: () => clock,
    elapsed: () => elapsed,
  })

beforeEach(async () => {
  id = await on.report()
  home = must((await on.sections(id))[0], 'a section')
  press = createPress()
  told = []
  clock = Date.now()
  elapsed = 0
  automatic = start()
  writer = await openReport(on, id, 'own')
  return async () => {
    writer.leave()
    await automatic.stop()
    await press.stop()
  }
})

const write = async (words: string) => {
  writer.write(home, words)
  await writer.saved()
}
const versions = () => on.records.versions(id)
/** Looks, as every twenty seconds, and again when so much time has gone by. */
const later = async (ms: number) => {
  await automatic.look()
  clock += ms
  elapsed += ms
  await automatic.look()
}
const LOOK_MS = 20_000
/** So much time goes by while somebody writes a word between two looks. */
const writingFor = async (ms: number) => {
  for (let gone = 0; gone < ms; gone += LOOK_MS) {
    await write(`Từ ${gone}.`)
    await later(LOOK_MS)
  }
}

test('one is made when people pause, in the name of who wrote last, and told', async () => {
  await write('Một câu.')
  await later(PAUSE_MS - 30_000)
  expect(await versions()).toEqual([])
  await later(PAUSE_MS + 1)
  const sha256 = contentHash(readContent(writer.doc))
  expect(await versions()).toMatchObject([
    {
      kind: 'automatic',
      name: 'Tự động lưu',
      by: { userId: on.ids.own, name: 'Người own' },
      sha256,
      at: clock,
    },
  ])
  expect(told).toEqual([`versions ${id}`])
})

test('none is made of a seed, or twice of the same edits', async () => {
  await later(DAY_MS)
  expect(await versions()).toEqual([])
  await write('Một câu.')
  await later(DAY_MS)
  await later(2 * DAY_MS)
  expect(await versions()).toHaveLength(1)
})

test('none is made where the text says what its newest version says', async () => {
  await write('Một câu.')
  await later(PAUSE_MS + 1)
  const section = writer.section(home)
  await write('Câu thừa.')
  section.delete(section.length - 1, 1)
  await writer.saved()
  await later(PAUSE_MS + 1)
  await later(DAY_MS)
  expect(await versions()).toHaveLength(1)
  await write('Câu mới.')
  await later(PAUSE_MS + 1)
  expect(await versions()).toHaveLength(2)
})

test('while people go on, one is made every ten minutes', async () => {
  await writingFor(LONGEST_MS - LOOK_MS)
  expect(await versions()).toEqual([])
  await writingFor(2 * LOOK_MS)
  expect(await versions()).toHaveLength(1)
  await writingFor(LONGEST_MS + LOOK_MS)
  expect(await versions()).toHaveLength(2)
})

test('a clock that is set makes neither a flood of them nor a gap', async () => {
  await writingFor(LONGEST_MS + LOOK_MS)
  expect(await versions()).toHaveLength(1)
  // Somebody corrects the year, and it was the right one before.
  for (const jump of [-4 * 365 * DAY_MS, 8 * 365 * DAY_MS, -3_600_000, 3_600_000]) {
    clock += jump
    const before = (await versions()).length
    await writingFor(PAUSE_MS)
    expect(await versions(), `${jump}`).toHaveLength(before)
    await later(PAUSE_MS)
    expect(await versions(), `${jump}`).toHaveLength(before + 1)
    await later(DAY_MS)
    expect(await versions(), `${jump}`).toHaveLength(before + 1)
  }
})

test('what was written before a restart has its version after it', async () => {
  await write('Một câu.')
  await later(PAUSE_MS / 2)
  await automatic.stop()
  elapsed = 0
  automatic = start()
  await later(PAUSE_MS / 2)
  expect(await versions()).toEqual([])
  await later(PAUSE_MS)
  expect(await versions()).toHaveLength(1)
})

test('old ones are thinned out; what somebody named, and what a text comes from, stays', async () => {
  await write('Một câu.')
  const at = Date.now() - 30 * DAY_MS
  const kinds = ['automatic', 'named', 'stage', 'export', 'before-restore', 'automatic'] as const
  for (const [index, kind] of kinds.entries()) {
    await on.records.addVersion(id, {
      id: newId(),
      name: kind,
      kind,
      seq: 2,
      at: at + index,
      by: { userId: 'x', name: 'X' },
      sha256: `${index}`,
    })
  }
  const head = await on.records.headSeq(id)
  clock = Date.now()
  await automatic.look()
  expect((await versions()).map(({ kind, at: made }) => [kind, made - at])).toEqual([
    ['automatic', 5],
    ['before-restore', 4],
    ['export', 3],
    ['stage', 2],
    ['named', 1],
  ])
  expect(await on.records.headSeq(id)).toBe(head)
  expect(told).toContain(`versions ${id}`)
  // Whoever asks for one of another kind to be removed is not heard.
  await on.records.removeAutomaticVersions(
    id,
    (await versions()).map((version) => version.id),
  )
  expect((await versions()).map(({ kind }) => kind)).toEqual(['before-restore', 'export', 'stage', 'named'])
})
