import { Router } from 'express'
import { reportToday } from '../../report/progress/days.ts'
import { boardMilestones } from '../../report/progress/milestones.ts'
import { officeSums } from '../../report/progress/offices.ts'
import {
  emptyWithBelow,
  inheritedAll,
  sectionDaysLeft,
  type Inherited,
} from '../../report/progress/sections.ts'
import { PREAMBLE_ID, preambleResponsibility, responsibilities } from '../../report/permission/rights.ts'
import { readPreamble, readSections } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Progress } from '../../report/wire/progress.ts'
import { PREAMBLE_WORDS } from '../../report/wire/words.ts'
import { NO_RECORD, type LastEdit, type Records, type ReviewCounts } from '../store/records.ts'
import type { ReportRooms } from './report-rooms.ts'
import { sectionSummaries } from './section-summaries.ts'
import { stageStanding } from './stage-standing.ts'
import type { Who } from './who.ts'

export type ProgressDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read'>
  readonly who: Who
  readonly now: () => number
}

/** The progress board: milestones, sections by office and status, and what stands in the way of the next stage. */
export function progressRoutes({ records, rooms, who, now }: ProgressDeps): Router {
  const router = Router()

  router.get('/reports/:id/progress', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { report } = access
    const { settings, milestones } = report
    const text = await rooms.read(report.id, (doc) => ({
      preamble: readPreamble(doc),
      sections: readSections(doc),
    }))
    const rights = await records.rights(report.id)
    if (!text || !rights) throw new ReportError('no-such-report')
    const today = reportToday(settings, now())
    const { stage } = rights
    const sections = boardSections(text, {
      today,
      rows: await records.sections(report.id),
      counts: await records.reviewCounts(report.id),
      edits: await records.lastEdits(report.id),
    })
    const progress: Progress = {
      stage,
      today,
      settings,
      milestones: boardMilestones(milestones, { stage, settings, today }),
      sections,
      offices: officeSums(
        await officesIn(records, report.id, sections),
        sections,
        await records.reminders(report.id),
      ),
      ...(await stageStanding(records, access, text.sections)),
    }
    response.json(progress)
  })

  return router
}

type Text = {
  readonly preamble: ReturnType<typeof readPreamble>
  readonly sections: ReturnType<typeof readSections>
}
type Beside = {
  readonly today: string
  readonly rows: Awaited<ReturnType<Records['sections']>>
  readonly counts: ReviewCounts
  readonly edits: ReadonlyMap<string, LastEdit>
}

function boardSections(text: Text, { today, rows, counts, edits }: Beside): Progress['sections'] {
  const { preamble, sections } = sectionSummaries(text.sections, rows, counts.openBySection)
  const rowOf = (id: string, officeIds: readonly string[], holds: Inherited) => ({
    responsible: [...officeIds],
    editedAt: edits.get(id)?.at ?? null,
    editedBy: edits.get(id)?.name ?? null,
    effectiveStatus: holds.status,
    daysLeft: sectionDaysLeft(holds, today),
    mustFix: counts.mustFixBySection.get(id) ?? 0,
  })
  const answers = responsibilities(sections, { records: rows })
  const holding = inheritedAll(sections)
  const empty = emptyWithBelow(text.sections)
  const opening = {
    id: PREAMBLE_ID,
    level: 1,
    number: '',
    title: PREAMBLE_WORDS,
    fixed: false,
    ...preamble,
    ...text.preamble,
    ...rowOf(
      PREAMBLE_ID,
      preambleResponsibility({ records: rows }).officeIds,
      rows.get(PREAMBLE_ID) ?? NO_RECORD,
    ),
  }
  return [
    opening,
    ...sections.map((section, index) => ({
      ...section,
      ...rowOf(section.id, answers[index]?.officeIds ?? [], holding[index] ?? NO_RECORD),
      empty: empty[index] ?? true,
    })),
  ]
}

/** The offices that write in the report: those with a drafter in it, and those that answer for something. */
async function officesIn(records: Records, reportId: string, sections: Progress['sections']) {
  const members = await records.members(reportId)
  const writing = members.flatMap(({ role, office }) => (role === 'drafter' && office ? [office.id] : []))
  const byOffice = (await records.officeMembers(reportId)).flatMap(({ role, office }) =>
    role === 'drafter' ? [office.id] : [],
  )
  const ids = new Set([...writing, ...byOffice, ...sections.flatMap(({ responsible }) => responsible)])
  return (await records.offices()).filter(({ id }) => ids.has(id))
}
