import { Router, type Request } from 'express'
import { newId } from '../../../report/id.ts'
import { whyNoComment } from '../../../report/permission/comment-rights.ts'
import { ReportError } from '../../../report/wire/errors.ts'
import {
  messageChangeSchema,
  newAnswerSchema,
  newMessageSchema,
  newThreadSchema,
  readMarksSchema,
  threadChangeSchema,
  threadsQuerySchema,
  type Anchor,
  type AnchorDraft,
  type Thread,
} from '../../../report/wire/review.ts'
import type { Records } from '../../store/records.ts'
import {
  addReply,
  beginThread,
  changeThread,
  deleteMessage,
  mustBeSame,
  peopleOf,
  putAnswer,
  refuse,
  removeAnswer,
  rewordMessage,
  sitDown,
  type Desk,
} from './comment-desk.ts'
import { createPace } from './comment-pace.ts'
import type { CommentRooms } from '../report-rooms.ts'
import { headingsOf } from '../responsible.ts'
import type { Access, Who } from '../who.ts'

export type ThreadDeps = {
  readonly records: Records
  readonly rooms: CommentRooms
  readonly who: Who
  readonly now: () => number
}

const PAGE = 500
/** Of one person, replies and changes too. No hand is as fast; a hundred comments that were written offline are. */
const COMMENTS_PER_MINUTE = 300
/** Of one person, on all their pages: one that opens asks some twenty times, and then once for each news. */
const READS_PER_MINUTE = 600

/** What is said about a report beside its text. */
export function threadRoutes(deps: ThreadDeps): Router {
  const { records, rooms, who, now } = deps
  const router = Router()
  const pace = createPace(COMMENTS_PER_MINUTE, now)
  const reading = createPace(READS_PER_MINUTE, now)

  /** Who may say something at all. The rest is judged within the transaction. */
  const commenter = async (request: Request<{ id: string }>): Promise<Access> =>
    mayGoOn(await who.reader(request, request.params.id))
  const mayGoOn = (access: Access): Access => {
    refuse(whyNoComment(access, access.report.stage))
    pace.take(access.person.id)
    return access
  }

  /** The thread, if the message is in it already: somebody's second try, which is right whatever has changed since. */
  const saidBefore = async ({ report, person }: Access, { threadId, id, text }: SaidBefore) => {
    reading.take(person.id)
    const thread = await records.thread(report.id, threadId, person.id)
    const message = thread?.messages.find((one) => one.id === id)
    if (!thread || !message) return undefined
    mustBeSame(message, person.id, { text, people: await peopleOf(records, report.id) })
    return thread
  }

  /** Judges and writes in one transaction, and tells everybody when something was written. */
  const change = async (access: Access, work: (desk: Desk) => Promise<boolean>): Promise<boolean> => {
    const { id: reportId } = access.report
    const headings = await headingsOf(rooms, reportId)
    const isChanged = await records.atomically(async (inside) =>
      work(await sitDown(inside, access, headings, now())),
    )
    if (isChanged) rooms.tell(reportId, { type: 'threads', reportId })
    return isChanged
  }

  const threadFor = async ({ report, person }: Access, threadId: string): Promise<Thread> => {
    const thread = await records.thread(report.id, threadId, person.id)
    if (!thread) throw new ReportError('not-found')
    return thread
  }

  const place = async (reportId: string, draft: AnchorDraft): Promise<Anchor> => {
    const anchor = await rooms.place(reportId, draft)
    if (!anchor) throw new ReportError('no-such-report')
    return anchor
  }

  router.get('/reports/:id/threads', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    const { since = 0, limit = PAGE } = threadsQuerySchema.parse(request.query)
    reading.take(person.id)
    response.json(await records.threads(report.id, { since, limit, userId: person.id }))
  })

  router.post('/reports/:id/threads', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { id = newId(), kind, anchor: draft, text } = newThreadSchema.parse(request.body)
    // Before its words are looked for: they may have gone since it was sent the first time.
    const known = await saidBefore(access, { threadId: id, id, text })
    if (known) {
      response.json(known)
      return
    }
    mayGoOn(access)
    const anchor = await place(access.report.id, draft)
    const isNew = await change(access, (desk) => beginThread(desk, { id, kind, anchor, text }))
    if (isNew) rooms.follow(access.report.id, id, anchor)
    response.status(isNew ? 201 : 200).json(await threadFor(access, id))
  })

  router.post('/reports/:id/threads/read', async (request, response) => {
    const { report, person } = await who.reader(request, request.params.id)
    const { threadIds, at } = readMarksSchema.parse(request.body)
    const until = Math.min(at ?? Infinity, now())
    await records.atomically(async (inside) => {
      await inside.markThreadsRead(report.id, person.id, threadIds, until)
      await inside.readNotices(person.id, { threadIds, reportId: report.id, until }, now())
    })
    response.status(204).end()
  })

  router.patch('/reports/:id/threads/:threadId', async (request, response) => {
    const access = await commenter(request)
    const { threadId } = request.params
    const { anchor: draft, ...asked } = threadChangeSchema.parse(request.body)
    const anchor = draft && (await place(access.report.id, draft))
    const isChanged = await change(access, (desk) => changeThread(desk, threadId, asked, anchor))
    if (isChanged && anchor) rooms.follow(access.report.id, threadId, anchor)
    response.json(await threadFor(access, threadId))
  })

  router.put('/reports/:id/threads/:threadId/answer', async (request, response) => {
    const access = await commenter(request)
    const answer = newAnswerSchema.parse(request.body)
    await change(access, (desk) => putAnswer(desk, request.params.threadId, answer))
    response.json(await threadFor(access, request.params.threadId))
  })

  router.delete('/reports/:id/threads/:threadId/answer', async (request, response) => {
    const access = await commenter(request)
    await change(access, (desk) => removeAnswer(desk, request.params.threadId))
    response.status(204).end()
  })

  router.post('/reports/:id/threads/:threadId/messages', async (request, response) => {
    const access = await who.reader(request, request.params.id)
    const { threadId } = request.params
    const { id = newId(), text } = newMessageSchema.parse(request.body)
    const known = await saidBefore(access, { threadId, id, text })
    if (known) {
      response.json(known)
      return
    }
    mayGoOn(access)
    const isNew = await change(access, (desk) => addReply(desk, threadId, { id, text }))
    response.status(isNew ? 201 : 200).json(await threadFor(access, threadId))
  })

  router.patch('/reports/:id/threads/:threadId/messages/:messageId', async (request, response) => {
    const access = await commenter(request)
    const { text } = messageChangeSchema.parse(request.body)
    await change(access, (desk) => rewordMessage(desk, request.params, text))
    response.json(await threadFor(access, request.params.threadId))
  })

  router.delete('/reports/:id/threads/:threadId/messages/:messageId', async (request, response) => {
    const access = await commenter(request)
    await change(access, (desk) => deleteMessage(desk, request.params))
    response.status(204).end()
  })

  return router
}

type SaidBefore = { readonly threadId: string; readonly id: string; readonly text: string }
