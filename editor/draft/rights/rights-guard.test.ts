// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { must } from '../../../report/must.ts'
import { readUpdate } from '../../../report/permission/read-update.ts'
import { SectionGuard } from '../../../report/permission/section-guard.ts'
import { FRAGMENT } from '../../../report/schema/names.ts'
import { addSection, removeSection, renameSection } from '../editing/section-commands.ts'
import {
  type Desk,
  exchange,
  headings,
  idsOf,
  openDesk,
  pause,
  place,
  press,
  run,
  seededUpdate,
  select,
  texts,
  type,
  write,
} from '../editing/test-desk.ts'
import { type Given, type GuardedDesk, openGuardedDesk, openRights } from './test-rights.ts'

const desks: Desk[] = []
afterEach(() => {
  for (const { editor } of desks.splice(0)) editor.destroy()
})

const WRITTEN = [['mở đầu'], ['của chung'], ['của hội một', 'của hội hai'], ['của sở']]

/** The preamble, I (nobody's), 1 (the Hội's), 2 (the Sở's), seen by a drafter of the Sở unless told otherwise. */
function seat(given: Given = {}, contents: string[][] = WRITTEN): GuardedDesk & { ids: string[] } {
  const update = seededUpdate()
  const author = openDesk(update)
  write(author, ...contents)
  const ids = author.editor.state.doc.children.map((node) => String(node.attrs.id ?? 'preamble'))
  const now = Y.encodeStateAsUpdate(author.doc)
  author.editor.destroy()
  const records = {
    [must(ids[2], 'id')]: { officeIds: ['hoi'] },
    [must(ids[3], 'id')]: { officeIds: ['so'] },
  }
  const desk = { ...openGuardedDesk(now, { records, ...given }), ids }
  desks.push(desk)
  return desk
}

function notice(): string {
  return document.querySelector('.cs-notice--shown')?.textContent ?? ''
}

function selectAll({ editor }: Desk): void {
  editor.commands.selectAll()
}

describe('in a section of another office', () => {
  it('typing, deleting and breaking lines do nothing and say whose it is', () => {
    const desk = seat()
    select(desk, place(desk, 'của hội một', 'end'))
    expect(press(desk, 'a')).toBe(true)
    expect(notice()).toBe('Phần này do Liên hiệp hội soạn; bạn chỉ được đọc.')
    type(desk, 'chữ')
    for (const key of ['Backspace', 'Delete', 'Enter']) expect(press(desk, key)).toBe(true)
    expect(texts(desk)).toEqual(WRITTEN)
  })

  it('formats, pastes, drops and inserted nodes do nothing', () => {
    const desk = seat()
    const { editor } = desk
    select(desk, place(desk, 'hội một'), place(desk, 'hội một', 'end'))
    editor.commands.toggleMark('bold')
    editor.commands.toggleBulletList()
    editor.commands.insertContent('dán vào')
    editor.commands.setHardBreak()
    editor.commands.deleteSelection()
    expect(texts(desk)).toEqual(WRITTEN)
    expect(editor.getHTML()).not.toContain('<strong>')
    expect(notice()).toContain('Liên hiệp hội')
  })

  it('arrows, copying and shortcuts that change nothing go on', () => {
    const desk = seat()
    select(desk, place(desk, 'của hội một'))
    expect(press(desk, 'ArrowRight')).toBe(false)
    expect(press(desk, 'c', { ctrlKey: true })).toBe(false)
    expect(notice()).toBe('')
  })

  it('says it once while somebody goes on trying, and stops when the caret goes', () => {
    const desk = seat()
    select(desk, place(desk, 'của hội một'))
    press(desk, 'a')
    const bubble = must(document.querySelector('.cs-notice'), 'the notice')
    let changes = 0
    const observer = new MutationObserver((records) => (changes += records.length))
    observer.observe(bubble, { childList: true, characterData: true, subtree: true })
    for (const key of 'bcd') press(desk, key)
    changes += observer.takeRecords().length
    observer.disconnect()
    expect(changes).toBe(0)
    select(desk, place(desk, 'của sở'))
    expect(notice()).toBe('')
  })

  it('an input method finds nothing to compose in, and text again at the next click', () => {
    const desk = seat()
    select(desk, place(desk, 'của hội một', 'end'))
    const body = desk.editor.view.dom.querySelectorAll<HTMLElement>('.cs-section-body')[2]
    press(desk, 'Process', { keyCode: 229 })
    expect(body?.getAttribute('contenteditable')).toBe('false')
    desk.editor.view.dom.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    expect(body?.hasAttribute('contenteditable')).toBe(false)
  })
})

