import { readFileSync, readdirSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mostLines } from './lines.ts'
import { blankOutline, flattenOutline, outlineOf } from './outline.ts'
import type { Milestone, Plan } from './plan.ts'
import { printTree } from './print.ts'
import { longestPlan, parsePlan } from './read-plan.ts'

const plansAt = new URL('plans/', import.meta.url)
const sampleText = (name: string) => readFileSync(new URL(name, plansAt), 'utf8')
const shipped = sampleText('nq20.txt')
const plan = parsePlan(shipped)
const lines = (of: Plan) =>
  flattenOutline(outlineOf(of)).map(({ level, number, title }) => `${level} ${number} ${title}`)
const withoutSource = ({ date, before, what, from, to, via, ref }: Milestone) => ({
  date,
  before,
  what,
  from,
  to,
  via,
  ref,
})

describe('the shipped plan', () => {
  test('reads without a problem', () => {
    expect(plan.problems).toEqual([])
  })

  test('orders a report of this type and subject', () => {
    expect(plan.reportType).toBe('BÁO CÁO')
    expect(plan.reportSubject).toMatch(
      /^tổng kết 10 năm thực hiện Nghị quyết số 20-NQ\/TW .* và hội nhập quốc tế$/,
    )
    expect(plan.title).toBe(`T${plan.reportSubject.slice(1)}`)
    expect(plan.orderingBody).toBe('Ban Thường vụ Tỉnh ủy')
  })

  test('rests on four dated documents', () => {
    expect(plan.legalBases.map(({ kind, code, date, issuer }) => [kind, code, date, issuer])).toEqual([
      ['Nghị quyết', '20-NQ/TW', '2012-11-01', 'Ban Chấp hành Trung ương Đảng Khóa XI'],
      ['Kế hoạch', '105-KH/BTGTW', '2022-01-26', 'Ban Tuyên giáo Trung ương'],
      ['Chương trình hành động', '40-CTr/TU', '2013-04-05', 'Tỉnh ủy'],
      ['Kết luận', '50-KL/TW', '2019-05-30', 'Ban Bí thư'],
    ])
    expect(plan.abbreviations).toEqual([
      { short: 'Nghị quyết số 20', code: '20-NQ/TW' },
      { short: 'Chương trình số 40', code: '40-CTr/TU' },
    ])
  })

  test('asks for these sections', () => {
    expect(lines(plan)).toEqual([
      '1 I Tổng kết việc thực hiện Nghị quyết số 20',
      '2 1 Tình hình quán triệt, nâng cao nhận thức của cán bộ, đảng viên và Nhân dân về phát triển khoa học và công nghệ',
      '2 2 Việc chỉ đạo và triển khai thực hiện Nghị quyết số 20, Chương trình hành động số 40 ở từng địa phương, cơ quan, đơn vị',
      '2 3 Kết quả triển khai thực hiện các nhiệm vụ, giải pháp đã nêu trong Nghị quyết số 20 và Chương trình hành động số 40',
      '3 a) Vai trò lãnh đạo của các cấp ủy, tổ chức đảng; quản lý, điều hành của chính quyền các cấp',
      '3 b) Cơ chế quản lý, tổ chức, hoạt động khoa học và công nghệ',
      '3 c) Triển khai các định hướng, nhiệm vụ khoa học và công nghệ chủ yếu',
      '3 d) Tiềm lực khoa học và công nghệ của tỉnh',
      '3 đ) Phát triển thị trường khoa học và công nghệ',
      '3 e) Hợp tác và hội nhập quốc tế',
      '2 4 Việc thực hiện các mục tiêu đã được đề ra trong Nghị quyết số 20 và Chương trình hành động số 40 theo từng giai đoạn thực hiện',
      '2 5 Hạn chế, yếu kém và nguyên nhân',
      '2 6 Bài học kinh nghiệm',
      '1 II Đề xuất quan điểm, mục tiêu, nhiệm vụ, giải pháp phát triển khoa học và công nghệ đến năm 2030, định hướng đến năm 2045',
      '2 1 Cơ sở lý luận, thực tiễn, dự báo tình hình',
      '2 2 Quan điểm, mục tiêu, nhiệm vụ, giải pháp, chính sách phát triển khoa học và công nghệ',
    ])
  })

  test('leaves only the themes of 1.3 open, and gives its own sentences as guidance', () => {
    const sections = flattenOutline(outlineOf(plan))
    expect(
      sections.filter((section) => section.invitesThemes).map((section) => section.title.slice(0, 7)),
    ).toEqual(['Kết quả'])
    for (const { guidance } of sections) expect(shipped.replace(/\s+/g, ' ')).toContain(guidance)
  })

  test('joins the two sentences that the text breaks', () => {
    const last = flattenOutline(outlineOf(plan)).at(-1)
    expect(last?.guidance).toMatch(
      /lần thứ XIII của Đảng, Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX\.$/,
    )
  })

  test('names the contributors one by one', () => {
    expect(plan.contributors).toEqual([
      'Ban Thường vụ các huyện ủy',
      'Ban Thường vụ các thị ủy',
      'Ban Thường vụ các thành ủy',
      'Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy',
      'Các ban cán sự đảng',
      'Các đảng đoàn',
      'Mặt trận Tổ quốc Việt Nam',
      'Các tổ chức chính trị - xã hội tỉnh',
    ])
  })

  test('has four dated milestones and one without a date; the doubled phrase makes no fifth', () => {
    expect(plan.milestones.map(withoutSource)).toEqual([
      {
        date: '2022-04-08',
        before: true,
        what: 'Xây dựng báo cáo tổng kết; gửi Ban Thường vụ Tỉnh ủy',
        from: 'Ban Thường vụ các huyện ủy, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy, các ban cán sự đảng, đảng đoàn, Mặt trận Tổ quốc Việt Nam, các tổ chức chính trị - xã hội tỉnh',
        to: 'Ban Thường vụ Tỉnh ủy',
        via: 'Ban cán sự đảng Ủy ban nhân dân tỉnh',
        ref: 'III.1',
      },
      {
        before: false,
        what: 'Xây dựng dự thảo Báo cáo tổng kết trên địa bàn tỉnh; gửi Ban Tuyên giáo Tỉnh ủy thẩm định',
        from: 'Ban cán sự đảng Ủy ban nhân dân tỉnh',
        to: 'Ban Tuyên giáo Tỉnh ủy',
        ref: 'III.2',
      },
      {
        date: '2022-04-15',
        before: true,
        what: 'Thẩm định, trình Ban Thường vụ Tỉnh ủy',
        from: 'Ban Tuyên giáo Tỉnh ủy',
        to: 'Ban Thường vụ Tỉnh ủy',
        ref: 'III.3',
      },
      {
        date: '2022-04-29',
        before: true,
        what: 'Tham mưu Ban Thường vụ Tỉnh ủy tổ chức hội nghị tổng kết',
        from: 'Ban Tuyên giáo Tỉnh ủy',
        to: 'Ban Thường vụ Tỉnh ủy',
        ref: 'III.3',
      },
      {
        date: '2022-05-08',
        before: true,
        what: 'Hoàn chỉnh dự thảo báo cáo tổng kết; trình Thường trực Tỉnh ủy ký ban hành',
        from: 'Ban Tuyên giáo Tỉnh ủy',
        to: 'Thường trực Tỉnh ủy',
        ref: 'III.3',
      },
    ])
  })

  test('cuts the data off in March 2022', () => {
    expect(plan.dataCutOff).toMatchObject({
      from: 'khi ban hành Nghị quyết số 20, Chương trình hành động số 40',
      to: '2022-03',
    })
  })

  test('names recipients with their notes, and who signs', () => {
    expect(plan.recipients).toEqual([
      'Ban Tuyên giáo Trung ương (báo cáo)',
      'Vụ Địa phương, BTGTW (báo cáo)',
      'Các ban cán sự đảng, đảng đoàn',
      'Ban Tuyên giáo Tỉnh ủy',
      'Mặt trận Tổ quốc Việt Nam tỉnh, các tổ chức chính trị - xã hội tỉnh',
      'Các huyện, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy',
      'VPTU: CVP, PCVP; P. Tổng hợp',
      'Lưu Văn phòng Tỉnh ủy',
    ])
    expect(plan.signatory?.authority).toBe('T/M BAN THƯỜNG VỤ')
    expect(plan.signatory?.title).toBe('PHÓ BÍ THƯ')
    expect(shipped.trimEnd().endsWith(plan.signatory?.name ?? '?')).toBe(true)
  })

  test.each<[string, (text: string) => string]>([
    ['NFD', (text) => text.normalize('NFD')],
    ['CRLF', (text) => text.replace(/\n/g, '\r\n')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['non-breaking spaces', (text) => text.replace(/ /g, '\u00A0')],
    ['tabs after numbers', (text) => text.replace(/^(\S{1,4}[.)-]|-) /gm, '$1\t')],
    ['numbers glued to the text', (text) => text.replace(/^([\dIV.]+\.) /gm, '$1')],
    ['numbers closed by a hyphen', (text) => text.replace(/^([IV]+|\d)\. /gm, '$1- ')],
    ['one blank line less', (text) => text.replace(/\n\n/g, '\n')],
    ['zero-width characters', (text) => text.replace(/ /g, ' \u200B')],
    ['headings in Markdown', (text) => text.replace(/^([IV]+\. .*)$/gm, '## **$1**')],
    ['en dashes as bullets', (text) => text.replace(/^- /gm, '– ')],
    ['a word processor’s hyphen in codes', (text) => text.replace(/(?<=\d)-(?=[A-Z])/g, '\u2011')],
    ['spaces around everything', (text) => text.replace(/^/gm, '   ').replace(/$/gm, '  ')],
  ])('is the same plan with %s', (_, change) => {
    const withoutLines = (of: Plan) =>
      JSON.stringify(of, (key, value: unknown) => (key === 'line' ? undefined : value))
    expect(withoutLines(parsePlan(change(shipped)))).toBe(withoutLines(plan))
  })
})

