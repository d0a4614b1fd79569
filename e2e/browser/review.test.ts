import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { call } from '../rig/province.ts'
import { allMarked, commenting, type Commenter, postThread, threadOf, threadsOf } from './commenting.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 4 })
const SECTION = 'Hạn chế, yếu kém'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều, còn nể nang, né tránh.'
const WORDS = 'sinh hoạt chuyên đề chưa đều'
/** What a Telex input method shows while `vieetj` is typed. */
const STEPS = ['v', 'vi', 'vie', 'viê', 'viêt', 'việt']

/** A report with a sentence in it, its drafter and its reviewer. */
async function desk(sentence = SENTENCE): Promise<{ id: string; drafter: Commenter; reviewer: Commenter }> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(2), 'reviewer')
  const [drafter, reviewer] = await Promise.all([seat(0, id), seat(2, id)])
  await drafter.write(SECTION, sentence)
  await drafter.saved()
  await eventually(() => reviewer.written(SECTION), [sentence])
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  return { id, drafter, reviewer }
}

async function seat(index: number, id: string): Promise<Commenter> {
  return commenting(await home.drafter(index, id))
}

test('a reviewer comments on words of a text they cannot write; it is answered, changed and taken back at both pages', async () => {
  const { drafter, reviewer } = await desk()
  await reviewer.select(WORDS)
  for (const key of ['x', 'Backspace', 'Enter', 'Control+x', 'Control+b'])
    await reviewer.page.keyboard.press(key)
  expect(await reviewer.written(SECTION)).toEqual([SENTENCE])
  await reviewer.select(WORDS)
  await reviewer.page.getByRole('button', { name: 'Góp ý', exact: true }).click()
  await expect.poll(() => reviewer.composer.textContent()).toContain(WORDS)
  await reviewer.page.keyboard.type('Cần nêu ')
  await reviewer.page.keyboard.press('Control+b')
  await reviewer.page.keyboard.type('số liệu')
  await reviewer.composer.getByRole('button', { name: 'Gửi', exact: true }).click()

  const mine = await reviewer.openCard('Cần nêu số liệu')
  const id = await threadOf(mine)
  const theirs = await drafter.openCard('Cần nêu số liệu')
  expect(await theirs.locator('strong').allTextContents()).toEqual(['số liệu'])
  await allMarked([drafter, reviewer], id, WORDS)
  expect(await drafter.written(SECTION)).toEqual([SENTENCE])

  await drafter.reply(theirs, 'Đã có ở phụ lục.')
  await mine.getByText('Đã có ở phụ lục.').waitFor()
  const menus = (one: typeof mine) => one.getByRole('button', { name: /^Thao tác với nội dung của/u })
  await eventually(() => menus(mine).count(), 1)
  await eventually(() => menus(theirs).count(), 1)
  await menus(theirs).click()
  await drafter.page.getByRole('menuitem', { name: 'Sửa', exact: true }).click()
  await theirs.getByRole('textbox', { name: 'Sửa nội dung' }).click()
  await drafter.page.keyboard.press('Control+End')
  await drafter.page.keyboard.type(' Trang 3.')
  await theirs.getByRole('button', { name: 'Lưu', exact: true }).click()
  await mine.getByText('Đã có ở phụ lục. Trang 3.').waitFor()
  await mine.getByText('đã sửa', { exact: true }).waitFor()

  await menus(theirs).click()
  await drafter.page.getByRole('menuitem', { name: 'Xoá', exact: true }).click()
  await drafter.page.getByRole('alertdialog').getByRole('button', { name: 'Xoá', exact: true }).click()
  for (const one of [mine, theirs]) await one.getByText('Đã xoá', { exact: true }).waitFor()
  expect(await mine.getByText('phụ lục').count()).toBe(0)
})

