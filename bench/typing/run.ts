import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { availableParallelism, loadavg } from 'node:os'
import { extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import * as Y from 'yjs'
import { launchProduct, freePort, type Product, repository } from '../product-server.ts'
import { fillReport } from '../report-text.ts'
import { replaceSection } from '../results-page.ts'
import { realClient } from '../sync/providers.ts'
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
const keyGap = 125
const patience = 60_000
const bareFolder = join(repository, 'dist/bench-bare')

async function writeReport(product: Product, id: string): Promise<number> {
  const address = { port: product.port, room: `sync/${id}`, headers: headersOf(product) }
  const writer = await realClient('y-websocket', address)
  await writer.synced
  const doc = new Y.Doc()
  Y.applyUpdate(doc, writer.state())
  doc.on('update', (update: Uint8Array) => writer.apply(update))
  for (const _ of fillReport(doc, { sections, words })) await wait(40)
  await wait(1000)
  writer.stop()
  const text = doc.getXmlFragment('report').toJSON()
  return text.replaceAll(/<[^>]*>/g, '').length
}

function headersOf({ cookie, origin }: Product): Record<string, string> {
  return { cookie, origin }
}

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

async function startColleagues(product: Product, id: string): Promise<ChildProcess> {
  const task = JSON.stringify({ port: product.port, room: `sync/${id}`, headers: headersOf(product) })
  const remote = fileURLToPath(new URL('./remote.entry.ts', import.meta.url))
  const child = spawn(process.execPath, [remote, task], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
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
    await typeKeys(page)
  } finally {
    colleagues?.kill('SIGKILL')
  }
  await profile?.()
  const busy = await meter()
  const { keys, applied } = await page.evaluate(() => window.stopwatch)
  await page.close()
  const median = (times: readonly number[]) => percentile(times, 0.5)
  return {
    page: given.page,
    colleagues: given.colleagues,
    readable: median(loads.map(({ readable }) => readable)),
    complete: median(loads.map(({ complete }) => complete)),
    keys,
    applied,
    busy,
  }
}

/**
 * Starts to count the processor time of the page's main thread; the answer tells how much of the time it was busy.
 * Unlike the times above, this hardly depends on what else the machine does.
 */
async function startMeter(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
  await devtools.send('Performance.enable')
  const used = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const [before, began] = [await used(), performance.now()]
  return async () => ((await used()) - before) / ((performance.now() - began) / 1000)
}

async function open(
  page: Page,
  address: string,
): Promise<{ readonly readable: number; readonly complete: number }> {
  await page.goto(address)
  await page.waitForFunction(() => window.stopwatch.complete > 0, undefined, { timeout: patience })
  return page.evaluate(() => window.stopwatch)
}

/** Starts a CPU profile; the answer ends it and writes it down. */
async function startProfile(page: Page, name: string): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Profiler.enable')
  await devtools.send('Profiler.start')
  const browser = page.context().browser()
  await browser?.startTracing(page, {
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
  })
  return async () => {
    const { profile } = await devtools.send('Profiler.stop')
    const trace = await browser?.stopTracing()
    mkdirSync(join(repository, 'bench/results'), { recursive: true })
    writeFileSync(join(repository, `bench/results/${name}.cpuprofile`), JSON.stringify(profile))
    if (trace) writeFileSync(join(repository, `bench/results/${name}.trace.json`), trace)
  }
}

/** Open loop: keys fall when they are due, however long the page takes over the last. */
async function typeKeys(page: Page): Promise<void> {
  await page.locator('.ProseMirror p', { hasText: /\S{3}/ }).first().click()
  await wait(1500)
  await page.evaluate(() => {
    window.stopwatch.keys = []
    window.stopwatch.applied = []
  })
  const letters = 'cong tac quan triet nghi quyet '
  const began = performance.now()
  const pressed: Promise<void>[] = []
  for (let key = 0; key < keys; key += 1) {
    await wait(Math.max(0, began + key * keyGap + 30 * Math.sin(key * 3) - performance.now()))
    const letter = letters.charAt(key % letters.length)
    pressed.push(page.keyboard.press(letter === ' ' ? 'Space' : letter))
  }
  await Promise.all(pressed)
  await wait(500)
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
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
      `${words.toLocaleString('en')} words in ${sections} sections; ${keys} keys, one every ${keyGap} ms. ` +
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

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: (
      '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
      '--disable-component-update --disable-sync'
    ).split(' '),
  })
}

async function openContext(browser: Browser, { cookie }: Product): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' })
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const cut = pair.indexOf('=')
      return { name: pair.slice(0, cut), value: pair.slice(cut + 1), domain: '127.0.0.1', path: '/' }
    }),
  )
  return context
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
      const length = await writeReport(product, id)
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
    if (!values.dry) keep(findings, text)
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

function keep(findings: readonly Finding[], text: string): void {
  mkdirSync(join(repository, 'bench/results'), { recursive: true })
  writeFileSync(join(repository, 'bench/results/typing.json'), `${JSON.stringify(findings, null, 2)}\n`)
  const file = join(repository, 'bench/RESULTS.md')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Bench results\n'
  writeFileSync(file, replaceSection(before, 'bench:typing', text))
}

await runAll()
