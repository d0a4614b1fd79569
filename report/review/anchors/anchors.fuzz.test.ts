import { wrapInList, liftListItem } from '@tiptap/pm/schema-list'
import type { Node } from '@tiptap/pm/model'
import { EditorState, type Transaction, TextSelection } from '@tiptap/pm/state'
import { addColumnBefore, addRowBefore, deleteColumn, deleteRow } from '@tiptap/pm/tables'
import { canJoin, canSplit } from '@tiptap/pm/transform'
import { initProseMirrorDoc, updateYFragment, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { repairIds } from '../../repair.ts'
import { createReportDoc } from '../../report-doc.ts'
import { FRAGMENT } from '../../schema/names.ts'
import { reportSchema } from '../../schema/schema.ts'
import type { Anchor } from '../../wire/review.ts'
import { AnchorBook } from './anchor-book.ts'
import { censusOf, hullOf } from './hull.ts'
import { Layout } from './layout.ts'
import { Offsets } from './offsets.ts'
import { BREAK, piecesAt, ReportWords } from './report-words.ts'

/** No character is written twice, so that it can be told of each whether it survived and where it is. */
class Letters {
  #next = 0x3400
  write(count: number): string {
    let text = ''
    for (; text.length < count; this.#next++) {
      if (this.#next === 0xa000) this.#next = 0xac00
      if (this.#next > 0xd7a0) throw new Error('out of letters')
      text += String.fromCharCode(this.#next)
    }
    return text
  }
}

type World = {
  readonly letters: Letters
  readonly newId: () => string
  readonly server: Y.Doc
  readonly people: readonly Person[]
}
type Person = { readonly doc: Y.Doc; readonly undo: Y.UndoManager; clipboard: Node[] | undefined }

const { nodes } = reportSchema
const text = (words: string): Node[] => (words === '' ? [] : [reportSchema.text(words)])

function startOf(letters: Letters, newId: () => string): Node {
  const p = (count: number): Node => nodes.paragraph!.create({ id: newId() }, text(letters.write(count)))
  const list = () =>
    nodes.bulletList!.create(
      { id: newId() },
      [0, 1, 2].map(() => nodes.listItem!.create(null, p(12))),
    )
  const table = () =>
    nodes.table!.create(
      { id: newId() },
      [0, 1, 2].map(() =>
        nodes.tableRow!.create(
          null,
          [0, 1, 2].map(() => nodes.tableCell!.create(null, p(5))),
        ),
      ),
    )
  const section = (id: string) =>
    nodes.section!.create({ id, level: 1, title: id }, [
      p(40),
      p(25),
      list(),
      p(30),
      table(),
      p(20),
      p(3),
      p(50),
    ])
  return nodes.doc!.create(null, [
    nodes.preamble!.create(null, [p(30), p(10)]),
    section('sec1'),
    section('sec2'),
    section('sec3'),
  ])
}

function edit(person: Person, world: World, change: (state: EditorState) => Transaction | undefined): void {
  const fragment = person.doc.getXmlFragment(FRAGMENT)
  const { doc: page, meta } = initProseMirrorDoc(fragment, reportSchema)
  let tr: Transaction | undefined
  try {
    tr = change(EditorState.create({ schema: reportSchema, doc: page }))
    tr?.doc.check()
  } catch {
    return
  }
  if (!tr?.docChanged) return
  const seen = new Set<string>()
  tr.doc.descendants((node, pos) => {
    if (!('id' in node.attrs) || node.type.name === 'section') return
    const id: unknown = node.attrs.id
    if (typeof id === 'string' && !seen.has(id)) seen.add(id)
    else tr.setNodeAttribute(pos, 'id', world.newId())
  })
  updateYFragment(person.doc, fragment, tr.doc, meta)
  person.undo.stopCapturing()
}

function places(doc: Node): number[] {
  const found: number[] = []
  doc.descendants((node, pos) => {
    if (node.isTextblock) for (let at = 0; at <= node.content.size; at++) found.push(pos + 1 + at)
  })
  return found
}
const pick = <T>(list: readonly T[], a: number): T => list[a % list.length]!
const somewhere = (doc: Node, a: number): number => pick(places(doc), a)

function blocksOf(doc: Node): { node: Node; pos: number }[] {
  const found: { node: Node; pos: number }[] = []
  doc.forEach((section, at) => section.forEach((node, offset) => found.push({ node, pos: at + 1 + offset })))
  return found
}

function within(doc: Node, a: number, b: number, reach: number): [number, number] {
  const all = places(doc)
  const index = a % all.length
  return [all[index]!, all[Math.min(all.length - 1, index + (b % reach))]!]
}

function selected(state: EditorState, a: number, b: number, reach: number): EditorState {
  const [from, to] = within(state.doc, a, b, reach)
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to)))
}

type Command = (state: EditorState, dispatch: (tr: Transaction) => void) => boolean
function ran(state: EditorState, command: Command): Transaction | undefined {
  let done: Transaction | undefined
  command(state, (tr) => (done = tr))
  // The selection was set by a transaction of its own, which changes nothing.
  return done
}

function inTable(state: EditorState, a: number): EditorState {
  const cells = places(state.doc).filter((pos) => state.doc.resolve(pos).depth > 4)
  const pos = pick(cells, a)
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, pos)))
}

