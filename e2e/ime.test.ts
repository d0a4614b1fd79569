import { type Browser, type CDPSession, type Page, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type ReportConnection, connectReport } from '../editor/draft/connection/connection.ts'
import { USUAL_PACE } from '../editor/draft/connection/link.ts'
import { MESSAGE, SYNC } from '../report/wire/messages.ts'
import { type Province, foundProvince } from './rig/province.ts'
import { type Server, startServer } from './rig/server.ts'
import { browserSocket } from './rig/socket-class.ts'
import { until } from './rig/until.ts'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let server: Server
let province: Province
let browser: Browser

beforeAll(async () => {
  server = await startServer()
  province = await foundProvince(server, { people: 2 })
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

type Desk = {
  readonly page: Page
  readonly cdp: CDPSession
  readonly colleague: ReportConnection
  /** The section's first paragraph as the browser shows it, and as the colleague has it. */
  readonly shown: () => Promise<string>
  readonly received: () => string
  /** The colleague writes in the words before the caret, and the browser has had time to show it. */
  readonly interruptAndLetArrive: (words: string) => Promise<void>
}

/** A browser with the caret behind `Đầu câu ` in the first section, and a colleague who types into the same paragraph. */
async function openDesk(): Promise<Desk> {
  const report = await province.newReport()
  const context = await browser.newContext()
  await context.addCookies(
    province
      .person(0)
      .cookie.split('; ')
      .map((cookie) => {
        const [name = '', ...value] = cookie.split('=')
        return { name, value: value.join('='), url: server.origin }
      }),
  )
  const page = await context.newPage()
  let frames = 0
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (frames += isUpdate(payload) ? 1 : 0)),
  )
  await page.goto(`${server.origin}/bao-cao/${report.id}`)
  const paragraph = page.locator('.ProseMirror [data-section] p').first()
  await paragraph.click()
  await page.keyboard.type('Đầu câu ')

  const { person } = province.person(1)
  const colleague = connectReport({
    reportId: report.id,
    epoch: report.epoch,
    user: { id: person.id, name: person.name, office: '', color: '#a51d2d' },
    serverUrl: server.syncUrl,
    Socket: browserSocket(province.person(1), server.origin),
  })
  const element = () => (colleague.doc.getXmlFragment('report').get(1) as Y.XmlElement).get(0) as Y.XmlElement
  const text = () => element().get(0) as Y.XmlText | undefined
  const received = () => text()?.toJSON() ?? ''
  await until('the colleague is ready', () => colleague.ready.get() === 'ready')
  await until('the colleague has the beginning', () => received() === 'Đầu câu ')
  await page.evaluate(() => {
    const counts = { compositionstart: 0, compositionend: 0 }
    for (const name of ['compositionstart', 'compositionend'] as const) {
      document.addEventListener(name, () => counts[name]++, true)
    }
    Object.assign(window, { counts })
  })
  return {
    page,
    cdp: await context.newCDPSession(page),
    colleague,
    shown: () =>
      paragraph.evaluate((shown) => {
        const copy = shown.cloneNode(true) as HTMLElement
        for (const caret of copy.querySelectorAll('.peer-caret')) caret.remove()
        return copy.textContent ?? ''
      }),
    received,
    interruptAndLetArrive: async (words) => {
      const before = frames
      // Inside the text node that the input method works on: before it, ProseMirror would keep the two apart.
      text()?.insert('Đầu '.length, words)
      await until('the browser has received it', () => frames > before)
      // Twice the time within which edits are put together: whatever would go wrong has gone wrong by then.
      await page.evaluate(
        (time) => new Promise((resolve) => setTimeout(resolve, time)),
        2 * USUAL_PACE.remote,
      )
    },
  }
}

function isUpdate(payload: string | Buffer): boolean {
  return typeof payload !== 'string' && payload[0] === MESSAGE.sync && payload[1] === SYNC.update
}

async function close({ page, colleague }: Desk) {
  await page.context().close()
  await colleague.stop()
}

test('a word composed letter by letter survives a colleague who types before it in the same paragraph', async () => {
  const desk = await openDesk()
  for (const [at, composed] of ['v', 'vi', 'vie', 'viê', 'viêt', 'việt'].entries()) {
    await desk.cdp.send('Input.imeSetComposition', {
      text: composed,
      selectionStart: composed.length,
      selectionEnd: composed.length,
    })
    await desk.interruptAndLetArrive(`${at}`)
  }
  await desk.cdp.send('Input.insertText', { text: 'việt' })
  await until('both have the whole line', () => desk.received() === 'Đầu 543210câu việt')
  await until('the browser shows it', async () => (await desk.shown()) === 'Đầu 543210câu việt')
  const counts = await desk.page.evaluate(() => (window as unknown as { counts: unknown }).counts)
  expect(counts).toEqual({ compositionstart: 1, compositionend: 1 })

  // The caret is still behind the word.
  await desk.page.keyboard.type(' nam')
  await until('the next word follows', async () => (await desk.shown()) === 'Đầu 543210câu việt nam')
  await until('it is saved', () => desk.received() === 'Đầu 543210câu việt nam')
  await close(desk)
})

test('a key that sends backspaces and letters, as UniKey does, is not torn apart by a colleague', async () => {
  const desk = await openDesk()
  const press = async (text: string) => {
    await desk.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', windowsVirtualKeyCode: 231, text })
    await desk.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', windowsVirtualKeyCode: 231 })
  }
  // Telex "vieetj namw": what the program sends for each key.
  const keys = ['v', 'i', 'e', '<ê', 't', '<<ệt', ' ', 'n', 'a', 'm', '<<ăm']
  for (const [at, key] of keys.entries()) {
    await desk.interruptAndLetArrive(String.fromCodePoint(97 + at))
    for (const part of key) {
      if (part === '<') await desk.page.keyboard.press('Backspace')
      else await press(part)
    }
  }
  const line = 'Đầu kjihgfedcbacâu việt năm'
  await until('both have the whole line', () => desk.received() === line)
  await until('the browser shows it', async () => (await desk.shown()) === line)
  await close(desk)
})
