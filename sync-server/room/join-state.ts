import * as Y from 'yjs'
import { encodeSync } from './frame.ts'

/** Beyond this, what was relayed since is longer to send than the state is to encode again. */
const MAX_FOLLOW_UP_BYTES = 128 * 1024
const MAX_FOLLOW_UPS = 400

/**
 * What a newcomer with an empty document is sent: the whole state, encoded once, and the frames relayed since. Four
 * hundred people who come at nine o'clock, or after a restart, cost one encoding instead of four hundred.
 */
export class JoinState {
  readonly #doc: Y.Doc
  #state: { readonly frame: Uint8Array; readonly batch: number } | undefined
  #followUps: Uint8Array[] = []
  #followUpBytes = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** The batch that must be on disk before `frames` may be sent; `current` is the newest applied one. */
  prepare(current: number): number {
    if (!this.#state) {
      this.#state = { frame: encodeSync('step2', Y.encodeStateAsUpdate(this.#doc)), batch: current }
    }
    return this.#state.batch
  }

  /** The state and what followed up to now, all of it committed. Empty when `prepare` was overtaken. */
  get frames(): readonly Uint8Array[] {
    return this.#state ? [this.#state.frame, ...this.#followUps] : []
  }

  /** A batch was committed and relayed as this frame. */
  follow(batch: number, frame: Uint8Array): void {
    // Its own batch too: the state may have been encoded when only the first edits of it had come.
    if (!this.#state || batch < this.#state.batch) return
    this.#followUps.push(frame)
    this.#followUpBytes += frame.length
    if (this.#followUps.length > MAX_FOLLOW_UPS || this.#followUpBytes > MAX_FOLLOW_UP_BYTES) this.forget()
  }

  forget(): void {
    this.#state = undefined
    this.#followUps = []
    this.#followUpBytes = 0
  }
}
