import { createHash } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import type { Stage } from '../../report/wire/rest.ts'
import { call, type Session } from '../rig/province.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 3 })
const SECTION = 'Hạn chế, yếu kém'
const OTHER = 'Bài học kinh nghiệm'
/** What Chromium writes on the console about an answer that refuses. */
const REFUSED = /Failed to load resource/u

async function open(session: Session, reportId: string): Promise<Person> {
  const person = await home.seat(session)
  await person.visit(`/bao-cao/${reportId}/tien-do`)
  await person.page.getByRole('heading', { name: 'Tiến độ', exact: true }).waitFor()
  await person.page.getByRole('table', { name: 'Tiến độ từng phần' }).waitFor()
  return person
}

const rowOf = (page: Page, title: string): Locator =>
  page.locator('.board-sections tr[data-section]').filter({ hasText: title })
const box = (page: Page, title: string): Locator => rowOf(page, title).getByRole('checkbox')
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Việc làm với các phần đang chọn' })

function officeOf(session: Session): string {
  return must(session.person.office, 'an office').id
}

async function give(reportId: string, title: string, session: Session): Promise<string> {
  const id = await home.province.sectionId(reportId, title)
  await home.province.setSection(reportId, id, { officeIds: [officeOf(session)] })
  return id
}

async function moveOn(reportId: string, stage: Stage): Promise<void> {
  await call(home.server, home.province.admin, `/api/reports/${reportId}`, {
    method: 'PATCH',
    body: { stage, confirm: true, reason: 'Tập dượt' },
  })
}

test('the coordinator sets the day and a date, gives sections to an office, undoes it, and moves on and back', async () => {
  const { id } = await home.province.newReport()
  const { page } = await open(home.province.admin, id)

  await page.getByRole('button', { name: 'Cài đặt' }).click()
  const settings = page.getByRole('dialog', { name: 'Cài đặt tiến độ' })
  await settings.getByLabel('Dùng ngày tập dượt làm “hôm nay”').check()
  await settings.getByLabel('Hôm nay là').fill('2022-04-05')
  await settings.getByRole('button', { name: 'Lưu' }).click()
  await page.getByText('Tập dượt: hôm nay là 05/4/2022').waitFor()
  const drafting = page.locator('.board-stage').first()
  // Before the 8th: the 7th is the last day.
  await drafting.getByText('còn 2 ngày').waitFor()

  const appraisal = page.locator('.board-stage').nth(1)
  await appraisal.getByText('Chưa có ngày').waitFor()
  await appraisal.getByRole('button', { name: /^Đặt ngày/u }).click()
  await appraisal.getByLabel(/^Ngày của mốc/u).fill('2022-04-11')
  await page.keyboard.press('Enter')
  await appraisal
    .getByText('trước ngày 11/4/2022')
    .or(appraisal.getByText('ngày 11/4/2022'))
    .first()
    .waitFor()

  await box(page, SECTION).check()
  await box(page, OTHER).check()
  await bar(page).getByText('2 phần đang chọn').waitFor()
  await bar(page).getByRole('button', { name: 'Giao cho…' }).click()
  const office = must(home.province.offices[0], 'an office')
  const assign = page.getByRole('dialog')
  await assign.getByRole('checkbox', { name: new RegExp(office.shortName, 'u') }).check()
  await assign.getByRole('button', { name: 'Lưu' }).click()
  await rowOf(page, SECTION).getByText(office.shortName).waitFor()
  await rowOf(page, OTHER).getByText(office.shortName).waitFor()
  expect(await box(page, SECTION).isChecked(), 'what is chosen stays chosen').toBe(true)
  await bar(page).getByRole('button', { name: 'Hoàn tác' }).click()
  await rowOf(page, SECTION).getByText('Chưa giao').waitFor()

  await page.getByRole('button', { name: 'Trình thẩm định' }).click()
  const move = page.getByRole('dialog', { name: 'Trình thẩm định?' })
  await move.getByText(/phần chưa giao cho ai/u).waitFor()
  await move.getByRole('button', { name: 'Vẫn chuyển' }).click()
  await move.getByText('Hãy ghi lý do.').waitFor()
  await move.getByLabel('Vì sao vẫn chuyển').fill('Sắp đến hạn trình')
  await move.getByRole('button', { name: 'Vẫn chuyển' }).click()
  await page.getByText('Đang thẩm định, chỉ phần bị trả lại mới sửa được').waitFor()
  expect((await home.province.detail(id)).stage).toBe('appraisal')

  await page.getByRole('button', { name: 'Trả về bước trước…' }).click()
  const back = page.getByRole('dialog', { name: 'Trả về bước “Soạn thảo”' })
  await back.getByLabel('Lý do').fill('Thiếu số liệu')
  await page.keyboard.press('Tab')
  await back.getByRole('button', { name: 'Trả về' }).click()
  await page.getByText('Các cơ quan đang soạn thảo').waitFor()
  await page.getByText('2 lần chuyển bước').click()
  await page.getByText('Thiếu số liệu').waitFor()
  expect((await home.province.detail(id)).stage).toBe('drafting')
})

