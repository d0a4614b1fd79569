import type { Block, ContentSection, Inline } from '../content/content.ts'
import type { Appendix } from '../sections.ts'

/**
 * What is different between two contents, in a form that is shown, stepped through, exported as tracked changes and applied:
 * `applyComparison(compare(a, b), a)` says what `b` says.
 */
export type Comparison = {
  readonly preamble: readonly BlockChange[]
  /** In the order of the newer text; a removed one stands behind what it stood behind. */
  readonly sections: readonly SectionChange[]
}

export type SectionChange = {
  readonly id: string
  readonly kind: 'same' | 'changed' | 'added' | 'removed'
  /** It stands elsewhere among those that were there before; it may have changed as well. */
  readonly moved: boolean
  /** Where it stood among the older sections, counted from 0; null for an added one. */
  readonly was: number | null
  /** Of the newer text; of the older one for a removed section. */
  readonly level: number
  readonly number: string
  readonly title: string
  readonly fixed: boolean
  readonly appendix: Appendix | null
  /** What it was called and where it stood, where that differs; a mere renumbering leaves its kind `same`. */
  readonly before?: Pick<ContentSection, 'level' | 'number' | 'title' | 'fixed' | 'appendix'>
  readonly titleWords?: readonly WordChange[]
  readonly blocks: readonly BlockChange[]
}

/** Blocks in the order of the newer text, removed ones where they were. */
export type BlockChange =
  | { readonly kind: 'same'; readonly block: Block }
  /** `movedFrom`: it stood elsewhere before, in the section of that id or in `preamble`. */
  | { readonly kind: 'added'; readonly block: Block; readonly movedFrom?: string }
  /** `movedTo`: it stands elsewhere now. */
  | { readonly kind: 'removed'; readonly block: Block; readonly movedTo?: string }
  /** Same paragraph, other words or marks. `inline` holds both texts. */
  | {
      readonly kind: 'words'
      readonly before: Extract<Block, { type: 'paragraph' }>
      readonly after: Extract<Block, { type: 'paragraph' }>
      readonly inline: readonly InlineChange[]
    }
  /** Same list or table; what is different stands inside. */
  | {
      readonly kind: 'inside'
      readonly before: Block
      readonly after: Block
      readonly rows: readonly RowChange[]
    }
  /** A figure, or a list or table whose own properties changed. */
  | { readonly kind: 'replaced'; readonly before: Block; readonly after: Block }

/** An item of a list (one cell) or a row of a table. */
export type RowChange =
  | { readonly kind: 'same' | 'added' | 'removed'; readonly cells: readonly (readonly Block[])[] }
  /** A cell of a column that is new or gone holds nothing but added or removed blocks; absent `columns` are all `kept`. */
  | {
      readonly kind: 'changed'
      readonly cells: readonly (readonly BlockChange[])[]
      readonly columns?: readonly CellKind[]
    }

/** `reshaped`: it spans other columns or rows, or became a header or none. */
export type CellKind = 'kept' | 'reshaped' | 'added' | 'removed'

export type InlineChange = {
  readonly kind: 'same' | 'added' | 'removed' | 'marks'
  readonly inline: readonly Inline[]
  /** For `marks`: as it looked before. */
  readonly before?: readonly Inline[]
}

export type WordChange = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }
