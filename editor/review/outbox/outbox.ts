import { newId } from '../../../report/id.ts'
import { createCell, type Observable } from '../../draft/connection/cell.ts'
import { openLivingTabs } from './living-tabs.ts'
import { openOutboxStore, type OutboxPlace, type Rewrite } from './outbox-store.ts'
import { type ThreadDeed, type WaitingChange, wordsOf } from './waiting-change.ts'

/**
 * What a failure means: `line`: nothing can be sent now; `not-yet`: not this, and nothing of its thread; else the sentence
 * that is said to its author.
 */
export type Failure = 'line' | 'not-yet' | { readonly refused: string }

export type OutboxOptions = OutboxPlace & {
  /** `tries`: how often it has been too early for it. */
  readonly send: (deed: ThreadDeed, tries: number) => Promise<void>
  readonly judge: (error: unknown) => Failure
  /** It is not sent before. Call `nudge` when the answer may have changed. */
  readonly mayGo: (deed: ThreadDeed) => boolean
  /** It has left the outbox, and the server has it. */
  readonly onSent: (change: WaitingChange) => void
  readonly pace?: Partial<OutboxPace>
}

export type OutboxPace = {
  /** First and longest pause before something is tried again; doubled in between. */
  readonly first: number
  readonly longest: number
  /** How long a tab may be at one change; the requests give up before. */
  readonly claim: number
  /** How soon a tab that is at one says that it still lives. One that is taken for dead too early does no harm: sent twice, it is there once. */
  readonly answer: number
}

const USUAL_PACE: OutboxPace = { first: 1000, longest: 30_000, claim: 25_000, answer: 1500 }

/** What was done to the threads and is not at the server yet. It survives the page, and is sent in order, thread by thread. */
export type Outbox = {
  /** In the order in which it was done. */
  readonly list: Observable<readonly WaitingChange[]>
  /** Some of it would go with this tab. */
  readonly unkept: Observable<boolean>
  readonly add: (deed: ThreadDeed) => void
  /** Changes what has not been sent; false when it is on its way, or gone. */
  readonly amend: (id: string, next: (deed: ThreadDeed) => ThreadDeed | undefined) => boolean
  /** Something has changed for the better: looks at once what can be sent. */
  readonly nudge: () => void
  /** As `nudge`, with what was refused. */
  readonly retry: () => void
  /** Forgets what was refused of a thread, with what builds on it; answers the words in it. */
  readonly giveUp: (threadId: string) => string
  /** What this browser does not keep is sent all the same, and asked for before the tab is closed. */
  readonly stop: () => void
}

