import type { ChildProcess } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { BrowserContext, Page } from 'playwright-core'
import { must } from '../../report/must.ts'
import { launchProduct, type Product } from '../product-server.ts'
import { keepResults } from '../results-page.ts'
import {
  KEY_GAP,
  launchBrowser,
  open,
  openContext,
  percentile,
  startMeter,
  startProfile,
  typeKeys,
} from '../typing/browser.ts'
import { lengthOf, startColleagues, writeReport } from '../typing/colleagues.ts'
import { startStopwatch } from '../typing/stopwatch.ts'
import { addThreads, hireReviewers, type Reviewer } from './threads.ts'

// `npm run bench:comments`: the same report twice, once without a thread and once with a thousand, their cards beside the
// text. Somebody types in the one and in the other by turns, alone and beside ten colleagues.
const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '50000' },
    threads: { type: 'string', default: '1000' },
    // Of each turn.
    keys: { type: 'string', default: '60' },
    turns: { type: 'string', default: '6' },
    // Without colleagues only.
    alone: { type: 'boolean', default: false },
    // Writes a CPU profile and a trace of the first turns into bench/results.
    profile: { type: 'boolean', default: false },
    // Prints only, and leaves bench/results and bench/RESULTS.md as they are.
    dry: { type: 'boolean', default: false },
  },
})
const words = Number(values.words)
const threads = Number(values.threads)
const keys = Number(values.keys)
const turns = Number(values.turns)
const sections = 60
/** None of them is slowed down by the server for a thousand threads. */
const REVIEWERS = 8

type Desk = {
  readonly name: 'none' | 'threads'
  readonly reportId: string
  readonly page: Page
  readonly opening: Opening
}
/** In milliseconds from the navigation, the middle of three; memory in MB after a collection. */
type Opening = {
  readonly readable: number
  readonly complete: number
  readonly cards: number
  readonly memory: number
}
type Finding = {
  readonly desk: Desk['name']
  readonly colleagues: boolean
  readonly keys: number[]
  readonly applied: number[]
  readonly busy: number[]
}

async function openDesk(
  { product, reviewers }: { readonly product: Product; readonly reviewers: readonly Reviewer[] },
  context: BrowserContext,
  count: number,
): Promise<Desk> {
  const reportId = await product.createReport()
  const doc = await writeReport(product, reportId, { sections, words })
  await addThreads({ product, reviewers }, reportId, doc, count)
  const page = await context.newPage()
  await page.addInitScript(startStopwatch, Math.floor(lengthOf(doc) * 0.95))
  const address = `${product.origin}/bao-cao/${reportId}`
  const openings: Opening[] = []
  for (let load = 0; load < 3; load += 1) openings.push(await openReport(page, address, count > 0))
  const median = (of: keyof Opening) =>
    percentile(
      openings.map((one) => one[of]),
      0.5,
    )
  const opening = {
    readable: median('readable'),
    complete: median('complete'),
    cards: median('cards'),
    memory: median('memory'),
  }
  return { name: count === 0 ? 'none' : 'threads', reportId, page, opening }
}

async function openReport(page: Page, address: string, hasThreads: boolean): Promise<Opening> {
  const { readable, complete } = await open(page, address)
  const cards = hasThreads ? await firstCard(page) : Number.NaN
  return { readable, complete, cards, memory: await memoryOf(page) }
}

/** When a card could first be read, looked for with every frame. */
async function firstCard(page: Page): Promise<number> {
  const seen = await page.waitForFunction(() => {
    const card = document.querySelector('.thread-card')
    return card && card.getBoundingClientRect().height > 0 ? performance.now() : false
  })
  return Number(await seen.jsonValue())
}

async function memoryOf(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.collectGarbage')
  const { usedSize } = await devtools.send('Runtime.getHeapUsage')
  await devtools.detach()
  return usedSize / 2 ** 20
}

/** There and back again, so that what wears on the machine wears on both. */
function turnsOf(desks: readonly Desk[]): Desk[] {
  return Array.from({ length: turns }, (_, turn) => (turn % 2 === 0 ? desks : desks.toReversed())).flat()
}

