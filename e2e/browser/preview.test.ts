import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { openHandWriter } from '../rig/hand-writer.ts'
import { newParagraph, sectionsOf } from '../rig/stock-client.ts'
import { foreign, violations, words } from './page-checks.ts'
import { type Person, eventually, house } from './rig.ts'

const home = house({ people: 1 })
const SENTENCE =
  'Các cấp ủy, tổ chức đảng đã quán triệt sâu sắc Nghị quyết, gắn với nhiệm vụ chính trị của địa phương, cơ quan, đơn vị. '

/** A report of the shipped outline, with so many paragraphs in its first section. */
async function reportOf(paragraphs: number): Promise<string> {
  const { province, server } = home
  const { id } = await province.newReport()
  if (paragraphs === 0) return id
  const writer = await openHandWriter(server, province.admin, id)
  const bytes = writer.make((root) => {
    const section = must(sectionsOf(root)[0], 'a first section')
    for (let n = 1; n <= paragraphs; n++) {
      newParagraph(section, `preview-${n}`).insert(0, `Đoạn thứ ${n}. ${SENTENCE.repeat(8)}`)
    }
  })
  expect(await writer.verdict(writer.send(bytes))).toBeUndefined()
  writer.stop()
  return id
}

async function look(id: string, query: string): Promise<Person> {
  const me = await home.seat(home.province.person(0))
  await me.visit(`/bao-cao/${id}/xem-truoc${query}`)
  return me
}

const sheets = (page: Page) => page.locator('.preview-page')
const drawn = (page: Page) => page.locator('.preview-picture > canvas').count()
const pageField = (page: Page) => page.getByRole('textbox', { name: 'Trang' })
const pageCount = async (page: Page) =>
  Number((await page.locator('.preview-number > span').textContent())?.replaceAll(/\D/gu, ''))
/** Whether anything but white is on the picture of a page, looked at from far. */
const isPrinted = (page: Page, number: number) =>
  page.getByRole('group', { name: `Trang ${number}`, exact: true }).evaluate((sheet) => {
    const picture = sheet.querySelector('canvas')
    const [width, height] = [210, 297]
    const small = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
    if (!picture || !small) return false
    small.drawImage(picture, 0, 0, width, height)
    const { data } = small.getImageData(0, 0, width, height)
    return data.some((value, index) => index % 4 === 0 && value < 220)
  })

test('150 pages are looked at, a few at a time: by number, by keys, in any size', async () => {
  const me = await look(await reportOf(520), '?draft=2')
  const { page } = me
  await page.getByText('Dự thảo lần 2 ·').waitFor()
  // Below normal priority, beside whatever else this machine does.
  await pageField(page).waitFor({ timeout: 90_000 })
  const pages = await pageCount(page)
  expect(pages).toBeGreaterThan(150)
  await eventually(() => isPrinted(page, 1), true)
  expect(await sheets(page).count()).toBeLessThan(5)
  const wordsOf = async (number: number) =>
    (await page.getByRole('group', { name: `Trang ${number}`, exact: true }).textContent())?.normalize('NFC')
  await expect.poll(() => wordsOf(1), { timeout: 20_000 }).toContain('Dự thảo lần 2')
  expect(await violations(page)).toEqual([])
  expect(foreign(await words(page), 'en', 'vi')).toEqual([])

  await pageField(page).fill('100')
  await pageField(page).press('Enter')
  await eventually(() => isPrinted(page, 100), true)
  await eventually(() => pageField(page).inputValue(), '100')
  await page.getByRole('button', { name: 'Trang sau' }).click()
  await eventually(() => pageField(page).inputValue(), '101')
  expect(await drawn(page)).toBeLessThan(7)

  const widthOf101 = async () =>
    (await page.getByRole('group', { name: 'Trang 101', exact: true }).boundingBox())?.width ?? 0
  await page.locator('.preview-pages').focus()
  await page.keyboard.press('0')
  await eventually(async () => (await widthOf101()) > 1200, true)
  await page.keyboard.press('1')
  // 210 mm on a screen of 96 dots to the inch.
  await eventually(widthOf101, 793)
  await page.getByText('100 %', { exact: true }).waitFor()
  await page.keyboard.press('+')
  await eventually(widthOf101, 873)
  // Where somebody looked, they still look.
  expect(await pageField(page).inputValue()).toBe('101')
  await page.keyboard.press('End')
  await eventually(() => pageField(page).inputValue(), String(pages))
  await eventually(() => isPrinted(page, pages), true)
  expect(await drawn(page)).toBeLessThan(7)
})

