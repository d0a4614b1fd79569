import { Paragraph, TextRun } from 'docx'
import type { ContentSection } from '../../content/content.ts'
import { appendixLines } from '../../form/paper-lines.ts'
import type { Profile } from '../../form/profiles.ts'
import type { ReportHead } from '../../wire/rest.ts'
import type { BodyWriter } from '../body/body-writer.ts'
import type { CommentWriter } from '../review/comment-writer.ts'
import type { Revisions } from '../review/revisions.ts'
import { soundText } from '../sound-text.ts'
import { FRAME_STYLE } from './frame-styles.ts'
import { line } from './line.ts'

export type AppendixHead = {
  readonly head: ReportHead
  readonly profile: Profile
  readonly body: BodyWriter
  readonly comments: CommentWriter | undefined
  readonly revisions?: Revisions | undefined
}

/**
 * *Phụ lục 1*, its title, and which paper it belongs to. Number and title are one paragraph: the navigation shows them as one.
 * `older`: as it was called before.
 */
export function appendixHead(
  section: ContentSection,
  { head, profile, body, comments, revisions }: AppendixHead,
  older: ContentSection = section,
): Paragraph[] {
  const { of } = appendixLines(section, head, profile)
  const [before, now] = [older, section].map((one) => appendixLines(one, head, profile))
  const isSame = before?.label === now?.label && before?.title === now?.title
  const lines =
    isSame || !revisions
      ? wordsOf(now)
      : [...revisions.runs('w:del', wordsOf(before)), ...revisions.runs('w:ins', wordsOf(now))]
  const children = body.bookmarked(section, lines)
  const about = comments?.threadsAbout({ sectionId: section.id }) ?? []
  const woven = comments?.weave([{ threads: [], children }], about) ?? children
  return [new Paragraph({ style: FRAME_STYLE.appendix, children: woven }), line(FRAME_STYLE.appendixOf, of)]
}

function wordsOf(lines: ReturnType<typeof appendixLines> | undefined): TextRun[] {
  if (!lines) return []
  const { label, title } = lines
  return [
    new TextRun(soundText(label)),
    ...(title ? [new TextRun({ text: soundText(title), break: 1 })] : []),
  ]
}
