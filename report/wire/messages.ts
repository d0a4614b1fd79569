import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { z } from 'zod'

/**
 * Message numbers, the first varUint of every frame. 0-3 are y-websocket's; ours start at 121 and are sent only to
 * clients that connected with `?v=1`. One frame carries one message (y-websocket 3.1 reads no second one).
 */
export const MESSAGE = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  saved: 121,
  event: 122,
  refused: 123,
} as const

/** The second varUint of a sync frame (y-protocols/sync). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** Query parameters of `ws://HOST/sync/<reportId>`. Only our own client sends them; a stock client sends none. */
export const CONNECT_PARAM = {
  /** `SPEAKS_OUR_WIRE`: the client understands 121, 122 and 123. */
  wire: 'v',
  /** The client's SCHEMA_VERSION. Anything else than the server's is closed with 4426. */
  schema: 's',
  /** The report's epoch as the client knows it. Another one is closed with 4409. */
  epoch: 'e',
} as const

/** Not WIRE_VERSION: what is added to REST must not silence the messages of a program that knows only these. */
export const SPEAKS_OUR_WIRE = '1'

/**
 * `121` saved(n): each of the first n sync frames (step 2 and update, nothing else) that this socket sent is *settled*.
 * A frame is settled when
 * - what it brings is on disk, or
 * - it brings nothing new, and all that makes it nothing new is on disk, or
 * - it was refused, and the `123` naming it was sent before this `121`.
 *
 * Cumulative: n never falls, and frame n+1 is the oldest one still open. A frame that builds on something the server
 * lacks is neither stored nor refused: the server asks with a step 1, and it is settled together with the step 2 that
 * answers. Both sides count from 0 with each new socket. So "everything is saved" is: n equals what was sent, and no
 * 123 came.
 */
export function encodeSaved(frames: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.saved)
  encoding.writeVarUint(encoder, frames)
  return encoding.toUint8Array(encoder)
}

/** Reads the count after the message number of a `121` frame. */
export function readSaved(decoder: decoding.Decoder): number {
  return decoding.readVarUint(decoder)
}

/** What `122` tells: something beside the text changed; fetch it again. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('report'), reportId: z.string() }),
  z.object({ type: z.literal('members'), reportId: z.string() }),
  /** Whose a section is, its status, its lock. */
  z.object({ type: z.literal('sections'), reportId: z.string() }),
  z.object({ type: z.literal('handovers'), reportId: z.string() }),
  /** Comment threads; not told for anchors alone, which every page follows by itself. */
  z.object({ type: z.literal('threads'), reportId: z.string() }),
  /** A version was made, or thinned out. */
  z.object({ type: z.literal('versions'), reportId: z.string() }),
  /** Stage, settings, milestones, reminders; rights have changed with the stage. */
  z.object({ type: z.literal('stage'), reportId: z.string() }),
  z.object({ type: z.literal('contributions'), reportId: z.string() }),
])
export type WireEvent = z.infer<typeof eventSchema>

export function encodeEvent(event: WireEvent): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.event)
  encoding.writeVarString(encoder, JSON.stringify(event))
  return encoding.toUint8Array(encoder)
}

/** Reads the event of a `122` frame; `undefined` when it is of a kind this client does not know. */
export function readEvent(decoder: decoding.Decoder): WireEvent | undefined {
  const parsed = eventSchema.safeParse(JSON.parse(decoding.readVarString(decoder)))
  return parsed.success ? parsed.data : undefined
}

export const refusalSchema = z.object({
  /** Ordinal of the refused sync frame on this socket, counting from 1 as `saved` does. */
  frame: z.number().int().positive(),
  code: z.string(),
  /** Ids of the sections whose edit was refused (`preamble` for the opening paragraphs), where they are known. */
  sections: z.array(z.string()).optional(),
})
/** What `123` tells: this frame was not accepted and why. The person's text stays with them. */
export type Refusal = z.infer<typeof refusalSchema>

export function encodeRefusal(refusal: Refusal): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.refused)
  encoding.writeVarString(encoder, JSON.stringify(refusal))
  return encoding.toUint8Array(encoder)
}

/** Reads the refusal of a `123` frame. Throws on a frame that is not one. */
export function readRefusal(decoder: decoding.Decoder): Refusal {
  return refusalSchema.parse(JSON.parse(decoding.readVarString(decoder)))
}
