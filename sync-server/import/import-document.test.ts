import { expect, test } from 'vitest'
import { Node } from '@tiptap/pm/model'
import { reportSchema } from '../../report/schema/schema.ts'
import { encodeLegacy } from '../../report/legacy-fonts/test-encode.ts'
import type { ImportWarning } from '../../report/wire/paper.ts'
import { importDocument } from './import-document.ts'
import type { Target } from './match-sections.ts'
import {
  bold,
  centred,
  docx,
  drawing,
  font,
  heading,
  HEADING_STYLES,
  listed,
  LISTS,
  p,
  png,
  r,
  relationship,
  style,
  styled,
  table,
  tc,
  type TestDocx,
} from './test-docx.ts'

const imported = (body: string, parts: TestDocx = {}, sections: readonly Target[] = []) =>
  importDocument({ bytes: docx(body, parts), name: 'Báo cáo.docx', reportId: 'rep', sections })

/** A part in one line each: `I Tiêu đề: đoạn / đoạn`; blocks in a short form. */
function said(body: string, parts: TestDocx = {}, sections: readonly Target[] = []): string[] {
  const { result } = imported(body, parts, sections)
  for (const part of result.parts) {
    for (const block of part.blocks) Node.fromJSON(reportSchema, block).check()
  }
  return result.parts.map(({ heading: title, number, level, blocks }) => {
    const head =
      title === '' && number === ''
        ? ''
        : `${'#'.repeat(level)} ${number === '' ? '' : `${number} `}${title}: `
    return head + blocks.map((block) => short(block)).join(' / ')
  })
}

type Json = {
  readonly type: string
  readonly text?: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly marks?: readonly { readonly type: string }[]
  readonly content?: readonly Json[]
}
const MARKS: Readonly<Record<string, string>> = {
  bold: '*',
  italic: '_',
  underline: '~',
  superscript: '^',
  subscript: ',',
}

function short(json: unknown): string {
  const { type, text = '', attrs = {}, marks = [], content = [] } = json as Json
  const inside = (by = '') => content.map((one) => short(one)).join(by)
  switch (type) {
    case 'text': {
      const signs = marks.map((mark) => MARKS[mark.type] ?? '?').join('')
      return signs + text + [...signs].toReversed().join('')
    }
    case 'hardBreak':
      return '⏎'
    case 'footnote':
      return `[^${inside()}]`
    case 'bulletList':
      return `•(${inside('|')})`
    case 'orderedList':
      return `${String(attrs.start)}(${inside('|')})`
    case 'listItem':
      return inside(' / ')
    case 'table':
      return `{${inside(' ; ')}}`
    case 'tableRow':
      return inside(' | ')
    case 'tableCell':
    case 'tableHeader': {
      const span =
        attrs.colspan === 1 && attrs.rowspan === 1 ? '' : `${String(attrs.colspan)}x${String(attrs.rowspan)}:`
      return (type === 'tableHeader' ? '!' : '') + span + inside(' / ')
    }
    case 'figure':
      return `<${String(attrs.alt)} ${String(attrs.width)} ${inside()}>`
    default:
      return inside()
  }
}

const warned = (body: string, parts: TestDocx = {}): ImportWarning[] => imported(body, parts).result.warnings

test('paragraphs, formatting and line breaks; direct, by character style, switched off again', () => {
  const styles =
    style('Strong', 'Strong', '<w:rPr><w:b/></w:rPr>', 'character') +
    style('Quote', 'Quote', '<w:rPr><w:i/></w:rPr>')
  const runs =
    r('đậm', bold) +
    r(' nghiêng ', '<w:i/>') +
    r('gạch', '<w:u w:val="single"/>') +
    r('2', '<w:vertAlign w:val="superscript"/>') +
    r('1', '<w:vertAlign w:val="subscript"/>') +
    r('theo', '<w:rStyle w:val="Strong"/>') +
    r('thường', '<w:rStyle w:val="Strong"/><w:b w:val="0"/><w:u w:val="none"/>')
  expect(
    said(p(runs) + p(`${r('một')}<w:r><w:br/></w:r>${r('hai')}`) + p('trích', styled('Quote')), { styles }),
  ).toEqual(['*đậm*_ nghiêng _~gạch~^2^,1,*theo*thường / một⏎hai / trích'])
})

