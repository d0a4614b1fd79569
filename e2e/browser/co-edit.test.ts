import { expect, test } from 'vitest'
import { eventually, house } from './rig.ts'

const home = house({ people: 2 })

const OUTLINE = [
  'I. Tổng kết việc thực hiện Nghị quyết số 20',
  '1. Tình hình quán triệt, nâng cao nhận thức của cán bộ, đảng viên và Nhân dân về phát triển khoa học và công nghệ',
  '2. Việc chỉ đạo và triển khai thực hiện Nghị quyết số 20, Chương trình hành động số 40 ở từng địa phương, cơ quan, đơn vị',
  '3. Kết quả triển khai thực hiện các nhiệm vụ, giải pháp đã nêu trong Nghị quyết số 20 và Chương trình hành động số 40',
  'a) Vai trò lãnh đạo của các cấp ủy, tổ chức đảng; quản lý, điều hành của chính quyền các cấp',
  'b) Cơ chế quản lý, tổ chức, hoạt động khoa học và công nghệ',
  'c) Triển khai các định hướng, nhiệm vụ khoa học và công nghệ chủ yếu',
  'd) Tiềm lực khoa học và công nghệ của tỉnh',
  'đ) Phát triển thị trường khoa học và công nghệ',
  'e) Hợp tác và hội nhập quốc tế',
  '4. Việc thực hiện các mục tiêu đã được đề ra trong Nghị quyết số 20 và Chương trình hành động số 40 theo từng giai đoạn thực hiện',
  '5. Hạn chế, yếu kém và nguyên nhân',
  '6. Bài học kinh nghiệm',
  'II. Đề xuất quan điểm, mục tiêu, nhiệm vụ, giải pháp phát triển khoa học và công nghệ đến năm 2030, định hướng đến năm 2045',
  '1. Cơ sở lý luận, thực tiễn, dự báo tình hình',
  '2. Quan điểm, mục tiêu, nhiệm vụ, giải pháp, chính sách phát triển khoa học và công nghệ',
]

test('two offices open the report with the outline the plan asks for and write it together', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  expect(await first.headings()).toEqual(OUTLINE)
  expect(await second.headings()).toEqual(OUTLINE)

  // Opening a report is no edit: there is nothing to take back.
  for (const person of [first, second]) {
    const undo = person.page.getByRole('button', { name: 'Hoàn tác việc của tôi' })
    expect(await undo.getAttribute('aria-disabled')).toBe('true')
  }

  // In the same paragraph.
  await first.write('Hạn chế, yếu kém', 'Một là, ')
  await eventually(() => second.written('Hạn chế, yếu kém'), ['Một là, '])
  await second.write('Hạn chế, yếu kém', 'kinh phí còn thấp.')
  await first.section('Hạn chế, yếu kém').click()
  await first.page.keyboard.press('Home')
  await Promise.all([
    first.page.keyboard.type('Tồn tại: ', { delay: 15 }),
    second.page.keyboard.type(' Hai là, nhân lực còn mỏng.', { delay: 15 }),
  ])
  const sentence = ['Tồn tại: Một là, kinh phí còn thấp. Hai là, nhân lực còn mỏng.']
  await eventually(() => first.written('Hạn chế, yếu kém'), sentence)
  await eventually(() => second.written('Hạn chế, yếu kém'), sentence)

  // In different sections.
  await Promise.all([
    first.write('Bài học kinh nghiệm', 'Phải bám sát thực tiễn của địa phương.'),
    second.write('Cơ sở lý luận', 'Dự báo đến năm 2030.'),
  ])
  await eventually(() => second.written('Bài học kinh nghiệm'), ['Phải bám sát thực tiễn của địa phương.'])
  await eventually(() => first.written('Cơ sở lý luận'), ['Dự báo đến năm 2030.'])
  await Promise.all([first.saved(), second.saved()])
  expect(await second.everything()).toBe(await first.everything())

  // The outline counts what stands there, and the server counts the same.
  const { sections } = await home.province.detail(id)
  const counted = (title: string) => sections.find((section) => section.title.startsWith(title))?.words
  expect(counted('Hạn chế')).toBe(14)
  expect(counted('Bài học')).toBe(8)
  expect(counted('Cơ sở lý luận')).toBe(5)
  for (const title of ['Hạn chế', 'Bài học', 'Cơ sở lý luận']) {
    const shown = first.outlineRow(title).getByText(/^\d+ chữ$/u)
    await eventually(() => shown.textContent(), `${counted(title)} chữ`)
  }
})

