// @vitest-environment happy-dom
import { CellSelection } from '@tiptap/pm/tables'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { placeDraft } from '../../../report/review/anchors/anchor-book.ts'
import type { Anchor, Author, Thread } from '../../../report/wire/review.ts'
import { createCell } from '../../draft/connection/cell.ts'
import type { ReportConnection } from '../../draft/connection/connection.ts'
import {
  type Desk,
  exchange,
  openDesk,
  place,
  press,
  seededUpdate,
  select,
  texts,
  type,
  write,
} from '../../draft/editing/test-desk.ts'
import { commentMarks, threadRanges, threadsAt } from './anchor-marks.ts'
import { commentHere } from '../choosing/comment-choosing.ts'
import type { OpenedReview, TextField } from '../open-review.ts'
import type { OpenThread, Selected } from '../review.ts'
import { blockForComment, selectedForComment } from '../choosing/select-comment.ts'
import { readTextMap } from './text-map.ts'
import { CHOSEN, createThreadPlaces } from './thread-places.ts'

const me: Author = { userId: 'u1', name: 'Người thẩm định 1', office: null, role: 'reviewer' }
const open: { stop: () => void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.stop()
})

type Seat = Desk & { readonly review: OpenedReview; readonly begin: (id: string, on: Selected) => void }

/** A desk with the part of a review that the text field looks at. */
function seat(...contents: string[][]): Seat {
  const author = openDesk(seededUpdate())
  write(author, ...contents)
  const update = Y.encodeStateAsUpdate(author.doc)
  author.editor.destroy()

  const threads = createCell<readonly OpenThread[]>([])
  const composing = createCell<Selected | undefined>(undefined)
  let field: TextField | undefined
  const box = {} as { review: OpenedReview }
  // The plugin wants its review before the desk that the review's places want.
  const late = new Proxy({} as OpenedReview, {
    get: (_none, name) => Reflect.get(box.review, name) as unknown,
  })
  const views = { current: undefined as Desk | undefined }
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  const connection = {
    get doc() {
      return views.current?.doc ?? doc
    },
    ready: createCell('loading'),
    generation: createCell(0),
    save: createCell({ state: 'saved' }),
  }
  const places = createThreadPlaces(connection as unknown as ReportConnection)
  box.review = {
    threads,
    active: createCell<string | undefined>(undefined),
    composing,
    attaching: createCell<string | undefined>(undefined),
    places,
    bindField: (next: TextField) => {
      field = next
      return () => (field = undefined)
    },
    placeOf: (of: string | Selected) => field?.placeOf(of),
  } as unknown as OpenedReview
  const desk = openDesk(update, { views: [commentMarks(late)] })
  views.current = desk
  connection.ready.set('ready')
  composing.subscribe(() => {
    const on = composing.get()
    if (on) places.setDraft(CHOSEN, on.anchor)
    else places.delete(CHOSEN)
  })
  open.push({ stop: () => (desk.editor.destroy(), places.stop()) })
  const begin = (id: string, on: Selected) => {
    const anchor = placeDraft(desk.doc, on.anchor)
    if (anchor === 'missing') throw new Error('words that are not there')
    places.set(id, anchor)
    const thread = { id, number: 1, author: me, anchor, resolved: null, createdAt: 1 } as unknown as Thread
    threads.set([...threads.get(), { thread, sending: 'sent', sectionId: on.sectionId, lost: false }])
  }
  return { ...desk, review: box.review, begin }
}

function chosen(desk: Desk, from: number, to: number): Selected {
  select(desk, from, to)
  const map = must(readTextMap(desk.doc, desk.editor.state.doc), 'a map of the text')
  return must(selectedForComment(desk.editor.state, map), 'something to comment on')
}
const words = (desk: Desk, from: string, to = from) => chosen(desk, place(desk, from), place(desk, to, 'end'))

function marked({ editor }: Desk, id: string): string | undefined {
  const range = threadRanges(editor.state).get(id)
  return range && editor.state.doc.textBetween(range.from, range.to, '\n')
}
const settled = (check: () => void) => vi.waitFor(check, { timeout: 2000, interval: 5 })
const shown = ({ editor }: Desk) =>
  [...editor.view.dom.querySelectorAll('mark')].map((one) => one.textContent).join('|')

