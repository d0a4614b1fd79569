import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../must.ts'
import { FRAGMENT } from '../schema/names.ts'
import { readSections } from '../sections.ts'
import { Attributor, type LoggedEdit } from './attributor.ts'
import { MovedAuthors } from './moved-authors.ts'
import { authorRuns, blockShares, sharesOf, wordsByAuthor } from './words-by-author.ts'

const MINUTE = 60_000
const LONG = 'Tỉnh ủy đã ban hành Chương trình hành động số 12 để thực hiện Nghị quyết'

/** A report with the paragraphs of one section, written by several people one edit after the other. */
class Report {
  readonly doc = new Y.Doc({ gc: false })
  readonly attributor = new Attributor([
    [1, 'an'],
    [2, 'binh'],
  ])
  readonly log: LoggedEdit[] = []
  #at = 0

  constructor() {
    this.doc.on('update', (bytes: Uint8Array) => {
      const client = this.doc.clientID
      const edit = { userId: client === 1 ? 'an' : 'binh', connection: `c${client}`, at: this.#at, bytes }
      this.log.push(edit)
      this.attributor.apply(edit)
    })
    this.by(1, () => {
      const section = new Y.XmlElement('section')
      this.doc.getXmlFragment(FRAGMENT).insert(0, [section])
      section.setAttribute('id', 's1')
    })
  }

  get section(): Y.XmlElement {
    return this.doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement
  }

  by(client: number, change: () => void, later = 1_000): this {
    this.#at += later
    this.doc.clientID = client
    this.doc.transact(change)
    return this
  }

  paragraph(index: number, text: string): void {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(text)])
    this.section.insert(index, [paragraph])
    paragraph.setAttribute('id', `p${this.section.length}-${text.slice(0, 3)}`)
  }

  text(index: number): Y.XmlText {
    return must((this.section.get(index) as Y.XmlElement).get(0), 'text') as Y.XmlText
  }

  whose(index: number): string[] {
    const text = this.text(index)
    const twin = must(
      ((this.attributor.doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement).get(index) as Y.XmlElement).get(
        0,
      ),
      'twin',
    ) as Y.XmlText
    expect(twin.toString()).toBe(text.toString())
    return authorRuns(twin, this.attributor.authors).map(({ text: said, userId }) => `${userId}: ${said}`)
  }
}

function reportOf(...paragraphs: readonly string[]): Report {
  const report = new Report()
  return report.by(1, () => paragraphs.forEach((text, index) => report.paragraph(index, text)))
}

describe('a text keeps its author', () => {
  test('when another splits and joins its paragraph, down to one letter', () => {
    const report = reportOf('Kết quả đạt được')
    report.by(2, () => {
      report.text(0).delete(15, 1)
      report.paragraph(1, 'c')
    })
    expect(report.whose(1)).toEqual(['an: c'])
    report.by(2, () => {
      report.section.delete(1)
      report.text(0).insert(15, 'c')
    })
    expect(report.whose(0)).toEqual(['an: Kết quả đạt được'])
  })

  test('in the middle of a paragraph where words around it were replaced', () => {
    const report = reportOf('Năm 2012 có 3 xã và năm 2013 có 4 xã đạt chuẩn.')
    const text = report.text(0)
    report.by(2, () => {
      text.delete(4, 24)
      text.insert(4, '2022 có 3 xã và năm 2023')
    })
    expect(report.whose(0)).toEqual([
      'an: Năm ',
      'binh: 202',
      'an: 2 có 3 xã và năm 20',
      'binh: 23',
      'an:  có 4 xã đạt chuẩn.',
    ])
  })

  test('when it is cut, and pasted a moment later by the same connection; not an hour later', () => {
    for (const [later, author] of [
      [MINUTE, 'an'],
      [60 * MINUTE, 'binh'],
    ] as const) {
      const report = reportOf('Một là tăng cường.', 'Hai là đẩy mạnh.')
      report.by(2, () => report.section.delete(0))
      report.by(2, () => report.paragraph(1, 'Một là tăng cường.'), later)
      expect(report.whose(1)).toEqual([`${author}: Một là tăng cường.`])
    }
  })

  test('when a deletion is undone, however short and however late', () => {
    const report = reportOf('Kết quả đạt được')
    const undo = new Y.UndoManager(report.doc.getXmlFragment(FRAGMENT))
    report.by(2, () => report.text(0).delete(5, 2))
    report.by(2, () => undo.undo(), 600 * MINUTE)
    expect(report.whose(0)).toEqual(['an: Kết quả đạt được'])
  })

  test('when another copies a long stretch of it, or brings it back long after it was deleted', () => {
    const report = reportOf(LONG, 'Khác')
    report.by(2, () => report.paragraph(2, `Nhắc lại: ${LONG}.`))
    expect(report.whose(2)).toEqual(['binh: Nhắc lại: ', `an: ${LONG}`, 'binh: .'])
    report.by(1, () => report.section.delete(2))
    report.by(1, () => report.section.delete(0))
    report.by(2, () => report.paragraph(1, LONG), 600 * MINUTE)
    expect(report.whose(1)).toEqual([`an: ${LONG}`])
  })

  test('and what somebody writes that others wrote too is theirs: a word, a name of a body', () => {
    const name = 'Ban Thường vụ Tỉnh ủy Thừa Thiên Huế'
    const report = reportOf(`${name} chỉ đạo.`)
    report.by(2, () => report.paragraph(1, name))
    expect(report.whose(1)).toEqual([`binh: ${name}`])
    for (const [index, letter] of [...' chỉ đạo'].entries())
      report.by(2, () => report.text(1).insert(name.length + index, letter))
    expect(report.whose(1)).toEqual([`binh: ${name} chỉ đạo`])
  })

  test('when two split the same paragraph before either knows of the other', () => {
    const report = reportOf('Đoạn thứ nhất. Đoạn thứ hai.')
    const before = Y.encodeStateAsUpdate(report.doc)
    const edits = [2, 3].map((client) => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, before)
      doc.clientID = client
      const section = doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement
      const vector = Y.encodeStateVector(doc)
      doc.transact(() => {
        ;((section.get(0) as Y.XmlElement).get(0) as Y.XmlText).delete(15, 13)
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText('Đoạn thứ hai.')])
        section.insert(1, [paragraph])
      })
      return Y.encodeStateAsUpdate(doc, vector)
    })
    report.attributor.authors.own([[3, 'chi']])
    for (const [index, bytes] of edits.entries())
      report.attributor.apply({ userId: `u${index}`, connection: `x${index}`, at: 5_000, bytes })
    const shares = report.attributor.doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement
    for (const index of [1, 2]) {
      const text = (shares.get(index) as Y.XmlElement).get(0) as Y.XmlText
      expect(authorRuns(text, report.attributor.authors)).toEqual([{ text: 'Đoạn thứ hai.', userId: 'an' }])
    }
  })
})

