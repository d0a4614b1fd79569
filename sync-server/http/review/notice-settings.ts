import { Router } from 'express'
import { noticeSettingsChangeSchema, type NoticeSettings } from '../../../report/wire/review.ts'
import type { Records } from '../../store/records.ts'
import type { Who } from '../who.ts'

export type NoticeSettingsDeps = {
  readonly records: Pick<Records, 'noticeSettings' | 'changeNoticeSettings'>
  /** The server has somewhere to send mail. */
  readonly mailAvailable: boolean
  readonly who: Who
}

/** Where one's own digest of notices goes. Nobody else is ever shown it, administrators neither. */
export function noticeSettingsRoutes({ records, mailAvailable, who }: NoticeSettingsDeps): Router {
  const router = Router()
  const settingsOf = async (userId: string): Promise<NoticeSettings> => {
    const { email, digest } = await records.noticeSettings(userId)
    return { email, digest, available: mailAvailable }
  }

  router.get('/me/notices', async (request, response) => {
    const { id } = await who.person(request)
    response.json(await settingsOf(id))
  })

  router.patch('/me/notices', async (request, response) => {
    const { id } = await who.person(request)
    const { email, digest } = noticeSettingsChangeSchema.parse(request.body)
    await records.changeNoticeSettings(id, {
      ...(email === undefined ? {} : { email }),
      ...(digest === undefined ? {} : { digest }),
    })
    response.json(await settingsOf(id))
  })

  return router
}
