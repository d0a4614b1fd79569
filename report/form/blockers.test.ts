import { describe, expect, test } from 'vitest'
import type { Block, ContentSection } from '../content/content.ts'
import type { Anchor, Author } from '../wire/review.ts'
import { blockersOf, withBelow, type BlockingThread } from './blockers.ts'

const words = (text: string): Block => ({
  type: 'paragraph',
  id: 'b',
  inline: [{ type: 'text', text, marks: {} }],
})
const section = (id: string, level: number, blocks: readonly Block[] = [], fixed = true): ContentSection => ({
  id,
  level,
  number: id,
  title: `Mục ${id}`,
  fixed,
  appendix: null,
  blocks,
})
const emptyIn = (...sections: readonly ContentSection[]) =>
  blockersOf({ preamble: [], sections }, []).map((one) => (one.kind === 'empty-section' ? one.sectionId : ''))

describe('empty sections', () => {
  test('are those of the plan in which and below which nothing was written', () => {
    expect(
      emptyIn(section('I', 1), section('1', 2), section('a', 3, [words('Có')]), section('2', 2)),
    ).toEqual(['2'])
    expect(emptyIn(section('I', 1), section('1', 2), section('II', 1, [words('Có')]))).toEqual(['I', '1'])
    expect(emptyIn(section('I', 1, [], false), section('1', 2, [], false))).toEqual([])
    // What somebody wrote under a heading of their own counts for the plan's heading above it.
    expect(emptyIn(section('I', 1), section('1', 2, [words('Có')], false))).toEqual([])
    expect(emptyIn(section('I', 1, [words('Có')]), section('1', 2))).toEqual(['1'])
  })

  test('are empty while nothing but spaces and line breaks stand there', () => {
    const blank: Block = {
      type: 'paragraph',
      id: 'b',
      inline: [{ type: 'text', text: ' \u00a0', marks: {} }, { type: 'break' }],
    }
    const list = (item: readonly Block[]): Block => ({
      type: 'list',
      id: 'l',
      ordered: false,
      start: 1,
      items: [item],
    })
    expect(emptyIn(section('I', 1, [blank, list([blank])]))).toEqual(['I'])
    expect(emptyIn(section('I', 1, [list([list([words('x')])])]))).toEqual([])
    expect(emptyIn(section('I', 1, [{ type: 'table', id: 't', rows: [] }]))).toEqual([])
    const figure: Block = { type: 'figure', id: 'f', src: '', alt: '', width: null, caption: [] }
    expect(emptyIn(section('I', 1, [figure]))).toEqual([])
    const note: Block = { type: 'paragraph', id: 'b', inline: [{ type: 'footnote', text: '' }] }
    expect(emptyIn(section('I', 1, [note]))).toEqual([])
  })
})

test('below a section stands all of deeper levels, up to the next of its own', () => {
  const all = [section('I', 1), section('1', 2), section('a', 4), section('2', 2), section('II', 1)]
  const ids = (index: number) => withBelow(all, index).map(({ id }) => id)
  expect(ids(0)).toEqual(['I', '1', 'a', '2'])
  expect(ids(1)).toEqual(['1', 'a'])
  expect(ids(4)).toEqual(['II'])
})

const somebody: Author = { userId: 'u', name: 'Người thẩm định 1', office: null, role: 'reviewer' }
const range: Anchor = {
  kind: 'range',
  sectionId: 's',
  quote: 'lời',
  prefix: '',
  suffix: '',
  pieces: [],
  lost: false,
}
const thread = (number: number, change: Partial<BlockingThread> = {}): BlockingThread => ({
  id: `t${number}`,
  number,
  kind: 'change',
  resolved: null,
  anchor: range,
  ...change,
})

describe('yêu cầu sửa', () => {
  test('block while they are open, also answered', () => {
    const threads = [
      thread(3),
      thread(1),
      thread(2, { resolved: { by: somebody, at: 1 } }),
      thread(4, { kind: 'opinion' }),
      thread(5, { kind: 'question' }),
      thread(0),
    ]
    const found = blockersOf({ preamble: [], sections: [] }, threads)
    expect(found).toEqual([
      { kind: 'must-fix', threadId: 't0', threadNumber: 0, sectionId: 's', quote: 'lời' },
      { kind: 'must-fix', threadId: 't1', threadNumber: 1, sectionId: 's', quote: 'lời' },
      { kind: 'must-fix', threadId: 't3', threadNumber: 3, sectionId: 's', quote: 'lời' },
    ])
  })

  test('tell where they are, if anywhere', () => {
    const places = [
      thread(1, { anchor: { kind: 'report' } }),
      thread(2, { anchor: { ...range, lost: true } }),
      thread(3, { anchor: { kind: 'section', sectionId: 'preamble', quote: '', lost: false } }),
    ]
    const found = blockersOf({ preamble: [], sections: [] }, places)
    expect(found.map((one) => one.kind === 'must-fix' && [one.sectionId, one.quote])).toEqual([
      ['', ''],
      ['', 'lời'],
      ['preamble', ''],
    ])
  })
})
