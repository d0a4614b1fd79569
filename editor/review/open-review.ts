import { newId } from '../../report/id.ts'
import type { Anchor, Author, Thread } from '../../report/wire/review.ts'
import { calmly } from '../draft/calmly.ts'
import { createCell } from '../draft/connection/cell.ts'
import type { ReportConnection } from '../draft/connection/connection.ts'
import { ApiError } from '../rest/request.ts'
import {
  changeMessage,
  changeThread,
  fetchThreads,
  markThreadsRead,
  postMessage,
  postThread,
  putAnswer,
  removeAnswer,
  removeMessage,
} from '../rest/review.ts'
import { type Failure, openOutbox, type OutboxPace } from './outbox/outbox.ts'
import type { OpenThread, Review, ReviewState, Selected, TextPlace } from './review.ts'
import { readTextOrder } from './marks/text-order.ts'
import { CHOSEN, createThreadPlaces, type ThreadPlaces } from './marks/thread-places.ts'
import { threadWith } from './outbox/thread-with.ts'
import { standsOnText, type ThreadDeed, type WaitingChange } from './outbox/waiting-change.ts'

export type OpenReviewOptions = {
  readonly reportId: string
  /** Who one is in the report now: one's role may change while it is open. */
  readonly me: () => Author
  readonly connection: ReportConnection
  /** Why the server does not take something, as it is said to its author. */
  readonly sayWhy: (error: unknown) => string
  readonly pace?: Partial<OutboxPace & { readonly redraw: number; readonly readMarks: number }>
}

/** What the text field knows and the threads do not. */
export type TextField = { readonly placeOf: (of: string | Selected) => TextPlace | undefined }

/** The review with what the text field needs of it. */
export type OpenedReview = Review & {
  readonly places: ThreadPlaces
  readonly bindField: (field: TextField) => () => void
  readonly setSelected: (selected: Selected | undefined) => void
}

/** Anchors change with keys; where their cards stand in the list does not have to follow each. */
const REDRAW = 150
const READ_MARKS = 500
/** After so many tries characters that never reached the server are not waited for: the words are looked for instead. */
const TRIES_BY_POSITION = 4
/** Nothing else asks again while the report is open and its threads could not be fetched. */
const FETCH_AGAIN = 5000

