import { z } from 'zod'
import { stageBlockerSchema } from './progress.ts'

/**
 * Every error a person can meet: its HTTP status and the sentence shown, in both languages. The code travels in
 * `application/problem+json` (RFC 9457) and in `123` refusals; the sentence is chosen by the browser.
 */
export const ERRORS = {
  'bad-request': { status: 400, vi: 'Yêu cầu không hợp lệ.', en: 'The request is not valid.' },
  'not-signed-in': {
    status: 401,
    vi: 'Bạn chưa đăng nhập hoặc phiên đã hết hạn.',
    en: 'You are not signed in, or your session has ended.',
  },
  'wrong-credentials': {
    status: 401,
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng.',
    en: 'The user name or the password is wrong.',
  },
  'no-access': { status: 403, vi: 'Bạn không có quyền thực hiện việc này.', en: 'You may not do this.' },
  'foreign-origin': {
    status: 403,
    vi: 'Yêu cầu đến từ một trang lạ nên bị từ chối.',
    en: 'The request comes from a foreign page and was refused.',
  },
  'not-found': { status: 404, vi: 'Không tìm thấy nội dung này.', en: 'Not found.' },
  'no-such-report': {
    status: 404,
    vi: 'Không có báo cáo này, hoặc báo cáo đã bị xoá.',
    en: 'There is no such report.',
  },
  conflict: {
    status: 409,
    vi: 'Không thực hiện được việc này.',
    en: 'This cannot be done.',
  },
  'stage-blocked': {
    status: 409,
    vi: 'Còn việc chưa xong nên chưa thể chuyển bước.',
    en: 'Something is still open, so the report cannot move on.',
  },
  'stage-not-next': {
    status: 409,
    vi: 'Báo cáo đã được chuyển bước trong lúc này. Hãy xem lại trang Tiến độ.',
    en: 'The report has been moved meanwhile. Look at its progress again.',
  },
  'reason-missing': {
    status: 400,
    vi: 'Hãy ghi lý do.',
    en: 'Say why.',
  },
  'stage-closed': {
    status: 403,
    vi: 'Ở bước này chỉ sửa được những phần bị trả lại; góp ý thì vẫn được.',
    en: 'At this stage only returned sections can be edited; comments go on.',
  },
  'no-such-moment': {
    status: 404,
    vi: 'Không có thời điểm này trong lịch sử báo cáo.',
    en: 'The report has no such moment in its past.',
  },
  'wrong-signed-file': {
    status: 422,
    vi: 'Tệp này không phải bản xuất từ phiên bản đã chọn của báo cáo.',
    en: 'This file was not exported from the chosen version of the report.',
  },
  'name-taken': { status: 409, vi: 'Tên này đã được dùng.', en: 'This name is taken.' },
  'setup-done': {
    status: 409,
    vi: 'Tài khoản quản trị đã được tạo; liên kết này không còn hiệu lực.',
    en: 'The administrator exists already; this link is used up.',
  },
  'too-large': {
    status: 413,
    vi: 'Tệp hoặc nội dung gửi lên quá lớn.',
    en: 'The file or the content is too large.',
  },
  'unsupported-file': {
    status: 415,
    vi: 'Chỉ nhận tệp .txt hoặc .docx. Tệp .doc thì mở bằng Word rồi lưu lại dạng .docx.',
    en: 'Only .txt and .docx files are accepted. Open a .doc in Word and save it as .docx.',
  },
  'unreadable-file': {
    status: 422,
    vi: 'Không đọc được tệp này. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại.',
    en: 'This file cannot be read. Open it in Word, save it as .docx and try again.',
  },
  'plan-without-outline': {
    status: 422,
    vi: 'Không tìm thấy phần “Nội dung” của kế hoạch. Bạn vẫn có thể bắt đầu từ đề cương trống.',
    en: 'The plan has no part called “Nội dung”. You can still start from a blank outline.',
  },
  'unsupported-image': {
    status: 415,
    vi: 'Chỉ nhận ảnh PNG hoặc JPEG.',
    en: 'Only PNG and JPEG images are accepted.',
  },
  'too-many-requests': {
    status: 429,
    vi: 'Bạn thử quá nhiều lần. Hãy đợi một lát rồi thử lại.',
    en: 'Too many attempts. Wait a while and try again.',
  },
  internal: {
    status: 500,
    vi: 'Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo cho quản trị.',
    en: 'The server failed. Try again; if it goes on, tell the administrator.',
  },
  'storage-failed': {
    status: 507,
    vi: 'Máy chủ không ghi được xuống đĩa. Hãy báo quản trị ngay.',
    en: 'The server cannot write to its disk. Tell the administrator at once.',
  },
  'report-full': {
    status: 413,
    vi: 'Báo cáo đã đạt dung lượng tối đa.',
    en: 'The report has reached its largest size.',
  },
  'reads-only': {
    status: 403,
    vi: 'Bạn chỉ được đọc báo cáo này.',
    en: 'You may only read this report.',
  },
  'report-signed': {
    status: 403,
    vi: 'Báo cáo đã ký; không ai sửa được nữa.',
    en: 'The report is signed; nobody can change it any more.',
  },
  'section-of-others': {
    status: 403,
    vi: 'Phần này do cơ quan khác soạn; bạn chỉ được đọc.',
    en: 'This section belongs to another office; you may only read it.',
  },
  'section-approved': {
    status: 403,
    vi: 'Phần này đã được duyệt; chỉ người điều phối sửa được.',
    en: 'This section is approved; only the coordinator can change it.',
  },
  'section-locked': {
    status: 403,
    vi: 'Phần này đang khoá; chỉ người điều phối sửa được.',
    en: 'This section is locked; only the coordinator can change it.',
  },
  'outline-of-coordinator': {
    status: 403,
    vi: 'Chỉ người điều phối sửa được đề mục và thứ tự các phần.',
    en: 'Only the coordinator can change headings and their order.',
  },
  'export-blocked': {
    status: 409,
    vi: 'Văn bản chưa đủ để trình ký.',
    en: 'The document is not ready to be signed.',
  },
  'export-failed': {
    status: 500,
    vi: 'Không tạo được tệp. Vui lòng thử lại; nếu vẫn lỗi, báo người quản trị.',
    en: 'The file could not be made. Please try again; if it fails again, tell the administrator.',
  },
  'export-too-slow': {
    status: 504,
    vi: 'Tạo tệp quá lâu nên đã dừng. Vui lòng thử lại sau.',
    en: 'Making the file took too long and was stopped. Please try again later.',
  },
  'pdf-unavailable': {
    status: 501,
    vi: 'Máy chủ chưa cài LibreOffice nên không tạo được PDF. Bạn vẫn xuất được tệp Word.',
    en: 'This server has no LibreOffice and cannot make PDF files. A Word file can still be exported.',
  },
  'no-such-version': {
    status: 404,
    vi: 'Không có phiên bản này.',
    en: 'There is no such version.',
  },
  'no-such-section': {
    status: 404,
    vi: 'Báo cáo không còn mục này.',
    en: 'The report has no such section any more.',
  },
  'answer-first': {
    status: 409,
    vi: 'Hãy ghi tiếp thu hoặc giải trình trước khi khép yêu cầu sửa này.',
    en: 'Answer this request before you close it.',
  },
  'text-not-here-yet': {
    status: 409,
    vi: 'Đoạn được góp ý chưa tới máy chủ. Góp ý sẽ được gửi lại.',
    en: 'The words commented on have not reached the server yet; the comment will be sent again.',
  },
  'password-change-required': {
    status: 403,
    vi: 'Hãy đặt mật khẩu mới trước khi tiếp tục.',
    en: 'Set a new password before you go on.',
  },
  'weak-password': {
    status: 422,
    vi: 'Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác.',
    en: 'This password is too easy to guess. Choose another.',
  },
  'sign-on-failed': {
    status: 401,
    vi: 'Không đăng nhập được qua hệ thống chung của tỉnh. Hãy thử lại, hoặc dùng tên và mật khẩu.',
    en: 'Single sign-on failed. Try again, or use your name and password.',
  },
  'sign-on-unknown': {
    status: 403,
    vi: 'Tài khoản chung của bạn chưa được cấp quyền vào Cùng Soạn. Hãy báo quản trị.',
    en: 'Your single sign-on account has no account here. Ask the administrator.',
  },
  'foreign-client-id': {
    status: 403,
    vi: 'Thay đổi mang danh người khác nên bị từ chối.',
    en: 'The edit carries another person’s identity and was refused.',
  },
} as const satisfies Record<string, { status: number; vi: string; en: string }>

export type ErrorCode = keyof typeof ERRORS

/** The body of every error response (RFC 9457). `code` is the contract; `title` is the Vietnamese sentence. */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  /** Further sentences for the person, e.g. what the plan lacks. Vietnamese. */
  detail: z.string().optional(),
  /** Of `export-blocked` and `stage-blocked`: what `detail` says in lines, as data. */
  blockers: z.array(stageBlockerSchema).optional(),
})
export type Problem = z.infer<typeof problemSchema>

/** An expected failure on its way to the person. */
export class ReportError extends Error {
  readonly code: ErrorCode
  readonly detail: string | undefined
  constructor(code: ErrorCode, detail?: string) {
    super(detail ? `${code}: ${detail}` : code)
    this.name = 'ReportError'
    this.code = code
    this.detail = detail
  }
  get status(): number {
    return ERRORS[this.code].status
  }
}