test('a comment begins with the mouse’s other button, with the keys alone in a text one only reads, and in one’s own', async () => {
  const { id, drafter, reviewer } = await desk()
  // The other button.
  await reviewer.select(WORDS)
  const box = await reviewer.page.evaluate(() => {
    const { x, y, width, height } = must(getSelection()).getRangeAt(0).getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
    function must(value: Selection | null): Selection {
      if (!value) throw new Error('no selection')
      return value
    }
  })
  await reviewer.page.mouse.click(box.x, box.y, { button: 'right' })
  await reviewer.page.getByRole('menuitem', { name: /^Góp ý/u }).click()
  await reviewer.field.waitFor()
  await reviewer.page.keyboard.type('Bằng chuột phải')
  await reviewer.page.keyboard.press('Control+Enter')
  await reviewer.card('Bằng chuột phải').waitFor()

  // Keys alone, without a mouse: the caret goes to the text, along it and over words.
  const keys = await seat(2, id)
  await keys.outlineRow(SECTION).locator('.outline-link').press('Enter')
  await eventually(() => keys.text.evaluate((field) => field === document.activeElement), true)
  await keys.page.keyboard.press('Home')
  for (const _ of 'Một số') await keys.page.keyboard.press('Shift+ArrowRight')
  await eventually(() => keys.page.evaluate(() => String(getSelection())), 'Một số')
  await keys.page.keyboard.press('Control+Alt+m')
  await keys.field.waitFor()
  await eventually(() => keys.field.evaluate((field) => field === document.activeElement), true)
  await keys.page.keyboard.type('Bằng phím')
  await keys.page.keyboard.press('Control+Enter')
  await keys.card('Bằng phím').waitFor()
  await allMarked([drafter, keys], await threadOf(keys.card('Bằng phím')), 'Một số')

  await drafter.comment('né tránh', 'Của người soạn', 'Câu hỏi')
  await reviewer.page.getByRole('article', { name: /^Câu hỏi \d+ của Người soạn 1/u }).waitFor()
  await allMarked([drafter, reviewer], await threadOf(reviewer.card('Của người soạn')), 'né tránh')
  expect(await drafter.written(SECTION)).toEqual([SENTENCE])
})

test('Telex composes in the composer, and in the text beside and inside marked words', async () => {
  const { drafter, reviewer } = await desk()
  const telex = async ({ context, page }: Commenter) => {
    const cdp = await context.newCDPSession(page)
    // Drawn where it stands, as for a person: what happens in the very moment is told in docs/CAVEATS.md.
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    )
    for (const text of STEPS) {
      const end = text.length
      await cdp.send('Input.imeSetComposition', { text, selectionStart: end, selectionEnd: end })
    }
    await cdp.send('Input.insertText', { text: 'việt' })
  }
  await reviewer.select(WORDS)
  await reviewer.page.keyboard.press('Control+Alt+m')
  await reviewer.field.waitFor()
  await telex(reviewer)
  await reviewer.page.keyboard.type(' nam ')
  await telex(reviewer)
  await reviewer.page.keyboard.press('Control+Enter')
  const card = reviewer.card('việt nam việt')
  await card.waitFor()
  const id = await threadOf(card)
  await allMarked([drafter, reviewer], id, WORDS)

  // Right behind the marked words, right before them, and between two of them.
  await drafter.select(WORDS)
  await drafter.page.keyboard.press('ArrowRight')
  await telex(drafter)
  const behind = SENTENCE.replace(WORDS, `${WORDS}việt`)
  for (const one of [drafter, reviewer]) await eventually(() => one.written(SECTION), [behind])
  await allMarked([drafter, reviewer], id, WORDS)
  await drafter.select(WORDS)
  await drafter.page.keyboard.press('ArrowLeft')
  await telex(drafter)
  for (const one of [drafter, reviewer]) {
    await eventually(() => one.written(SECTION), [behind.replace(WORDS, `việt${WORDS}`)])
  }
  await allMarked([drafter, reviewer], id, WORDS)
  await drafter.select('sinh hoạt')
  await drafter.page.keyboard.press('ArrowRight')
  await telex(drafter)
  const inside = WORDS.replace('sinh hoạt', 'sinh hoạtviệt')
  await allMarked([drafter, reviewer], id, inside)
  await drafter.saved()
  expect(await reviewer.written(SECTION)).toEqual([behind.replace(WORDS, `việt${inside}`)])
})

