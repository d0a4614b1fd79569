import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { compareContents } from '../../report/compare/compare.ts'
import type { SectionChange } from '../../report/compare/comparison.ts'
import type { Block, ReportContent } from '../../report/content/content.ts'
import { reportContent } from '../../report/content/test-content.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { Stretch } from '../../report/wire/history.ts'
import { CATALOGUES } from '../i18n/catalogue.ts'
import { authorsBySection, colorOf, SHARED_COLOR } from './authors.ts'
import { blockRuns, changedSections, changeTotals, sectionRuns } from './change-overview.ts'
import { printHistoryChoice, readHistoryChoice } from './history-choice.ts'
import { footnotesBefore, keepSections } from './keep-sections.ts'
import { whyNotSections, whyNotWhole } from './may-restore.ts'
import { nameSections, pathNames } from './moment-names.ts'
import { dayMarks, pointOf, timelinePoints } from './timeline-points.ts'
import { versionBefore, versionDays } from './version-days.ts'

const version = (id: string, seq: number, kind: Version['kind'] = 'automatic', at = seq * 1000): Version => ({
  id,
  number: seq,
  name: id,
  kind,
  seq,
  at,
  by: { userId: 'u', name: 'Người soạn 1' },
  sha256: '',
})
const stretch = (seq: number, to = seq * 1000): Stretch => ({
  from: to - 10,
  to,
  seq,
  edits: 3,
  people: [],
  sectionIds: [],
})
const p = (id: string, text: string): Block => ({
  type: 'paragraph',
  id,
  inline: text === '' ? [] : [{ type: 'text', text, marks: {} }],
})
const section = (id: string, level: number, ...blocks: Block[]): ReportContent['sections'][number] => ({
  id,
  level,
  number: id,
  title: `Mục ${id}`,
  fixed: true,
  appendix: null,
  blocks,
})

describe('the address', () => {
  test('says again what was looked at', () => {
    for (const choice of [
      { look: 'nothing' },
      { look: 'past', moment: 'seq-12' },
      { look: 'changes', from: 'abc', to: 'now' },
    ] as const)
      expect(readHistoryChoice(printHistoryChoice(choice))).toEqual(choice)
  })

  test('that nobody understands says nothing', () => {
    expect(readHistoryChoice(new URLSearchParams('xem=../../x'))).toEqual({ look: 'nothing' })
    expect(readHistoryChoice(new URLSearchParams('so=a&voi=%00'))).toEqual({
      look: 'changes',
      from: 'a',
      to: 'now',
    })
  })
})

describe('the list of versions', () => {
  test('stands by day; those kept by themselves are folded between the others', () => {
    const versions = [
      version('e', 9),
      version('d', 8),
      version('c', 7, 'named'),
      version('b', 6),
      version('a', 1),
    ]
    const days = versionDays(versions, (at) => (at < 5000 ? 'monday' : 'tuesday'))
    const shape = days.map(({ rows }) =>
      rows.map((row) => (row.row === 'version' ? row.version.id : row.versions.map(({ id }) => id))),
    )
    expect(shape).toEqual([[['e', 'd'], 'c', ['b']], [['a']]])
  })

  test('knows the one before', () => {
    const versions = [version('c', 7), version('b', 6), version('a', 6)]
    expect(versionBefore(versions, 7)?.id).toBe('b')
    expect(versionBefore(versions, 6)).toBeUndefined()
  })
})

describe('the time line', () => {
  test('stops at stretches, versions and the present, oldest first; one stop where both are', () => {
    const points = timelinePoints(
      [stretch(5), stretch(9)],
      [version('v9', 9, 'named'), version('v7', 7)],
      99_000,
    )
    expect(points.map(({ moment }) => moment)).toEqual(['seq-5', 'v7', 'v9', 'now'])
    expect(points[2]?.stretch?.seq).toBe(9)
  })

  test('shows the version that somebody made rather than the one kept by itself', () => {
    const made = version('made', 9, 'named')
    const kept = version('kept', 9)
    for (const versions of [
      [made, kept],
      [kept, made],
    ])
      expect(timelinePoints([], versions, 1)[0]?.moment).toBe('made')
  })

  test('finds where a moment stands, also between two stops', () => {
    const versions = [version('v9', 9)]
    const points = timelinePoints([stretch(5)], versions, 1)
    expect(pointOf(points, 'now', versions)).toBe(2)
    expect(pointOf(points, 'v9', versions)).toBe(1)
    expect(pointOf(points, 'seq-7', versions)).toBe(0)
    expect(pointOf(points, 'seq-2', versions)).toBe(-1)
    expect(pointOf(points, 'gone', versions)).toBe(-1)
  })

  test('names days with room between them, and leaves the end to the present', () => {
    const points = timelinePoints(
      Array.from({ length: 40 }, (_, index) => stretch(index + 1)),
      [],
      1e9,
    )
    const marks = dayMarks(points, (at) => String(Math.floor(at / 2000)), 0.2)
    expect(marks[0]?.index).toBe(0)
    for (const [index, mark] of marks.entries()) {
      const next = marks[index + 1]?.index ?? points.length - 1
      expect((next - mark.index) / (points.length - 1)).toBeGreaterThanOrEqual(0.2)
    }
  })
})

