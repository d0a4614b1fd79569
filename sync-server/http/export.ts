import { Router, type Request, type Response } from 'express'
import { blanksOf } from '../../report/form/blanks.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { exportQuerySchema, type ExportCheck, type ExportQuery } from '../../report/wire/paper.ts'
import type { PdfPress } from '../pdf/pdf-press.ts'
import { gatherText, suppliesOf } from '../press/gather-paper.ts'
import type { Press } from '../press/press.ts'
import { noteExport, printPaper, type PrintedPaper } from '../press/print-paper.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { attachment, fileName } from './file-name.ts'
import type { ReportRooms } from './report-rooms.ts'
import type { Who } from './who.ts'

const NO_COMMENTS = 'Bản góp ý chỉ có dạng Word (.docx).'

export type ExportDeps = {
  readonly records: Records
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
  readonly rooms: Pick<ReportRooms, 'read' | 'tell'>
  readonly press: Pick<Press, 'turn' | 'warm'>
  readonly pdf: Pick<PdfPress, 'available' | 'convert'>
  readonly who: Who
  readonly now: () => number
}

/** The report as a file, for everybody who may read it. */
export function exportRoutes(deps: ExportDeps): Router {
  const { records, rooms, press, pdf, who } = deps
  const router = Router()
  const seats = new Seats()

  router.get('/reports/:id/export', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    await typedIsOnDisk(rooms, report.id)
    const signal = goneSignal(response)
    const facts = await press.turn({ userId: person.id, signal }, async (print) =>
      print('facts', await gatherText(deps, report.id), suppliesOf(deps, report.id)),
    )
    // A file is made next, most likely.
    press.warm()
    const check: ExportCheck = {
      blockers: [...facts.blockers],
      blanks: blanksOf(report.head),
      pdf: pdf.available,
      nextDraft: Math.min(99, (await records.lastDraft(report.id)) + 1),
    }
    response.json(check)
  })

  router.get('/reports/:id/export.docx', async (request, response) => {
    await serve({ ...deps, seats }, request, response, {
      ending: 'docx',
      type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      convert: (docx) => Promise.resolve(docx),
    })
  })

  router.get('/reports/:id/export.pdf', async (request, response) => {
    await serve({ ...deps, seats }, request, response, {
      ending: 'pdf',
      type: 'application/pdf',
      convert: (docx, signal) => pdf.convert(docx, signal),
    })
  })

  return router
}

type Format = {
  readonly ending: 'docx' | 'pdf'
  readonly type: string
  convert(docx: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

/** Of one person: files that are made, laid out or sent. A finished file is held until its reader has all of it. */
const MOST_UNDER_WAY = 4

/** Who waits for files, from the question to the last byte of the answer. */
class Seats {
  readonly #taken = new Map<string, number>()

  /** Throws ReportError `too-many-requests`. */
  take(userId: string, response: Response): void {
    const taken = this.#taken.get(userId) ?? 0
    if (taken >= MOST_UNDER_WAY) throw new ReportError('too-many-requests')
    this.#taken.set(userId, taken + 1)
    response.once('close', () => {
      const left = (this.#taken.get(userId) ?? 1) - 1
      if (left > 0) this.#taken.set(userId, left)
      else this.#taken.delete(userId)
    })
  }
}

async function serve(
  deps: ExportDeps & { readonly seats: Seats },
  request: Request<{ id: string }>,
  response: Response,
  format: Format,
): Promise<void> {
  const access = await deps.who.reader(request, request.params.id)
  const query = exportQuerySchema.parse(request.query)
  // LibreOffice mixes up footnotes where there are comments, and shows none of them.
  if (format.ending === 'pdf' && query.comments) throw new ReportError('bad-request', NO_COMMENTS)
  if (format.ending === 'pdf' && !deps.pdf.available) throw new ReportError('pdf-unavailable')
  const { person, report } = access
  deps.seats.take(person.id, response)
  await typedIsOnDisk(deps.rooms, report.id)
  const signal = goneSignal(response)
  // While somebody waits, they may cease to be a member.
  const stillMay = () => deps.who.reader(request, report.id)
  try {
    const asked = {
      reportId: report.id,
      query,
      by: person,
      at: deps.now(),
      pagesOnly: format.ending === 'pdf',
    }
    const printed = await deps.press.turn({ userId: person.id, signal }, async (print) => {
      await stillMay()
      return printPaper(deps, print, asked)
    })
    if (printed.madeVersion) deps.rooms.tell(report.id, { type: 'versions', reportId: report.id })
    const bytes = await format.convert(printed.made.bytes, signal)
    await stillMay()
    if (!query.preview) await noteExport(deps.records, asked, { printed, ending: format.ending })
    response
      .type(format.type)
      .setHeader('content-disposition', disposition(printed, { query, ending: format.ending }))
      // Express would take a digest of all bytes while everybody's keystrokes wait.
      .setHeader('etag', `W/"${printed.made.fileSha256}"`)
    if (format.ending === 'docx') response.setHeader('x-content-sha256', printed.made.fileSha256)
    response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch (error) {
    // Nobody is there any more to be told.
    if (!signal.aborted) throw error
  }
}

/** What somebody typed before they asked belongs to what they get. */
async function typedIsOnDisk(rooms: ExportDeps['rooms'], reportId: string): Promise<void> {
  if (!(await rooms.read(reportId, () => true))) throw new ReportError('no-such-report')
}

/** Aborted when the person's browser has gone before it was answered. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}

/** `Báo cáo tổng kết 10 năm - Mục II - Dự thảo lần 2.docx`. */
function nameOf({ title, made, versionName }: PrintedPaper, { query, ending }: Asked): string {
  const { draft, comments } = query
  const what = [
    title,
    made.heading,
    versionName,
    draft === undefined ? '' : `Dự thảo lần ${draft}`,
    comments ? 'Kèm góp ý' : '',
  ]
  return fileName(what, ending)
}

/** What is only looked at opens in the browser's own viewer, where it knows the format: so pages are printed as they are. */
function disposition(printed: PrintedPaper, asked: Asked): string {
  const saved = attachment(nameOf(printed, asked))
  return asked.query.preview && asked.ending === 'pdf' ? saved.replace(/^attachment/, 'inline') : saved
}

type Asked = { readonly query: ExportQuery; readonly ending: Format['ending'] }
