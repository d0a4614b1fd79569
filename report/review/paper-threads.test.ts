import { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Block, Inline } from '../content/content.ts'
import { blocksToJson } from '../content/content-json.ts'
import { readContent } from '../content/read-content.ts'
import { FRAGMENT } from '../schema/names.ts'
import { reportSchema } from '../schema/schema.ts'
import type { Anchor, AnchorDraft, Author, Thread } from '../wire/review.ts'
import { placeDraft } from './anchors/anchor-book.ts'
import { placeThreads } from './paper-threads.ts'

const author: Author = { userId: 'u', name: 'Người thẩm định 1', office: null, role: 'reviewer' }

function thread(id: string, anchor: Anchor): Thread {
  const common = { kind: 'opinion', author, resolved: null, answer: null, readAt: 0, rev: 1 } as const
  return { ...common, id, number: 1, anchor, createdAt: 0, messages: [] }
}

const text = (words: string, marks = {}): Inline => ({ type: 'text', text: words, marks })
const p = (id: string, ...inline: readonly Inline[]): Block => ({ type: 'paragraph', id, inline })
const cell = (...blocks: readonly Block[]) => ({ header: false, colspan: 1, rowspan: 1, blocks })

function docOf(preamble: readonly Block[], section: readonly Block[]): Y.Doc {
  const node = Node.fromJSON(reportSchema, {
    type: 'doc',
    content: [
      { type: 'preamble', content: blocksToJson(preamble) },
      {
        type: 'section',
        attrs: { id: 's1', level: 1, title: 'Mục một' },
        content: blocksToJson(section),
      },
    ],
  })
  node.check()
  const doc = new Y.Doc()
  prosemirrorToYXmlFragment(node, doc.getXmlFragment(FRAGMENT))
  return doc
}

const DOC = () =>
  docOf(
    [p('p1', text('Thực hiện Nghị quyết số 20-NQ/TW của Trung ương'))],
    [
      p(
        'p2',
        text('Kết quả '),
        text('đạt được', { bold: true }),
        { type: 'footnote', text: 'Nguồn: Cục Thống kê tỉnh' },
        text(' trong mười năm'),
      ),
      { type: 'table', id: 't1', rows: [[cell(p('c1', text('Chỉ tiêu thứ nhất')), p('c2', text('vượt')))]] },
      p('p3', text('Đoạn cuối của mục này')),
    ],
  )

function anchored(doc: Y.Doc, draft: AnchorDraft): Anchor {
  const anchor = placeDraft(doc, draft)
  if (anchor === 'missing') throw new Error('its characters are missing')
  return anchor
}
const about = (quote: string): AnchorDraft => ({ kind: 'range', quote })

/** Each text that belongs to threads, with their ids; notes in brackets. */
function marked(doc: Y.Doc, threads: readonly Thread[]): string[] {
  const placed = placeThreads(doc, threads)
  const { preamble, sections } = readContent(doc, placed.annotations)
  const inlines = (block: Block): readonly Inline[] => {
    if (block.type === 'paragraph') return block.inline
    if (block.type === 'table') return block.rows.flat().flatMap((one) => one.blocks.flatMap(inlines))
    return []
  }
  return [...preamble, ...sections.flatMap(({ blocks }) => blocks)].flatMap(inlines).flatMap((one) => {
    if (one.type === 'break' || one.threads === undefined) return []
    return [`${one.type === 'footnote' ? `[${one.text}]` : one.text}:${one.threads.join()}`]
  })
}

describe('the threads of a paper', () => {
  test('mark their words, from the first to the last, through formatting, notes and cells', () => {
    const doc = DOC()
    const threads = [
      thread('a', anchored(doc, about('Nghị quyết số 20-NQ/TW'))),
      thread('b', anchored(doc, about('quả đạt được\nNguồn: Cục Thống kê tỉnh\n trong mười năm\nChỉ tiêu'))),
      thread('c', anchored(doc, about('được\nNguồn: Cục Thống kê'))),
    ]
    expect(placeThreads(doc, threads).threads.map((one) => [one.about, one.sectionId])).toEqual([
      [{ type: 'words' }, 'preamble'],
      [{ type: 'words' }, 's1'],
      [{ type: 'words' }, 's1'],
    ])
    expect(marked(doc, threads)).toEqual([
      'Nghị quyết số 20-NQ/TW:a',
      'quả :b',
      'đạt :b',
      'được:b,c',
      '[Nguồn: Cục Thống kê tỉnh]:b,c',
      ' trong mười năm:b',
      'Chỉ tiêu:b',
    ])
  })

  test('about words of a note mark the note', () => {
    const doc = DOC()
    expect(marked(doc, [thread('a', anchored(doc, about('Cục Thống kê')))])).toEqual([
      '[Nguồn: Cục Thống kê tỉnh]:a',
    ])
  })

  test('about a block, a section, the opening paragraphs, the report say so', () => {
    const doc = DOC()
    const { threads, annotations } = placeThreads(doc, [
      thread('a', anchored(doc, { kind: 'block', blockId: 't1' })),
      thread('b', anchored(doc, { kind: 'section', sectionId: 's1' })),
      thread('c', anchored(doc, { kind: 'section', sectionId: 'preamble' })),
      thread('d', anchored(doc, { kind: 'report' })),
    ])
    expect(threads.map((one) => [one.about, one.sectionId])).toEqual([
      [{ type: 'block', blockId: 't1' }, 's1'],
      [{ type: 'section', sectionId: 's1' }, 's1'],
      [{ type: 'section', sectionId: 'preamble' }, 'preamble'],
      [{ type: 'report' }, undefined],
    ])
    expect(annotations.size).toBe(0)
  })

  test('whose words are gone keep them, and the section they stood in', () => {
    const doc = DOC()
    const all = [
      thread('a', anchored(doc, about('Đoạn cuối của mục này'))),
      thread('b', anchored(doc, { kind: 'block', blockId: 'p3' })),
    ]
    const section = doc.getXmlFragment(FRAGMENT).get(1) as Y.XmlElement
    section.delete(2, 1)
    expect(placeThreads(doc, all).threads.map((one) => [one.about, one.sectionId])).toEqual([
      [{ type: 'gone', quote: 'Đoạn cuối của mục này' }, 's1'],
      [{ type: 'gone', quote: 'Đoạn cuối của mục này' }, 's1'],
    ])
  })

  test('about words that a saved version did not have yet are gone there', () => {
    const doc = DOC()
    const version = Y.encodeStateAsUpdate(doc)
    const text = ((doc.getXmlFragment(FRAGMENT).get(0) as Y.XmlElement).get(0) as Y.XmlElement).get(
      0,
    ) as Y.XmlText
    text.insert(0, 'Câu này được thêm về sau. ')
    const all = [thread('a', anchored(doc, about('Câu này được thêm về sau')))]
    const old = new Y.Doc()
    Y.applyUpdate(old, version)
    expect(placeThreads(old, all).threads.map((one) => [one.about, one.sectionId])).toEqual([
      [{ type: 'gone', quote: 'Câu này được thêm về sau' }, 'preamble'],
    ])
  })
})
