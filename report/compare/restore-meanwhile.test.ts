import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { contentText } from '../content/content-text.ts'
import { readContent } from '../content/read-content.ts'
import { reportContent } from '../content/test-content.ts'
import { newId } from '../id.ts'
import { editorEdits } from '../permission/fuzz-edits.ts'
import { checkDocument, repairDocument } from '../repair.ts'
import { createReportDoc } from '../report-doc.ts'
import { AnchorBook, placeDraft } from '../review/anchors/anchor-book.ts'
import { FRAGMENT } from '../schema/names.ts'
import { carriedAttributes, restoreContent } from './restore-content.ts'

/** What holds where one restores while others write: everybody's edits meet, in whatever order. */

const RUNS = 150
const PEOPLES = Object.values(editorEdits)
const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { maxLength: 10 })
type Steps = readonly (readonly [number, number, number, number])[]

const play = (doc: Y.Doc, made: Steps): void => {
  for (const [which, a, b, c] of made) PEOPLES[which % PEOPLES.length]?.(doc, a, b, c)
}
const stateOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc)
function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createReportDoc()
  Y.applyUpdate(copy, stateOf(doc))
  return copy
}
function* textsIn(parent: Y.XmlFragment): Generator<Y.XmlText> {
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlText) yield child
    else if (child instanceof Y.XmlElement) yield* textsIn(child)
  }
}
const textsOf = (doc: Y.Doc) => [...textsIn(doc.getXmlFragment(FRAGMENT))]
/** The same in every copy. */
const nameOf = (text: Y.XmlText) =>
  JSON.stringify(Y.createRelativePositionFromTypeIndex(text, text.length).type)
function idsIn(parent: Y.XmlFragment): string[] {
  return parent.toArray().flatMap((child) => {
    if (!(child instanceof Y.XmlElement)) return []
    const id: unknown = child.getAttribute('id')
    return [...(typeof id === 'string' ? [id] : []), ...idsIn(child)]
  })
}

/** A report with a past: what it said, and as it is now. */
const past = fc
  .tuple(reportContent({ hostile: false }), steps)
  .filter(([{ sections }]) => sections.length > 0)
  .map(([content, since]) => {
    const doc = createReportDoc()
    doc.transact(() => restoreContent(doc, content, { newId }))
    repairDocument(doc, newId)
    const wasSound = checkDocument(doc).length === 0
    const [wanted, carried] = [readContent(doc), carriedAttributes(doc)]
    play(doc, since)
    repairDocument(doc, newId)
    return { doc, wanted, carried, wasSound }
  })
  // What is drawn has tables without rows, too, which nobody's page makes.
  .filter(({ doc, wasSound }) => wasSound && checkDocument(doc).length === 0)

function restored(
  doc: Y.Doc,
  {
    wanted,
    carried,
  }: { wanted: ReturnType<typeof readContent>; carried: ReturnType<typeof carriedAttributes> },
  sectionId?: string,
): Y.Doc {
  const copy = copyOf(doc)
  copy.transact(() => restoreContent(copy, wanted, { newId, carried, sectionId }))
  return copy
}

test('words typed meanwhile are there, wherever the paragraph they were typed in is', () => {
  fc.assert(
    fc.property(
      past,
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
      fc.nat(),
      (report, typed, which) => {
        const { doc, wanted } = report
        const sectionId = wanted.sections[which % (2 * wanted.sections.length)]?.id
        const after = restored(doc, report, sectionId)
        const person = copyOf(doc)
        const alive = new Set(textsOf(after).map(nameOf))
        const kept: string[] = []
        for (const [index, [where, at]] of typed.entries()) {
          const texts = textsOf(person)
          const text = texts[where % Math.max(1, texts.length)]
          if (!text) continue
          const word = `«từ${index}»`
          // Not into a word typed before.
          const place = text.toString().includes('«') ? 0 : at % (text.length + 1)
          text.insert(place, word)
          if (alive.has(nameOf(text))) kept.push(word)
        }
        const one = copyOf(after)
        Y.applyUpdate(one, stateOf(person))
        const other = copyOf(person)
        Y.applyUpdate(other, stateOf(after))
        const said = contentText(readContent(one))
        expect(contentText(readContent(other))).toBe(said)
        for (const word of kept) expect(said).toContain(word)
      },
    ),
    { numRuns: RUNS },
  )
})

test('once mended, the report is sound and its ids name one thing each', () => {
  fc.assert(
    fc.property(past, steps, steps, fc.nat(), (report, one, other, which) => {
      const { doc, wanted } = report
      const sectionId = wanted.sections[which % (2 * wanted.sections.length)]?.id
      const after = restored(doc, report, sectionId)
      for (const made of [one, other]) {
        const person = copyOf(doc)
        play(person, made)
        Y.applyUpdate(after, stateOf(person))
      }
      repairDocument(after, newId)
      expect(checkDocument(after)).toEqual([])
      const ids = idsIn(after.getXmlFragment(FRAGMENT))
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { numRuns: RUNS },
  )
})

test('comments on words that are then as now stay on them, whatever is typed around them', () => {
  fc.assert(
    fc.property(past, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }), (report, typed) => {
      const { doc } = report
      const section = doc.getXmlFragment(FRAGMENT).get(1)
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.setAttribute('id', 'p-comment')
      paragraph.insert(0, [new Y.XmlText('Toàn tỉnh có 32 nhiệm vụ khoa học.')])
      if (!(section instanceof Y.XmlElement)) return
      section.insert(section.length, [paragraph])
      const wanted = readContent(doc)
      const carried = carriedAttributes(doc)
      play(doc, [[0, typed.length, 0, 0]])
      const still = [...textsOf(doc)].some((text) => text.toString().includes('có 32 nhiệm vụ'))
      const anchor = placeDraft(doc, { kind: 'range', quote: '32 nhiệm vụ' })
      if (!still || anchor === 'missing' || anchor.kind !== 'range' || anchor.lost) return
      const after = restored(doc, { wanted, carried })
      const book = new AnchorBook(after)
      book.set('t', anchor)
      const person = copyOf(doc)
      for (const [index, [where, at]] of typed.entries()) {
        const texts = textsOf(person).filter((text) => !text.toString().includes('nhiệm vụ'))
        const text = texts[where % Math.max(1, texts.length)]
        text?.insert(at % (text.length + 1), `từ${index}`)
      }
      Y.applyUpdate(after, stateOf(person))
      const place = book.place('t')
      if (place?.type !== 'range' || place.from.text !== place.to.text) throw new Error('the anchor is lost')
      expect(place.from.text.toString().slice(place.from.index, place.to.index)).toBe('32 nhiệm vụ')
    }),
    { numRuns: RUNS },
  )
})
