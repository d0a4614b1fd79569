import { z } from 'zod'

import { threadSchema, threadsPageSchema } from '../../report/wire/review.ts'
import type {
  NewAnswer,
  NewMessage,
  NewThread,
  RegisterQuery,
  Thread,
  ThreadChange,
} from '../../report/wire/review.ts'
import { request, requestNothing } from './request.ts'

/** Whatever the server says about a message: the thread is fetched afterwards. A gateway's page is no answer. */
const someAnswer = z.looseObject({})
/** What is not answered by then is sent again: under the same id it does no harm. */
const PATIENCE = { timeoutMs: 20_000 }

/** What a newer server says of a thread may be more than this page understands: then of that one alone it knows nothing. */
const pageSchema = threadsPageSchema.extend({ threads: z.array(z.unknown()), rev: z.number().int().min(0) })

export type FetchedThreads = {
  readonly threads: readonly Thread[]
  /** To ask with the next time. */
  readonly rev: number
  /** These are all there are: the server knows less than it once said, as after it was put back to a backup. */
  readonly anew: boolean
}

/** All threads that changed after `since`. */
export async function fetchThreads(
  reportId: string,
  since: number,
  signal?: AbortSignal,
): Promise<FetchedThreads> {
  const threads: Thread[] = []
  let rev = since
  let anew = false
  for (;;) {
    const page = await request(pageSchema, `${path(reportId)}?since=${rev}`, { signal })
    if (page.rev < rev) {
      threads.length = 0
      rev = 0
      anew = true
      continue
    }
    threads.push(...page.threads.flatMap((one) => understood(one) ?? []))
    // A page that brings nothing new would be asked for without end.
    if (!page.more || page.rev === rev) return { threads, rev: page.rev, anew }
    rev = page.rev
  }
}

function understood(thread: unknown): Thread | undefined {
  return threadSchema.safeParse(thread).data
}

/** Sent twice under one id, it is there once. Answers it, where this page understands it. */
export async function postThread(reportId: string, thread: NewThread): Promise<Thread | undefined> {
  return understood(await request(someAnswer, path(reportId), { ...PATIENCE, method: 'POST', body: thread }))
}

export async function changeThread(
  reportId: string,
  threadId: string,
  change: ThreadChange,
): Promise<Thread | undefined> {
  return understood(
    await request(someAnswer, path(reportId, threadId), { ...PATIENCE, method: 'PATCH', body: change }),
  )
}

/** Sent twice under one id, it is there once. */
export async function postMessage(reportId: string, threadId: string, message: NewMessage): Promise<void> {
  await request(someAnswer, `${path(reportId, threadId)}/messages`, {
    ...PATIENCE,
    method: 'POST',
    body: message,
  })
}

export async function changeMessage(
  reportId: string,
  threadId: string,
  messageId: string,
  text: string,
): Promise<void> {
  await request(someAnswer, messagePath(reportId, threadId, messageId), {
    ...PATIENCE,
    method: 'PATCH',
    body: { text },
  })
}

/** Its place stays: *đã xoá*. */
export function removeMessage(reportId: string, threadId: string, messageId: string): Promise<void> {
  return requestNothing(messagePath(reportId, threadId, messageId), { ...PATIENCE, method: 'DELETE' })
}

export async function putAnswer(reportId: string, threadId: string, answer: NewAnswer): Promise<void> {
  await request(someAnswer, `${path(reportId, threadId)}/answer`, {
    ...PATIENCE,
    method: 'PUT',
    body: answer,
  })
}

export function removeAnswer(reportId: string, threadId: string): Promise<void> {
  return requestNothing(`${path(reportId, threadId)}/answer`, { ...PATIENCE, method: 'DELETE' })
}

const threadsRead = new Set<() => void>()

/** Calls `listener` whenever threads were marked read on this page: the server marks their notices with them. */
export function onThreadsRead(listener: () => void): () => void {
  threadsRead.add(listener)
  return () => threadsRead.delete(listener)
}

/** `at`: when the newest was written of what was shown of them. */
export async function markThreadsRead(
  reportId: string,
  threadIds: readonly string[],
  at: number,
): Promise<void> {
  const body = { threadIds, at }
  await requestNothing(`${path(reportId)}/read`, { ...PATIENCE, method: 'POST', body })
  for (const listener of threadsRead) listener()
}

function messagePath(reportId: string, threadId: string, messageId: string): string {
  return `${path(reportId, threadId)}/messages/${encodeURIComponent(messageId)}`
}

function path(reportId: string, threadId?: string): string {
  const threads = `/api/reports/${encodeURIComponent(reportId)}/threads`
  return threadId === undefined ? threads : `${threads}/${encodeURIComponent(threadId)}`
}

/** The register as a file. */
export function appraisalPath(reportId: string, query: RegisterQuery): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return `/api/reports/${encodeURIComponent(reportId)}/appraisal.docx?${new URLSearchParams(asked).toString()}`
}
