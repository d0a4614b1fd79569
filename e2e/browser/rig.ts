import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type Locator, type Page, chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { must } from '../../report/must.ts'
import { type Province, type Session, foundProvince } from '../rig/province.ts'
import { NODE, ROOT, type Server, startServer } from '../rig/server.ts'

/**
 * What people type into the address bar. A name and plain http, as in an office: such a page is no secure context, so
 * `crypto.randomUUID` and the clipboard's interface are missing in every test, as they are missing there.
 */
export const HOST = 'cung-soan.lan'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
]

/** An old office screen. */
const SCREEN = { width: 1366, height: 768 } as const

/** A browser and a server for the tests of one file; every test gets people of its own. */
export type House = {
  readonly server: Server
  readonly province: Province
  /** http://cung-soan.lan:PORT */
  readonly address: string
  /** A person at a computer of their own. Without a session they have not signed in yet. */
  seat(session?: Session): Promise<Person>
  /** The person of this index at a computer of their own, the report open and ready to be written. */
  drafter(index: number, reportId: string): Promise<Person>
}

/** Somebody in front of a screen. Whatever their browser complains about fails the test. */
export type Person = {
  readonly page: Page
  readonly context: BrowserContext
  /** The text field of the report. */
  readonly text: Locator
  /** Complaints that the test brings about on purpose. */
  tolerate(pattern: RegExp): void
  visit(path: string): Promise<void>
  openReport(reportId: string): Promise<void>
  /** Another tab of the same browser. */
  newTab(): Promise<Person>
  /** The text below a heading, found by (a part of) its title. */
  section(title: string): Locator
  /** Clicks below a heading, behind what is written there. */
  write(title: string, words: string): Promise<void>
  /** What stands below a heading, paragraph by paragraph, without the others' carets. */
  written(title: string): Promise<string[]>
  /** Everything that stands in the text field, without the others' carets. */
  everything(): Promise<string>
  /** The numbers and titles in the text, in order. */
  headings(): Promise<string[]>
  /** The line of the outline beside the page that bears this title. */
  outlineRow(title: string): Locator
  /** What the page says about saving. */
  saveState(): Promise<string>
  saved(): Promise<void>
}

/** Starts browser and server before the tests of this file, watches every page, and puts everything away. */
export function house(options: { people?: number } = {}): House {
  let browser: Browser | undefined
  let server: Server | undefined
  let province: Province | undefined
  const seats: Seat[] = []

  beforeAll(async () => {
    buildClient()
    server = await startServer()
    const [started, founded] = await Promise.all([
      startBrowser(),
      foundProvince(server, { people: options.people ?? 3 }),
    ])
    browser = started
    province = founded
  })

  afterEach(async ({ task }) => {
    const left = seats.splice(0)
    if (task.result?.state === 'fail') await photograph(left, task.name)
    const complaints = left.flatMap((seat) => seat.complaints())
    for (const { context } of left) await context.close()
    expect(complaints, 'what the browsers complained about').toEqual([])
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const address = () => `http://${HOST}:${must(server, 'a started server').port}`
  const seat = async (session?: Session): Promise<Person> => {
    const taken = await takeSeat(must(browser, 'a started browser'), address(), session)
    seats.push(taken)
    return taken.person
  }
  return {
    get server() {
      return must(server, 'a started server')
    },
    get province() {
      return must(province, 'a founded province')
    },
    get address() {
      return address()
    },
    seat,
    drafter: async (index, reportId) => {
      const person = await seat(must(province, 'a founded province').person(index))
      await person.openReport(reportId)
      return person
    },
  }
}

/** Asks until the answer is as expected; fails showing both. */
export async function eventually<T>(ask: () => Promise<T> | T, expected: T, timeout = 20_000): Promise<void> {
  await expect.poll(ask, { timeout, interval: 40 }).toEqual(expected)
}

function buildClient(): void {
  execFileSync(NODE, ['scripts/build-if-stale.ts'], { cwd: ROOT, stdio: 'pipe' })
}

function startBrowser(): Promise<Browser> {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  const path = process.env.CHROMIUM_PATH ?? known.find((candidate) => existsSync(candidate))
  return chromium.launch({ executablePath: must(path, 'a Chromium (or CHROMIUM_PATH)'), args: FLAGS })
}

type Seat = {
  readonly person: Person
  readonly context: BrowserContext
  /** Complaints that no test asked for. */
  complaints(): string[]
}

async function takeSeat(browser: Browser, address: string, session: Session | undefined): Promise<Seat> {
  const context = await browser.newContext({
    viewport: SCREEN,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
  })
  context.setDefaultTimeout(20_000)
  if (session) await context.addCookies(cookiesOf(session, address))
  const heard: string[] = []
  const tolerated: RegExp[] = []
  await watch(context, address, (complaint) => heard.push(complaint))

  const sit = async (): Promise<Person> => personAt(await context.newPage(), { address, tolerated, sit })
  return {
    context,
    person: await sit(),
    complaints: () => heard.filter((complaint) => !tolerated.some((pattern) => pattern.test(complaint))),
  }
}

function cookiesOf({ cookie }: Session, url: string) {
  return cookie.split('; ').map((pair) => {
    const equals = pair.indexOf('=')
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), url, httpOnly: true }
  })
}

