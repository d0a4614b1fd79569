import { Router } from 'express'
import { z } from 'zod'
import { newId } from '../../report/id.ts'
import { readSections, type SectionState } from '../../report/sections.ts'
import {
  draftNumber,
  isForward,
  mayMoveBack,
  mayMoveOn,
  nextStage,
  previousStage,
  versionNameOf,
} from '../../report/stage/stages.ts'
import { type ErrorCode, ReportError } from '../../report/wire/errors.ts'
import { type StageBlocker, stageChangeSchema } from '../../report/wire/progress.ts'
import type { Role, Stage } from '../../report/wire/rest.ts'
import type { Author } from '../../report/wire/review.ts'
import { STAGE_WORDS } from '../../report/wire/words.ts'
import { gatherText } from '../press/gather-paper.ts'
import type { Press, Print } from '../press/press.ts'
import type { Rooms } from '../room/rooms.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { beginningOf } from './review/comment-words.ts'
import { StageBlocked } from './stage-blocked.ts'
import { moverOf, stageBlockers } from './stage-standing.ts'
import { stillHolds, type Access, type Who } from './who.ts'

export type StageDeps = {
  readonly records: Records
  readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'>
  readonly rooms: Pick<Rooms, 'read' | 'tell' | 'rightsChanged' | 'still'>
  readonly press: Pick<Press, 'turn'>
  readonly who: Who
  readonly now: () => number
}

/** What is asked of a report's stage. */
type Asked = {
  readonly to: Stage
  readonly confirm: boolean
  readonly reason: string
}

/** What the report says, and which edit was the last of it. */
export type TextNow = {
  readonly seq: number
  readonly sha256: string
  readonly sections: readonly SectionState[]
}

// Nothing else is changed with it: it would be unclear what was refused.
const onlyStageSchema = z.strictObject(stageChangeSchema.shape)

/** One step on the way from the plan to the signature, or one back. */
export function stageRoutes(deps: StageDeps): Router {
  const router = Router()

  router.patch('/reports/:id', async (request, response, next) => {
    if (!asksStage(request.body)) return next()
    const access = await deps.who.reader(request, request.params.id)
    const { stage, confirm = false, reason = '' } = onlyStageSchema.parse(request.body)
    await moveStage(deps, access, { to: stage, confirm, reason })
    response.status(204).end()
  })

  return router
}

function asksStage(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'stage' in body
}

async function moveStage(deps: StageDeps, access: Access, asked: Asked): Promise<void> {
  const { records, rooms } = deps
  const { id } = access.report
  // Before anything is made: most who are refused are refused here.
  const sections = await sectionsNow(rooms, id)
  if (!(await judge(records, access, asked, sections))) return
  const moved = await atRest(deps, access, async (text) => {
    const made = await records.atomically((inside) => move(inside, { access, asked, text, at: deps.now() }))
    // Before anybody's edit is taken again.
    if (made) await rooms.rightsChanged(id)
    return made
  })
  if (!moved) return
  rooms.tell(id, { type: 'stage', reportId: id })
  rooms.tell(id, { type: 'versions', reportId: id })
}

/**
 * Runs `work` with what the report says, while nobody writes. What it says is read out before that as well, which takes its
 * time, so that people wait only for what was typed since.
 */
export async function atRest<T>(
  { records, log, rooms, press }: Omit<StageDeps, 'who' | 'now'>,
  { person, report: { id } }: Access,
  work: (text: TextNow, print: Print) => Promise<T>,
): Promise<T> {
  const read = async (print: Print) => {
    const { text } = await gatherText({ records, log }, id)
    return print('facts', { text, mayBlock: false })
  }
  return press.turn({ userId: person.id }, async (print) => {
    await sectionsNow(rooms, id)
    let facts = await read(print)
    const done = await rooms.still(id, async () => {
      if ((await records.headSeq(id)) !== facts.seq) facts = await read(print)
      const { seq, sha256 } = facts
      return { of: await work({ seq, sha256, sections: await sectionsNow(rooms, id) }, print) }
    })
    if (!done) throw new ReportError('no-such-report')
    return done.of
  })
}

/** Also waits until what was typed before is in the log. */
export async function sectionsNow(rooms: Pick<Rooms, 'read'>, id: string): Promise<readonly SectionState[]> {
  const sections = await rooms.read(id, (doc) => readSections(doc))
  if (!sections) throw new ReportError('no-such-report')
  return sections
}

type Verdict = { readonly from: Stage; readonly blockers: readonly StageBlocker[] }

/** Whether somebody may make a move now; undefined when there is nothing to move. Throws why not. */
async function judge(
  records: Records,
  access: Access,
  { to, confirm, reason }: Asked,
  sections: readonly SectionState[],
): Promise<Verdict | undefined> {
  const { id } = access.report
  const rights = await records.rights(id)
  if (!rights) throw new ReportError('no-such-report')
  const from = rights.stage
  const role = moverOf(access)
  if (role !== 'coordinator' && role !== 'reviewer') throw new ReportError('no-access')
  if (from === to) return undefined
  const why = whyNoMove(role, from, to)
  if (why) throw why
  if (!isForward(from, to)) {
    if (reason === '') throw new ReportError('reason-missing')
    return { from, blockers: [] }
  }
  const blockers = await stageBlockers(records, { id, stage: from }, sections)
  confirmed(blockers, { confirm, reason })
  return { from, blockers }
}

