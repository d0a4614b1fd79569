import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { newId } from '../../../report/id.ts'
import { whyNowhere } from '../../../report/permission/rights.ts'
import { CLOSE, type CloseCode, isPermanent } from '../../../report/wire/close-codes.ts'
import { ERRORS, type ErrorCode } from '../../../report/wire/errors.ts'
import {
  CONNECT_PARAM,
  SPEAKS_OUR_WIRE,
  type Refusal,
  type WireEvent,
} from '../../../report/wire/messages.ts'
import { SCHEMA_VERSION } from '../../../report/wire/version.ts'
import { type Cell, type Observable, createCell } from './cell.ts'
import { type ComposingView, createCompositionGate } from './composition-gate.ts'
import { type Copy, openCopy } from './copy.ts'
import { type IdRange, holdsAny, holdsAsEmpty } from './id-ranges.ts'
import { type JournalRow, type JournalState, openJournal } from './journal.ts'
import { type KeptTexts, createKeptTexts } from './kept-texts.ts'
import { type Link, type LinkListener, type Pace, USUAL_PACE } from './link.ts'
import { type TabNews, openOtherTabs } from './other-tabs.ts'
import { type Standing, partPending } from './part-pending.ts'
import { createPendingEdits, mergeInTree } from './pending-edits.ts'
import { readableText } from './readable-text.ts'
import type { Recovered } from './recovered-text.ts'
import { type SaveState, decideSaveState, sameSaveState } from './save-state.ts'

/** Who sits here, as the session says. The server stamps it on presence again, whatever we send. */
export type PresenceUser = {
  readonly id: string
  readonly name: string
  /** The office's short name, or empty. */
  readonly office: string
  readonly color: string
}

/** Why the report cannot be opened or written any more, until somebody acts. */
export type RefusalReason = ErrorCode | CloseCode

export type Readiness = 'loading' | 'ready' | { readonly refused: RefusalReason }

export type ConnectOptions = {
  readonly reportId: string
  readonly user: PresenceUser
  readonly epoch: string
  /** `ws://HOST/sync`; by default this page's host. */
  readonly serverUrl?: string
  readonly Socket?: typeof WebSocket
  readonly pace?: Partial<Pace>
  /**
   * Asks the server who one is in the report and who may write where. Without it a refusal by rights ends the connection
   * as any other does.
   */
  readonly standing?: () => Promise<Standing>
}

export type ReportConnection = {
  /** The copy that is worked in now: another one after each raise of `generation`. */
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /**
   * Raised when the report was fetched anew because this copy held something the server refused. Whoever shows the doc
   * lets go of the old one before the listener returns: what is typed into it afterwards goes nowhere.
   */
  readonly generation: Observable<number>
  readonly user: PresenceUser
  readonly save: Observable<SaveState>
  readonly ready: Observable<Readiness>
  /** `off`: unsent text would not survive closing this tab; say so while offline. */
  readonly journal: Observable<JournalState>
  /** Closing the page now would lose text. The browser's own question is asked while this is true. */
  readonly unkept: Observable<boolean>
  /** What the report did not take, now and at earlier visits. */
  readonly kept: Pick<KeptTexts, 'list' | 'forget' | 'forgetSection' | 'setHandover'>
  /** What is pending now, readable: to copy before reloading. */
  readonly unsentText: () => string
  /** Something beside the text changed; returns the unsubscriber. */
  readonly onEvent: (listener: (event: WireEvent) => void) => () => void
  /** Others' edits wait while an input method composes in this view. */
  readonly bindView: (view: ComposingView) => () => void
  /** Tries again at once: after signing in anew, or by a button. */
  readonly retry: () => void
  /** Closes; text that is on its way gets a moment to arrive. */
  readonly stop: () => Promise<void>
}

/** What is sent together; the first edit after a pause goes at once. Keeps a fast typist below the rate limit. */
const LOCAL_WINDOW = 40
/** The server takes frames up to 1 MiB, and a first sync up to 8: a pasted volume goes with the latter. */
const LARGEST_UPDATE = 1_000_000
/** How long `stop` waits for what is on its way. */
const FAREWELL = 3000
const FROM_JOURNAL = 'journal'
/** An update that says nothing. */
const NOTHING = new Uint8Array([0, 0])

