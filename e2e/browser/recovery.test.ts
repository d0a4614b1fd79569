import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })

/** What Chromium itself writes on the console when a server is away. */
const NO_SERVER = /ERR_|WebSocket connection|Failed to load resource/u

const APPROVED = 'Hạn chế, yếu kém'
const OPEN = 'Bài học kinh nghiệm'
const FIRST = 'Một số chi bộ sinh hoạt chuyên đề chưa đều; còn 03/27 đơn vị chậm tiến độ.'
const SECOND = 'Việc tự phê bình và phê bình ở vài nơi còn nể nang, né tránh.'
const ALLOWED = 'Phải kiên trì, quyết liệt, làm đến đâu chắc đến đó.'

test('what was written offline where it was approved meanwhile is kept word for word and can be handed over', async () => {
  const { id } = await home.province.newReport()
  const [writer, other] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  writer.tolerate(NO_SERVER)
  await writer.write(APPROVED, 'Đã có từ trước. ')
  await writer.saved()

  await writer.context.setOffline(true)
  await eventually(() => writer.saveState(), 'Mất kết nối')
  await writer.write(APPROVED, FIRST)
  await writer.page.keyboard.press('Enter')
  await writer.page.keyboard.type(SECOND)
  await writer.write(OPEN, ALLOWED)
  await home.province.setSection(id, await home.province.sectionId(id, APPROVED), { status: 'approved' })
  await writer.context.setOffline(false)

  await writer.saved()
  await eventually(() => writer.written(OPEN), [ALLOWED])
  await eventually(() => other.written(OPEN), [ALLOWED])
  await eventually(() => writer.written(APPROVED), ['Đã có từ trước. '])
  expect(await other.written(APPROVED)).toEqual(['Đã có từ trước. '])

  const banner = writer.page.locator('.trouble')
  await banner.getByText('Có phần chữ chưa vào báo cáo').waitFor()
  expect(await banner.textContent()).toContain('Mục 5 “Hạn chế, yếu kém và nguyên nhân” đã được duyệt')
  await banner.getByRole('button', { name: 'Xem phần chữ này' }).click()
  expect(await keptLines(writer)).toEqual([`Đã có từ trước. ${FIRST}`, SECOND])
  expect(await keptWords(writer)).toEqual([FIRST, SECOND])

  // Still there for the next visit, and nothing of it in the report.
  await writer.page.reload()
  await writer.text.waitFor()
  expect(await writer.written(APPROVED)).toEqual(['Đã có từ trước. '])
  await writer.page.getByRole('button', { name: 'Xem phần chữ này' }).click()
  expect(await keptWords(writer)).toEqual([FIRST, SECOND])

  const coordinator = await home.seat(home.province.admin)
  await coordinator.openReport(id)
  await panel(writer).getByRole('button', { name: 'Chuyển cho người điều phối' }).click()
  await panel(writer).getByText('Đã chuyển cho người điều phối.').waitFor()
  await coordinator.page.getByRole('button', { name: 'Phần chữ được chuyển đến (1)' }).click()
  const received = coordinator.page.getByRole('dialog')
  await received.getByText('Người soạn 1 (BTG) chuyển đến một đoạn').waitFor()
  await received.getByRole('button', { name: 'Chèn vào cuối phần' }).click()
  await received.waitFor({ state: 'hidden' })
  await eventually(() => other.written(APPROVED), ['Đã có từ trước. ', FIRST, SECOND])
  await eventually(() => coordinator.text.evaluate((field) => field === document.activeElement), true)
  await coordinator.page.keyboard.press('Control+z')
  await eventually(() => other.written(APPROVED), ['Đã có từ trước. '])
  await coordinator.page.keyboard.press('Control+y')
  await eventually(() => other.written(APPROVED), ['Đã có từ trước. ', FIRST, SECOND])
  await coordinator.page.getByRole('button', { name: 'Phần chữ được chuyển đến (1)' }).click()
  // Inserted once: the main thing left is to say so.
  await received.getByText('Đã chèn', { exact: true }).waitFor()
  await received.getByRole('button', { name: 'Chèn lần nữa' }).waitFor()
  expect(await received.getByRole('button', { name: 'Chèn vào cuối phần' }).count()).toBe(0)
  await received.getByRole('button', { name: 'Đã xử lý' }).click()
  await eventually(() => coordinator.page.getByText('Phần chữ được chuyển đến').count(), 0)

  // Handed over, it asks for nothing any more: no banner at the next visit, but still the way to it.
  await writer.page.reload()
  await writer.text.waitFor()
  await writer.page.getByRole('button', { name: 'Phần chữ chưa vào báo cáo (1) · đã chuyển' }).click()
  expect(await writer.page.getByText('Có phần chữ chưa vào báo cáo').count()).toBe(0)
  await panel(writer).getByRole('button', { name: 'Đã xong, bỏ đi' }).click()
  await writer.page
    .getByRole('alertdialog', { name: 'Bỏ phần chữ này?' })
    .getByRole('button', { name: 'Bỏ đi', exact: true })
    .click()
  await eventually(() => writer.page.getByText('Phần chữ chưa vào báo cáo').count(), 0)
  await writer.page.reload()
  await writer.text.waitFor()
  await writer.saved()
  expect(await writer.page.getByText('Phần chữ chưa vào báo cáo').count()).toBe(0)
})

