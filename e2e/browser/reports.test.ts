import { Document, Packer, Paragraph } from 'docx'
import { expect, test } from 'vitest'
import { shippedPlan } from '../../sync-server/http/plan-source.ts'
import { call } from '../rig/province.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 3 })
const TITLE = /^Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 20-NQ\/TW/u
/** What Chromium writes on the console about an answer that refuses. */
const REFUSED = /Failed to load resource|WebSocket connection/u

test('signing in: a wrong password is said, the way goes on to where one wanted to be, and out again', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat()
  me.tolerate(REFUSED)
  await me.visit(`/bao-cao/${id}`)
  await fillSignIn(me, 'soanthao1', 'sai-mat-khau')
  await me.page.getByText('Tên đăng nhập hoặc mật khẩu không đúng.').waitFor()
  expect(me.page.url()).toContain('/dang-nhap?tiep=')
  await me.page.getByLabel('Mật khẩu', { exact: true }).fill('mat-khau-1')
  await me.page.keyboard.press('Enter')
  await me.text.waitFor()
  expect(me.page.url()).toBe(`${home.address}/bao-cao/${id}`)

  await me.page.getByRole('button', { name: 'Tài khoản: Người soạn 1' }).click()
  await me.page.getByRole('menuitem', { name: 'Đăng xuất' }).click()
  await me.page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor()
  await me.visit('/')
  await me.page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor()
})

test('a session that ends while somebody writes asks for the password over the page, and writing goes on', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat()
  me.tolerate(REFUSED)
  await me.visit(`/bao-cao/${id}`)
  await fillSignIn(me, 'soanthao2', 'mat-khau-2')
  await me.text.waitFor()
  await me.write('Bài học kinh nghiệm', 'Trước khi hết phiên. ')
  await me.saved()

  const cookie = (await me.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await call(home.server, { ...home.province.person(1), cookie }, '/api/auth/sign-out', { method: 'POST' })
  const asked = me.page.getByRole('dialog', { name: 'Phiên làm việc đã hết hạn' })
  await asked.waitFor()
  await asked.getByLabel('Mật khẩu', { exact: true }).fill('mat-khau-2')
  await me.page.keyboard.press('Enter')
  await asked.waitFor({ state: 'detached' })
  await me.saved()
  await me.write('Bài học kinh nghiệm', 'Sau khi đăng nhập lại.')
  await me.saved()
  const other = await home.drafter(0, id)
  expect(await other.written('Bài học kinh nghiệm')).toEqual(['Trước khi hết phiên. Sau khi đăng nhập lại.'])
})

test('a new report from the shipped plan, and its members; who is made a member finds it in the list', async () => {
  const [owner, guest] = [await home.seat(home.province.person(0)), await home.seat(home.province.person(2))]
  await owner.visit('/')
  await owner.page.getByRole('link', { name: 'Báo cáo mới' }).first().click()
  const preview = owner.page.getByRole('region', { name: 'Đề cương sẽ được tạo' })
  await preview.getByText('Tìm thấy 16 mục').waitFor()
  await owner.page.getByRole('button', { name: 'Tạo báo cáo' }).click()
  await owner.text.waitFor()
  expect((await owner.headings()).length).toBe(16)
  const path = new URL(owner.page.url()).pathname

  guest.tolerate(REFUSED)
  await guest.visit(path)
  await guest.page
    .getByText('Bạn chưa được vào báo cáo này')
    .or(guest.page.getByText('Không có báo cáo này'))
    .first()
    .waitFor()

  await owner.page.getByRole('button', { name: 'Thành viên' }).click()
  const dialog = owner.page.getByRole('dialog', { name: 'Thành viên của báo cáo' })
  await dialog.getByLabel('Người hoặc cơ quan được thêm').selectOption({ label: 'Người soạn 3 – BTG' })
  await dialog.getByLabel('Vai trò', { exact: true }).selectOption({ label: 'Soạn thảo' })
  await dialog.getByRole('button', { name: 'Thêm', exact: true }).click()
  await dialog.getByLabel('Vai trò của Người soạn 3').waitFor()
  await owner.page.keyboard.press('Escape')

  await guest.visit('/')
  const row = guest.page.locator('tr', { has: guest.page.locator(`a[href="${path}"]`) })
  await row.getByRole('cell', { name: 'Soạn thảo', exact: true }).nth(1).waitFor()
  await row.getByRole('link', { name: TITLE }).click()
  await guest.page.getByRole('heading', { name: 'Tiến độ', level: 1 }).waitFor()
  await guest.page.goBack()
  await row.getByRole('link', { name: /^Vào soạn thảo: / }).click()
  await guest.text.waitFor()
  expect(new URL(guest.page.url()).pathname).toBe(path)
  await guest.text.waitFor()

  // Put out again while the page is open: it says so, and takes no more text.
  await owner.page.getByRole('button', { name: 'Thành viên' }).click()
  await dialog.getByRole('button', { name: 'Đưa Người soạn 3 ra khỏi báo cáo' }).click()
  await owner.page.getByRole('alertdialog').getByRole('button', { name: 'Đưa ra' }).click()
  await guest.page.getByText('Bạn chưa được vào báo cáo này').first().waitFor()
  await owner.page.getByText('Đã đưa Người soạn 3 ra khỏi báo cáo.').first().waitFor()
})

