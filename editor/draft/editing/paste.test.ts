// @vitest-environment happy-dom
import { DOMParser as BlockParser, DOMSerializer, Node } from '@tiptap/pm/model'
import { afterEach, describe, expect, it } from 'vitest'
import { reportSchema } from '../../../report/schema/schema.ts'
import { cleanPastedHtml, cleanPastedText } from './clean-paste.ts'
import { type Desk, openDesk, place, seededUpdate, select, texts, write } from './test-desk.ts'

const desks: Desk[] = []

function open(options = {}): Desk {
  const desk = write(openDesk(seededUpdate(), options), ['trước'])
  desks.push(desk)
  select(desk, place(desk, 'trước', 'end'))
  return desk
}

function paste({ editor }: Desk, html: string, text = '', files: File[] = []): void {
  const data = {
    getData: (kind: string) => (kind === 'text/html' ? html : kind === 'text/plain' ? text : ''),
    files,
  }
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'clipboardData', { value: data })
  editor.view.dom.dispatchEvent(event)
}

function blocks({ editor }: Desk): Node[] {
  return [...editor.state.doc.child(0).children]
}

afterEach(() => {
  for (const { editor } of desks.splice(0)) {
    editor.state.doc.check()
    editor.destroy()
  }
})

it('a cell of a spreadsheet that reaches over sixteen thousand columns reaches over as many as a table may have', () => {
  const desk = open()
  paste(desk, '<table><tr><td colspan="16384" rowspan="0"><p>gộp</p></td></tr></table>')
  const [table] = blocks(desk).filter(({ type }) => type.name === 'table')
  expect(table?.firstChild?.firstChild?.attrs).toMatchObject({ colspan: 100, rowspan: 1 })
})

describe('from Word', () => {
  const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body>
<!--StartFragment--><h1 style='color:blue'>I. Kết quả</h1>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>-<span>&nbsp;&nbsp;&nbsp; </span></span><!--[endif]-->Về vai trò<o:p></o:p></p>
<p class=MsoNormal><span style='font-family:Arial;font-weight:bold'>đậm</span> thường<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>.</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table><tr><td colspan=2><p>gộp</p></td></tr><tr><td><p>a</p></td><td><p>b</p></td></tr></table>
<p><img src="file:///C:/x.png">ảnh</p>
<!--EndFragment--><div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1"><sup>[1]</sup></a> Theo Sở KH&amp;CN</p></div></div></body></html>`

  it('headings are bold paragraphs, list marks stay, notes stand in the sentence, tables keep their merged cells', () => {
    const desk = open()
    select(desk, place(desk, 'trước'), place(desk, 'trước', 'end'))
    paste(desk, WORD)
    const found = blocks(desk).map((node) => `${node.type.name}:${node.textContent}`)
    expect(found).toEqual([
      'paragraph:I. Kết quả',
      'paragraph:- Về vai trò',
      'paragraph:đậm thườngTheo Sở KH&CN.',
      'paragraph:',
      'table:gộpab',
      'paragraph:ảnh',
    ])
    const [heading, , noted, , table] = blocks(desk)
    expect(heading!.firstChild!.marks.map(({ type }) => type.name)).toEqual(['bold'])
    expect(noted!.firstChild!.marks.map(({ type }) => type.name)).toEqual(['bold'])
    expect(noted!.child(2).type.name).toBe('footnote')
    expect(noted!.child(2).textContent).toBe('Theo Sở KH&CN')
    expect(table!.firstChild!.firstChild!.attrs.colspan).toBe(2)
    expect(JSON.stringify(desk.editor.getJSON())).not.toContain('file:')
  })
})

describe('from elsewhere', () => {
  it('Google’s wrapper makes nothing bold, and no link, style or foreign picture comes along', () => {
    const desk = open()
    paste(
      desk,
      '<b style="font-weight:normal" id="docs-internal-guid-1"><p>một <a href="http://x">hai</a></p><p><s>ba</s><img src="data:image/png;base64,AA"></p></b>',
    )
    expect(texts(desk)[0]).toEqual(['trướcmột hai', 'ba'])
    const json = JSON.stringify(desk.editor.getJSON())
    expect(json).not.toMatch(/marks|http|data:/)
  })

  it('letters are composed, invisible ones dropped', () => {
    const desk = open()
    paste(desk, `<p>${'Kết quả'.normalize('NFD')}\u200B</p>`)
    expect(texts(desk)[0]).toEqual(['trướcKết quả'])
    expect(cleanPastedText('o\u0301\uFEFF')).toBe('ó')
    expect(cleanPastedHtml('<p>a&#769;</p>'.replace('&#769;', '\u0301'))).toBe('<p>á</p>')
  })

  it('HTML that looks like our sections brings their text only', () => {
    const desk = open()
    const before = desk.editor.state.doc.childCount
    paste(desk, '<section data-section="x" data-level="1" data-pm-slice="0 0 []"><p>chữ</p></section>')
    expect(desk.editor.state.doc.childCount).toBe(before)
    expect(texts(desk)[0]!.join('')).toContain('chữ')
  })

  it('a picture alone goes to the page; one that Word adds to its text does not', () => {
    const got: string[] = []
    const desk = open({
      onPasteImages: (files: readonly File[]) => got.push(...files.map(({ name }) => name)),
    })
    const picture = new File(['x'], 'a.png', { type: 'image/png' })
    paste(desk, '', '', [picture])
    paste(desk, '<p>chữ</p>', 'chữ', [picture])
    expect(got).toEqual(['a.png'])
    expect(texts(desk)[0]).toEqual(['trướcchữ'])
  })

  it('typed marks of lists stay what they are', () => {
    const desk = open()
    paste(desk, '', '- một\n1. hai')
    expect(blocks(desk).map((node) => node.type.name)).toEqual(['paragraph', 'paragraph'])
    expect(texts(desk)[0]).toEqual(['trước- một', '1. hai'])
  })
})

