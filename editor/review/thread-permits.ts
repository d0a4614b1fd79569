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
  readonly attach: boolean
}

const NOTHING: ThreadPermits = { reply: false, resolve: false, kind: false, answer: false, attach: false }

/** Whether somebody may begin threads at all. Neither the section's state nor whose it is matters. */
export function mayComment({ role, stage }: Pick<Reviewing, 'role' | 'stage'>): boolean {
  return role !== 'viewer' && stage !== 'signed'
}

/** `responsible`: the offices that write the section; none: every drafter. */
export function threadPermits(thread: Thread, me: Reviewing, responsible: readonly string[]): ThreadPermits {
  if (!mayComment(me)) return NOTHING
  const wrote = thread.author.userId === me.userId
  const leads = me.role === 'coordinator'
  const writes =
    me.role === 'drafter' &&
    (responsible.length === 0 || (me.officeId !== null && responsible.includes(me.officeId)))
  const closes = wrote || leads || me.role === 'reviewer'
  const waits = thread.kind === 'change' && !thread.resolved && !thread.answer
  return {
    reply: true,
    resolve: closes || (writes && (waits ? 'answer-first' : true)),
    kind: wrote || leads,
    answer: leads || writes,
    attach: closes || writes,
  }
}

/** One's own words only; not even the coordinator changes those of others. */
export function mayChangeMessage(message: Message, me: Reviewing): boolean {
  return mayComment(me) && message.author.userId === me.userId && message.deletedAt === null
}
