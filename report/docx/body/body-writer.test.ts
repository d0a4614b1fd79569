import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block, Inline, Picture } from '../../content/content.ts'
import { checkPackage } from '../proof/check-package.ts'
import { PackageParts } from '../proof/package-parts.ts'
import { childOf, elementsIn, type XmlElement } from '../proof/read-xml.ts'
import { POINT_PNG } from '../proof/sound-paper.ts'
import { soundText } from '../sound-text.ts'
import { shownNumbers } from './word-counting.ts'
import {
  below,
  bodyOf,
  cell,
  every,
  lettersOf,
  list,
  note,
  p,
  packedBody,
  sections,
  styleOf,
  table,
  text,
  wordsOf,
} from './written-body.ts'

const COUNTING = { together: true, skippedCount: true }
const PICTURE: Picture = { type: 'image/png', bytes: POINT_PNG, width: 800, height: 400 }

function figure(more: Partial<Extract<Block, { type: 'figure' }>> = {}): Block {
  return { type: 'figure', id: 'f', src: '/a', alt: 'Biểu đồ', width: null, caption: [], ...more }
}

// ---- paragraphs

test('a run says only what its words have beyond their style', async () => {
  const parts = await bodyOf([
    p(
      'thường',
      text('đậm', { bold: true }),
      text('nghiêng', { italic: true, underline: true }),
      text('2', { superscript: true }),
      text('0', { subscript: true }),
      { type: 'break' },
      'hết',
    ),
  ])
  const [paragraph] = every(parts, 'w:p')
  expect(paragraph && styleOf(paragraph)).toBe('BodyText')
  expect(paragraph && wordsOf(paragraph)).toBe('thườngđậmnghiêng20\nhết')
  const looks = every(parts, 'w:r').map((run) =>
    (childOf(run, 'w:rPr')?.children ?? [])
      .map((one) => (typeof one === 'string' ? one : one.name))
      .join(' '),
  )
  expect(looks).toEqual(['', 'w:b w:bCs', 'w:i w:iCs w:u', 'w:vertAlign', 'w:vertAlign', '', ''])
})

test('the text of a paper looks as its rule set wants', async () => {
  for (const [profile, line, rule] of [
    ['hd36-2018', '360', 'exact'],
    ['nd30-2020', '264', 'auto'],
  ] as const) {
    const parts = await bodyOf([p('x')], [], { profile })
    const style = every(parts, 'w:style', 'word/styles.xml').find(
      (one) => one.attributes['w:styleId'] === 'BodyText',
    )
    const look = childOf(style, 'w:pPr')
    expect(childOf(look, 'w:jc')?.attributes['w:val']).toBe('both')
    expect(childOf(look, 'w:ind')?.attributes['w:firstLine']).toBe('567')
    const {
      'w:before': before,
      'w:line': found,
      'w:lineRule': foundRule,
    } = childOf(look, 'w:spacing')?.attributes ?? {}
    expect([before, found, foundRule]).toEqual(['120', line, rule])
    expect(childOf(childOf(style, 'w:rPr'), 'w:sz')?.attributes['w:val']).toBe('28')
  }
})

test('paragraphs that say nothing are left out, but not what only looks like nothing', async () => {
  const parts = await bodyOf([p(), p('  ', { type: 'break' }), p(note('Nguồn')), p('còn')])
  expect(every(parts, 'w:p').map(wordsOf)).toEqual(['', 'còn'])
  expect(every(parts, 'w:footnoteReference')).toHaveLength(1)
})

test('words are never taken for the places the library fills in, and never break the file', async () => {
  const words = '{outline-0} {outline\uFFFE-0} <w:t>&amp; \u0001\uD800 NFD: ê\u0301'
  const bytes = await packedBody([p(words)], sections({ level: 1, title: words }))
  expect(checkPackage(bytes)).toEqual([])
  const parts = await bodyOf([p(words)], sections({ level: 1, title: words }))
  expect(every(parts, 'w:p').map(wordsOf)).toEqual([soundText(words), soundText(words)])
  expect(soundText(words)).toContain('{outline-0} {outline-0} <w:t>&amp; \uFFFD NFD: ê\u0301')
})

// ---- lists

