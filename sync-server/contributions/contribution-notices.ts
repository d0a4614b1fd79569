import { newId } from '../../report/id.ts'
import type { ReportRights } from '../../report/permission/rights.ts'
import { beginningOf, type People } from '../http/review/comment-words.ts'
import { whoseSection } from '../http/review/comment-notices.ts'
import type { Author } from '../../report/wire/review.ts'
import { responsibleFor } from '../http/responsible.ts'
import type { NamedHeading } from '../http/section-change.ts'
import { labelsOf, sectionsInWords } from '../http/section-notices.ts'
import type { NewNotice } from '../store/records.ts'

export type Arrival = {
  readonly reportId: string
  readonly contributionId: string
  readonly title: string
  /** Of the office's handing in: who was told of it already is not told again when a part is moved. */
  readonly handedInAt: number
  /** Where its parts are, those that were placed now. */
  readonly sectionIds: readonly string[]
  /** It came in, rather than that parts of it were moved: who coordinates learns of it too. */
  readonly isNew: boolean
  readonly headings: readonly NamedHeading[]
  readonly rights: ReportRights
  readonly people: People
  readonly by: Author
  readonly at: number
}

/** One for each person, however many parts there are for them; none to who did it. */
export function contributionNotices(arrival: Arrival): NewNotice[] {
  const { people, headings, rights, by, at, title } = arrival
  const labels = labelsOf(headings)
  const told = new Map<string, { readonly sectionId: string }[]>()
  if (arrival.isNew) {
    for (const { userId, role } of people.members) if (role === 'coordinator') told.set(userId, [])
  }
  for (const sectionId of new Set(arrival.sectionIds)) {
    const { officeIds } = responsibleFor(sectionId, headings, rights)
    if (officeIds.length === 0) continue
    for (const userId of whoseSection({ officeIds }, people))
      told.set(userId, [...(told.get(userId) ?? []), { sectionId }])
  }
  told.delete(by.userId)
  return [...told].map(([userId, about]) => ({
    id: newId(),
    userId,
    reportId: arrival.reportId,
    threadId: '',
    sectionId: about.length === 1 ? (about[0]?.sectionId ?? null) : null,
    messageId: `${arrival.contributionId}/${arrival.handedInAt}`,
    reason: 'submitted' as const,
    by,
    at,
    excerpt: beginningOf(about.length > 0 ? `${title} · ${sectionsInWords(about, labels)}` : title),
  }))
}
