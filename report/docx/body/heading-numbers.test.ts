import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ContentSection } from '../../content/content.ts'
import { childOf } from '../proof/read-xml.ts'
import { shownNumbers } from './word-counting.ts'
import { bodyOf, every, list, p, sections, styleOf, wordsOf } from './written-body.ts'

const COUNTINGS = [true, false].flatMap((together) =>
  [true, false].map((skippedCount) => ({ together, skippedCount })),
)

/** As it stands on the paper: what the editor shows, and the sign that closes it there. */
function onPaper({ level, number }: ContentSection, mark: '.' | '-'): string {
  return level === 1 ? `${number}${mark}` : level === 2 ? `${number}.` : number
}

async function numbersOf(given: readonly ContentSection[], mark: '.' | '-'): Promise<string[][]> {
  const parts = await bodyOf([], given, { mark })
  return COUNTINGS.map((counting) => shownNumbers(parts, counting))
}

test('headings are numbered by Word as the editor numbers them, with đ after d', async () => {
  const letters = Array.from({ length: 25 }, () => ({ level: 3 }))
  const given = sections(
    { level: 1 },
    { level: 2 },
    ...letters,
    { level: 4 },
    { level: 2 },
    { level: 3 },
    { level: 1 },
  )
  const [numbers] = await numbersOf(given, '-')
  expect(numbers?.join(' ')).toBe(
    'I- 1. a) b) c) d) đ) e) g) h) i) k) l) m) n) o) p) q) r) s) t) u) v) x) y) aa) ab) - 2. a) II-',
  )
})

test('every outline gets the numbers that the editor shows, from whatever program counts them', async () => {
  const section = fc.record({
    level: fc.integer({ min: 1, max: 4 }),
    appendix: fc.constantFrom(null, null, null, 'portrait' as const),
  })
  const outline = fc.oneof(
    fc.array(section, { maxLength: 40, size: 'max' }),
    // Long lists of letters.
    fc.array(fc.record({ level: fc.constantFrom(3, 3, 3, 3, 3, 3, 2, 4), appendix: fc.constant(null) }), {
      maxLength: 80,
      size: 'max',
    }),
  )
  await fc.assert(
    fc.asyncProperty(
      outline,
      fc.constantFrom('.' as const, '-' as const),
      fc.nat(5),
      async (places, mark, from) => {
        // The whole report, or what a copy of a part of it begins with.
        const given = sections(
          ...places.map(({ level, appendix }) => ({ level, appendix: level === 1 ? appendix : null })),
        ).slice(from)
        const wanted = given.filter(({ appendix }) => appendix === null).map((one) => onPaper(one, mark))
        for (const shown of await numbersOf(given, mark)) expect(shown).toEqual(wanted)
      },
    ),
    { numRuns: 100 },
  )
})

test('lists among the headings neither count with them nor start them anew', async () => {
  const blocks = [list(true, [[p('x')], [p('y')]], 4), list(false, [[p('z')]])]
  const given = sections(
    { level: 1, blocks },
    { level: 2, blocks },
    { level: 3, blocks },
    { level: 2, blocks },
  )
  const parts = await bodyOf([], given)
  for (const counting of COUNTINGS) {
    expect(shownNumbers(parts, counting).join(' ')).toBe('I. 4. 5. - 1. 4. 5. - a) 4. 5. - 2. 4. 5. -')
  }
})

test('headings have the styles that Word navigates by, and their titles as they are stored', async () => {
  const given = sections({ level: 1, title: 'Kết quả' }, { level: 2 }, { level: 3 }, { level: 4 })
  const parts = await bodyOf([], given)
  const paragraphs = every(parts, 'w:p')
  expect(paragraphs.map(styleOf)).toEqual(['Heading1', 'Heading2', 'Heading3', 'Heading4'])
  expect(paragraphs[0] && wordsOf(paragraphs[0])).toBe('Kết quả')
  const styles = every(parts, 'w:style', 'word/styles.xml')
  const looks = [1, 2, 3, 4].map((level) => {
    const style = styles.find(({ attributes }) => attributes['w:styleId'] === `Heading${level}`)
    const [paragraph, run] = [childOf(style, 'w:pPr'), childOf(style, 'w:rPr')]
    return {
      outline: childOf(paragraph, 'w:outlineLvl')?.attributes['w:val'],
      indent: childOf(paragraph, 'w:ind')?.attributes['w:firstLine'],
      keepNext: childOf(paragraph, 'w:keepNext') !== undefined,
      bold: childOf(run, 'w:b') !== undefined,
      italic: childOf(run, 'w:i') !== undefined,
      caps: childOf(run, 'w:caps') !== undefined,
    }
  })
  const common = { indent: '567', keepNext: true }
  expect(looks).toEqual([
    { ...common, outline: '0', bold: true, italic: false, caps: true },
    { ...common, outline: '1', bold: true, italic: false, caps: false },
    { ...common, outline: '2', bold: false, italic: true, caps: false },
    { ...common, outline: '3', bold: false, italic: false, caps: false },
  ])
})