test('lists are hyphens and numbers in the line, pluses and letters within lists', async () => {
  const letters = [...'abcdđeg'].map((letter) => [p(letter)])
  const parts = await bodyOf([
    list(false, [
      [p('một'), p('đoạn hai'), list(false, [[p('trong')], [list(false, [[p('sâu')]])]])],
      [p('hai')],
      [],
    ]),
    list(true, [[p('ba'), list(true, letters)], [], [p('năm')]], 3),
    list(true, [[p('lại một'), list(false, [[p('gạch')]])]]),
  ])
  const words = every(parts, 'w:p').map(wordsOf)
  const numbers = shownNumbers(parts, COUNTING)
  expect(numbers.map((number, at) => `${number} ${words[at]}`.trim())).toEqual([
    '- một',
    'đoạn hai',
    '+ trong',
    '+ sâu',
    '- hai',
    '3. ba',
    'a) a',
    'b) b',
    'c) c',
    'd) d',
    'đ) đ',
    'e) e',
    'g) g',
    '4.',
    '5. năm',
    '1. lại một',
    '- gạch',
  ])
  const levels = every(parts, 'w:lvl', 'word/numbering.xml').filter((level) =>
    ['-', '+', '%1.'].includes(childOf(level, 'w:lvlText')?.attributes['w:val'] ?? ''),
  )
  for (const level of levels) {
    expect(childOf(level, 'w:suff')?.attributes['w:val']).toBe('space')
    const indent = childOf(childOf(level, 'w:pPr'), 'w:ind')?.attributes ?? {}
    expect(indent['w:firstLine']).toBe('567')
    expect(indent).not.toHaveProperty('w:hanging')
  }
})

test('an item holds tables and figures as well', async () => {
  const parts = await bodyOf(
    [list(false, [[p('mục'), table([cell('ô')]), figure({ caption: [text('Hình 1')] })]])],
    [],
    { pictures: new Map([['/a', PICTURE]]) },
  )
  expect(every(parts, 'w:tbl')).toHaveLength(1)
  expect(every(parts, 'w:p').map(styleOf)).toEqual([
    'BodyText',
    'TableText',
    'AfterTable',
    'Figure',
    'Caption',
  ])
})

// ---- figures

async function extentsOf(blocks: readonly Block[], picture: Picture, width?: number): Promise<number[][]> {
  const parts = await bodyOf(blocks, [], {
    pictures: new Map([['/a', picture]]),
    ...(width === undefined ? {} : { width }),
  })
  return every(parts, 'wp:extent').map(({ attributes }) => [Number(attributes.cx), Number(attributes.cy)])
}

test('pictures keep their proportions, and never leave the page', async () => {
  const twip = 635
  expect(await extentsOf([figure({ width: 200 })], PICTURE)).toEqual([[200 * 9525, 100 * 9525]])
  const [wide] = await extentsOf([figure({ width: 5_000 })], PICTURE)
  expect(wide?.[0]).toBeLessThanOrEqual(9355 * twip)
  expect(wide?.[0]).toBeGreaterThan(9340 * twip)
  expect((wide?.[0] ?? 0) / (wide?.[1] ?? 1)).toBeCloseTo(2, 4)
  const [tall] = await extentsOf([figure()], { ...PICTURE, width: 100, height: 40_000 })
  expect(tall?.[1]).toBeLessThanOrEqual((16_838 - 2 * 1134) * twip)
  const [across] = await extentsOf(
    [figure({ width: 5_000 })],
    { ...PICTURE, width: 100, height: 200 },
    14_287,
  )
  expect(across?.[1]).toBeLessThanOrEqual((11_906 - 2 * 1134) * twip)
  const [inCell] = await extentsOf([table([cell([figure({ width: 900 })]), cell('x')])], PICTURE)
  expect(inCell?.[0]).toBeLessThan(9355 * twip)
})

test('a figure has its alt text, its caption below, and an id of its own', async () => {
  const blocks = [figure({ caption: [text('Hình 1. '), note('Nguồn')] }), figure({ alt: 'Khác <&"' })]
  const parts = await bodyOf(blocks, [], { pictures: new Map([['/a', PICTURE]]) })
  expect(every(parts, 'wp:docPr').map(({ attributes }) => [attributes.id, attributes.descr])).toEqual([
    ['1001', 'Biểu đồ'],
    ['1002', 'Khác <&"'],
  ])
  const [picture, caption] = every(parts, 'w:p')
  expect(childOf(childOf(picture, 'w:pPr'), 'w:keepNext')).toBeDefined()
  expect(caption && [styleOf(caption), wordsOf(caption)]).toEqual(['Caption', 'Hình 1. '])
})

