import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import * as Y from 'yjs'
import { newId } from '../report/id.ts'
import { must } from '../report/must.ts'
import { readUpdate } from '../report/permission/read-update.ts'
import type { ReportRights, Writer } from '../report/permission/rights.ts'
import { SectionGuard } from '../report/permission/section-guard.ts'
import { inspectUpdate } from '../sync-server/room/inspect-update.ts'
import { fillReport, numbersFrom, prose, sectionsOf, textOf } from './report-text.ts'
import { keepResults } from './results-page.ts'

// `npm run bench:guard`: what it costs to ask of an edit whether its author may make it, on a report of 150 pages.
const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '60000' },
    sections: { type: 'string', default: '60' },
    // Keystrokes of its history, by twenty people.
    history: { type: 'string', default: '40000' },
    // Prints only, and leaves bench/results and bench/RESULTS.md as they are.
    dry: { type: 'boolean', default: false },
  },
})
const limits = { depth: 64, maxStructs: 50_000, root: 'report' }
const people = 20
const pageOfText = 400
const next = numbersFrom(7)

function any<T>(list: readonly T[]): T {
  return must(list[Math.floor(next() * list.length)], 'something to choose from')
}

const blocksOf = (section: Y.XmlElement): Y.XmlElement[] =>
  section.toArray().filter((child) => child instanceof Y.XmlElement)

function textsOf(section: Y.XmlElement): Y.XmlText[] {
  return blocksOf(section).flatMap((block) =>
    block.toArray().filter((child): child is Y.XmlText => child instanceof Y.XmlText),
  )
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.setAttribute('id', newId())
  element.insert(0, [new Y.XmlText(text)])
  return element
}

/** People type in bursts, correct themselves, make words bold, split and remove paragraphs. */
function typeBurst(doc: Y.Doc, keys: number): void {
  const section = any(sectionsOf(doc))
  const text = any([...textsOf(section), textOf(section)])
  let at = Math.floor(next() * (text.length + 1))
  for (let key = 0; key < keys; key++) {
    if (at > 0 && next() < 0.15) text.delete((at -= 1), 1)
    else text.insert(at++, any([...'aăâbcdđeêghiklmnoôơpqrstuưvxy ']))
  }
  if (next() < 0.1 && text.length > 10) text.format(Math.floor(next() * (text.length - 8)), 8, { bold: {} })
  if (next() < 0.1) section.insert(section.length, [paragraph(prose(30, next))])
  if (next() < 0.03 && section.length > 5) section.delete(2, 1)
}

/** A report as it is after some weeks. */
function writtenReport(): Y.Doc {
  const doc = new Y.Doc()
  const size = { words: Number(values.words), sections: Number(values.sections) }
  for (const _ of fillReport(doc, size));
  const burst = 25
  for (let keys = Number(values.history); keys > 0; keys -= burst) {
    doc.clientID = 1000 + Math.floor(next() * people)
    typeBurst(doc, burst)
  }
  return doc
}

type Kind = { readonly name: string; readonly times: number; readonly edit: (page: Y.Doc) => void }

const kinds: readonly Kind[] = [
  {
    name: 'one letter',
    times: 4000,
    edit: (page) => {
      const text = textOf(any(sectionsOf(page)))
      text.insert(Math.floor(next() * (text.length + 1)), 'ế')
    },
  },
  {
    name: 'one letter taken away',
    times: 2000,
    edit: (page) => {
      const text = textOf(any(sectionsOf(page)))
      if (text.length > 1) text.delete(Math.floor(next() * (text.length - 1)), 1)
    },
  },
  {
    name: 'eight letters bold',
    times: 1000,
    edit: (page) => {
      const text = textOf(any(sectionsOf(page)))
      text.format(Math.floor(next() * Math.max(1, text.length - 8)), 8, { bold: next() < 0.5 ? {} : null })
    },
  },
  {
    name: 'a page pasted',
    times: 300,
    edit: (page) =>
      any(sectionsOf(page)).insert(
        1,
        Array.from({ length: 6 }, () => paragraph(prose(pageOfText / 6, next))),
      ),
  },
  {
    name: 'a paragraph removed',
    times: 300,
    edit: (page) => {
      const section = any(sectionsOf(page))
      if (section.length > 2) section.delete(1, 1)
    },
  },
  {
    name: 'a new sub-section',
    times: 200,
    edit: (page) => {
      const section = new Y.XmlElement<Record<string, string | number | boolean>>('section')
      const attributes = {
        id: newId(),
        level: 4,
        title: 'Mục mới',
        fixed: false,
        guidance: '',
        invites: false,
      }
      for (const [key, value] of Object.entries(attributes)) section.setAttribute(key, value)
      section.insert(0, [paragraph('')])
      const root = page.getXmlFragment('report')
      root.insert(1 + Math.floor(next() * root.length), [section as unknown as Y.XmlElement])
    },
  },
  {
    name: 'a title changed',
    times: 200,
    edit: (page) => any(sectionsOf(page)).setAttribute('title', prose(6, next)),
  },
]