/** The server took this for something its author may not write: with other rights, or in part, it can be taken. */
const BY_RIGHTS: readonly string[] = [
  'reads-only',
  'report-signed',
  'section-of-others',
  'section-approved',
  'section-locked',
  'outline-of-coordinator',
] satisfies ErrorCode[]
/** Rights that explain no refusal, so many times in a row: then nothing is sent any more. */
const FRUITLESS = 2

/** How the clean copy comes: a number when the server has closed its door for good. */
type Arrival = 'under way' | 'here' | CloseCode

/** Opens a report: its doc, who is here, and the truth about what is saved. */
export function connectReport(options: ConnectOptions): ReportConnection {
  const { reportId, user, epoch } = options
  const pace = { ...USUAL_PACE, ...options.pace }
  const place = { user: user.id, report: reportId, epoch }
  const journal = openJournal(place)
  const otherTabs = openOtherTabs(place, handleNews)
  const ready = createCell<Readiness>('loading')
  const save = createCell<SaveState>({ state: 'saving', pending: 0 }, sameSaveState)
  const generation = createCell(0)
  const unkept = createCell(false)
  const eventListeners = new Set<(event: WireEvent) => void>()

  let opening = true
  let adopted = false
  let journalRead = false
  /** Ends the wait for all that the server has: the line broke. */
  let stopWaiting: (() => void) | undefined
  let closed: number | undefined
  /** Set while nobody but a person can make the server take our edits. */
  let refused: RefusalReason | undefined
  /** This copy of the doc holds edits the server refused; nothing built on them can ever be taken. */
  let astray: ErrorCode | undefined
  let stopped = false
  /** The clean copy that is being fetched in place of one that holds refused edits. */
  let fetching: Copy | undefined
  let askingWhy = false
  /** Refused although the rights allowed all of it, so many times in a row. */
  let fruitless = 0
  /** What other tabs say the report will never hold, as far as this copy may still show it. */
  let gone: readonly IdRange[] = []

  const gate = createCompositionGate({ onOpen: () => copy.link.takeInWaiting() })
  const edits = createPendingEdits({ place, journal, onChange: () => tellSaveState() })
  const kept = createKeptTexts({
    journal,
    stranded: async () => {
      // While the report is closed to this person, what waits for it waits in vain.
      if (refused === undefined) return []
      const here = new Set(edits.rowIds())
      return (await journal.waiting()).filter(({ id }) => !here.has(id))
    },
    whyWaiting: (row) => (row.epoch === epoch ? 'no-access' : 'epoch'),
    onChange: () => otherTabs.tell({ type: 'kept' }),
  })
  const tellUnkept = () => unkept.set(edits.unkept.get() || kept.unkept.get())
  edits.unkept.subscribe(tellUnkept)
  kept.unkept.subscribe(tellUnkept)

  function open(listener: LinkListener, onUpdate: (update: Uint8Array, origin: unknown) => void): Copy {
    return openCopy({
      user: { ...user },
      onUpdate,
      serverUrl: options.serverUrl ?? ownServer(),
      room: reportId,
      params: {
        [CONNECT_PARAM.wire]: SPEAKS_OUR_WIRE,
        [CONNECT_PARAM.schema]: String(SCHEMA_VERSION),
        [CONNECT_PARAM.epoch]: epoch,
      },
      Socket: options.Socket ?? WebSocket,
      pace,
      gateClosed: () => fetching === undefined && gate.closed(),
      listener,
    })
  }
  const handleEvent = (event: WireEvent) => {
    for (const listener of Array.from(eventListeners)) listener(event)
  }
  const listener: LinkListener = {
    onSyncFrame: handleSyncFrame,
    onSettled: handleSettled,
    onRefused: handleRefusal,
    onDenied: () => {
      if (edits.count() > 0) handleRefusal({ frame: copy.link.settled() + 1, code: 'no-access' })
    },
    onEvent: handleEvent,
    onSynced: () => {
      closed = undefined
      tellSaveState()
      void becomeReady()
    },
    onClosed: handleClosed,
  }
  let copy = open(listener, handleUpdate)
  void kept.reload()

  function tellSaveState() {
    const { link } = copy
    save.set(
      decideSaveState({
        opening: opening || (fetching !== undefined && closed === undefined),
        synced: link.synced(),
        sent: link.sent(),
        settled: link.settled(),
        pending: edits.count(),
        unread: link.asked() && !journalRead,
        closed,
        refused,
      }),
    )
  }

  // What the person writes.

  let sendTimer: ReturnType<typeof setTimeout> | undefined
  let lastSent = Number.NEGATIVE_INFINITY

  function sendUnsent() {
    clearTimeout(sendTimer)
    sendTimer = undefined
    if (refused !== undefined || fetching) return
    if (!copy.link.asked()) {
      if (copy.link.synced()) void keepUnaskedFor()
      return
    }
    const update = edits.unsent()
    if (!update) return
    lastSent = Date.now()
    if (update.length > LARGEST_UPDATE) copy.link.syncAnew()
    else copy.link.send(update)
  }
  function handleUpdate(update: Uint8Array, origin: unknown) {
    if (origin === copy.link.provider || origin === FROM_JOURNAL) return
    edits.add(update)
    if (astray) return keepRefused(astray)
    const due = lastSent + LOCAL_WINDOW - Date.now()
    if (due <= 0 || due > LOCAL_WINDOW) sendUnsent()
    else sendTimer ??= setTimeout(sendUnsent, due)
  }

  // Coming and going.

  function handleSyncFrame(ordinal: number) {
    if (fetching) return
    edits.sent(ordinal)
    // A server may ask for our state only after it has sent its own.
    if (copy.link.synced() && !adopted) void becomeReady()
  }
  function handleSettled() {
    edits.settled(copy.link.settled())
    if (edits.count() > 0 || fetching) return
    fruitless = 0
    // Everything is settled, so a copy fetched now tells whether these are in the report or not.
    gone = gone.filter((range) => holdsAny(copy.doc, [range]))
    if (gone.length > 0) leaveCopy('section-of-others')
  }
  async function becomeReady() {
    if (!copy.link.asked()) void keepUnaskedFor()
    else if (!adopted && !(await adoptJournal())) return
    if (stopped || refused !== undefined || fetching) return
    sendUnsent()
    ready.set('ready')
  }
  /**
   * What an earlier visit could not send. After the first sync, so that it lands in a report that exists; and after all the
   * server has: the first answer may be older than what another tab has sent as empty meanwhile, and the letters would stand
   * here and nowhere else. False when the line broke: the next one will do.
   */
  async function adoptJournal(): Promise<boolean> {
    adopted = true
    if ((await journal.waiting()).length > 0 && !(await isCurrent())) {
      adopted = false
      return false
    }
    const rows = await journal.waiting()
    journalRead = true
    if (stopped) return true
    edits.adopt(rows)
    const update = mergeInTree(rows.map((row) => row.update))
    if (update) Y.applyUpdate(copy.doc, update, FROM_JOURNAL)
    // Built on what another tab has kept meanwhile, it would wait at the server for ever.
    const isWhole = copy.doc.store.pendingStructs === null
    // Sent as empty by a visit whose browser could not note what they said: the server would call them saved.
    const isEmpty = update !== undefined && holdsAsEmpty(copy.doc, update)
    if (!isWhole || isEmpty || holdsAny(copy.doc, gone)) leaveCopy('section-of-others')
    return true
  }
  function isCurrent(): Promise<boolean> {
    return new Promise((resolve) => {
      stopWaiting = () => resolve(false)
      if (stopped || !copy.link.synced()) resolve(false)
      else copy.link.whenCurrent(() => resolve(true))
    })
  }
  /** A reader's state is never asked for: what they wrote while they still might write would wait for ever. */
  async function keepUnaskedFor() {
    if (askingWhy || !options.standing) return
    askingWhy = true
    const isWaiting = edits.count() > 0 || (!adopted && (await journal.waiting()).length > 0)
    const standing = isWaiting ? await options.standing().catch(() => undefined) : undefined
    askingWhy = false
    const why = standing && whyNowhere(standing.writer, standing.rights.stage)
    if (why === undefined || stopped || fetching || copy.link.asked()) return
    if (!adopted && !(await adoptJournal())) return
    leaveCopy(why)
  }
  function handleClosed(code: number | undefined) {
    stopWaiting?.()
    if (fetching) return
    opening = false
    closed = code
    if (code === CLOSE.badData) {
      // Sent again at the next visit, it would close the report to its author for ever.
      astray = 'bad-request'
      keepRefused(astray)
    }
    edits.unsend()
    if (code !== undefined && isPermanent(code)) shut(code as CloseCode)
    tellSaveState()
  }
  function shut(reason: RefusalReason) {
    refused = reason
    ready.set({ refused })
    void kept.reload()
  }
  /**
   * Later edits build on the refused one and cannot be taken either: this copy of the report has left everybody else's.
   * By rights: another copy is fetched. Otherwise the connection ends here; what was written is kept to be read, and
   * opening the report anew gives a clean copy.
   */
  function handleRefusal({ frame, code }: Refusal) {
    const reason = code in ERRORS ? (code as ErrorCode) : 'internal'
    if (BY_RIGHTS.includes(reason) && options.standing) return leaveCopy(reason)
    astray = reason
    keepRefused(reason, frame)
    copy.link.disconnect()
    shut(reason)
    tellSaveState()
  }
  function keepRefused(code: ErrorCode, fromFrame = 0) {
    const row = edits.refuse(fromFrame, code)
    if (!row) return
    kept.hold(row, false)
    void kept.reload()
  }

  // A copy that holds what the report will never hold.

  /** Goes on in a clean copy. What is typed until then goes the same way as what was refused. */
  function leaveCopy(code: ErrorCode) {
    if (fetching || refused !== undefined || !options.standing) return
    if (stopped) {
      // Called saved next, it would be dropped: the journal keeps it, and the next visit goes on in a clean copy.
      edits.unsend()
      return copy.link.disconnect()
    }
    const arrival = createCell<Arrival>('under way')
    const next = open(
      { ...listener, ...arrivalListener(arrival, () => (fetching === next ? next.link : undefined)) },
      (update, origin) => copy === next && handleUpdate(update, origin),
    )
    fetching = next
    closed = undefined
    copy.link.disconnect()
    edits.unsend()
    tellSaveState()
    void moveTo(next, code, arrival)
  }
  /** Until the copy is the one that is worked in, it only arrives, or is refused. */
  function arrivalListener(arrival: Cell<Arrival>, arriving: () => Link | undefined): Partial<LinkListener> {
    return {
      onSynced: () => {
        const link = arriving()
        if (!link) return listener.onSynced()
        closed = undefined
        link.whenCurrent(() => arrival.set('here'))
        tellSaveState()
      },
      onClosed: (code) => {
        if (!arriving()) return listener.onClosed(code)
        closed = code ?? 0
        if (code !== undefined && isPermanent(code)) arrival.set(code as CloseCode)
        tellSaveState()
      },
    }
  }
  async function moveTo(next: Copy, code: ErrorCode, arrival: Observable<Arrival>): Promise<void> {
    await until(arrival, () => arrival.get() !== 'under way' || stopped)
    const standing = await askStanding(() => stopped || typeof arrival.get() === 'number')
    const shutBy = arrival.get()
    if (stopped || !standing || typeof shutBy === 'number') {
      next.stop()
      fetching = undefined
      // What waits stays in the journal: the same will be tried again when the door opens.
      if (typeof shutBy === 'number') shut(shutBy)
      return tellSaveState()
    }
    await partAndKeep(next, code, standing)
  }
  async function askStanding(isVain: () => boolean): Promise<Standing | undefined> {
    for (let attempt = 0; !isVain(); attempt++) {
      try {
        return await options.standing?.()
      } catch {
        const delay = pace.reconnect({ attempt, code: undefined, online: true })
        await new Promise((resolve) => setTimeout(resolve, delay))
      }
    }
    return undefined
  }
  /**
   * Until the journal has what is kept, nothing of the rest may leave: what the server has once taken as empty it takes for
   * known ever after, and a crash in between would have it call the journal's letters saved.
   */
  async function partAndKeep(next: Copy, code: ErrorCode, standing: Standing): Promise<void> {
    const ids = { kept: newId(), sent: newId() }
    for (let rev = 1; ; rev++) {
      await gate.opened()
      if (stopped) return next.stop()
      const gathered = edits.gather()
      const parted = partPending({
        diverged: copy.doc,
        clean: next.doc,
        pending: gathered.update ?? NOTHING,
        standing,
        code,
        keepAll: fruitless >= FRUITLESS,
      })
      const at = gathered.rows[0]?.at ?? Date.now()
      const sent: JournalRow | undefined = parted.allowed && {
        ...place,
        id: ids.sent,
        at,
        rev,
        update: parted.allowed,
      }
      let recovered: Recovered = { sections: [], gone: [] }
      let missing: readonly IdRange[] = []
      const rowOf = (): JournalRow | undefined =>
        recovered.sections.length === 0
          ? undefined
          : { ...place, id: ids.kept, at, rev, update: NOTHING, refused: code, recovered }
      const decide = (rows: readonly JournalRow[]) => {
        const others = rows.filter(({ id }) => id !== ids.kept)
        ;({ missing, ...recovered } = parted.recover(others.flatMap((row) => row.recovered?.gone ?? [])))
        const put = [rowOf(), sent].filter((row) => row !== undefined)
        // What the round before this one had put, if nothing is left of it.
        const before = [ids.kept, ids.sent].filter((id) => put.every((row) => row.id !== id))
        return { put, drop: [...gathered.rows, ...before.map((id) => ({ id, rev }))] }
      }
      const isKept = await journal.rewrite(decide)
      if (!isKept) decide([])
      // Typed while the journal was at work: once more, with all of it.
      if (edits.rowIds().length > gathered.rows.length || gate.closed()) continue
      if (stopped) return next.stop()
      fruitless = parted.explained ? 0 : fruitless + 1
      edits.replace(gathered, sent, isKept)
      const row = rowOf()
      if (row) kept.hold(row, isKept)
      if (missing.length > 0) otherTabs.tell({ type: 'gone', epoch, ids: missing, code })
      if (row) otherTabs.tell({ type: 'kept' })
      const doubtful = gone.filter((range) => !holdsAny(next.doc, [range]))
      workIn(next, parted.allowed)
      gone = parted.allowed ? doubtful.filter((range) => holdsAny(next.doc, [range])) : []
      return
    }
  }
  function workIn(next: Copy, allowed: Uint8Array | undefined) {
    const left = copy
    if (allowed) Y.applyUpdate(next.doc, allowed, FROM_JOURNAL)
    copy = next
    fetching = undefined
    // It has arrived, so whoever shows it may.
    ready.set('ready')
    generation.set(generation.get() + 1)
    left.stop()
    tellSaveState()
    if (next.link.synced()) void becomeReady()
  }
  function handleNews(news: TabNews) {
    if (stopped) return
    void kept.reload()
    if (news.type !== 'gone' || news.epoch !== epoch) return
    // Before the journal is read the copy may yet take in what is gone.
    gone = [...gone, ...news.ids.filter((range) => !journalRead || holdsAny(copy.doc, [range]))]
    if (holdsAny(copy.doc, gone)) leaveCopy(news.code in ERRORS ? (news.code as ErrorCode) : 'internal')
  }

  // The browser's page.

  const handleBeforeUnload = (event: BeforeUnloadEvent) => {
    if (unkept.get()) event.preventDefault()
  }
  const unlisten = listenToLeaving(handleBeforeUnload, sendUnsent)

  return {
    get doc() {
      return copy.doc
    },
    get awareness() {
      return copy.awareness
    },
    generation,
    user,
    save,
    ready,
    journal: journal.state,
    unkept,
    kept: {
      ...kept,
      forget: (ids) => {
        edits.forgetRefused(ids)
        return kept.forget(ids)
      },
    },
    unsentText: () => {
      const update = edits.all()
      return update ? readableText(update) : ''
    },
    onEvent: (listen) => {
      eventListeners.add(listen)
      return () => eventListeners.delete(listen)
    },
    bindView: gate.bind,
    retry: () => {
      if (astray || stopped || fetching) return
      refused = undefined
      if (ready.get() !== 'ready') ready.set('loading')
      copy.link.reconnect()
      tellSaveState()
    },
    stop: async () => {
      if (stopped) return
      stopped = true
      unlisten()
      sendUnsent()
      copy.awareness.setLocalState(null)
      if (copy.link.synced() && save.get().state === 'saving') await settledWithin(save, FAREWELL)
      clearTimeout(sendTimer)
      fetching?.stop()
      copy.stop()
      otherTabs.close()
      journal.close()
    },
  }
}

function until<T>(observable: Observable<T>, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isSo()) return resolve()
    const unsubscribe = observable.subscribe(() => {
      if (!isSo()) return
      unsubscribe()
      resolve()
    })
  })
}

function ownServer(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/sync`
}

function settledWithin(save: Observable<SaveState>, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
    const timer = setTimeout(done, patience)
    const unsubscribe = save.subscribe(() => {
      if (save.get().state !== 'saving') done()
    })
  })
}

/** `pagehide` is the last moment to send what waits for its window; `beforeunload` may still ask the person. */
function listenToLeaving(ask: (event: BeforeUnloadEvent) => void, sendUnsent: () => void): () => void {
  if (typeof window === 'undefined') return () => {}
  window.addEventListener('beforeunload', ask)
  window.addEventListener('pagehide', sendUnsent)
  return () => {
    window.removeEventListener('beforeunload', ask)
    window.removeEventListener('pagehide', sendUnsent)
  }
}
