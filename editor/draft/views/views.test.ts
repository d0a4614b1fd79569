// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { insertFigure, insertFootnote } from '../editing/insert-commands.ts'
import { addSection, removeSection, renameSection } from '../editing/section-commands.ts'
import {
  type Desk,
  exchange,
  idsOf,
  openDesk,
  place,
  press,
  run,
  seededUpdate,
  select,
  type,
  write,
} from '../editing/test-desk.ts'
import { reportViews } from './report-views.ts'

const texts = {
  preamble: 'Phần mở đầu',
  sectionTitle: 'Tên mục',
  removeSection: (title: string) => `Xoá mục ${title}`,
  invite: 'Thêm nội dung',
  footnote: (number: number) => `Chú thích ${number}`,
  captionPlaceholder: 'Chú thích ảnh',
  table: 'Bảng',
}

const desks: Desk[] = []

function open(update = seededUpdate(), editable = true): Desk {
  const desk = openDesk(update, {
    editable,
    views: [reportViews({ texts, newSectionTitle: 'Nội dung khác' })],
  })
  desks.push(desk)
  return desk
}

function heads({ editor }: Desk): string[] {
  return [...editor.view.dom.querySelectorAll('.cs-section-head')].map((head) => {
    const field = head.querySelector('textarea')
    return `${head.querySelector('.cs-section-number')?.textContent} ${field ? field.value : head.querySelector('.cs-section-title')?.textContent}`
  })
}

function marks({ editor }: Desk): string[] {
  return [...editor.view.dom.querySelectorAll('.cs-footnote-mark')].map((mark) => mark.textContent ?? '')
}

function sectionId({ editor }: Desk, index: number): string {
  return String(editor.state.doc.child(index + 1).attrs.id)
}

it.each([
  ['a picture of the report', '/api/reports/r/images/1a', '/api/reports/r/images/1a'],
  ['what would be made in the name of who looks', '/api/reports/r/export.docx?draft=99', null],
  ['what seems to be one', '/api/reports/r/images/1a/../../export.docx', null],
  ['another host', '//192.0.2.1/x.png', null],
  ['another host, as browsers read it', '/\\192.0.2.1/x.png', null],
  ['a script', 'javascript:alert(1)', null],
])('a figure asks for %s: %s', (_what, src, shown) => {
  const desk = write(open(), ['chữ'])
  select(desk, place(desk, 'chữ'))
  run(desk, insertFigure({ src, alt: 'Ảnh', width: 100 }))
  const image = desk.editor.view.dom.querySelector('figure img')
  expect(image?.getAttribute('src')).toBe(shown)
  const html = desk.editor.getHTML()
  expect(html.includes('Ảnh')).toBe(true)
  expect(html.includes('src=')).toBe(shown !== null)
})

afterEach(() => {
  for (const desk of desks.splice(0)) desk.editor.destroy()
})

describe('headings', () => {
  it('show computed numbers, also of a section just added', () => {
    const a = open()
    expect(heads(a)).toEqual(['I. Kết quả', '1. Nhận thức', '2. Chỉ đạo'])
    const added = { afterId: sectionId(a, 0), level: 2, title: 'Mục thêm', newId: idsOf('x') }
    expect(run(a, addSection(added))).toBe(true)
    expect(heads(a)).toEqual(['I. Kết quả', '1. Nhận thức', '2. Chỉ đạo', '3. Mục thêm'])
  })

  it('count a level that starts again and letters in their Vietnamese order', () => {
    const desk = open()
    const parent = sectionId(desk, 1)
    for (const title of ['a', 'b', 'c', 'd', 'đ', 'e', 'g']) {
      expect(run(desk, addSection({ afterId: parent, level: 3, title, newId: idsOf('y') }))).toBe(true)
    }
    expect(
      heads(desk)
        .slice(2, -1)
        .map((head) => head.split(' ')[0]),
    ).toEqual(['a)', 'b)', 'c)', 'd)', 'đ)', 'e)', 'g)'])
    expect(heads(desk).at(-1)).toBe('2. Chỉ đạo')
  })

  it('follow what others do, without redrawing other sections', () => {
    const update = seededUpdate()
    const [a, b] = [open(update), open(update)]
    const drawn = [...b.editor.view.dom.querySelectorAll('.cs-section')]
    run(a, addSection({ afterId: sectionId(a, 1), level: 2, title: 'Giữa', newId: idsOf('z') }))
    exchange(a, b)
    expect(heads(b)).toEqual(['I. Kết quả', '1. Nhận thức', '2. Giữa', '3. Chỉ đạo'])
    const now = new Set(b.editor.view.dom.querySelectorAll('.cs-section'))
    expect(drawn.every((section) => now.has(section))).toBe(true)
  })

  it('an added section can be renamed and removed, one of the plan cannot', () => {
    const desk = open()
    run(desk, addSection({ afterId: sectionId(desk, 0), level: 1, title: 'Thêm', newId: idsOf('w') }))
    const own = sectionId(desk, 3)
    expect(run(desk, renameSection(own, 'Đổi tên'))).toBe(true)
    expect(heads(desk).at(-1)).toBe('II. Đổi tên')
    const field = desk.editor.view.dom.querySelector<HTMLTextAreaElement>('.cs-title-field')!
    field.value = 'Tên trong ô'
    field.dispatchEvent(new Event('change'))
    expect(heads(desk).at(-1)).toBe('II. Tên trong ô')
    expect(run(desk, renameSection(sectionId(desk, 0), 'Khác'))).toBe(false)
    expect(run(desk, removeSection(sectionId(desk, 0)))).toBe(false)
    desk.editor.view.dom.querySelector<HTMLButtonElement>('.cs-remove-section')!.click()
    expect(heads(desk)).toEqual(['I. Kết quả', '1. Nhận thức', '2. Chỉ đạo'])
    desk.editor.commands.undo()
    expect(heads(desk)).toHaveLength(4)
  })
})

