import { z } from 'zod'

/** Bodies around a report's past: what it said when, what differs, who wrote what. Times are milliseconds. */

const personAtSchema = z.object({ userId: z.string(), name: z.string(), office: z.string() })

/** A point of a report's past: a version's id, `now`, or `seq-N` after the N-th edit of its log. */
export const momentSchema = z.union([
  z.literal('now'),
  z.string().regex(/^seq-[1-9][0-9]{0,11}$/),
  z.string().regex(/^[0-9a-zA-Z_-]{1,40}$/),
])
export type Moment = z.infer<typeof momentSchema>

/** `GET /api/reports/:id/past?moment=`: what it said then (`content` is a `ReportContent`). Every reader. */
export const pastQuerySchema = z.object({ moment: momentSchema })
export const pastSchema = z.object({
  seq: z.number().int(),
  editedAt: z.number(),
  sha256: z.string(),
  content: z.looseObject({}),
})
export type Past = z.infer<typeof pastSchema>

/**
 * `GET /api/reports/:id/timeline`: when the report was edited and by whom, in stretches of ten minutes at least (longer when
 * it has a long past: 500 at most), oldest first. Every reader.
 */
export const stretchSchema = z.object({
  from: z.number(),
  to: z.number(),
  /** The last edit of it. */
  seq: z.number().int(),
  edits: z.number().int(),
  people: z.array(personAtSchema),
  sectionIds: z.array(z.string()),
})
export type Stretch = z.infer<typeof stretchSchema>
export const timelineSchema = z.object({ stretches: z.array(stretchSchema) })
export type Timeline = z.infer<typeof timelineSchema>

/**
 * `GET /api/reports/:id/versions/:vid/compare?to=`: what differs between two moments (`:vid` takes any, too); `to` is `now`
 * where nothing is said. `comparison` is a `Comparison` of `report/compare`.
 */
export const compareQuerySchema = z.object({ to: momentSchema.optional() })
export const comparedSchema = z.object({
  from: z.object({ seq: z.number().int(), editedAt: z.number() }),
  to: z.object({ seq: z.number().int(), editedAt: z.number() }),
  comparison: z.looseObject({}),
  /** Who wrote between the two, and in which sections. */
  people: z.array(personAtSchema.extend({ sectionIds: z.array(z.string()) })),
})
export type Compared = z.infer<typeof comparedSchema>

/**
 * `POST /api/reports/:id/versions/:vid/restore` (`:vid` takes any moment): the report says again what it said then, by an
 * edit of this person's like any other; comments keep their words where those are. Whole: coordinators. One section, with
 * all below it: who may write there. What it said until now becomes a version first. Answers the version made before.
 */
export const restoreSchema = z.object({ sectionId: z.string().min(1).max(40).optional() })
export const restoredSchema = z.object({ before: z.string(), changed: z.boolean() })
export type Restored = z.infer<typeof restoredSchema>

/**
 * `GET /api/reports/:id/attribution`: who wrote what is in the text, as the log knows it. `clients` says whose a character
 * of Yjs is; `moved` are stretches of characters that another wrote first (a paragraph split or moved keeps its author):
 * `[client, clock, length, userId]`.
 */
export const attributionSchema = z.object({
  seq: z.number().int(),
  people: z.array(personAtSchema.extend({ officeId: z.string().nullable(), color: z.string().nullable() })),
  clients: z.array(z.tuple([z.number(), z.string()])),
  moved: z.array(z.tuple([z.number(), z.number(), z.number(), z.string()])),
  /** Words by section (`preamble` too) and person. */
  words: z.array(z.object({ sectionId: z.string(), userId: z.string(), words: z.number().int() })),
})
export type Attribution = z.infer<typeof attributionSchema>