test('closing and opening again is offered to its author, the office, reviewer and coordinator, and to nobody else', async () => {
  const { province } = home
  const { id, drafter, reviewer } = await desk()
  const section = await home.province.sectionId(id, SECTION)
  await province.setSection(id, section, { officeIds: [must(province.offices[0], 'an office').id] })
  await province.setRole(id, province.person(3), 'viewer')
  const [other, viewer, coordinator] = await Promise.all([
    seat(1, id),
    seat(3, id),
    (async () => {
      const person = commenting(await home.seat(province.admin))
      await person.openReport(id)
      return person
    })(),
  ])
  await reviewer.comment(WORDS, 'Xem lại câu này', 'Yêu cầu sửa')
  const people = { drafter, reviewer, other, viewer, coordinator }
  const offers: Record<string, string[]> = {}
  for (const [name, person] of Object.entries(people)) {
    await person.section(SECTION).scrollIntoViewIfNeeded()
    const card = await person.openCard('Xem lại câu này')
    offers[name] = await person.offered(card)
  }
  const [answer, close, reply] = ['Tiếp thu / Giải trình', 'Khép lại', 'Trả lời…']
  expect(offers).toEqual({
    drafter: [reply, answer, close],
    reviewer: [reply, close],
    other: [reply],
    viewer: [],
    coordinator: [reply, answer, close],
  })

  // The office answers before it closes what was asked to be changed.
  const card = drafter.card('Xem lại câu này')
  await card.getByRole('button', { name: close }).click()
  await card.getByText('Hãy tiếp thu hoặc giải trình trước').waitFor()
  await card.getByText('Giải trình', { exact: true }).click()
  await card.getByRole('button', { name: 'Lưu trả lời' }).click()
  await card.getByText('Giải trình cần nêu lý do.').waitFor()
  await card.getByRole('textbox', { name: 'Nội dung trả lời' }).click()
  await drafter.page.keyboard.type('Theo Hướng dẫn số 5.')
  await card.getByRole('button', { name: 'Lưu trả lời' }).click()
  await reviewer.card('Xem lại câu này').getByText('Theo Hướng dẫn số 5.').waitFor()
  await card.getByRole('button', { name: close }).click()
  await reviewer.card('Xem lại câu này').getByText('Đã khép', { exact: true }).waitFor()
  // Each who may opens it again, and the next closes it.
  for (const [one, state] of [
    [reviewer, 'Mở lại'],
    [coordinator, close],
  ] as const) {
    const found = one.card('Xem lại câu này')
    await found.getByRole('button', { name: state }).click()
    await eventually(
      async () => (await threadsOf(province, province.admin, id))[0]?.resolved === null,
      state === 'Mở lại',
    )
    await coordinator
      .card('Xem lại câu này')
      .getByRole('button', { name: state === close ? 'Mở lại' : close })
      .waitFor()
  }
})

