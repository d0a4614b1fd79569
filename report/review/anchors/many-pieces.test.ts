import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../must.ts'
import { createReportDoc } from '../../report-doc.ts'
import type { Anchor } from '../../wire/review.ts'
import { AnchorBook, placeDraft } from './anchor-book.ts'
import { itemsIn } from './char-runs.ts'

// What took minutes before is told by its hanging, not by a clock that a busy machine can stop.
vi.setConfig({ testTimeout: 60_000 })

function reportOf(...paragraphs: readonly string[]) {
  const doc = createReportDoc()
  const section = new Y.XmlElement('section')
  doc.getXmlFragment('report').insert(0, [section])
  section.setAttribute('id', 'phan')
  const texts = paragraphs.map((words, index) => {
    const paragraph = new Y.XmlElement('paragraph')
    const text = new Y.XmlText()
    section.push([paragraph])
    paragraph.setAttribute('id', `doan-${index}`)
    paragraph.insert(0, [text])
    text.insert(0, words)
    return text
  })
  return { doc, texts }
}

function bookOf(doc: Y.Doc): AnchorBook {
  return new AnchorBook(doc, {
    onFailure: (error) => {
      throw error
    },
  })
}

test('a text of a hundred thousand pieces, half of them deleted at once, holds nobody up', () => {
  const { doc, texts } = reportOf('')
  const text = must(texts[0], 'a text')
  // Backwards, so that no letter joins its neighbour.
  doc.transact(() => {
    for (let count = 0; count < 100_000; count++) text.insert(0, String.fromCharCode(97 + (count % 26)))
  })
  const other = createReportDoc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  const [first] = itemsIn(text)
  const { client, clock } = must(first, 'a letter').id
  const held: Anchor = {
    kind: 'range',
    sectionId: 'phan',
    quote: 'x',
    prefix: '',
    suffix: '',
    pieces: [
      {
        blockId: 'doan-0',
        text: text.toString().slice(0, 2),
        chars: [
          [client, clock, 1],
          [client, clock - 1, 1],
        ],
      },
    ],
    lost: false,
  }
  const book = bookOf(other)
  book.set('y-kien-0001', held)
  const before = Y.encodeStateVector(other)
  doc.transact((transaction) => {
    let index = 0
    for (const item of itemsIn(text)) if (index++ % 2 === 1) item.delete(transaction)
  })
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, before))
  expect(book.place('y-kien-0001')).toMatchObject({ type: 'range', from: { index: 0 }, to: { index: 1 } })
})

test('a thread on ten thousand pieces, half of them gone, is taken in at once', () => {
  const { doc, texts } = reportOf('', 'abcdefghijklmnopqrstuvwxyz '.repeat(4_000))
  const text = must(texts[0], 'a text')
  doc.transact(() => {
    for (let count = 0; count < 10_000; count++) text.insert(0, String.fromCharCode(97 + (count % 26)))
  })
  const anchor = placeDraft(doc, { kind: 'range', quote: text.toString(), blockId: 'doan-0' })
  if (anchor === 'missing') throw new Error('not there')
  doc.transact((transaction) => {
    let index = 0
    for (const item of itemsIn(text)) if (index++ % 2 === 1) item.delete(transaction)
  })
  const book = bookOf(doc)
  for (let count = 0; count < 5; count++) book.set(`y-kien-000${count}`, anchor)
  expect(book.place('y-kien-0004')).toMatchObject({ type: 'range', from: { index: 0 }, to: { index: 5_000 } })
})

describe('a number of two signs', () => {
  test('comes back with an undo, whatever others wrote in between', () => {
    const { doc, texts } = reportOf('Tăng trưởng đạt 5% so với năm trước.', 'Một đoạn khác.')
    const [text, elsewhere] = [must(texts[0], 'a text'), must(texts[1], 'another')]
    const undo = new Y.UndoManager(text, { captureTimeout: 0 })
    const book = bookOf(doc)
    const anchor = placeDraft(doc, { kind: 'range', quote: '5%', prefix: 'Tăng trưởng đạt ' })
    if (anchor === 'missing') throw new Error('not there')
    book.set('y-kien-0001', anchor)
    text.delete(text.toString().indexOf('5%'), 2)
    expect(book.place('y-kien-0001')).toEqual({ type: 'lost' })
    doc.transact(() => elsewhere.insert(0, 'Một câu dài hơn tám chữ cái. '), 'others')
    undo.undo()
    expect(book.place('y-kien-0001')).toMatchObject({ type: 'range', from: { index: 16 }, to: { index: 18 } })
  })
})