test('text in legacy fonts: of the run, of styles, of the defaults, of the theme', () => {
  const words = 'Nghị quyết về khoa học và công nghệ'
  const tcvn = encodeLegacy(words, 'tcvn3')
  const vni = encodeLegacy(words, 'vni')
  const styles = [
    `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/></w:rPr></w:rPrDefault></w:docDefaults>`,
    style('Base', 'Base', `<w:rPr>${font('VNI-Times')}</w:rPr>`),
    style('Derived', 'Derived', '<w:basedOn w:val="Base"/>'),
    style('Char', 'Char', `<w:rPr>${font('.VnArial')}</w:rPr>`, 'character'),
    style('Roman', 'Roman', `<w:rPr>${font('Times New Roman')}</w:rPr>`),
  ].join('')
  const theme =
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:minorFont><a:latin typeface=".VnTime"/></a:minorFont></a:theme>'
  const body = [
    p(r(tcvn, font('.VnTime'))),
    p(r(encodeLegacy('BÁO CÁO TỔNG KẾT', 'tcvn3-capitals'), font('.VnTimeH'))),
    p(r(vni), styled('Derived')),
    p(r(tcvn, '<w:rStyle w:val="Char"/>'), styled('Derived')),
    p(r(tcvn)),
    p(r(words), styled('Roman')),
    p(r(words, font('.VnTime'))),
    p(r('Vie', font('VNI-Times')) + r('ät Nam', font('VNI-Times') + bold)),
    p(
      `<w:r><w:rPr>${font('.VnTime')}</w:rPr><w:t>n</w:t><w:softHyphen/><w:t>íc</w:t><w:sym w:font=".VnTime" w:char="F0AE"/></w:r>`,
    ),
  ].join('')
  expect(said(body, { styles, theme })).toEqual([
    [words, 'BÁO CÁO TỔNG KẾT', words, words, words, words, words, 'Việ*t Nam*', 'nướcđ'].join(' / '),
  ])
  const [warning] = warned(body, { styles, theme })
  expect(warning).toMatchObject({ kind: 'legacy-font', detail: '.VnTime, .VnTimeH, VNI-Times, .VnArial' })
})

test('decomposed, half-composed and invisible characters are cleaned, also across runs', () => {
  const body =
    p('Uỷ ban nhân dân tỉnh'.normalize('NFD')) +
    p('Viê\u0323t\u200B Nam') +
    p(r('Viê') + r('\u0323t', bold)) +
    p('\u00A0\tThụt đầu dòng \u00A0 ')
  expect(said(body)).toEqual(['Uỷ ban nhân dân tỉnh / Việt Nam / Việ*t* / Thụt đầu dòng'])
  expect(warned(body)).toContainEqual({ kind: 'decomposed', count: 3 })
})

test('headings by style, by outline level and with numbers that Word counts', () => {
  const body = [
    p('Mở đầu của báo cáo.'),
    p('Tình hình', styled('Heading1') + listed(4)),
    p('Đoạn một.'),
    p('Quán triệt', styled('Heading2') + listed(4, 1)),
    p('Chi tiết', '<w:outlineLvl w:val="2"/>'),
    p('Kết quả', styled('Heading1') + listed(4)),
    p('2. Đoạn hai', styled('Heading2')),
  ].join('')
  expect(said(body, { styles: HEADING_STYLES, numbering: LISTS })).toEqual([
    'Mở đầu của báo cáo.',
    '# I Tình hình: Đoạn một.',
    '## 1 Quán triệt: ',
    '### Chi tiết: ',
    '# II Kết quả: ',
    '## 2 Đoạn hai: ',
  ])
})