describe('one’s own sections, and those of nobody', () => {
  it('are written as ever', () => {
    const desk = seat()
    for (const own of ['mở đầu', 'của chung', 'của sở']) {
      select(desk, place(desk, own, 'end'))
      type(desk, '!')
    }
    expect(texts(desk)).toEqual([['mở đầu!'], ['của chung!'], ['của hội một', 'của hội hai'], ['của sở!']])
    expect(notice()).toBe('')
  })

  it('go with the section above them: what is given to an office includes what stands below', () => {
    const desk = seat()
    desk.rights.set(openRights({ records: { [must(desk.ids[1], 'id')]: { officeIds: ['hoi'] } } }))
    select(desk, place(desk, 'của sở', 'end'))
    expect(press(desk, 'a')).toBe(true)
    expect(notice()).toContain('Liên hiệp hội')
  })
})

describe('an edit across sections', () => {
  it.each([
    ['Delete', (desk: Desk) => void press(desk, 'Delete')],
    ['Backspace', (desk: Desk) => void press(desk, 'Backspace')],
    ['a cut', ({ editor }: Desk) => void editor.commands.deleteSelection()],
  ])('%s over everything empties only what is one’s own', (_name, act) => {
    const desk = seat()
    selectAll(desk)
    act(desk)
    expect(texts(desk)).toEqual([[''], [''], ['của hội một', 'của hội hai'], ['']])
  })

  it('puts what replaces the selection where one may write', () => {
    const desk = seat()
    select(desk, place(desk, 'hội hai'), place(desk, 'của sở', 'end'))
    type(desk, 'x')
    expect(texts(desk)).toEqual([['mở đầu'], ['của chung'], ['của hội một', 'của hội hai'], ['x']])
  })

  it('formats only what is one’s own', () => {
    const desk = seat()
    selectAll(desk)
    desk.editor.commands.toggleMark('bold')
    const bold = desk.editor.state.doc.children.map((node) => {
      let marked = false
      node.descendants((child) => void (marked ||= child.marks.length > 0))
      return marked
    })
    expect(bold).toEqual([true, true, false, true])
    selectAll(desk)
    desk.editor.commands.unsetMark('bold')
    expect(desk.editor.getHTML()).not.toContain('<strong>')
  })

  it('moves no words into a section of others, nor loses them on the way', () => {
    const desk = seat()
    const { state, view } = desk.editor
    const from = place(desk, 'của sở')
    const tr = state.tr.delete(from, from + 'của sở'.length)
    view.dispatch(tr.insertText('của sở', place(desk, 'của hội một')).setMeta('uiEvent', 'drop'))
    expect(texts(desk)).toEqual(WRITTEN)
  })

  it('copies what was dragged out of a section of others, and leaves it there', () => {
    const desk = seat()
    const { state, view } = desk.editor
    const from = place(desk, 'hội một')
    const tr = state.tr.delete(from, from + 'hội một'.length)
    tr.insertText('hội một ', tr.mapping.map(place(desk, 'của sở')))
    view.dispatch(tr.setMeta('uiEvent', 'drop'))
    expect(texts(desk)).toEqual([
      ['mở đầu'],
      ['của chung'],
      ['của hội một', 'của hội hai'],
      ['hội một của sở'],
    ])
  })

  it('over sections of others alone does nothing and says so', () => {
    const desk = seat({ records: {}, role: 'viewer' })
    selectAll(desk)
    press(desk, 'Delete')
    expect(texts(desk)).toEqual(WRITTEN)
    expect(notice()).toBe('Bạn chỉ được đọc báo cáo này.')
  })
})

