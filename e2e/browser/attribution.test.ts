import { expect, test } from 'vitest'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const PLACE = 'Hạn chế, yếu kém'

const legendOf = ({ page }: Person) => page.getByRole('region', { name: /^Ai viết/u })

async function toggle({ page }: Person, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /Tài khoản|tài khoản/u }).click()
  await page.getByRole('menuitem', { name }).click()
}

/** The stretches of one colour in a section, each with its paragraph's tip. */
const runs = (person: Person) =>
  person
    .section(PLACE)
    .locator('.author-run')
    .evaluateAll((all) =>
      all.map((one) => `${one.textContent} ${(one as HTMLElement).style.getPropertyValue('--author')}`),
    )

test('two write one paragraph, it is split and moved, and each word keeps its colour', async () => {
  const { id } = await home.province.newReport()
  const first = await home.drafter(0, id)
  await first.write(PLACE, 'Kinh tế phát triển. Văn hóa tiến bộ.')
  await first.saved()
  const second = await home.drafter(1, id)
  await second.write(PLACE, ' Xã hội ổn định.')
  await second.saved()
  // Away from the end, so that the paragraph is split between words of the first.
  await second.page.keyboard.press('Home')
  for (let step = 0; step < 19; step++) await second.page.keyboard.press('ArrowRight')
  await second.page.keyboard.press('Enter')
  await second.saved()
  expect(await second.page.locator('.author-run').count()).toBe(0)

  await toggle(second, /^Hiện ai viết/u)
  await legendOf(second).waitFor()
  await eventually(async () => (await runs(second)).length, 3)
  const [one, two, three] = await runs(second)
  const colour = (run: string | undefined) => run?.split(' ').at(-1)
  expect(one).toContain('Kinh tế phát triển.')
  expect(two).toContain('Văn hóa tiến bộ.')
  expect(three).toContain('Xã hội ổn định.')
  expect(colour(one)).toBe(colour(two))
  expect(colour(three)).not.toBe(colour(one))
  const tip = await second.section(PLACE).locator('p[title]').last().getAttribute('title')
  expect(tip).toMatch(/^.+ – .+: \d+ %; .+ – .+: \d+ %$/u)
  await legendOf(second)
    .getByText(/· 8 từ/u)
    .waitFor()
  expect(await violations(second.page)).toEqual([])
  expect(foreign(await words(second.page), 'en', 'vi')).toEqual([])
  if (process.env.SHOTS) await second.page.screenshot({ path: `${process.env.SHOTS}/attribution.png` })

  await legendOf(second).getByRole('button', { name: 'Số từ theo mục' }).click()
  await second.page
    .getByRole('dialog')
    .getByRole('row', { name: /Hạn chế, yếu kém/u })
    .waitFor()
  expect(await violations(second.page)).toEqual([])
  if (process.env.SHOTS) await second.page.screenshot({ path: `${process.env.SHOTS}/attribution-table.png` })
  await second.page.keyboard.press('Escape')

  // It is remembered, and gone when nobody wants it.
  await second.openReport(id)
  await legendOf(second).waitFor()
  await eventually(async () => (await runs(second)).length, 3)
  await legendOf(second).getByRole('button', { name: 'Ẩn ai viết' }).click()
  await eventually(async () => (await runs(second)).length, 0)
})