type Times = { judge: number[]; readAndJudge: number[]; inspect: number[]; inspectAndJudge: number[] }

function timed(times: number[], run: () => void): void {
  const start = process.hrtime.bigint()
  run()
  times.push(Number(process.hrtime.bigint() - start) / 1000)
}

/** Every section was given to some offices. */
function rightsOf(doc: Y.Doc): ReportRights {
  const record = { officeIds: ['office1', 'office2'], status: 'drafting' as const, locked: false }
  const ids = sectionsOf(doc).map((section) => String(section.getAttribute('id')))
  return { stage: 'drafting', records: new Map(ids.map((id) => [id, record])) }
}
const writer: Writer = { role: 'drafter', officeId: 'office1' }

function measure({ name, times, edit }: Kind, report: Uint8Array): { name: string; times: Times } {
  const [server, page] = [new Y.Doc(), new Y.Doc()]
  for (const doc of [server, page]) Y.applyUpdate(doc, report)
  const guard = new SectionGuard(server)
  const rights = rightsOf(server)
  const found: Times = { judge: [], readAndJudge: [], inspect: [], inspectAndJudge: [] }
  let refused = 0
  page.on('update', (update: Uint8Array) => {
    const read = readUpdate(update, limits.maxStructs)
    // Each way of asking comes first equally often: the first one finds the caches of the processor cold.
    const asked: (() => void)[] = [
      () => timed(found.judge, () => guard.judge(read, writer, rights)),
      () =>
        timed(found.readAndJudge, () => guard.judge(readUpdate(update, limits.maxStructs), writer, rights)),
      () => timed(found.inspect, () => inspectUpdate(server, update, limits)),
      () =>
        timed(found.inspectAndJudge, () => {
          const inspection = inspectUpdate(server, update, limits)
          if (inspection.type === 'news') guard.judge(inspection.update, writer, rights)
        }),
    ]
    const first = found.judge.length % asked.length
    for (let step = 0; step < asked.length; step++) asked[(first + step) % asked.length]?.()
    if (guard.judge(read, writer, rights).type === 'refused') refused += 1
    Y.applyUpdate(server, update)
  })
  for (let time = 0; time < times; time++) page.transact(() => edit(page))
  if (refused > 0) console.log(`(${name}: ${refused} of ${times} refused)`)
  // The compiler is still busy at first.
  for (const list of Object.values(found)) list.splice(0, Math.floor(times / 5))
  return { name, times: found }
}

function quantile(list: readonly number[], part: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const report = writtenReport()
const state = Y.encodeStateAsUpdate(report)
const structs = [...report.store.clients.values()].reduce((sum, list) => sum + list.length, 0)
const found = kinds.map((kind) => measure(kind, state))

const cell = (list: readonly number[]) =>
  `${quantile(list, 0.5).toFixed(1)} / ${quantile(list, 0.95).toFixed(1)}`
const lines = [
  '| edit | verdict alone | read + verdict | inspection without | with verdict |',
  '|---|---|---|---|---|',
  ...found.map(({ name, times }) => {
    const { judge, readAndJudge, inspect, inspectAndJudge } = times
    return `| ${name} | ${[judge, readAndJudge, inspect, inspectAndJudge].map(cell).join(' | ')} |`
  }),
]
const body = [
  '## The verdict on an edit (`npm run bench:guard`)',
  '',
  `Machine: ${availableParallelism()} cores, Node ${process.versions.node}. Load average at the end: ${loadavg()[0]?.toFixed(1)}.`,
  `A report of ${values.words} words in ${values.sections} sections with ${structs} structs of ${people} people; each edit is judged, then applied. Median / p95 in µs.`,
  '`inspection` reads an update and looks whether it can be applied whole (`inspectUpdate`); the verdict asks whether its author may write there (`SectionGuard`).',
  '',
  ...lines,
].join('\n')
console.log(body)
if (!values.dry) {
  const rows = found.map(({ name, times }) => ({
    name,
    ...Object.fromEntries(
      Object.entries(times).map(([way, list]) => [
        way,
        { p50: quantile(list, 0.5), p95: quantile(list, 0.95) },
      ]),
    ),
  }))
  keepResults('guard', { structs, rows }, body)
}
