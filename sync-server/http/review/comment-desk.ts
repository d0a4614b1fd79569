import { must } from '../../../report/must.ts'
import {
  whyNoAnswer,
  whyNoComment,
  whyNotAttachTo,
  whyNotChange,
  whyNotReword,
  whyNotUnanswer,
  type Commenter,
} from '../../../report/permission/comment-rights.ts'
import type { Heading, ReportRights } from '../../../report/permission/rights.ts'
import { ReportError, type ErrorCode } from '../../../report/wire/errors.ts'
import type { Anchor, Author, Message, NewAnswer, Thread, ThreadChange } from '../../../report/wire/review.ts'
import type { NewAuditEntry, Records, ThreadChanges } from '../../store/records.ts'
import { noticesOf, type ThreadNews } from './comment-notices.ts'
import { excerptOf, quoteOf, sameComment, tidyComment, type People } from './comment-words.ts'
import { responsibleFor } from '../responsible.ts'
import { stillHolds, type Access } from '../who.ts'

/**
 * What is done to comments, each within one transaction: judged by the rights as they are then, written, noted in the audit
 * and told to whom it concerns. Each answers whether anything is different now, and throws the ReportError that says
 * why not.
 */

/** More than anybody can read; all of it is held by every open page. */
const THREADS_PER_REPORT = 20_000
const MESSAGES_PER_THREAD = 500
/**
 * Ten thousand threads as people write them. All anchors of a report are held in memory with it: what could not be held
 * any more could never be opened again.
 */
const CHARACTERS_PER_REPORT = 50_000_000
/** Some hundred pages: a thread is sent whole to every open page whenever something in it changes. */
const CHARACTERS_PER_THREAD = 200_000

/** Somebody at work on the comments of a report, as they are at this moment. */
export type Desk = {
  readonly records: Records
  readonly reportId: string
  readonly who: Author
  readonly rights: ReportRights
  readonly headings: readonly Heading[]
  readonly people: People
  readonly at: number
}

/** Asks anew what the request was let in for. Throws what `whyNoComment` says, or `no-such-report`. */
export async function sitDown(
  records: Records,
  access: Access,
  headings: readonly Heading[],
  at: number,
): Promise<Desk> {
  const desk = await takeSeat(records, access, headings, at)
  refuse(whyNoComment(desk.who, desk.rights.stage))
  return desk
}

/** As `sitDown`, for whoever may say something here by what else they do. Throws `no-such-report`, or `no-access`. */
export async function takeSeat(
  records: Records,
  access: Access,
  headings: readonly Heading[],
  at: number,
): Promise<Desk> {
  await stillHolds(records, access)
  const { report, person, role } = access
  const reportId = report.id
  const rights = await records.rights(reportId)
  const account = await records.account(person.id)
  if (!rights || !account) throw new ReportError('no-such-report')
  const who: Author = { userId: person.id, name: account.name, office: account.office, role }
  return { records, reportId, who, rights, headings, people: await peopleOf(records, reportId), at }
}

export async function peopleOf(records: Records, reportId: string): Promise<People> {
  return {
    members: await records.members(reportId),
    officeMembers: await records.officeMembers(reportId),
  }
}

type Begun = Pick<Thread, 'id' | 'kind' | 'anchor'> & {
  readonly text: string
  /** Whom it concerns learns of it by a notice of its own. */
  readonly toldElsewhere?: boolean
}

/** Its first message has the thread's id. */
export async function beginThread(
  desk: Desk,
  { text: typed, toldElsewhere = false, ...begun }: Begun,
): Promise<boolean> {
  const { records, reportId, who, people, at } = desk
  const text = wordsOf(typed, people)
  const known = await records.thread(reportId, begun.id)
  if (known) {
    // Sent twice at the same time.
    mustBeSame(must(known.messages[0], 'a first message'), who.userId, { text: typed, people })
    return false
  }
  if ((await records.threadCount(reportId)) >= THREADS_PER_REPORT) throw tooMany()
  await mustHold(desk)
  if (!(await records.addThread(reportId, { ...begun, text, author: who, createdAt: at }))) throw idTaken()
  const thread = await threadAt(desk, begun.id)
  await records.markThreadsRead(reportId, who.userId, [thread.id], at)
  await note(desk, thread, 'comment-added', { kind: thread.kind })
  if (!toldElsewhere)
    await tell(desk, thread, { type: 'begun', text, responsible: responsibleAt(desk, thread) })
  return true
}

