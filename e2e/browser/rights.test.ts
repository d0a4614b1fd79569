import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 3 })
const MINE = 'Hạn chế, yếu kém'
const THEIRS = 'Bài học kinh nghiệm'
const COMMENT = 'Góp ý cho phần này'
const IMPORT = 'Chèn từ tệp Word…'
/** What a Telex input method shows while `vieetj` is typed. */
const STEPS = ['v', 'vi', 'vie', 'viê', 'viêt', 'việt']

/** A report in which the first office writes one section and the second another; ids of both. */
async function shared(): Promise<{ id: string; mine: string; theirs: string }> {
  const { id } = await home.province.newReport()
  const [mine, theirs] = await Promise.all([
    home.province.sectionId(id, MINE),
    home.province.sectionId(id, THEIRS),
  ])
  await assign(id, mine, 0)
  await assign(id, theirs, 1)
  return { id, mine, theirs }
}

function assign(reportId: string, section: string, office: number): Promise<void> {
  const officeIds = [must(home.province.offices[office], `office ${office}`).id]
  return home.province.setSection(reportId, section, { officeIds })
}

const notice = ({ page }: Person) => page.locator('.cs-notice')
const greyed = (person: Person, title: string) =>
  person.section(title).evaluate((body) => body.closest('.cs-section--closed') !== null)

async function said(person: Person): Promise<string> {
  return (await notice(person).textContent()) ?? ''
}

test('two offices side by side; a section changes hands while both type, and no letter is lost', async () => {
  const { id, mine } = await shared()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  expect([await greyed(first, MINE), await greyed(first, THEIRS)]).toEqual([false, true])
  expect([await greyed(second, MINE), await greyed(second, THEIRS)]).toEqual([true, false])
  await first.page.evaluate(() => Object.assign(window, { sameVisit: true }))

  await first.write(MINE, 'Kinh phí còn thấp. ')
  await second.write(THEIRS, 'Bám sát thực tiễn. ')
  await first.saved()
  const [before] = await first.written(MINE)
  await Promise.all([
    first.page.keyboard.type('abcdefghij', { delay: 30 }),
    second.page.keyboard.type('klmnopqrst', { delay: 30 }),
    assign(id, mine, 1),
  ])
  await eventually(() => greyed(first, MINE), true)
  await eventually(() => greyed(second, MINE), false)

  // What came in time is there for everybody, in order and without a gap.
  await eventually(
    async () => (await second.written(MINE)).join() === (await first.written(MINE)).join(),
    true,
  )
  const [left] = await first.written(MINE)
  expect(`${before}abcdefghij`.startsWith(must(left, 'what is left')), left).toBe(true)
  await eventually(() => second.written(THEIRS), ['Bám sát thực tiễn. klmnopqrst'])

  await first.page.keyboard.type('xyz')
  await eventually(() => said(first), 'Phần này do UBND soạn; bạn chỉ được đọc.')
  expect(await first.written(MINE)).toEqual([left])
  await second.write(MINE, ' Nay là của tôi.')
  await eventually(() => first.written(MINE), [`${left} Nay là của tôi.`])
  await Promise.all([first.saved(), second.saved()])
  expect(await first.page.evaluate(() => 'sameVisit' in window)).toBe(true)

  // Undo would reach into what is another office's now.
  await first.page.keyboard.press('Control+z')
  expect(await first.written(MINE)).toEqual([`${left} Nay là của tôi.`])
})

