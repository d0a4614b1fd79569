import { Router } from 'express'
import { uint32 } from 'lib0/random'
import { newId } from '../../report/id.ts'
import { readSections } from '../../report/sections.ts'
import { seedReport } from '../../report/seed.ts'
import { reportToday } from '../../report/progress/days.ts'
import { holdingMilestones, nextMilestone } from '../../report/progress/milestones.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { AuditAction, ReportDetail, ReportSummary } from '../../report/wire/rest.ts'
import type { Rooms } from '../room/rooms.ts'
import type { SeededReport } from '../store/ports.ts'
import type { ListedReport, Records } from '../store/records.ts'
import { changeReport, reportChangeSchema } from './report-change.ts'
import { changeSettings } from './report-settings.ts'
import { draftToSeed, readPlanSource, titleOf, type PlanSource } from './plan-source.ts'
import { sectionSummaries } from './section-summaries.ts'
import { stillHolds, type Who } from './who.ts'

export type ReportDeps = {
  readonly records: Records
  readonly rooms: Pick<Rooms, 'read' | 'tell'>
  readonly who: Who
  readonly now: () => number
}

/** The list of reports, a new report from a plan, one report with its sections. */
export function reportRoutes({ records, rooms, who, now }: ReportDeps): Router {
  const router = Router()

  router.get('/reports', async (request, response) => {
    const person = await who.person(request)
    const reports = await records.reportsOf(person.id, person.admin)
    response.json(reports.map((report) => summaryOf(report, now())))
  })

  router.post('/reports', async (request, response) => {
    const person = await who.person(request)
    const report = newReport(await readPlanSource(request), person.id, now())
    const { id, title, createdAt } = report.report
    await records.atomically(async (inside) => {
      await inside.createReport(report)
      await inside.audit({
        at: createdAt,
        action: 'report-created',
        userId: person.id,
        reportId: id,
        details: { title },
      })
    })
    response.status(201).location(`/api/reports/${id}`).json({ id })
  })

  router.get('/reports/:id', async (request, response) => {
    const { report, role } = await who.reader(request, request.params.id)
    const sections = await rooms.read(report.id, (doc) => readSections(doc))
    if (!sections) throw new ReportError('no-such-report')
    const rows = await records.sections(report.id)
    const { openBySection, open, mustFix, lost } = await records.reviewCounts(report.id)
    const { id, title, type, stage, createdAt, editedAt, epoch, head, milestones, settings } = report
    const detail: ReportDetail = {
      id,
      title,
      type,
      stage,
      role,
      createdAt,
      editedAt,
      epoch,
      head,
      milestones: holdingMilestones(milestones, settings),
      members: [...(await records.members(id))],
      officeMembers: [...(await records.officeMembers(id))],
      ...sectionSummaries(sections, rows, openBySection),
      review: { open, mustFix, lost },
    }
    response.json(detail)
  })

  router.patch('/reports/:id', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { report, person } = access
    const change = reportChangeSchema.parse(request.body)
    const changed = await records.atomically(async (inside) => {
      await stillHolds(inside, access)
      const note = async (action: AuditAction, details: Record<string, string> | undefined) => {
        if (!details) return false
        await inside.audit({ at: now(), action, userId: person.id, reportId: report.id, details })
        return true
      }
      const { settings } = change
      const isReset =
        settings && (await note('settings-changed', await changeSettings(inside, report.id, settings)))
      return (await note('report-changed', await changeReport(inside, report.id, change))) || isReset
    })
    if (changed) rooms.tell(report.id, { type: 'report', reportId: report.id })
    response.status(204).end()
  })

  return router
}

const PREAMBLE_GUIDANCE =
  'Nêu căn cứ xây dựng báo cáo, ví dụ: “Thực hiện Kế hoạch số … ngày … của …, Tỉnh ủy báo cáo kết quả như sau:”'

/** The report that a plan orders, with its first state; whoever makes it coordinates it. */
export function newReport(source: PlanSource, creator: string, at: number): SeededReport {
  const { plan, sections, ordered, head, milestones } = draftToSeed(source)
  const seeded = seedReport(
    sections.map(({ level, title, guidance, invitesThemes }) => ({
      level,
      title,
      guidance,
      invites: invitesThemes,
      fixed: ordered,
    })),
    { newId, clientId: uint32(), preambleGuidance: PREAMBLE_GUIDANCE },
  )
  return {
    report: {
      id: newId(),
      title: (source.title ?? titleOf(plan)).normalize('NFC'),
      type: head.type,
      stage: 'drafting',
      epoch: newId(),
      head: { ...head, subject: head.subject || subjectIn(source.title ?? '') },
      milestones,
      planText: source.text,
      createdBy: creator,
      createdAt: at,
    },
    seed: seeded.update,
    seedClient: seeded.client,
    members: [{ userId: creator, role: 'coordinator' }],
  }
}

/** What a report without a plan is about, as it stands below the word BÁO CÁO: its title without that word. */
function subjectIn(title: string): string {
  return title
    .normalize('NFC')
    .replace(/^báo cáo\s+/iu, '')
    .trim()
}

function summaryOf(report: ListedReport, at: number): ReportSummary {
  const { id, title, type, stage, role = 'viewer', createdAt, editedAt, memberCount } = report
  const { milestones, settings } = report
  return {
    id,
    title,
    type,
    stage,
    role,
    createdAt,
    editedAt,
    nextMilestone: nextMilestone(milestones, { stage, settings, today: reportToday(settings, at) }),
    members: memberCount,
  }
}
