import { Router, type Request } from 'express'
import type { Heading } from '../../report/permission/rights.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { readSections } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { sectionsChangeSchema } from '../../report/wire/progress.ts'
import { sectionChangeSchema, type SectionChange } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'
import { tellRights, type CommentRooms, type ReportRooms } from './report-rooms.ts'
import { createPace } from './review/comment-pace.ts'
import { changeSections, type NamedHeading } from './section-change.ts'
import type { Access, Who } from './who.ts'

/** Of one person: each becomes a thread. A large report returned whole twice. */
const REASONS_PER_MINUTE = 1_000

export type SectionDeps = {
  readonly records: Records
  readonly rooms: ReportRooms & CommentRooms
  readonly who: Who
  readonly now: () => number
}

/** Whose sections are, how far they are, whether they are open: for those who steer, write and appraise. */
export function sectionRoutes({ records, rooms, who, now }: SectionDeps): Router {
  const router = Router()
  const pace = createPace(REASONS_PER_MINUTE, now)

  /** Everything or nothing. Told once, however many sections there are. */
  const change = async (access: Access, sectionIds: readonly string[], asked: SectionChange) => {
    const { id } = access.report
    const headings = await namedHeadings(rooms, id)
    mustExist(headings, sectionIds)
    if (asked.reason !== undefined) {
      for (const _ of sectionIds) pace.take(access.person.id)
      // A thread does not stand on a section that a power cut would take away.
      await rooms.place(id, { kind: 'report' })
    }
    const done = await records.atomically((inside) =>
      changeSections(inside, { access, sectionIds, headings, asked, at: now() }),
    )
    for (const { threadId, anchor } of done.begun) rooms.follow(id, threadId, anchor)
    if (done.begun.length > 0) rooms.tell(id, { type: 'threads', reportId: id })
    if (done.changed) await tellRights(rooms, id)
  }

  router.patch('/reports/:id/sections', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { sectionIds, change: asked } = sectionsChangeSchema.parse(request.body)
    await change(access, [...new Set(sectionIds)], asked)
    response.status(204).end()
  })

  router.patch('/reports/:id/sections/:sectionId', async (request: Request<Target>, response) => {
    const { id, sectionId } = request.params
    const access = await who.reader(request, id)
    await change(access, [sectionId], sectionChangeSchema.parse(request.body))
    response.status(204).end()
  })

  return router
}

type Target = { readonly id: string; readonly sectionId: string }

export async function namedHeadings(
  rooms: Pick<ReportRooms, 'read'>,
  reportId: string,
): Promise<readonly NamedHeading[]> {
  const headings = await rooms.read(reportId, (doc) =>
    readSections(doc).map(({ id, level, number, title }) => ({ id, level, number, title })),
  )
  if (!headings) throw new ReportError('no-such-report')
  return headings
}

function mustExist(headings: readonly Heading[], sectionIds: readonly string[]): void {
  const known = new Set([PREAMBLE_ID, ...headings.map(({ id }) => id)])
  if (sectionIds.some((id) => !known.has(id)))
    throw new ReportError('not-found', 'Không có phần này trong báo cáo.')
}
