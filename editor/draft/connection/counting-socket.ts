import { MESSAGE, SYNC } from '../../../report/wire/messages.ts'

export type SocketListener = {
  /** A step 2 or an update has gone out: the `ordinal`-th sync frame of this socket, counting from 1. */
  readonly onSyncFrame: (ordinal: number) => void
}

/** A socket that numbers its outgoing sync frames, so that `121` and `123` can name them. */
export type CountingSocket = WebSocket & {
  readonly syncFrames: number
  /** The server asked for our state and got it; edits made from now on may follow one by one. */
  readonly answered: boolean
}

/**
 * A `WebSocketPolyfill` for y-websocket over `Base`. The count starts with the socket, as the server's does.
 */
export function countingSocketClass(Base: typeof WebSocket, listener: SocketListener): typeof WebSocket {
  return class extends Base {
    syncFrames = 0
    answered = false

    override send(frame: Parameters<WebSocket['send']>[0]): void {
      super.send(frame)
      if (!(frame instanceof Uint8Array) || frame[0] !== MESSAGE.sync) return
      const kind = frame[1]
      if (kind !== SYNC.step2 && kind !== SYNC.update) return
      this.syncFrames++
      if (kind === SYNC.step2) this.answered = true
      listener.onSyncFrame(this.syncFrames)
    }
  }
}
