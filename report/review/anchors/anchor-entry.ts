import type * as Y from 'yjs'
import type { Anchor } from '../../wire/review.ts'
import type { TextPoint } from './hull.ts'

/** Where an anchor is now. */
export type AnchorPlace =
  | { readonly type: 'range'; readonly from: TextPoint; readonly to: TextPoint; readonly sectionId: string }
  | { readonly type: 'block'; readonly element: Y.XmlElement; readonly sectionId: string }
  | { readonly type: 'section'; readonly sectionId: string }
  | { readonly type: 'report' }
  | { readonly type: 'lost' }

export type RangePlace = Extract<AnchorPlace, { type: 'range' | 'lost' }>

export type RangeAnchor = Extract<Anchor, { kind: 'range' }>
export type BlockAnchor = Extract<Anchor, { kind: 'block' }>
export type WholeAnchor = Exclude<Anchor, RangeAnchor>

/** What a book keeps of a thread. */
export type Entry<A extends Anchor = Anchor> = {
  readonly threadId: string
  anchor: A
  /** As it was given last: the same again is no news, whatever became of it here. */
  readonly given: string
}
export type RangeEntry = Entry<RangeAnchor>
export type BlockEntry = Entry<BlockAnchor> & { element: Y.XmlElement | undefined }
/** Of a block, a section or the report. */
export type WholeEntry = BlockEntry | Entry<Exclude<WholeAnchor, BlockAnchor>>

export const isRange = (entry: RangeEntry | WholeEntry): entry is RangeEntry => entry.anchor.kind === 'range'