describe('plans of the same kind', () => {
  test.each(readdirSync(new URL('samples/', plansAt)))('%s', async (name) => {
    const sample = parsePlan(sampleText(`samples/${name}`))
    const { title, contributors, dataCutOff, recipients, signatory, legalBases, problems } = sample
    const read = {
      title,
      contributors,
      milestones: sample.milestones.map(withoutSource),
      cutOff: dataCutOff?.to,
      recipients,
      signatory,
      legalBases: legalBases.map(({ code, date }) => `${code} ${date ?? ''}`),
      problems: problems.map(({ code }) => code),
    }
    const shown = `${JSON.stringify(read, null, 2)}\n\n${printTree(outlineOf(sample))}`
    await expect(shown).toMatchFileSnapshot(`plans/expected/${name.replace(/\..*/, '')}.snap`)
  })

  test('without a "Nội dung" part, the person is told what was not found and can start from a blank outline', () => {
    const sample = parsePlan(sampleText('samples/khong-noi-dung.txt'))
    expect(sample.parts).toEqual([])
    expect(sample.problems[0]?.message).toContain('Không tìm thấy phần “Nội dung”')
    const blank = flattenOutline(blankOutline())
    expect(blank.filter(({ level }) => level === 1).map(({ number }) => number)).toEqual([
      'I',
      'II',
      'III',
      'IV',
    ])
    expect(blank.every(({ title, guidance }) => title !== '' && guidance !== '')).toBe(true)
  })

  test('a "Nội dung" part without items is named with its number and line', () => {
    const { problems } = parsePlan(
      'KẾ HOẠCH\nTổng kết\n\nI. Mục đích\n- Một.\n\nII. Nội dung\n\nIII. Tổ chức',
    )
    expect(problems[0]).toMatchObject({ code: 'no-sections', line: 7 })
    expect(problems[0]?.message).toContain('“II. Nội dung”')
  })

  test('a missing number is pointed out', () => {
    const { problems } = parsePlan('KẾ HOẠCH\nTổng kết\n\nI. Nội dung\n1. Một\n2. Hai\n4. Bốn')
    expect(problems.find(({ code }) => code === 'numbering-gap')).toMatchObject({ line: 7 })
  })

  test('dashes that tell what to write are guidance, dashes that list themes are sections', () => {
    const text = (lead: string) =>
      `KẾ HOẠCH\nTổng kết\n\nI. Nội dung\n1. ${lead}\n- Số văn bản;\n- Số hội nghị.\n2. Khác`
    const told = outlineOf(parsePlan(text('Công tác chỉ đạo, nêu rõ:'))).sections[0]
    expect([told?.title, told?.children.length]).toEqual(['Công tác chỉ đạo', 0])
    expect(told?.guidance).toBe('Công tác chỉ đạo, nêu rõ:\n- Số văn bản;\n- Số hội nghị.')
    const listed = outlineOf(parsePlan(text('Công tác chỉ đạo, gồm các nội dung sau:'))).sections[0]
    expect(listed?.children.map(({ title }) => title)).toEqual(['Số văn bản', 'Số hội nghị'])
  })

  test('a dash "..." below the last lettered item leaves the letters open; one that ends dashes leaves the dashes open', () => {
    const text = 'KẾ HOẠCH\nTổng kết\n\nI. Nội dung\n1. Một\na) Hai:\n- Ba;\n- ...\nb) Bốn\n- ...\n2. Năm'
    const open = flattenOutline(outlineOf(parsePlan(text))).filter((section) => section.invitesThemes)
    expect(open.map(({ title }) => title)).toEqual(['Một', 'Hai'])
  })

  test('recipients without dashes end where the signature begins', () => {
    const text =
      'KẾ HOẠCH\nTổng kết\n\nNơi nhận:\nTỉnh ủy (để b/c);\nLưu VT.\nTM. ĐẢNG ỦY\nBÍ THƯ\n(Đã ký)\nTên Người Ký'
    const { recipients, signatory } = parsePlan(text)
    expect(recipients).toEqual(['Tỉnh ủy (để b/c)', 'Lưu VT'])
    expect(signatory).toEqual({ authority: 'TM. ĐẢNG ỦY', title: 'BÍ THƯ', name: 'Tên Người Ký' })
  })

  test('a date without a year is of the year named next, and a doubled phrase is one date', () => {
    const text =
      'KẾ HOẠCH\nTổng kết\n\nI. Tổ chức\n1. Ban A gửi báo cáo trước ngày trước ngày 15/4; họp trước ngày **08/5/2022**.'
    expect(parsePlan(text).milestones.map(({ date, ref }) => [date, ref])).toEqual([
      ['2022-04-15', 'I.1'],
      ['2022-05-08', 'I.1'],
    ])
  })

  test('lists inside lettered items', () => {
    const text = 'KẾ HOẠCH\nTổng kết\n\nI. Nội dung\n1. Một\na) Hai\n1) Ba\n2) Bốn\nb) Năm\n2. Sáu'
    const levels = flattenOutline(outlineOf(parsePlan(text))).map(({ level, title }) => `${level} ${title}`)
    expect(levels).toEqual(['1 Một', '2 Hai', '3 Ba', '3 Bốn', '2 Năm', '1 Sáu'])
  })
})

