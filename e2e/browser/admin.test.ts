import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { violations } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 3 })
/** What Chromium writes on the console about an answer that refuses. */
const REFUSED = /Failed to load resource|WebSocket connection/u
const OWN_PASSWORD = 'ba-con-trau-trang'

test('an office and a person are made; the person comes in with the code, sets a password and sees the reports', async () => {
  const admin = await home.seat(home.province.admin)
  await admin.visit('/')
  await admin.page.getByRole('link', { name: 'Quản trị' }).click()
  await admin.page.getByRole('heading', { level: 1, name: 'Cơ quan' }).waitFor()
  await admin.page.getByRole('button', { name: 'Thêm cơ quan' }).click()
  const office = admin.page.getByRole('dialog', { name: 'Thêm cơ quan' })
  await office.getByLabel('Tên cơ quan').fill('Sở Khoa học và Công nghệ')
  await office.getByLabel('Tên viết tắt').fill('Sở KH&CN')
  await office.getByLabel('Màu khác…').fill('#ffee88')
  await office.getByText('Màu này quá nhạt').waitFor()
  expect(await office.getByRole('button', { name: 'Lưu' }).isEnabled()).toBe(false)
  await office.getByRole('radio', { name: 'Màu 6' }).check({ force: true })
  expect(await violations(admin.page)).toEqual([])
  await office.getByRole('button', { name: 'Lưu' }).click()
  await admin.page.getByRole('row', { name: /Sở Khoa học và Công nghệ Sở KH&CN 0 người/u }).waitFor()
  expect(await violations(admin.page)).toEqual([])

  await admin.page.getByRole('link', { name: 'Người dùng' }).click()
  await admin.page.getByRole('button', { name: 'Thêm người dùng' }).click()
  const person = admin.page.getByRole('dialog', { name: 'Thêm người dùng' })
  await person.getByLabel('Họ và tên').fill('Người Đọc Duyệt')
  await eventually(() => person.getByLabel('Tên đăng nhập').inputValue(), 'nguoidocduyet')
  await person.getByLabel('Cơ quan', { exact: true }).selectOption({ label: 'Sở Khoa học và Công nghệ' })
  expect(await violations(admin.page)).toEqual([])
  await person.getByRole('button', { name: 'Tạo tài khoản' }).click()
  const code = await shownCode(admin)
  expect(await violations(admin.page)).toEqual([])
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){2}$/u)
  await admin.page.emulateMedia({ media: 'print' })
  expect(await printed(admin.page)).toContain(code)
  expect(await admin.page.getByRole('dialog', { includeHidden: true }).isVisible()).toBe(false)
  await admin.page.emulateMedia({ media: 'screen' })
  await admin.page.getByRole('button', { name: 'Tôi đã in hoặc chép lại mã' }).click()

  const me = await home.seat()
  me.tolerate(REFUSED)
  await me.visit('/bao-cao-moi')
  // As people type what they read on paper.
  await fillSignIn(me, 'nguoidocduyet', code.toLowerCase().replaceAll('-', ' '))
  await me.page.getByRole('heading', { name: 'Đặt mật khẩu mới' }).waitFor()
  expect(await violations(me.page)).toEqual([])
  await me.visit('/tai-khoan')
  await setPassword(me.page, 'nguoidocduyet1', code)
  await me.page.getByText('Mật khẩu này quá dễ đoán.').waitFor()
  await setPassword(me.page, OWN_PASSWORD, code)
  await me.page.getByRole('heading', { name: 'Tài khoản của tôi' }).waitFor()
  expect(await violations(me.page)).toEqual([])
  await me.visit('/')
  await me.page.getByRole('heading', { name: 'Báo cáo', exact: true }).waitFor()

  // Nothing of the administrators' is there for others.
  expect(await me.page.getByRole('link', { name: 'Quản trị' }).count()).toBe(0)
  await me.visit('/quan-tri/nguoi-dung')
  await me.page.getByRole('heading', { name: 'Không có trang này' }).waitFor()
})