export async function addReply(
  desk: Desk,
  threadId: string,
  { id, text: typed }: { readonly id: string; readonly text: string },
): Promise<boolean> {
  const { records, reportId, who, people, at } = desk
  const thread = await threadAt(desk, threadId)
  const text = wordsOf(typed, people)
  const known = thread.messages.find((one) => one.id === id)
  if (known) {
    mustBeSame(known, who.userId, { text: typed, people })
    return false
  }
  if (thread.messages.length >= MESSAGES_PER_THREAD)
    throw new ReportError('conflict', 'Ý kiến này đã quá dài.')
  mustFit(thread, text)
  await mustHold(desk)
  if (!(await records.addMessage(reportId, threadId, { id, text, author: who, at }))) throw idTaken()
  await note(desk, thread, 'comment-added', { reply: 'true' })
  await tell(desk, thread, { type: 'said', text, messageId: id })
  return true
}

type MessagePath = { readonly threadId: string; readonly messageId: string }

export async function rewordMessage(
  desk: Desk,
  { threadId, messageId }: MessagePath,
  typed: string,
): Promise<boolean> {
  const { records, reportId, people, at } = desk
  const { thread, message } = await ownMessage(desk, threadId, messageId)
  if (message.deletedAt !== null) throw new ReportError('conflict', 'Nội dung này đã bị xoá.')
  const text = wordsOf(typed, people)
  if (text === message.text) return false
  mustFit(thread, text)
  await records.changeMessage(reportId, threadId, messageId, { text, at, excerpt: excerptOf(text) })
  await note(desk, thread, 'comment-changed')
  await tell(desk, thread, { type: 'reworded', text, messageId })
  return true
}

/** Its place stays: “Đã xoá”. */
export async function deleteMessage(desk: Desk, { threadId, messageId }: MessagePath): Promise<boolean> {
  const { records, reportId, at } = desk
  const { thread, message } = await ownMessage(desk, threadId, messageId)
  if (message.deletedAt !== null) return false
  await records.changeMessage(reportId, threadId, messageId, { text: null, at })
  await note(desk, thread, 'comment-deleted')
  return true
}

/** Closes or opens it again, calls it something else, or puts it on other words. */
export async function changeThread(
  desk: Desk,
  threadId: string,
  asked: Pick<ThreadChange, 'resolved' | 'kind'>,
  anchor: Anchor | undefined,
): Promise<boolean> {
  const { records, reportId, who, at } = desk
  const thread = await threadAt(desk, threadId)
  refuse(whyNotChange(thread, asked, commenterOf(who), responsibleAt(desk, thread)))
  // Words that are not there would take the place of those that somebody may still find.
  if (anchor && anchor.kind !== 'report' && anchor.lost) {
    throw new ReportError('conflict', 'Không tìm thấy đoạn được chọn trong báo cáo.')
  }
  const { resolved, kind } = asked
  const isResolving = resolved !== undefined && resolved !== (thread.resolved !== null)
  const isOfKind = kind === undefined || kind === thread.kind
  const changes: ThreadChanges = {
    ...(isOfKind ? {} : { kind }),
    ...(isResolving ? { resolved: resolved ? { by: who, at } : null } : {}),
    ...(anchor ? { anchor } : {}),
  }
  if (Object.keys(changes).length === 0) return false
  if (anchor) {
    refuse(whyNotAttachTo(thread, commenterOf(who), responsibleAt(desk, { anchor })))
    await mustHold(desk)
  }
  await records.changeThread(reportId, threadId, changes)
  const placed = anchor ? { ...thread, anchor } : thread
  if (!isOfKind) await note(desk, placed, 'thread-changed', { from: thread.kind, to: kind })
  if (anchor)
    await note(desk, placed, 'thread-attached', { before: quoteOf(thread.anchor), quote: quoteOf(anchor) })
  if (isResolving) {
    await note(desk, placed, resolved ? 'thread-resolved' : 'thread-reopened')
    await tell(desk, placed, { type: resolved ? 'resolved' : 'reopened' })
  }
  return true
}

/** *Tiếp thu* or *giải trình*: one answer, which a later one replaces. */
export async function putAnswer(
  desk: Desk,
  threadId: string,
  { kind, text: typed }: NewAnswer,
): Promise<boolean> {
  const { records, reportId, who, people, at } = desk
  const thread = await threadAt(desk, threadId)
  refuse(whyNoAnswer(commenterOf(who), responsibleAt(desk, thread)))
  const text = tidyComment(typed, people)
  if (kind === 'explained' && text === '')
    throw new ReportError('bad-request', 'Giải trình phải có nội dung.')
  if (thread.answer?.kind === kind && thread.answer.text === text) return false
  await records.changeThread(reportId, threadId, { answer: { kind, text, by: who, at } })
  await records.withdrawNotices(reportId, threadId, OF_ANSWERS)
  await note(desk, thread, 'thread-answered', { answer: kind })
  await tell(desk, thread, { type: 'answered', text })
  return true
}

