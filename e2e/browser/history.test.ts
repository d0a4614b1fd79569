import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { onDatabase } from '../rig/database.ts'
import { openHandWriter } from '../rig/hand-writer.ts'
import { newParagraph, sectionsOf } from '../rig/stock-client.ts'
import { violations } from './page-checks.ts'
import { type Person, eventually, house } from './rig.ts'

const home = house({ people: 2 })

async function openHistory(person: Person, id: string, query = ''): Promise<void> {
  await person.visit(`/bao-cao/${id}/phien-ban${query}`)
  await person.page.getByRole('heading', { name: 'Phiên bản và lịch sử' }).waitFor()
}

/** As it stands on the sheet of the page, below a heading. */
const below = ({ page }: Person, title: string) =>
  page.locator('.history-desk .cs-section', { hasText: title }).locator('.cs-section-body')

async function keepVersion({ page }: Person, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Lưu phiên bản' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Tên phiên bản').fill(name)
  await dialog.getByRole('button', { name: 'Lưu phiên bản' }).click()
  await page.getByText(`: ${name}.`).waitFor()
}

test('one keeps a version, another writes on; both see what changed and by whom, and one brings it back', async () => {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(0), 'coordinator')
  const { sections } = await province.detail(id)
  const { title } = must(
    sections.find(({ fixed, level }) => fixed && level === 2),
    'a section of the plan',
  )
  const a = await home.drafter(0, id)
  await a.write(title, 'Tỉnh uỷ đã ban hành nghị quyết.')
  await a.saved()
  await a.page.keyboard.press('Control+Alt+KeyL')
  await a.page.getByRole('heading', { name: 'Phiên bản và lịch sử' }).waitFor()
  await keepVersion(a, 'Bản lấy ý kiến lần 1')

  const b = await home.drafter(1, id)
  await b.write(title, ' Uỷ ban nhân dân tỉnh đã giao kế hoạch.')
  await b.saved()

  await a.page.getByRole('button', { name: 'So Bản lấy ý kiến lần 1 với hiện tại' }).click()
  const added = below(a, title).locator('ins')
  await added.waitFor()
  expect(await added.textContent()).toContain('Uỷ ban nhân dân tỉnh đã giao kế hoạch.')
  const changes = a.page.getByRole('navigation', { name: 'Thay đổi' })
  await expect.poll(() => changes.textContent()).toContain('UBND')
  expect(await changes.textContent()).toContain('+9 từ')
  await a.page.keyboard.press('F7')
  await a.page.getByText('Thay đổi 1/1').waitFor()
  expect(await violations(a.page)).toEqual([])

  await a.page.getByRole('button', { name: 'Tải Word có theo dõi thay đổi' }).click()
  await a.page.getByText('Đã tải về').waitFor()

  // Who may write somewhere brings back what they may write; the whole report only the coordinator.
  await openHistory(b, id, '?xem=now')
  await b.page.getByText('Bản lấy ý kiến lần 1').click()
  await b.page.getByRole('heading', { name: 'Bản lấy ý kiến lần 1' }).waitFor()
  await expect.poll(() => below(b, title).textContent()).toBe('Tỉnh uỷ đã ban hành nghị quyết.')
  const whole = b.page.getByRole('button', { name: 'Khôi phục toàn bộ…' })
  expect(await whole.getAttribute('aria-disabled')).toBe('true')
  expect(await whole.getAttribute('aria-description')).toContain('Chỉ người điều phối')
  expect(await violations(b.page)).toEqual([])

  await b.page
    .getByRole('button', { name: `Khôi phục mục 1. ${title}` })
    .first()
    .click()
  const dialog = b.page.getByRole('dialog')
  await dialog.getByText('−9 từ').waitFor()
  await dialog.getByRole('button', { name: 'Khôi phục', exact: true }).click()
  // What the restoring changed is shown at once, and what was there is a version.
  await expect.poll(() => below(b, title).locator('del').textContent()).toContain('đã giao kế hoạch.')
  await b.page.getByRole('button', { name: 'Phiên bản', exact: true }).click()
  await b.page.getByText('Trước khi khôi phục').first().waitFor()
  await a.openReport(id)
  await eventually(() => a.written(title), ['Tỉnh uỷ đã ban hành nghị quyết.'])
})