test('a list with bad rows is refused row by row, mended, imported, and one of its people signs in', async () => {
  const admin = await home.seat(home.province.admin)
  await admin.visit('/quan-tri/nguoi-dung')
  await admin.page.getByRole('link', { name: 'Nhập từ tệp CSV' }).click()
  const sample = await download(admin.page, admin.page.getByRole('button', { name: 'Tải tệp mẫu' }))
  expect(sample).toMatch(/^\uFEFFHọ và tên,Tên đăng nhập,Cơ quan,Quản trị\r\n/u)

  const good = 'Họ tên;Tên đăng nhập;Cơ quan\nĐặng Thị Ánh;dangthianh;BTG\nLê Văn Bốn;;UBND\n'
  await choose(admin.page, `${good}Phạm Năm;phamnam;Sở Không Có\nLý Sáu;soanthao1;BTG\n`)
  await admin.page.getByText('2 dòng sạch').waitFor()
  await admin.page.getByText('2 dòng lỗi').waitFor()
  const rows = admin.page.getByRole('table', { name: 'Xem trước danh sách' }).getByRole('row')
  expect(await rows.nth(1).textContent()).toContain('Chưa có cơ quan “Sở Không Có”')
  expect(await rows.nth(2).textContent()).toContain('đã có người dùng')
  expect(await admin.page.getByRole('button', { name: /^Nhập \d/u }).count()).toBe(0)
  expect(await violations(admin.page)).toEqual([])

  await choose(admin.page, good)
  await admin.page.getByRole('button', { name: 'Nhập 2 người' }).click()
  const made = admin.page.getByRole('table', { name: 'Các tài khoản vừa tạo' })
  await made.waitFor()
  expect(await violations(admin.page)).toEqual([])

  // Closing the tab would lose the codes: the browser asks. Another page of ours keeps them.
  let asked = ''
  admin.page.on('dialog', (dialog) => {
    asked = dialog.type()
    void dialog.dismiss()
  })
  await admin.page.close({ runBeforeUnload: true })
  await eventually(() => asked, 'beforeunload')
  await admin.page.getByRole('link', { name: 'Cơ quan' }).click()
  await admin.page.getByText('Các mã vừa tạo chưa được in hay tải.').waitFor()
  await admin.page.getByRole('link', { name: 'Người dùng' }).click()
  await admin.page.getByRole('link', { name: 'Nhập từ tệp CSV' }).click()
  await made.waitFor()

  await admin.page.emulateMedia({ media: 'print' })
  expect(await admin.page.locator('.slip').count()).toBe(2)
  expect(await printed(admin.page)).toContain('Lê Văn Bốn')
  await admin.page.emulateMedia({ media: 'screen' })
  const codes = await download(admin.page, admin.page.getByRole('button', { name: 'Tải tệp mã (CSV)' }))
  const code = must(/^Lê Văn Bốn,levanbon,[^,]+,(\S+)\r$/mu.exec(codes)?.[1], `a code in ${codes}`)
  await admin.page.getByText('Đã in hoặc tải về.').waitFor()
  await admin.page.getByRole('button', { name: 'Xong, cất các mã' }).click()
  await made.waitFor({ state: 'detached' })

  const me = await home.seat()
  me.tolerate(REFUSED)
  await me.visit('/')
  await fillSignIn(me, 'levanbon', code)
  await me.page.getByRole('heading', { name: 'Đặt mật khẩu mới' }).waitFor()
  await setPassword(me.page, OWN_PASSWORD)
  await me.page.getByRole('heading', { name: 'Báo cáo', exact: true }).waitFor()
})

