import { z } from 'zod'
import { profileSchema } from './profile.ts'

/** Bodies of the REST interface, both ways. Times are milliseconds since the epoch, dates `YYYY-MM-DD`. */

export const ROLES = ['coordinator', 'drafter', 'reviewer', 'viewer'] as const
export const roleSchema = z.enum(ROLES)
export type Role = z.infer<typeof roleSchema>

export const STAGES = ['drafting', 'appraisal', 'committee', 'conference', 'finalising', 'signed'] as const
export const stageSchema = z.enum(STAGES)
export type Stage = z.infer<typeof stageSchema>

export const officeSchema = z.object({
  id: z.string(),
  name: z.string(),
  shortName: z.string(),
  /** `#rrggbb`, readable on white. */
  color: z.string().regex(/^#[0-9a-f]{6}$/),
})
export type Office = z.infer<typeof officeSchema>

export const newOfficeSchema = z.object({
  name: z.string().trim().min(1).max(200),
  shortName: z.string().trim().min(1).max(40),
  color: officeSchema.shape.color.optional(),
})
export type NewOffice = z.infer<typeof newOfficeSchema>

export const signInSchema = z.object({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
})
export type SignIn = z.infer<typeof signInSchema>

export const personSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  admin: z.boolean(),
  office: officeSchema.nullable(),
})
export type Person = z.infer<typeof personSchema>

/** `GET /api/me`. */
export const meSchema = personSchema.extend({
  /** Signed in with a one-time code: nothing else is answered until a password is set. */
  mustChangePassword: z.boolean(),
})
export type Me = z.infer<typeof meSchema>

/** A row of `GET /api/users` (admin). */
export const accountSchema = meSchema.extend({
  active: z.boolean(),
  /** Milliseconds; null when never. */
  lastSignInAt: z.number().nullable(),
})
export type Account = z.infer<typeof accountSchema>

/** `POST /api/setup`: the first administrator, by the one-time link that the first start prints. */
export const setupSchema = z.object({
  token: z.string().min(1),
  username: z
    .string()
    .trim()
    .regex(/^[a-z0-9._-]{3,40}$/),
  name: z.string().trim().min(1).max(100),
  password: z.string().min(8).max(200),
})
export type Setup = z.infer<typeof setupSchema>

/**
 * `POST /api/users` (admin) answers 201 with the person. Without a password the answer carries a one-time code, and the
 * person sets a password at the first sign-in; a password given here holds as it is (programs make accounts so).
 */
export const newUserSchema = z.object({
  username: setupSchema.shape.username,
  name: setupSchema.shape.name,
  password: setupSchema.shape.password.optional(),
  officeId: z.string().nullable().optional(),
  admin: z.boolean().optional(),
})
export type NewUser = z.infer<typeof newUserSchema>

/** What a person types once in place of a password: `POST /api/users/:id/code`, and where accounts are made. */
export const oneTimeCodeSchema = z.object({ code: z.string(), expiresAt: z.number() })
export type OneTimeCode = z.infer<typeof oneTimeCodeSchema>
export const createdUserSchema = personSchema.extend({ oneTime: oneTimeCodeSchema.optional() })
export type CreatedUser = z.infer<typeof createdUserSchema>

/** `PATCH /api/users/:id` (admin). A password or `active: false` ends the person's sessions and sockets at once. */
export const userChangeSchema = z
  .object({
    name: setupSchema.shape.name,
    officeId: z.string().nullable(),
    admin: z.boolean(),
    active: z.boolean(),
    password: setupSchema.shape.password,
  })
  .partial()
export type UserChange = z.infer<typeof userChangeSchema>

/** `POST /api/auth/password`: one's own, answered 204; every other session of the person ends. */
export const passwordChangeSchema = z.object({
  current: z.string().min(1).max(200),
  next: setupSchema.shape.password,
})
export type PasswordChange = z.infer<typeof passwordChangeSchema>

/** `GET /api/auth/providers`: what the sign-in page offers besides name and password. */
export const providersSchema = z.object({ oidc: z.object({ name: z.string() }).nullable() })
export type Providers = z.infer<typeof providersSchema>

