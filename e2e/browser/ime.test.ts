import type { CDPSession, Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const OTHER = 'Bài học kinh nghiệm'
/** What a Telex input method shows while `vieetj` is typed. */
const STEPS = ['v', 'vi', 'vie', 'viê', 'viêt', 'việt']

/** An input method that composes, as those of Windows, ibus and macOS do. */
async function inputMethod({ page, context, text }: Person) {
  const cdp: CDPSession = await context.newCDPSession(page)
  await text.evaluate((field) => {
    const events: string[] = []
    Object.assign(window, { compositionEvents: events })
    for (const name of ['compositionstart', 'compositionend'])
      field.addEventListener(name, () => events.push(name))
  })
  return {
    show: (word: string) =>
      cdp.send('Input.imeSetComposition', {
        text: word,
        selectionStart: word.length,
        selectionEnd: word.length,
      }),
    commit: (word: string) => cdp.send('Input.insertText', { text: word }),
    events: () =>
      page.evaluate(() => (window as unknown as { compositionEvents: string[] }).compositionEvents.splice(0)),
  }
}

async function twoPeople(): Promise<readonly [Person, Person]> {
  const { id } = await home.province.newReport()
  return Promise.all([home.drafter(0, id), home.drafter(1, id)])
}

async function bothRead(people: readonly Person[], title: string, blocks: string[]): Promise<void> {
  for (const person of people) await eventually(() => person.written(title), blocks)
}

const ONE_COMPOSITION = ['compositionstart', 'compositionend']

test('a word is composed once and stands once: alone, in bold, and beside others who type', async () => {
  const people = await twoPeople()
  const [me, peer] = people
  const ime = await inputMethod(me)
  const compose = async (between: (step: number) => Promise<void> = async () => {}) => {
    for (const [step, word] of STEPS.entries()) {
      await ime.show(word)
      await between(step)
    }
    await ime.commit('việt')
    expect(await ime.events()).toEqual(ONE_COMPOSITION)
  }

  await me.section(SECTION).click()
  await compose()
  await bothRead(people, SECTION, ['việt'])

  await me.page.keyboard.press('Control+b')
  await compose()
  await bothRead(people, SECTION, ['việtviệt'])
  expect(await boldText(peer.section(SECTION))).toBe('việt')
  await me.page.keyboard.press('Control+b')

  // Somebody types in another section.
  await peer.section(OTHER).click()
  await compose(() => peer.page.keyboard.type('x'))
  await bothRead(people, OTHER, ['xxxxxx'])
  await bothRead(people, SECTION, ['việtviệtviệt'])
})

/** What is bold, without the carets of others that stand in it for a moment. */
function boldText(section: Locator): Promise<string> {
  return section.locator('strong').evaluateAll((bold) =>
    bold
      .map((one) => {
        const copy = one.cloneNode(true) as Element
        for (const caret of copy.querySelectorAll('.peer-caret')) caret.remove()
        return copy.textContent
      })
      .join(''),
  )
}

test('somebody types before, behind and right beside the word that is being composed', async () => {
  const people = await twoPeople()
  const [me, peer] = people
  const ime = await inputMethod(me)
  await peer.write(SECTION, '[]')
  await bothRead(people, SECTION, ['[]'])
  await me.write(SECTION, ' ')

  const composeWhile = async (letter: string) => {
    for (const word of STEPS) {
      await ime.show(word)
      await peer.page.keyboard.type(letter)
      // The others' text is held back, not lost: the server has it already.
      await peer.saved()
    }
    await ime.commit('việt')
    expect(await ime.events()).toEqual(ONE_COMPOSITION)
  }
  // Before: between the brackets.
  await peer.section(SECTION).click()
  await peer.page.keyboard.press('Home')
  await peer.page.keyboard.press('ArrowRight')
  await composeWhile('a')
  await bothRead(people, SECTION, ['[aaaaaa] việt'])

  // Behind: at the paragraph's end, while I stand before it.
  await peer.page.keyboard.press('End')
  await peer.page.keyboard.type(' .')
  await bothRead(people, SECTION, ['[aaaaaa] việt .'])
  await composeWhile('b')
  await bothRead(people, SECTION, ['[aaaaaa] việtviệt .bbbbbb'])

  // Right beside: both carets at one place.
  await peer.page.keyboard.press('Home')
  for (let step = 0; step < '[aaaaaa] việtviệt'.length; step++) await peer.page.keyboard.press('ArrowRight')
  await composeWhile('c')
  const whole = /^\[aaaaaa\] việtviệt(?:việtcccccc|ccccccviệt) \.bbbbbb$/u
  await eventually(async () => whole.test((await me.written(SECTION)).join('')), true)
  await bothRead([peer], SECTION, await me.written(SECTION))
})

test('UniKey, which takes letters back and sends others, works beside somebody who types before it', async () => {
  const people = await twoPeople()
  const [me, peer] = people
  await peer.write(SECTION, '[] ')
  await bothRead(people, SECTION, ['[] '])
  await me.write(SECTION, '')
  await peer.section(SECTION).click()
  await peer.page.keyboard.press('Home')
  await peer.page.keyboard.press('ArrowRight')

  const peerTypes = async () => {
    for (let letter = 0; letter < 30; letter++) await peer.page.keyboard.type('x', { delay: 12 })
  }
  const iType = async () => {
    for (let word = 0; word < 5; word++) {
      await me.page.keyboard.type('viet')
      await me.page.keyboard.press('Backspace')
      await me.page.keyboard.press('Backspace')
      await me.page.keyboard.insertText('ệ')
      await me.page.keyboard.insertText('t')
      await me.page.keyboard.type(' ')
    }
  }
  await Promise.all([peerTypes(), iType()])
  await bothRead(people, SECTION, [`[${'x'.repeat(30)}] ${'việt '.repeat(5)}`])
})

test('letters keep their order while somebody types before them in the same paragraph', async () => {
  const people = await twoPeople()
  const [me, peer] = people
  await peer.write(SECTION, '[] ')
  await bothRead(people, SECTION, ['[] '])
  await me.write(SECTION, '')
  await peer.section(SECTION).click()
  await peer.page.keyboard.press('Home')
  await peer.page.keyboard.press('ArrowRight')
  for (const letter of 'abcdef') {
    await peer.page.keyboard.type('x')
    await eventually(
      async () => (await me.written(SECTION)).join('').split('x').length - 1,
      'abcdef'.indexOf(letter) + 1,
    )
    await me.page.keyboard.type(letter)
  }
  await bothRead(people, SECTION, ['[xxxxxx] abcdef'])
})
