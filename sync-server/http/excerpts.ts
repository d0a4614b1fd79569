import { setImmediate as breath } from 'node:timers/promises'
import { Router, type Request } from 'express'
import * as Y from 'yjs'
import { PREAMBLE_ID, whyNotIn } from '../../report/permission/rights.ts'
import { FRAGMENT, NODE } from '../../report/schema/names.ts'
import { ReportError } from '../../report/wire/errors.ts'
import {
  excerptsQuerySchema,
  newProvenanceSchema,
  type Excerpt,
  type NewProvenance,
} from '../../report/wire/contributions.ts'
import { officeOf, partsFor } from '../contributions/contribution-view.ts'
import { officesById, readingNow, type ContributionDeps } from './contributions.ts'
import { responsibleFor } from './responsible.ts'
import { namedHeadings } from './sections.ts'
import { stillHolds, writerOf, type Access } from './who.ts'

const NOT_HERE_YET = 'Đoạn vừa chèn chưa tới máy chủ.'

/** What the offices say on a section, side by side; and what of the report's text came from them. */
export function excerptRoutes(deps: Omit<ContributionDeps, 'importer'>): Router {
  const { records, rooms, who, now } = deps
  const router = Router()

  router.get('/reports/:id/excerpts', async (request: Request<{ id: string }>, response) => {
    const access = await who.reader(request, request.params.id)
    const reportId = access.report.id
    const { sectionId } = excerptsQuerySchema.parse(request.query)
    const reading = await readingNow(deps, access)
    const offices = await officesById(records)
    const inserted = await records.insertedFrom(reportId)
    const pieces: Buffer[] = []
    const put = (text: string) => pieces.push(Buffer.from(text))
    put('{"excerpts":[')
    let isFirst = true
    for (const contribution of await records.contributions(reportId)) {
      for (const { sectionId: place, part, heading, placedByHand, words, gone } of partsFor(
        reading,
        contribution,
      )) {
        if ((place ?? '') !== sectionId || gone) continue
        const blocks = await records.contributionBlocks(reportId, contribution.id, part)
        const excerpt: Omit<Excerpt, 'blocks'> = {
          contributionId: contribution.id,
          office: officeOf(offices, contribution.officeId),
          part,
          heading,
          placedByHand,
          words,
          inserted: inserted.get(`${contribution.id} ${part}`) ?? 0,
        }
        // Blocks go as they are kept: reading a thousand pages of them here would stop everybody's keystrokes.
        put(`${isFirst ? '' : ','}${JSON.stringify(excerpt).slice(0, -1)},"blocks":`)
        pieces.push(
          blocks ? Buffer.from(blocks.buffer, blocks.byteOffset, blocks.byteLength) : Buffer.from('[]'),
        )
        put('}')
        isFirst = false
        await breath()
      }
    }
    put(']}')
    response.type('json').send(Buffer.concat(pieces))
  })

  router.get('/reports/:id/provenance', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    response.json(await records.provenance(report.id))
  })

  router.post('/reports/:id/provenance', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const asked = newProvenanceSchema.parse(request.body)
    const reportId = access.report.id
    const blockIds = [...new Set(asked.blockIds)]
    const sections = await rooms.read(reportId, (doc) => sectionsOfBlocks(doc, new Set(blockIds)))
    if (!sections) throw new ReportError('no-such-report')
    if (sections.size < blockIds.length) throw new ReportError('text-not-here-yet', NOT_HERE_YET)
    const headings = await namedHeadings(rooms, reportId)
    const officeId = await mayTake(deps, access, asked)
    await records.atomically(async (inside) => {
      await stillHolds(inside, access)
      const rights = await inside.rights(reportId)
      if (!rights) throw new ReportError('no-such-report')
      for (const sectionId of new Set(sections.values())) {
        const why = whyNotIn(writerOf(access), rights.stage, responsibleFor(sectionId, headings, rights))
        if (why !== undefined) throw new ReportError(why)
      }
      const { contributionId, part } = asked
      const row = { contributionId, part, officeId, blockIds, at: now(), byId: access.person.id }
      await inside.addProvenance(reportId, row)
    })
    rooms.tell(reportId, { type: 'contributions', reportId })
    response.status(204).end()
  })

  return router
}

/** Whose the part is. Throws `not-found` for one that this person cannot read. */
async function mayTake(
  deps: Pick<ContributionDeps, 'records' | 'rooms'>,
  access: Access,
  { contributionId, part }: NewProvenance,
): Promise<string> {
  const found = await deps.records.contribution(access.report.id, contributionId)
  const parts = found ? partsFor(await readingNow(deps, access), found) : []
  if (!found || !parts.some((one) => one.part === part))
    throw new ReportError('not-found', 'Không có phần này.')
  return found.officeId
}

/** In which section each of these blocks stands; those that are nowhere are left out. */
function sectionsOfBlocks(doc: Y.Doc, ids: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  const look = (element: Y.XmlElement, sectionId: string) => {
    for (const child of element.toArray()) {
      if (!(child instanceof Y.XmlElement)) continue
      const id = child.getAttribute('id')
      if (id !== undefined && ids.has(id)) found.set(id, sectionId)
      look(child, sectionId)
    }
  }
  for (const element of doc.getXmlFragment(FRAGMENT).toArray()) {
    if (!(element instanceof Y.XmlElement)) continue
    look(element, element.nodeName === NODE.preamble ? PREAMBLE_ID : (element.getAttribute('id') ?? ''))
  }
  return found
}
