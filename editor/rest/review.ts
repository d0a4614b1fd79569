import { z } from 'zod'

import { threadSchema, threadsPageSchema } from '../../report/wire/review.ts'
import type { NewAnswer, NewMessage, NewThread, Thread, ThreadChange } from '../../report/wire/review.ts'
import { request, requestNothing } from './request.ts'

/** Whatever the server says about a message: the thread is fetched afterwards. A gateway's page is no answer. */
const someAnswer = z.looseObject({})
/** What is not answered by then is sent again: under the same id it does no harm. */
const PATIENCE = { timeoutMs: 20_000 }

/** All threads that changed after `since`; with the number to ask with the next time. */
export async function fetchThreads(
  reportId: string,
  since: number,
  signal?: AbortSignal,
): Promise<{ readonly threads: readonly Thread[]; readonly rev: number }> {
  const threads: Thread[] = []
  let rev = since
  for (;;) {
    const page = await request(threadsPageSchema, `${path(reportId)}?since=${rev}`, { signal })
    threads.push(...page.threads)
    // A page that brings nothing new would be asked for without end.
    if (!page.more || page.rev <= rev) return { threads, rev: Math.max(rev, page.rev) }
    rev = page.rev
  }
}

/** Sent twice under one id, it is there once. */
export function postThread(reportId: string, thread: NewThread): Promise<Thread> {
  return request(threadSchema, path(reportId), { ...PATIENCE, method: 'POST', body: thread })
}

export function changeThread(reportId: string, threadId: string, change: ThreadChange): Promise<Thread> {
  return request(threadSchema, path(reportId, threadId), { ...PATIENCE, method: 'PATCH', body: change })
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

export async function markThreadsRead(reportId: string, threadIds: readonly string[]): Promise<void> {
  await requestNothing(`${path(reportId)}/read`, { ...PATIENCE, method: 'POST', body: { threadIds } })
  for (const listener of threadsRead) listener()
}

function messagePath(reportId: string, threadId: string, messageId: string): string {
  return `${path(reportId, threadId)}/messages/${encodeURIComponent(messageId)}`
}

function path(reportId: string, threadId?: string): string {
  const threads = `/api/reports/${encodeURIComponent(reportId)}/threads`
  return threadId === undefined ? threads : `${threads}/${encodeURIComponent(threadId)}`
}
