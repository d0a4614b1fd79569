import { expect, test } from 'vitest'
import { allMarked, commenting, type Commenter, postThread, threadOf, threadsOf } from './commenting.ts'
import { eventually, house } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const OTHER = 'Bài học kinh nghiệm'
const SENTENCE = 'Một số chi bộ sinh hoạt chuyên đề chưa đều, còn nể nang.'
const WORDS = 'sinh hoạt chuyên đề chưa đều'

/** A drafter and a reviewer who have the sentence and a thread on some of its words before them. */
async function desk(): Promise<{ id: string; threadId: string; drafter: Commenter; reviewer: Commenter }> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(1), 'reviewer')
  const [drafter, reviewer] = (await Promise.all([home.drafter(0, id), home.drafter(1, id)])).map(
    commenting,
  ) as [Commenter, Commenter]
  await drafter.write(SECTION, SENTENCE)
  await drafter.saved()
  const { id: threadId } = await postThread(province, province.person(1), id, {
    on: WORDS,
    text: 'Nêu số liệu',
  })
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  await allMarked([drafter, reviewer], threadId, WORDS)
  return { id, threadId, drafter, reviewer }
}

test('a thread stays on its words while they are typed in, split, joined, listed, cut, pasted and undone', async () => {
  const { id, threadId, drafter, reviewer } = await desk()
  const { keyboard } = drafter.page
  const people = [drafter, reviewer]
  const bothRead = async (title: string, blocks: string[]) => {
    for (const person of people) await eventually(() => person.written(title), blocks)
  }
  /** Puts the caret before or behind the words. */
  const beside = async (words: string, key: 'ArrowLeft' | 'ArrowRight') => {
    await drafter.select(words)
    await keyboard.press(key)
  }

  // At its edges nothing belongs to it, inside everything.
  await beside(WORDS, 'ArrowRight')
  await keyboard.type('||')
  await beside(WORDS, 'ArrowLeft')
  await keyboard.type('<<')
  await bothRead(SECTION, [SENTENCE.replace(WORDS, `<<${WORDS}||`)])
  await allMarked(people, threadId, WORDS)
  await beside('sinh hoạt', 'ArrowRight')
  await keyboard.type(' thật')
  const grown = 'sinh hoạt thật chuyên đề chưa đều'
  await allMarked(people, threadId, grown)

  // A new paragraph before it, one inside it, and both joined again.
  await beside(`<<${grown}`, 'ArrowLeft')
  await keyboard.press('Enter')
  await bothRead(SECTION, ['Một số chi bộ ', `<<${grown}||, còn nể nang.`])
  await allMarked(people, threadId, grown)
  await beside(' chuyên đề', 'ArrowLeft')
  await keyboard.press('Enter')
  await bothRead(SECTION, ['Một số chi bộ ', '<<sinh hoạt thật', ' chuyên đề chưa đều||, còn nể nang.'])
  await allMarked(people, threadId, 'sinh hoạt thật\n chuyên đề chưa đều')
  await keyboard.press('Backspace')
  await bothRead(SECTION, ['Một số chi bộ ', `<<${grown}||, còn nể nang.`])
  await allMarked(people, threadId, grown)

  // A list and no list.
  const list = drafter.page.getByRole('button', { name: 'Danh sách gạch đầu dòng', exact: true })
  await list.click()
  await eventually(() => reviewer.section(SECTION).locator('ul li').count(), 1)
  await allMarked(people, threadId, grown)
  await list.click()
  await eventually(() => reviewer.section(SECTION).locator('ul').count(), 0)
  await allMarked(people, threadId, grown)

  // Cut here and pasted in another section, where it is the same thread.
  await drafter.select(`<<${grown}||, còn nể nang.`)
  await keyboard.press('Control+x')
  await bothRead(SECTION, ['Một số chi bộ ', ''])
  await allMarked(people, threadId, '')
  await drafter.section(OTHER).click()
  await keyboard.press('Control+v')
  await bothRead(OTHER, [`<<${grown}||, còn nể nang.`])
  await allMarked(people, threadId, grown)
  for (const step of [1, 2]) {
    await keyboard.press('Control+z')
    await bothRead(OTHER, [''])
    if (step === 1) await allMarked(people, threadId, '')
  }
  await bothRead(SECTION, ['Một số chi bộ ', `<<${grown}||, còn nể nang.`])
  await allMarked(people, threadId, grown)

  // Deleted and taken back; and the next visit sees it where everybody does.
  await drafter.select(grown)
  await keyboard.press('Delete')
  await allMarked(people, threadId, '')
  await keyboard.press('Control+z')
  await allMarked(people, threadId, grown)
  await drafter.saved()
  await reviewer.page.reload()
  await reviewer.text.waitFor()
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  await allMarked([reviewer], threadId, grown)
  // Only words near the screen are marked: far ones would cost something with every key.
  await reviewer.text.locator('.cs-section').first().scrollIntoViewIfNeeded()
  await allMarked([reviewer], threadId, '')
  await reviewer.section(SECTION).scrollIntoViewIfNeeded()
  await allMarked([reviewer], threadId, grown)
  const [thread] = await threadsOf(home.province, home.province.admin, id)
  expect(thread?.anchor).toMatchObject({ quote: WORDS, lost: false })
})