test('another office’s section takes no key, no composition, no paste and no drop, and can be read and copied', async () => {
  const { id } = await shared()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await second.write(THEIRS, 'Bám sát thực tiễn.')
  await first.write(MINE, 'Kinh phí còn thấp.')
  await eventually(() => first.written(THEIRS), ['Bám sát thực tiễn.'])
  await Promise.all([first.saved(), second.saved()])
  const { page } = first
  const cdp = await first.context.newCDPSession(page)
  const unchanged = async () => {
    expect(await first.written(THEIRS)).toEqual(['Bám sát thực tiễn.'])
    expect(await first.written(MINE)).toEqual(['Kinh phí còn thấp.'])
  }
  // Whatever happens to the page's own tree there, also what is taken back at once.
  await first.section(THEIRS).evaluate((body) => {
    const seen: string[] = []
    Object.assign(window, { seen })
    new MutationObserver((records) => seen.push(...records.map(({ type }) => type))).observe(body, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
  await first.section(THEIRS).locator('p').first().click()
  await page.keyboard.type('chữ')
  for (const key of ['Backspace', 'Delete', 'Enter', 'Control+b', 'Shift+Enter'])
    await page.keyboard.press(key)
  await eventually(() => said(first), 'Phần này do UBND soạn; bạn chỉ được đọc.')
  await unchanged()

  // As Windows, ibus and macOS compose: with the key that announces it, and without.
  for (const announced of [true, false]) {
    for (const word of STEPS) {
      if (announced) {
        const key = { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process', code: 'KeyV' } as const
        await cdp.send('Input.dispatchKeyEvent', key)
      }
      const end = word.length
      await cdp.send('Input.imeSetComposition', { text: word, selectionStart: end, selectionEnd: end })
      await unchanged()
    }
    await cdp.send('Input.insertText', { text: 'việt' })
    await unchanged()
    await page.keyboard.press('End')
  }
  // UniKey: letters back, others sent.
  await page.keyboard.press('Backspace')
  await page.keyboard.insertText('ệ')
  await unchanged()

  await first.section(THEIRS).evaluate((body) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'dán vào')
    body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await unchanged()

  // Dragged from mine into theirs, it stays where it was.
  await first.section(MINE).locator('p').first().click({ clickCount: 3 })
  const from = must(await first.section(MINE).locator('p').first().boundingBox(), 'my paragraph')
  const to = must(await first.section(THEIRS).locator('p').first().boundingBox(), 'theirs')
  await page.mouse.move(from.x + 60, from.y + 10)
  await page.mouse.down()
  await page.mouse.move(to.x + 80, to.y + 8, { steps: 8 })
  await page.mouse.move(to.x + 82, to.y + 9)
  await page.mouse.up()
  await unchanged()
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([])

  const bold = page.getByRole('button', { name: 'Đậm', exact: true })
  await first.section(THEIRS).locator('p').first().click()
  await eventually(() => bold.getAttribute('aria-disabled'), 'true')
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  expect(await page.evaluate(() => String(getSelection()))).toBe('Bám sát thực tiễn.')
  await first.section(MINE).click()
  await eventually(() => bold.getAttribute('aria-disabled'), null)
  // And here an input method composes as ever.
  await page.keyboard.press('End')
  for (const word of STEPS)
    await cdp.send('Input.imeSetComposition', {
      text: word,
      selectionStart: word.length,
      selectionEnd: word.length,
    })
  await cdp.send('Input.insertText', { text: 'việt' })
  await eventually(() => second.written(MINE), ['Kinh phí còn thấp.việt'])
})

test('a word that is being composed when the section is closed ends with the letters it has, and others go on', async () => {
  const { id, mine } = await shared()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await first.write(MINE, 'Tôi ')
  const cdp = await first.context.newCDPSession(first.page)
  const compose = (text: string) =>
    cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  for (const word of STEPS.slice(0, 3)) await compose(word)
  await eventually(() => second.written(MINE), ['Tôi vie'])
  await assign(id, mine, 1)
  await eventually(() => said(first), 'Phần này do UBND soạn; bạn chỉ được đọc.')
  for (const word of STEPS.slice(3)) await compose(word)
  await cdp.send('Input.insertText', { text: 'việt' })
  // What others write comes in: nothing waits for the end of a composition that has ended.
  await second.write(MINE, 'n khác.')
  for (const person of [first, second]) await eventually(() => person.written(MINE), ['Tôi vien khác.'])
  await first.saved()
})

test('everything selected and deleted empties only what is one’s own', async () => {
  const { id } = await shared()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await second.write(THEIRS, 'Bám sát thực tiễn.')
  await first.write(MINE, 'Kinh phí còn thấp.')
  await eventually(() => first.written(THEIRS), ['Bám sát thực tiễn.'])
  await first.page.keyboard.press('Control+a')
  await first.page.keyboard.press('Delete')
  await eventually(() => second.written(MINE), [''])
  await eventually(() => second.written(THEIRS), ['Bám sát thực tiễn.'])
  await first.saved()
})

test('the outline offers what one may do: a drafter, a reviewer, the coordinator', async () => {
  const { id, mine } = await shared()
  const { province } = home
  await province.setRole(id, province.person(2), 'reviewer')
  const [drafter, reviewer] = await Promise.all([home.drafter(0, id), home.drafter(2, id)])
  const offered = async (whose: Person, title: string) => {
    const { page } = whose
    const button = whose.outlineRow(title).getByRole('button', { name: /^Thao tác với mục/u })
    if ((await button.count()) === 0) return []
    await button.click()
    const items = await page.getByRole('menuitem').allInnerTexts()
    await page.keyboard.press('Escape')
    return items
  }
  expect(await offered(drafter, MINE)).toEqual(['Nộp', 'Thêm mục con', IMPORT, COMMENT])
  expect(await offered(drafter, THEIRS)).toEqual([COMMENT])
  expect(await drafter.page.getByRole('button', { name: 'Thêm mục', exact: true }).count()).toBe(0)
  expect(await drafter.outlineRow(MINE).innerText()).toContain('BTG')

  expect(await reviewer.text.getAttribute('aria-readonly')).toBe('true')
  await reviewer.page.getByText('Bạn chỉ đọc báo cáo này').waitFor()
  expect(await offered(reviewer, MINE)).toEqual([COMMENT])

  await drafter.outlineRow(MINE).hover()
  await drafter
    .outlineRow(MINE)
    .getByRole('button', { name: /^Thao tác với mục/u })
    .click()
  await drafter.page.getByRole('menuitem', { name: 'Nộp' }).click()
  await eventually(async () => (await reviewer.outlineRow(MINE).innerText()).includes('Đã nộp'), true)
  expect(await offered(reviewer, MINE)).toEqual(['Duyệt', 'Trả lại', COMMENT])
  await reviewer
    .outlineRow(MINE)
    .getByRole('button', { name: /^Thao tác với mục/u })
    .click()
  await reviewer.page.getByRole('menuitem', { name: 'Duyệt' }).click()
  await eventually(() => greyed(drafter, MINE), true)
  await drafter.section(MINE).click()
  await drafter.page.keyboard.type('x')
  await eventually(() => said(drafter), 'Phần này đã được duyệt; chỉ người điều phối sửa được.')

  const coordinator = await home.seat(province.admin)
  await coordinator.openReport(id)
  await coordinator.write(MINE, 'Điều phối vẫn sửa được.')
  await coordinator.outlineRow(MINE).hover()
  await coordinator
    .outlineRow(MINE)
    .getByRole('button', { name: /^Thao tác với mục/u })
    .click()
  await coordinator.page.getByRole('menuitem', { name: 'Giao cho…' }).click()
  const dialog = coordinator.page.getByRole('dialog')
  await dialog.getByRole('searchbox', { name: 'Tìm cơ quan' }).fill('can su')
  await dialog.getByRole('checkbox', { name: /UBND/u }).check()
  await dialog.getByRole('button', { name: 'Lưu' }).click()
  await eventually(async () => {
    const { sections } = await home.province.detail(id)
    return sections.find((section) => section.id === mine)?.officeIds.length
  }, 2)
  await eventually(async () => (await drafter.outlineRow(MINE).innerText()).includes('BTG, UBND'), true)
})

test('a role that changes is followed without a new visit: to reading, and back to writing', async () => {
  const { id } = await shared()
  const { province } = home
  const first = await home.drafter(0, id)
  await first.write(MINE, 'Viết trước.')
  await first.saved()
  await first.page.evaluate(() => Object.assign(window, { sameVisit: true }))
  await province.setRole(id, province.person(0), 'viewer')
  await eventually(() => first.text.getAttribute('aria-readonly'), 'true')
  await province.setRole(id, province.person(0), 'drafter')
  await eventually(() => first.text.getAttribute('aria-readonly'), 'false')
  await first.write(MINE, ' Viết tiếp.')
  await first.saved()
  expect(await first.written(MINE)).toEqual(['Viết trước. Viết tiếp.'])
  expect(await first.page.evaluate(() => 'sameVisit' in window)).toBe(true)
})
