import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type Product, repository } from '../product-server.ts'

/** The pace of somebody who types well: a key every so many milliseconds. */
export const KEY_GAP = 125
const PATIENCE = 60_000

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: (
      '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
      '--disable-component-update --disable-sync'
    ).split(' '),
  })
}

export async function openContext(browser: Browser, { cookie }: Product): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' })
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const cut = pair.indexOf('=')
      return { name: pair.slice(0, cut), value: pair.slice(cut + 1), domain: '127.0.0.1', path: '/' }
    }),
  )
  return context
}

/** Loads a page that `startStopwatch` watches; when its text could be read, and when all of it was there. */
export async function open(
  page: Page,
  address: string,
): Promise<{ readonly readable: number; readonly complete: number }> {
  await page.goto(address)
  await page.waitForFunction(() => window.stopwatch.complete > 0, undefined, { timeout: PATIENCE })
  return page.evaluate(() => window.stopwatch)
}

/**
 * Starts to count the processor time of the page's main thread; the answer tells how much of the time it was busy.
 * Unlike the times above, this hardly depends on what else the machine does.
 */
export async function startMeter(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
  await devtools.send('Performance.enable')
  const used = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const [before, began] = [await used(), performance.now()]
  return async () => {
    const share = ((await used()) - before) / ((performance.now() - began) / 1000)
    await devtools.detach()
    return share
  }
}

/** Starts a CPU profile; the answer ends it and writes it down. */
export async function startProfile(page: Page, name: string): Promise<() => Promise<void>> {
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
export async function typeKeys(page: Page, keys: number): Promise<void> {
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
    await wait(Math.max(0, began + key * KEY_GAP + 30 * Math.sin(key * 3) - performance.now()))
    const letter = letters.charAt(key % letters.length)
    pressed.push(page.keyboard.press(letter === ' ' ? 'Space' : letter))
  }
  await Promise.all(pressed)
  await wait(500)
}

export function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
