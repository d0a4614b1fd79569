import * as Y from 'yjs'
import { newId } from '../../report/id.ts'
import { must } from '../../report/must.ts'
import { placeDraft } from '../../report/review/anchors/anchor-book.ts'
import { readSections } from '../../report/sections.ts'
import type { AnchorDraft, Author, Thread } from '../../report/wire/review.ts'
import { noticesOf, type ThreadNews } from '../http/review/comment-notices.ts'
import type { People } from '../http/review/comment-words.ts'
import { responsibleFor } from '../http/responsible.ts'
import type { NewAuditEntry, Records } from '../store/records.ts'
import { DEMO_THREADS, type DemoCommenter, type DemoDeed, type DemoThread } from './demo-threads.ts'

const MINUTE_MS = 60 * 1000

export type DemoReview = {
  readonly records: Records
  readonly reportId: string
  /** All that was written, the seed first. */
  readonly edits: readonly Uint8Array[]
  /** When each passage was begun. */
  readonly sittings: readonly number[]
  /** The id of an account by its name, of an office by its short name. */
  readonly userId: (username: string) => string
  readonly officeId: (shortName: string) => string
}

/** Says in the demo's report what `DEMO_THREADS` holds, as the people would have by their pages: audit and notices too. */
export async function reviewDemo(review: DemoReview): Promise<void> {
  const { records, reportId, edits } = review
  const doc = new Y.Doc()
  for (const bytes of edits) Y.applyUpdate(doc, bytes)
  const people: People = {
    members: await records.members(reportId),
    officeMembers: await records.officeMembers(reportId),
  }
  for (const thread of DEMO_THREADS) await play(thread, { ...review, doc, people })
  doc.destroy()
}

type Stage = DemoReview & { readonly doc: Y.Doc; readonly people: People }

async function play(thread: DemoThread, stage: Stage): Promise<void> {
  const { records, reportId, sittings, doc } = stage
  let at = must(sittings[thread.after], `a time for passage ${thread.after}`) + thread.minutes * MINUTE_MS
  const text = withMentions(thread.text, stage)
  const by = authorCalled(thread.by, stage)
  const id = newId()
  const anchor = placeDraft(doc, draftOf(thread, doc))
  if (anchor === 'missing' || (anchor.kind !== 'report' && anchor.lost)) {
    throw new Error(`the demo has no words "${thread.quote ?? thread.section ?? ''}"`)
  }
  await records.addThread(reportId, { id, kind: thread.kind, anchor, author: by, createdAt: at, text })
  const rights = must(await records.rights(reportId), 'the demo report')
  const sectionId = anchor.kind === 'report' ? null : anchor.sectionId
  const responsible = responsibleFor(sectionId, readSections(doc), rights)
  await trace(stage, { id, by, at, action: 'comment-added', details: { kind: thread.kind } })
  await tell(stage, { id, by, at, news: { type: 'begun', text, responsible } })
  for (const deed of thread.deeds ?? []) {
    at += deed.minutes * MINUTE_MS
    await act(deed, stage, id, at)
  }
}

function draftOf({ quote, section }: DemoThread, doc: Y.Doc): AnchorDraft {
  if (quote !== undefined) return { kind: 'range', quote: quote.normalize('NFC') }
  if (section === undefined) return { kind: 'report' }
  const found = readSections(doc).find(({ title }) => title.startsWith(section))
  return { kind: 'section', sectionId: must(found, `a section called "${section}…"`).id }
}

async function act(deed: DemoDeed, stage: Stage, id: string, at: number): Promise<void> {
  const { records, reportId } = stage
  const by = authorCalled(deed.by, stage)
  await records.markThreadsRead(reportId, by.userId, [id], at)
  await records.readNotices(by.userId, { reportId, threadIds: [id] }, at)
  if ('say' in deed) {
    const text = withMentions(deed.say, stage)
    const messageId = newId()
    await records.addMessage(reportId, id, { id: messageId, author: by, at, text })
    await trace(stage, { id, by, at, action: 'comment-added', details: { reply: 'true' } })
    await tell(stage, { id, by, at, news: { type: 'said', text, messageId } })
  } else if ('answer' in deed) {
    const { answer: kind, text } = deed
    await records.changeThread(reportId, id, { answer: { kind, text, by, at } })
    await trace(stage, { id, by, at, action: 'thread-answered', details: { answer: kind } })
    await tell(stage, { id, by, at, news: { type: 'answered', text } })
  } else {
    await records.changeThread(reportId, id, { resolved: { by, at } })
    await trace(stage, { id, by, at, action: 'thread-resolved' })
    await tell(stage, { id, by, at, news: { type: 'resolved' } })
  }
}

// ---- who, and what it leaves

function authorCalled(username: DemoCommenter, { people, userId }: Stage): Author {
  const member = people.members.find((one) => one.userId === userId(username))
  const { name, office, role, userId: id } = must(member, `a member called ${username}`)
  return { userId: id, name, office, role }
}

function withMentions(text: string, { people, userId, officeId }: Stage): string {
  const nameOf = (id: string) =>
    must(
      people.members.find((one) => one.userId === id),
      id,
    ).name
  return text
    .normalize('NFC')
    .replaceAll(/@"([^"]+)"/g, (_match, office: string) => `@[${office}](office:${officeId(office)})`)
    .replaceAll(
      /@([a-z]+\d?)/g,
      (_match, username: string) => `@[${nameOf(userId(username))}](user:${userId(username)})`,
    )
}

type Trace = { readonly id: string; readonly by: Author; readonly at: number }

async function trace(
  { records, reportId }: Stage,
  { id, by, at, action, details }: Trace & Pick<NewAuditEntry, 'action' | 'details'>,
): Promise<void> {
  const { number, anchor } = await threadCalled(records, reportId, id)
  await records.audit({
    at,
    action,
    userId: by.userId,
    reportId,
    ...(anchor.kind === 'report' ? {} : { sectionId: anchor.sectionId }),
    details: { number: String(number), ...details },
  })
}

async function tell(
  { records, reportId, people }: Stage,
  { id, by, at, news }: Trace & { readonly news: ThreadNews },
): Promise<void> {
  const thread = await threadCalled(records, reportId, id)
  await records.addNotices(noticesOf(news, { reportId, thread, people, by, at }))
}

async function threadCalled(records: Records, reportId: string, id: string): Promise<Thread> {
  return must(await records.thread(reportId, id), `thread ${id}`)
}