/** Throws StageBlocked, or `reason-missing` for who goes on in spite of something and does not say why. */
export function confirmed(
  blockers: readonly StageBlocker[],
  { confirm, reason }: Pick<Asked, 'confirm' | 'reason'>,
  also: readonly string[] = [],
): void {
  if (blockers.length === 0 && also.length === 0) return
  if (!confirm) throw new StageBlocked(blockers, also)
  if (reason === '') throw new ReportError('reason-missing')
}

const SIGN_INSTEAD = 'Báo cáo chuyển sang “Đã ký” khi bản đã ký được đưa lên.'

function whyNoMove(role: Role, from: Stage, to: Stage): ReportError | undefined {
  const refuse = (code: ErrorCode) => new ReportError(code)
  if (from === 'signed') return refuse('report-signed')
  if (to === nextStage(from)) {
    if (!mayMoveOn(role, from)) return refuse('no-access')
    return to === 'signed' ? new ReportError('bad-request', SIGN_INSTEAD) : undefined
  }
  if (to === previousStage(from)) return mayMoveBack(role, from) ? undefined : refuse('no-access')
  return refuse('stage-not-next')
}

type Move = {
  readonly access: Access
  readonly asked: Asked
  readonly text: TextNow
  readonly at: number
}

/** The move, the version of what is moved, its entry in the audit and its notices: all of it, or nothing. */
async function move(inside: Records, { access, asked, text, at }: Move): Promise<boolean> {
  const { person, report } = access
  await stillHolds(inside, access)
  const verdict = await judge(inside, access, asked, text.sections)
  if (!verdict) return false
  const { from, blockers } = verdict
  const { to } = asked
  const draft = draftNumber(await draftsOf(inside, report.id), await inside.lastDraft(report.id))
  const version = await inside.addVersion(report.id, {
    id: newId(),
    name: versionNameOf(from, to, draft),
    kind: 'stage',
    seq: text.seq,
    sha256: text.sha256,
    at,
    by: { userId: person.id, name: person.name },
  })
  if (isForward(from, to)) await inside.noteDraft(report.id, draft)
  await recordMove(inside, {
    access,
    from,
    to,
    at,
    text,
    blockers: blockers.length,
    reason: asked.reason,
    versionId: version.id,
  })
  const { number, name, sha256 } = version
  await inside.audit({
    at,
    action: 'stage-moved',
    userId: person.id,
    reportId: report.id,
    details: {
      from,
      to,
      ...circumstances(blockers.length, asked.reason),
      version: String(number),
      name,
      sha256,
    },
  })
  return true
}

async function draftsOf(inside: Records, reportId: string) {
  const moves = await inside.stageMoves(reportId)
  return moves.map(({ from, to, version }) => ({ from, to, versionName: version.name }))
}

/** In spite of what it was, and why: what of it there is to tell. */
export function circumstances(blockers: number, reason: string): Record<string, string> {
  return {
    ...(blockers > 0 ? { blockers: String(blockers) } : {}),
    ...(reason === '' ? {} : { reason: reason.normalize('NFC') }),
  }
}

export type RecordedMove = {
  readonly access: Access
  readonly from: Stage
  readonly to: Stage
  readonly at: number
  readonly text: TextNow
  readonly blockers: number
  readonly reason: string
  readonly versionId: string
}

/** The move itself, and what everybody else is told of it. Throws `conflict`, `stage-not-next`. */
export async function recordMove(inside: Records, move: RecordedMove): Promise<void> {
  const { access, from, to, at, text, blockers, reason, versionId } = move
  const { id } = access.report
  // The version must say what the report says when it is moved; another server may have taken an edit.
  if ((await inside.headSeq(id)) !== text.seq) throw new ReportError('conflict')
  const by = moverIn(access)
  const moved = await inside.moveStage(id, {
    from,
    to,
    at,
    reason,
    blockers,
    versionId,
    by: { userId: by.userId, name: by.name, office: by.office?.name ?? '' },
  })
  if (!moved) throw new ReportError('stage-not-next')
  const told = (await inside.members(id)).filter(({ userId }) => userId !== by.userId)
  const excerpt = beginningOf(
    [`${STAGE_WORDS[from]} → ${STAGE_WORDS[to]}`, reason].filter(Boolean).join('. '),
  )
  await inside.addNotices(
    told.map(({ userId }) => ({
      id: newId(),
      userId,
      reportId: id,
      threadId: '',
      sectionId: null,
      messageId: null,
      reason: 'stage',
      by,
      at,
      excerpt,
    })),
  )
}

function moverIn({ person, role }: Access): Author {
  return { userId: person.id, name: person.name, office: person.office, role }
}
