import { createHash } from 'node:crypto'
import { setImmediate as breath } from 'node:timers/promises'
import { Router, type Request, type Response } from 'express'
import { newId } from '../../report/id.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { reportToday } from '../../report/progress/days.ts'
import { ReportError } from '../../report/wire/errors.ts'
import {
  contributionChangeSchema,
  contributorsSchema,
  newContributionSchema,
  type Contribution,
  type ContributionChange,
  type Contributions,
} from '../../report/wire/contributions.ts'
import type { AuditAction, Office } from '../../report/wire/rest.ts'
import { contributionNotices } from '../contributions/contribution-notices.ts'
import {
  contributionFor,
  isOwn,
  partsFor,
  readingOf,
  readsWhole,
  standingOf,
} from '../contributions/contribution-view.ts'
import { DOCX_TYPE, isPdf, PDF_TYPE } from '../contributions/file-kind.ts'
import { outlineOf, ownReport } from '../contributions/own-report.ts'
import { readWritten } from '../contributions/written-here.ts'
import type { Importer } from '../import/importer.ts'
import type { ContributionRecord, HandedIn, PartRecord, Records, SignedFile } from '../store/records.ts'
import { attachment, fileName } from './file-name.ts'
import { goneSignal, LARGEST_DOCUMENT, refuseTooLarge, TOO_LARGE } from './import.ts'
import { readForm, type Form } from './multipart.ts'
import type { ReportRooms } from './report-rooms.ts'
import { takeSeat } from './review/comment-desk.ts'
import { beginningOf, lineOf } from './review/comment-words.ts'
import { createPace } from './review/comment-pace.ts'
import { namedHeadings } from './sections.ts'
import type { NamedHeading } from './section-change.ts'
import { isSteering, stillHolds, type Access, type Who } from './who.ts'

export type ContributionDeps = {
  readonly records: Records
  readonly rooms: Pick<ReportRooms, 'read' | 'tell'>
  readonly importer: Pick<Importer, 'reserve'>
  readonly who: Who
  readonly now: () => number
}

/** What is kept with one report, taken back or not; of one person. */
const MOST = { number: 1_000, own: 100, bytes: 4 * 1024 ** 3, ownBytes: 500 * 1024 ** 2 }
/** Changes of one person: moving parts by hand, one after the other. */
const CHANGES_PER_MINUTE = 240

const NO_OFFICE = 'Tài khoản của bạn chưa thuộc cơ quan nào. Hãy báo quản trị.'
const NOT_ASKED = 'Cơ quan của bạn không có trong danh sách gửi báo cáo. Hãy báo người điều phối.'
const OTHERS_OFFICE = 'Bạn chỉ gửi được báo cáo của cơ quan mình.'
const WHICH_OFFICE = 'Hãy chọn cơ quan gửi báo cáo.'
const WHICH_FILES = 'Chỉ nhận tệp Word (.docx) hoặc PDF.'
const NO_CONTRIBUTION = 'Không có báo cáo này của cơ quan, hoặc báo cáo đã được rút lại.'