test('headings by hand: bold or in capitals, with a number typed before them; sentences stay', () => {
  const body = [
    p(r('Phần thứ nhất', bold), centred),
    p(r('TÌNH HÌNH CHUNG', bold), centred),
    p(r('I. ĐẶC ĐIỂM', bold)),
    p(r('1. Thuận lợi', bold)),
    p('1.1. Không đậm nên vẫn là một đoạn văn của báo cáo.'),
    p(r('1.1. Về kinh tế', `${bold}<w:i/>`)),
    p(r('a) Nông nghiệp', '<w:i/>')),
    p(r('1. Kết quả: ', bold) + r('đạt 95% kế hoạch.')),
    p('- Gạch đầu dòng;'),
    p(r('II- KHÓ KHĂN', bold)),
    p(r('KẾT LUẬN', bold), centred),
    p('30/5/2019 là ngày ban hành.'),
  ].join('')
  expect(said(body)).toEqual([
    '# Phần thứ nhất TÌNH HÌNH CHUNG: ',
    '## I ĐẶC ĐIỂM: ',
    '### 1 Thuận lợi: 1.1. Không đậm nên vẫn là một đoạn văn của báo cáo.',
    '#### 1.1 Về kinh tế: ',
    '#### a Nông nghiệp: *1. Kết quả: *đạt 95% kế hoạch. / - Gạch đầu dòng;',
    '## II KHÓ KHĂN: ',
    '# KẾT LUẬN: 30/5/2019 là ngày ban hành.',
  ])
  expect(warned(body)).toEqual([{ kind: 'numbering-dropped', count: 6 }])
})

test('lists: numbers and dashes that Word counts; letters stay as words; numbering goes on', () => {
  const body = [
    p('Một', listed(1)),
    p('con', listed(1, 1)),
    p('Hai', listed(1)),
    p('xen giữa'),
    p('Ba', listed(1)),
    p('gạch', listed(2)),
    p('cộng', listed(2, 1)),
    p(r('chữ'), listed(3)),
    p('chữ nữa', listed(3)),
    p('không số', listed(0)),
  ].join('')
  expect(said(body, { numbering: LISTS })).toEqual([
    '1(Một / •(con)|Hai) / xen giữa / 3(Ba) / •(gạch / •(cộng)) / a) chữ / b) chữ nữa / không số',
  ])
})

test('tables with header rows, spans in both directions, and a table within a cell', () => {
  const head = '<w:tr><w:trPr><w:tblHeader/></w:trPr>'
  const rows = [
    `${head}${tc('TT', '<w:vMerge w:val="restart"/>')}${tc('Chỉ tiêu', '<w:gridSpan w:val="2"/>')}</w:tr>`,
    `<w:tr>${tc(p(''), '<w:vMerge/>')}${tc('Năm 2012')}${tc('Năm 2022')}</w:tr>`,
    `<w:tr>${tc('1')}${tc(table([['trong', 'ô']]) + p('sau'))}${tc(p(''))}</w:tr>`,
    `<w:tr><w:trPr><w:del w:id="1"/></w:trPr>${tc('xoá')}${tc('xoá')}${tc('xoá')}</w:tr>`,
  ]
  expect(said(`<w:tbl><w:tblPr/>${rows.join('')}</w:tbl>`)).toEqual([
    '{!1x2:TT | !2x1:Chỉ tiêu ; Năm 2012 | Năm 2022 ; 1 | trong / ô / sau | }',
  ])
})

test('pictures with their captions; what cannot be shown or lies elsewhere is told', () => {
  const parts = {
    relationships:
      relationship('p1', 'image', 'media/a.png') +
      relationship('p2', 'image', 'media/b.emf') +
      relationship('p3', 'image', 'http://192.0.2.1/x.png', true) +
      relationship('p4', 'image', '/word/media/c.png'),
    files: {
      'word/media/a.png': png(400, 300),
      'word/media/b.emf': new Uint8Array(80),
      'word/media/c.png': png(400, 301),
    },
  }
  const body = [
    p(drawing('r:embed="p1"', 200, 'Biểu đồ')),
    p('Hình 1. Tăng trưởng'),
    p(r('Chữ trước ') + drawing('r:embed="p4"', 400) + r('chữ sau')),
    p(drawing('r:embed="p2"', 10)),
    p('Hình 2. Không hiện được'),
    p(drawing('r:link="p3"', 10) + drawing('r:embed="khong-co"', 10)),
  ].join('')
  const { result, pictures } = imported(body, parts)
  expect(said(body, parts)).toEqual([
    '<Biểu đồ 200 Hình 1. Tăng trưởng> / Chữ trước chữ sau / < null > / Hình 2. Không hiện được',
  ])
  expect(result.warnings).toEqual([
    { kind: 'picture-unsupported', count: 1, detail: 'emf' },
    { kind: 'picture-dropped', count: 2 },
  ])
  expect(pictures.map(({ width, height }) => `${width}x${height}`)).toEqual(['400x300', '400x301'])
  expect(JSON.stringify(result.parts)).toContain(`/api/reports/rep/images/${pictures[0]?.id}`)
})