type Deed = (person: Person, world: World, a: number, b: number, c: number) => void
const deeds: Record<string, Deed> = {
  type: (person, world, a, b) =>
    edit(person, world, ({ tr }) => tr.insertText(world.letters.write(1 + (b % 3)), somewhere(tr.doc, a))),
  erase: (person, world, a, b) => edit(person, world, ({ tr }) => tr.delete(...within(tr.doc, a, b, 9))),
  eraseMuch: (person, world, a, b) =>
    edit(person, world, ({ tr }) => tr.deleteRange(...within(tr.doc, a, b, 90))),
  enter: (person, world, a) =>
    edit(person, world, ({ tr }) => {
      const at = somewhere(tr.doc, a)
      return canSplit(tr.doc, at) ? tr.split(at) : undefined
    }),
  join: (person, world, a) =>
    edit(person, world, ({ tr }) => {
      const { pos } = pick(blocksOf(tr.doc), a)
      return canJoin(tr.doc, pos) ? tr.join(pos) : undefined
    }),
  moveBlock: (person, world, a, b) =>
    edit(person, world, ({ tr }) => {
      const { node, pos } = pick(blocksOf(tr.doc), a)
      tr.delete(pos, pos + node.nodeSize)
      const target = pick(blocksOf(tr.doc), b)
      return tr.insert(target.pos, node)
    }),
  swap: (person, world, a) =>
    edit(person, world, ({ tr }) => {
      const { node, pos } = pick(blocksOf(tr.doc), a)
      const next = tr.doc.nodeAt(pos + node.nodeSize)
      return next ? tr.replaceWith(pos, pos + node.nodeSize + next.nodeSize, [next, node]) : undefined
    }),
  drag: (person, world, a, b, c) =>
    edit(person, world, ({ tr }) => {
      const [from, to] = within(tr.doc, a, b, 30)
      const slice = tr.doc.slice(from, to)
      tr.delete(from, to)
      return tr.replaceRange(somewhere(tr.doc, c), somewhere(tr.doc, c), slice)
    }),
  list: (person, world, a, b) =>
    edit(person, world, (state) => ran(selected(state, a, b, 60), wrapInList(nodes.orderedList!))),
  lift: (person, world, a, b) =>
    edit(person, world, (state) => ran(selected(state, a, b, 9), liftListItem(nodes.listItem!))),
  rowBefore: (person, world, a) => edit(person, world, (state) => ran(inTable(state, a), addRowBefore)),
  columnBefore: (person, world, a) => edit(person, world, (state) => ran(inTable(state, a), addColumnBefore)),
  deleteRow: (person, world, a) => edit(person, world, (state) => ran(inTable(state, a), deleteRow)),
  deleteColumn: (person, world, a) => edit(person, world, (state) => ran(inTable(state, a), deleteColumn)),
  bold: (person, world, a, b) =>
    edit(person, world, ({ tr }) =>
      tr.addMark(...within(tr.doc, a, b, 40), reportSchema.marks.bold!.create()),
    ),
  lineBreak: (person, world, a) =>
    edit(person, world, ({ tr }) => tr.insert(somewhere(tr.doc, a), nodes.hardBreak!.create())),
  replaceAll: (person, world, a, b) =>
    edit(person, world, ({ tr }) => {
      const step = 3 + (b % 40)
      const all = places(tr.doc).filter((_, index) => index % step === a % step)
      for (const at of all.toReversed()) tr.insertText(world.letters.write(1), at)
      return tr
    }),
  cut: (person, world, a, b) =>
    edit(person, world, ({ tr }) => {
      if (person.clipboard) return undefined
      const [from, to] = within(tr.doc, a, b, 60)
      const slice = tr.doc.slice(from, to)
      const found: Node[] = []
      slice.content.descendants((node) => {
        if (node.isTextblock && node.textContent !== '')
          found.push(nodes.paragraph!.create(null, text(node.textContent)))
        else if (node.isText && found.length === 0) found.push(nodes.paragraph!.create(null, node))
        return !node.isTextblock
      })
      if (found.length === 0) return undefined
      person.clipboard = found
      return tr.delete(from, to)
    }),
  paste: (person, world, a) =>
    edit(person, world, ({ tr }) => {
      const { clipboard } = person
      if (!clipboard) return undefined
      person.clipboard = undefined
      return tr.insert(pick(blocksOf(tr.doc), a).pos, clipboard)
    }),
  undo: ({ undo }) => void undo.undo(),
  redo: ({ undo }) => void undo.redo(),
  sync: (person, { server }) => meet(person.doc, server),
  syncAll: (_, { server, people }) => {
    for (const { doc } of people) meet(doc, server)
  },
  repair: (_, { server, newId }) => void repairIds(server, newId),
}