describe('what is selected to comment on', () => {
  it('is its words, without the spaces around them, and is found again where they are', () => {
    const desk = seat(['mở đầu báo cáo'], ['một hai ba'])
    const on = words(desk, ' hai ')
    expect(on.quote).toBe('hai')
    expect(on.anchor).toMatchObject({ kind: 'range', prefix: 'một ', suffix: ' ba' })
    expect(placeDraft(desk.doc, on.anchor)).toMatchObject({
      quote: 'hai',
      lost: false,
      sectionId: on.sectionId,
    })
  })

  it('parts blocks by a line feed, and ends with the compartment where it begins', () => {
    const desk = seat(['mở đầu'], ['một', 'hai'], ['ba'])
    expect(words(desk, 'một', 'hai').quote).toBe('một\nhai')
    expect(words(desk, 'đầu', 'ba')).toMatchObject({ quote: 'đầu', sectionId: 'preamble' })
    expect(words(desk, 'hai', 'ba').quote).toBe('hai')
  })

  it('that begins behind the last word of a compartment is in the next one', () => {
    const desk = seat(['mở đầu'], ['một'], ['hai'])
    expect(chosen(desk, place(desk, 'đầu', 'end'), place(desk, 'hai', 'end')).quote).toBe('một')
  })

  it('with nothing but spaces is the paragraph; of cells it is the table', () => {
    const desk = seat(['một hai'])
    expect(chosen(desk, place(desk, ' hai'), place(desk, 'hai'))).toMatchObject({ anchor: { kind: 'block' } })
    select(desk, place(desk, 'hai', 'end'))
    desk.editor.commands.insertTable({ rows: 2, cols: 2 })
    const { state } = desk.editor
    let cell = -1
    state.doc.descendants((node, pos) => {
      if (cell === -1 && node.type.name === 'tableHeader') cell = pos
    })
    const next = cell + must(state.doc.nodeAt(cell), 'a cell').nodeSize
    desk.editor.view.dispatch(state.tr.setSelection(CellSelection.create(state.doc, cell, next)))
    const map = must(readTextMap(desk.doc, desk.editor.state.doc), 'a map')
    const table = must(selectedForComment(desk.editor.state, map), 'the table')
    expect(placeDraft(desk.doc, table.anchor)).toMatchObject({ kind: 'block', lost: false })
  })

  it('is the paragraph of a mere caret, and the section where that is empty', () => {
    const desk = seat(['một hai'], [''])
    select(desk, place(desk, 'hai'))
    expect(blockForComment(desk.editor.state)).toMatchObject({ anchor: { kind: 'block' }, quote: 'một hai' })
    select(desk, must(desk.editor.state.doc.firstChild, 'the preamble').nodeSize + 2)
    expect(blockForComment(desk.editor.state)?.anchor.kind).toBe('section')
  })

  it('is let go of: the first key behind a comment replaces nothing', () => {
    const desk = seat(['một hai ba'])
    select(desk, place(desk, 'hai'), place(desk, 'hai', 'end'))
    commentHere(desk.editor.view, desk.review)
    expect(desk.review.composing.get()?.quote).toBe('hai')
    type(desk, 'x')
    expect(texts(desk)[0]).toEqual(['một haix ba'])
  })
})

