import type { Notice, NoticesPage, NoticesRead } from '../../report/wire/review.ts'
import { createCell } from '../draft/connection/cell.ts'
import type { Observable } from '../draft/connection/cell.ts'

export type InboxState = {
  /** `failed` only while nothing could be shown yet: what is on the screen stays there. */
  readonly state: 'loading' | 'failed' | 'ready'
  readonly error?: unknown
  /** Newest first. */
  readonly notices: readonly Notice[]
  readonly unread: number
  /** There are older ones. */
  readonly more: boolean
}

type InboxServer = {
  readonly fetch: (after?: string) => Promise<NoticesPage>
  readonly read: (which: NoticesRead) => Promise<void>
  readonly now: () => number
}

/** The notices of the person on this page, as far as they were asked for. */
export type Inbox = {
  readonly state: Observable<InboxState>
  /** Asks for what is new. While one question is on its way any number of further ones become one. */
  readonly refresh: () => Promise<void>
  /** Fetches older ones behind those known. Rejects with why it failed. */
  readonly more: () => Promise<void>
  /** Shown at once; asked back from the server where that failed. Rejects with why. */
  readonly markRead: (which: NoticesRead) => Promise<void>
}

type Known = { readonly notices: readonly Notice[]; readonly unread: number; readonly next: string | null }

export function createInbox({ fetch, read, now }: InboxServer): Inbox {
  const cell = createCell<InboxState>({ state: 'loading', notices: [], unread: 0, more: false })
  let known: Known = { notices: [], unread: 0, next: null }
  let running: Promise<void> | undefined
  let again = false
  let marking = 0
  /** Counts marks: an answer to what was asked before a mark may not know of it. */
  let marks = 0

  const show = (next: Known) => {
    known = next
    cell.set({ state: 'ready', notices: next.notices, unread: next.unread, more: next.next !== null })
  }
  const ask = async () => {
    const before = marks
    try {
      const page = await fetch()
      if (marking > 0) return
      if (marks === before) show(joined(known, page, now()))
      else again = true
    } catch (error) {
      if (cell.get().state !== 'ready') cell.set({ ...cell.get(), state: 'failed', error })
    }
  }
  const run = async () => {
    do {
      again = false
      await ask()
    } while (again)
  }
  const refresh = () => {
    if (running) again = true
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }
  return {
    state: cell,
    refresh,
    more: async () => {
      const { next } = known
      if (next === null) return
      const page = await fetch(next)
      // Refreshed meanwhile: this page is no longer the one behind the last.
      if (known.next !== next) return
      const ids = new Set(known.notices.map(({ id }) => id))
      const older = page.notices.filter(({ id }) => !ids.has(id))
      show({ notices: [...known.notices, ...older], unread: page.unread, next: page.next })
    },
    markRead: async (which) => {
      if (!asksForSomething(which)) return
      marks += 1
      marking += 1
      show(marked(known, which, now()))
      try {
        await read(which)
      } finally {
        marking -= 1
        void refresh()
      }
    },
  }
}

function asksForSomething(which: NoticesRead): boolean {
  if ('all' in which) return true
  return ('ids' in which ? which.ids : which.threadIds).length > 0
}

function marked({ notices, unread, next }: Known, which: NoticesRead, at: number): Known {
  const isMeant = (notice: Notice) => {
    if ('all' in which) return true
    return 'ids' in which ? which.ids.includes(notice.id) : which.threadIds.includes(notice.threadId)
  }
  const met = notices.filter((notice) => notice.readAt === null && isMeant(notice)).length
  if (met === 0 && !('all' in which)) return { notices, unread, next }
  return {
    notices: notices.map((notice) =>
      notice.readAt === null && isMeant(notice) ? { ...notice, readAt: at } : notice,
    ),
    unread: 'all' in which ? 0 : Math.max(0, unread - met),
    next,
  }
}

/**
 * The newest page with the older ones behind it. Where the two do not touch, more has come than a page holds, and the
 * older ones are fetched anew when they are wanted.
 */
function joined(before: Known, { notices, unread, next }: NoticesPage, at: number): Known {
  const ids = new Set(notices.map(({ id }) => id))
  const touches = before.notices.some(({ id }) => ids.has(id))
  if (next === null || !touches) return { notices, unread, next }
  const last = before.notices.findLastIndex(({ id }) => ids.has(id))
  const older = before.notices.slice(last + 1)
  if (older.length === 0) return { notices, unread, next }
  const all = { notices: [...notices, ...older], unread, next: before.next }
  // Read elsewhere, they are not told again one by one.
  return unread === 0 ? marked(all, { all: true }, at) : all
}