describe('dragging through texts', () => {
  test('keeps the sections that say the same, and says exactly what the next text says', () => {
    fc.assert(
      fc.property(reportContent(), reportContent(), (before, next) => {
        const kept = keepSections(before, next)
        expect(kept).toEqual(next)
        const copy = keepSections(before, structuredClone(before))
        copy.sections.forEach((one, index) => expect(one).toBe(before.sections[index]))
      }),
    )
  })

  test('counts the footnotes before each section', () => {
    const note = (id: string): Block => ({ type: 'paragraph', id, inline: [{ type: 'footnote', text: 'x' }] })
    const inList: Block = {
      type: 'list',
      id: 'l',
      ordered: false,
      start: 1,
      items: [[note('a')], [note('b')]],
    }
    const content = { preamble: [note('p')], sections: [section('1', 1, inList), section('2', 1)] }
    expect(footnotesBefore(content)).toEqual([0, 1, 3])
  })
})

describe('the overview of changes', () => {
  const before: ReportContent = {
    preamble: [p('o', 'Mở đầu')],
    sections: [
      section('1', 1, p('a', 'không đổi')),
      section('2', 2, p('b', 'một hai ba bốn năm'), p('c', 'x y z'), p('d', 'u'), p('e', 'v'), p('f', 'w')),
      section('3', 1, p('g', 'còn lại')),
    ],
  }
  const after: ReportContent = {
    ...before,
    sections: [
      section('1', 1, p('a', 'không đổi')),
      section(
        '2',
        2,
        p('b', 'một hai BA bốn năm sáu'),
        p('c', 'x y z'),
        p('d', 'u'),
        p('e', 'v'),
        p('f', 'w'),
      ),
      section('3', 1, p('g', 'còn lại')),
      section('4', 1, p('h', 'mục mới có sáu từ')),
    ],
  }
  const comparison = compareContents(before, after)

  test('names the sections that differ, with the words that came and went', () => {
    const sections = changedSections(comparison)
    expect(sections.map(({ id, kind, added, removed }) => ({ id, kind, added, removed }))).toEqual([
      { id: '2', kind: 'changed', added: 2, removed: 1 },
      { id: '4', kind: 'added', added: 5, removed: 0 },
    ])
    expect(changeTotals(sections)).toMatchObject({
      changed: 1,
      addedSections: 1,
      removedSections: 0,
      added: 7,
    })
  })

  test('is empty where nothing differs', () => {
    fc.assert(
      fc.property(reportContent(), (content) => {
        expect(changedSections(compareContents(content, structuredClone(content)))).toEqual([])
      }),
    )
  })

  test('folds what is the same, but for headings above a change and one block beside it', () => {
    const runs = sectionRuns(comparison.sections)
    const shape = runs.map((run) =>
      run.run === 'same' ? run.sections.map(({ id }) => id) : `${run.run} ${run.section.id}`,
    )
    expect(shape).toEqual(['heading 1', 'section 2', ['3'], 'section 4'])
    const { blocks } = comparison.sections[1] as SectionChange
    expect(
      blockRuns(blocks).map((run) => (run.run === 'same' ? run.changes.length : run.change.kind)),
    ).toEqual(['words', 'same', 3])
  })

  test('folding drops nothing', () => {
    fc.assert(
      fc.property(reportContent(), reportContent(), (a, b) => {
        const { sections } = compareContents(a, b)
        const drawn = sectionRuns(sections).flatMap((run) =>
          run.run === 'same' ? run.sections : [run.section],
        )
        expect(drawn).toEqual(sections)
        for (const { blocks } of sections) {
          const all = blockRuns(blocks).flatMap((run) => (run.run === 'same' ? run.changes : [run.change]))
          expect(all).toEqual(blocks)
        }
      }),
    )
  })
})