test('the copy for signature that is not ready says why, and is seen as a draft', async () => {
  const id = await reportOf(1)
  const me = await look(id, '')
  me.tolerate(/409/u)
  const { page } = me
  await page.getByRole('heading', { name: 'Chưa có bản trình ký' }).waitFor()
  expect(await page.getByText('Mục chưa có nội dung:').count()).toBeGreaterThan(3)
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Xem dưới dạng dự thảo' }).click()
  await eventually(() => isPrinted(page, 1), true)
  expect(page.url()).toContain('?draft=1')
})

test('what is looked at is printed by the browser as it is, and downloaded as PDF and Word', async () => {
  const id = await reportOf(2)
  const me = await look(id, '?draft=3&toc=1')
  const { page } = me
  await eventually(() => isPrinted(page, 1), true)
  const pages = await pageCount(page)

  const print = await page.getByRole('link', { name: /^In/u }).getAttribute('href')
  const headers = await page.evaluate(
    async (address) => {
      const answer = await fetch(address)
      return ['content-type', 'content-disposition'].map((name) => answer.headers.get(name))
    },
    must(print, 'an address'),
  )
  expect(headers).toEqual(['application/pdf', expect.stringMatching(/^inline; filename=/u)])

  const save = async (name: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await download
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
  }
  const pdf = await save('Tải PDF')
  expect(pdf.name).toMatch(/Dự thảo lần 3\.pdf$/u)
  const facts = execFileSync('pdfinfo', ['-'], { input: pdf.bytes }).toString()
  expect(facts).toMatch(new RegExp(`Pages: +${pages}\n`, 'u'))
  const word = await save('Tải Word')
  expect(word.name).toMatch(/Dự thảo lần 3\.docx$/u)
  expect(word.bytes.subarray(0, 2).toString()).toBe('PK')
})

test('waiting can be stopped, and begun again', async () => {
  const id = await reportOf(1)
  const me = await home.seat(home.province.person(0))
  me.tolerate(/ERR_FAILED|ERR_ABORTED/u)
  const { page } = me
  // The line to the server stands still.
  let asked = 0
  await page.route('**/export.pdf*', () => {
    asked += 1
  })
  await me.visit(`/bao-cao/${id}/xem-truoc?draft=1`)
  await page.getByText(/Máy chủ đang dựng các trang… [1-9] giây/u).waitFor()
  const gone = page.waitForEvent('requestfailed', (request) => request.url().includes('export.pdf'))
  await page.getByRole('button', { name: 'Dừng' }).click()
  await gone
  await page.getByRole('heading', { name: 'Đã dừng' }).waitFor()
  expect(asked).toBe(1)
  expect(await violations(page)).toEqual([])
  await page.unroute('**/export.pdf*')
  await page.getByRole('button', { name: 'Dựng lại' }).click()
  await eventually(() => isPrinted(page, 1), true)
})

test('a server without LibreOffice says so and offers Word', async () => {
  const id = await reportOf(1)
  const me = await home.seat(home.province.person(0))
  me.tolerate(/501/u)
  const { page } = me
  const problem = { type: 'about:blank', title: '', status: 501, code: 'pdf-unavailable' }
  await page.route('**/export.pdf*', (route) =>
    route.fulfill({ status: 501, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  await me.visit(`/bao-cao/${id}/xem-truoc?draft=1`)
  await page.getByRole('heading', { name: 'Máy chủ chưa cài LibreOffice' }).waitFor()
  expect(await violations(page)).toEqual([])
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Tải Word' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.docx$/u)
})
