import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { commenting, postThread } from './commenting.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều, còn nể nang.'

/** A section of the first person's office, with an opinion, a change that is asked for, and one about the whole report. */
async function appraised(): Promise<string> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(1), 'reviewer')
  const { sections } = await province.detail(id)
  const section = must(
    sections.find(({ title }) => title.startsWith(SECTION)),
    SECTION,
  )
  await province.setSection(id, section.id, { officeIds: [must(province.offices[0], 'an office').id] })
  const drafter = await home.drafter(0, id)
  await drafter.write(SECTION, SENTENCE)
  await drafter.saved()
  await drafter.page.close()
  const reviewer = province.person(1)
  await postThread(province, reviewer, id, { on: 'còn nể nang', text: 'Diễn đạt lại', kind: 'change' })
  await postThread(province, reviewer, id, { on: 'sinh hoạt chuyên đề', text: 'Nêu **số liệu**' })
  await postThread(province, reviewer, id, {
    on: { kind: 'report' },
    text: 'Bố cục hợp lý',
    kind: 'question',
  })
  return id
}

test('the office accepts and explains on the register, which counts what still holds the report back', async () => {
  const id = await appraised()
  const me = await home.seat(home.province.person(0))
  const { page } = me
  await me.openReport(id)
  await page.getByRole('link', { name: 'Bảng tổng hợp ý kiến' }).first().click()
  const row = (text: string) => page.getByRole('row').filter({ hasText: text })
  await row('Diễn đạt lại').waitFor()
  await page.getByText('1 yêu cầu sửa chưa được tiếp thu hoặc giải trình').waitFor()
  expect(await violations(page)).toEqual([])
  expect(foreign(await words(page), 'en', 'vi')).toEqual([])

  await row('Diễn đạt lại')
    .getByRole('button', { name: /^Trả lời ý kiến số/u })
    .click()
  const form = page.getByRole('form', { name: /^Trả lời ý kiến số/u })
  await form.getByRole('radio', { name: 'Giải trình' }).check()
  await form.getByRole('button', { name: 'Lưu trả lời' }).click()
  await form.getByText('Giải trình cần nêu lý do.').waitFor()
  await form.getByRole('textbox').fill('Theo kết luận của Hội nghị.')
  await form.getByRole('button', { name: 'Lưu trả lời' }).click()
  await row('Diễn đạt lại').getByText('Theo kết luận của Hội nghị.').waitFor()
  await row('Nêu số liệu')
    .getByRole('button', { name: /^Trả lời ý kiến số/u })
    .click()
  await form.getByRole('button', { name: 'Lưu trả lời' }).click()
  await row('Nêu số liệu').getByText('Tiếp thu', { exact: true }).waitFor()
  await eventually(() => page.getByText('yêu cầu sửa chưa được tiếp thu').count(), 0)

  // The reviewer reads it at the text, and may not answer.
  const reviewer = commenting(await home.drafter(1, id))
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  await (await reviewer.openCard('Diễn đạt lại')).getByText('Theo kết luận của Hội nghị.').waitFor()
  await reviewer.visit(`/bao-cao/${id}/gop-y`)
  await reviewer.page.getByRole('row').filter({ hasText: 'Diễn đạt lại' }).waitFor()
  expect(await reviewer.page.getByRole('button', { name: /^Trả lời ý kiến/u }).count()).toBe(0)
  // From a row to its thread at the text.
  await reviewer.page.getByRole('row').filter({ hasText: 'Diễn đạt lại' }).getByRole('link').first().click()
  await eventually(
    () => reviewer.card('Diễn đạt lại').locator('.thread-open').getAttribute('aria-expanded'),
    'true',
  )
})

test('threads, composer, filters and inbox pass axe, and nothing in them is English', async () => {
  const id = await appraised()
  const me = commenting(await home.drafter(0, id))
  const { page } = me
  await me.section(SECTION).scrollIntoViewIfNeeded()
  await me.openCard('Diễn đạt lại')
  const check = async (what: string) => {
    expect(await violations(page), what).toEqual([])
    expect(foreign(await words(page), 'en', 'vi'), what).toEqual([])
  }
  await check('an open card')
  await page.getByRole('button', { name: 'Lọc góp ý', exact: true }).click()
  await page.getByRole('dialog', { name: 'Lọc góp ý' }).waitFor()
  await check('the filters')
  await page.keyboard.press('Escape')
  await me.select('Một số chi bộ')
  await page.keyboard.press('Control+Alt+m')
  await page.keyboard.type('@')
  await page.getByRole('listbox', { name: 'Người và cơ quan' }).getByRole('option').first().waitFor()
  await check('the composer with names to mention')
  await page.keyboard.press('Escape')
  await me.composer.getByRole('button', { name: 'Huỷ' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Bỏ bản nháp' }).click()
  await page.getByRole('button', { name: 'Xem thành danh sách' }).click()
  await page.getByRole('list', { name: 'Góp ý theo thứ tự trong văn bản' }).waitFor()
  await check('the list')
  // A text and its threads are linked for who cannot see where they are.
  const linked = await me.text
    .locator('mark[aria-details]')
    .evaluateAll((marks) =>
      marks.map((mark) => document.getElementById(mark.getAttribute('aria-details') ?? '') !== null),
    )
  expect(linked).toEqual([true, true])

  await page.getByRole('button', { name: /^Thông báo: \d+ chưa đọc/u }).click()
  await page.getByRole('dialog', { name: 'Thông báo' }).getByRole('link').first().waitFor()
  await check('the bell')
  await page.getByRole('link', { name: 'Xem tất cả thông báo' }).click()
  await page.getByRole('heading', { level: 1, name: 'Thông báo' }).waitFor()
  await check('the inbox')
  await page.getByRole('button', { name: 'Đánh dấu tất cả đã đọc' }).click()
  await page.getByText('Không có thông báo chưa đọc.').waitFor()
  await page.getByRole('button', { name: 'Thông báo', exact: true }).waitFor()
})

test('on a narrow screen threads are in a drawer: read, answered and closed there, by touch and by keys', async () => {
  const id = await appraised()
  const me = commenting(await home.seat(home.province.person(0)))
  const { page } = me
  await page.setViewportSize({ width: 390, height: 844 })
  await me.openReport(id)
  const button = page.getByRole('button', { name: /^Góp ý \(\d+ đang mở\)/u })
  await eventually(() => button.getAttribute('aria-label'), 'Góp ý (3 đang mở)')
  expect(await me.card('Diễn đạt lại').count()).toBe(0)
  await button.click()
  const drawer = page.getByRole('complementary', { name: 'Các góp ý' })
  await drawer.waitFor()
  expect(await violations(page)).toEqual([])
  const box = must(await drawer.boundingBox(), 'a drawer')
  expect(box.x >= 0 && box.x + box.width <= 390).toBe(true)
  const card = await me.openCard('Diễn đạt lại')
  await me.reply(card, 'Sẽ sửa')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })

  await me.section(SECTION).scrollIntoViewIfNeeded()
  await me.select('Một số chi bộ')
  await page.getByRole('button', { name: 'Góp ý', exact: true }).click()
  await me.field.waitFor()
  await page.keyboard.type('Từ điện thoại')
  await me.composer.getByRole('button', { name: 'Gửi', exact: true }).click()
  await eventually(() => button.getAttribute('aria-label'), 'Góp ý (4 đang mở)')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
