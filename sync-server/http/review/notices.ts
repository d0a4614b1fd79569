import { Router } from 'express'
import { noticesQuerySchema, noticesReadSchema } from '../../../report/wire/review.ts'
import type { Records } from '../../store/records.ts'
import type { Who } from '../who.ts'

export type NoticeDeps = { readonly records: Records; readonly who: Who; readonly now: () => number }

const PAGE = 30

/** One's inbox. */
export function noticeRoutes({ records, who, now }: NoticeDeps): Router {
  const router = Router()

  router.get('/notices', async (request, response) => {
    const person = await who.person(request)
    const { limit = PAGE, after } = noticesQuerySchema.parse(request.query)
    response.json(await records.notices(person.id, { limit, after }))
  })

  router.post('/notices/read', async (request, response) => {
    const person = await who.person(request)
    const which = noticesReadSchema.parse(request.body)
    await records.readNotices(person.id, 'all' in which ? 'all' : which, now())
    response.status(204).end()
  })

  return router
}