test('footnotes where their marks stand; links flattened; changes accepted; comments and fields', () => {
  const footnotes = `<w:footnote w:id="2">${p(`<w:r><w:footnoteRef/></w:r>${r(' Nguồn: ')}${r('Cục Thống kê', bold)}`)}${p('dòng hai')}</w:footnote>`
  const note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
  const field = (instruction: string, shown: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${r(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`
  const body = [
    p(`${r('Đạt 5%')}${note}${r('.')}`),
    p(`<w:hyperlink r:id="h">${r('liên kết')}</w:hyperlink>${field(' PAGEREF _x ', '12')}`),
    p(
      `${r('giữ ')}<w:ins w:id="1">${r('thêm')}</w:ins><w:del w:id="2"><w:r><w:delText>bỏ</w:delText></w:r></w:del>`,
    ),
    `<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>${r('nối ')}</w:p>`,
    p(`${r('liền')}<w:r><w:commentReference w:id="1"/></w:r>`),
    p(`<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath><w:fldSimple w:instr="DATE">${r(' ngày')}</w:fldSimple>`),
    `<w:sdt><w:sdtContent>${p(`<w:smartTag>${r('thẻ')}</w:smartTag><w:r><w:noBreakHyphen/><w:tab/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>`)}</w:sdtContent></w:sdt>`,
  ].join('')
  const parts = { footnotes, relationships: relationship('h', 'hyperlink', 'https://example.test', true) }
  expect(said(body, parts)).toEqual([
    'Đạt 5%[^Nguồn: Cục Thống kê dòng hai]. / liên kết12 / giữ thêm / nối liền / x+1 ngày / thẻ- ✓',
  ])
  expect(warned(body, parts)).toEqual([
    { kind: 'footnote-formatting-dropped', count: 1 },
    { kind: 'link-flattened', count: 1 },
    { kind: 'tracked-changes-accepted', count: 3 },
    { kind: 'comments-dropped', count: 1 },
  ])
})

test('text boxes come after the paragraph they hang on, once', () => {
  const box = `<w:txbxContent>${p('Trong khung')}</w:txbxContent>`
  const shape = `<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx>${box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox>${box}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent>`
  const body = p(`${r('Đoạn ')}<w:r>${shape}</w:r>${r('văn')}`)
  expect(said(body)).toEqual(['Đoạn văn / Trong khung'])
  expect(warned(body)).toEqual([{ kind: 'text-boxes-moved', count: 1 }])
})

test('a table of contents is left out, unless its field has no end', () => {
  const styles = HEADING_STYLES + style('TOC1', 'toc 1')
  const begin =
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
  const end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
  const rest = heading('Một') + p('Đoạn.')
  const sdt = `<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>${p('Mục lục')}</w:sdtContent></w:sdt>`
  expect(
    said(p(`${begin}${r('Một 3')}`, styled('TOC1')) + p(`${r('Hai 4')}${end}`) + sdt + rest, { styles }),
  ).toEqual(['# Một: Đoạn.'])
  expect(said(p(`${begin}${r('Một 3')}`) + rest, { styles })).toEqual(['Một 3', '# Một: Đoạn.'])
})

test('the official form around the text is left out, and nothing else', () => {
  const head = table([
    [
      p('TỈNH ỦY QUẢNG NGÃI') + p('HUYỆN ỦY BÌNH SƠN') + p('*') + p('Số 15-BC/HU'),
      p('ĐẢNG CỘNG SẢN VIỆT NAM') + p('Bình Sơn, ngày 05 tháng 4 năm 2022'),
    ],
  ])
  const closing = table([
    [
      p('Nơi nhận:') + p('- Tỉnh ủy (báo cáo),') + p('- Lưu Văn phòng.'),
      p('T/M BAN THƯỜNG VỤ') + p('BÍ THƯ') + p('Người ký 1'),
    ],
  ])
  const title = [
    p(r('BÁO CÁO', bold), centred),
    p(r('tổng kết 10 năm', bold), centred),
    p('-----', centred),
  ].join('')
  const text =
    p('Thực hiện Kế hoạch số 1, Huyện ủy báo cáo như sau:') + p(r('I. KẾT QUẢ', bold)) + p('Đã làm.')
  const appendix =
    p(r('Phụ lục 1', bold), centred) +
    p(r('SỐ LIỆU', bold), centred) +
    p('(Kèm theo Báo cáo số 15-BC/HU)', centred) +
    p('Hết.')
  const expected = [
    'Thực hiện Kế hoạch số 1, Huyện ủy báo cáo như sau:',
    '# I KẾT QUẢ: Đã làm.',
    '# Phụ lục 1 SỐ LIỆU: Hết.',
  ]
  expect(said(head + title + text + closing + appendix)).toEqual(expected)
  // Typed with tabs, without tables.
  const lines = [
    'TỈNH ỦY QUẢNG NGÃI',
    'ĐẢNG CỘNG SẢN VIỆT NAM',
    '*',
    'Số 15-BC/HU',
    'Bình Sơn, ngày 5 tháng 4 năm 2022',
  ]
    .map((line) => p(line))
    .join('')
  const signed = ['T/M BAN THƯỜNG VỤ', 'BÍ THƯ', 'Nguyễn Văn A', 'Nơi nhận:', '- Tỉnh ủy,', '- Lưu.']
    .map((line) => p(line))
    .join('')
  expect(said(lines + title + text + signed + appendix)).toEqual(expected)
  // A text that speaks of these things keeps them.
  const speaks =
    p('Đảng Cộng sản Việt Nam lãnh đạo.') +
    table([['Đơn vị nơi nhận: xã', 'Bí thư']]) +
    p('BÁO CÁO') +
    p('- T/M BAN')
  const column = table([
    ['TT', 'Văn bản', 'Nơi nhận'],
    ['1', 'Kế hoạch', 'Các xã'],
  ])
  expect(said(column)).toEqual(['{TT | Văn bản | Nơi nhận ; 1 | Kế hoạch | Các xã}'])
  expect(said(speaks)).toEqual([
    'Đảng Cộng sản Việt Nam lãnh đạo. / {Đơn vị nơi nhận: xã | Bí thư} / BÁO CÁO / - T/M BAN',
  ])
})

test('headings find their sections by words, number and order; nobody is forced into one', () => {
  const sections = [
    { id: 's1', level: 1, number: 'I', title: 'Tổng kết việc thực hiện Nghị quyết số 20' },
    {
      id: 's2',
      level: 2,
      number: '1',
      title: 'Đánh giá tình hình quán triệt, nâng cao nhận thức của cán bộ, đảng viên và Nhân dân',
    },
    { id: 's3', level: 2, number: '2', title: 'Các hạn chế, yếu kém và nguyên nhân' },
    { id: 's4', level: 1, number: 'II', title: 'Đề xuất, kiến nghị' },
  ]
  const body = [
    p('Lời đầu.'),
    heading('I. TỔNG KẾT VIỆC THỰC HIỆN NGHỊ QUYẾT SỐ 20'),
    heading('1. Tình hình quán triệt, nâng cao nhận thức', 2),
    heading('Một chuyện hoàn toàn khác', 2),
    heading('2. Han che, yeu kem va nguyen nhan', 2),
    heading('II. Đề xuất và kiến nghị'),
  ].join('')
  const { result } = imported(body, { styles: HEADING_STYLES }, sections)
  expect(result.parts.map(({ sectionId }) => sectionId)).toEqual(['preamble', 's1', 's2', null, 's3', 's4'])
  expect(imported(p('Chỉ có đoạn văn.'), {}, sections).result.parts).toMatchObject([
    { heading: '', sectionId: null, words: 4 },
  ])
})

test('an empty file and one whose styles are missing say so', () => {
  expect(imported(p('')).result).toMatchObject({ parts: [], warnings: [{ kind: 'empty', count: 1 }] })
  expect(warned(p('Chữ', styled('KhongCo')))).toEqual([
    { kind: 'style-unknown', count: 1, detail: 'KhongCo' },
  ])
})

test('other prefixes and the strict form of the format are read as well', () => {
  const strict = `<?xml version="1.0"?><x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>Chữ &amp; số &#x111;</x:t></x:r></x:p></x:body></x:document>`
  expect(said('', { document: strict })).toEqual(['Chữ & số đ'])
  const plain = `<document xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><body><p><r><t><![CDATA[a < b]]></t></r></p></body></document>`
  expect(said('', { document: plain })).toEqual(['a < b'])
})
