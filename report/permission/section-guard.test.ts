import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ErrorCode } from '../wire/errors.ts'
import type { Role } from '../wire/rest.ts'
import { readUpdate } from './read-update.ts'
import { type ReportRights, responsibilities, type Writer } from './rights.ts'
import { SectionGuard, type Verdict } from './section-guard.ts'
import {
  addSection,
  type Attributes,
  type Change,
  colleague,
  compartments,
  coordinator,
  drafter,
  find,
  idOf,
  newReport,
  openPage,
  ours,
  paragraph,
  remove,
  rights,
  SEED,
  sent,
  setAttributes,
  textIn,
  theirs,
} from './test-report.ts'

const as = (role: Role): Writer => ({ role, officeId: 'tỉnh đoàn' })

function judge(doc: Y.Doc, update: Uint8Array, writer: Writer, given: ReportRights): Verdict {
  return new SectionGuard(doc).judge(readUpdate(update, 10_000), writer, given)
}

/** What a page that shows the report sends for a change, judged. */
function judged(change: Change, writer: Writer = drafter, given: ReportRights = rights()): Verdict {
  const doc = newReport()
  return judge(doc, sent(openPage(doc), change), writer, given)
}

const allowed = (...sections: readonly string[]) => ({ type: 'allowed', sections })
const refused = (code: ErrorCode, ...sections: readonly string[]) => ({ type: 'refused', code, sections })

it('builds the report it says', () => {
  expect(compartments(newReport()).map(idOf)).toEqual(['preamble', ...SEED.map(({ id }) => id)])
})

describe('whose section it is', () => {
  const type: Change = (doc) => textIn(doc, 'two2').insert(3, 'x')

  it('what belongs to nobody is every drafter’s', () => {
    expect(judged(type)).toEqual(allowed('two2'))
  })

  it('another office’s is theirs', () => {
    expect(judged(type, drafter, rights({ two2: theirs }))).toEqual(refused('section-of-others', 'two2'))
    expect(judged(type, colleague, rights({ two2: theirs }))).toEqual(allowed('two2'))
  })

  it('what stands under an office’s section is that office’s', () => {
    expect(judged(type, drafter, rights({ one1: theirs }))).toEqual(refused('section-of-others', 'two2'))
    expect(judged(type, drafter, rights({ one1: theirs, two2: ours }))).toEqual(allowed('two2'))
  })

  it('closed sections are the coordinator’s', () => {
    const approved = rights({ two2: { status: 'approved' } })
    const locked = rights({ one1: { locked: true } })
    expect(judged(type, drafter, approved)).toEqual(refused('section-approved', 'two2'))
    expect(judged(type, drafter, locked)).toEqual(refused('section-locked', 'two2'))
    expect(judged(type, coordinator, approved)).toEqual(allowed('two2'))
  })

  it('readers write nowhere, nobody in a signed report', () => {
    expect(judged(type, as('viewer'))).toEqual(refused('reads-only', 'two2'))
    expect(judged(type, as('reviewer'))).toEqual(refused('reads-only', 'two2'))
    expect(judged(type, coordinator, rights({}, 'signed'))).toEqual(refused('report-signed', 'two2'))
  })

  it('the preamble has an answer of its own', () => {
    const type: Change = (doc) => textIn(doc, 'preamble').insert(0, 'x')
    expect(judged(type)).toEqual(allowed('preamble'))
    expect(judged(type, drafter, rights({ preamble: { locked: true } }))).toEqual(
      refused('section-locked', 'preamble'),
    )
  })
})

