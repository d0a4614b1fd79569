import type { ErrorCode } from '../wire/errors.ts'
import type { Stage } from '../wire/rest.ts'
import type { Thread } from '../wire/review.ts'
import type { Responsibility, Writer } from './rights.ts'

/** Who wants to say something. */
export type Commenter = Writer & { readonly userId: string }

/** What is asked of a thread. */
export type ThreadWish = { readonly resolved?: boolean | undefined; readonly kind?: unknown }

/**
 * Why somebody may say nothing in this report: who only follows it, and everybody once it is signed. Neither the section's
 * state nor whose it is matters.
 */
export function whyNoComment({ role }: Pick<Commenter, 'role'>, stage: Stage): ErrorCode | undefined {
  if (stage === 'signed') return 'report-signed'
  return role === 'viewer' ? 'reads-only' : undefined
}

/** One's own words only: not even the coordinator changes those of others. */
export function whyNotReword(authorId: string, { userId }: Commenter): ErrorCode | undefined {
  return authorId === userId ? undefined : 'no-access'
}

/**
 * Why somebody, who may comment, may not close, reopen, attach or re-label a thread. `responsible` answers for its section.
 * The office closes a demand only once it has answered it; who demanded it, reviewers and coordinators need not wait.
 */
export function whyNotChange(
  thread: Pick<Thread, 'author' | 'kind' | 'answer'>,
  wish: ThreadWish,
  who: Commenter,
  responsible: Responsibility,
): ErrorCode | undefined {
  const leads = thread.author.userId === who.userId || who.role === 'coordinator'
  if (wish.kind !== undefined && !leads) return 'no-access'
  if (leads || who.role === 'reviewer') return undefined
  if (!isOffice(who, responsible)) return 'no-access'
  return wish.resolved && thread.kind === 'change' && !thread.answer ? 'answer-first' : undefined
}

/**
 * Why somebody, who may change a thread, may not attach it to another place. An office does not hand a demand on to one
 * that knows nothing of it.
 */
export function whyNotAttachTo(
  { author }: Pick<Thread, 'author'>,
  who: Commenter,
  responsibleThere: Responsibility,
): ErrorCode | undefined {
  const leads = author.userId === who.userId || who.role === 'coordinator' || who.role === 'reviewer'
  return leads || isOffice(who, responsibleThere) ? undefined : 'no-access'
}

/** Why somebody, who may comment, may not say *tiếp thu* or *giải trình*. */
export function whyNoAnswer(who: Commenter, responsible: Responsibility): ErrorCode | undefined {
  return who.role === 'coordinator' || isOffice(who, responsible) ? undefined : 'no-access'
}

/**
 * Why somebody, who may comment, may not take back what was answered. Closed, a demand would stand there as done without
 * the answer that its office needed to close it.
 */
export function whyNotUnanswer(
  thread: Pick<Thread, 'author' | 'kind' | 'answer' | 'resolved'>,
  who: Commenter,
  responsible: Responsibility,
): ErrorCode | undefined {
  const why = whyNoAnswer(who, responsible)
  if (why || !thread.resolved) return why
  return whyNotChange({ ...thread, answer: null }, { resolved: true }, who, responsible)
}

/** A drafter of an office that answers for the section; where none does, any drafter. */
function isOffice({ role, officeId }: Commenter, { officeIds }: Responsibility): boolean {
  if (role !== 'drafter') return false
  return officeIds.length === 0 || (officeId !== null && officeIds.includes(officeId))
}
