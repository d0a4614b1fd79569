// @vitest-environment happy-dom
import { Slice } from '@tiptap/pm/model'
import { liftListItem } from '@tiptap/pm/schema-list'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { createReportDoc } from '../../../report/report-doc.ts'
import { AnchorBook, placeDraft } from '../../../report/review/anchors/anchor-book.ts'
import { Layout } from '../../../report/review/anchors/layout.ts'
import { ReportWords } from '../../../report/review/anchors/report-words.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import {
  type Desk,
  exchange,
  openDesk,
  pause,
  place,
  press,
  run,
  seededUpdate,
  select,
  type,
  write,
} from '../../draft/editing/test-desk.ts'

/** Passages that a report of this kind is full of: one is told from the next by a word or a figure. */
const RESULT =
  'Năm 2021, toàn tỉnh thực hiện 32 nhiệm vụ khoa học và công nghệ cấp tỉnh, kinh phí 18,5 tỷ đồng.'
const RESULT_BEFORE =
  'Năm 2020, toàn tỉnh thực hiện 27 nhiệm vụ khoa học và công nghệ cấp tỉnh, kinh phí 16,2 tỷ đồng.'
const RESULT_FIRST =
  'Năm 2019, toàn tỉnh thực hiện 25 nhiệm vụ khoa học và công nghệ cấp tỉnh, kinh phí 15,9 tỷ đồng.'
const LEADING =
  'Các cấp ủy, tổ chức đảng xác định phát triển khoa học và công nghệ là một trong những nội dung lãnh đạo trọng tâm.'
const WEAK =
  'Việc liên kết giữa Nhà nước, nhà khoa học, doanh nghiệp và nông dân chưa chặt chẽ; kinh phí còn hạn chế.'
const OPENING =
  'Thực hiện Nghị quyết số 20-NQ/TW ngày 01/11/2012 của Ban Chấp hành Trung ương, Tỉnh ủy báo cáo kết quả như sau:'

const THREADS = {
  opening: 'Nghị quyết số 20-NQ/TW',
  figure: '32 nhiệm vụ khoa học và công nghệ cấp tỉnh',
  before: '27 nhiệm vụ khoa học và công nghệ cấp tỉnh',
  first: 'Năm 2019',
  all: RESULT,
  leading: 'một trong những nội dung lãnh đạo trọng tâm',
  weak: 'chưa chặt chẽ',
} as const
type Name = keyof typeof THREADS

type Screen = { readonly desk: Desk; readonly book: AnchorBook }
type Office = {
  readonly a: Screen
  readonly b: Screen
  readonly c: Screen
  readonly server: Screen['book']
  readonly doc: Y.Doc
}

const opened: Desk[] = []
afterEach(() => {
  for (const { editor } of opened.splice(0)) editor.destroy()
  document.body.replaceChildren()
})

function openOffice(): Office {
  const update = seededUpdate()
  const desks = [101, 102, 103].map((clientId) => openDesk(update, { clientId }))
  opened.push(...desks)
  const [a, b, c] = desks as [Desk, Desk, Desk]
  write(a, [OPENING], [RESULT_FIRST, RESULT_BEFORE, RESULT], [LEADING, 'Kết quả cụ thể:'], [WEAK])
  const doc = createReportDoc()
  share([a, b, c], doc)
  const screens = [a, b, c].map((desk) => ({ desk, book: new AnchorBook(desk.doc) }))
  const office = { a: screens[0]!, b: screens[1]!, c: screens[2]!, server: new AnchorBook(doc), doc }
  for (const [name, quote] of Object.entries(THREADS)) {
    const anchor = placeDraft(doc, { kind: 'range', quote })
    if (anchor === 'missing' || anchor.kind !== 'range' || anchor.lost) throw new Error(`not found: ${quote}`)
    for (const book of [office.server, ...screens.map((screen) => screen.book)]) book.set(name, anchor)
  }
  return office
}

/** Everybody gets everything, the server first. */
function share(desks: readonly Desk[], doc: Y.Doc): void {
  for (const desk of desks)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(desk.doc, Y.encodeStateVector(doc)), 'network')
  for (const desk of desks)
    Y.applyUpdate(desk.doc, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(desk.doc)), 'network')
  exchange(...desks)
}

function meet({ a, b, c, doc }: Office): void {
  share([a.desk, b.desk, c.desk], doc)
  share([a.desk, b.desk, c.desk], doc)
}

/** The words that a book says a thread is about, without the ends of paragraphs. */
function wordsOf(doc: Y.Doc, book: AnchorBook, name: string): string {
  const there = book.place(name)
  if (there?.type !== 'range') return `(${there?.type})`
  const layout = new Layout(doc)
  const words = new ReportWords(layout)
  const offset = ({ text, index }: typeof there.from) =>
    words.offsetOf(must(layout.of(text), 'a text of the report'), index)
  return words.all.slice(offset(there.from), offset(there.to)).replaceAll('\n', '')
}

