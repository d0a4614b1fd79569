import type { Anchor, Author, Message, Thread } from '../../../report/wire/review.ts'
import type { ThreadDeed, WaitingChange } from './waiting-change.ts'

/**
 * A thread as it will be once the server has taken what was done to it here. Undefined for one that nobody knows, as when the
 * server has none that a reply was written to.
 */
export function threadWith(
  known: Thread | undefined,
  changes: readonly WaitingChange[],
  me: Author,
  anchorOf: (deed: ThreadDeed & { type: 'create' }) => Anchor,
): Thread | undefined {
  let thread = known
  for (const { deed, at } of changes) {
    if (deed.type === 'create') thread ??= begun(deed, at, me, anchorOf(deed))
    else if (thread) thread = done(thread, deed, at, me)
  }
  return thread
}

function begun(deed: ThreadDeed & { type: 'create' }, at: number, me: Author, anchor: Anchor): Thread {
  const { threadId: id, kind, text } = deed
  return {
    id,
    number: 0,
    kind,
    anchor,
    author: me,
    createdAt: at,
    resolved: null,
    answer: null,
    messages: [message(id, at, me, text)],
    readAt: at,
    rev: 0,
  }
}

function done(thread: Thread, deed: Exclude<ThreadDeed, { type: 'create' }>, at: number, me: Author): Thread {
  switch (deed.type) {
    case 'reply':
      if (thread.messages.some(({ id }) => id === deed.messageId)) return thread
      return { ...thread, messages: [...thread.messages, message(deed.messageId, at, me, deed.text)] }
    case 'edit':
      return withMessage(thread, deed.messageId, (one) => ({ ...one, text: deed.text, editedAt: at }))
    case 'delete':
      return withMessage(thread, deed.messageId, (one) => ({ ...one, text: '', deletedAt: at }))
    case 'resolve':
      return { ...thread, resolved: deed.resolved ? (thread.resolved ?? { by: me, at }) : null }
    case 'kind':
      return { ...thread, kind: deed.kind }
    case 'answer':
      return { ...thread, answer: deed.answer && { ...deed.answer, by: me, at } }
    case 'attach':
      return thread
  }
}

function message(id: string, at: number, author: Author, text: string): Message {
  return { id, author, at, editedAt: null, deletedAt: null, text }
}

function withMessage(thread: Thread, id: string, next: (message: Message) => Message): Thread {
  return { ...thread, messages: thread.messages.map((one) => (one.id === id ? next(one) : one)) }
}
