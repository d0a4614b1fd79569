import type { AnchorPiece, CharRange } from '../../wire/review.ts'
import { fatesOf, RunWriter } from './char-runs.ts'
import type { Reading } from './reading.ts'

/** Writes the pieces of an anchor, one for each text that it stands in. */
export class PieceWriter {
  readonly #reading: Reading
  readonly #pieces: { blockId: string | null; text: unknown; readonly run: RunWriter }[] = []
  #from: AnchorPiece | undefined
  #begun = true

  constructor(reading: Reading) {
    this.#reading = reading
  }

  /** What follows was in this piece. */
  begin(piece: AnchorPiece): void {
    if (piece === this.#from) return
    this.#from = piece
    this.#begun = true
  }

  add(words: string, range: CharRange): void {
    const { doc, layout } = this.#reading
    let at = 0
    for (const part of fatesOf(doc, range)) {
      const stand = part.fate === 'visible' ? layout.of(part.item.parent) : undefined
      const piece = this.#pieceFor(stand?.text, stand ? stand.blockId : (this.#from?.blockId ?? null))
      piece.run.add(words.slice(at, at + part.length), part.client, part.clock)
      at += part.length
    }
  }

  pieces(): AnchorPiece[] {
    return this.#pieces.map(({ blockId, run }) => ({ blockId, ...run.run() }))
  }

  #pieceFor(text: unknown, blockId: string | null) {
    const last = this.#pieces.at(-1)
    const begun = this.#begun
    this.#begun = false
    if (last && this.#continues(last, text, blockId, begun)) {
      last.text ??= text
      return last
    }
    const piece = { blockId, text, run: new RunWriter() }
    this.#pieces.push(piece)
    return piece
  }

  #continues(
    last: { readonly blockId: string | null; readonly text: unknown },
    text: unknown,
    blockId: string | null,
    begun: boolean,
  ): boolean {
    if (text !== undefined && last.text !== undefined) return text === last.text
    return !begun && (text === undefined || blockId === last.blockId)
  }
}
