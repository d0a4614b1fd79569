import { readFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import {
  AlignmentType,
  Document,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from 'docx'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flattenOutline, outlineOf } from '../outline/outline.ts'
import { parsePlan } from '../outline/read-plan.ts'
import { ReportError } from '../report/wire/errors.ts'
import { readPlanFile } from './plan-file.ts'

const shipped = readFileSync(new URL('../outline/plans/nq20.txt', import.meta.url), 'utf8')
const titles = (text: string) =>
  flattenOutline(outlineOf(parsePlan(text))).map(({ number, title }) => `${number} ${title}`)

async function refusal(bytes: Uint8Array, name: string, maxBytes?: number): Promise<string> {
  try {
    await readPlanFile(bytes, name, maxBytes === undefined ? {} : { maxBytes })
    return 'accepted'
  } catch (error) {
    if (!(error instanceof ReportError)) throw error
    return `${error.code}: ${error.detail ?? ''}`
  }
}

describe('a .txt file', () => {
  const utf16 = Buffer.from(shipped, 'utf16le')
  test.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(shipped)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${shipped}`)],
    ['UTF-16LE with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    [
      'UTF-16BE with a byte order mark',
      Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
    ],
    ['UTF-16LE without a byte order mark', utf16],
  ])('in %s is read', async (_, bytes) => {
    expect(await readPlanFile(bytes, 'Kế hoạch.TXT')).toBe(shipped)
  })

  test('in NFD is not taken for an old encoding', async () => {
    expect(await readPlanFile(Buffer.from(shipped.normalize('NFD')), 'a.txt')).toBe(shipped.normalize('NFD'))
  })

  test('in an old one-byte encoding is refused with what to do', async () => {
    expect(await refusal(Buffer.from('K\u00D5 ho\u00B9ch t\u00E6ng k\u00D5t', 'latin1'), 'a.txt')).toMatch(
      /^unreadable-file: .*UTF-8/,
    )
    const vni = 'Keá hoaïch toång keát möôøi naêm thöïc hieän Nghò quyeát cuûa Ban Chaáp haønh '.repeat(3)
    expect(await refusal(Buffer.from(vni), 'a.txt')).toMatch(/^unreadable-file: .*VNI/)
  })
})

describe('a file of another kind', () => {
  test.each([
    [
      'an old .doc',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'a.docx',
      /^unsupported-file: .*\.doc kiểu cũ/,
    ],
    ['a PDF', Buffer.from('%PDF-1.7'), 'a.docx', /^unsupported-file: .*PDF/],
    ['RTF', Buffer.from('{\\rtf1'), 'a.txt', /^unsupported-file: .*RTF/],
    ['a spreadsheet', Buffer.from('PK'), 'a.xlsx', /^unsupported-file: .*\.docx/],
    ['text called .docx', Buffer.from('KẾ HOẠCH'), 'a.docx', /^unreadable-file: .*hỏng/],
    ['a zip that is cut off', Buffer.from('PK\u0003\u0004 rest'), 'a.docx', /^unreadable-file: .*hỏng/],
    [
      'a zip without a document',
      zip({ mimetype: 'application/vnd.oasis' }),
      'a.docx',
      /^unreadable-file: .*hỏng/,
    ],
    ['a document that is no XML', zip({ 'word/document.xml': 'rác' }), 'a.docx', /^unreadable-file: .*hỏng/],
  ])('%s is refused', async (_, bytes, name, expected) => {
    expect(await refusal(bytes, name)).toMatch(expected)
  })

  test('that is too large is refused before it is looked at', async () => {
    expect(await refusal(Buffer.alloc(1_048_577), 'a.docx', 1_048_576)).toBe(
      'too-large: Tệp kế hoạch không được lớn hơn 1 MB.',
    )
  })

  test('that unpacks to far more than a plan is refused', async () => {
    for (const megabytes of [10, 64]) {
      const bomb = zip({ 'word/document.xml': ' '.repeat(megabytes * 1024 * 1024) })
      expect(bomb.length).toBeLessThan(100_000)
      expect(await refusal(bomb, 'a.docx')).toMatch(/^unreadable-file: .*giải nén/)
    }
  })

  test('with XML nested too deep is refused', async () => {
    const deep = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${'<w:sdt><w:sdtContent>'.repeat(40_000)}${'</w:sdtContent></w:sdt>'.repeat(40_000)}</w:body></w:document>`
    expect(await refusal(zip({ 'word/document.xml': deep }), 'a.docx')).toMatch(/^unreadable-file/)
  })
})

