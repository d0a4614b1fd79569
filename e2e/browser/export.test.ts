import { readFile } from 'node:fs/promises'
import mammoth from 'mammoth'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { call } from '../rig/province.ts'
import { postThread } from './commenting.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều.'
const NO_SERVER = /ERR_|WebSocket connection|Failed to load resource/u

/** The coordinator, with a report open in which one section says something. */
async function coordinating(): Promise<{ id: string; me: Person }> {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  await me.write(SECTION, SENTENCE)
  await me.saved()
  return { id, me }
}

function exportDialog({ page }: Person): Locator {
  return page.getByRole('dialog', { name: 'Xuất văn bản' })
}

function headDialog({ page }: Person): Locator {
  return page.getByRole('dialog', { name: 'Phần đầu, chữ ký và nơi nhận' })
}

async function openExport(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: 'Xuất văn bản' }).click()
  const dialog = exportDialog(person)
  await dialog.waitFor()
  return dialog
}

async function openHead(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: /phần đầu văn bản$/u }).click()
  const dialog = headDialog(person)
  await dialog.waitFor()
  return dialog
}

/** What is downloaded by this: the file's name, and its words as another program reads them. */
async function download(
  { page }: Person,
  press: () => Promise<void>,
): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()])
  const bytes = await readFile(await file.path())
  const { value } = await mammoth.extractRawText({ buffer: bytes })
  return { name: file.suggestedFilename(), text: value }
}

test('a version kept by name is exported as it was, whatever is written later', async () => {
  const { me } = await coordinating()
  const dialog = await openExport(me)
  await dialog.getByRole('button', { name: 'Lưu phiên bản…' }).click()
  const name = dialog.getByRole('textbox', { name: 'Tên phiên bản' })
  await name.press('Enter')
  await dialog.getByText('Hãy đặt tên cho phiên bản.').waitFor()
  await name.fill('Bản lấy ý kiến')
  await name.press('Enter')
  await dialog.getByText('Đã lưu phiên bản 1: Bản lấy ý kiến.').waitFor()
  const opener = dialog.getByRole('button', { name: 'Lưu phiên bản…' })
  await eventually(() => opener.evaluate((it) => it === document.activeElement), true)
  expect(await violations(me.page)).toEqual([])
  await me.page.keyboard.press('Escape')

  await me.write(SECTION, ' Viết thêm sau đó.')
  await me.saved()
  await openExport(me)
  const versions = dialog.getByRole('combobox', { name: 'Phiên bản' })
  await eventually(() => versions.getByRole('option').count(), 2)
  await versions.selectOption({ index: 1 })
  await dialog.getByRole('radio', { name: 'Bản dự thảo lần' }).check()
  const { text } = await download(me, () =>
    dialog.getByRole('button', { name: 'Xuất bản dự thảo lần 1' }).click(),
  )
  expect(text).toContain(SENTENCE)
  expect(text).not.toContain('Viết thêm sau đó')
})

test('a report that is not finished is exported as a draft, and the file says what the report says', async () => {
  const { me } = await coordinating()
  const dialog = await openExport(me)
  await dialog.getByRole('heading', { name: /^Còn \d+ việc phải làm/u }).waitFor()
  expect(await dialog.getByRole('button', { name: 'Xuất bản trình ký' }).count()).toBe(0)
  const draft = dialog.getByRole('button', { name: 'Xuất dưới dạng dự thảo lần 1' })
  const { name, text } = await download(me, () => draft.click())
  expect(name).toMatch(/\.docx$/u)
  expect(text).toContain(SENTENCE)
  expect(text).toContain('ĐẢNG CỘNG SẢN VIỆT NAM')
  expect(text).toContain('Dự thảo lần 1')
  await dialog.getByText(`Đã tải về ${name}.`).waitFor()
  // The next one is the second.
  await dialog.getByRole('button', { name: 'Xuất dưới dạng dự thảo lần 2' }).waitFor()

  await dialog.getByRole('radio', { name: 'Bản dự thảo lần' }).check()
  await dialog.getByRole('textbox', { name: 'Lần dự thảo thứ mấy' }).fill('7')
  await dialog.getByRole('combobox', { name: 'Phạm vi' }).selectOption({ label: 'Phần mở đầu' })
  const seventh = await download(me, () =>
    dialog.getByRole('button', { name: 'Xuất bản dự thảo lần 7' }).click(),
  )
  expect(seventh.text).toContain('Dự thảo lần 7')
  expect(seventh.text).not.toContain(SENTENCE)
})

