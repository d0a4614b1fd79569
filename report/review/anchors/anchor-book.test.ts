import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editorEdits, rawEdits } from '../../permission/fuzz-edits.ts'
import { paragraph } from '../../permission/test-report.ts'
import { createReportDoc } from '../../report-doc.ts'
import { type Anchor, type AnchorDraft, anchorSchema } from '../../wire/review.ts'
import { AnchorBook, placeDraft } from './anchor-book.ts'
import { Layout } from './layout.ts'
import { ReportWords } from './report-words.ts'

/** The preamble and sections `sec1`, …; the blocks of section 1 are `p10`, `p11`, … */
function report(...sections: readonly (readonly string[])[]): Y.Doc {
  const doc = createReportDoc()
  doc.clientID = 1
  doc.getXmlFragment('report').insert(0, sections.map(compartment))
  return doc
}

function compartment(texts: readonly string[], index: number): Y.XmlElement {
  const element = new Y.XmlElement(index === 0 ? 'preamble' : 'section')
  if (index > 0) element.setAttribute('id', `sec${index}`)
  if (index > 0) element.setAttribute('title', `Mục ${index}`)
  element.insert(
    0,
    texts.map((text, at) => block(text, `p${index}${at}`)),
  )
  return element
}

function block(text: string, id: string): Y.XmlElement {
  const element = paragraph(text)
  element.setAttribute('id', id)
  return element
}

const sectionAt = (doc: Y.Doc, index: number) => doc.getXmlFragment('report').get(index) as Y.XmlElement
const textAt = (doc: Y.Doc, section: number, index: number) =>
  (sectionAt(doc, section).get(index) as Y.XmlElement).get(0) as Y.XmlText

function placed(doc: Y.Doc, draft: AnchorDraft): Anchor {
  const anchor = placeDraft(doc, draft)
  if (anchor === 'missing') throw new Error('expected an anchor')
  return anchor
}

const on = (doc: Y.Doc, quote: string) => placed(doc, { kind: 'range', quote })

function bookOf(doc: Y.Doc, anchors: Readonly<Record<string, Anchor>>): AnchorBook {
  const book = new AnchorBook(doc)
  for (const [id, anchor] of Object.entries(anchors)) book.set(id, anchor)
  return book
}

function words(doc: Y.Doc, book: AnchorBook, id = 't'): string | undefined {
  const place = book.place(id)
  if (place?.type !== 'range') return place?.type
  const layout = new Layout(doc)
  const all = new ReportWords(layout)
  const offset = ({ text, index }: typeof place.from) => all.offsetOf(layout.of(text)!, index)
  return all.all.slice(offset(place.from), offset(place.to))
}

/** Where a range begins and ends, as an editor says it. */
function positions(text: Y.XmlText, from: number, to: number) {
  const json = (index: number, assoc: number): never =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index, assoc)) as never
  return { from: json(from, 0), to: json(to, -1) }
}

const REPEATED = 'Thực hiện Nghị quyết số 20-NQ/TW, toàn tỉnh có 32 nhiệm vụ khoa học và công nghệ.'

