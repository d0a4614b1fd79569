import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { readSections } from '../../report/sections.ts'
import type { SeededReport } from '../store/ports.ts'
import type { NewAuditEntry, Records, SectionRow } from '../store/records.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

type DemoStep = {
  /** The beginning of the section's title. */
  readonly section: string
  readonly by: 'dieuphoi' | 'soanthao1' | 'soanthao2' | 'thamdinh'
  readonly hoursAgo: number
} & (
  | { readonly give: string; readonly dueInDays?: number }
  | { readonly status: SectionRow['status'] }
  | { readonly lock: true }
)

/** Whose sections are, and what became of them. Everything else, the opening paragraphs too, any drafter may write. */
const STEPS: readonly DemoStep[] = [
  { section: 'Việc chỉ đạo', by: 'dieuphoi', hoursAgo: 70, give: 'Sở KH&CN', dueInDays: 3 },
  { section: 'Kết quả triển khai', by: 'dieuphoi', hoursAgo: 69.9, give: 'Sở KH&CN', dueInDays: 7 },
  { section: 'Tiềm lực', by: 'dieuphoi', hoursAgo: 69.8, give: 'Liên hiệp hội', dueInDays: 7 },
  { section: 'Bài học', by: 'dieuphoi', hoursAgo: 69.7, give: 'Liên hiệp hội' },
  { section: 'Việc thực hiện các mục tiêu', by: 'dieuphoi', hoursAgo: 69.5, lock: true },
  { section: 'Việc chỉ đạo', by: 'soanthao1', hoursAgo: 20, status: 'submitted' },
  { section: 'Việc chỉ đạo', by: 'thamdinh', hoursAgo: 17.5, status: 'approved' },
  { section: 'Tiềm lực', by: 'soanthao2', hoursAgo: 0.5, status: 'submitted' },
]

export type DemoSteering = {
  readonly records: Records
  readonly report: SeededReport
  readonly now: number
  /** The id of an account by its name, of an office by its short name. */
  readonly userId: (username: string) => string
  readonly officeId: (shortName: string) => string
  readonly people: readonly { readonly username: string; readonly name: string; readonly role: string }[]
}

/** What the coordinator decided in the days before, what the others did since, and the traces that this leaves. */
export async function steerDemo({
  records,
  report,
  now,
  userId,
  officeId,
  people,
}: DemoSteering): Promise<void> {
  const { id: reportId, title, createdAt, createdBy } = report.report
  const offices = new Map((await records.offices()).map(({ id, name }) => [id, name]))
  const note = (entry: NewAuditEntry) => records.audit(entry)

  await note({ at: createdAt, action: 'report-created', userId: createdBy, reportId, details: { title } })
  for (const [index, { username, name, role }] of people.entries()) {
    const at = createdAt + (index + 1) * 20_000
    const details = { address: '127.0.0.1' }
    await note({
      at: now - 2 * DAY_MS - index * HOUR_MS,
      action: 'sign-in',
      userId: userId(username),
      details,
    })
    if (userId(username) === createdBy) continue
    await note({ at, action: 'member-set', userId: createdBy, reportId, details: { username, name, role } })
  }
  for (const step of STEPS) {
    const sectionId = sectionCalled(report, step.section)
    const before = (await records.sections(reportId)).get(sectionId)
    const trace = {
      at: Math.round(now - step.hoursAgo * HOUR_MS),
      userId: userId(step.by),
      reportId,
      sectionId,
    }
    if ('give' in step) {
      const office = officeId(step.give)
      await records.changeSection(reportId, sectionId, { officeIds: [office] })
      const to = must(offices.get(office), `an office called ${step.give}`)
      await note({ ...trace, action: 'section-assigned', details: { from: '', to } })
      if (step.dueInDays === undefined) continue
      const due = new Date(now + step.dueInDays * DAY_MS).toISOString().slice(0, 10)
      await records.changeSection(reportId, sectionId, { due })
      await note({ ...trace, action: 'section-due', details: { from: '', to: due } })
    } else if ('status' in step) {
      await records.changeSection(reportId, sectionId, { status: step.status })
      const details = { from: before?.status ?? 'drafting', to: step.status }
      await note({ ...trace, action: 'section-status', details })
    } else {
      await records.changeSection(reportId, sectionId, { locked: true })
      await note({ ...trace, action: 'section-locked', details: { locked: 'true' } })
    }
  }
}

function sectionCalled({ seed }: SeededReport, titleStart: string): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seed)
  const found = readSections(doc).find(({ title }) => title.startsWith(titleStart))
  doc.destroy()
  return must(found, `a section called "${titleStart}…"`).id
}
