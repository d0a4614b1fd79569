import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createReportDoc } from '../report-doc.ts'
import { paragraph } from '../permission/test-report.ts'
import { AnchorBook, placeDraft } from './anchor-book.ts'
import { Layout } from './layout.ts'
import { ReportWords } from './report-words.ts'

function report(...sections: readonly (readonly string[])[]): Y.Doc {
  const doc = createReportDoc()
  doc.clientID = 1
  doc.getXmlFragment('report').insert(
    0,
    sections.map((texts, index) => {
      const element = new Y.XmlElement(index === 0 ? 'preamble' : 'section')
      if (index > 0) element.setAttribute('id', `sec${index}`)
      element.insert(
        0,
        texts.map((text, at) => {
          const block = paragraph(text)
          block.setAttribute('id', `p${index}${at}x`)
          return block
        }),
      )
      return element
    }),
  )
  return doc
}

function textAt(doc: Y.Doc, section: number, block: number): Y.XmlText {
  const compartment = doc.getXmlFragment('report').get(section) as Y.XmlElement
  return (compartment.get(block) as Y.XmlElement).get(0) as Y.XmlText
}

function anchorOn(doc: Y.Doc, quote: string): ReturnType<typeof placeDraft> {
  return placeDraft(doc, { kind: 'range', quote })
}

function covered(doc: Y.Doc, book: AnchorBook, id: string): string | undefined {
  const place = book.place(id)
  if (place?.type !== 'range') return place?.type
  const words = new ReportWords(new Layout(doc))
  const layout = new Layout(doc)
  const from = words.offsetOf(layout.of(place.from.text)!, place.from.index)
  const to = words.offsetOf(layout.of(place.to.text)!, place.to.index)
  return words.all.slice(from, to)
}

describe('an anchor', () => {
  it('stays with its words', () => {
    const doc = report(['mở đầu'], ['một hai ba bốn năm sáu bảy', 'tám chín mười'])
    const book = new AnchorBook(doc)
    const anchor = anchorOn(doc, 'ba bốn năm sáu bảy')
    expect(anchor).toMatchObject({ kind: 'range', lost: false, sectionId: 'sec1' })
    if (anchor === 'missing') throw new Error()
    book.set('t', anchor)
    expect(covered(doc, book, 't')).toBe('ba bốn năm sáu bảy')
    textAt(doc, 1, 0).insert(0, 'không ')
    textAt(doc, 1, 0).insert(textAt(doc, 1, 0).length, ' tám')
    expect(covered(doc, book, 't')).toBe('ba bốn năm sáu bảy')
    expect(book.takeChanges().size).toBe(0)
    const section = doc.getXmlFragment('report').get(1) as Y.XmlElement
    doc.transact(() => {
      const text = textAt(doc, 1, 0)
      const rest = text.toString().slice(20)
      text.delete(20, text.length - 20)
      section.insert(1, [paragraph(rest)])
    })
    expect(covered(doc, book, 't')?.replaceAll('\n', '')).toBe('ba bốn năm sáu bảy')
    expect(book.takeChanges().size).toBe(1)
    doc.transact(() => section.delete(0, 2))
    expect(covered(doc, book, 't')).toBe('lost')
    section.insert(1, [paragraph('không một hai ba bốn'), paragraph(' năm sáu bảy tám')])
    expect(covered(doc, book, 't')?.replaceAll('\n', '')).toBe('ba bốn năm sáu bảy')
  })
})
