import { Router } from 'express'
import { newId } from '../../report/id.ts'
import { ReportError } from '../../report/wire/errors.ts'
import { newVersionSchema } from '../../report/wire/paper.ts'
import { gatherText } from '../press/gather-paper.ts'
import { keepVersion } from '../press/print-paper.ts'
import type { EditTrail } from '../history/edit-trail.ts'
import type { ExportDeps } from './export.ts'
import { withWriters } from './history.ts'
import type { ReportRooms } from './report-rooms.ts'
import { stillHolds } from './who.ts'

type VersionDeps = Pick<ExportDeps, 'records' | 'log' | 'press' | 'who' | 'now'> & {
  readonly rooms: Pick<ReportRooms, 'read' | 'tell'>
  readonly trail: EditTrail
}

/** What a report said at certain moments: every reader sees the list, coordinators add to it. */
export function versionRoutes(deps: VersionDeps): Router {
  const { records, rooms, press, who, now } = deps
  const router = Router()

  router.get('/reports/:id/versions', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    response.json(await withWriters(deps, report.id, await records.versions(report.id)))
  })

  router.post('/reports/:id/versions', async (request, response) => {
    const { report, person } = await who.coordinator(request, request.params.id)
    const { name } = newVersionSchema.parse(request.body)
    // What they typed before they asked belongs to it.
    if (!(await rooms.read(report.id, () => true))) throw new ReportError('no-such-report')
    const version = await press.turn({ userId: person.id }, async (print) => {
      const { text } = await gatherText(deps, report.id)
      const { seq, sha256 } = await print('facts', { text, mayBlock: false })
      const made = { id: newId(), name, kind: 'named', seq, sha256 } as const
      return keepVersion(records, { reportId: report.id, by: person, at: now() }, made)
    })
    rooms.tell(report.id, { type: 'versions', reportId: report.id })
    response.status(201).location(`/api/reports/${report.id}/versions/${version.id}`).json(version)
  })

  router.patch('/reports/:id/versions/:vid', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { report, person } = access
    const { name } = newVersionSchema.parse(request.body)
    const version = await records.atomically(async (inside) => {
      await stillHolds(inside, access)
      if ((await inside.report(report.id))?.stage === 'signed') throw new ReportError('report-signed')
      const by = { userId: person.id, name: person.name }
      const named = await inside.nameVersion(report.id, request.params.vid, { name, by })
      if (!named) throw new ReportError('no-such-version')
      const details = { version: String(named.number), name: named.name, sha256: named.sha256 }
      await inside.audit({
        at: now(),
        action: 'version-named',
        userId: person.id,
        reportId: report.id,
        details,
      })
      return named
    })
    rooms.tell(report.id, { type: 'versions', reportId: report.id })
    response.json(version)
  })

  return router
}