describe('the colours of authors', () => {
  const office = { id: 'o1', name: 'Ban Tuyên giáo', shortName: 'BTG', color: '#b3261e' }
  const other = { id: 'o2', name: 'Uỷ ban', shortName: 'UBND', color: '#1f5fa8' }
  const known = { members: [], offices: [office, other] }
  const person = (userId: string, at: string, ...sectionIds: string[]) => ({
    userId,
    name: `Người ${userId}`,
    office: at,
    sectionIds,
  })

  test('are an office’s own where it wrote alone, and that of several where it did not', () => {
    const by = authorsBySection(
      [person('1', 'BTG', 's', 't'), person('2', 'BTG', 's'), person('3', 'UBND', 't')],
      known,
    )
    expect(by.get('s')).toEqual([{ name: 'BTG', color: '#b3261e', people: ['Người 1', 'Người 2'] }])
    expect(colorOf(by.get('s'))).toBe('#b3261e')
    expect(by.get('t')?.map(({ name }) => name)).toEqual(['BTG', 'UBND'])
    expect(colorOf(by.get('t'))).toBe(SHARED_COLOR)
    expect(colorOf(undefined)).toBe(SHARED_COLOR)
  })

  test('name somebody without an office by their own name', () => {
    expect(authorsBySection([person('9', '', 's')], known).get('s')?.[0]?.name).toBe('Người 9')
  })
})

describe('the names of sections', () => {
  const sections = [
    { id: 'a', level: 1, number: 'II', title: 'Kết quả' },
    { id: 'b', level: 2, number: '1', title: 'Chỉ đạo' },
    { id: 'c', level: 3, number: 'a)', title: 'Quán triệt' },
    { id: 'd', level: 4, number: '-', title: 'Tuyên truyền' },
    { id: 'e', level: 1, number: 'III', title: 'Phương hướng' },
  ]

  test('carry the numbers above them', () => {
    expect(pathNames(sections).map(({ name }) => name)).toEqual([
      'II',
      'II.1',
      'II.1.a',
      'Tuyên truyền',
      'III',
    ])
  })

  test('stand in the order of the text, the rest is counted', () => {
    const text = CATALOGUES.vi.history
    const report = { sections } as unknown as Parameters<typeof nameSections>[1]
    expect(nameSections(['e', 'preamble', 'gone', 'b'], report, text)).toBe('Phần mở đầu, II.1, III')
    expect(nameSections(['a', 'b', 'c', 'd', 'e'], report, text)).toBe(
      'II, II.1, II.1.a, Tuyên truyền, và 1 mục khác',
    )
  })
})

describe('who may bring back what', () => {
  const record = (officeIds: string[], status = 'drafting') => ({ officeIds, status, locked: false })
  const asked = (stage: string) =>
    ({
      stage,
      preamble: record([]),
      sections: [
        { id: 'own', level: 1, ...record(['o1']) },
        { id: 'other', level: 1, ...record(['o2']) },
        { id: 'back', level: 1, ...record(['o1'], 'returned') },
      ],
    }) as unknown as Parameters<typeof whyNotSections>[1]
  const drafter = { role: 'drafter', officeId: 'o1' } as const
  const coordinator = { role: 'coordinator', officeId: null } as const

  test('the whole: coordinators, while the text is open', () => {
    expect(whyNotWhole(coordinator, asked('drafting'))).toBeUndefined()
    expect(whyNotWhole(drafter, asked('drafting'))).toBe('coordinators-only')
    expect(whyNotWhole(coordinator, asked('appraisal'))).toBe('stage-closed')
    expect(whyNotWhole(coordinator, asked('signed'))).toBe('report-signed')
    expect(whyNotWhole({ role: 'viewer', officeId: null }, asked('drafting'))).toBe('reads-only')
  })

  test('a section: who may write there; one that is gone: who may bring back everything', () => {
    const why = whyNotSections(drafter, asked('drafting'))
    expect(why('own')).toBeUndefined()
    expect(why('other')).toBe('section-of-others')
    expect(why('gone')).toBe('coordinators-only')
    expect(whyNotSections(coordinator, asked('drafting'))('gone')).toBeUndefined()
    expect(whyNotSections(drafter, asked('appraisal'))('own')).toBe('stage-closed')
    expect(whyNotSections(drafter, asked('appraisal'))('back')).toBeUndefined()
  })
})