test('who is mentioned sees it at the bell, on whatever page, and comes from there to the thread', async () => {
  const { id, drafter, reviewer } = await desk()
  // Of the tests before.
  const { server, province } = home
  await call(server, province.person(0), '/api/notices/read', { method: 'POST', body: { all: true } })
  await drafter.visit('/')
  await drafter.page.getByRole('button', { name: 'Thông báo', exact: true }).waitFor()
  await reviewer.select(WORDS)
  await reviewer.page.keyboard.press('Control+Alt+m')
  await reviewer.field.waitFor()
  await reviewer.page.keyboard.type('Nhờ @Người soạn 1')
  await reviewer.page.getByRole('option', { name: /Người soạn 1/u }).waitFor()
  await reviewer.page.keyboard.press('Enter')
  await reviewer.page.keyboard.type(' xem lại')
  await reviewer.page.keyboard.press('Control+Enter')
  await reviewer.card('xem lại').waitFor()
  // The card stands there before the server has it.
  await eventually(async () => (await threadsOf(home.province, home.province.admin, id)).length, 1)
  await drafter.page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await drafter.page.getByRole('button', { name: 'Thông báo: 1 chưa đọc' }).click()
  const inbox = drafter.page.getByRole('dialog', { name: 'Thông báo' })
  await inbox.getByRole('link', { name: /Người soạn 3.*nhắc đến bạn/u }).click()
  await drafter.text.waitFor()
  expect(drafter.page.url()).toContain(id)
  const card = drafter.card('xem lại')
  await eventually(() => card.locator('.thread-open').getAttribute('aria-expanded'), 'true')
  await allMarked([drafter], await threadOf(card), WORDS)
  await drafter.page.getByRole('button', { name: 'Thông báo', exact: true }).waitFor()
})

test('threads over the same words are all reached, by clicks, by keys and through filters', async () => {
  const { province } = home
  const { id, drafter, reviewer } = await desk()
  const session = province.person(2)
  for (const [on, text, kind] of [
    [SENTENCE, 'Cả câu', 'opinion'],
    [WORDS, 'Giữa câu', 'change'],
    ['chuyên đề', 'Hai chữ', 'question'],
  ] as const) {
    await postThread(province, session, id, { on, text, kind })
  }
  await drafter.comment('chuyên đề chưa', 'Của tôi')
  const says = ['Cả câu', 'Giữa câu', 'Hai chữ', 'Của tôi']
  for (const text of says) await reviewer.card(text).waitFor()
  const openOne = async () => {
    const open = drafter.page.locator('.thread-card[data-active]')
    const text = (await open.count()) === 0 ? '' : ((await open.textContent()) ?? '')
    return says.find((one) => text.includes(one)) ?? ''
  }
  // Clicks on the same letter go through all that stand over it.
  await drafter.page.keyboard.press('Escape')
  const seen = new Set<string>()
  for (let click = 0; click < says.length; click++) {
    const before = await openOne()
    const spot = must(
      await drafter.text.locator('mark', { hasText: 'chuyên' }).last().boundingBox(),
      'a mark',
    )
    // Not where the last one was, nor where words were selected from: that would be a double click.
    await drafter.page.mouse.click(spot.x + 10 + 12 * click, spot.y + 8)
    await expect.poll(openOne).not.toBe(before)
    seen.add(await openOne())
  }
  expect([...seen].sort()).toEqual([...says].sort())

  // Through all of them with the keys, and back.
  const order: string[] = []
  for (let step = 0; step < says.length; step++) {
    const before = await openOne()
    await drafter.page.keyboard.press('Alt+ArrowDown')
    await expect.poll(openOne).not.toBe(before)
    order.push(await openOne())
  }
  expect([...order].sort()).toEqual([...says].sort())
  await drafter.page.keyboard.press('Alt+ArrowUp')
  await eventually(openOne, must(order.at(-2), 'the one before the last'))

  const panel = reviewer.page.getByRole('complementary', { name: 'Các góp ý' })
  await panel.getByRole('button', { name: /^Lọc góp ý/u }).click()
  const filters = reviewer.page.getByRole('dialog', { name: 'Lọc góp ý' })
  await filters.getByRole('combobox', { name: 'Loại' }).selectOption({ label: 'Yêu cầu sửa' })
  await eventually(() => reviewer.cards.count(), 1)
  await reviewer.card('Giữa câu').waitFor()
  await filters.getByRole('combobox', { name: 'Loại' }).selectOption({ label: 'Mọi loại' })
  await filters.getByRole('checkbox', { name: 'Tôi đã viết' }).check()
  await eventually(() => reviewer.cards.count(), 3)
  expect(await reviewer.card('Của tôi').count()).toBe(0)
})
