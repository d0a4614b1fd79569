import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const LIMITS = 'Hạn chế, yếu kém'
const LESSONS = 'Bài học kinh nghiệm'
const BASES = 'Cơ sở lý luận'

async function writtenReport(): Promise<{
  people: readonly [Person, Person]
  headings: string[]
  id: string
}> {
  const { id } = await home.province.newReport()
  const people = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const [first, second] = people
  await first.write(LIMITS, 'Kinh phí còn thấp.')
  await first.write(LESSONS, 'Bám sát thực tiễn.')
  await first.write(BASES, 'Dự báo tình hình.')
  await eventually(() => second.written(BASES), ['Dự báo tình hình.'])
  return { people, headings: await first.headings(), id }
}

async function texts(person: Person): Promise<string[]> {
  const blocks = await Promise.all([LIMITS, LESSONS, BASES].map((title) => person.written(title)))
  return blocks.map((paragraphs) => paragraphs.join('\n'))
}
const ALL = ['Kinh phí còn thấp.', 'Bám sát thực tiễn.', 'Dự báo tình hình.']

test('Ctrl+A and Delete empties the text and leaves every heading; Ctrl+Z brings all back', async () => {
  const { people, headings } = await writtenReport()
  const [first, second] = people
  await first.section(LESSONS).click()
  await first.page.keyboard.press('Control+a')
  await first.page.keyboard.press('Delete')
  await eventually(() => texts(second), ['', '', ''])
  expect(await texts(first)).toEqual(['', '', ''])
  for (const person of people) expect(await person.headings()).toEqual(headings)

  await first.page.keyboard.press('Control+z')
  for (const person of people) await eventually(() => texts(person), ALL)
  for (const person of people) expect(await person.headings()).toEqual(headings)
  await first.saved()
})

test('typing over everything leaves one letter and every heading', async () => {
  const { people, headings } = await writtenReport()
  const [first, second] = people
  await first.section(LESSONS).click()
  await first.page.keyboard.press('Control+a')
  await first.page.keyboard.type('Viết lại')
  await eventually(async () => (await second.everything()).includes('Viết lại'), true)
  await eventually(() => texts(second), ['', '', ''])
  for (const person of people) expect(await person.headings()).toEqual(headings)
  await first.saved()
})

test('what is cut across sections goes, the headings stay, and pasting puts the text where the caret is', async () => {
  const { people, headings } = await writtenReport()
  const [first, second] = people
  // From the middle of one section to the middle of another, as with Shift and a click.
  await first.section(LIMITS).click()
  await first.page.keyboard.press('Home')
  for (let letter = 0; letter < 'Kinh phí'.length; letter++) await first.page.keyboard.press('ArrowRight')
  const marked = () => second.text.locator('.peer-selection').allTextContents()
  await first.page.keyboard.down('Shift')
  for (let guard = 0; guard < 40 && !(await selected(first)).includes('Bám sát'); guard++) {
    await first.page.keyboard.press('ArrowRight')
  }
  await first.page.keyboard.up('Shift')
  // The other sees the selection as the editor has it.
  await eventually(marked, [' còn thấp.', 'Bám sát'])
  await first.page.keyboard.press('Control+x')
  await eventually(() => texts(second), ['Kinh phí', ' thực tiễn.', 'Dự báo tình hình.'])
  for (const person of people) expect(await person.headings()).toEqual(headings)

  await first.write(BASES, ' ')
  await first.page.keyboard.press('Control+v')
  await eventually(
    async () => (await second.written(BASES)).join('|'),
    'Dự báo tình hình.  còn thấp.|Bám sát',
  )
  for (const person of people) expect(await person.headings()).toEqual(headings)
})

