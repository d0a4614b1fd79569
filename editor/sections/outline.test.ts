import { describe, expect, test } from 'vitest'

import { reportSchema } from '../../report/schema/schema.ts'
import {
  invitationsAfter,
  keepRows,
  placeForAppendix,
  placeForNew,
  readOutline,
  sectionPosition,
} from './outline.ts'

const paragraph = (text: string) => ({ type: 'paragraph', content: text ? [{ type: 'text', text }] : [] })
const section = (id: string, level: number, text = '', invites = false) => ({
  type: 'section',
  attrs: { id, level, title: `Mục ${id}`, fixed: true, invites },
  content: [paragraph(text)],
})
const report = (...sections: ReturnType<typeof section>[]) =>
  reportSchema.nodeFromJSON({
    type: 'doc',
    content: [{ type: 'preamble', content: [paragraph('Mở đầu ba chữ nữa')] }, ...sections],
  })

const doc = report(
  section('I', 1),
  section('1', 2, 'một hai ba'),
  section('2', 2, '', true),
  section('a', 3),
  section('b', 3),
  section('3', 2),
  section('II', 1),
)
const { sections } = readOutline(doc)

describe('the outline pane', () => {
  test('counts sections, preamble and all of it', () => {
    const outline = readOutline(doc)
    expect(outline.sections.map(({ number }) => number)).toEqual(['I', '1', '2', 'a)', 'b)', '3', 'II'])
    expect(outline).toMatchObject({ preambleWords: 5, totalWords: 8 })
  })

  test('keeps the rows that did not change, and itself when none did', () => {
    const before = readOutline(doc)
    expect(keepRows(before, readOutline(doc))).toBe(before)
    const changed = report(section('I', 1), section('1', 2, 'một hai ba bốn'), section('2', 2, '', true))
    const after = keepRows(before, readOutline(changed))
    expect(after.sections[0]).toBe(before.sections[0])
    expect(after.sections[1]).not.toBe(before.sections[1])
    expect(after.sections[2]).toBe(before.sections[2])
  })

  test('finds where a section begins, and the preamble', () => {
    expect(sectionPosition(doc, undefined)).toBe(0)
    expect(doc.nodeAt(sectionPosition(doc, 'b') ?? -1)?.attrs.id).toBe('b')
    expect(sectionPosition(doc, 'gone')).toBeUndefined()
  })

  test('puts a new section last under its parent, or last of all', () => {
    expect(placeForNew(sections, '2')).toEqual({ afterId: 'b', level: 3 })
    expect(placeForNew(sections, 'I')).toEqual({ afterId: '3', level: 2 })
    expect(placeForNew(sections, '1')).toEqual({ afterId: '1', level: 3 })
    expect(placeForNew(sections, 'II')).toEqual({ afterId: 'II', level: 2 })
    expect(placeForNew(sections, undefined)).toEqual({ afterId: 'II', level: 1 })
    expect(placeForNew([], undefined)).toBeUndefined()
  })

  test('keeps the appendices behind everything else', () => {
    const appendix = (id: string, pages = 'portrait') => {
      const { attrs, ...rest } = section(id, 1)
      return { ...rest, attrs: { ...attrs, appendix: pages } }
    }
    const ends = report(section('I', 1), section('1', 2), appendix('A'), section('a1', 2), appendix('B'))
    const rows = readOutline(ends).sections
    expect(rows.map(({ number }) => number)).toEqual(['I', '1', 'Phụ lục 1', '1', 'Phụ lục 2'])
    expect(placeForNew(rows, undefined)).toEqual({ afterId: 'I', level: 1 })
    expect(placeForNew(rows, 'A')).toEqual({ afterId: 'a1', level: 2 })
    expect(placeForAppendix(rows)).toEqual({ afterId: 'B', level: 1 })
    expect(placeForAppendix(sections)).toEqual({ afterId: 'II', level: 1 })
    const turned = report(
      section('I', 1),
      section('1', 2),
      appendix('A', 'landscape'),
      section('a1', 2),
      appendix('B'),
    )
    expect(keepRows(readOutline(ends), readOutline(turned)).sections[2]?.appendix).toBe('landscape')
  })

  test('shows an invitation after the last theme of its section', () => {
    const after = invitationsAfter(sections)
    expect([...after].map(([id, parents]) => [id, parents.map((parent) => parent.id)])).toEqual([
      ['b', ['2']],
    ])
  })
})