test('where a picture is missing, the paper says so in a frame', async () => {
  const parts = await bodyOf([figure({ src: '/thieu', caption: [text('Hình 2')] })])
  expect(every(parts, 'w:p').map((one) => [styleOf(one), wordsOf(one)])).toEqual([
    ['MissingFigure', '[Không có tệp hình ảnh: Biểu đồ]'],
    ['Caption', 'Hình 2'],
  ])
})

// ---- notes

test('notes are numbered in the order of the page, wherever they stand', async () => {
  const parts = await bodyOf(
    [
      p('a', note('một')),
      list(false, [[p('b', note('hai'))]]),
      table([cell([p('c', note('ba'))], { header: true }), cell([list(true, [[p(note('bốn'))]])])]),
      figure({ caption: [text('d'), note('năm')] }),
    ],
    sections({ level: 1, blocks: [p(note('sáu <&>'), 'e')] }),
  )
  expect(every(parts, 'w:footnoteReference').map(({ attributes }) => attributes['w:id'])).toEqual([
    ...'123456',
  ])
  const notes = every(parts, 'w:footnote', 'word/footnotes.xml').filter(
    (one) => Number(one.attributes['w:id']) > 0,
  )
  expect(notes.map((one) => `${one.attributes['w:id']}${wordsOf(one)}`)).toEqual([
    '1 một',
    '2 hai',
    '3 ba',
    '4 bốn',
    '5 năm',
    '6 sáu <&>',
  ])
  expect(notes.flatMap((one) => below(one, 'w:p').map(styleOf))).toEqual(Array(6).fill('FootnoteText'))
})

// ---- table of contents

test('the table of contents is a field that Word updates, each entry a link to its heading', async () => {
  const given = sections(
    { level: 1, title: 'Một' },
    { level: 2, title: 'Hai' },
    { level: 3, title: 'Ba' },
    { level: 4, title: 'Bốn' },
    { level: 1, title: 'Năm' },
  )
  const parts = await bodyOf([], given, { toc: true, mark: '-' })
  const [gallery] = every(parts, 'w:sdt')
  const entries = (gallery ? below(gallery, 'w:p') : []).slice(1)
  expect(entries.map((one) => [styleOf(one), wordsOf(one)])).toEqual([
    ['TOC1', 'I- Một…'],
    ['TOC2', '1. Hai…'],
    ['TOC3', 'a) Ba…'],
    ['TOC1', 'II- Năm…'],
  ])
  const marks = every(parts, 'w:bookmarkStart').map(({ attributes }) => attributes['w:name'])
  expect(every(parts, 'w:hyperlink').map(({ attributes }) => attributes['w:anchor'])).toEqual(marks)
  expect(every(parts, 'w:bookmarkEnd').map(({ attributes }) => attributes['w:id'])).toEqual([...'1234'])
  const chars = every(parts, 'w:fldChar').map(({ attributes }) => attributes['w:fldCharType'])
  const depth = chars.map((type) => (type === 'begin' ? 1 : type === 'end' ? -1 : 0))
  expect(depth.reduce<number>((sum, one) => sum + one, 0)).toBe(0)
  expect(every(parts, 'w:instrText').map(lettersOf)[0]).toBe(' TOC \\o "1-3" \\h \\z \\u ')
  expect(every(parts, 'w:fldChar')[0]?.attributes['w:dirty']).toBe('true')
})

test('an appendix is called in the table of contents as on its own page', async () => {
  const given = [
    ...sections({ level: 1, title: 'Một' }),
    ...sections({ level: 1, title: 'Biểu số liệu' }).map((one) => ({
      ...one,
      number: 'Phụ lục 2',
      appendix: 'portrait' as const,
    })),
  ]
  for (const [profile, called] of [
    ['hd05-2026', 'Phụ lục 2. Biểu số liệu…'],
    ['nd30-2020', 'Phụ lục II. Biểu số liệu…'],
  ] as const) {
    const parts = await bodyOf([], given, { toc: true, profile })
    const [gallery] = every(parts, 'w:sdt')
    expect((gallery ? below(gallery, 'w:p') : []).map(wordsOf)).toEqual(['Mục lục', 'I. Một…', called])
  }
})

