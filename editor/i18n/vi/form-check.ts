import type { FormRule } from '../../../report/form-check/finding.ts'

/** *Kiểm tra thể thức*: what of a report's form somebody should look at before it goes out. */
export const formCheck = {
  open: 'Kiểm tra thể thức',
  short: 'Thể thức',
  region: 'Kiểm tra thể thức',
  close: 'Đóng phần kiểm tra thể thức',
  checking: 'Đang xem thể thức…',
  count: (n: string) => `${n} điểm nên xem lại`,
  none: 'Chưa thấy điểm nào cần xem lại',
  noneAdvice: 'Danh sách tự xem lại mỗi khi bạn ngừng gõ.',
  onlyWarnings: 'Chỉ là gợi ý, không chặn việc trình ký.',
  preamble: 'Phần mở đầu',
  inHead: 'Phần đầu văn bản',
  goTo: (quote: string) => `Tới chỗ “${quote}”`,
  better: (better: string) => `Nên viết: ${better}`,
  correct: 'Sửa',
  correctOne: (quote: string) => `Sửa “${quote}”`,
  correctAll: (n: string) => `Sửa tất cả (${n})`,
  inHeadForm: 'Sửa ở phần đầu',
  overlook: 'Bỏ qua',
  overlookOne: (quote: string) => `Bỏ qua “${quote}”`,
  overlooked: (n: string) => `Đã bỏ qua ${n} điểm.`,
  showOverlooked: 'Hiện lại',
  corrected: (n: string) => `Đã sửa ${n} chỗ. Hoàn tác: Ctrl+Z.`,
  changed: 'Chỗ này vừa thay đổi; danh sách đã được xem lại.',
  more: (n: string) => `Xem thêm ${n} điểm`,
  lookAt: (n: string) => `${n} điểm về thể thức nên xem lại`,

  rules: {
    'subject-capital': {
      name: 'Trích yếu viết hoa chữ đầu',
      why: 'Trích yếu viết tiếp sau tên loại nên không viết hoa chữ đầu, ví dụ: BÁO CÁO / tổng kết 10 năm thực hiện Nghị quyết…',
    },
    'subject-full-stop': {
      name: 'Trích yếu có dấu ở cuối',
      why: 'Cuối trích yếu không có dấu chấm hay dấu phẩy.',
    },
    'subject-repeats-type': {
      name: 'Trích yếu nhắc lại tên loại',
      why: 'Tên loại đã đứng ở dòng trên: viết “tổng kết…”, không viết “báo cáo tổng kết…”.',
    },
    'recipients-copy-last': {
      name: 'Dòng “Lưu” ở nơi nhận',
      why: 'Nơi nhận kết thúc bằng dòng lưu, ví dụ: - Lưu Văn phòng Tỉnh ủy.',
    },
    'recipients-twice': { name: 'Nơi nhận trùng nhau', why: 'Mỗi nơi nhận chỉ ghi một lần.' },
    'recipients-punctuation': {
      name: 'Nhiều nơi nhận trên một dòng',
      why: 'Mỗi nơi nhận một dòng; dấu phẩy và dấu chấm cuối dòng do phần mềm đặt.',
    },
    'empty-section': { name: 'Mục chưa có nội dung', why: 'Đề cương yêu cầu mục này nhưng chưa ai viết.' },
    'code-dash': {
      name: 'Gạch nối trong số, ký hiệu',
      why: 'Số và ký hiệu dùng dấu gạch nối ngắn, ví dụ: 20-NQ/TW, không phải 20–NQ/TW.',
    },
    'code-space': {
      name: 'Dấu cách trong số, ký hiệu',
      why: 'Số và ký hiệu viết liền, ví dụ: 20-NQ/TW, không phải 20 - NQ/TW.',
    },
    'citation-number': {
      name: 'Thiếu chữ “số”',
      why: 'Lần đầu nhắc tới văn bản thì ghi có chữ “số”, ví dụ: Nghị quyết số 20-NQ/TW.',
    },
    'citation-comma': {
      name: 'Thiếu dấu phẩy trước “ngày”',
      why: 'Sau số, ký hiệu có dấu phẩy, ví dụ: Nghị quyết số 20-NQ/TW, ngày 01/11/2012.',
    },
    'citation-date': {
      name: 'Thiếu ngày ban hành',
      why: 'Lần đầu nhắc tới ghi đủ số, ngày và cơ quan, ví dụ: Nghị quyết số 20-NQ/TW, ngày 01/11/2012 của Ban Chấp hành Trung ương.',
    },
    'citation-issuer': {
      name: 'Thiếu cơ quan ban hành',
      why: 'Lần đầu nhắc tới ghi cả cơ quan ban hành, ví dụ: … ngày 01/11/2012 của Ban Chấp hành Trung ương.',
    },
    'citation-again': {
      name: 'Trích dẫn đầy đủ lần nữa',
      why: 'Đã ghi đầy đủ ở trên: từ lần sau chỉ ghi tên loại và số, ví dụ: Nghị quyết số 20-NQ/TW.',
    },
    'tone-mixed': {
      name: 'Đặt dấu không thống nhất',
      why: 'Báo cáo dùng cả hai cách đặt dấu (ủy và uỷ, hòa và hoà); nên theo cách dùng nhiều hơn.',
    },
    ending: {
      name: 'Kết thúc văn bản',
      why: 'Văn bản của Đảng kết thúc bằng dấu chấm; dấu “./.” chỉ dùng ở văn bản hành chính nhà nước.',
    },
    'double-space': { name: 'Thừa dấu cách', why: 'Giữa hai từ chỉ có một dấu cách.' },
    'space-before-mark': {
      name: 'Dấu cách trước dấu câu',
      why: 'Dấu câu viết liền chữ đứng trước, ví dụ: “đạt kết quả, nhưng”, không phải “đạt kết quả , nhưng”.',
    },
  } satisfies Record<FormRule, { name: string; why: string }> as Record<
    FormRule,
    { readonly name: string; readonly why: string }
  >,
}