test('a report that is finished is exported for signature; what was signed can be had again after later changes', async () => {
  const { id } = await home.province.newReport({ plan: 'blank' })
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  const [heading = ''] = await me.headings()
  const title = heading.replace(/^\S+ /u, '')
  await me.write(title, SENTENCE)
  await me.saved()
  const dialog = await openExport(me)
  await dialog.getByText('Văn bản đủ để trình ký.').waitFor()
  const sign = dialog.getByRole('button', { name: 'Xuất bản trình ký' })
  const signed = await download(me, () => sign.click())
  expect(signed.text).toContain(SENTENCE)
  expect(signed.text).not.toContain('Dự thảo')
  const versions = dialog.getByRole('combobox', { name: 'Phiên bản' })
  await eventually(() => versions.getByRole('option').count(), 2)
  await me.page.keyboard.press('Escape')

  await me.write(title, ' Viết thêm sau khi trình.')
  await me.saved()
  await openExport(me)
  await eventually(() => versions.getByRole('option').count(), 2)
  await versions.selectOption({ index: 1 })
  await sign.waitFor()
  const again = await download(me, () => sign.click())
  expect(again.text).toContain(SENTENCE)
  expect(again.text).not.toContain('Viết thêm sau khi trình.')

  // With the threads, and as the other family of papers writes them.
  await versions.selectOption({ index: 0 })
  await dialog.getByRole('radio', { name: /^Bản góp ý/u }).check()
  expect(await dialog.getByRole('radio', { name: 'PDF' }).isDisabled()).toBe(true)
  await dialog.getByRole('combobox', { name: 'Thể thức' }).selectOption('nd30-2020')
  const review = await download(me, () => dialog.getByRole('button', { name: 'Xuất bản góp ý' }).click())
  expect(review.text).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')
  expect(review.text).toContain('Viết thêm sau khi trình.')
})

test('what stands in the way of a signature leads to where it can be put right, and is followed live', async () => {
  const { id, me } = await coordinating()
  const { province } = home
  await province.setRole(id, province.person(1), 'reviewer')
  const dialog = await openExport(me)
  const list = dialog.getByRole('region', { name: 'Kiểm tra trước khi trình ký' })
  await list.getByRole('button', { name: /Bài học kinh nghiệm/u }).waitFor()
  expect(await list.getByRole('button', { name: /Hạn chế, yếu kém/u }).count()).toBe(0)
  // Somebody asks for a change while the dialog is open.
  await postThread(province, province.person(1), id, {
    on: 'sinh hoạt chuyên đề',
    text: 'Nêu số liệu',
    kind: 'change',
  })
  const way = list.getByRole('button', { name: /^Đến yêu cầu sửa số/u })
  await way.waitFor()

  await way.click()
  await eventually(() => dialog.count(), 0)
  await eventually(
    () => me.page.locator('.thread-open').filter({ hasText: 'Yêu cầu sửa' }).getAttribute('aria-expanded'),
    'true',
  )

  await openExport(me)
  await list.getByRole('button', { name: /Bài học kinh nghiệm/u }).click()
  await eventually(() => dialog.count(), 0)
  await me.page.keyboard.type('Gõ ngay ở đây.')
  await eventually(() => me.written('Bài học kinh nghiệm'), ['Gõ ngay ở đây.'])
})