export function openReview(options: OpenReviewOptions): OpenedReview {
  const { reportId, connection, me } = options
  const pace = { redraw: REDRAW, readMarks: READ_MARKS, ...options.pace }
  const threads = createCell<readonly OpenThread[]>([], sameList)
  const state = createCell<ReviewState>('loading')
  const active = createCell<string | undefined>(undefined)
  const composing = createCell<Selected | undefined>(undefined)
  const attaching = createCell<string | undefined>(undefined)
  const selected = createCell<Selected | undefined>(undefined, sameSelected)
  const places = createThreadPlaces(connection)
  const known = new Map<string, Thread>()
  const reads = createReadMarks()
  const shown = createShownThreads()
  let field: TextField | undefined
  let rev = 0
  let stopped = false
  /** The server has it, and what it says of it is being fetched. */
  let sent: readonly WaitingChange[] = []

  const outbox = openOutbox({
    user: me().userId,
    report: reportId,
    ...(options.pace ? { pace: options.pace } : {}),
    send: async (deed, tries) => {
      const thread = await sendDeed(reportId, tries < TRIES_BY_POSITION ? deed : byWords(deed))
      if (thread) learn([thread])
    },
    judge: (error) => judge(error, options.sayWhy),
    mayGo: (deed) => !standsOnText(deed) || connection.save.get().state === 'saved',
    onSent: (change) => {
      sent = [...sent, change]
      fetching.ask()
    },
  })

  const learn = (fetched: readonly Thread[]) => {
    for (const thread of fetched) {
      if ((known.get(thread.id)?.rev ?? -1) <= thread.rev) known.set(thread.id, thread)
    }
  }
  const fetching = createFetching(async (signal) => {
    const covered = new Set(sent)
    try {
      const page = await fetchThreads(reportId, rev, signal)
      if (stopped) return
      if (page.anew) known.clear()
      learn(page.threads)
      rev = page.rev
      sent = sent.filter((change) => !covered.has(change))
      state.set('ready')
      draw()
    } catch {
      if (stopped) return
      if (state.get() === 'loading') state.set('failed')
      setTimeout(() => stopped || fetching.ask(), FETCH_AGAIN)
    }
  })

  const draw = () => {
    if (stopped) return
    const waiting = outbox.list.get()
    const changes = byThread([...sent.filter(({ id }) => !waiting.some((one) => one.id === id)), ...waiting])
    const ids = new Set([...known.keys(), ...changes.keys()])
    for (const id of ids) placeThread(id, changes.get(id) ?? [])
    places.keepOnly(ids)
    threads.set(shown.read({ ids, known, changes, sent, places, reads, me: me() }))
  }
  const placeThread = (id: string, changes: readonly WaitingChange[]) => {
    const chosen = changes.findLast(({ deed }) => deed.type === 'attach' || deed.type === 'create')?.deed
    const base = known.get(id)
    if (chosen && (!base || chosen.type === 'attach') && 'anchor' in chosen)
      places.setDraft(id, chosen.anchor)
    else if (base) places.set(id, base.anchor)
  }

  const redraw = createSlowly(draw, pace.redraw)
  const sendReadMarks = createSlowly(() => {
    for (const [at, ids] of reads.take())
      markThreadsRead(reportId, ids, at).catch(() => reads.putBack(ids, known))
  }, pace.readMarks)

  const news = calmly(() => fetching.ask())
  let away = false
  const followLine = () => {
    const { state: line } = connection.save.get()
    const isOn = line === 'saved' || line === 'saving'
    if (isOn && away) {
      news.tell()
      sendReadMarks.soon()
    }
    if ((isOn && away) || line === 'saved') outbox.nudge()
    away = !isOn
  }
  const stops = [
    outbox.list.subscribe(draw),
    composing.subscribe(() => {
      const on = composing.get()
      // The composer comes first; a card can be opened beside it.
      if (on) active.set(undefined)
      if (on) places.setDraft(CHOSEN, on.anchor)
      else places.delete(CHOSEN)
    }),
    places.onChange(redraw.soon),
    connection.onEvent(({ type }) => type === 'threads' && news.tell()),
    connection.generation.subscribe(news.tell),
    connection.save.subscribe(followLine),
    news.stop,
    redraw.stop,
    sendReadMarks.stop,
    fetching.stop,
    outbox.stop,
    places.stop,
  ]
  fetching.ask()

  /** The change that brought a message here, while it can still be taken back. */
  const unsent = (messageId: string) =>
    outbox.list
      .get()
      .find(
        ({ deed }) =>
          (deed.type === 'reply' ? deed.messageId : deed.type === 'create' && deed.threadId) === messageId,
      )

  return {
    threads,
    state,
    active,
    composing,
    attaching,
    selected,
    placeOf: (of) => field?.placeOf(of),
    create: (on, { kind, text }) => {
      const threadId = newId()
      const { anchor, sectionId, quote } = on
      outbox.add({ type: 'create', threadId, anchor, sectionId, quote, kind, text: tidy(text) })
      composing.set(undefined)
      active.set(threadId)
      return threadId
    },
    reply: (threadId, text) => outbox.add({ type: 'reply', threadId, messageId: newId(), text: tidy(text) }),
    editMessage: (threadId, messageId, text) => {
      const change = unsent(messageId)
      const isAmended =
        change && outbox.amend(change.id, (deed) => ('text' in deed ? { ...deed, text: tidy(text) } : deed))
      if (!isAmended) outbox.add({ type: 'edit', threadId, messageId, text: tidy(text) })
    },
    deleteMessage: (threadId, messageId) => {
      const change = unsent(messageId)
      const isTakenBack = change?.deed.type === 'reply' && outbox.amend(change.id, () => undefined)
      if (!isTakenBack) outbox.add({ type: 'delete', threadId, messageId })
    },
    resolve: (threadId, resolved) => outbox.add({ type: 'resolve', threadId, resolved }),
    changeKind: (threadId, kind) => outbox.add({ type: 'kind', threadId, kind }),
    answer: (threadId, answer) =>
      outbox.add({
        type: 'answer',
        threadId,
        answer: answer && { kind: answer.kind, text: tidy(answer.text) },
      }),
    attach: (threadId, anchor) => outbox.add({ type: 'attach', threadId, anchor }),
    markRead: (threadIds) => {
      if (!reads.mark(threadIds, known)) return
      redraw.soon()
      sendReadMarks.soon()
    },
    retry: () => {
      outbox.retry()
      fetching.ask()
    },
    giveUp: (threadId) => outbox.giveUp(threadId),
    reload: () => {
      if (state.get() === 'failed') state.set('loading')
      fetching.ask()
    },
    stop: () => {
      stopped = true
      for (const stop of stops) stop()
    },
    places,
    bindField: (next) => {
      field = next
      return () => {
        if (field === next) field = undefined
      }
    },
    setSelected: selected.set,
  }
}

