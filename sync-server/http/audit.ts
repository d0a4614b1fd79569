import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { readSections } from '../../report/sections.ts'
import { vietnamDay, vietnamStamp } from '../../report/vietnam-time.ts'
import { auditQuerySchema, type AuditEntry, type AuditPage } from '../../report/wire/rest.ts'
import { PREAMBLE_WORDS } from '../../report/wire/words.ts'
import type { AuditFilter, AuditRow, Records } from '../store/records.ts'
import { actionWords, factsInWords, sectionWords, type OfficeNames } from './audit-words.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import type { ReportRooms } from './report-rooms.ts'
import type { Who } from './who.ts'

export type AuditDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read'>
  readonly who: Who
  readonly now: () => number
}

const PAGE = 100
const FILE_PAGE = 500

/** Who did what, when: in one report for those who steer it, everywhere for administrators. */
export function auditRoutes({ records, rooms, who, now }: AuditDeps): Router {
  const router = Router()

  const pageOf = async (filter: AuditFilter): Promise<AuditPage> => {
    const { entries, next } = await records.auditTrail(filter)
    const sections = await sectionNames(rooms, entries)
    return { entries: entries.map((row) => entryOf(row, sections)), next }
  }

  const answer = async (request: Request, response: Response, reportId: string | undefined) => {
    const { format, limit, ...asked } = auditQuerySchema.parse(request.query)
    const filter = { ...asked, reportId }
    if (format !== 'csv') {
      response.json(await pageOf({ ...filter, limit: limit ?? PAGE }))
      return
    }
    // Before any header: what is wrong with the question is answered as a problem, not as half a file.
    const first = await pageOf({ ...filter, limit: FILE_PAGE })
    const offices = new Map((await records.offices()).map(({ id, name }) => [id, name]))
    response.attachment(`nhat-ky-${vietnamDay(now())}.csv`).type('text/csv; charset=utf-8')
    const following = (after: string) => pageOf({ ...filter, limit: FILE_PAGE, after })
    await send(response, csvOf(first, following, offices))
  }

  router.get('/reports/:id/audit', async (request, response) => {
    const { report } = await who.coordinator(request, request.params.id)
    await answer(request, response, report.id)
  })

  router.get('/audit', async (request, response) => {
    await who.admin(request)
    await answer(request, response, undefined)
  })

  return router
}

// ---- sections are called as they are called now

type SectionNames = ReadonlyMap<string, { readonly number: string; readonly title: string }>

async function sectionNames(
  rooms: Pick<ReportRooms, 'read'>,
  rows: readonly AuditRow[],
): Promise<SectionNames> {
  const reportIds = new Set(
    rows.flatMap(({ report, sectionId }) => (report && sectionId !== null ? [report.id] : [])),
  )
  const names = new Map<string, { number: string; title: string }>()
  for (const reportId of reportIds) {
    // A report that cannot be opened is when the audit is wanted most. The rooms have logged why.
    const sections = await rooms.read(reportId, (doc) => readSections(doc)).catch(() => undefined)
    for (const { id, number, title } of sections ?? []) names.set(`${reportId} ${id}`, { number, title })
  }
  return names
}

function entryOf({ sectionId, ...row }: AuditRow, names: SectionNames): AuditEntry {
  if (sectionId === null) return { ...row, section: null }
  if (sectionId === PREAMBLE_ID)
    return { ...row, section: { id: sectionId, number: '', title: PREAMBLE_WORDS } }
  const { number, title } = names.get(`${row.report?.id ?? ''} ${sectionId}`) ?? { number: '', title: '' }
  return { ...row, section: { id: sectionId, number, title } }
}

// ---- as a file

const COLUMNS = ['Thời gian', 'Người thực hiện', 'Cơ quan', 'Việc', 'Báo cáo', 'Phần', 'Chi tiết']

async function send(response: Response, lines: AsyncGenerator<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), response)
  } catch (error) {
    // Whoever breaks a download off is no failure of the server's.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'))
      throw error
  }
}

async function* csvOf(
  first: AuditPage,
  following: (after: string) => Promise<AuditPage>,
  offices: OfficeNames,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS)
  for (let page = first; ; page = await following(page.next)) {
    yield page.entries.map((entry) => csvLine(cellsOf(entry, offices))).join('')
    if (page.next === null) return
  }
}

function cellsOf({ at, by, action, report, section, details }: AuditEntry, offices: OfficeNames): string[] {
  return [
    vietnamStamp(at),
    by?.name ?? '',
    by?.office ?? '',
    actionWords(action),
    report?.title ?? '',
    sectionWords(section),
    factsInWords(details, offices, action),
  ]
}
