import { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { FRAGMENT } from '../schema/names.ts'
import { reportSchema } from '../schema/schema.ts'
import type { Block, ReportContent } from './content.ts'
import { blocksToJson } from './content-json.ts'
import { contentHash, contentText } from './content-text.ts'
import { readContent } from './read-content.ts'

const BLOCKS: readonly Block[] = [
  {
    type: 'paragraph',
    id: 'p1',
    inline: [
      { type: 'text', text: 'Thường ', marks: {} },
      { type: 'text', text: 'đậm', marks: { bold: true, italic: true } },
      { type: 'break' },
      { type: 'footnote', text: 'Nguồn: Cục Thống kê.' },
      { type: 'text', text: '2', marks: { superscript: true } },
    ],
  },
  {
    type: 'list',
    id: 'l1',
    ordered: true,
    start: 3,
    items: [[{ type: 'paragraph', id: 'p2', inline: [{ type: 'text', text: 'Ba', marks: {} }] }], []],
  },
  {
    type: 'table',
    id: 't1',
    rows: [
      [{ header: true, colspan: 2, rowspan: 1, blocks: [{ type: 'paragraph', id: 'p3', inline: [] }] }],
      [
        { header: false, colspan: 1, rowspan: 1, blocks: [] },
        { header: false, colspan: 1, rowspan: 1, blocks: [] },
      ],
    ],
  },
  {
    type: 'figure',
    id: 'f1',
    src: '/api/reports/r/images/i',
    alt: 'Biểu đồ',
    width: 300,
    caption: [{ type: 'text', text: 'Hình 1', marks: {} }],
  },
]

function docOf(blocks: readonly Block[]): Y.Doc {
  const section = (attrs: object) => ({ type: 'section', attrs, content: blocksToJson(blocks) })
  const json = {
    type: 'doc',
    content: [
      { type: 'preamble', content: blocksToJson(blocks) },
      section({ id: 's1', level: 1, title: 'Một', fixed: true }),
      section({ id: 's2', level: 1, title: 'Bảng số liệu', appendix: 'landscape' }),
      section({ id: 's3', level: 2, title: 'Hai', appendix: 'portrait' }),
    ],
  }
  const node = Node.fromJSON(reportSchema, json)
  node.check()
  const doc = new Y.Doc()
  prosemirrorToYXmlFragment(node, doc.getXmlFragment(FRAGMENT))
  return doc
}

test('what a report says is read from Yjs as it was written', () => {
  const content = readContent(docOf(BLOCKS))
  expect(content.preamble).toEqual(BLOCKS)
  expect(content.sections.map(({ number, appendix, fixed }) => ({ number, appendix, fixed }))).toEqual([
    { number: 'I', appendix: null, fixed: true },
    { number: 'Phụ lục', appendix: 'landscape', fixed: false },
    { number: '1', appendix: null, fixed: false },
  ])
  expect(content.sections[0]?.blocks).toEqual(BLOCKS)
  expect(contentText(content).split('\n').slice(0, 4)).toEqual([
    'Thường đậm',
    '[^Nguồn: Cục Thống kê.]2',
    'Ba',
    '',
  ])
})

test('texts are cut where threads begin and end, across formatting', () => {
  const doc = docOf(BLOCKS)
  const paragraph = (doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement).get(0) as Y.XmlElement
  const text = paragraph.get(0) as Y.XmlText
  const { preamble } = readContent(
    doc,
    new Map([
      [
        text,
        [
          { threadId: 'a', from: 3, to: 8 },
          { threadId: 'b', from: 7, to: 10 },
        ],
      ],
    ]),
  )
  const [first] = preamble
  const texts = first?.type === 'paragraph' ? first.inline.filter((one) => one.type === 'text') : []
  expect(texts.map(({ text: words, threads }) => [words, threads?.join('') ?? ''])).toEqual([
    ['Thư', ''],
    ['ờng ', 'a'],
    ['đ', 'ab'],
    ['ậm', 'b'],
    ['2', ''],
  ])
})

test('the fingerprint is that of what can be read, not of ids or comments', () => {
  const content = readContent(docOf(BLOCKS))
  const other = (change: (blocks: Block[]) => void): ReportContent => {
    const preamble = structuredClone(content.preamble) as Block[]
    change(preamble)
    return { ...content, preamble }
  }
  expect(contentHash(content)).toMatch(/^[0-9a-f]{64}$/)
  expect(contentHash(readContent(docOf(BLOCKS)))).toBe(contentHash(content))
  const renamed = other((blocks) => (blocks[0] = { ...(blocks[0] as Block), id: 'another' }))
  expect(contentHash(renamed)).toBe(contentHash(content))
  const bold = other((blocks) => {
    blocks[0] = {
      type: 'paragraph',
      id: 'p1',
      inline: [{ type: 'text', text: 'Thường đậm', marks: { bold: true } }],
    }
  })
  expect(contentHash(bold)).not.toBe(contentHash(content))
})
