import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  mentionsIn,
  parseMessage,
  plainMessage,
  printMessage,
  renameMentions,
  type Block,
  type Run,
} from './message-text.ts'

const text = (words: string, bold = false): Run => ({ type: 'text', text: words, bold })
const mention = (id: string, name: string, of: 'user' | 'office' = 'user'): Run => ({
  type: 'mention',
  mention: { of, id, name },
})
const paragraph = (...runs: Run[]): Block => ({ type: 'paragraph', runs })
const list = (ordered: boolean, ...items: Run[][]): Block => ({ type: 'list', ordered, items })

describe('a message is read', () => {
  const cases: readonly [string, string, readonly Block[]][] = [
    ['empty', '', []],
    ['blank', ' \n\t\n ', []],
    ['in paragraphs and lines', 'Một\nhai\n\nba', [paragraph(text('Một\nhai')), paragraph(text('ba'))]],
    ['with Windows line ends', 'Một\r\nhai', [paragraph(text('Một\nhai'))]],
    [
      'with lists',
      'Đề nghị:\n- số liệu\n-  nguồn\n1. a\n2. b\nhết',
      [
        paragraph(text('Đề nghị:')),
        list(false, [text('số liệu')], [text('nguồn')]),
        list(true, [text('a')], [text('b')]),
        paragraph(text('hết')),
      ],
    ],
    [
      'keeping every number as it was typed',
      '2. Bổ sung\n2021. Năm',
      [paragraph(text('2. Bổ sung\n2021. Năm'))],
    ],
    [
      'keeping numbers that do not follow',
      '1. a\n3. c\n01. d',
      [list(true, [text('a')]), paragraph(text('3. c\n01. d'))],
    ],
    ['a list begun anew', '1. a\n1. b', [list(true, [text('a')]), list(true, [text('b')])]],
    ['minus and year at a line’s start', '-5 độ\n-\n1.5 ha', [paragraph(text('-5 độ\n-\n1.5 ha'))]],
    ['with bold', 'a **b c** d', [paragraph(text('a '), text('b c', true), text(' d'))]],
    [
      'with stars that are none',
      '2 ** 3 ** 4, ****, ***a***, 5*3*2',
      [paragraph(text('2 ** 3 ** 4, ****, ***a***, 5*3*2'))],
    ],
    ['with stars left open', '**a **b', [paragraph(text('**a **b'))]],
    [
      'with mentions',
      '@[Người soạn 1](user:u1) và **@[Sở KH&CN](office:o_2) xem**',
      [
        paragraph(
          mention('u1', 'Người soạn 1'),
          text(' và '),
          mention('o_2', 'Sở KH&CN', 'office'),
          text(' '),
          text('xem', true),
        ),
      ],
    ],
    [
      'with what only looks like one',
      '@[A](user:) @[](user:a) @[ ](user:a) @[A](admin:a) @[A](user:a b) @[A\n](user:a) a@b.vn',
      [
        paragraph(
          text('@[A](user:) @[](user:a) @[ ](user:a) @[A](admin:a) @[A](user:a b) @[A\n](user:a) a@b.vn'),
        ),
      ],
    ],
    [
      'with backslashes',
      String.raw`\- không \*\*đậm\*\* C:\thư mục \\ \@[A](user:a) cuối \ `,
      [paragraph(text(String.raw`- không **đậm** C:\thư mục \ @[A](user:a) cuối ` + '\\'))],
    ],
    ['with brackets in a name', String.raw`@[A \[B\]](user:a)`, [paragraph(mention('a', 'A [B]'))]],
    [
      'with markup of others',
      '<b>a</b> &lt; [a](javascript:x) # h',
      [paragraph(text('<b>a</b> &lt; [a](javascript:x) # h'))],
    ],
  ]
  test.each(cases)('%s', (_name, raw, blocks) => {
    expect(parseMessage(raw)).toEqual(blocks)
    expect(parseMessage(printMessage(blocks))).toEqual(blocks)
  })
})

test('it is told without its markup', () => {
  const raw = 'Nhờ **@[Sở KH&CN](office:o1)** xem\n\n- số **liệu**\n- nguồn\n\n1. a\n2. b'
  expect(plainMessage(raw)).toBe('Nhờ @Sở KH&CN xem\n- số liệu\n- nguồn\n1. a\n2. b')
  expect(plainMessage('')).toBe('')
})