/** The offices' own reports for a report: sent in as files or written here, placed in its sections, taken back. */
export function contributionRoutes(deps: ContributionDeps): Router {
  const { records, rooms, who, now } = deps
  const router = Router()
  const pace = createPace(CHANGES_PER_MINUTE, now)

  const told = (reportId: string) => rooms.tell(reportId, { type: 'contributions', reportId })

  router.get('/reports/:id/contributions', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { report } = access
    const reading = await readingNow(deps, access)
    const all = await records.contributions(report.id)
    const beside = {
      offices: await officesById(records),
      inserted: await records.insertedFrom(report.id),
    }
    const asked = new Set([
      ...(await askedOffices(records, report.id)),
      ...all.filter(({ day }) => day !== null).map(({ officeId }) => officeId),
    ])
    const offices = [...beside.offices.values()].filter(({ id }) => asked.has(id))
    const answer: Contributions = {
      ...standingOf(report, offices, all, now()),
      contributions: all.flatMap((one) => contributionFor(reading, one, beside) ?? []),
    }
    response.json(answer)
  })

  router.put('/reports/:id/contributors', async (request, response) => {
    const access = await who.coordinator(request, request.params.id)
    const { report, person } = access
    const officeIds = [...new Set(contributorsSchema.parse(request.body).officeIds)]
    await records.atomically(async (inside) => {
      await stillOpen(inside, access)
      const offices = await officesById(inside)
      const names = officeIds.map((id) => {
        const office = offices.get(id)
        if (!office) throw new ReportError('bad-request', `Không có cơ quan nào có mã “${lineOf(id)}”.`)
        return office.shortName
      })
      await inside.setContributors(report.id, officeIds)
      const details = { offices: beginningOf(names.join('; ')) }
      const entry = { at: now(), action: 'contribution-changed' as const, userId: person.id }
      await inside.audit({ ...entry, reportId: report.id, details })
    })
    told(report.id)
    response.status(204).end()
  })

  router.post('/reports/:id/contributions', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    // Before the body is read: it is held for those only who may send something in.
    await mayContribute(records, access)
    const isFile = request.is('multipart/form-data') !== false && request.is('multipart/form-data') !== null
    const made = isFile
      ? await receiveFile(deps, access, request, response)
      : await begin(deps, access, request)
    if (!made) return
    told(access.report.id)
    response.status(201).json(made)
  })

  router.post('/reports/:id/contributions/:cid/submit', async (request: Request<Target>, response) => {
    const access = await who.reader(request, request.params.id)
    const found = await findOwn(records, access, request.params.cid)
    pace.take(access.person.id)
    await submit(deps, access, found)
    told(access.report.id)
    response.json(await shown(deps, access, found.id))
  })

  router.delete('/reports/:id/contributions/:cid', async (request: Request<Target>, response) => {
    const access = await who.reader(request, request.params.id)
    const { report } = access
    await records.atomically(async (inside) => {
      await stillOpen(inside, access)
      const found = await findOwn(inside, access, request.params.cid)
      await inside.withdrawContribution(report.id, found.id, now())
      await note(inside, access, {
        action: 'contribution-changed',
        found,
        at: now(),
        details: { withdrawn: 'true' },
      })
    })
    told(report.id)
    response.status(204).end()
  })

  router.patch('/reports/:id/contributions/:cid', async (request: Request<Target>, response) => {
    const access = await who.reader(request, request.params.id)
    const change = contributionChangeSchema.parse(request.body)
    pace.take(access.person.id)
    const headings = await namedHeadings(rooms, access.report.id)
    await records.atomically(async (inside) => {
      await stillOpen(inside, access)
      await changeContribution(inside, access, { id: request.params.cid, change, headings, at: now() })
    })
    told(access.report.id)
    response.status(204).end()
  })

  router.get('/reports/:id/contributions/:cid/file', async (request: Request<Target>, response) => {
    const access = await who.reader(request, request.params.id)
    const found = await records.contribution(access.report.id, request.params.cid)
    if (!found || !readsWhole(access, found)) throw new ReportError('not-found', NO_CONTRIBUTION)
    const file = await records.contributionFile(access.report.id, found.id)
    if (!file) throw new ReportError('not-found', NO_CONTRIBUTION)
    response
      .type(file.type)
      .setHeader('content-disposition', attachment(file.name))
      .setHeader('x-content-type-options', 'nosniff')
      .setHeader('x-content-sha256', file.sha256)
      // It came from outside: whatever it holds, it runs nothing and frames nothing.
      .setHeader('content-security-policy', "default-src 'none'; sandbox")
      .setHeader('etag', `"${file.sha256}"`)
    response.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength))
  })

  return router
}

type Target = { readonly id: string; readonly cid: string }

// ---- who may what

/** Throws `report-signed`, `no-access` and what `stillHolds` says. */
async function stillOpen(records: Records, access: Access): Promise<void> {
  await stillHolds(records, access)
  const report = await records.report(access.report.id)
  if (report?.stage === 'signed') throw new ReportError('report-signed')
}

