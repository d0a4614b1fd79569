import { newId } from '../../report/id.ts'
import { vietnamDay } from '../../report/vietnam-time.ts'
import { ReportError } from '../../report/wire/errors.ts'
import type { Moment } from '../../report/wire/history.ts'
import type { ExportQuery } from '../../report/wire/paper.ts'
import { PROFILES } from '../../report/wire/profile.ts'
import { seqAt } from '../history/moment-at.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records, ReportRecord, VersionRecord } from '../store/records.ts'
import type { LoggedText, PaperJob, ReadOrder, Supplies } from './products.ts'

export type PaperSources = {
  readonly records: Pick<
    Records,
    | 'report'
    | 'version'
    | 'newestVersion'
    | 'reviewCounts'
    | 'threads'
    | 'image'
    | 'headSeq'
    | 'writersIn'
    | 'accounts'
  >
  readonly log: Pick<UpdateLog, 'loadAt'>
}

const CHANGES_NEED_REVIEW = 'Chỉ bản góp ý mới ghi thay đổi so với một bản khác.'
const CHANGES_GO_FORWARD = 'Bản để so sánh phải cũ hơn bản được xuất.'

/** Threads are read so many at a time: each page stops everybody's keystrokes for a moment. */
const PAGE = 100

export type GatheredPaper = {
  readonly job: PaperJob
  readonly supplies: Supplies
  /** Of the saved version that was asked for; empty for the report as it is. */
  readonly versionName: string
}

/**
 * What a paper is made of. Throws ReportError `no-such-report`, `no-such-version`, `no-such-moment`, and `bad-request` for
 * changes in a paper that shows none, or since what came later. What people have just typed must be in the log already.
 */
export async function gatherPaper(
  sources: PaperSources,
  reportId: string,
  { query, at, pagesOnly = false }: PaperQuestion,
): Promise<GatheredPaper> {
  const { records } = sources
  const report = await records.report(reportId)
  if (!report) throw new ReportError('no-such-report')
  const saved = await savedVersion(records, reportId, query.version)
  // The head of a saved version is the one it was saved with.
  const { title, head } = saved ?? report
  const review = query.comments === true
  if (query.since !== undefined && !review) throw new ReportError('bad-request', CHANGES_NEED_REVIEW)
  const isKept = query.section === undefined && query.preview !== true
  const forSignature = isForSignature(query)
  const now = await gatherText(sources, reportId, saved?.seq)
  const job: PaperJob = {
    ...now,
    reportId,
    title,
    head,
    profile: query.profile ?? head.profile ?? PROFILES[0],
    review,
    // What went out once to be signed is printed again as it was.
    forSignature: forSignature && saved?.kind !== 'export',
    draft: query.draft === undefined ? undefined : { number: query.draft, day: vietnamDay(at) },
    section: query.section,
    toc: query.toc === true,
    since:
      query.since !== undefined
        ? await gatherSince(sources, reportId, { since: query.since, until: now.text.seq })
        : undefined,
    pagesOnly,
    version: saved
      ? { type: 'saved', id: saved.id }
      : forSignature && isKept
        ? { type: 'new', id: newId(), candidate: candidateOf(await records.newestVersion(reportId), report) }
        : { type: 'none' },
  }
  return { job, supplies: suppliesOf(sources, reportId), versionName: saved?.name ?? '' }
}

/** The older text, and by section who alone wrote in it since. Throws ReportError `no-such-moment` and `bad-request`. */
async function gatherSince(
  sources: PaperSources,
  reportId: string,
  { since, until }: { readonly since: Moment; readonly until: number },
): Promise<NonNullable<PaperJob['since']>> {
  const { records } = sources
  const seq = await seqAt(records, reportId, since)
  if (seq > until) throw new ReportError('bad-request', CHANGES_GO_FORWARD)
  const { text } = await gatherText(sources, reportId, seq)
  const writers = new Map<string, Set<string>>()
  for (const { userId, sectionIds } of await records.writersIn(reportId, { after: seq, until })) {
    for (const id of sectionIds) writers.set(id, (writers.get(id) ?? new Set()).add(userId))
  }
  const names = new Map((await records.accounts()).map(({ id, name }) => [id, name]))
  const authors = [...writers].flatMap(([sectionId, [userId, other]]): (readonly [string, string])[] => {
    const name = userId === undefined || other !== undefined ? undefined : names.get(userId)
    return name === undefined ? [] : [[sectionId, name]]
  })
  return { text, authors: new Map(authors) }
}

type PaperQuestion = { readonly query: ExportQuery; readonly at: number; readonly pagesOnly?: boolean }

/** The copy that is signed: neither a draft nor one with comments. */
export function isForSignature({ comments, draft }: ExportQuery): boolean {
  return comments !== true && draft === undefined
}

async function savedVersion(
  records: PaperSources['records'],
  reportId: string,
  id: string | undefined,
): Promise<VersionRecord | undefined> {
  if (id === undefined) return undefined
  const version = await records.version(reportId, id)
  if (!version) throw new ReportError('no-such-version')
  return version
}

/** A version that says the same under another head is another paper. */
function candidateOf(newest: VersionRecord | undefined, { title, head }: ReportRecord) {
  const same = newest?.title === title && JSON.stringify(newest.head) === JSON.stringify(head)
  return newest && same ? { id: newest.id, sha256: newest.sha256 } : undefined
}

/** Throws ReportError `no-such-report`. */
export async function gatherText(
  { records, log }: PaperSources,
  reportId: string,
  seq?: number,
): Promise<ReadOrder> {
  const past = await log.loadAt(reportId, seq ?? 'newest')
  if (!past) throw new ReportError('no-such-report')
  const { checkpoint, tail, editedAt } = past
  const updates = [...(checkpoint ? [checkpoint.state] : []), ...tail.map(({ bytes }) => bytes)]
  const text: LoggedText = { seq: past.seq, editedAt, updates }
  const { open } = await records.reviewCounts(reportId)
  return { text, mayBlock: open > 0 }
}

/** What is asked for while a paper of this report is made. */
export function suppliesOf(
  { records }: { readonly records: Pick<Records, 'threads' | 'image'> },
  reportId: string,
): Supplies {
  return {
    threads: (since) => records.threads(reportId, { since, limit: PAGE, userId: '' }),
    async picture(id) {
      const image = await records.image(reportId, id)
      return image && { type: image.type, bytes: image.bytes, width: image.width, height: image.height }
    },
  }
}
