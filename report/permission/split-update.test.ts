import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { readUpdate } from './read-update.ts'
import type { ReportRights, Writer } from './rights.ts'
import { SectionGuard } from './section-guard.ts'
import { splitUpdate } from './split-update.ts'
import {
  addSection,
  type Change,
  compartments,
  coordinator,
  drafter,
  find,
  idOf,
  newReport,
  openPage,
  paragraph,
  remove,
  rights,
  sent,
  setAttributes,
  textIn,
  theirs,
} from './test-report.ts'

type Parted = {
  readonly refused: readonly string[]
  readonly nothing: boolean
  /** The report as the server has it when it took what is allowed. */
  readonly doc: Y.Doc
}

function parted(change: Change, given: ReportRights, writer: Writer = drafter): Parted {
  const doc = newReport()
  const update = sent(openPage(doc), change)
  const { allowed, refused } = splitUpdate(doc, update, writer, given)
  if (allowed) {
    const verdict = new SectionGuard(doc).judge(readUpdate(allowed, 10_000), writer, given)
    expect(verdict.type).toBe('allowed')
    Y.applyUpdate(doc, allowed)
    expect(doc.store.pendingStructs).toBeNull()
  }
  return { refused, nothing: !allowed, doc }
}

const words = (doc: Y.Doc, id: string): string => find(doc, id).toJSON()

it('lets through what may be, exactly, and keeps out the rest', () => {
  const both: Change = (doc) => {
    textIn(doc, 'two2').delete(0, 4)
    textIn(doc, 'end1').insert(4, 'đã ')
    find(doc, 'two2').insert(1, [paragraph('không')])
    find(doc, 'end1').insert(1, [paragraph('được')])
    textIn(doc, 'end1').format(0, 3, { bold: {} })
    textIn(doc, 'end1', 1).insert(0, 'cũng ')
  }
  const { refused, doc } = parted(both, rights({ two2: theirs }))
  expect(refused).toEqual(['two2'])
  expect(words(doc, 'two2')).toBe(words(newReport(), 'two2'))
  const whole = newReport()
  both(whole)
  expect(words(doc, 'end1')).toBe(words(whole, 'end1'))
})

it('says when nothing is left, and hands back whole what is allowed', () => {
  const type: Change = (doc) => {
    textIn(doc, 'two2').insert(0, 'x')
    textIn(doc, 'two2').delete(3, 2)
  }
  expect(parted(type, rights({ two2: theirs }))).toMatchObject({ refused: ['two2'], nothing: true })
  expect(parted(type, rights({ two2: theirs }), coordinator)).toMatchObject({ refused: [], nothing: false })
  const everywhere: Change = (doc) => {
    textIn(doc, 'one1').insert(0, 'x')
    addSection(doc, 'sub3')
  }
  expect(parted(everywhere, rights({}, 'signed'), coordinator)).toMatchObject({
    refused: ['one1', 'new3'],
    nothing: true,
  })
  const update = sent(openPage(newReport()), type)
  expect(splitUpdate(newReport(), update, drafter, rights()).allowed).toEqual(update)
})

it('keeps out a refused new section with all its text, and lets its neighbours stand where they stood', () => {
  const three: Change = (doc) => {
    addSection(doc, 'two2', { id: 'nope', fixed: true })
    textIn(doc, 'nope').insert(0, 'mất')
    addSection(doc, 'nope', { id: 'good', level: 3 })
    textIn(doc, 'good').insert(0, 'còn')
    textIn(doc, 'end1').insert(0, 'còn')
  }
  const { refused, doc } = parted(three, rights())
  expect(refused).toEqual(['nope'])
  expect(compartments(doc).map(idOf)).toEqual(['preamble', 'one1', 'two2', 'good', 'own2', 'sub3', 'end1'])
  expect(words(doc, 'good')).toContain('còn')
  expect(words(doc, 'end1')).toContain('còn')
})

it('keeps out what hangs on a refused section', () => {
  const chain: Change = (doc) => {
    addSection(doc, 'end1', { id: 'top2', level: 2, guidance: 'x' })
    addSection(doc, 'top2', { id: 'low3', level: 3 })
  }
  // Without top2 the other would stand directly under end1, where it may.
  expect(parted(chain, rights())).toMatchObject({ refused: ['top2'], nothing: false })
  const given = rights({ end1: { locked: true } })
  expect(parted(chain, given)).toMatchObject({ refused: ['top2', 'low3'], nothing: true })
})

it('keeps all the text of a section whose removal is refused', () => {
  const { refused, doc } = parted((doc) => {
    remove(doc, 'own2')
    textIn(doc, 'end1').insert(0, 'x')
  }, rights())
  expect(refused).toEqual(['own2'])
  expect(words(doc, 'own2')).toBe(words(newReport(), 'own2'))
  expect(words(doc, 'end1')).not.toBe(words(newReport(), 'end1'))
})

it('takes text where another name is refused', () => {
  const { refused, doc } = parted((doc) => {
    setAttributes(find(doc, 'end1'), { title: 'Tên khác' })
    textIn(doc, 'end1').insert(0, 'x')
  }, rights())
  expect(refused).toEqual(['end1'])
  expect(find(doc, 'end1').getAttribute('title')).toBe('end1')
  expect(textIn(doc, 'end1').toString()).toBe('xChữ của end1')
})

it('takes one range of deletions apart', () => {
  const doc = newReport()
  const page = openPage(doc)
  // One run of ids that goes through three sections.
  const ids = ['two2', 'end1', 'one1']
  const write = sent(page, (page) => ids.forEach((id) => textIn(page, id).insert(0, 'abc')))
  Y.applyUpdate(doc, write)
  const erase = sent(page, (page) => ids.forEach((id) => textIn(page, id).delete(0, 3)))
  const { allowed, refused } = splitUpdate(doc, erase, drafter, rights({ end1: theirs }))
  expect(refused).toEqual(['end1'])
  Y.applyUpdate(doc, allowed!)
  expect(ids.map((id) => textIn(doc, id).toString())).toEqual([
    'Chữ của two2',
    'abcChữ của end1',
    'Chữ của one1',
  ])
})

it('works where the page still holds what was deleted, for undo', () => {
  const doc = new Y.Doc({ gc: false })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(newReport()))
  addSection(doc, 'two2', { id: 'gone' })
  const page = openPage(doc)
  const late = sent(page, (page) => textIn(page, 'gone').insert(0, 'muộn'))
  remove(doc, 'gone')
  const update = sent(openPage(doc), (page) => {
    addSection(page, 'two2', { id: 'here' })
    textIn(page, 'end1').insert(0, 'x')
  })
  expect(splitUpdate(doc, late, drafter, rights({ gone: theirs })).refused).toEqual([])
  const { allowed, refused } = splitUpdate(doc, update, drafter, rights({ end1: theirs }))
  expect(refused).toEqual(['end1'])
  Y.applyUpdate(doc, allowed!)
  expect(compartments(doc).map(idOf)).toContain('here')
})
