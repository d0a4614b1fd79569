import { describe, expect, test } from 'vitest'

import { nextOf } from '../../report/progress/milestones.ts'
import type { Progress, StageBlocker } from '../../report/wire/progress.ts'
import type { Me, Office, ReportDetail, Role, Stage } from '../../report/wire/rest.ts'
import {
  boardRows,
  chosenRows,
  NO_OFFICE,
  printBoardChoice,
  readBoardChoice,
  WHOLE_BOARD,
} from './board-rows.ts'
import type { BoardRow, BoardSection } from './board-rows.ts'
import { bulkActions, undoOf } from './bulk-action.ts'
import { changedDates } from './changed-dates.ts'
import { blockerGroups, nextDeed, stageLine, waitedForOf } from './next-deed.ts'
import { nextSelection } from './selection.ts'

const OFFICE: Office = { id: 'so', name: 'Sở Khoa học và Công nghệ', shortName: 'Sở KH&CN', color: '#17498a' }
const ME: Me = {
  id: 'toi',
  username: 'toi',
  name: 'Người soạn 1',
  admin: false,
  office: OFFICE,
  mustChangePassword: false,
}

function section(id: string, said: Partial<BoardSection> = {}): BoardSection {
  return {
    id,
    level: 1,
    number: 'I',
    title: id,
    fixed: true,
    words: 10,
    officeId: null,
    officeIds: [],
    status: 'drafting',
    locked: false,
    due: null,
    openThreads: 0,
    responsible: [],
    editedAt: null,
    editedBy: null,
    daysLeft: null,
    empty: false,
    mustFix: 0,
    effectiveStatus: said.status ?? 'drafting',
    ...said,
  }
}

function board(said: Partial<Progress> = {}): Progress {
  return {
    stage: 'drafting',
    today: '2022-04-05',
    settings: { today: null, inclusive: false, dates: {} },
    milestones: [],
    sections: [
      section('preamble', { level: 0, number: '' }),
      section('a', { officeIds: ['so'], officeId: 'so', responsible: ['so'] }),
      section('a1', { level: 2, number: '1', responsible: ['so'] }),
      section('b', { number: 'II', officeIds: ['ban'], officeId: 'ban', responsible: ['ban'] }),
    ],
    offices: [],
    next: null,
    back: null,
    moves: [],
    signature: null,
    ...said,
  }
}

function rowsOf(progress: Progress, role: Role): BoardRow[] {
  const said = { officeIds: [], officeId: null, status: 'drafting', locked: false, due: null, openThreads: 0 }
  const report = { stage: progress.stage, role, members: [], officeMembers: [], preamble: said }
  return boardRows(progress, {
    report: report as unknown as ReportDetail,
    me: ME,
    preamble: 'Phần mở đầu',
  })
}

const ids = (rows: readonly BoardRow[]) => rows.map((row) => row.section.id)
const deedOf = (progress: Progress, role: Role) =>
  nextDeed(progress, { rows: rowsOf(progress, role), role, officeId: 'so' })
const next = (stage: Stage, blockers: StageBlocker[] = []) => ({ stage, blockers })

describe('the lines of the board', () => {
  test('are called by the numbers above them, and are as far as what stands above them', () => {
    const progress = board()
    const sections = progress.sections.map((one) =>
      one.id.startsWith('a') ? { ...one, effectiveStatus: 'submitted' as const } : one,
    )
    const handedIn = { ...progress, sections }
    const rows = rowsOf(handedIn, 'viewer')
    expect(rows.map(({ label }) => label)).toEqual(['Phần mở đầu', 'I. a', 'I.1. a1', 'II. b'])
    expect(rows.map(({ status }) => status)).toEqual(['drafting', 'submitted', 'submitted', 'drafting'])
  })

  test('are narrowed by office, status and what is overdue; what was handed in is not', () => {
    const progress = board()
    const late = progress.sections.map((one) => ({
      ...one,
      due: '2022-04-01',
      daysLeft: one.id === 'b' ? null : -4,
    }))
    const sections = late.map((one) =>
      one.id === 'b' ? { ...one, status: 'approved' as const, effectiveStatus: 'approved' as const } : one,
    )
    const rows = rowsOf({ ...progress, sections }, 'viewer')
    expect(ids(chosenRows(rows, { ...WHOLE_BOARD, office: 'so' }))).toEqual(['a', 'a1'])
    expect(ids(chosenRows(rows, { ...WHOLE_BOARD, office: NO_OFFICE }))).toEqual(['preamble'])
    expect(ids(chosenRows(rows, { ...WHOLE_BOARD, overdue: true }))).toEqual(['preamble', 'a', 'a1'])
    expect(ids(chosenRows(rows, { ...WHOLE_BOARD, status: 'approved' }))).toEqual(['b'])
  })

  test('a choice stands in the address and comes back from it; nonsense narrows nothing', () => {
    const choice = { office: 'so', status: 'returned', overdue: true } as const
    expect(readBoardChoice(printBoardChoice(choice))).toEqual(choice)
    expect(readBoardChoice(new URLSearchParams('trang-thai=xong&qua-han=7'))).toEqual(WHOLE_BOARD)
  })
})

