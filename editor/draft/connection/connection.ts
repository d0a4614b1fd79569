import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { CLOSE, type CloseCode, isPermanent } from '../../../report/wire/close-codes.ts'
import { ERRORS, type ErrorCode } from '../../../report/wire/errors.ts'
import {
  CONNECT_PARAM,
  SPEAKS_OUR_WIRE,
  type Refusal,
  type WireEvent,
} from '../../../report/wire/messages.ts'
import { SCHEMA_VERSION } from '../../../report/wire/version.ts'
import { type Observable, createCell } from './cell.ts'
import { type ComposingView, createCompositionGate } from './composition-gate.ts'
import { type JournalRow, type JournalState, openJournal } from './journal.ts'
import { type Pace, USUAL_PACE, createLink } from './link.ts'
import { createPendingEdits, mergeInTree } from './pending-edits.ts'
import { readableText } from './readable-text.ts'
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

/** Text that the server did not take, or that belongs to a history that is gone. It never vanishes by itself. */
export type KeptText = {
  readonly id: string
  /** When it was written, milliseconds. */
  readonly at: number
  /** What was written, readable; empty when the edit only deleted or formatted. */
  readonly text: string
  /** Why it was not taken; `epoch`: it was written into a history that has been replaced. */
  readonly reason: ErrorCode | 'epoch'
  readonly sections: readonly string[]
}

export type ConnectOptions = {
  readonly reportId: string
  readonly user: PresenceUser
  readonly epoch: string
  /** `ws://HOST/sync`; by default this page's host. */
  readonly serverUrl?: string
  readonly Socket?: typeof WebSocket
  readonly pace?: Partial<Pace>
}

export type ReportConnection = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly user: PresenceUser
  readonly save: Observable<SaveState>
  readonly ready: Observable<Readiness>
  /** `off`: unsent text would not survive closing this tab; say so while offline. */
  readonly journal: Observable<JournalState>
  /** Closing the page now would lose text. The browser's own question is asked while this is true. */
  readonly unkept: Observable<boolean>
  /** Edits the server refused since the report was opened. */
  readonly refusals: Observable<readonly KeptText[]>
  /** Text kept from earlier visits that must not be sent: refused, or of another epoch. */
  readonly rescued: () => Promise<readonly KeptText[]>
  /** The person has copied it, or does not want it. */
  readonly forget: (ids: readonly string[]) => Promise<void>
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

