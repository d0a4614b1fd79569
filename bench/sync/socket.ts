import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

const binary = 2
const close = 8
const ping = 9
const pong = 10

/** All sockets read into one buffer: what must outlive the callback is copied out of it. */
const shared = Buffer.allocUnsafe(256 * 1024)

/** Masked with zeros: valid (RFC 6455 §5.3 asks for a key, zero is one) and free, so the generator is not what we measure. */
function frame(opcode: number, payload: Uint8Array): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const head = Buffer.alloc(2 + extended + 4)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (extended === 0 ? payload.length : extended === 2 ? 126 : 127)
  if (extended === 2) head.writeUInt16BE(payload.length, 2)
  if (extended === 8) head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}

/** A message ready to be written, so that nothing is encoded while the clock runs. */
export function ready(payload: Uint8Array): Buffer {
  return frame(binary, payload)
}

type Head = { readonly opcode: number; readonly start: number; readonly length: number }

function readHead(bytes: Buffer, at: number): Head | undefined {
  if (bytes.length < at + 2) return undefined
  const short = bytes.readUInt8(at + 1) & 0x7f
  const opcode = bytes.readUInt8(at) & 0x0f
  if (short < 126) return { opcode, start: at + 2, length: short }
  const size = short === 126 ? 2 : 8
  if (bytes.length < at + 2 + size) return undefined
  const length = size === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  return { opcode, start: at + 2 + size, length }
}

export type Address = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** The least WebSocket client that a thousand of fit in one process: no masking, no copies of what arrives whole. */
export class RawSocket {
  onMessage: (payload: Buffer) => void = () => undefined
  /** Why the server ended the connection, when it did. */
  ended: string | undefined
  private rest: Buffer = Buffer.alloc(0)
  /** A frame longer than one read, filled as its parts arrive. */
  private long: { readonly opcode: number; readonly payload: Buffer; filled: number } | undefined
  private upgraded = false
  private readonly socket: Socket
  private readonly opened: PromiseWithResolvers<void> = Promise.withResolvers()

  constructor({ port, path, headers }: Address) {
    this.socket = connect({
      host: '127.0.0.1',
      port,
      onread: { buffer: shared, callback: (size) => this.read(shared.subarray(0, size)) },
    })
    this.socket.setNoDelay(true)
    const lines = Object.entries({
      Host: `127.0.0.1:${port}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      'Sec-WebSocket-Version': '13',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`)
    this.socket.write([`GET /${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    this.socket.on('error', (error) => this.end(error.message))
    this.socket.on('close', () => this.end('closed'))
  }

  /** Resolves when the server has accepted the upgrade. */
  open(): Promise<void> {
    return this.opened.promise
  }

  /** Writes messages made by `ready`. */
  write(message: Buffer): void {
    if (this.ended === undefined) this.socket.write(message)
  }

  stop(): void {
    this.socket.destroy()
  }

  private end(why: string): void {
    this.ended ??= why
    this.opened.reject(new Error(`the server refused: ${why}`))
  }

  private read(chunk: Buffer): boolean {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const used = this.upgraded ? this.readFrames(bytes, 0) : this.readUpgrade(bytes)
    this.rest = used === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(used))
    return true
  }

  private readUpgrade(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return 0
    if (!bytes.subarray(0, 12).toString('latin1').endsWith(' 101')) {
      this.end(bytes.subarray(0, end).toString('latin1'))
      return bytes.length
    }
    this.upgraded = true
    this.opened.resolve()
    return this.readFrames(bytes, end + 4)
  }

  private readFrames(bytes: Buffer, from: number): number {
    let at = from
    if (this.long) at += this.fill(bytes.subarray(at))
    while (!this.long) {
      const head = readHead(bytes, at)
      if (!head) return at
      const end = head.start + head.length
      if (end > bytes.length) return this.begin(head, bytes)
      this.take(head.opcode, bytes.subarray(head.start, end))
      at = end
    }
    return bytes.length
  }

  private begin({ opcode, start, length }: Head, bytes: Buffer): number {
    this.long = { opcode, payload: Buffer.allocUnsafe(length), filled: 0 }
    this.fill(bytes.subarray(start))
    return bytes.length
  }

  private fill(bytes: Buffer): number {
    if (!this.long) return 0
    const { opcode, payload, filled } = this.long
    const copied = bytes.copy(payload, filled)
    this.long.filled += copied
    if (this.long.filled === payload.length) {
      this.long = undefined
      this.take(opcode, payload)
    }
    return copied
  }

  private take(opcode: number, payload: Buffer): void {
    if (opcode === binary) this.onMessage(payload)
    else if (opcode === ping) this.write(frame(pong, payload))
    else if (opcode === close) this.end(`${payload.readUInt16BE(0)} ${payload.subarray(2).toString()}`)
  }
}
