/** What is known of what was asked for. `value` is what is shown meanwhile: the newest answer that came. */
export type AnswerState<K, V> = {
  readonly wanted: K | undefined
  readonly shown: { readonly key: K; readonly value: V } | undefined
  readonly failure: { readonly key: K; readonly error: unknown } | undefined
}

export type LatestAnswerOptions<K, V> = {
  readonly ask: (key: K, signal: AbortSignal) => Promise<V>
  /** Whether what was answered stays true. */
  readonly lasts: (key: K) => boolean
  /** Calls later, unless what it gives back is called first. */
  readonly later: (call: () => void) => () => void
  readonly tell: (state: AnswerState<K, V>) => void
}

/** Texts of 150 pages: so many can be gone back to at once. */
const KEPT = 24

/**
 * Asks for one thing after another while somebody drags through them: one question at a time, then the latest wish, the
 * ones between are left out. What came for a question is shown unless something asked for later is already shown.
 */
export class LatestAnswer<K, V> {
  readonly #options: LatestAnswerOptions<K, V>
  readonly #kept = new Map<K, V>()
  #state: AnswerState<K, V> = { wanted: undefined, shown: undefined, failure: undefined }
  #wishes = 0
  #shownWish = 0
  #running: AbortController | undefined
  #cancelWait: (() => void) | undefined
  #isStopped = false

  constructor(options: LatestAnswerOptions<K, V>) {
    this.#options = options
  }

  want(key: K): void {
    const isKnown = this.#state.wanted === key && this.#options.lasts(key)
    if (this.#isStopped || (isKnown && this.#state.failure === undefined)) return
    this.#wishes += 1
    this.#set({ wanted: key, failure: undefined })
    this.#seek(key)
  }

  /** Asks anew for what is wanted, as when it failed or the present went on. */
  again(): void {
    const { wanted } = this.#state
    if (wanted === undefined || this.#isStopped) return
    this.#kept.delete(wanted)
    this.#wishes += 1
    this.#set({ failure: undefined })
    this.#askSoon()
  }

  stop(): void {
    this.#isStopped = true
    this.#cancelWait?.()
    this.#running?.abort()
  }

  #seek(key: K): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return this.#askSoon()
    this.#cancelWait?.()
    this.#cancelWait = undefined
    this.#show(key, kept, this.#wishes)
  }

  #askSoon(): void {
    if (this.#running || this.#cancelWait) return
    this.#cancelWait = this.#options.later(() => {
      this.#cancelWait = undefined
      this.#askNow()
    })
  }

  #askNow(): void {
    const key = this.#state.wanted
    if (key === undefined || this.#isStopped) return
    const wish = this.#wishes
    const running = new AbortController()
    this.#running = running
    this.#options.ask(key, running.signal).then(
      (value) => this.#done(wish, () => this.#answer(key, value, wish)),
      (error: unknown) => this.#done(wish, () => this.#fail(key, error, wish)),
    )
  }

  #done(wish: number, take: () => void): void {
    this.#running = undefined
    if (this.#isStopped) return
    take()
    // Somebody wished for something else meanwhile, and that is not shown from what was kept.
    const { wanted } = this.#state
    if (wanted !== undefined && wish !== this.#wishes && this.#shownWish !== this.#wishes) this.#seek(wanted)
  }

  #answer(key: K, value: V, wish: number): void {
    if (this.#options.lasts(key)) this.#keep(key, value)
    this.#show(key, value, wish)
  }

  #fail(key: K, error: unknown, wish: number): void {
    if (wish === this.#wishes) this.#set({ failure: { key, error } })
  }

  #show(key: K, value: V, wish: number): void {
    if (wish <= this.#shownWish) return
    this.#shownWish = wish
    this.#set({ shown: { key, value } })
  }

  #keep(key: K, value: V): void {
    this.#kept.delete(key)
    this.#kept.set(key, value)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }

  #set(change: Partial<AnswerState<K, V>>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.tell(this.#state)
  }
}