test('without a TOC field, the page numbers of its entries are fields still', async () => {
  const given = sections({ level: 1 }, { level: 1 })
  const parts = await bodyOf([], given, { toc: true, pagesOnly: true })
  expect(every(parts, 'w:instrText').map(lettersOf)).toEqual([
    ' PAGEREF _Toc100000001 \\h ',
    ' PAGEREF _Toc100000002 \\h ',
  ])
  expect(every(parts, 'w:fldChar').every(({ attributes }) => attributes['w:dirty'] === undefined)).toBe(true)
})

// ---- laws

const inline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({
    type: fc.constant('text' as const),
    text: fc.string({ unit: 'binary' }),
    marks: fc.constant({}),
  }),
  fc.record({ type: fc.constant('footnote' as const), text: fc.string() }),
  fc.constant({ type: 'break' as const }),
)
const { block } = fc.letrec<{ block: Block; item: Block[] }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      type: fc.constant('paragraph' as const),
      id: fc.uuid(),
      inline: fc.array(inline, { maxLength: 5 }),
    }),
    fc.record({
      type: fc.constant('list' as const),
      id: fc.uuid(),
      ordered: fc.boolean(),
      start: fc.integer({ min: 1, max: 40 }),
      items: fc.array(tie('item'), { maxLength: 4 }),
    }),
    fc.record({
      type: fc.constant('table' as const),
      id: fc.uuid(),
      rows: fc.array(
        fc.array(
          fc.record({
            header: fc.boolean(),
            colspan: fc.integer({ min: 1, max: 4 }),
            rowspan: fc.integer({ min: 1, max: 4 }),
            blocks: tie('item').map((blocks) => blocks.filter(({ type }) => type !== 'table')),
          }),
          { maxLength: 4 },
        ),
        { maxLength: 4 },
      ),
    }),
    fc.constant(figure({ caption: [text('Hình')] })),
  ),
  item: fc.array(tie('block'), { maxLength: 3 }),
}))

/** What blocks say in their order: their own words, and those of their notes; spaces do not count. */
function saidBy(blocks: readonly Block[]): { words: string; notes: string } {
  const inline = blocks.flatMap(inlineOf)
  const joined = (found: readonly string[]) => soundText(found.map(soundText).join('')).replaceAll(/\s/g, '')
  return {
    words: joined(inline.flatMap((one) => (one.type === 'text' ? [one.text] : []))),
    notes: joined(inline.flatMap((one) => (one.type === 'footnote' ? [one.text] : []))),
  }
}

function inlineOf(block: Block): readonly Inline[] {
  if (block.type === 'paragraph') return block.inline
  if (block.type === 'figure') return block.caption
  const inside = block.type === 'list' ? block.items : block.rows.flat().map(({ blocks }) => blocks)
  return inside.flat().flatMap(inlineOf)
}

function readIn(paragraphs: readonly XmlElement[]): string {
  const shown = paragraphs.filter((one) => styleOf(one) !== 'MissingFigure')
  return shown.map(wordsOf).join('').replaceAll(/\s/g, '')
}

test('whatever a report says stands on the paper, in its order and in a sound file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 6 }), async (random) => {
      const blocks = [...random, p('Hết.')]
      const bytes = await packedBody(blocks, [])
      expect(checkPackage(bytes)).toEqual([])
      const parts = new PackageParts(bytes)
      const read = {
        words: readIn(every(parts, 'w:p')),
        notes: readIn(every(parts, 'w:p', 'word/footnotes.xml')),
      }
      expect(read).toEqual(saidBy(blocks))
      const written = every(parts, 'w:body').flatMap(elementsIn)
      for (const [at, one] of written.entries())
        if (one.name === 'w:tbl') expect(written[at + 1]?.name).toBe('w:p')
    }),
    { numRuns: 30 },
  )
})

test('the second paper of a process is the first one again', async () => {
  const given = sections(
    { level: 1, blocks: [p('x', note('y')), figure(), table([cell('z')])] },
    { level: 3 },
  )
  const write = async () => {
    const parts = await bodyOf([], given, { toc: true, pictures: new Map([['/a', PICTURE]]) })
    return ['document', 'numbering', 'footnotes', 'styles'].map((name) => parts.text(`word/${name}.xml`))
  }
  expect(await write()).toEqual(await write())
})