describe('rights that change under an open editor', () => {
  it('are followed at once, with the same editor, caret and undo', () => {
    const desk = seat()
    const { view } = desk.editor
    select(desk, place(desk, 'của sở', 'end'))
    type(desk, ' viết')
    const { head } = desk.editor.state.selection
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { status: 'approved' } } }))
    expect(press(desk, 'a')).toBe(true)
    expect(notice()).toBe('Phần này đã được duyệt; chỉ người điều phối sửa được.')
    expect(desk.editor.view).toBe(view)
    expect(desk.editor.state.selection.head).toBe(head)
    desk.rights.set(openRights())
    desk.editor.commands.undo()
    expect(texts(desk)[3]).toEqual(['của sở'])
  })

  it('show: another’s section is greyed and named, one’s own is named, a title can be changed where one may', () => {
    const desk = seat()
    const sections = () => [...desk.editor.view.dom.querySelectorAll<HTMLElement>('.cs-section')]
    const greyed = () => sections().map(({ classList }) => classList.contains('cs-section--closed'))
    const said = () => sections().map((one) => one.querySelector<HTMLElement>('.cs-standing')?.title)
    expect(greyed()).toEqual([false, false, true, false])
    expect(said()).toEqual(['', '', 'Liên hiệp hội soạn', 'Sở KH&CN soạn'])
    desk.rights.set(
      openRights({
        records: {
          [must(desk.ids[1], 'id')]: { locked: true },
          [must(desk.ids[3], 'id')]: { officeIds: ['so'] },
        },
      }),
    )
    expect(greyed()).toEqual([false, true, true, true])
    expect(said()[3]).toBe('Sở KH&CN soạn. Đang khoá')
    desk.rights.set(openRights({ role: 'coordinator', records: {} }))
    expect(greyed()).toEqual([false, false, false, false])
  })

  it('count for a section that a colleague has just added', () => {
    const desk = seat({ records: {} })
    const colleague = openDesk(Y.encodeStateAsUpdate(desk.doc))
    desks.push(colleague)
    desk.rights.set(openRights({ records: { [must(desk.ids[2], 'id')]: { officeIds: ['hoi'] } } }))
    run(
      colleague,
      addSection({ afterId: must(desk.ids[2], 'id'), level: 3, title: 'Mới', newId: idsOf('new') }),
    )
    type(colleague, 'của đồng nghiệp')
    exchange(desk, colleague)
    select(desk, place(desk, 'của đồng nghiệp', 'end'))
    expect(press(desk, 'a')).toBe(true)
    expect(notice()).toContain('Liên hiệp hội')
  })
})

describe('undo', () => {
  it('leaves a step whole that would reach into a section closed meanwhile, and says why', () => {
    const desk = seat()
    selectAll(desk)
    press(desk, 'Delete')
    pause(desk)
    const emptied = texts(desk)
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { locked: true } } }))
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual(emptied)
    expect(notice()).toBe('Phần này đang khoá; chỉ người điều phối sửa được.')
    desk.rights.set(openRights())
    desk.editor.commands.undo()
    expect(texts(desk)).toEqual(WRITTEN)
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { locked: true } } }))
    desk.editor.commands.redo()
    expect(texts(desk)).toEqual(WRITTEN)
  })

  it('takes back what it may, also after what it may not came back', () => {
    const desk = seat()
    select(desk, place(desk, 'của sở', 'end'))
    type(desk, '!')
    pause(desk)
    select(desk, place(desk, 'mở đầu', 'end'))
    type(desk, '?')
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { locked: true } } }))
    desk.editor.commands.undo()
    expect(texts(desk)[0]).toEqual(['mở đầu'])
    desk.editor.commands.undo()
    expect(texts(desk)[3]).toEqual(['của sở!'])
  })

  it('lets whoever looks after a step see what is left to be undone', () => {
    const desk = seat()
    for (const own of ['mở đầu', 'của sở']) {
      select(desk, place(desk, own, 'end'))
      type(desk, '!')
      pause(desk)
    }
    let left = -1
    const look = () => {
      const { undoManager } = yUndoPluginKey.getState(desk.editor.state) as { undoManager: Y.UndoManager }
      left = undoManager.undoStack.length
    }
    look()
    const before = left
    desk.editor.on('transaction', look)
    desk.editor.commands.undo()
    expect(left).toBe(before - 1)
  })

  it('of a section one added, and removing it, follow the rules of the outline', () => {
    const desk = seat()
    const own = { afterId: must(desk.ids[3], 'id'), level: 3, title: 'Thêm', newId: idsOf('own') }
    expect(run(desk, addSection(own))).toBe(true)
    pause(desk)
    expect(headings(desk)).toHaveLength(4)
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { locked: true } } }))
    desk.editor.commands.undo()
    expect(headings(desk)).toHaveLength(4)
    desk.rights.set(openRights())
    desk.editor.commands.undo()
    expect(headings(desk)).toHaveLength(3)
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { locked: true } } }))
    desk.editor.commands.redo()
    expect(headings(desk)).toHaveLength(3)
    desk.rights.set(openRights())
    desk.editor.commands.redo()
    expect(headings(desk)).toHaveLength(4)
  })
})

