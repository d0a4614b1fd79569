import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import { expect, test } from 'vitest'
import { must } from '../../report/must.ts'
import { foreign, violations, words } from './page-checks.ts'
import { eventually, house, type Person } from './rig.ts'

const home = house({ people: 2 })
const SECTION = 'Hạn chế, yếu kém'
const SAID = 'Kinh phí cho khoa học và công nghệ còn thấp.'

/** An office's report: what the plan asks for, and something that no section is called. */
function officeReport(): Promise<Buffer> {
  const heading = (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_1 })
  return Packer.toBuffer(
    new Document({
      sections: [
        {
          children: [
            heading(`1. ${SECTION}`),
            new Paragraph(SAID),
            new Paragraph('Cán bộ chuyên trách còn ít.'),
            heading('2. Chuyện riêng của cơ quan'),
            new Paragraph('Không biết để ở đâu.'),
          ],
        },
      ],
    }),
  )
}

async function desk(): Promise<string> {
  const { province } = home
  const { id } = await province.newReport()
  await province.setRole(id, province.person(0), 'coordinator')
  return id
}

async function openSent(person: Person, id: string): Promise<void> {
  await person.visit(`/bao-cao/${id}/bao-cao-co-quan`)
  await person.page.getByRole('heading', { name: 'Báo cáo của các cơ quan', level: 1 }).waitFor()
}

async function seated(index: number): Promise<Person> {
  return home.seat(home.province.person(index))
}

test('an office sends its report; nothing of it is dropped, and the lead office puts an excerpt into the text', async () => {
  const id = await desk()
  const office = await seated(1)
  await openSent(office, id)
  const send = office.page.getByRole('region', { name: 'Gửi báo cáo của cơ quan bạn' })
  const choose = async (name: string, buffer: Buffer) => {
    const chooser = office.page.waitForEvent('filechooser')
    await send.getByRole('button', { name: /^Chọn tệp/u }).click()
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer })
  }
  await choose('Báo cáo.xlsx', Buffer.from('x'))
  await send.getByText('Chỉ nhận tệp .docx hoặc .pdf.').waitFor()
  await choose('Báo cáo năm 2022.docx', await officeReport())
  await office.page.getByText('Đã gửi “Báo cáo năm 2022”.').waitFor()
  const row = office.page.getByRole('article', { name: 'Báo cáo năm 2022' })
  await row.getByText('Đã xếp 1/2 phần').waitFor()
  // After the date of the plan, which is long past.
  await row.getByText('Muộn').waitFor()
  await office.page.getByRole('button', { name: '1 gửi muộn' }).waitFor()
  expect(await violations(office.page)).toEqual([])
  expect(foreign(await words(office.page), 'en', 'vi')).toEqual([])

  const unplaced = office.page.getByRole('region', { name: 'Chưa xếp (1)' })
  await unplaced.getByRole('button', { name: 'Xem nội dung' }).click()
  await unplaced.getByText('Không biết để ở đâu.').waitFor()
  await unplaced.getByRole('combobox').selectOption({ label: await optionOf(unplaced.getByRole('combobox')) })
  await row.getByText('Đã xếp 2/2 phần').waitFor()

  const lead = await home.drafter(0, id)
  await lead.section(SECTION).scrollIntoViewIfNeeded()
  await lead.section(SECTION).click()
  await lead.page.getByRole('button', { name: 'Báo cáo của các cơ quan về mục đang soạn' }).click()
  const panel = lead.page.getByRole('complementary', { name: 'Báo cáo của các cơ quan về mục đang soạn' })
  await panel.getByText(SAID).waitFor()
  expect(await violations(lead.page)).toEqual([])
  await panel.getByRole('button', { name: 'Chèn vào mục' }).first().click()
  await eventually(
    async () => (await lead.written(SECTION)).slice(0, 2),
    [SAID, 'Cán bộ chuyên trách còn ít.'],
  )
  await panel.getByText('Đã chèn 2 đoạn').waitFor()
  await panel.getByText('Từ báo cáo của').waitFor()
  await lead.saved()
  // One step takes it out again; what is known of its source does not hold anybody up.
  await lead.page.keyboard.press('Control+z')
  await eventually(async () => (await lead.written(SECTION)).filter((line) => line !== ''), [])
  await lead.page.keyboard.press('Control+y')
  await lead.saved()
  await panel.getByRole('button', { name: 'Đóng' }).click()
  await eventually(() => panel.count(), 0)

  await row.getByRole('button', { name: 'Rút lại…' }).click()
  await office.page.getByRole('alertdialog').getByRole('button', { name: 'Rút lại' }).click()
  await eventually(() => row.count(), 0)
  await eventually(async () => (await lead.written(SECTION))[0], SAID)
})

test('an office writes its report here, and hands it in when it is ready', async () => {
  const id = await desk()
  const office = await seated(1)
  await openSent(office, id)
  await office.page.getByRole('button', { name: 'Viết tại đây' }).click()
  await office.text.waitFor()
  const own = must(/\/bao-cao\/([^/?]+)$/u.exec(office.page.url())?.[1], 'the address of the own report')
  expect(own).not.toBe(id)
  await office.write(SECTION, SAID)
  await office.saved()

  const lead = await seated(0)
  await openSent(lead, id)
  await lead.page.getByText('Chưa cơ quan nào có nội dung cho mục nào.').waitFor()
  await openSent(office, id)
  await office.page.getByRole('button', { name: 'Nộp', exact: true }).click()
  await office.page.getByRole('alertdialog').getByRole('button', { name: 'Nộp', exact: true }).click()
  await office.page.getByText(/^Đã nộp/u).waitFor()

  // The lead's page hears of it by itself.
  await lead.page.getByRole('button', { name: new RegExp(`${SECTION}.*1 cơ quan`, 'u') }).click()
  await lead.page.getByText(SAID).waitFor()
  expect(await violations(lead.page)).toEqual([])
})

/** Any section: the third choice. */
async function optionOf(select: ReturnType<Person['page']['locator']>): Promise<string> {
  return must((await select.locator('option').allTextContents())[3], 'a section to choose')
}
