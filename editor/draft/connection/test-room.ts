import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as syncProtocol from 'y-protocols/sync'
import * as Y from 'yjs'
import type { Verdict } from '../../../report/permission/section-guard.ts'
import {
  MESSAGE,
  type Refusal,
  SYNC,
  type WireEvent,
  encodeEvent,
  encodeRefusal,
  encodeSaved,
} from '../../../report/wire/messages.ts'

/** One socket as the room of a test sees it. */
export type TestPeer = {
  readonly url: string
  readonly send: (frame: Uint8Array) => void
  readonly close: (code: number) => void
  /** Cuts the line: no close frame reaches anybody. */
  readonly cut: () => void
}

type Line = {
  readonly peer: TestPeer
  readonly queue: Uint8Array[]
  frames: number
  /** A frame builds on something the room lacks: it was asked for, and nothing is settled before it comes. */
  lacks: boolean
  presence?: Uint8Array
}

/**
 * A report's room for tests: speaks the wire and does exactly what it is told, above all later than one would like.
 * Not the product's room: it checks nothing and keeps nothing on disk.
 */
export function createTestRoom() {
  const doc = new Y.Doc()
  const lines = new Set<Line>()
  const presence: Uint8Array[] = []
  const room = {
    doc,
    /** Acknowledge at once, or when `acknowledge` is called. */
    acknowledges: true,
    /** Keep sync frames waiting until `take` is called; those of a line that closes are lost, as in a crash. */
    takesWhenTold: false,
    /** Ask a newcomer for its state; a viewer's is never asked for. */
    asks: true,
    /** Refuse every sync frame with this code. */
    refuses: undefined as string | undefined,
    /** Judges what a peer sends as the product's room does, by its rights; without it everything is taken. */
    judge: undefined as ((update: Uint8Array, peer: TestPeer) => Verdict) | undefined,
    /** As the product's room: a newcomer gets an older state, and behind it what has come since. */
    sendsOldState: false,
    /** With an older state: what has come since is kept back until the newcomer asks again. */
    keepsNewsBack: false,
    asksPeer: (_peer: TestPeer): boolean => room.asks,
    urls: [] as string[],
    presence,
    updates: [] as Uint8Array[],
    lines,

    enter(peer: TestPeer) {
      const line: Line = { peer, queue: [], frames: 0, lacks: false }
      lines.add(line)
      room.urls.push(peer.url)
      if (room.asksPeer(peer)) peer.send(step1(doc))
      for (const other of lines) if (other.presence) peer.send(other.presence)
      return {
        receive: (frame: Uint8Array) => receive(line, frame),
        leave: () => lines.delete(line),
      }
    },
    /** Takes up to `count` waiting frames of each line. */
    take(count: number) {
      for (const line of lines) for (const bytes of line.queue.splice(0, count)) takeIn(line, bytes)
    },
    acknowledge() {
      for (const line of lines) {
        line.peer.send(encodeSaved(line.frames))
      }
    },
    refuse(refusal: Refusal) {
      for (const { peer } of lines) peer.send(encodeRefusal(refusal))
    },
    tell(event: WireEvent) {
      for (const { peer } of lines) peer.send(encodeEvent(event))
    },
    send(frame: Uint8Array) {
      for (const { peer } of lines) peer.send(frame)
    },
    closeAll(code: number) {
      for (const { peer } of lines) peer.close(code)
    },
    cutAll() {
      for (const { peer } of lines) peer.cut()
    },
  }

  function receive(line: Line, frame: Uint8Array) {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE.awareness) {
      presence.push(decoding.readVarUint8Array(decoder))
      line.presence = frame
      for (const other of lines) if (other !== line) other.peer.send(frame)
      return
    }
    if (type !== MESSAGE.sync) return
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === SYNC.step1) return answer(line, bytes)
    if (room.takesWhenTold || line.queue.length > 0) line.queue.push(bytes)
    else takeIn(line, bytes)
  }

  let oldState: { readonly frame: Uint8Array; readonly since: Uint8Array[] } | undefined

  function answer({ peer }: Line, stateVector: Uint8Array) {
    if (!room.sendsOldState || stateVector.length > 1) return peer.send(step2(doc, stateVector))
    oldState ??= { frame: step2(doc), since: [] }
    for (const frame of [oldState.frame, ...(room.keepsNewsBack ? [] : oldState.since)]) peer.send(frame)
  }

  function takeIn(line: Line, bytes: Uint8Array) {
    line.frames++
    if (room.refuses !== undefined) {
      line.peer.send(encodeRefusal({ frame: line.frames, code: room.refuses }))
      return
    }
    if (room.judge && !isTaken(line, bytes, room.judge)) return
    room.updates.push(bytes)
    Y.applyUpdate(doc, bytes, line)
    if (room.acknowledges) {
      line.peer.send(encodeSaved(line.frames))
    }
  }

  function isTaken(line: Line, bytes: Uint8Array, judge: NonNullable<typeof room.judge>): boolean {
    const after = new Y.Doc()
    Y.applyUpdate(after, Y.encodeStateAsUpdate(doc))
    let isNews = false
    after.on('update', () => {
      isNews = true
    })
    Y.applyUpdate(after, bytes)
    line.lacks = after.store.pendingStructs !== null
    if (line.lacks) {
      line.peer.send(step1(doc))
      return false
    }
    const verdict = isNews ? judge(bytes, line.peer) : undefined
    if (verdict?.type !== 'refused') return true
    line.peer.send(encodeRefusal({ frame: line.frames, code: verdict.code, sections: [...verdict.sections] }))
    line.peer.send(encodeSaved(line.frames))
    return false
  }

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    const frame = updateFrame(update)
    oldState?.since.push(frame)
    for (const line of lines) if (line !== origin) line.peer.send(frame)
  })
  return room
}

export type TestRoom = ReturnType<typeof createTestRoom>

export function step1(doc: Y.Doc): Uint8Array {
  return syncFrame((encoder) => syncProtocol.writeSyncStep1(encoder, doc))
}

export function step2(doc: Y.Doc, stateVector?: Uint8Array): Uint8Array {
  return syncFrame((encoder) => syncProtocol.writeSyncStep2(encoder, doc, stateVector))
}

export function updateFrame(update: Uint8Array): Uint8Array {
  return syncFrame((encoder) => syncProtocol.writeUpdate(encoder, update))
}

function syncFrame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  write(encoder)
  return encoding.toUint8Array(encoder)
}
