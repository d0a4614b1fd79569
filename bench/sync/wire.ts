import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** How a server frames the same Yjs messages: Hocuspocus puts the document's name first and asks for a token. */
export type Wire = 'y-websocket' | 'hocuspocus'

export type Message =
  | { readonly type: 'step1' }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'admitted' }
  | { readonly type: 'other' }

const other: Message = { type: 'other' }
const hocuspocusSyncReply = 4

function frame(wire: Wire, room: string, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  if (wire === 'hocuspocus') encoding.writeVarString(encoder, room)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** What a client says first: Hocuspocus wants a token, the others nothing. */
export function encodeToken(wire: Wire, room: string): Uint8Array | undefined {
  if (wire !== 'hocuspocus') return undefined
  return frame(wire, room, (encoder) => {
    encoding.writeVarUint(encoder, 2)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarString(encoder, 'bench')
    encoding.writeVarString(encoder, '4.7.0')
  })
}

/** Sync step 1 of a client that has nothing yet. */
export function encodeStep1(wire: Wire, room: string): Uint8Array {
  return frame(wire, room, (encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(new Y.Doc()))
  })
}

/** The answer to the server's step 1: nothing that you lack. */
export function encodeEmptyStep2(wire: Wire, room: string): Uint8Array {
  return frame(wire, room, (encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint8Array(encoder, Uint8Array.of(0, 0))
  })
}

export function encodeUpdate(wire: Wire, room: string, update: Uint8Array): Uint8Array {
  return frame(wire, room, (encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, 2)
    encoding.writeVarUint8Array(encoder, update)
  })
}

/** One client's own presence, as y-protocols/awareness encodes it. */
export function encodePresence(
  wire: Wire,
  room: string,
  of: { client: number; clock: number; state: unknown },
): Uint8Array {
  const entry = encoding.createEncoder()
  encoding.writeVarUint(entry, 1)
  encoding.writeVarUint(entry, of.client)
  encoding.writeVarUint(entry, of.clock)
  encoding.writeVarString(entry, JSON.stringify(of.state))
  return frame(wire, room, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(entry))
  })
}

/** Reads a server's frame as far as the bench needs; presence and what it does not know are `other`. */
export function readMessage(wire: Wire, bytes: Uint8Array): Message {
  const decoder = decoding.createDecoder(bytes)
  if (wire === 'hocuspocus') decoding.readVarString(decoder)
  const kind = decoding.readVarUint(decoder)
  if (kind === 2) return { type: 'admitted' }
  if (kind !== 0 && !(wire === 'hocuspocus' && kind === hocuspocusSyncReply)) return other
  const step = decoding.readVarUint(decoder)
  if (step === 0) return { type: 'step1' }
  return { type: step === 1 ? 'step2' : 'update', update: decoding.readVarUint8Array(decoder) }
}
