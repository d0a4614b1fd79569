import { setImmediate } from 'node:timers/promises'
import { Router } from 'express'
import type { RegisteredThread } from '../../../report/review/register.ts'
import { readSections } from '../../../report/sections.ts'
import { vietnamDay } from '../../../report/vietnam-time.ts'
import { ReportError } from '../../../report/wire/errors.ts'
import { registerQuerySchema, type RegisterQuery } from '../../../report/wire/review.ts'
import type { Press } from '../../press/press.ts'
import type { RegisterOrder } from '../../press/products.ts'
import type { Records, ReportRecord } from '../../store/records.ts'
import { attachment, fileName } from '../file-name.ts'
import type { ReportRooms } from '../report-rooms.ts'
import { sectionSummaries } from '../section-summaries.ts'
import type { Who } from '../who.ts'

export type AppraisalDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read'>
  readonly press: Pick<Press, 'turn'>
  readonly who: Who
  readonly now: () => number
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const PAGE = 100

/** *Bảng tổng hợp, tiếp thu, giải trình ý kiến* as a Word file, for everybody who may read the report. */
export function appraisalRoutes({ records, rooms, press, who, now }: AppraisalDeps): Router {
  const router = Router()

  router.get('/reports/:id/appraisal.docx', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    const query = registerQuerySchema.parse(request.query)
    const at = now()
    const bytes = await press.turn({ userId: person.id }, async (print) =>
      print('register', await orderOf({ records, rooms }, { report, query, at, userId: person.id })),
    )
    const details = { what: 'register' }
    await records.audit({ at, action: 'exported', userId: person.id, reportId: report.id, details })
    const name = fileName(['Bảng tổng hợp ý kiến', report.title, vietnamDay(at)], 'docx')
    response.type(DOCX).setHeader('content-disposition', attachment(name))
    response.send(Buffer.from(bytes.buffer))
  })

  return router
}

type Asked = {
  readonly report: ReportRecord
  readonly query: RegisterQuery
  readonly at: number
  readonly userId: string
}

async function orderOf(
  { records, rooms }: Pick<AppraisalDeps, 'records' | 'rooms'>,
  { report, query, at, userId }: Asked,
): Promise<RegisterOrder> {
  const sections = await rooms.read(report.id, (doc) => readSections(doc))
  if (!sections) throw new ReportError('no-such-report')
  const rows = await records.sections(report.id)
  return {
    report: { title: report.title, ...sectionSummaries(sections, rows, new Map()) },
    offices: new Map((await records.offices()).map(({ id, shortName }) => [id, shortName])),
    threads: await threadsOf(records, report.id, userId),
    query,
    at,
  }
}

/** All of them, page by page. One that changes meanwhile comes again, and counts as it was then. */
async function threadsOf(records: Records, reportId: string, userId: string): Promise<RegisteredThread[]> {
  const threads = new Map<string, RegisteredThread>()
  for (let since = 0, more = true; more;) {
    const page = await records.threads(reportId, { since, limit: PAGE, userId })
    for (const thread of page.threads) threads.set(thread.id, forRegister(thread))
    since = page.rev
    // The store answers at once, and without this everybody's keystrokes would wait for the last page.
    await setImmediate()
    more = page.more
  }
  return [...threads.values()]
}

/** Without what no cell shows, which is most of it: all this goes to another thread. */
function forRegister({ anchor, messages, ...thread }: RegisteredThread): RegisteredThread {
  return {
    ...thread,
    anchor: anchor.kind === 'range' ? { ...anchor, pieces: [], prefix: '', suffix: '' } : anchor,
    messages: messages.slice(0, 1),
  }
}
