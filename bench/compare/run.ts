import { diffWordsWithSpace } from 'diff'
import { execFile } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { z } from 'zod'
import { changesOf } from '../../report/compare/changes.ts'
import { compareContents } from '../../report/compare/compare.ts'
import { contentText } from '../../report/content/content-text.ts'
import { countWords } from '../../report/words.ts'
import { repository } from '../product-server.ts'
import { keepResults } from '../results-page.ts'
import { twoReports } from './two-reports.ts'

// `npm run bench:compare`: how long it takes to say what changed between two versions of a report, beside jsdiff on the whole
// text and recreate-transform, which is given a process and two minutes.
const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '15,150,310' },
    edits: { type: 'string', default: '50' },
    times: { type: 'string', default: '31' },
    dry: { type: 'boolean', default: false },
  },
})
const edits = Number(values.edits)
const times = Number(values.times)
const PATIENCE_MS = 120_000

type Row = {
  readonly pages: number
  readonly words: number
  /** Milliseconds, warm: the middle one, and that of 19 in 20. */
  readonly ours: { readonly first: number; readonly median: number; readonly p95: number }
  readonly changes: number
  readonly jsdiff: number
  /** Undefined: it took longer than anybody waits. */
  readonly recreate: number | undefined
}

const recreateSchema = z.object({ ms: z.number(), steps: z.number() })
const run = promisify(execFile)

async function recreate(pages: number): Promise<number | undefined> {
  const entry = join(repository, 'bench/compare/recreate.entry.ts')
  const options = { timeout: PATIENCE_MS, killSignal: 'SIGKILL' } as const
  try {
    const { stdout } = await run(process.execPath, [entry, String(pages), String(edits)], options)
    return recreateSchema.parse(JSON.parse(stdout)).ms
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'killed' in error && error.killed) return undefined
    throw error
  }
}

function timed(act: () => unknown): number {
  const start = performance.now()
  act()
  return performance.now() - start
}

async function measure(pages: number): Promise<Row> {
  const [before, after] = twoReports(pages, edits)
  const found = Array.from({ length: times + 1 }, () => timed(() => compareContents(before, after)))
  const [first = Number.NaN, ...warm] = found
  const sorted = warm.toSorted((a, b) => a - b)
  const [textBefore, textAfter] = [contentText(before), contentText(after)]
  const jsdiff = Array.from({ length: 3 }, () => timed(() => diffWordsWithSpace(textBefore, textAfter)))
  return {
    pages,
    words: countWords(textAfter),
    ours: {
      first,
      median: sorted[sorted.length >> 1] ?? Number.NaN,
      p95: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    },
    changes: changesOf(compareContents(before, after)).length,
    jsdiff: jsdiff.toSorted((a, b) => a - b)[1] ?? Number.NaN,
    recreate: await recreate(pages),
  }
}

function line({ pages, words, ours, changes, jsdiff, recreate: other }: Row): string {
  const ms = (time: number) => (time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en'))
  const theirs = other === undefined ? `> ${(PATIENCE_MS / 1000).toFixed(0)} s, stopped` : ms(other)
  return `| ${pages} | ${words.toLocaleString('en')} | ${changes} | ${ms(ours.first)} | ${ms(ours.median)} | ${ms(ours.p95)} | ${ms(jsdiff)} | ${theirs} |`
}

const rows: Row[] = []
for (const pages of values.pages.split(',').map(Number)) {
  const row = await measure(pages)
  process.stderr.write(`${line(row)}\n`)
  rows.push(row)
}
const text = [
  '## Comparing versions (`npm run bench:compare`)',
  '',
  `${edits} edits, Node ${process.version}, ${availableParallelism()} cores, load average ${(loadavg()[0] ?? 0).toFixed(1)}. ` +
    `Ours: \`compareContents\`, ${times} times warm. jsdiff: \`diffWordsWithSpace\` on the whole text, which knows no sections, ` +
    'tables or formatting. recreate-transform: `@fellow/prosemirror-recreate-transform` with word diffs, in a process of its own.',
  '',
  '| pages | words | changes found | ours first ms | ours median ms | ours p95 ms | jsdiff ms | recreate-transform ms |',
  '|---|---|---|---|---|---|---|---|',
  ...rows.map(line),
].join('\n')
console.log(`\n${text}`)
if (!values.dry) keepResults('compare', rows, text)