describe('an anchor', () => {
  it('stays with its words when a paragraph is split, deleted and brought back', () => {
    const doc = report(['mở đầu'], ['một hai ba bốn năm sáu bảy', 'tám chín mười'])
    const book = bookOf(doc, { t: on(doc, 'ba bốn năm sáu bảy') })
    textAt(doc, 1, 0).insert(0, 'không ')
    textAt(doc, 1, 0).insert(textAt(doc, 1, 0).length, ' tám')
    expect(words(doc, book)).toBe('ba bốn năm sáu bảy')
    expect(book.takeChanges().size).toBe(0)
    doc.transact(() => {
      const text = textAt(doc, 1, 0)
      const rest = text.toString().slice(20)
      text.delete(20, text.length - 20)
      sectionAt(doc, 1).insert(1, [paragraph(rest)])
    })
    expect(words(doc, book)).toBe('ba bốn\n năm sáu bảy')
    expect([...book.takeChanges().keys()]).toEqual(['t'])
    doc.transact(() => sectionAt(doc, 1).delete(0, 2))
    expect(words(doc, book)).toBe('lost')
    sectionAt(doc, 1).insert(0, [paragraph('không một hai ba bốn'), paragraph(' năm sáu bảy tám')])
    expect(words(doc, book)).toBe('ba bốn\n năm sáu bảy')
  })

  it('is lost rather than on the same words of another place', () => {
    const doc = report(['mở đầu'], [`${REPEATED} Đây là đoạn một.`, `Một câu khác. ${REPEATED}`, REPEATED])
    const book = bookOf(doc, { t: placed(doc, { kind: 'range', quote: '32 nhiệm vụ', blockId: 'p11' }) })
    expect(words(doc, book)).toBe('32 nhiệm vụ')
    sectionAt(doc, 1).delete(1, 1)
    expect(words(doc, book)).toBe('lost')
    textAt(doc, 1, 0).insert(0, 'Có 32 nhiệm vụ, trong đó: ')
    sectionAt(doc, 1).insert(0, [block('Báo cáo nêu 32 nhiệm vụ đã nghiệm thu.', 'new')])
    expect(words(doc, book)).toBe('lost')
  })

  it('comes back among the same words where they stand with what stood around them', () => {
    const doc = report(['mở đầu'], [`${REPEATED} Đây là đoạn một.`, `Một câu khác. ${REPEATED}`, REPEATED])
    const book = bookOf(doc, { t: placed(doc, { kind: 'range', quote: '32 nhiệm vụ', blockId: 'p11' }) })
    const removed = sectionAt(doc, 1).get(1) as Y.XmlElement
    const copy = removed.clone()
    sectionAt(doc, 1).delete(1, 1)
    sectionAt(doc, 1).insert(2, [copy])
    expect(words(doc, book)).toBe('32 nhiệm vụ')
    const place = book.place('t')
    expect(place).toMatchObject({ type: 'range', from: { text: copy.get(0) } })
  })

  it('is not taken for a sentence that says the same and merely moved', () => {
    const doc = report(['mở đầu'], [REPEATED, 'Đoạn ở giữa. '.repeat(20), REPEATED])
    const book = bookOf(doc, { t: placed(doc, { kind: 'range', quote: '32 nhiệm vụ', blockId: 'p10' }) })
    sectionAt(doc, 1).delete(0, 1)
    expect(words(doc, book)).toBe('lost')
    doc.transact(() => {
      const other = sectionAt(doc, 1).get(1) as Y.XmlElement
      const copy = other.clone()
      sectionAt(doc, 1).delete(1, 1)
      sectionAt(doc, 1).insert(0, [copy])
    })
    expect(words(doc, book)).toBe('lost')
  })

  it('stays lost after a restart, though the same sentence stands elsewhere', () => {
    const doc = report(['mở đầu'], [REPEATED, REPEATED])
    const book = bookOf(doc, {
      t: placed(doc, { kind: 'range', quote: REPEATED, blockId: 'p10', suffix: 'x' }),
    })
    sectionAt(doc, 1).delete(0, 1)
    const restarted = createReportDoc()
    Y.applyUpdate(restarted, Y.encodeStateAsUpdate(doc))
    const again = bookOf(restarted, { t: book.get('t')! })
    expect(words(restarted, again)).toBe('lost')
    sectionAt(restarted, 1).insert(0, [block(REPEATED, 'pasted')])
    expect(words(restarted, again)).toBe(REPEATED)
  })

  it('comes with the passage that it was cut with, however short', () => {
    const doc = report(['mở đầu'], [`${REPEATED} Đạt 5% kế hoạch.`, 'Đoạn khác.'], ['Mục hai.'])
    const book = bookOf(doc, { t: on(doc, '5%') })
    const copy = (sectionAt(doc, 1).get(0) as Y.XmlElement).clone()
    sectionAt(doc, 1).delete(0, 1)
    expect(words(doc, book)).toBe('lost')
    sectionAt(doc, 2).insert(1, [copy])
    expect(words(doc, book)).toBe('5%')
    expect(book.get('t')).toMatchObject({ sectionId: 'sec2' })
  })

  it('goes on with the part that says most when an edit scatters it over a section', () => {
    const foreign = 'Một đoạn dài của người khác, không ai góp ý gì về nó cả. '.repeat(4)
    const doc = report(
      ['mở đầu'],
      ['Phần đầu rất dài của lời trích dẫn, còn đây là phần sau.', foreign, foreign],
    )
    const quote = 'Phần đầu rất dài của lời trích dẫn, còn đây là phần sau.'
    const book = bookOf(doc, { t: on(doc, quote) })
    doc.transact(() => {
      textAt(doc, 1, 0).delete(35, quote.length - 35)
      sectionAt(doc, 1).insert(3, [block(quote.slice(35), 'moved')])
    })
    expect(words(doc, book)).toBe('Phần đầu rất dài của lời trích dẫn,')
  })

  it('is lost when no more than a comma of it is left', () => {
    const doc = report(['mở đầu'], ['Kinh phí hằng năm, còn hạn chế.'])
    const book = bookOf(doc, { t: on(doc, 'hằng năm,') })
    textAt(doc, 1, 0).delete(9, 8)
    expect(textAt(doc, 1, 0).toString()).toBe('Kinh phí , còn hạn chế.')
    expect(words(doc, book)).toBe('lost')
  })

  it('stands in a footnote, and around a line break, as elsewhere', () => {
    const doc = report(['mở đầu'], ['Trước chú thích sau.'])
    const paragraphOf = sectionAt(doc, 1).get(0) as Y.XmlElement
    const note = new Y.XmlElement('footnote')
    note.insert(0, [new Y.XmlText('Số liệu minh họa')])
    const line = new Y.XmlText('dòng thứ hai')
    paragraphOf.insert(1, [note, new Y.XmlElement('hardBreak'), line])
    const book = bookOf(doc, { note: on(doc, 'minh họa'), line: on(doc, 'dòng thứ hai') })
    ;(note.get(0) as Y.XmlText).insert(0, 'Mới: ')
    line.insert(0, 'Đây là ')
    expect(words(doc, book, 'note')).toBe('minh họa')
    expect(words(doc, book, 'line')).toBe('dòng thứ hai')
    const copy = paragraphOf.clone()
    doc.transact(() => {
      sectionAt(doc, 1).delete(0, 1)
      sectionAt(doc, 1).insert(0, [block('Đoạn mới.', 'new'), copy])
    })
    expect(words(doc, book, 'note')).toBe('minh họa')
    expect(words(doc, book, 'line')).toBe('dòng thứ hai')
  })

  it('does not move to a copy while its own words are there', () => {
    const doc = report(['mở đầu'], [REPEATED])
    const book = bookOf(doc, { t: on(doc, '32 nhiệm vụ') })
    sectionAt(doc, 1).insert(0, [block(REPEATED, 'copy')])
    expect(book.place('t')).toMatchObject({ from: { text: textAt(doc, 1, 1) } })
    expect(book.takeChanges().size).toBe(0)
  })

  it('waits for words that have not arrived', () => {
    const server = report(['mở đầu'], [REPEATED])
    const anchor = on(server, '32 nhiệm vụ')
    const page = createReportDoc()
    const book = bookOf(page, { t: anchor })
    expect(words(page, book)).toBe('lost')
    Y.applyUpdate(page, Y.encodeStateAsUpdate(server))
    expect(words(page, book)).toBe('32 nhiệm vụ')
    expect(book.get('t')).toEqual(anchor)
  })

  it('is looked for where words moved while nobody followed', () => {
    const doc = report(['mở đầu'], [REPEATED, 'Đoạn khác.'])
    const anchor = on(doc, 'toàn tỉnh có 32 nhiệm vụ khoa học và công nghệ')
    sectionAt(doc, 1).delete(0, 1)
    sectionAt(doc, 1).insert(1, [block(REPEATED, 'moved')])
    const book = bookOf(doc, { t: anchor })
    expect(words(doc, book)).toBe('toàn tỉnh có 32 nhiệm vụ khoa học và công nghệ')
    expect(book.takeChanges().get('t')).toMatchObject({ lost: false, pieces: [{ blockId: 'moved' }] })
  })

  it('tells once what changed, and nothing of edits elsewhere', () => {
    const doc = report(['mở đầu'], [REPEATED, 'Đoạn khác.'])
    const book = bookOf(doc, { t: on(doc, '32 nhiệm vụ'), u: on(doc, 'Đoạn khác') })
    let told = 0
    const stop = book.onChange(() => (told += 1))
    textAt(doc, 1, 1).insert(0, 'Thêm. ')
    expect(told).toBe(0)
    sectionAt(doc, 1).delete(0, 2)
    expect(told).toBe(1)
    expect([...book.takeChanges().keys()].toSorted()).toEqual(['t', 'u'])
    stop()
    book.destroy()
    sectionAt(doc, 1).insert(0, [block(REPEATED, 'p10')])
    expect(told).toBe(1)
  })
})