/**
 * `POST /api/users/import?preview=1|0` (admin), body text/csv or multipart with a file `file`. All rows or none: with one
 * bad row, or as a preview, nothing is made and `imported` is 0.
 */
export const importRowSchema = z.object({
  /** Line in the file, counting from 1 with the heading. */
  line: z.number().int(),
  username: z.string(),
  /** The file gave none; this one was made from the name. */
  usernameSuggested: z.boolean().optional(),
  name: z.string(),
  office: z.string(),
  admin: z.boolean(),
  /** Vietnamese sentences; empty: the row is clean. */
  problems: z.array(z.string()),
  /** Only in the answer to the import itself, once. */
  code: z.string().optional(),
})
export const importResultSchema = z.object({
  rows: z.array(importRowSchema),
  /** What is wrong with the file as a whole: encoding, missing columns, nothing in it. Vietnamese. */
  problems: z.array(z.string()),
  imported: z.number().int(),
})
export type ImportRow = z.infer<typeof importRowSchema>
export type ImportResult = z.infer<typeof importResultSchema>

/** `PATCH /api/offices/:id` (admin). `DELETE` answers 409 while people, sections or reports refer to it. */
export const officeChangeSchema = newOfficeSchema.required().partial()
export type OfficeChange = z.infer<typeof officeChangeSchema>

/** What the plan yields for the official head; edited in a form, never in the text. */
export const reportHeadSchema = z.object({
  issuingBody: z.string(),
  superiorBody: z.string(),
  number: z.string(),
  place: z.string(),
  /** `YYYY-MM-DD`; `YYYY-MM` while only the day is open; empty until somebody knows. */
  date: z.string(),
  type: z.string(),
  subject: z.string(),
  authority: z.string(),
  signatoryTitle: z.string(),
  signatoryName: z.string(),
  recipients: z.array(z.string()),
  /** What follows the number, as `BC/TU`; absent or empty: told from the type and the issuing body. */
  symbol: z.string().max(40).optional(),
  /** Absent: `hd36-2018`. */
  profile: profileSchema.optional(),
  /** What follows the Roman number of a heading: `I. …` (also when absent) or `I- …`. */
  headingMark: z.enum(['.', '-']).optional(),
  /** *Mức độ mật*; empty for none. */
  secrecy: z.enum(['', 'MẬT', 'TỐI MẬT', 'TUYỆT MẬT']).optional(),
  /** *Mức độ khẩn*; empty for none. */
  urgency: z.enum(['', 'KHẨN', 'THƯỢNG KHẨN', 'HỎA TỐC']).optional(),
  /** *Phạm vi lưu hành*, e.g. XONG HỘI NGHỊ TRẢ LẠI. */
  circulation: z.string().max(100).optional(),
  /** Printed on both sides: margins change sides. */
  duplex: z.boolean().optional(),
  /** Typist's mark and copies, e.g. ABC-268. */
  typist: z.string().max(40).optional(),
})
export type ReportHead = z.infer<typeof reportHeadSchema>

export const milestoneSchema = z.object({
  /** `YYYY-MM-DD`, or null while the plan sets none. */
  date: z.string().nullable(),
  /** The plan says *trước ngày*: due before that day begins. */
  before: z.boolean(),
  what: z.string(),
  from: z.string(),
  to: z.string(),
})
export type ReportMilestone = z.infer<typeof milestoneSchema>

export const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  office: officeSchema.nullable(),
  role: roleSchema,
  /** The role is the whole office's, not the person's own. */
  byOffice: z.boolean(),
})
export type Member = z.infer<typeof memberSchema>

/** A whole office in a report: `PUT`/`DELETE /api/reports/:id/offices/:officeId` `{role}`. A person's own role wins. */
export const officeMemberSchema = z.object({ office: officeSchema, role: roleSchema })
export type OfficeMember = z.infer<typeof officeMemberSchema>

export const SECTION_STATUSES = ['drafting', 'submitted', 'returned', 'approved'] as const
export const sectionStatusSchema = z.enum(SECTION_STATUSES)
export type SectionStatus = z.infer<typeof sectionStatusSchema>