test('damaged files are read or refused, never anything else', async () => {
  const whole = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('KẾ HOẠCH')] }] }))
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(whole.length), async (bytes, length) => {
      const broken = Buffer.from(whole)
      for (const [at, byte] of bytes) broken[at] = byte
      expect(await refusal(broken.subarray(0, length % 2 ? length : whole.length), 'a.docx')).toMatch(
        /^(accepted|un)/,
      )
    }),
    { numRuns: 300 },
  )
}, 60_000)

const level = (at: number, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
  level: at,
  format,
  text,
  alignment: AlignmentType.LEFT,
})

describe('a .docx file', () => {
  const docx = async (children: (Paragraph | Table)[]) =>
    readPlanFile(
      await Packer.toBuffer(
        new Document({
          numbering: {
            config: [
              {
                reference: 'plan',
                levels: [
                  level(0, LevelFormat.UPPER_ROMAN, '%1.'),
                  level(1, LevelFormat.DECIMAL, '%2.'),
                  level(2, LevelFormat.DECIMAL, '%2.%3.'),
                  level(3, LevelFormat.LOWER_LETTER, '%4)'),
                ],
              },
              { reference: 'dashes', levels: [level(0, LevelFormat.BULLET, '-')] },
            ],
          },
          sections: [{ children }],
        }),
      ),
      'ke-hoach.docx',
    )
  const typed = (text: string) => new Paragraph(text)
  const counted = (text: string, at: number, instance = 0) =>
    new Paragraph({ text, numbering: { reference: 'plan', level: at, instance } })
  const dash = (text: string) => new Paragraph({ text, numbering: { reference: 'dashes', level: 0 } })

  test('with typed numbers gives the same plan as the text', async () => {
    const text = await docx(shipped.split(/\n+/).map(typed))
    expect(titles(text)).toEqual(titles(shipped))
    const { milestones, recipients, legalBases, contributors } = parsePlan(text)
    const plan = parsePlan(shipped)
    expect({ milestones, recipients, legalBases, contributors }).toEqual({
      milestones: plan.milestones,
      recipients: plan.recipients,
      legalBases: plan.legalBases,
      contributors: plan.contributors,
    })
  })

  test('with numbers that Word counts gives the same plan as the text', async () => {
    const levelOf = (line: string) =>
      [/^[IV]+\. /, /^\d\. /, /^\d\.\d\. /].findIndex((number) => number.test(line))
    const text = await docx(
      shipped.split(/\n+/).map((line) => {
        if (line.startsWith('- ')) return dash(line.slice(2))
        const at = levelOf(line)
        return at === -1 ? typed(line) : counted(line.replace(/^\S+ /, ''), at)
      }),
    )
    expect(titles(text)).toEqual(titles(shipped))
    expect(parsePlan(text).recipients).toEqual(parsePlan(shipped).recipients)
    expect(parsePlan(text).milestones.map(({ ref }) => ref)).toEqual(
      parsePlan(shipped).milestones.map(({ ref }) => ref),
    )
  })

  test('counts letters in the Vietnamese order and again from a) under the next item', async () => {
    const text = await docx([
      typed('KẾ HOẠCH'),
      typed('Tổng kết'),
      counted('Nội dung', 0),
      counted('Một', 1),
      ...['Hai', 'Ba', 'Bốn', 'Năm', 'Sáu', 'Bảy', 'Tám'].map((word) => counted(word, 3)),
      counted('Chín', 1),
      counted('Mười', 3),
    ])
    expect(text.split(/\n+/).slice(3)).toEqual([
      '1. Một',
      'a) Hai',
      'b) Ba',
      'c) Bốn',
      'd) Năm',
      'đ) Sáu',
      'e) Bảy',
      'g) Tám',
      '2. Chín',
      'a) Mười',
      '',
    ])
    expect(parsePlan(text).problems.map(({ code }) => code)).not.toContain('numbering-gap')
  })

  test('a list begun anew counts from one', async () => {
    const text = await docx([counted('Một', 0, 1), counted('Hai', 0, 1), counted('Ba', 0, 2)])
    expect(text.split(/\n+/)).toEqual(['I. Một', 'II. Hai', 'I. Ba', ''])
  })

  test('keeps line breaks and reads the columns of a table one after the other', async () => {
    const cell = (...lines: string[]) => new TableCell({ children: lines.map(typed) })
    const text = await docx([
      new Paragraph({ children: [new TextRun('KẾ HOẠCH'), new TextRun({ text: 'Tổng kết', break: 1 })] }),
      new Table({
        rows: [
          new TableRow({
            children: [
              cell('Nơi nhận:', '- Tỉnh ủy,', '- Lưu Văn phòng.'),
              cell('T/M BAN THƯỜNG VỤ', 'PHÓ BÍ THƯ'),
            ],
          }),
        ],
      }),
    ])
    const { title, recipients, signatory } = parsePlan(text)
    expect({ title, recipients, signatory }).toEqual({
      title: 'Tổng kết',
      recipients: ['Tỉnh ủy', 'Lưu Văn phòng'],
      signatory: { authority: 'T/M BAN THƯỜNG VỤ', title: 'PHÓ BÍ THƯ' },
    })
  })

  test('numbers that a style carries are typed too, and those of an earlier formatting are not', async () => {
    const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    const p = (properties: string, text: string) =>
      `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`
    const bytes = zip({
      'word/document.xml': `<w:document ${w}><w:body>${p('<w:pStyle w:val="H1"/>', 'Nội dung')}${p('<w:pStyle w:val="H1b"/>', 'Khác')}${p(
        '<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>',
        'Không số',
      )}${p('<w:pPrChange><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>', 'Đã bỏ số')}${p('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:pPrChange><w:pPr><w:jc w:val="left"/></w:pPr></w:pPrChange>', 'Còn số')}</w:body></w:document>`,
      'word/styles.xml': `<w:styles ${w}><w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="H1b"><w:basedOn w:val="H1"/></w:style></w:styles>`,
      'word/numbering.xml': `<w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="2"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1-"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    })
    expect((await readPlanFile(bytes, 'a.docx')).split(/\n+/)).toEqual([
      'II- Nội dung',
      'III- Khác',
      'Không số',
      'Đã bỏ số',
      'IV- Còn số',
      '',
    ])
  })
})

/** A zip archive of these parts, as small as the format allows. */
function zip(parts: Readonly<Record<string, string>>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text)
    const packed = deflateRawSync(data)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(data.length, 18)
    head.writeUInt16LE(name.length, 22)
    bodies.push(Buffer.from('PK\u0003\u0004', 'latin1'), head, Buffer.from(name), packed)
    const entry = Buffer.alloc(42)
    entry.writeUInt16LE(8, 6)
    entry.writeUInt32LE(packed.length, 16)
    entry.writeUInt32LE(data.length, 20)
    entry.writeUInt16LE(name.length, 24)
    entry.writeUInt32LE(offset, 38)
    directory.push(Buffer.from('PK\u0001\u0002', 'latin1'), entry, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(Object.keys(parts).length, 4)
  end.writeUInt16LE(Object.keys(parts).length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, ...directory, Buffer.from('PK\u0005\u0006', 'latin1'), end])
}
