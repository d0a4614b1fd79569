import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import { readAuthMessage } from 'y-protocols/auth'
import * as syncProtocol from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { isPermanent } from '../../../report/wire/close-codes.ts'
import {
  MESSAGE,
  type Refusal,
  SYNC,
  type WireEvent,
  readEvent,
  readRefusal,
  readSaved,
} from '../../../report/wire/messages.ts'
import { type CountingSocket, countingSocketClass } from './counting-socket.ts'
import { type Arrival, createInbox } from './inbox.ts'
import { sendOwnPresence } from './presence-sender.ts'
import { readCaret } from './read-caret.ts'
import { type LostConnection, reconnectDelay } from './reconnect.ts'

/** The intervals of a connection, in milliseconds; tests make them short. */
export type Pace = {
  /** Others' edits are taken in together within this time. */
  readonly remote: number
  readonly presence: number
  /** An attempt that has not opened by then is given up. */
  readonly connect: number
  readonly reconnect: (lost: LostConnection) => number
}

export const USUAL_PACE: Pace = {
  remote: 50,
  presence: 100,
  connect: 10_000,
  reconnect: (lost) => reconnectDelay(lost, Math.random),
}

/** A socket that heard nothing for so long is dead: the server sends something every 20 seconds. */
const SILENCE = 30_000
/** Presence is renewed by the timer of y-protocols after 15 s; a hidden tab's timers may be a minute late. */
const PRESENCE_AGE = 15_000

export type LinkListener = {
  /** The `ordinal`-th sync frame went out; it carries all that was unsent. */
  readonly onSyncFrame: (ordinal: number) => void
  readonly onSettled: () => void
  readonly onRefused: (refusal: Refusal) => void
  /** y-websocket's own "permission denied", which names no frame. */
  readonly onDenied: () => void
  readonly onEvent: (event: WireEvent) => void
  /** The server's state is in the doc, and our state has been asked for, or not. */
  readonly onSynced: () => void
  readonly onClosed: (code: number | undefined) => void
}

export type LinkOptions = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly serverUrl: string
  readonly room: string
  readonly params: Record<string, string>
  readonly Socket: typeof WebSocket
  readonly pace: Pace
  readonly gateClosed: () => boolean
  readonly listener: LinkListener
}

export type Link = {
  readonly provider: WebsocketProvider
  /** Sends an update, if the server has asked this socket for our state. Otherwise a later step 2 will carry it. */
  readonly send: (update: Uint8Array) => void
  readonly synced: () => boolean
  /** The server asked for our state: we may write. A viewer is never asked. */
  readonly asked: () => boolean
  readonly sent: () => number
  readonly settled: () => number
  readonly takeInWaiting: () => void
  /**
   * Asks once more, and calls `then` when everything the server had at that moment is in the doc: the answer to the first
   * question may be an older state, with what has come since behind it. Forgotten when the socket closes.
   */
  readonly whenCurrent: (then: () => void) => void
  readonly reconnect: () => void
  /** Opens a new socket at once: its first sync may be larger than any later frame. */
  readonly syncAnew: () => void
  /** Closes the socket and opens no other until `reconnect`. */
  readonly disconnect: () => void
  readonly stop: () => void
}

/**
 * y-websocket's provider with four things of ours: frames are numbered and acknowledged, others' edits come in batches
 * and wait for the input method, only our own presence is sent, and attempts to reconnect are spread in time.
 */
