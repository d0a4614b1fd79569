import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { CATALOGUES } from '../../editor/i18n/catalogue.ts'
import { postThread } from './commenting.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
/** Something to be seen on every page of the appraisal. */
const ASKED = { on: { kind: 'report' }, text: 'Xem lại số liệu', kind: 'change' } as const

test('sign-in, list, new report and drafting page pass axe', async () => {
  const { id } = await home.province.newReport()
  const stranger = await home.seat()
  stranger.tolerate(/Failed to load resource/u)
  await stranger.visit('/')
  await stranger.page.getByLabel('Tên đăng nhập').waitFor()
  expect(await violations(stranger.page)).toEqual([])

  const me = await home.seat(home.province.person(0))
  await postThread(home.province, home.province.person(1), id, ASKED)
  for (const visit of Object.values(pages(me, id))) {
    await visit()
    expect(await violations(me.page)).toEqual([])
  }
  const peer = await home.drafter(1, id)
  await peer.write('Hạn chế, yếu kém', 'Có người khác ở đây')
  await eventually(() => me.written('Hạn chế, yếu kém'), ['Có người khác ở đây'])
  await me.page.getByRole('button', { name: /^Thêm nội dung: / }).click()
  await me.page.getByRole('dialog').waitFor()
  expect(await violations(me.page)).toEqual([])
})

test('on a narrow screen the outline is behind a button, over the page, and in reach of the keys', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.person(0))
  const { page } = me
  await page.setViewportSize({ width: 390, height: 844 })
  await me.openReport(id)
  const button = page.getByRole('button', { name: 'Đề cương', exact: true })
  const outline = page.getByRole('navigation', { name: 'Đề cương báo cáo' })
  const isOpen = () => button.getAttribute('aria-expanded')
  await eventually(isOpen, 'false')
  expect(await outline.count()).toBe(0)

  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('F6')
  await eventually(() => focused(page), 'Đề cương')
  await page.keyboard.press('Enter')
  await outline.waitFor()
  await eventually(isOpen, 'true')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Escape')
  await eventually(isOpen, 'false')
  await eventually(() => focused(page), 'Đề cương')
  await page.keyboard.press('F6')
  await eventually(() => region(page), 'page')

  await button.click()
  await me.outlineRow('Bài học kinh nghiệm').locator('.outline-link').click()
  await outline.waitFor({ state: 'hidden' })
  await page.keyboard.type('Từ đề cương')
  await eventually(() => me.written('Bài học kinh nghiệm'), ['Từ đề cương'])
})

test('everything can be done from the keyboard alone', async () => {
  const { id } = await home.province.newReport({ members: [home.province.person(1)] })
  const me = await home.seat()
  const { keyboard } = me.page
  me.tolerate(/Failed to load resource/u)
  await me.visit('/')
  await me.page.getByLabel('Tên đăng nhập').waitFor()
  await eventually(() => focused(me.page), 'Tên đăng nhập')
  await keyboard.type('soanthao2')
  await keyboard.press('Tab')
  await keyboard.type('mat-khau-2')
  await keyboard.press('Enter')

  await me.page.getByRole('table', { name: 'Danh sách báo cáo' }).waitFor()
  await tabTo(me.page, /^Vào soạn thảo: /u)
  await keyboard.press('Enter')
  await me.text.waitFor()
  expect(me.page.url()).toContain(id)

  // F6 goes round the regions, Alt+F10 to the toolbar, and Escape back to the text.
  await keyboard.press('F6')
  const seen = new Set<string>()
  for (let step = 0; step < 5; step++) {
    seen.add(await region(me.page))
    await keyboard.press('F6')
  }
  expect(seen).toEqual(new Set(['header', 'toolbar', 'outline', 'page', 'review']))
  await keyboard.press('Alt+F10')
  expect(await region(me.page)).toBe('toolbar')
  expect(await me.page.getByRole('toolbar').locator('[tabindex="0"]').count()).toBe(1)
  for (const name of ['Làm lại', 'Đậm']) {
    await keyboard.press('ArrowRight')
    await eventually(() => focused(me.page), name)
  }
  await keyboard.press('Enter')
  await keyboard.press('Escape')
  expect(await region(me.page)).toBe('page')

  // A theme of one's own from the outline, written at once, in bold as chosen.
  await keyboard.press('Shift+F6')
  await eventually(() => region(me.page), 'outline')
  await tabTo(me.page, /^Thêm nội dung: /u)
  await keyboard.press('Enter')
  await eventually(() => focused(me.page), 'Tên mục')
  await keyboard.type('Chuyển đổi số')
  await keyboard.press('Enter')
  await eventually(() => region(me.page), 'page')
  await keyboard.press('Control+b')
  await keyboard.type('Viết bằng bàn phím')
  await eventually(
    () => me.section('Chuyển đổi số').locator('strong').allTextContents(),
    ['Viết bằng bàn phím'],
  )
  await me.saved()
})

