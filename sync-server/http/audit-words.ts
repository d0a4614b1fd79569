import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { vietnamStamp } from '../../report/vietnam-time.ts'
import type { AuditAction, AuditEntry, Role } from '../../report/wire/rest.ts'
import { ACTION_WORDS, ANSWER_WORDS, STATUS_WORDS, THREAD_KIND_WORDS } from '../../report/wire/words.ts'

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
}

const FACTS: Readonly<Record<string, string>> = {
  address: 'Địa chỉ máy',
  admin: 'Quản trị',
  answer: 'Trả lời',
  authority: 'Thẩm quyền ký',
  before: 'Đoạn trước đó',
  by: 'Qua',
  characters: 'Số ký tự',
  color: 'Màu',
  date: 'Ngày',
  edits: 'Số lần sửa',
  from: 'Từ',
  issuingBody: 'Cơ quan ban hành',
  kind: 'Loại ý kiến',
  locked: 'Khoá',
  name: 'Tên',
  newName: 'Tên mới',
  number: 'Số',
  office: 'Cơ quan',
  officeId: 'Cơ quan',
  password: 'Mật khẩu',
  place: 'Địa danh',
  quote: 'Đoạn',
  recipients: 'Nơi nhận',
  removed: 'Đã nhận hoặc bỏ',
  reply: 'Trả lời trong ý kiến',
  role: 'Vai trò',
  shortName: 'Tên tắt',
  signatoryName: 'Người ký',
  signatoryTitle: 'Chức vụ người ký',
  subject: 'Trích yếu',
  superiorBody: 'Cơ quan cấp trên',
  title: 'Tên báo cáo',
  to: 'Thành',
  type: 'Loại văn bản',
  until: 'Lần cuối',
  username: 'Tên đăng nhập',
  what: 'Nội dung',
  withdrawn: 'Rút lại',
}

export function actionWords(action: AuditAction): string {
  return ACTION_WORDS[action]
}

/** Office id -> name. */
export type OfficeNames = ReadonlyMap<string, string>

/** The facts of an entry in one line: `Từ: Đang soạn; Thành: Đã nộp`. */
export function factsInWords(details: AuditEntry['details'], offices: OfficeNames): string {
  return Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${FACTS[name] ?? name}: ${valueInWords(name, value, offices)}`)
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

function valueInWords(name: string, value: string, offices: OfficeNames): string {
  if (name === 'officeId') return offices.get(value) ?? value
  if (name === 'until') return vietnamStamp(Number(value))
  return CODED.has(name) ? (VALUES[value] ?? value) : value
}

export function sectionWords(section: AuditEntry['section']): string {
  if (!section) return ''
  if (section.id !== PREAMBLE_ID && section.title === '') return '(phần không còn trong báo cáo)'
  return `${section.number} ${section.title}`.trim()
}