function meet(one: Y.Doc, other: Y.Doc): void {
  const there = Y.encodeStateAsUpdate(one, Y.encodeStateVector(other))
  Y.applyUpdate(other, there, 'network')
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other, Y.encodeStateVector(one)), 'network')
}

const action = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom(
    ...Object.keys(deeds),
    'type',
    'enter',
    'undo',
    'cut',
    'paste',
    'paste',
    'sync',
    'sync',
    'sync',
    'syncAll',
  ),
  a: fc.nat(100_000),
  b: fc.nat(100_000),
  c: fc.nat(100_000),
})
const threads = fc.array(fc.record({ at: fc.nat(100_000), length: fc.integer({ min: 1, max: 60 }) }), {
  minLength: 200,
  maxLength: 200,
})

function begin(): World {
  let made = 0
  const newId = () => `id${String((made += 1)).padStart(6, '0')}`
  const letters = new Letters()
  const server = createReportDoc()
  server.clientID = 100
  const fragment = server.getXmlFragment(FRAGMENT)
  updateYFragment(server, fragment, startOf(letters, newId), { mapping: new Map(), isOMark: new Map() })
  const people = [101, 102, 103].map((clientID) => {
    const doc = createReportDoc()
    doc.clientID = clientID
    meet(doc, server)
    const undo = new Y.UndoManager(doc.getXmlFragment(FRAGMENT), {
      trackedOrigins: new Set([ySyncPluginKey]),
    })
    return { doc, undo, clipboard: undefined }
  })
  return { letters, newId, server, people }
}

/** 200 places in the report as it is. */
function anchorsOn(
  doc: Y.Doc,
  wanted: readonly { readonly at: number; readonly length: number }[],
): Map<string, Anchor> {
  const words = new ReportWords(new Layout(doc))
  const anchors = new Map<string, Anchor>()
  for (const [index, { at, length }] of wanted.entries()) {
    const from = at % words.all.length
    const sectionId = words.standAt(from)!.sectionId
    let to = Math.min(words.all.length, from + length)
    while (to > from && words.standAt(to - 1)!.sectionId !== sectionId) to--
    const pieces = piecesAt(words, { from, to })
    const quote = pieces.map((piece) => piece.text).join('\n')
    if (quote === '') continue
    const around = { prefix: words.before(from), suffix: words.after(to) }
    anchors.set(`t${index}`, { kind: 'range', sectionId, quote, ...around, pieces, lost: false })
  }
  return anchors
}

/** Letters that stand in a report twice: two people who split one paragraph at a time leave its end twice. */
function noteDoubled(doc: Y.Doc, doubled: Set<string>): void {
  const seen = new Set<string>()
  for (const letter of new ReportWords(new Layout(doc)).all) {
    if (seen.has(letter)) doubled.add(letter)
    seen.add(letter)
  }
}

type Quotes = ReadonlyMap<string, Anchor>

/** More strangers than this between its letters, and an anchor goes on with some of them only: see together.ts. */
const NEAR = 64

/** Threads whose letters an edit scattered over a section, so that no one place holds them. */
function noteScattered(doc: Y.Doc, quotes: Quotes, scattered: Set<string>): void {
  const places = new Map<string, number[]>()
  for (const [at, letter] of [...new ReportWords(new Layout(doc)).all].entries())
    places.set(letter, [...(places.get(letter) ?? []), at])
  for (const [id, anchor] of quotes) {
    if (anchor.kind !== 'range' || scattered.has(id)) continue
    const at = [...anchor.quote].flatMap((letter) => (letter === BREAK ? [] : (places.get(letter) ?? [])))
    at.sort((a, b) => a - b)
    // Of letters that stand there twice the anchor has one, whichever.
    const isTwice = [...anchor.quote].some(
      (letter) => letter !== BREAK && (places.get(letter)?.length ?? 0) > 1,
    )
    if (isTwice && at.at(-1)! - at[0]! > NEAR) scattered.add(id)
    if (at.some((place, index) => index > 0 && place - at[index - 1]! > NEAR)) scattered.add(id)
  }
}

/**
 * What is wrong with where a book says the threads are. Of letters that stood there twice at some time nobody can say which
 * of the two is meant, so either may be covered, and an anchor may be lost with one of them.
 */
