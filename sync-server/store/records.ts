import type { Moved } from '../../report/attribution/moved-authors.ts'
import type { ContributedPart, Provenance } from '../../report/wire/contributions.ts'
import type { ImportWarning, Version } from '../../report/wire/paper.ts'
import type { Progress, ReportSettings, StageMove } from '../../report/wire/progress.ts'
import type { ReportRights } from '../../report/permission/rights.ts'
import type { Demand } from '../../report/stage/stage-blockers.ts'
import type {
  AuditAction,
  AuditEntry,
  Handover,
  Member,
  NewHandover,
  Office,
  OfficeChange,
  OfficeMember,
  ReportHead,
  Role,
  SectionStatus,
} from '../../report/wire/rest.ts'
import type {
  Anchor,
  AnswerKind,
  Author,
  Digest,
  Message,
  Notice,
  Thread,
  ThreadKind,
} from '../../report/wire/review.ts'
import type { ReportRow, SeededReport } from './ports.ts'

/** A report as SQL knows it: everything but its text, and the plan's, which is long and seldom asked for. */
export type ReportRecord = Omit<ReportRow, 'planText'> & {
  readonly editedAt: number
  /** Its milestones are the plan's; `dates` are those that hold instead. */
  readonly settings: ReportSettings
}

/** A report in somebody's list. `role` is theirs in it; undefined for an administrator who is not a member. */
export type ListedReport = ReportRecord & { readonly role: Role | undefined; readonly memberCount: number }

/** An account as the rest of the server sees it. */
export type AccountRecord = {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly admin: boolean
  readonly active: boolean
  readonly office: Office | null
  /** The account has a one-time code in place of a password. */
  readonly mustChangePassword: boolean
  /** Milliseconds; null when never. */
  readonly lastSignInAt: number | null
}

export type ImageRecord = {
  readonly reportId: string
  /** Made from its bytes: the same picture twice is one row. */
  readonly id: string
  readonly type: 'image/png' | 'image/jpeg'
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
  readonly createdBy: string
  readonly createdAt: number
}

/** What SQL keeps of a section. A section that was never touched has `NO_RECORD`. */
export type SectionRow = {
  /** The responsible office first. */
  readonly officeIds: readonly string[]
  readonly status: SectionStatus
  readonly locked: boolean
  /** `YYYY-MM-DD`. */
  readonly due: string | null
}

export const NO_RECORD: SectionRow = { officeIds: [], status: 'drafting', locked: false, due: null }

/** Something worth remembering that somebody did. */
export type NewAuditEntry = {
  readonly at: number
  readonly action: AuditAction
  readonly userId: string | null
  readonly reportId?: string
  readonly sectionId?: string
  /** Facts by name. Never a password, a code or a cookie. */
  readonly details?: Readonly<Record<string, string>>
}

export type AuditFilter = {
  readonly reportId?: string | undefined
  readonly from?: number | undefined
  /** Not included. */
  readonly to?: number | undefined
  readonly userId?: string | undefined
  readonly officeId?: string | undefined
  readonly sectionId?: string | undefined
  readonly action?: AuditAction | undefined
  readonly limit: number
  readonly after?: string | undefined
}

/** An entry as SQL knows it: a section's number and title stand in the text. */
export type AuditRow = Omit<AuditEntry, 'section'> & { readonly sectionId: string | null }

/** A thread as everybody sees it: `Thread` without what is one person's. */
export type ThreadRecord = Omit<Thread, 'readAt'>
export type NewThreadRecord = Pick<ThreadRecord, 'id' | 'kind' | 'anchor' | 'author' | 'createdAt'> & {
  /** Of its first message, whose id is the thread's. */
  readonly text: string
}
export type ThreadChanges = {
  readonly kind?: ThreadKind
  readonly anchor?: Anchor
  readonly resolved?: { readonly by: Author; readonly at: number } | null
  readonly answer?: {
    readonly kind: AnswerKind
    readonly text: string
    readonly by: Author
    readonly at: number
  } | null
}

export type NewNotice = {
  readonly id: string
  readonly userId: string
  readonly reportId: string
  /** Empty for a notice of no thread. */
  readonly threadId: string
  /** Only of a notice of no thread; the section of others is their thread's. */
  readonly sectionId?: string | null
  readonly messageId: string | null
  readonly reason: Notice['reason']
  readonly by: Author
  readonly at: number
  readonly excerpt: string
}