describe('anchors of blocks, sections and the report', () => {
  it('follow their element, are lost with it and come back', () => {
    const doc = report(['mở đầu'], ['Một.'], ['Hai.', 'Ba.'])
    const book = bookOf(doc, {
      block: placed(doc, { kind: 'block', blockId: 'p21' }),
      section: placed(doc, { kind: 'section', sectionId: 'sec1' }),
      report: placed(doc, { kind: 'report' }),
    })
    expect(book.get('block')).toMatchObject({ quote: 'Ba.', sectionId: 'sec2', lost: false })
    expect(book.get('section')).toMatchObject({ quote: 'Mục 1', lost: false })
    ;(sectionAt(doc, 2).get(1) as Y.XmlElement).setAttribute('id', 'mended')
    expect(book.get('block')).toMatchObject({ blockId: 'mended' })
    sectionAt(doc, 2).delete(1, 1)
    doc.getXmlFragment('report').delete(1, 1)
    expect(book.place('block')).toEqual({ type: 'lost' })
    expect(book.place('section')).toEqual({ type: 'lost' })
    expect(book.place('report')).toEqual({ type: 'report' })
    doc.getXmlFragment('report').insert(1, [compartment(['Một.'], 1)])
    sectionAt(doc, 1).insert(0, [block('Ba.', 'mended')])
    expect(book.place('section')).toEqual({ type: 'section', sectionId: 'sec1' })
    expect(book.place('block')).toMatchObject({ type: 'block', sectionId: 'sec1' })
    expect(book.get('block')).toMatchObject({ sectionId: 'sec1', lost: false })
  })
})

