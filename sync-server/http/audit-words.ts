import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { vietnamStamp } from '../../report/vietnam-time.ts'
import { stageSchema, type AuditAction, type AuditEntry, type Role } from '../../report/wire/rest.ts'
import {
  ACTION_WORDS,
  ANSWER_WORDS,
  STAGE_WORDS,
  STATUS_WORDS,
  THREAD_KIND_WORDS,
} from '../../report/wire/words.ts'

/** The audit in Vietnamese words, for the file that leaves the product. */

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  coordinator: 'Điều phối',
  drafter: 'Soạn thảo',
  reviewer: 'Thẩm định',
  viewer: 'Theo dõi',
}

const VALUES: Readonly<Record<string, string>> = {
  ...ROLE_WORDS,
  ...STATUS_WORDS,
  ...THREAD_KIND_WORDS,
  ...ANSWER_WORDS,
  true: 'có',
  false: 'không',
  set: 'đã đặt',
  'single-sign-on': 'hệ thống chung của tỉnh',
  cli: 'dòng lệnh trên máy chủ',
  csv: 'tệp CSV',
  register: 'bảng tổng hợp ý kiến',
  paper: 'văn bản',
  'paper-pdf': 'văn bản (PDF)',
  'review-copy': 'văn bản kèm góp ý',
}

const FACTS: Readonly<Record<string, string>> = {
  address: 'Địa chỉ máy',
  admin: 'Quản trị',
  answer: 'Trả lời',
  authority: 'Thẩm quyền ký',
  before: 'Đoạn trước đó',
  blockers: 'Số việc chưa xong',
  by: 'Qua',
  characters: 'Số ký tự',
  circulation: 'Phạm vi lưu hành',
  color: 'Màu',
  date: 'Ngày',
  duplex: 'In hai mặt',
  draft: 'Dự thảo lần',
  edits: 'Số lần sửa',
  file: 'Tệp',
  fileSha256: 'Mã SHA-256 của tệp',
  former: 'Mã dòng cuối của nhật ký trước đó',
  from: 'Từ',
  headingMark: 'Dấu sau số mục',
  issuingBody: 'Cơ quan ban hành',
  inclusive: 'Tính cả ngày hạn',
  kind: 'Loại ý kiến',
  locked: 'Khoá',
  name: 'Tên',
  newName: 'Tên mới',
  number: 'Số',
  office: 'Cơ quan',
  officeId: 'Cơ quan',
  password: 'Mật khẩu',
  place: 'Địa danh',
  profile: 'Thể thức',
  quote: 'Đoạn',
  people: 'Số người',
  reason: 'Lý do',
  recipients: 'Nơi nhận',
  removed: 'Đã nhận hoặc bỏ',
  reply: 'Trả lời trong ý kiến',
  role: 'Vai trò',
  secrecy: 'Mức độ mật',
  shortName: 'Tên tắt',
  signatoryName: 'Người ký',
  signatoryTitle: 'Chức vụ người ký',
  section: 'Mục',
  sha256: 'Mã SHA-256 của nội dung',
  subject: 'Trích yếu',
  superiorBody: 'Cơ quan cấp trên',
  symbol: 'Ký hiệu',
  text: 'Lời nhắn',
  title: 'Tên báo cáo',
  today: 'Ngày dùng khi tập dượt',
  to: 'Thành',
  type: 'Loại văn bản',
  words: 'Số từ',
  typist: 'Ký hiệu người đánh máy',
  until: 'Lần cuối',
  urgency: 'Mức độ khẩn',
  username: 'Tên đăng nhập',
  version: 'Phiên bản',
  what: 'Nội dung',
  withdrawn: 'Rút lại',
}

export function actionWords(action: AuditAction): string {
  return ACTION_WORDS[action]
}

/** Office id -> name. */
export type OfficeNames = ReadonlyMap<string, string>

/** The facts of an entry in one line: `Từ: Đang soạn; Thành: Đã nộp`. */
export function factsInWords(
  details: AuditEntry['details'],
  offices: OfficeNames,
  action?: AuditAction,
): string {
  return Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${FACTS[name] ?? name}: ${valueInWords(name, value, offices, action)}`)
    .join('; ')
}

// Only of facts that are one of a few: a person may be called "set".
const CODED = new Set([
  'admin',
  'answer',
  'by',
  'from',
  'kind',
  'locked',
  'password',
  'removed',
  'reply',
  'role',
  'to',
  'withdrawn',
  'what',
])

function valueInWords(
  name: string,
  value: string,
  offices: OfficeNames,
  action: AuditAction | undefined,
): string {
  const stage = action === 'stage-moved' ? stageSchema.safeParse(value) : undefined
  if (stage?.success && (name === 'from' || name === 'to')) return STAGE_WORDS[stage.data]
  if (name === 'officeId') return offices.get(value) ?? value
  if (name === 'until') return vietnamStamp(Number(value))
  return CODED.has(name) ? (VALUES[value] ?? value) : value
}

export function sectionWords(section: AuditEntry['section']): string {
  if (!section) return ''
  if (section.id !== PREAMBLE_ID && section.title === '') return '(phần không còn trong báo cáo)'
  return `${section.number} ${section.title}`.trim()
}