test('who looks at the versions sees at once what others keep; an automatic one gets a name; all of it comes back', async () => {
  const { province, server } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(0), 'coordinator')
  const { sections } = await province.detail(id)
  const [first, second] = sections
    .filter(({ fixed, level }) => fixed && level === 2)
    .map(({ title }) => title)
  const [here, there] = [must(first, 'a section of the plan'), must(second, 'another one')]
  const a = await home.drafter(0, id)
  const b = await home.drafter(1, id)
  await b.write(here, 'Toàn tỉnh có 32 nhiệm vụ.')
  await b.saved()
  // As if everybody had paused for two minutes.
  onDatabase(server, (db) => {
    db.prepare(
      `insert into version (report_id, id, number, name, kind, seq, at, by_id, by_name, sha256, title, head)
       select id, 'tu-dong', 1, 'Tự động lưu', 'automatic', head_seq, ?, 'x', 'x', 'x', title, head
       from report where id = ?`,
    ).run(Date.now(), id)
  })

  const watcher = await b.newTab()
  await openHistory(watcher, id)
  await openHistory(a, id)
  await watcher.page.getByRole('button', { name: '1 bản tự động giữ' }).click()
  expect(await watcher.page.getByRole('button', { name: /^Đặt tên cho bản/u }).count()).toBe(0)
  await a.page.getByRole('button', { name: '1 bản tự động giữ' }).click()
  await a.page.getByRole('button', { name: /^Đặt tên cho bản/u }).click()
  const naming = a.page.getByRole('dialog')
  expect(await violations(a.page)).toEqual([])
  await naming.getByRole('button', { name: 'Đặt tên' }).click()
  await naming.getByText('Hãy đặt tên cho phiên bản.').waitFor()
  await naming.getByLabel('Tên phiên bản').fill('Bản trước cuộc họp')
  await naming.getByRole('button', { name: 'Đặt tên' }).click()
  // Nobody touches the other page.
  await watcher.page.getByText('Bản trước cuộc họp').waitFor()
  await a.page.getByText('Bản trước cuộc họp', { exact: true }).waitFor()

  await b.write(here, ' Câu viết nhầm.')
  await b.write(there, 'Đoạn viết nhầm.')
  await b.saved()
  await a.page.getByText('Bản trước cuộc họp', { exact: true }).click()
  await a.page.getByRole('heading', { name: 'Bản trước cuộc họp' }).waitFor()
  await a.page.getByRole('button', { name: 'Khôi phục toàn bộ…' }).click()
  const restoring = a.page.getByRole('dialog')
  await restoring.getByText('−3 từ').first().waitFor()
  await restoring.getByRole('button', { name: 'Khôi phục', exact: true }).click()
  await expect.poll(() => below(a, there).locator('del').textContent()).toContain('Đoạn viết nhầm.')
  // Who has the report open sees it without doing anything, and goes on writing.
  await eventually(() => b.written(here), ['Toàn tỉnh có 32 nhiệm vụ.'])
  await b.write(here, ' Viết tiếp.')
  await b.saved()
  await watcher.page.getByText('Trước khi khôi phục').first().waitFor()
  await a.openReport(id)
  await eventually(() => a.written(here), ['Toàn tỉnh có 32 nhiệm vụ. Viết tiếp.'])
  expect((await a.written(there)).join('')).toBe('')
})

test('150 pages are dragged through by the keyboard, and the text follows', async () => {
  const { province, server } = home
  const { id } = await province.newReport()
  const writer = await openHandWriter(server, province.admin, id)
  const paragraphs = 560
  const words =
    'Các cấp uỷ, tổ chức đảng đã quán triệt Nghị quyết, gắn với nhiệm vụ chính trị của địa phương. '
  const write = async (change: (root: Y.XmlFragment) => void) => {
    expect(await writer.verdict(writer.send(writer.make(change)))).toBeUndefined()
  }
  await write((root) => {
    const all = sectionsOf(root)
    for (let n = 0; n < paragraphs; n++) {
      newParagraph(must(all[n % all.length], 'a section'), `p-${n}`).insert(
        0,
        `Đoạn ${n}. ${words.repeat(7)}`,
      )
    }
  })
  const me = await home.seat(province.person(0))
  await province.setRole(id, province.person(0), 'coordinator')
  await openHistory(me, id)
  await keepVersion(me, 'Trước')
  await write((root) => {
    newParagraph(must(sectionsOf(root)[3], 'a section'), 'p-new').insert(0, 'Đoạn viết sau.')
  })
  writer.stop()
  await openHistory(me, id, '?xem=now')
  await me.page.getByText('Đoạn viết sau.').waitFor()
  const line = me.page.getByRole('slider', { name: 'Dòng thời gian' })
  await line.focus()
  // To the beginning of the line, and back to the present.
  await me.page.keyboard.press('Home')
  await expect.poll(() => me.page.getByText('Đoạn viết sau.').count(), { timeout: 20_000 }).toBe(0)
  await me.page.keyboard.press('End')
  await me.page.getByText('Đoạn viết sau.').waitFor()
})

test('on a phone one panel is seen at a time; who is no member learns that, and nothing else', async () => {
  const { province } = home
  const { id } = await province.newReport({ members: [province.person(0)] })
  await province.setRole(id, province.person(0), 'coordinator')
  const me = await home.seat(province.person(0))
  await me.page.setViewportSize({ width: 390, height: 844 })
  await openHistory(me, id)
  await keepVersion(me, 'Bản đầu')
  const desk = me.page.locator('.history-desk')
  expect(await desk.isVisible()).toBe(false)
  await me.page.getByText('Bản đầu', { exact: true }).click()
  await me.page.getByRole('article', { name: 'Văn bản: Bản đầu' }).waitFor()
  await me.page.getByRole('button', { name: 'Đề cương' }).click()
  expect(await desk.isVisible()).toBe(false)
  await me.page.getByRole('navigation', { name: 'Đề cương' }).getByRole('button').nth(3).click()
  await desk.waitFor()
  const isWide = await me.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect(isWide, 'wider than the phone').toBe(false)
  expect(await violations(me.page)).toEqual([])

  await openHistory(me, id, '?so=gone&voi=now')
  await me.page.getByText('Không so sánh được').waitFor()
  me.tolerate(/status of 404/u)

  const stranger = await home.seat(province.person(1))
  stranger.tolerate(/status of 40[34]/u)
  await openHistory(stranger, id)
  await stranger.page.getByText('Không tải được lịch sử của báo cáo').waitFor()
  expect(await stranger.page.getByText('Bản đầu').count()).toBe(0)
})
