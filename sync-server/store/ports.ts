import type { ReportHead, ReportMilestone, Role, Stage } from '../../report/wire/rest.ts'

/** Position of an edit in a report's log: 1, 2, 3 … without gaps. The seed is 1. */
export type Seq = number

/** Who the server itself is in the log: the author of seeds and repairs. */
export const SERVER_USER = 'server'

/** One accepted update on its way to the log. */
export type Edit = {
  readonly reportId: string
  readonly userId: string
  /** Which socket it came by; joins the log with the server's log lines. */
  readonly connection: string
  /** When it was accepted, milliseconds since the epoch. */
  readonly at: number
  /** The update (Yjs v1), exactly as validated. */
  readonly bytes: Uint8Array
  /** Yjs client ids that this edit is the first to use: from now on they are this user's. */
  readonly newClients: readonly number[]
  /** Ids of the sections it writes in, as its verdict says: the audit is read from here. None for the server's own. */
  readonly sections: readonly string[]
}

export type StoredEdit = Omit<Edit, 'newClients' | 'sections'> & { readonly seq: Seq }

/** The state of a report after `seq`, so that loading need not replay what came before. */
export type Checkpoint = {
  readonly reportId: string
  readonly seq: Seq
  /** `Y.encodeStateAsUpdate` (v1). */
  readonly state: Uint8Array
  readonly at: number
}

/** What is needed to bring a report back: the newest sound checkpoint and the edits after it, in order. */
export type LoadedReport = {
  readonly epoch: string
  readonly headSeq: Seq
  readonly checkpoint: Checkpoint | undefined
  readonly tail: readonly StoredEdit[]
  /** Rows whose checksum is wrong: set aside, kept for a person to look at, never applied. */
  readonly quarantined: readonly { readonly seq: Seq; readonly reason: string }[]
  /** client id -> user. */
  readonly clientOwners: ReadonlyMap<number, string>
}

/** What is needed to see a report as it was after `seq`. */
export type PastReport = {
  readonly seq: Seq
  /** When the last of these edits was accepted: the same whatever checkpoints there are. */
  readonly editedAt: number
  readonly checkpoint: Checkpoint | undefined
  readonly tail: readonly StoredEdit[]
}

/**
 * The append-only log of every report. `append` is the moment an edit becomes true: when it resolves, all its edits
 * are on disk (one transaction, one fsync); when it rejects, none is. Implementations pass `contract.ts`.
 */
export interface UpdateLog {
  load(reportId: string): Promise<LoadedReport | undefined>
  /**
   * What a report said after `seq`: the newest sound checkpoint that is not younger, and the edits after it up to `seq`.
   * `newest`: after the last edit. Undefined when there is no such report or it has not come that far. Damaged rows are set
   * aside as in `load`.
   */
  loadAt(reportId: string, seq: Seq | 'newest'): Promise<PastReport | undefined>
  /** Appends edits of any reports in one transaction. Answers the last sequence number per report. */
  append(edits: readonly Edit[]): Promise<ReadonlyMap<string, Seq>>
  /** Edits after `seq`, in order; for a node that missed some, and for history. */
  readSince(reportId: string, seq: Seq): Promise<readonly StoredEdit[]>
  /** The first `count` edits after `seq`: a long log a piece at a time, so that nobody waits for all of it. */
  readSome(reportId: string, seq: Seq, count: number): Promise<readonly StoredEdit[]>
  /**
   * Stores a checkpoint. Never deletes edits. A checkpoint older than the newest one is ignored. Of the older ones, those
   * stay from which a version is brought back.
   */
  saveCheckpoint(checkpoint: Checkpoint): Promise<void>
  stop(): Promise<void>
}

export type ReportRow = {
  readonly id: string
  readonly title: string
  readonly type: string
  readonly stage: Stage
  readonly epoch: string
  readonly head: ReportHead
  readonly milestones: readonly ReportMilestone[]
  /** The plan's text it was made from; empty for a blank outline. */
  readonly planText: string
  readonly createdBy: string
  readonly createdAt: number
}

/** A report and its first state, written together or not at all: a report is seeded once. */
export type SeededReport = {
  readonly report: ReportRow
  readonly seed: Uint8Array
  readonly seedClient: number
  readonly members: readonly { readonly userId: string; readonly role: Role }[]
}
