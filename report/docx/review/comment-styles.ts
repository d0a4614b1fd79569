import type { IStylesOptions } from 'docx'

/** The styles that comments are written with; Word makes balloons small by them. */
export const COMMENT_STYLES = {
  paragraphStyles: [
    {
      id: 'CommentText',
      name: 'annotation text',
      basedOn: 'Normal',
      run: { size: 20, font: 'Times New Roman' },
      paragraph: { spacing: { before: 0, after: 0, line: 240 }, indent: { firstLine: 0 } },
      uiPriority: 99,
      unhideWhenUsed: true,
    },
  ],
  characterStyles: [
    {
      id: 'CommentReference',
      name: 'annotation reference',
      run: { size: 16 },
      uiPriority: 99,
      unhideWhenUsed: true,
    },
  ],
} as const satisfies Pick<IStylesOptions, 'paragraphStyles' | 'characterStyles'>

/** The styles of a review copy. */
export function withCommentStyles(styles: IStylesOptions): IStylesOptions {
  return {
    ...styles,
    paragraphStyles: [...(styles.paragraphStyles ?? []), ...COMMENT_STYLES.paragraphStyles],
    characterStyles: [...(styles.characterStyles ?? []), ...COMMENT_STYLES.characterStyles],
  }
}
