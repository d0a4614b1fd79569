import {
  Document,
  FootnoteReferenceRun,
  HeadingLevel,
  ImageRun,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { png } from '../rig/png.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 3 })
const MINE = 'Hạn chế, yếu kém'
const THEIRS = 'Bài học kinh nghiệm'
/** *Chuyển đổi số được đẩy mạnh.* as TCVN3 spells it. */
const OLD_FONT = 'ChuyÓn ®æi sè ®\u00ADîc ®Èy m¹nh.'
const FROM_OLD_FONT = 'Chuyển đổi số được đẩy mạnh.'
const FAILED_REQUEST = /Failed to load resource/u

/** An office's contribution: two headings of the plan, one of its own, and all that a Word file can hold. */
async function contribution(): Promise<Buffer> {
  const heading = (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_1 })
  const cell = (text: string) => new TableCell({ children: [new Paragraph(text)] })
  const row = (...texts: string[]) => new TableRow({ children: texts.map(cell) })
  return Packer.toBuffer(
    new Document({
      footnotes: { 1: { children: [new Paragraph('Số liệu của Sở.')] } },
      sections: [
        {
          children: [
            heading(`1. ${MINE}`),
            new Paragraph({ children: [new TextRun({ text: OLD_FONT, font: '.VnTime' })] }),
            new Paragraph({ children: [new TextRun('Kinh phí còn thấp.'), new FootnoteReferenceRun(1)] }),
            new Table({ rows: [row('Năm', 'Kinh phí'), row('2012', '15 tỷ')] }),
            new Paragraph({
              children: [
                new ImageRun({
                  type: 'png',
                  data: png(60, 40, [200, 30, 30]),
                  transformation: { width: 60, height: 40 },
                }),
              ],
            }),
            heading(`2. ${THEIRS}`),
            ...Array.from(
              { length: 12 },
              (_one, at) => new Paragraph(`Bám sát thực tiễn, bài học thứ ${at + 1}.`),
            ),
            heading('3. Chuyện riêng của Sở'),
            new Paragraph('Không biết để ở đâu.'),
          ],
        },
      ],
    }),
  )
}

function dialogOf({ page }: Person): Locator {
  return page.getByRole('dialog', { name: /tệp Word/u })
}

async function openForReport(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: /^Tài khoản/u }).click()
  await person.page.getByRole('menuitem', { name: 'Đưa nội dung từ tệp Word…' }).click()
  await dialogOf(person).waitFor()
  return dialogOf(person)
}

async function openForSection(person: Person, title: string): Promise<Locator> {
  const row = person.outlineRow(title)
  await row.hover()
  await row.getByRole('button', { name: /^Thao tác với mục/u }).click()
  await person.page.getByRole('menuitem', { name: 'Chèn từ tệp Word…' }).click()
  await dialogOf(person).waitFor()
  return dialogOf(person)
}

async function choose(dialog: Locator, name: string, buffer: Buffer): Promise<void> {
  const mimeType = 'application/octet-stream'
  await dialog.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer })
}

const goes = (dialog: Locator, part: string) =>
  dialog.getByRole('combobox', { name: `Đưa phần “${part}” vào mục` })
const insert = (dialog: Locator) => dialog.getByRole('button', { name: /^Chèn/u })

test('a contribution goes into the sections it belongs to, on everybody’s screen, and can be undone as one', async () => {
  const { id } = await home.province.newReport()
  const me = await home.seat(home.province.admin)
  await me.openReport(id)
  const other = await home.drafter(0, id)
  await me.write(MINE, 'Đã có.')
  const dialog = await openForReport(me)
  await choose(dialog, 'Dong gop.docx', await contribution())
  await insert(dialog).waitFor()
  await dialog.getByText('Chữ phông cũ (.VnTime) đã được đổi sang Unicode').waitFor()
  expect(await goes(dialog, `1. ${MINE}`).locator('option:checked').textContent()).toContain(MINE)
  expect(await goes(dialog, '3. Chuyện riêng của Sở').inputValue()).toBe('')
  const first = dialog.getByRole('group', { name: `Nội dung phần “1. ${MINE}”` })
  await first.getByText(FROM_OLD_FONT).waitFor()
  await dialog.getByRole('button', { name: 'Xem cả phần' }).first().click()
  await eventually(() => first.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth), 60)
  await first.getByRole('listitem').getByText('Số liệu của Sở.').waitFor()
  expect(await violations(me.page)).toEqual([])
  expect(foreign(await words(me.page), 'en', 'vi')).toEqual([])
  // Twice in a row, as who is impatient clicks.
  await insert(dialog).dblclick()
  await eventually(() => dialog.count(), 0)
  await me.page.getByText(/^Đã chèn \d+ chữ vào “/u).waitFor()

  const mine = ['Đã có.', FROM_OLD_FONT]
  await eventually(async () => (await other.written(MINE)).slice(0, 2), mine)
  await eventually(async () => (await other.written(THEIRS)).length, 12)
  expect((await other.everything()).match(/Kinh phí còn thấp/gu)).toHaveLength(1)
  expect(await other.everything()).not.toContain('Không biết để ở đâu.')
  expect(await other.section(MINE).locator('table').count()).toBe(1)
  await other
    .section(MINE)
    .locator('.cs-footnote[title], .cs-footnote-mark[title="Số liệu của Sở."]')
    .waitFor()
  await me.saved()

  await me.page.keyboard.press('Control+z')
  await eventually(() => other.written(MINE), ['Đã có.'])
  await eventually(async () => (await other.written(THEIRS)).join(''), '')
  await me.page.keyboard.press('Control+y')
  await eventually(async () => (await other.written(MINE)).slice(0, 2), mine)
})

