import { newId } from '../../report/id.ts'
import { vietnamDate, vietnamTime } from '../../report/vietnam-time.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Moment, Restored } from '../../report/wire/history.ts'
import type { Version } from '../../report/wire/paper.ts'
import type { Press, Print } from '../press/press.ts'
import type { EditAuthor } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'
import type { Records } from '../store/records.ts'
import { seqAt } from './moment-at.ts'
import { type MomentSources, momentSupplies } from './supply-text.ts'

export type RestoreDesk = MomentSources & {
  readonly records: Records
  readonly rooms: Pick<Rooms, 'read' | 'writeMade' | 'tell'>
  readonly press: Pick<Press, 'turn'>
  readonly archive: Pick<Press, 'turn'>
  readonly now: () => number
}

export type RestoreQuestion = {
  readonly reportId: string
  readonly moment: Moment
  readonly sectionId: string | undefined
  readonly by: EditAuthor['identity'] & { readonly name: string }
  /** Throws when they may not any more: while they waited, their role may have been taken from them. */
  readonly stillMay: () => Promise<void>
}

/** While a report stands still nobody's words go anywhere: then it is rather not restored. */
const LONGEST_MS = 30_000

/**
 * The report, or one section with all below it, says again what it said at a moment, by an edit of this person's. What it said
 * until now is a version first; there is none where nothing has to change. The edit is made in the archive's thread. Throws
 * ReportError `no-such-report`, `no-such-moment`, `no-such-section`, `export-too-slow`, why they may not write there, and what
 * `Rooms.writeMade` throws.
 */
export async function restoreReport(desk: RestoreDesk, question: RestoreQuestion): Promise<Restored> {
  const { reportId, moment, by } = question
  const { records, rooms, press, archive } = desk
  if (!(await rooms.read(reportId, () => true))) throw new ReportError('no-such-report')
  const from = await seqAt(records, reportId, moment)
  const tooLong = new AbortController()
  const { signal } = tooLong
  const asker = { userId: by.userId, signal }
  // In a turn of the press, as all that makes versions: no two of the same text.
  const before = await press.turn({ userId: by.userId }, () =>
    archive.turn(asker, async (print) => {
      const patience = setTimeout(() => tooLong.abort(new ReportError('export-too-slow')), LONGEST_MS)
      try {
        return await write(desk, { ...question, from }, print)
      } finally {
        clearTimeout(patience)
      }
    }),
  )
  if (before) return { before: before.id, changed: true }
  return { before: (await records.newestVersion(reportId))?.id ?? '', changed: false }
}

/** Answers the version that was made before; undefined where nothing had to change. */
async function write(
  desk: RestoreDesk,
  question: RestoreQuestion & { readonly from: number },
  print: Print,
): Promise<Version | undefined> {
  const { reportId, sectionId, by, from } = question
  const { records, rooms } = desk
  let before: Version | undefined
  const withdraw = async () => {
    if (before) await records.withdrawVersion(reportId, before.id)
    before = undefined
  }
  try {
    const written = await rooms.writeMade(
      reportId,
      { identity: by, connection: 'restore' },
      async ({ seq, client }) => {
        await withdraw()
        const order = { reportId, from, at: seq, client, sectionId }
        const made = await print('restore', order, momentSupplies(desk, reportId))
        if (made.type === 'no-such-section') throw new ReportError('no-such-section')
        await question.stillMay()
        if (made.update) before = await keepBefore(desk, question, { seq, sha256: made.sha256 })
        return { value: undefined, update: made.update }
      },
    )
    if (!written) throw new ReportError('no-such-report')
  } catch (error) {
    await withdraw()
    throw error
  }
  if (!before) return undefined
  await note(desk, question)
  rooms.tell(reportId, { type: 'versions', reportId })
  return before
}

async function keepBefore(
  { records, now }: RestoreDesk,
  { reportId, moment, by }: RestoreQuestion,
  { seq, sha256 }: { readonly seq: number; readonly sha256: string },
): Promise<Version> {
  const restored = await nameOf(records, reportId, moment)
  return records.addVersion(reportId, {
    id: newId(),
    name: `Trước khi khôi phục: ${restored}`.slice(0, 200),
    kind: 'before-restore',
    seq,
    sha256,
    at: now(),
    by: { userId: by.userId, name: by.name },
  })
}

async function nameOf(records: Records, reportId: string, moment: Moment): Promise<string> {
  const version = await records.version(reportId, moment)
  if (!version) return 'một thời điểm trước'
  if (version.kind !== 'automatic') return version.name
  return `bản lúc ${vietnamTime(version.at).clock} ngày ${vietnamDate(version.at)}`
}

async function note(
  { records, now }: RestoreDesk,
  { reportId, moment, sectionId, by, from }: RestoreQuestion & { readonly from: number },
): Promise<void> {
  const name = await nameOf(records, reportId, moment)
  await records.audit({
    at: now(),
    action: 'version-restored',
    userId: by.userId,
    reportId,
    ...(sectionId === undefined ? {} : { sectionId }),
    details: { name, edit: String(from) },
  })
}
