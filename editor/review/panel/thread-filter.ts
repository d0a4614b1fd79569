import { PREAMBLE_ID } from '../../../report/permission/rights.ts'
import { type Mention, mentionsIn } from '../../../report/review/message-text.ts'
import type { Message, ThreadKind } from '../../../report/wire/review.ts'
import type { OpenThread } from '../review.ts'

export type ThreadFilter = {
  readonly state: 'open' | 'all' | 'resolved'
  /** I wrote in it. */
  readonly mine: boolean
  /** It mentions me or my office. */
  readonly mentions: boolean
  readonly unread: boolean
  /** `preamble` for the opening paragraphs. */
  readonly sectionId: string | undefined
  /** Of the one who began it. */
  readonly officeId: string | undefined
  readonly kind: ThreadKind | undefined
}

export const NO_FILTER: ThreadFilter = {
  state: 'open',
  mine: false,
  mentions: false,
  unread: false,
  sectionId: undefined,
  officeId: undefined,
  kind: undefined,
}

type Person = { readonly userId: string; readonly officeId: string | null }

/** `kept` is shown in any case: what one has just resolved does not vanish under one's eyes. */
export function filterThreads(
  threads: readonly OpenThread[],
  filter: ThreadFilter,
  me: Person,
  kept?: string,
): readonly OpenThread[] {
  return threads.filter((one) => one.thread.id === kept || passes(one, filter, me))
}

export function passes({ thread, sectionId }: OpenThread, filter: ThreadFilter, me: Person): boolean {
  if (filter.state !== 'all' && (thread.resolved !== null) !== (filter.state === 'resolved')) return false
  if (filter.kind !== undefined && thread.kind !== filter.kind) return false
  if (filter.sectionId !== undefined && sectionId !== filter.sectionId) return false
  if (filter.officeId !== undefined && thread.author.office?.id !== filter.officeId) return false
  if (filter.mine && !thread.messages.some(({ author }) => author.userId === me.userId)) return false
  if (filter.unread && !isUnread(thread, me)) return false
  return !filter.mentions || thread.messages.some((message) => mentionsMe(message, me))
}

/** How many conditions narrow what is shown; that resolved ones are put away is how it always begins. */
export function countConditions(filter: ThreadFilter): number {
  const { state, mine, mentions, unread, sectionId, officeId, kind } = filter
  const set = [state !== 'open', mine, mentions, unread, sectionId, officeId, kind]
  return set.filter((one) => one !== false && one !== undefined).length
}

/** Somebody else wrote or answered since I last saw it. */
export function isUnread({ messages, answer, readAt }: OpenThread['thread'], me: Person): boolean {
  const isNew = (at: number, userId: string) => at > readAt && userId !== me.userId
  return (
    messages.some(({ at, author, deletedAt }) => deletedAt === null && isNew(at, author.userId)) ||
    (answer !== null && isNew(answer.at, answer.by.userId))
  )
}

/** How many threads are open in each section; those of the opening paragraphs under `preamble`. */
export function countOpen(threads: readonly OpenThread[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { thread, sectionId, lost } of threads) {
    if (thread.resolved || lost || sectionId === null) continue
    counts.set(sectionId, (counts.get(sectionId) ?? 0) + 1)
  }
  return counts
}

/** The offices that began threads, in the order of their names. */
export function officesIn(threads: readonly OpenThread[]): readonly { id: string; name: string }[] {
  const names = new Map<string, string>()
  for (const { thread } of threads) {
    const { office } = thread.author
    if (office) names.set(office.id, office.shortName)
  }
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => byName.compare(a.name, b.name))
}

/** The sections that have threads, in the order of the text. */
export function sectionsIn(threads: readonly OpenThread[], inOrder: readonly string[]): readonly string[] {
  const found = new Set(threads.map(({ sectionId }) => sectionId))
  return [PREAMBLE_ID, ...inOrder].filter((id) => found.has(id))
}

const byName = new Intl.Collator('vi')
const mentions = new WeakMap<Message, readonly Mention[]>()

function mentionsMe(message: Message, me: Person): boolean {
  const found = mentions.get(message) ?? mentionsIn(message.text)
  mentions.set(message, found)
  return found.some(({ of, id }) => (of === 'user' ? id === me.userId : id === me.officeId))
}
