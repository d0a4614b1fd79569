import { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { checkDocument, noteIds, repairDocument, repairIds } from './repair.ts'
import { FRAGMENT } from './schema/names.ts'
import { reportSchema } from './schema/schema.ts'
import { readSections, sectionsOf } from './sections.ts'
import { seedReport } from './seed.ts'
import { countWords } from './words.ts'

type Json = Record<string, unknown>

const text = (value: string, ...marks: string[]): Json => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {}),
})
const p = (...content: (Json | string)[]): Json => ({
  type: 'paragraph',
  content: content.map((piece) => (typeof piece === 'string' ? text(piece) : piece)),
})
const section = (level: number, ...content: Json[]): Json => ({
  type: 'section',
  attrs: { id: `s${level}${content.length}`, level, title: 'Mục', fixed: true },
  content,
})
const report = (...sections: Json[]): Node =>
  Node.fromJSON(reportSchema, { type: 'doc', content: [{ type: 'preamble' }, ...sections] })

function inYjs(doc: Node): Y.Doc {
  const ydoc = new Y.Doc()
  prosemirrorToYXmlFragment(doc, ydoc.getXmlFragment(FRAGMENT))
  return ydoc
}

const cell = (type: string, ...content: Json[]): Json => ({
  type,
  attrs: { colspan: 2, colwidth: [80, 90] },
  content,
})

/** One of everything. */
const everything = report(
  section(
    1,
    p('Một ', text('hai', 'bold'), { type: 'footnote', content: [text('nguồn số liệu', 'italic')] }, ' ba'),
    {
      type: 'bulletList',
      attrs: { id: 'l1' },
      content: [
        {
          type: 'listItem',
          content: [p('bốn'), { type: 'orderedList', content: [{ type: 'listItem', content: [p('năm')] }] }],
        },
      ],
    },
    {
      type: 'table',
      content: [
        { type: 'tableRow', content: [cell('tableHeader', p('sáu'))] },
        { type: 'tableRow', content: [cell('tableCell', p('bảy'))] },
      ],
    },
    { type: 'figure', attrs: { src: '/api/i/1', alt: 'Ảnh', width: 300 }, content: [text('tám')] },
    p(text('H', 'underline'), text('2', 'subscript'), 'O', { type: 'hardBreak' }, 'chín'),
  ),
  section(2, p()),
  section(2, { type: 'figure', attrs: { src: '/x' } }),
)

describe('words', () => {
  it.each([
    ['', 0],
    ['  \n ', 0],
    ['Đạt 95% kế hoạch – tăng 2,5 lần.', 7],
    ['- Về vai trò;', 3],
    ['a\u00A0b', 2],
    ['...', 0],
  ])('%j has %i', (value, words) => {
    expect(countWords(value)).toBe(words)
  })
})

describe('sections', () => {
  it('are read alike from Yjs and from ProseMirror', () => {
    everything.check()
    const read = readSections(inYjs(everything))
    expect(read).toEqual(sectionsOf(everything))
    expect(read.map(({ number, words, empty }) => ({ number, words, empty }))).toEqual([
      { number: 'I', words: 13, empty: false },
      { number: '1', words: 0, empty: true },
      { number: '2', words: 0, empty: false },
    ])
  })

  it('have numbers also where a foreign client wrote levels that there are not', () => {
    const levels = [-4, 0, 1e9, 2.4, Number.NaN, Number.POSITIVE_INFINITY]
    const doc = inYjs(report(...levels.map((level) => section(level, p('x')))))
    expect(readSections(doc).map(({ level }) => level)).toEqual([1, 1, 4, 2, 1, 4])
  })

  it('letters follow the Vietnamese order and start again under each parent', () => {
    const levels = [1, 2, 3, 3, 3, 3, 3, 3, 3, 4, 3, 2, 3, 1, 2]
    const numbers = sectionsOf(report(...levels.map((level) => section(level)))).map(({ number }) => number)
    expect(numbers).toEqual([
      'I',
      '1',
      'a)',
      'b)',
      'c)',
      'd)',
      'đ)',
      'e)',
      'g)',
      '-',
      'h)',
      '2',
      'a)',
      'II',
      '1',
    ])
  })

  it('survive Yjs and JSON unchanged', () => {
    const back = yXmlFragmentToProseMirrorRootNode(inYjs(everything).getXmlFragment(FRAGMENT), reportSchema)
    expect(back.toJSON()).toEqual(everything.toJSON())
    expect(Node.fromJSON(reportSchema, everything.toJSON()).eq(everything)).toBe(true)
  })
})

describe('the seed', () => {
  let made = 0
  const newId = () => `id${String((made += 1))}`
  const outline = [
    { level: 1, title: 'Kết quả', guidance: 'Đánh giá', invites: false },
    { level: 2, title: 'Nhận thức', guidance: '', invites: true },
  ]

  it('is a valid report with an empty paragraph everywhere and ids that differ', () => {
    const doc = new Y.Doc()
    const { update, client } = seedReport(outline, { newId, clientId: 42 })
    Y.applyUpdate(doc, update)
    expect(checkDocument(doc)).toEqual([])
    expect([...doc.store.clients.keys()]).toEqual([client])
    expect(repairIds(doc, newId)).toBe(false)
    expect(readSections(doc)).toMatchObject([
      { number: 'I', title: 'Kết quả', fixed: true, guidance: 'Đánh giá', invites: false, empty: true },
      { number: '1', title: 'Nhận thức', fixed: true, guidance: '', invites: true, empty: true },
    ])
  })

  it('applied twice is there once; composed letters only', () => {
    const { update } = seedReport([{ ...outline[0]!, title: 'Kết quả'.normalize('NFD') }], {
      newId,
      clientId: 7,
    })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    Y.applyUpdate(doc, update)
    expect(readSections(doc).map(({ title }) => title)).toEqual(['Kết quả'])
  })
})