test('what comes from Word is text of this report: NFC, without its styles, its headings ordinary paragraphs', async () => {
  const { people, headings } = await writtenReport()
  const [first, second] = people
  await copyFromElsewhere(first.context, WORD)
  await first.write(LESSONS, '')
  await first.page.keyboard.press('End')
  await first.page.keyboard.press('Enter')
  await first.page.keyboard.press('Control+v')
  await eventually(
    () => second.written(LESSONS),
    ['Bám sát thực tiễn.', 'Chương một', 'Kết quả đạt được in đậm và thường.', 'Đơn vịSố đề tài'],
  )
  const html = await second.section(LESSONS).evaluate((body) => {
    const copy = body.cloneNode(true) as Element
    for (const caret of copy.querySelectorAll('.peer-caret')) caret.remove()
    return copy.innerHTML
  })
  expect(html).not.toMatch(/mso|font|color|style="[^"]*(?:margin|background)/iu)
  // A foreign heading is no heading of this report: it keeps its weight, and that is all.
  expect(await second.section(LESSONS).locator('strong').allTextContents()).toEqual(['Chương một', 'in đậm'])
  expect(
    await second
      .section(LESSONS)
      .getByRole('cell')
      .or(second.section(LESSONS).getByRole('columnheader'))
      .count(),
  ).toBe(2)
  const text = (await second.written(LESSONS)).join('')
  expect(text).toBe(text.normalize('NFC'))
  for (const person of people) expect(await person.headings()).toEqual(headings)
  await first.saved()
})

test('Ctrl+Z takes back what I wrote and nothing of the others, and after a reload there is nothing to take back', async () => {
  const { people } = await writtenReport()
  const [first, second] = people
  await first.page.reload()
  await first.text.waitFor()
  await first.write(LESSONS, ' Của tôi.')
  await eventually(() => second.written(LESSONS), ['Bám sát thực tiễn. Của tôi.'])
  await second.write(LESSONS, ' Của bạn.')
  await eventually(() => first.written(LESSONS), ['Bám sát thực tiễn. Của tôi. Của bạn.'])

  await first.page.keyboard.press('Control+z')
  for (const person of people)
    await eventually(() => person.written(LESSONS), ['Bám sát thực tiễn. Của bạn.'])
  await first.page.keyboard.press('Control+y')
  for (const person of people)
    await eventually(() => person.written(LESSONS), ['Bám sát thực tiễn. Của tôi. Của bạn.'])

  await first.saved()
  await first.page.reload()
  await first.text.waitFor()
  await first.section(LESSONS).click()
  const undo = first.page.getByRole('button', { name: 'Hoàn tác việc của tôi' })
  expect(await undo.getAttribute('aria-disabled')).toBe('true')
  await first.page.keyboard.press('Control+z')
  await first.page.keyboard.type('!')
  await eventually(
    async () => (await second.written(LESSONS)).join('').replace('!', ''),
    'Bám sát thực tiễn. Của tôi. Của bạn.',
  )
})

function selected({ page }: Person): Promise<string> {
  return page.evaluate(() => getSelection()?.toString() ?? '')
}

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{mso-style-parent:"";margin:0}</style></head>
<body lang=VI><!--StartFragment--><h1 style='mso-outline-level:1;color:red'>Chương một<o:p></o:p></h1>
<p class=MsoNormal style='margin-left:36pt'><span style='font-family:"Comic Sans MS";color:#c00000;background:yellow'>${'Kết quả đạt được '.normalize('NFD')}<b style='mso-bidi-font-weight:normal'>in đậm</b> và <span class=SpellE>thường</span>.</span><o:p></o:p></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr><td width=200 style='background:#eee'><p class=MsoNormal>Đơn vị<o:p></o:p></p></td><td><p class=MsoNormal>Số đề tài<o:p></o:p></p></td></tr></table>
<!--EndFragment--></body></html>`

/** Puts HTML on the clipboard as another program would: copied in a page that is none of ours. */
async function copyFromElsewhere(context: BrowserContext, html: string): Promise<void> {
  const elsewhere: Page = await context.newPage()
  await elsewhere.evaluate((copied) => {
    document.addEventListener('copy', (event) => {
      event.clipboardData?.setData('text/html', copied)
      event.clipboardData?.setData('text/plain', 'plain')
      event.preventDefault()
    })
  }, html)
  await elsewhere.keyboard.press('Control+c')
  await elsewhere.close()
}