test('the same log gives the same answer, in one go or taken up again', () => {
  const report = reportOf(LONG, 'Hai')
  report.by(2, () => report.paragraph(1, LONG))
  report.by(2, () => report.section.delete(0))
  const again = new Attributor(report.attributor.authors.owners())
  for (const edit of report.log) again.apply(edit)
  expect([...again.authors.moved()]).toEqual([...report.attributor.authors.moved()])
  expect([...again.authors.moved()]).not.toEqual([])
})

test('words are counted by section and author, as many as the outline shows', () => {
  const report = reportOf('Kết quả', 'Hạn chế')
  report.by(2, () => report.text(1).insert(7, ' và nguyên nhân'))
  const { doc, authors } = report.attributor
  expect(wordsByAuthor(doc, authors)).toEqual([
    { sectionId: 's1', userId: 'an', words: 4 },
    { sectionId: 's1', userId: 'binh', words: 3 },
  ])
  expect(readSections(doc)[0]?.words).toBe(7)
  const [, shares] = [...blockShares(doc, authors).values()]
  expect(shares?.map(({ userId, characters }) => [userId, characters])).toEqual([
    ['binh', 12],
    ['an', 6],
  ])
})

test('shares add up to one, the greatest first', () => {
  const shares = sharesOf([
    { text: 'a b', userId: 'an' },
    { text: 'c', userId: 'binh' },
    { text: '   ', userId: 'chi' },
  ])
  expect(shares).toEqual([
    { userId: 'an', characters: 2, share: 2 / 3 },
    { userId: 'binh', characters: 1, share: 1 / 3 },
  ])
})

test('moved stretches are kept joined, and asked for in any part', () => {
  const authors = new MovedAuthors([[7, 'an']])
  expect(authors.add([7, 10, 5, 'binh'])).toBe(true)
  expect(authors.add([7, 15, 5, 'binh'])).toBe(true)
  expect(authors.add([7, 12, 1, 'chi'])).toBe(false)
  expect(authors.add([7, 30, 5, 'an'])).toBe(false)
  expect([...authors.moved()]).toEqual([[7, 10, 10, 'binh']])
  expect(authors.runs(7, 8, 14)).toEqual([
    { length: 2, userId: 'an' },
    { length: 10, userId: 'binh' },
    { length: 2, userId: 'an' },
  ])
  expect(authors.runs(7, 12, 2)).toEqual([{ length: 2, userId: 'binh' }])
  expect(authors.runs(9, 0, 2)).toEqual([{ length: 2, userId: '' }])
})
