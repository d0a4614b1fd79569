import { z } from 'zod'

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
export type Me = Person

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

/** `POST /api/users` (admin). */
export const newUserSchema = z.object({
  username: setupSchema.shape.username,
  name: setupSchema.shape.name,
  password: setupSchema.shape.password,
  officeId: z.string().nullable().optional(),
  admin: z.boolean().optional(),
})
export type NewUser = z.infer<typeof newUserSchema>

/** What the plan yields for the official head; edited in a form, never in the text. */
export const reportHeadSchema = z.object({
  issuingBody: z.string(),
  superiorBody: z.string(),
  number: z.string(),
  place: z.string(),
  /** Empty until signed. */
  date: z.string(),
  type: z.string(),
  subject: z.string(),
  authority: z.string(),
  signatoryTitle: z.string(),
  signatoryName: z.string(),
  recipients: z.array(z.string()),
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
})
export type Member = z.infer<typeof memberSchema>

export const sectionSummarySchema = z.object({
  id: z.string(),
  level: z.number().int(),
  number: z.string(),
  title: z.string(),
  fixed: z.boolean(),
  words: z.number().int(),
  officeId: z.string().nullable(),
  status: z.enum(['drafting', 'submitted', 'returned', 'approved']),
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
  /** The next date of the plan, if one is left. */
  nextMilestone: milestoneSchema.nullable(),
  members: z.number().int(),
})
export type ReportSummary = z.infer<typeof reportSummarySchema>

/** `GET /api/reports/:id`. */
export const reportDetailSchema = reportSummarySchema.omit({ members: true, nextMilestone: true }).extend({
  epoch: z.string(),
  head: reportHeadSchema,
  milestones: z.array(milestoneSchema),
  members: z.array(memberSchema),
  sections: z.array(sectionSummarySchema),
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

/** `GET /api/health`. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'draining']),
  version: z.string(),
  wire: z.number().int(),
  schema: z.number().int(),
})
