import type { SectionStatus } from '../../../report/wire/rest.ts'

const statuses: Record<SectionStatus, string> = {
  drafting: 'Đang soạn',
  submitted: 'Đã nộp',
  returned: 'Bị trả lại',
  approved: 'Đã duyệt',
}

/** Who may write where: in the text, in the outline, and where the coordinator decides it. */
export const rights = {
  statuses,
  writtenBy: (offices: string) => `${offices} soạn`,
  locked: 'Đang khoá',
  approvedClosed: 'Đã duyệt · chỉ người điều phối sửa',
  unknownOffice: 'cơ quan khác',
  ofOthers: (offices: string) => `Phần này do ${offices} soạn; bạn chỉ được đọc.`,
  readsOnly: 'Bạn chỉ đọc báo cáo này',
  signed: 'Báo cáo đã ký, không sửa được nữa',

  assign: 'Giao cho…',
  assignTitle: (title: string) => `Giao “${title}” cho`,
  assignIntro:
    'Cơ quan được giao viết phần này và các mục con chưa giao riêng. Cơ quan chọn đầu tiên chịu trách nhiệm chính.',
  assignMany: 'Giao nhiều phần…',
  assignManyTitle: 'Giao nhiều phần',
  assignManyIntro: 'Chọn các phần, rồi chọn cơ quan được giao.',
  sectionsToAssign: 'Các phần',
  findSection: 'Tìm phần',
  offices: 'Cơ quan',
  findOffice: 'Tìm cơ quan',
  noOfficeFound: 'Không có cơ quan nào khớp.',
  lead: 'Chịu trách nhiệm chính',
  alsoWrites: 'Cùng soạn',
  unassigned: 'Chưa giao',
  unassignedHint: 'Mọi người soạn thảo đều viết được.',
  inherits: (offices: string) => `Theo mục trên: ${offices}`,
  save: 'Lưu',
  chooseSections: 'Hãy chọn ít nhất một phần.',
  assigned: (title: string, offices: string) => `“${title}”: ${offices}.`,
  assignedMany: (count: number, offices: string) => `Đã giao ${count} phần: ${offices}.`,
  notAMember: 'chưa tham gia báo cáo',

  lock: 'Khoá',
  unlock: 'Mở khoá',
  isLocked: (title: string) => `Đã khoá “${title}”.`,
  isUnlocked: (title: string) => `Đã mở khoá “${title}”.`,
  submit: 'Nộp',
  takeBack: 'Rút lại để sửa',
  giveBack: 'Trả lại',
  approve: 'Duyệt',
  reopen: 'Mở lại',
  statusChanged: (title: string, status: string) => `“${title}”: ${status}.`,

  onlyMine: 'Phần của cơ quan tôi',
  noneMine: 'Chưa có phần nào được giao cho cơ quan của bạn.',
}
