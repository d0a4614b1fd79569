import { whyNowhere, type Responsibility } from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Stage } from '../../report/wire/rest.ts'
import type { Author, Message, Thread, ThreadChange } from '../../report/wire/review.ts'

/** Everybody in the report but who only follows it; in every section, whatever its state, until the report is signed. */
export function mayComment({ role }: Pick<Author, 'role'>, stage: Stage): void {
  if (stage === 'signed') throw new ReportError('report-signed')
  if (role !== 'reviewer') {
    const why = whyNowhere({ role, officeId: null }, stage)
    if (why) throw new ReportError(why)
  }
}

/** One's own words only. */
export function mayChangeMessage({ author }: Pick<Message, 'author'>, who: Author): void {
  if (author.userId !== who.userId) throw new ReportError('no-access')
}

/** What is asked of a thread, by whom. `responsible` answers for its section. */
export function mayChangeThread(
  thread: Pick<Thread, 'author' | 'kind' | 'answer'>,
  change: ThreadChange,
  who: Author,
  responsible: Responsibility,
): void {
  const leads = wrote(thread, who) || who.role === 'coordinator'
  if (change.kind !== undefined && !leads) throw new ReportError('no-access')
  if (leads || who.role === 'reviewer') return
  if (!isOffice(who, responsible)) throw new ReportError('no-access')
  if (change.resolved && thread.kind === 'change' && !thread.answer) throw new ReportError('answer-first')
}

export function mayAnswer(who: Author, responsible: Responsibility): void {
  if (who.role !== 'coordinator' && !isOffice(who, responsible)) throw new ReportError('no-access')
}

function wrote({ author }: Pick<Thread, 'author'>, who: Author): boolean {
  return author.userId === who.userId
}

/** A drafter of an office that answers for the section; where none does, any drafter. */
function isOffice({ role, office }: Author, { officeIds }: Responsibility): boolean {
  if (role !== 'drafter') return false
  return officeIds.length === 0 || (office !== null && officeIds.includes(office.id))
}
