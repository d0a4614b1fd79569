import { expect, test } from 'vitest'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })

/** What Chromium itself writes on the console when a server is away. */
const NO_SERVER = /ERR_|WebSocket connection|Failed to load resource/u

const SECTION = 'Hạn chế, yếu kém'
const OTHER = 'Bài học kinh nghiệm'

test('without a line the page says so and what is not sent; typing goes on and arrives later', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  first.tolerate(NO_SERVER)
  await first.write(SECTION, 'Trước khi mất mạng. ')
  await eventually(() => second.written(SECTION), ['Trước khi mất mạng. '])
  await first.saved()

  await first.context.setOffline(true)
  await eventually(() => first.saveState(), 'Mất kết nối')
  await first.page.keyboard.type('Viết khi mất mạng. ')
  await eventually(() => first.saveState(), 'Mất kết nối – 1 thay đổi chưa gửi')
  await first.page.getByText('Bạn cứ viết tiếp.').waitFor()
  await second.write(OTHER, 'Trong lúc đó người khác viết.')
  expect(await second.written(SECTION)).toEqual(['Trước khi mất mạng. '])

  await first.context.setOffline(false)
  await first.saved()
  const whole = ['Trước khi mất mạng. Viết khi mất mạng. ']
  await eventually(() => second.written(SECTION), whole)
  await eventually(() => first.written(OTHER), ['Trong lúc đó người khác viết.'])
  expect(await first.written(SECTION)).toEqual(whole)
  await eventually(() => first.page.getByText('Bạn cứ viết tiếp.').count(), 0)
})

test('the server goes, somebody writes on and closes the page; when both are back the text arrives', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  first.tolerate(NO_SERVER)
  second.tolerate(NO_SERVER)
  await first.write(SECTION, 'Đã gửi. ')
  await eventually(() => second.written(SECTION), ['Đã gửi. '])
  await first.saved()

  await home.server.kill()
  await first.page.keyboard.type('Chưa gửi được.')
  await eventually(() => first.saveState(), 'Mất kết nối – 1 thay đổi chưa gửi')
  // The journal is asynchronous: only what it keeps may be closed, and the page asks until then.
  await closeAsTheBrowserDoes(first)
  await home.server.start()

  const again = await first.newTab()
  await again.openReport(id)
  await eventually(() => again.written(SECTION), ['Đã gửi. Chưa gửi được.'])
  await again.saved()
  await eventually(() => second.written(SECTION), ['Đã gửi. Chưa gửi được.'], 40_000)
})

test('reloading in the middle of typing loses nothing, also while it is being saved', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  let sentence = ''
  await first.section(SECTION).click()
  for (const word of ['Một ', 'hai ', 'ba ', 'bốn ']) {
    await first.page.keyboard.type(word)
    sentence += word
    // At once: the last letters have not even left the browser.
    await first.page.reload()
    await first.text.waitFor()
    await eventually(() => first.written(SECTION), [sentence])
    await first.write(SECTION, '')
  }
  await first.saved()
  await eventually(() => second.written(SECTION), [sentence])

  // A frozen server settles nothing: the page stands at "Đang lưu" when F5 is pressed.
  home.server.freeze()
  await first.page.keyboard.type('năm')
  await eventually(() => first.saveState(), 'Đang lưu…')
  first.page.once('dialog', (dialog) => void dialog.accept())
  const reloaded = first.page.reload()
  home.server.thaw()
  await reloaded
  await first.text.waitFor()
  await eventually(() => first.written(SECTION), [`${sentence}năm`])
  await eventually(() => second.written(SECTION), [`${sentence}năm`])
})

test('kill -9 while both type: what the other saw, and what was called saved, is there; both go on by themselves', async () => {
  const { id } = await home.province.newReport()
  const people = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const [first, second] = people
  for (const person of people) person.tolerate(NO_SERVER)
  await first.section(SECTION).click()
  await second.section(OTHER).click()
  const typed = ['', '']
  const promised = ['', '']
  for (let round = 0; round < 3; round++) {
    const typing = people.map(async (person, place) => {
      for (let word = 0; word < 12; word++) {
        const token = `${place}.${round}.${word} `
        await person.page.keyboard.type(token)
        typed[place] += token
      }
    })
    await eventually(async () => (await second.written(SECTION)).join('').includes(`0.${round}.`), true)
    await home.server.kill()
    promised[0] = (await second.written(SECTION)).join('')
    promised[1] = (await first.written(OTHER)).join('')
    await home.server.start()
    // A third person reads what the server has, before those who wrote come back with more.
    const kept = await serverText(id)
    expect(kept[0]).toContain(promised[0])
    expect(kept[1]).toContain(promised[1])
    await Promise.all(typing)
  }
  await Promise.all(people.map((person) => person.saved()))
  for (const person of people) {
    await eventually(() => person.written(SECTION), [typed[0]])
    await eventually(() => person.written(OTHER), [typed[1]])
  }
  const reader = await home.drafter(1, id)
  expect(await reader.everything()).toBe(await first.everything())
})

/** What somebody who opens the report now is shown in the two sections. */
async function serverText(id: string): Promise<[string, string]> {
  const reader = await home.drafter(1, id)
  const answer: [string, string] = [
    (await reader.written(SECTION)).join(''),
    (await reader.written(OTHER)).join(''),
  ]
  await reader.context.close()
  return answer
}

/** As somebody does who stays as long as the page asks them to: what it does not keep yet goes with it. */
async function closeAsTheBrowserDoes({ page }: Person): Promise<void> {
  page.on('dialog', (dialog) => void dialog.dismiss())
  const closed = page.waitForEvent('close').then(() => true)
  const tryToClose = async () => {
    const asked = page.waitForEvent('dialog').then(
      () => false,
      () => true,
    )
    await page.close({ runBeforeUnload: true })
    return Promise.race([closed, asked])
  }
  await eventually(tryToClose, true)
}