describe('what counts as writing in a section', () => {
  const given = rights({ two2: theirs })
  const notTheirs = refused('section-of-others', 'two2')
  const cases: Readonly<Record<string, Change>> = {
    'a letter in the middle of what stands there': (doc) => textIn(doc, 'two2').insert(2, 'x'),
    'a letter at the beginning': (doc) => textIn(doc, 'two2').insert(0, 'x'),
    'a letter taken away': (doc) => textIn(doc, 'two2').delete(1, 1),
    'a letter typed and taken away': (doc) => {
      textIn(doc, 'two2').insert(2, 'x')
      textIn(doc, 'two2').delete(2, 1)
    },
    'a new paragraph': (doc) => find(doc, 'two2').insert(1, [paragraph('thêm')]),
    'a first paragraph': (doc) => find(doc, 'two2').insert(0, [paragraph('thêm')]),
    'a paragraph in a new list in a new paragraph': (doc) => {
      find(doc, 'two2').insert(1, [new Y.XmlElement('bulletList')])
      ;(find(doc, 'two2').get(1) as Y.XmlElement).insert(0, [new Y.XmlElement('listItem')])
    },
    'a paragraph removed': (doc) => find(doc, 'two2').delete(0, 1),
    'a word made bold': (doc) => textIn(doc, 'two2').format(0, 3, { bold: {} }),
    'an attribute of a paragraph': (doc) =>
      (find(doc, 'two2').get(0) as Y.XmlElement).setAttribute('id', 'p999'),
    'an attribute of a paragraph taken away': (doc) =>
      (find(doc, 'two2').get(0) as Y.XmlElement).removeAttribute('id'),
    'its text beside a text of one’s own': (doc) => {
      textIn(doc, 'end1').insert(0, 'được')
      textIn(doc, 'two2').insert(0, 'không')
    },
  }
  for (const [name, change] of Object.entries(cases)) {
    it(name, () => {
      expect(judged(change, drafter, given)).toEqual(notTheirs)
      expect(judged(change, colleague, given)).toMatchObject({ type: 'allowed' })
      expect(judged(change, coordinator, given)).toMatchObject({ type: 'allowed' })
    })
  }

  it('all sections that are written in are named in the order of the text', () => {
    const everywhere: Change = (doc) => {
      for (const id of ['end1', 'own2', 'preamble', 'one1']) textIn(doc, id).insert(0, 'x')
    }
    expect(judged(everywhere)).toEqual(allowed('preamble', 'one1', 'own2', 'end1'))
    const given = rights({ end1: { status: 'approved' }, own2: theirs })
    expect(judged(everywhere, drafter, given)).toEqual(refused('section-of-others', 'own2', 'end1'))
  })

  it('what the document has already does not count', () => {
    const doc = newReport()
    const page = openPage(doc)
    Y.applyUpdate(
      doc,
      sent(page, (page) => {
        textIn(page, 'two2').insert(0, 'cũ')
        textIn(page, 'one1').delete(0, 3)
      }),
    )
    textIn(page, 'end1').insert(0, 'mới')
    const everything = Y.encodeStateAsUpdate(page)
    const given = rights({ two2: theirs, one1: { locked: true } })
    expect(judge(doc, everything, drafter, given)).toEqual(allowed('end1'))
  })

  it('not even what stands before somebody’s first letter of all', () => {
    const doc = newReport()
    const page = openPage(doc)
    Y.applyUpdate(
      doc,
      sent(page, (page) => {
        const text = textIn(page, 'two2')
        text.insert(0, 'b')
        text.insert(0, 'a')
      }),
    )
    textIn(page, 'end1').insert(0, 'mới')
    expect(judge(doc, Y.encodeStateAsUpdate(page), drafter, rights({ two2: theirs }))).toEqual(
      allowed('end1'),
    )
  })

  it('of a run that the document has in part only the rest counts', () => {
    const doc = newReport()
    const page = openPage(doc)
    Y.applyUpdate(
      doc,
      sent(page, (page) => textIn(page, 'two2').insert(0, 'một')),
    )
    textIn(page, 'two2').insert(3, ' hai')
    expect(judge(doc, Y.encodeStateAsUpdate(page), drafter, rights({ two2: theirs }))).toEqual(
      refused('section-of-others', 'two2'),
    )
  })

  it('what is written into something that others removed is nobody’s', () => {
    const doc = newReport()
    const page = openPage(doc)
    const update = sent(page, (page) => textIn(page, 'own2').insert(4, 'muộn'))
    doc.transact(() => remove(doc, 'own2'))
    expect(judge(doc, update, drafter, rights({ own2: theirs }))).toEqual(allowed())
  })

  it('also where what was removed is still held, for undo', () => {
    const doc = new Y.Doc({ gc: false })
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(newReport()))
    const update = sent(openPage(doc), (page) => textIn(page, 'two2').insert(2, 'muộn'))
    find(doc, 'two2').delete(0, 1)
    expect(judge(doc, update, drafter, rights({ two2: theirs }))).toEqual(allowed())
  })

  it('a neighbour to the right says where, too', () => {
    const doc = newReport()
    const page = openPage(doc)
    // At the very beginning there is no left neighbour, and the parent is not said.
    const update = sent(page, (page) => textIn(page, 'two2').insert(0, 'x'))
    const [struct] = readUpdate(update, 100).blocks[0]!.structs
    expect(struct).toMatchObject({ origin: undefined, parent: undefined })
    expect(judge(doc, update, drafter, rights({ two2: theirs }))).toEqual(
      refused('section-of-others', 'two2'),
    )
  })
})