test('an office puts its file into its own section as one piece; others’ sections are not offered, nor taken from it later', async () => {
  const { id } = await home.province.newReport()
  const [mine, theirs] = await Promise.all([
    home.province.sectionId(id, MINE),
    home.province.sectionId(id, THEIRS),
  ])
  const office = (index: number) => must(home.province.offices[index], `office ${index}`).id
  await home.province.setSection(id, mine, { officeIds: [office(0)] })
  await home.province.setSection(id, theirs, { officeIds: [office(1)] })
  const me = await home.drafter(0, id)
  const dialog = await openForSection(me, MINE)
  await choose(dialog, 'Dong gop.docx', await contribution())
  await insert(dialog).waitFor()
  const own = goes(dialog, `2. ${THEIRS}`)
  expect(await own.getByRole('option').count()).toBe(2)
  expect(await own.inputValue()).toBe(mine)

  await dialog.getByRole('radio', { name: /^Chia theo đề cương/u }).check()
  await dialog.getByText(/Bạn không viết được ở “.*Bài học kinh nghiệm”/u).waitFor()
  expect(await own.inputValue()).toBe('')
  expect((await own.getByRole('option').allTextContents()).filter((name) => name.includes(THEIRS))).toEqual(
    [],
  )

  // While the dialog is open, the section goes to another office.
  await home.province.setSection(id, mine, { officeIds: [office(1)] })
  await dialog.getByText(/vừa đóng với bạn/u).waitFor()
  await insert(dialog).click()
  await dialog.getByText(/^Chưa chèn gì/u).waitFor()
  expect(await violations(me.page)).toEqual([])
  await home.province.setSection(id, mine, { officeIds: [office(0)] })
  await dialog.getByRole('radio', { name: /^Tất cả vào mục/u }).check()
  await goes(dialog, '3. Chuyện riêng của Sở').selectOption('')
  await insert(dialog).click()
  await eventually(() => dialog.count(), 0)
  const written = await me.written(MINE)
  expect(written[0]).toBe(FROM_OLD_FONT)
  expect(written).toContain(`2. ${THEIRS}`)
  expect(written.join()).not.toContain('Chuyện riêng')
  await me.saved()
})

test('what is no Word file is refused with the reason, and a reading can be stopped', async () => {
  const { id } = await home.province.newReport()
  const me = await home.drafter(0, id)
  me.tolerate(FAILED_REQUEST)
  const dialog = await openForReport(me)
  await choose(dialog, 'Báo cáo.doc', Buffer.from('x'))
  await dialog.getByText('Đây là tệp .doc kiểu cũ.').waitFor()
  await choose(dialog, 'Báo cáo.pdf', Buffer.from('%PDF-1.7'))
  await dialog.getByText('Đây là tệp PDF.').waitFor()
  await choose(dialog, 'Báo cáo.docx', Buffer.from('%PDF-1.7'))
  await dialog.getByRole('alert').getByText('Đây là tệp PDF.').waitFor()
  await choose(dialog, 'Báo cáo.docx', Buffer.from('PK nothing'))
  await dialog.getByRole('alert').getByText('Tệp .docx bị hỏng').waitFor()
  expect(await violations(me.page)).toEqual([])

  home.server.freeze()
  await choose(dialog, 'Dong gop.docx', await contribution())
  await dialog.getByText(/Đang đọc tệp… \d+ giây/u).waitFor()
  await dialog.getByRole('button', { name: 'Dừng' }).click()
  await dialog.getByText('Đã dừng, chưa có gì được đưa vào báo cáo.').waitFor()
  home.server.thaw()
  await dialog.getByRole('button', { name: 'Đọc lại' }).click()
  await insert(dialog).waitFor()
  await me.page.keyboard.press('Escape')
  await eventually(() => dialog.count(), 0)
})