export async function removeAnswer(desk: Desk, threadId: string): Promise<boolean> {
  const { records, reportId, who } = desk
  const thread = await threadAt(desk, threadId)
  refuse(whyNotUnanswer(thread, commenterOf(who), responsibleAt(desk, thread)))
  if (!thread.answer) return false
  await records.changeThread(reportId, threadId, { answer: null })
  await records.withdrawNotices(reportId, threadId, OF_ANSWERS)
  await note(desk, thread, 'thread-answered', { withdrawn: 'true' })
  return true
}

// ---- what they have in common

/** Throws ReportError with the reason, where there is one. */
export function refuse(why: ErrorCode | undefined): void {
  if (why) throw new ReportError(why)
}

function commenterOf({ userId, role, office }: Author): Commenter {
  return { userId, role, officeId: office?.id ?? null }
}

async function threadAt({ records, reportId }: Desk, threadId: string): Promise<Thread> {
  const thread = await records.thread(reportId, threadId)
  if (!thread) throw new ReportError('not-found')
  return thread
}

async function ownMessage(desk: Desk, threadId: string, messageId: string) {
  const thread = await threadAt(desk, threadId)
  const message = thread.messages.find(({ id }) => id === messageId)
  if (!message) throw new ReportError('not-found')
  refuse(whyNotReword(message.author.userId, commenterOf(desk.who)))
  return { thread, message }
}

function responsibleAt({ headings, rights }: Desk, thread: Pick<Thread, 'anchor'>) {
  return responsibleFor(sectionOf(thread), headings, rights)
}

function sectionOf({ anchor }: Pick<Thread, 'anchor'>): string | null {
  return anchor.kind === 'report' ? null : anchor.sectionId
}

/** What was typed, as it is stored. Signs that are not seen are no comment. */
function wordsOf(typed: string, people: People): string {
  const text = tidyComment(typed, people)
  if (text === '') throw new ReportError('bad-request', 'text')
  return text
}

function mustFit({ messages }: Thread, text: string): void {
  const characters = messages.reduce((sum, message) => sum + message.text.length, text.length)
  if (characters > CHARACTERS_PER_THREAD) throw new ReportError('conflict', 'Ý kiến này đã quá dài.')
}

/**
 * A message that is there already must be the same one. Throws `conflict` for other words, or another's, under its id: said
 * to be there, they would be thrown away by their page. What its author changed or deleted meanwhile is there too.
 */
export function mustBeSame(
  { author, text, editedAt, deletedAt }: Message,
  userId: string,
  said: { readonly text: string; readonly people: People },
): void {
  if (author.userId !== userId) throw idTaken()
  if (editedAt === null && deletedAt === null && !sameComment(text, said.text, said.people)) throw idTaken()
}

/** Whatever is in the report must stay readable. Closing and answering go on. */
async function mustHold({ records, reportId }: Desk): Promise<void> {
  if ((await records.threadWeight(reportId)) >= CHARACTERS_PER_REPORT) throw tooMany()
}

function tooMany(): ReportError {
  return new ReportError('conflict', 'Báo cáo đã có quá nhiều ý kiến.')
}

function idTaken(): ReportError {
  return new ReportError('conflict', 'Mã của ý kiến này đã được dùng.')
}

async function note(
  { records, reportId, who, at }: Desk,
  thread: Pick<Thread, 'number' | 'anchor'>,
  action: NewAuditEntry['action'],
  details: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sectionId = sectionOf(thread)
  await records.audit({
    at,
    action,
    userId: who.userId,
    reportId,
    ...(sectionId === null ? {} : { sectionId }),
    details: { number: String(thread.number), ...details },
  })
}

/** What an inbox holds of an answer; of a message it holds the message's id, too. */
const OF_ANSWERS = ['answered', 'mention'] as const
const OF_STATES = ['resolved', 'reopened'] as const

async function tell({ records, reportId, who, people, at }: Desk, thread: Thread, news: ThreadNews) {
  const notices = noticesOf(news, { reportId, thread, people, by: who, at })
  // The last of it is all there is to know, however often somebody opens and closes.
  if (news.type === 'resolved' || news.type === 'reopened') {
    const told = notices.map(({ userId }) => userId)
    await records.withdrawNotices(reportId, thread.id, OF_STATES, told)
  }
  await records.addNotices(notices)
}