/** Drafters of an office that is asked, and who coordinates. Answers the office of the former. */
async function mayContribute(records: Records, access: Access): Promise<string | undefined> {
  const { person, role, report } = access
  if (report.stage === 'signed') throw new ReportError('report-signed')
  if (isSteering(access)) return undefined
  if (role !== 'drafter') throw new ReportError('no-access')
  if (!person.office) throw new ReportError('no-access', NO_OFFICE)
  const asked = await askedOffices(records, report.id)
  if (!asked.has(person.office.id)) throw new ReportError('no-access', NOT_ASKED)
  return person.office.id
}

/** For which office something is sent in. Throws `no-access` for somebody else's. */
async function senderOf(records: Records, access: Access, wanted: string | undefined): Promise<Office> {
  const own = await mayContribute(records, access)
  if (own !== undefined && wanted !== undefined && wanted !== own)
    throw new ReportError('no-access', OTHERS_OFFICE)
  const id = own ?? wanted ?? access.person.office?.id
  const office = id === undefined ? undefined : (await officesById(records)).get(id)
  if (!office) throw new ReportError('bad-request', WHICH_OFFICE)
  return office
}

/** One of this person's office, or any for who coordinates. What they may not even see is not there. */
async function findOwn(records: Records, access: Access, id: string): Promise<ContributionRecord> {
  if (access.report.stage === 'signed') throw new ReportError('report-signed')
  const found = await records.contribution(access.report.id, id)
  if (!found) throw new ReportError('not-found', NO_CONTRIBUTION)
  if (!isSteering(access) && !isOwn(access, found)) throw new ReportError('no-access')
  return found
}

async function refuseTooMuch(records: Records, access: Access, bytes: number): Promise<void> {
  const load = await records.contributionLoad(access.report.id, access.person.id)
  if (load.own >= MOST.own)
    throw new ReportError('conflict', `Bạn đã gửi ${MOST.own} tệp cho báo cáo này nên không gửi thêm được.`)
  if (load.number >= MOST.number)
    throw new ReportError('conflict', `Báo cáo này đã nhận ${MOST.number} tệp nên không nhận thêm được.`)
  if (load.ownBytes + bytes > MOST.ownBytes)
    throw new ReportError(
      'too-large',
      `Các tệp bạn đã gửi cho báo cáo này vượt ${MOST.ownBytes / 1024 ** 2} MB.`,
    )
  if (load.bytes + bytes > MOST.bytes)
    throw new ReportError('too-large', `Các tệp đã gửi cho báo cáo này vượt ${MOST.bytes / 1024 ** 3} GB.`)
}

// ---- what is so now

export async function readingNow(
  { records, rooms }: Pick<ContributionDeps, 'records' | 'rooms'>,
  access: Access,
) {
  const headings = await namedHeadings(rooms, access.report.id)
  const rights = await records.rights(access.report.id)
  if (!rights) throw new ReportError('no-such-report')
  return readingOf(access, headings, rights)
}

export async function officesById(records: Records): Promise<ReadonlyMap<string, Office>> {
  return new Map((await records.offices()).map((office) => [office.id, office]))
}

/** Those that were chosen, or else every office that drafts here. */
async function askedOffices(records: Records, reportId: string): Promise<ReadonlySet<string>> {
  const chosen = await records.contributors(reportId)
  if (chosen) return new Set(chosen)
  const members = await records.members(reportId)
  const byOffice = await records.officeMembers(reportId)
  return new Set([
    ...members.flatMap(({ role, office }) => (role === 'drafter' && office ? [office.id] : [])),
    ...byOffice.flatMap(({ role, office }) => (role === 'drafter' ? [office.id] : [])),
  ])
}

async function shown(deps: ContributionDeps, access: Access, id: string): Promise<Contribution> {
  const { records } = deps
  const found = await records.contribution(access.report.id, id)
  const beside = {
    offices: await officesById(records),
    inserted: await records.insertedFrom(access.report.id),
  }
  const contribution = found && contributionFor(await readingNow(deps, access), found, beside)
  if (!contribution) throw new ReportError('not-found', NO_CONTRIBUTION)
  return contribution
}