/**
 * `PATCH /api/reports/:id/sections/:sectionId`; the opening paragraphs are the section `preamble`. Offices, lock and due
 * date are the coordinator's. Status: the section's drafters submit and take back, reviewers return and approve, the
 * coordinator all of it.
 */
export const sectionChangeSchema = z
  .object({
    /** Short for `officeIds` of one, or of none. */
    officeId: z.string().nullable(),
    officeIds: z.array(z.string()).max(50),
    status: sectionStatusSchema,
    locked: z.boolean(),
    due: z.iso.date().nullable(),
    /** Why it is returned: becomes a *yêu cầu sửa* about the section. Required with `status: 'returned'` from the pages. */
    reason: z.string().trim().min(1).max(5000),
  })
  .partial()
export type SectionChange = z.infer<typeof sectionChangeSchema>

/** What SQL keeps of a section, or of the opening paragraphs; said of it alone, not of what stands above it. */
const sectionRecordShape = {
  /** The first of `officeIds`. */
  officeId: z.string().nullable(),
  officeIds: z.array(z.string()),
  status: sectionStatusSchema,
  locked: z.boolean(),
  due: z.string().nullable(),
}

export const sectionSummarySchema = z.object({
  id: z.string(),
  level: z.number().int(),
  number: z.string(),
  title: z.string(),
  fixed: z.boolean(),
  /** Only of a *phụ lục*. */
  appendix: z.enum(['portrait', 'landscape']).optional(),
  words: z.number().int(),
  ...sectionRecordShape,
  openThreads: z.number().int(),
})
export type SectionSummary = z.infer<typeof sectionSummarySchema>

/** A row of `GET /api/reports`. */
export const reportSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  type: z.string(),
  stage: stageSchema,
  role: roleSchema,
  createdAt: z.number(),
  editedAt: z.number(),
  /** The earliest date of the plan that is not done, and the days until it by the report's own today; below 0: overdue. */
  nextMilestone: milestoneSchema.extend({ daysLeft: z.number().int().optional() }).nullable(),
  members: z.number().int(),
})
export type ReportSummary = z.infer<typeof reportSummarySchema>

/** `GET /api/reports/:id`. */
export const reportDetailSchema = reportSummarySchema.omit({ members: true, nextMilestone: true }).extend({
  epoch: z.string(),
  head: reportHeadSchema,
  milestones: z.array(milestoneSchema),
  members: z.array(memberSchema),
  officeMembers: z.array(officeMemberSchema),
  preamble: z.object({ ...sectionRecordShape, openThreads: z.number().int() }),
  sections: z.array(sectionSummarySchema),
  /** Counts of comment threads: open ones; open *yêu cầu sửa* without an answer, which block the next stage; without a place. */
  review: z.object({ open: z.number().int(), mustFix: z.number().int(), lost: z.number().int() }),
})
export type ReportDetail = z.infer<typeof reportDetailSchema>

/**
 * `POST /api/reports` as JSON: `plan` is `nq20` (the shipped plan), `blank`, or a plan's text. The same route takes
 * multipart/form-data with a file `plan` (.txt, .docx) and a field `title`. Answers 201 with `{id}`.
 */
export const newReportSchema = z.object({
  plan: z.string().min(1).max(1_000_000),
  title: z.string().trim().min(1).max(500).optional(),
  /** Start from the blank outline when the plan has none, instead of answering `plan-without-outline`. */
  blankIfMissing: z.boolean().optional(),
})
export type NewReport = z.infer<typeof newReportSchema>

/** `POST /api/plans/preview` (same bodies as above): what the server would make of the plan, before anything is made. */
export const planPreviewSchema = z.object({
  title: z.string(),
  type: z.string(),
  sections: z.array(
    z.object({ level: z.number().int(), number: z.string(), title: z.string(), guidance: z.string() }),
  ),
  milestones: z.array(milestoneSchema),
  legalBases: z.array(z.object({ code: z.string(), date: z.string() })),
  /** Vietnamese sentences naming what was not found. */
  problems: z.array(z.string()),
})
export type PlanPreview = z.infer<typeof planPreviewSchema>