describe('the outline', () => {
  const add = (desk: Desk, afterId: string, level: number) =>
    run(desk, addSection({ afterId, level, title: 'Thêm', newId: idsOf('add') }))

  it('grows by a drafter’s sub-sections under what they may write, and nowhere else', () => {
    const desk = seat()
    add(desk, must(desk.ids[3], 'id'), 3)
    expect(headings(desk)).toHaveLength(4)
    add(desk, must(desk.ids[2], 'id'), 3)
    add(desk, must(desk.ids[0], 'id'), 1)
    add(desk, must(desk.ids[2], 'id'), 2)
    expect(headings(desk)).toHaveLength(4)
    expect(notice()).not.toBe('')
  })

  it('lets a drafter rename and remove only what they may write', () => {
    const desk = seat()
    add(desk, must(desk.ids[3], 'id'), 3)
    const own = String(desk.editor.state.doc.lastChild?.attrs.id)
    run(desk, renameSection(own, 'Tên khác'))
    expect(headings(desk).at(-1)).toBe('3 Tên khác')
    desk.rights.set(openRights({ records: { [must(desk.ids[3], 'id')]: { officeIds: ['hoi'] } } }))
    run(desk, renameSection(own, 'Tên khác nữa'))
    run(desk, removeSection(own))
    expect(headings(desk).at(-1)).toBe('3 Tên khác')
    desk.rights.set(openRights())
    run(desk, removeSection(own))
    expect(headings(desk)).toHaveLength(3)
  })

  it('is the coordinator’s', () => {
    const desk = seat({ role: 'coordinator' })
    add(desk, must(desk.ids[2], 'id'), 1)
    expect(headings(desk).at(-1)).toBe('1 Thêm')
  })
})

/** Each is sixty steps; a soak runs with more of them. */
const SEEDS = Number(process.env.SEEDS ?? 15)

describe('what the editor lets through', () => {
  it('the server’s guard allows, whatever is tried', () => {
    const actions: ((desk: GuardedDesk, at: number, to: number) => void)[] = [
      (desk) => type(desk, 'ab'),
      (desk) => void press(desk, 'Backspace'),
      (desk) => void press(desk, 'Enter'),
      (desk) => void desk.editor.commands.toggleMark('bold'),
      (desk) => void desk.editor.commands.toggleBulletList(),
      (desk) => void desk.editor.commands.deleteSelection(),
      (desk) => void desk.editor.commands.insertContent('<p>một</p><ul><li><p>hai</p></li></ul>'),
      (desk) => void desk.editor.commands.undo(),
      (desk) => void desk.editor.commands.redo(),
      (desk) => pause(desk),
      (desk, at) =>
        run(desk, addSection({ afterId: anId(desk, at), level: 3, title: 'Mới', newId: idsOf('f') })),
      (desk, at) =>
        run(desk, addSection({ afterId: anId(desk, at), level: 2, title: 'Mới', newId: idsOf('f') })),
      (desk, at) => run(desk, removeSection(anId(desk, at))),
      (desk, at, to) => run(desk, renameSection(anId(desk, at), `Tên ${to}`)),
      (desk, at, to) => desk.rights.set(someRights(desk, at, to)),
    ]
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const random = lehmer(seed)
      const desk = seat()
      const server = new Y.Doc()
      Y.applyUpdate(server, Y.encodeStateAsUpdate(desk.doc))
      const guard = new SectionGuard(server)
      const done: string[] = []
      const refused: string[] = []
      desk.doc.on('update', (update: Uint8Array) => {
        const { writer, rights } = desk.rights.get()
        const verdict = guard.judge(readUpdate(update, 1_000_000), writer, rights)
        if (verdict.type === 'refused') refused.push(`seed ${seed}: ${done.join(', ')} ${verdict.code}`)
        Y.applyUpdate(server, update)
      })
      for (let step = 0; step < 60; step += 1) {
        const size = desk.editor.state.doc.content.size
        const [at, to, which] = [random(size), random(size), random(actions.length)]
        done.push(`${which}(${at},${to})`)
        desk.editor.commands.setTextSelection({
          from: Math.min(at, to),
          to: random(3) === 0 ? Math.max(at, to) : Math.min(at, to),
        })
        attempt(() => must(actions[which], 'an action')(desk, at, to))
      }
      expect(refused).toEqual([])
      expect(server.getXmlFragment(FRAGMENT).toJSON()).toBe(desk.doc.getXmlFragment(FRAGMENT).toJSON())
      for (const { editor } of desks.splice(0)) editor.destroy()
    }
  }, 600_000)
})

/** Some commands of TipTap throw where they do not fit, e.g. Enter from a paragraph into a list; they change nothing then. */
function attempt(act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TransformError') throw error
  }
}

function anId({ editor }: Desk, at: number): string {
  const { doc } = editor.state
  return String(doc.child(1 + (at % (doc.childCount - 1))).attrs.id)
}

function someRights(desk: GuardedDesk, at: number, to: number): ReturnType<typeof openRights> {
  const choices = [
    { officeIds: ['hoi'] },
    { officeIds: ['so'] },
    { locked: true },
    { status: 'approved' as const },
    {},
  ]
  return openRights({
    records: {
      [anId(desk, at)]: choices[to % choices.length] ?? {},
      [anId(desk, to)]: choices[at % choices.length] ?? {},
    },
  })
}

/** A small generator of numbers, so that a failing seed can be run again. */
function lehmer(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}
