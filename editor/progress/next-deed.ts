import { isOpen } from '../../report/progress/sections.ts'
import type { Progress, StageBlocker } from '../../report/wire/progress.ts'
import type { Role, Stage } from '../../report/wire/rest.ts'
import { STAGES } from '../../report/wire/rest.ts'
import type { BoardRow } from './board-rows.ts'

/** The one thing that a person is asked for on the board. */
export type NextDeed =
  | { readonly type: 'move'; readonly to: Stage }
  | { readonly type: 'sign' }
  /** Hand in what one's office answers for. */
  | { readonly type: 'submit'; readonly rows: readonly BoardRow[] }
  /** What waits for the appraiser's word. */
  | { readonly type: 'judge'; readonly rows: readonly BoardRow[] }
  | { readonly type: 'write' }
  | { readonly type: 'read' }

/** `officeId`: the person's own. */
export function nextDeed(
  progress: Progress,
  { rows, role, officeId }: { rows: readonly BoardRow[]; role: Role; officeId: string | null },
): NextDeed {
  if (progress.stage === 'signed') return { type: 'read' }
  const ofMine = rows.filter(({ section }) => officeId !== null && section.responsible.includes(officeId))
  switch (role) {
    case 'coordinator':
      return progress.next ? forward(progress.next.stage) : { type: 'write' }
    case 'reviewer':
      return reviewersDeed(progress, rows)
    case 'drafter': {
      const open = ofMine.filter(
        ({ status, permits }) => isOpen(status) && permits.moves.some(({ name }) => name === 'submit'),
      )
      return open.length > 0 ? { type: 'submit', rows: open } : { type: mayWrite(rows) ? 'write' : 'read' }
    }
    case 'viewer':
      return { type: 'read' }
  }
}

function forward(to: Stage): NextDeed {
  return to === 'signed' ? { type: 'sign' } : { type: 'move', to }
}

function reviewersDeed({ next }: Progress, rows: readonly BoardRow[]): NextDeed {
  const waiting = rows.filter(({ status }) => status === 'submitted')
  if (waiting.length > 0) return { type: 'judge', rows: waiting }
  return next ? forward(next.stage) : { type: 'read' }
}

/** A drafter who can take something back or hand it in can write somewhere. */
function mayWrite(rows: readonly BoardRow[]): boolean {
  return rows.some(({ status, permits }) => permits.moves.length > 0 && isOpen(status))
}

/** What of one's office is still waited for. */
export function waitedForOf(rows: readonly BoardRow[], officeId: string | null): BoardRow[] {
  return rows.filter(
    ({ section, status }) => officeId !== null && section.responsible.includes(officeId) && isOpen(status),
  )
}

export type BlockerGroup = { readonly kind: StageBlocker['kind']; readonly blockers: readonly StageBlocker[] }

const KINDS: readonly StageBlocker['kind'][] = [
  'must-fix',
  'returned',
  'not-assigned',
  'not-submitted',
  'not-approved',
  'empty-section',
]

/** One group for each reason, those that take longest to settle first. */
export function blockerGroups(blockers: readonly StageBlocker[]): BlockerGroup[] {
  return KINDS.map((kind) => ({ kind, blockers: blockers.filter((one) => one.kind === kind) })).filter(
    (group) => group.blockers.length > 0,
  )
}

/** A stage on the line, with the plan's dates that lead to it and how it was reached. */
export type StageStop = {
  readonly stage: Stage
  readonly state: 'past' | 'now' | 'ahead'
  readonly milestones: readonly {
    readonly index: number
    readonly milestone: Progress['milestones'][number]
  }[]
  /** The last time that the report came here. */
  readonly arrival: Progress['moves'][number] | undefined
}

/** A date without a stage of its own stands where the one before it in the plan stands: contributions come while drafting. */
export function stageLine({ stage, milestones, moves }: Progress): StageStop[] {
  const now = STAGES.indexOf(stage)
  const inOrder = moves.toSorted((a, b) => a.at - b.at)
  let place: Stage = 'drafting'
  const placed = milestones.map((milestone, index) => {
    place = milestone.stage ?? place
    return { index, milestone, place }
  })
  return STAGES.map((one, at) => ({
    stage: one,
    state: at < now ? 'past' : at === now ? 'now' : 'ahead',
    milestones: placed.filter((there) => there.place === one),
    // What was stepped back from is not reached.
    arrival: at <= now ? inOrder.findLast(({ to }) => to === one) : undefined,
  }))
}