type Noted = {
  readonly action: AuditAction
  readonly found: Pick<ContributionRecord, 'officeId' | 'title'>
  readonly at: number
  readonly details?: Readonly<Record<string, string>>
}

async function note(records: Records, { person, report }: Access, { action, found, at, details }: Noted) {
  const office = (await officesById(records)).get(found.officeId)?.name ?? ''
  await records.audit({
    at,
    action,
    userId: person.id,
    reportId: report.id,
    details: { title: beginningOf(found.title), office, ...details },
  })
}

// ---- a file comes in

async function receiveFile(
  deps: ContributionDeps,
  access: Access,
  request: Request,
  response: Response,
): Promise<Contribution | undefined> {
  const { records, rooms, importer, now } = deps
  const { report, person } = access
  refuseTooLarge(request)
  await refuseTooMuch(records, access, 0)
  const place = importer.reserve(person.id)
  const signal = goneSignal(response)
  try {
    const { fields, file } = await readDocument(request)
    const { title, officeId } = newContributionSchema.parse(Object.fromEntries(fields))
    const office = await senderOf(records, access, officeId || undefined)
    const kept = keptFile(file)
    await refuseTooMuch(records, access, kept.bytes.length)
    const headings = await namedHeadings(rooms, report.id)
    const sections = headings.map(({ id, level, number, title: heading }) => ({
      id,
      level,
      number,
      title: heading,
    }))
    // The reader takes its own copy: what is kept is what came.
    const order = { bytes: kept.bytes, name: kept.name, reportId: report.id, sections }
    const { parts, blocks, warnings, pictures } = await place.readContribution(order, signal)
    const at = now()
    for (const picture of pictures) {
      await records.addImage({ ...picture, reportId: report.id, createdBy: person.id, createdAt: at })
      // The store answers at once: without this everybody's keystrokes would wait for the last picture.
      await breath()
    }
    const id = newId()
    const handedIn: HandedIn = {
      at,
      day: reportToday(report.settings, at),
      parts: parts.map((part) => ({ ...part, placedByHand: false })),
      blocks,
      warnings,
    }
    const by = { userId: person.id, name: person.name }
    const named = titleOf(title, kept.name)
    await records.atomically(async (inside) => {
      await stillOpen(inside, access)
      await senderOf(inside, access, office.id)
      await refuseTooMuch(inside, access, kept.bytes.length)
      const record = { id, officeId: office.id, title: named, sourceReportId: null, file: kept, by, handedIn }
      await inside.addContribution(report.id, record)
      await received(inside, access, {
        id,
        officeId: office.id,
        title: named,
        handedIn,
        headings,
        file: kept,
      })
    })
    return await shown(deps, access, id)
  } catch (error) {
    // Nobody is there any more to be told.
    if (!signal.aborted) throw error
    return undefined
  } finally {
    place.release()
  }
}

async function readDocument(request: Request): Promise<Form> {
  try {
    return await readForm(request, 'document', LARGEST_DOCUMENT)
  } catch (error) {
    const isTooLarge = error instanceof ReportError && error.code === 'too-large'
    throw isTooLarge ? new ReportError('too-large', TOO_LARGE) : error
  }
}

/** What it is, its bytes say. */
function keptFile(file: Form['file']): SignedFile {
  if (!file || file.bytes.length === 0) throw new ReportError('bad-request', WHICH_FILES)
  const bare = file.name.normalize('NFC').replace(/\.[^.]*$/u, '')
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  if (isPdf(file.bytes)) return { name: fileName([bare], 'pdf'), type: PDF_TYPE, sha256, bytes: file.bytes }
  // Whether it is one, who reads it finds out; the ending of what it is called is theirs to refuse.
  if (!/\.docx$/iu.test(file.name)) throw new ReportError('unsupported-file', WHICH_FILES)
  return { name: fileName([bare], 'docx'), type: DOCX_TYPE, sha256, bytes: file.bytes }
}

