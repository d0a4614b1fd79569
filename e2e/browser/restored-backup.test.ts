import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FRAGMENT } from '../../report/schema/names.ts'
import { CLOSE } from '../../report/wire/close-codes.ts'
import { signIn } from '../rig/province.ts'
import { openRaw } from '../rig/raw-client.ts'
import { NODE, ROOT } from '../rig/server.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })

/** What Chromium itself writes on the console when a server is away, or asks to sign in again. */
const NO_SERVER = /ERR_|WebSocket connection|Failed to load resource/u

const SECTION = 'Hạn chế, yếu kém'
const PENDING = 'Viết khi máy chủ dừng để khôi phục.'

function cungSoan(...args: string[]): string {
  const env = { ...process.env, DATA_DIR: home.server.dataDir }
  return execFileSync(NODE, ['sync-server/cli.ts', ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  })
}

test('a backup is restored under open pages: they leave the former history, and words on the way are handed over', async () => {
  const { id, epoch } = await home.province.newReport()
  const [writer, other] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  for (const person of [writer, other]) person.tolerate(NO_SERVER)
  await writer.write(SECTION, 'Trước khi sao lưu. ')
  await writer.saved()
  const backup = join(home.server.dataDir, 'giu.sqlite')
  expect(cungSoan('backup', backup)).toContain('TỐT')
  await writer.page.keyboard.type('Sau khi sao lưu. ')
  await writer.saved()
  await eventually(() => other.written(SECTION), ['Trước khi sao lưu. Sau khi sao lưu. '])

  await home.server.terminate()
  await writer.page.keyboard.type(PENDING)
  await eventually(() => writer.saveState(), 'Mất kết nối – 1 thay đổi chưa gửi')
  expect(cungSoan('restore', backup)).toContain('Đã khôi phục')
  await home.server.start()

  for (const [person, password] of [
    [writer, home.province.person(0).password],
    [other, home.province.person(1).password],
  ] as const) {
    await signInAgain(person, password)
    // By itself: the page asks for the report anew, and finds that it has another history.
    await eventually(() => person.written(SECTION), ['Trước khi sao lưu. '])
  }

  // Whoever comes with a copy of the former history is sent away before a word is exchanged.
  const { person, password } = home.province.person(0)
  const session = await signIn(home.server, person.username, password)
  const stale = await openRaw(`${home.server.syncUrl}/${id}?v=1&e=${epoch}`, { session })
  expect((await stale.closed()).code).toBe(CLOSE.epochChanged)
  expect(stale.doc.getXmlFragment(FRAGMENT).length).toBe(0)
  stale.stop()

  // Kept until its author says otherwise; nobody's page has put it into the other history by itself.
  await writer.page.reload()
  await writer.text.waitFor()
  await writer.page.getByRole('button', { name: 'Phần chữ chưa vào báo cáo (1)' }).click()
  const kept = await writer.page.getByRole('dialog').locator('.recovery-text p').allTextContents()
  expect(kept.join(' ')).toContain(PENDING)
  expect(kept.join(' ').split(PENDING)).toHaveLength(2)
  await writer.page.keyboard.press('Escape')
  expect(await other.page.getByText('Phần chữ chưa vào báo cáo').count()).toBe(0)

  // Life goes on in the restored report.
  await writer.write(SECTION, PENDING)
  await writer.saved()
  await eventually(() => other.written(SECTION), [`Trước khi sao lưu. ${PENDING}`])
  expect(cungSoan('verify')).toContain('TỐT')
})

async function signInAgain({ page }: Person, password: string): Promise<void> {
  const asked = page.getByRole('dialog')
  await asked.getByLabel('Mật khẩu', { exact: true }).fill(password)
  await asked.getByRole('button', { name: 'Đăng nhập', exact: true }).click()
}
