import { z } from 'zod'
import { PROFILES, type ProfileId } from './profile.ts'

/** Bodies around the official paper: its export, its versions, and the files of offices that come in. Times are milliseconds. */

const SHORT_PROFILES = { hd36: 'hd36-2018', hd05: 'hd05-2026', nd30: 'nd30-2020' } as const
const flagSchema = z.enum(['0', '1']).transform((flag) => flag === '1')
const versionIdSchema = z.string().regex(/^[0-9a-zA-Z_-]{1,40}$/)

/**
 * `GET /api/reports/:id/export.docx` and `export.pdf`. Without `comments` and `draft`: the copy for signature, refused with
 * `export-blocked` while something is open. `draft=N` says that it is the N-th draft, is marked so and never refused.
 * `comments=1` is the review copy (.docx only): the same text with the threads as Word's comments.
 */
export const exportQuerySchema = z.object({
  /** A version's id; absent: as it is now. */
  version: versionIdSchema.optional(),
  /** Absent: the report's own (`head.profile`). */
  profile: z
    .enum([...PROFILES, 'hd36', 'hd05', 'nd30'])
    .transform((id): ProfileId =>
      id in SHORT_PROFILES ? SHORT_PROFILES[id as keyof typeof SHORT_PROFILES] : (id as ProfileId),
    )
    .optional(),
  comments: flagSchema.optional(),
  /** With `comments=1`: changes since this version (or moment, see `history.ts`) as Word's tracked changes. */
  since: versionIdSchema.optional(),
  draft: z.coerce.number().int().min(1).max(99).optional(),
  /** One section with all below it, or `preamble`. */
  section: z.string().min(1).max(40).optional(),
  /** A table of contents in front of the text. */
  toc: flagSchema.optional(),
  /** Only looked at in the page: it makes no version, counts as no draft, and is not noted as exported. */
  preview: flagSchema.optional(),
})
export type ExportQuery = z.infer<typeof exportQuerySchema>

/** Why a report cannot be signed as it is. */
export const blockerSchema = z.discriminatedUnion('kind', [
  /** A section that the plan asks for has no text, and none below it has. */
  z.object({
    kind: z.literal('empty-section'),
    sectionId: z.string(),
    number: z.string(),
    title: z.string(),
  }),
  /** An open *yêu cầu sửa*. */
  z.object({
    kind: z.literal('must-fix'),
    threadId: z.string(),
    threadNumber: z.number().int(),
    /** Where it is; empty for the report as a whole or words that are gone. */
    sectionId: z.string(),
    quote: z.string(),
  }),
])
export type Blocker = z.infer<typeof blockerSchema>

/** Parts of the head that are left as a dotted blank. */
export const BLANKS = [
  'issuingBody',
  'number',
  'place',
  'date',
  'type',
  'subject',
  'authority',
  'signatoryTitle',
  'signatoryName',
  'recipients',
] as const
export const blankSchema = z.enum(BLANKS)
export type Blank = z.infer<typeof blankSchema>

/** `GET /api/reports/:id/export`: what is to be said before something is exported. */
export const exportCheckSchema = z.object({
  blockers: z.array(blockerSchema),
  blanks: z.array(blankSchema),
  /** Whether this server can make PDF files. */
  pdf: z.boolean(),
  /** What stands in the draft mark if nobody says otherwise: one more than the last one exported. */
  nextDraft: z.number().int(),
})
export type ExportCheck = z.infer<typeof exportCheckSchema>

/** How a version came to be. */
export const VERSION_KINDS = ['named', 'export', 'stage', 'automatic', 'before-restore'] as const

/**
 * `GET /api/reports/:id/versions`, newest first; `POST` `{name}` answers 201 with the one it made of what the report says
 * now. The copy for signature makes one by itself, unless nothing changed since the last.
 */
export const versionSchema = z.object({
  id: z.string(),
  /** Counts from 1 in each report. */
  number: z.number().int(),
  name: z.string(),
  kind: z.enum(VERSION_KINDS),
  /** The last edit in the log that belongs to it. */
  seq: z.number().int(),
  at: z.number(),
  by: z.object({ userId: z.string(), name: z.string() }),
  /** `contentHash` of what it says. */
  sha256: z.string(),
  /** Who wrote since the version before, and in which sections; only in the list. */
  people: z.array(z.object({ userId: z.string(), name: z.string() })).optional(),
  sectionIds: z.array(z.string()).optional(),
})
export type Version = z.infer<typeof versionSchema>
/**
 * `PATCH /api/reports/:id/versions/:vid` takes the same: an automatic version gets a name, and so is kept for ever. Answers
 * it. Coordinators. A name has neither controls, nor line ends, nor what turns the direction of writing: it stands in
 * one line among others.
 */
const VERSION_NAME = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\uFEFF]*$/u
export const newVersionSchema = z.object({
  name: z.string().trim().normalize('NFC').min(1).max(200).regex(VERSION_NAME),
})

/**
 * `POST /api/reports/:id/import` (members who may write somewhere): a form with the file `document` (.docx). Answers what
 * the file says, ready to be inserted by the page as an edit like any other; the text of the report is not touched. Its
 * pictures are kept with the report.
 */
export const importedPartSchema = z.object({
  /** The heading in the file without its number; empty for what stands before the first one. */
  heading: z.string(),
  level: z.number().int(),
  /** As typed or counted in the file: `II`, `1.3`, `a`; empty where there is none. */
  number: z.string(),
  /** The section of the report that this most likely belongs to; `preamble`; null: nobody can tell. */
  sectionId: z.string().nullable(),
  /** Nodes of the report's schema (`blocksToJson`). */
  blocks: z.array(z.looseObject({ type: z.string() })),
  words: z.number().int(),
})
export type ImportedPart = z.infer<typeof importedPartSchema>
/** Something the person should look at; each is a sentence in the browser's catalogue, with `detail` where it asks for one. */
export const IMPORT_WARNINGS = [
  'legacy-font',
  'decomposed',
  'numbering-dropped',
  'picture-dropped',
  'picture-unsupported',
  'tracked-changes-accepted',
  'comments-dropped',
  'text-boxes-moved',
  'style-unknown',
  'footnote-formatting-dropped',
  'nested-table-flattened',
  'link-flattened',
  'content-dropped',
  'empty',
] as const
export const importWarningSchema = z.object({
  kind: z.enum(IMPORT_WARNINGS),
  count: z.number().int(),
  /** E.g. the names of the fonts. */
  detail: z.string().optional(),
})
export type ImportWarning = z.infer<typeof importWarningSchema>
export const importResultSchema = z.object({
  name: z.string(),
  parts: z.array(importedPartSchema),
  warnings: z.array(importWarningSchema),
})
export type DocumentImport = z.infer<typeof importResultSchema>
