import { WebSocket as NodeWebSocket } from 'ws'
import type { Session } from './province.ts'

/** What a page of `origin` with this session's cookie would open; y-websocket takes the class, not the socket. */
export function browserSocket(
  session: Session | undefined,
  origin: string,
  watch: { onSend?: (frame: Uint8Array) => void; onOpen?: () => void } = {},
): typeof WebSocket {
  class BrowserSocket extends NodeWebSocket {
    constructor(url: string | URL) {
      super(url, { headers: session ? { cookie: session.cookie, origin } : { origin } })
      watch.onOpen?.()
    }
    override send(frame: Uint8Array): void {
      watch.onSend?.(frame)
      super.send(frame)
    }
  }
  return BrowserSocket as unknown as typeof WebSocket
}
