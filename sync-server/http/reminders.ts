import { Router } from 'express'
import { newId } from '../../report/id.ts'
import { responsibilities } from '../../report/permission/rights.ts'
import { inheritedAll, isOpen } from '../../report/progress/sections.ts'
import { readSections } from '../../report/sections.ts'
import { vietnamTime } from '../../report/vietnam-time.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { reminderSchema, type Reminder } from '../../report/wire/progress.ts'
import type { Member, Office } from '../../report/wire/rest.ts'
import { NO_RECORD, type Records, type SectionRow } from '../store/records.ts'
import type { ReportRooms } from './report-rooms.ts'
import { takeSeat, type Desk } from './review/comment-desk.ts'
import { lineOf } from './review/comment-words.ts'
import type { NamedHeading } from './section-change.ts'
import { labelsOf, sectionsInWords } from './section-notices.ts'
import type { Who } from './who.ts'

export type ReminderDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read' | 'tell'>
  readonly who: Who
  /** Mails what is due: a reminder does not wait for its reader's next digest. */
  readonly mailNow: () => void
  readonly now: () => number
}

/** More often, nobody reads them. */
const REST_MS = 60 * 60 * 1000

/** A coordinator reminds offices of what they have not handed in yet. */
export function reminderRoutes({ records, rooms, who, mailNow, now }: ReminderDeps): Router {
  const router = Router()

  router.post('/reports/:id/reminders', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { officeIds, text } = reminderSchema.parse(request.body)
    const { id } = access.report
    const headings = await rooms.read(id, (doc) =>
      readSections(doc).map(({ id, level, number, title }) => ({ id, level, number, title })),
    )
    if (!headings) throw new ReportError('no-such-report')
    const wish = { officeIds: [...new Set(officeIds)], text: lineOf(text) }
    const people = await records.atomically(async (inside) =>
      remind(await takeSeat(inside, access, headings, now()), headings, wish),
    )
    rooms.tell(id, { type: 'sections', reportId: id })
    mailNow()
    response.json({ people })
  })

  return router
}

/** Answers how many people were told. Refuses all where one office cannot be reminded, and says which. */
async function remind(
  desk: Desk,
  headings: readonly NamedHeading[],
  { officeIds, text }: Reminder,
): Promise<number> {
  const { records, reportId, who, at, people } = desk
  if (desk.rights.stage === 'signed') throw new ReportError('report-signed')
  const offices = await officesCalled(records, officeIds)
  mustBeThere(offices, people.members)
  mustHaveRested(offices, await records.reminders(reportId), at)
  const open = openSections(headings, await records.sections(reportId))
  const labels = labelsOf(headings)
  const told = new Set<string>()
  for (const office of offices) {
    await records.addReminder(reportId, { officeId: office.id, at, byId: who.userId, text })
    const own = open.filter(({ officeIds: answering }) => answering.includes(office.id))
    const left = own.length > 0 ? `Chưa nộp: ${sectionsInWords(own, labels)}` : 'Mời xem tiến độ báo cáo.'
    const readers = writersOf(office, people.members).filter(({ userId }) => userId !== who.userId)
    await records.addNotices(
      readers.map(({ userId }) => ({
        id: newId(),
        userId,
        reportId,
        threadId: '',
        messageId: null,
        reason: 'reminded' as const,
        by: who,
        at,
        excerpt: text || left,
      })),
    )
    for (const { userId } of readers) told.add(userId)
  }
  const names = offices.map(({ name }) => name).join('; ')
  const details = { office: names, people: String(told.size), text }
  await records.audit({ at, action: 'reminded', userId: who.userId, reportId, details })
  return told.size
}

async function officesCalled(records: Records, ids: readonly string[]): Promise<Office[]> {
  const known = new Map((await records.offices()).map((office) => [office.id, office]))
  return ids.map((id) => {
    const office = known.get(id)
    if (!office) throw new ReportError('bad-request', `Không có cơ quan nào có mã “${id}”.`)
    return office
  })
}

/** Those of an office who may write in the report. */
function writersOf({ id }: Office, members: readonly Member[]): Member[] {
  return members.filter(
    ({ role, office }) => office?.id === id && (role === 'drafter' || role === 'coordinator'),
  )
}

function mustBeThere(offices: readonly Office[], members: readonly Member[]): void {
  const absent = offices.filter((office) => writersOf(office, members).length === 0)
  if (absent.length > 0)
    throw new ReportError('conflict', `Chưa có ai của ${namesOf(absent)} soạn báo cáo này để nhắc.`)
}

function mustHaveRested(offices: readonly Office[], last: ReadonlyMap<string, number>, at: number): void {
  const lastAt = ({ id }: Office) => last.get(id) ?? -Infinity
  const recent = offices.filter((office) => lastAt(office) > at - REST_MS)
  if (recent.length === 0) return
  const { clock } = vietnamTime(Math.max(...recent.map(lastAt)))
  throw new ReportError(
    'conflict',
    `Đã nhắc ${namesOf(recent)} lúc ${clock}. Mỗi cơ quan chỉ được nhắc một lần trong một giờ.`,
  )
}

function namesOf(offices: readonly Office[]): string {
  return offices.map(({ shortName }) => shortName).join(', ')
}

/** What has not been handed in, with whose it is. */
function openSections(headings: readonly NamedHeading[], rows: ReadonlyMap<string, SectionRow>) {
  const rowOf = (id: string) => rows.get(id) ?? NO_RECORD
  const answers = responsibilities(headings, { records: rows })
  const holding = inheritedAll(headings.map(({ id, level }) => ({ level, ...rowOf(id) })))
  return headings.flatMap(({ id }, index) => {
    const { status } = holding[index] ?? NO_RECORD
    return isOpen(status) ? [{ sectionId: id, officeIds: answers[index]?.officeIds ?? [] }] : []
  })
}
