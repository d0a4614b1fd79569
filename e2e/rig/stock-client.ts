import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { MESSAGE, type Refusal, SYNC, readRefusal, readSaved } from '../../report/wire/messages.ts'
import { kindOf } from './frames.ts'
import type { Session } from './province.ts'
import type { Closing } from './raw-client.ts'
import type { Server } from './server.ts'
import { browserSocket } from './socket-class.ts'
import { until } from './until.ts'

/** An edit whose fate is followed: on which socket and as which sync frame it went out, and whether 121 covered it. */
export type FollowedEdit = {
  readonly label: string
  carried: { readonly socket: number; readonly frame: number } | undefined
  saved: boolean
}

/** y-websocket's own WebsocketProvider, watched. */
export type StockClient = {
  readonly session: Session
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** The root type of every report. */
  readonly fragment: Y.XmlFragment
  /** Codes of every close that came from the other side. */
  readonly closings: readonly Closing[]
  /** Message numbers heard that are none of y-websocket's. */
  readonly ownMessages: readonly number[]
  readonly edits: readonly FollowedEdit[]
  readonly refusals: readonly Refusal[]
  /** Sync frames (step 2, update) sent on this socket, and how many of them the server called saved. */
  sent(): number
  settled(): number
  /** Changes the doc in one transaction, followed under `label`. */
  edit(label: string, change: (fragment: Y.XmlFragment) => void): FollowedEdit
  synced(): Promise<void>
  /** Everything this client sent is on disk, as the server says. Only with `acked`. */
  allSaved(): Promise<void>
  stop(): void
}

export function connectStock(
  server: Server,
  session: Session,
  reportId: string,
  options: {
    /** Connect with `?v=1` and read 121 and 123. */
    acked?: boolean
    params?: Readonly<Record<string, string>>
    doc?: Y.Doc
    origin?: string
    /** Milliseconds; the provider's own default is 2,500, tests that kill servers take less. */
    maxBackoffTime?: number
  } = {},
): StockClient {
  const doc = options.doc ?? new Y.Doc()
  const closings: Closing[] = []
  const ownMessages: number[] = []
  const edits: FollowedEdit[] = []
  const refusals: Refusal[] = []
  let current: FollowedEdit | undefined
  let socketNumber = 0
  let sent = 0
  let settled = 0

  const onSend = (bytes: Uint8Array): void => {
    const { message, sync } = kindOf(new Uint8Array(bytes))
    if (message !== MESSAGE.sync || sync === SYNC.step1) return
    sent += 1
    const carried = { socket: socketNumber, frame: sent }
    // Step 2 brings everything the server lacks; an update only the edit just made.
    if (sync === SYNC.step2) {
      for (const edit of edits) if (!edit.saved) edit.carried = carried
    } else if (current) current.carried = carried
  }
  const onOpen = (): void => {
    socketNumber += 1
    sent = 0
    settled = 0
  }
  const provider = new WebsocketProvider(server.syncUrl, reportId, doc, {
    connect: false,
    disableBc: true,
    params: { ...(options.acked ? { v: '1' } : {}), ...options.params },
    WebSocketPolyfill: browserSocket(session, options.origin ?? server.origin, { onSend, onOpen }),
    ...(options.maxBackoffTime === undefined ? {} : { maxBackoffTime: options.maxBackoffTime }),
  })
  provider.on('connection-close', (event: CloseEvent | null) => {
    if (event) closings.push({ code: event.code, reason: event.reason })
  })
  for (const message of [MESSAGE.saved, MESSAGE.event, MESSAGE.refused]) {
    provider.messageHandlers[message] = (_encoder, decoder) => {
      ownMessages.push(message)
      if (message === MESSAGE.refused) refusals.push(readRefusal(decoder))
      if (message !== MESSAGE.saved) return
      settled = readSaved(decoder)
      if (settled > sent) throw new Error(`the server calls ${settled} frames saved, ${sent} were sent`)
      for (const edit of edits) {
        if (edit.carried?.socket === socketNumber && edit.carried.frame <= settled) edit.saved = true
      }
    }
  }
  provider.connect()

  const fragment = doc.getXmlFragment('report')
  return {
    session,
    doc,
    provider,
    fragment,
    closings,
    ownMessages,
    edits,
    refusals,
    sent: () => sent,
    settled: () => settled,
    edit: (label, change) => {
      const followed: FollowedEdit = { label, carried: undefined, saved: false }
      edits.push(followed)
      current = followed
      doc.transact(() => change(fragment), 'test')
      current = undefined
      return followed
    },
    synced: async () => {
      await until(`${session.person.username} is synced`, () => {
        const permanent = closings.find(({ code }) => code >= 4400 && code < 4500)
        if (permanent) throw new Error(`closed for good: ${permanent.code} ${permanent.reason}`)
        return provider.synced
      })
    },
    allSaved: async () => {
      await until(
        `all frames of ${session.person.username} are saved (${session.person.id})`,
        () => provider.synced && sent > 0 && settled === sent,
      )
    },
    stop: () => {
      provider.destroy()
      provider.awareness.destroy()
      doc.destroy()
    },
  }
}

/** The report's sections as a list of elements, without the preamble. */
export function sectionsOf(fragment: Y.XmlFragment): Y.XmlElement[] {
  return fragment
    .toArray()
    .filter((node): node is Y.XmlElement => node instanceof Y.XmlElement && node.nodeName === 'section')
}

/** A paragraph of its own for this writer at the end of a section, ready to be typed into. */
export function newParagraph(section: Y.XmlElement, id: string): Y.XmlText {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.setAttribute('id', id)
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  section.insert(section.length, [paragraph])
  return text
}