test('the assignment changes while both type: no letter of anybody is lost', async () => {
  const { id } = await home.province.newReport()
  const people = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const [first, second] = people
  const section = await home.province.sectionId(id, APPROVED)
  const offices = home.province.offices
  const seen: [string[], string[]] = [[], []]
  await first.write(APPROVED, 'a ')
  await first.saved()
  await eventually(() => second.written(APPROVED), ['a '])
  await first.page.keyboard.press('Enter')
  await second.write(APPROVED, '')
  await second.page.keyboard.press('Enter')

  /** What stood on the screen right after it was typed. What the page did not let in never did. */
  const type = async (person: Person, seen: string[], mark: string) => {
    for (let word = 0; word < 30; word++) {
      const token = `${mark}${String(word).padStart(2, '0')}`
      await person.page.keyboard.type(`${token} `)
      if ((await person.everything()).includes(token)) seen.push(token)
    }
  }
  const give = async () => {
    for (let round = 0; round < 8; round++) {
      await home.province.setSection(id, section, { officeId: must(offices[round % 2], 'two offices').id })
    }
    await home.province.setSection(id, section, { officeId: null })
  }
  await Promise.all([type(first, seen[0], 'mot'), type(second, seen[1], 'hai'), give()])
  await Promise.all(people.map((person) => person.saved()))
  const both = async (person: Person) => [
    ...(await person.written(APPROVED)),
    ...(await person.written(OPEN)),
  ]
  await eventually(() => both(first), await both(second))
  const report = (await both(first)).join('\n')
  for (const [index, person] of people.entries()) {
    const kept = await keptOf(person)
    for (const token of must(seen[index], 'what was seen')) {
      const times = report.split(token).length - 1
      expect(times, `${token} in the report`).toBeLessThanOrEqual(1)
      // A word may be cut by the change of rights: then its beginning is in the report, and it is kept whole.
      expect(times === 1 || kept.includes(token), `${token} in the report or in ${kept}`).toBe(true)
    }
    expect(seen[index]?.length).toBeGreaterThan(0)
  }
})

test('the page is closed in the middle of it: everything is there at the next visit, once', async () => {
  const { id } = await home.province.newReport()
  const [writer, other] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  writer.tolerate(NO_SERVER)
  await writer.context.setOffline(true)
  await eventually(() => writer.saveState(), 'Mất kết nối')
  await writer.write(APPROVED, FIRST)
  await writer.write(OPEN, ALLOWED)
  await kept(writer)
  await home.province.setSection(id, await home.province.sectionId(id, APPROVED), { status: 'approved' })

  // The answer that would tell the page its rights never comes: so it stands in the middle when it is closed.
  const asked = holdDetail(writer, id)
  await writer.context.setOffline(false)
  await asked
  await writer.page.close()

  const again = await writer.newTab()
  await again.openReport(id)
  await again.saved()
  await eventually(() => other.written(OPEN), [ALLOWED])
  expect(await other.written(APPROVED)).toEqual([''])
  await again.page.getByRole('button', { name: 'Xem phần chữ này' }).click()
  expect(await keptWords(again)).toEqual([FIRST])

  // And at the one after: nothing twice, nothing gone.
  await again.page.reload()
  await again.text.waitFor()
  await again.saved()
  expect(await again.written(OPEN)).toEqual([ALLOWED])
  await again.page.getByRole('button', { name: 'Xem phần chữ này' }).click()
  expect(await keptWords(again)).toEqual([FIRST])

  // Handed over without a line: it says that it waits, and goes by itself.
  await again.context.setOffline(true)
  await panel(again).getByRole('button', { name: 'Chuyển cho người điều phối' }).click()
  await panel(again).getByText('Sẽ chuyển cho người điều phối khi có kết nối.').waitFor()
  await again.context.setOffline(false)
  await panel(again).getByText('Đã chuyển cho người điều phối.').waitFor()
})

