import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { MESSAGE, SYNC } from '../../report/wire/messages.ts'

/** Frames written by hand, so that a test can also write the wrong ones. */

export function frame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export function syncFrame(type: number, payload: Uint8Array): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

export const step1 = (doc = new Y.Doc()): Uint8Array => syncFrame(SYNC.step1, Y.encodeStateVector(doc))
export const step2 = (update: Uint8Array): Uint8Array => syncFrame(SYNC.step2, update)
export const update = (bytes: Uint8Array): Uint8Array => syncFrame(SYNC.update, bytes)

/** An update that changes nothing. */
export const EMPTY_UPDATE = new Uint8Array([0, 0])

export type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: unknown }

/** `state` may be a string: then it is sent as it is, JSON or not. */
export function presence(entries: readonly PresenceEntry[]): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.awareness)
    encoding.writeVarUint8Array(
      encoder,
      frame((inner) => {
        encoding.writeVarUint(inner, entries.length)
        for (const { client, clock, state } of entries) {
          encoding.writeVarUint(inner, client)
          encoding.writeVarUint(inner, clock)
          encoding.writeVarString(inner, typeof state === 'string' ? state : JSON.stringify(state))
        }
      }),
    )
  })
}

export function readPresence(bytes: Uint8Array): PresenceEntry[] {
  const outer = decoding.createDecoder(bytes)
  decoding.readVarUint(outer)
  const decoder = decoding.createDecoder(decoding.readVarUint8Array(outer))
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)) as unknown,
  }))
}

/** Kind of a received frame: the message number, and for sync frames the second number. */
export function kindOf(bytes: Uint8Array): { message: number; sync: number | undefined } {
  const decoder = decoding.createDecoder(bytes)
  const message = decoding.readVarUint(decoder)
  return { message, sync: message === MESSAGE.sync ? decoding.readVarUint(decoder) : undefined }
}

/** The payload of a sync frame. */
export function payloadOf(bytes: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(bytes)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}

/** Yjs v1 struct kinds (yjs/src/structs): low five bits of a struct's first byte. */
export const STRUCT = { gc: 0, deleted: 1, string: 4, type: 7, any: 8, doc: 9, skip: 10 } as const
/** The kinds of shared types after STRUCT.type. */
export const TYPE = { array: 0, map: 1, text: 2, element: 3, fragment: 4, xmlText: 6 } as const

/** An update in Yjs v1 written struct by struct: one client, from `clock` on. */
export function handWritten(
  client: number,
  clock: number,
  structs: readonly ((encoder: encoding.Encoder) => void)[],
  deletes: readonly { client: number; clock: number; length: number }[] = [],
): Uint8Array {
  return frame((encoder) => {
    encoding.writeVarUint(encoder, structs.length === 0 ? 0 : 1)
    if (structs.length > 0) {
      encoding.writeVarUint(encoder, structs.length)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (const struct of structs) struct(encoder)
    }
    encoding.writeVarUint(encoder, deletes.length)
    for (const range of deletes) {
      encoding.writeVarUint(encoder, range.client)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, range.clock)
      encoding.writeVarUint(encoder, range.length)
    }
  })
}

export const gcStruct =
  (length: number) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.gc)
    encoding.writeVarUint(encoder, length)
  }

export const skipStruct =
  (length: number) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.skip)
    encoding.writeVarUint(encoder, length)
  }

/** An element whose parent is the item `parent`, or the root type of that name. */
export const elementStruct =
  (name: string, parent: string | { client: number; clock: number }) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.type)
    writeParent(encoder, parent)
    encoding.writeVarUint(encoder, TYPE.element)
    encoding.writeVarString(encoder, name)
  }

/** A run of text (Y.XmlText) in the item `parent`, or in the root type of that name. */
export const textStruct =
  (parent: string | { client: number; clock: number }) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.type)
    writeParent(encoder, parent)
    encoding.writeVarUint(encoder, TYPE.xmlText)
  }

/** Characters whose parent is `parent` itself, which may be no text. */
export const charactersIn =
  (parent: { client: number; clock: number }) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.string)
    writeParent(encoder, parent)
    encoding.writeVarString(encoder, 'chữ trần')
  }

/** Text after the item `origin`, as a forger would continue somebody else's typing. */
export const stringAfter =
  (origin: { client: number; clock: number }, text: string) =>
  (encoder: encoding.Encoder): void => {
    encoding.writeUint8(encoder, STRUCT.string | 0x80)
    encoding.writeVarUint(encoder, origin.client)
    encoding.writeVarUint(encoder, origin.clock)
    encoding.writeVarString(encoder, text)
  }

function writeParent(encoder: encoding.Encoder, parent: string | { client: number; clock: number }): void {
  if (typeof parent === 'string') {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, parent)
    return
  }
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarUint(encoder, parent.client)
  encoding.writeVarUint(encoder, parent.clock)
}
