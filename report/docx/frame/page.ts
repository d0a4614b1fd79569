import {
  Header,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  TextRun,
  type FileChild,
  type ISectionOptions,
} from 'docx'
import type { Profile } from '../../form/profiles.ts'
import type { Appendix } from '../../sections.ts'
import { FRAME_STYLE } from './frame-styles.ts'

/** Pages of one kind: the report itself, or an appendix, whose pages may lie across and count by themselves. */
export type Pages = {
  readonly lies: Appendix
  /** Its first page has no number, and is page 1. */
  readonly counts: 'anew' | 'on'
}

/** A section of the file, as Word calls it. The page's number stands in the middle of the header. */
export function pages(
  children: readonly FileChild[],
  { lies, counts }: Pages,
  profile: Profile,
): ISectionOptions {
  const { page, margin } = profile
  const anew = counts === 'anew'
  return {
    properties: {
      type: SectionType.NEXT_PAGE,
      ...(anew ? { titlePage: true } : {}),
      page: {
        size: {
          width: page.width,
          height: page.height,
          orientation: lies === 'landscape' ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: margin.top,
          bottom: margin.bottom,
          left: margin.inside,
          right: margin.outside,
          header: margin.header,
          footer: margin.footer,
          gutter: 0,
        },
        pageNumbers: anew ? { start: 1 } : {},
      },
    },
    headers: {
      default: numbered(),
      first: new Header({ children: [new Paragraph({ style: FRAME_STYLE.header })] }),
    },
    children,
  }
}

function numbered(): Header {
  const number = new TextRun({ children: [PageNumber.CURRENT] })
  return new Header({ children: [new Paragraph({ style: FRAME_STYLE.header, children: [number] })] })
}
