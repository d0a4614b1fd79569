import { noticeSettingsSchema, noticesPageSchema } from '../../report/wire/review.ts'
import type {
  NoticeSettings,
  NoticeSettingsChange,
  NoticesPage,
  NoticesRead,
} from '../../report/wire/review.ts'
import { request, requestNothing } from './request.ts'

const PER_PAGE = 30

/** One's own notices, newest first; with `after` those that follow a page's `next`. */
export function fetchNotices(after?: string, signal?: AbortSignal): Promise<NoticesPage> {
  const query = new URLSearchParams({ limit: String(PER_PAGE), ...(after === undefined ? {} : { after }) })
  return request(noticesPageSchema, `/api/notices?${query.toString()}`, { signal })
}

export function readNotices(which: NoticesRead): Promise<void> {
  return requestNothing('/api/notices/read', { method: 'POST', body: which })
}

/** Where one's digest of unread notices goes, and whether the server has somewhere to send mail. */
export function fetchNoticeSettings(signal?: AbortSignal): Promise<NoticeSettings> {
  return request(noticeSettingsSchema, '/api/me/notices', { signal })
}

export function changeNoticeSettings(change: NoticeSettingsChange): Promise<NoticeSettings> {
  return request(noticeSettingsSchema, '/api/me/notices', { method: 'PATCH', body: change })
}
