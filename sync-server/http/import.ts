import { setImmediate as breath } from 'node:timers/promises'
import { Router, type Request, type Response } from 'express'
import { whyNowhere } from '../../report/permission/rights.ts'
import { readSections } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Importer } from '../import/importer.ts'
import type { Records } from '../store/records.ts'
import { readForm, type Upload } from './multipart.ts'
import type { ReportRooms } from './report-rooms.ts'
import { writerOf, type Who } from './who.ts'

/** A report of 150 pages with forty photographs; what is larger is refused while it is sent. */
export const LARGEST_DOCUMENT = 50 * 1024 * 1024
/** What a form has around its file. */
const FORM_BYTES = 64 * 1024

export const TOO_LARGE = `Tệp không được lớn hơn ${LARGEST_DOCUMENT / 1024 / 1024} MB.`

export type ImportDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read'>
  readonly importer: Pick<Importer, 'reserve'>
  readonly who: Who
  readonly now: () => number
}

/** What an office's Word file says, for its people to look at and to insert. The text of the report is not touched. */
export function importRoutes({ records, rooms, importer, who, now }: ImportDeps): Router {
  const router = Router()

  const writer = async (request: Request, reportId: string) => {
    const access = await who.member(request, reportId)
    const why = whyNowhere(writerOf(access), access.report.stage)
    if (why) throw new ReportError(why)
    return access
  }

  router.post('/reports/:id/import', async (request, response) => {
    const { person, report } = await writer(request, request.params.id)
    // Before the body is read: it is held for those only who may write, and for a few of them at a time.
    refuseTooLarge(request)
    const place = importer.reserve(person.id)
    const signal = goneSignal(response)
    try {
      const file = await readDocument(request)
      const sections = await rooms.read(report.id, (doc) => readSections(doc))
      if (!sections) throw new ReportError('no-such-report')
      const targets = sections.map(({ id, level, number, title }) => ({ id, level, number, title }))
      const name = file.name.normalize('NFC').slice(-200)
      const order = { bytes: file.bytes, name, reportId: report.id, sections: targets }
      const { json, words, pictures } = await place.read(order, signal)
      const at = now()
      for (const { id, type, width, height, bytes } of pictures) {
        const image = {
          id,
          type,
          width,
          height,
          bytes,
          reportId: report.id,
          createdBy: person.id,
          createdAt: at,
        }
        await records.addImage(image)
        // The store answers at once: without this everybody's keystrokes would wait for the last picture.
        await breath()
      }
      const details = { file: name, words: String(words) }
      await records.audit({ at, action: 'imported', userId: person.id, reportId: report.id, details })
      response.type('json').send(Buffer.from(json.buffer, json.byteOffset, json.byteLength))
    } catch (error) {
      // Nobody is there any more to be told.
      if (!signal.aborted) throw error
    } finally {
      place.release()
    }
  })

  return router
}

async function readDocument(request: Request): Promise<Upload> {
  try {
    const { file } = await readForm(request, 'document', LARGEST_DOCUMENT)
    if (file) return file
  } catch (error) {
    const isTooLarge = error instanceof ReportError && error.code === 'too-large'
    throw isTooLarge ? new ReportError('too-large', TOO_LARGE) : error
  }
  throw new ReportError('bad-request', 'document')
}

export function refuseTooLarge(request: Request): void {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > LARGEST_DOCUMENT + FORM_BYTES) throw new ReportError('too-large', TOO_LARGE)
}

/** Aborted when the person who asked went away before the answer. */
export function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  return gone.signal
}