function found(doc: Y.Doc, book: AnchorBook): Record<string, string> {
  return Object.fromEntries(Object.keys(THREADS).map((name) => [name, wordsOf(doc, book, name)]))
}

/** What a server finds that is started on what the last one stored, with its log compacted. */
function afterRestart({ doc, server }: Office): Record<string, string> {
  const restarted = createReportDoc()
  Y.applyUpdate(restarted, Y.encodeStateAsUpdate(doc))
  const book = new AnchorBook(restarted)
  for (const name of Object.keys(THREADS)) book.set(name, must(server.get(name), 'an anchor'))
  return found(restarted, book)
}

function checkAll(office: Office, changes: Partial<Record<Name, string>> = {}): void {
  meet(office)
  const expected = { ...THREADS, ...changes }
  expect(found(office.doc, office.server), 'on the server').toEqual(expected)
  expect(found(office.a.desk.doc, office.a.book), 'for who did it').toEqual(expected)
  expect(found(office.b.desk.doc, office.b.book), 'for a colleague').toEqual(expected)
  expect(afterRestart(office), 'after a restart').toEqual(expected)
  for (const name of Object.keys(THREADS)) expect(office.server.get(name)).toMatchObject({ lost: false })
}

const caretAt = (desk: Desk, words: string, side: 'start' | 'end' = 'start') =>
  select(desk, place(desk, words, side))

function selectWords(desk: Desk, words: string): void {
  select(desk, place(desk, words), place(desk, words, 'end'))
}

function cut(desk: Desk): Slice {
  const { state, view } = desk.editor
  const slice = state.selection.content()
  view.dispatch(state.tr.deleteSelection().setMeta('uiEvent', 'cut'))
  pause(desk)
  return slice
}

function paste({ editor }: Desk, slice: Slice): void {
  const { state, view } = editor
  view.dispatch(state.tr.replaceSelection(slice).setMeta('paste', true).setMeta('uiEvent', 'paste'))
}

/** The block that holds these words, with its place. */
function blockOf({ editor }: Desk, words: string) {
  const $pos = editor.state.doc.resolve(place({ editor } as Desk, words))
  return { pos: $pos.before(2), node: $pos.node(2) }
}

function moveBlock(desk: Desk, words: string, before: string): void {
  const { state, view } = desk.editor
  const { pos, node } = blockOf(desk, words)
  const target = blockOf(desk, before).pos
  const tr = state.tr.delete(pos, pos + node.nodeSize)
  view.dispatch(tr.insert(tr.mapping.map(target), node))
}

function replaceAll({ editor }: Desk, words: string, by: string): void {
  const { state, view } = editor
  const { tr } = state
  const places: number[] = []
  state.doc.descendants((node, pos) => {
    if (!node.isText) return
    for (let at = node.text!.indexOf(words); at >= 0; at = node.text!.indexOf(words, at + 1))
      places.push(pos + at)
  })
  for (const pos of places.toReversed()) tr.insertText(by, pos, pos + words.length)
  view.dispatch(tr)
}

/** Puts the block that holds these words into the second cell of a new table. */
function intoTable(desk: Desk, words: string): void {
  selectWords(desk, words)
  const slice = cut(desk)
  desk.editor.commands.insertTable({ rows: 2, cols: 2, withHeaderRow: true })
  press(desk, 'Tab')
  paste(desk, slice)
}

type Deed = { readonly does: (office: Office) => void; readonly changes?: Partial<Record<Name, string>> }
const onA =
  (does: (desk: Desk) => void): Deed['does'] =>
  ({ a }) =>
    does(a.desk)

