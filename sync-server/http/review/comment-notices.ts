import type { Responsibility } from '../../../report/permission/rights.ts'
import { newId } from '../../../report/id.ts'
import type { Author, Notice, Thread } from '../../../report/wire/review.ts'
import type { NewNotice } from '../../store/records.ts'
import { excerptOf, peopleMentioned, quoteOf, type People } from './comment-words.ts'

/** Something that was done to a thread, and is told to others. */
export type ThreadNews =
  | { readonly type: 'begun'; readonly text: string; readonly responsible: Responsibility }
  | { readonly type: 'said'; readonly text: string; readonly messageId: string }
  /** Who was mentioned before has been told. */
  | { readonly type: 'reworded'; readonly text: string; readonly messageId: string }
  | { readonly type: 'answered'; readonly text: string }
  | { readonly type: 'resolved' | 'reopened' }

type Occasion = {
  readonly reportId: string
  readonly thread: Pick<Thread, 'id' | 'author' | 'anchor' | 'messages'>
  readonly people: People
  readonly by: Author
  readonly at: number
}

/** One notice for each person, with the strongest reason; none to who did it, nor to who may not read the report. */
export function noticesOf(news: ThreadNews, { reportId, thread, people, by, at }: Occasion): NewNotice[] {
  const members = new Set(people.members.map(({ userId }) => userId))
  const messageId = news.type === 'begun' ? thread.id : 'messageId' in news ? news.messageId : null
  const excerpt = 'text' in news ? excerptOf(news.text) : quoteOf(thread.anchor)
  const rest = { reportId, threadId: thread.id, messageId, by, at, excerpt }
  return [...reasonsOf(news, thread, people)]
    .filter(([userId]) => userId !== by.userId && members.has(userId))
    .map(([userId, reason]) => ({ id: newId(), userId, reason, ...rest }))
}

/** By person, the strongest first: whoever has one keeps it. */
function reasonsOf(
  news: ThreadNews,
  thread: Occasion['thread'],
  people: People,
): ReadonlyMap<string, Notice['reason']> {
  const reasons = new Map<string, Notice['reason']>()
  const add = (userIds: Iterable<string>, reason: Notice['reason']) => {
    for (const userId of userIds) if (!reasons.has(userId)) reasons.set(userId, reason)
  }
  if ('text' in news) add(peopleMentioned(news.text, people), 'mention')
  switch (news.type) {
    case 'begun':
      add(whoseSection(news.responsible, people), 'section')
      break
    case 'said':
      add(participants(thread), 'reply')
      break
    case 'reworded':
      break
    case 'answered':
    case 'resolved':
    case 'reopened':
      add(participants(thread), news.type)
  }
  return reasons
}

function participants({ author, messages }: Occasion['thread']): ReadonlySet<string> {
  return new Set([author, ...messages.map((message) => message.author)].map(({ userId }) => userId))
}

/** The drafters of the offices that answer for it; where there are none, who coordinates. */
export function whoseSection(
  { officeIds }: Pick<Responsibility, 'officeIds'>,
  { members }: Pick<People, 'members'>,
): string[] {
  const drafters = members.filter(
    ({ role, office }) => role === 'drafter' && office !== null && officeIds.includes(office.id),
  )
  const told = drafters.length > 0 ? drafters : members.filter(({ role }) => role === 'coordinator')
  return told.map(({ userId }) => userId)
}