describe('the outline and drafters', () => {
  const outline = (...sections: readonly string[]) => refused('outline-of-coordinator', ...sections)

  it('they add sections under those they write in', () => {
    expect(judged((doc) => addSection(doc, 'two2'))).toEqual(allowed('new3'))
    expect(judged((doc) => addSection(doc, 'sub3'))).toEqual(allowed('new3'))
    expect(judged((doc) => addSection(doc, 'sub3', { level: 4 }))).toEqual(allowed('new3'))
    expect(judged((doc) => addSection(doc, 'two2'), drafter, rights({ one1: ours }))).toEqual(allowed('new3'))
  })

  it('not under those they do not write in', () => {
    const under: Change = (doc) => addSection(doc, 'two2')
    expect(judged(under, drafter, rights({ two2: theirs }))).toEqual(refused('section-of-others', 'two2'))
    expect(judged(under, drafter, rights({ one1: { locked: true } }))).toEqual(
      refused('section-locked', 'two2'),
    )
    expect(judged(under, coordinator, rights({ two2: theirs }))).toEqual(allowed('new3'))
  })

  it('not where a record says that the new section is another’s', () => {
    expect(judged((doc) => addSection(doc, 'two2'), drafter, rights({ new3: theirs }))).toEqual(
      refused('section-of-others', 'new3'),
    )
  })

  it('a chain of new sections is judged as it will stand', () => {
    const chain: Change = (doc) => {
      addSection(doc, 'two2')
      addSection(doc, 'new3', { id: 'new4', level: 4 })
      textIn(doc, 'new4').insert(0, 'x')
    }
    expect(judged(chain)).toEqual(allowed('new3', 'new4'))
    expect(judged(chain, drafter, rights({ two2: theirs }))).toMatchObject({ type: 'refused' })
  })

  const misshapen: Readonly<Record<string, Attributes>> = {
    'of the first level': { level: 1 },
    'below the last level': { level: 5 },
    'of no level that there is': { level: -4 },
    'between two levels': { level: 2.5 },
    'with a level in letters': { level: '3' },
    'as if from the plan': { fixed: true },
    'without a word whether it is from the plan': { fixed: undefined },
    'without a title': { title: undefined },
    'with a title that is no text': { title: 7 },
    'with a title as long as a report': { title: 'x'.repeat(501) },
    'with guidance': { guidance: 'Nêu' },
    'that invites others': { invites: true },
    'with an attribute nobody knows': { colour: 'đỏ' },
    'without an id': { id: undefined },
    'with an id that is no word': { id: ',a,' },
    'with the preamble’s name': { id: 'preamble' },
    'with the id of one that stays': { id: 'end1' },
  }
  for (const [name, attributes] of Object.entries(misshapen)) {
    it(`no section ${name}`, () => {
      const verdict = judged((doc) => addSection(doc, 'two2', attributes))
      expect(verdict).toMatchObject({ type: 'refused', code: 'outline-of-coordinator' })
      expect(judged((doc) => addSection(doc, 'two2', attributes), coordinator)).toMatchObject({
        type: 'allowed',
      })
    })
  }

  it('no two sections with one id', () => {
    const twice: Change = (doc) => {
      addSection(doc, 'two2')
      addSection(doc, 'two2')
    }
    expect(judged(twice)).toEqual(outline('new3'))
  })

  it('not before a section of the plan on the same level', () => {
    expect(judged((doc) => addSection(doc, 'one1', { level: 2 }))).toEqual(outline('new3'))
    expect(judged((doc) => addSection(doc, 'two2', { level: 2 }))).toEqual(allowed('new3'))
  })

  it('not so that another section comes to stand under it', () => {
    expect(judged((doc) => addSection(doc, 'two2', { level: 2 }))).toEqual(allowed('new3'))
    // sub3 would no longer stand under own2.
    expect(judged((doc) => addSection(doc, 'own2', { level: 2 }))).toEqual(outline('new3'))
  })

  it('no section with nothing above it, nothing but sections, no second preamble', () => {
    expect(judged((doc) => addSection(doc, 'preamble', { level: 2 }))).toMatchObject({ type: 'refused' })
    const stray: Change = (doc) => doc.getXmlFragment('report').insert(2, [paragraph('lạc')])
    const preamble: Change = (doc) => doc.getXmlFragment('report').insert(0, [new Y.XmlElement('preamble')])
    expect(judged(stray)).toEqual(outline())
    expect(judged(preamble)).toMatchObject({ type: 'refused', code: 'outline-of-coordinator' })
    expect(judged(stray, coordinator)).toEqual(allowed())
  })

  it('they remove sections of their own with nothing below', () => {
    expect(judged((doc) => remove(doc, 'sub3'))).toEqual(allowed('sub3'))
    expect(judged((doc) => remove(doc, 'sub3'), drafter, rights({ own2: theirs }))).toEqual(
      refused('section-of-others', 'sub3'),
    )
    expect(judged((doc) => remove(doc, 'own2'))).toEqual(outline('own2'))
    const both: Change = (doc) => {
      remove(doc, 'sub3')
      remove(doc, 'own2')
    }
    expect(judged(both)).toEqual(allowed('own2', 'sub3'))
  })

  it('no section of the plan, not the preamble', () => {
    expect(judged((doc) => remove(doc, 'end1'))).toEqual(outline('end1'))
    expect(judged((doc) => remove(doc, 'preamble'))).toEqual(outline('preamble'))
    expect(judged((doc) => remove(doc, 'end1'), coordinator)).toEqual(allowed('end1'))
  })

  it('they rename sections of their own and change nothing else about them', () => {
    const set =
      (id: string, attributes: Attributes): Change =>
      (doc) =>
        void setAttributes(find(doc, id), attributes)
    expect(judged(set('own2', { title: 'Tên khác' }))).toEqual(allowed('own2'))
    expect(judged(set('own2', { title: 'Tên khác' }), drafter, rights({ own2: theirs }))).toEqual(
      refused('section-of-others', 'own2'),
    )
    expect(judged(set('own2', { title: 12 }))).toEqual(outline('own2'))
    expect(judged(set('own2', { title: 'x'.repeat(501) }))).toEqual(outline('own2'))
    expect(judged((doc) => find(doc, 'own2').removeAttribute('title'))).toEqual(outline('own2'))
    for (const attributes of [{ id: 'other' }, { level: 3 }, { fixed: true }, { guidance: '' }, { x: 1 }]) {
      expect(judged(set('own2', attributes))).toEqual(outline('own2'))
      expect(judged(set('own2', attributes), coordinator)).toEqual(allowed('own2'))
    }
    expect(judged(set('two2', { title: 'Tên khác' }))).toEqual(outline('two2'))
    expect(judged(set('preamble', { guidance: 'Tên khác' }))).toEqual(outline('preamble'))
  })

  it('where a section lands among others’ that came meanwhile decides', () => {
    const doc = newReport()
    const page = openPage(doc)
    const update = sent(page, (page) => addSection(page, 'two2', { level: 2 }))
    doc.transact(() => addSection(doc, 'two2', { id: 'plan2', level: 2, fixed: true }))
    const merged = openPage(doc)
    Y.applyUpdate(merged, update)
    const order = compartments(merged).map(idOf)
    const verdict = judge(doc, update, drafter, rights())
    if (order.indexOf('new3') < order.indexOf('plan2')) expect(verdict).toEqual(outline('new3'))
    else expect(verdict).toEqual(allowed('new3'))
  })

  it('a section added and removed before it was sent is nothing', () => {
    const page = openPage(newReport())
    const update = sent(
      page,
      (page) => addSection(page, 'one1', { level: 1 }),
      (page) => remove(page, 'new3'),
    )
    expect(judge(newReport(), update, drafter, rights())).toEqual(allowed())
    expect(judge(newReport(), Y.encodeStateAsUpdate(page), drafter, rights())).toEqual(allowed())
  })
})

