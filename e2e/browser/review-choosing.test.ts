import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { png } from '../rig/png.ts'
import { allMarked, commenting, type Commenter, threadOf, threadsOf } from './commenting.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều, còn nể nang, né tránh.'
const WORDS = 'sinh hoạt chuyên đề chưa đều'

async function desk(): Promise<{ id: string; drafter: Commenter; reviewer: Commenter }> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(1), 'reviewer')
  const [drafter, reviewer] = await Promise.all(
    [0, 1].map(async (index) => commenting(await home.drafter(index, id))),
  )
  const [writes, comments] = [must(drafter, 'the drafter'), must(reviewer, 'the reviewer')]
  await writes.write(SECTION, SENTENCE)
  await writes.saved()
  await eventually(() => comments.written(SECTION), [SENTENCE])
  await comments.section(SECTION).scrollIntoViewIfNeeded()
  return { id, drafter: writes, reviewer: comments }
}

test('a comment on cells is on their table, and stands beside it', async () => {
  const { id, drafter, reviewer } = await desk()
  await drafter.page.keyboard.press('Enter')
  await drafter.page.getByRole('button', { name: 'Chèn bảng' }).click()
  await drafter.page.getByRole('button', { name: 'Bảng 3 hàng × 3 cột' }).waitFor()
  await drafter.page.keyboard.press('ArrowUp')
  await drafter.page.getByRole('button', { name: 'Bảng 2 hàng × 3 cột' }).press('Enter')
  await eventually(() => reviewer.section(SECTION).getByRole('row').count(), 2)
  await eventually(() => drafter.text.evaluate((field) => field === document.activeElement), true)
  for (const word of ['Năm', 'Đề tài', 'Kinh phí', '2021', '12', '3,5 tỷ']) {
    await drafter.page.keyboard.type(word)
    if (word !== '3,5 tỷ') await drafter.page.keyboard.press('Tab')
  }
  await drafter.saved()
  const cell = (name: string) => reviewer.section(SECTION).locator('td, th').filter({ hasText: name })
  await cell('3,5 tỷ').waitFor()
  await cell('3,5 tỷ').scrollIntoViewIfNeeded()
  const [from, to] = [await centre(cell('12')), await centre(cell('3,5 tỷ'))]
  await reviewer.page.mouse.move(from.x, from.y)
  await reviewer.page.mouse.down()
  await reviewer.page.mouse.move(to.x, to.y, { steps: 6 })
  await reviewer.page.mouse.up()
  await eventually(() => reviewer.section(SECTION).locator('.selectedCell').count(), 2)
  await reviewer.page.getByRole('button', { name: 'Góp ý', exact: true }).click()
  await send(reviewer, 'Thiếu đơn vị tính')
  const card = await reviewer.openCard('Thiếu đơn vị tính')
  const thread = await threadOf(card)
  for (const person of [drafter, reviewer]) {
    const marked = person.text.locator(`[aria-details="gop-y-${thread}"]`)
    await marked.waitFor()
    expect(await marked.getByRole('row').count()).toBe(2)
    await beside(await person.openCard('Thiếu đơn vị tính'), marked)
  }
  expect((await threadsOf(home.province, home.province.admin, id))[0]?.anchor.kind).toBe('block')

  // Another row is in it, too; without the table the comment says what it was on.
  await drafter.section(SECTION).locator('td').filter({ hasText: '12' }).click()
  await tableMenu(drafter, 'Thêm hàng phía dưới')
  await eventually(
    () => reviewer.text.locator(`[aria-details="gop-y-${thread}"]`).getByRole('row').count(),
    3,
  )
  await tableMenu(drafter, 'Xoá bảng')
  await eventually(() => reviewer.text.locator(`[aria-details="gop-y-${thread}"]`).count(), 0)
  await eventually(async () => {
    const [stored] = await threadsOf(home.province, home.province.admin, id)
    return stored && 'lost' in stored.anchor && stored.anchor.lost
  }, true)
})

test('a comment on a picture is on it, and stands beside it', async () => {
  const { id, drafter, reviewer } = await desk()
  const chooser = drafter.page.waitForEvent('filechooser')
  await drafter.page.getByRole('button', { name: 'Chèn ảnh' }).click()
  const buffer = png(240, 160, [26, 95, 180])
  await (await chooser).setFiles({ name: 'Biểu đồ.png', mimeType: 'image/png', buffer })
  const image = reviewer.section(SECTION).getByRole('img', { name: 'Biểu đồ' })
  await image.waitFor()
  await drafter.saved()
  // Its caption is empty.
  await image.click()
  await reviewer.page.keyboard.press('Control+Alt+m')
  await send(reviewer, 'Ảnh mờ')
  const thread = await threadOf(await reviewer.openCard('Ảnh mờ'))
  for (const person of [drafter, reviewer]) {
    const marked = person.text.locator(`[aria-details="gop-y-${thread}"]`)
    await marked.waitFor()
    expect(await marked.getByRole('img').count()).toBe(1)
    await beside(await person.openCard('Ảnh mờ'), marked)
  }
  expect((await threadsOf(home.province, home.province.admin, id))[0]?.anchor.kind).toBe('block')
  expect(await reviewer.section(SECTION).getByRole('img').count()).toBe(1)
})

