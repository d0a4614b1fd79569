/** What has arrived and waits for its turn, in order of arrival. */
export type Arrival =
  | { readonly type: 'update'; readonly bytes: Uint8Array }
  | { readonly type: 'step2'; readonly bytes: Uint8Array; readonly socket: unknown }
  | { readonly type: 'presence'; readonly bytes: Uint8Array }

export type Inbox = {
  readonly push: (arrival: Arrival) => void
  /** Takes in everything that waits, unless the gate is closed. */
  readonly flush: () => void
  /** The socket closed: carets that came through it belong to nobody now. Edits stay, they are true anyway. */
  readonly dropPresence: () => void
  readonly stop: () => void
}

export type InboxOptions = {
  readonly takeIn: (arrivals: readonly Arrival[]) => void
  readonly gateClosed: () => boolean
  /** Edits within this time are taken in together: each batch rebuilds the page's tree once. */
  readonly window: number
  readonly now?: () => number
}

/**
 * The first arrival after a quiet time is taken in at once, what follows at most every `window` milliseconds.
 *
 *     arrivals   a        b c   d          e
 *     taken in   a        b     cd         e
 *
 * A hidden tab's timers come once a second or once a minute; so every arrival looks at the clock as well.
 */
export function createInbox({ takeIn, gateClosed, window, now = Date.now }: InboxOptions): Inbox {
  let waiting: Arrival[] = []
  let lastTakenIn = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    if (waiting.length === 0 || gateClosed()) return
    clearTimeout(timer)
    timer = undefined
    const arrivals = waiting
    waiting = []
    takeIn(arrivals)
    lastTakenIn = now()
  }

  return {
    push: (arrival) => {
      waiting.push(arrival)
      const due = lastTakenIn + window - now()
      // A first sync is what the person waits for; a clock that was set back must not stop anything.
      if (due <= 0 || due > window || arrival.type === 'step2') return flush()
      timer ??= setTimeout(() => {
        timer = undefined
        flush()
      }, due)
    },
    flush,
    dropPresence: () => {
      waiting = waiting.filter((arrival) => arrival.type !== 'presence')
    },
    stop: () => {
      clearTimeout(timer)
      waiting = []
    },
  }
}
