import { encodeRefusal, encodeSaved } from '../../report/wire/messages.ts'
import { CLOSE, type CloseCode } from '../../report/wire/close-codes.ts'
import type { EditRefusal } from './edit-judge.ts'
import { encodeDenied } from './frame.ts'
import type { Identity, Limits, Peer } from './ports.ts'
import { Rate } from './rate.ts'
import type { Id } from '../../report/permission/read-update.ts'
import { Settlement } from './settlement.ts'
import type { ClientSpan } from './inspect-update.ts'

/** Seconds of the allowed flow that may come at once: UniKey's backspace bursts, a reconnect, a paste. */
const BURST_SECONDS = 10
/** A client asks for the report when it connects, and again when it suspects a gap. */
const QUESTIONS = { perSecond: 1, burst: 20 }
/** Beyond this many refused client ids a socket is not confused but hostile. */
const MAX_REFUSED_CLIENTS = 100

/** What the room keeps for one peer. */
export class OccupiedSeat {
  readonly peer: Peer
  readonly settlement = new Settlement()
  /** Edits of batches after this one are relayed to it; undefined until it has been sent the state. */
  syncedAt: number | undefined
  /** Set while it is too slow to be relayed to: the last seq it was sent, and how its backlog went. */
  lag: { seq: number; lowest: number; since: number; catchingUp: boolean } | undefined
  /** Frames that build on what the server lacks, waiting for the step 2 that was asked for. */
  readonly unresolved: number[] = []
  asked = 0
  /** How many of its frames were refused. */
  refusals = 0
  /** It was asked for what it has, and has not answered yet. */
  awaitsStep2 = false
  hadFirstSync = false
  closed = false

  readonly #frames: Rate
  readonly #bytes: Rate
  readonly #questions: Rate
  readonly #refusedFrom = new Map<number, { readonly clock: number; readonly refusal: EditRefusal }>()
  #saved = 0

  constructor(peer: Peer, limits: Limits, now: number) {
    this.peer = peer
    this.#frames = new Rate(
      { perSecond: limits.framesPerSecond, burst: limits.framesPerSecond * BURST_SECONDS },
      now,
    )
    this.#questions = new Rate(QUESTIONS, now)
    this.#bytes = new Rate(
      {
        perSecond: limits.bytesPerSecond,
        burst: Math.max(limits.bytesPerSecond * BURST_SECONDS, limits.frameBytes * 2),
      },
      now,
    )
  }

  get identity(): Identity {
    return this.peer.identity
  }

  takeRate(bytes: number, now: number): boolean {
    return this.#frames.take(1, now) && this.#bytes.take(bytes, now)
  }

  takeQuestion(now: number): boolean {
    return this.#questions.take(1, now)
  }

  send(frame: Uint8Array): void {
    if (!this.closed) this.peer.send(frame)
  }

  close(code: CloseCode, reason: string): void {
    if (this.closed) return
    this.closed = true
    this.peer.close(code, reason)
  }

  /** Sends `121` when the count has moved. */
  acknowledge(): void {
    const { settled } = this.settlement
    if (settled === this.#saved) return
    this.#saved = settled
    if (this.peer.speaksOurWire) this.send(encodeSaved(settled))
  }

  /** Says that a frame is refused, which settles it. What its author builds on it will be refused likewise. */
  refuse(frame: number, refusal: EditRefusal, clients: readonly ClientSpan[]): void {
    this.refusals += 1
    const { code, sections } = refusal
    for (const { client, from } of clients) this.#refusedFrom.set(client, { clock: from, refusal })
    if (this.peer.speaksOurWire) {
      this.send(encodeRefusal({ frame, code, ...(sections.length > 0 && { sections: [...sections] }) }))
    }
    this.send(encodeDenied(code))
    this.settlement.settle(frame)
    if (this.#refusedFrom.size > MAX_REFUSED_CLIENTS) this.close(CLOSE.badData, 'too many foreign client ids')
  }

  /** Why what builds on this cannot be had either: it was refused before. */
  refusedBefore(dependency: Id): EditRefusal | undefined {
    const refused = this.#refusedFrom.get(dependency.client)
    return refused && dependency.clock >= refused.clock ? refused.refusal : undefined
  }
}