test('the head is edited in its form: the paper beside it and the sheet show it, also the mark of the headings', async () => {
  const { id, me } = await coordinating()
  const before = (await me.headings()).filter((heading) => /^[IVX]+\./u.test(heading))
  expect(before.length).toBeGreaterThan(0)
  // From the export: straight to the blank.
  const exporting = await openExport(me)
  await exporting.getByRole('button', { name: 'địa danh' }).click()
  const form = headDialog(me)
  await eventually(
    () => me.page.evaluate(() => document.activeElement?.getAttribute('data-head-field')),
    'place',
  )
  await me.page.keyboard.type('Quảng Ngãi')
  await form.getByRole('textbox', { name: 'Ngày' }).fill('31')
  await form.getByRole('combobox', { name: 'Tháng' }).selectOption('2')
  await form.getByRole('button', { name: 'Lưu', exact: true }).click()
  await form.getByText('Ngày này không có.').waitFor()
  await form.getByRole('textbox', { name: 'Ngày' }).fill('6')
  const paper = form.getByRole('article', { name: 'Xem trước' })
  await paper.getByText('Quảng Ngãi, ngày 06 tháng 02 năm').waitFor()

  const recipients = form.getByRole('textbox', { name: /^Nơi nhận thứ/u })
  const count = await recipients.count()
  await recipients.first().focus()
  await me.page.keyboard.press('End')
  await me.page.keyboard.press('Enter')
  await me.page.keyboard.type('Thường trực Tỉnh ủy')
  await me.page.keyboard.press('Alt+ArrowUp')
  await eventually(() => recipients.count(), count + 1)
  expect(await recipients.first().inputValue()).toBe('Thường trực Tỉnh ủy')
  await form.getByRole('combobox', { name: 'Dấu sau số La Mã' }).selectOption('-')
  await form.getByRole('button', { name: 'Lưu', exact: true }).click()
  await eventually(() => form.count(), 0)

  // The blank is gone from the list of the export, which stands below.
  await eventually(() => exporting.getByRole('button', { name: 'địa danh' }).count(), 0)
  await exporting.getByRole('button', { name: 'Đóng' }).click()
  await eventually(
    async () => (await me.headings()).filter((heading) => /^[IVX]+-/u.test(heading)),
    before.map((heading) => heading.replace('.', '-')),
  )
  const sheet = me.page.locator('.draft-page .sheet')
  await sheet.getByText('Quảng Ngãi, ngày 06 tháng 02 năm').waitFor()
  expect(await sheet.locator('.sheet-recipients li').first().textContent()).toContain('- Thường trực Tỉnh ủy')
  const { head } = await home.province.detail(id)
  expect(head).toMatchObject({ place: 'Quảng Ngãi', headingMark: '-', recipients: expect.anything() })
  expect(head.recipients[0]).toBe('Thường trực Tỉnh ủy')
})

test('recipients are pasted, moved and removed by keys alone; F6 still leads to the text', async () => {
  const { id, me } = await coordinating()
  const { page } = me
  const form = await openHead(me)
  const lines = form.getByRole('textbox', { name: /^Nơi nhận thứ/u })
  const values = () => lines.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))
  const before = await values()
  await lines.first().focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await lines.nth(1).evaluate((field) => {
    const data = new DataTransfer()
    data.setData('text/plain', 'Nơi nhận:\r\n- Các sở, ban, ngành,\r\n- Các huyện ủy.\r\n')
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  await eventually(values, [before[0] ?? '', 'Các sở, ban, ngành', 'Các huyện ủy', ...before.slice(1)])
  await page.keyboard.press('Alt+ArrowUp')
  await eventually(values, [before[0] ?? '', 'Các huyện ủy', 'Các sở, ban, ngành', ...before.slice(1)])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await eventually(values, [before[0] ?? '', 'Các sở, ban, ngành', ...before.slice(1)])
  await form.getByRole('button', { name: 'Lưu', exact: true }).click()
  await eventually(() => form.count(), 0)
  expect((await home.province.detail(id)).head.recipients[1]).toBe('Các sở, ban, ngành')
  // Head of the page, toolbar, outline, text: not the button that stands above it on the sheet.
  await page.getByRole('button', { name: 'Xuất văn bản' }).focus()
  for (let region = 0; region < 3; region++) await page.keyboard.press('F6')
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('role')), 'textbox')
})