test('they see each other: carets with name and office, faces above, places in the outline', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  await first.write('Hạn chế, yếu kém', 'Tôi ở đây')
  await second.write('Bài học kinh nghiệm', 'Còn tôi ở đây')

  const caret = second.section('Hạn chế, yếu kém').locator('.peer-caret')
  await eventually(() => caret.textContent(), '\u2060Người soạn 1 · BTG\u2060')
  // The caret moves with the text that is typed before it.
  const left = async () => (await caret.boundingBox())?.x ?? 0
  const before = await left()
  await first.page.keyboard.type(' và viết tiếp')
  await expect.poll(left, { timeout: 10_000 }).toBeGreaterThan(before + 20)

  await second.page
    .getByRole('button', { name: 'Người đang mở báo cáo: Người soạn 2 (bạn), Người soạn 1 (BTG)' })
    .click()
  const here = second.page.getByRole('dialog', { name: 'Người đang mở báo cáo' })
  await eventually(
    () =>
      here
        .getByRole('listitem')
        .allInnerTexts()
        .then((names) => names.map((name) => name.split('\n').at(-1))),
    ['Người soạn 2 (bạn)', 'Người soạn 1 (BTG)'],
  )
  await second.page.keyboard.press('Escape')

  const row = second.outlineRow('Hạn chế, yếu kém')
  await eventually(async () => (await row.textContent())?.includes('Đang ở đây: Người soạn 1 (BTG)'), true)
  await first.section('Bài học kinh nghiệm').click()
  await eventually(async () => (await row.textContent())?.includes('Đang ở đây'), false)

  // A selection is seen too.
  await first.page.keyboard.press('Home')
  await first.page.keyboard.press('Shift+End')
  await eventually(
    () => second.section('Bài học kinh nghiệm').locator('.peer-selection').textContent(),
    'Còn tôi ở đây',
  )

  // Whoever leaves is gone from everywhere.
  await first.page.close()
  await eventually(() => second.page.locator('.peer-caret').count(), 0)
  await eventually(
    () => second.page.getByRole('button', { name: /^Người đang mở báo cáo: Người soạn 2 \(bạn\)$/ }).count(),
    1,
  )
})

test('a person with two tabs is one person, and closing one tab leaves them here', async () => {
  const { id } = await home.province.newReport()
  const [first, second] = await Promise.all([home.drafter(0, id), home.drafter(1, id)])
  const other = await first.newTab()
  await other.openReport(id)
  await first.write('Bài học kinh nghiệm', 'Thẻ thứ nhất. ')
  await eventually(() => other.written('Bài học kinh nghiệm'), ['Thẻ thứ nhất. '])
  await other.write('Hạn chế, yếu kém', 'Thẻ thứ hai.')
  await eventually(() => first.written('Hạn chế, yếu kém'), ['Thẻ thứ hai.'])

  const both = second.page.getByRole('button', {
    name: 'Người đang mở báo cáo: Người soạn 2 (bạn), Người soạn 1 (BTG)',
    exact: true,
  })
  await both.waitFor()
  await eventually(() => second.page.locator('.peer-caret').count(), 2)
  await other.page.close()
  await eventually(() => second.page.locator('.peer-caret').count(), 1)
  await both.waitFor()
  await first.page.keyboard.type('Vẫn còn đây.')
  await eventually(() => second.written('Bài học kinh nghiệm'), ['Thẻ thứ nhất. Vẫn còn đây.'])
})