describe('what a guard knows', () => {
  it('holds its ground where levels are nonsense', () => {
    for (const level of [0, -4, Number.NEGATIVE_INFINITY, Number.NaN, 1e9]) {
      const doc = newReport()
      setAttributes(find(doc, 'own2'), { level })
      const update = sent(openPage(doc), (page) => {
        textIn(page, 'end1').insert(0, 'x')
        addSection(page, 'end1', { level: 2 })
      })
      expect(judge(doc, update, drafter, rights())).toEqual(allowed('end1', 'new3'))
      expect(responsibilities([{ id: 'end1', level }], rights({ end1: ours }))).toMatchObject([ours])
    }
  })

  it('of the outline is of now, whoever changed it', () => {
    const doc = newReport()
    const guard = new SectionGuard(doc)
    const given = rights({ own2: theirs, late: { locked: true } })
    const write = (id: string) => {
      const update = sent(openPage(doc), (page) => textIn(page, id).insert(0, 'x'))
      return guard.judge(readUpdate(update, 100), drafter, given)
    }
    expect(write('sub3')).toEqual(refused('section-of-others', 'sub3'))
    setAttributes(find(doc, 'sub3'), { level: 1 })
    expect(write('sub3')).toEqual(allowed('sub3'))
    setAttributes(find(doc, 'sub3'), { id: 'late' })
    expect(write('late')).toEqual(refused('section-locked', 'late'))
    addSection(doc, 'own2', { id: 'soon', level: 4 })
    expect(write('soon')).toEqual(refused('section-of-others', 'soon'))
    remove(doc, 'own2')
    expect(write('soon')).toEqual(allowed('soon'))
  })

  it('of rights is what it is told', () => {
    const doc = newReport()
    const guard = new SectionGuard(doc)
    const update = readUpdate(
      sent(openPage(doc), (page) => textIn(page, 'two2').insert(0, 'x')),
      100,
    )
    expect(guard.judge(update, drafter, rights())).toEqual(allowed('two2'))
    expect(guard.judge(update, drafter, rights({ two2: theirs }))).toMatchObject({ type: 'refused' })
    expect(guard.judge(update, colleague, rights({ two2: theirs }))).toEqual(allowed('two2'))
  })
})

