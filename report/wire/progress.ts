import { z } from 'zod'
import { blockerSchema } from './paper.ts'
import {
  milestoneSchema,
  officeSchema,
  sectionChangeSchema,
  sectionStatusSchema,
  sectionSummarySchema,
  stageSchema,
} from './rest.ts'

/** Bodies around the way of a report from the plan to the signature. Times are milliseconds, dates `YYYY-MM-DD`. */

/**
 * `PATCH /api/reports/:id` `{stage, confirm?, reason?}`: one step forward (rules: `report/stage`), or one back, which asks for
 * a reason. Refused with 409 `stage-blocked` and its blockers while something stands in the way, unless `confirm` says that
 * it is known; the reason goes with it into the audit. To where it is already: nothing happens. `signed` is reached by
 * `POST …/signature` alone.
 */
export const stageChangeSchema = z.object({
  stage: stageSchema,
  confirm: z.boolean().optional(),
  reason: z.string().trim().max(2000).optional(),
})
export type StageChange = z.infer<typeof stageChangeSchema>

/** Why a report should not go on to the next stage. */
export const stageBlockerSchema = z.union([
  blockerSchema,
  /** An office was asked to write it and has not handed it in. */
  z.object({
    kind: z.literal('not-submitted'),
    sectionId: z.string(),
    number: z.string(),
    title: z.string(),
  }),
  /** Nobody was asked to write it. */
  z.object({ kind: z.literal('not-assigned'), sectionId: z.string(), number: z.string(), title: z.string() }),
  /** Returned and not yet handed in again. */
  z.object({ kind: z.literal('returned'), sectionId: z.string(), number: z.string(), title: z.string() }),
  /** Not approved by the appraisers. */
  z.object({ kind: z.literal('not-approved'), sectionId: z.string(), number: z.string(), title: z.string() }),
])
export type StageBlocker = z.infer<typeof stageBlockerSchema>

/** A move from one stage to another, as `GET …/progress` tells it. */
export const stageMoveSchema = z.object({
  from: stageSchema,
  to: stageSchema,
  at: z.number(),
  by: z.object({ userId: z.string(), name: z.string(), office: z.string() }),
  reason: z.string(),
  /** What it was confirmed in spite of. */
  blockers: z.number().int(),
  /** What the report said then. */
  version: z.object({ id: z.string(), number: z.number().int(), name: z.string() }),
})
export type StageMove = z.infer<typeof stageMoveSchema>

/** `PATCH /api/reports/:id` `{settings}` (coordinator). */
export const reportSettingsSchema = z.object({
  /** For exercises: what day it is in this report; null: the real one, in Vietnam. */
  today: z.iso.date().nullable(),
  /** *Trước ngày 08/4* includes the 8th. */
  inclusive: z.boolean(),
  /** By position in the plan's list: dates that the coordinator set or moved; null takes one away. */
  dates: z.record(z.string().regex(/^[0-9]{1,2}$/), z.iso.date().nullable()),
})
export type ReportSettings = z.infer<typeof reportSettingsSchema>
export const settingsChangeSchema = reportSettingsSchema.partial()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

/** A milestone on the board. */
export const boardMilestoneSchema = milestoneSchema.extend({
  /** As in the plan; `date` is what holds now. */
  planned: z.string().nullable(),
  /** Whole days from today to the last day on which it is in time: 0 today, negative when overdue; null without a date. */
  daysLeft: z.number().int().nullable(),
  /** The stage that is reached by it; null for contributions and what the plan says besides. */
  stage: stageSchema.nullable(),
  done: z.boolean(),
})
export type BoardMilestone = z.infer<typeof boardMilestoneSchema>

/** `GET /api/reports/:id/progress`: the board. Every reader. */
export const progressSchema = z.object({
  stage: stageSchema,
  /** The report's today. */
  today: z.iso.date(),
  settings: reportSettingsSchema,
  milestones: z.array(boardMilestoneSchema),
  /** The opening paragraphs are the first, called `preamble`. */
  sections: z.array(
    sectionSummarySchema.extend({
      /** Offices that answer for it, also through a section above. */
      responsible: z.array(z.string()),
      editedAt: z.number().nullable(),
      editedBy: z.string().nullable(),
      /** `status`, or what a section above it says for it: handed in, returned or approved with that one. */
      effectiveStatus: sectionStatusSchema,
      /** Until its own date or that of a section above; null without one, and once it was handed in. */
      daysLeft: z.number().int().nullable(),
      /** Nothing was written in it, nor below. */
      empty: z.boolean(),
      mustFix: z.number().int(),
    }),
  ),
  offices: z.array(
    officeSchema.extend({
      sections: z.number().int(),
      submitted: z.number().int(),
      approved: z.number().int(),
      words: z.number().int(),
      openThreads: z.number().int(),
      overdue: z.number().int(),
      remindedAt: z.number().nullable(),
    }),
  ),
  /** Where one may go from here, and what stands in the way; empty for who may move nothing. */
  next: z.object({ stage: stageSchema, blockers: z.array(stageBlockerSchema) }).nullable(),
  back: stageSchema.nullable(),
  moves: z.array(stageMoveSchema),
  /** Once signed. */
  signature: z
    .object({
      at: z.number(),
      by: z.object({ userId: z.string(), name: z.string(), office: z.string() }),
      fileName: z.string(),
      bytes: z.number().int(),
      sha256: z.string(),
      version: z.object({ id: z.string(), number: z.number().int(), name: z.string() }),
    })
    .nullable(),
})
export type Progress = z.infer<typeof progressSchema>

/** `PATCH /api/reports/:id/sections` (same rights as one by one): all of them or none. 204. */
export const sectionsChangeSchema = z.object({
  sectionIds: z.array(z.string().min(1).max(40)).min(1).max(500),
  change: sectionChangeSchema,
})
export type SectionsChange = z.infer<typeof sectionsChangeSchema>

/**
 * `POST /api/reports/:id/reminders` (coordinator): a notice for everybody of these offices who may write. Answers `{people}`.
 * Each office at most once an hour: refused with `conflict` for all of them, and a sentence that says which and when.
 */
export const reminderSchema = z.object({
  officeIds: z.array(z.string()).min(1).max(100),
  text: z.string().trim().max(1000),
})
export type Reminder = z.infer<typeof reminderSchema>

/**
 * `POST /api/reports/:id/signature` (coordinator, in `finalising`): a form with the file `document` (.docx or .pdf or a
 * picture of the scan) and the fields `version` (what was signed), `confirm` and `reason`. A .docx that was exported here
 * names its version by itself; one that names another is refused. Moves the report to `signed`: closed for everybody.
 * `GET …/signature` gives the file back.
 */
export const signatureFormSchema = z.object({
  version: z.string().max(40).optional(),
  confirm: z.enum(['0', '1']).optional(),
  reason: z.string().trim().max(2000).optional(),
})
