import { newId } from '../../report/id.ts'
import { PREAMBLE_ID, type ReportRights } from '../../report/permission/rights.ts'
import { sectionLabel, sectionNames } from '../../report/review/section-names.ts'
import type { Notice } from '../../report/wire/review.ts'
import { PREAMBLE_WORDS } from '../../report/wire/words.ts'
import type { NewNotice, SectionRow } from '../store/records.ts'
import { responsibleFor } from './responsible.ts'
import type { Desk } from './review/comment-desk.ts'
import { whoseSection } from './review/comment-notices.ts'
import { beginningOf, excerptOf, peopleMentioned, type People } from './review/comment-words.ts'
import type { NamedHeading } from './section-change.ts'

/** A section that is different now, or was given a reason. */
export type SectionNews = {
  readonly sectionId: string
  readonly before: SectionRow
  readonly after: SectionRow
  /** What its reason became. */
  readonly threadId?: string
}

type Occasion = {
  readonly desk: Desk
  /** As they are now. */
  readonly rights: ReportRights
  readonly headings: readonly NamedHeading[]
  /** Why it was returned; empty without. */
  readonly reason: string
}

type Reason = Extract<Notice['reason'], 'assigned' | 'submitted' | 'returned' | 'approved'>

/**
 * One notice for each person and reason, however many sections were changed at once; none to who did it. What was given to
 * an office is told to its drafters, what was handed in to who appraises and coordinates, and the verdict to those who wrote.
 */
export function sectionNotices(news: readonly SectionNews[], occasion: Occasion): NewNotice[] {
  const { desk, reason: why } = occasion
  const told = new Map<string, { userId: string; reason: Reason; about: SectionNews[] }>()
  for (const one of news) {
    for (const [reason, userIds] of concerned(one, occasion)) {
      for (const userId of new Set(userIds)) {
        const key = `${reason} ${userId}`
        const sofar = told.get(key) ?? { userId, reason, about: [] }
        sofar.about.push(one)
        told.set(key, sofar)
      }
    }
  }
  const labels = labelsOf(occasion.headings)
  return [...told.values()]
    .filter(({ userId }) => userId !== desk.who.userId)
    .map(({ userId, reason, about }) => ({
      id: newId(),
      userId,
      reportId: desk.reportId,
      reason,
      messageId: null,
      by: desk.who,
      at: desk.at,
      ...placeOf(about),
      excerpt: reason === 'returned' && why !== '' ? excerptOf(why) : sectionsInWords(about, labels),
    }))
}

function concerned(
  { sectionId, before, after, threadId }: SectionNews,
  { desk, rights, headings, reason }: Occasion,
): [Reason, readonly string[]][] {
  const { people } = desk
  const told: [Reason, readonly string[]][] = []
  const added = after.officeIds.filter((id) => !before.officeIds.includes(id))
  if (added.length > 0) told.push(['assigned', draftersOf(added, people)])
  const verdict = before.status === after.status && threadId === undefined ? undefined : after.status
  if (verdict === 'submitted') told.push(['submitted', judges(people)])
  if (verdict === 'returned' || verdict === 'approved') {
    const writers = whoseSection(responsibleFor(sectionId, headings, rights), people)
    told.push([verdict, verdict === 'returned' ? [...writers, ...peopleMentioned(reason, people)] : writers])
  }
  return told
}

function draftersOf(officeIds: readonly string[], { members }: People): string[] {
  return members
    .filter(({ role, office }) => role === 'drafter' && office && officeIds.includes(office.id))
    .map(({ userId }) => userId)
}

function judges({ members }: People): string[] {
  return members
    .filter(({ role }) => role === 'reviewer' || role === 'coordinator')
    .map(({ userId }) => userId)
}

/** Of one section, the section and the thread that says why; of several, none. */
function placeOf(about: readonly SectionNews[]): Pick<NewNotice, 'threadId' | 'sectionId'> {
  const [only, ...others] = about
  return only && others.length === 0
    ? { threadId: only.threadId ?? '', sectionId: only.sectionId }
    : { threadId: '', sectionId: null }
}

type Labels = ReadonlyMap<string, string>

export function labelsOf(headings: readonly NamedHeading[]): Labels {
  const named = [...sectionNames(headings)].map(([id, name]) => [id, sectionLabel(name)] as const)
  return new Map([[PREAMBLE_ID, PREAMBLE_WORDS], ...named])
}

/** `17 phần: I. Tổng kết…; I.1. Tình hình…`, as much of it as an inbox shows. */
export function sectionsInWords(about: readonly { readonly sectionId: string }[], labels: Labels): string {
  const names = about.map(({ sectionId }) => labels.get(sectionId) ?? '').filter(Boolean)
  return beginningOf(about.length > 1 ? `${about.length} phần: ${names.join('; ')}` : (names[0] ?? ''))
}
