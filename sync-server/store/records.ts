import type { Member, Office, ReportHead, Role } from '../../report/wire/rest.ts'
import type { ReportRow, SeededReport } from './ports.ts'

/** A report as SQL knows it: everything but its text, and the plan's, which is long and seldom asked for. */
export type ReportRecord = Omit<ReportRow, 'planText'> & { readonly editedAt: number }

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

/** Everything about reports that is not text, and who the people are. The text is the UpdateLog's. */
export interface Records {
  offices(): Promise<readonly Office[]>
  /** Throws ReportError `name-taken` when an office has that name. */
  addOffice(office: Office, at: number): Promise<void>

  accounts(): Promise<readonly AccountRecord[]>
  account(userId: string): Promise<AccountRecord | undefined>
  hasAdmin(): Promise<boolean>
  setOffice(userId: string, officeId: string | null): Promise<void>

  /** Newest edit first. `everybodys`: also the reports that this account is no member of. */
  reportsOf(userId: string, everybodys: boolean): Promise<readonly ListedReport[]>
  report(id: string): Promise<ReportRecord | undefined>
  /** The report's row, its members and its seed, in one transaction: a report is seeded once or not at all. */
  createReport(report: SeededReport): Promise<void>
  changeReport(id: string, change: { title?: string; head?: ReportHead }): Promise<void>

  members(reportId: string): Promise<readonly Member[]>
  roleIn(reportId: string, userId: string): Promise<Role | undefined>
  /** Throws ReportError `conflict` rather than leave a report without a coordinator. */
  setMember(reportId: string, userId: string, role: Role): Promise<void>
  /** As `setMember`. Removing who is no member changes nothing. */
  removeMember(reportId: string, userId: string): Promise<void>

  addImage(image: ImageRecord): Promise<void>
  image(reportId: string, id: string): Promise<ImageRecord | undefined>
}