test('who is taken out of the report while offline is told so, and can still read and copy what was not sent', async () => {
  const { id } = await home.province.newReport()
  const writer = await home.drafter(0, id)
  writer.tolerate(NO_SERVER)
  await writer.context.setOffline(true)
  await eventually(() => writer.saveState(), 'Mất kết nối')
  await writer.write(OPEN, ALLOWED)
  await home.province.removeMember(id, home.province.person(0))
  await writer.context.setOffline(false)
  await writer.page.getByText('Bạn chưa được vào báo cáo này').first().waitFor()
  await writer.page.getByRole('button', { name: 'Phần chữ chưa vào báo cáo (1)' }).click()
  expect(await keptLines(writer)).toEqual([ALLOWED])

  await writer.page.reload()
  await writer.page.getByRole('heading', { name: 'Bạn chưa được vào báo cáo này' }).waitFor()
  await writer.page.getByRole('button', { name: 'Phần chữ chưa vào báo cáo (1)' }).click()
  expect(await keptLines(writer)).toEqual([ALLOWED])

  // Let in again, what waited goes where it was written.
  await home.province.setRole(id, home.province.person(0), 'drafter')
  await writer.openReport(id)
  await writer.saved()
  expect(await writer.written(OPEN)).toEqual([ALLOWED])
  expect(await writer.page.getByText('Phần chữ chưa vào báo cáo').count()).toBe(0)
})

test('a changed role reconnects without a word; what the new one may not write is kept', async () => {
  const { id } = await home.province.newReport()
  const writer = await home.drafter(0, id)
  await writer.write(OPEN, 'Trước khi đổi vai. ')
  await writer.saved()
  await home.province.setRole(id, home.province.person(0), 'viewer')
  await writer.page.getByText('Vai trò của bạn: Theo dõi').waitFor()
  await eventually(() => writer.text.getAttribute('aria-readonly'), 'true')
  await home.province.setRole(id, home.province.person(0), 'drafter')
  await writer.page.getByText('Vai trò của bạn: Soạn thảo').waitFor()
  await eventually(() => writer.text.getAttribute('aria-readonly'), 'false')
  await writer.write(OPEN, 'Sau khi đổi lại.')
  await writer.saved()
  expect(await writer.written(OPEN)).toEqual(['Trước khi đổi vai. Sau khi đổi lại.'])
  expect(await writer.page.locator('.trouble').textContent()).toBe('')
})

/** The page may be closed unasked: the browser has on disk what was typed. */
function kept({ page }: Person): Promise<void> {
  const wouldAsk = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  return eventually(() => page.evaluate(wouldAsk), false)
}

/** From now on the page's question for the report is never answered; resolves when it has been asked on the line. */
function holdDetail({ page }: Person, id: string): Promise<void> {
  return new Promise((resolve) => {
    void page.route(`**/api/reports/${id}`, () => resolve())
  })
}

const panel = ({ page }: Person) => page.getByRole('dialog', { name: 'Phần chữ chưa vào báo cáo' })

function keptLines(person: Person): Promise<string[]> {
  return panel(person).locator('.recovery-text p').allTextContents()
}

/** Only what is marked as the person's own. */
function keptWords(person: Person): Promise<string[]> {
  return panel(person).locator('.recovery-text ins').allTextContents()
}

async function keptOf(person: Person): Promise<string> {
  const look = person.page.getByRole('button', { name: /Xem phần chữ này|Phần chữ chưa vào báo cáo/u })
  if ((await look.count()) === 0) return ''
  await look.click()
  return (await keptLines(person)).join('\n')
}