const deeds: Record<string, Deed> = {
  'typing inside': {
    does: onA((desk) => {
      caretAt(desk, 'khoa học và công nghệ cấp tỉnh, kinh phí 18,5')
      type(desk, 'lớn ')
    }),
    changes: {
      figure: '32 nhiệm vụ lớn khoa học và công nghệ cấp tỉnh',
      all: RESULT.replace('32 nhiệm vụ', '32 nhiệm vụ lớn'),
    },
  },
  'typing right before and right behind': {
    does: onA((desk) => {
      caretAt(desk, '32 nhiệm vụ')
      type(desk, 'thêm ')
      caretAt(desk, 'cấp tỉnh, kinh phí 18,5')
      select(desk, desk.editor.state.selection.head + 'cấp tỉnh'.length)
      type(desk, ' và cấp huyện')
    }),
    changes: { all: RESULT.replace('32', 'thêm 32').replace('cấp tỉnh', 'cấp tỉnh và cấp huyện') },
  },
  'Enter before': { does: onA((desk) => (caretAt(desk, 'toàn tỉnh thực hiện 32'), press(desk, 'Enter'))) },
  'Enter inside': {
    does: onA((desk) => (caretAt(desk, 'khoa học và công nghệ cấp tỉnh, kinh phí 18'), press(desk, 'Enter'))),
  },
  'Enter behind': { does: onA((desk) => (caretAt(desk, ', kinh phí 18,5'), press(desk, 'Enter'))) },
  'Enter at the beginning of the paragraph': {
    does: onA((desk) => (caretAt(desk, RESULT), press(desk, 'Enter'))),
  },
  'joining with the paragraph before': {
    does: onA((desk) => (caretAt(desk, RESULT), press(desk, 'Backspace'))),
  },
  'splitting and joining again': {
    does: onA((desk) => {
      caretAt(desk, 'khoa học và công nghệ cấp tỉnh, kinh phí 18')
      press(desk, 'Enter')
      press(desk, 'Backspace')
    }),
  },
  'bold and back over a part': {
    does: onA((desk) => {
      selectWords(desk, 'thực hiện 32 nhiệm vụ')
      desk.editor.commands.toggleBold()
      select(desk, place(desk, 'toàn tỉnh thực hiện 27'), place(desk, '18,5 tỷ', 'end'))
      desk.editor.commands.toggleItalic()
    }),
  },
  'a list of it and back': {
    does: onA((desk) => {
      select(desk, place(desk, 'Năm 2019'), place(desk, '18,5 tỷ đồng.', 'end'))
      desk.editor.commands.toggleBulletList()
      desk.editor.commands.toggleOrderedList()
      desk.editor.commands.toggleOrderedList()
    }),
  },
  'indenting in a list': {
    does: onA((desk) => {
      select(desk, place(desk, 'Năm 2019'), place(desk, '18,5 tỷ đồng.', 'end'))
      desk.editor.commands.toggleBulletList()
      caretAt(desk, 'Năm 2021')
      press(desk, 'Tab')
    }),
  },
  'lifting out of a list': {
    does: onA((desk) => {
      select(desk, place(desk, 'Năm 2019'), place(desk, '18,5 tỷ đồng.', 'end'))
      desk.editor.commands.toggleBulletList()
      caretAt(desk, 'Năm 2020')
      run(desk, liftListItem(must(desk.editor.schema.nodes.listItem, 'listItem')))
    }),
  },
  'a line break inside': {
    does: onA(
      (desk) => (
        caretAt(desk, 'khoa học và công nghệ cấp tỉnh, kinh phí 18'),
        desk.editor.commands.setHardBreak()
      ),
    ),
  },
  'moving a paragraph among similar ones': { does: onA((desk) => moveBlock(desk, 'Năm 2021', 'Năm 2019')) },
  'moving the first of similar paragraphs down': {
    does: onA((desk) => moveBlock(desk, 'Năm 2019', 'Năm 2021')),
  },
  'moving a paragraph to another section': {
    does: onA((desk) => moveBlock(desk, 'Năm 2021', 'Việc liên kết')),
  },
  'moving a section': {
    does: onA((desk) => {
      const { state, view } = desk.editor
      const [preamble, one, two, three] = state.doc.children
      view.dispatch(
        state.tr
          .replaceWith(0, state.doc.content.size, [preamble!, three!, one!, two!])
          .setMeta('movesSections', true),
      )
    }),
  },
  'cut and paste after seconds': {
    does: (office) => {
      const { desk } = office.a
      selectWords(desk, RESULT)
      const slice = cut(desk)
      meet(office)
      expect(office.server.place('figure')).toEqual({ type: 'lost' })
      caretAt(office.b.desk, LEADING)
      type(office.b.desk, 'Trong khi đó, ')
      meet(office)
      caretAt(desk, WEAK, 'end')
      press(desk, 'Enter')
      paste(desk, slice)
    },
  },
  'cut of a part and paste into another sentence': {
    does: (office) => {
      const { desk } = office.a
      selectWords(desk, 'thực hiện 32 nhiệm vụ khoa học và công nghệ cấp tỉnh')
      const slice = cut(desk)
      meet(office)
      caretAt(desk, 'Kết quả cụ thể:', 'end')
      paste(desk, slice)
    },
    // Words that stand in two sections are shown where most of them are.
    changes: { all: 'thực hiện 32 nhiệm vụ khoa học và công nghệ cấp tỉnh' },
  },
  'deleting and undo': {
    does: (office) => {
      const { desk } = office.a
      pause(desk)
      select(desk, place(desk, 'Năm 2020'), place(desk, '18,5 tỷ'))
      press(desk, 'Delete')
      meet(office)
      expect(office.server.place('figure')).toEqual({ type: 'lost' })
      desk.editor.commands.undo()
    },
  },
  'undo, redo, undo': {
    does: (office) => {
      const { desk } = office.a
      pause(desk)
      selectWords(desk, '32 nhiệm vụ khoa học')
      press(desk, 'Delete')
      for (const step of ['undo', 'redo', 'undo'] as const) {
        meet(office)
        desk.editor.commands[step]()
      }
    },
  },
  'replacing a word everywhere': {
    does: onA((desk) => replaceAll(desk, 'khoa học và công nghệ', 'KH&CN')),
    changes: {
      figure: '32 nhiệm vụ KH&CN cấp tỉnh',
      before: '27 nhiệm vụ KH&CN cấp tỉnh',
      all: RESULT.replace('khoa học và công nghệ', 'KH&CN'),
    },
  },
  'replacing letters everywhere': {
    does: onA((desk) => replaceAll(desk, 'ệ', 'ê')),
    changes: Object.fromEntries(
      Object.entries(THREADS).map(([name, quote]) => [name, quote.replaceAll('ệ', 'ê')]),
    ),
  },
  'rows and columns before it in a table': {
    does: onA((desk) => {
      intoTable(desk, RESULT)
      desk.editor.commands.addRowBefore()
      desk.editor.commands.addColumnBefore()
    }),
  },
  'deleting rows and columns beside it': {
    does: onA((desk) => {
      intoTable(desk, RESULT)
      desk.editor.commands.addRowBefore()
      desk.editor.commands.addColumnBefore()
      const { head } = desk.editor.state.selection
      press(desk, 'Tab')
      desk.editor.commands.deleteRow()
      select(desk, Math.min(head, desk.editor.state.doc.content.size))
    }),
  },
  'a table of it whose cells merge': {
    does: onA((desk) => {
      intoTable(desk, RESULT)
      press(desk, 'Tab', { shiftKey: true })
      type(desk, 'Chỉ tiêu')
      desk.editor.commands.mergeCells()
      desk.editor.commands.toggleHeaderRow()
    }),
  },
  'importing many paragraphs before it': {
    does: onA((desk) => {
      const { state, view } = desk.editor
      const { paragraph } = state.schema.nodes
      const blocks = Array.from({ length: 200 }, (_, index) =>
        must(paragraph, 'paragraph').create(
          null,
          state.schema.text(`Đoạn nhập ${index}: toàn tỉnh thực hiện ${index} nhiệm vụ.`),
        ),
      )
      view.dispatch(state.tr.insert(blockOf(desk, RESULT_FIRST).pos, blocks))
    }),
  },
  'restoring an old version': {
    does: (office) => {
      const { desk } = office.a
      const old = desk.editor.state.doc
      replaceAll(desk, 'nhiệm vụ', 'đề tài')
      selectWords(desk, LEADING)
      press(desk, 'Delete')
      moveBlock(desk, 'Năm 2021', 'Việc liên kết')
      meet(office)
      const { state, view } = desk.editor
      view.dispatch(state.tr.replaceWith(0, state.doc.content.size, old.content))
    },
  },
  'restoring an old version by deleting everything first': {
    does: (office) => {
      const { doc } = office
      const fragment = doc.getXmlFragment(FRAGMENT)
      const old = fragment.toArray().map((child) => (child as Y.XmlElement).clone())
      doc.transact(() => {
        fragment.delete(0, fragment.length)
        fragment.insert(0, old)
      })
    },
  },
  'three people at once': {
    does: ({ a, b, c }) => {
      caretAt(a.desk, 'kinh phí 18,5')
      press(a.desk, 'Enter')
      caretAt(b.desk, 'khoa học và công nghệ cấp tỉnh, kinh phí 18')
      type(b.desk, 'trọng điểm ')
      selectWords(c.desk, 'nhiệm vụ khoa học và công nghệ cấp tỉnh, kinh phí 18')
      c.desk.editor.commands.toggleBold()
      caretAt(c.desk, 'Năm 2019')
      press(c.desk, 'Enter')
      type(c.desk, 'Các năm trước: ')
    },
    changes: {
      figure: '32 nhiệm vụ trọng điểm khoa học và công nghệ cấp tỉnh',
      all: RESULT.replace('32 nhiệm vụ', '32 nhiệm vụ trọng điểm'),
    },
  },
}

describe('comment threads keep their words through', () => {
  for (const [name, { does, changes }] of Object.entries(deeds)) {
    it(name, () => {
      const office = openOffice()
      const before = Y.snapshot(office.doc)
      does(office)
      meet(office)
      expect(Y.equalSnapshots(Y.snapshot(office.doc), before)).toBe(false)
      checkAll(office, changes)
    })
  }
})
