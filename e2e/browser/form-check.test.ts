import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const MINE = 'Hạn chế, yếu kém'
const THEIRS = 'Bài học kinh nghiệm'

const panelOf = ({ page }: Person) => page.getByRole('complementary', { name: 'Kiểm tra thể thức' })
const rule = (panel: Locator, name: string) => panel.getByRole('region', { name })
const selected = ({ page }: Person) => page.evaluate(() => getSelection()?.toString() ?? '')

async function openCheck(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: 'Kiểm tra thể thức' }).click()
  await panelOf(person).waitFor()
  return panelOf(person)
}

test('what is found leads to its words, is put right one by one or all at once, and undone as one', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  await me.write(MINE, 'Mã 20–NQ/TW và 31–CT/TU , còn thấp. Tỉnh ủy, huyện ủy, thành uỷ.')
  const panel = await openCheck(me)
  const dash = rule(panel, 'Gạch nối trong số, ký hiệu')
  await dash.getByRole('button', { name: /31–CT\/TU.*Nên viết: 31-CT\/TU/u }).click()
  expect(await selected(me)).toBe('31–CT/TU')
  expect(await violations(me.page)).toEqual([])
  expect(foreign(await words(me.page), 'en', 'vi')).toEqual([])

  await dash.getByRole('button', { name: 'Sửa tất cả (2)' }).click()
  const corrected = 'Mã 20-NQ/TW và 31-CT/TU , còn thấp. Tỉnh ủy, huyện ủy, thành uỷ.'
  await eventually(async () => (await me.written(MINE))[0], corrected)
  await eventually(() => dash.count(), 0)
  await rule(panel, 'Đặt dấu không thống nhất').getByRole('button', { name: 'Sửa “uỷ”' }).click()
  await eventually(async () => (await me.written(MINE))[0], corrected.replace('uỷ', 'ủy'))
  await me.section(MINE).click()
  await me.page.keyboard.press('Control+z')
  await eventually(async () => (await me.written(MINE))[0], corrected)
  await me.page.keyboard.press('Control+z')
  await eventually(async () => (await me.written(MINE))[0], corrected.replaceAll(/-(?=NQ|CT)/gu, '–'))

  // What is passed over stays so, here, after a new visit, until it is asked for again.
  await dash.getByRole('button', { name: 'Bỏ qua “20–NQ/TW”' }).click()
  await panel.getByText('Đã bỏ qua 1 điểm.').waitFor()
  await me.saved()
  await me.openReport(id)
  const again = await openCheck(me)
  await again.getByText('Đã bỏ qua 1 điểm.').waitFor()
  expect(await again.getByRole('button', { name: 'Bỏ qua “20–NQ/TW”' }).count()).toBe(0)
  await again.getByRole('button', { name: 'Hiện lại' }).click()
  await again.getByRole('button', { name: 'Bỏ qua “20–NQ/TW”' }).waitFor()
  await me.page.keyboard.press('Escape')
  await eventually(() => again.count(), 0)

  await me.page.getByRole('button', { name: 'Xuất văn bản' }).click()
  await me.page.getByRole('button', { name: /điểm về thể thức nên xem lại$/u }).click()
  await panel.waitFor()
  await me.page.setViewportSize({ width: 390, height: 844 })
  await panel.waitFor()
  expect(await panel.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
  expect(await violations(me.page)).toEqual([])
  await me.page.keyboard.press('Escape')
})

test('who may not write somewhere is shown what is there, and the head leads to its form', async () => {
  const { id } = await home.province.newReport()
  const theirs = await home.province.sectionId(id, THEIRS)
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  await me.write(THEIRS, 'Theo mã 20–NQ/TW.')
  await me.saved()
  const officeIds = [must(home.province.offices[1], 'an office').id]
  await home.province.setSection(id, theirs, { officeIds })
  const drafter = await home.drafter(0, id)
  const panel = await openCheck(drafter)
  const dash = rule(panel, 'Gạch nối trong số, ký hiệu')
  await dash.getByRole('button', { name: /20–NQ\/TW.*Nên viết/u }).waitFor()
  expect(await dash.getByRole('button', { name: /^Sửa/u }).count()).toBe(0)

  const mine = await openCheck(me)
  await mine.getByRole('button', { name: 'Sửa ở phần đầu' }).first().click()
  await me.page.getByRole('dialog', { name: 'Phần đầu, chữ ký và nơi nhận' }).waitFor()
})

test('an appendix is added behind everything, turned and written in, on both screens', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  const other = await home.drafter(0, id)
  await me.page.getByRole('button', { name: 'Thêm phụ lục' }).click()
  const dialog = me.page.getByRole('dialog', { name: 'Thêm phụ lục' })
  await dialog.getByRole('textbox').fill('Biểu số liệu')
  await dialog.getByRole('textbox').press('Enter')
  await eventually(() => dialog.count(), 0)
  await me.page.keyboard.type('Kinh phí từng năm.')
  await eventually(() => other.written('Biểu số liệu'), ['Kinh phí từng năm.'])
  expect((await other.headings()).at(-1)).toBe('Phụ lục Biểu số liệu')
  const row = me.outlineRow('Biểu số liệu')
  const before = await row.getAttribute('data-appendix')
  await row.hover()
  await row.getByRole('button', { name: /^Thao tác với mục/u }).click()
  await me.page.getByRole('menuitem', { name: /^Chuyển sang trang/u }).click()
  await eventually(
    () => other.outlineRow('Biểu số liệu').getAttribute('data-appendix'),
    before === 'landscape' ? 'portrait' : 'landscape',
  )
  await me.saved()
})
