import { Router, type Response } from 'express'
import type { Logger } from 'pino'
import { whyNowhere } from '../../report/permission/rights.ts'
import { ReportError } from '../../report/wire/errors.ts'
import {
  compareQuerySchema,
  momentSchema,
  pastQuerySchema,
  restoreSchema,
  type Compared,
  type Moment,
  type Timeline,
} from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { EditTrail, Writers } from '../history/edit-trail.ts'
import { seqAt } from '../history/moment-at.ts'
import { restoreReport, type RestoreDesk } from '../history/restore-report.ts'
import { stretchesOf } from '../history/stretches.ts'
import { momentSupplies } from '../history/supply-text.ts'
import { walkPast } from '../history/walk-past.ts'
import type { Press, Print } from '../press/press.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { AccountRecord, Records } from '../store/records.ts'
import { stillHolds, type Who, writerOf } from './who.ts'

export type HistoryDeps = {
  readonly records: Records
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
  /** A press of its own: nobody who drags along the time line waits for a paper. */
  readonly archive: Pick<Press, 'turn'>
  readonly trail: EditTrail
  readonly who: Who
  readonly logger: Logger
} & Pick<RestoreDesk, 'press' | 'rooms' | 'now'>

/** The past of a report, for everybody who may read it. */
export function historyRoutes(deps: HistoryDeps): Router {
  const { records, who, trail } = deps
  const router = Router()

  const walking = new Set<string>()
  const walk = (reportId: string, until: number) => {
    if (walking.has(reportId)) return
    walking.add(reportId)
    void walkPast(deps, reportId, until).finally(() => walking.delete(reportId))
  }

  router.get('/reports/:id/past', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    const { moment } = pastQuerySchema.parse(request.query)
    const seq = await momentOf(deps, report.id, moment)
    const past = await inArchive(deps, { userId: person.id, response }, async (print) =>
      print('past', { reportId: report.id, seq }, momentSupplies(deps, report.id)),
    )
    if (!past) return
    // While they waited, they may have ceased to be a member.
    await who.reader(request, report.id)
    const { json, ...facts } = past
    sendJson(response, facts, { content: json })
  })

  router.get('/reports/:id/timeline', async (request, response) => {
    const { report } = await who.reader(request, request.params.id)
    const head = await seqAt(records, report.id, 'now')
    const stretches = stretchesOf(await trail.spans(report.id, head))
    const people = await namesOf(records)
    await who.reader(request, report.id)
    // Whoever looks at the time line is about to drag along it.
    walk(report.id, head)
    const timeline: Timeline = {
      stretches: stretches.map(({ userIds, sectionIds, ...stretch }) => ({
        ...stretch,
        people: userIds.map(people),
        sectionIds: [...sectionIds],
      })),
    }
    response.json(timeline)
  })

  router.get('/reports/:id/versions/:vid/compare', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    const moment = momentSchema.parse(request.params.vid)
    const { to: until = 'now' } = compareQuerySchema.parse(request.query)
    const from = await momentOf(deps, report.id, moment)
    const to = await momentOf(deps, report.id, until)
    const compared = await inArchive(deps, { userId: person.id, response }, async (print) =>
      print('compare', { reportId: report.id, from, to }, momentSupplies(deps, report.id)),
    )
    if (!compared) return
    const range = { after: Math.min(from, to), until: Math.max(from, to) }
    const people = await writersNamed(records, await trail.writers(report.id, range))
    await who.reader(request, report.id)
    const { json, ...points } = compared
    sendJson(response, { ...points, people }, { comparison: json })
  })

  router.post('/reports/:id/versions/:vid/restore', async (request, response) => {
    const access = await who.member(request, request.params.id)
    const { report, person, role } = access
    const moment = momentSchema.parse(request.params.vid)
    const { sectionId } = restoreSchema.parse(request.body ?? {})
    const nowhere = whyNowhere(writerOf(access), report.stage)
    if (nowhere) throw new ReportError(nowhere)
    if (sectionId === undefined && role !== 'coordinator') throw new ReportError('no-access')
    const by = { userId: person.id, name: person.name, role, office: person.office }
    const stillMay = () => stillHolds(records, access)
    response.json(await restoreReport(deps, { reportId: report.id, moment, sectionId, by, stillMay }))
  })

  return router
}

/** Each version with who wrote since the one before, and where. `versions` is newest first. */
export async function withWriters(
  { records, trail }: Pick<HistoryDeps, 'records' | 'trail'>,
  reportId: string,
  versions: readonly Version[],
): Promise<Version[]> {
  const people = await namesOf(records)
  const found: Version[] = []
  for (const [index, version] of versions.entries()) {
    // The first edit is the seed, which the server wrote.
    const after = versions[index + 1]?.seq ?? 1
    const writers = await trail.writers(reportId, { after, until: version.seq })
    found.push({
      ...version,
      people: [...writers.keys()].map((userId) => ({ userId, name: people(userId).name })),
      sectionIds: [...new Set([...writers.values()].flatMap((sections) => [...sections]))],
    })
  }
  return found
}

async function writersNamed(records: Records, writers: Writers): Promise<Compared['people']> {
  const people = await namesOf(records)
  return [...writers].map(([userId, sections]) => ({ ...people(userId), sectionIds: [...sections] }))
}

/** Accounts are never removed, so everybody in the log has one. */
async function namesOf(
  records: Pick<Records, 'accounts'>,
): Promise<(userId: string) => { userId: string; name: string; office: string }> {
  const accounts = new Map((await records.accounts()).map((account) => [account.id, account]))
  return (userId) => named(userId, accounts.get(userId))
}

function named(userId: string, account: AccountRecord | undefined) {
  return { userId, name: account?.name ?? userId, office: account?.office?.shortName ?? '' }
}

/** What people typed before somebody asks for now belongs to it. */
async function momentOf(
  { rooms, records }: Pick<HistoryDeps, 'rooms' | 'records'>,
  reportId: string,
  moment: Moment,
): Promise<number> {
  if (moment === 'now' && !(await rooms.read(reportId, () => true))) throw new ReportError('no-such-report')
  return seqAt(records, reportId, moment)
}

/**
 * A turn in the archive; undefined when nobody waits for it any more. Whoever goes while they wait has no turn; what is
 * being made is finished, since they most likely come by again.
 */
async function inArchive<T>(
  { archive }: Pick<HistoryDeps, 'archive'>,
  { userId, response }: { readonly userId: string; readonly response: Response },
  work: (print: Print) => Promise<T>,
): Promise<T | undefined> {
  const waiting = new AbortController()
  let begun = false
  response.once('close', () => {
    if (!begun) waiting.abort()
  })
  try {
    return await archive.turn({ userId, signal: waiting.signal }, (print) => {
      begun = true
      return work(print)
    })
  } catch (error) {
    if (waiting.signal.aborted) return undefined
    throw error
  }
}

/** One object of both; the parts are JSON already, which may be megabytes. */
function sendJson(response: Response, facts: object, part: Readonly<Record<string, Uint8Array>>): void {
  const pieces = Object.entries(part).map(([name, json]) => [Buffer.from(`,${JSON.stringify(name)}:`), json])
  const head = Buffer.from(JSON.stringify(facts).slice(0, -1))
  const body = Buffer.concat([head, ...pieces.flat(), Buffer.from('}')])
  // Express would take a digest of all of it for an ETag; nothing of this is kept by a browser.
  response.type('application/json').end(body)
}
