/** The sentences of the views, in the person's language; the catalogue gives them. */
export type ViewTexts = {
  /** Names the opening paragraphs to a screen reader. */
  readonly preamble: string
  /** Names the field in which the title of an added section is edited. */
  readonly sectionTitle: string
  readonly removeSection: (title: string) => string
  /** On the button where the plan invites further themes: *Thêm nội dung*. */
  readonly invite: string
  readonly footnote: (number: number) => string
  readonly captionPlaceholder: string
  /** Names the scrolling frame of a wide table. */
  readonly table: string
}