/** Somebody to whom a digest is due. */
export type DigestRecipient = {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly digest: Exclude<Digest, 'off'>
}

export type ReviewCounts = {
  /** Open threads by section, `preamble` among them; those of the whole report under ''. */
  readonly openBySection: ReadonlyMap<string, number>
  readonly open: number
  /** Open *yêu cầu sửa* without an answer. */
  readonly mustFix: number
  /** The same by section, as in `openBySection`. */
  readonly mustFixBySection: ReadonlyMap<string, number>
  /** Open ones whose words are not in the report any more. */
  readonly lost: number
}

/** Who wrote last in a section, and when. */
export type LastEdit = { readonly at: number; readonly name: string }

export type NewReminder = {
  readonly officeId: string
  readonly at: number
  readonly byId: string
  readonly text: string
}

/** A version with what is no text and still belongs to its paper, as it was then. */
export type VersionRecord = Version & { readonly title: string; readonly head: ReportHead }

/** What was signed: the file's facts, and the version it was made from. */
export type SignatureRecord = NonNullable<Progress['signature']>
export type SignedFile = {
  readonly name: string
  readonly type: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** A part of what an office sent in, without its blocks. */
export type PartRecord = Omit<ContributedPart, 'part' | 'inserted'> & {
  /** Of a report written here: its section, which stays the same when it is handed in again. */
  readonly key?: string | undefined
  /** It says nothing any more, and keeps its number for what came out of it. */
  readonly gone?: boolean | undefined
}

/** What an office said when it handed something in. */
export type HandedIn = {
  readonly at: number
  /** `YYYY-MM-DD` as the report counted it then; null when it was only begun. */
  readonly day: string | null
  readonly parts: readonly PartRecord[]
  /** Of each part: nodes of the report's schema as JSON. */
  readonly blocks: readonly Uint8Array[]
  readonly warnings: readonly ImportWarning[]
}

/** A contribution without its file and its blocks. */
export type ContributionRecord = Omit<HandedIn, 'blocks'> & {
  readonly id: string
  readonly officeId: string
  readonly title: string
  readonly sourceReportId: string | null
  /** `bytes`: how many. */
  readonly file: (Omit<SignedFile, 'bytes'> & { readonly bytes: number }) | undefined
  readonly by: { readonly userId: string; readonly name: string }
}
export type NewContributionRecord = Pick<
  ContributionRecord,
  'id' | 'officeId' | 'title' | 'sourceReportId' | 'by'
> & { readonly file: SignedFile | undefined; readonly handedIn: HandedIn }

/** Those of these ids, and those of these threads (of one report) that are not newer than `until`. */
export type NoticeChoice = {
  readonly ids?: readonly string[]
  readonly threadIds?: readonly string[]
  readonly reportId?: string
  readonly until?: number
}

/** Edits of a report's log: those behind `after`, up to and with `until`. */
export type SeqRange = { readonly after: number; readonly until: number }

/** Edits of one person in the same sections within one span of time. */
export type EditSpan = {
  /** When the span began: a multiple of its length. */
  readonly span: number
  /** Of the first and the last of them. */
  readonly from: number
  readonly to: number
  /** Of the last. */
  readonly seq: number
  readonly edits: number
  readonly userId: string
  readonly sectionIds: readonly string[]
}

/** Everything about reports that is not text, and who the people are. The text is the UpdateLog's. */
export interface Records {
  offices(): Promise<readonly Office[]>
  /** Throws ReportError `name-taken` when an office has that name. */
  addOffice(office: Office, at: number): Promise<void>

  accounts(): Promise<readonly AccountRecord[]>
  account(userId: string): Promise<AccountRecord | undefined>
  hasAdmin(): Promise<boolean>
  setOffice(userId: string, officeId: string | null): Promise<void>
  /** Throws ReportError `name-taken`, `not-found`. */
  changeOffice(id: string, change: OfficeChange): Promise<void>
  /** Throws ReportError `not-found`, and `conflict` while people, sections or reports refer to it. */
  removeOffice(id: string): Promise<void>

  /** Newest edit first. `everybodys`: also the reports that this account is no member of. */
  reportsOf(userId: string, everybodys: boolean): Promise<readonly ListedReport[]>
  report(id: string): Promise<ReportRecord | undefined>
  /** The report's row, its members and its seed, in one transaction: a report is seeded once or not at all. */
  createReport(report: SeededReport): Promise<void>
  changeReport(
    id: string,
    change: { title?: string; head?: ReportHead; settings?: ReportSettings },
  ): Promise<void>

  /** Everybody who may be in the report, by a role of their own or their office's. Deactivated people are left out. */
  members(reportId: string): Promise<readonly Member[]>
  /** A person's own role, or else that of their office. */
  roleIn(reportId: string, userId: string): Promise<Role | undefined>
  /** Answers the role that was theirs before. Throws ReportError `conflict` rather than leave a report without a coordinator. */
  setMember(reportId: string, userId: string, role: Role): Promise<Role | undefined>
  /** As `setMember`. Removing who is no member changes nothing. */
  removeMember(reportId: string, userId: string): Promise<Role | undefined>

  officeMembers(reportId: string): Promise<readonly OfficeMember[]>
  /** As `setMember`, for a whole office. */
  setOfficeMember(reportId: string, officeId: string, role: Role): Promise<Role | undefined>
  /** As `removeMember`. */
  removeOfficeMember(reportId: string, officeId: string): Promise<Role | undefined>

  /** The records of the sections that have one, `preamble` among them. */
  sections(reportId: string): Promise<ReadonlyMap<string, SectionRow>>
  /** What the guard judges by: stage and records, read together. Undefined when there is no such report. */
  rights(reportId: string): Promise<ReportRights | undefined>
  changeSection(reportId: string, sectionId: string, change: Partial<SectionRow>): Promise<void>

  /** By section, `preamble` among them: what nobody has written in is not there. */
  lastEdits(reportId: string): Promise<ReadonlyMap<string, LastEdit>>
  /** When each office was reminded last. */
  reminders(reportId: string): Promise<ReadonlyMap<string, number>>
  addReminder(reportId: string, reminder: NewReminder): Promise<void>
  /** The beginnings of the open *yêu cầu sửa* that somebody has about a section. */
  openDemands(reportId: string, sectionId: string, userId: string): Promise<readonly string[]>

  /** Every move between stages, oldest first. */
  stageMoves(reportId: string): Promise<readonly StageMove[]>
  /** Answers false, and changes nothing, when the report is not at `from` any more. */
  moveStage(
    reportId: string,
    move: Omit<StageMove, 'version'> & { readonly versionId: string },
  ): Promise<boolean>
  /** The open *yêu cầu sửa*, by number. */
  openChangeThreads(reportId: string): Promise<readonly Demand[]>
  signature(reportId: string): Promise<SignatureRecord | undefined>
  signedFile(reportId: string): Promise<SignedFile | undefined>
  /** A report is signed once: a second one fails. */
  addSignature(
    reportId: string,
    signature: Pick<SignatureRecord, 'at' | 'by'> & { readonly versionId: string; readonly file: SignedFile },
  ): Promise<void>
  /** By the fingerprint of the signed file. */
  signaturesOf(sha256: string): Promise<readonly (SignatureRecord & { readonly reportId: string })[]>

  handovers(reportId: string): Promise<readonly Handover[]>
  /** Answers false when one with that id is there already. */
  addHandover(reportId: string, handover: NewHandover & { userId: string; at: number }): Promise<boolean>
  /** It is shown to nobody any more; its words are kept, and its id is not taken again. */
  removeHandover(reportId: string, id: string, at: number): Promise<void>

  audit(entry: NewAuditEntry): Promise<void>
  /**
   * Newest first. With a report: what was done in it, its edits per person, section and ten minutes (read from the log), and
   * the sign-ins of its members. Edits stand where the first of their ten minutes does, so that no entry moves while
   * somebody turns pages; `edits` says how many and `until` when the last was. Throws ReportError `bad-request` for an
   * `after` that is no `next`.
   */
  auditTrail(
    filter: AuditFilter,
  ): Promise<{ readonly entries: readonly AuditRow[]; readonly next: string | null }>

  /**
   * Runs `work` in one transaction: a change and its audit entry are there together or not at all. Within it, ask only
   * the records it is given: all others, and the accounts, wait until it has ended.
   */
  atomically<T>(work: (records: Records) => Promise<T>): Promise<T>

  /** Those changed after `since`, by their last change; `rev` is to be asked with next. */
  threads(
    reportId: string,
    query: { readonly since: number; readonly limit: number; readonly userId: string },
  ): Promise<{ readonly threads: readonly Thread[]; readonly rev: number; readonly more: boolean }>
  /** `readAt` is that of `userId`; 0 without one. */
  thread(reportId: string, threadId: string, userId?: string): Promise<Thread | undefined>
  /** How many the report has. */
  threadCount(reportId: string): Promise<number>
  /** How much they all hold: anchors, and messages with who wrote them, in characters. */
  threadWeight(reportId: string): Promise<number>
  /** Answers false when a message with that id is there already: the first one's is the thread's. */
  addThread(reportId: string, thread: NewThreadRecord): Promise<boolean>
  changeThread(reportId: string, threadId: string, changes: ThreadChanges): Promise<void>
  /** Answers false when one with that id is there already. */
  addMessage(
    reportId: string,
    threadId: string,
    message: Pick<Message, 'id' | 'author' | 'at' | 'text'>,
  ): Promise<boolean>
  /** `text: null` deletes it and leaves its place. `excerpt` is what its notices say of it from now on. */
  changeMessage(
    reportId: string,
    threadId: string,
    messageId: string,
    change: { readonly text: string | null; readonly at: number; readonly excerpt?: string },
  ): Promise<void>
  /** Never back to an earlier time. Ids of no thread are passed over. */
  markThreadsRead(reportId: string, userId: string, threadIds: readonly string[], at: number): Promise<void>
  reviewCounts(reportId: string): Promise<ReviewCounts>

  /** By thread. */
  anchors(reportId: string): Promise<ReadonlyMap<string, Anchor>>
  /** Raises the threads' `rev`. What is not there any more is passed over. */
  saveAnchors(reportId: string, changes: ReadonlyMap<string, Anchor>): Promise<void>

  /** Whoever has a notice of the same message keeps that one. */
  addNotices(notices: readonly NewNotice[]): Promise<void>
  /** Takes back what these people (or all) were told for these reasons of a thread itself, and not of one of its messages. */
  withdrawNotices(
    reportId: string,
    threadId: string,
    reasons: readonly Notice['reason'][],
    userIds?: readonly string[],
  ): Promise<void>
  /** One's own, newest first, of reports that one may still read (an administrator: any). A thousand unread are counted. */
  notices(
    userId: string,
    query: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ readonly notices: readonly Notice[]; readonly unread: number; readonly next: string | null }>
  readNotices(userId: string, which: NoticeChoice | 'all', at: number): Promise<void>
  noticeSettings(userId: string): Promise<{ readonly email: string | null; readonly digest: Digest }>
  changeNoticeSettings(
    userId: string,
    change: { readonly email?: string | null; readonly digest?: Digest },
  ): Promise<void>
  /**
   * Active people who have an address, want a digest, had none since that long, and have something for it to tell. Who was
   * reminded of their dates is not made to wait.
   */
  digestsDue(now: number): Promise<readonly DigestRecipient[]>
  /** Unread, untold, newest first, of reports that one may still read. */
  noticesToMail(userId: string, limit: number): Promise<readonly Notice[]>
  /** Also when no ids are given: the next digest is due an hour or a day after `at`. */
  noticesMailed(userId: string, ids: readonly string[], at: number): Promise<void>

  /** Newest first. */
  versions(reportId: string): Promise<readonly Version[]>
  version(reportId: string, versionId: string): Promise<VersionRecord | undefined>
  newestVersion(reportId: string): Promise<VersionRecord | undefined>
  /** Gives it its number, and the report's title and head as they are. Throws ReportError `no-such-report`. */
  addVersion(reportId: string, version: Omit<Version, 'number'>): Promise<Version>
  /**
   * An automatic version is one of this person's from now on, under this name; undefined where there is no such version or it
   * is no automatic one.
   */
  nameVersion(
    reportId: string,
    versionId: string,
    given: Pick<Version, 'name' | 'by'>,
  ): Promise<Version | undefined>
  /** The highest number that a draft of the report went out with; 0 for none. */
  lastDraft(reportId: string): Promise<number>
  /** Never back to a lower one. */
  noteDraft(reportId: string, number: number): Promise<void>

  /** Whose each Yjs client of a report is, as the log knows it. */
  clientOwners(reportId: string): Promise<readonly (readonly [client: number, userId: string])[]>
  /** Who wrote first what another's client brought, as far as it was worked out: up to `seq`. */
  attribution(reportId: string): Promise<{ readonly seq: number; readonly moved: readonly Moved[] }>
  /** Notes all of it; what is known up to a later edit already stays. */
  noteAttribution(
    reportId: string,
    attribution: { readonly seq: number; readonly moved: readonly Moved[] },
  ): Promise<void>

  /** How many edits the log of a report holds; undefined when there is no such report. */
  headSeq(reportId: string): Promise<number | undefined>
  /** Who wrote in which sections; a person comes as often as there are combinations. The server itself is left out. */
  writersIn(
    reportId: string,
    range: SeqRange,
  ): Promise<readonly { readonly userId: string; readonly sectionIds: readonly string[] }[]>
  /** In any order; the server's own (`SERVER_USER`) are among them. */
  editSpans(reportId: string, range: SeqRange, spanMs: number): Promise<readonly EditSpan[]>
  /** Reports with edits that no version holds, the one nobody wrote in for longest first. */
  withoutVersion(): Promise<readonly { readonly reportId: string; readonly headSeq: number }[]>
  /** The automatic ones made before, of all reports, oldest first. */
  automaticVersions(
    before: number,
  ): Promise<readonly { readonly reportId: string; readonly id: string; readonly at: number }[]>
  /** After which edit the newest checkpoint was made that holds no later one than `seq`. */
  checkpointAt(reportId: string, seq: number): Promise<number | undefined>
  /** Takes back a `before-restore` version before which nothing was restored after all. */
  withdrawVersion(reportId: string, versionId: string): Promise<void>
  /** Who wrote last of these edits, other than the server. */
  lastWriter(reportId: string, until: number): Promise<string | undefined>
  /** What is no automatic version, or what a stage or a signature refers to, stays. */
  removeAutomaticVersions(reportId: string, ids: readonly string[]): Promise<void>

  /** The offices that were asked by name; undefined where nobody chose. */
  contributors(reportId: string): Promise<readonly string[] | undefined>
  setContributors(reportId: string, officeIds: readonly string[]): Promise<void>
  /** Oldest first. Of what was taken back, these find nothing; it is kept. */
  contributions(reportId: string): Promise<readonly ContributionRecord[]>
  contribution(reportId: string, id: string): Promise<ContributionRecord | undefined>
  contributionFile(reportId: string, id: string): Promise<SignedFile | undefined>
  /** As JSON. */
  contributionBlocks(reportId: string, id: string, part: number): Promise<Uint8Array | undefined>
  /** How many there are and how large their files, of all and of one person; those taken back count. */
  contributionLoad(
    reportId: string,
    userId: string,
  ): Promise<{
    readonly number: number
    readonly bytes: number
    readonly own: number
    readonly ownBytes: number
  }>
  addContribution(reportId: string, contribution: NewContributionRecord): Promise<void>
  changeContribution(
    reportId: string,
    id: string,
    change: { readonly title?: string | undefined; readonly parts?: readonly PartRecord[] | undefined },
  ): Promise<void>
  /** In place of what was handed in before; the day of the first time stays. */
  handInContribution(reportId: string, id: string, handedIn: HandedIn): Promise<void>
  withdrawContribution(reportId: string, id: string, at: number): Promise<void>
  /** Oldest first; that of blocks which are gone and of contributions taken back is there. */
  provenance(reportId: string): Promise<Provenance>
  /** How many blocks came out of each part, by `contribution part`. */
  insertedFrom(reportId: string): Promise<ReadonlyMap<string, number>>
  /** A block that came from elsewhere before comes from here now. */
  addProvenance(
    reportId: string,
    provenance: {
      readonly contributionId: string
      readonly part: number
      readonly officeId: string
      readonly blockIds: readonly string[]
      readonly at: number
      readonly byId: string
    },
  ): Promise<void>

  addImage(image: ImageRecord): Promise<void>
  image(reportId: string, id: string): Promise<ImageRecord | undefined>
}