describe('a draft', () => {
  it('is placed by its positions, also after somebody has typed there', () => {
    const doc = report(['mở đầu'], [REPEATED, REPEATED])
    const text = textAt(doc, 1, 1)
    const at = REPEATED.indexOf('32 nhiệm vụ')
    const rel = positions(text, at, at + '32 nhiệm vụ'.length)
    text.insert(at + 3, 'lớn ')
    text.insert(0, 'Thêm: ')
    const anchor = placed(doc, { kind: 'range', quote: '32 nhiệm vụ', rel })
    expect(anchor).toMatchObject({
      quote: '32 nhiệm vụ',
      sectionId: 'sec1',
      pieces: [{ blockId: 'p11', text: '32 lớn nhiệm vụ' }],
    })
  })

  it('is found by its words where the positions are gone, else keeps its quote', () => {
    const doc = report(['mở đầu'], [REPEATED, 'Đoạn khác.'])
    const rel = positions(textAt(doc, 1, 0), 0, 60)
    const quote = REPEATED.slice(0, 60)
    sectionAt(doc, 1).delete(0, 1)
    expect(placed(doc, { kind: 'range', quote, rel })).toMatchObject({ lost: true, quote })
    sectionAt(doc, 1).insert(1, [block(REPEATED, 'p10')])
    expect(placed(doc, { kind: 'range', quote, rel })).toMatchObject({
      lost: false,
      pieces: [{ text: quote }],
    })
  })

  it('is missing while its characters are', () => {
    const doc = report(['mở đầu'], [REPEATED])
    const ahead = createReportDoc()
    Y.applyUpdate(ahead, Y.encodeStateAsUpdate(doc))
    textAt(ahead, 1, 0).insert(0, 'Câu mới. ')
    const rel = positions(textAt(ahead, 1, 0), 0, 7)
    expect(placeDraft(doc, { kind: 'range', quote: 'Câu mới', rel })).toBe('missing')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(ahead))
    expect(placeDraft(doc, { kind: 'range', quote: 'Câu mới', rel })).toMatchObject({ lost: false })
  })
})

