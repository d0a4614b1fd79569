import {
  AlignmentType,
  BorderStyle,
  LineRuleType,
  UnderlineType,
  type IBaseParagraphStyleOptions,
  type IParagraphStyleOptions,
  type IParagraphStylePropertiesOptions,
  type IRunStylePropertiesOptions,
  type ISpacingProperties,
  type IStylesOptions,
} from 'docx'
import type { Face, Line, Profile } from '../../form/profiles.ts'
import { HEADING_NUMBERS } from './paper-numbers.ts'

/** Ids of the paragraph styles that the body of a paper uses besides Heading 1 to 4, TOC 1 to 3 and FootnoteText. */
export const BODY_STYLE = {
  text: 'BodyText',
  cell: 'TableText',
  headerCell: 'TableHeading',
  afterTable: 'AfterTable',
  figure: 'Figure',
  missingFigure: 'MissingFigure',
  caption: 'Caption',
  tocTitle: 'TOCHeading',
} as const

export type BodyStyles = {
  /** Goes into the `styles.default` of the `Document`. */
  readonly default: NonNullable<IStylesOptions['default']>
  /** Goes into its `styles.paragraphStyles`. */
  readonly paragraphStyles: readonly IParagraphStyleOptions[]
}

/** How far further a list within a list stands from the margin, in twips. */
export const NESTED = { text: 284, cell: 142 } as const

/** The distance between a cell's text and its borders, in twips. */
export const CELL_MARGIN = { side: 85, top: 28 } as const

/**
 * The styles of headings, text, lists, tables, figures, notes and the table of contents; based on `Normal`, whose size and
 * lines the paper sets. Runs say only what their paragraph's style does not.
 */
export function bodyStyles(profile: Profile): BodyStyles {
  return {
    default: {
      heading1: heading(profile, 0),
      heading2: heading(profile, 1),
      heading3: heading(profile, 2),
      heading4: heading(profile, 3),
      footnoteText: {
        run: runOf(profile.footnote),
        paragraph: { spacing: SINGLE, alignment: AlignmentType.JUSTIFIED },
      },
      footnoteTextChar: { run: runOf(profile.footnote) },
      footnoteReference: { run: { superScript: true } },
      caption: {
        name: 'caption',
        basedOn: 'Normal',
        next: BODY_STYLE.text,
        run: runOf(profile.caption),
        paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 60, after: 120, ...SINGLE_LINE } },
      },
    },
    paragraphStyles: [...textStyles(profile), ...tableStyles(profile), ...tocStyles(profile)],
  }
}

const SINGLE_LINE = { line: 240, lineRule: LineRuleType.AUTO } as const
const SINGLE = { before: 0, after: 0, ...SINGLE_LINE } as const
const CENTRED = { alignment: AlignmentType.CENTER } as const

function heading(profile: Profile, level: 0 | 1 | 2 | 3): IBaseParagraphStyleOptions {
  return {
    basedOn: 'Normal',
    next: BODY_STYLE.text,
    quickFormat: true,
    run: runOf(profile.headings[level]),
    paragraph: {
      ...textParagraph(profile),
      // As on the sheet: capitals that go on in a second line would be pulled apart.
      alignment: AlignmentType.LEFT,
      keepNext: true,
      keepLines: true,
      outlineLevel: level,
      numbering: HEADING_NUMBERS[level],
    },
  }
}

function textParagraph({ body }: Profile): IParagraphStylePropertiesOptions {
  return {
    alignment: AlignmentType.JUSTIFIED,
    spacing: { before: body.before, after: body.after, ...lineOf(body.line) },
    indent: { firstLine: body.indent },
  }
}

function textStyles(profile: Profile): IParagraphStyleOptions[] {
  const figure = { ...CENTRED, spacing: { before: 120, after: 60, ...SINGLE_LINE } }
  const border = { style: BorderStyle.SINGLE, size: 4, space: 4, color: '000000' } as const
  return [
    own(BODY_STYLE.text, 'Body Text', {
      quickFormat: true,
      run: runOf(profile.body.face),
      paragraph: textParagraph(profile),
    }),
    // Exact lines would cut a picture off.
    own(BODY_STYLE.figure, 'Figure', { next: BODY_STYLE.caption, paragraph: figure }),
    own(BODY_STYLE.missingFigure, 'Missing Figure', {
      next: BODY_STYLE.caption,
      run: runOf(profile.caption),
      paragraph: { ...figure, border: { top: border, bottom: border, left: border, right: border } },
    }),
  ]
}

function tableStyles({ table }: Profile): IParagraphStyleOptions[] {
  const run = runOf(table.face)
  const spacing = { before: 0, after: 0, ...lineOf(table.line) }
  return [
    own(BODY_STYLE.cell, 'Table Text', { run, paragraph: { alignment: AlignmentType.LEFT, spacing } }),
    own(BODY_STYLE.headerCell, 'Table Heading', {
      run: { ...run, bold: true },
      // The row that names the columns stands above at least one of its rows.
      paragraph: { ...CENTRED, keepNext: true, spacing },
    }),
    own(BODY_STYLE.afterTable, 'After Table', {
      run: { size: 4 },
      paragraph: { spacing: { before: 0, after: 0, line: 100, lineRule: LineRuleType.EXACT } },
    }),
  ]
}

function tocStyles(profile: Profile): IParagraphStyleOptions[] {
  const [first] = profile.headings
  return [
    own(BODY_STYLE.tocTitle, 'TOC Heading', {
      run: { ...runOf(first), allCaps: true },
      paragraph: {
        ...CENTRED,
        keepNext: true,
        spacing: { before: 120, after: 120, ...lineOf(profile.body.line) },
      },
    }),
    ...[0, 1, 2].map((level) =>
      own(`TOC${level + 1}`, `toc ${level + 1}`, {
        next: 'Normal',
        run: { size: profile.body.face.size, ...(level === 0 ? { allCaps: true } : {}) },
        paragraph: {
          indent: { left: 284 * level },
          spacing: { before: 60, after: 0, ...SINGLE_LINE },
        },
      }),
    ),
  ]
}

function own(
  id: string,
  name: string,
  options: Omit<IParagraphStyleOptions, 'id' | 'name'>,
): IParagraphStyleOptions {
  return { id, name, basedOn: 'Normal', ...options }
}

function runOf({ size, bold, italic, underline, upper }: Face): IRunStylePropertiesOptions {
  return {
    size,
    ...(bold ? { bold } : {}),
    ...(italic ? { italics: true } : {}),
    ...(underline ? { underline: { type: UnderlineType.SINGLE } } : {}),
    ...(upper ? { allCaps: true } : {}),
  }
}

function lineOf({ rule, value }: Line): ISpacingProperties {
  return { line: value, lineRule: rule === 'exact' ? LineRuleType.EXACT : LineRuleType.AUTO }
}
