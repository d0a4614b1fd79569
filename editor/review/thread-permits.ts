import {
  whyNoAnswer,
  whyNoComment,
  whyNotChange,
  whyNotReword,
  whyNotUnanswer,
} from '../../report/permission/comment-rights.ts'
import type { Responsibility } from '../../report/permission/rights.ts'
import type { Role, Stage } from '../../report/wire/rest.ts'
import type { Message, Thread } from '../../report/wire/review.ts'

/** Who looks at the threads. */
export type Reviewing = {
  readonly userId: string
  readonly role: Role
  readonly officeId: string | null
  readonly stage: Stage
}

/** What a person may do with a thread: what the server would refuse is not offered. */
export type ThreadPermits = {
  readonly reply: boolean
  /** `answer-first`: once the change that is asked for was accepted or explained. */
  readonly resolve: boolean | 'answer-first'
  readonly kind: boolean
  readonly answer: boolean
  /** To take the answer back. */
  readonly unanswer: boolean
  readonly attach: boolean
}

const NOTHING: ThreadPermits = {
  reply: false,
  resolve: false,
  kind: false,
  answer: false,
  unanswer: false,
  attach: false,
}

/** Whether somebody may begin threads at all. Neither the section's state nor whose it is matters. */
export function mayComment({ role, stage }: Pick<Reviewing, 'role' | 'stage'>): boolean {
  return whyNoComment({ role }, stage) === undefined
}

/** `officeIds`: the offices that write the section; none: every drafter. */
export function threadPermits(thread: Thread, me: Reviewing, officeIds: readonly string[]): ThreadPermits {
  if (!mayComment(me)) return NOTHING
  // Comments do not ask whether the section is closed.
  const responsible: Responsibility = { officeIds, closed: undefined, returned: false }
  const toggle = whyNotChange(thread, { resolved: thread.resolved === null }, me, responsible)
  return {
    reply: true,
    resolve: toggle === 'answer-first' ? toggle : toggle === undefined,
    kind: whyNotChange(thread, { kind: thread.kind }, me, responsible) === undefined,
    answer: whyNoAnswer(me, responsible) === undefined,
    unanswer: whyNotUnanswer(thread, me, responsible) === undefined,
    attach: whyNotChange(thread, {}, me, responsible) === undefined,
  }
}

/** One's own words only; not even the coordinator changes those of others. */
export function mayChangeMessage(message: Message, me: Reviewing): boolean {
  return mayComment(me) && message.deletedAt === null && whyNotReword(message.author.userId, me) === undefined
}