const number = fc.oneof(fc.nat(60), fc.nat(3000), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(2 ** 32))
const id = fc.record({ client: fc.constantFrom(0, 1, 2, 7, Number.MAX_SAFE_INTEGER), clock: number })
const position = fc.record(
  {
    item: fc.option(id),
    type: fc.option(id),
    tname: fc.option(fc.constantFrom('report', 'x')),
    assoc: fc.constantFrom(-1, 0, 1),
  },
  { requiredKeys: [] },
)
const quote = fc.oneof(
  fc.constantFrom('chữ', 'Báo cáo', '\n', ' ', '𠮷'),
  fc.string({ minLength: 1, maxLength: 50 }),
)
const name = fc.constantFrom('preamble', 'one1', 'end1', 'raw1x', '__proto__', '')
const hostileDraft = fc.oneof(
  fc.record({
    kind: fc.constant('range' as const),
    quote,
    rel: fc.record({ from: position, to: position }),
    blockId: fc.option(name),
  }),
  fc.record({ kind: fc.constant('range' as const), quote }),
  fc.record({ kind: fc.constant('block' as const), blockId: name }),
  fc.record({ kind: fc.constant('section' as const), sectionId: name }),
)
const range = fc.tuple(
  fc.constantFrom(0, 1, 2, 7, Number.MAX_SAFE_INTEGER),
  number,
  fc.oneof(fc.integer({ min: 1, max: 90 }), fc.constant(Number.MAX_SAFE_INTEGER)),
)
const hostileAnchor = fc.record({
  kind: fc.constant('range' as const),
  sectionId: name,
  quote,
  prefix: fc.string({ maxLength: 10 }),
  suffix: fc.string({ maxLength: 10 }),
  pieces: fc.array(
    fc.oneof(
      fc.record({ blockId: fc.option(name), text: quote, chars: fc.array(range, { maxLength: 3 }) }),
      fc
        .array(fc.tuple(fc.constantFrom(1, 2, 7), fc.nat(3000), fc.integer({ min: 1, max: 40 })), {
          maxLength: 3,
        })
        .map((chars) => ({
          blockId: null,
          text: 'x'.repeat(chars.reduce((sum, one) => sum + one[2], 0)),
          chars: chars as [number, number, number][],
        })),
    ),
    { maxLength: 3 },
  ),
  lost: fc.boolean(),
})
const edits = { ...editorEdits, ...rawEdits }

describe('whatever is made up', () => {
  it('never throws, and what comes out is an anchor', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostileDraft, hostileAnchor), { minLength: 3, maxLength: 12 }),
        fc.array(fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat(500), fc.nat(500), fc.nat(500)), {
          maxLength: 25,
        }),
        (given, steps) => {
          const doc = report(['mở đầu'], ['Báo cáo một', 'chữ'], ['Báo cáo hai', 'Đoạn cuối'])
          const book = new AnchorBook(doc)
          for (const [index, one] of given.entries()) {
            const anchor = 'pieces' in one ? one : placeDraft(doc, one)
            if (anchor !== 'missing') book.set(`t${index}`, anchor)
          }
          for (const [what, a, b, c] of steps) {
            edits[what]!(doc, a, b, c)
            book.places()
            for (const anchor of book.takeChanges().values())
              expect(anchorSchema.safeParse(anchor).success).toBe(true)
          }
        },
      ),
      {
        numRuns: 5 * Number(process.env.FUZZ_RUNS ?? 20),
        seed: Number(process.env.FUZZ_SEED ?? Date.now()),
        endOnFailure: process.env.FUZZ_SHRINK === undefined,
      },
    )
  })
})