describe('what is offered for many', () => {
  test('is what the person may do, and says with which of them', () => {
    const offered = (role: Role) =>
      bulkActions(rowsOf(board(), role)).map(({ name, rows }) => [name, ids(rows).length])
    expect(offered('viewer')).toEqual([])
    expect(offered('drafter')).toEqual([['submit', 2]])
    expect(offered('coordinator')).toContainEqual(['assign', 4])
    expect(offered('coordinator')).toContainEqual(['lock', 4])
    expect(offered('coordinator').map(([name]) => name)).not.toContain('unlock')
  })

  test('what is locked is unlocked, and what is not is locked', () => {
    const rows = rowsOf(board({ sections: [section('a', { locked: true }), section('b')] }), 'coordinator')
    const offered = new Map(bulkActions(rows).map((action) => [action.name, ids(action.rows)]))
    expect([offered.get('lock'), offered.get('unlock')]).toEqual([['b'], ['a']])
  })

  test('nothing, once it is signed', () => {
    expect(bulkActions(rowsOf(board({ stage: 'signed' }), 'coordinator'))).toEqual([])
  })

  test('is undone to what each was before, in as few requests as there were values', () => {
    const progress = board()
    const sections = progress.sections.map((one) => (one.id === 'b' ? { ...one, due: '2022-04-03' } : one))
    const rows = rowsOf({ ...progress, sections }, 'coordinator')
    expect(undoOf(rows, { due: '2022-05-01' }, 'coordinator')).toEqual([
      { sectionIds: ['preamble', 'a', 'a1'], change: { due: null } },
      { sectionIds: ['b'], change: { due: '2022-04-03' } },
    ])
  })

  test('a reviewer’s word is not taken back by a click, nor is what was returned returned again', () => {
    const returned = rowsOf(board({ sections: [section('a', { status: 'returned' })] }), 'coordinator')
    expect(undoOf(returned, { status: 'approved' }, 'coordinator')).toBeUndefined()
    expect(undoOf(rowsOf(board(), 'reviewer'), { status: 'approved' }, 'reviewer')).toBeUndefined()
  })
})

describe('the one button', () => {
  test('the coordinator moves on, and signs at the end', () => {
    expect(deedOf(board({ next: next('appraisal') }), 'coordinator')).toEqual({
      type: 'move',
      to: 'appraisal',
    })
    expect(deedOf(board({ stage: 'finalising', next: next('signed') }), 'coordinator')).toEqual({
      type: 'sign',
    })
    expect(deedOf(board({ stage: 'signed' }), 'coordinator')).toEqual({ type: 'read' })
  })

  test('a drafter hands in what their office answers for, then nothing is asked of them', () => {
    const deed = deedOf(board(), 'drafter')
    expect(deed.type === 'submit' && ids(deed.rows)).toEqual(['a', 'a1'])
    const handedIn = board({
      sections: board().sections.map((one) => ({
        ...one,
        status: 'submitted' as const,
        effectiveStatus: 'submitted' as const,
      })),
    })
    expect(deedOf(handedIn, 'drafter').type).not.toBe('submit')
    expect(waitedForOf(rowsOf(handedIn, 'drafter'), 'so')).toEqual([])
  })

  test('a reviewer judges first what waits, then moves on', () => {
    const stage = 'appraisal'
    const waiting = board({
      stage,
      next: next('committee'),
      sections: [section('a', { status: 'submitted' })],
    })
    expect(deedOf(waiting, 'reviewer').type).toBe('judge')
    const judged = board({ stage, next: next('committee'), sections: [section('a', { status: 'approved' })] })
    expect(deedOf(judged, 'reviewer')).toEqual({ type: 'move', to: 'committee' })
  })

  test('who only follows it reads', () => {
    expect(deedOf(board(), 'viewer')).toEqual({ type: 'read' })
  })
})

