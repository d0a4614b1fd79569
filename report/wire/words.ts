import type { AuditAction, SectionStatus, Stage } from './rest.ts'
import type { AnswerKind, ThreadKind } from './review.ts'

/** Vietnamese words that stand on the page and in the files that leave the product. */

export const ACTION_WORDS: Readonly<Record<AuditAction, string>> = {
  'sign-in': 'Đăng nhập',
  'sign-in-failed': 'Đăng nhập không thành công',
  'sign-out': 'Đăng xuất',
  'password-changed': 'Đổi mật khẩu',
  'code-issued': 'Cấp mã dùng một lần',
  'user-created': 'Tạo tài khoản',
  'user-changed': 'Sửa tài khoản',
  'user-deactivated': 'Khoá tài khoản',
  'user-activated': 'Mở khoá tài khoản',
  'office-created': 'Thêm cơ quan',
  'office-changed': 'Sửa cơ quan',
  'office-deleted': 'Xoá cơ quan',
  'report-created': 'Tạo báo cáo',
  'report-changed': 'Sửa thông tin báo cáo',
  'member-set': 'Đặt vai trò',
  'member-removed': 'Đưa ra khỏi báo cáo',
  'section-assigned': 'Giao phần',
  'section-status': 'Đổi trạng thái phần',
  'section-locked': 'Khoá hoặc mở khoá phần',
  'section-due': 'Đặt hạn cho phần',
  'section-edited': 'Soạn thảo',
  'handed-over': 'Chuyển phần chữ chưa vào báo cáo',
  exported: 'Xuất báo cáo',
  'version-created': 'Lưu phiên bản',
  'version-named': 'Đặt tên phiên bản',
  'version-restored': 'Khôi phục phiên bản',
  'stage-moved': 'Chuyển bước',
  'report-signed': 'Ký ban hành',
  'settings-changed': 'Sửa mốc thời gian và cách tính hạn',
  reminded: 'Nhắc việc',
  'contribution-received': 'Nhận báo cáo của cơ quan',
  'contribution-changed': 'Sửa báo cáo của cơ quan',
  imported: 'Đọc tệp Word để đưa vào',
  'comment-added': 'Góp ý',
  'comment-changed': 'Sửa góp ý',
  'comment-deleted': 'Xoá góp ý',
  'thread-changed': 'Đổi loại ý kiến',
  'thread-answered': 'Trả lời ý kiến',
  'thread-resolved': 'Khép ý kiến',
  'thread-reopened': 'Mở lại ý kiến',
  'thread-attached': 'Gắn lại ý kiến',
  restored: 'Khôi phục dữ liệu từ bản sao lưu',
}

export const THREAD_KIND_WORDS: Readonly<Record<ThreadKind, string>> = {
  opinion: 'Góp ý',
  change: 'Yêu cầu sửa',
  question: 'Câu hỏi',
}

export const ANSWER_WORDS: Readonly<Record<AnswerKind, string>> = {
  accepted: 'Tiếp thu',
  explained: 'Giải trình',
}

/** The paragraphs before the first section, where the titles of sections stand. */
export const PREAMBLE_WORDS = 'Phần mở đầu'

export const STATUS_WORDS: Readonly<Record<SectionStatus, string>> = {
  drafting: 'Đang soạn',
  submitted: 'Đã nộp',
  returned: 'Bị trả lại',
  approved: 'Đã duyệt',
}

export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  drafting: 'Soạn thảo',
  appraisal: 'Thẩm định',
  committee: 'Trình Ban Thường vụ',
  conference: 'Hội nghị tổng kết',
  finalising: 'Hoàn chỉnh',
  signed: 'Đã ký',
}