describe('marks', () => {
  it('cover the words of open threads, and lead to their cards', async () => {
    const desk = seat(['một hai ba'])
    desk.begin('a', words(desk, 'hai'))
    await settled(() => expect(shown(desk)).toBe('hai'))
    expect(desk.editor.view.dom.querySelector('mark')?.getAttribute('aria-details')).toBe('gop-y-a')
  })

  it('keep to their words while somebody types before, in and behind them', async () => {
    const desk = seat(['một hai ba'])
    desk.begin('a', words(desk, 'hai'))
    await settled(() => expect(shown(desk)).toBe('hai'))
    select(desk, place(desk, 'hai'))
    type(desk, 'x')
    select(desk, place(desk, 'hai', 'end'))
    type(desk, 'y')
    select(desk, place(desk, 'ai'))
    type(desk, 'z')
    expect(marked(desk, 'a')).toBe('hzai')
    await settled(() => expect(desk.review.placeOf('a')).toEqual(threadRanges(desk.editor.state).get('a')))
    expect(marked(desk, 'a')).toBe('hzai')
  })

  it('do not blink while others write elsewhere, and follow what others do to their words', async () => {
    const desk = seat(['một hai ba', 'bốn năm'])
    desk.begin('a', words(desk, 'hai'))
    desk.begin('b', words(desk, 'năm'))
    await settled(() => expect(shown(desk)).toBe('hai|năm'))
    const marks = [...desk.editor.view.dom.querySelectorAll('mark')]
    const colleague = openDesk(Y.encodeStateAsUpdate(desk.doc))
    open.push({ stop: () => colleague.editor.destroy() })
    select(colleague, place(colleague, 'bốn'))
    type(colleague, 'xx ')
    exchange(colleague, desk)
    // At once: nothing has had time to be drawn anew.
    expect([marked(desk, 'a'), marked(desk, 'b')]).toEqual(['hai', 'năm'])
    expect(marks[0]?.isConnected).toBe(true)
    select(colleague, place(colleague, 'ai'))
    press(colleague, 'Enter')
    select(colleague, place(colleague, 'ăm'))
    press(colleague, 'Enter')
    exchange(colleague, desk)
    await settled(() => expect([marked(desk, 'a'), marked(desk, 'b')]).toEqual(['h\nai', 'n\năm']))
  })

  it('of resolved threads are not drawn unless one looks at them; where they are is known', async () => {
    const desk = seat(['một hai ba'])
    desk.begin('a', words(desk, 'hai'))
    const resolve = ({ thread, ...one }: OpenThread): OpenThread => ({
      ...one,
      thread: { ...thread, resolved: { by: me, at: 2 } },
    })
    const { threads, active } = desk.review as unknown as {
      threads: ReturnType<typeof createCell<readonly OpenThread[]>>
      active: ReturnType<typeof createCell<string | undefined>>
    }
    threads.set(threads.get().map(resolve))
    await settled(() => expect(marked(desk, 'a')).toBe('hai'))
    expect(shown(desk)).toBe('')
    active.set('a')
    await settled(() => expect(shown(desk)).toBe('hai'))
    expect(desk.editor.view.dom.querySelector('.gop-y-mark--active')).not.toBeNull()
    active.set(undefined)
    await settled(() => expect(shown(desk)).toBe(''))
  })

  it('of overlapping threads are all found, the closest one first', async () => {
    const desk = seat(['một hai ba bốn'])
    desk.begin('wide', words(desk, 'một', 'bốn'))
    desk.begin('close', words(desk, 'hai'))
    desk.begin('over', words(desk, 'hai', 'ba'))
    desk.begin('block', { ...must(blockForComment(desk.editor.state), 'a paragraph') })
    await settled(() => expect(threadRanges(desk.editor.state).size).toBe(4))
    expect(threadsAt(desk.editor.state, place(desk, 'ai'))).toEqual(['close', 'over', 'wide', 'block'])
    expect(threadsAt(desk.editor.state, place(desk, 'bốn', 'end') - 1)).toEqual(['wide', 'block'])
  })

  it('show the words that a comment is being written on', async () => {
    const desk = seat(['một hai ba'])
    select(desk, place(desk, 'hai'), place(desk, 'hai', 'end'))
    commentHere(desk.editor.view, desk.review)
    await settled(() =>
      expect(desk.editor.view.dom.querySelector('.gop-y-mark--chosen')?.textContent).toBe('hai'),
    )
    const on = must(desk.review.composing.get(), 'the words')
    expect(desk.review.placeOf(on)).toEqual({ from: place(desk, 'hai'), to: place(desk, 'hai', 'end') })
    desk.review.composing.set(undefined)
    await settled(() => expect(shown(desk)).toBe(''))
  })

  it('wait for an input method to be done', () => {
    vi.useFakeTimers()
    open.push({ stop: () => vi.useRealTimers() })
    const desk = seat(['một hai ba'])
    const composing = vi.spyOn(desk.editor.view, 'composing', 'get').mockReturnValue(true)
    desk.begin('a', words(desk, 'hai'))
    let dispatched = 0
    desk.editor.on('transaction', () => (dispatched += 1))
    vi.advanceTimersByTime(5000)
    expect(dispatched).toBe(0)
    composing.mockRestore()
    vi.advanceTimersByTime(500)
    expect(shown(desk)).toBe('hai')
  })

  it('wait for the mouse to let go of what it selects', () => {
    vi.useFakeTimers()
    open.push({ stop: () => vi.useRealTimers() })
    const desk = seat(['một hai ba'])
    vi.advanceTimersByTime(500)
    const mouse = (type: string, buttons: number) =>
      desk.editor.view.dom.dispatchEvent(new MouseEvent(type, { bubbles: true, buttons }))
    mouse('mousedown', 1)
    desk.begin('a', words(desk, 'hai'))
    let dispatched = 0
    desk.editor.on('transaction', () => (dispatched += 1))
    mouse('mousemove', 1)
    vi.advanceTimersByTime(5000)
    expect(dispatched).toBe(0)
    mouse('mouseup', 0)
    vi.advanceTimersByTime(500)
    expect(shown(desk)).toBe('hai')
  })

  it('are found again after a thousand of them, each where it belongs', async () => {
    const paragraphs = Array.from(
      { length: 100 },
      (_, n) => `đoạn ${n} một hai ba bốn năm sáu bảy tám chín mười`,
    )
    const desk = seat(paragraphs)
    const map = must(readTextMap(desk.doc, desk.editor.state.doc), 'a map')
    const expected = new Map<string, string>()
    desk.editor.state.doc.descendants((node, pos) => {
      if (!node.isText || !node.text) return
      for (let n = 0; n < 10; n += 1) {
        const [from, to] = [pos + n * 3, pos + n * 3 + 5]
        select(desk, from, to)
        const on = must(selectedForComment(desk.editor.state, map), 'words')
        const id = `t${expected.size}`
        expected.set(id, on.quote)
        desk.begin(id, on)
      }
    })
    expect(expected.size).toBe(1000)
    await settled(() => expect(threadRanges(desk.editor.state).size).toBe(1000))
    select(desk, place(desk, 'đoạn 50 '))
    press(desk, 'Enter')
    type(desk, 'thêm ')
    await settled(() => {
      for (const [id, quote] of expected) expect(marked(desk, id)).toBe(quote)
    })
  })

  it('go when following them fails; the key that was pressed has done its work, and so do all after it', async () => {
    const desk = seat(['một hai ba'])
    desk.begin('a', words(desk, 'hai'))
    await settled(() => expect(shown(desk)).toBe('hai'))
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    open.push({ stop: () => reported.mockRestore() })
    const stop = desk.review.places.onChange(() => {
      stop()
      throw new Error('a bug')
    })
    select(desk, place(desk, 'ai'))
    press(desk, 'Enter')
    expect(texts(desk)[0]).toEqual(['một h', 'ai ba'])
    await settled(() => expect(shown(desk)).toBe(''))
    expect(reported).toHaveBeenCalledTimes(1)
    expect(desk.review.threads.get()).toHaveLength(1)
    expect(desk.review.places.place('a')).toBeUndefined()
    type(desk, 'x')
    expect(texts(desk)[0]).toEqual(['một h', 'xai ba'])
  })

  it('of a thread that cannot be looked for are missing alone', async () => {
    const desk = seat(['một hai ba'])
    desk.begin('a', words(desk, 'hai'))
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    open.push({ stop: () => reported.mockRestore() })
    desk.review.places.set('strange', { kind: 'range' } as unknown as Anchor)
    await settled(() => expect(shown(desk)).toBe('hai'))
    expect(reported).toHaveBeenCalledTimes(1)
    select(desk, place(desk, 'ai'))
    type(desk, 'x')
    await settled(() => expect(marked(desk, 'a')).toBe('hxai'))
  })
})