test('Shift+F10 and the menu key open the menu at the caret; arrows go through it, Escape back to the text', async () => {
  const { reviewer } = await desk()
  const { page } = reviewer
  const menu = page.getByRole('menu', { name: 'Thao tác với đoạn này' })
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  for (const key of ['Shift+F10', 'ContextMenu']) {
    await reviewer.select(WORDS)
    await page.keyboard.press(key)
    await menu.waitFor()
    await eventually(async () => (await focused()).startsWith('Góp ý'), true)
    await page.keyboard.press('ArrowDown')
    await eventually(async () => (await focused()).startsWith('Sao chép'), true)
    await page.keyboard.press('ArrowDown')
    await eventually(async () => (await focused()).startsWith('Góp ý'), true)
    const [box, caret] = [must(await menu.boundingBox(), 'the menu'), await page.evaluate(caretBox)]
    expect([Math.abs(box.x - caret.x), Math.abs(box.y - caret.y)].map((by) => by < 12)).toEqual([true, true])
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await eventually(() => reviewer.text.evaluate((field) => field === document.activeElement), true)
    expect(await page.evaluate(() => String(getSelection()))).toBe(WORDS)
  }
  await page.keyboard.press('Shift+F10')
  await menu.waitFor()
  await page.keyboard.press('Enter')
  await send(reviewer, 'Bằng phím')
  await reviewer.card('Bằng phím').waitFor()
  // With Shift the mouse brings the browser's own menu.
  await reviewer.select(WORDS)
  const at = await page.evaluate(caretBox)
  await page.keyboard.down('Shift')
  await page.mouse.click(at.x - 20, at.y - 8, { button: 'right' })
  await page.keyboard.up('Shift')
  expect(await menu.count()).toBe(0)
})

test('on a phone, what a finger has selected can be commented on with a finger', async () => {
  const { id, drafter, reviewer } = await desk()
  const browser = must(reviewer.context.browser(), 'a browser')
  const phone = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 844 },
    locale: 'vi-VN',
    storageState: await reviewer.context.storageState(),
  })
  const page = await phone.newPage()
  await page.goto(`${home.address}${new URL(reviewer.page.url()).pathname}`)
  const field = page.getByRole('textbox', { name: 'Nội dung báo cáo' })
  const paragraph = field.locator('p').filter({ hasText: SENTENCE })
  await paragraph.waitFor()
  await paragraph.scrollIntoViewIfNeeded()
  await paragraph.tap({ position: { x: 90, y: 12 } })
  await eventually(() => field.evaluate((one) => one === document.activeElement), true)
  // As the system does after a long press: no mouse goes down.
  const word = await paragraph.evaluate((element) => {
    const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text
    getSelection()?.setBaseAndExtent(text, 7, text, 13)
    return String(getSelection())
  })
  expect(word).toBe('chi bộ')
  const button = page.locator('.gop-y-button')
  await button.waitFor()
  const { x, y, width, height } = must(await button.boundingBox(), 'the button')
  expect([x >= 0, y >= 0, x + width <= 390, y + height <= 844, width >= 40, height >= 40]).not.toContain(
    false,
  )
  const words = await page.evaluate(selectionBox)
  expect(y >= words.bottom || y + height <= words.top || x >= words.right).toBe(true)
  await button.tap()
  const composer = page.getByRole('region', { name: 'Góp ý mới' })
  await composer.getByRole('textbox', { name: 'Nội dung góp ý' }).tap()
  await page.keyboard.type('Bằng ngón tay')
  await composer.getByRole('button', { name: 'Gửi', exact: true }).tap()
  const card = drafter.card('Bằng ngón tay')
  await card.waitFor()
  await allMarked([drafter], await threadOf(card), word)
  expect((await threadsOf(home.province, home.province.admin, id)).length).toBe(1)
  await phone.close()
})

async function send({ page, field, composer }: Commenter, text: string): Promise<void> {
  await field.waitFor()
  await field.click()
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
  await composer.waitFor({ state: 'detached' })
}

/** Until some of the card is as high on the screen as some of what it is about. */
async function beside(card: Locator, marked: Locator): Promise<void> {
  await eventually(async () => {
    const [one, other] = [await card.boundingBox(), await marked.boundingBox()]
    if (!one || !other) return 'out of sight'
    const isLevel = one.y < other.y + other.height && other.y < one.y + one.height
    return isLevel && one.x >= other.x + other.width ? 'beside' : 'elsewhere'
  }, 'beside')
}

async function centre(cell: Locator): Promise<{ x: number; y: number }> {
  const box = must(await cell.boundingBox(), 'a cell in sight')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

async function tableMenu({ page }: Commenter, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Bảng', exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Below the end of what is selected. */
function caretBox(): { x: number; y: number } {
  const selection = getSelection()
  if (!selection?.focusNode) throw new Error('no selection')
  const range = document.createRange()
  range.setStart(selection.focusNode, selection.focusOffset)
  const { left, bottom } = range.getBoundingClientRect()
  return { x: left, y: bottom }
}

function selectionBox(): { top: number; bottom: number; right: number } {
  const { top, bottom, right } = getSelection()?.getRangeAt(0).getBoundingClientRect() ?? new DOMRect()
  return { top, bottom, right }
}