function byThread(changes: readonly WaitingChange[]): ReadonlyMap<string, readonly WaitingChange[]> {
  const groups = new Map<string, WaitingChange[]>()
  for (const change of changes) {
    const { threadId } = change.deed
    groups.set(threadId, [...(groups.get(threadId) ?? []), change])
  }
  return groups
}

function tidy(text: string): string {
  return text.normalize('NFC').trim()
}

/** Answers the thread where the server does. */
async function sendDeed(reportId: string, deed: ThreadDeed): Promise<Thread | undefined> {
  const { threadId } = deed
  switch (deed.type) {
    case 'create': {
      const { anchor, kind, text } = deed
      return postThread(reportId, { id: threadId, anchor, kind, text })
    }
    case 'reply':
      return nothing(postMessage(reportId, threadId, { id: deed.messageId, text: deed.text }))
    case 'edit':
      return nothing(changeMessage(reportId, threadId, deed.messageId, deed.text))
    case 'delete':
      return nothing(removeMessage(reportId, threadId, deed.messageId))
    case 'resolve':
      return changeThread(reportId, threadId, { resolved: deed.resolved })
    case 'kind':
      return changeThread(reportId, threadId, { kind: deed.kind })
    case 'attach':
      return changeThread(reportId, threadId, { anchor: deed.anchor })
    case 'answer':
      return nothing(
        deed.answer ? putAnswer(reportId, threadId, deed.answer) : removeAnswer(reportId, threadId),
      )
  }
}

async function nothing(sending: Promise<void>): Promise<undefined> {
  await sending
}

/** As the deed, with its words looked for where its characters are unknown. */
function byWords(deed: ThreadDeed): ThreadDeed {
  if (!('anchor' in deed) || deed.anchor.kind !== 'range') return deed
  const { rel: _, ...anchor } = deed.anchor
  return { ...deed, anchor }
}

const LINE_IS_DOWN: readonly ApiError['code'][] = [
  'network',
  'timeout',
  'unexpected-answer',
  'not-signed-in',
  'password-change-required',
  'too-many-requests',
]
const LATER: readonly ApiError['code'][] = ['text-not-here-yet', 'internal', 'storage-failed']

function judge(error: unknown, sayWhy: (error: unknown) => string): Failure {
  if (!(error instanceof ApiError)) return 'not-yet'
  if (LINE_IS_DOWN.includes(error.code)) return 'line'
  if (LATER.includes(error.code)) return 'not-yet'
  return { refused: sayWhy(error) }
}

/** One request at a time; what is asked for while one runs is asked for once more behind it. */
function createFetching(fetchOnce: (signal: AbortSignal) => Promise<void>) {
  const abort = new AbortController()
  let running = false
  let again = false
  const ask = () => {
    again = true
    if (!running) void run()
  }
  const run = async () => {
    running = true
    while (again && !abort.signal.aborted) {
      again = false
      await fetchOnce(abort.signal)
    }
    running = false
  }
  return { ask, stop: () => abort.abort() }
}

/** At the latest so long after it was first asked for. */
function createSlowly(act: () => void, delay: number) {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    soon: () => {
      timer ??= setTimeout(() => {
        timer = undefined
        act()
      }, delay)
    },
    stop: () => clearTimeout(timer),
  }
}

type ReadMarks = ReturnType<typeof createReadMarks>

/** What was read here, until the server says the same. */
function createReadMarks() {
  const readAt = new Map<string, number>()
  let waiting = new Set<string>()
  const latest = ({ messages, answer, resolved }: Thread) =>
    Math.max(
      answer?.at ?? 0,
      resolved?.at ?? 0,
      ...messages.map(({ at, editedAt, deletedAt }) => Math.max(at, editedAt ?? 0, deletedAt ?? 0)),
    )
  return {
    of: ({ id, readAt: said }: Thread) => Math.max(said, readAt.get(id) ?? 0),
    /** Whether there was anything new in them. */
    mark: (ids: readonly string[], known: ReadonlyMap<string, Thread>): boolean => {
      let isNews = false
      for (const id of ids) {
        const thread = known.get(id)
        const at = thread ? latest(thread) : 0
        if (!thread || Math.max(thread.readAt, readAt.get(id) ?? 0) >= at) continue
        readAt.set(id, at)
        waiting.add(id)
        isNews = true
      }
      return isNews
    },
    /**
     * The threads by what was seen of each: what came to one of them since then is not read because another one has been
     * looked at later.
     */
    take: (): ReadonlyMap<number, readonly string[]> => {
      const taken = [...waiting].slice(0, 1000)
      waiting = new Set([...waiting].slice(1000))
      const groups = new Map<number, string[]>()
      for (const id of taken) {
        const at = readAt.get(id) ?? 0
        groups.set(at, [...(groups.get(at) ?? []), id])
      }
      return groups
    },
    /** Those that are gone meanwhile are nobody's to read. */
    putBack: (ids: readonly string[], known: ReadonlyMap<string, Thread>) => {
      waiting = new Set([...waiting, ...ids.filter((id) => known.has(id))])
    },
  }
}

