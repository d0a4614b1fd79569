import { z } from 'zod'
import { officeSchema, roleSchema } from './rest.ts'

/** Bodies of comment threads, of notices and of the register of opinions, both ways. Times are milliseconds since the epoch. */

/** *Góp ý*, *yêu cầu sửa*, *câu hỏi*. */
export const THREAD_KINDS = ['opinion', 'change', 'question'] as const
export const threadKindSchema = z.enum(THREAD_KINDS)
export type ThreadKind = z.infer<typeof threadKindSchema>

/** *Tiếp thu*, *giải trình*. */
export const ANSWER_KINDS = ['accepted', 'explained'] as const
export const answerKindSchema = z.enum(ANSWER_KINDS)
export type AnswerKind = z.infer<typeof answerKindSchema>

export const LONGEST_QUOTE = 20_000
export const LONGEST_CONTEXT = 64
export const LONGEST_MESSAGE = 10_000

const threadIdSchema = z.string().regex(/^[0-9a-zA-Z_-]{8,40}$/)
const blockIdSchema = z.string().min(1).max(40)
const yjsNumberSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** `Y.relativePositionToJSON`. */
export const relativePositionSchema = z.looseObject({
  item: z.object({ client: yjsNumberSchema, clock: yjsNumberSchema }).nullish(),
  type: z.object({ client: yjsNumberSchema, clock: yjsNumberSchema }).nullish(),
  tname: z.string().max(40).nullish(),
  assoc: z.number().int().optional(),
})

/**
 * What a comment is about, as its author's page sees it. The server looks for it in the report as it is by then: at the
 * relative positions, else by the quote with its context, first in the block of that id. Words that are gone already make
 * a thread without a place, never none.
 */
export const anchorDraftSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    /** From the first character (assoc 0) to the last one (assoc -1). */
    rel: z.object({ from: relativePositionSchema, to: relativePositionSchema }).optional(),
    blockId: blockIdSchema.nullish(),
    /** Blocks are parted by a line feed. */
    quote: z.string().min(1).max(LONGEST_QUOTE),
    prefix: z.string().max(LONGEST_CONTEXT).optional(),
    suffix: z.string().max(LONGEST_CONTEXT).optional(),
  }),
  /** A table, a picture, a paragraph as a whole. */
  z.object({
    kind: z.literal('block'),
    blockId: blockIdSchema,
    quote: z.string().max(LONGEST_QUOTE).optional(),
  }),
  /** `preamble` for the opening paragraphs. */
  z.object({ kind: z.literal('section'), sectionId: blockIdSchema }),
  z.object({ kind: z.literal('report') }),
])
export type AnchorDraft = z.infer<typeof anchorDraftSchema>

/** Consecutive characters by the identity that Yjs gave each: client, clock of the first, how many. UTF-16 units. */
export const charRangeSchema = z.tuple([yjsNumberSchema, yjsNumberSchema, z.number().int().positive()])
export type CharRange = z.infer<typeof charRangeSchema>

/** The part of an anchor that stands in one `Y.XmlText`. `chars` has one identity for each unit of `text`. */
export const anchorPieceSchema = z.object({
  blockId: z.string().nullable(),
  text: z.string(),
  chars: z.array(charRangeSchema),
})
export type AnchorPiece = z.infer<typeof anchorPieceSchema>

/** See docs/anchors.md for what an anchor promises. */
export const anchorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('range'),
    /** Where the words are, or last were; `preamble` for the opening paragraphs. */
    sectionId: z.string(),
    /** As it was selected; it never changes. */
    quote: z.string(),
    /** What stood around the words when they were last seen. */
    prefix: z.string(),
    suffix: z.string(),
    pieces: z.array(anchorPieceSchema),
    /** None of the words is in the report any more. */
    lost: z.boolean(),
  }),
  z.object({
    kind: z.literal('block'),
    sectionId: z.string(),
    blockId: z.string(),
    quote: z.string(),
    lost: z.boolean(),
  }),
  /** `quote` is the section's title; lost when the section is gone. */
  z.object({ kind: z.literal('section'), sectionId: z.string(), quote: z.string(), lost: z.boolean() }),
  z.object({ kind: z.literal('report') }),
])
export type Anchor = z.infer<typeof anchorSchema>

/** Somebody as they were when they wrote: who changes office or role later stays what they were then. */
export const authorSchema = z.object({
  userId: z.string(),
  name: z.string(),
  office: officeSchema.nullable(),
  role: roleSchema,
})
export type Author = z.infer<typeof authorSchema>

export const messageSchema = z.object({
  id: z.string(),
  author: authorSchema,
  at: z.number(),
  editedAt: z.number().nullable(),
  /** Then `text` is empty: the message's place stays. */
  deletedAt: z.number().nullable(),
  /** Light markup, see `report/review/message-text.ts`: `**bold**`, `- ` and `1. ` lists, `@[Tên](user:ID)`, `@[Tên](office:ID)`. */
  text: z.string(),
})
export type Message = z.infer<typeof messageSchema>

export const threadSchema = z.object({
  id: z.string(),
  /** Counts from 1 in each report, and is never given twice. */
  number: z.number().int(),
  kind: threadKindSchema,
  anchor: anchorSchema,
  author: authorSchema,
  createdAt: z.number(),
  /** Null while it is open. */
  resolved: z.object({ by: authorSchema, at: z.number() }).nullable(),
  /** What the responsible office says to it in the register of opinions. */
  answer: z.object({ kind: answerKindSchema, text: z.string(), by: authorSchema, at: z.number() }).nullable(),
  /** Oldest first; the first one opened the thread and has its id. */
  messages: z.array(messageSchema),
  /** Up to when the person who asks has read it; 0 for not at all. */
  readAt: z.number(),
  /** Raised by every change; see `GET …/threads`. */
  rev: z.number().int(),
})
export type Thread = z.infer<typeof threadSchema>