describe('any text', () => {
  const scraps = fc.constantFrom(
    'KẾ HOẠCH', 'I. ', 'II. Nội dung', '1.', '1.1.', 'a)', '- ', '...', 'Nơi nhận:', 'T/M BAN', 'trước ngày ', '08/4', '/2022', '(qua ',
      'Nghị quyết số 20-NQ/TW ngày 01/11/2012 của ', '\n', '\n\n', '**', '_', 'của', ', ', '; ', 'ĐỀ CƯƠNG', 'Phần thứ ', 'gửi Ban ', '\u0301', '\t',
  ) // prettier-ignore
  const rubbish = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(scraps, { maxLength: 120 }).map((all) => all.join('')),
  )

  test('is read without throwing, and reading its NFD gives the same', () => {
    fc.assert(
      fc.property(rubbish, (text) => {
        const first = parsePlan(text)
        expect(parsePlan(text.normalize('NFC').normalize('NFD'))).toEqual(parsePlan(text.normalize('NFC')))
        for (const section of flattenOutline(outlineOf(first))) expect(section.level).toBeLessThanOrEqual(4)
      }),
      { numRuns: 3000 },
    )
  })

  test('that is empty says so', () => {
    for (const text of ['', ' \n\t\r\n', '\uFEFF', '-----\n***']) {
      expect(parsePlan(text).problems.map(({ code }) => code)).toEqual(['empty'])
    }
  })

  test('in the shapes that make patterns backtrack is still read', () => {
    const shapes = [
      'a', ' ', '\t', '*', '**', '_', '_a', '(', '(sau đây viết tắt là ', '- ', '-\n', '1.', '1.1.', '1. \n', 'I. A\n', 'a) ', 'trước ngày ', 'trước ngày 08/4 ',
      'Nghị quyết số 1-NQ/TW ngày 01/11/2012 của ', 'của ', 'về ', ', ', '; ', 'A. ', 'Nội dung\n', '(qua ', 'gửi Ban ', 'Trên cơ sở , A', '\u0301\u0316', 'Nơi nhận:\n- ',
      'a\n', 'a,\n', 'PHẦN THỨ NHẤT\n', 'I. Nội dung\n1. A\n- ...\n', 'T/M A\n', 'căn cứ ', 'các ', 'Kính. ', 'ÁÀ ', 'tổ chức ', 'Ban tổ chức ', '\\', '#', '# ',
    ] // prettier-ignore
    for (const shape of shapes) {
      const text = `KẾ HOẠCH\n${shape.repeat(Math.ceil(250_000 / shape.length))}`
      expect(parsePlan(text).title.length).toBeLessThan(100_000)
    }
  }, 120_000)

  test('of more than a million characters or twenty thousand lines is read up to there, and says so', () => {
    for (const text of ['rác '.repeat(300_000), 'a\n'.repeat(20_001)]) {
      expect(text.length > longestPlan || text.split('\n').length > mostLines).toBe(true)
      expect(parsePlan(text).problems[0]?.code).toBe('too-long')
    }
  })
})