test('a new report from a Word file', async () => {
  const me = await home.seat(home.province.person(0))
  const paragraphs = shippedPlan()
    .split('\n')
    .map((line) => new Paragraph({ text: line }))
  const file = await Packer.toBuffer(new Document({ sections: [{ children: paragraphs }] }))
  await me.visit('/bao-cao-moi')
  await me.page.getByRole('radio', { name: 'Tệp kế hoạch' }).click()
  const chooser = me.page.waitForEvent('filechooser')
  await me.page.getByRole('button', { name: 'Chọn tệp…' }).click()
  await (
    await chooser
  ).setFiles({
    name: 'Kế hoạch 20.docx',
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer: file,
  })
  await me.page.getByText('Tìm thấy 16 mục').waitFor()
  await me.page.getByLabel('Tên báo cáo').fill('Báo cáo từ tệp Word')
  await me.page.getByRole('button', { name: 'Tạo báo cáo' }).click()
  await me.text.waitFor()
  expect((await me.headings())[8]).toBe('đ) Phát triển thị trường khoa học và công nghệ')
  await me.page.getByRole('heading', { level: 1, name: 'Báo cáo từ tệp Word' }).waitFor()
})

test('a text without the part “Nội dung” is refused in clear words, and one may start from a blank outline', async () => {
  const me = await home.seat(home.province.person(0))
  me.tolerate(REFUSED)
  await me.visit('/bao-cao-moi')
  await me.page.getByRole('radio', { name: 'Dán nội dung kế hoạch' }).click()
  await me.page
    .getByLabel('Nội dung kế hoạch', { exact: true })
    .fill('Kính gửi các đồng chí,\nmời họp lúc 8 giờ sáng.')
  await me.page.getByText('Không tìm thấy phần “Nội dung”').first().waitFor()
  expect(await me.page.getByRole('button', { name: 'Tạo báo cáo' }).isEnabled()).toBe(false)

  await me.page.getByRole('radio', { name: 'Đề cương trống' }).click()
  await me.page.getByRole('button', { name: 'Tạo báo cáo' }).click()
  await me.page.getByText('Hãy nhập tên báo cáo.').waitFor()
  await me.page.getByLabel('Tên báo cáo').fill('Kết quả thực hiện nhiệm vụ năm 2026')
  await me.page.getByRole('button', { name: 'Tạo báo cáo' }).click()
  await me.text.waitFor()
  await me.page.getByRole('button', { name: 'Thêm mục', exact: true }).click()
  await me.page.getByRole('dialog').getByLabel('Tên mục').fill('Đánh giá chung')
  await me.page.keyboard.press('Enter')
  await eventually(async () => (await me.headings()).at(-1)?.endsWith('Đánh giá chung'), true)
  await me.saved()
})

async function fillSignIn({ page }: Person, username: string, password: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(username)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}