/** Errors on the console or in a script, requests to anybody but our server, and what our own CSP had to stop. */
async function watch(
  context: BrowserContext,
  address: string,
  hear: (complaint: string) => void,
): Promise<void> {
  await context.exposeFunction('__hearViolation', (violation: string) => hear(`csp: ${violation}`))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { __hearViolation: tell } = window as unknown as { __hearViolation: (violation: string) => void }
      tell(`${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !/^(?:data|blob):/u.test(url)) hear(`foreign request: ${url}`)
  })
  context.on('console', (message) => {
    if (message.type() === 'error') hear(`console: ${message.text()} ${message.location().url}`)
  })
  context.on('weberror', (problem) => hear(`page error: ${problem.error().stack ?? problem.error().message}`))
}

type Place = {
  readonly address: string
  readonly tolerated: RegExp[]
  readonly sit: () => Promise<Person>
}

function personAt(page: Page, { address, tolerated, sit }: Place): Person {
  const text = page.getByRole('textbox', { name: 'Nội dung báo cáo' })
  const section = (title: string) => text.getByRole('group', { name: title })
  const saveButton = page.locator('.save-state')
  const visit = async (path: string) => {
    await page.goto(`${address}${path}`)
  }
  return {
    page,
    context: page.context(),
    text,
    tolerate: (pattern) => tolerated.push(pattern),
    visit,
    openReport: async (reportId) => {
      await visit(`/bao-cao/${reportId}`)
      await text.waitFor()
    },
    newTab: sit,
    section,
    write: async (title, words) => {
      await section(title).click()
      await putCaretAtEnd(section(title))
      await page.keyboard.type(words)
    },
    written: (title) => section(title).evaluate(readBlocks),
    everything: () => text.evaluate(readText),
    headings: () => text.evaluate(readHeadings),
    outlineRow: (title) =>
      page
        .getByRole('navigation', { name: 'Đề cương báo cáo' })
        .getByRole('listitem')
        .filter({ hasText: title })
        // Under an invitation of its own, the title of a section stands a second time.
        .filter({ has: page.locator('.outline-link') }),
    saveState: async () => (await saveButton.textContent()) ?? '',
    saved: () => page.getByRole('button', { name: 'Đã lưu', exact: true }).waitFor(),
  }
}

/** As a click behind the last letter does, wherever the lines break. */
async function putCaretAtEnd(section: Locator): Promise<void> {
  await section.evaluate((body) => {
    const selection = must(getSelection())
    selection.selectAllChildren(body.lastElementChild ?? body)
    selection.collapseToEnd()
    function must(value: Selection | null): Selection {
      if (!value) throw new Error('no selection')
      return value
    }
  })
}

function readBlocks(body: Element): string[] {
  const copy = body.cloneNode(true) as Element
  for (const caret of copy.querySelectorAll('.peer-caret, .ProseMirror-separator')) caret.remove()
  return [...copy.children].map((block) => (block.textContent ?? '').replaceAll('\u2060', ''))
}

function readText(field: Element): string {
  const copy = field.cloneNode(true) as Element
  for (const own of copy.querySelectorAll('.peer-caret, .ProseMirror-separator, .cs-guidance')) own.remove()
  return (copy.textContent ?? '').replaceAll('\u2060', '')
}

function readHeadings(field: Element): string[] {
  return [...field.querySelectorAll('[role="heading"]')].map((head) => {
    const title = head.querySelector('textarea')?.value
    return `${head.querySelector('.cs-section-number')?.textContent ?? ''} ${title ?? head.querySelector('.cs-section-title')?.textContent ?? ''}`
  })
}

async function photograph(seats: readonly Seat[], name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cung-soan-failed-'))
  for (const [place, { context }] of seats.entries()) {
    for (const [tab, page] of context.pages().entries()) {
      const path = join(
        folder,
        `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}-${place + 1}.${tab + 1}.png`,
      )
      await page.screenshot({ path, timeout: 5000 }).catch(() => undefined)
    }
  }
  process.stdout.write(`pictures of the failure: ${folder}\n`)
}
