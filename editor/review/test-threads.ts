import type { Author, Message, Thread } from '../../report/wire/review.ts'
import type { OpenThread } from './review.ts'

const OFFICE = { id: 'ban', name: 'Ban Tuyên giáo', shortName: 'Ban TG', color: '#7a3b00' }

export const REVIEWER: Author = {
  userId: 'thamdinh',
  name: 'Người thẩm định',
  office: OFFICE,
  role: 'reviewer',
}
export const DRAFTER: Author = {
  userId: 'soanthao',
  name: 'Người soạn 1',
  office: { id: 'so', name: 'Sở Khoa học và Công nghệ', shortName: 'Sở KH&CN', color: '#1f5fa8' },
  role: 'drafter',
}

let made = 0

export function message(text: string, author: Author = REVIEWER, part: Partial<Message> = {}): Message {
  made += 1
  return { id: `m${made}`, author, at: 1000, editedAt: null, deletedAt: null, text, ...part }
}

/** A reviewer's open *góp ý* in section `s1`, unless told otherwise. */
export function openThread(part: Partial<Thread> = {}, around: Partial<OpenThread> = {}): OpenThread {
  made += 1
  const thread: Thread = {
    id: `t${made}`,
    number: made,
    kind: 'opinion',
    anchor: { kind: 'section', sectionId: 's1', quote: '', lost: false },
    author: REVIEWER,
    createdAt: 1000,
    resolved: null,
    answer: null,
    messages: [message('Nên gộp hai câu.')],
    readAt: 0,
    rev: 1,
    ...part,
  }
  return { thread, sending: 'sent', sectionId: 's1', lost: false, ...around }
}