function titleOf(title: string | undefined, name: string): string {
  return lineOf(title ?? '') || lineOf(name.replace(/\.[^.]*$/u, '')).slice(0, 300)
}

type Received = {
  readonly id: string
  readonly officeId: string
  readonly title: string
  readonly handedIn: Pick<HandedIn, 'at' | 'parts'>
  readonly headings: readonly NamedHeading[]
  readonly file?: SignedFile
}

/** Notes that something came in, and tells whom it concerns. */
async function received(inside: Records, access: Access, arrived: Received): Promise<void> {
  const { id, officeId, title, handedIn, headings, file } = arrived
  const { at, parts } = handedIn
  const desk = await takeSeat(inside, access, headings, at)
  const said = parts.filter(({ gone }) => !gone)
  await note(inside, access, {
    action: 'contribution-received',
    found: { officeId, title },
    at,
    details: {
      ...(file ? { file: file.name, sha256: file.sha256 } : {}),
      words: String(said.reduce((sum, { words }) => sum + words, 0)),
      parts: String(said.length),
      unplaced: String(said.filter(({ sectionId }) => sectionId === null).length),
    },
  })
  const notices = contributionNotices({
    reportId: desk.reportId,
    contributionId: id,
    title,
    handedInAt: at,
    sectionIds: said.flatMap(({ sectionId }) => sectionId ?? []),
    isNew: true,
    headings,
    rights: desk.rights,
    people: desk.people,
    by: desk.who,
    at,
  })
  await inside.addNotices(notices)
}

// ---- written here

/** One for each office: who asks again is led to the one there is. */
async function begin(deps: ContributionDeps, access: Access, request: Request): Promise<Contribution> {
  const { records, rooms, now } = deps
  const { report, person } = access
  const { title, officeId } = newContributionSchema.parse(request.body ?? {})
  const outline = await rooms.read(report.id, outlineOf)
  if (!outline) throw new ReportError('no-such-report')
  const id = await records.atomically(async (inside) => {
    await stillOpen(inside, access)
    const office = await senderOf(inside, access, officeId)
    const there = (await inside.contributions(report.id)).find(
      (one) => one.officeId === office.id && one.sourceReportId !== null,
    )
    if (there) return there.id
    await refuseTooMuch(inside, access, 0)
    const at = now()
    const named = lineOf(title ?? '') || `${report.title} (${office.shortName})`.slice(-300)
    const own = ownReport(report, outline, { office, title: named, creator: person.id, at })
    await inside.createReport(own)
    const { today, inclusive } = report.settings
    await inside.changeReport(own.report.id, { settings: { today, inclusive, dates: {} } })
    await inside.setOfficeMember(own.report.id, office.id, 'drafter')
    const made = { at, userId: person.id, details: { title: named } }
    await inside.audit({ ...made, action: 'report-created', reportId: own.report.id })
    const begun = newId()
    const by = { userId: person.id, name: person.name }
    const handedIn = { at, day: null, parts: [], blocks: [], warnings: [] }
    const record = { id: begun, officeId: office.id, title: named, by, handedIn, file: undefined }
    await inside.addContribution(report.id, { ...record, sourceReportId: own.report.id })
    await note(inside, access, {
      action: 'contribution-changed',
      found: record,
      at,
      details: { begun: 'true' },
    })
    return begun
  })
  return shown(deps, access, id)
}

const NOT_WRITTEN_HERE = 'Báo cáo này được gửi bằng tệp. Muốn thay, hãy gửi tệp mới rồi rút tệp cũ.'
const NOTHING_WRITTEN = 'Báo cáo chưa có nội dung nào để gửi.'

