import * as Y from 'yjs'
import { must } from '../../report/must.ts'
import { readSections } from '../../report/sections.ts'
import { changeSettings } from '../http/report-settings.ts'
import type { SeededReport } from '../store/ports.ts'
import type { Records, SectionRow } from '../store/records.ts'

const MINUTE_MS = 60 * 1000
/** The plan is of 2022: without a day of its own the demo would open with every date years overdue. */
const EXERCISE_DAY = '2022-04-05'

type DemoStep = {
  /** The beginning of the section's title. */
  readonly section: string
  readonly by: 'dieuphoi' | 'soanthao1' | 'soanthao2' | 'thamdinh'
  /** Minutes after the report was made, or after a passage was begun (`after` counts them from 0). */
  readonly minutes: number
  readonly after?: number
} & (
  | { readonly give: string; readonly due?: string }
  | { readonly status: SectionRow['status'] }
  | { readonly lock: true }
)

/** Whose sections are, and what became of them. Everything else, the opening paragraphs too, any drafter may write. */
const STEPS: readonly DemoStep[] = [
  { section: 'Việc chỉ đạo', by: 'dieuphoi', minutes: 90, give: 'Sở KH&CN', due: '2022-04-06' },
  { section: 'Kết quả triển khai', by: 'dieuphoi', minutes: 92, give: 'Sở KH&CN', due: '2022-04-08' },
  { section: 'Tiềm lực', by: 'dieuphoi', minutes: 95, give: 'Liên hiệp hội', due: '2022-04-08' },
  { section: 'Bài học', by: 'dieuphoi', minutes: 96, give: 'Liên hiệp hội' },
  { section: 'Việc thực hiện các mục tiêu', by: 'dieuphoi', minutes: 100, lock: true },
  { section: 'Việc chỉ đạo', by: 'soanthao1', after: 2, minutes: 40, status: 'submitted' },
  { section: 'Việc chỉ đạo', by: 'thamdinh', after: 4, minutes: 25, status: 'approved' },
  { section: 'Tiềm lực', by: 'soanthao2', after: 7, minutes: 40, status: 'submitted' },
]

export type DemoSteering = {
  readonly records: Records
  readonly report: SeededReport
  /** When each passage was begun. */
  readonly sittings: readonly number[]
  /** The id of an account by its name, of an office by its short name. */
  readonly userId: (username: string) => string
  readonly officeId: (shortName: string) => string
  readonly people: readonly { readonly username: string; readonly name: string; readonly role: string }[]
}

/** What the coordinator decided before, what the others did since, and the traces that this leaves. */
export async function steerDemo(steering: DemoSteering): Promise<void> {
  const { records, report } = steering
  const { id: reportId, title, createdAt, createdBy } = report.report
  await records.audit({
    at: createdAt,
    action: 'report-created',
    userId: createdBy,
    reportId,
    details: { title },
  })
  const details = await changeSettings(records, reportId, { today: EXERCISE_DAY })
  await records.audit({
    at: createdAt + MINUTE_MS,
    action: 'settings-changed',
    userId: createdBy,
    reportId,
    details: must(details, 'a day that is another'),
  })
  await takeIn(steering)
  for (const step of STEPS) await take(step, steering)
}

/** Everybody came in once: the coordinator before the report was made, the others while it was written. */
async function takeIn({ records, report, people, sittings, userId }: DemoSteering): Promise<void> {
  const { id: reportId, createdAt, createdBy } = report.report
  for (const [index, { username, name, role }] of people.entries()) {
    const id = userId(username)
    const arrived = (id === createdBy ? createdAt : sitting(sittings, index - 1)) - 5 * MINUTE_MS
    const address = { address: '127.0.0.1' }
    await records.audit({ at: arrived, action: 'sign-in', userId: id, details: address })
    if (id === createdBy) continue
    const at = createdAt + index * 20_000
    const details = { username, name, role }
    await records.audit({ at, action: 'member-set', userId: createdBy, reportId, details })
  }
}

async function take(step: DemoStep, steering: DemoSteering): Promise<void> {
  const { records, report, sittings, userId, officeId } = steering
  const { id: reportId, createdAt } = report.report
  const sectionId = sectionCalled(report, step.section)
  const since = step.after === undefined ? createdAt : sitting(sittings, step.after)
  const trace = { at: since + step.minutes * MINUTE_MS, userId: userId(step.by), reportId, sectionId }
  if ('give' in step) {
    const id = officeId(step.give)
    await records.changeSection(reportId, sectionId, { officeIds: [id] })
    const to = must(
      (await records.offices()).find((office) => office.id === id),
      step.give,
    ).name
    await records.audit({ ...trace, action: 'section-assigned', details: { from: '', to } })
    const { due } = step
    if (due === undefined) return
    await records.changeSection(reportId, sectionId, { due })
    await records.audit({ ...trace, action: 'section-due', details: { from: '', to: due } })
  } else if ('status' in step) {
    const from = (await records.sections(reportId)).get(sectionId)?.status ?? 'drafting'
    await records.changeSection(reportId, sectionId, { status: step.status })
    await records.audit({ ...trace, action: 'section-status', details: { from, to: step.status } })
  } else {
    await records.changeSection(reportId, sectionId, { locked: true })
    await records.audit({ ...trace, action: 'section-locked', details: { locked: 'true' } })
  }
}

function sitting(sittings: readonly number[], index: number): number {
  return must(sittings[index], `a time for passage ${index}`)
}

function sectionCalled({ seed }: SeededReport, titleStart: string): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, seed)
  const found = readSections(doc).find(({ title }) => title.startsWith(titleStart))
  doc.destroy()
  return must(found, `a section called "${titleStart}…"`).id
}