test('no English stands in the Vietnamese pages, no Vietnamese in the English ones, and the choice is kept', async () => {
  const { id } = await home.province.newReport()
  await postThread(home.province, home.province.person(1), id, ASKED)
  const me = await home.seat(home.province.person(0))
  for (const [name, visit] of Object.entries(pages(me, id))) {
    await visit()
    expect(foreign(await words(me.page), 'en', 'vi'), name).toEqual([])
  }
  await me.page.getByRole('combobox', { name: 'Ngôn ngữ' }).selectOption({ label: 'English' })
  await me.page.getByRole('button', { name: 'Saved', exact: true }).waitFor()
  expect(await me.page.evaluate(() => document.documentElement.lang)).toBe('en')
  for (const visit of Object.values(pages(me, id))) {
    await visit('en')
    // The administrator of the test bears the name of the office.
    const named = (text: string) => text === home.province.admin.person.name
    expect(foreign(await words(me.page), 'vi', 'en').filter((text) => !named(text))).toEqual([])
  }
  await me.page
    .getByRole('combobox', { name: CATALOGUES.en.app.language })
    .selectOption({ label: 'Tiếng Việt' })
  await me.page.reload()
  await me.saved()
  expect(await me.page.evaluate(() => document.documentElement.lang)).toBe('vi')
})

/** The main pages, each as it is when it has loaded; the drafting page comes last. */
function pages(me: Person, id: string): Record<string, (language?: 'vi' | 'en') => Promise<void>> {
  return {
    list: async (language = 'vi') => {
      await me.visit('/')
      await me.page.getByRole('table', { name: CATALOGUES[language].reports.listLabel }).waitFor()
    },
    members: async (language = 'vi') => {
      await me.page.getByRole('button', { name: CATALOGUES[language].reports.members }).first().click()
      await me.page.getByRole('dialog').getByRole('listitem').first().waitFor()
    },
    newReport: async (language = 'vi') => {
      await me.visit('/bao-cao-moi')
      await me.page.getByRole('heading', { name: CATALOGUES[language].reports.milestones }).waitFor()
    },
    notices: async (language = 'vi') => {
      await me.visit('/thong-bao')
      await me.page.getByRole('heading', { level: 1, name: CATALOGUES[language].notices.title }).waitFor()
    },
    register: async (language = 'vi') => {
      await me.visit(`/bao-cao/${id}/gop-y`)
      await me.page.getByRole('table', { name: CATALOGUES[language].register.table }).waitFor()
    },
    draft: async (language = 'vi') => {
      await me.visit(`/bao-cao/${id}`)
      await me.page.getByRole('button', { name: CATALOGUES[language].drafting.saved, exact: true }).waitFor()
    },
  }
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const here = document.activeElement
    const label = here instanceof HTMLInputElement ? here.labels?.[0]?.textContent : undefined
    return (here?.getAttribute('aria-label') ?? label ?? here?.textContent ?? '').trim()
  })
}

function region(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? '',
  )
}

async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 40; step++) {
    if (name.test(await focused(page))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached ${name}`)
}
