import { describe, expect, test } from 'vitest'

import type { Notice, NoticesPage, NoticesRead } from '../../report/wire/review.ts'
import { createInbox } from './inbox.ts'

const by = { userId: 'u', name: 'Người thẩm định 1', office: null, role: 'reviewer' } as const

function notice(number: number, readAt: number | null = null): Notice {
  return {
    id: `n${number}`,
    reason: 'reply',
    at: number,
    readAt,
    by,
    report: { id: 'r', title: 'Báo cáo' },
    threadId: `t${number % 3}`,
    threadNumber: number,
    threadKind: 'opinion',
    sectionId: null,
    excerpt: '',
  }
}

/** A server whose answers come when the test lets them. */
function server(count: number, perPage = 4) {
  const all = Array.from({ length: count }, (_, index) => notice(count - index))
  const waiting: (() => void)[] = []
  let asked = 0
  let broken = false
  const pageAfter = (after: string | undefined): NoticesPage => {
    const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
    const notices = all.slice(start, start + perPage)
    const unread = all.filter(({ readAt }) => readAt === null).length
    return { notices, unread, next: start + perPage < all.length ? (notices.at(-1)?.id ?? null) : null }
  }
  const later = <T>(answer: () => T) =>
    new Promise<T>((resolve, reject) => {
      waiting.push(() => (broken ? reject(new Error('line is down')) : resolve(answer())))
    })
  return {
    asked: () => asked,
    breakLine: (is: boolean) => {
      broken = is
    },
    come: (number: number) => all.unshift(notice(number)),
    readElsewhere: () => all.splice(0, all.length, ...all.map((one) => ({ ...one, readAt: 1 }))),
    /** Answers everything that was asked, and what is asked then. */
    flush: async () => {
      while (waiting.length > 0) {
        waiting.shift()?.()
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      }
    },
    answerOne: () => waiting.shift()?.(),
    port: {
      fetch: (after?: string) => {
        asked += 1
        // The server looks when it is asked, the answer arrives later.
        const page = pageAfter(after)
        return later(() => page)
      },
      read: (which: NoticesRead) => {
        const isMeant = (one: Notice) =>
          'all' in which ||
          ('ids' in which ? which.ids.includes(one.id) : which.threadIds.includes(one.threadId))
        return later(() => {
          all.forEach((one, index) => {
            if (isMeant(one)) all[index] = { ...one, readAt: 9 }
          })
        })
      },
      now: () => 9,
    },
  }
}

async function opened(count: number) {
  const behind = server(count)
  const inbox = createInbox(behind.port)
  void inbox.refresh()
  await behind.flush()
  return { behind, inbox, shown: () => inbox.state.get().notices.map(({ id }) => id) }
}

describe('the inbox', () => {
  test('shows the newest page, then older ones behind it, each once', async () => {
    const { behind, inbox, shown } = await opened(10)
    expect(inbox.state.get()).toMatchObject({ state: 'ready', unread: 10, more: true })
    void inbox.more()
    await behind.flush()
    void inbox.more()
    await behind.flush()
    expect(shown()).toEqual(['n10', 'n9', 'n8', 'n7', 'n6', 'n5', 'n4', 'n3', 'n2', 'n1'])
    expect(inbox.state.get().more).toBe(false)
  })

  test('keeps the older ones when newer come, unless more came than a page holds', async () => {
    const { behind, inbox, shown } = await opened(8)
    void inbox.more()
    await behind.flush()
    behind.come(9)
    void inbox.refresh()
    await behind.flush()
    expect(shown()).toEqual(['n9', 'n8', 'n7', 'n6', 'n5', 'n4', 'n3', 'n2', 'n1'])

    for (const number of [10, 11, 12, 13]) behind.come(number)
    void inbox.refresh()
    await behind.flush()
    expect(shown()).toEqual(['n13', 'n12', 'n11', 'n10'])
    expect(inbox.state.get().more).toBe(true)
    void inbox.more()
    await behind.flush()
    expect(shown().slice(4)).toEqual(['n9', 'n8', 'n7', 'n6'])
  })

  test('asks once for however many reasons to ask come together, and once more after', async () => {
    const { behind, inbox } = await opened(3)
    const before = behind.asked()
    for (let news = 0; news < 20; news += 1) void inbox.refresh()
    await behind.flush()
    expect(behind.asked() - before).toBe(2)
  })

  test('marks one, those of a thread, or all, at once and for good', async () => {
    const { behind, inbox } = await opened(7)
    const unread = () => inbox.state.get().notices.flatMap(({ id, readAt }) => (readAt === null ? [id] : []))
    void inbox.markRead({ ids: ['n6', 'n6'] })
    expect(unread()).toEqual(['n7', 'n5', 'n4'])
    expect(inbox.state.get().unread).toBe(6)
    await behind.flush()
    expect(unread()).toEqual(['n7', 'n5', 'n4'])

    void inbox.markRead({ threadIds: ['t1'] })
    expect(unread()).toEqual(['n5'])
    await behind.flush()
    // n1 was on a page that is not here: the server counts it.
    expect(inbox.state.get().unread).toBe(3)

    void inbox.markRead({ all: true })
    expect(inbox.state.get().unread).toBe(0)
    await behind.flush()
    expect(inbox.state.get().unread).toBe(0)
  })

  test('an answer that was on its way when something was marked does not unmark it for a moment', async () => {
    const { behind, inbox } = await opened(3)
    const seen: number[] = []
    inbox.state.subscribe(() => seen.push(inbox.state.get().unread))
    void inbox.refresh()
    void inbox.markRead({ ids: ['n3'] })
    await behind.flush()
    expect(new Set(seen)).toEqual(new Set([2]))
  })

  test('a mark that the server never heard of is taken back, and the caller told', async () => {
    const { behind, inbox } = await opened(3)
    const marking = inbox.markRead({ all: true })
    const told = expect(marking).rejects.toThrow('line is down')
    behind.breakLine(true)
    behind.answerOne()
    await told
    behind.breakLine(false)
    await behind.flush()
    expect(inbox.state.get().unread).toBe(3)
  })

  test('a failed first question says so; a later one leaves what is shown', async () => {
    const behind = server(2)
    const inbox = createInbox(behind.port)
    behind.breakLine(true)
    void inbox.refresh()
    await behind.flush()
    expect(inbox.state.get().state).toBe('failed')
    behind.breakLine(false)
    void inbox.refresh()
    await behind.flush()
    behind.breakLine(true)
    void inbox.refresh()
    await behind.flush()
    expect(inbox.state.get()).toMatchObject({ state: 'ready', unread: 2 })
  })

  test('older ones that were read elsewhere are not shown as new', async () => {
    const { behind, inbox } = await opened(8)
    void inbox.more()
    await behind.flush()
    behind.readElsewhere()
    void inbox.refresh()
    await behind.flush()
    expect(inbox.state.get().notices.every(({ readAt }) => readAt !== null)).toBe(true)
  })
})
