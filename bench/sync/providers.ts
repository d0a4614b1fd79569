import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { importPeer } from './peers.ts'
import type { Wire } from './wire.ts'

/** A real client with a real document, whichever provider speaks for it. */
export type RealClient = {
  readonly synced: Promise<void>
  apply(update: Uint8Array): void
  state(): Uint8Array
  stop(): void
}

type Address = {
  readonly port: number
  readonly room: string
  readonly headers: Readonly<Record<string, string>>
}

function stock({ port, room, headers }: Address): RealClient {
  class SignedInSocket extends WebSocket {
    constructor(address: string | URL) {
      super(address, { headers })
    }
  }
  const doc = new Y.Doc()
  const cut = room.lastIndexOf('/')
  const provider = new WebsocketProvider(
    `ws://127.0.0.1:${port}/${room.slice(0, Math.max(0, cut))}`,
    room.slice(cut + 1),
    doc,
    {
      // ws satisfies what the provider uses of a browser's WebSocket.
      WebSocketPolyfill: SignedInSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    },
  )
  // A stock provider repeats everybody's presence to the server; these few check the text only.
  provider.messageHandlers[1] = () => undefined
  return {
    synced: new Promise((resolve) => provider.once('sync', () => resolve())),
    apply: (update) => Y.applyUpdate(doc, update),
    state: () => Y.encodeStateAsUpdate(doc),
    stop: () => {
      provider.destroy()
      // Ends the clock of its presence, too, which would keep this process alive.
      doc.destroy()
    },
  }
}

type HocuspocusModule = {
  HocuspocusProviderWebsocket: new (options: { url: string; WebSocketPolyfill: unknown }) => {
    destroy(): void
  }
  HocuspocusProvider: new (options: {
    websocketProvider: unknown
    name: string
    token: string
    document: Y.Doc
    awareness: null
    onSynced(): void
  }) => { attach(): void; destroy(): void }
}

async function hocuspocus({ port, room }: Address): Promise<RealClient> {
  const peer = await importPeer<HocuspocusModule>('@hocuspocus/provider')
  const yjs = await importPeer<typeof Y>('yjs')
  const doc = new yjs.Doc()
  const synced = Promise.withResolvers<void>()
  const socket = new peer.HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}`,
    WebSocketPolyfill: WebSocket,
  })
  const provider = new peer.HocuspocusProvider({
    websocketProvider: socket,
    name: room,
    token: 'bench',
    document: doc,
    awareness: null,
    onSynced: () => synced.resolve(),
  })
  provider.attach()
  return {
    synced: synced.promise,
    apply: (update) => yjs.applyUpdate(doc, update),
    state: () => yjs.encodeStateAsUpdate(doc),
    stop: () => {
      provider.destroy()
      socket.destroy()
    },
  }
}

export function realClient(wire: Wire, address: Address): Promise<RealClient> {
  return wire === 'hocuspocus' ? hocuspocus(address) : Promise.resolve(stock(address))
}
