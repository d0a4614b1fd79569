import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Block, ReportContent } from '../content/content.ts'
import { readContent } from '../content/read-content.ts'
import { newId } from '../id.ts'
import { createReportDoc } from '../report-doc.ts'
import { AnchorBook, placeDraft } from '../review/anchors/anchor-book.ts'
import { FRAGMENT } from '../schema/names.ts'
import { restoreContent } from './restore-content.ts'

/** What `docs/anchors.md` promises of comments when an old version is restored. */

const paragraph = (id: string, text: string): Block => ({
  type: 'paragraph',
  id,
  inline: [{ type: 'text', text, marks: {} }],
})
const section = (id: string, ...texts: readonly string[]) => ({
  id,
  level: 1,
  number: '',
  title: `Mục ${id}`,
  fixed: false,
  appendix: null,
  blocks: texts.map((text, at) => paragraph(`${id}-${at}`, text)),
})

const THEN: ReportContent = {
  preamble: [paragraph('mo', 'Thực hiện Kế hoạch của Ban Thường vụ Tỉnh ủy.')],
  sections: [
    section('a', 'Toàn tỉnh có 32 nhiệm vụ khoa học và công nghệ.', 'Kinh phí đạt 78,5% kế hoạch năm.'),
    section(
      'b',
      'Hạn chế: việc quán triệt ở một số nơi còn chậm.',
      'Nguyên nhân chủ yếu là thiếu nguồn lực.',
    ),
    section('c', 'Bài học kinh nghiệm thứ nhất là sự lãnh đạo của cấp ủy.'),
  ],
}

function docOf(content: ReportContent): Y.Doc {
  const doc = createReportDoc()
  doc.transact(() => restoreContent(doc, content, { newId }))
  return doc
}

function bookOf(doc: Y.Doc, ...quotes: readonly string[]): AnchorBook {
  const book = new AnchorBook(doc)
  for (const quote of quotes) {
    const anchor = placeDraft(doc, { kind: 'range', quote })
    if (anchor === 'missing' || anchor.kind !== 'range' || anchor.lost)
      throw new Error(`no such words: ${quote}`)
    book.set(quote, anchor)
  }
  return book
}

function wordsOf(book: AnchorBook, id: string): string {
  const place = book.place(id)
  if (place?.type !== 'range') return place?.type ?? 'none'
  if (place.from.text !== place.to.text) return 'several texts'
  return place.from.text.toString().slice(place.from.index, place.to.index)
}

const root = (doc: Y.Doc) => doc.getXmlFragment(FRAGMENT)
const sectionIn = (doc: Y.Doc, id: string): Y.XmlElement => {
  const found = (root(doc).toArray() as Y.XmlElement[]).find((element) => element.getAttribute('id') === id)
  if (!found) throw new Error(`no section ${id}`)
  return found
}
const textIn = (doc: Y.Doc, id: string, at: number) =>
  (sectionIn(doc, id).get(at) as Y.XmlElement).get(0) as Y.XmlText
const back = (doc: Y.Doc, then: ReportContent, sectionId?: string) => {
  doc.transact(() => restoreContent(doc, then, { newId, sectionId }))
}

describe('when an old version is restored', () => {
  test('threads whose words are in both stay where they are: their letters are the same', () => {
    const doc = docOf(THEN)
    const then = readContent(doc)
    const book = bookOf(doc, '32 nhiệm vụ', 'việc quán triệt', 'sự lãnh đạo')
    textIn(doc, 'a', 0).insert(0, 'Theo báo cáo, ')
    textIn(doc, 'b', 0).insert(textIn(doc, 'b', 0).length, ' Cần khắc phục.')
    sectionIn(doc, 'c').delete(0, 0)
    const before = book.get('32 nhiệm vụ')
    const pieces = before?.kind === 'range' ? before.pieces : undefined
    expect(pieces).toHaveLength(1)
    back(doc, then)
    expect(readContent(doc)).toEqual(then)
    for (const quote of ['32 nhiệm vụ', 'việc quán triệt', 'sự lãnh đạo'])
      expect(wordsOf(book, quote)).toBe(quote)
    expect(book.get('32 nhiệm vụ')).toMatchObject({ pieces: pieces ?? [] })
  })

  test('threads whose words come back are found again, in their section', () => {
    const doc = docOf(THEN)
    const then = readContent(doc)
    const book = bookOf(doc, 'Nguyên nhân chủ yếu là thiếu nguồn lực', 'Bài học kinh nghiệm thứ nhất')
    sectionIn(doc, 'b').delete(1, 1)
    root(doc).delete(3, 1)
    expect(wordsOf(book, 'Bài học kinh nghiệm thứ nhất')).toBe('lost')
    back(doc, then)
    expect(readContent(doc)).toEqual(then)
    for (const quote of ['Nguyên nhân chủ yếu là thiếu nguồn lực', 'Bài học kinh nghiệm thứ nhất']) {
      expect(wordsOf(book, quote)).toBe(quote)
    }
  })

  test('threads whose words it does not have are lost, and come back when that is taken back', () => {
    const doc = docOf(THEN)
    const then = readContent(doc)
    textIn(doc, 'c', 0).insert(0, 'Một nhận định mới được bổ sung sau này. ')
    const now = readContent(doc)
    const book = bookOf(doc, 'nhận định mới được bổ sung', 'Kinh phí đạt 78,5%')
    back(doc, then)
    expect(wordsOf(book, 'nhận định mới được bổ sung')).toBe('lost')
    expect(wordsOf(book, 'Kinh phí đạt 78,5%')).toBe('Kinh phí đạt 78,5%')
    back(doc, now)
    expect(wordsOf(book, 'nhận định mới được bổ sung')).toBe('nhận định mới được bổ sung')
  })

  test('threads follow sections that go back to where they stood', () => {
    const doc = docOf(THEN)
    const then = readContent(doc)
    const [a, b, c] = then.sections
    if (!a || !b || !c) throw new Error('three sections')
    back(doc, { ...then, sections: [c, a, b] })
    const book = bookOf(doc, 'sự lãnh đạo của cấp ủy', '32 nhiệm vụ khoa học')
    back(doc, then)
    expect(readContent(doc)).toEqual(then)
    for (const quote of ['sự lãnh đạo của cấp ủy', '32 nhiệm vụ khoa học'])
      expect(wordsOf(book, quote)).toBe(quote)
  })

  test('restoring one section leaves the threads of the others alone', () => {
    const doc = docOf(THEN)
    const then = readContent(doc)
    textIn(doc, 'a', 0).insert(0, 'Mới: ')
    textIn(doc, 'b', 0).insert(0, 'Cũng mới: ')
    const book = bookOf(doc, 'Cũng mới', '32 nhiệm vụ', 'việc quán triệt')
    back(doc, then, 'a')
    for (const quote of ['Cũng mới', '32 nhiệm vụ', 'việc quán triệt'])
      expect(wordsOf(book, quote)).toBe(quote)
    expect(book.takeChanges().size).toBe(0)
  })
})