type Facts = {
  readonly ids: ReadonlySet<string>
  readonly known: ReadonlyMap<string, Thread>
  readonly changes: ReadonlyMap<string, readonly WaitingChange[]>
  readonly sent: readonly WaitingChange[]
  readonly places: ThreadPlaces
  readonly reads: ReadMarks
  readonly me: Author
}

type Drawn = {
  readonly from: readonly unknown[]
  readonly open: OpenThread
}

/** Makes the list; a thread of which nothing has changed stays the object that it was. */
function createShownThreads() {
  let drawn = new Map<string, Drawn>()
  return {
    read: (facts: Facts): readonly OpenThread[] => {
      const now = new Map<string, Drawn>()
      for (const id of facts.ids) {
        const one = drawThread(id, facts, drawn.get(id))
        if (one) now.set(id, one)
      }
      drawn = now
      return inOrder(
        [...now.values()].map(({ open }) => open),
        facts.places,
      )
    },
  }
}

function drawThread(id: string, facts: Facts, before: Drawn | undefined): Drawn | undefined {
  const { known, places, reads, me } = facts
  const changes = facts.changes.get(id) ?? []
  const base = known.get(id)
  const place = places.place(id)
  const kept = places.anchor(id) ?? base?.anchor
  const created = changes.find(({ deed }) => deed.type === 'create')?.deed
  const wished = created?.type === 'create' ? created.sectionId : null
  const sectionId = kept ? sectionOf(place && 'sectionId' in place ? place : kept) : wished
  // Words that have not arrived yet have no place, and are not lost.
  const lost = kept !== undefined && 'lost' in kept && kept.lost
  const readAt = base ? reads.of(base) : 0
  const sending = sendingOf(changes.filter((change) => !facts.sent.includes(change)))
  const said = typeof sending === 'object' ? sending.refused : sending
  const from = [base, sectionId, lost, readAt, said, changes.length > 0 ? me : undefined, ...changes]
  if (before && sameList(before.from, from)) return before
  const anchorOf = (deed: ThreadDeed & { type: 'create' }) => kept ?? unplaced(deed)
  const thread = threadWith(base && { ...base, readAt }, changes, me, anchorOf)
  return thread && { from, open: { thread, sending, sectionId, lost } }
}

function sectionOf(of: { readonly sectionId: string } | Anchor): string | null {
  return 'sectionId' in of ? of.sectionId : null
}

function sendingOf(changes: readonly WaitingChange[]): OpenThread['sending'] {
  const refused = changes.find((change) => change.refused !== undefined)?.refused
  if (refused !== undefined) return { refused }
  return changes.length > 0 ? 'waiting' : 'sent'
}

/** The anchor of a thread whose words this copy does not have. */
function unplaced({ anchor, sectionId, quote }: ThreadDeed & { type: 'create' }): Anchor {
  switch (anchor.kind) {
    case 'report':
      return anchor
    case 'section':
      return { kind: 'section', sectionId: anchor.sectionId, quote, lost: false }
    case 'block':
      return { kind: 'block', blockId: anchor.blockId, sectionId: sectionId ?? '', quote, lost: false }
    case 'range':
      return {
        kind: 'range',
        sectionId: sectionId ?? '',
        quote,
        prefix: '',
        suffix: '',
        pieces: [],
        lost: false,
      }
  }
}

function inOrder(threads: readonly OpenThread[], places: ThreadPlaces): readonly OpenThread[] {
  const doc = places.doc()
  const order = doc && readTextOrder(doc)
  const keyed = threads.map((open) => {
    const place = places.place(open.thread.id)
    const at = place ? order?.ofPlace(place) : open.lost ? Infinity : order?.ofSection(open.sectionId)
    return { open, at: at ?? 0 }
  })
  return keyed
    .toSorted((a, b) => compare(a.at, b.at) || a.open.thread.createdAt - b.open.thread.createdAt)
    .map(({ open }) => open)
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => Object.is(one, b[index]))
}

function sameSelected(a: Selected | undefined, b: Selected | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