export function openOutbox(options: OutboxOptions): Outbox {
  const { user, report } = options
  const pace = { ...USUAL_PACE, ...options.pace }
  const tab = newId()
  const store = openOutboxStore({ user, report })
  const list = createCell<readonly WaitingChange[]>([])
  const unkept = createCell(false)
  /** Changes the browser did not keep. */
  const held = new Set<string>()
  /** Being put where other tabs see them, and see who is at them: not sent before. */
  const arriving = new Set<string>()
  /** Kept, though not yet as they were changed last. */
  const changing = new Set<string>()
  /** Done with here, while the store may still tell of them. */
  const left = new Set<string>()
  const rests = createRests(pace)
  /** Raised whenever this tab changes what is kept, and once that is done. */
  let edits = 0
  let onItsWay: string | undefined
  let pumping = false
  /** The report is not shown any more. */
  let leaving = false
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const tabs = openLivingTabs({
    name: `cung-soan-gop-y ${user} ${report}`,
    tab,
    patience: pace.answer,
    onChanged: () => void load(),
    onHeard: () => void pump(),
  })

  const show = (changes: readonly WaitingChange[]) => {
    list.set(changes.toSorted((a, b) => a.at - b.at))
    tellUnkept()
  }
  const tellUnkept = () => unkept.set(list.get().some(({ id }) => held.has(id) || changing.has(id)))
  const load = async (): Promise<void> => {
    const seen = edits
    const known = await store.all()
    if (stopped || !known) return
    const kept = known.filter(({ id }) => !left.has(id))
    // What was read is older than what was changed here meanwhile.
    if (seen !== edits) return load()
    const here = list.get().filter(({ id }) => held.has(id))
    show([...kept.filter(({ id }) => !held.has(id)), ...here])
    void pump()
  }
  const rewrite = (id: string, next: Rewrite): Promise<void> => {
    show(list.get().flatMap((change) => (change.id === id ? (next(change) ?? []) : change)))
    if (!list.get().some((change) => change.id === id)) {
      held.delete(id)
      left.add(id)
    }
    edits++
    return store.rewrite(id, next).then((isKept) => {
      edits++
      // What it was is not what shall be sent.
      if (!isKept && list.get().some((change) => change.id === id)) held.add(id)
      tabs.tell()
    })
  }
  /** As `rewrite`; until the browser has it, the new words would be gone with the tab. */
  const reword = async (id: string, next: Rewrite) => {
    changing.add(id)
    await rewrite(id, next)
    changing.delete(id)
    tellUnkept()
    await pump()
  }

  const pump = async () => {
    if (pumping || stopped) return
    pumping = true
    try {
      for (;;) {
        const next = leaving && isAllKept() ? undefined : list.get().find((change) => isDue(change))
        if (!next) break
        await attempt(next)
      }
    } finally {
      pumping = false
      if (leaving) leave()
      wakeLater()
    }
  }
  const isDue = (change: WaitingChange): boolean => {
    const { threadId } = change.deed
    if (change.refused !== undefined || arriving.has(change.id)) return false
    if (rests.isResting(threadId) || isTaken(change)) return false
    return (
      !list.get().some((earlier) => earlier !== change && stands(earlier, change)) &&
      (leaving || options.mayGo(change.deed))
    )
  }
  const isTaken = ({ sending }: WaitingChange) =>
    sending !== undefined && sending.tab !== tab && sending.until > Date.now() && tabs.lives(sending.tab)
  /** Whether `change` must wait for `earlier`: a thread that the server does not take has no replies either. */
  const stands = (earlier: WaitingChange, change: WaitingChange) =>
    earlier.deed.threadId === change.deed.threadId &&
    list.get().indexOf(earlier) < list.get().indexOf(change) &&
    (earlier.refused === undefined || earlier.deed.type === 'create')

  const attempt = async (change: WaitingChange): Promise<void> => {
    const { id, deed } = change
    onItsWay = id
    try {
      const claimed = held.has(id) ? change : await claim(change)
      if (claimed === 'gone') return await forget(change)
      if (claimed === 'taken') {
        rests.begin(deed.threadId)
        return await load()
      }
      await options.send(claimed.deed, rests.tries(deed.threadId))
      rests.end(deed.threadId)
      options.onSent(claimed)
      await forget(claimed)
    } catch (error) {
      const failure = options.judge(error)
      if (typeof failure === 'object') await rewrite(id, (known) => released({ ...known, ...failure }))
      else {
        rests.begin(failure === 'line' ? undefined : deed.threadId)
        await store.rewrite(id, released)
      }
    } finally {
      onItsWay = undefined
    }
  }
  const claim = (change: WaitingChange) =>
    store.claim(change, { tab, until: Date.now() + pace.claim }, isTaken)
  const forget = (change: WaitingChange) => rewrite(change.id, () => undefined)

  const isAllKept = () => !list.get().some(({ id, refused }) => held.has(id) && refused === undefined)
  /** Ends it, once nothing that can still be sent lives in this tab alone. */
  const leave = () => {
    if (!isAllKept()) return
    stopped = true
    clearTimeout(timer)
    unlisten()
    tabs.stop()
    store.close()
  }
  const wakeLater = () => {
    clearTimeout(timer)
    if (stopped) return
    const claims = list.get().flatMap(({ sending }) => (sending && sending.tab !== tab ? sending.until : []))
    const due = [rests.nextEnd(), ...claims].filter((at): at is number => at !== undefined && at > Date.now())
    if (list.get().length > 0 && due.length > 0)
      timer = setTimeout(() => void pump(), Math.min(...due) - Date.now() + 1)
  }

  const keep = async (change: WaitingChange) => {
    arriving.add(change.id)
    const isKept = await store.put(change)
    arriving.delete(change.id)
    if (isKept && held.delete(change.id)) tellUnkept()
    tabs.tell()
    await pump()
  }
  void load()
  const unlisten = listenToLine(
    () => outbox.nudge(),
    () => unkept.get(),
  )

  const outbox: Outbox = {
    list,
    unkept,
    add: (deed) => {
      const last = list.get().at(-1)?.at ?? 0
      const change = { id: newId(), user, report, at: Math.max(Date.now(), last + 1), deed }
      held.add(change.id)
      show([...list.get(), change])
      void keep(change)
    },
    amend: (id, next) => {
      const change = list.get().find((one) => one.id === id)
      if (!change || onItsWay === id || isTaken(change)) return false
      void reword(id, (known) => {
        const deed = next(known.deed)
        return deed && { ...released(known), deed }
      })
      return true
    },
    nudge: () => {
      rests.endAll()
      void pump()
    },
    retry: () => {
      rests.endAll()
      for (const change of list.get()) if (change.refused !== undefined) void rewrite(change.id, unrefused)
      void pump()
    },
    giveUp: (threadId) => {
      const changes = list.get().filter(({ deed }) => deed.threadId === threadId)
      const isWhole = changes.some(({ deed, refused }) => deed.type === 'create' && refused !== undefined)
      const given = changes.filter(({ refused }) => isWhole || refused !== undefined)
      for (const { id } of given) void rewrite(id, () => undefined)
      return given
        .map(({ deed }) => wordsOf(deed))
        .filter((words) => words !== '')
        .join('\n\n')
    },
    stop: () => {
      leaving = true
      // What is on its way arrives, and shall not be sent once more at the next visit.
      if (!pumping) void pump()
    },
  }
  return outbox
}