describe('footnotes', () => {
  it('are numbered in the order of the text and renumbered when one comes before', () => {
    const update = seededUpdate()
    const [a, b] = [open(update), open(update)]
    write(a, ['một'], ['hai'], ['ba'], ['bốn'])
    for (const word of ['bốn', 'một', 'hai']) {
      select(a, place(a, word, 'end'))
      run(a, insertFootnote())
      type(a, `nguồn ${word}`)
    }
    expect(marks(a)).toEqual(['1', '2', '3'])
    exchange(a, b)
    expect(marks(b)).toEqual(['1', '2', '3'])
    expect(
      [...b.editor.view.dom.querySelectorAll('.cs-footnote-text')].map((note) => note.textContent),
    ).toEqual(['nguồn một', 'nguồn hai', 'nguồn bốn'])
  })

  it('open under the caret, which arrow keys bring in and out; keys do not delete an unseen text', () => {
    const desk = write(open(), ['câu'])
    select(desk, place(desk, 'câu', 'end'))
    run(desk, insertFootnote())
    type(desk, 'nguồn')
    expect(desk.editor.view.dom.querySelector('.cs-footnote--open')).not.toBeNull()
    press(desk, 'Enter')
    expect(desk.editor.view.dom.querySelector('.cs-footnote--open')).toBeNull()
    press(desk, 'Backspace')
    expect(desk.editor.state.selection.$head.parent.type.name).toBe('footnote')
    expect(desk.editor.state.doc.child(0).textContent).toBe('câunguồn')
    press(desk, 'ArrowRight')
    type(desk, '!')
    expect(desk.editor.state.doc.child(0).firstChild!.lastChild!.text).toBe('!')
  })
})

describe('guidance and invitation', () => {
  function guidance({ editor }: Desk): (string | null)[] {
    const notes = [
      ...editor.view.dom.querySelectorAll<HTMLElement>('.cs-section:not(.cs-preamble) .cs-guidance'),
    ]
    return notes.map((note) => (note.hidden ? null : note.textContent))
  }

  it('guides while nothing is written, and is no part of the text', () => {
    const desk = open()
    expect(guidance(desk)).toEqual(['Nêu Kết quả', 'Nêu Nhận thức', 'Nêu Chỉ đạo'])
    write(desk, [''], ['đã viết'])
    expect(guidance(desk)).toEqual([null, 'Nêu Nhận thức', 'Nêu Chỉ đạo'])
    expect(desk.editor.getText()).not.toContain('Nêu')
    expect(desk.editor.getHTML()).not.toContain('Nêu')
  })

  it('invites where the plan does: a click adds a theme under that section', () => {
    const desk = open()
    const buttons = desk.editor.view.dom.querySelectorAll<HTMLButtonElement>('.cs-invite')
    expect(buttons).toHaveLength(1)
    buttons[0]!.click()
    expect(heads(desk).slice(-2)).toEqual(['2. Chỉ đạo', 'a) Nội dung khác'])
  })

  it('offers nothing to press to a reader', () => {
    const desk = open(seededUpdate(), false)
    expect(desk.editor.view.dom.querySelectorAll('button, input, textarea')).toHaveLength(0)
  })

  it('gives a line to write on in a section that others’ deletions left blank', () => {
    const desk = open()
    const section = desk.doc.getXmlFragment('report').get(1) as Y.XmlElement
    desk.doc.transact(() => section.delete(0, section.length), 'network')
    expect(desk.editor.state.doc.child(1).childCount).toBe(0)
    const body = desk.editor.view.dom.querySelectorAll('.cs-section-body')[1]!
    body.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true }))
    type(desk, 'viết được')
    expect(desk.editor.state.doc.child(1).textContent).toBe('viết được')
  })
})
