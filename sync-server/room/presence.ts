import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { encodeAwareness } from './frame.ts'
import type { Identity } from './ports.ts'
import { jsonDepth } from '../../report/permission/read-update.ts'

/** How long an id that left stays its user's: a reconnecting browser brings the same id back. */
const REMEMBERED_MS = 10 * 60_000
const MAX_REMEMBERED = 5_000
/** Awareness counts its changes; 2^53 would lock the next honest one out. */
const MAX_CLOCK = 2 ** 31
const MAX_DEPTH = 16

/** Whoever shows presence: in a room, a seat. */
export type Present = { readonly identity: Identity }

type Entry = {
  readonly present: Present
  /** The client's own count. */
  heard: number
  /** The count told to others: never falls, so that a returning client is not ignored as old. */
  told: number
  /** Undefined while the client shows nothing. */
  shown: Uint8Array | undefined
}

type Departed = { readonly userId: string; readonly told: number; readonly at: number }

export type PresenceVerdict = { readonly type: 'ok' } | { readonly type: 'bad'; readonly reason: string }
const OK: PresenceVerdict = { type: 'ok' }

/**
 * Who is in a report and where, in y-protocols' awareness format but not in its class: that one believes whatever any
 * client says about any other and never forgets an id. Here one socket has one id. Entries about other ids are passed
 * over in silence, since every stock client re-sends everybody's presence. `user` is what the session says.
 */
export class Presence {
  readonly #maxBytes: number
  readonly #entries = new Map<number, Entry>()
  readonly #idOf = new Map<Present, number>()
  readonly #departed = new Map<number, Departed>()
  readonly #changed = new Map<number, Uint8Array>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Takes an awareness update. `ownerOf` says whose a client id is because of what it wrote. */
  receive(
    present: Present,
    update: Uint8Array,
    ownerOf: (client: number) => string | undefined,
    now: number,
  ): PresenceVerdict {
    const decoder = decoding.createDecoder(update)
    try {
      for (let left = decoding.readVarUint(decoder); left > 0; left--) {
        const client = decoding.readVarUint(decoder)
        const clock = decoding.readVarUint(decoder)
        const json = decoding.readVarUint8Array(decoder)
        if (!this.#isOwn(present, client, json, ownerOf)) continue
        const verdict = this.#show(present, client, clock, json, now)
        if (verdict.type === 'bad') return verdict
      }
    } catch {
      return { type: 'bad', reason: 'presence that cannot be read' }
    }
    return decoding.hasContent(decoder) ? { type: 'bad', reason: 'presence with bytes after its end' } : OK
  }

  /** Whose presence this id is or lately was: nobody else may write under it. */
  userOf(client: number): string | undefined {
    return this.#entries.get(client)?.present.identity.userId ?? this.#departed.get(client)?.userId
  }

  leave(present: Present, now: number): void {
    const client = this.#idOf.get(present)
    if (client === undefined) return
    this.#idOf.delete(present)
    const entry = this.#entries.get(client)
    if (entry?.present !== present) return
    this.#entries.delete(client)
    const told = entry.shown ? entry.told + 1 : entry.told
    if (entry.shown) this.#changed.set(client, encodePresence(client, told, 'null'))
    this.#remember(client, { userId: present.identity.userId, told, at: now })
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** Takes what changed since the last call. Nobody is shown as anything but what they said last. */
  takeChanges(): { frameFor(present: Present): Uint8Array | undefined } {
    const changed = new Map(this.#changed)
    this.#changed.clear()
    const frame = encodeAwareness([...changed.values()])
    return {
      frameFor: (present) => {
        const own = this.#idOf.get(present)
        if (own === undefined || !changed.has(own)) return frame
        if (changed.size === 1) return undefined
        // Under its own count or less a client passes over its own entry, so it can have the frame that all have.
        if (this.#isToldAsSaid(own)) return frame
        return encodeAwareness([...changed].filter(([client]) => client !== own).map(([, entry]) => entry))
      },
    }
  }

  #isToldAsSaid(client: number): boolean {
    const entry = this.#entries.get(client)
    return entry?.shown !== undefined && entry.told <= entry.heard
  }

  /** Everybody else, for somebody who comes in or asks; undefined when nobody shows anything. */
  everybodyBut(present: Present): Uint8Array | undefined {
    const own = this.#idOf.get(present)
    const shown: Uint8Array[] = []
    for (const [client, entry] of this.#entries) {
      if (client !== own && entry.shown) shown.push(entry.shown)
    }
    return shown.length === 0 ? undefined : encodeAwareness(shown)
  }

  get size(): number {
    return this.#entries.size
  }

  #isOwn(
    present: Present,
    client: number,
    json: Uint8Array,
    ownerOf: (client: number) => string | undefined,
  ): boolean {
    const own = this.#idOf.get(present)
    if (own !== undefined) return own === client
    // The first state a socket shows is its own, unless it is an echo of somebody who is here, was here, or wrote here.
    if (isNull(json)) return false
    const user = ownerOf(client) ?? this.userOf(client)
    return user === undefined || user === present.identity.userId
  }

  #show(present: Present, client: number, clock: number, json: Uint8Array, now: number): PresenceVerdict {
    if (json.length > this.#maxBytes) return { type: 'bad', reason: 'presence too large' }
    if (clock > MAX_CLOCK) return { type: 'bad', reason: 'a presence clock beyond any honest one' }
    const text = Buffer.from(json.buffer, json.byteOffset, json.length).toString('utf8')
    if (jsonDepth(text) > MAX_DEPTH) return { type: 'bad', reason: 'presence nested too deeply' }
    const state: unknown = JSON.parse(text)
    if (typeof state !== 'object' || Array.isArray(state))
      return { type: 'bad', reason: 'presence that is no object' }
    const entry = this.#entryOf(present, client, now)
    if (clock <= entry.heard) return OK
    entry.heard = clock
    entry.told = Math.max(entry.told + 1, clock)
    entry.shown =
      state === null ? undefined : encodePresence(client, entry.told, stamped(state, present.identity))
    this.#changed.set(client, entry.shown ?? encodePresence(client, entry.told, 'null'))
    return OK
  }

  /** The entry of this socket's id; one left behind by the same user's older socket is taken over. */
  #entryOf(present: Present, client: number, now: number): Entry {
    const current = this.#entries.get(client)
    if (current?.present === present) return current
    if (current) this.leave(current.present, now)
    const told = this.#departed.get(client)?.told ?? 0
    this.#departed.delete(client)
    const entry: Entry = { present, heard: -1, told, shown: undefined }
    this.#entries.set(client, entry)
    this.#idOf.set(present, client)
    return entry
  }

  #remember(client: number, departed: Departed): void {
    this.#departed.set(client, departed)
    for (const [oldest, { at }] of this.#departed) {
      if (this.#departed.size <= MAX_REMEMBERED && departed.at - at < REMEMBERED_MS) break
      this.#departed.delete(oldest)
    }
  }
}

function isNull(json: Uint8Array): boolean {
  return json.length === 4 && json[0] === 0x6e
}

function stamped(state: object, { userId, name, office }: Identity): string {
  const user = { id: userId, name, office: office?.shortName ?? '', color: office?.color ?? '#5f6368' }
  return JSON.stringify({ ...state, user })
}

function encodePresence(client: number, clock: number, json: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}