test('two coordinators edit the head: nothing typed is lost, and who saves second sees what the other wrote', async () => {
  const { id, me } = await coordinating()
  const { province } = home
  await province.setRole(id, province.person(0), 'coordinator')
  const other = await home.drafter(0, id)
  const [mine, theirs] = [await openHead(me), await openHead(other)]
  const place = (form: Locator) => form.getByRole('textbox', { name: 'Địa danh' })
  await place(mine).fill('Quảng Ngãi')
  await place(theirs).fill('Đức Phổ')
  await theirs.getByRole('textbox', { name: 'Họ tên người ký' }).fill('Người ký 1')
  await theirs.getByRole('button', { name: 'Lưu', exact: true }).click()
  await eventually(() => theirs.count(), 0)

  await mine.getByText('Người khác vừa đổi thành “Đức Phổ”.').waitFor()
  expect(await place(mine).inputValue()).toBe('Quảng Ngãi')
  // What nobody touched here follows.
  await eventually(() => mine.getByRole('textbox', { name: 'Họ tên người ký' }).inputValue(), 'Người ký 1')
  expect(await violations(me.page)).toEqual([])
  await mine.getByRole('button', { name: 'Lưu', exact: true }).click()
  await eventually(() => mine.count(), 0)
  expect((await province.detail(id)).head).toMatchObject({ place: 'Quảng Ngãi', signatoryName: 'Người ký 1' })
  await other.page.locator('.draft-page .sheet').getByText('Quảng Ngãi, ngày').waitFor()
})

test('changes of the head are not thrown away without a question', async () => {
  const { me } = await coordinating()
  const form = await openHead(me)
  await form.getByRole('textbox', { name: 'Địa danh' }).fill('Quảng Ngãi')
  await me.page.keyboard.press('Escape')
  const question = me.page.getByRole('alertdialog', { name: 'Bỏ những gì vừa sửa?' })
  await question.getByRole('button', { name: 'Sửa tiếp' }).click()
  expect(await form.getByRole('textbox', { name: 'Địa danh' }).inputValue()).toBe('Quảng Ngãi')
  await me.page.keyboard.press('Escape')
  await question.getByRole('button', { name: 'Bỏ thay đổi' }).click()
  await eventually(() => form.count(), 0)
  await me.page.locator('.draft-page .sheet').getByText('………………, ngày').waitFor()
})

test('without the server a draft is made on this computer, of what is open here', async () => {
  const { me } = await coordinating()
  me.tolerate(NO_SERVER)
  // What makes Word files comes with the first look at the dialog, in good time.
  await openExport(me)
  await eventually(() => isFetched(me, 'paper-docx'), true)
  await me.page.keyboard.press('Escape')
  await home.server.kill()
  await me.page.keyboard.press('Control+End')
  await me.write('Bài học kinh nghiệm', 'Viết khi mất máy chủ.')
  const dialog = await openExport(me)
  const here = dialog.getByRole('button', { name: 'Tạo bản Word ngay trên máy này' })
  const { name, text } = await download(me, () => here.click())
  expect(name).toMatch(/Dự thảo lần 1\.docx$/u)
  expect(text).toContain(SENTENCE)
  expect(text).toContain('Viết khi mất máy chủ.')
  expect(text).toContain('Dự thảo lần 1')
  expect(await dialog.getByRole('button', { name: 'Xuất bản trình ký' }).count()).toBe(0)
  expect(await violations(me.page)).toEqual([])
  await home.server.start()
  // Back on the line the server is asked again, and the dialog is as before.
  await dialog.getByRole('button', { name: /^Xuất dưới dạng dự thảo/u }).waitFor({ timeout: 60_000 })
  await eventually(() => here.count(), 0)
  await dialog.getByRole('button', { name: 'Đóng' }).click()
  await me.saved()
})

