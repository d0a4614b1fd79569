import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MESSAGE, SYNC } from '../../report/wire/messages.ts'

/** A frame from a peer. The bytes inside are views of the frame: whoever keeps them copies them. */
export type Frame =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'query-awareness' }

/** Longest state vector: ten bytes for each browser session that ever typed here, so 50,000 of them. */
const MAX_STATE_VECTOR_BYTES = 512 * 1024

/** Reads a frame to its last byte, or answers undefined: nobody honest sends it. */
export function readFrame(bytes: Uint8Array): Frame | undefined {
  const decoder = decoding.createDecoder(bytes)
  try {
    const frame = readMessage(decoder)
    return decoding.hasContent(decoder) ? undefined : frame
  } catch {
    return undefined
  }
}

function readMessage(decoder: decoding.Decoder): Frame | undefined {
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE.sync:
      return readSync(decoder)
    case MESSAGE.awareness:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case MESSAGE.queryAwareness:
      return { type: 'query-awareness' }
    default:
      return undefined
  }
}

function readSync(decoder: decoding.Decoder): Frame | undefined {
  const step = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  switch (step) {
    case SYNC.step1:
      return isStateVector(payload) ? { type: 'step1', stateVector: payload } : undefined
    case SYNC.step2:
      return { type: 'step2', update: payload }
    case SYNC.update:
      return { type: 'update', update: payload }
    default:
      return undefined
  }
}

function isStateVector(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_STATE_VECTOR_BYTES) return false
  const decoder = decoding.createDecoder(bytes)
  const clients = decoding.readVarUint(decoder)
  // Each entry takes two bytes at least: a count beyond that is a lie, and not worth a loop.
  if (clients * 2 > bytes.length) return false
  for (let left = clients * 2; left > 0; left--) decoding.readVarUint(decoder)
  return !decoding.hasContent(decoder)
}

/** Is it a sync frame that may carry an edit? Read off its first bytes, before anything is spent on it. */
export function isStep2(bytes: Uint8Array): boolean {
  return bytes[0] === MESSAGE.sync && bytes[1] === SYNC.step2
}

export function encodeSync(step: keyof typeof SYNC, payload: Uint8Array): Uint8Array {
  return concat([new Uint8Array([MESSAGE.sync, SYNC[step]]), encodeUint(payload.length), payload])
}

/** y-websocket's *permission denied*: stock clients print it, ours reads 123 instead. */
export function encodeDenied(reason: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.auth)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, reason)
  return encoding.toUint8Array(encoder)
}

/** An awareness frame of encoded entries (`encodePresence`). */
export function encodeAwareness(entries: readonly Uint8Array[]): Uint8Array {
  const count = encodeUint(entries.length)
  const length = entries.reduce((sum, entry) => sum + entry.length, count.length)
  return concat([new Uint8Array([MESSAGE.awareness]), encodeUint(length), count, ...entries])
}

function encodeUint(value: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, value)
  return encoding.toUint8Array(encoder)
}

/** One allocation of the right size: lib0's encoder grows by copying, which showed in profiles of the fan-out. */
function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Says nothing: y-websocket hangs up after 30 s without a message, and pings are none. */
export const KEEP_ALIVE_FRAME = encodeAwareness([])
