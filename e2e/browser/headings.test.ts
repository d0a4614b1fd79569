import { expect, test } from 'vitest'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const LIMITS = 'Hạn chế, yếu kém'
const LESSONS = 'Bài học kinh nghiệm'

test('clicking, typing, dragging and deleting cannot change a heading of the plan', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const before = await first.headings()
  await first.write(LIMITS, 'Trước. ')
  await first.write(LESSONS, 'Sau.')
  const head = first.text.getByRole('heading', { name: LESSONS })

  await head.click()
  await first.page.keyboard.type('x')
  await head.dblclick()
  await first.page.keyboard.type('y')
  await first.page.keyboard.press('Delete')
  await first.section(LESSONS).click()
  await first.page.keyboard.press('Home')
  for (let times = 0; times < 3; times++) await first.page.keyboard.press('Backspace')
  await first.section(LIMITS).click()
  await first.page.keyboard.press('End')
  for (let times = 0; times < 3; times++) await first.page.keyboard.press('Delete')

  // A section dragged by its heading, and text dragged onto a heading.
  await head.dragTo(first.section('Việc chỉ đạo và triển khai'))
  await first.section(LIMITS).click()
  await first.page.keyboard.press('Home')
  await first.page.keyboard.press('Shift+End')
  await first.section(LIMITS).getByText('Trước.').dragTo(head)

  expect(await first.headings()).toEqual(before)
  await eventually(() => second.headings(), before)
  await first.saved()
  const { sections } = await home.province.detail(id)
  expect(
    sections.map(({ number, title }) => `${/^[IVX\d]+$/u.test(number) ? `${number}.` : number} ${title}`),
  ).toEqual(before)
  expect((await first.written(LESSONS)).join('')).toContain('Sau.')
})

test('a theme is added where the plan invites it, renamed and removed; the numbers follow for everybody', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const before = await first.headings()
  const place = before.indexOf('e) Hợp tác và hội nhập quốc tế') + 1

  await add(first, 'Chuyển đổi số')
  await eventually(() => second.headings(), before.toSpliced(place, 0, 'g) Chuyển đổi số'))
  // Whoever has made a section wants to write in it: it is in sight, with the caret in it.
  const made = first.text.locator('section', { has: first.page.locator('.cs-title-field') })
  await eventually(async () => {
    const box = await made.first().boundingBox()
    return box !== null && box.y > 90 && box.y < 700
  }, true)
  await first.page.keyboard.type('Đang được đẩy mạnh.')
  await eventually(() => second.written('Chuyển đổi số'), ['Đang được đẩy mạnh.'])
  await add(first, 'Đổi mới sáng tạo')
  await eventually(
    () => second.headings(),
    before.toSpliced(place, 0, 'g) Chuyển đổi số', 'h) Đổi mới sáng tạo'),
  )
  expect(await first.outlineRow('Đổi mới sáng tạo').textContent()).toMatch(/^h\)/u)

  // Renamed in the outline, and in its own heading.
  await menuOf(second, 'Đổi mới sáng tạo', 'Đổi tên')
  const field = second.page
    .getByRole('dialog', { name: 'Đổi tên mục' })
    .getByRole('textbox', { name: 'Tên mục' })
  await field.fill('Khởi nghiệp sáng tạo')
  await second.page.keyboard.press('Enter')
  await eventually(
    () => first.headings(),
    before.toSpliced(place, 0, 'g) Chuyển đổi số', 'h) Khởi nghiệp sáng tạo'),
  )
  const title = first.text.getByRole('textbox', { name: 'Tên mục' }).first()
  await title.fill('Chuyển đổi số quốc gia')
  await title.press('Enter')
  await eventually(
    () => second.headings(),
    before.toSpliced(place, 0, 'g) Chuyển đổi số quốc gia', 'h) Khởi nghiệp sáng tạo'),
  )

  // Removing asks first, and says what goes.
  await menuOf(first, 'Chuyển đổi số quốc gia', 'Xoá mục')
  const question = first.page.getByRole('alertdialog', { name: 'Xoá mục “Chuyển đổi số quốc gia”?' })
  expect(await question.textContent()).toContain('Mục này có 4 chữ.')
  await question.getByRole('button', { name: 'Huỷ' }).click()
  expect(await second.headings()).toContain('g) Chuyển đổi số quốc gia')
  await menuOf(first, 'Chuyển đổi số quốc gia', 'Xoá mục')
  await question.getByRole('button', { name: 'Xoá mục' }).click()
  await eventually(() => second.headings(), before.toSpliced(place, 0, 'g) Khởi nghiệp sáng tạo'))
  await first.saved()
})

test('the headings of the plan offer no way to rename or remove them', async () => {
  const { id } = await home.province.newReport()
  const me = await home.drafter(0, id)
  await me.outlineRow(LESSONS).getByRole('button', { name: 'Thao tác với mục' }).click()
  expect(await me.page.getByRole('menuitem').allTextContents()).toEqual([
    'Thêm mục con',
    'Chèn từ tệp Word…',
    'Góp ý cho phần này',
  ])
})

async function add(person: Person, title: string): Promise<void> {
  await person.page.getByRole('button', { name: /^Thêm nội dung: Kết quả triển khai/u }).click()
  const dialog = person.page.getByRole('dialog', { name: 'Thêm nội dung' })
  await dialog.getByRole('textbox', { name: 'Tên mục' }).fill(title)
  await dialog.getByRole('button', { name: 'Thêm', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

async function menuOf(person: Person, title: string, item: string): Promise<void> {
  await person.outlineRow(title).hover()
  await person.page.getByRole('button', { name: `Thao tác với mục “${title}”` }).click()
  await person.page.getByRole('menuitem', { name: item }).click()
}
