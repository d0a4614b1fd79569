import { Router, type Request } from 'express'
import {
  PREAMBLE_ID,
  whyNotIn,
  type Heading,
  type ReportRights,
  type Responsibility,
} from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { sectionChangeSchema, type SectionChange, type SectionStatus } from '../../report/wire/rest.ts'
import { NO_RECORD, type NewAuditEntry, type Records, type SectionRow } from '../store/records.ts'
import { tellRights, type ReportRooms } from './report-rooms.ts'
import { headingsOf, responsibleFor } from './responsible.ts'
import { isSteering, stillHolds, writerOf, type Access, type Who } from './who.ts'

export type SectionDeps = {
  readonly records: Records
  readonly rooms: ReportRooms
  readonly who: Who
  readonly now: () => number
}

/** Whose a section is, how far it is, whether it is open: for those who steer, write and appraise. */
export function sectionRoutes({ records, rooms, who, now }: SectionDeps): Router {
  const router = Router()

  router.patch('/reports/:id/sections/:sectionId', async (request: Request<Target>, response) => {
    const { id, sectionId } = request.params
    const access = await who.reader(request, id)
    const asked = sectionChangeSchema.parse(request.body)
    const headings = await headingsOf(rooms, id)
    if (sectionId !== PREAMBLE_ID && !headings.some((heading) => heading.id === sectionId)) {
      throw new ReportError('not-found', 'Không có phần này trong báo cáo.')
    }
    const changed = await records.atomically((inside) =>
      changeSection(inside, { access, sectionId, headings, asked, at: now() }),
    )
    if (changed) await tellRights(rooms, id)
    response.status(204).end()
  })

  return router
}

type Target = { readonly id: string; readonly sectionId: string }

type Asked = {
  readonly access: Access
  readonly sectionId: string
  readonly headings: readonly Heading[]
  readonly asked: SectionChange
  readonly at: number
}

/** Answers whether anything is different now. Judged and written in one transaction: two who change at once take turns. */
async function changeSection(records: Records, { access, sectionId, headings, asked, at }: Asked) {
  const { report, person } = access
  await stillHolds(records, access)
  const rights = await records.rights(report.id)
  if (!rights) throw new ReportError('no-such-report')
  if (rights.stage === 'signed') throw new ReportError('report-signed')
  const before = (await records.sections(report.id)).get(sectionId) ?? NO_RECORD
  mayChange(access, asked, { before, rights, responsible: responsibleFor(sectionId, headings, rights) })

  const after = await afterwards(records, before, asked)
  const entries = await whatChanged(records, before, after)
  if (entries.length === 0) return false
  await records.changeSection(report.id, sectionId, after)
  for (const entry of entries) {
    await records.audit({ ...entry, at, userId: person.id, reportId: report.id, sectionId })
  }
  return true
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
  const why = whyNotIn(writerOf(access), rights.stage, responsible)
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

async function afterwards(records: Records, before: SectionRow, asked: SectionChange): Promise<SectionRow> {
  const { status = before.status, locked = before.locked, due = before.due } = asked
  return { officeIds: (await officesOf(records, asked)) ?? before.officeIds, status, locked, due }
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
