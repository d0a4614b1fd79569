import type { NOTICE_REASONS } from '../../../report/wire/review.ts'

/** Who did what, at which thread if at any; the place follows. */
const reasons: Record<(typeof NOTICE_REASONS)[number], (who: string, thread: string) => string> = {
  mention: (who, thread) => `${who} nhắc đến bạn ở ${thread}`,
  reply: (who, thread) => `${who} trả lời ở ${thread}`,
  section: (who, thread) => `${who} gửi ${thread}`,
  answered: (who, thread) => `${who} trả lời chính thức (tiếp thu, giải trình) ${thread}`,
  resolved: (who, thread) => `${who} đã khép ${thread}`,
  reopened: (who, thread) => `${who} đã mở lại ${thread}`,
  assigned: (who) => `${who} giao việc soạn thảo cho cơ quan bạn`,
  reminded: (who) => `${who} nhắc cơ quan bạn về tiến độ`,
  submitted: (who) => `${who} đã nộp phần được giao`,
  returned: (who) => `${who} trả lại phần của cơ quan bạn để sửa`,
  approved: (who) => `${who} đã duyệt phần của cơ quan bạn`,
  stage: (who) => `${who} đã chuyển bước báo cáo`,
}

/** The inbox, and where its digest is mailed to. */
export const notices = {
  title: 'Thông báo',
  /** The bell: all that a screen reader hears of it. */
  bell: 'Thông báo',
  bellUnread: (n: string) => `Thông báo: ${n} chưa đọc`,
  newOne: 'Có thông báo mới.',
  newMany: (n: string) => `Có ${n} thông báo mới.`,
  reasons,
  who: (name: string, office: string) => `${name} (${office})`,
  thread: (kind: string, n: number) => `${kind} ${n}`,
  atSection: (sentence: string, path: string) => `${sentence}, mục ${path}`,
  atPreamble: (sentence: string) => `${sentence}, phần mở đầu`,
  unread: 'Chưa đọc',
  markRead: 'Đánh dấu đã đọc',
  markThisRead: (sentence: string) => `Đánh dấu đã đọc: ${sentence}`,
  markAll: 'Đánh dấu tất cả đã đọc',
  markFailed: 'Chưa đánh dấu được.',
  all: 'Xem tất cả thông báo',
  empty: 'Chưa có thông báo nào',
  emptyAdvice:
    'Khi có người nhắc đến bạn, trả lời bạn, giao việc hoặc góp ý vào phần của cơ quan bạn, bạn sẽ thấy ở đây.',
  failed: 'Không tải được thông báo',
  more: 'Xem thêm',
  loadingMore: 'Đang tải thêm…',
  unreadCount: (n: string) => `${n} chưa đọc`,
  allRead: 'Không có thông báo chưa đọc.',

  mail: 'Nhận thông báo qua thư điện tử',
  mailIntro: 'Thư gom các thông báo chưa đọc; mở báo cáo để xem và trả lời.',
  mailUnavailable: 'Máy chủ này chưa được cài đặt gửi thư: thông báo chỉ hiện trong chương trình.',
  email: 'Địa chỉ thư điện tử',
  emailMissing: 'Hãy nhập địa chỉ để nhận thư.',
  emailInvalid: 'Địa chỉ thư điện tử không đúng dạng, ví dụ: ten@coquan.gov.vn.',
  digest: 'Gửi thư',
  digests: { off: 'Không gửi', hourly: 'Mỗi giờ', daily: 'Mỗi ngày' },
  save: 'Lưu',
  saving: 'Đang lưu…',
  saved: 'Đã lưu cách nhận thông báo.',
  settingsFailed: 'Không tải được cách nhận thông báo',
}