/** `PUT /api/reports/:id/members/:userId`. */
export const memberRoleSchema = z.object({ role: roleSchema })

/** `GET /api/reports/:id/candidates`: people who can be made members (coordinator). */
export const candidateSchema = personSchema.pick({ id: true, name: true, office: true })

/** `POST /api/reports/:id/images` answers with where the picture can be had and its size in pixels. */
export const imageSchema = z.object({ src: z.string(), width: z.number().int(), height: z.number().int() })
export type ReportImage = z.infer<typeof imageSchema>

/**
 * `GET/POST /api/reports/:id/handovers`: words that the report did not take from somebody, given to who may write there.
 * Seen by their author, by who may write in the section, and by the coordinator. The id is the client's: sent twice, it
 * is there once. `DELETE …/handovers/:hid`: taken over, or not wanted.
 */
export const newHandoverSchema = z.object({
  id: z.string().regex(/^[0-9a-zA-Z_-]{8,40}$/),
  sectionId: z.string().min(1).max(40),
  text: z.string().min(1).max(200_000),
})
export type NewHandover = z.infer<typeof newHandoverSchema>
export const handoverSchema = newHandoverSchema.extend({
  from: z.object({ userId: z.string(), name: z.string(), office: officeSchema.nullable() }),
  at: z.number(),
})
export type Handover = z.infer<typeof handoverSchema>

export const AUDIT_ACTIONS = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'password-changed',
  'code-issued',
  'user-created',
  'user-changed',
  'user-deactivated',
  'user-activated',
  'office-created',
  'office-changed',
  'office-deleted',
  'report-created',
  'report-changed',
  'member-set',
  'member-removed',
  'section-assigned',
  'section-status',
  'section-locked',
  'section-due',
  'section-edited',
  'handed-over',
  'exported',
  'version-created',
  'version-named',
  'version-restored',
  'stage-moved',
  'report-signed',
  'settings-changed',
  'reminded',
  'contribution-received',
  'contribution-changed',
  'imported',
  'comment-added',
  'comment-changed',
  'comment-deleted',
  'thread-changed',
  'thread-answered',
  'thread-resolved',
  'thread-reopened',
  'thread-attached',
  'restored',
] as const
export const auditActionSchema = z.enum(AUDIT_ACTIONS)
export type AuditAction = z.infer<typeof auditActionSchema>

/**
 * `GET /api/reports/:id/audit` (coordinators and administrators) and `GET /api/audit` (administrators), newest first;
 * with `format=csv` as a file. What was edited is told per person, section and ten minutes.
 */
export const auditQuerySchema = z.object({
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  userId: z.string().optional(),
  officeId: z.string().optional(),
  sectionId: z.string().optional(),
  action: auditActionSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  /** `next` of the page before. */
  after: z.string().optional(),
  format: z.enum(['json', 'csv']).optional(),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.number(),
  action: auditActionSchema,
  /** Who did it; null where nobody is known, as in a failed sign-in. */
  by: z.object({ userId: z.string(), name: z.string(), office: z.string() }).nullable(),
  report: z.object({ id: z.string(), title: z.string() }).nullable(),
  section: z.object({ id: z.string(), number: z.string(), title: z.string() }).nullable(),
  /** Further facts by name, e.g. `role`, `from`, `to`, `edits`, `address`. Never a password, code or cookie. */
  details: z.record(z.string(), z.string()),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>
export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next: z.string().nullable() })
export type AuditPage = z.infer<typeof auditPageSchema>

/** `GET /api/health`. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'draining']),
  version: z.string(),
  wire: z.number().int(),
  schema: z.number().int(),
  /** The daily backup, where one is set up; `lastAt`: the last good one. Trouble with it is no reason to look elsewhere. */
  backup: z
    .object({
      state: z.enum(['ok', 'waiting', 'damaged', 'failed']),
      lastAt: z.number().nullable(),
    })
    .optional(),
})
