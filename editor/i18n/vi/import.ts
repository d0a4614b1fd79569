import type { ImportWarning } from '../../../report/wire/paper.ts'

/** *Đưa nội dung từ tệp Word*: the file, what it says, and where each part goes. */
export const importing = {
  open: 'Đưa nội dung từ tệp Word…',
  openHere: 'Chèn từ tệp Word…',
  title: 'Đưa nội dung từ tệp Word',
  titleHere: (section: string) => `Chèn từ tệp Word vào “${section}”`,
  intro: 'Nội dung chỉ vào báo cáo khi bạn bấm Chèn; có thể hoàn tác bằng Ctrl+Z.',
  preamble: 'Phần mở đầu',
  untitled: '(chưa đặt tên)',

  drop: {
    invitation: 'Kéo tệp .docx vào đây, hoặc',
    letGo: 'Thả tệp vào đây',
    choose: 'Chọn tệp Word',
    change: 'Chọn tệp khác',
    field: 'Tệp Word',
  },
  chosen: (name: string, size: string) => `${name} (${size})`,
  oneFile: 'Mỗi lần chỉ đưa vào được một tệp.',
  oldWord: 'Đây là tệp .doc kiểu cũ. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại.',
  macros: 'Tệp có chứa macro nên không được nhận. Hãy mở bằng Word rồi lưu lại dạng .docx.',
  pdf: 'Đây là tệp PDF. Hãy dùng bản Word (.docx) của văn bản.',
  otherKind: 'Chỉ nhận tệp Word dạng .docx.',
  noFile: 'Tệp trống, không có gì để đọc.',
  tooLarge: (limit: string) => `Tệp không được lớn hơn ${limit}.`,
  unreadable: 'Không đọc được tệp này. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại.',
  unsupported: 'Không nhận tệp này. Hãy mở bằng Word, lưu lại dạng .docx không có macro và mật khẩu.',

  reading: 'Đang đọc tệp…',
  readingFor: (seconds: number) => `Đang đọc tệp… ${seconds} giây`,
  stop: 'Dừng',
  stopped: 'Đã dừng, chưa có gì được đưa vào báo cáo.',
  again: 'Đọc lại',
  nothing: 'Tệp không có nội dung nào đưa vào được.',
  nothingAdvice: 'Có thể văn bản nằm trong ảnh chụp, hoặc tệp chỉ có phần đầu và chữ ký. Hãy chọn tệp khác.',
  nowhere: 'Bạn chưa được viết ở mục nào của báo cáo này, nên chưa chèn được.',

  warnings: (n: string) => `${n} điều cần biết về tệp này`,
  way: 'Cách đưa vào',
  allHere: (section: string) => `Tất cả vào mục “${section}”`,
  allHereHint: 'Đề mục trong tệp thành dòng chữ đậm.',
  byOutline: 'Chia theo đề cương',
  byOutlineHint: 'Mỗi phần của tệp vào mục ứng với nó.',

  parts: (parts: string, words: string) => `Tệp có ${parts} phần, ${words} chữ`,
  beginning: '(Phần trước đề mục đầu tiên)',
  noHeading: '(Toàn bộ tệp)',
  words: (n: string) => `${n} chữ`,
  goesTo: 'Vào mục',
  goesToOf: (part: string) => `Đưa phần “${part}” vào mục`,
  nowhereChoice: 'Không đưa vào',
  closed: (section: string) => `Bạn không viết được ở “${section}” nên phần này chưa có chỗ.`,
  closedNow: (section: string) => `Mục “${section}” vừa đóng với bạn. Hãy chọn mục khác.`,
  goneNow: 'Mục đã chọn không còn trong báo cáo. Hãy chọn mục khác.',
  unknown: 'Chưa rõ phần này thuộc mục nào.',
  content: (part: string) => `Nội dung phần “${part}”`,
  empty: 'Phần này chỉ có đề mục.',
  showAll: 'Xem cả phần',
  showLess: 'Thu gọn',
  lacksPlace: (n: string) => `${n} phần chưa có chỗ sẽ không được đưa vào.`,

  insert: (words: string) => `Chèn ${words} chữ`,
  insertNothing: 'Chèn',
  insertedInto: (words: string, section: string) => `${words} chữ vào “${section}”`,
  inserted: (list: string) => `Đã chèn ${list}. Hoàn tác: Ctrl+Z.`,
  insertedMany: (words: string, sections: string) =>
    `Đã chèn ${words} chữ vào ${sections} mục. Hoàn tác: Ctrl+Z.`,
  refused: 'Chưa chèn gì: có mục bạn vừa không còn được viết. Hãy xem lại các phần được đánh dấu.',
  unfit: 'Chưa chèn gì: nội dung tệp không hợp với báo cáo. Hãy báo quản trị, kèm tệp này.',

  pastedLegacy: (fonts: string) =>
    `Chữ phông cũ (${fonts}) vừa dán đã được đổi sang Unicode. Hãy đọc lại; hoàn tác: Ctrl+Z.`,

  warningOf: {
    'legacy-font': (_n, detail) =>
      `Chữ phông cũ (${detail ?? 'TCVN3, VNI'}) đã được đổi sang Unicode. Hãy đọc lại những chỗ này.`,
    decomposed: (n) => `${n} đoạn có dấu tách rời đã được ghép lại thành chữ liền dấu.`,
    'numbering-dropped': (n) => `${n} số thứ tự gõ tay đã được tách khỏi đề mục; báo cáo tự đánh số.`,
    'picture-dropped': (n) => `Không lấy được ${n} hình. Hãy chèn lại bằng nút Hình ảnh.`,
    'picture-unsupported': (n, detail) =>
      `${n} hình không phải PNG hoặc JPEG nên chưa lấy được${detail ? ` (${detail})` : ''}. Hãy lưu lại thành PNG rồi chèn.`,
    'tracked-changes-accepted': (n) =>
      `Tệp có ${n} chỗ đang theo dõi thay đổi: lấy như đã chấp nhận hết các thay đổi.`,
    'comments-dropped': (n) => `Không lấy ${n} bình luận bên lề của Word.`,
    'text-boxes-moved': (n) => `${n} khung chữ được đưa ra thành đoạn văn thường.`,
    'style-unknown': (n, detail) =>
      `${n} đoạn có kiểu trình bày riêng${detail ? ` (${detail})` : ''} được lấy như đoạn văn thường.`,
    'footnote-formatting-dropped': (n) => `${n} chú thích cuối trang chỉ lấy phần chữ, bỏ định dạng.`,
    'nested-table-flattened': (n) => `${n} bảng nằm trong bảng được đổi thành đoạn văn trong ô.`,
    'link-flattened': (n) => `${n} liên kết chỉ lấy phần chữ.`,
    'content-dropped': (n) =>
      `Tệp nhúng ${n} tài liệu khác, chưa lấy được. Hãy mở tài liệu ấy bằng Word rồi chép vào.`,
    empty: () => 'Tệp không có nội dung nào đưa vào được.',
  } satisfies Record<ImportWarning['kind'], (n: string, detail?: string) => string> as Record<
    ImportWarning['kind'],
    (n: string, detail?: string) => string
  >,
}