export function createLink(options: LinkOptions): Link {
  const { doc, awareness, pace, listener } = options
  const provider = new WebsocketProvider(options.serverUrl, options.room, doc, {
    connect: false,
    awareness,
    params: options.params,
    disableBc: true,
    WebSocketPolyfill: countingSocketClass(options.Socket, listener),
    maxBackoffTime: 5000 + Math.random() * 10_000,
  })
  const socket = () => provider.ws as CountingSocket | null
  let settled = 0
  let attempt = 0
  let wanted = true
  let retry: ReturnType<typeof setTimeout> | undefined
  let giveUp: ReturnType<typeof setTimeout> | undefined

  let tellCurrent: (() => void) | undefined

  const sendFrame = (frame: Uint8Array<ArrayBuffer>) => {
    const { ws } = provider
    if (provider.wsconnected && ws !== null && ws.readyState === ws.OPEN) ws.send(frame)
  }

  const applyEdits = (arrivals: readonly Arrival[]) => {
    // One transaction: the page is rebuilt once for the whole batch.
    const apply = () => {
      for (const arrival of arrivals) {
        if (arrival.type !== 'presence') Y.applyUpdate(doc, arrival.bytes, provider)
      }
    }
    try {
      Y.transact(doc, apply, provider, false)
    } catch (error) {
      // Part of the batch may be missing now; a new first sync brings it.
      closeSocket(provider)
      throw error
    }
  }
  const takeIn = (arrivals: readonly Arrival[]) => {
    readCaret()
    // Carets are redrawn a task later, by a timer that is set after this one.
    if (arrivals.some((arrival) => arrival.type === 'presence')) setTimeout(readCaret, 0)
    if (arrivals.some((arrival) => arrival.type !== 'presence')) applyEdits(arrivals)
    // After the edits: a caret may point into text that has only now arrived.
    for (const arrival of arrivals) {
      if (arrival.type === 'presence') applyAwarenessUpdate(awareness, arrival.bytes, provider)
    }
    if (!arrivals.some((arrival) => arrival.type === 'step2' && arrival.socket === provider.ws)) return
    if (provider.synced) return tellCurrent?.()
    attempt = 0
    provider.synced = true
    listener.onSynced()
  }
  const inbox = createInbox({ takeIn, gateClosed: options.gateClosed, window: pace.remote })

  provider.messageHandlers[MESSAGE.sync] = (encoder, decoder) => {
    switch (decoding.readVarUint(decoder)) {
      case SYNC.step1:
        encoding.writeVarUint(encoder, MESSAGE.sync)
        syncProtocol.readSyncStep1(decoder, encoder, doc)
        return
      case SYNC.step2:
        return inbox.push({
          type: 'step2',
          bytes: decoding.readVarUint8Array(decoder),
          socket: provider.ws,
        })
      case SYNC.update:
        return inbox.push({ type: 'update', bytes: decoding.readVarUint8Array(decoder) })
    }
  }
  provider.messageHandlers[MESSAGE.awareness] = (_encoder, decoder) => {
    inbox.push({ type: 'presence', bytes: decoding.readVarUint8Array(decoder) })
    renewPresence(awareness)
  }
  provider.messageHandlers[MESSAGE.auth] = (_encoder, decoder) =>
    readAuthMessage(decoder, doc, listener.onDenied)
  provider.messageHandlers[MESSAGE.saved] = (_encoder, decoder) => {
    settled = Math.max(settled, readSaved(decoder))
    listener.onSettled()
  }
  provider.messageHandlers[MESSAGE.event] = (_encoder, decoder) => {
    const event = readEvent(decoder)
    if (event) listener.onEvent(event)
  }
  provider.messageHandlers[MESSAGE.refused] = (_encoder, decoder) => {
    listener.onRefused(readRefusal(decoder))
  }

  // Edits are sent by `send` and presence by `sendOwnPresence`: the provider's own senders would do both twice.
  const { _updateHandler: sendEdits, _awarenessUpdateHandler: echoPresence } = provider
  doc.off('update', sendEdits)
  awareness.off('update', echoPresence)
  const stopPresence = sendOwnPresence(awareness, { send: sendFrame, window: pace.presence })

  const attemptNow = () => {
    clearTimeout(retry)
    if (!wanted || provider.ws !== null) return
    // Raises the clock, so that peers who saw us leave believe that we are back.
    awareness.setLocalState(awareness.getLocalState())
    provider.connect()
  }
  const handleClosed = (event: CloseEvent | null) => {
    clearTimeout(giveUp)
    settled = 0
    tellCurrent = undefined
    inbox.dropPresence()
    // The provider's own timer would bring all browsers back at the same moments; ours does not.
    provider.shouldConnect = false
    const code = event?.code
    clearTimeout(retry)
    if (wanted && !(code !== undefined && isPermanent(code))) {
      retry = setTimeout(attemptNow, pace.reconnect({ attempt, code, online: navigatorOnline() }))
      attempt++
    } else {
      wanted = false
    }
    // The provider tells before it acts: only then are `synced`, the socket and the others gone.
    queueMicrotask(() => {
      forgetOthersClocks(awareness)
      listener.onClosed(code)
    })
  }
  provider.on('connection-close', handleClosed)
  provider.on('status', ({ status }) => {
    clearTimeout(giveUp)
    if (status === 'connecting') {
      giveUp = setTimeout(() => {
        if (provider.wsconnecting) closeSocket(provider)
      }, pace.connect)
    }
  })

  const hurry = () => {
    if (provider.wsconnected && Date.now() - provider.wsLastMessageReceived > SILENCE) closeSocket(provider)
    if (!provider.wsconnected && !provider.wsconnecting) attemptNow()
  }
  const handleOffline = () => closeSocket(provider)
  const handleVisibility = () => {
    if (document.visibilityState !== 'visible') return
    inbox.flush()
    hurry()
  }
  const unlisten = listenToBrowser({ hurry, handleOffline, handleVisibility })

  attemptNow()

  const disconnect = () => {
    wanted = false
    clearTimeout(retry)
    closeSocket(provider)
  }
  return {
    provider,
    send: (update) => {
      if (!socket()?.answered) return
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, MESSAGE.sync)
      syncProtocol.writeUpdate(encoder, update)
      sendFrame(encoding.toUint8Array(encoder))
    },
    synced: () => provider.synced,
    asked: () => socket()?.answered ?? false,
    sent: () => socket()?.syncFrames ?? 0,
    settled: () => settled,
    takeInWaiting: inbox.flush,
    whenCurrent: (then) => {
      tellCurrent = () => {
        tellCurrent = undefined
        then()
      }
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, MESSAGE.sync)
      syncProtocol.writeSyncStep1(encoder, doc)
      sendFrame(encoding.toUint8Array(encoder))
    },
    reconnect: () => {
      wanted = true
      attempt = 0
      hurry()
    },
    syncAnew: () => {
      closeSocket(provider)
      attemptNow()
    },
    disconnect,
    stop: () => {
      unlisten()
      disconnect()
      clearTimeout(giveUp)
      stopPresence()
      inbox.stop()
      provider.destroy()
    },
  }
}

