import type { Picture, ReportContent } from '../content/content.ts'
import type { ProfileId } from '../wire/profile.ts'
import type { ReportHead } from '../wire/rest.ts'
import type { Author, Thread } from '../wire/review.ts'

/** Everything a paper is made of: the same order makes the same bytes, wherever and whenever. Plain data. */
export type PaperOrder = {
  /** The report's name in lists; the file's title. */
  readonly title: string
  readonly content: ReportContent
  readonly head: ReportHead
  readonly profile: ProfileId
  readonly pictures: ReadonlyMap<string, Picture>
  /** *Dự thảo lần N*, with its day in Vietnam (`YYYY-MM-DD`); absent on the copy for signature. */
  readonly draft: { readonly number: number; readonly day: string } | undefined
  /** One section with all below it, or `preamble`, in place of the whole report. */
  readonly section: string | undefined
  /** In front of the text of a whole report. */
  readonly toc: boolean
  /** For a PDF: LibreOffice lays it out, which fills in page numbers one by one but no table of contents. */
  readonly pagesOnly?: boolean
  /** The review copy's; absent in the copy for signature, which knows nothing of them. */
  readonly review: { readonly threads: readonly PaperThread[] } | undefined
  /** What changed since `older`, as Word's tracked changes; never in the copy for signature. */
  readonly since?: PaperSince | undefined
  /** Goes into the file's properties, so that a signed file can be matched to what it was made from. */
  readonly source: PaperSource
}

export type PaperSince = {
  /** The whole report, as the content is. */
  readonly older: ReportContent
  /** In whose name the changes of a section are, where that is known; `preamble` for the opening paragraphs. */
  readonly authors?: ReadonlyMap<string, string>
  /** In whose name all others are, and when the last of them was made. */
  readonly author: string
  readonly at: number
}

export type PaperSource = {
  readonly reportId: string
  /** The version's id; empty for what is no version. */
  readonly versionId: string
  /** `contentHash` of the whole report, also when one section is exported. */
  readonly sha256: string
  /** When what it says was last edited: the file's own dates. */
  readonly at: number
}

/** A thread as Word's comments show it. Whose words they are stands in the content (`TextInline.threads`). */
export type PaperThread = Pick<Thread, 'id' | 'number' | 'kind' | 'resolved' | 'answer' | 'messages'> & {
  readonly author: Author
  /** Where its words are or last were; `preamble` for the opening paragraphs. What has no place of its own stands there. */
  readonly sectionId?: string
  /** What it is about: words in the content, a block, a section's heading, the subject; or words that are gone. */
  readonly about:
    | { readonly type: 'words' }
    | { readonly type: 'block'; readonly blockId: string }
    | { readonly type: 'section'; readonly sectionId: string }
    | { readonly type: 'report' }
    | { readonly type: 'gone'; readonly quote: string }
}
