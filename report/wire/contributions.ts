import { z } from 'zod'
import { importedPartSchema, importWarningSchema } from './paper.ts'
import { officeSchema } from './rest.ts'

/** Bodies around what offices send in for a report (III.1 of the plan): their own reports. Times are milliseconds. */

const byOfficeSchema = z.object({ userId: z.string(), name: z.string() })

/** A part of a contribution, without its blocks: a heading of the office's, and the section of the report it was placed in. */
export const contributedPartSchema = importedPartSchema.omit({ blocks: true }).extend({
  /** What it is called by: its index among all parts of the contribution, also of those that this person may not read. */
  part: z.number().int(),
  /** A person placed it, not the matching of headings. */
  placedByHand: z.boolean(),
  /** Blocks of the text that came out of it. */
  inserted: z.number().int(),
})
export type ContributedPart = z.infer<typeof contributedPartSchema>

export const contributionSchema = z.object({
  id: z.string(),
  office: officeSchema,
  title: z.string(),
  /** What came in: a Word file, one that only people can read (.pdf), or a report written here on the same outline. */
  kind: z.enum(['docx', 'pdf', 'report']),
  fileName: z.string().nullable(),
  bytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  /** Of a report written here. */
  sourceReportId: z.string().nullable(),
  /** Written here and not handed in yet. */
  open: z.boolean(),
  at: z.number(),
  by: byOfficeSchema,
  /** After the plan's date for contributions, as the report counts it. */
  late: z.boolean(),
  /** This person may read all of it, and have its file. Otherwise facts of the file are null, and words those of the parts. */
  whole: z.boolean(),
  words: z.number().int(),
  /** Those that this person may read. */
  parts: z.array(contributedPartSchema),
  warnings: z.array(importWarningSchema),
})
export type Contribution = z.infer<typeof contributionSchema>

/**
 * `GET /api/reports/:id/contributions`. Coordinators, reviewers and viewers see all; drafters their own office's whole, and of
 * others what was placed in sections they answer for.
 */
export const contributionsSchema = z.object({
  /** By when, as it holds now; null while there is no date. */
  due: z.object({ date: z.string(), before: z.boolean(), daysLeft: z.number().int() }).nullable(),
  /** Who is asked: by default every office that drafts here. */
  offices: z.array(
    z.object({ office: officeSchema, state: z.enum(['received', 'late', 'missing', 'overdue', 'writing']) }),
  ),
  contributions: z.array(contributionSchema),
})
export type Contributions = z.infer<typeof contributionsSchema>

/** `PUT /api/reports/:id/contributors` (coordinator): which offices are asked. 204. */
export const contributorsSchema = z.object({ officeIds: z.array(z.string()).max(500) })

/**
 * `POST /api/reports/:id/contributions`: a form with the file `document` (.docx, .pdf, 50 MB) and the fields `title`,
 * `officeId` (coordinators: for an office that sent it on paper), answers 201 with the Contribution; or JSON: begins a report of
 * one's office on the same outline, answers 201 with the Contribution, whose `sourceReportId` is to be opened. Drafters of an office
 * that is asked, and coordinators.
 */
export const newContributionSchema = z.object({
  title: z.string().trim().max(300).optional(),
  officeId: z.string().optional(),
})
export type NewContribution = z.infer<typeof newContributionSchema>

/** `POST …/contributions/:cid/submit`: what the office's own report says now is what it sends in; again replaces it. */
/** `DELETE …/contributions/:cid`: taken back (its office, coordinators); kept, shown to nobody. `GET …/:cid/file`: as it came. */

/** `PATCH …/contributions/:cid`: places parts by their `part`; null: *chưa xếp*. Its office and who may insert. */
export const contributionChangeSchema = z
  .object({
    title: z.string().trim().min(1).max(300),
    places: z.record(z.string().regex(/^[0-9]{1,5}$/), z.string().min(1).max(40).nullable()),
  })
  .partial()
export type ContributionChange = z.infer<typeof contributionChangeSchema>

/** `GET /api/reports/:id/excerpts?sectionId=` (empty: *chưa xếp*): what every office says on a section, side by side. */
export const excerptsQuerySchema = z.object({ sectionId: z.string().max(40) })
export const excerptSchema = z.object({
  contributionId: z.string(),
  office: officeSchema,
  /** Index among the contribution's parts. */
  part: z.number().int(),
  heading: z.string(),
  /** A person placed it: its heading says something that the section's title does not. */
  placedByHand: z.boolean(),
  words: z.number().int(),
  blocks: importedPartSchema.shape.blocks,
  inserted: z.number().int(),
})
export type Excerpt = z.infer<typeof excerptSchema>
export const excerptsSchema = z.object({ excerpts: z.array(excerptSchema) })

/**
 * `POST /api/reports/:id/provenance` (who may write there): these blocks of the text came out of a contribution. `GET`: all
 * of them (every reader). A block that is gone from the text keeps its row.
 */
export const newProvenanceSchema = z.object({
  contributionId: z.string().min(1).max(40),
  part: z.number().int().min(0),
  blockIds: z.array(z.string().min(1).max(40)).min(1).max(5000),
})
export type NewProvenance = z.infer<typeof newProvenanceSchema>
export const provenanceSchema = z.array(
  z.object({
    blockId: z.string(),
    contributionId: z.string(),
    part: z.number().int(),
    office: officeSchema,
    title: z.string(),
    at: z.number(),
    by: byOfficeSchema,
  }),
)
export type Provenance = z.infer<typeof provenanceSchema>
