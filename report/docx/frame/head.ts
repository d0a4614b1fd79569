import { Paragraph, type FileChild } from 'docx'
import {
  bodyLines,
  markLines,
  numberLine,
  PAPER,
  placeAndDate,
  subjectLine,
  typeLine,
} from '../../form/paper-lines.ts'
import { textWidth, type Face, type Profile } from '../../form/profiles.ts'
import { lineWidth } from '../../form/text-width.ts'
import type { PaperOrder } from '../paper-order.ts'
import type { CommentWriter } from '../review/comment-writer.ts'
import { FRAME_STYLE } from './frame-styles.ts'
import { gap, line, rule, runsOf } from './line.ts'
import { twoColumns } from './two-columns.ts'

type Headed = Pick<PaperOrder, 'head' | 'draft'>

/**
 * The two columns at the top of page 1. The number stands level with place and date, however many lines the bodies take:
 *
 *     superior body          ĐẢNG CỘNG SẢN VIỆT NAM
 *     ISSUING BODY           ----------------------
 *     *
 *     Số …-BC/TU             place, ngày … tháng … năm …
 *     marks
 */
export function letterhead({ head, draft }: Headed, profile: Profile): FileChild[] {
  const marks = markLines(head, draft).map(({ mark, text }) => line(FRAME_STYLE[mark], text))
  return [
    gap(),
    twoColumns(profile.head.columns, [
      [bodies(head, profile), titles(profile)],
      [
        [line(FRAME_STYLE.number, numberLine(head, profile)), ...marks],
        [line(FRAME_STYLE.placeAndDate, placeAndDate(head))],
      ],
    ]),
  ]
}

function bodies(head: Headed['head'], profile: Profile): Paragraph[] {
  const { columns, underIssuer, issuer: face } = profile.head
  const { superior, issuer } = bodyLines(head, profile)
  return [
    ...(superior ? [line(FRAME_STYLE.superior, superior)] : []),
    line(FRAME_STYLE.issuer, issuer),
    underIssuer === 'star'
      ? line(FRAME_STYLE.underIssuer, PAPER.star)
      : rule(partOf(longest(issuer, face), columns[0]), columns[0]),
  ]
}

function titles({ head: { titles, columns } }: Profile): Paragraph[] {
  const last = titles.at(-1)
  return [
    ...titles.map(({ text }, index) => line(index === 0 ? FRAME_STYLE.title : FRAME_STYLE.motto, text)),
    ...(last ? [rule(lineWidth(last.text, last.face), columns[1])] : []),
  ]
}

/** Between a third and half of a line, which is at most as wide as its column (NĐ30 II.2, II.5). */
function partOf(width: number, column: number): number {
  return Math.round(Math.min(width, column) * 0.4)
}

function longest(text: string, face: Face): number {
  return Math.max(...text.split('\n').map((line) => lineWidth(line, face)))
}

/** Type and subject in the middle of the page, and what parts them from the text. */
export function typeAndSubject(
  { head }: Headed,
  profile: Profile,
  comments: CommentWriter | undefined,
): FileChild[] {
  const subject = subjectLine(head)
  const children = runsOf(subject)
  const woven = comments?.weave([{ threads: [], children }], comments.threadsAbout('subject')) ?? children
  const width = textWidth(profile)
  return [
    line(FRAME_STYLE.type, typeLine(head)),
    new Paragraph({ style: FRAME_STYLE.subject, children: woven }),
    ...(profile.underSubject === 'hyphens'
      ? [line(FRAME_STYLE.underSubject, PAPER.hyphens)]
      : [rule(partOf(longest(subject, profile.subject), width), width)]),
  ]
}

/** What stands above a part of a report: which report it is from, and which draft of it. */
export function partHead({ title, draft, head }: Headed & Pick<PaperOrder, 'title'>): FileChild[] {
  const marks = markLines(head, draft).map(({ text }) => text)
  const lines = [`(Trích: ${title})`, marks.join(' ')].filter(Boolean)
  return [line(FRAME_STYLE.partOf, lines.join('\n'))]
}
