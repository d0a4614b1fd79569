import type { Inline } from '../../report/content/content.ts'

/** What a Word file says, in its order, before anybody asked which part of a report it is. */
export type Piece = Line | Grid

/** A paragraph. */
export type Line = {
  readonly type: 'line'
  readonly inline: readonly Inline[]
  /** The words of `inline`, without its notes. */
  readonly text: string
  /** Pictures that stand in it, before or after its words. */
  readonly pictures: { readonly before: readonly Drawn[]; readonly after: readonly Drawn[] }
  /** The style's name in small letters. */
  readonly style: string
  /** 0 to 8 in the outline of the file; undefined for text. */
  readonly outline: number | undefined
  /** As Word counts it: `II.`, `a)`, `-`; empty where nothing is counted. */
  readonly label: string
  /** How it is counted, where it is. */
  readonly list: Listed | undefined
  readonly isCentred: boolean
  /** All its letters are, by its style too. */
  readonly isBold: boolean
  readonly isItalic: boolean
}

export type Listed = {
  readonly id: string
  readonly format: string
  readonly pattern: string
  readonly level: number
  /** How far its paragraphs stand from the margin, in twips. */
  readonly indent: number
}

/** A table. */
export type Grid = { readonly type: 'grid'; readonly rows: readonly (readonly GridCell[])[] }

export type GridCell = {
  readonly header: boolean
  readonly colspan: number
  readonly rowspan: number
  readonly pieces: readonly Piece[]
}

/** A picture as it stands in the text. */
export type Drawn = {
  /** The part of the file with its bytes; undefined where the file only says where they could be fetched. */
  readonly part: string | undefined
  readonly alt: string
  /** In pixels, as wide as it is shown; null where the file does not say. */
  readonly width: number | null
}

/** All words of some pieces, a line for each paragraph. */
export function pieceLines(pieces: readonly Piece[]): string[] {
  return pieces.flatMap((piece) =>
    piece.type === 'line'
      ? [piece.text]
      : piece.rows.flatMap((row) => row.flatMap((cell) => pieceLines(cell.pieces))),
  )
}
