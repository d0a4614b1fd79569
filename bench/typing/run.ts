import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { availableParallelism, loadavg } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { launchProduct, freePort, type Product, repository } from '../product-server.ts'
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
} from './browser.ts'
import { lengthOf, startColleagues, writeReport } from './colleagues.ts'
import { startStopwatch } from './stopwatch.ts'

// `npm run bench:typing`: a person types in a 50,000-word report while ten others do, in the product's own page and in
// a bare TipTap page with the same text.
const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '50000' },
    keys: { type: 'string', default: '150' },
    // Only pages whose name contains this.
    only: { type: 'string', default: '' },
    // Writes a CPU profile and a trace of each page's typing into bench/results.
    profile: { type: 'boolean', default: false },
    // Prints only, and leaves bench/results and bench/RESULTS.md as they are.
    dry: { type: 'boolean', default: false },
  },
})
const words = Number(values.words)
const keys = Number(values.keys)
const sections = 60
const bareFolder = join(repository, 'dist/bench-bare')

/** The bare page on a port of its own. */
async function serveBare(port: number): Promise<Server> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./bare', import.meta.url)),
    logLevel: 'error',
    build: { outDir: bareFolder, emptyOutDir: true, target: 'es2022' },
  })
  const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bare')
    const file = join(bareFolder, pathname === '/' ? 'index.html' : pathname)
    if (!existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

type Finding = {
  readonly page: string
  readonly colleagues: boolean
  readonly readable: number
  readonly complete: number
  readonly keys: readonly number[]
  readonly applied: readonly number[]
  /** Share of the time that the page's main thread was computing. */
  readonly busy: number
}

type Case = { readonly page: string; readonly address: string; readonly colleagues: boolean }

async function measure(
  context: BrowserContext,
  given: Case & { product: Product; id: string; length: number },
): Promise<Finding> {
  const page = await context.newPage()
  await page.addInitScript(startStopwatch, Math.floor(given.length * 0.95))
  const loads = []
  for (let load = 0; load < 3; load += 1) loads.push(await open(page, given.address))
  const colleagues = given.colleagues ? await startColleagues(given.product, given.id) : undefined
  const meter = await startMeter(page)
  const profile = values.profile
    ? await startProfile(page, `typing-${given.page}-${given.colleagues ? 10 : 0}`)
    : undefined
  try {
    await typeKeys(page, keys)
  } finally {
    colleagues?.kill('SIGKILL')
  }
  await profile?.()
  const busy = await meter()
  const times = await page.evaluate(() => window.stopwatch)
  await page.close()
  const median = (times: readonly number[]) => percentile(times, 0.5)
  return {
    page: given.page,
    colleagues: given.colleagues,
    readable: median(loads.map(({ readable }) => readable)),
    complete: median(loads.map(({ complete }) => complete)),
    keys: times.keys,
    applied: times.applied,
    busy,
  }
}

function row({ page, colleagues, readable, complete, keys: times, applied, busy }: Finding): string {
  const cells = [
    page,
    colleagues ? '10' : '0',
    ...[percentile(times, 0.5), percentile(times, 0.95), percentile(applied, 0.95)].map((time) =>
      Number.isNaN(time) ? '–' : time.toFixed(1),
    ),
    ...[readable, complete].map((time) => time.toFixed(0)),
    `${(busy * 100).toFixed(0)} %`,
    String(times.length),
  ]
  return `| ${cells.join(' | ')} |`
}

function report(findings: readonly Finding[]): string {
  const p95 = (page: string, colleagues: boolean) =>
    percentile(findings.find((one) => one.page === page && one.colleagues === colleagues)?.keys ?? [], 0.95)
  const alone = p95('bare', false)
  const ratio = (time: number) => (time / alone).toFixed(2)
  return [
    '## Typing (`npm run bench:typing`)',
    '',
    `Chromium, headless, ${availableParallelism()} cores shared by browser, server and the ten colleagues. A report of ` +
      `${words.toLocaleString('en')} words in ${sections} sections; ${keys} keys, one every ${KEY_GAP} ms. ` +
      `Load average at the end: ${(loadavg()[0] ?? 0).toFixed(1)}.`,
    'Key to paint is from the browser having the key to the frame after it being painted, the wait for the frame included.',
    '',
    '| page | colleagues | key→paint p50 ms | p95 ms | remote apply p95 ms | readable ms | complete ms | main thread busy | keys |',
    '|---|---|---|---|---|---|---|---|---|',
    ...findings.map(row),
    '',
    `Product with ten colleagues against the bare page alone: p95 × ${ratio(p95('product', true))}; ` +
      `product alone: × ${ratio(p95('product', false))}; bare page with colleagues: × ${ratio(p95('bare', true))}.`,
  ].join('\n')
}

async function runAll(): Promise<void> {
  const barePort = await freePort()
  const bare = await serveBare(barePort)
  const product = await launchProduct({ env: { ALLOWED_ORIGINS: `http://127.0.0.1:${barePort}` } })
  const browser = await launchBrowser()
  try {
    const context = await openContext(browser, product)
    const findings: Finding[] = []
    for (const { page, colleagues } of cases) {
      // A fresh report each time: the last one's colleagues have written in theirs.
      const id = await product.createReport()
      const length = lengthOf(await writeReport(product, id, { sections, words }))
      const server = encodeURIComponent(`ws://127.0.0.1:${product.port}/sync`)
      const address =
        page === 'bare'
          ? `http://127.0.0.1:${barePort}/?server=${server}&report=${id}`
          : `${product.origin}/bao-cao/${id}`
      const finding = await measure(context, { page, address, colleagues, product, id, length })
      console.log(row(finding))
      findings.push(finding)
    }
    const text = report(findings)
    console.log(`\n${text}`)
    if (!values.dry) keepResults('typing', findings, text)
  } finally {
    await browser.close()
    await product.stop()
    bare.close()
  }
}

const cases = [
  { page: 'bare', colleagues: false },
  { page: 'bare', colleagues: true },
  { page: 'product', colleagues: false },
  { page: 'product', colleagues: true },
].filter(({ page }) => page.includes(values.only))

await runAll()
