import type { Checkpoint, Edit, PastReport, Seq, StoredEdit } from '../ports.ts'

/** What a thread of the log is for: keystrokes, or everything that may take its time. */
export type LogRole = 'append' | 'read'

/** What the main thread asks of a log worker, and what it answers. Answer 0 says that the database is open. */
export type LogCall = { readonly id: number } & (
  | { readonly type: 'append'; readonly batch: Packed<Edit> }
  | { readonly type: 'load'; readonly reportId: string }
  | { readonly type: 'loadAt'; readonly reportId: string; readonly seq: Seq | 'newest' }
  | { readonly type: 'readSince'; readonly reportId: string; readonly seq: Seq }
  | { readonly type: 'readSome'; readonly reportId: string; readonly seq: Seq; readonly count: number }
  | { readonly type: 'saveCheckpoint'; readonly checkpoint: Checkpoint }
)

export type LogAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

/**
 * A batch of edits with all their bytes in one buffer. Sent as they are, each edit would drag along a copy of the
 * whole buffer that its bytes are a view of.
 */
export type Packed<E> = {
  readonly edits: readonly (Omit<E, 'bytes'> & { readonly length: number })[]
  readonly bytes: Uint8Array<ArrayBuffer>
}
type WithBytes = { readonly bytes: Uint8Array }

export function packEdits<E extends WithBytes>(edits: readonly E[]): Packed<E> {
  const bytes = new Uint8Array(edits.reduce((sum, edit) => sum + edit.bytes.length, 0))
  let at = 0
  const heads = edits.map((edit) => {
    bytes.set(edit.bytes, at)
    at += edit.bytes.length
    const { bytes: own, ...head } = edit
    return { ...head, length: own.length }
  })
  return { edits: heads, bytes }
}

export function unpackEdits<E extends WithBytes>({
  edits,
  bytes,
}: Packed<E>): (Omit<E, 'bytes'> & WithBytes)[] {
  let at = 0
  return edits.map(({ length, ...head }) => {
    const own = bytes.subarray(at, at + length)
    at += length
    // What is left of an edit without its bytes and its length is an edit without its bytes.
    return { ...(head as unknown as Omit<E, 'bytes'>), bytes: own }
  })
}

/** A past report with its tail in one buffer. */
export type PackedPast = Omit<PastReport, 'tail'> & { readonly tail: Packed<StoredEdit> }
