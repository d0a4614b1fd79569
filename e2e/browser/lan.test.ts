import { expect, test } from 'vitest'
import { png } from '../rig/png.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 1 })

test('over plain http and a name of the office network, where the browser trusts nothing, all of it works', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat()
  me.tolerate(/Failed to load resource/u)
  await me.visit(`/bao-cao/${id}`)
  const trusted = () => [
    isSecureContext,
    typeof crypto.randomUUID,
    typeof crypto.subtle,
    typeof navigator.clipboard,
  ]
  expect(await me.page.evaluate(trusted)).toEqual([false, 'undefined', 'undefined', 'undefined'])
  expect(new URL(me.page.url()).hostname).toBe('cung-soan.lan')

  await me.page.getByLabel('Tên đăng nhập').fill('soanthao1')
  await me.page.getByLabel('Mật khẩu', { exact: true }).fill('mat-khau-1')
  await me.page.keyboard.press('Enter')
  await me.text.waitFor()
  await me.write('Bài học kinh nghiệm', 'Viết qua mạng nội bộ.')
  const chooser = me.page.waitForEvent('filechooser')
  await me.page.getByRole('button', { name: 'Chèn ảnh' }).click()
  await (
    await chooser
  ).setFiles({ name: 'Ảnh.png', mimeType: 'image/png', buffer: png(40, 30, [180, 40, 30]) })
  await me.section('Bài học kinh nghiệm').getByRole('img', { name: 'Ảnh' }).waitFor()
  await me.saved()

  await me.page.reload()
  await me.text.waitFor()
  expect((await me.written('Bài học kinh nghiệm'))[0]).toBe('Viết qua mạng nội bộ.')
  const image = me.section('Bài học kinh nghiệm').getByRole('img', { name: 'Ảnh' })
  await eventually(
    () => image.evaluate((shown: HTMLImageElement) => shown.complete && shown.naturalWidth),
    40,
  )
})