async function submit(deps: ContributionDeps, access: Access, found: ContributionRecord): Promise<void> {
  const { records, rooms, now } = deps
  const { report, person } = access
  const { sourceReportId } = found
  if (sourceReportId === null) throw new ReportError('conflict', NOT_WRITTEN_HERE)
  // Who coordinates the one report has not for that reason read what an office is still writing in another.
  const role = await records.roleIn(sourceReportId, person.id)
  if (role !== 'coordinator' && role !== 'drafter') throw new ReportError('no-access')
  const headings = await namedHeadings(rooms, report.id)
  const sectionIds = new Set([PREAMBLE_ID, ...headings.map(({ id }) => id)])
  const order = {
    records,
    rooms,
    sourceReportId,
    reportId: report.id,
    sectionIds,
    userId: person.id,
    at: now(),
  }
  const written = await readWritten(order, found.parts)
  if (written.parts.every(({ gone }) => gone)) throw new ReportError('conflict', NOTHING_WRITTEN)
  await records.atomically(async (inside) => {
    await stillOpen(inside, access)
    const there = await findOwn(inside, access, found.id)
    const at = now()
    const handedIn = {
      at,
      day: reportToday(report.settings, at),
      parts: placedMeanwhile(written.parts, there.parts),
      blocks: written.blocks,
      warnings: [],
    }
    await inside.handInContribution(report.id, there.id, handedIn)
    const { id, officeId, title } = there
    await received(inside, access, { id, officeId, title, handedIn, headings })
  })
}

/** A part that somebody moved while the text was read stays where they put it. */
function placedMeanwhile(parts: readonly PartRecord[], there: readonly PartRecord[]): PartRecord[] {
  const byKey = new Map(there.map((part) => [part.key, part]))
  return parts.map((part) => {
    const moved = byKey.get(part.key)
    return moved?.placedByHand ? { ...part, placedByHand: true, sectionId: moved.sectionId } : part
  })
}

// ---- parts are placed

type Changing = {
  readonly id: string
  readonly change: ContributionChange
  readonly headings: readonly NamedHeading[]
  readonly at: number
}

/** Its office and who coordinates: all of it. Whose section a part is in: that part. */
async function changeContribution(inside: Records, access: Access, asked: Changing): Promise<void> {
  const { id, change, headings, at } = asked
  const { report } = access
  const desk = await takeSeat(inside, access, headings, at)
  const reading = readingOf(access, headings, desk.rights)
  const found = await inside.contribution(report.id, id)
  const visible = new Set(found ? partsFor(reading, found).map(({ part }) => part) : [])
  if (!found || (visible.size === 0 && !readsWhole(access, found)))
    throw new ReportError('not-found', NO_CONTRIBUTION)
  const isTheirs = isSteering(access) || isOwn(access, found)
  if (!isTheirs && (access.role !== 'drafter' || change.title !== undefined))
    throw new ReportError('no-access')
  const parts = [...found.parts]
  const moved: string[] = []
  for (const [key, sectionId] of Object.entries(change.places ?? {})) {
    const number = Number(key)
    const part = parts[number]
    if (!part || !visible.has(number)) throw new ReportError('not-found', 'Không có phần này.')
    if (sectionId !== null && !reading.known.has(sectionId)) throw new ReportError('no-such-section')
    if (part.sectionId === sectionId && part.placedByHand) continue
    parts[number] = { ...part, sectionId, placedByHand: true }
    if (sectionId !== null && sectionId !== part.sectionId) moved.push(sectionId)
  }
  const title = change.title === undefined ? undefined : lineOf(change.title) || found.title
  await inside.changeContribution(report.id, id, { title, parts: change.places ? parts : undefined })
  const details = {
    ...(title === undefined || title === found.title ? {} : { before: beginningOf(found.title) }),
    ...(change.places ? { places: String(Object.keys(change.places).length) } : {}),
  }
  await note(inside, access, {
    action: 'contribution-changed',
    found: { ...found, title: title ?? found.title },
    at,
    details,
  })
  if (found.day === null) return
  await inside.addNotices(
    contributionNotices({
      reportId: report.id,
      contributionId: id,
      title: title ?? found.title,
      handedInAt: found.at,
      sectionIds: moved,
      isNew: false,
      headings,
      rights: desk.rights,
      people: desk.people,
      by: desk.who,
      at,
    }),
  )
}
