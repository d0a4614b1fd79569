import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import { seedReport } from '../../../report/seed.ts'
import { mergeInTree } from './pending-edits.ts'
import { type KeptSection, type Recovered, recoverText } from './recovered-text.ts'

const SECTIONS = ['Kết quả', 'Hạn chế']

/** Two copies of a report: what the first writes from here on, the second never hears of. */
function openCopies() {
  let made = 0
  const { update } = seedReport(
    SECTIONS.map((title) => ({ level: 1, title, guidance: '', invites: false })),
    { newId: () => `id${(made += 1)}`, clientId: 1 },
  )
  const diverged = new Y.Doc()
  const clean = new Y.Doc()
  Y.applyUpdate(clean, update)
  Y.applyUpdate(diverged, update)
  const pending: Uint8Array[] = []
  let isShared = true
  diverged.on('update', (bytes: Uint8Array, origin: unknown) => {
    if (origin === 'network') return
    if (isShared) Y.applyUpdate(clean, bytes)
    else pending.push(bytes)
  })
  return {
    diverged,
    clean,
    part: () => {
      isShared = false
    },
    recover: (known: Recovered['gone'] = []): Recovered =>
      recoverText({
        diverged,
        clean,
        pending: mergeInTree(pending) ?? new Uint8Array([0, 0]),
        known,
        why: () => 'section-approved',
      }),
  }
}

function section(doc: Y.Doc, index: number): Y.XmlElement {
  return must(doc.getXmlFragment(FRAGMENT).get(index + 1) as Y.XmlElement | undefined, `section ${index}`)
}

function write(doc: Y.Doc, index: number, text: string): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph')
  const words = new Y.XmlText(text)
  doc.transact(() => {
    paragraph.insert(0, [words])
    section(doc, index).push([paragraph])
  })
  return words
}

function plainText({ blocks }: KeptSection): string {
  return blocks.map((block) => block.map(({ text }) => text).join('')).join('\n')
}

/** Own words in brackets. */
function marked({ blocks }: KeptSection): string[] {
  return blocks.map((block) => block.map(({ text, own }) => (own ? `[${text}]` : text)).join(''))
}