describe('repair', () => {
  it('renames the younger of two holders and names the nameless, alike on every machine', () => {
    const doc = inYjs(report(section(1, p('một'), p('hai')), section(1, p('ba'))))
    const body = doc.getXmlFragment(FRAGMENT)
    const [, first, second] = body.toArray() as Y.XmlElement[]
    for (const element of [first!, second!]) element.setAttribute('id', 'same')
    ;(first!.get(1) as Y.XmlElement).setAttribute('id', 'p')
    ;(second!.get(0) as Y.XmlElement).setAttribute('id', 'p')
    const twin = new Y.Doc()
    Y.applyUpdate(twin, Y.encodeStateAsUpdate(doc))
    const results = [doc, twin].map((copy) => {
      let n = 0
      expect(repairIds(copy, () => `fresh${String((n += 1))}`)).toBe(true)
      expect(repairIds(copy, () => 'never')).toBe(false)
      return yXmlFragmentToProseMirrorRootNode(copy.getXmlFragment(FRAGMENT), reportSchema)
    })
    expect(results[0]!.toJSON()).toEqual(results[1]!.toJSON())
    const ids: unknown[] = []
    results[0]!.descendants((node) => void ('id' in node.attrs && ids.push(node.attrs.id)))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain('same')
    expect(ids).toContain('p')
  })

  it.each(['paragraph', 'section'])(
    'leaves a section its id, however old a %s inside of another with the same one looks',
    (name) => {
      const doc = inYjs(report(section(1, p('một')), section(1, p('hai'))))
      const body = doc.getXmlFragment(FRAGMENT)
      const [, other, own] = body.toArray() as Y.XmlElement[]
      other!.setAttribute('id', 'muc-1')
      own!.setAttribute('id', 'muc-2')
      // A client that never wrote before: its first element is at clock 0, where nothing is older.
      const thief = new Y.Doc()
      Y.applyUpdate(thief, Y.encodeStateAsUpdate(doc))
      thief.clientID = 1
      const forged = new Y.XmlElement(name)
      ;(thief.getXmlFragment(FRAGMENT).get(1) as Y.XmlElement).push([forged])
      forged.setAttribute('id', 'muc-2')
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(thief))
      expect(repairIds(doc, () => 'fresh')).toBe(true)
      expect(own!.getAttribute('id')).toBe('muc-2')
      expect((other!.get(other!.length - 1) as Y.XmlElement).getAttribute('id')).toBe('fresh')
    },
  )

  it('leaves a block the id it had when ids were noted, however old another looks', () => {
    const doc = inYjs(report(section(1, p('một')), section(1, p('hai'))))
    const own = (doc.getXmlFragment(FRAGMENT).get(2) as Y.XmlElement).get(0) as Y.XmlElement
    own.setAttribute('id', 'doan-1')
    noteIds(doc)
    let n = 0
    const newId = () => `fresh${String((n += 1))}`
    repairDocument(doc, newId)
    for (const client of [1, 2]) {
      const thief = new Y.Doc()
      Y.applyUpdate(thief, Y.encodeStateAsUpdate(doc))
      thief.clientID = client
      const forged = new Y.XmlElement('paragraph')
      ;(thief.getXmlFragment(FRAGMENT).get(1) as Y.XmlElement).push([forged])
      forged.setAttribute('id', 'doan-1')
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(thief))
      expect(repairDocument(doc, newId)).toBe(true)
      expect(own.getAttribute('id')).toBe('doan-1')
    }
  })

  it('brings home what stands outside every compartment, words and all', () => {
    const doc = inYjs(report(section(1, p('một')), section(1, p('hai'))))
    const body = doc.getXmlFragment(FRAGMENT)
    const stray = (...texts: string[]) =>
      texts.map((value) => {
        const paragraph = new Y.XmlElement('paragraph')
        paragraph.insert(0, [new Y.XmlText(value)])
        return paragraph
      })
    const second = new Y.XmlElement('preamble')
    second.insert(0, stray('thêm', 'nữa'))
    body.insert(1, [second])
    body.insert(3, stray('lạc'))
    body.push(stray('cuối'))
    expect(checkDocument(doc)).not.toEqual([])
    let n = 0
    expect(repairDocument(doc, () => `fresh${String((n += 1))}`)).toBe(true)
    expect(repairDocument(doc, () => 'never')).toBe(false)
    expect(checkDocument(doc)).toEqual([])
    const compartments = (body.toArray() as Y.XmlElement[]).map((one) =>
      one.toArray().map((block) => (block as Y.XmlElement).get(0).toJSON() as unknown),
    )
    expect(compartments).toEqual([
      ['thêm', 'nữa'],
      ['một', 'lạc'],
      ['hai', 'cuối'],
    ])
  })

  it('says what does not belong into a report, and touches nothing', () => {
    const doc = inYjs(everything)
    const body = doc.getXmlFragment(FRAGMENT)
    body.insert(1, [new Y.XmlElement('preamble')])
    ;(body.get(2) as Y.XmlElement).insert(0, [new Y.XmlElement('heading')])
    const before = Y.encodeStateAsUpdate(doc)
    expect(checkDocument(doc).map(({ where }) => where)).toEqual(['section 2', 'doc'])
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
  })
})
