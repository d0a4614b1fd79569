import { newId } from '../../report/id.ts'
import {
  whyNoSay,
  type Heading,
  type ReportRights,
  type Responsibility,
} from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { SectionChange, SectionStatus } from '../../report/wire/rest.ts'
import type { Anchor } from '../../report/wire/review.ts'
import { NO_RECORD, type NewAuditEntry, type Records, type SectionRow } from '../store/records.ts'
import { responsibleFor } from './responsible.ts'
import { beginThread, takeSeat, type Desk } from './review/comment-desk.ts'
import { tidyComment } from './review/comment-words.ts'
import { sectionNotices, type SectionNews } from './section-notices.ts'
import { isSteering, writerOf, type Access } from './who.ts'

/** A section with what it is called. */
export type NamedHeading = Heading & { readonly number: string; readonly title: string }

type Asked = {
  readonly access: Access
  /** Each once; all of them are in the report. */
  readonly sectionIds: readonly string[]
  readonly headings: readonly NamedHeading[]
  readonly asked: SectionChange
  readonly at: number
}

type Begun = { readonly threadId: string; readonly anchor: Anchor }

/** What was done: whether a section is different now, and the threads that reasons became. */
export type SectionsDone = { readonly changed: boolean; readonly begun: readonly Begun[] }

/**
 * Changes sections, writes the audit, makes a thread of a reason and tells whom it concerns. Judged and written in one
 * transaction: two who change at once take turns, and what is refused for one section is refused for all.
 */
export async function changeSections(
  records: Records,
  { access, sectionIds, headings, asked, at }: Asked,
): Promise<SectionsDone> {
  const desk = await takeSeat(records, access, headings, at)
  const { reportId, rights } = desk
  if (rights.stage === 'signed') throw new ReportError('report-signed')
  if (asked.reason !== undefined && asked.status !== 'returned')
    throw new ReportError('bad-request', 'Lý do chỉ đi cùng việc trả lại.')
  const rows = await records.sections(reportId)
  for (const sectionId of sectionIds) {
    const before = rows.get(sectionId) ?? NO_RECORD
    mayChange(access, asked, { before, rights, responsible: responsibleFor(sectionId, headings, rights) })
  }

  let changed = false
  const news: SectionNews[] = []
  const begun: Begun[] = []
  const officeIds = await officesOf(records, asked)
  for (const sectionId of sectionIds) {
    const before = rows.get(sectionId) ?? NO_RECORD
    const after = afterwards(before, asked, officeIds)
    const entries = await whatChanged(records, before, after)
    if (entries.length > 0) {
      changed = true
      await records.changeSection(reportId, sectionId, after)
    }
    for (const entry of entries) {
      await records.audit({ ...entry, at, userId: access.person.id, reportId, sectionId })
    }
    const isMoved = before.status !== after.status
    const thread = await reasonThread(desk, { sectionId, isMoved, reason: asked.reason, headings })
    if (thread) begun.push(thread)
    if (entries.length > 0 || thread)
      news.push({ sectionId, before, after, ...(thread ? { threadId: thread.threadId } : {}) })
  }
  const reason = asked.reason === undefined ? '' : tidyComment(asked.reason, desk.people)
  await records.addNotices(sectionNotices(news, { desk, rights: await afterRights(desk), headings, reason }))
  return { changed, begun }
}

async function afterRights({ records, reportId, rights }: Desk): Promise<ReportRights> {
  return (await records.rights(reportId)) ?? rights
}

type Reason = {
  readonly sectionId: string
  readonly isMoved: boolean
  readonly reason: string | undefined
  readonly headings: readonly NamedHeading[]
}

/** Whoever clicks twice returns once and says it once; a further reason for what is returned already is a thread of its own. */
async function reasonThread(desk: Desk, { sectionId, isMoved, reason, headings }: Reason) {
  if (reason === undefined) return undefined
  const { records, reportId, who, people } = desk
  if (!isMoved) {
    const said = await records.openDemands(reportId, sectionId, who.userId)
    if (said.includes(tidyComment(reason, people))) return undefined
  }
  const quote = headings.find(({ id }) => id === sectionId)?.title ?? ''
  const anchor: Anchor = { kind: 'section', sectionId, quote, lost: false }
  const threadId = newId()
  await beginThread(desk, { id: threadId, kind: 'change', anchor, text: reason, toldElsewhere: true })
  return { threadId, anchor }
}

// ---- who may change what

type Circumstances = {
  readonly before: SectionRow
  readonly rights: ReportRights
  readonly responsible: Responsibility
}

function mayChange(access: Access, asked: SectionChange, circumstances: Circumstances): void {
  if (isSteering(access)) return
  const { officeId, officeIds, locked, due, status } = asked
  if ([officeId, officeIds, locked, due].some((field) => field !== undefined))
    throw new ReportError('no-access')
  if (status === undefined) return
  switch (access.role) {
    case 'drafter':
      return draftersMay(access, status, circumstances)
    case 'reviewer':
      return reviewersMay(status)
    default:
      throw new ReportError('no-access')
  }
}

/** Those who write a section submit it, and take it back while nobody has judged it. */
function draftersMay(
  access: Access,
  status: SectionStatus,
  { before, rights, responsible }: Circumstances,
): void {
  if (status !== 'submitted' && status !== 'drafting') throw new ReportError('no-access')
  const why = whyNoSay(writerOf(access), rights.stage, responsible)
  if (why) throw new ReportError(why)
  if (status === 'drafting' && before.status === 'returned') {
    throw new ReportError('conflict', 'Phần này đã bị trả lại; hãy sửa rồi nộp lại.')
  }
}

/** Reviewers judge, also what an office forgot to submit: the appraisal has a date of its own. */
function reviewersMay(status: SectionStatus): void {
  if (status !== 'returned' && status !== 'approved') throw new ReportError('no-access')
}

// ---- what it comes to

function afterwards(
  before: SectionRow,
  { status = before.status, locked = before.locked, due = before.due }: SectionChange,
  officeIds: readonly string[] = before.officeIds,
): SectionRow {
  return { officeIds, status, locked, due }
}

async function officesOf(records: Records, { officeId, officeIds }: SectionChange) {
  const wanted = officeIds ?? (officeId === undefined ? undefined : officeId === null ? [] : [officeId])
  if (!wanted) return undefined
  const known = new Set((await records.offices()).map(({ id }) => id))
  const unknown = wanted.find((id) => !known.has(id))
  if (unknown !== undefined) throw new ReportError('bad-request', `Không có cơ quan nào có mã “${unknown}”.`)
  return [...new Set(wanted)]
}

type Change = Pick<NewAuditEntry, 'action' | 'details'>

async function whatChanged(records: Records, before: SectionRow, after: SectionRow): Promise<Change[]> {
  const changes: Change[] = []
  if (before.officeIds.join() !== after.officeIds.join()) {
    // By name, as they are called today: an office may be renamed or removed.
    const names = new Map((await records.offices()).map(({ id, name }) => [id, name]))
    const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id).join('; ')
    changes.push({
      action: 'section-assigned',
      details: { from: named(before.officeIds), to: named(after.officeIds) },
    })
  }
  if (before.status !== after.status) {
    changes.push({ action: 'section-status', details: { from: before.status, to: after.status } })
  }
  if (before.locked !== after.locked) {
    changes.push({ action: 'section-locked', details: { locked: String(after.locked) } })
  }
  if (before.due !== after.due) {
    changes.push({ action: 'section-due', details: { from: before.due ?? '', to: after.due ?? '' } })
  }
  return changes
}
