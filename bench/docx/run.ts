import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { z } from 'zod'
import { repository } from '../product-server.ts'
import { type LatencyFinding, latencyLines, measureLatency } from './latency.ts'
import { keepResults } from '../results-page.ts'
import { cpuOf, peakMemoryOf } from '../sync/process-cost.ts'
import { longReport } from './long-report.ts'
import { markdownOf } from './markdown.ts'

// `npm run bench:docx`: how long a Word file of so many pages takes, and how much memory, each in a process of its own:
// ours for signature and for review, the bare library with the same paragraphs, and pandoc where it is installed.
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '15,150,310,1000' },
    // Of each kind; the middle one counts.
    times: { type: 'string', default: '5' },
    // Leaves out who types while somebody exports.
    papers: { type: 'boolean', default: false },
    // Prints only, and leaves bench/results and bench/RESULTS.md as they are; so does --papers.
    dry: { type: 'boolean', default: false },
  },
})
const times = Number(values.times)

const measureSchema = z.object({ seconds: z.number(), cpu: z.number(), peak: z.number(), size: z.number() })
/** Seconds on the clock and of a processor, MB at most, bytes of the file. */
type Measure = z.infer<typeof measureSchema>
type Row = { readonly pages: number; readonly writer: string; readonly comments: boolean } & Measure

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'bench-docx-'))

async function ours(pages: number, writer: 'paper' | 'bare', comments: boolean): Promise<Measure> {
  const entry = join(repository, 'bench/docx/write.entry.ts')
  const args = [entry, '--pages', String(pages), '--writer', writer, ...(comments ? ['--comments'] : [])]
  const { stdout } = await run(process.execPath, args)
  return measureSchema.parse(JSON.parse(stdout))
}

/** From the start of the process, as its users wait for it. */
async function pandoc(pages: number): Promise<Measure> {
  const [from, to] = [join(folder, `${pages}.md`), join(folder, `${pages}.docx`)]
  writeFileSync(from, markdownOf(longReport(pages)))
  const start = performance.now()
  const child = spawn('pandoc', [from, '-o', to], { stdio: 'ignore' })
  let [peak, cpu] = [0, 0]
  const watch = setInterval(() => {
    try {
      cpu = cpuOf(child.pid ?? 0) / 1e6
      peak = Math.max(peak, peakMemoryOf(child.pid ?? 0))
    } catch {
      // It has just ended.
    }
  }, 20)
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`pandoc ended with ${code}`))))
  }).finally(() => clearInterval(watch))
  return { seconds: (performance.now() - start) / 1000, cpu, peak, size: statSync(to).size }
}

function middle(found: readonly Measure[]): Measure {
  const at = (key: keyof Measure) =>
    found.map((one) => one[key]).toSorted((a, b) => a - b)[found.length >> 1] ?? Number.NaN
  return { seconds: at('seconds'), cpu: at('cpu'), peak: at('peak'), size: at('size') }
}

const hasPandoc = await run('pandoc', ['--version']).then(
  ({ stdout }) => stdout.split('\n')[0] ?? 'pandoc',
  () => undefined,
)
const began = performance.now()
/** On the other stream than the results: a run takes minutes. */
const progress = (text: string) =>
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)

const rows: Row[] = []
for (const pages of values.pages.split(',').map(Number)) {
  for (const comments of [false, true]) {
    progress(`${pages} pages, ${comments ? 'with' : 'without'} comments`)
    const found = { paper: new Array<Measure>(), bare: new Array<Measure>() }
    for (let time = 0; time < times; time += 1) {
      // By turns, so that what slows the machine slows both.
      for (const writer of ['paper', 'bare'] as const) found[writer].push(await ours(pages, writer, comments))
    }
    for (const writer of ['paper', 'bare'] as const)
      rows.push({ pages, writer, comments, ...middle(found[writer]) })
  }
  if (hasPandoc) {
    progress(`${pages} pages, pandoc`)
    const found = new Array<Measure>()
    // It takes its time.
    for (let time = 0; time < Math.min(times, 3); time += 1) found.push(await pandoc(pages))
    rows.push({ pages, writer: 'pandoc', comments: false, ...middle(found) })
  }
}
rmSync(folder, { recursive: true })

const NAMES: Readonly<Record<string, string>> = {
  paper: 'cung-soan',
  bare: 'bare docx library',
  pandoc: 'pandoc',
}

function lineOf({ pages, writer, comments, seconds, cpu, peak, size }: Row): string {
  const bare = rows.find((one) => one.pages === pages && one.writer === 'bare' && one.comments === comments)
  const share = (ours: number, its: number | undefined) =>
    writer === 'paper' && its ? (ours / its).toFixed(2) : '–'
  const cells = [
    pages,
    NAMES[writer] ?? writer,
    comments ? 'yes' : 'no',
    seconds.toFixed(3),
    share(seconds, bare?.seconds),
    cpu.toFixed(3),
    share(cpu, bare?.cpu),
  ]
  return `| ${[...cells, Math.round(peak), Math.round(size / 1024)].join(' | ')} |`
}

const latencies: LatencyFinding[] = []
for (const words of values.papers ? [] : [60_000, 400_000]) {
  progress(`keystrokes in a report of ${words} words`)
  latencies.push(await measureLatency({ words, seconds: 8, turns: 5 }))
}
progress('done')

const LATENCY =
  'Ten people type five keys a second each in a report while somebody exports it again and again without a pause, beside the same while nobody does; from a key to each colleague who sees it. By turns, the middle one of five turns of eight seconds. Server, its press and the ten share the machine’s cores. The paper is the draft without comments; its time is from the question over HTTP to the last byte, with the text read from the log. The main thread’s lag is the server’s own metric, which counts from 10 ms.'
const body = [
  '## The Word file (`npm run bench:docx`)',
  '',
  `Machine: ${availableParallelism()} cores, Node ${process.versions.node}, ${hasPandoc ?? 'no pandoc'}. Load average at the end: ${loadavg()[0]?.toFixed(1)}. The middle of ${times} runs, each the first paper of a process of its own.`,
  '“cung-soan” is the whole paper, written in a worker thread that is ready: the question handed over and the bytes handed back are counted. “Bare docx library” is the same body with the library alone, in the main thread: the same paragraphs, runs, numbered headings, tables, notes and comments with the same styles and properties, through the library’s own classes. It does not write the head, the signature and the page’s number, fit columns to their words, free text of what XML cannot say, give comments durable ids, or fix the bytes. pandoc writes text, tables and notes in a look of its own, without comments.',
  '',
  'On each page a heading, four or five paragraphs of some 90 words with a note, on every third a table of seven rows; with comments, one with a reply on each page (LibreOffice lays 150 of them out on 133). Seconds are from the report to the bytes of the file, the processes’ start not counted (pandoc’s is).',
  '',
  '| pages | writer | comments | seconds | ours / bare | CPU s | ours / bare | peak MB | file kB |',
  '|--:|---|---|--:|--:|--:|--:|--:|--:|',
  ...rows.map(lineOf),
  ...(latencies.length > 0 ? ['', LATENCY, '', ...latencyLines(latencies)] : []),
].join('\n')
console.log(body)
if (!values.dry && latencies.length > 0) keepResults('docx', { rows, latencies }, body)
// A writer's document has a clock of its own, which would keep the process.
process.exit(0)
