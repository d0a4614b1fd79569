import { must } from '../../must.ts'
import { type AnchorPiece, LONGEST_CONTEXT } from '../../wire/review.ts'
import { type Run, sliceRun, visibleRun } from './char-runs.ts'
import type { Layout, Stand } from './layout.ts'

/** Parts what stands in different texts. */
export const BREAK = '\n'

export type Words = {
  readonly stand: Stand
  readonly run: Run
  /** Where it begins in all the words. */
  readonly start: number
}

/** All that is visible of a report, as one string to search in. */
export class ReportWords {
  readonly all: string
  readonly #words: readonly Words[]

  constructor(layout: Layout) {
    let start = 0
    this.#words = layout.texts.map((stand) => {
      const run = visibleRun(stand.text)
      const words = { stand, run, start }
      start += run.text.length + BREAK.length
      return words
    })
    this.all = this.#words.map(({ run }) => run.text).join(BREAK)
  }

  /** Where a character of a text stands in all the words; `index` counts in that text. */
  offsetOf({ order }: Stand, index: number): number {
    return must(this.#words[order], 'a text of the report').start + index
  }

  before(offset: number): string {
    return this.all.slice(Math.max(0, offset - LONGEST_CONTEXT), offset)
  }

  after(offset: number): string {
    return this.all.slice(offset, offset + LONGEST_CONTEXT)
  }

  /** What stands between two offsets, text by text. */
  between(from: number, to: number): { readonly stand: Stand; readonly run: Run }[] {
    const found: { stand: Stand; run: Run }[] = []
    for (let index = this.#indexAt(from); index < this.#words.length; index++) {
      const { stand, run, start } = must(this.#words[index], 'an index inside the list')
      if (start >= to) break
      const part = sliceRun(run, Math.max(0, from - start), Math.min(run.text.length, to - start))
      if (part.text !== '') found.push({ stand, run: part })
    }
    return found
  }

  standAt(offset: number): Stand | undefined {
    return this.#words[this.#indexAt(offset)]?.stand
  }

  #indexAt(offset: number): number {
    let low = 0
    let high = this.#words.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (must(this.#words[middle], 'an index inside the list').start <= offset) low = middle
      else high = middle
    }
    return low
  }
}

/** The pieces of an anchor that covers what stands between two offsets. */
export function piecesAt(
  words: ReportWords,
  { from, to }: { readonly from: number; readonly to: number },
): AnchorPiece[] {
  return words.between(from, to).map(({ stand, run }) => ({ blockId: stand.blockId, ...run }))
}

/** Joins what stands in several texts, as a quote does. */
export function quoteOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join(BREAK)
}