/** Closes as the provider closes, but leaves the decision to come back with us. */
function closeSocket(provider: WebsocketProvider): void {
  if (provider.ws !== null) provider.disconnect()
}

/** A message has come, so we are here: says so in time even where timers are throttled. */
function renewPresence(awareness: Awareness): void {
  const renewedAt = awareness.meta.get(awareness.clientID)?.lastUpdated ?? 0
  if (awareness.getLocalState() !== null && Date.now() - renewedAt > PRESENCE_AGE) {
    awareness.setLocalState(awareness.getLocalState())
  }
}

/** Their states were removed with the socket; with their clocks kept, the same states would be refused on return. */
function forgetOthersClocks(awareness: Awareness): void {
  for (const client of Array.from(awareness.meta.keys())) {
    if (client !== awareness.clientID && !awareness.states.has(client)) awareness.meta.delete(client)
  }
}

function navigatorOnline(): boolean {
  return typeof navigator === 'undefined' || !('onLine' in navigator) || navigator.onLine
}

type BrowserHandlers = {
  readonly hurry: () => void
  readonly handleOffline: () => void
  readonly handleVisibility: () => void
}

function listenToBrowser({ hurry, handleOffline, handleVisibility }: BrowserHandlers): () => void {
  if (typeof window === 'undefined') return () => {}
  window.addEventListener('online', hurry)
  window.addEventListener('offline', handleOffline)
  window.addEventListener('pageshow', hurry)
  document.addEventListener('visibilitychange', handleVisibility)
  return () => {
    window.removeEventListener('online', hurry)
    window.removeEventListener('offline', handleOffline)
    window.removeEventListener('pageshow', hurry)
    document.removeEventListener('visibilitychange', handleVisibility)
  }
}