test('who only reads may export, and looks at the head without changing it', async () => {
  const { id } = await coordinating()
  const { province } = home
  await province.setRole(id, province.person(1), 'viewer')
  const reader = await home.drafter(1, id)
  const dialog = await openExport(reader)
  const { text } = await download(reader, () =>
    dialog.getByRole('button', { name: /^Xuất dưới dạng dự thảo/u }).click(),
  )
  expect(text).toContain(SENTENCE)
  await dialog.getByRole('button', { name: 'Xem phần đầu văn bản' }).click()
  const form = headDialog(reader)
  await form.getByText('chỉ điều phối sửa được').waitFor()
  expect(await form.getByRole('textbox', { name: 'Địa danh' }).getAttribute('readonly')).not.toBeNull()
  expect(await form.getByRole('button', { name: 'Lưu', exact: true }).count()).toBe(0)
  const answer = await call(home.server, province.person(1), `/api/reports/${id}`, {
    method: 'PATCH',
    body: { head: { place: 'Quảng Ngãi' } },
  })
  expect(answer.status).toBe(403)
})

test('the export waits for the last words, says so, and can be stopped', async () => {
  const { me } = await coordinating()
  await me.page.keyboard.press('Control+Alt+x')
  const dialog = exportDialog(me)
  const make = dialog.getByRole('button', { name: /^Xuất dưới dạng dự thảo/u })
  await make.waitFor()
  await me.page.keyboard.press('Escape')
  home.server.freeze()
  await me.write(SECTION, ' Câu cuối.')
  await me.page.keyboard.press('Control+Alt+x')
  await dialog.waitFor()
  home.server.thaw()
  await make.waitFor()
  home.server.freeze()
  await me.page.keyboard.press('Escape')
  await me.write(SECTION, ' Câu sau cùng.')
  await me.page.keyboard.press('Control+Alt+x')
  home.server.thaw()
  const { text } = await download(me, () => make.click())
  expect(text).toContain('Câu cuối.')
  expect(text).toContain('Câu sau cùng.')

  home.server.freeze()
  await dialog.getByRole('button', { name: /^Xuất dưới dạng dự thảo/u }).click()
  await dialog.getByText(/Đang tạo tệp… \d+ giây/u).waitFor()
  await dialog.getByRole('button', { name: 'Dừng' }).click()
  await dialog.getByText('Đã dừng, chưa có tệp nào được tải về.').waitFor()
  home.server.thaw()
})

test('dialogs fit old and small screens, pass axe, and nothing in them is English', async () => {
  const { me } = await coordinating()
  const { page } = me
  for (const [width, height] of [
    [1366, 768],
    [1280, 720],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await eventually(() => overflow(page.locator('.draft-head')), 0)
    const dialog = await openExport(me)
    await dialog.getByRole('button', { name: /^Xuất dưới dạng/u }).waitFor()
    await check(`export at ${width}`, dialog)
    await dialog.getByRole('button', { name: 'Sửa phần đầu văn bản' }).click()
    await headDialog(me).waitFor()
    await check(`head at ${width}`, headDialog(me))
    await page.keyboard.press('Escape')
    await eventually(() => headDialog(me).count(), 0)
    await page.keyboard.press('Escape')
    await eventually(() => dialog.count(), 0)
    // The focus is back where it came from.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Xuất văn bản')
  }

  async function check(what: string, dialog: Locator): Promise<void> {
    expect(await overflow(dialog), what).toBe(0)
    const box = must(await dialog.boundingBox(), what)
    const width = page.viewportSize()?.width ?? 0
    expect(box.x >= 0 && box.x + box.width <= width, what).toBe(true)
    expect(await violations(page), what).toEqual([])
    expect(foreign(await words(page), 'en', 'vi'), what).toEqual([])
  }
})

/** Whether a part of the client's code is here. */
function isFetched({ page }: Person, chunk: string): Promise<boolean> {
  return page.evaluate(
    (name) =>
      performance.getEntriesByType('resource').some((entry) => entry.name.includes(`/assets/${name}`)),
    chunk,
  )
}

/** By how many pixels something is wider than it may be. */
function overflow(of: Locator): Promise<number> {
  return of.evaluate((element) => Math.max(0, element.scrollWidth - element.clientWidth))
}
