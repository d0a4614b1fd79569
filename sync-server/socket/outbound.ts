import type { Duplex } from 'node:stream'

/** A binary WebSocket message as a server sends it (RFC 6455, 5.2): final, unmasked, in one frame. */
export function encodeMessage(payload: Uint8Array): Buffer {
  const header = headerLength(payload.length)
  const message = Buffer.allocUnsafe(header + payload.length)
  message[0] = 0x82
  if (header === 2) {
    message[1] = payload.length
  } else if (header === 4) {
    message[1] = 126
    message.writeUInt16BE(payload.length, 2)
  } else {
    message[1] = 127
    message.writeBigUInt64BE(BigInt(payload.length), 2)
  }
  message.set(payload, header)
  return message
}

function headerLength(payload: number): 2 | 4 | 10 {
  if (payload < 126) return 2
  return payload < 65_536 ? 4 : 10
}

/**
 * What goes out to all sockets. A frame that goes to four hundred peers is framed once, because it comes as the same
 * object four hundred times in a row; and what one turn of the event loop has for one socket (relay, 121, presence)
 * leaves in one write, because a system call costs more than all the rest.
 */
export class Outbound {
  readonly #dirty: OutboundLine[] = []
  #lastPayload: Uint8Array | undefined
  #lastMessage: Buffer | undefined
  #joined: readonly Buffer[] = []
  #piece: Buffer | undefined

  line(socket: Duplex): OutboundLine {
    return new OutboundLine(socket, this)
  }

  message(payload: Uint8Array): Buffer {
    if (payload === this.#lastPayload && this.#lastMessage) return this.#lastMessage
    this.#lastPayload = payload
    this.#lastMessage = encodeMessage(payload)
    return this.#lastMessage
  }

  /** Several messages as one piece: peers mostly have the same ones waiting, so the last piece often serves again. */
  join(messages: readonly Buffer[]): Buffer {
    const same =
      messages.length === this.#joined.length && messages.every((one, i) => one === this.#joined[i])
    if (same && this.#piece) return this.#piece
    this.#joined = messages
    this.#piece = Buffer.concat(messages)
    return this.#piece
  }

  flushLater(line: OutboundLine): void {
    if (this.#dirty.push(line) === 1) queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    for (const line of this.#dirty.splice(0)) line.flush()
    this.#lastPayload = undefined
    this.#lastMessage = undefined
    this.#joined = []
    this.#piece = undefined
  }
}

const WORTH_JOINING_BYTES = 64 * 1024

/** The way out to one socket. */
export class OutboundLine {
  readonly #socket: Duplex
  readonly #outbound: Outbound
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** The network did not take the last write at once. */
  #isBehind = false

  constructor(socket: Duplex, outbound: Outbound) {
    this.#socket = socket
    this.#outbound = outbound
  }

  get backlog(): number {
    // Asked for every frame: a stream's own length takes longer to ask for than all the rest.
    if (this.#isBehind && this.#socket.writableLength === 0) this.#isBehind = false
    return this.#isBehind ? this.#socket.writableLength + this.#waitingBytes : this.#waitingBytes
  }

  send(payload: Uint8Array): void {
    const message = this.#outbound.message(payload)
    this.#waitingBytes += message.length
    if (this.#waiting.push(message) === 1) this.#outbound.flushLater(this)
  }

  flush(): void {
    const messages = this.#waiting
    if (messages.length === 0) return
    const small = this.#waitingBytes <= WORTH_JOINING_BYTES
    this.#waiting = []
    this.#waitingBytes = 0
    if (!this.#socket.writable) return
    // Copying a few kilobytes costs less than writev's list of them.
    const pieces = small && messages.length > 1 ? [this.#outbound.join(messages)] : messages
    if (pieces.length > 1) this.#socket.cork()
    for (const piece of pieces) if (!this.#socket.write(piece)) this.#isBehind = true
    if (pieces.length > 1) this.#socket.uncork()
  }
}
