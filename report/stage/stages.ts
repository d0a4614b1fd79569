import { type Role, type Stage, STAGES } from '../wire/rest.ts'
import { STAGE_WORDS } from '../wire/words.ts'

/** What must hold before a report goes on. */
export type Need =
  /** Every section that the plan asks for says something. */
  | 'written'
  /** … was given to an office. */
  | 'assigned'
  /** … was handed in. */
  | 'handed-in'
  /** Every *yêu cầu sửa* is answered or closed. */
  | 'answered'
  /** Every *yêu cầu sửa* is closed. */
  | 'closed'
  /** Nothing that was returned waits for its office. */
  | 'none-returned'
  /** Every section of the plan that says something was approved. */
  | 'approved'

/** A step forward. */
export type Step = {
  readonly from: Stage
  readonly to: Stage
  /** Who takes it. */
  readonly by: readonly Role[]
  readonly needs: readonly Need[]
  /** How its version is called after `Dự thảo lần N`; undefined where a version is named that is there already. */
  readonly draft: string | undefined
}

/** The way of a report, in its order. */
export const STEPS: readonly Step[] = [
  {
    from: 'drafting',
    to: 'appraisal',
    by: ['coordinator'],
    needs: ['written', 'assigned', 'handed-in'],
    draft: 'trình thẩm định',
  },
  {
    from: 'appraisal',
    to: 'committee',
    by: ['reviewer', 'coordinator'],
    needs: ['answered', 'none-returned', 'approved'],
    draft: 'trình Ban Thường vụ',
  },
  {
    from: 'committee',
    to: 'conference',
    by: ['coordinator'],
    needs: ['answered'],
    draft: 'trình hội nghị',
  },
  { from: 'conference', to: 'finalising', by: ['coordinator'], needs: [], draft: 'sau hội nghị' },
  // With what was signed in hand: `POST …/signature`.
  { from: 'finalising', to: 'signed', by: ['coordinator'], needs: ['written', 'closed'], draft: undefined },
]

/** Undefined once it is signed. */
export function nextStage(stage: Stage): Stage | undefined {
  return stepFrom(stage)?.to
}

/** Undefined at the beginning, and once it is signed: nobody takes a signature back. */
export function previousStage(stage: Stage): Stage | undefined {
  return stage === 'signed' ? undefined : STEPS.find(({ to }) => to === stage)?.from
}

export function stepFrom(stage: Stage): Step | undefined {
  return STEPS.find(({ from }) => from === stage)
}

/** Whether somebody of this role takes the next step. Administrators steer as coordinators do. */
export function mayMoveOn(role: Role, stage: Stage): boolean {
  return stepFrom(stage)?.by.includes(role) ?? false
}

/** Whether somebody of this role sends a report a step back: coordinators, and during the appraisal the appraisers. */
export function mayMoveBack(role: Role, stage: Stage): boolean {
  if (previousStage(stage) === undefined) return false
  return role === 'coordinator' || (role === 'reviewer' && stage === 'appraisal')
}

export function isForward(from: Stage, to: Stage): boolean {
  return STAGES.indexOf(to) > STAGES.indexOf(from)
}

/** A move that was made, as far as the count of drafts goes. */
export type MadeMove = { readonly from: Stage; readonly to: Stage; readonly versionName: string }

/**
 * Which draft goes on now: one more than went on before, and never lower than the last one that was printed (it is the one
 * that went out).
 */
export function draftNumber(moves: readonly MadeMove[], lastPrinted: number): number {
  const drafts = moves.filter(({ from, to }) => isForward(from, to))
  const used = drafts.map(({ versionName }) =>
    Number(/^Dự thảo lần ([0-9]{1,4}) /u.exec(versionName)?.[1] ?? 0),
  )
  return Math.max(drafts.length + 1, lastPrinted, ...used.map((number) => number + 1))
}

/** How the version is called that a move makes. `draft` counts for a step forward. */
export function versionNameOf(from: Stage, to: Stage, draft: number): string {
  const step = isForward(from, to) ? stepFrom(from) : undefined
  if (step?.draft !== undefined) return `Dự thảo lần ${draft} ${step.draft}`
  return `Trước khi trả về bước ${STAGE_WORDS[to]}`
}