test('what blocks is told by kind, whatever order it came in', () => {
  const of = (kind: 'not-submitted' | 'returned', sectionId: string): StageBlocker => ({
    kind,
    sectionId,
    number: '',
    title: '',
  })
  const groups = blockerGroups([of('not-submitted', 'a'), of('returned', 'b'), of('not-submitted', 'c')])
  expect(groups.map(({ kind, blockers }) => [kind, blockers.length])).toEqual([
    ['returned', 1],
    ['not-submitted', 2],
  ])
})

describe('the line of stages', () => {
  const milestone = (stage: Stage | null, daysLeft: number | null, done = false) => ({
    date: daysLeft === null ? null : '2022-04-08',
    planned: null,
    before: true,
    what: '',
    from: '',
    to: '',
    daysLeft,
    stage,
    done,
  })
  const by = { userId: 'x', name: 'Điều phối', office: '' }
  const version = { id: 'v', number: 1, name: '' }
  const move = (from: Stage, to: Stage, at: number) => ({
    from,
    to,
    at,
    by,
    reason: '',
    blockers: 0,
    version,
  })

  test('holds every date of the plan once: contributions while it is drafted', () => {
    const line = stageLine(
      board({ milestones: [milestone(null, 3), milestone('appraisal', null), milestone('committee', 10)] }),
    )
    expect(line.map(({ stage, milestones }) => [stage, milestones.map(({ index }) => index)])).toEqual([
      ['drafting', [0]],
      ['appraisal', [1]],
      ['committee', [2]],
      ['conference', []],
      ['finalising', []],
      ['signed', []],
    ])
  })

  test('says when a stage was reached last, and nothing of what was stepped back from', () => {
    const moves = [
      move('drafting', 'appraisal', 1),
      move('appraisal', 'committee', 2),
      move('committee', 'appraisal', 3),
    ]
    const line = stageLine(board({ stage: 'appraisal', moves }))
    expect(line.map(({ state, arrival }) => [state, arrival?.at])).toEqual([
      ['past', undefined],
      ['now', 3],
      ['ahead', undefined],
      ['ahead', undefined],
      ['ahead', undefined],
      ['ahead', undefined],
    ])
  })

  test('works towards what is most urgent of what is not done', () => {
    const milestones = [
      milestone(null, -9, true),
      milestone(null, null),
      milestone('committee', 4),
      milestone('signed', -1),
    ]
    expect(nextOf(milestones)?.stage).toBe('signed')
  })
})

test('only dates that were changed are sent; an emptied one is taken away', () => {
  const milestones = [{ date: '2022-04-08' }, { date: null }, { date: '2022-04-15' }]
  expect(changedDates(milestones, ['2022-04-08', '2022-04-10', ''])).toEqual({ 1: '2022-04-10', 2: null })
})

describe('choosing lines', () => {
  const order = ['a', 'b', 'c', 'd']
  const pick = (ticked: string[], id: string, anchor?: string) =>
    [...nextSelection({ order, ticked: new Set(ticked), id, anchor })].sort()

  test('one, several between with Shift, either way, and out again', () => {
    expect(pick([], 'b')).toEqual(['b'])
    expect(pick(['b'], 'd', 'b')).toEqual(['b', 'c', 'd'])
    expect(pick(['d'], 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(pick(['a', 'b', 'c'], 'c', 'b')).toEqual(['a'])
  })

  test('a line that a filter took away is no end', () => {
    expect(pick([], 'c', 'gone')).toEqual(['c'])
  })
})