describe('what the report did not take', () => {
  test('is kept as it was seen, section by section, one’s own words marked', () => {
    const copies = openCopies()
    const words = write(copies.diverged, 1, 'Đã có trước.')
    write(copies.diverged, 1, 'Đoạn không ai đụng đến.')
    copies.part()
    for (const letter of 'Việc '.split('').toReversed()) words.insert(0, letter)
    words.insert(words.length, ' Còn nể nang, né tránh.')
    write(copies.diverged, 1, 'Thêm một đoạn: ưỡn ẹo, quýnh quáng.')
    write(copies.diverged, 0, 'Đạt 12/15 chỉ tiêu.')

    const { sections } = copies.recover()
    expect(sections.map(({ number, title, why }) => [number, title, why])).toEqual([
      ['I', 'Kết quả', 'section-approved'],
      ['II', 'Hạn chế', 'section-approved'],
    ])
    expect(sections.map(marked)).toEqual([
      ['[Đạt 12/15 chỉ tiêu.]'],
      ['[Việc ]Đã có trước.[ Còn nể nang, né tránh.]', '[Thêm một đoạn: ưỡn ẹo, quýnh quáng.]'],
    ])
    expect(plainText(must(sections[1], 'the second'))).toBe(
      'Việc Đã có trước. Còn nể nang, né tránh.\nThêm một đoạn: ưỡn ẹo, quýnh quáng.',
    )
  })

  test('leaves out what the report has taken after all', () => {
    const copies = openCopies()
    copies.part()
    write(copies.diverged, 0, 'được nhận')
    Y.applyUpdate(copies.clean, Y.encodeStateAsUpdate(copies.diverged))
    write(copies.diverged, 1, 'không được nhận')
    expect(copies.recover().sections.map(marked)).toEqual([['[không được nhận]']])
  })

  test('tells what had been deleted, but not what was only moved', () => {
    const copies = openCopies()
    const words = write(copies.diverged, 0, 'Một hai ba bốn')
    copies.part()
    words.delete(4, 4)
    words.delete(7, 3)
    write(copies.diverged, 0, 'bốn')
    const [kept] = copies.recover().sections
    expect(kept?.deleted).toEqual(['hai '])
    expect(kept && marked(kept)).toEqual(['[bốn]'])
  })

  test('keeps lists and tables line by line', () => {
    const copies = openCopies()
    copies.part()
    const element = (name: string, ...children: (Y.XmlElement | Y.XmlText)[]) => {
      const one = new Y.XmlElement(name)
      one.insert(0, children)
      return one
    }
    const paragraph = (text: string) => element('paragraph', new Y.XmlText(text))
    const item = (text: string) => element('listItem', paragraph(text))
    const cell = (text: string) => element('tableCell', paragraph(text))
    section(copies.diverged, 0).push([
      element('orderedList', item('một'), item('hai')),
      element('bulletList', item('gạch')),
      element('table', element('tableRow', cell('A'), cell('B')), element('tableRow', cell('C'), cell('D'))),
      element('paragraph', new Y.XmlText('trước'), element('hardBreak'), new Y.XmlText('sau')),
    ])
    const [kept] = copies.recover().sections
    expect(kept && plainText(kept).split('\n')).toEqual([
      '1. một',
      '2. hai',
      '- gạch',
      'A\tB',
      'C\tD',
      'trước',
      'sau',
    ])
  })

  test('keeps the name given to a section, and a section that was added', () => {
    const copies = openCopies()
    copies.part()
    section(copies.diverged, 0).setAttribute('title', 'Kết quả nổi bật')
    const added = new Y.XmlElement('section')
    copies.diverged.transact(() => {
      added.setAttribute('id', 'mine')
      added.setAttribute('level', 2 as unknown as string)
      added.setAttribute('title', 'Mục tôi thêm')
      copies.diverged.getXmlFragment(FRAGMENT).push([added])
    })
    const { sections } = copies.recover()
    expect(sections.map(({ id, title, renamed }) => [id, title, renamed])).toEqual([
      [section(copies.clean, 0).getAttribute('id'), 'Kết quả', 'Kết quả nổi bật'],
      ['mine', 'Mục tôi thêm', 'Mục tôi thêm'],
    ])
  })

  test('finds a place also for words whose section somebody removed meanwhile', () => {
    const copies = openCopies()
    copies.part()
    write(copies.diverged, 1, 'viết vào mục đã bị xoá')
    copies.clean.getXmlFragment(FRAGMENT).delete(2, 1)
    Y.applyUpdate(copies.diverged, Y.encodeStateAsUpdate(copies.clean), 'network')
    expect(copies.recover().sections.map((one) => [one.id, marked(one)])).toEqual([
      ['', ['[viết vào mục đã bị xoá]']],
    ])
  })

  test('is not kept a second time by another tab, nor what its author took back', () => {
    const copies = openCopies()
    copies.part()
    const words = write(copies.diverged, 0, 'giữ một lần')
    const { gone } = copies.recover()
    expect(copies.recover(gone).sections).toEqual([])
    words.delete(0, words.length)
    expect(copies.recover().sections).toEqual([])
  })

  test('is claimed by one row only: two that name each other’s would both be dropped', () => {
    const copies = openCopies()
    copies.part()
    write(copies.diverged, 0, 'thẻ này đã giữ')
    const first = copies.recover()
    write(copies.diverged, 0, 'thẻ kia giữ thêm')
    const second = copies.recover(first.gone)
    expect(second.sections.flatMap(marked)).toEqual(['[thẻ kia giữ thêm]'])
    // The first is written once more, as happens when somebody types meanwhile.
    expect(copies.recover(second.gone).sections.flatMap(marked)).toEqual(['[thẻ này đã giữ]'])
  })
})