async function typeByTurns(
  product: Product,
  desks: readonly Desk[],
  colleagues: boolean,
): Promise<Finding[]> {
  const findings = desks.map(({ name }) => ({
    desk: name,
    colleagues,
    keys: new Array<number>(),
    applied: new Array<number>(),
    busy: new Array<number>(),
  }))
  for (const [turn, desk] of turnsOf(desks).entries()) {
    const finding = must(
      findings.find((one) => one.desk === desk.name),
      desk.name,
    )
    await desk.page.bringToFront()
    const others: ChildProcess | undefined = colleagues
      ? await startColleagues(product, desk.reportId)
      : undefined
    const name = `comments-${desk.name}-${colleagues ? 10 : 0}`
    const profile = values.profile && turn < desks.length ? await startProfile(desk.page, name) : undefined
    const meter = await startMeter(desk.page)
    try {
      await typeKeys(desk.page, keys)
    } finally {
      others?.kill('SIGKILL')
    }
    finding.busy.push(await meter())
    await profile?.()
    const times = await desk.page.evaluate(() => window.stopwatch)
    finding.keys.push(...times.keys)
    finding.applied.push(...times.applied)
    console.log(row(finding))
  }
  return findings
}

function row({ desk, colleagues, keys: times, applied, busy }: Finding): string {
  const cells = [
    desk === 'none' ? '0' : String(threads),
    colleagues ? '10' : '0',
    ...[percentile(times, 0.5), percentile(times, 0.95), percentile(applied, 0.95)].map((time) =>
      time.toFixed(1),
    ),
    `${(percentile(busy, 0.5) * 100).toFixed(0)} %`,
    String(times.length),
  ]
  return `| ${cells.join(' | ')} |`.replaceAll('NaN', '–')
}

function openingRow({ name, opening }: Desk): string {
  const { readable, complete, cards, memory } = opening
  const times = [readable, complete, cards].map((time) => time.toFixed(0))
  return `| ${[name === 'none' ? '0' : String(threads), ...times, memory.toFixed(0)].join(' | ')} |`.replaceAll(
    'NaN',
    '–',
  )
}

function ratios(findings: readonly Finding[], colleagues: boolean): string {
  const times = (desk: Desk['name']) =>
    must(
      findings.find((one) => one.desk === desk && one.colleagues === colleagues),
      desk,
    )
  const ratio = (of: (finding: Finding) => number) => (of(times('threads')) / of(times('none'))).toFixed(2)
  return [50, 95]
    .map((part) => `p${part} × ${ratio(({ keys: pressed }) => percentile(pressed, part / 100))}`)
    .concat(`main thread × ${ratio(({ busy }) => percentile(busy, 0.5))}`)
    .join(', ')
}

function report(desks: readonly Desk[], findings: readonly Finding[]): string {
  return [
    '## Comments (`npm run bench:comments`)',
    '',
    `Chromium, headless, ${availableParallelism()} cores shared by browser, server and the ten colleagues. A report of ` +
      `${words.toLocaleString('en')} words in ${sections} sections, without threads and with ${threads.toLocaleString('en')} open ones, ` +
      `their cards beside the text; ${keys} keys a turn, one every ${KEY_GAP} ms, ${turns} turns each by turns. ` +
      `Load average at the end: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
    'Key to paint is from the browser having the key to the frame after it being painted, the wait for the frame included.',
    '',
    '| threads | colleagues | key→paint p50 ms | p95 ms | remote apply p95 ms | main thread busy | keys |',
    '|---|---|---|---|---|---|---|',
    ...findings.map(row),
    '',
    `With threads against without: ${ratios(findings, false)}` +
      (values.alone ? '.' : `; with ten colleagues: ${ratios(findings, true)}.`),
    '',
    '| threads | readable ms | complete ms | first card ms | memory MB |',
    '|---|---|---|---|---|',
    ...desks.map(openingRow),
  ].join('\n')
}

async function runAll(): Promise<void> {
  const product = await launchProduct()
  const browser = await launchBrowser()
  try {
    const context = await openContext(browser, product)
    const people = { product, reviewers: await hireReviewers(product, REVIEWERS) }
    const desks = [await openDesk(people, context, 0), await openDesk(people, context, threads)]
    const findings = await typeByTurns(product, desks, false)
    if (!values.alone) findings.push(...(await typeByTurns(product, desks, true)))
    const text = report(desks, findings)
    console.log(`\n${text}`)
    if (!values.dry) {
      const openings = Object.fromEntries(desks.map(({ name, opening }) => [name, opening]))
      keepResults('comments', { openings, findings }, text)
    }
  } finally {
    await browser.close()
    await product.stop()
  }
}

await runAll()