test('an approved section takes no letter and every comment', async () => {
  const { id, threadId, drafter, reviewer } = await desk()
  const { province } = home
  const { sections } = await province.detail(id)
  const section = sections.find(({ title }) => title.startsWith(SECTION))
  await province.setSection(id, section?.id ?? '', { status: 'approved' })
  await eventually(
    () => drafter.section(SECTION).evaluate((body) => body.closest('.cs-section--closed') !== null),
    true,
  )
  await drafter.comment('còn nể nang', 'Đã duyệt rồi vẫn góp ý')
  await reviewer.comment('Một số chi bộ', 'Cả người thẩm định')
  for (const person of [drafter, reviewer]) {
    await person.card('Đã duyệt rồi vẫn góp ý').waitFor()
    await person.card('Cả người thẩm định').waitFor()
  }
  const card = await drafter.openCard('Nêu số liệu')
  await drafter.reply(card, 'Xin ghi nhận')
  await (await reviewer.openCard('Nêu số liệu')).getByText('Xin ghi nhận').waitFor()
  expect(await reviewer.written(SECTION)).toEqual([SENTENCE])
  await allMarked([drafter, reviewer], threadId, WORDS)
  await allMarked([drafter, reviewer], await threadOf(drafter.card('Cả người thẩm định')), 'Một số chi bộ')
})

test('when its words are gone a thread waits with its quote and answers, and is given another place', async () => {
  const { threadId, drafter, reviewer } = await desk()
  await drafter.select(WORDS)
  await drafter.page.keyboard.type('họp còn ít')
  await drafter.saved()
  await allMarked([drafter, reviewer], threadId, '')

  await reviewer.page.getByRole('button', { name: '1 góp ý không còn đoạn gốc' }).click()
  const lost = reviewer.page.getByRole('region', { name: 'Không còn đoạn gốc' })
  expect(await lost.getByRole('article').textContent()).toContain(WORDS)
  expect(await lost.getByRole('article').textContent()).toContain('Nêu số liệu')
  await lost.getByRole('button', { name: 'Gắn lại' }).click()
  const bar = reviewer.page.getByRole('region', { name: 'Gắn lại' })
  await bar.getByText('hãy chọn đoạn mới trong văn bản').waitFor()
  await reviewer.select('họp còn ít')
  await bar.getByText('Gắn vào “họp còn ít”').waitFor()
  await bar.getByRole('button', { name: 'Gắn vào đây' }).click()
  await allMarked([drafter, reviewer], threadId, 'họp còn ít')
  await eventually(() => lost.count(), 0)
})
