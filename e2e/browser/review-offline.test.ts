import type { Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { request } from '../rig/request.ts'
import { allMarked, commenting, type Commenter, threadOf, threadsOf } from './commenting.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 2 })

/** What Chromium itself writes on the console when a server is away. */
const NO_SERVER = /ERR_|WebSocket connection|Failed to load resource/u

const SECTION = 'Hạn chế, yếu kém'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều, còn nể nang.'
const WORDS = 'sinh hoạt chuyên đề'

async function desk(): Promise<{ id: string; drafter: Commenter; reviewer: Commenter }> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(1), 'reviewer')
  const drafter = commenting(await home.drafter(0, id))
  const reviewer = commenting(await home.drafter(1, id))
  await drafter.write(SECTION, SENTENCE)
  await drafter.saved()
  await eventually(() => reviewer.written(SECTION), [SENTENCE])
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  for (const person of [drafter, reviewer]) person.tolerate(NO_SERVER)
  return { id, drafter, reviewer }
}

test('a comment made without a line is kept, also when the page is closed, and sent once', async () => {
  const { id, drafter, reviewer } = await desk()
  await reviewer.context.setOffline(true)
  await eventually(() => reviewer.saveState(), 'Mất kết nối')
  await reviewer.comment(WORDS, 'Viết khi mất mạng')
  await reviewer.card('Viết khi mất mạng').getByText('Chờ gửi').waitFor()
  await allMarked([reviewer], await threadOf(reviewer.card('Viết khi mất mạng')), WORDS)
  await eventually(() => reviewer.page.evaluate(asksToStay), false)
  await reviewer.page.close()
  await reviewer.context.setOffline(false)

  const again = commenting(await reviewer.newTab())
  await again.openReport(id)
  await again.section(SECTION).scrollIntoViewIfNeeded()
  const card = drafter.card('Viết khi mất mạng')
  await card.waitFor()
  await eventually(() => again.page.getByText('Chờ gửi').count(), 0)
  await allMarked([drafter, again], await threadOf(card), WORDS)
  expect((await threadsOf(home.province, home.province.admin, id)).length).toBe(1)
})

test('a comment whose answer got lost on the way is there once, and so are the reply and the words typed before', async () => {
  const { id, drafter, reviewer } = await desk()
  // The server has it, and the page does not know: it has to ask again.
  let swallowed = 0
  await drafter.page.route(/\/threads(\/[^/]+\/messages)?$/u, async (route) => {
    if (route.request().method() !== 'POST' || swallowed >= 3) return route.continue()
    swallowed += 1
    await passOn(route.request())
    return route.abort('connectionreset')
  })
  // Letters that are still on their way to the server, in the very words.
  await drafter.select('chuyên đề')
  await drafter.page.keyboard.press('ArrowRight')
  await drafter.page.keyboard.type(' hằng quý')
  await drafter.comment('chuyên đề hằng quý', 'Mới viết thêm')
  const card = await drafter.openCard('Mới viết thêm')
  await drafter.reply(card, 'Đã rà soát')
  await eventually(() => drafter.page.getByText('Chờ gửi').count(), 0)
  const theirs = await reviewer.openCard('Mới viết thêm')
  await theirs.getByText('Đã rà soát').waitFor()
  await allMarked([drafter, reviewer], await threadOf(theirs), 'chuyên đề hằng quý')
  const threads = await threadsOf(home.province, home.province.admin, id)
  expect(threads.map(({ messages }) => messages.map(({ text }) => text))).toEqual([
    ['Mới viết thêm', 'Đã rà soát'],
  ])
  expect(swallowed).toBe(3)
})

test('what is being written survives a reload: a new comment with its words, and a reply', async () => {
  const { drafter, reviewer } = await desk()
  await drafter.comment('còn nể nang', 'Câu này nặng quá')
  const card = await reviewer.openCard('Câu này nặng quá')
  await card.getByRole('button', { name: 'Trả lời…' }).click()
  await card.getByRole('textbox', { name: /^Trả lời góp ý/u }).click()
  await reviewer.page.keyboard.type('Trả lời dở dang')
  await reviewer.select(WORDS)
  await reviewer.page.keyboard.press('Control+Alt+m')
  await reviewer.field.waitFor()
  await reviewer.composer.getByText('Câu hỏi', { exact: true }).click()
  await reviewer.field.click()
  await reviewer.page.keyboard.type('Góp ý dở dang')
  // At once: nothing has had time to rest.
  await reviewer.page.reload()
  await reviewer.text.waitFor()
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  await reviewer.page.getByRole('button', { name: 'Viết tiếp góp ý đang dở' }).click()
  await eventually(() => reviewer.field.textContent(), 'Góp ý dở dang')
  expect(await reviewer.composer.getByRole('radio', { name: 'Câu hỏi' }).isChecked()).toBe(true)
  await reviewer.field.click()
  await reviewer.page.keyboard.press('Control+Enter')
  const sent = drafter.card('Góp ý dở dang')
  await sent.waitFor()
  await allMarked([drafter, reviewer], await threadOf(sent), WORDS)
  const again = await reviewer.openCard('Câu này nặng quá')
  await eventually(
    () => again.getByRole('textbox', { name: /^Trả lời góp ý/u }).textContent(),
    'Trả lời dở dang',
  )
})

/** To the server, whose name only the browser knows. */
async function passOn(asked: Request): Promise<void> {
  const { pathname } = new URL(asked.url())
  const { 'content-length': _length, ...sent } = await asked.allHeaders()
  const headers = { ...sent, host: new URL(home.address).host }
  await request(`${home.server.origin}${pathname}`, { method: 'POST', headers, body: asked.postDataJSON() })
}

/** Whether the page would ask before it is closed: something of it would be gone with it. */
function asksToStay(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
}
