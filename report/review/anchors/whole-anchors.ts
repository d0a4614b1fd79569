import type { Anchor } from '../../wire/review.ts'
import type { AnchorPlace, BlockEntry, Entry, RangeAnchor, WholeEntry } from './anchor-entry.ts'
import { holderOf } from './char-runs.ts'
import { idOf } from './layout.ts'
import type { Reading } from './reading.ts'

/** The anchors of what is commented on as a whole: a block, a section, the report. */
export class WholeAnchors {
  readonly #reading: Reading
  readonly #note: (entry: Entry) => void
  readonly #entries = new Set<WholeEntry>()

  /** `note` is told of each anchor that changes. */
  constructor(reading: Reading, note: (entry: Entry) => void) {
    this.#reading = reading
    this.#note = note
  }

  add(threadId: string, anchor: Exclude<Anchor, RangeAnchor>, given: string): WholeEntry {
    const entry =
      anchor.kind === 'block' ? { threadId, anchor, given, element: undefined } : { threadId, anchor, given }
    this.#entries.add(entry)
    this.#look(entry)
    return entry
  }

  remove(entry: WholeEntry): void {
    this.#entries.delete(entry)
  }

  placeOf({ anchor, ...entry }: WholeEntry): AnchorPlace {
    const { layout } = this.#reading
    switch (anchor.kind) {
      case 'report':
        return { type: 'report' }
      case 'section':
        return layout.compartment(anchor.sectionId)
          ? { type: 'section', sectionId: anchor.sectionId }
          : { type: 'lost' }
      case 'block': {
        const stand = layout.block(anchor.blockId, 'element' in entry ? entry.element : undefined)
        return stand ? { type: 'block', ...stand } : { type: 'lost' }
      }
    }
  }

  /** Elements came, went or changed their ids. */
  lookAgain(): void {
    for (const entry of this.#entries) this.#look(entry)
  }

  #look(entry: WholeEntry): void {
    if ('element' in entry) this.#lookForBlock(entry)
    else if (entry.anchor.kind === 'section') {
      const lost = this.#reading.layout.compartment(entry.anchor.sectionId) === undefined
      if (lost === entry.anchor.lost) return
      entry.anchor = { ...entry.anchor, lost }
      this.#note(entry)
    }
  }

  #lookForBlock(entry: BlockEntry): void {
    const { anchor } = entry
    const blockId = this.#idOfBlock(entry)
    const stand = this.#reading.layout.block(blockId, entry.element)
    entry.element = stand?.element ?? entry.element
    const sectionId = stand?.sectionId ?? anchor.sectionId
    const lost = stand === undefined
    if (lost === anchor.lost && sectionId === anchor.sectionId && blockId === anchor.blockId) return
    entry.anchor = { ...anchor, blockId, sectionId, lost }
    this.#note(entry)
  }

  /** Its id, unless no element has that any more and the one that had it got another. */
  #idOfBlock({ anchor, element }: BlockEntry): string {
    if (this.#reading.layout.block(anchor.blockId) || !element || holderOf(element)?.deleted)
      return anchor.blockId
    return idOf(element) ?? anchor.blockId
  }
}