/**
 * `GET /api/reports/:id/threads?since=REV`: the threads that changed after `since` (0: all), in the order of their last
 * change, some hundreds at a time. Ask again with `rev` while `more`. The event `threads` says when to ask.
 */
export const threadsQuerySchema = z.object({
  since: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
})
export const threadsPageSchema = z.object({
  threads: z.array(threadSchema),
  rev: z.number().int(),
  more: z.boolean(),
})
export type ThreadsPage = z.infer<typeof threadsPageSchema>

const messageTextSchema = z.string().trim().min(1).max(LONGEST_MESSAGE)

/**
 * `POST /api/reports/:id/threads` (coordinator, drafter, reviewer) answers 201 with the thread; 200 when it was there
 * already: the id is the client's, so that a second try on a bad line makes no second thread.
 */
export const newThreadSchema = z.object({
  id: threadIdSchema.optional(),
  kind: threadKindSchema.default('opinion'),
  anchor: anchorDraftSchema,
  text: messageTextSchema,
})
export type NewThread = z.infer<typeof newThreadSchema>

/** `POST …/threads/:tid/messages`, as above. */
export const newMessageSchema = z.object({ id: threadIdSchema.optional(), text: messageTextSchema })
export type NewMessage = z.infer<typeof newMessageSchema>

/** `PATCH …/threads/:tid/messages/:mid`: one's own only. `DELETE` leaves its place. */
export const messageChangeSchema = z.object({ text: messageTextSchema })

/**
 * `PATCH …/threads/:tid`: the thread's author, the section's office, reviewers, coordinators. The kind is its author's and
 * the coordinator's. An office resolves a *yêu cầu sửa* only once it is answered (`answer-first`). Answers with the thread.
 */
export const threadChangeSchema = z
  .object({ resolved: z.boolean(), kind: threadKindSchema, anchor: anchorDraftSchema })
  .partial()
export type ThreadChange = z.infer<typeof threadChangeSchema>

/** `PUT …/threads/:tid/answer` (the section's office, coordinators), `DELETE` takes it back. An explanation needs words. */
export const newAnswerSchema = z.object({
  kind: answerKindSchema,
  text: z.string().trim().max(LONGEST_MESSAGE),
})
export type NewAnswer = z.infer<typeof newAnswerSchema>

/**
 * `POST /api/reports/:id/threads/read`: the person has seen what there is in these, up to `at` (the time of the newest
 * message they were shown; without it, up to now). Their notices of it are read with it. 204.
 */
export const readMarksSchema = z.object({
  threadIds: z.array(z.string()).max(1000),
  at: z.number().int().min(0).optional(),
})

export const NOTICE_REASONS = [
  'mention',
  'reply',
  'section',
  'answered',
  'resolved',
  'reopened',
  // Of no thread: `threadId` is '', `threadNumber` 0.
  'assigned',
  'reminded',
  'submitted',
  'returned',
  'approved',
  'stage',
] as const
export const noticeSchema = z.object({
  id: z.string(),
  reason: z.enum(NOTICE_REASONS),
  at: z.number(),
  readAt: z.number().nullable(),
  by: authorSchema,
  report: z.object({ id: z.string(), title: z.string() }),
  threadId: z.string(),
  threadNumber: z.number().int(),
  threadKind: threadKindSchema,
  sectionId: z.string().nullable(),
  /** The beginning of what was written, as plain text. */
  excerpt: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>

/** `GET /api/notices?after=&limit=`, newest first: one's own, from reports that one may still read. */
export const noticesQuerySchema = z.object({
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})
export const noticesPageSchema = z.object({
  notices: z.array(noticeSchema),
  unread: z.number().int(),
  next: z.string().nullable(),
})
export type NoticesPage = z.infer<typeof noticesPageSchema>

/** `POST /api/notices/read`: these, those of a thread, or all of one's own. 204. */
export const noticesReadSchema = z.union([
  z.object({ ids: z.array(z.string()).max(1000) }),
  z.object({ threadIds: z.array(z.string()).max(1000) }),
  z.object({ all: z.literal(true) }),
])
export type NoticesRead = z.infer<typeof noticesReadSchema>

export const DIGESTS = ['off', 'hourly', 'daily'] as const
export const digestSchema = z.enum(DIGESTS)
export type Digest = z.infer<typeof digestSchema>

/** `GET/PATCH /api/me/notices`: where one's digest of unread notices goes. `available`: the server has somewhere to send mail. */
export const noticeSettingsSchema = z.object({
  email: z.email().max(200).nullable(),
  digest: digestSchema,
  available: z.boolean(),
})
export type NoticeSettings = z.infer<typeof noticeSettingsSchema>
export const noticeSettingsChangeSchema = noticeSettingsSchema.omit({ available: true }).partial()
export type NoticeSettingsChange = z.infer<typeof noticeSettingsChangeSchema>

/** `GET /api/reports/:id/appraisal.docx`. Every reader; by default by section, everything. */
export const registerQuerySchema = z.object({
  sort: z.enum(['section', 'number', 'office', 'state']).optional(),
  state: z.enum(['all', 'open', 'resolved']).optional(),
})
export type RegisterQuery = z.infer<typeof registerQuerySchema>
