import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import type { Picture, ReportContent } from '../../report/content/content.ts'
import { contentHash, contentText } from '../../report/content/content-text.ts'
import { readContent } from '../../report/content/read-content.ts'
import { paperDocx } from '../../report/docx/paper-docx.ts'
import { blockersOf, withBelow } from '../../report/form/blockers.ts'
import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { createReportDoc } from '../../report/report-doc.ts'
import { placeThreads } from '../../report/review/paper-threads.ts'
import { figureSources, pictureIdOf } from '../../report/content/figures.ts'
import type { Blocker } from '../../report/wire/paper.ts'
import type { Thread } from '../../report/wire/review.ts'
import { countWords } from '../../report/words.ts'
import type { LoggedText, PaperJob, PaperMade, ReadOrder, Supplies, TextFacts } from './products.ts'

/** Beyond this a paper cannot be mailed, and hardly be made. */
const MOST_PICTURE_BYTES = 300 * 1024 * 1024

/** What a text says and what keeps it from being signed. */
export async function readFacts(order: ReadOrder, supplies: Supplies): Promise<TextFacts> {
  const content = readContent(bringUp(order.text))
  const threads = order.mayBlock ? await allThreads(supplies) : []
  return factsOf(order.text, content, threads)
}

/** Makes a paper from what the log has. Takes seconds for a thousand pages: not for a thread with something else to do. */
export async function makePaper(job: PaperJob, supplies: Supplies): Promise<PaperMade> {
  const doc = bringUp(job.text)
  const threads = job.review || job.mayBlock ? await allThreads(supplies) : []
  const placed = job.review ? placeThreads(doc, threads) : undefined
  const content = readContent(doc, placed?.annotations)
  doc.destroy()
  const part = partOf(content, job.section)
  if (!part) return { type: 'no-such-section' }
  const facts = factsOf(job.text, content, threads)
  const blockers = facts.blockers.filter((blocker) => isWithin(blocker, part))
  if (job.forSignature && blockers.length > 0) return { type: 'blocked', blockers }
  const versionId = versionOf(job, facts.sha256)
  const older = job.review && job.since ? contentOf(job.since.text) : undefined
  const { title, head, profile, draft, section, toc, pagesOnly = false, reportId } = job
  const bytes = await paperDocx({
    title,
    content,
    head,
    profile,
    pictures: await picturesOf(older ? [part.content, older] : [part.content], supplies),
    draft,
    section,
    toc,
    pagesOnly,
    review: placed && { threads: placed.threads },
    since: older && {
      older,
      authors: job.since?.authors ?? new Map(),
      author: SEVERAL_AUTHORS,
      at: job.text.editedAt,
    },
    // A PDF holds no version's id: without it, what was looked at and what is downloaded are the same bytes, laid out once.
    source: { reportId, versionId: pagesOnly ? '' : versionId, sha256: facts.sha256, at: job.text.editedAt },
  })
  return {
    ...facts,
    type: 'made',
    bytes: whole(bytes),
    fileSha256: createHash('sha256').update(bytes).digest('hex'),
    versionId,
    heading: part.heading,
  }
}

/** In whose name changes are that several people made. */
const SEVERAL_AUTHORS = 'Nhiều người soạn'

function contentOf(text: LoggedText): ReportContent {
  const doc = bringUp(text)
  const content = readContent(doc)
  doc.destroy()
  return content
}

/** A document with what the log has. */
export function bringUp({ updates }: LoggedText): Y.Doc {
  const doc = createReportDoc()
  // In one transaction, which is linear where merging updates is not.
  Y.transact(doc, () => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

async function allThreads(supplies: Supplies): Promise<Thread[]> {
  const found = new Map<string, Thread>()
  for (let since = 0, more = true; more;) {
    const page = await supplies.threads(since)
    // One that changes meanwhile comes again, and counts as it is then.
    for (const thread of page.threads) found.set(thread.id, thread)
    since = page.rev
    more = page.more
  }
  return [...found.values()].sort((a, b) => a.number - b.number)
}

function factsOf({ seq }: LoggedText, content: ReportContent, threads: readonly Thread[]): TextFacts {
  return {
    seq,
    sha256: contentHash(content),
    words: countWords(contentText(content)),
    blockers: blockersOf(content, threads),
  }
}

function versionOf({ version }: PaperJob, sha256: string): string {
  if (version.type === 'none') return ''
  return version.type === 'new' && version.candidate?.sha256 === sha256 ? version.candidate.id : version.id
}

// ---- one section

type Part = {
  readonly content: ReportContent
  /** Number and title of the section; empty for the whole report. */
  readonly heading: string
  /** Undefined for the whole report. */
  readonly sectionIds: ReadonlySet<string> | undefined
}

function partOf(content: ReportContent, section: string | undefined): Part | undefined {
  if (section === undefined) return { content, heading: '', sectionIds: undefined }
  if (section === PREAMBLE_ID) {
    const only = { preamble: content.preamble, sections: [] }
    return { content: only, heading: 'Phần mở đầu', sectionIds: new Set([PREAMBLE_ID]) }
  }
  const from = content.sections.findIndex(({ id }) => id === section)
  const first = content.sections[from]
  if (!first) return undefined
  const sections = withBelow(content.sections, from)
  return {
    content: { preamble: [], sections },
    heading: `${first.number} ${first.title}`,
    sectionIds: new Set(sections.map(({ id }) => id)),
  }
}

function isWithin({ sectionId }: Blocker, { sectionIds }: Part): boolean {
  return sectionIds === undefined || sectionIds.has(sectionId)
}

// ---- pictures

async function picturesOf(
  contents: readonly ReportContent[],
  supplies: Supplies,
): Promise<Map<string, Picture>> {
  const pictures = new Map<string, Picture>()
  let bytes = 0
  for (const src of new Set(contents.flatMap(figureSources))) {
    const id = pictureIdOf(src)
    const picture = id === undefined ? undefined : await supplies.picture(id)
    if (!picture) continue
    bytes += picture.bytes.length
    if (bytes > MOST_PICTURE_BYTES) throw new Error(`pictures of more than ${MOST_PICTURE_BYTES} bytes`)
    pictures.set(src, picture)
  }
  return pictures
}

function whole(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : bytes.slice()
}
