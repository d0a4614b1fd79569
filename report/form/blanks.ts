import { BLANKS, type Blank } from '../wire/paper.ts'
import type { ReportHead } from '../wire/rest.ts'
import { BLANK } from './blank.ts'
import {
  bodyLines,
  numberLine,
  placeAndDate,
  profileOf,
  recipientLines,
  signatureLines,
  subjectLine,
  typeLine,
} from './paper-lines.ts'
import type { Profile } from './profiles.ts'

/** What of the head is left as a dotted blank on the paper, in the order of the paper. */
export function blanksOf(head: ReportHead, profile: Profile = profileOf(head)): Blank[] {
  const { authority, title, name } = signatureLines(head, profile)
  const [place = '', date = ''] = placeAndDate({ ...head, place: head.place.replaceAll(',', '') }).split(', ')
  const lines: Readonly<Record<Blank, string>> = {
    issuingBody: bodyLines(head, profile).issuer,
    number: numberLine(head, profile),
    place,
    date,
    type: typeLine(head),
    subject: subjectLine(head),
    authority,
    signatoryTitle: title,
    signatoryName: name,
    recipients: recipientLines(head, profile).join(' '),
  }
  return BLANKS.filter((part) => lines[part].includes(BLANK))
}