test('its mentions are found once each, and named anew; what is unknown becomes text', () => {
  const raw = String.raw`@[Bí thư](user:u1) **x** @[B](office:u1)  @[Lại](user:u1) \@[C](user:u2) @[**D**](user:u9)`
  expect(mentionsIn(raw)).toEqual([
    { of: 'user', id: 'u1', name: 'Bí thư' },
    { of: 'office', id: 'u1', name: 'B' },
    { of: 'user', id: 'u9', name: '**D**' },
  ])
  const renamed = renameMentions(raw, ({ of, id }) =>
    id === 'u9' ? undefined : of === 'user' ? 'Người [soạn] 1' : 'Sở',
  )
  expect(renamed).toBe(
    String.raw`@[Người \[soạn\] 1](user:u1) **x** @[Sở](office:u1)  @[Người \[soạn\] 1](user:u1) \@[C](user:u2) @\*\*D\*\*`,
  )
  expect(mentionsIn(renamed).map(({ name }) => name)).toEqual(['Người [soạn] 1', 'Sở'])
  // What stands around it, or what its name holds, makes no other mention.
  const around = renameMentions('@[Bí thư @[x](user:u8)](user:u1) @[a](user:u1)', ({ id }) =>
    id === 'u8' ? undefined : 'A',
  )
  expect(mentionsIn(around)).toEqual([{ of: 'user', id: 'u1', name: 'A' }])
  const twice = renameMentions(String.raw`@[@\[X\](user:u2) y](user:u8)`, () => undefined)
  expect(mentionsIn(twice)).toEqual([])
})

// ---- laws

/** Texts full of what has a meaning. */
const pieces = [
  '**',
  '*',
  '- ',
  '1. ',
  '2. ',
  '\n',
  '\n\n',
  ' ',
  '\t',
  '\\',
  '@',
  '@[',
  ']',
  '](user:a)',
  '[',
  '(',
  'a',
  'ệ',
  '😀',
  '@[Người 1](user:u1)',
  '@[Sở](office:o-1)',
  '\r\n',
  '1',
  '.',
  '-',
  '<b>',
  '\u00a0',
]
const hostileArbitrary = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const runArbitrary: fc.Arbitrary<Run> = fc.oneof(
  fc.record({ text: hostileArbitrary, bold: fc.boolean() }).map(({ text: words, bold }) => text(words, bold)),
  fc
    .record({
      name: hostileArbitrary,
      id: fc.constantFrom('u1', 'o-2', '', 'có dấu', 'a)'),
      of: fc.constantFrom('user' as const, 'office' as const),
    })
    .map(({ name, id, of }) => mention(id, name, of)),
)
const runsArbitrary = fc.array(runArbitrary, { maxLength: 5 })
const blockArbitrary: fc.Arbitrary<Block> = fc.oneof(
  runsArbitrary.map((runs) => paragraph(...runs)),
  fc
    .record({ ordered: fc.boolean(), items: fc.array(runsArbitrary, { maxLength: 4 }) })
    .map(({ ordered, items }) => list(ordered, ...items)),
)

const inkOf = (words: string) => words.replaceAll(/\s+/g, '')
const inkIn = (blocks: readonly Block[]) =>
  inkOf(
    blocks
      .flatMap((block) => (block.type === 'paragraph' ? [block.runs] : block.items))
      .flat()
      .map((run) => (run.type === 'text' ? run.text : `@${run.mention.name}`))
      .join(''),
  )

test('whatever is read is printed so that it reads the same', () => {
  fc.assert(
    fc.property(hostileArbitrary, (raw) => {
      const blocks = parseMessage(raw)
      expect(parseMessage(printMessage(blocks))).toEqual(blocks)
    }),
    { numRuns: 3_000 },
  )
})

test('whatever blocks are printed keep their words, and printing what they became changes nothing', () => {
  fc.assert(
    fc.property(fc.array(blockArbitrary, { maxLength: 4 }), (blocks) => {
      const printed = printMessage(blocks)
      const tidied = parseMessage(printed)
      expect(inkIn(tidied)).toBe(inkIn(blocks))
      expect(printMessage(tidied)).toBe(printed)
    }),
    { numRuns: 3_000 },
  )
})

test('nothing but markup is left out of the plain text', () => {
  fc.assert(
    fc.property(hostileArbitrary, (raw) => {
      const letters = (words: string) => words.replaceAll(/[\s*\\[\]()]|@|user:[\w-]+|office:[\w-]+/g, '')
      // Markers of lists are told again; the text of mentions that are none stays.
      expect(letters(plainMessage(raw))).toBe(letters(raw))
    }),
    { numRuns: 3_000 },
  )
})

test('names are put in place without touching anything else', () => {
  fc.assert(
    fc.property(hostileArbitrary, hostileArbitrary, (raw, name) => {
      expect(renameMentions(raw, (one) => one.name)).toSatisfy(
        (same: string) => JSON.stringify(parseMessage(same)) === JSON.stringify(parseMessage(raw)),
      )
      const renamed = renameMentions(raw, () => `X ${name}`)
      expect(mentionsIn(renamed).map(({ id }) => id)).toEqual(mentionsIn(raw).map(({ id }) => id))
      expect(mentionsIn(renameMentions(raw, () => undefined))).toEqual([])
    }),
    { numRuns: 3_000 },
  )
})

test('hostile texts are read in time in proportion to their length', () => {
  // In the square of it, these would not be read before the test's time is up.
  for (const part of [
    '@[',
    '@[a',
    '**',
    '**a ',
    '*',
    '\\',
    '@[\\',
    '](user:',
    '- ',
    '1. ',
    '\n',
    ' ',
    '@[a](user:',
  ]) {
    const raw = part.repeat(200_000)
    expect(parseMessage(raw).length).toBeLessThanOrEqual(200_000)
  }
})