function complaints(
  doc: Y.Doc,
  book: AnchorBook,
  quotes: Quotes,
  { doubled, scattered }: { readonly doubled: ReadonlySet<string>; readonly scattered: ReadonlySet<string> },
): string[] {
  const layout = new Layout(doc)
  const words = new ReportWords(layout)
  const found: string[] = []
  for (const [id, anchor] of quotes) {
    if (anchor.kind !== 'range') continue
    const quote = new Set(anchor.quote.replaceAll('\n', ''))
    const survivors: number[] = []
    for (let at = 0; at < words.all.length; at++) {
      const letter = words.all[at]!
      if (quote.has(letter) && !doubled.has(letter)) survivors.push(at)
    }
    const place = book.place(id)!
    if (place.type === 'lost') {
      if (survivors.length > 0 && !scattered.has(id))
        found.push(`${id} is lost, but ${survivors.length} of ${quote.size} are there`)
      if (book.get(id)!.kind === 'range' && !(book.get(id) as { lost: boolean }).lost)
        found.push(`${id} is not said to be lost`)
      continue
    }
    if (place.type !== 'range') throw new Error('expected a range')
    const from = words.offsetOf(layout.of(place.from.text)!, place.from.index)
    const to = words.offsetOf(layout.of(place.to.text)!, place.to.index)
    if (!quote.has(words.all[from]!)) found.push(`${id} begins with a stranger`)
    if (!quote.has(words.all[to - 1]!)) found.push(`${id} ends with a stranger`)
    for (const at of survivors) {
      const elsewhere = scattered.has(id) || words.standAt(at)!.sectionId !== place.sectionId
      if (!elsewhere && (at < from || at >= to)) found.push(`${id} leaves out ${at} of ${from}-${to}`)
    }
  }
  return found
}

/** What a book remembers of places is what it would find anew. */
function stalePlaces(doc: Y.Doc, book: AnchorBook, quotes: Quotes): string[] {
  const layout = new Layout(doc)
  const offsets = new Offsets()
  return [...quotes.keys()].filter((id) => {
    const anchor = book.get(id)!
    const hull = anchor.kind === 'range' && hullOf(censusOf(doc, layout, anchor.pieces), offsets)
    const place = book.place(id)!
    if (place.type !== 'range' || !hull) return place.type === 'range' || Boolean(hull)
    return (
      place.sectionId !== hull.sectionId ||
      (['from', 'to'] as const).some(
        (end) => place[end].text !== hull[end].text || place[end].index !== hull[end].index,
      )
    )
  })
}

describe('200 threads in a report that three people rewrite', () => {
  it(
    'cover the characters that survive of their words, or are lost when none does',
    { timeout: 600_000 },
    () => {
      fc.assert(
        fc.property(threads, fc.array(action, { minLength: 20, maxLength: 80 }), (wanted, actions) => {
          const world = begin()
          const { server, people } = world
          const quotes = anchorsOn(server, wanted)
          const truth = new AnchorBook(server)
          const page = new AnchorBook(people[0]!.doc)
          for (const [id, anchor] of quotes) for (const book of [truth, page]) book.set(id, anchor)
          const doubled = new Set<string>()
          const scattered = new Set<string>()
          for (const { doc } of [{ doc: server }, ...people]) {
            doc.on('afterTransaction', () => noteDoubled(doc, doubled))
            doc.on('afterTransaction', () => noteScattered(doc, quotes, scattered))
          }
          const except = { doubled, scattered }
          const stored = new Map(quotes)
          const store = () => {
            for (const [id, anchor] of truth.takeChanges()) stored.set(id, anchor)
          }
          for (const { who, what, a, b, c } of actions) {
            deeds[what]!(people[who]!, world, a, b, c)
            store()
            expect(stalePlaces(server, truth, quotes)).toEqual([])
            expect(stalePlaces(people[0]!.doc, page, quotes)).toEqual([])
          }
          deeds.syncAll!(people[0]!, world, 0, 0, 0)
          deeds.syncAll!(people[0]!, world, 0, 0, 0)
          store()
          expect(complaints(server, truth, quotes, except)).toEqual([])
          expect(complaints(people[0]!.doc, page, quotes, except)).toEqual([])

          const restarted = createReportDoc()
          const after = new AnchorBook(restarted)
          for (const [id, anchor] of stored) after.set(id, anchor)
          Y.applyUpdate(restarted, Y.encodeStateAsUpdate(server))
          expect(complaints(restarted, after, quotes, except)).toEqual([])
        }),
        {
          numRuns: Number(process.env.FUZZ_RUNS ?? 15),
          ...(process.env.FUZZ_PATH ? { path: process.env.FUZZ_PATH } : {}),
          seed: Number(process.env.FUZZ_SEED ?? Date.now()),
          endOnFailure: process.env.FUZZ_SHRINK === undefined,
        },
      )
    },
  )
})