test('who is locked hears of it at once on the open page, keeps the text, and goes on with a new code once unlocked', async () => {
  const { id } = await home.province.newReport()
  const me = await home.drafter(0, id)
  me.tolerate(REFUSED)
  await me.write('Bài học kinh nghiệm', 'Trước khi bị khoá.')
  await me.saved()

  const admin = await home.seat(home.province.admin)
  await admin.visit('/quan-tri/nguoi-dung')
  await admin.page.getByLabel('Tìm người').fill('NGUOI soan 1')
  await eventually(() => admin.page.getByRole('row').count(), 2)
  expect(await violations(admin.page)).toEqual([])
  await actOn(admin.page, 'Người soạn 1', 'Khoá tài khoản')
  const asked = me.page.getByRole('dialog', { name: 'Phiên làm việc đã hết hạn' })
  await asked.waitFor()
  expect(await asked.textContent()).toContain('Tài khoản có thể đã bị khoá')
  expect(await violations(me.page)).toEqual([])
  await fillSignIn(me, 'soanthao1', 'mat-khau-1')
  await asked.getByText('Tên đăng nhập hoặc mật khẩu không đúng.').waitFor()
  expect(await me.page.getByText('Trước khi bị khoá.').count()).toBe(1)
  expect(await me.page.getByText('mã 4401').count()).toBe(0)

  await actOn(admin.page, 'Người soạn 1', 'Mở khoá tài khoản')
  await admin.page.getByRole('row').filter({ hasText: 'Đang dùng' }).waitFor()
  await actOn(admin.page, 'Người soạn 1', 'Cấp mã mới')
  const code = await shownCode(admin)
  await fillSignIn(me, 'soanthao1', code)
  const due = me.page.getByRole('dialog', { name: 'Đặt mật khẩu mới' })
  await due.waitFor()
  expect(await violations(me.page)).toEqual([])
  await setPassword(me.page, OWN_PASSWORD)
  await due.waitFor({ state: 'detached' })
  await me.saved()
  await me.write('Bài học kinh nghiệm', ' Sau khi mở khoá.')
  await me.saved()
  const other = await home.drafter(1, id)
  expect(await other.written('Bài học kinh nghiệm')).toEqual(['Trước khi bị khoá. Sau khi mở khoá.'])
})

test('the audit tells in sentences who did what, narrowed, as a file, and per report to its coordinator', async () => {
  const { id } = await home.province.newReport({
    members: [home.province.person(1), home.province.person(2)],
  })
  const drafter = await home.drafter(2, id)
  await drafter.write('Bài học kinh nghiệm', 'Một câu để ghi vào nhật ký.')
  await drafter.saved()

  const admin = await home.seat(home.province.admin)
  await admin.visit('/quan-tri/nhat-ky')
  const list = admin.page.getByRole('region', { name: 'Nhật ký' })
  await list
    .getByText(/ thêm Người soạn 3 vào báo cáo, vai trò Soạn thảo$/u)
    .first()
    .waitFor()
  expect(await violations(admin.page)).toEqual([])
  await admin.page.getByLabel('Việc').selectOption({ label: 'Thêm cơ quan' })
  await eventually(
    async () =>
      (await list.getByRole('listitem').allTextContents()).every((line) => line.includes('thêm cơ quan')),
    true,
  )
  expect(admin.page.url()).toContain('viec=office-created')
  const file = await download(admin.page, admin.page.getByRole('link', { name: 'Tải tệp CSV' }))
  expect(file).toContain('Thêm cơ quan')
  expect(file).not.toContain('Đặt vai trò')

  await admin.visit(`/bao-cao/${id}/nhat-ky`)
  await list.getByText(/^Người soạn 3 \(.+\) sửa phần “.*Bài học kinh nghiệm”, \d+ lần, \d\d:\d\d/u).waitFor()
  expect(await violations(admin.page)).toEqual([])
  await admin.page.getByLabel('Người thực hiện').selectOption({ label: 'Người soạn 2' })
  await admin.page.getByLabel('Việc').selectOption({ label: 'Soạn thảo' })
  await admin.page.getByRole('heading', { name: 'Không có gì trong nhật ký' }).waitFor()

  // Not for those who only write in it.
  drafter.tolerate(REFUSED)
  await drafter.visit(`/bao-cao/${id}/nhat-ky`)
  await drafter.page.getByText('Bạn không có quyền thực hiện việc này.').waitFor()
})