describe('what no honest client sends', () => {
  /** One struct by hand: text that says which ids it stands between. */
  function textBetween(id: Y.ID, text: string, ...neighbours: readonly Y.ID[]): Uint8Array {
    const encoder = encoding.createEncoder()
    for (const number of [1, 1, id.client, id.clock]) encoding.writeVarUint(encoder, number)
    encoding.writeUint8(encoder, neighbours.length === 2 ? 0b1100_0100 : 0b1000_0100)
    for (const { client, clock } of neighbours) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
    }
    encoding.writeVarString(encoder, text)
    encoding.writeVarUint(encoder, 0)
    return encoding.toUint8Array(encoder)
  }

  function lastIdIn(text: Y.XmlText): Y.ID {
    const { _start } = text
    let item = _start
    while (item?.right) item = item.right
    return item!.lastId
  }

  it('the rest of a run that began in another’s section, said to stand in one’s own', () => {
    const doc = newReport()
    // Client 50 wrote in the section before it became another's.
    const page = openPage(doc)
    page.clientID = 50
    Y.applyUpdate(
      doc,
      sent(page, (page) => textIn(page, 'two2').insert(0, 'abcdef')),
    )
    const forged = textBetween(Y.createID(50, 3), 'defXYZ', lastIdIn(textIn(doc, 'end1')))
    const proof = openPage(doc)
    Y.applyUpdate(proof, forged)
    expect(textIn(proof, 'two2').toString()).toContain('XYZ')
    expect(judge(doc, forged, drafter, rights({ two2: theirs }))).toMatchObject({ type: 'refused' })
    expect(judge(doc, forged, drafter, rights())).toMatchObject({ type: 'refused' })
  })

  it('a known run beside half a letter in another’s section, and a run that comes to nothing there', () => {
    const doc = newReport()
    const page = openPage(doc)
    page.clientID = 50
    const write = sent(page, (page) => {
      textIn(page, 'end1').insert(0, 'abc')
      textIn(page, 'two2').insert(0, '𠮷')
      addSection(page, 'end1', { id: 'gone', level: 2 })
    })
    Y.applyUpdate(doc, write)
    const { _item } = find(doc, 'gone').get(0)
    remove(doc, 'gone')
    const half = Y.createID(50, 3)
    const given = rights({ two2: theirs })
    const known = textBetween(Y.createID(50, 0), 'abc', half)
    const nothing = textBetween(Y.createID(70, 0), 'x', half, _item!.id)
    for (const forged of [known, nothing]) {
      const proof = openPage(doc)
      Y.applyUpdate(proof, forged)
      expect(textIn(proof, 'two2').toString()).not.toContain('𠮷')
      expect(judge(doc, forged, drafter, given)).toMatchObject({ type: 'refused' })
    }
  })

  it('a run between two sections', () => {
    const doc = newReport()
    const [own, others] = ['end1', 'two2'].map((id) => lastIdIn(textIn(doc, id))) as [Y.ID, Y.ID]
    const between = (...ids: readonly Y.ID[]) => textBetween(Y.createID(60, 0), 'XYZ', ...ids)
    const given = rights({ two2: theirs })
    const outline = { type: 'refused', code: 'outline-of-coordinator' }
    expect(judge(doc, between(own, others), drafter, given)).toMatchObject(outline)
    expect(judge(doc, between(others, own), drafter, given)).toMatchObject(outline)
    expect(judge(doc, between(own, own), drafter, given)).toEqual(allowed('end1'))
  })
})
