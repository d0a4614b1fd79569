import type { Appendix } from '../sections.ts'

/**
 * What a report says, as the export, the checker of the form and the import see it: plain data, to be sent between threads.
 * Texts are as they are stored; who writes them to a file makes them sound (`soundText`).
 */
export type ReportContent = {
  readonly preamble: readonly Block[]
  readonly sections: readonly ContentSection[]
}

export type ContentSection = {
  readonly id: string
  readonly level: number
  /** As in `SectionState`: `II`, `3`, `đ)`, `-`, `Phụ lục 1`. */
  readonly number: string
  readonly title: string
  readonly fixed: boolean
  readonly appendix: Appendix | null
  readonly blocks: readonly Block[]
}

export type Block = ParagraphBlock | ListBlock | TableBlock | FigureBlock

export type ParagraphBlock = {
  readonly type: 'paragraph'
  readonly id: string
  readonly inline: readonly Inline[]
}
export type ListBlock = {
  readonly type: 'list'
  readonly id: string
  readonly ordered: boolean
  /** What the first item counts as. */
  readonly start: number
  readonly items: readonly (readonly Block[])[]
}
export type TableBlock = {
  readonly type: 'table'
  readonly id: string
  readonly rows: readonly (readonly Cell[])[]
}
export type Cell = {
  readonly header: boolean
  readonly colspan: number
  readonly rowspan: number
  readonly blocks: readonly Block[]
}
export type FigureBlock = {
  readonly type: 'figure'
  readonly id: string
  /** A path on the server: the key of the picture among those that come with the content. */
  readonly src: string
  readonly alt: string
  /** In pixels; null for as wide as it is, and at most as the page. */
  readonly width: number | null
  readonly caption: readonly Inline[]
}

export type Inline = TextInline | { readonly type: 'break' } | FootnoteInline

export type TextMarks = {
  readonly bold?: true
  readonly italic?: true
  readonly underline?: true
  readonly superscript?: true
  readonly subscript?: true
}
export type TextInline = {
  readonly type: 'text'
  readonly text: string
  readonly marks: TextMarks
  /** The threads whose words these are; only where they were asked for. */
  readonly threads?: readonly string[]
}
export type FootnoteInline = {
  readonly type: 'footnote'
  readonly text: string
  /** The threads about words of it; only where they were asked for. */
  readonly threads?: readonly string[]
}

/** A picture that a figure shows. */
export type Picture = {
  readonly type: 'image/png' | 'image/jpeg'
  readonly bytes: Uint8Array
  /** In pixels. */
  readonly width: number
  readonly height: number
}
