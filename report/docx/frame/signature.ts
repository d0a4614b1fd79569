import type { FileChild } from 'docx'
import { PAPER, recipientLines, signatureLines } from '../../form/paper-lines.ts'
import type { Profile } from '../../form/profiles.ts'
import type { ReportHead } from '../../wire/rest.ts'
import { FRAME_STYLE } from './frame-styles.ts'
import { gap, line, space } from './line.ts'
import { twoColumns } from './two-columns.ts'

/** *Nơi nhận* on the left, who signs on the right, in one row that no page parts; then what Word wants behind a table. */
export function signatureBlock(head: ReportHead, profile: Profile): FileChild[] {
  const { authority, title, name } = signatureLines(head, profile)
  const typist = head.typist?.trim().toLocaleUpperCase('vi') ?? ''
  const recipients = [
    line(FRAME_STYLE.recipientsHeading, PAPER.recipients),
    ...recipientLines(head, profile).map((text) => line(FRAME_STYLE.recipients, text)),
    ...(typist ? [line(FRAME_STYLE.typist, typist)] : []),
  ]
  const signing = [
    ...(authority ? [line(FRAME_STYLE.authority, authority)] : []),
    ...(title ? [line(FRAME_STYLE.signatoryTitle, title)] : []),
    line(FRAME_STYLE.signatory, name),
  ]
  return [space(), twoColumns(profile.head.columns, [[recipients, signing]]), gap()]
}
