import { Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { contentHash } from '../content/content-text.ts'
import { blocksToJson } from '../content/content-json.ts'
import type { ReportContent } from '../content/content.ts'
import { readContent } from '../content/read-content.ts'
import { reportContent } from '../content/test-content.ts'
import { withBelow } from '../form/blockers.ts'
import { newId } from '../id.ts'
import { editorEdits, rawEdits } from '../permission/fuzz-edits.ts'
import { checkDocument, repairDocument } from '../repair.ts'
import { createReportDoc } from '../report-doc.ts'
import { FRAGMENT } from '../schema/names.ts'
import { reportSchema } from '../schema/schema.ts'
import { carriedAttributes, restoreContent } from './restore-content.ts'

const RUNS = 150
const PEOPLES = Object.values(editorEdits)
const EDITS = [...PEOPLES, ...Object.values(rawEdits)]

function docOf({ preamble, sections }: ReportContent): Y.Doc {
  const json = {
    type: 'doc',
    content: [
      { type: 'preamble', content: blocksToJson(preamble) },
      ...sections.map(({ id, level, title, fixed, appendix, blocks }) => ({
        type: 'section',
        attrs: { id, level, title, fixed, appendix, guidance: `Gợi ý ${id}`, invites: level === 1 },
        content: blocksToJson(blocks),
      })),
    ],
  }
  const doc = createReportDoc()
  prosemirrorToYXmlFragment(Node.fromJSON(reportSchema, json), doc.getXmlFragment(FRAGMENT))
  return doc
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createReportDoc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function restore(doc: Y.Doc, content: ReportContent, sectionId?: string): boolean {
  const carried = carriedAttributes(docOf(content))
  return doc.transact(() => restoreContent(doc, content, { newId, carried, sectionId }))
}

function idsIn(doc: Y.Doc): string[] {
  const walk = (element: Y.XmlElement | Y.XmlFragment): string[] =>
    element.toArray().flatMap((child) => {
      if (!(child instanceof Y.XmlElement)) return []
      const id: unknown = child.getAttribute('id')
      return [...(typeof id === 'string' ? [id] : []), ...walk(child)]
    })
  return walk(doc.getXmlFragment(FRAGMENT))
}

function said(id: string, text: string): ReportContent['preamble'] {
  return [{ type: 'paragraph', id, inline: [{ type: 'text', text, marks: {} }] }]
}

const plain = reportContent({ hostile: false })
type Step = readonly [number, number, number, number]
const step: fc.Arbitrary<Step> = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat())
const steps = fc.array(step, { maxLength: 12 })

function play(doc: Y.Doc, made: readonly Step[], edits = EDITS): void {
  for (const [which, a, b, c] of made) edits[which % edits.length]?.(doc, a, b, c)
}

describe('what a foreign program left', () => {
  const then: ReportContent = {
    preamble: [],
    sections: [
      {
        id: 's0',
        number: 'I',
        level: 1,
        title: 'Kết quả',
        fixed: false,
        appendix: null,
        blocks: said('b1', 'Đã đạt.'),
      },
    ],
  }
  const sectionNamed = (id: string) => {
    const section = new Y.XmlElement('section')
    for (const [name, value] of Object.entries({ id, level: 1, title: 'Lạ' })) {
      section.setAttribute(name, value as string)
    }
    return section
  }

  test('a section in front of the opening paragraphs goes, and what was removed comes back behind them', () => {
    const doc = docOf(then)
    const root = doc.getXmlFragment(FRAGMENT)
    root.delete(1, 1)
    root.insert(0, [sectionNamed('la')])
    restore(doc, then)
    expect(root.toArray().map((child) => (child as Y.XmlElement).nodeName)).toEqual(['preamble', 'section'])
    expect(readContent(doc)).toEqual(readContent(docOf(then)))
  })

  test('a section whose name another has too says again what it said', () => {
    const doc = docOf(then)
    const root = doc.getXmlFragment(FRAGMENT)
    ;(root.get(1) as Y.XmlElement).delete(0, 1)
    root.insert(2, [sectionNamed('s0')])
    expect(restore(doc, then, 's0')).toBe(true)
    expect(readContent(doc).sections.map(({ blocks }) => blocks.length)).toEqual([1, 0])
  })
})

describe('whatever happened since', () => {
  test('a report says again what it said, edited as people and forgers do', () => {
    fc.assert(
      fc.property(plain, steps, (before, made) => {
        const doc = docOf(before)
        repairDocument(doc, newId)
        const isSound = checkDocument(doc).length === 0
        const then = readContent(doc)
        play(doc, made)
        const wasSound = isSound && checkDocument(doc).length === 0
        restore(doc, then)
        expect(contentHash(readContent(doc))).toBe(contentHash(then))
        if (wasSound) expect(checkDocument(doc)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('a report says what another one says, and then again what it said', () => {
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const doc = docOf(one)
        const [first, second] = [readContent(doc), readContent(docOf(other))]
        restore(doc, second)
        expect(contentHash(readContent(doc))).toBe(contentHash(second))
        restore(doc, first)
        expect(contentHash(readContent(doc))).toBe(contentHash(first))
        // Ids name one thing each.
        expect(new Set(idsIn(doc)).size).toBe(idsIn(doc).length)
      }),
      { numRuns: RUNS },
    )
  })

  test('nothing is edited when it says that already', () => {
    fc.assert(
      fc.property(plain, (content) => {
        const doc = docOf(content)
        let edits = 0
        doc.on('update', () => (edits += 1))
        restore(doc, readContent(doc))
        expect(edits).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  test('two who type meanwhile and the one who restores end with the same sound report', () => {
    fc.assert(
      fc.property(plain, steps, steps, steps, (content, since, one, other) => {
        const doc = docOf(content)
        repairDocument(doc, newId)
        const isSound = checkDocument(doc).length === 0
        const then = readContent(doc)
        play(doc, since)
        const [first, second] = [copyOf(doc), copyOf(doc)]
        // Forgers write under the same client ids, and then no two agree.
        play(first, one, PEOPLES)
        play(second, other, PEOPLES)
        restore(doc, then)
        const all = [doc, first, second]
        for (const from of all) for (const to of all) Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
        expect(contentHash(readContent(first))).toBe(contentHash(readContent(doc)))
        expect(contentHash(readContent(second))).toBe(contentHash(readContent(doc)))
        if (isSound && [...since, ...one, ...other].length === 0) expect(checkDocument(doc)).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('one section says again what it said, with all below it; what stands elsewhere is not touched', () => {
    fc.assert(
      fc.property(plain, steps, fc.nat(), (content, made, which) => {
        const doc = docOf(content)
        repairDocument(doc, newId)
        const then = readContent(doc)
        const chosen = then.sections[which % Math.max(1, then.sections.length)]
        if (!chosen) return
        play(doc, made)
        const before = readContent(doc)
        expect(restore(doc, then, chosen.id)).toBe(true)
        const after = readContent(doc)
        expect(after.preamble).toEqual(before.preamble)
        const at = after.sections.findIndex(({ id }) => id === chosen.id)
        const [range, wanted] = [
          withBelow(after.sections, at),
          withBelow(then.sections, then.sections.indexOf(chosen)),
        ]
        const inRange = new Set(
          [
            ...range,
            ...withBelow(
              before.sections,
              before.sections.findIndex(({ id }) => id === chosen.id),
            ),
          ].map(({ id }) => id),
        )
        const rest = ({ sections }: ReportContent) =>
          sections
            .filter(({ id }) => !inRange.has(id) && !wanted.some((section) => section.id === id))
            .map(({ id, title, blocks }) => ({ id, title, blocks }))
        expect(rest(after)).toEqual(rest(before))
        const blocksOf = (id: string) => after.sections.find((section) => section.id === id)?.blocks
        expect(contentHash({ preamble: blocksOf(chosen.id) ?? [], sections: [] })).toBe(
          contentHash({ preamble: chosen.blocks, sections: [] }),
        )
        // Nothing that was there then is missing.
        for (const { id } of wanted) expect(after.sections.map((section) => section.id)).toContain(id)
      }),
      { numRuns: RUNS },
    )
  })
})
