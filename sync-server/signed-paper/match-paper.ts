import { profileSchema, PROFILES } from '../../report/wire/profile.ts'
import type { Version } from '../../report/wire/paper.ts'
import { momentSupplies } from '../history/supply-text.ts'
import { gatherPaper } from '../press/gather-paper.ts'
import type { Print } from '../press/press.ts'
import type { UpdateLog } from '../store/ports.ts'
import type { Records } from '../store/records.ts'
import { comparePaper, type PaperDifference } from './compare-paper.ts'
import { readWordPaper, type WordPaper } from './read-paper.ts'

export type MatchDeps = { readonly records: Records; readonly log: Pick<UpdateLog, 'loadAt' | 'readSome'> }

/** The version of a report that a Word file says it was printed from; undefined when it names none that there is. */
export async function versionOfPaper(
  records: Pick<Records, 'version' | 'versions'>,
  { reportId, versionId, sha256 }: Pick<WordPaper, 'reportId' | 'versionId' | 'sha256'>,
): Promise<Version | undefined> {
  if (versionId !== '') {
    const version = await records.version(reportId, versionId)
    return version?.sha256 === sha256 ? version : undefined
  }
  // A draft names no version, but its text does: the newest one that says the same.
  return (await records.versions(reportId)).find((version) => version.sha256 === sha256)
}

/** What a paper says otherwise than the version it was printed from; undefined where it says the same. */
export async function differsFrom(
  deps: MatchDeps,
  print: Print,
  asked: {
    readonly reportId: string
    readonly version: Version
    readonly paper: WordPaper
    readonly at: number
  },
): Promise<PaperDifference | undefined> {
  const { reportId, version, paper, at } = asked
  const profile = profileSchema.safeParse(paper.profile).data ?? PROFILES[0]
  const { job, supplies } = await gatherPaper(deps, reportId, { query: { version: version.id, profile }, at })
  const made = await print('paper', { ...job, forSignature: false }, supplies)
  const printed = made.type === 'made' ? readWordPaper(made.bytes) : undefined
  if (!printed) throw new Error('a version that cannot be printed')
  const { content } = await print('recall', { reportId, seq: version.seq }, momentSupplies(deps, reportId))
  return comparePaper(content, printed, paper)
}