describe('blocks as HTML', () => {
  it('come back as they were', () => {
    const paragraph = (...content: object[]) => ({ type: 'paragraph', attrs: { id: 'para' }, content })
    const section = Node.fromJSON(reportSchema, {
      type: 'section',
      content: [
        paragraph(
          { type: 'text', text: 'đậm', marks: [{ type: 'bold' }, { type: 'italic' }] },
          { type: 'hardBreak' },
          { type: 'text', text: 'm' },
          { type: 'text', text: '2', marks: [{ type: 'superscript' }] },
          { type: 'footnote', content: [{ type: 'text', text: 'nguồn' }] },
          { type: 'text', text: 'gạch', marks: [{ type: 'underline' }] },
        ),
        {
          type: 'orderedList',
          attrs: { id: 'list', start: 3 },
          content: [{ type: 'listItem', content: [paragraph({ type: 'text', text: 'mục' })] }],
        },
        {
          type: 'table',
          attrs: { id: 'tabl' },
          content: [
            {
              type: 'tableRow',
              content: [
                { type: 'tableHeader', attrs: { colspan: 2, colwidth: [80, 90] }, content: [paragraph()] },
              ],
            },
            { type: 'tableRow', content: [1, 2].map(() => ({ type: 'tableCell', content: [paragraph()] })) },
          ],
        },
        {
          type: 'figure',
          attrs: { id: 'fig1', src: '/api/reports/r/images/1', alt: 'Ảnh', width: 320 },
          content: [{ type: 'text', text: 'Hình 1' }],
        },
      ],
    })
    section.check()
    const dom = document.createElement('div')
    dom.append(DOMSerializer.fromSchema(reportSchema).serializeFragment(section.content))
    const back = BlockParser.fromSchema(reportSchema).parse(dom, {
      topNode: section.type.create(section.attrs),
    })
    expect(back.toJSON()).toEqual(section.toJSON())
  })
})

describe('text in fonts from before Unicode', () => {
  // *Chuyển đổi số được đẩy mạnh* in TCVN3: its ư is the soft hyphen, which is invisible everywhere else.
  const TCVN3 = 'ChuyÓn ®æi sè ®\u00ADîc ®Èy m¹nh'
  const UNICODE = 'Chuyển đổi số được đẩy mạnh'
  const pasted = (html: string) => {
    const told: string[][] = []
    const desk = open({ onLegacyFonts: (fonts: string[]) => told.push([...fonts]) })
    select(desk, place(desk, 'trước'), place(desk, 'trước', 'end'))
    paste(desk, html)
    return { desk, told, lines: blocks(desk).map(({ textContent }) => textContent) }
  }

  it.each([
    ['of its own', `<p><span style='font-family:".VnTime","serif"'>${TCVN3}</span></p>`, '.VnTime'],
    ['of what it stands in', `<div style="font-family:'.VnArial'"><p><b>${TCVN3}</b></p></div>`, '.VnArial'],
    ['of an old font element', `<p><font face=".VnTime">${TCVN3}</font></p>`, '.VnTime'],
    [
      'of a class in Word’s sheet',
      `<html><head><style><!-- @font-face {font-family:".VnTime"; panose-1:2}
 p.MsoNormal, li.MsoNormal {margin:0; font-size:14.0pt; font-family:".VnTime",serif;} --></style></head>
 <body><p class=MsoNormal>${TCVN3}</p></body></html>`,
      '.VnTime',
    ],
    [
      'with its codes as entities',
      `<p style='font-family:.VnTime'>${TCVN3.replace('\u00AD', '&shy;')}</p>`,
      '.VnTime',
    ],
  ])('by the font %s', (_how, html, font) => {
    const { desk, told, lines } = pasted(html)
    expect(lines).toEqual([UNICODE])
    expect(told).toEqual([[font]])
    desk.editor.commands.undo()
    expect(texts(desk)[0]).toEqual(['trước'])
  })

  it('joins the marks of VNI that a border between two runs parted, and leaves what is Unicode beside it', () => {
    const vni = (text: string) => `<span style="font-family:VNI-Times">${text}</span>`
    const { lines, told } = pasted(`<p>${vni('Quaûng Nga')}<b>${vni('õi')}</b> là tỉnh</p>`)
    expect(lines).toEqual(['Quảng Ngãi là tỉnh'])
    expect(told).toEqual([['VNI-Times']])
  })

  it('says nothing where there is none, and drops soft hyphens of other fonts', () => {
    const { lines, told } = pasted('<p style="font-family:Arial">chuyển đ\u00ADổi</p>')
    expect(lines).toEqual(['chuyển đổi'])
    expect(told).toEqual([])
  })
})
