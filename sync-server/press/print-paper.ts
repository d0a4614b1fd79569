import { ReportError } from '../../report/wire/errors.ts'
import type { ExportQuery, Version } from '../../report/wire/paper.ts'
import type { Records } from '../store/records.ts'
import { ExportBlocked } from './export-blocked.ts'
import { gatherPaper, type PaperSources } from './gather-paper.ts'
import type { Print } from './press.ts'
import type { PaperMade } from './products.ts'

export type PaperDesk = PaperSources & { readonly records: Records }

export type AskedPaper = {
  readonly reportId: string
  readonly query: ExportQuery
  /** For a PDF: LibreOffice fills in the page numbers that Word would. */
  readonly pagesOnly?: boolean
  /** `cli`: whoever sits at the server. */
  readonly by: { readonly id: string; readonly name: string } | 'cli'
  readonly at: number
}

export type PrintedPaper = {
  readonly title: string
  readonly made: Extract<PaperMade, { type: 'made' }>
  /** Of the saved version that was asked for, or empty. */
  readonly versionName: string
  /** A version was made of it. */
  readonly madeVersion: boolean
}

const EXPORT_NAME = 'Bản trình ký'
const CLI = { id: 'cli', name: 'Dòng lệnh trên máy chủ' }

/**
 * Makes a paper, and of what is to be signed a version, unless the newest one says the same. In one turn of the press: no two
 * make a version of the same text. Throws ReportError `no-such-report`, `no-such-version`, `no-such-section` and
 * ExportBlocked, and what `print` throws.
 */
export async function printPaper(desk: PaperDesk, print: Print, asked: AskedPaper): Promise<PrintedPaper> {
  const { job, supplies, versionName } = await gatherPaper(desk, asked.reportId, asked)
  const made = await print('paper', job, supplies)
  if (made.type === 'no-such-section') throw new ReportError('no-such-section')
  if (made.type === 'blocked') throw new ExportBlocked(made.blockers)
  const madeVersion = job.version.type === 'new' && job.version.id === made.versionId
  if (madeVersion) {
    const { versionId: id, seq, sha256 } = made
    await keepVersion(desk.records, asked, { id, name: EXPORT_NAME, kind: 'export', seq, sha256 })
  }
  return { title: job.title, made, versionName, madeVersion }
}

/** Keeps a version and notes who made it. */
export function keepVersion(
  records: Records,
  { reportId, by, at }: Omit<AskedPaper, 'query'>,
  version: Pick<Version, 'id' | 'name' | 'kind' | 'seq' | 'sha256'>,
): Promise<Version> {
  const { id: userId, name } = by === 'cli' ? CLI : by
  return records.atomically(async (inside) => {
    const kept = await inside.addVersion(reportId, { ...version, at, by: { userId, name } })
    const details = { version: String(kept.number), name: kept.name, sha256: kept.sha256, ...byCli(by) }
    await inside.audit({ at, action: 'version-created', ...noted(by), reportId, details })
    return kept
  })
}

/** Notes that a file has been made for somebody, and which draft it is. */
export async function noteExport(
  records: Records,
  { reportId, query, by, at }: AskedPaper,
  { printed, ending }: { readonly printed: PrintedPaper; readonly ending: 'docx' | 'pdf' },
): Promise<void> {
  const { versionId, sha256, heading } = printed.made
  const number = versionId === '' ? undefined : (await records.version(reportId, versionId))?.number
  const details = {
    what: query.comments ? 'review-copy' : ending === 'pdf' ? 'paper-pdf' : 'paper',
    ...(number === undefined ? {} : { version: String(number) }),
    ...(query.draft === undefined ? {} : { draft: String(query.draft) }),
    ...(heading === '' ? {} : { section: heading }),
    sha256,
    ...byCli(by),
  }
  await records.atomically(async (inside) => {
    if (query.draft !== undefined && query.comments !== true) await inside.noteDraft(reportId, query.draft)
    await inside.audit({ at, action: 'exported', ...noted(by), reportId, details })
  })
}

function noted(by: AskedPaper['by']): { readonly userId: string | null } {
  return { userId: by === 'cli' ? null : by.id }
}

function byCli(by: AskedPaper['by']): Readonly<Record<string, string>> {
  return by === 'cli' ? { by } : {}
}