test('one’s own account: another password ends the other computers, signing out everywhere ends this one too', async () => {
  const [here, there] = [await home.seat(), await home.seat()]
  for (const seat of [here, there]) {
    seat.tolerate(REFUSED)
    await seat.visit('/tai-khoan')
    await fillSignIn(seat, 'soanthao3', 'mat-khau-3')
    await seat.page.getByRole('heading', { name: 'Đổi mật khẩu' }).waitFor()
  }
  await here.page.getByLabel('Mật khẩu đang dùng').fill('sai-mat-khau')
  await here.page.getByLabel('Mật khẩu mới', { exact: true }).fill(OWN_PASSWORD)
  await here.page.getByLabel('Nhập lại mật khẩu mới').fill('khac')
  await here.page.getByRole('button', { name: 'Đặt mật khẩu', exact: true }).click()
  await here.page.getByText('Hai lần nhập mật khẩu không giống nhau.').waitFor()
  await here.page.getByLabel('Nhập lại mật khẩu mới').fill(OWN_PASSWORD)
  await here.page.keyboard.press('Enter')
  await here.page.getByText('Mật khẩu đang dùng không đúng.').waitFor()
  await here.page.getByLabel('Mật khẩu đang dùng').fill('mat-khau-3')
  await here.page.keyboard.press('Enter')
  await here.page.getByText('Đã đổi mật khẩu.').waitFor()
  await there.visit('/')
  await fillSignIn(there, 'soanthao3', OWN_PASSWORD)
  await there.page.getByRole('heading', { name: 'Báo cáo', exact: true }).waitFor()

  await here.page.getByRole('button', { name: 'Đăng xuất mọi nơi' }).click()
  await here.page.getByRole('alertdialog').getByRole('button', { name: 'Đăng xuất mọi nơi' }).click()
  await here.page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor()
  await there.visit('/')
  await there.page.getByRole('button', { name: 'Đăng nhập', exact: true }).waitFor()
})

async function fillSignIn({ page }: Person, username: string, password: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(username)
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}

async function setPassword(page: Page, password: string, code?: string): Promise<void> {
  // Asked for again only where the page was loaded anew since it was typed.
  const again = page.getByLabel('Mã dùng một lần', { exact: true })
  if (code !== undefined) await again.fill(code)
  else expect(await again.count()).toBe(0)
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill(password)
  await page.getByLabel('Nhập lại mật khẩu mới').fill(password)
  await page.getByRole('button', { name: 'Đặt mật khẩu', exact: true }).click()
}

async function shownCode({ page }: Person): Promise<string> {
  const field = page.getByRole('dialog').getByLabel('Mã dùng một lần')
  await page.getByRole('button', { name: 'Chọn để sao chép' }).click()
  return field.evaluate((input) => {
    const { value, selectionStart, selectionEnd } = input as HTMLInputElement
    return value.slice(selectionStart ?? 0, selectionEnd ?? 0)
  })
}

/** From the menu of a person's row, and yes to the question. */
async function actOn(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Thao tác với ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: action }).click()
}

async function choose(page: Page, csv: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Chọn tệp (?:CSV|khác)…$/u }).click()
  await (await chooser).setFiles({ name: 'người dùng.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
}

async function download(page: Page, button: Locator): Promise<string> {
  const coming = page.waitForEvent('download')
  await button.click()
  return readFileSync(await (await coming).path(), 'utf8')
}

/** What the printer would be given, as text. */
function printed(page: Page): Promise<string> {
  return page.evaluate(() => document.body.innerText)
}
