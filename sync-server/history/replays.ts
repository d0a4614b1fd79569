import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import type { Supplies } from '../press/products.ts'
import { Shelf } from './shelf.ts'

/** Of states that were left behind. They are no objects: a thread that keeps them is not taken for one that grew. */
const MOST_FOOTHOLDS = 48 * 1024 * 1024
/** After so many edits a state is left behind. */
export const STRIDE = 10_000

type Place = { readonly reportId: string; readonly seq: number; readonly editedAt: number }
type Replay = Place & { readonly doc: Y.Doc }
type Foothold = Place & { readonly state: Uint8Array }

/**
 * Reports as they were after some edit, for the thread that looks at them. A document cannot go back: so the last one is
 * kept for what comes after it, and states along the way of long replays for what comes before.
 */
export class Replays {
  #last: Replay | undefined
  readonly #footholds = new Shelf<Foothold>(MOST_FOOTHOLDS)

  /** What is given stays this class's own: not to be changed, nor held beyond the next call. */
  async at(reportId: string, seq: number, supplies: Supplies): Promise<Replay> {
    let near = this.#nearest(reportId, seq)
    let leftAt = near?.seq ?? 0
    while (near?.seq !== seq || !('doc' in near)) {
      const piece = near?.seq === seq ? undefined : await supplies.text?.(seq, near?.seq)
      if (!piece && near?.seq !== seq) throw new Error(`the log of ${reportId} has no edit ${seq}`)
      near = this.#goOn(reportId, piece?.isWhole ? undefined : near, piece)
      if (near.seq - leftAt < STRIDE) continue
      leftAt = near.seq
      this.#leave(near)
    }
    return near
  }

  /** So that what comes within a stride after `seq` is near a place that is known. */
  async walkTo(reportId: string, seq: number, supplies: Supplies): Promise<void> {
    const near = this.#nearest(reportId, seq)
    if (!near || seq - near.seq >= STRIDE) await this.at(reportId, seq, supplies)
  }

  #nearest(reportId: string, seq: number): Replay | Foothold | undefined {
    const places = [this.#last, ...this.#footholds.things()]
    let best: Replay | Foothold | undefined
    for (const place of places) {
      if (place?.reportId !== reportId || place.seq > seq) continue
      // Of two in the same place the document, which comes first, is there already.
      if (!best || place.seq > best.seq) best = place
    }
    return best
  }

  #goOn(
    reportId: string,
    near: Replay | Foothold | undefined,
    piece: Awaited<ReturnType<NonNullable<Supplies['text']>>>,
  ): Replay {
    const updates = [...(near && 'state' in near ? [near.state] : []), ...(piece?.updates ?? [])]
    const doc = near && 'doc' in near ? near.doc : createReportDoc()
    if (this.#last?.doc !== doc) this.#last?.doc.destroy()
    // Unless all of it is taken in, it is nothing.
    this.#last = undefined
    // In one transaction, which is linear where merging updates is not.
    Y.transact(doc, () => {
      for (const update of updates) Y.applyUpdate(doc, update)
    })
    const { seq, editedAt } = must(piece ?? near, 'a place to go on from')
    this.#last = { reportId, seq, editedAt, doc }
    return this.#last
  }

  #leave({ reportId, seq, editedAt, doc }: Replay): void {
    const state = Y.encodeStateAsUpdate(doc)
    this.#footholds.put(JSON.stringify([reportId, seq]), { reportId, seq, editedAt, state }, state.length)
  }
}
