import { Router } from 'express'
import { z } from 'zod'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { readSections, type SectionState } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Attribution } from '../../report/wire/history.ts'
import type { Attributed, Attributions } from '../attribution/attributions.ts'
import { SERVER_USER } from '../store/ports.ts'
import type { AccountRecord, Records } from '../store/records.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'
import { attachment, fileName } from './file-name.ts'
import type { ReportRooms } from './report-rooms.ts'
import type { Who } from './who.ts'

type AttributionDeps = {
  readonly records: Pick<Records, 'headSeq' | 'accounts'>
  readonly attributions: Pick<Attributions, 'of'>
  readonly rooms: Pick<ReportRooms, 'read'>
  readonly who: Who
}

const querySchema = z.object({ format: z.enum(['json', 'csv']).optional() })
const HEADINGS = ['Mục', 'Tên mục', 'Cơ quan', 'Người viết', 'Số từ']

/** Who wrote what in a report: for everybody who may read it. */
export function attributionRoutes(deps: AttributionDeps): Router {
  const { records, attributions, rooms, who } = deps
  const router = Router()

  router.get('/reports/:id/attribution', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    const { format } = querySchema.parse(request.query)
    // What somebody typed before they asked is in the log then.
    const sections = await rooms.read(report.id, (doc) => (format === 'csv' ? readSections(doc) : []))
    if (!sections) throw new ReportError('no-such-report')
    const etag = (seq: number | undefined) => `W/"${seq}-${format ?? 'json'}"`
    response.setHeader('cache-control', 'private, no-cache')
    if (request.headers['if-none-match'] === etag(await records.headSeq(report.id))) {
      response.status(304).end()
      return
    }
    const found = await attributions.of(report.id)
    const told = toldOf(found, await records.accounts())
    await who.reader(request, report.id)
    response.setHeader('etag', etag(found.seq))
    if (format !== 'csv') {
      response.json(told)
      return
    }
    const lines = csvRows(told, sections).map(csvLine)
    response
      .type('text/csv; charset=utf-8')
      .setHeader('content-disposition', attachment(fileName([report.title, 'Ai viết'], 'csv')))
      .send(BYTE_ORDER_MARK + csvLine(HEADINGS) + lines.join(''))
  })

  return router
}

/** The people are those who wrote something; the seed and the repairs are nobody's. */
function toldOf({ seq, owners, moved, words }: Attributed, accounts: readonly AccountRecord[]): Attribution {
  const writers = new Set([...owners.map(([, userId]) => userId), ...moved.map(([, , , userId]) => userId)])
  return {
    seq,
    people: accounts
      .filter(({ id }) => writers.has(id))
      .map(({ id, name, office }) => ({
        userId: id,
        name,
        office: office?.shortName ?? '',
        officeId: office?.id ?? null,
        color: office?.color ?? null,
      })),
    clients: owners
      .filter(([, userId]) => userId !== SERVER_USER)
      .map(([client, userId]) => [client, userId]),
    moved: moved.map((one) => [...one]),
    words: words.filter(({ userId }) => userId !== SERVER_USER).map((one) => ({ ...one })),
  }
}

/** In the order of the page; what nobody wrote has no row. */
function csvRows({ words, people }: Attribution, sections: readonly SectionState[]): string[][] {
  const places = new Map(sections.map(({ id, number, title }) => [id, [number, title]]))
  const known = new Map(people.map((person) => [person.userId, person]))
  return words.map(({ sectionId, userId, words: count }) => {
    const place = places.get(sectionId) ?? ['', sectionId === PREAMBLE_ID ? 'Phần mở đầu' : '']
    const person = known.get(userId)
    return [...place, person?.office ?? '', person?.name ?? '', String(count)]
  })
}
