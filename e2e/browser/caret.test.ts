import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const LIMITS = 'Hạn chế, yếu kém'
const LESSONS = 'Bài học kinh nghiệm'
const BASES = 'Cơ sở lý luận'

test('what is typed after a click stands where the click was, however slow the computer and busy the others', async () => {
  const { id } = await home.province.newReport()
  const [me, peer] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  // An old computer: while it deals with the mouse, the others' edits pile up and come first in the queue.
  await me.text.evaluate((field) => {
    field.addEventListener('mousedown', () => {
      const end = performance.now() + 150
      while (performance.now() < end);
    })
  })
  await peer.section(BASES).click()
  const work = { goesOn: true }
  const peerTypes = (async () => {
    let typed = ''
    for (; work.goesOn; typed += 'x') await peer.page.keyboard.type('x', { delay: 10 })
    return typed
  })()
  const letters = [...'abcdef']
  for (const letter of letters) {
    await me.section(LIMITS).click()
    await me.page.keyboard.type(letter)
    await me.section(LESSONS).click()
    await me.page.keyboard.type(letter.toUpperCase())
  }
  work.goesOn = false
  const typed = await peerTypes
  for (const person of [me, peer]) {
    await eventually(async () => [...(await person.written(LIMITS)).join('')].sort(), letters)
    await eventually(
      async () => [...(await person.written(LESSONS)).join('')].sort(),
      letters.map((one) => one.toUpperCase()),
    )
    await eventually(() => person.written(BASES), [typed])
  }
})

test('Backspace right after Home takes nothing across a heading, however fast the keys and slow the computer', async () => {
  const { id } = await home.province.newReport()
  const [me, peer] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await me.write(LIMITS, 'Trước.')
  await me.write(LESSONS, 'Sau.')
  await eventually(() => peer.written(LESSONS), ['Sau.'])
  // The second key is pressed while the first is still being dealt with.
  await me.text.evaluate((field) => {
    field.addEventListener('keydown', () => {
      const end = performance.now() + 60
      while (performance.now() < end);
    })
  })
  for (let round = 0; round < 5; round++) {
    await Promise.all([
      me.page.keyboard.press('End'),
      me.page.keyboard.press('Home'),
      me.page.keyboard.press('Backspace'),
    ])
  }
  await me.page.keyboard.type('Ngay ')
  await eventually(() => peer.written(LESSONS), ['Ngay Sau.'])
  for (const person of [me, peer]) {
    await eventually(() => person.written(LIMITS), ['Trước.'])
    await eventually(() => person.written(LESSONS), ['Ngay Sau.'])
  }
})

test('a caret that a screen reader sets behind a closed section’s last words stays there, and typing is explained', async () => {
  const { id } = await home.province.newReport()
  const { sections } = await home.province.detail(id)
  for (const [title, office] of [
    [LIMITS, 1],
    [LESSONS, 0],
  ] as const) {
    const section = must(
      sections.find((one) => one.title.startsWith(title)),
      title,
    )
    const officeIds = [must(home.province.offices[office], `office ${office}`).id]
    await home.province.setSection(id, section.id, { officeIds })
  }
  const [me, peer] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await peer.write(LIMITS, 'Của họ.')
  await me.write(LESSONS, 'Của tôi.')
  await eventually(() => me.written(LIMITS), ['Của họ.'])
  await Promise.all([me.saved(), peer.saved()])
  // Where the caret came from is before that section after a new visit, and behind it after a look elsewhere.
  for (const comesFrom of ['before', 'behind']) {
    if (comesFrom === 'before') await me.openReport(id)
    else await me.section(LESSONS).click()
    await me.text.evaluate((field) => field.blur())
    await setCaret(me, LIMITS, comesFrom === 'before' ? 'end' : 'start')
    const before = await me.everything()
    await me.page.keyboard.type('abc')
    const said = () => me.page.locator('.cs-notice').textContent()
    await eventually(said, 'Phần này do UBND soạn; bạn chỉ được đọc.')
    await eventually(async () => (await caretSection(me))?.startsWith(LIMITS), true)
    expect(await me.everything()).toBe(before)
  }
})

test('a click on a heading goes to its section: what is typed next stands there, not where the caret was', async () => {
  const { id } = await home.province.newReport()
  const me = await home.drafter(0, id)
  await me.write(LIMITS, 'Trước.')
  await me.openReport(id)
  await me.page.locator('.cs-section-head', { hasText: LESSONS }).click()
  await me.page.keyboard.type('Bài học.')
  await eventually(() => me.written(LESSONS), ['Bài học.'])
  await me.page.locator('.cs-section-head', { hasText: LIMITS }).click()
  await me.page.keyboard.type('Nêu: ')
  await eventually(() => me.written(LIMITS), ['Nêu: Trước.'])
})

/** Without a key or a click, beside a section's words and not in them. */
function setCaret(person: Person, title: string, side: 'start' | 'end'): Promise<void> {
  return person.section(title).evaluate((body, at) => {
    body.closest<HTMLElement>('.ProseMirror')?.focus()
    getSelection()?.collapse(body, at === 'end' ? body.childNodes.length : 0)
  }, side)
}

function caretSection({ page }: Person): Promise<string | null | undefined> {
  return page.evaluate(() => {
    const section = getSelection()?.focusNode?.parentElement?.closest('.cs-section')
    return section?.querySelector('.cs-section-title')?.textContent
  })
}
