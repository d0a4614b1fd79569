import type { ReportHead } from '../wire/rest.ts'

/**
 * What the checker of the form looks at. Warnings only: the person who writes knows better.
 *
 * - `subject-*`, `recipients-*`: the head (HD36 boxes 5a and 9b).
 * - `code-dash`, `code-space`: codes of documents, as 20-NQ/TW (HD36 1.3.1: hyphen and slash, no spaces).
 * - `citation-*`: full at first mention, short later (HD36 on citing).
 * - `tone-mixed`: *ủy* beside *uỷ*; one paper has one spelling.
 * - `ending`: the text ends with a full stop, and not with `./.` (that is NĐ30's).
 */
export const FORM_RULES = [
  'subject-capital',
  'subject-full-stop',
  'subject-repeats-type',
  'recipients-copy-last',
  'recipients-twice',
  'recipients-punctuation',
  'empty-section',
  'code-dash',
  'code-space',
  'citation-number',
  'citation-comma',
  'citation-date',
  'citation-issuer',
  'citation-again',
  'tone-mixed',
  'ending',
  'double-space',
  'space-before-mark',
] as const
export type FormRule = (typeof FORM_RULES)[number]

/**
 * A place in a block's own text: characters count as they are, a line break and a footnote as one. In a footnote the whole
 * of it is meant.
 */
export type TextPlace = {
  readonly type: 'text'
  /** `preamble` for the opening paragraphs. */
  readonly sectionId: string
  readonly blockId: string
  readonly from: number
  readonly to: number
}

export type Finding = {
  readonly rule: FormRule
  readonly place:
    | { readonly type: 'head'; readonly field: keyof ReportHead }
    | { readonly type: 'section'; readonly sectionId: string }
    | TextPlace
  /** What is there, as somebody reads it. */
  readonly quote: string
  /** What would stand there instead, where that is beyond doubt. */
  readonly better?: string
}