test('a drafter hands in with one button, the reviewer returns it with a reason, which stands as an opinion', async () => {
  const { id } = await home.province.newReport()
  const [drafter, reviewer] = [home.province.person(0), home.province.person(1)]
  await home.province.setRole(id, reviewer, 'reviewer')
  const sectionId = await give(id, SECTION, drafter)

  const me = await open(drafter, id)
  await me.page.getByText('Cơ quan bạn còn 1 phần chưa nộp.').waitFor()
  await me.page.getByRole('button', { name: 'Nộp phần của cơ quan tôi' }).click()
  const submit = me.page.getByRole('dialog', { name: 'Nộp 1 phần của cơ quan bạn?' })
  await submit.getByText('chưa có nội dung').waitFor()
  await submit.getByRole('button', { name: 'Nộp', exact: true }).click()
  await me.page.getByText('Cơ quan bạn đã nộp đủ các phần được giao.').waitFor()
  await rowOf(me.page, SECTION).getByText('Đã nộp').waitFor()

  const { page } = await open(reviewer, id)
  await page.getByRole('button', { name: 'Xem 1 phần chờ duyệt' }).click()
  await eventually(() => page.locator('.board-sections tr[data-section]').count(), 1)
  await box(page, SECTION).check()
  await bar(page).getByRole('button', { name: 'Trả lại…' }).click()
  const giveBack = page.getByRole('dialog', { name: 'Trả lại 1 phần' })
  await giveBack.getByRole('button', { name: 'Trả lại', exact: true }).click()
  await giveBack.getByText('Hãy ghi lý do.').waitFor()
  await giveBack.getByLabel('Cần sửa gì').fill('Bổ sung số liệu năm 2021')
  await giveBack.getByRole('button', { name: 'Trả lại', exact: true }).click()
  await giveBack.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Bỏ lọc' }).first().click()
  await rowOf(page, SECTION).getByText('Bị trả lại').waitFor()
  const { sections, review } = await home.province.detail(id)
  expect(sections.find((one) => one.id === sectionId)?.status).toBe('returned')
  expect(review.mustFix).toBe(1)

  // Coming back to the page is enough to be told.
  await me.page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await rowOf(me.page, SECTION).getByText('Bị trả lại').waitFor()
})

test('with the keyboard alone: lines are chosen one by one, in a row, all and none, and locked', async () => {
  const { id } = await home.province.newReport()
  const { page } = await open(home.province.admin, id)
  const boxes = page.locator('input[data-box]')
  const count = await boxes.count()
  const chosen = () => page.locator('input[data-box]:checked').count()
  await boxes.first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await eventually(chosen, 1)
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await eventually(chosen, 3)
  await page.keyboard.press('Control+a')
  await eventually(chosen, count)
  await page.keyboard.press('Escape')
  await eventually(chosen, 0)

  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  const lock = bar(page).getByRole('button', { name: 'Khoá', exact: true })
  for (let stops = 0; stops < 20 && !(await isFocused(lock)); stops += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await bar(page).getByText('Đã khoá 1 phần.').waitFor()
  await page.locator('.board-sections tr[data-section]').last().getByText('Đang khoá').waitFor()
})

async function isFocused(button: Locator): Promise<boolean> {
  return button.evaluate((one) => one === document.activeElement)
}

test('on a phone lines are cards, nothing is wider than the screen, and nothing is said in the other language', async () => {
  const { id } = await home.province.newReport()
  await give(id, SECTION, home.province.person(0))
  const me = await home.seat(home.province.admin)
  await me.page.setViewportSize({ width: 390, height: 844 })
  await me.visit(`/bao-cao/${id}/tien-do`)
  const { page } = me
  await box(page, SECTION).check()
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0)
  expect(await violations(page)).toEqual([])
  expect(foreign(await words(page), 'en', 'vi')).toEqual([])
  await page.setViewportSize({ width: 1366, height: 768 })
  expect(await violations(page)).toEqual([])
})

test('what blocks leads to where it is put right; the signed file closes the report and can be had back', async () => {
  const { id } = await home.province.newReport()
  for (const stage of ['appraisal', 'committee', 'conference', 'finalising'] as const) await moveOn(id, stage)
  const me = await open(home.province.admin, id)
  me.tolerate(REFUSED)
  const { page } = me
  const way = page.locator('.board-blockers a.board-way').first()
  if (!(await way.isVisible())) await page.locator('.board-blockers > summary').click()
  const label = (await way.textContent()) ?? ''
  await way.click()
  await me.text.waitFor()
  expect(page.url()).toContain(`/bao-cao/${id}`)
  await eventually(() => new URL(page.url()).search, '')
  expect(label).not.toBe('')
  await page.getByRole('link', { name: 'Tiến độ' }).click()

  await page.getByRole('button', { name: 'Ghi nhận bản đã ký' }).click()
  const dialog = page.getByRole('dialog', { name: 'Ghi nhận bản đã ký' })
  const scan = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'bao-cao-da-ky.pdf', mimeType: 'application/pdf', buffer: scan })
  await dialog.getByText('bao-cao-da-ky.pdf').waitFor()
  await dialog.getByLabel('Vì sao vẫn chuyển').fill('Tập dượt')
  await dialog.getByRole('button', { name: 'Vẫn ghi nhận' }).click()
  await dialog.getByText('Hãy chọn phiên bản mà bản ký này in ra.').waitFor()
  await dialog.getByLabel('Phiên bản đã ký').selectOption({ index: 1 })
  await dialog.getByRole('button', { name: 'Vẫn ghi nhận' }).click()
  const banner = page.getByRole('region', { name: 'Báo cáo đã ký ban hành' })
  await banner.getByText(createHash('sha256').update(scan).digest('hex')).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    banner.getByRole('link', { name: 'Tải bản đã ký' }).click(),
  ])
  expect(download.suggestedFilename()).toContain('bao-cao-da-ky')
  await eventually(() => page.locator('input[data-box]').count(), 0)
  expect((await home.province.detail(id)).stage).toBe('signed')

  // It is read as pages; whoever comes to the text finds out where it is.
  await page.getByRole('link', { name: 'Đọc báo cáo' }).click()
  await page.waitForURL(/xem-truoc/u)
  await me.visit(`/bao-cao/${id}`)
  await page.getByRole('heading', { name: 'Báo cáo đã ký', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Xem bản đã ký' }).click()
  await banner.waitFor()
})
