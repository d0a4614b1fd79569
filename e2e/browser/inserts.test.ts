import { expect, test } from 'vitest'
import { png } from '../rig/png.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const LIMITS = 'Hạn chế, yếu kém'
const LESSONS = 'Bài học kinh nghiệm'

async function twoPeople(): Promise<readonly [Person, Person]> {
  const { id } = await home.province.newReport()
  return Promise.all([home.drafter(0, id), home.drafter(1, id)])
}

test('a table: inserted, written, its cells merged and split, its heading row switched; the other sees it all', async () => {
  const [first, second] = await twoPeople()
  await first.write(LIMITS, 'Số liệu:')
  await first.page.getByRole('button', { name: 'Chèn bảng' }).click()
  const size = first.page.getByRole('button', { name: 'Bảng 3 hàng × 3 cột' })
  await size.waitFor()
  await first.page.keyboard.press('ArrowUp')
  await first.page.getByRole('button', { name: 'Bảng 2 hàng × 3 cột' }).press('Enter')

  const table = second.section(LIMITS).getByRole('table')
  await eventually(() => table.getByRole('row').count(), 2)
  expect(await table.getByRole('columnheader').count()).toBe(3)
  for (const word of ['Năm', 'Đề tài', 'Kinh phí', '2021', '12', '3,5 tỷ']) {
    await first.page.keyboard.type(word)
    if (word !== '3,5 tỷ') await first.page.keyboard.press('Tab')
  }
  await eventually(
    () => cells(second),
    [
      ['Năm', 'Đề tài', 'Kinh phí'],
      ['2021', '12', '3,5 tỷ'],
    ],
  )

  // Both last cells of the second row become one, and two again.
  await first.section(LIMITS).getByRole('cell', { name: '12' }).click()
  await first.page.keyboard.press('Home')
  const from = await centre(first, '12')
  const to = await centre(first, '3,5 tỷ')
  await first.page.mouse.move(from.x, from.y)
  await first.page.mouse.down()
  await first.page.mouse.move(to.x, to.y, { steps: 6 })
  await first.page.mouse.up()
  await chooseInTableMenu(first, 'Gộp ô')
  await eventually(
    () => cells(second),
    [
      ['Năm', 'Đề tài', 'Kinh phí'],
      ['2021', '123,5 tỷ'],
    ],
  )
  expect(await table.getByRole('cell', { name: '12' }).getAttribute('colspan')).toBe('2')
  await chooseInTableMenu(first, 'Tách ô')
  await eventually(async () => (await cells(second))[1]?.length, 3)

  await chooseInTableMenu(first, 'Hàng tiêu đề')
  await eventually(() => table.getByRole('columnheader').count(), 0)
  await chooseInTableMenu(first, 'Thêm hàng phía dưới')
  await eventually(() => table.getByRole('row').count(), 3)
  await chooseInTableMenu(first, 'Xoá bảng')
  await eventually(() => second.section(LIMITS).getByRole('table').count(), 0)
  await eventually(async () => (await second.written(LIMITS))[0], 'Số liệu:')
  await first.saved()
})

test('a footnote: inserted, written, numbered in the order of the text, edited by the other', async () => {
  const [first, second] = await twoPeople()
  await first.write(LESSONS, 'Theo báo cáo của Sở')
  await first.page.getByRole('button', { name: 'Chú thích cuối trang' }).click()
  await first.page.keyboard.type('Báo cáo số 15-BC/SKHCN.')
  await first.page.keyboard.press('Escape')
  await first.page.keyboard.type(' thì đúng.')
  const note = (person: Person, number: number) =>
    person.text.getByRole('button', { name: `Chú thích ${number}` })
  await note(second, 1).waitFor()
  await eventually(() => second.written(LESSONS), ['Theo báo cáo của Sở1Báo cáo số 15-BC/SKHCN. thì đúng.'])

  // One before it in the text takes its number.
  await second.write(LIMITS, 'Kinh phí')
  await second.page.getByRole('button', { name: 'Chú thích cuối trang' }).click()
  await second.page.keyboard.type('Nguồn: Sở Tài chính.')
  await eventually(async () => (await first.written(LIMITS)).join(''), 'Kinh phí1Nguồn: Sở Tài chính.')
  await eventually(
    async () => (await first.written(LESSONS)).join(''),
    'Theo báo cáo của Sở2Báo cáo số 15-BC/SKHCN. thì đúng.',
  )

  await note(second, 2).click()
  await second.section(LESSONS).getByRole('note').waitFor({ state: 'visible' })
  await second.page.keyboard.type(' Trang 3.')
  await eventually(
    async () => (await first.written(LESSONS)).join(''),
    'Theo báo cáo của Sở2Báo cáo số 15-BC/SKHCN. Trang 3. thì đúng.',
  )
  await first.saved()
})

test('a picture: uploaded, shown to the other from our own server, with a caption', async () => {
  const [first, second] = await twoPeople()
  await first.write(LIMITS, 'Xem hình:')
  const chooser = first.page.waitForEvent('filechooser')
  await first.page.getByRole('button', { name: 'Chèn ảnh' }).click()
  const picture = png(120, 80, [26, 95, 180])
  await (await chooser).setFiles({ name: 'Biểu đồ kinh phí.png', mimeType: 'image/png', buffer: picture })
  for (const person of [first, second]) {
    const image = person.section(LIMITS).getByRole('img', { name: 'Biểu đồ kinh phí' })
    await image.waitFor()
    await eventually(
      () => image.evaluate((shown: HTMLImageElement) => [shown.complete, shown.naturalWidth]),
      [true, 120],
    )
  }
  await first.section(LIMITS).locator('figcaption').click()
  await first.page.keyboard.type('Hình 1. Kinh phí qua các năm')
  await eventually(() => second.written(LIMITS), ['Xem hình:', 'Hình 1. Kinh phí qua các năm', ''])

  // Something that only calls itself a picture.
  first.tolerate(/status of 4\d\d/u)
  const again = first.page.waitForEvent('filechooser')
  await first.page.getByRole('button', { name: 'Chèn ảnh' }).click()
  await (
    await again
  ).setFiles({ name: 'gia.png', mimeType: 'image/png', buffer: Buffer.from('không phải ảnh') })
  await first.page.getByText('Không chèn được ảnh.').waitFor()
  expect(await second.section(LIMITS).getByRole('img').count()).toBe(1)
})

function cells(person: Person): Promise<string[][]> {
  return person.section(LIMITS).evaluate((body) =>
    [...body.querySelectorAll('tr')].map((row) =>
      [...row.children].map((cell) => {
        const copy = cell.cloneNode(true) as Element
        for (const caret of copy.querySelectorAll('.peer-caret')) caret.remove()
        return (copy.textContent ?? '').replaceAll('\u2060', '')
      }),
    ),
  )
}

async function centre(person: Person, name: string): Promise<{ x: number; y: number }> {
  const box = await person.section(LIMITS).getByRole('cell', { name, exact: true }).boundingBox()
  if (!box) throw new Error(`no cell ${name} in sight`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

async function chooseInTableMenu({ page }: Person, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Bảng', exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
