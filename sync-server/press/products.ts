import type { CarriedAttributes } from '../../report/compare/restore-content.ts'
import type { ReportContent } from '../../report/content/content.ts'
import type { registerRows, RegisteredThread } from '../../report/review/register.ts'
import type { Blocker } from '../../report/wire/paper.ts'
import type { ProfileId } from '../../report/wire/profile.ts'
import type { ReportHead } from '../../report/wire/rest.ts'
import type { RegisterQuery, Thread } from '../../report/wire/review.ts'

/** What a register is made of. */
export type RegisterOrder = {
  readonly report: Parameters<typeof registerRows>[0]
  /** Short names by office id. */
  readonly offices: ReadonlyMap<string, string>
  readonly threads: readonly RegisteredThread[]
  readonly query: RegisterQuery
  readonly at: number
}

/** A report's text as the log has it: whoever gets it brings it up and reads it. */
export type LoggedText = {
  readonly seq: number
  readonly editedAt: number
  /** The checkpoint, and the edits after it. */
  readonly updates: readonly Uint8Array[]
}

export type ReadOrder = {
  readonly text: LoggedText
  /** Whether any thread can block the signature; otherwise none is asked for. */
  readonly mayBlock: boolean
}

/** What there is to be known of a text before anything is made of it. */
export type TextFacts = {
  readonly seq: number
  /** `contentHash`. */
  readonly sha256: string
  readonly words: number
  readonly blockers: readonly Blocker[]
}

/** A moment of a report's past: what it said after `seq`. The worker asks for the text if it does not know it any more. */
export type PastOrder = { readonly reportId: string; readonly seq: number }
export type PastMade = {
  readonly seq: number
  readonly editedAt: number
  /** `contentHash`. */
  readonly sha256: string
  /** The content as JSON, in UTF-8: who answers a request need not write it once more. */
  readonly json: Uint8Array<ArrayBuffer>
}

export type CompareOrder = { readonly reportId: string; readonly from: number; readonly to: number }
export type CompareMade = {
  readonly from: { readonly seq: number; readonly editedAt: number }
  readonly to: { readonly seq: number; readonly editedAt: number }
  /** The `Comparison` as JSON, in UTF-8. */
  readonly json: Uint8Array<ArrayBuffer>
}

/** How far a past has been walked through. */
export type WalkMade = { readonly seq: number }

/** A moment, to be made so again. */
export type RecalledMade = {
  readonly seq: number
  readonly content: ReportContent
  /** What sections carry besides their content, by id. */
  readonly carried: ReadonlyMap<string, CarriedAttributes>
}

/**
 * What it takes for a report to say again, after the edit `at`, what it said after the edit `from`: all of it or one section.
 * `client` is the id in Yjs under which it is written.
 */
export type RestoreOrder = {
  readonly reportId: string
  readonly from: number
  readonly at: number
  readonly client: number
  readonly sectionId: string | undefined
}
export type RestoreMade =
  | { readonly type: 'no-such-section' }
  | {
      readonly type: 'made'
      /** `contentHash` of what it says before. */
      readonly sha256: string
      /** Undefined where it says so already. */
      readonly update: Uint8Array | undefined
    }

/** What a paper is made of; threads and pictures are asked for (`Supplies`). */
export type PaperJob = ReadOrder & {
  readonly reportId: string
  readonly title: string
  readonly head: ReportHead
  readonly profile: ProfileId
  /** With the threads as comments. */
  readonly review: boolean
  /** Refuses what has blockers. */
  readonly forSignature: boolean
  readonly draft: { readonly number: number; readonly day: string } | undefined
  readonly section: string | undefined
  readonly toc: boolean
  /** The review copy shows what changed since this text. */
  readonly since?: { readonly text: LoggedText; readonly authors: ReadonlyMap<string, string> } | undefined
  /** For a PDF, laid out by LibreOffice (`PaperOrder.pagesOnly`). */
  readonly pagesOnly?: boolean
  /**
   * The version whose id goes into the file: a saved one, or the one that `candidate` names if it says the same, or else the
   * one that is to be made of it. None where only `sha256` tells what the file was made from.
   */
  readonly version:
    | { readonly type: 'saved'; readonly id: string }
    | {
        readonly type: 'new'
        readonly id: string
        readonly candidate: { readonly id: string; readonly sha256: string } | undefined
      }
    | { readonly type: 'none' }
}

export type PaperMade =
  | (TextFacts & {
      readonly type: 'made'
      readonly bytes: Uint8Array<ArrayBuffer>
      /** Of the bytes. */
      readonly fileSha256: string
      readonly versionId: string
      /** Of the one section that was asked for. */
      readonly heading: string
    })
  | { readonly type: 'blocked'; readonly blockers: readonly Blocker[] }
  | { readonly type: 'no-such-section' }

/** A picture on its way to the worker. */
export type SuppliedPicture = {
  readonly type: 'image/png' | 'image/jpeg'
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** What the worker asks for while it works, so that nobody gathers, holds and sends everything at once. */
export type Supplies = {
  threads(
    since: number,
  ): Promise<{ readonly threads: readonly Thread[]; readonly rev: number; readonly more: boolean }>
  /** Undefined when the report has no such picture. */
  picture(id: string): Promise<SuppliedPicture | undefined>
  /**
   * A piece of the way to what the report said after `seq`, for who knows what it said after the edit `after`: it says how
   * far it goes. `isWhole` starts anew, from a checkpoint. Only where moments are asked for; undefined when the report has not
   * come that far.
   */
  text?(seq: number, after?: number): Promise<(LoggedText & { readonly isWhole: boolean }) | undefined>
}

/** What a press makes, and from what. */
export type Products = {
  register: { readonly order: RegisterOrder; readonly made: Uint8Array }
  facts: { readonly order: ReadOrder; readonly made: TextFacts }
  paper: { readonly order: PaperJob; readonly made: PaperMade }
  past: { readonly order: PastOrder; readonly made: PastMade }
  compare: { readonly order: CompareOrder; readonly made: CompareMade }
  recall: { readonly order: PastOrder; readonly made: RecalledMade }
  walk: { readonly order: PastOrder; readonly made: WalkMade }
  restore: { readonly order: RestoreOrder; readonly made: RestoreMade }
}
export type Kind = keyof Products

/** Between the press and its worker. */
export type ToWorker =
  | {
      readonly [K in Kind]: { readonly type: 'order'; readonly kind: K; readonly order: Products[K]['order'] }
    }[Kind]
  | { readonly type: 'supplied'; readonly id: number; readonly value: unknown }
  | { readonly type: 'not-supplied'; readonly id: number; readonly message: string }
export type FromWorker =
  | { readonly type: 'made'; readonly made: Products[Kind]['made']; readonly heapBytes: number }
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly type: 'wants'; readonly id: number } & Wanted)
export type Wanted =
  | { readonly what: 'threads'; readonly since: number }
  | { readonly what: 'picture'; readonly pictureId: string }
  | { readonly what: 'text'; readonly seq: number; readonly after: number | undefined }
