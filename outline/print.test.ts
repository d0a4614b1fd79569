import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankOutline, outlineOf } from './outline.ts'
import type { Outline, OutlineSection } from './outline.ts'
import { printPlan, printTree } from './print.ts'
import type { LevelStyle, PlanStyle } from './print.ts'
import { parsePlan } from './read-plan.ts'

const readBack = (text: string) => outlineOf(parsePlan(text))

const shipped = outlineOf(parsePlan(readFileSync(new URL('plans/nq20.txt', import.meta.url), 'utf8')))

describe('a printed plan', () => {
  test('of the shipped plan and of the blank outline reads back', () => {
    for (const outline of [shipped, blankOutline()]) {
      expect(readBack(printPlan(outline, 'Tổng kết'))).toEqual(outline)
    }
  })
})

const syllables =
  'kết quả thực hiện nghị quyết công tác lãnh đạo chỉ đạo khoa học công nghệ phát triển nguồn nhân lực đổi mới sáng tạo hạn chế nguyên nhân ưu điểm đảng viên Nhân dân Đảng Trung ương Tỉnh ủy UBND 2030 ưỡn ngoằn ngoèo'.split(
    ' ',
  )
const firsts = ['Kết', 'Công', 'Đổi', 'Ưu', 'Đánh', 'Về', 'Nêu', 'Ảnh', 'ĐẶC', 'Ứng', 'Rút', 'Xác', 'Vai']
const phrase = (most: number) =>
  fc
    .tuple(
      fc.constantFrom(...firsts),
      fc.array(fc.constantFrom(...syllables), { minLength: 1, maxLength: most }),
    )
    .map(([first, rest]) => [first, ...rest].join(' '))
    // A heading ends with a word that can end one.
    .map((words) => `${words} mới`)

const guidance = (title: string) =>
  fc.oneof(
    fc.constant(title),
    fc
      .array(phrase(20), { minLength: 1, maxLength: 3 })
      .map((all) => all.map((words) => `Gợi ý: ${words}.`).join('\n')),
  )

const section = (level: number): fc.Arbitrary<OutlineSection> =>
  phrase(12).chain((title) =>
    fc.record({
      level: fc.constant(level),
      title: fc.constant(title),
      guidance: guidance(title),
      invitesThemes: level === 4 ? fc.constant(false) : fc.boolean(),
      children: level === 4 ? fc.constant([]) : fc.array(section(level + 1), { maxLength: 7 - level }),
    }),
  )

const outlines: fc.Arbitrary<Outline> = fc.record({
  sections: fc.array(section(1), { minLength: 1, maxLength: 5 }),
})

const mark = (style: LevelStyle['style'], dotted = false): fc.Arbitrary<LevelStyle> =>
  fc.record({
    style: fc.constant(style),
    punctuation: fc
      .constantFrom<LevelStyle['punctuation'][]>('.', ')', '-', '/')
      .filter((sign) => style !== 'letter' || sign !== '-'),
    dotted: fc.constant(dotted),
    glued: fc.boolean(),
  })

const planStyles: fc.Arbitrary<PlanStyle> = fc
  .oneof(
    fc.record({
      content: mark('roman'),
      levels: fc.tuple(mark('arabic'), mark('arabic', true), mark('arabic', true), mark('letter')),
    }),
    fc.record({
      content: fc.constant<LevelStyle>({ style: 'part', punctuation: '' }),
      levels: fc.tuple(mark('roman'), mark('arabic'), mark('arabic', true), mark('letter')),
    }),
    fc.record({
      content: mark('capital'),
      levels: fc.tuple(
        mark('roman'),
        mark('arabic'),
        mark('letter'),
        fc.constant<LevelStyle>({ style: 'arabic', punctuation: ')' }),
      ),
    }),
  )
  .filter(({ levels }) => levels[3].style !== 'arabic' || levels[1].punctuation !== ')')

/** Ways in which the same plan reaches us: each keeps its meaning. */
const disguises: readonly ((text: string) => string)[] = [
  (text) => text.normalize('NFD'),
  (text) => text.replace(/\n/g, '\r\n'),
  (text) => text.replace(/ /g, '\u00A0'),
  (text) => text.replace(/\n\n/g, '\n'),
  (text) => text.replace(/^(?=\S)/gm, '  '),
  (text) => text.replace(/^(\S+) (.+)$/gm, '**$1** _$2_'),
  (text) => text.replace(/^(.*\S)$/gm, '**$1**'),
  // A line broken before a small letter.
  (text) => text.replace(/^(.{20,60}?\p{Ll}) (?=\p{Ll})/gmu, '$1\n'),
  (text) => text.replace(/^(.{20,60}?\p{Ll}) (?=\p{Ll})/gmu, '$1\n\n'),
  (text) => text.replace(/ (?=mới$)/gm, '\u200B \t '),
]

describe('any outline', () => {
  test('printed as a plan, in any style and disguise, reads back as itself', () => {
    const worn = fc.subarray([...disguises], { maxLength: 3 })
    fc.assert(
      fc.property(outlines, planStyles, worn, (outline, style, disguise) => {
        const text = disguise.reduce((plain, wear) => wear(plain), printPlan(outline, 'Tổng kết', style))
        expect(readBack(text)).toEqual(outline)
      }),
      { numRuns: 600 },
    )
  }, 60_000)

  test('printed as a tree has one line a section and one for each open list', () => {
    fc.assert(
      fc.property(outlines, (outline) => {
        const count = (all: readonly OutlineSection[]): number =>
          all.reduce(
            (sum, { invitesThemes, children }) => sum + 1 + (invitesThemes ? 1 : 0) + count(children),
            0,
          )
        expect(printTree(outline).split('\n').length - 1).toBe(count(outline.sections))
      }),
    )
  })
})

test('themes that a plan lists with dashes become a), b), … đ), and the list stays open', () => {
  expect(printTree(shipped)).toContain('│  ├─ đ) Phát triển thị trường khoa học và công nghệ\n')
  expect(printTree(shipped)).toContain('│  └─ … (có thể thêm nội dung khác)\n')
})
