import { Router } from 'express'
import {
  PREAMBLE_ID,
  preambleResponsibility,
  responsibilities,
  whyNotIn,
} from '../../report/permission/rights.ts'
import { readSections } from '../../report/sections.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { newHandoverSchema, type Handover, type NewHandover } from '../../report/wire/rest.ts'
import type { Records } from '../store/records.ts'
import type { ReportRooms } from './report-rooms.ts'
import { isSteering, writerOf, type Access, type Who } from './who.ts'

export type HandoverDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read' | 'tell'>
  readonly who: Who
  readonly now: () => number
}

/** Of one person in one report at a time: enough for every section of the longest report. */
const HANDOVERS_PER_PERSON = 100
/** And in characters, some five hundred pages: all of it is read and sent whenever anybody opens the report. */
const CHARACTERS_PER_PERSON = 1_000_000

/** Words that the report did not take from somebody, on their way to those who may write there. */
export function handoverRoutes({ records, rooms, who, now }: HandoverDeps): Router {
  const router = Router()

  /** What somebody may see: their own, what they may write in, and for who steers all of it. */
  const seenBy = async (access: Access): Promise<readonly Handover[]> => {
    const { report, person } = access
    const handovers = await records.handovers(report.id)
    if (isSteering(access) || handovers.length === 0) return handovers
    const writable = await writableBy(access)
    return handovers.filter(({ from, sectionId }) => from.userId === person.id || writable.has(sectionId))
  }

  const writableBy = async (access: Access): Promise<ReadonlySet<string>> => {
    const rights = await records.rights(access.report.id)
    const sections = await rooms.read(access.report.id, (doc) => readSections(doc))
    if (!rights || !sections) throw new ReportError('no-such-report')
    const answers = responsibilities(sections, rights)
    const ids = [PREAMBLE_ID, ...sections.map(({ id }) => id)]
    const may = [preambleResponsibility(rights), ...answers].map(
      (answer) => whyNotIn(writerOf(access), rights.stage, answer) === undefined,
    )
    return new Set(ids.filter((_id, index) => may[index]))
  }

  router.get('/reports/:id/handovers', async (request, response) => {
    response.json(await seenBy(await who.reader(request, request.params.id)))
  })

  // The section need not be there: the words may belong to one that was removed, or that was not taken either.
  router.post('/reports/:id/handovers', async (request, response) => {
    const { person, report } = await who.member(request, request.params.id)
    const handover = newHandoverSchema.parse(request.body)
    const entry = { userId: person.id, at: now() }
    const isNew = await records.atomically(async (inside) => {
      const isNew = await add(inside, report.id, { ...handover, ...entry })
      if (isNew) {
        const { sectionId } = handover
        const details = { characters: String(handover.text.length) }
        await inside.audit({ ...entry, action: 'handed-over', reportId: report.id, sectionId, details })
      }
      return isNew
    })
    if (isNew) rooms.tell(report.id, { type: 'handovers', reportId: report.id })
    response.status(isNew ? 201 : 200).json({ id: handover.id })
  })

  router.delete('/reports/:id/handovers/:handoverId', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { report, person } = access
    const handover = (await seenBy(access)).find(({ id }) => id === request.params.handoverId)
    if (!handover) throw new ReportError('not-found')
    const at = now()
    const { id, sectionId, from } = handover
    await records.atomically(async (inside) => {
      await inside.removeHandover(report.id, id, at)
      const details = { removed: 'true', name: from.name }
      await inside.audit({
        at,
        action: 'handed-over',
        userId: person.id,
        reportId: report.id,
        sectionId,
        details,
      })
    })
    rooms.tell(report.id, { type: 'handovers', reportId: report.id })
    response.status(204).end()
  })

  return router
}

type Added = NewHandover & { readonly userId: string; readonly at: number }

/** Answers false when it was there already. Throws rather than say so of other words that carry the same id. */
async function add(records: Records, reportId: string, handover: Added): Promise<boolean> {
  const open = await records.handovers(reportId)
  const namesake = open.find(({ id }) => id === handover.id)
  if (namesake) {
    const same = namesake.from.userId === handover.userId && namesake.text === handover.text.normalize('NFC')
    if (!same) throw new ReportError('conflict', 'Mã của phần chữ này đã được dùng.')
    return false
  }
  const own = open.filter(({ from }) => from.userId === handover.userId)
  const characters = own.reduce((sum, { text }) => sum + text.length, handover.text.length)
  if (own.length >= HANDOVERS_PER_PERSON || characters > CHARACTERS_PER_PERSON) {
    throw new ReportError('conflict', 'Bạn đã chuyển quá nhiều phần chữ chưa ai nhận.')
  }
  return records.addHandover(reportId, handover)
}