/** Opens a report: its doc, who is here, and the truth about what is saved. */
export function connectReport(options: ConnectOptions): ReportConnection {
  const { reportId, user, epoch } = options
  const doc = new Y.Doc()
  const awareness = new Awareness(doc)
  awareness.setLocalState({ user })

  const place = { user: user.id, report: reportId, epoch }
  const journal = openJournal(place)
  const ready = createCell<Readiness>('loading')
  const save = createCell<SaveState>({ state: 'saving', pending: 0 }, sameSaveState)
  const refusals = createCell<readonly KeptText[]>([])
  const eventListeners = new Set<(event: WireEvent) => void>()

  let opening = true
  let adopted = false
  let journalRead = false
  let closed: number | undefined
  /** Set while nobody but a person can make the server take our edits. */
  let refused: RefusalReason | undefined
  /** This copy of the doc holds edits the server refused; nothing built on them can ever be taken. */
  let astray: ErrorCode | undefined
  let stopped = false

  const gate = createCompositionGate({ onOpen: () => link.takeInWaiting() })
  const edits = createPendingEdits({ place, journal, onChange: () => tellSaveState() })
  const link = createLink({
    doc,
    awareness,
    serverUrl: options.serverUrl ?? ownServer(),
    room: reportId,
    params: {
      [CONNECT_PARAM.wire]: SPEAKS_OUR_WIRE,
      [CONNECT_PARAM.schema]: String(SCHEMA_VERSION),
      [CONNECT_PARAM.epoch]: epoch,
    },
    Socket: options.Socket ?? WebSocket,
    pace: { ...USUAL_PACE, ...options.pace },
    gateClosed: gate.closed,
    listener: {
      onSyncFrame: handleSyncFrame,
      onSettled: () => edits.settled(link.settled()),
      onRefused: handleRefusal,
      onDenied: () => {
        if (edits.count() > 0) handleRefusal({ frame: link.settled() + 1, code: 'no-access' })
      },
      onEvent: (event) => {
        for (const listener of Array.from(eventListeners)) listener(event)
      },
      onSynced: () => {
        closed = undefined
        tellSaveState()
        void becomeReady()
      },
      onClosed: handleClosed,
    },
  })

  function tellSaveState() {
    save.set(
      decideSaveState({
        opening,
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
    if (refused !== undefined || !link.asked()) return
    const update = edits.unsent()
    if (!update) return
    lastSent = Date.now()
    if (update.length > LARGEST_UPDATE) link.syncAnew()
    else link.send(update)
  }
  function handleUpdate(update: Uint8Array, origin: unknown) {
    if (origin === link.provider || origin === FROM_JOURNAL) return
    edits.add(update)
    if (astray) return keepRefused(astray, [])
    const due = lastSent + LOCAL_WINDOW - Date.now()
    if (due <= 0 || due > LOCAL_WINDOW) sendUnsent()
    else sendTimer ??= setTimeout(sendUnsent, due)
  }
  doc.on('update', handleUpdate)

  // Coming and going.

  function handleSyncFrame(ordinal: number) {
    edits.sent(ordinal)
    // A server may ask for our state only after it has sent its own.
    if (link.synced() && !adopted) void becomeReady()
  }
  async function becomeReady() {
    if (!adopted && link.asked()) await adoptJournal()
    if (stopped || refused !== undefined) return
    sendUnsent()
    ready.set('ready')
  }
  /** What an earlier visit could not send. After the first sync, so that it lands in a report that exists. */
  async function adoptJournal() {
    adopted = true
    const rows = await journal.waiting()
    journalRead = true
    if (stopped) return
    edits.adopt(rows)
    const update = mergeInTree(rows.map((row) => row.update))
    if (update) Y.applyUpdate(doc, update, FROM_JOURNAL)
  }
  function handleClosed(code: number | undefined) {
    opening = false
    closed = code
    if (code === CLOSE.badData) {
      // Sent again at the next visit, it would close the report to its author for ever.
      astray = 'bad-request'
      keepRefused(astray, [])
    }
    edits.unsend()
    if (code !== undefined && isPermanent(code)) {
      refused = code as CloseCode
      ready.set({ refused })
    }
    tellSaveState()
  }
  /**
   * Later edits build on the refused one and cannot be taken either: this copy of the report has left everybody else's.
   * So the connection ends here; what was written is kept to be read, and opening the report anew gives a clean copy.
   */
  function handleRefusal({ frame, code, sections = [] }: Refusal) {
    astray = code in ERRORS ? (code as ErrorCode) : 'internal'
    refused = astray
    keepRefused(astray, sections, frame)
    link.disconnect()
    ready.set({ refused })
    tellSaveState()
  }
  function keepRefused(code: ErrorCode, sections: readonly string[], fromFrame = 0) {
    const row = edits.refuse(fromFrame, code)
    if (row) refusals.set([...refusals.get(), keptText(row, sections)])
  }

  // The browser's page.

  const handleBeforeUnload = (event: BeforeUnloadEvent) => {
    if (edits.unkept.get()) event.preventDefault()
  }
  const unlisten = listenToLeaving(handleBeforeUnload, sendUnsent)

  return {
    doc,
    awareness,
    user,
    save,
    ready,
    journal: journal.state,
    unkept: edits.unkept,
    refusals,
    rescued: async () => {
      const here = new Set(edits.rowIds())
      const kept = await journal.rescued()
      // While the report is closed to this person, what waits for it waits in vain.
      const stranded = refused === undefined ? [] : await journal.waiting()
      return [...kept, ...stranded].filter((row) => !here.has(row.id)).map((row) => keptText(row, []))
    },
    forget: async (ids) => {
      edits.forgetRefused(ids)
      refusals.set(refusals.get().filter((kept) => !ids.includes(kept.id)))
      await journal.drop(ids.map((id) => ({ id, rev: Number.POSITIVE_INFINITY })))
    },
    unsentText: () => {
      const update = edits.all()
      return update ? readableText(update) : ''
    },
    onEvent: (listener) => {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    bindView: gate.bind,
    retry: () => {
      if (astray || stopped) return
      refused = undefined
      if (ready.get() !== 'ready') ready.set('loading')
      link.reconnect()
      tellSaveState()
    },
    stop: async () => {
      if (stopped) return
      stopped = true
      unlisten()
      sendUnsent()
      awareness.setLocalState(null)
      if (link.synced() && save.get().state === 'saving') await settledWithin(save, FAREWELL)
      clearTimeout(sendTimer)
      link.stop()
      journal.close()
      doc.destroy()
    },
  }
}

function keptText(row: JournalRow, sections: readonly string[]): KeptText {
  const reason =
    row.refused === undefined ? 'epoch' : row.refused in ERRORS ? (row.refused as ErrorCode) : 'internal'
  return { id: row.id, at: row.at, text: readableText(row.update), reason, sections }
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