function released({ sending: _sending, ...change }: WaitingChange): WaitingChange {
  return change
}

function unrefused({ refused: _refused, ...change }: WaitingChange): WaitingChange {
  return change
}

/** Pauses before something is tried again: for a thread, or for all where the line is down. */
function createRests({ first, longest }: OutboxPace) {
  type Rest = { readonly until: number; readonly tries: number }
  const rests = new Map<string | undefined, Rest>()
  const tries = (threadId: string | undefined) => rests.get(threadId)?.tries ?? 0
  const until = (threadId: string | undefined) => rests.get(threadId)?.until ?? 0
  return {
    tries,
    begin: (threadId: string | undefined) => {
      const pause = Math.min(longest, first * 2 ** tries(threadId))
      // Thirty pages come back on the line at once, and shall not all ask at once.
      const until = Date.now() + pause * (0.75 + Math.random() / 2)
      rests.set(threadId, { until, tries: tries(threadId) + 1 })
    },
    end: (threadId: string) => {
      rests.delete(threadId)
      rests.delete(undefined)
    },
    /** They may be tried again at once; how often they were tried is remembered. */
    endAll: () => {
      for (const [threadId, { tries }] of rests) rests.set(threadId, { until: 0, tries })
    },
    isResting: (threadId: string) => Math.max(until(threadId), until(undefined)) > Date.now(),
    nextEnd: (): number | undefined => {
      const ends = [...rests.values()].map((rest) => rest.until).filter((at) => at > Date.now())
      return ends.length > 0 ? Math.min(...ends) : undefined
    },
  }
}

function listenToLine(onBack: () => void, isUnkept: () => boolean): () => void {
  if (typeof window === 'undefined') return () => {}
  const ask = (event: BeforeUnloadEvent) => {
    if (isUnkept()) event.preventDefault()
  }
  window.addEventListener('online', onBack)
  window.addEventListener('beforeunload', ask)
  return () => {
    window.removeEventListener('online', onBack)
    window.removeEventListener('beforeunload', ask)
  }
}
